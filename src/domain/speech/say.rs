//! Saying back what was understood of an expression of time, for a voice. What is said is itself an expression of
//! time, and reading it gives the same value, but for what was assumed.

use crate::domain::calendar::opening::OpenHours;
use crate::domain::calendar::speak::{speak_date, speak_day, speak_time};
use crate::domain::calendar::zone::WallTime;
use crate::domain::language::Language;
use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::reading::{PartOfDay, Prefer, When};
use std::iter;
use time::{Date, Duration, Time};

/// A day further off than this is said with its year: about six months.
pub const YEAR_UNSAID_DAYS_MAX: i64 = 183;
/// From so many on, days are said as a span without the one that is missing.
const LISTED_DAYS_MAX: usize = 4;
/// A longer span is not looked through for it.
const SPAN_DAYS_MAX: usize = 31;

/// `Dienstag, 8. Dezember, gegen 14 Uhr 30`; `vom 3. bis 5. Dezember, ab 17 Uhr, am liebsten am Vormittag`. Times are on
/// the salon's clock. Where nothing was said, `egal wann`.
pub fn when(when: &When, anchor: &Anchor) -> String {
    let parts: Vec<String> = [days(when, anchor), clock(when, anchor), prefer(when, anchor)]
        .into_iter()
        .flatten()
        .collect();
    if parts.is_empty() {
        return anchor.language.pick("egal wann", "any time").to_owned();
    }
    parts.join(", ")
}

/// The days alone, `vom 3. bis 5. Dezember`; `None` where none was said.
fn days(when: &When, anchor: &Anchor) -> Option<String> {
    let language = anchor.language;
    match (when.from_day, when.to_day) {
        (Some(from), Some(to)) if when.only_days.len() > 1 => {
            Some(some_of(from, to, &when.only_days, anchor))
        }
        (Some(from), Some(to)) if from == to => Some(spoken_day(from, anchor)),
        (Some(from), Some(to)) => Some(span(from, to, anchor)),
        (Some(from), None) => {
            Some(format!("{} {}", language.pick("ab", "from"), spoken_day(from, anchor)))
        }
        (None, Some(to)) => {
            Some(format!("{} {}", language.pick("bis", "until"), spoken_day(to, anchor)))
        }
        (None, None) => None,
    }
}

/// `Dienstag, 8. Dezember, oder Donnerstag, 10. Dezember`; `vom 7. bis 13. Dezember außer Mittwoch, 9. Dezember`, where
/// one is missing that is soon said and many are there.
fn some_of(from: Date, to: Date, only_days: &[Date], anchor: &Anchor) -> String {
    let language = anchor.language;
    let is_missing = |day: &Date| !only_days.contains(day);
    let mut missing = iter::successors(Some(from), |day| day.next_day())
        .take(SPAN_DAYS_MAX)
        .take_while(|day| *day <= to)
        .filter(is_missing);
    if let (Some(missing), None) = (missing.next(), missing.next())
        && only_days.len() >= LISTED_DAYS_MAX
    {
        let except = language.pick("außer", "except");
        return format!("{} {except} {}", span(from, to, anchor), spoken_day(missing, anchor));
    }
    let mut said: Vec<String> = only_days.iter().map(|day| spoken_day(*day, anchor)).collect();
    let last = said.pop().unwrap_or_default();
    format!("{}, {} {last}", said.join(", "), language.pick("oder", "or"))
}

/// `vom 3. bis 5. Dezember`, `from 28 December to 5 January`.
fn span(from: Date, to: Date, anchor: &Anchor) -> String {
    let language = anchor.language;
    let same_month = (from.year(), from.month()) == (to.year(), to.month());
    // Of both or of neither: a year beside one end alone could be meant for either.
    let with_year = [from, to].into_iter().any(|day| needs_year(day, anchor));
    let first = match (same_month, language) {
        (true, Language::De) => format!("{}.", from.day()),
        (true, Language::En) => from.day().to_string(),
        (false, _) => date(from, with_year, language),
    };
    let last = date(to, with_year, language);
    match language {
        Language::De => format!("vom {first} bis {last}"),
        Language::En => format!("from {first} to {last}"),
    }
}

/// `Dienstag, 8. Dezember`; with the year where it is past or far off.
fn spoken_day(day: Date, anchor: &Anchor) -> String {
    let said = speak_day(day, anchor.language);
    if needs_year(day, anchor) { format!("{said} {}", day.year()) } else { said }
}

/// `8. Dezember`, `8. Dezember 2027`.
fn date(day: Date, with_year: bool, language: Language) -> String {
    let said = speak_date(day.day(), day.month(), language);
    if with_year { format!("{said} {}", day.year()) } else { said }
}

/// A date without a year is its next one.
fn needs_year(day: Date, anchor: &Anchor) -> bool {
    day < anchor.today || day - anchor.today > Duration::days(YEAR_UNSAID_DAYS_MAX)
}

/// The window of the day, `zwischen 10 Uhr und 12 Uhr`; `None` where none was said.
fn clock(when: &When, anchor: &Anchor) -> Option<String> {
    let language = anchor.language;
    match (when.from_time, when.to_time) {
        (Some(at), Some(_)) if when.exact => {
            let said = format!(
                "{} {}",
                language.pick("um", "at"),
                spoken_time(at, Role::Start, when, anchor)
            );
            Some(said + season(when, at, anchor))
        }
        (Some(at), Some(_)) if when.about => Some(format!(
            "{} {}",
            language.pick("gegen", "around"),
            spoken_time(at, Role::Start, when, anchor)
        )),
        (Some(from), Some(to)) => Some(window(from, to, when, anchor)),
        (Some(from), None) => Some(format!(
            "{} {}",
            language.pick("ab", "from"),
            spoken_time(from, Role::Start, when, anchor)
        )),
        (None, Some(to)) => Some(format!(
            "{} {}",
            language.pick("bis", "until"),
            spoken_time(to, Role::End, when, anchor)
        )),
        (None, None) => None,
    }
}

/// `am Vormittag`, where the window is that of a part of the day.
fn window(from: Time, to: Time, when: &When, anchor: &Anchor) -> String {
    if let Some(part) = PartOfDay::ALL.into_iter().find(|part| part.window() == (from, to)) {
        return part.spoken(anchor.language).to_owned();
    }
    let from = spoken_time(from, Role::Start, when, anchor);
    let to = spoken_time(to, Role::End, when, anchor);
    match anchor.language {
        Language::De => format!("zwischen {from} und {to}"),
        Language::En => format!("between {from} and {to}"),
    }
}

/// `14 Uhr 30`, `14:30`. An hour of 1 to 12 is heard as the one at which the branch is open; where that is not certain it is
/// said with its half of the day: `8 Uhr morgens`, `8:00 am`.
fn spoken_time(time: Time, role: Role, when: &When, anchor: &Anchor) -> String {
    let said = speak_time(time, anchor.language);
    if !(1..=12).contains(&time.hour()) || is_heard(time, role, when, anchor) {
        return said;
    }
    let half = match time.hour() {
        12 => anchor.language.pick("mittags", "pm"),
        _ => anchor.language.pick("morgens", "am"),
    };
    format!("{said} {half}")
}

/// Whether a time of day is a start, or the last one.
#[derive(Clone, Copy)]
enum Role {
    Start,
    End,
}

/// Whether it is open then, and never twelve hours earlier or later: on the day that is meant, on every day where several
/// are.
fn is_heard(time: Time, role: Role, when: &When, anchor: &Anchor) -> bool {
    let one_day = when.from_day.filter(|_| when.from_day == when.to_day);
    let mut hours = anchor
        .opening
        .hours
        .iter()
        .filter(|hours| one_day.is_none_or(|day| day.weekday() == hours.weekday()))
        .peekable();
    let is_open = |hours: &OpenHours, at| match role {
        Role::Start => hours.has_start(at),
        Role::End => hours.has_end(at),
    };
    let other = time + Duration::hours(12);
    hours.peek().is_some() && hours.all(|hours| is_open(hours, time) && !is_open(hours, other))
}

/// Which of two equal readings of the clock is meant, in the hour that comes twice: ` Sommerzeit`.
fn season(when: &When, at: Time, anchor: &Anchor) -> &'static str {
    let (Some(offset), Some(day)) = (when.offset_minutes, when.from_day) else { return "" };
    let WallTime::Fold { first, second } = anchor.zone.instant(day, at) else { return "" };
    let is = |instant| anchor.zone.offset_at(instant).whole_minutes() == offset;
    if is(first) {
        anchor.language.pick(" Sommerzeit", " summer time")
    } else if is(second) {
        anchor.language.pick(" Winterzeit", " winter time")
    } else {
        ""
    }
}

/// `am liebsten am Vormittag`, `so früh wie möglich`; `None` where all is equally good.
fn prefer(when: &When, anchor: &Anchor) -> Option<String> {
    let language = anchor.language;
    let best = match when.prefer? {
        Prefer::Earliest => {
            return Some(language.pick("so früh wie möglich", "as early as possible").to_owned());
        }
        Prefer::Latest => {
            return Some(language.pick("so spät wie möglich", "as late as possible").to_owned());
        }
        Prefer::Day(day) => spoken_day(day, anchor),
        Prefer::Time(time) => {
            format!(
                "{} {}",
                language.pick("um", "at"),
                spoken_time(time, Role::Start, when, anchor)
            )
        }
        Prefer::Part(part) => part.spoken(language).to_owned(),
    };
    Some(format!("{} {best}", language.pick("am liebsten", "preferably")))
}
