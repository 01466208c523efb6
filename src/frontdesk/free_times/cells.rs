//! What is known of one event type's free starts, day by day (UTC). A day is known or not: there is nothing between.

use crate::domain::calendar::fetched::Standing;
use crate::domain::calendar::interval::Interval;
use crate::frontdesk::free_times::moment::Moment;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

const DAY_SECONDS: i64 = 86_400;
/// How many days are kept of one event type; the farthest go first.
const DAYS_MAX: usize = 128;
/// For so long what Cal.com showed is used although the event type's notice may have swallowed its first starts since.
const NOTICE_DOUBTED_AFTER_SECONDS: u64 = 60;

/// What is known of one event type.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    days: BTreeMap<i64, Day>,
    /// What was asked for until then does not count any more.
    forgotten: Option<Instant>,
    /// The event type's own notice is no longer than this: Cal.com showed a start so soon after it was asked.
    notice_at_most: Option<Duration>,
    /// When a caller's question was last about it.
    pub wanted: Option<Moment>,
}

#[derive(Debug, Default)]
struct Day {
    /// What was asked for until then does not count any more.
    stale: Option<Instant>,
    told: Option<Told>,
}

/// What Cal.com told of a day, or of the rest of it.
#[derive(Debug)]
struct Told {
    asked: Moment,
    /// Unix seconds.
    from: i64,
    /// Unix seconds.
    until: i64,
    /// Minutes after midnight UTC, in order.
    starts: Vec<u16>,
}

/// Free starts from memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remembered {
    /// In order.
    pub starts: Vec<OffsetDateTime>,
    /// Of the oldest day among them.
    pub age: Duration,
}

/// The days (UTC) that a span touches.
fn days(span: Interval) -> std::ops::RangeInclusive<i64> {
    let last = span.end().unix_timestamp().saturating_sub(1);
    span.start().unix_timestamp().div_euclid(DAY_SECONDS)..=last.div_euclid(DAY_SECONDS)
}

fn begins(day: i64) -> i64 {
    day.saturating_mul(DAY_SECONDS)
}

impl Day {
    /// Unless it is over.
    fn valid(&self) -> Option<&Told> {
        self.told.as_ref().filter(|told| self.stale.is_none_or(|stale| told.asked.real > stale))
    }
}

impl Cells {
    /// Keeps an answer about a span, asked at that moment: whole days of it, and the rest of a day that had begun. What
    /// was stale by then stays so. Starts between two minutes are left out.
    pub fn learn(&mut self, span: Interval, starts: &[OffsetDateTime], asked: Moment) {
        if self.forgotten.is_some_and(|forgotten| asked.real <= forgotten) {
            return;
        }
        self.bound_notice(span, starts, asked);
        for number in days(span) {
            let (first, end) = (begins(number), begins(number.saturating_add(1)));
            let (from, until) = (span.start().unix_timestamp(), span.end().unix_timestamp());
            let has_begun = asked.wall.unix_timestamp().div_euclid(DAY_SECONDS) == number;
            if until < end || (from > first && !has_begun) {
                continue;
            }
            let of_day = starts.iter().filter_map(|start| minute_of(*start, first));
            let mut starts: Vec<u16> = of_day.collect();
            starts.sort_unstable();
            starts.dedup();
            let day = self.days.entry(number).or_default();
            if day.stale.is_some_and(|stale| asked.real <= stale) {
                continue;
            }
            let is_newer = |told: &Told| told.asked.real <= asked.real;
            if day.told.as_ref().is_none_or(is_newer) {
                day.told = Some(Told { asked, from: from.max(first), until: end, starts });
            }
        }
        // What is over makes room, then what is far away.
        let today = asked.wall.unix_timestamp().div_euclid(DAY_SECONDS);
        self.days.retain(|number, _| *number >= today);
        while self.days.len() > DAYS_MAX {
            self.days.pop_last();
        }
    }

    fn bound_notice(&mut self, span: Interval, starts: &[OffsetDateTime], asked: Moment) {
        let ahead = starts.iter().min().map(|first| *first - asked.wall);
        let ahead = ahead.map(|ahead| Duration::try_from(ahead).unwrap_or_default());
        // What was asked from then on tells all there is: a notice may have become longer.
        let tells_all = span.start() <= asked.wall.saturating_add(time::Duration::MINUTE);
        self.notice_at_most = match (self.notice_at_most, ahead) {
            (Some(known), Some(ahead)) if !tells_all => Some(known.min(ahead)),
            (known, ahead) => ahead.or(known),
        };
    }

    /// The free starts of a span, if all its days are known, none longer ago than that, and none of its starts is
    /// doubtful.
    pub fn known(&self, span: Interval, oldest: Duration, now: Moment) -> Option<Remembered> {
        let (from, until) = (span.start().unix_timestamp(), span.end().unix_timestamp());
        let mut known = Remembered { starts: Vec::new(), age: Duration::ZERO };
        for number in days(span) {
            let told = self.days.get(&number)?.valid()?;
            let first = begins(number);
            let (needs_from, needs_until) = (from.max(first), until.min(told.until));
            if told.from > needs_from || needs_until < until.min(begins(number.saturating_add(1))) {
                return None;
            }
            let age = now.since(&told.asked);
            if age > oldest {
                return None;
            }
            known.age = known.age.max(age);
            for minute in &told.starts {
                let at = first.saturating_add(i64::from(*minute).saturating_mul(60));
                if at < from || at >= until {
                    continue;
                }
                let at = OffsetDateTime::from_unix_timestamp(at).ok()?;
                if self.is_doubtful(at, age, now) {
                    return None;
                }
                known.starts.push(at);
            }
        }
        Some(known)
    }

    /// Whether the event type's own notice may have swallowed a start since it was shown.
    fn is_doubtful(&self, at: OffsetDateTime, age: Duration, now: Moment) -> bool {
        let is_old = age > Duration::from_secs(NOTICE_DOUBTED_AFTER_SECONDS);
        is_old
            && self.notice_at_most.is_none_or(|notice| at < now.wall.saturating_add(wall(notice)))
    }

    /// The days of this span are not known any more, whatever was asked for until now.
    pub fn stale(&mut self, span: Interval, now: Instant) {
        for number in days(span).take(DAYS_MAX) {
            self.days.entry(number).or_default().stale = Some(now);
        }
    }

    /// Nothing is known any more, whatever was asked for until now.
    pub fn forget(&mut self, now: Instant) {
        let wanted = self.wanted;
        *self = Cells { forgotten: Some(now), wanted, ..Cells::default() };
    }

    /// Whether something of it is to be asked for, over all days of a span.
    pub fn standing(
        &self,
        id: i64,
        span: Interval,
        wanted_within: Duration,
        now: Moment,
    ) -> Standing {
        let mut standing =
            Standing { id, is_stale: false, age: Some(Duration::ZERO), is_wanted: false };
        let wanted = self.wanted.map(|wanted| now.since(&wanted));
        standing.is_wanted = wanted.is_some_and(|ago| ago <= wanted_within);
        for number in days(span) {
            let day = self.days.get(&number);
            let told = day.and_then(Day::valid);
            standing.is_stale |= told.is_none() && day.is_some_and(|day| day.told.is_some());
            let age = told.map(|told| now.since(&told.asked));
            standing.age = standing.age.zip(age).map(|(oldest, age)| oldest.max(age));
        }
        standing
    }
}

/// The minute of a day; `None` for another day, and between two minutes.
fn minute_of(start: OffsetDateTime, day_begins: i64) -> Option<u16> {
    let after = start.unix_timestamp().checked_sub(day_begins)?;
    let is_whole = start.nanosecond() == 0 && after.rem_euclid(60) == 0;
    let minute = u16::try_from(after.div_euclid(60)).ok()?;
    (is_whole && after < DAY_SECONDS).then_some(minute)
}

fn wall(duration: Duration) -> time::Duration {
    time::Duration::try_from(duration).unwrap_or(time::Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const KEPT: Duration = Duration::from_secs(900);
    const TODAY: OffsetDateTime = datetime!(2026-12-01 8:00 UTC);

    fn span(from: OffsetDateTime, until: OffsetDateTime) -> Interval {
        Interval::new(from, until).unwrap()
    }

    /// The same moment later, by both clocks.
    fn later(moment: Moment, seconds: u64) -> Moment {
        let wall = moment.wall + Duration::from_secs(seconds);
        Moment { real: moment.real + Duration::from_secs(seconds), wall }
    }

    fn three_days() -> (Cells, Moment, Vec<OffsetDateTime>) {
        let starts = vec![
            datetime!(2026-12-01 8:15 UTC),
            datetime!(2026-12-01 23:45 UTC),
            datetime!(2026-12-02 9:00 UTC),
            datetime!(2026-12-03 9:00 UTC),
        ];
        let (mut cells, asked) = (Cells::default(), Moment::at(TODAY));
        cells.learn(span(TODAY, datetime!(2026-12-04 0:00 UTC)), &starts, asked);
        (cells, asked, starts)
    }

    #[test]
    fn what_was_asked_is_known_for_every_span_within_it() {
        let (cells, asked, starts) = three_days();
        let now = later(asked, 30);
        let all = cells.known(span(TODAY, datetime!(2026-12-04 0:00 UTC)), KEPT, now).unwrap();
        assert_eq!((all.starts, all.age), (starts.clone(), Duration::from_secs(30)));
        let night = span(datetime!(2026-12-01 23:00 UTC), datetime!(2026-12-02 23:00 UTC));
        assert_eq!(cells.known(night, KEPT, now).unwrap().starts, starts[1..3]);
        for (from, until) in [
            (datetime!(2026-12-01 7:59 UTC), datetime!(2026-12-02 0:00 UTC)),
            (datetime!(2026-12-03 0:00 UTC), datetime!(2026-12-04 0:01 UTC)),
            (datetime!(2026-11-30 8:00 UTC), datetime!(2026-11-30 9:00 UTC)),
        ] {
            assert_eq!(cells.known(span(from, until), KEPT, now), None, "{from} {until}");
        }
        assert_eq!(cells.known(night, Duration::from_secs(29), now), None, "too old");
    }

    #[test]
    fn parts_of_days_are_not_kept_and_odd_starts_are_left_out() {
        let (mut cells, asked) = (Cells::default(), Moment::at(TODAY));
        let odd = [
            datetime!(2026-12-02 9:00:00.5 UTC),
            datetime!(2026-12-02 9:00:30 UTC),
            datetime!(2026-12-02 9:05 UTC),
            datetime!(2026-12-02 9:05 UTC),
        ];
        let from = datetime!(2026-12-01 23:00 UTC);
        cells.learn(span(from, datetime!(2026-12-03 12:00 UTC)), &odd, asked);
        let of =
            |day: OffsetDateTime| cells.known(span(day, day + time::Duration::DAY), KEPT, asked);
        assert_eq!(of(datetime!(2026-12-02 0:00 UTC)).unwrap().starts, odd[2..3]);
        assert_eq!(of(datetime!(2026-12-03 0:00 UTC)), None);
        // Of today the rest was asked for.
        let evening = span(from, datetime!(2026-12-02 0:00 UTC));
        assert!(cells.known(evening, KEPT, asked).is_some());
    }

    #[test]
    fn what_changed_is_not_known_until_it_is_asked_for_afresh() {
        let (mut cells, asked, starts) = three_days();
        let second = span(datetime!(2026-12-02 0:00 UTC), datetime!(2026-12-03 0:00 UTC));
        let third = span(datetime!(2026-12-03 0:00 UTC), datetime!(2026-12-04 0:00 UTC));
        let changed = later(asked, 10);
        cells.stale(span(starts[2], starts[2] + time::Duration::HOUR), changed.real);
        assert_eq!(cells.known(second, KEPT, changed), None);
        assert!(cells.known(third, KEPT, changed).is_some());
        let whole = span(TODAY, datetime!(2026-12-04 0:00 UTC));
        assert!(cells.standing(1, whole, KEPT, changed).is_stale);
        // An answer that was on its way meanwhile does not count.
        cells.learn(second, &starts, later(asked, 9));
        assert_eq!(cells.known(second, KEPT, changed), None);
        cells.learn(second, &starts, later(asked, 11));
        assert!(cells.known(second, KEPT, later(asked, 11)).is_some());
        cells.forget(later(asked, 12).real);
        cells.learn(third, &starts, later(asked, 12));
        assert_eq!(cells.known(third, KEPT, later(asked, 13)), None);
        assert_eq!(cells.standing(1, whole, KEPT, later(asked, 13)).age, None);
    }

    #[test]
    fn starts_that_an_unknown_notice_may_have_swallowed_are_doubtful() {
        let asked = Moment::at(TODAY);
        let tomorrow = span(datetime!(2026-12-02 0:00 UTC), datetime!(2026-12-03 0:00 UTC));
        let starts = [datetime!(2026-12-02 9:00 UTC), datetime!(2026-12-02 9:30 UTC)];
        let mut cells = Cells::default();
        cells.learn(tomorrow, &starts, asked);
        assert!(cells.known(tomorrow, KEPT, later(asked, 60)).is_some());
        assert_eq!(cells.known(tomorrow, KEPT, later(asked, 61)), None, "a notice of 25 hours?");
        let afternoon = span(datetime!(2026-12-02 9:10 UTC), datetime!(2026-12-03 0:00 UTC));
        assert!(cells.known(afternoon, KEPT, later(asked, 300)).is_some());
        // Somebody shows a start within the hour, so the notice is not that long.
        let today = span(TODAY, datetime!(2026-12-02 0:00 UTC));
        cells.learn(today, &[datetime!(2026-12-01 8:30 UTC)], asked);
        assert!(cells.known(tomorrow, KEPT, later(asked, 300)).is_some());
    }
}
