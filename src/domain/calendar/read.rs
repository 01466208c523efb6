//! Reading the days and times that the salon's own people write on the command line, strictly: nothing is assumed, and
//! what cannot be read for certain is refused with a sentence. What callers say is read in `domain::speech::time`.

pub use crate::domain::calendar::speak::{month_name, speak_time, weekday_name};

use crate::domain::calendar::speak::speak_date;
use crate::domain::calendar::zone::{WallTime, Zone};
use crate::domain::error::Error;
use crate::domain::language::Language;
use crate::domain::text::fold::fold_word;
use std::iter;
use std::ops::RangeInclusive;
use time::format_description::well_known::{Iso8601, Rfc3339};
use time::{Date, Month, OffsetDateTime, Time, UtcOffset, Weekday};
use unicode_normalization::UnicodeNormalization;

/// Characters of anything read here; longer texts are nonsense.
pub const WHEN_TEXT_CHARS_MAX: usize = 80;
/// Years that can be meant.
pub const YEARS: RangeInclusive<i32> = 2000..=2199;
/// No place on earth is further from UTC than this.
pub const OFFSET_HOURS_MAX: u8 = 14;

/// Words around a day that say nothing about it.
const DAY_FILLERS: [&str; 8] = ["am", "an", "den", "der", "dem", "on", "the", "of"];
/// Before a weekday: the next such day after today.
const NEXT_WORDS: [&str; 10] = [
    "naechste",
    "naechsten",
    "naechster",
    "naechstem",
    "kommende",
    "kommenden",
    "kommender",
    "kommendem",
    "next",
    "coming",
];
/// Before a weekday: the next such day, which may be today.
const THIS_WORDS: [&str; 5] = ["diese", "diesen", "dieser", "diesem", "this"];

/// Reads a day: `2026-12-01`, `1.12.2026`, `01.12.` and `1. Dezember` (the next such day, today included),
/// `heute`, `morgen`, `übermorgen`, `today`, `tomorrow`, and weekdays (the next such day after today; `nächsten`
/// and the like change nothing). A weekday beside a date must be that date's. The day may lie in the past.
pub fn parse_day(text: &str, today: Date, language: Language) -> Result<Date, Error> {
    if is_too_long(text) {
        return Err(unclear_day(language));
    }
    if let Some((year, month, day)) = iso_date(text.trim()) {
        return date(year, month, day, language);
    }
    if text.contains('-') {
        return Err(unclear_day(language));
    }
    // `1.12.2026` becomes three words like `1. Dezember 2026`.
    let spread = fold_word(text).as_str().replace(',', " ").replace('.', ". ");
    let mut words: Vec<&str> =
        spread.split_whitespace().filter(|word| !DAY_FILLERS.contains(word)).collect();
    let place = words.iter().position(|word| weekday(word).is_some());
    let weekday = place.map(|place| words.remove(place)).and_then(weekday);
    let day = match (words.as_slice(), weekday) {
        ([], Some(weekday)) => next_weekday(today, weekday),
        ([word], Some(weekday)) if NEXT_WORDS.contains(word) => next_weekday(today, weekday),
        ([word], Some(weekday)) if THIS_WORDS.contains(word) => {
            if today.weekday() == weekday {
                Some(today)
            } else {
                next_weekday(today, weekday)
            }
        }
        (["heute" | "today"], _) => Some(today),
        (["morgen" | "tomorrow"], _) => today.next_day(),
        (["uebermorgen"] | ["day", "after", "tomorrow"], _) => {
            today.next_day().and_then(Date::next_day)
        }
        (words, _) => Some(calendar_day(words, today, language)?),
    };
    let day = day.ok_or_else(|| unclear_day(language))?;
    match weekday {
        Some(weekday) if weekday != day.weekday() => Err(wrong_weekday(day, weekday, language)),
        Some(_) | None => Ok(day),
    }
}

/// Reads a time of day: `14:00`, `14.30`, `14 Uhr`, `14 Uhr 30`, `um 9`, `9`, `2:30 pm`. A bare number is an hour of
/// the 24 of the day. `24:00` is refused with a sentence of its own.
pub fn parse_time(text: &str, language: Language) -> Result<Time, Error> {
    if is_too_long(text) {
        return Err(unclear_time(language));
    }
    let lower: String = text.nfkc().collect::<String>().to_lowercase();
    let (hour, minute) = clock(lower.trim()).ok_or_else(|| unclear_time(language))?;
    if (hour, minute) == (24, 0) {
        return Err(Error::invalid(language.pick(
            "24 Uhr gibt es nicht. Gemeint ist wohl 0 Uhr am nächsten Tag.",
            "There is no 24:00. Perhaps 0:00 on the next day is meant.",
        )));
    }
    Time::from_hms(hour, minute, 0).map_err(|_| {
        Error::invalid(
            language.pick("Diese Uhrzeit gibt es nicht.", "There is no such time of day."),
        )
    })
}

/// Reads a day with a time: with an offset (RFC 3339; the seconds may be missing) it is an instant, without one
/// it is on the clock of `zone`, where it may exist twice or not at all; see `settle`.
pub fn parse_instant(text: &str, zone: &Zone, language: Language) -> Result<WallTime, Error> {
    let text = text.trim();
    if is_too_long(text) {
        return Err(unclear_day(language));
    }
    let (day, time) = text.split_once(['T', 't', ' ']).ok_or_else(|| unclear_day(language))?;
    let (year, month, day) = iso_date(day).ok_or_else(|| unclear_day(language))?;
    let day = date(year, month, day, language)?;
    if time.contains(['Z', 'z', '+', '-']) {
        let instant = OffsetDateTime::parse(text, &Rfc3339)
            .or_else(|_| OffsetDateTime::parse(text, &Iso8601::DEFAULT))
            .ok()
            .filter(|instant| instant.offset().whole_hours().unsigned_abs() <= OFFSET_HOURS_MAX)
            .and_then(|instant| instant.checked_to_offset(UtcOffset::UTC));
        return instant.map(WallTime::Exact).ok_or_else(|| unclear_time(language));
    }
    Ok(zone.instant(day, parse_time(time, language)?))
}

/// The one instant of a wall time, or the sentence that asks which one is meant.
pub fn settle(wall: WallTime, zone: &Zone, language: Language) -> Result<OffsetDateTime, Error> {
    let sentence = match (wall, language) {
        (WallTime::Exact(instant), _) => return Ok(instant),
        (WallTime::Gap { before, after }, _) => {
            let [before, after] = [before, after].map(|at| speak_time(zone.local(at).1, language));
            match language {
                Language::De => format!(
                    "Diese Uhrzeit gibt es an dem Tag nicht, weil die Uhren vorgestellt werden. \
                     Möglich sind {before} oder {after}."
                ),
                Language::En => format!(
                    "This time does not exist on that day, because the clocks go forward. \
                     Possible are {before} or {after}."
                ),
            }
        }
        (WallTime::Fold { .. }, Language::De) => {
            "Diese Uhrzeit gibt es an dem Tag zweimal, weil die Uhren \
             zurückgestellt werden. Ist die frühere oder die spätere gemeint?"
                .to_owned()
        }
        (WallTime::Fold { .. }, Language::En) => {
            "This time comes twice on that day, because the clocks go back. \
             Is the earlier or the later one meant?"
                .to_owned()
        }
    };
    Err(Error::Invalid(sentence))
}

fn is_too_long(text: &str) -> bool {
    text.chars().nth(WHEN_TEXT_CHARS_MAX).is_some()
}

/// The three numbers of `2026-12-01`, unchecked.
fn iso_date(text: &str) -> Option<(i32, u8, u8)> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_iso = (year.len(), month.len(), day.len()) == (4, 2, 2) && parts.next().is_none();
    if !is_iso {
        return None;
    }
    Some((number(year)?.into(), number(month)?.try_into().ok()?, number(day)?.try_into().ok()?))
}

/// One to four digits and nothing else.
fn number(text: &str) -> Option<u16> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

/// One or two digits and nothing else.
fn small_number(text: &str) -> Option<u8> {
    number(text).filter(|_| text.len() <= 2)?.try_into().ok()
}

/// `[1., 12.]`, `[1., dezember, 2026]`, `[december, 1st]`.
fn calendar_day(words: &[&str], today: Date, language: Language) -> Result<Date, Error> {
    let (day_word, month_word, year_word) = match words {
        [day, month] => (*day, *month, None),
        [day, month, year] => (*day, *month, Some(*year)),
        _ => return Err(unclear_day(language)),
    };
    let numbers = day_of_month(day_word).zip(month_by_name(month_word).or_else(|| {
        // `1. 12.` is a date and `1 12` is anything.
        small_number(month_word.trim_end_matches('.')).filter(|_| day_word.ends_with('.'))
    }));
    let numbers = numbers.or_else(|| day_of_month(month_word).zip(month_by_name(day_word)));
    let (day, month) = numbers.ok_or_else(|| unclear_day(language))?;
    let year = match year_word {
        None if (month, day) < (today.month().into(), today.day()) => {
            today.year().saturating_add(1)
        }
        None => today.year(),
        Some(word) => match (number(word), word.len()) {
            (Some(year), 4) => year.into(),
            (Some(year), 2) => 2000 + i32::from(year),
            _ => return Err(unclear_day(language)),
        },
    };
    date(year, month, day, language)
}

/// `1`, `1.`, `1st`.
fn day_of_month(word: &str) -> Option<u8> {
    let ordinals = ["st", "nd", "rd", "th", "."].into_iter();
    small_number(ordinals.fold(word, |word, ending| word.strip_suffix(ending).unwrap_or(word)))
}

fn month_by_name(word: &str) -> Option<u8> {
    (1..=12).find(|month| {
        Month::try_from(*month)
            .is_ok_and(|month| is_named(word, |language| month_name(month, language)))
    })
}

fn weekday(word: &str) -> Option<Weekday> {
    if word == "sonnabend" {
        return Some(Weekday::Saturday);
    }
    iter::successors(Some(Weekday::Monday), |day| Some(day.next()))
        .take(7)
        .find(|day| is_named(word, |language| weekday_name(*day, language)))
}

/// Whether a folded word is the name of something in either language.
fn is_named(word: &str, name: impl Fn(Language) -> &'static str) -> bool {
    [Language::De, Language::En]
        .into_iter()
        .any(|language| fold_word(name(language)).as_str() == word)
}

fn next_weekday(today: Date, weekday: Weekday) -> Option<Date> {
    iter::successors(today.next_day(), |day| day.next_day())
        .take(7)
        .find(|day| day.weekday() == weekday)
}

fn date(year: i32, month: u8, day: u8, language: Language) -> Result<Date, Error> {
    if !YEARS.contains(&year) {
        return Err(unclear_day(language));
    }
    let Ok(month) = Month::try_from(month) else {
        return Err(Error::invalid(
            language.pick("Diesen Tag gibt es nicht.", "There is no such day."),
        ));
    };
    Date::from_calendar_date(year, month, day).map_err(|_| {
        let said = speak_date(day, month, language);
        Error::Invalid(match language {
            Language::De => format!("Den {said} gibt es im Jahr {year} nicht."),
            Language::En => format!("There is no {said} in {year}."),
        })
    })
}

/// Hour and minute, unchecked.
fn clock(text: &str) -> Option<(u8, u8)> {
    let text =
        ["um ", "at "].into_iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text).trim();
    let halves = [("am", 0), ("a.m.", 0), ("pm", 12), ("p.m.", 12)];
    if let Some((text, add)) =
        halves.iter().find_map(|(ending, add)| Some((text.strip_suffix(ending)?, add)))
    {
        let (hour, minute) = digits(text.trim())?;
        return (1..=12).contains(&hour).then_some((hour % 12 + add, minute));
    }
    if let Some(text) = text.strip_suffix("o'clock") {
        return Some((small_number(text.trim())?, 0));
    }
    match text.split_once("uhr") {
        Some((hours, "")) => digits(hours.trim()),
        Some((hours, minutes)) => {
            Some((small_number(hours.trim())?, small_number(minutes.trim())?))
        }
        None => digits(text),
    }
}

/// `14`, `14:30`, `14.30`, `14:30:00`, `14:30:00.000`.
fn digits(text: &str) -> Option<(u8, u8)> {
    let parts: Vec<&str> = text.split([':', '.']).collect();
    match parts.as_slice() {
        [hour] => Some((small_number(hour)?, 0)),
        [hour, minute, rest @ ..]
            if minute.len() == 2 && rest.iter().all(|part| is_zeros(part)) =>
        {
            Some((small_number(hour)?, small_number(minute)?))
        }
        _ => None,
    }
}

fn is_zeros(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'0')
}

fn unclear_day(language: Language) -> Error {
    Error::invalid(language.pick(
        "Den Tag habe ich nicht verstanden. Bitte nennen Sie ihn zum Beispiel als 1. Dezember.",
        "I did not understand the day. Please say it like 1 December.",
    ))
}

fn unclear_time(language: Language) -> Error {
    Error::invalid(language.pick(
        "Die Uhrzeit habe ich nicht verstanden. Bitte nennen Sie sie zum Beispiel als 14 Uhr 30.",
        "I did not understand the time. Please say it like 14:30.",
    ))
}

fn wrong_weekday(day: Date, said: Weekday, language: Language) -> Error {
    let date = speak_date(day.day(), day.month(), language);
    let is = weekday_name(day.weekday(), language);
    let said = weekday_name(said, language);
    Error::Invalid(match language {
        Language::De => format!("Der {date} ist ein {is}, kein {said}. Welcher Tag ist gemeint?"),
        Language::En => format!("{date} is a {is}, not a {said}. Which day is meant?"),
    })
}
