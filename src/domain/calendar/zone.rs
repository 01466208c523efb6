//! Wall clock and instant in the salon's time zone. The only user of `jiff`, which brings the zone database.
//!
//! Twice a year a wall clock lies: in spring an hour does not exist, in autumn one comes twice. `WallTime` says
//! so instead of choosing; the caller can then ask a person which one is meant.

use crate::domain::error::Error;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{Timestamp, civil};
use std::fmt;
use time::{Date, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

/// A time zone of the IANA database, for example `Europe/Berlin`.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone {
    zone: TimeZone,
    name: String,
}

/// Which instant a reading of the wall clock is. All instants are UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WallTime {
    /// One.
    Exact(OffsetDateTime),
    /// None: the clock was put forward over it. The nearest readings that exist, moved by the gap's length.
    Gap {
        /// So much earlier: 01:30 for a 02:30 that does not exist.
        before: OffsetDateTime,
        /// So much later: 03:30.
        after: OffsetDateTime,
    },
    /// Two: the clock was put back, so the reading comes twice.
    Fold {
        /// The earlier one, in summer time.
        first: OffsetDateTime,
        /// The later one.
        second: OffsetDateTime,
    },
}

/// The clock is put forward or back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockChange {
    /// UTC.
    pub at: OffsetDateTime,
    /// How far the wall clock was ahead of UTC.
    pub before: UtcOffset,
    /// How far it is from then on.
    pub after: UtcOffset,
    /// For example `CEST`.
    pub name: String,
    /// Whether summer time begins; else it ends, or the zone has changed its mind.
    pub is_summer: bool,
}

/// Every zone that there is, by its IANA name, in the order of the alphabet.
pub fn names() -> Vec<String> {
    jiff::tz::db().available().map(|name| name.to_string()).collect()
}

impl Zone {
    /// Finds a zone by its IANA name, in any case. `Invalid` if the database does not have it.
    pub fn parse(name: &str) -> Result<Zone, Error> {
        let unknown = || Error::invalid("the time zone must be an IANA name such as Europe/Berlin");
        let zone = TimeZone::get(name.trim()).map_err(|_| unknown())?;
        if zone.is_unknown() {
            return Err(unknown());
        }
        let name = zone.iana_name().ok_or_else(unknown)?.to_owned();
        Ok(Zone { zone, name })
    }

    /// As the database spells it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The instant at which the wall clock shows this date and time.
    pub fn instant(&self, date: Date, time: Time) -> WallTime {
        let local = PrimitiveDateTime::new(date, time);
        let Some(civil) = civil_minute(local) else { return WallTime::Exact(local.assume_utc()) };
        match self.zone.to_ambiguous_timestamp(civil).offset() {
            AmbiguousOffset::Unambiguous { offset } => WallTime::Exact(utc(local, offset)),
            AmbiguousOffset::Gap { before, after } => {
                WallTime::Gap { before: utc(local, after), after: utc(local, before) }
            }
            AmbiguousOffset::Fold { before, after } => {
                WallTime::Fold { first: utc(local, before), second: utc(local, after) }
            }
        }
    }

    /// What the wall clock shows at an instant.
    pub fn local(&self, instant: OffsetDateTime) -> (Date, Time) {
        let local = self.at(instant);
        (local.date(), local.time())
    }

    /// How far the wall clock is ahead of UTC at an instant.
    pub fn offset_at(&self, instant: OffsetDateTime) -> UtcOffset {
        offset(self.zone.to_offset(timestamp(instant)))
    }

    /// The wall clock at an instant, `10:05`.
    pub fn clock(&self, instant: OffsetDateTime) -> String {
        let (_, time) = self.local(instant);
        format!("{:02}:{:02}", time.hour(), time.minute())
    }

    /// The instant as RFC 3339 text in whole seconds, for example `2026-12-01T10:00:00+01:00`.
    pub fn rfc3339_local(&self, instant: OffsetDateTime) -> String {
        let mut local = self.at(instant);
        if local.offset().seconds_past_minute() != 0 {
            // Before standard time a town's own noon counted; RFC 3339 cannot write such an offset.
            local = instant.checked_to_offset(UtcOffset::UTC).unwrap_or(instant);
        }
        let (hours, minutes, _) = local.offset().as_hms();
        let sign = if local.offset().is_negative() { '-' } else { '+' };
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{sign}{:02}:{:02}",
            local.year(),
            u8::from(local.month()),
            local.day(),
            local.hour(),
            local.minute(),
            local.second(),
            hours.unsigned_abs(),
            minutes.unsigned_abs(),
        )
    }

    /// First instant of a date and first instant after it, UTC: 23, 24 or 25 hours apart as the clock goes.
    /// Days follow each other without gap or overlap; a date that the zone left out is empty.
    pub fn day_bounds(&self, date: Date) -> (OffsetDateTime, OffsetDateTime) {
        let start = self.first_instant(date);
        (start, date.next_day().map_or(start, |next| self.first_instant(next)))
    }

    /// The changes of the clock after `from` and until `until`, at most so many, in order.
    pub fn changes(
        &self,
        from: OffsetDateTime,
        until: OffsetDateTime,
        most: usize,
    ) -> Vec<ClockChange> {
        let changes = self.zone.following(timestamp(from)).filter_map(|change| {
            let at = OffsetDateTime::from_unix_timestamp(change.timestamp().as_second()).ok()?;
            Some(ClockChange {
                at,
                before: self.offset_at(at.saturating_sub(time::Duration::SECOND)),
                after: offset(change.offset()),
                name: change.abbreviation().to_owned(),
                is_summer: change.dst().is_dst(),
            })
        });
        changes.take_while(|change| change.at <= until).take(most).collect()
    }

    fn first_instant(&self, date: Date) -> OffsetDateTime {
        match self.instant(date, Time::MIDNIGHT) {
            WallTime::Exact(instant) | WallTime::Fold { first: instant, .. } => instant,
            // Some zones put the clock forward at midnight; the day then begins with that change.
            WallTime::Gap { before, after } => {
                let change = self.zone.following(timestamp(before)).next();
                let change = change.map(|change| change.timestamp().as_second());
                change.and_then(|s| OffsetDateTime::from_unix_timestamp(s).ok()).unwrap_or(after)
            }
        }
    }

    fn at(&self, instant: OffsetDateTime) -> OffsetDateTime {
        instant.checked_to_offset(self.offset_at(instant)).unwrap_or(instant)
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name)
    }
}

/// `jiff`'s reading of a wall time. The zone's rules know no parts of a second.
fn civil_minute(local: PrimitiveDateTime) -> Option<civil::DateTime> {
    civil::DateTime::new(
        i16::try_from(local.year()).ok()?,
        i8::try_from(u8::from(local.month())).ok()?,
        i8::try_from(local.day()).ok()?,
        i8::try_from(local.hour()).ok()?,
        i8::try_from(local.minute()).ok()?,
        i8::try_from(local.second()).ok()?,
        0,
    )
    .ok()
}

/// Instants that `jiff` cannot hold (the last days of the year 9999) count as its nearest: their offset is the same.
fn timestamp(instant: OffsetDateTime) -> Timestamp {
    let seconds = instant.unix_timestamp();
    Timestamp::from_second(seconds).unwrap_or(if seconds < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

fn offset(offset: Offset) -> UtcOffset {
    UtcOffset::from_whole_seconds(offset.seconds()).unwrap_or(UtcOffset::UTC)
}

fn utc(local: PrimitiveDateTime, ahead: Offset) -> OffsetDateTime {
    let instant = local.assume_offset(offset(ahead));
    instant.checked_to_offset(UtcOffset::UTC).unwrap_or(instant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::Duration;
    use time::macros::{date, datetime, time};

    fn berlin() -> Zone {
        Zone::parse("Europe/Berlin").unwrap()
    }

    #[test]
    fn zones_are_found_by_name_alone() {
        assert_eq!(Zone::parse(" europe/berlin ").unwrap().name(), "Europe/Berlin");
        assert_eq!(Zone::parse("UTC").unwrap().name(), "UTC");
        for name in [
            "",
            "Berlin",
            "CEST",
            "+01:00",
            "Etc/Unknown",
            "CET-1CEST",
            "../../etc/passwd",
            "local",
        ] {
            assert!(matches!(Zone::parse(name), Err(Error::Invalid(_))), "{name}");
        }
    }

    #[test]
    fn a_wall_time_is_one_instant_none_or_two() {
        for (date, time, expected) in [
            (date!(2026 - 12 - 01), time!(10:00), WallTime::Exact(datetime!(2026-12-01 9:00 UTC))),
            (date!(2026 - 07 - 01), time!(10:00), WallTime::Exact(datetime!(2026-07-01 8:00 UTC))),
            (
                date!(2026 - 03 - 29),
                time!(1:59:59),
                WallTime::Exact(datetime!(2026-03-29 0:59:59 UTC)),
            ),
            (
                date!(2026 - 03 - 29),
                time!(2:30),
                WallTime::Gap {
                    before: datetime!(2026-03-29 0:30 UTC),
                    after: datetime!(2026-03-29 1:30 UTC),
                },
            ),
            (date!(2026 - 03 - 29), time!(3:00), WallTime::Exact(datetime!(2026-03-29 1:00 UTC))),
            (
                date!(2026 - 10 - 25),
                time!(2:30),
                WallTime::Fold {
                    first: datetime!(2026-10-25 0:30 UTC),
                    second: datetime!(2026-10-25 1:30 UTC),
                },
            ),
            (date!(2026 - 10 - 25), time!(3:00), WallTime::Exact(datetime!(2026-10-25 2:00 UTC))),
        ] {
            assert_eq!(berlin().instant(date, time), expected, "{date} {time}");
        }
        let WallTime::Gap { before, after } = berlin().instant(date!(2026 - 03 - 29), time!(2:30))
        else {
            panic!("no gap");
        };
        assert_eq!(berlin().local(before).1, time!(1:30));
        assert_eq!(berlin().local(after).1, time!(3:30));
    }

    #[test]
    fn text_shows_the_salons_clock() {
        for (zone, instant, text) in [
            ("Europe/Berlin", datetime!(2026-12-01 9:00 UTC), "2026-12-01T10:00:00+01:00"),
            ("Europe/Berlin", datetime!(2026-12-01 6:00 -3), "2026-12-01T10:00:00+01:00"),
            ("Europe/Berlin", datetime!(2026-06-30 23:30:15.75 UTC), "2026-07-01T01:30:15+02:00"),
            ("America/St_Johns", datetime!(2026-12-01 9:00 UTC), "2026-12-01T05:30:00-03:30"),
            ("UTC", datetime!(2026-12-01 9:00 UTC), "2026-12-01T09:00:00+00:00"),
            ("Europe/Berlin", datetime!(1800-01-01 0:00 UTC), "1800-01-01T00:00:00+00:00"),
        ] {
            assert_eq!(Zone::parse(zone).unwrap().rfc3339_local(instant), text);
        }
        let hour = |instant| berlin().offset_at(instant).whole_hours();
        assert_eq!(
            (hour(datetime!(2026-12-01 0:00 UTC)), hour(datetime!(2026-07-01 0:00 UTC))),
            (1, 2)
        );
    }

    #[test]
    fn days_are_as_long_as_the_clock_says() {
        for (zone, date, start, hours) in [
            ("Europe/Berlin", date!(2026 - 12 - 01), datetime!(2026-11-30 23:00 UTC), 24),
            ("Europe/Berlin", date!(2026 - 03 - 29), datetime!(2026-03-28 23:00 UTC), 23),
            ("Europe/Berlin", date!(2026 - 10 - 25), datetime!(2026-10-24 22:00 UTC), 25),
            // Midnight itself is left out, and comes twice.
            ("America/Sao_Paulo", date!(2018 - 11 - 04), datetime!(2018-11-04 3:00 UTC), 23),
            ("America/Havana", date!(2025 - 11 - 02), datetime!(2025-11-02 4:00 UTC), 25),
            // A whole day is left out.
            ("Pacific/Apia", date!(2011 - 12 - 30), datetime!(2011-12-30 10:00 UTC), 0),
        ] {
            let (from, until) = Zone::parse(zone).unwrap().day_bounds(date);
            assert_eq!((from, until - from), (start, Duration::hours(hours)), "{zone} {date}");
        }
    }

    #[test]
    fn the_ends_of_the_calendar_are_no_trouble() {
        for name in ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"] {
            let zone = Zone::parse(name).unwrap();
            for date in [Date::MIN, Date::MAX] {
                for time in [Time::MIDNIGHT, time!(23:59:59.999_999_999)] {
                    let instant = PrimitiveDateTime::new(date, time).assume_utc();
                    zone.local(instant);
                    zone.rfc3339_local(instant);
                    assert!(
                        matches!(zone.instant(date, time), WallTime::Exact(_)),
                        "{name} {date}"
                    );
                }
                let (from, until) = zone.day_bounds(date);
                assert!(from <= until);
            }
        }
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_instant(seconds in 0_i64..4_000_000_000, nanos in 0_i64..1_000_000_000, which in 0_usize..4) {
            let name = ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "America/Sao_Paulo"][which];
            let zone = Zone::parse(name).unwrap();
            let instant = OffsetDateTime::from_unix_timestamp(seconds).unwrap() + Duration::nanoseconds(nanos);
            let (date, time) = zone.local(instant);
            match zone.instant(date, time) {
                WallTime::Exact(same) => prop_assert_eq!(same, instant),
                WallTime::Fold { first, second } => {
                    prop_assert!(first < second && (first == instant || second == instant));
                }
                WallTime::Gap { .. } => prop_assert!(false, "a time that was on the clock exists"),
            }
            let (from, until) = zone.day_bounds(date);
            // Newfoundland used to put its clock back across midnight, so a minute of the day comes early.
            prop_assert!((from <= instant && instant < until) || name == "America/St_Johns");
            prop_assert_eq!(until, zone.day_bounds(date.next_day().unwrap()).0);
        }
    }
}
