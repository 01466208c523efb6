//! Who can be given an appointment.

use crate::domain::Result;
use crate::domain::ids::StaffId;
use crate::frontdesk::Desk;
use crate::store::host::staff;
use serde::Serialize;

/// A person who can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Choice {
    pub staff_id: StaffId,
    pub name: String,
}

/// Everybody who works here, by name.
pub(crate) fn choices(desk: &Desk) -> Result<Vec<Choice>> {
    let roster = desk.store.read(|connection| staff::roster(connection, desk.salon.company))?;
    let active = roster.into_iter().filter(|person| person.active);
    Ok(active.map(|person| Choice { staff_id: person.id, name: person.name }).collect())
}
