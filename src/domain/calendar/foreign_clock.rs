//! How far another machine's clock is believed. Cal.com dates every change by its own; one date in 2099 must neither
//! hide all later ones nor make the poll wait for 2099.

use time::{Duration, OffsetDateTime};

/// How far ahead of ours another clock may be. What is dated later counts as of now.
pub const AHEAD_MAX_SECONDS: i64 = 300;

/// Whether a date lies further ahead than another clock may be.
pub fn is_ahead(at: OffsetDateTime, now: OffsetDateTime) -> bool {
    at > horizon(now)
}

/// The date of a change as far as it is believed: as told, but not ahead of our own clock.
pub fn believable(at: Option<OffsetDateTime>, now: OffsetDateTime) -> Option<OffsetDateTime> {
    at.map(|at| if is_ahead(at, now) { now } else { at })
}

/// The latest date that is believed.
pub fn horizon(now: OffsetDateTime) -> OffsetDateTime {
    now.saturating_add(Duration::seconds(AHEAD_MAX_SECONDS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_date_ahead_counts_as_of_now() {
        let now = datetime!(2026-12-01 10:00 UTC);
        let cases = [
            (datetime!(2026-12-01 10:05 UTC), datetime!(2026-12-01 10:05 UTC)),
            (datetime!(2026-12-01 10:05:00.001 UTC), now),
            (datetime!(2099-01-01 0:00 UTC), now),
            (datetime!(9999-12-31 23:59:59 UTC), now),
            (datetime!(1971-01-01 0:00 UTC), datetime!(1971-01-01 0:00 UTC)),
        ];
        for (told, believed) in cases {
            assert_eq!(believable(Some(told), now), Some(believed), "{told}");
        }
        assert_eq!(believable(None, now), None);
    }
}
