//! Quiet hours: when nobody is told, and until when.

use crate::domain::calendar::zone::{WallTime, Zone};
use time::{OffsetDateTime, Time};

/// A span of the salon's clock, every day; one whose end comes before its begin reaches over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    from: Time,
    until: Time,
}

impl QuietHours {
    /// Reads `21:00-07:30`. `None` if it is no such span, or an empty one.
    pub fn parse(text: &str) -> Option<QuietHours> {
        let (from, until) = text.split_once('-')?;
        let (from, until) = (clock(from.trim())?, clock(until.trim())?);
        (from != until).then_some(QuietHours { from, until })
    }

    /// When the quiet hours end in which this instant lies, UTC; `None` if it lies in none.
    pub fn end_after(&self, now: OffsetDateTime, zone: &Zone) -> Option<OffsetDateTime> {
        let (date, time) = zone.local(now);
        let is_quiet = if self.from < self.until {
            self.from <= time && time < self.until
        } else {
            time >= self.from || time < self.until
        };
        if !is_quiet {
            return None;
        }
        let day = if time < self.until { Some(date) } else { date.next_day() };
        let end = match zone.instant(day?, self.until) {
            WallTime::Exact(at) | WallTime::Fold { first: at, .. } => at,
            WallTime::Gap { after, .. } => after,
        };
        // In the hour that comes twice the end may be the first of the two, which is over.
        Some(end.max(now))
    }
}

/// `07:30`.
fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str| {
        let is_plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_plain { text.parse::<u8>().ok() } else { None }
    };
    Time::from_hms(number(hour)?, number(minute)?, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn only_a_span_of_the_clock_is_read() {
        for text in [
            "",
            "21:00",
            "21:00-",
            "21-07",
            "24:00-07:00",
            "9:00-17:00",
            "21:00-21:00",
            "+1:00-02:00",
        ] {
            assert_eq!(QuietHours::parse(text), None, "{text}");
        }
        assert!(QuietHours::parse(" 21:00 - 07:30 ").is_some());
    }

    #[test]
    fn they_end_on_the_salons_clock_also_over_midnight_and_the_change_of_time() {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        let night = QuietHours::parse("21:00-07:30").unwrap();
        let noon = QuietHours::parse("12:00-13:00").unwrap();
        let early = QuietHours::parse("22:00-02:30").unwrap();
        for (hours, now, end) in [
            (night, datetime!(2026-12-01 19:59 UTC), None),
            (night, datetime!(2026-12-01 20:00 UTC), Some(datetime!(2026-12-02 6:30 UTC))),
            (night, datetime!(2026-12-02 6:29 UTC), Some(datetime!(2026-12-02 6:30 UTC))),
            (night, datetime!(2026-12-02 6:30 UTC), None),
            (noon, datetime!(2026-07-01 10:30 UTC), Some(datetime!(2026-07-01 11:00 UTC))),
            (noon, datetime!(2026-07-01 11:00 UTC), None),
            (night, datetime!(2026-03-28 22:00 UTC), Some(datetime!(2026-03-29 5:30 UTC))),
            (early, datetime!(2026-03-29 0:00 UTC), Some(datetime!(2026-03-29 1:30 UTC))),
            (early, datetime!(2026-10-25 1:15 UTC), Some(datetime!(2026-10-25 1:15 UTC))),
        ] {
            assert_eq!(hours.end_after(now, &berlin), end, "{now}");
        }
    }
}
