//! Who belongs to a pool: an event type of which Cal.com chooses the host. Cal.com does not tell in time, so it is
//! all who are said to do that segment, or have an event type of it; where there are none, all who work in that branch.

use crate::domain::Result;
use crate::domain::ids::StaffId;
use crate::domain::people::staff::StaffMember;
use crate::store::host::staff;
use crate::store::service::event_map::EventMapEntry;
use crate::store::service::segments::PerformerRow;
use crate::store::service::{event_map, segments};
use rusqlite::Connection;

/// The people of a pool's event type who work.
pub(crate) fn people(connection: &Connection, event_type_id: i64) -> Result<Vec<StaffId>> {
    let Some(company) = event_map::company_of(connection, event_type_id)? else {
        return Ok(Vec::new());
    };
    let Some(pool) = event_map::of_event_type(connection, company, event_type_id)? else {
        return Ok(Vec::new());
    };
    let entries = event_map::of_segment(connection, pool.service, &pool.segment_key)?;
    let performers = segments::performers(connection, pool.service)?;
    let roster = staff::roster(connection, company)?;
    Ok(of(&pool, &entries, &performers, &roster))
}

/// The same from what is at hand.
pub(crate) fn of(
    pool: &EventMapEntry,
    entries: &[EventMapEntry],
    performers: &[PerformerRow],
    roster: &[StaffMember],
) -> Vec<StaffId> {
    let here = |person: &&StaffMember| {
        person.active
            && match (pool.branch, person.branch) {
                (Some(pool), Some(own)) => pool == own,
                (None, _) | (_, None) => true,
            }
    };
    let does = |person: &&StaffMember| {
        let listed = performers
            .iter()
            .any(|one| one.segment.to_string() == pool.segment_key && one.staff == person.id);
        let booked = entries.iter().any(|entry| {
            entry.segment_key == pool.segment_key && entry.staff.as_ref() == Some(&person.id)
        });
        listed || booked
    };
    let able: Vec<StaffId> =
        roster.iter().filter(here).filter(does).map(|person| person.id.clone()).collect();
    if !able.is_empty() {
        return able;
    }
    roster.iter().filter(here).map(|person| person.id.clone()).collect()
}
