//! What was understood of an expression of time: an interval of days, a window of the day, and what is not certain.

use crate::domain::language::Language;
use time::{Date, Time};

/// Which argument of a function an expression stood in. Every one may hold any expression; where a bare number or a
/// single clock time stands says what it bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The caller's own words about when, whole.
    When,
    /// A day, or a span of days.
    Date,
    /// The first day.
    DateFrom,
    /// The last day.
    DateTo,
    /// A time of day, or a window.
    Time,
    /// The first start.
    Earliest,
    /// The last start.
    Latest,
    /// One start, day and time or the time alone.
    Start,
}

impl Field {
    /// In the order of the functions' descriptions.
    pub const ALL: [Field; 8] = [
        Field::When,
        Field::Date,
        Field::DateFrom,
        Field::DateTo,
        Field::Time,
        Field::Earliest,
        Field::Latest,
        Field::Start,
    ];

    /// As the voice agent's functions call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Field::When => "when",
            Field::Date => "date",
            Field::DateFrom => "date_from",
            Field::DateTo => "date_to",
            Field::Time => "time",
            Field::Earliest => "earliest",
            Field::Latest => "latest",
            Field::Start => "start",
        }
    }

    /// The inverse of `as_str`.
    pub fn parse(name: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.as_str() == name)
    }
}

/// When a caller would like to come. Everything that is `None` was not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// The first day, on the salon's calendar.
    pub from_day: Option<Date>,
    /// The last day, inclusive. With `from_day` alone the span is open.
    pub to_day: Option<Date>,
    /// Days within the span that are meant, where they do not follow each other ("Dienstag oder Donnerstag"), in
    /// order; empty where every day of the span is.
    pub only_days: Vec<Date>,
    /// The visit begins no earlier than this, on the salon's clock.
    pub from_time: Option<Time>,
    /// The visit begins no later than this.
    pub to_time: Option<Time>,
    /// One start is meant, to the minute: `from_time` and `to_time` are the same.
    pub exact: bool,
    /// `from_time` and `to_time` are the same, and starts around it will do as well ("so gegen vier").
    pub about: bool,
    /// What is best within all this.
    pub prefer: Option<Prefer>,
    /// Of a time that the zone's change of clocks makes come twice, the offset in minutes that was said with it.
    pub offset_minutes: Option<i16>,
    /// What was not said but taken to be meant, each a sentence in the anchor's language.
    pub assumed: Vec<String>,
}

/// What is best within what is possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefer {
    /// "So früh wie möglich": the earliest start there is.
    Earliest,
    /// "So spät wie möglich".
    Latest,
    /// "Am liebsten Dienstag".
    Day(Date),
    /// "Am liebsten um zehn".
    Time(Time),
    /// "Am liebsten vormittags".
    Part(PartOfDay),
}

/// A part of the day. As a wish it is a window, see `window`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartOfDay {
    /// Morgen, Vormittag, früh.
    Morning,
    /// Mittag.
    Noon,
    /// Nachmittag.
    Afternoon,
    /// Abend.
    Evening,
    /// Nacht.
    Night,
}

/// A question back to the caller, in the anchor's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The words that were not understood, or between which there is a contradiction; `None` where something is
    /// missing.
    pub part: Option<String>,
    /// The whole sentence to be said: which part, and two examples that fit the question.
    pub question: String,
}

/// What a set of fields says together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// As far as it was understood.
    pub when: When,
    /// Set where it must not be acted upon before it is answered.
    pub ask: Option<Ask>,
    /// Every word of `Field::When`, in order: what else it says is told from the whole of it.
    pub words: Vec<Word>,
}

/// A word of a sentence, between blanks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// As it was said, with the signs around it.
    pub said: String,
    /// The same without what says when: nothing, or a comma that parts what is beside it.
    pub left: String,
    /// It stands in a clause that tells a circumstance: why, or what was before.
    pub is_aside: bool,
}

impl Word {
    /// Whether it says nothing but when.
    pub fn is_spent(&self) -> bool {
        !self.left.contains(char::is_alphanumeric)
    }
}

impl PartOfDay {
    /// As the day goes.
    pub const ALL: [PartOfDay; 5] = [
        PartOfDay::Morning,
        PartOfDay::Noon,
        PartOfDay::Afternoon,
        PartOfDay::Evening,
        PartOfDay::Night,
    ];

    /// The first and the last start that are meant, on the salon's clock.
    pub fn window(self) -> (Time, Time) {
        let at = |hour: u8| Time::from_hms(hour, 0, 0).unwrap_or(Time::MIDNIGHT);
        match self {
            PartOfDay::Morning => (at(6), at(12)),
            PartOfDay::Noon => (at(12), at(14)),
            PartOfDay::Afternoon => (at(12), at(18)),
            PartOfDay::Evening => (at(17), at(22)),
            PartOfDay::Night => (at(22), at(6)),
        }
    }

    /// `morning`, as it is written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            PartOfDay::Morning => "morning",
            PartOfDay::Noon => "noon",
            PartOfDay::Afternoon => "afternoon",
            PartOfDay::Evening => "evening",
            PartOfDay::Night => "night",
        }
    }

    /// `am Vormittag`, `in the morning`.
    pub fn spoken(self, language: Language) -> &'static str {
        match self {
            PartOfDay::Morning => language.pick("am Vormittag", "in the morning"),
            PartOfDay::Noon => language.pick("mittags", "at lunchtime"),
            PartOfDay::Afternoon => language.pick("am Nachmittag", "in the afternoon"),
            PartOfDay::Evening => language.pick("am Abend", "in the evening"),
            PartOfDay::Night => language.pick("nachts", "at night"),
        }
    }
}
