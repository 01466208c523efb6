//! What can be chosen in the form that books.

use crate::domain::Result;
use crate::domain::ids::StaffId;
use crate::frontdesk::Desk;
use crate::frontdesk::offer::ways;
use crate::store::service::{catalogue, segments};
use serde::Serialize;
use std::collections::BTreeMap;

/// A service that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ServiceChoice {
    pub key: String,
    pub name: String,
    /// From its start to its end, with this person if one is chosen.
    pub minutes: u32,
}

/// What is sold, by name; of a person only what that person can do from its first segment to its last.
pub(crate) fn services(desk: &Desk, staff: Option<&StaffId>) -> Result<Vec<ServiceChoice>> {
    let (sold, own) = desk.store.read(|connection| {
        let sold = catalogue::active(connection, desk.salon.company)?;
        let own = match staff {
            Some(id) => segments::own_minutes(connection, id)?,
            None => BTreeMap::new(),
        };
        Ok((sold, own))
    })?;
    let mut choices = Vec::new();
    for service in sold {
        let minutes = match staff {
            None => None,
            Some(id) if service.composite => {
                if !ways::of_service(desk, &service, None)?.can_lead(id) {
                    continue;
                }
                None
            }
            Some(_) => match own.get(&service.id) {
                Some(minutes) => *minutes,
                None => continue,
            },
        };
        choices.push(ServiceChoice {
            key: service.key,
            name: service.name,
            minutes: minutes.unwrap_or(service.duration_minutes),
        });
    }
    Ok(choices)
}
