//! Intervals of time, and the one overlap function.
//!
//! Everything that asks "is the person free?" asks `Diary::fits`, mostly through `fits` and `is_free`: the slots spoken on
//! the phone, every booking, the desk. Who or what takes a time (segments of active work, held pauses, holds,
//! absences, closed hours, bank holidays, buffers) is the caller's to gather; all of it is busy. The minutes a
//! stylist needs around the work beside a free pause are margins.

use crate::domain::error::Error;
use std::ops::Range;
use time::{Duration, OffsetDateTime};

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

    /// The same with so much more on both sides.
    pub fn widened(&self, by: Duration) -> Interval {
        let by = by.abs();
        Interval { start: self.start.saturating_sub(by), end: self.end.saturating_add(by) }
    }

    /// Whether all of `other` lies in this one.
    pub fn contains(&self, other: &Interval) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// What one staff member's time is taken by, or is to be taken by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claim {
    /// No other visit may be in it.
    pub busy: Vec<Interval>,
    /// Time the stylist needs around the work beside a free pause: nothing of others that is busy may be in it, but two
    /// margins may share minutes.
    pub margins: Vec<Interval>,
}

impl Claim {
    /// Busy all the time, without margins.
    pub fn busy(at: Interval) -> Claim {
        Claim { busy: vec![at], margins: Vec::new() }
    }

    /// From the first instant that matters to the last; `None` if nothing is taken.
    pub fn span(&self) -> Option<Interval> {
        let all = || self.busy.iter().chain(&self.margins);
        let start = all().map(Interval::start).min()?;
        let end = all().map(Interval::end).max()?;
        Interval::new(start, end).ok()
    }

    /// Takes the other's time as well.
    pub fn join(&mut self, other: Claim) {
        self.busy.extend(other.busy);
        self.margins.extend(other.margins);
    }
}

/// Whether a person whose time is `taken` can take on what is `wanted`. The order of the intervals does not matter.
pub fn fits(wanted: &Claim, taken: &Claim) -> bool {
    Diary::new(taken).fits(wanted)
}

/// Whether nothing of `occupied` overlaps `wanted`: `fits` where there are no margins.
pub fn is_free(wanted: Interval, occupied: &[Interval]) -> bool {
    let taken = Claim { busy: occupied.to_vec(), margins: Vec::new() };
    fits(&Claim::busy(wanted), &taken)
}

/// From the first instant to the first after it, in nanoseconds since 1970: quicker to compare than dates.
pub(crate) type Nanos = Range<i128>;

/// Where in a diary the last question was.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    work: usize,
    margins: usize,
}

/// One staff member's taken time, prepared for many questions: each costs the logarithm of its length.
#[derive(Clone, Debug, Default)]
pub struct Diary {
    /// Where no work of others may be: busy times and margins.
    closed_to_work: Vec<Nanos>,
    /// Where no margin of others may be: busy times.
    closed_to_margins: Vec<Nanos>,
}

impl Diary {
    /// From what is taken, in any order.
    pub fn new(taken: &Claim) -> Diary {
        Diary {
            closed_to_work: merged(taken.busy.iter().chain(&taken.margins)),
            closed_to_margins: merged(taken.busy.iter()),
        }
    }

    /// The one overlap function. Work may touch neither work nor margins of others, margins no work of others.
    pub fn fits(&self, wanted: &Claim) -> bool {
        let (busy, margins) = (wanted.busy.iter().map(nanos), wanted.margins.iter().map(nanos));
        self.fits_nanos(busy, margins, &mut Place::default())
    }

    /// What of the span is free for others' work, in order.
    pub fn free_in(&self, span: Interval) -> Vec<Interval> {
        let whole = nanos(&span);
        let next = self.closed_to_work.partition_point(|taken| taken.end <= whole.start);
        let mut free = Vec::new();
        let mut from = whole.start;
        for taken in self.closed_to_work.iter().skip(next).take_while(|t| t.start < whole.end) {
            free.extend(interval(from..taken.start));
            from = taken.end;
        }
        free.extend(interval(from..whole.end));
        free
    }

    /// `fits`, for those who reckon in nanoseconds. No range may be empty. Where many questions come in the order of
    /// time, a place kept between them makes each cheap; it does not change the answer.
    pub(crate) fn fits_nanos(
        &self,
        mut busy: impl Iterator<Item = Nanos>,
        mut margins: impl Iterator<Item = Nanos>,
        place: &mut Place,
    ) -> bool {
        busy.all(|wanted| is_clear(&self.closed_to_work, &wanted, &mut place.work))
            && margins.all(|wanted| is_clear(&self.closed_to_margins, &wanted, &mut place.margins))
    }
}

fn nanos(at: &Interval) -> Nanos {
    at.start.unix_timestamp_nanos()..at.end.unix_timestamp_nanos()
}

/// The inverse of `nanos`; `None` if it is empty.
fn interval(at: Nanos) -> Option<Interval> {
    let instant = |nanos| OffsetDateTime::from_unix_timestamp_nanos(nanos).ok();
    Interval::new(instant(at.start)?, instant(at.end)?).ok()
}

/// In order of time, without overlaps; what touches is one.
fn merged<'a>(intervals: impl Iterator<Item = &'a Interval>) -> Vec<Nanos> {
    let mut sorted: Vec<Nanos> = intervals.map(nanos).collect();
    sorted.sort_unstable_by_key(|taken| taken.start);
    let mut merged: Vec<Nanos> = Vec::with_capacity(sorted.len());
    for taken in sorted {
        match merged.last_mut() {
            Some(last) if taken.start <= last.end => last.end = last.end.max(taken.end),
            Some(_) | None => merged.push(taken),
        }
    }
    merged
}

/// Half open: what only touches does not count.
fn is_clear(merged: &[Nanos], wanted: &Nanos, place: &mut usize) -> bool {
    // The first that ends after the wanted start: if it is not in the way, none is.
    let is_past = |index| merged.get(index).is_some_and(|taken: &Nanos| taken.end <= wanted.start);
    if place.checked_sub(1).is_some_and(|before| !is_past(before)) {
        *place = merged.partition_point(|taken| taken.end <= wanted.start);
    } else if is_past(*place) {
        *place = place.saturating_add(1);
        if is_past(*place) {
            *place = merged.partition_point(|taken| taken.end <= wanted.start);
        }
    }
    merged.get(*place).is_none_or(|taken| wanted.end <= taken.start)
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
        }
    }
}
