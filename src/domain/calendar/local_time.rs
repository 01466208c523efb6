//! An instant as the salon's clock shows it.

use crate::domain::calendar::zone::Zone;
use serde::{Serialize, Serializer};
use std::fmt;
use time::{Date, OffsetDateTime};

/// With its distance from UTC for programs, to the minute for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalTime {
    instant: OffsetDateTime,
    day: Date,
    clock: String,
    rfc3339: String,
}

impl LocalTime {
    /// On the clock of this zone.
    pub fn of(zone: &Zone, instant: OffsetDateTime) -> LocalTime {
        let (day, _) = zone.local(instant);
        LocalTime { instant, day, clock: zone.clock(instant), rfc3339: zone.rfc3339_local(instant) }
    }

    /// The instant itself, UTC.
    pub fn instant(&self) -> OffsetDateTime {
        self.instant
    }

    /// Which day it is.
    pub fn day(&self) -> Date {
        self.day
    }

    /// `10:05`.
    pub fn clock(&self) -> &str {
        &self.clock
    }
}

/// `2026-12-01 10:05`.
impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.day, self.clock)
    }
}

/// `2026-12-01T10:05:00+01:00`.
impl Serialize for LocalTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.rfc3339)
    }
}
