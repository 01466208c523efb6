//! What keeps a time expression from being acted upon, before it is put into a sentence.

use crate::domain::speech::time::atoms::expr::Trouble;
use std::ops::Range;
use time::{Date, Time, Weekday};

/// A doubt about a part of what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Doubt {
    pub why: Why,
    /// The words it is about, as they were said.
    pub part: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    Trouble(Trouble),
    /// No day, or no time, or neither was understood.
    NoDay,
    NoTime,
    NothingUnderstood,
    /// A time without its day.
    DayMissing,
    /// `nicht am Dienstag`: what is possible was not said.
    Negated,
    /// About time, but of no day or hour.
    Vague,
    /// Between two times or days.
    TwoTimes(Time, Time),
    TwoDays(Date, Date),
    /// Two statements that do not go together.
    Contradiction,
    /// A choice that one answer cannot hold.
    Choice,
    /// The end is before the beginning.
    Backwards,
    WrongWeekday {
        day: Date,
        said: Weekday,
    },
    NoSuchDay {
        day: u8,
        month: time::Month,
        year: i32,
    },
    DayIsPast(Date),
    TimeIsPast(Time),
    /// The clock is put forward over it; the times before and after.
    NoSuchHour(Time, Time),
    /// The clock is put back, so it comes twice.
    TwiceThatDay,
    /// When the caller must be done; the beginning was not said.
    IsEnd,
    /// A bound that bounds nothing.
    Dangling,
    TooLong,
}

impl Doubt {
    pub(crate) fn new(why: Why, part: &str) -> Doubt {
        let part = part.trim();
        Doubt { why, part: (!part.is_empty()).then(|| part.to_owned()) }
    }
}

/// A doubt before its words are looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Puzzle {
    pub why: Why,
    pub tokens: Range<usize>,
}
