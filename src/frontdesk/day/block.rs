//! What is drawn of a day: stretches of somebody's time, in minutes of the salon's day.

use crate::domain::calendar::interval::Interval;
use crate::domain::calendar::zone::Zone;
use crate::domain::ids::AppointmentId;
use crate::domain::stored::stored_enum;
use serde::{Serialize, Serializer};
use time::{Date, OffsetDateTime};

/// Minutes of a day as its clock shows them.
pub(crate) const DAY_MINUTES: u16 = 24 * 60;

stored_enum! {
    /// What a stretch of somebody's time is taken by.
    pub enum BlockKind {
        /// A part of a visit.
        Work = "work",
        /// A pause of a visit that is held for the stylist.
        Held = "held",
        /// Minutes of a pause that others may be booked into.
        Free = "free",
        /// Offered to a caller at this moment, or being booked.
        Offered = "offered",
        /// Not there.
        Away = "away",
    }
}

impl Serialize for BlockKind {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

/// A stretch of somebody's time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct BlockView {
    pub kind: BlockKind,
    /// The first minute of the day, and the first after it.
    pub from: u16,
    pub until: u16,
    /// Where it is drawn, if others overlap it.
    pub lane: usize,
    pub lanes: usize,
    pub appointment_id: Option<AppointmentId>,
    /// For whom; empty where no name is known.
    pub customer: String,
    pub service: Option<String>,
    /// What is done, of a composite visit.
    pub part: String,
    /// Which segment of how many.
    pub place: u32,
    pub of: u32,
    /// `confirmed`, `requested`, `pending`; empty for what is no visit.
    pub status: &'static str,
    /// Whether a person may release it.
    pub releasable: bool,
    /// What would fit into it, the longest first.
    pub fits: Vec<String>,
    /// Why somebody is not there.
    pub reason: String,
}

impl BlockView {
    /// One of this kind, of nobody's visit.
    pub fn new(kind: BlockKind, (from, until): (u16, u16)) -> BlockView {
        BlockView {
            kind,
            from,
            until,
            lane: 0,
            lanes: 1,
            appointment_id: None,
            customer: String::new(),
            service: None,
            part: String::new(),
            place: 1,
            of: 1,
            status: "",
            releasable: false,
            fits: Vec::new(),
            reason: String::new(),
        }
    }

    /// How long it is.
    pub fn minutes(&self) -> u16 {
        self.until.saturating_sub(self.from)
    }
}

/// A day on the salon's calendar.
pub(crate) struct DayClock<'a> {
    pub zone: &'a Zone,
    pub date: Date,
}

impl DayClock<'_> {
    /// From the first instant of the day to the first after it.
    pub fn bounds(&self) -> (OffsetDateTime, OffsetDateTime) {
        self.zone.day_bounds(self.date)
    }

    /// What the clock shows at an instant, cut to the day. An hour that comes twice is drawn once.
    pub fn minute(&self, at: OffsetDateTime) -> u16 {
        let (date, time) = self.zone.local(at);
        if date < self.date {
            return 0;
        }
        if date > self.date {
            return DAY_MINUTES;
        }
        u16::from(time.hour()).saturating_mul(60).saturating_add(time.minute().into())
    }

    /// A stretch as the clock shows it, at least a minute long.
    pub fn stretch(&self, at: Interval) -> (u16, u16) {
        let from = self.minute(at.start()).min(DAY_MINUTES.saturating_sub(1));
        (from, self.minute(at.end()).max(from.saturating_add(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    #[test]
    fn minutes_are_those_of_the_salons_clock() {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let day = DayClock { zone: &zone, date: date!(2026 - 12 - 01) };
        let at = |from, until| day.stretch(Interval::new(from, until).unwrap());
        assert_eq!(
            at(datetime!(2026-12-01 09:00 UTC), datetime!(2026-12-01 09:45 UTC)),
            (600, 645)
        );
        assert_eq!(at(datetime!(2026-11-30 09:00 UTC), datetime!(2026-12-02 09:45 UTC)), (0, 1440));
        // The hour that comes twice.
        let day = DayClock { zone: &zone, date: date!(2026 - 10 - 25) };
        let twice = Interval::new(datetime!(2026-10-25 00:30 UTC), datetime!(2026-10-25 01:10 UTC));
        assert_eq!(day.stretch(twice.unwrap()), (150, 151));
    }
}
