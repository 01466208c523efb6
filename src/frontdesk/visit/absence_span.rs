//! When an absence begins and ends, as a person writes it.

use crate::domain::Error;
use crate::domain::calendar::interval::Interval;
use crate::domain::calendar::read;
use crate::domain::calendar::zone::Zone;
use crate::domain::language::Language;
use time::{Date, OffsetDateTime};

/// Letters of a day, `2026-12-01`.
const DAY_CHARS: usize = 10;

/// Which end is wrong, and why, in the language of the one who wrote it.
#[derive(Debug)]
pub(crate) enum Fault {
    From(Error),
    Until(Error),
    /// It ends before it begins.
    Order,
}

/// Both ends on the salon's clock: `2026-12-01T09:00`, or a day, from its beginning or to its end. A reading that does
/// not exist or comes twice is refused with a sentence.
pub(crate) fn span(
    zone: &Zone,
    from: &str,
    until: &str,
    language: Language,
) -> Result<Interval, Fault> {
    let start = match day(from, language) {
        Some(day) => day.map(|day| zone.day_bounds(day).0),
        None => instant(zone, from, language),
    };
    let end = match day(until, language) {
        Some(day) => day.map(|day| zone.day_bounds(day).1),
        None => instant(zone, until, language),
    };
    let (start, end) = (start.map_err(Fault::From)?, end.map_err(Fault::Until)?);
    Interval::new(start, end).map_err(|_| Fault::Order)
}

/// A day alone, `2026-12-01`; `None` if it is not written like one.
fn day(said: &str, language: Language) -> Option<Result<Date, Error>> {
    let said = said.trim();
    let is_plain = said.len() == DAY_CHARS && said.chars().all(|c| c.is_ascii_digit() || c == '-');
    // A day that is written in full does not depend on what day it is.
    let any = OffsetDateTime::UNIX_EPOCH.date();
    is_plain.then(|| read::parse_day(said, any, language))
}

fn instant(zone: &Zone, said: &str, language: Language) -> Result<OffsetDateTime, Error> {
    let wall = read::parse_instant(said, zone, language)?;
    read::settle(wall, zone, language)
}
