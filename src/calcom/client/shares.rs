//! How a key's calls are shared out among the classes of calls: the one table. Pure.

use crate::calcom::urgency::Urgency;

/// The table counts in parts of the limit. At the default limit, 110 a minute, a part is a call.
const PARTS: usize = 110;
/// A smaller limit is not shared out: its parts would be no calls.
pub(crate) const SHARED_FROM_PER_MINUTE: usize = 40;

/// Kept of each window, and the most of one: of bookings and their repair. A visit of four segments is four bookings and
/// a look or two; bookings may take all there is.
const BOOKING: Parts = Parts { floor: 14, ceiling: PARTS };
/// Of reservations. Four callers who ask at once about four segments with anybody make twelve each.
const RESERVATION: Parts = Parts { floor: 33, ceiling: 48 };
/// Of questions; the same four callers.
const QUESTION: Parts = Parts { floor: 33, ceiling: 48 };
/// Of free times fetched ahead. What is kept for the three above leaves 30 parts for the three from here on together,
/// so that a key whose salon is idle stays quiet.
const PREFETCH: Parts = Parts { floor: 10, ceiling: 20 };
/// Of the poll, and of looks at what a hint names.
const POLL: Parts = Parts { floor: 5, ceiling: 20 };
/// Of the rest. Nothing is less urgent, so nothing has to be kept for it.
const SYNC: Parts = Parts { floor: 0, ceiling: 15 };

struct Parts {
    floor: usize,
    ceiling: usize,
}

/// A class's share of a window, in calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Share {
    /// So many are kept for it: less urgent calls cannot take them.
    pub(crate) floor: usize,
    /// It never takes more, however idle the key is.
    pub(crate) ceiling: usize,
}

/// The share of a class in a limit of so many calls; at least one call.
pub(crate) fn share(urgency: Urgency, per_window: usize) -> Share {
    if per_window < SHARED_FROM_PER_MINUTE {
        return whole(per_window);
    }
    let parts = match urgency {
        Urgency::Booking => BOOKING,
        Urgency::Reservation => RESERVATION,
        Urgency::Question => QUESTION,
        Urgency::Prefetch => PREFETCH,
        Urgency::Poll => POLL,
        Urgency::Sync => SYNC,
    };
    // Divided first, so that the largest limit does not overflow.
    let (all, rest) = (per_window / PARTS, per_window % PARTS);
    let calls =
        |parts: usize| all.saturating_mul(parts).saturating_add(rest.saturating_mul(parts) / PARTS);
    Share { floor: calls(parts.floor), ceiling: calls(parts.ceiling).max(1) }
}

/// The share of a class where nothing is shared out.
pub(crate) fn whole(per_window: usize) -> Share {
    Share { floor: 0, ceiling: per_window }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the least urgent class needs, so that its turn comes at all.
    #[test]
    fn at_any_limit_there_is_a_call_for_each_class_beside_the_floors_of_the_more_urgent() {
        for per_window in (1..=2_000).chain([10_000, 1_000_003, usize::MAX]) {
            let mut kept = 0_usize;
            for urgency in Urgency::ALL {
                let Share { floor, ceiling } = share(urgency, per_window);
                assert!(kept < per_window, "{urgency:?} of {per_window}");
                assert!(floor <= ceiling && ceiling >= 1, "{urgency:?} of {per_window}");
                assert!(ceiling <= per_window, "{urgency:?} of {per_window}");
                kept += floor;
            }
            assert_eq!(share(Urgency::Booking, per_window).ceiling, per_window);
            let is_shared = per_window >= SHARED_FROM_PER_MINUTE;
            assert_eq!(kept > 0, is_shared, "{per_window}");
        }
    }

    #[test]
    fn at_the_default_limit_the_shares_are_these() {
        let table = Urgency::ALL.map(|urgency| {
            let Share { floor, ceiling } = share(urgency, 110);
            (floor, ceiling)
        });
        assert_eq!(table, [(14, 110), (33, 48), (33, 48), (10, 20), (5, 20), (0, 15)]);
        let table = Urgency::ALL.map(|urgency| {
            let Share { floor, ceiling } = share(urgency, 40);
            (floor, ceiling)
        });
        assert_eq!(table, [(5, 40), (12, 17), (12, 17), (3, 7), (1, 7), (0, 5)]);
    }

    #[test]
    fn four_who_ask_and_a_fifth_who_books_fit_into_a_minute() {
        // A question costs 12 questions and 12 reservations at the most, a visit of four segments four bookings.
        let (askers, each) = (4, 12);
        let of = |urgency| share(urgency, 110);
        assert!(of(Urgency::Question).ceiling >= askers * each);
        assert!(of(Urgency::Reservation).ceiling >= askers * each);
        assert!(2 * askers * each + of(Urgency::Booking).floor <= 110);
        assert!(of(Urgency::Booking).floor >= 4 + 4, "each part, and a look at each");
        // An idle salon: what nobody waits for stays within 30 a minute together.
        let kept: usize = Urgency::ALL
            .into_iter()
            .filter(|one| one.is_waited_for())
            .map(|one| of(one).floor)
            .sum();
        assert!(110 - kept <= 30);
    }
}
