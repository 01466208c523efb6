//! `hours` and `closed` of `[[branches]]`: when a shop is open, and on which days it is not.

use crate::domain::language::Language;
use crate::domain::service_description::name_fault;
use serde::Deserialize;
use std::collections::BTreeSet;
use time::Date;
use time::Month;
use time::Weekday;

/// The name of a closure has at most so many characters.
const CLOSURE_NAME_CHARS_MAX: usize = 100;
/// So many days are named at most: two years of them.
const CLOSURES_MAX: usize = 731;

/// A week, in the shop's own wall clock: `"09:00-18:00"`, several a day where it closes at noon.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HoursEntry {
    /// A day without spans is a day on which it is shut.
    pub monday: Vec<String>,
    /// See `monday`.
    pub tuesday: Vec<String>,
    /// See `monday`.
    pub wednesday: Vec<String>,
    /// See `monday`.
    pub thursday: Vec<String>,
    /// See `monday`.
    pub friday: Vec<String>,
    /// See `monday`.
    pub saturday: Vec<String>,
    /// See `monday`.
    pub sunday: Vec<String>,
}

/// A day on which a shop stays shut.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosureEntry {
    /// `2026-12-25`.
    pub day: String,
    /// Why, for people.
    #[serde(default)]
    pub name: String,
}

/// Minutes after local midnight, `from` inclusive, `until` exclusive; 1440 is the next midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DaySpan {
    /// It opens.
    pub from_minute: u16,
    /// It closes.
    pub until_minute: u16,
}

impl HoursEntry {
    /// The spans of the week in order, or every fault in sentences.
    pub fn week(&self) -> Result<Vec<(Weekday, DaySpan)>, Vec<String>> {
        let (mut week, mut faults) = (Vec::new(), Vec::new());
        for (day, name, said) in [
            (Weekday::Monday, "monday", &self.monday),
            (Weekday::Tuesday, "tuesday", &self.tuesday),
            (Weekday::Wednesday, "wednesday", &self.wednesday),
            (Weekday::Thursday, "thursday", &self.thursday),
            (Weekday::Friday, "friday", &self.friday),
            (Weekday::Saturday, "saturday", &self.saturday),
            (Weekday::Sunday, "sunday", &self.sunday),
        ] {
            let mut spans = Vec::new();
            for text in said {
                match span(text) {
                    Ok(span) => spans.push(span),
                    Err(why) => faults.push(format!("{name}: \"{}\" {why}", text.escape_debug())),
                }
            }
            spans.sort();
            for pair in spans.windows(2) {
                if let [one, next] = pair
                    && next.from_minute < one.until_minute
                {
                    faults.push(format!("{name}: two of its times overlap"));
                }
            }
            week.extend(spans.into_iter().map(|span| (day, span)));
        }
        if week.is_empty() && faults.is_empty() {
            faults.push("no day is open; leave hours out if Cal.com says when it is open".into());
        }
        if faults.is_empty() { Ok(week) } else { Err(faults) }
    }
}

/// The days of the list, or every fault in sentences.
pub fn closures(entries: &[ClosureEntry]) -> Result<Vec<(Date, String)>, Vec<String>> {
    let (mut days, mut faults, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    if entries.len() > CLOSURES_MAX {
        faults.push(format!("{CLOSURES_MAX} days are the most"));
    }
    for entry in entries {
        let shown = entry.day.escape_debug();
        match day(&entry.day) {
            None => faults.push(format!("\"{shown}\" is no day; write it like 2026-12-25")),
            Some(day) if !seen.insert(day) => faults.push(format!("{day} is named twice")),
            Some(day) => days.push((day, entry.name.clone())),
        }
        if !entry.name.is_empty() {
            let what = format!("the name of {shown}");
            faults.extend(name_fault(&what, &entry.name, CLOSURE_NAME_CHARS_MAX, Language::En));
        }
    }
    if faults.is_empty() { Ok(days) } else { Err(faults) }
}

/// `09:00-18:00`. 24:00 is an end: a shop that is open until midnight has no better word for it.
fn span(text: &str) -> Result<DaySpan, &'static str> {
    let shape = "must be like 09:00-18:00";
    let (from, until) = text.split_once('-').ok_or(shape)?;
    let (from, until) = (minute(from.trim()).ok_or(shape)?, minute(until.trim()).ok_or(shape)?);
    if from >= until {
        return Err("must end after it starts; what goes on after midnight is the next day's");
    }
    Ok(DaySpan { from_minute: from, until_minute: until })
}

/// `09:00` to `24:00`, with both digits.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let two = |digits: &str| {
        let is_good = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_good.then(|| digits.parse::<u16>().ok()).flatten()
    };
    let (hour, minute) = (two(hour)?, two(minute)?);
    let total = hour.checked_mul(60)?.checked_add(minute)?;
    (minute < 60 && total <= 1440).then_some(total)
}

/// `2026-12-25`; a day that the calendar has.
fn day(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let mut digits = |length: usize| {
        let part = parts.next()?;
        let is_good = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        is_good.then(|| part.parse::<u16>().ok()).flatten()
    };
    let (year, month, day) = (digits(4)?, digits(2)?, digits(2)?);
    if parts.next().is_some() {
        return None;
    }
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(year.into(), month, u8::try_from(day).ok()?).ok()
}
