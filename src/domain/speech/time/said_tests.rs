//! What the tables of tests are written in: a reading as one short line.

use crate::domain::calendar::opening::{OpenHours, Opening};
use crate::domain::calendar::zone::Zone;
use crate::domain::language::Language;
use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::reading::{Field, Prefer, Reading};
use crate::domain::speech::time::read;
use time::macros::{date, time};
use time::{Date, Time};

/// A salon in Berlin that is open from 9 to 18, Tuesday to Saturday.
pub(super) fn salon() -> Opening {
    let hours = (2..=6).map(|day| OpenHours::parse(day, "09:00", "18:00").unwrap());
    Opening { hours: hours.collect(), closures: Vec::new() }
}

/// What is read on Tuesday, 1 December 2026, at 10:00.
pub(super) fn reading(said: &[(Field, &str)], opening: &Opening, language: Language) -> Reading {
    reading_at(said, opening, language, (date!(2026 - 12 - 01), time!(10:00)))
}

pub(super) fn reading_at(
    said: &[(Field, &str)],
    opening: &Opening,
    language: Language,
    now: (Date, Time),
) -> Reading {
    let zone = Zone::parse("Europe/Berlin").unwrap();
    read(said, &Anchor { today: now.0, now: now.1, zone: &zone, opening, language })
}

/// A reading in one line: `12-08`, `12-07..12-13`, `12-08,12-10`, `12-04..`; `14:30`, `~16:00`, `10:00..12:00`,
/// `17:00..`; `*morning`; `?` and the part that is asked about. Days of another year than 2026 have it before them.
pub(super) fn line(reading: &Reading) -> String {
    let when = &reading.when;
    let mut parts: Vec<String> = Vec::new();
    if !when.only_days.is_empty() {
        parts.push(when.only_days.iter().map(|date| day(*date)).collect::<Vec<_>>().join(","));
    } else if let Some(days) = span(when.from_day.map(day), when.to_day.map(day)) {
        parts.push(days);
    }
    if let Some(times) = span(when.from_time.map(clock), when.to_time.map(clock)) {
        let is_one = when.from_time.is_some() && when.from_time == when.to_time;
        assert_eq!(is_one, when.exact || when.about, "{when:?}");
        parts.push(format!("{}{times}", if when.about { "~" } else { "" }));
    }
    parts.extend(when.prefer.map(|prefer| match prefer {
        Prefer::Earliest => "*earliest".to_owned(),
        Prefer::Latest => "*latest".to_owned(),
        Prefer::Day(date) => format!("*{}", day(date)),
        Prefer::Time(time) => format!("*{}", clock(time)),
        Prefer::Part(part) => format!("*{}", part.as_str()),
    }));
    if let Some(ask) = &reading.ask {
        assert!(ask.question.ends_with(['.', '?']), "{}", ask.question);
        return format!("?{}", ask.part.as_deref().unwrap_or_default());
    }
    parts.join(" ")
}

fn span(from: Option<String>, to: Option<String>) -> Option<String> {
    match (from, to) {
        (None, None) => None,
        (Some(from), Some(to)) if from == to => Some(from),
        (from, to) => Some(format!("{}..{}", from.unwrap_or_default(), to.unwrap_or_default())),
    }
}

fn day(date: Date) -> String {
    let short = format!("{:02}-{:02}", u8::from(date.month()), date.day());
    if date.year() == 2026 { short } else { format!("{}-{short}", date.year()) }
}

fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// Every row reads as expected; all that do not are told together.
pub(super) fn check(field: Field, opening: &Opening, rows: &[(&str, &str)]) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(text, expected)| {
            let found = line(&reading(&[(field, text)], opening, Language::De));
            (found != *expected).then(|| format!("{text:?}: {found} instead of {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The same of several arguments together.
pub(super) fn check_together(rows: &[(&[(Field, &str)], &str)]) {
    for (said, expected) in rows {
        assert_eq!(line(&reading(said, &salon(), Language::De)), *expected, "{said:?}");
    }
}
