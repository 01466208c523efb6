//! What the parts of a time expression say, before they are anchored to a day.

use crate::domain::speech::reading::PartOfDay;
use crate::domain::speech::time::words::holiday::Holiday;
use crate::domain::speech::time::words::word::{Third, Unit};
use std::ops::Range;
use time::{Month, Weekday};

/// One statement about a day. Several beside each other describe the same day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DayExpr {
    /// So many days from today.
    FromToday(i64),
    /// So much later than today, or than the day said before it.
    Later(Length),
    /// `a week from`: so much later than the day said behind it.
    LaterThan(Length),
    Weekday(Weekday, Which),
    /// The so manieth such weekday of a month; 0 for the last.
    NthWeekday(u8, Weekday),
    /// A day of a month; what is missing is the next such one, or is said beside it.
    Date {
        day: u8,
        month: Option<Month>,
        year: Option<i32>,
    },
    Span(Span),
    /// That part of the span beside it.
    Third(Third),
    /// Monday to Friday of the span beside it.
    Workdays,
    Year(i32),
    /// So many years from this one.
    YearFromNow(i32),
    /// The nearest one before or after a holiday.
    Beside {
        what: Near,
        is_after: bool,
        holiday: Holiday,
    },
}

/// What is looked for beside a holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Near {
    /// The day next to it.
    Day,
    Weekday(Weekday),
    Weekend,
    Week,
}

/// A span of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Span {
    /// Monday to Sunday, so many weeks from this one.
    Week(i64),
    /// The week that the day beside it is in.
    WeekOf,
    /// Of the calendar's count.
    CalendarWeek(u8),
    /// Saturday and Sunday, so many weeks after the coming ones.
    Weekend(i64),
    Month(Month),
    MonthOf(Month, i32),
    /// So many months from this one.
    MonthFromNow(i64),
    Holiday(Holiday),
    /// From today on so long.
    Within(Length),
}

/// A length of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Length {
    pub count: i64,
    pub unit: Unit,
}

/// Which weekday of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// The next one after today.
    Next,
    /// `dieser`: may be today.
    This,
    /// `nächster`, where `dieser` is said of the same weekday: the one after that.
    NotThis,
    /// `übernächster`: the one after the next one.
    AfterNext,
}

/// A time of day as it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClockExpr {
    /// Minutes since midnight; of a `Doubtful` one the earlier of the two, before noon.
    pub minute: u16,
    pub half: DayHalf,
    /// `kurz nach drei`.
    pub is_about: bool,
    /// Minutes ahead of UTC, of an instant with an offset; `Z` is 0.
    pub offset: Option<i16>,
}

/// Whether it is known which half of the day a time is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DayHalf {
    Known,
    /// Said by the clock's face: this time or twelve hours later.
    Doubtful,
}

/// A part of the day, or one half of it: `am späten Nachmittag`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PartExpr {
    pub part: PartOfDay,
    /// `Beginning`, `End`; `None` for all of it.
    pub third: Option<Third>,
}

/// What a bound does with what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    From,
    /// A day is not itself allowed.
    After,
    To,
    /// A day is not itself allowed.
    Before,
}

/// What the scanner finds in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Atom {
    Day(DayExpr),
    Clock(ClockExpr),
    Part(PartExpr),
    /// Which half of the part of the day that follows: `late Friday afternoon`.
    Half(Third),
    /// So many minutes from now.
    FromNow(u32),
    /// A number that may be an hour, a day of the month, or count something.
    Number {
        value: u32,
        digits: u8,
    },
    /// A day of the month, or an hour at the end of a sentence: `3.`, `dritten`.
    Ordinal {
        value: u8,
        is_dotted: bool,
        is_word: bool,
    },
    /// `14.30`, `3.12`: a clock or a date.
    Dotted {
        left: u8,
        right: u8,
        has_minutes: bool,
        has_dot: bool,
    },
    Bound(Bound),
    /// Before what it bounds, or behind it: `frühestens`; rather behind: `at the earliest`.
    LooseBound {
        bound: Bound,
        is_behind: bool,
    },
    /// Only behind: `oder später`.
    BackBound(Bound),
    Between,
    /// `von`, `from`: the first end of a range; alone it is a bound in English. `vom` is followed by a day.
    RangeFrom {
        is_english: bool,
        is_of_day: bool,
    },
    /// `bis`, `-`, `to`: the second end of a range; `bis` alone is a bound.
    RangeTo {
        is_bound: bool,
    },
    At,
    /// Before a day of the month: `am`, `vom`; `der`, `the` may stand before anything.
    DayMark {
        is_sure: bool,
    },
    /// `an`, `on`: before a day, or behind the beginning of an open span.
    On,
    About,
    /// Behind what it blurs: `oder so`.
    BackAbout,
    Sharp,
    And,
    Or,
    Comma,
    /// The end of a clause.
    Break,
    Prefer,
    /// Behind what is only liked.
    IfPossible,
    Not,
    /// `nein`; a weak one may be of something else: `Entschuldigung`.
    Correction {
        is_strong: bool,
    },
    /// What follows is not meant.
    Instead,
    /// `als`: the same behind a day or a time.
    Than,
    Onwards,
    Onto,
    /// `in`: of a length, not of an hour.
    In,
    AsEarlyAsPossible,
    AsLateAsPossible,
    AnyTime,
    /// Which of the two hours is meant when the clock is put back.
    Season {
        is_summer: bool,
    },
    /// `jetzt`: only where nothing else is said.
    Now,
    /// Understood, and no time that could be asked for.
    Trouble(Trouble),
    /// About time, but of no day or hour that could be known; a relative one changes the time beside it: `danach`.
    Vague {
        is_relative: bool,
    },
    Counted,
    /// Said and without meaning for time; what waits for an operand does not wait past it.
    Filler,
    /// A small word or a hesitation, within an expression as well: `ab, äh, drei`.
    Pause,
    Other,
    /// A word that is in no list, and near to one of time.
    Suspect,
}

/// What is wrong with an expression that was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// `halb`, `viertel nach`: an hour is missing.
    HourMissing,
    NoSuchTime,
    Midnight,
    NoSuchDay,
    /// `4/12`: two readings.
    DayOrMonth {
        one: u8,
        other: u8,
        year: Option<i32>,
    },
    /// `vor zwei Wochen`, `letzten Dienstag`.
    Past,
    TooFar,
    /// `jeden Freitag`.
    Recurring,
    /// `nächstes Wochenende`.
    NextWeekend,
    /// `in acht Tagen`: a week, or eight days.
    EightDays,
    /// Digits of another script, a number too long.
    Unreadable,
    Unclear,
}

/// An atom with the tokens it was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub atom: Atom,
    pub tokens: Range<usize>,
}

impl ClockExpr {
    /// A time that is what it is.
    pub(crate) fn known(minute: u16) -> ClockExpr {
        ClockExpr { minute, half: DayHalf::Known, is_about: false, offset: None }
    }

    /// A time by the clock's face, of an hour from 1 to 12; noon is noon.
    pub(crate) fn by_face(minute: u16) -> ClockExpr {
        let minute = minute % HALF_DAY;
        if minute < 60 {
            return ClockExpr::known(minute + HALF_DAY);
        }
        ClockExpr { minute, half: DayHalf::Doubtful, is_about: false, offset: None }
    }
}

/// The hours that a time said with a part of the day may be of: somewhat wider than the window of a wish.
fn hours_of(part: PartOfDay) -> (u16, u16) {
    let (first, last) = match part {
        PartOfDay::Morning => (0, 12),
        PartOfDay::Noon => (11, 15),
        PartOfDay::Afternoon => (12, 20),
        PartOfDay::Evening => (16, 24),
        // Of which the last hours are after midnight.
        PartOfDay::Night => (20, 30),
    };
    (first * 60, last * 60)
}

impl ClockExpr {
    /// The time within a part of the day; `None` if it cannot be there.
    pub(crate) fn in_part(self, part: PartOfDay) -> Option<ClockExpr> {
        let (first, last) = hours_of(part);
        let candidates = match self.half {
            DayHalf::Known => [self.minute, self.minute],
            DayHalf::Doubtful => [self.minute, self.minute + HALF_DAY],
        };
        let fits = |minute: &u16| {
            let after_midnight = *minute + 2 * HALF_DAY;
            (first..=last).contains(minute) || (first..last).contains(&after_midnight)
        };
        let minute = candidates.into_iter().find(fits)?;
        Some(ClockExpr { minute, half: DayHalf::Known, ..self })
    }
}

/// Minutes of twelve hours.
pub(crate) const HALF_DAY: u16 = 12 * 60;
