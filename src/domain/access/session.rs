//! How long somebody stays logged in.

use time::{Duration, OffsetDateTime};

/// Nothing was asked for so long: over.
const IDLE: Duration = Duration::hours(8);
/// However much is asked: over.
const ABSOLUTE: Duration = Duration::days(7);
/// That it is used is written down no more often, so that looking does not write.
const NOTED_EVERY: Duration = Duration::minutes(5);

/// When a session began and was used last, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionTimes {
    pub made_at: OffsetDateTime,
    pub seen_at: OffsetDateTime,
}

impl SessionTimes {
    /// Whether it still counts. One from the future does not: a clock was wrong.
    pub fn is_alive(self, now: OffsetDateTime) -> bool {
        let (age, idle) = (now - self.made_at, now - self.seen_at);
        age >= -NOTED_EVERY && age < ABSOLUTE && idle < IDLE
    }

    /// Whether that it is used must be written down.
    pub fn is_to_be_noted(self, now: OffsetDateTime) -> bool {
        now - self.seen_at >= NOTED_EVERY
    }
}

/// Sessions that began, or were used last, before these are over.
pub fn over_before(now: OffsetDateTime) -> SessionTimes {
    SessionTimes { made_at: now.saturating_sub(ABSOLUTE), seen_at: now.saturating_sub(IDLE) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn idle_and_absolute_limits_end_it() {
        let now = datetime!(2026-12-01 10:00 UTC);
        let since = |made: Duration, seen: Duration| SessionTimes {
            made_at: now - made,
            seen_at: now - seen,
        };
        for (times, alive) in [
            (since(Duration::hours(1), Duration::ZERO), true),
            (since(Duration::days(6), Duration::hours(7)), true),
            (since(Duration::days(6), Duration::hours(8)), false),
            (since(Duration::days(7), Duration::ZERO), false),
            (since(Duration::hours(-1), Duration::hours(-1)), false),
        ] {
            assert_eq!(times.is_alive(now), alive, "{times:?}");
        }
        assert!(!since(Duration::days(1), Duration::minutes(4)).is_to_be_noted(now));
        assert!(since(Duration::days(1), Duration::minutes(5)).is_to_be_noted(now));
    }
}
