//! What a salon books: nothing that is over, nothing too soon, nothing too far ahead.

use crate::domain::calendar::zone::Zone;
use time::{Date, Duration, OffsetDateTime, Time};

const MINUTE_SECONDS: i64 = 60;
const DAY_SECONDS: i64 = 86_400;

/// Why a day or a start cannot be looked for or booked, on the salon's calendar and clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    /// That day, or that time of it, is over.
    Past(Date, Option<Time>),
    /// The salon wants to know earlier.
    TooSoon(Date, Time),
    /// Beyond the salon's horizon.
    TooFar(Date),
    /// The last day lies before the first.
    Backwards,
}

/// What the salon is set to, and the moment at which it is asked.
#[derive(Clone, Copy, Debug)]
pub struct Bounds<'a> {
    /// UTC.
    pub now: OffsetDateTime,
    pub zone: &'a Zone,
    /// A start lies at least so far ahead.
    pub notice_minutes: u64,
    /// And at most so far.
    pub horizon_days: u64,
}

impl Bounds<'_> {
    /// Day and time on the salon's clock.
    pub fn today(&self) -> (Date, Time) {
        self.zone.local(self.now)
    }

    /// The last day that can be booked.
    pub fn last_day(&self) -> Date {
        self.today().0.saturating_add(seconds(self.horizon_days, DAY_SECONDS))
    }

    /// Whether a start can still be booked.
    pub fn check(&self, start: OffsetDateTime) -> Result<(), Outside> {
        let (day, time) = self.zone.local(start);
        let notice = seconds(self.notice_minutes, MINUTE_SECONDS);
        let horizon = seconds(self.horizon_days, DAY_SECONDS);
        if start <= self.now {
            Err(Outside::Past(day, Some(time)))
        } else if start < self.now.saturating_add(notice) {
            Err(Outside::TooSoon(day, time))
        } else if start > self.now.saturating_add(horizon) {
            Err(Outside::TooFar(day))
        } else {
            Ok(())
        }
    }
}

/// So many times so many seconds, as far as a duration goes.
fn seconds(times: u64, each: i64) -> Duration {
    Duration::seconds(i64::try_from(times).unwrap_or(i64::MAX).saturating_mul(each))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime, time};

    #[test]
    fn a_start_lies_between_notice_and_horizon() {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let now = datetime!(2026-12-01 9:00 UTC);
        let bounds = Bounds { now, zone: &zone, notice_minutes: 60, horizon_days: 30 };
        assert_eq!(bounds.today(), (date!(2026 - 12 - 01), time!(10:00)));
        assert_eq!(bounds.last_day(), date!(2026 - 12 - 31));
        let today = date!(2026 - 12 - 01);
        for (start, expected) in [
            (now, Err(Outside::Past(today, Some(time!(10:00))))),
            (datetime!(2026-12-01 9:30 UTC), Err(Outside::TooSoon(today, time!(10:30)))),
            (datetime!(2026-12-01 10:00 UTC), Ok(())),
            (datetime!(2026-12-31 9:00 UTC), Ok(())),
            (datetime!(2026-12-31 9:01 UTC), Err(Outside::TooFar(date!(2026 - 12 - 31)))),
        ] {
            assert_eq!(bounds.check(start), expected, "{start}");
        }
        // A year that nobody would wait for overflows nothing.
        let far = Bounds { notice_minutes: u64::MAX, horizon_days: u64::MAX, ..bounds };
        assert_eq!(far.last_day(), Date::MAX);
        assert!(far.check(datetime!(2026-12-02 9:00 UTC)).is_err());
    }
}
