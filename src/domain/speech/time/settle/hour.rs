//! Which half of the day an hour by the clock's face is in: the one at which the branch is open.

use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::time::atoms::expr::{ClockExpr, DayHalf, HALF_DAY};
use std::iter;
use time::{Date, Time, Weekday};

/// Hours that a salon may be open when none are configured, in minutes of the day.
const PLAUSIBLE: (u16, u16) = (7 * 60, 20 * 60);
/// Minutes of a day.
const DAY: u16 = 2 * HALF_DAY;

/// When the branch is open on the days that are meant, in minutes of the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hours {
    open: Vec<(u16, u16)>,
    /// No opening hours are configured: what is plausible was taken.
    pub is_assumed: bool,
    /// The branch is closed on all the days that are meant: nothing tells the half of the day.
    is_shut: bool,
}

/// What a time is the time of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// A start, or the first one.
    Start,
    /// The last start: closing time itself can be said, opening time cannot.
    End,
}

impl Hours {
    /// Of the days that are meant; where the branch is closed on all of them, or none is said, of the whole week.
    pub(crate) fn on(anchor: &Anchor, days: &[Date]) -> Hours {
        let week = || iter::successors(Some(Weekday::Monday), |day| Some(day.next())).take(7);
        let on = |weekday| {
            anchor
                .opening
                .on(weekday)
                .map(|(opens, closes)| (minute_of(opens), closes.map_or(DAY, minute_of)))
        };
        let is_open = |day: &&Date| anchor.opening.is_open_on(**day);
        let mut open: Vec<(u16, u16)> =
            days.iter().take(7).filter(is_open).flat_map(|day| on(day.weekday())).collect();
        let is_shut = open.is_empty() && !days.is_empty();
        if open.is_empty() {
            open = week().flat_map(on).collect();
        }
        let is_assumed = open.is_empty();
        let is_shut = is_shut && !is_assumed;
        if is_assumed {
            open.push(PLAUSIBLE);
        }
        Hours { open, is_assumed, is_shut }
    }

    fn is_open(&self, minute: u16, used: Use) -> bool {
        self.open.iter().any(|(opens, closes)| match used {
            Use::Start => (*opens..*closes).contains(&minute),
            Use::End => *opens < minute && minute <= *closes,
        })
    }

    /// Whether the branch is closed at a minute and open half a day before or after it.
    pub(crate) fn is_other_half(&self, minute: u16, used: Use) -> bool {
        let other = if minute < HALF_DAY { minute + HALF_DAY } else { minute - HALF_DAY };
        !self.is_open(minute, used) && self.is_open(other, used)
    }

    /// The minute of the day that is meant; `None` where both halves of the day are possible, or neither.
    pub(crate) fn minute(&self, clock: ClockExpr, used: Use) -> Option<u16> {
        if clock.half == DayHalf::Known {
            return Some(clock.minute);
        }
        // Who says the minutes as well reads them off a clock.
        if self.is_shut && clock.minute.is_multiple_of(60) {
            return None;
        }
        let later = clock.minute.saturating_add(HALF_DAY);
        match (self.is_open(clock.minute, used), self.is_open(later, used)) {
            (true, false) => Some(clock.minute),
            (false, true) => Some(later),
            _ => None,
        }
    }

    /// The two minutes of a range. What one end leaves open the other may tell: `9 bis 17 Uhr`, `zwischen 8 und 10`.
    pub(crate) fn range(&self, from: ClockExpr, to: ClockExpr) -> Option<(u16, u16)> {
        match (self.minute(from, Use::Start), self.minute(to, Use::End)) {
            (Some(from), Some(to)) if from < to => Some((from, to)),
            // An end that is known moves one that the opening hours alone decided.
            (Some(first), Some(last)) => match (from.half, to.half) {
                (DayHalf::Known, DayHalf::Doubtful) => after(to, first).map(|to| (first, to)),
                (DayHalf::Doubtful, DayHalf::Known) => before(from, last).map(|from| (from, last)),
                _ => None,
            },
            (Some(first), None) => after(to, first).map(|to| (first, to)),
            (None, Some(last)) => before(from, last).map(|from| (from, last)),
            (None, None) => None,
        }
    }
}

/// Whether a time from 1 to 12 o'clock that is said without its half of the day is heard as this one. Other times are
/// what they are. `is_end` says that it is the last start, `days` are those that are meant.
pub fn is_heard(at: Time, is_end: bool, days: &[Date], anchor: &Anchor) -> bool {
    let minute = minute_of(at);
    if !(1..=12).contains(&at.hour()) {
        return true;
    }
    let used = if is_end { Use::End } else { Use::Start };
    Hours::on(anchor, days).minute(ClockExpr::by_face(minute), used) == Some(minute)
}

fn minute_of(time: Time) -> u16 {
    u16::from(time.hour()) * 60 + u16::from(time.minute())
}

/// The nearest of both times that is after another.
fn after(clock: ClockExpr, minute: u16) -> Option<u16> {
    [clock.minute, clock.minute.saturating_add(HALF_DAY)].into_iter().find(|one| *one > minute)
}

/// The nearest of both times that is before another.
fn before(clock: ClockExpr, minute: u16) -> Option<u16> {
    [clock.minute.saturating_add(HALF_DAY), clock.minute].into_iter().find(|one| *one < minute)
}
