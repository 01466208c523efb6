//! A span of time as it is said on the command line: two instants or days on the salon's clock.

use crate::cli::console::outcome::describe;
use crate::domain::calendar::interval::Interval;
use crate::domain::calendar::read;
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use time::{Date, OffsetDateTime};

/// Both ends on the salon's clock. A reading that does not exist or comes twice is refused with a sentence.
pub(crate) fn span(desk: &Desk, from: &str, until: &str) -> Result<Interval, String> {
    let zone = &desk.salon.zone;
    let start = match day(from) {
        Some(day) => day.map(|day| zone.day_bounds(day).0),
        None => instant(desk, from),
    };
    let end = match day(until) {
        Some(day) => day.map(|day| zone.day_bounds(day).1),
        None => instant(desk, until),
    };
    let start = start.map_err(|why| format!("--from: {why}"))?;
    let end = end.map_err(|why| format!("--until: {why}"))?;
    Interval::new(start, end).map_err(|_| "an absence ends after it starts".to_owned())
}

/// A day alone, `2026-12-01`; `None` if it is not written like one.
fn day(said: &str) -> Option<Result<Date, String>> {
    let said = said.trim();
    let is_plain = said.len() == 10 && said.chars().all(|c| c.is_ascii_digit() || c == '-');
    // A day that is written in full does not depend on what day it is.
    let any = OffsetDateTime::UNIX_EPOCH.date();
    is_plain.then(|| read::parse_day(said, any, Language::En).map_err(describe))
}

fn instant(desk: &Desk, said: &str) -> Result<OffsetDateTime, String> {
    let zone = &desk.salon.zone;
    let wall = read::parse_instant(said, zone, Language::En).map_err(describe)?;
    read::settle(wall, zone, Language::En).map_err(describe)
}
