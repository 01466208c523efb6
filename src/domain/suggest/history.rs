//! What a host's bookings so far say: who of the staff does such services, on such days, in such a branch.
//!
//! Weak evidence, since in most salons many people do the same; it orders and supports, and never suggests.

use crate::domain::ids::{BranchId, ServiceId, StaffId};
use std::collections::BTreeMap;

/// Bookings at which a history says half of what it could: one booking is chance.
pub const HISTORY_BOOKINGS_HALF: u64 = 5;

/// Bookings, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Per service.
    pub services: BTreeMap<ServiceId, u32>,
    /// Per weekday of the salon's own time, Monday first.
    pub weekdays: [u32; 7],
    /// Per branch.
    pub branches: BTreeMap<BranchId, u32>,
}

/// What a staff member does: bookings so far, or services entered for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Practice {
    /// Whose it is.
    pub staff: StaffId,
    /// The counts; of a service that was entered and never booked, 1.
    pub done: History,
}

impl History {
    /// Counts one booking. `weekday` is days from Monday, 0 to 6, in the salon's own time; others are no weekday.
    pub fn count(&mut self, service: Option<ServiceId>, weekday: u8, branch: Option<BranchId>) {
        let more = |count: &mut u32| *count = count.saturating_add(1);
        if let Some(service) = service {
            more(self.services.entry(service).or_default());
        }
        if let Some(count) = self.weekdays.get_mut(usize::from(weekday)) {
            more(count);
        }
        if let Some(branch) = branch {
            more(self.branches.entry(branch).or_default());
        }
    }

    /// How well this host's services fit the staff member's, 0 to 100; `None` if either has none.
    pub(crate) fn services_percent(&self, done: &History) -> Option<u8> {
        fit(&self.services, &done.services)
    }

    /// How well this host's weekdays fit the staff member's, 0 to 100; `None` if either has none.
    pub(crate) fn weekdays_percent(&self, done: &History) -> Option<u8> {
        let days = |history: &History| history.weekdays.into_iter().enumerate().collect();
        fit(&days(self), &days(done))
    }

    /// How well this host's branches fit the staff member's, 0 to 100; `None` if either has none. One who has no bookings
    /// yet but a branch works there.
    pub(crate) fn branches_percent(&self, done: &History, own: Option<BranchId>) -> Option<u8> {
        match own {
            Some(branch) if total(&done.branches) == 0 => {
                fit(&self.branches, &BTreeMap::from([(branch, 1)]))
            }
            _ => fit(&self.branches, &done.branches),
        }
    }
}

fn total<K>(counts: &BTreeMap<K, u32>) -> u128 {
    counts.values().map(|count| u128::from(*count)).sum()
}

/// The part that two distributions share, less where the host's bookings are few.
fn fit<K: Ord>(host: &BTreeMap<K, u32>, staff: &BTreeMap<K, u32>) -> Option<u8> {
    let (of_host, of_staff) = (total(host), total(staff));
    if of_host == 0 || of_staff == 0 {
        return None;
    }
    // Both on a common denominator, so that nothing is rounded before the end.
    let shared = host.iter().map(|(key, count)| {
        let theirs = staff.get(key).copied().unwrap_or(0);
        u128::from(*count).saturating_mul(of_staff).min(u128::from(theirs).saturating_mul(of_host))
    });
    let shared: u128 = shared.fold(0, u128::saturating_add);
    let percent = shared.saturating_mul(100) / of_host.saturating_mul(of_staff).max(1);
    let sure = of_host.saturating_add(u128::from(HISTORY_BOOKINGS_HALF));
    u8::try_from(percent.saturating_mul(of_host) / sure.max(1)).ok().map(|percent| percent.min(100))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn services(counts: &[(i64, u32)]) -> History {
        let services = counts.iter().map(|(id, count)| (ServiceId(*id), *count)).collect();
        History { services, ..History::default() }
    }

    #[test]
    fn who_does_the_same_fits() {
        let host = services(&[(1, 60), (2, 35)]);
        let same = host.services_percent(&services(&[(1, 600), (2, 350)])).unwrap();
        let half = host.services_percent(&services(&[(1, 10), (3, 10)])).unwrap();
        let other = host.services_percent(&services(&[(3, 10)])).unwrap();
        assert_eq!((same, half, other), (95, 47, 0));
        assert_eq!(host.services_percent(&History::default()), None);
        assert_eq!(History::default().services_percent(&host), None);
        let few = services(&[(1, 1)]).services_percent(&services(&[(1, 9)])).unwrap();
        assert_eq!(few, 16, "one booking is chance");
    }

    #[test]
    fn bookings_are_counted() {
        let mut done = History::default();
        done.count(Some(ServiceId(1)), 0, Some(BranchId(2)));
        done.count(Some(ServiceId(1)), 6, None);
        done.count(None, 7, None);
        assert_eq!(done.services, BTreeMap::from([(ServiceId(1), 2)]));
        assert_eq!(done.weekdays, [1, 0, 0, 0, 0, 0, 1]);
        assert_eq!(done.branches, BTreeMap::from([(BranchId(2), 1)]));
    }

    #[test]
    fn a_branch_of_her_own_stands_for_bookings() {
        let host = History { branches: BTreeMap::from([(BranchId(1), 95)]), ..History::default() };
        let nothing = History::default();
        assert_eq!(host.branches_percent(&nothing, Some(BranchId(1))), Some(95));
        assert_eq!(host.branches_percent(&nothing, Some(BranchId(2))), Some(0));
        assert_eq!(host.branches_percent(&nothing, None), None);
        let weekdays = History { weekdays: [0, 5, 0, 0, 0, 0, 0], ..History::default() };
        assert_eq!(weekdays.weekdays_percent(&weekdays), Some(50));
    }

    proptest! {
        #[test]
        fn any_counts_give_a_percentage(
            host in proptest::collection::btree_map(0i64..6, any::<u32>(), 0..6),
            staff in proptest::collection::btree_map(0i64..6, any::<u32>(), 0..6),
        ) {
            if let Some(percent) = fit(&host, &staff) {
                prop_assert!(percent <= 100);
            }
        }
    }
}
