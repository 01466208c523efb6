//! Instants and spans, and how Cal.com reads and writes them. All are UTC, all spans half open.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Duration, OffsetDateTime, PrimitiveDateTime, UtcOffset};

const WIRE: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
const NO_ZONE: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second][optional [.[subsecond]]]");
const HTTP: &[BorrowedFormatItem<'_>] = format_description!(
    "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
);
const DATE: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// An instant as Cal.com writes it: UTC with milliseconds.
pub(crate) fn wire_time(at: OffsetDateTime) -> String {
    at.to_offset(UtcOffset::UTC).format(WIRE).unwrap_or_default()
}

/// An instant as the header `Date` has it.
pub(crate) fn http_date(at: OffsetDateTime) -> String {
    at.to_offset(UtcOffset::UTC).format(HTTP).unwrap_or_default()
}

/// An ISO 8601 instant; one without an offset is UTC.
pub(crate) fn parse_time(text: &str) -> Option<OffsetDateTime> {
    let parsed = OffsetDateTime::parse(text, &Rfc3339).ok();
    let parsed = parsed.or_else(|| {
        PrimitiveDateTime::parse(text, NO_ZONE).ok().map(PrimitiveDateTime::assume_utc)
    });
    // The last years before 10000 would overflow as soon as something is added to them.
    parsed.map(|at| at.to_offset(UtcOffset::UTC)).filter(|at| (1970..9000).contains(&at.year()))
}

/// A date, as the first instant of its UTC day.
pub(crate) fn parse_date(text: &str) -> Option<OffsetDateTime> {
    let date = time::Date::parse(text, DATE).ok()?;
    Some(date.midnight().assume_utc()).filter(|at| (1970..9000).contains(&at.year()))
}

/// A time zone by its IANA name.
pub(crate) fn zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}

/// The same instant, as time zones want it.
pub(crate) fn timestamp(at: OffsetDateTime) -> Option<Timestamp> {
    Timestamp::from_nanosecond(at.unix_timestamp_nanos()).ok()
}

/// The local date as text, `2030-01-31`.
pub(crate) fn local_day(zone: &TimeZone, at: OffsetDateTime) -> Option<String> {
    Some(zone.to_datetime(timestamp(at)?).date().to_string())
}

/// Minutes east of UTC; 0 for an unknown zone.
pub(crate) fn utc_offset_minutes(zone_name: &str, at: OffsetDateTime) -> i32 {
    let offset = zone(zone_name).and_then(|zone| Some(zone.to_offset(timestamp(at)?).seconds()));
    offset.unwrap_or(0) / 60
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: OffsetDateTime,
    pub(crate) end: OffsetDateTime,
}

impl Span {
    pub(crate) fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    pub(crate) fn holds(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Wider by so many minutes on either side.
    pub(crate) fn widened(self, before_minutes: u32, after_minutes: u32) -> Span {
        let start = self.start.checked_sub(Duration::minutes(before_minutes.into()));
        let end = self.end.checked_add(Duration::minutes(after_minutes.into()));
        Span { start: start.unwrap_or(self.start), end: end.unwrap_or(self.end) }
    }
}

/// A start and so many minutes.
pub(crate) fn span_of(start: OffsetDateTime, minutes: u32) -> Span {
    let end = start.checked_add(Duration::minutes(minutes.into()));
    Span { start, end: end.unwrap_or(start) }
}

/// An instant without what is finer than a millisecond, as the wire has it.
pub(crate) fn whole_millisecond(at: OffsetDateTime) -> OffsetDateTime {
    at.replace_millisecond(at.millisecond()).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_leniently_and_written_strictly() {
        for text in ["2030-01-05T10:00:00Z", "2030-01-05T11:00:00+01:00", "2030-01-05T10:00:00.000"]
        {
            let at = parse_time(text).expect(text);
            assert_eq!(wire_time(at), "2030-01-05T10:00:00.000Z", "{text}");
        }
        for text in ["", "2030-01-05", "9999-12-31T23:59:59Z", "tomorrow"] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }
}
