//! Intervals of time, and the one overlap function.
//!
//! Everything that asks "is she free?" asks `is_free`: the slots spoken on the phone, every booking, the desk.
//! Who or what occupies a time (segments of active work, holds, absences, buffers, kept pauses) is the caller's
//! to gather; here a time is a time.

use crate::domain::error::Error;
use time::Duration;
use time::OffsetDateTime;

/// A stretch of time, half open: `start` belongs to it, `end` does not. Never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    start: OffsetDateTime,
    end: OffsetDateTime,
}

impl Interval {
    /// `Invalid` unless `start` is before `end`.
    pub fn new(start: OffsetDateTime, end: OffsetDateTime) -> Result<Interval, Error> {
        if start < end {
            Ok(Interval { start, end })
        } else {
            Err(Error::invalid("an interval must end after it starts"))
        }
    }

    /// First instant.
    pub fn start(&self) -> OffsetDateTime {
        self.start
    }

    /// First instant after it.
    pub fn end(&self) -> OffsetDateTime {
        self.end
    }

    /// Real time from start to end; a change to summer time in between does not matter. Above zero.
    pub fn duration(&self) -> Duration {
        self.end - self.start
    }

    /// Whether the two have an instant in common. Intervals that only touch have none.
    pub fn overlaps(&self, other: &Interval) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether all of `other` lies in this one.
    pub fn contains(&self, other: &Interval) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Whether nothing of `occupied` overlaps `wanted`. The order of `occupied` does not matter.
pub fn is_free(wanted: Interval, occupied: &[Interval]) -> bool {
    first_conflict(wanted, occupied).is_none()
}

/// The earliest interval that overlaps `wanted`, `None` if it is free.
pub fn first_conflict(wanted: Interval, occupied: &[Interval]) -> Option<Interval> {
    occupied.iter().filter(|taken| taken.overlaps(&wanted)).min().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::datetime;

    const DAY: OffsetDateTime = datetime!(2026-12-01 0:00 UTC);

    fn minutes(start: i64, end: i64) -> Interval {
        Interval::new(DAY + Duration::minutes(start), DAY + Duration::minutes(end)).unwrap()
    }

    #[test]
    fn an_interval_ends_after_it_starts() {
        assert!(Interval::new(DAY, DAY).is_err());
        assert!(Interval::new(DAY + Duration::NANOSECOND, DAY).is_err());
        // The same instant in another zone is the same instant.
        assert!(Interval::new(DAY, datetime!(2026-12-01 1:00 +1)).is_err());
        assert_eq!(minutes(600, 645).duration(), Duration::minutes(45));
    }

    #[test]
    fn overlap_is_half_open() {
        let taken = minutes(600, 630);
        for (start, end, overlaps) in [
            (570, 600, false),
            (570, 601, true),
            (600, 630, true),
            (610, 620, true),
            (590, 640, true),
            (629, 660, true),
            (630, 660, false),
        ] {
            let wanted = minutes(start, end);
            assert_eq!(taken.overlaps(&wanted), overlaps, "{start} to {end}");
            assert_eq!(wanted.overlaps(&taken), overlaps, "{start} to {end}");
            assert_eq!(is_free(wanted, &[taken]), !overlaps, "{start} to {end}");
        }
        assert!(minutes(600, 660).contains(&minutes(600, 660)));
        assert!(!minutes(600, 660).contains(&minutes(600, 661)));
    }

    #[test]
    fn the_earliest_conflict_is_named() {
        let occupied = [minutes(700, 720), minutes(600, 630), minutes(620, 640)];
        assert_eq!(first_conflict(minutes(610, 710), &occupied), Some(minutes(600, 630)));
        assert_eq!(first_conflict(minutes(640, 700), &occupied), None);
        assert!(is_free(minutes(0, 1), &[]));
    }

    proptest! {
        /// A diary in which every minute is a box that is ticked or not.
        #[test]
        fn it_agrees_with_counting_minutes(
            wanted in (0_i64..200, 1_i64..60),
            occupied in proptest::collection::vec((0_i64..200, 1_i64..60), 0..8),
        ) {
            let covers = |(start, length): (i64, i64), minute: i64| (start..start + length).contains(&minute);
            let free = (0..300).all(|minute| {
                !covers(wanted, minute) || !occupied.iter().any(|taken| covers(*taken, minute))
            });
            let intervals: Vec<_> = occupied.iter().map(|(start, length)| minutes(*start, start + length)).collect();
            let wanted = minutes(wanted.0, wanted.0 + wanted.1);
            prop_assert_eq!(is_free(wanted, &intervals), free);
            let conflict = first_conflict(wanted, &intervals);
            prop_assert_eq!(conflict.is_none(), free);
            prop_assert!(conflict.is_none_or(|taken| intervals.contains(&taken) && taken.overlaps(&wanted)));
        }
    }
}
