//! The two days a year on which the clock is changed: a time that does not exist, and one that comes twice.

use crate::domain::calendar::zone::WallTime;
use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::reading::When;
use crate::domain::speech::time::facts::doubt::Why;
use time::{Date, Time};

/// The one start that is meant, as the clock shows it.
fn start(when: &When) -> Option<(Date, Time)> {
    let day = when.from_day.filter(|day| when.to_day == Some(*day))?;
    when.from_time.filter(|_| when.exact).map(|time| (day, time))
}

/// The offset in minutes of a time that comes twice, where it was said which of the two is meant.
pub(crate) fn offset(when: &When, is_summer: Option<bool>, anchor: &Anchor) -> Option<i16> {
    let (day, time) = start(when)?;
    match (anchor.zone.instant(day, time), is_summer) {
        (WallTime::Fold { first, .. }, Some(true)) => {
            Some(anchor.zone.offset_at(first).whole_minutes())
        }
        (WallTime::Fold { second, .. }, Some(false)) => {
            Some(anchor.zone.offset_at(second).whole_minutes())
        }
        _ => None,
    }
}

/// The question that such a time needs.
pub(crate) fn doubt(when: &When, anchor: &Anchor) -> Option<Why> {
    let (day, time) = start(when)?;
    match anchor.zone.instant(day, time) {
        WallTime::Gap { before, after } => {
            Some(Why::NoSuchHour(anchor.zone.local(before).1, anchor.zone.local(after).1))
        }
        WallTime::Fold { .. } if when.offset_minutes.is_none() => Some(Why::TwiceThatDay),
        _ => None,
    }
}
