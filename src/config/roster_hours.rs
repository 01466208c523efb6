//! `hours` and `closed` of `[[branches]]`: when a branch is open, and on which days it is not.

use crate::domain::calendar::opening::OpenHours;
use crate::domain::language::Language;
use crate::domain::service::description::name_fault;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use time::{Date, Month};

/// The name of a closure has at most so many characters.
const CLOSURE_NAME_CHARS_MAX: usize = 100;
/// So much of a word stands in a sentence about it.
const SHOWN_CHARS_MAX: usize = 40;
/// So many days are named at most: two years of them.
const CLOSURES_MAX: usize = 731;

/// A week, in the branch's own wall clock: `"09:00-18:00"`, several a day where it closes at noon.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
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

/// A day on which a branch stays shut.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ClosureEntry {
    /// `2026-12-25`.
    pub day: String,
    /// Why, for people.
    #[serde(default)]
    pub name: String,
}

/// From opening to closing on one day of every week; checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoursRow {
    /// Monday is 1, Sunday 7.
    pub weekday: u8,
    /// `HH:MM`.
    pub opens: String,
    /// `HH:MM`.
    pub closes: String,
}

impl HoursEntry {
    /// The week in order, or every fault in sentences. The spans of a day do not overlap.
    pub fn week(&self) -> Result<Vec<HoursRow>, Vec<String>> {
        let (mut week, mut faults) = (Vec::new(), Vec::new());
        for (weekday, name, said) in [
            (1, "monday", &self.monday),
            (2, "tuesday", &self.tuesday),
            (3, "wednesday", &self.wednesday),
            (4, "thursday", &self.thursday),
            (5, "friday", &self.friday),
            (6, "saturday", &self.saturday),
            (7, "sunday", &self.sunday),
        ] {
            let mut spans = Vec::new();
            for text in said {
                match span(weekday, text) {
                    Ok(span) => spans.push(span),
                    Err(why) => faults.push(format!("{name}: \"{}\": {why}", shown(text))),
                }
            }
            spans.sort_by(|one, other| one.opens.cmp(&other.opens));
            for pair in spans.windows(2) {
                if let [one, next] = pair
                    && next.opens < one.closes
                {
                    faults.push(format!(
                        "{name}: {}-{} and {}-{} overlap",
                        one.opens, one.closes, next.opens, next.closes
                    ));
                }
            }
            week.extend(spans);
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
        let shown = shown(&entry.day);
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

/// `09:00-18:00`, both with both digits, so that text order is time order.
fn span(weekday: u8, text: &str) -> Result<HoursRow, String> {
    let (opens, closes) = text.split_once('-').ok_or("write it like 09:00-18:00")?;
    let (opens, closes) = (opens.trim().to_owned(), closes.trim().to_owned());
    OpenHours::parse(weekday, &opens, &closes).map_err(|error| error.to_string())?;
    Ok(HoursRow { weekday, opens, closes })
}

/// A word as it may stand in a sentence, whatever was typed.
fn shown(word: &str) -> String {
    word.chars().take(SHOWN_CHARS_MAX).flat_map(char::escape_debug).collect()
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
