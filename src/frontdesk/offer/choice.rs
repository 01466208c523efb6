//! What a caller's wish became: something that can be booked as it is.

use crate::domain::Result;
use crate::domain::calendar::interval::Interval;
use crate::domain::ids::StaffId;
use crate::domain::visit::plan;
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::visit::refusal::Reason;
use crate::domain::visit::saga_plan::Action;
use crate::store::service::catalogue::Service;

/// What a caller's wish became: something that can be booked as it is.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What.
    pub service: Service,
    /// Whom the customer asked for.
    pub preferred: Option<StaffId>,
    /// What is booked at Cal.com for it, in the order of time: one booking for a simple service. Never empty.
    pub parts: Vec<PlannedBooking>,
    /// The offer it was taken from.
    pub offer: Option<String>,
}

impl Choice {
    /// From the first minute to the last, UTC.
    pub fn at(&self) -> Result<Interval> {
        plan::span(&self.parts)
    }

    /// Who does the first segment; `None` where Cal.com chooses.
    pub fn lead(&self) -> Option<&StaffId> {
        self.parts.first().and_then(|part| part.staff.as_ref())
    }

    /// What is booked, in the order in which it is booked.
    pub fn actions(&self) -> Vec<Action> {
        let parts = plan::in_booking_order(&self.parts, self.service.booking_order);
        parts.iter().map(Action::book).collect()
    }
}

/// How a start can be booked, or why not.
#[derive(Clone, Debug)]
pub enum Chosen {
    /// Like this.
    Way(Choice),
    /// Not, as far as it is known.
    No(Reason),
}
