//! What a decision would be here and now, about a booking that was recorded at another time.

use crate::domain::Result;
use crate::domain::host::decision::Decision;
use crate::domain::host::identity::HostSighting;
use crate::frontdesk::Desk;
use crate::frontdesk::door::rules::Rules;
use crate::frontdesk::door::{resolve, setting};

/// The decision about this host and event type by today's mappings, people, event types and rules. Writes nothing.
pub fn would_be(
    desk: &Desk,
    sighting: &HostSighting,
    event_type_id: Option<i64>,
) -> Result<Decision> {
    let (rules, sighting) = (Rules::of(&desk.salon), sighting.clone());
    desk.store.try_out(move |tx| {
        let branch = setting::branch_of(tx, &rules, event_type_id)?;
        resolve::judge(tx, &rules, &sighting, branch)
    })
}
