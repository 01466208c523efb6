//! What one question may cost: so many calls at Cal.com, and no more. What it did not ask is not known, and never
//! counts as free.

use crate::calcom::urgency::Urgency;
use crate::domain::calendar::fetched::JUST_NOW_SECONDS;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Event types asked for their free slots on behalf of one question before anything is looked at: whole visits of some
/// people rather than parts of everybody's.
pub const SLOT_CALLS_FIRST: u32 = 12;
/// The same if that was not enough.
pub const SLOT_CALLS_MAX: u32 = 24;
/// Reservations made on its behalf.
pub const RESERVATION_CALLS_MAX: u32 = 12;
/// Further ones in place of those that were refused.
pub const REPLACEMENT_CALLS_MAX: u32 = 4;

/// What is left of a question's calls. Shared by the threads that ask on its behalf.
pub(crate) struct Budget {
    slots: AtomicU32,
    further_slots: AtomicU32,
    reservations: AtomicU32,
    further_reservations: AtomicU32,
    /// What was told longer ago does not count.
    pub oldest: Duration,
    pub urgency: Urgency,
}

impl Budget {
    /// Of a caller who asks what is free: what is offered is reserved, so it may be known for as long as this.
    pub fn of_a_question(kept: Duration) -> Budget {
        let further = SLOT_CALLS_MAX.saturating_sub(SLOT_CALLS_FIRST);
        Budget {
            oldest: kept,
            slots: AtomicU32::new(SLOT_CALLS_FIRST),
            further_slots: AtomicU32::new(further),
            ..Budget::of_a_look()
        }
    }

    /// Of a look at what is free, after which nothing is reserved: only what was told just now counts.
    pub fn of_a_look() -> Budget {
        Budget {
            slots: AtomicU32::new(SLOT_CALLS_MAX),
            further_slots: AtomicU32::new(0),
            reservations: AtomicU32::new(RESERVATION_CALLS_MAX),
            further_reservations: AtomicU32::new(REPLACEMENT_CALLS_MAX),
            oldest: JUST_NOW,
            urgency: Urgency::Question,
        }
    }

    /// Of a look that a booking needs before it can be sent.
    pub fn of_a_booking() -> Budget {
        Budget { urgency: Urgency::Booking, ..Budget::of_a_look() }
    }

    /// Whether one more event type may be asked for; it is counted then.
    pub fn may_ask(&self) -> bool {
        spend(&self.slots)
    }

    /// Whether one more reservation may be made; it is counted then.
    pub fn may_reserve(&self) -> bool {
        spend(&self.reservations)
    }

    /// How many more reservations may be made.
    pub fn reservations(&self) -> usize {
        usize::try_from(self.reservations.load(Ordering::Relaxed)).unwrap_or(usize::MAX)
    }

    /// What may be asked at first was not enough: the rest may be asked for, too.
    pub fn ask_further(&self) {
        self.slots.fetch_add(self.further_slots.swap(0, Ordering::Relaxed), Ordering::Relaxed);
    }

    /// Something that was to be reserved was refused: something else may be reserved in its place.
    pub fn reserve_further(&self) {
        let further = self.further_reservations.swap(0, Ordering::Relaxed);
        self.reservations.fetch_add(further, Ordering::Relaxed);
    }
}

/// What was told so lately counts as told now.
pub(crate) const JUST_NOW: Duration = Duration::from_secs(JUST_NOW_SECONDS);

fn spend(left: &AtomicU32) -> bool {
    let one_less = |left: u32| left.checked_sub(1);
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spent(budget: &Budget) -> (usize, usize) {
        let slots = (0..100).filter(|_| budget.may_ask()).count();
        (slots, (0..100).filter(|_| budget.may_reserve()).count())
    }

    #[test]
    fn a_budget_is_spent_and_no_more() {
        let budget = Budget::of_a_question(Duration::ZERO);
        assert_eq!(spent(&budget), (12, 12));
        budget.ask_further();
        budget.reserve_further();
        assert_eq!(spent(&budget), (12, 4));
        budget.ask_further();
        budget.reserve_further();
        assert_eq!(spent(&budget), (0, 0));
        assert_eq!(spent(&Budget::of_a_look()), (24, 12));
    }
}
