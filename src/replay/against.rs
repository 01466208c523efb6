//! A recorded day against today: each decision beside the one that today's mappings and rules would take.

use crate::domain::Result;
use crate::domain::host::decision::Decision;
use crate::domain::host::identity::HostSighting;
use crate::domain::host::matching_short::{Change, Sameness};
use crate::domain::host::{matching_short, matching_stored};
use crate::domain::ids::SegmentId;
use crate::domain::visit::booked;
use crate::frontdesk::Desk;
use crate::frontdesk::door::against;
use crate::frontdesk::door::resolve::sighting_of;
use crate::recording::line::rows::RecordedRow;
use crate::store::visit::booking;
use crate::store::visit::segment::Segment;
use rusqlite::Connection;
use serde_json::Value;
use time::OffsetDateTime;

/// A decision of a recorded day, and what it was taken on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Judged {
    /// The booking in force.
    pub(crate) booking_uid: String,
    /// Which part of the visit: `A` for a simple one.
    pub(crate) segment: String,
    /// UTC.
    pub(crate) starts_at: OffsetDateTime,
    pub(crate) event_type_id: Option<i64>,
    /// Who Cal.com says does it.
    pub(crate) sighting: HostSighting,
    /// As it was kept; of a Chairside's recording the one that was taken then, else the replay's.
    pub(crate) then: Value,
}

/// A decision then and today.
#[derive(Clone, Debug)]
pub(crate) struct Compared {
    pub(crate) judged: Judged,
    pub(crate) then: Decision,
    /// As it would be.
    pub(crate) today: Decision,
    pub(crate) change: Change,
    /// Both side by side, in the salon's language.
    pub(crate) beside: String,
}

/// The decision about each part of an appointment that has a booking.
pub(crate) fn judged(
    connection: &Connection,
    segments: &[(SegmentId, Segment)],
    recorded: Option<&RecordedRow>,
) -> Result<Vec<Judged>> {
    let mut all = Vec::new();
    for (id, one) in segments {
        let chain = booking::chain(connection, *id)?;
        let (Some(uid), Some(head)) = (&one.booking_uid, booked::in_force(&chain)) else {
            continue;
        };
        // A row tells of the first part alone.
        let kept = recorded.filter(|_| one.position <= 1).and_then(|row| row.decision.clone());
        all.push(Judged {
            booking_uid: uid.clone(),
            segment: one.key.clone(),
            starts_at: one.starts_at,
            event_type_id: one.event_type_id,
            sighting: sighting_of(head),
            then: kept.unwrap_or_else(|| one.decision.clone()),
        });
    }
    Ok(all)
}

/// Decides each of them again at today's desk. What a person decided about one appointment stays.
pub(crate) fn compare(judged: &[Judged], today: &Desk, people: Sameness) -> Result<Vec<Compared>> {
    let language = today.salon.language;
    let mut all = Vec::new();
    for one in judged {
        let Some(then) = matching_stored::from_json(&one.then) else { continue };
        let decided = if matching_stored::is_by_person(&one.then) {
            then.clone()
        } else {
            against::would_be(today, &one.sighting, one.event_type_id)?
        };
        all.push(Compared {
            change: matching_short::change(&then, &decided, people),
            beside: matching_short::beside(&then, &decided, language),
            judged: one.clone(),
            then,
            today: decided,
        });
    }
    Ok(all)
}
