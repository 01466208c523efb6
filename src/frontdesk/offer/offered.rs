//! An offer that is taken up.

use crate::domain::Result;
use crate::frontdesk::Desk;
use crate::frontdesk::offer::choice::Choice;
use crate::store::host::staff;
use crate::store::service::{catalogue, event_map};
use crate::store::visit::hold;
use crate::store::visit::hold::Hold;
use rusqlite::Connection;

/// The offer of this call, while it lasts. Another call's is treated as if it were not there.
pub(crate) fn by_id(desk: &Desk, call_id: &str, offer: &str) -> Result<Option<Choice>> {
    let now = desk.now();
    desk.store.read(|connection| {
        let found = hold::find(connection, offer)?;
        let Some(hold) = found.filter(|hold| hold.call_id == call_id && hold.expires_at > now)
        else {
            return Ok(None);
        };
        if !is_still_done(connection, &hold)? {
            return Ok(None);
        }
        let service = catalogue::find(connection, hold.service)?;
        Ok(service.map(|service| Choice {
            service,
            preferred: hold.preferred_staff,
            parts: hold.parts,
            offer: Some(hold.id),
        }))
    })
}

/// Whether what was offered can still be had: everybody who would do it works, and every event type is the service's.
fn is_still_done(connection: &Connection, hold: &Hold) -> Result<bool> {
    for part in &hold.parts {
        let event = event_map::of_event_type(connection, hold.company, part.event_type_id)?;
        let works = match &part.staff {
            Some(id) => staff::find(connection, id)?.is_some_and(|person| person.active),
            None => true,
        };
        if !works || event.is_none_or(|event| event.service != hold.service) {
            return Ok(false);
        }
    }
    Ok(true)
}
