//! How an event type at Cal.com differs from the event map.

use crate::domain::event_type::fields::{FieldDrift, Owner};
use crate::domain::ids::StaffId;
use crate::frontdesk::event_type::read::Label;

/// One event type that is not as the event map has it.
#[derive(Clone, Debug, PartialEq)]
pub struct RowDrift {
    /// Which.
    pub label: Label,
    /// Its row, where it is ours.
    pub row: Option<i64>,
    /// Whose; `None` means a pool.
    pub staff: Option<StaffId>,
    /// Cal.com's number, where it has one.
    pub event_type_id: Option<i64>,
    /// What is the matter.
    pub what: Difference,
}

/// What is the matter with it.
#[derive(Clone, Debug, PartialEq)]
pub enum Difference {
    /// These fields, ours and the salon's.
    Fields(Vec<FieldDrift>),
    /// Cal.com does not have it; the sentence says why.
    Missing(String),
    /// Nothing needs it any more, and Cal.com still has it.
    Surplus,
    /// It waits to be deleted, with the reason.
    Waits(String),
    /// The salon's own, with another length than the segment.
    OtherLength {
        /// The segment's, minutes.
        segment: u32,
        /// At Cal.com, minutes.
        there: u32,
    },
    /// The salon's own, which cannot be looked at; the sentence says why.
    Unseen(String),
}

impl RowDrift {
    /// Whether a sync would have something to do. What the salon changed of its own fields, its own event types, and
    /// what waits for bookings to pass are told and no more.
    pub fn counts(&self) -> bool {
        match &self.what {
            Difference::Fields(fields) => {
                fields.iter().any(|field| field.owner == Owner::Chairside)
            }
            Difference::Missing(_) | Difference::Surplus => true,
            Difference::Waits(_) | Difference::OtherLength { .. } | Difference::Unseen(_) => false,
        }
    }
}
