//! Cal.com's rate limit: so many requests per 60 seconds and key, then nothing for 60 seconds.

use std::collections::HashMap;
use time::{Duration, OffsetDateTime};

const WINDOW: Duration = Duration::seconds(60);

/// Counts requests per key, by the sandbox's clock.
#[derive(Default)]
pub(crate) struct Limiter {
    windows: HashMap<String, Window>,
}

struct Window {
    since: OffsetDateTime,
    used: u32,
    blocked: bool,
}

/// What the headers of the answer say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allowance {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    pub(crate) reset_seconds: i64,
    pub(crate) refused: bool,
}

impl Limiter {
    pub(crate) fn count(&mut self, key: &str, limit: u32, now: OffsetDateTime) -> Allowance {
        let fresh = Window { since: now, used: 0, blocked: false };
        let window = self.windows.entry(key.to_owned()).or_insert(fresh);
        if now - window.since >= WINDOW || now < window.since {
            *window = Window { since: now, used: 0, blocked: false };
        }
        window.used = window.used.saturating_add(1);
        let refused = window.used > limit;
        if refused && !window.blocked {
            // The block lasts its own 60 seconds from the first refusal on.
            window.blocked = true;
            window.since = now;
        }
        Allowance {
            limit,
            remaining: limit.saturating_sub(window.used),
            reset_seconds: (WINDOW - (now - window.since)).whole_seconds(),
            refused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_key_over_its_limit_is_blocked_for_a_minute() {
        let mut limiter = Limiter::default();
        let start = datetime!(2030-01-05 10:00 UTC);
        let mut refused =
            |key, seconds| limiter.count(key, 2, start + Duration::seconds(seconds)).refused;
        assert_eq!([0, 1, 30].map(|second| refused("a", second)), [false, false, true]);
        assert!(!refused("b", 30), "another key");
        assert!(refused("a", 89), "60 seconds from the refusal on");
        assert!(!refused("a", 90));
    }
}
