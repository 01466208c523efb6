//! Who can be given an appointment.

use crate::domain::Result;
use crate::domain::ids::StaffId;
use crate::frontdesk::Desk;
use crate::frontdesk::diary::people::called;
use serde::Serialize;

/// A person who can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Choice {
    pub staff_id: StaffId,
    pub name: String,
}

/// Everybody who works here, in the roster's order.
pub(crate) fn choices(desk: &Desk) -> Result<Vec<Choice>> {
    let all = desk.store.read(|connection| called(connection, desk.salon.company))?;
    let active = all.into_iter().filter(|one| one.person.active);
    Ok(active.map(|one| Choice { staff_id: one.person.id, name: one.full }).collect())
}
