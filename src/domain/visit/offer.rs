//! A time that was found for a caller and is held.

use crate::domain::calendar::interval::Interval;
use crate::domain::people::staff::StaffMember;
use crate::domain::visit::plan::PlannedBooking;
use time::OffsetDateTime;

/// A time that was found and is held.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// For `book_appointment`.
    pub id: String,
    /// With the length at the chair, UTC.
    pub at: Interval,
    /// Who would do it; `None` where Cal.com chooses.
    pub staff: Option<StaffMember>,
    /// Where, if there is more than one branch.
    pub branch: Option<String>,
    /// What would be booked, in the order of time.
    pub parts: Vec<PlannedBooking>,
    /// If it lies in the pause of another visit: how many minutes are free there from its start on.
    pub pause_minutes: Option<u32>,
    /// Until then it is held, UTC.
    pub held_until: OffsetDateTime,
    /// How long ago Cal.com told that it is free, seconds; 0 if it was asked for this very offer.
    pub known_seconds_ago: u64,
}
