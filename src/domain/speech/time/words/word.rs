//! What a single word of a time expression is, whichever language it is of.

use crate::domain::speech::reading::PartOfDay;
use crate::domain::speech::time::words::holiday::Holiday;
use time::{Month, Weekday};

/// A word that has to do with time, or that says nothing at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// `ein`, `a`: an article, or the number.
    One,
    Weekday(Weekday),
    /// `Fr`, `Tue`: a weekday only where a time expression stands beside it.
    ShortWeekday(Weekday),
    Month(Month),
    /// English `may`: the month, or a verb.
    May,
    /// `heute` 0, `übermorgen` 2, `gestern` -1.
    FromToday(i8),
    /// `morgen`: tomorrow, or a part of the day.
    Morgen,
    Tonight,
    /// `jetzt`, `sofort`.
    Now,
    Unit(Unit),
    This,
    Next,
    /// `übernächste`.
    AfterNext,
    Last,
    Third(Third),
    Holiday(Holiday),
    /// `KW`.
    CalendarWeek,
    Every,
    Ago,
    Part(PartOfDay),
    Early,
    Late,
    /// `früher`, `earlier`: nothing is said of what it is compared with.
    Earlier,
    Later,
    /// `halb`: half an hour before the hour that follows.
    Half,
    /// `half`: half an hour after it.
    HalfPast,
    Quarter,
    ThreeQuarters,
    /// `halbe`, `half an hour`: of a length, not of a clock.
    HalfLong,
    /// `Uhr`, `o'clock`.
    Clock,
    Pm,
    Noon,
    Midnight,
    Ish,
    /// `kurz`, `shortly`.
    Shortly,
    At,
    About,
    So,
    /// `Sommerzeit`: which of the two hours when the clock is put back.
    SummerTime,
    WinterTime,
    /// `rum`, `herum`.
    Thereabouts,
    Sharp,
    /// `ab`.
    From,
    /// English `from`: a bound, or the first end of a range.
    FromEnglish,
    /// `von`, `vom`.
    Von,
    /// `vor`, `before`.
    Before,
    /// `nach`, `after`.
    After,
    /// `past`.
    Past,
    /// `to`.
    To,
    /// `through`: between the two ends of a range.
    Through,
    /// `bis`, `until`.
    Until,
    /// `by`.
    By,
    Earliest,
    Latest,
    Between,
    And,
    Or,
    /// `und`-like breaks that begin another clause: `aber`, `but`.
    But,
    In,
    /// `innerhalb`, `within`.
    Within,
    /// `am`: on the, or before noon.
    Am,
    /// `an`, `on`.
    On,
    /// `auf`: where something is moved to.
    Onto,
    Article,
    /// `zu`, `zum`.
    Zu,
    Of,
    /// `für`, `for`.
    For,
    /// `über`: with a blank before `morgen`.
    Over,
    Onwards,
    Prefer,
    Not,
    /// `außer`, `except`, `keine`.
    Except,
    Correction,
    Hesitation,
    /// `statt`.
    Instead,
    /// `als`: behind a day or a time, what it is liked better than.
    Than,
    AnyTime,
    /// What cannot be turned into a day or an hour though it is about time: `Feierabend`.
    Vague,
    /// As much as a day or a time beside it: `danach`.
    Relative,
    /// Things that are counted, not told by the clock: `Personen`.
    Counted,
    Filler,
}

/// The units that lengths of time are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    /// Two weeks.
    Fortnight,
    Weekend,
    Month,
    Year,
}

/// Which third of a week or a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Third {
    Beginning,
    Middle,
    End,
}
