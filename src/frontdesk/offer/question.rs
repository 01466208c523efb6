//! What one question may cost: so many calls at Cal.com, and no more. What it did not ask is not known, and never
//! counts as free.

use crate::calcom::urgency::Urgency;
use std::sync::atomic::{AtomicU32, Ordering};

/// Event types asked for their free slots on behalf of one question.
pub const SLOT_CALLS_MAX: u32 = 24;
/// Reservations made on its behalf.
pub const RESERVATION_CALLS_MAX: u32 = 12;

/// What is left of a question's calls. Shared by the threads that ask on its behalf.
pub(crate) struct Budget {
    slots: AtomicU32,
    reservations: AtomicU32,
    pub urgency: Urgency,
}

impl Budget {
    /// Of a caller who asks what is free.
    pub fn of_a_question() -> Budget {
        Budget::new(Urgency::Question)
    }

    /// Of a look that a booking needs before it can be sent.
    pub fn of_a_booking() -> Budget {
        Budget::new(Urgency::Booking)
    }

    fn new(urgency: Urgency) -> Budget {
        Budget {
            slots: AtomicU32::new(SLOT_CALLS_MAX),
            reservations: AtomicU32::new(RESERVATION_CALLS_MAX),
            urgency,
        }
    }

    /// Whether one more event type may be asked for; it is counted then.
    pub fn may_ask(&self) -> bool {
        spend(&self.slots)
    }

    /// Whether one more reservation may be made; it is counted then.
    pub fn may_reserve(&self) -> bool {
        spend(&self.reservations)
    }
}

fn spend(left: &AtomicU32) -> bool {
    let one_less = |left: u32| left.checked_sub(1);
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_spent_and_no_more() {
        let budget = Budget::of_a_question();
        let slots = (0..100).filter(|_| budget.may_ask()).count();
        let reservations = (0..100).filter(|_| budget.may_reserve()).count();
        assert_eq!((slots, reservations), (24, 12));
    }
}
