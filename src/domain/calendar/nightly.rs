//! When what is done once a night is due.

use crate::domain::calendar::zone::{WallTime, Zone};
use time::{Date, Duration, OffsetDateTime, Time};

/// After one that failed the next is tried so long after.
const RETRY_AFTER: Duration = Duration::hours(1);

/// Whether it is due: the last time at which it should have been done, every day at `at` on the salon's clock, is later than
/// the last time it went well. Who was switched off at that time does it when it is on again. `known_since` is when the salon
/// began: before its first night none is missed. After a try that failed at `tried` it is not due for an hour.
pub fn is_due(
    zone: &Zone,
    at: Time,
    (last, tried): (Option<OffsetDateTime>, Option<OffsetDateTime>),
    known_since: OffsetDateTime,
    now: OffsetDateTime,
) -> bool {
    // A clock that was put back keeps nothing waiting.
    let is_soon_after = |tried: OffsetDateTime| tried <= now && now - tried < RETRY_AFTER;
    if tried.is_some_and(is_soon_after) {
        return false;
    }
    let last = last.filter(|last| *last <= now).unwrap_or(known_since.min(now));
    latest(zone, at, now).is_some_and(|due| last < due)
}

/// The next such time of day that is to come.
pub fn next(zone: &Zone, at: Time, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let (today, _) = zone.local(now);
    let days = [Some(today), today.next_day()];
    days.into_iter().flatten().map(|day| instant(zone, day, at)).find(|instant| *instant > now)
}

/// The last such time of day that is not to come.
fn latest(zone: &Zone, at: Time, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let (today, _) = zone.local(now);
    [Some(today), today.previous_day()].into_iter().flatten().find_map(|day| {
        let instant = instant(zone, day, at);
        (instant <= now).then_some(instant)
    })
}

/// In the nights in which clocks change: a time that is not there is soon after, and of two the first counts.
fn instant(zone: &Zone, day: Date, at: Time) -> OffsetDateTime {
    match zone.instant(day, at) {
        WallTime::Exact(instant) => instant,
        WallTime::Gap { after, .. } => after,
        WallTime::Fold { first, .. } => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{datetime, time};

    #[test]
    fn it_is_due_once_a_night_and_when_a_night_was_missed() {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let since = datetime!(2026-11-20 9:00 UTC);
        // Berlin is an hour ahead.
        let night = datetime!(2026-11-23 2:30 UTC);
        let minute = Duration::minutes(1);
        for (last, tried, now, expected) in [
            // A new salon waits for its first night.
            (None, None, since + minute, false),
            (None, None, datetime!(2026-11-21 2:29 UTC), false),
            (None, None, datetime!(2026-11-21 2:30 UTC), true),
            (Some(night - Duration::hours(24)), None, night - minute, false),
            (Some(night - Duration::hours(24)), None, night, true),
            (Some(night), None, night + minute, false),
            // It was off for two nights.
            (Some(night - Duration::hours(48)), None, night + Duration::hours(6), true),
            // One by hand in the evening does not stand for the night's.
            (Some(night - Duration::hours(6)), None, night, true),
            // It failed, and is tried again within the day.
            (Some(night - Duration::hours(24)), Some(night), night + minute, false),
            (Some(night - Duration::hours(24)), Some(night), night + Duration::hours(1), true),
            // Clocks that were put back.
            (Some(night + Duration::days(30)), None, night, true),
            (None, Some(night + Duration::days(30)), night, true),
        ] {
            let due = is_due(&zone, time!(3:30), (last, tried), since, now);
            assert_eq!(due, expected, "{last:?} {tried:?} {now}");
        }
    }

    #[test]
    fn nights_in_which_clocks_change_have_one() {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        for day in [datetime!(2027-03-28 12:00 UTC), datetime!(2026-10-25 12:00 UTC)] {
            let at = time!(2:30);
            let due = latest(&zone, at, day).unwrap();
            assert_eq!(zone.local(due).0, zone.local(day).0, "{day}");
            assert_eq!(next(&zone, at, due - Duration::minutes(1)), Some(due));
            let before = latest(&zone, at, due - Duration::minutes(1)).unwrap();
            let apart = (due - before).whole_hours();
            assert!((23..=25).contains(&apart), "{day} {apart}");
            assert!(!is_due(&zone, at, (Some(due), None), due, due + Duration::hours(3)));
        }
    }
}
