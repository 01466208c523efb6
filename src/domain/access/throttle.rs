//! How long somebody who typed a wrong password must wait.

use time::{Duration, OffsetDateTime};

/// So many wrong passwords are slips of the hand.
const FREE: u32 = 5;
/// The wait after the first that is none; it doubles with each further one.
const FIRST_WAIT: Duration = Duration::seconds(15);
/// It doubles up to this: nobody is locked out for good by a stranger.
const WAIT_MAX: Duration = Duration::minutes(15);
/// After so long without another one all is forgotten.
const FORGOTTEN_AFTER: Duration = Duration::hours(1);

/// Wrong passwords for one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failures {
    count: u32,
    last: OffsetDateTime,
}

impl Failures {
    /// One more, after those that are not forgotten.
    pub fn another(before: Option<Failures>, now: OffsetDateTime) -> Failures {
        let count = before.filter(|one| !one.is_forgotten(now)).map_or(0, |one| one.count);
        Failures { count: count.saturating_add(1), last: now }
    }

    /// How long the next attempt must still wait; zero if it need not.
    pub fn wait(&self, now: OffsetDateTime) -> Duration {
        let Some(beyond) = self.count.checked_sub(FREE) else { return Duration::ZERO };
        let doubled = FIRST_WAIT.saturating_mul(1_i32.checked_shl(beyond.min(16)).unwrap_or(1));
        let until = self.last.saturating_add(doubled.min(WAIT_MAX));
        (until - now).max(Duration::ZERO)
    }

    /// When the last one was, UTC.
    pub fn last(&self) -> OffsetDateTime {
        self.last
    }

    /// Whether they count no more.
    pub fn is_forgotten(&self, now: OffsetDateTime) -> bool {
        now - self.last >= FORGOTTEN_AFTER
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn the_wait_grows_and_ends() {
        let now = datetime!(2026-12-01 10:00 UTC);
        let after = |count: u32| {
            (0..count).fold(None, |before, _| Some(Failures::another(before, now))).unwrap()
        };
        for (count, seconds) in [(1, 0), (4, 0), (5, 15), (6, 30), (7, 60), (40, 900)] {
            assert_eq!(after(count).wait(now), Duration::seconds(seconds), "{count}");
        }
        assert_eq!(after(40).wait(now + Duration::minutes(15)), Duration::ZERO);
        let later = now + Duration::hours(1);
        assert_eq!(Failures::another(Some(after(40)), later).wait(later), Duration::ZERO);
    }
}
