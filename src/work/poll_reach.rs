//! How far the poll has read, and where it reads next. Pure.
//!
//! Two marks move on. `until`: everything that changed before it was read once. `mark`: everything that changed an
//! overlap before it was read again when that was an overlap ago, as what is written becomes visible late. The first
//! moves with the newest change that was read and, where nothing changes, with time: else whatever changed last would
//! lie within the overlap for ever, and be fetched at each poll. Where much lies within the overlap, it is walked
//! through over several polls, a few pages each, while each of them reads what is new.

use crate::domain::calendar::foreign_clock;
use time::{Duration, OffsetDateTime};

/// The mark is written down when it has moved so far, or something new was read: after a start a poll reaches back so
/// much further.
const NOTED_EVERY: Duration = Duration::minutes(5);

/// A place in the list: what changed after this instant, but for the first few.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) after: OffsetDateTime,
    pub(crate) skip: u32,
}

impl Place {
    pub(crate) fn at(after: OffsetDateTime) -> Place {
        Place { after, skip: 0 }
    }
}

/// A second look at what lies within the overlap, under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Walk {
    pub(crate) place: Place,
    /// What `mark` becomes when it is over: how late it was at Cal.com when it began, at the least.
    mark: OffsetDateTime,
}

/// How far was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reach {
    /// See above. At `since` by our clock it was at least so late by Cal.com's.
    until: OffsetDateTime,
    since: Option<OffsetDateTime>,
    mark: OffsetDateTime,
    pub(crate) walk: Option<Walk>,
    /// What is new begins here, as the last poll's questions were spent on it.
    left_off: Option<Place>,
}

/// What time it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Now {
    /// By our clock, when the poll began.
    pub(crate) ours: OffsetDateTime,
    /// The same when it ended: what was read last may have changed then.
    pub(crate) ended: OffsetDateTime,
    /// At Cal.com, as far as is known; not later than ours.
    pub(crate) theirs: OffsetDateTime,
    /// Longer than this no two polls lie apart, unless a clock jumped.
    pub(crate) step_max: Duration,
}

impl Reach {
    /// Nothing was read yet: reading begins an overlap ago.
    pub(crate) fn first(now: Now, overlap: Duration) -> Reach {
        let until = now.theirs.saturating_sub(overlap);
        Reach { until, since: None, mark: now.theirs, walk: None, left_off: None }
    }

    /// As it was written down.
    pub(crate) fn noted(mark: OffsetDateTime) -> Reach {
        Reach { until: mark, since: None, mark, walk: None, left_off: None }
    }

    /// The same, unless it was taken from our clock before that was known to be ahead: then counted back by so much.
    pub(crate) fn believed(self, now: Now) -> Reach {
        let is_possible = self.until <= foreign_clock::horizon(now.theirs);
        if is_possible {
            self
        } else {
            Reach::noted(self.mark.saturating_sub(now.ours - now.theirs))
        }
    }

    /// What is to be written down.
    pub(crate) fn mark(&self) -> OffsetDateTime {
        // As it comes back from where it is written down.
        self.mark.truncate_to_millisecond()
    }

    /// Changes after this are new.
    pub(crate) fn until(&self) -> OffsetDateTime {
        self.until
    }

    /// Whether that is to be written down now.
    pub(crate) fn is_to_be_noted(&self, noted: Option<OffsetDateTime>, is_news: bool) -> bool {
        match noted {
            Some(noted) if is_news => noted != self.mark(),
            Some(noted) => self.mark() < noted || self.mark() - noted >= NOTED_EVERY,
            None => true,
        }
    }

    /// Where a poll begins that looks at the overlap first; `None` while that is walked through, or what is new was
    /// left off.
    pub(crate) fn floor(&self, overlap: Duration) -> Option<Place> {
        let is_free = self.walk.is_none() && self.left_off.is_none();
        is_free.then(|| Place::at(self.mark.saturating_sub(overlap)))
    }

    /// Where what is new begins. Of one instant's changes some may have been read and others not.
    pub(crate) fn news(&self) -> Place {
        let just_before = self.until.saturating_sub(Duration::MILLISECOND);
        self.left_off.unwrap_or(Place::at(just_before))
    }

    /// Much lies within the overlap: it is walked through from here on.
    pub(crate) fn begin_walk(&mut self, place: Place, now: Now) {
        self.walk = Some(Walk { place, mark: self.risen(now) });
    }

    /// The walk went as far as this, or to its end.
    pub(crate) fn walked(&mut self, to: Option<Place>) {
        match (to, &mut self.walk) {
            (Some(place), Some(walk)) => walk.place = place,
            (None, Some(walk)) => {
                self.mark = self.mark.max(walk.mark);
                self.walk = None;
            }
            (_, None) => {}
        }
    }

    /// What is new was read to its end. `from_floor`: and the overlap before it.
    pub(crate) fn read_all(&mut self, newest: Option<OffsetDateTime>, from_floor: bool, now: Now) {
        let risen = match (self.is_first(), newest) {
            // The first change that is seen is better than a clock.
            (true, Some(newest)) => newest,
            (true, None) => now.theirs,
            (false, _) => self.risen(now),
        };
        self.until = self.until.max(risen).max(newest.unwrap_or(risen));
        let is_newest = newest == Some(self.until);
        self.left_off = None;
        if from_floor {
            self.mark = if self.is_first() { self.until } else { self.mark.max(self.until) };
        }
        self.since = Some(if is_newest { now.ended } else { now.ours });
    }

    /// What is new was read up to its newest, and no further: it goes on there, or at the place that is named.
    pub(crate) fn read_some(
        &mut self,
        newest: Option<OffsetDateTime>,
        left_off: Option<Place>,
        from_floor: bool,
        now: Now,
    ) {
        let is_first = self.is_first();
        if let Some(newest) = newest.filter(|newest| *newest > self.until) {
            self.until = newest;
            self.since = Some(now.ended);
            if from_floor {
                self.mark = if is_first { newest } else { self.mark.max(newest) };
            }
        } else if is_first {
            self.mark = self.until;
        }
        self.left_off = left_off;
    }

    fn is_first(&self) -> bool {
        self.since.is_none() && self.mark > self.until
    }

    /// How late it is at Cal.com at the least: as late as it was, and the time since. Our clock counts that time and
    /// does not say what time it is there; of a jump it is believed one step.
    fn risen(&self, now: Now) -> OffsetDateTime {
        let since = self.since.map_or(Duration::ZERO, |since| now.ours - since);
        let passed = since.clamp(Duration::ZERO, now.step_max);
        self.until.saturating_add(passed).min(now.theirs).max(self.until)
    }
}

/// The mark as far as it is believed. One that an earlier version let run ahead counts from when it was noted.
pub(crate) fn believed_mark(
    until: OffsetDateTime,
    noted_at: OffsetDateTime,
    now: OffsetDateTime,
) -> OffsetDateTime {
    if !foreign_clock::is_ahead(until, now) {
        return until;
    }
    let from = noted_at.min(now);
    log::warn!("the poll: it was noted as having read up to {until}; it begins again at {from}");
    from
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const START: OffsetDateTime = datetime!(2026-12-01 10:00 UTC);
    const OVERLAP: Duration = Duration::minutes(5);

    fn at(seconds: i64) -> OffsetDateTime {
        START + Duration::seconds(seconds)
    }

    fn now(seconds: i64) -> Now {
        let step_max = Duration::minutes(2);
        Now { ours: at(seconds), ended: at(seconds), theirs: at(seconds), step_max }
    }

    /// After a first poll that found nothing.
    fn polled() -> Reach {
        let mut reach = Reach::first(now(0), OVERLAP);
        assert_eq!(reach.floor(OVERLAP), Some(Place::at(at(-300))));
        reach.read_all(None, true, now(0));
        reach
    }

    #[test]
    fn where_nothing_changes_the_marks_move_with_time() {
        let mut reach = polled();
        for minute in 1..=60 {
            reach.read_all(None, true, now(60 * minute));
            assert_eq!((reach.until(), reach.mark()), (at(60 * minute), at(60 * minute)));
        }
        // After a start nothing is known of the time between.
        let mut reach = Reach::noted(at(3_600));
        reach.read_all(None, true, now(9_000));
        assert_eq!(reach.mark(), at(3_600));
        reach.read_all(None, true, now(9_060));
        assert_eq!(reach.mark(), at(3_660));
    }

    #[test]
    fn a_clock_that_jumps_moves_them_one_step_and_one_that_is_ahead_does_not_count() {
        let mut reach = polled();
        reach.read_all(None, true, now(7_200));
        assert_eq!(reach.until(), at(120));
        reach.read_all(None, true, now(60));
        assert_eq!(reach.until(), at(120), "put back");
        // Ours is an hour ahead, which is known: they never move beyond what time it is there.
        let ahead = |seconds: i64| Now { theirs: at(seconds), ..now(seconds + 3_600) };
        let mut reach = Reach::first(ahead(0), OVERLAP);
        reach.read_all(None, true, ahead(0));
        assert_eq!(reach.until(), at(0));
        reach.read_all(None, true, ahead(60));
        assert_eq!(reach.until(), at(60));
        // It is not known: time counts, and not what our clock says.
        let unknown = |seconds: i64| now(seconds + 3_600);
        let mut reach = Reach::noted(at(-5));
        reach.read_all(Some(at(-5)), true, unknown(0));
        reach.read_all(None, true, unknown(60));
        assert_eq!(reach.until(), at(55));
        // It becomes known after a first poll that found nothing to go by.
        let mut reach = Reach::first(unknown(0), OVERLAP);
        reach.read_all(None, true, unknown(0));
        assert_eq!((reach.until(), reach.believed(unknown(60))), (at(3_600), reach));
        assert_eq!(reach.believed(ahead(60)), Reach::noted(at(0)));
    }

    #[test]
    fn a_poll_that_takes_long_moves_them_no_further_than_it_is_there() {
        let mut reach = polled();
        // It begins at 60, takes 40 seconds, and what it reads last changed just then.
        let long = Now { ended: at(100), ..now(60) };
        reach.read_all(Some(at(99)), true, long);
        reach.read_all(None, true, now(120));
        assert_eq!(reach.until(), at(119));
    }

    #[test]
    fn what_was_read_counts_and_what_was_not_is_read_next() {
        let mut reach = Reach::first(now(0), OVERLAP);
        reach.read_some(None, None, true, now(0));
        assert_eq!((reach.mark(), reach.until()), (at(-300), at(-300)), "nothing was read");
        let mut reach = polled();
        reach.read_some(Some(at(40)), Some(Place::at(at(39))), true, now(60));
        assert_eq!((reach.until(), reach.mark()), (at(40), at(40)));
        assert_eq!((reach.floor(OVERLAP), reach.news()), (None, Place::at(at(39))));
        reach.read_all(Some(at(50)), false, now(120));
        assert_eq!((reach.until(), reach.mark()), (at(100), at(40)), "the overlap comes again");
        assert_eq!(reach.floor(OVERLAP), Some(Place::at(at(-260))));
        reach.read_some(Some(at(-200)), None, true, now(180));
        assert_eq!((reach.until(), reach.mark()), (at(100), at(40)), "old ones move nothing");
    }

    #[test]
    fn a_long_overlap_is_walked_through_and_counts_when_that_is_over() {
        let mut reach = polled();
        reach.read_all(Some(at(50)), true, now(60));
        let there = Place { after: at(49), skip: 200 };
        reach.begin_walk(there, now(120));
        reach.read_all(Some(at(115)), false, now(120));
        let walk = reach.walk.map(|walk| (walk.place, walk.mark));
        assert_eq!(walk, Some((there, at(120))));
        assert_eq!(
            (reach.floor(OVERLAP), reach.mark()),
            (None, at(60)),
            "it begins again after a start"
        );
        reach.walked(Some(Place { after: at(49), skip: 400 }));
        reach.read_all(None, false, now(180));
        reach.walked(None);
        assert_eq!((reach.mark(), reach.until()), (at(120), at(180)));
        assert_eq!(
            reach.floor(OVERLAP),
            Some(Place::at(at(-180))),
            "what was young then comes again"
        );
    }

    #[test]
    fn the_mark_is_written_down_with_news_and_now_and_then() {
        let mut reach = polled();
        assert!(reach.is_to_be_noted(None, false));
        reach.read_all(None, true, now(60));
        assert!(!reach.is_to_be_noted(Some(at(0)), false));
        assert!(reach.is_to_be_noted(Some(at(0)), true));
        assert!(!reach.is_to_be_noted(Some(at(60)), true));
        assert!(reach.is_to_be_noted(Some(at(61)), false), "too far is mended at once");
        (2..=5).for_each(|minute| reach.read_all(None, true, now(60 * minute)));
        assert!(reach.is_to_be_noted(Some(at(0)), false));
    }
}
