//! Which appointments are counted: those that were made within a time.

use crate::domain::Result;
use crate::store::db::stamp;
use rusqlite::{Row, RowIndex};
use time::{Date, Month, OffsetDateTime};

/// Later than every stored time.
const LAST: &str = "9999-99";

/// A time, half open, UTC. Made means `created_at`; an appointment of next year that was made today is one of today's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First instant; `None` from the beginning.
    pub from: Option<OffsetDateTime>,
    /// First instant after it; `None` without end.
    pub until: Option<OffsetDateTime>,
}

impl Span {
    /// Everything.
    pub const ALL: Span = Span { from: None, until: None };

    /// From one instant until another.
    pub fn between(from: OffsetDateTime, until: OffsetDateTime) -> Span {
        Span { from: Some(from), until: Some(until) }
    }

    /// Both bounds as they compare with text of whole seconds, as `created_at` is.
    pub(crate) fn bounds(self) -> (String, String) {
        self.as_text(stamp::seconds)
    }

    /// The same for text of milliseconds, as the journal and the inbox have it.
    pub(crate) fn bounds_in_millis(self) -> (String, String) {
        self.as_text(stamp::millis)
    }

    fn as_text(self, stamp: fn(OffsetDateTime) -> String) -> (String, String) {
        let from = self.from.map(stamp).unwrap_or_default();
        (from, self.until.map_or_else(|| LAST.to_owned(), stamp))
    }
}

/// A count; `total` gives a float, which holds whole numbers exactly up to 2^53.
pub(crate) fn count(row: &Row, column: &str) -> rusqlite::Result<u64> {
    row.get::<_, f64>(column).map(|number| number as u64)
}

/// A count as SQLite gives it: never negative.
pub(crate) fn number(row: &Row, column: impl RowIndex) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(|number| u64::try_from(number).unwrap_or(0))
}

/// A day as SQLite writes it, `2026-10-01`.
pub(crate) fn day(text: &str) -> Result<Date> {
    let broken = || crate::domain::Error::internal(format!("{text:?} is no stored day"));
    let mut parts = text.splitn(3, '-');
    let mut next = || parts.next().ok_or_else(broken);
    let (year, month, day) = (next()?, next()?, next()?);
    let month: u8 = month.parse().map_err(|_| broken())?;
    let month = Month::try_from(month).map_err(|_| broken())?;
    let (year, day) = (year.parse().map_err(|_| broken())?, day.parse().map_err(|_| broken())?);
    Date::from_calendar_date(year, month, day).map_err(|_| broken())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    #[test]
    fn a_span_compares_as_text_as_its_instants_do() {
        let (from, until) = Span::ALL.bounds();
        assert!(from.as_str() <= "0001-01-01T00:00:00Z" && "9999-12-31T23:59:59Z" < until.as_str());
        let span = Span::between(datetime!(2026-10-01 0:00 UTC), datetime!(2026-10-02 0:00 UTC));
        let (from, until) = span.bounds();
        assert_eq!(
            (from.as_str(), until.as_str()),
            ("2026-10-01T00:00:00Z", "2026-10-02T00:00:00Z")
        );
    }

    #[test]
    fn a_day_is_read_back_or_told() {
        assert_eq!(day("2026-10-01").unwrap(), date!(2026 - 10 - 01));
        for text in ["", "2026", "2026-13-01", "2026-02-30", "x-y-z"] {
            assert!(day(text).is_err(), "{text}");
        }
    }
}
