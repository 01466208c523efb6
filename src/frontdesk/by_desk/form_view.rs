//! What can be chosen in the form that books.

use crate::domain::Result;
use crate::domain::ids::StaffId;
use crate::frontdesk::Desk;
use crate::store::service::{catalogue, segments};
use serde::Serialize;

/// A service that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ServiceChoice {
    pub key: String,
    pub name: String,
    /// From its start to its end, with this person if one is chosen.
    pub minutes: u32,
}

/// What is sold, by name; of a person only what that person does from its first segment to its last.
pub(crate) fn services(desk: &Desk, staff: Option<&StaffId>) -> Result<Vec<ServiceChoice>> {
    desk.store.read(|connection| {
        let mut choices = Vec::new();
        for service in catalogue::active(connection, desk.salon.company)? {
            let performers = segments::performers(connection, service.id)?;
            let own = performers.iter().find(|one| Some(&one.staff) == staff);
            if staff.is_some() && own.is_none() {
                continue;
            }
            let minutes = own.and_then(|one| one.minutes).filter(|_| !service.composite);
            choices.push(ServiceChoice {
                key: service.key,
                name: service.name,
                minutes: minutes.unwrap_or(service.duration_minutes),
            });
        }
        Ok(choices)
    })
}
