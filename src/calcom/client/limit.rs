//! Our own rate limit, below Cal.com's, so that a burst waits here instead of being blocked there. A part of it is
//! kept for bookings: questions may not use it up.

use crate::calcom::urgency::Urgency;
use std::time::{Duration, Instant};

/// The span Cal.com counts requests in.
pub(crate) const WINDOW_SECONDS: u64 = 60;
/// A smaller limit is not shared out: it belongs to a command that does one kind of work.
const SHARED_FROM_PER_MINUTE: usize = 40;
/// One part in so many is kept for bookings and their repair.
const KEPT_FOR_BOOKINGS: usize = 4;
/// One part in so many is kept for them and for questions.
const KEPT_FOR_QUESTIONS: usize = 8;

/// A sliding window that gives out the moments at which requests may go.
///
/// Within any `WINDOW_SECONDS` at most the given number of moments lie. The less urgent stop earlier, and what is kept
/// for the more urgent is free for them at once, also while others wait in line. Knows no clock: `now` is an argument
/// and must not go backwards.
#[derive(Debug)]
pub(crate) struct RateWindow {
    per_window: usize,
    /// The moments given out that still count, in order of time; some of them may lie ahead.
    given: Vec<Instant>,
}

impl RateWindow {
    /// At most `per_minute` requests; 0 counts as 1, as a limit that lets nothing through helps nobody.
    pub(crate) fn new(per_minute: u32) -> RateWindow {
        let per_window = usize::try_from(per_minute).unwrap_or(usize::MAX).max(1);
        RateWindow { per_window, given: Vec::new() }
    }

    /// How long to wait before sending. If that is longer than `patience` nothing is taken, and the error
    /// says how long it would have been.
    pub(crate) fn take(
        &mut self,
        now: Instant,
        patience: Duration,
        urgency: Urgency,
    ) -> Result<Duration, Duration> {
        self.given.retain(|given| until(*given) > now);
        let most = self.most(urgency);
        let freed = self.given.iter().map(|given| until(*given)).filter(|at| *at > now);
        let mut moments = std::iter::once(now).chain(freed);
        // Past the last moment given out there is room for certain.
        let moment = moments.find(|moment| self.has_room(*moment, most)).unwrap_or(now);
        let wait = moment.saturating_duration_since(now);
        if wait > patience {
            return Err(wait);
        }
        let place = self.given.partition_point(|given| *given <= moment);
        self.given.insert(place, moment);
        Ok(wait)
    }

    /// How many requests of a window a call of this urgency may bring it to.
    fn most(&self, urgency: Urgency) -> usize {
        let all = self.per_window;
        if all < SHARED_FROM_PER_MINUTE {
            return all;
        }
        let (bookings, questions) = (all / KEPT_FOR_BOOKINGS, all / KEPT_FOR_QUESTIONS);
        let kept = match urgency {
            Urgency::Booking => 0,
            Urgency::Question => bookings,
            Urgency::Background => bookings.saturating_add(questions),
        };
        all.saturating_sub(kept).max(1)
    }

    /// Whether one more fits in at this moment: into the window that ends then, and into those that end later.
    fn has_room(&self, moment: Instant, most: usize) -> bool {
        let count = |end: Instant| {
            let counted = self.given.partition_point(|given| *given <= end);
            counted.saturating_sub(self.given.partition_point(|given| until(*given) <= end))
        };
        let after = self.given.partition_point(|given| *given <= moment);
        let later = self.given.iter().skip(after).take_while(|given| **given < until(moment));
        count(moment) < most && later.into_iter().all(|given| count(*given) < self.per_window)
    }
}

/// When a request that went at this moment counts no more.
fn until(moment: Instant) -> Instant {
    moment.checked_add(Duration::from_secs(WINDOW_SECONDS)).unwrap_or(moment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Urgency::{Background, Booking, Question};

    const NO_PATIENCE: Duration = Duration::ZERO;

    #[test]
    fn a_window_lets_its_number_through_and_no_more() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut window = RateWindow::new(2);
        let mut take = |seconds| window.take(at(seconds), NO_PATIENCE, Booking);
        assert_eq!(take(0), Ok(NO_PATIENCE));
        assert_eq!(take(10), Ok(NO_PATIENCE));
        assert_eq!(take(20), Err(Duration::from_secs(40)));
        assert_eq!(take(59), Err(Duration::from_secs(1)));
        assert_eq!(take(60), Ok(NO_PATIENCE));
        assert_eq!(take(61), Err(Duration::from_secs(9)));
        assert_eq!(take(500), Ok(NO_PATIENCE));
    }

    #[test]
    fn the_patient_wait_in_line_and_the_impatient_take_nothing() {
        let start = Instant::now();
        let patience = Duration::from_secs(300);
        let mut window = RateWindow::new(1);
        let mut waits = Vec::new();
        for _ in 0..4 {
            waits.push(window.take(start, patience, Question).map(|wait| wait.as_secs()));
            assert!(window.take(start, Duration::from_secs(59), Question).is_err());
        }
        assert_eq!(waits, [Ok(0), Ok(60), Ok(120), Ok(180)]);
        let short = Duration::from_secs(239);
        assert_eq!(window.take(start, short, Question), Err(Duration::from_secs(240)));
    }

    #[test]
    fn in_any_span_of_a_minute_there_are_at_most_so_many() {
        for (per_minute, urgencies) in
            [(5, vec![Booking]), (48, vec![Booking, Question, Background])]
        {
            let start = Instant::now();
            let mut window = RateWindow::new(per_minute);
            let mut sent: Vec<u64> = Vec::new();
            for step in 0..3_000_u64 {
                let second = step / 5;
                let now = start + Duration::from_secs(second);
                let urgency = urgencies[usize::try_from(step).unwrap() * 7 % urgencies.len()];
                if let Ok(wait) = window.take(now, Duration::from_secs(step % 90), urgency) {
                    sent.push(second + wait.as_secs());
                }
            }
            sent.sort_unstable();
            let all = usize::try_from(per_minute).unwrap();
            assert!(sent.len() > 9 * all, "{}", sent.len());
            for (index, first) in sent.iter().enumerate() {
                let span = sent[index..].iter().filter(|at| **at < first + WINDOW_SECONDS);
                assert!(span.count() <= all, "from {first}");
            }
        }
    }

    #[test]
    fn the_less_urgent_stop_earlier() {
        let now = Instant::now();
        let mut window = RateWindow::new(110);
        let mut fill =
            |urgency| (0..).take_while(|_| window.take(now, NO_PATIENCE, urgency).is_ok()).count();
        assert_eq!([fill(Background), fill(Question), fill(Booking)], [70, 13, 27]);
        assert_eq!([fill(Background), fill(Question), fill(Booking)], [0, 0, 0]);
        let mut window = RateWindow::new(110);
        let mut fill =
            |urgency| (0..).take_while(|_| window.take(now, NO_PATIENCE, urgency).is_ok()).count();
        assert_eq!([fill(Booking), fill(Question)], [110, 0], "bookings may use all of it");
    }

    #[test]
    fn those_who_wait_in_line_keep_no_booking_waiting() {
        let now = Instant::now();
        let patience = Duration::from_secs(100);
        let mut window = RateWindow::new(110);
        for _ in 0..150 {
            window.take(now, patience, Question).expect("a place, now or in a minute");
        }
        for n in 0..27 {
            assert_eq!(window.take(now, patience, Booking), Ok(NO_PATIENCE), "booking {n}");
        }
        assert!(window.take(now, NO_PATIENCE, Booking).is_err(), "now it is full");
    }

    #[test]
    fn a_small_limit_is_not_shared_and_zero_means_one() {
        let now = Instant::now();
        for (per_minute, let_through) in [(0, 1), (1, 1), (12, 12), (39, 39), (40, 25)] {
            let mut window = RateWindow::new(per_minute);
            let taken = (0..).take_while(|_| window.take(now, NO_PATIENCE, Background).is_ok());
            assert_eq!(taken.count(), let_through, "{per_minute}");
        }
    }
}
