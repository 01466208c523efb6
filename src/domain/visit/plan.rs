//! A visit as it is about to be booked: its parts with their times, people and event types, and their order.

use crate::domain::calendar::interval::{Claim, Interval};
use crate::domain::error::Error;
use crate::domain::ids::StaffId;
use crate::domain::service::catalogue::BookingOrder;
use crate::domain::visit::layout;
use crate::domain::visit::layout::PartKind;
use crate::domain::visit::note::PartNote;
use std::collections::BTreeMap;

/// One booking to be made at Cal.com.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedBooking {
    /// What it is of the visit.
    pub note: PartNote,
    /// UTC.
    pub at: Interval,
    /// Who does it; `None` where Cal.com chooses one of a pool.
    pub staff: Option<StaffId>,
    pub event_type_id: i64,
}

impl PlannedBooking {
    /// What it takes of its stylist's time.
    pub fn claim(&self) -> Claim {
        let note = &self.note;
        layout::claim(self.at, note.settle_minutes, note.return_minutes, note.buffer_minutes)
    }

    /// Whether the visit stands without it: the hold of a `flexible` pause.
    pub fn is_optional(&self) -> bool {
        self.note.kind == PartKind::Pause
            && self.note.policy == Some(crate::domain::service::catalogue::PausePolicy::Flexible)
    }
}

/// From the first minute of work to the last. `Invalid` without any part.
pub fn span(parts: &[PlannedBooking]) -> Result<Interval, Error> {
    let start = parts.iter().map(|part| part.at.start()).min();
    let end = parts.iter().map(|part| part.at.end()).max();
    match (start, end) {
        (Some(start), Some(end)) => Interval::new(start, end),
        (None, _) | (_, None) => Err(Error::invalid("a visit has at least one segment")),
    }
}

/// What the visit takes of each staff member's time.
pub fn claims(parts: &[PlannedBooking]) -> BTreeMap<StaffId, Claim> {
    let mut claims: BTreeMap<StaffId, Claim> = BTreeMap::new();
    for part in parts {
        if let Some(staff) = &part.staff {
            claims.entry(staff.clone()).or_default().join(part.claim());
        }
    }
    claims
}

/// The parts in the order in which they are booked.
pub fn in_booking_order(parts: &[PlannedBooking], order: BookingOrder) -> Vec<PlannedBooking> {
    let mut parts = parts.to_vec();
    parts.sort_by_key(|part| (part.at.start(), part.note.position));
    if order == BookingOrder::LastFirst {
        parts.reverse();
    }
    parts
}
