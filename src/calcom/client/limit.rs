//! Our own rate limit, below Cal.com's, so that a burst waits here instead of being blocked there. It is shared out:
//! each class of calls has a floor that less urgent ones cannot take, and a ceiling.

use crate::calcom::client::shares::{Share, share, whole};
use crate::calcom::urgency::Urgency;
use std::time::{Duration, Instant};

/// The span Cal.com counts requests in.
pub(crate) const WINDOW_SECONDS: u64 = 60;

/// A sliding window that gives out the moments at which requests may go.
///
/// Within any `WINDOW_SECONDS` there lie at most the given number of moments, at most its ceiling of each class, and
/// what a class has not used of its floor is left over by all less urgent ones. So what is kept for the more urgent is
/// free for them at once, also while others wait in line. Knows no clock: `now` is an argument and must not go
/// backwards.
#[derive(Debug)]
pub(crate) struct RateWindow {
    per_window: usize,
    /// Most urgent first.
    lanes: [Lane; Urgency::ALL.len()],
}

/// What a class has of the window.
#[derive(Debug)]
struct Lane {
    urgency: Urgency,
    share: Share,
    /// The moments given out that still count, in order of time; some of them may lie ahead.
    given: Vec<Instant>,
}

impl RateWindow {
    /// At most `per_minute` requests, shared out unless there are few; 0 counts as 1, as a limit that lets nothing
    /// through helps nobody.
    pub(crate) fn new(per_minute: u32) -> RateWindow {
        RateWindow::with(per_minute, share)
    }

    /// The same, not shared out: it belongs to a command that does one kind of work.
    pub(crate) fn of_one_kind(per_minute: u32) -> RateWindow {
        RateWindow::with(per_minute, |_, per_window| whole(per_window))
    }

    fn with(per_minute: u32, share: fn(Urgency, usize) -> Share) -> RateWindow {
        let per_window = usize::try_from(per_minute).unwrap_or(usize::MAX).max(1);
        let lane = |urgency| Lane { urgency, share: share(urgency, per_window), given: vec![] };
        RateWindow { per_window, lanes: Urgency::ALL.map(lane) }
    }

    /// Each class with its share, most urgent first.
    pub(crate) fn shares(&self) -> impl Iterator<Item = (Urgency, Share)> {
        self.lanes.iter().map(|lane| (lane.urgency, lane.share))
    }

    /// How long to wait before sending. If that is longer than `patience` nothing is taken, and the error
    /// says how long it would have been.
    pub(crate) fn take(
        &mut self,
        now: Instant,
        patience: Duration,
        urgency: Urgency,
    ) -> Result<Duration, Duration> {
        for lane in &mut self.lanes {
            lane.given.retain(|given| until(*given) > now);
        }
        let moment = self.first_moment(now, urgency);
        let wait = moment.saturating_duration_since(now);
        if wait > patience {
            return Err(wait);
        }
        if let Some(lane) = self.lanes.iter_mut().find(|lane| lane.urgency == urgency) {
            let place = lane.given.partition_point(|given| *given <= moment);
            lane.given.insert(place, moment);
        }
        Ok(wait)
    }

    /// Now, or when enough of what was given counts no more. Then at the latest: past the last moment given out the
    /// window is empty, and each class has a call beside the floors of the more urgent.
    fn first_moment(&self, now: Instant, urgency: Urgency) -> Instant {
        if self.has_room(now, urgency) {
            return now;
        }
        let given = self.lanes.iter().flat_map(|lane| &lane.given);
        let mut freed: Vec<Instant> = given.map(|given| until(*given)).collect();
        freed.sort_unstable();
        freed.dedup();
        let first = freed.iter().find(|moment| self.has_room(**moment, urgency));
        first.or(freed.last()).copied().unwrap_or(now)
    }

    /// Whether one more fits in at this moment: into the window that ends then, and into those that end later. Between
    /// two moments given out nothing grows, so the windows that end with one of them speak for all.
    fn has_room(&self, moment: Instant, urgency: Urgency) -> bool {
        let over = until(moment);
        let later = self.lanes.iter().flat_map(move |lane| {
            let after = lane.given.partition_point(|given| *given <= moment);
            lane.given.iter().skip(after).take_while(move |given| **given < over)
        });
        std::iter::once(&moment).chain(later).all(|end| self.fits(*end, urgency))
    }

    /// Whether one more of this class fits into the window that ends there.
    fn fits(&self, end: Instant, urgency: Urgency) -> bool {
        let (mut taken, mut is_below_ceiling) = (0_usize, true);
        for lane in &self.lanes {
            let used = lane.used(end);
            let is_more_urgent = lane.urgency < urgency;
            // What the more urgent have not used of their floors is as good as taken.
            let counts = if is_more_urgent { used.max(lane.share.floor) } else { used };
            taken = taken.saturating_add(counts);
            is_below_ceiling &= lane.urgency != urgency || used < lane.share.ceiling;
        }
        is_below_ceiling && taken < self.per_window
    }
}

impl Lane {
    /// Its moments in the window that ends there.
    fn used(&self, end: Instant) -> usize {
        let counted = self.given.partition_point(|given| *given <= end);
        counted.saturating_sub(self.given.partition_point(|given| until(*given) <= end))
    }
}

/// When a request that went at this moment counts no more.
fn until(moment: Instant) -> Instant {
    moment.checked_add(Duration::from_secs(WINDOW_SECONDS)).unwrap_or(moment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Urgency::{Booking, Poll, Prefetch, Question, Reservation, Sync};
    use proptest::prelude::*;

    const NO_PATIENCE: Duration = Duration::ZERO;

    /// How many of this class go now.
    fn fill(window: &mut RateWindow, now: Instant, urgency: Urgency) -> usize {
        (0..).take_while(|_| window.take(now, NO_PATIENCE, urgency).is_ok()).count()
    }

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

    /// When the calls of each class went, in seconds.
    type Sent = Vec<(u64, Urgency)>;

    /// In each window that ends with a call: the total stays within the limit, and each class within its ceiling.
    fn assert_within(sent: &Sent, per_minute: u32) {
        let per_window = usize::try_from(per_minute).unwrap();
        for (first, _) in sent {
            let span = || sent.iter().filter(|(at, _)| (*first..first + 60).contains(at));
            assert!(span().count() <= per_window, "{per_minute} from {first}");
            for urgency in Urgency::ALL {
                let used = span().filter(|(_, one)| *one == urgency).count();
                let most = share(urgency, per_window).ceiling;
                assert!(used <= most, "{urgency:?} of {per_minute} from {first}: {used}");
            }
        }
    }

    #[test]
    fn in_any_span_of_a_minute_there_are_at_most_so_many() {
        for (per_minute, urgencies) in [(5, vec![Booking]), (48, Urgency::ALL.to_vec())] {
            let start = Instant::now();
            let mut window = RateWindow::new(per_minute);
            let mut sent = Sent::new();
            for step in 0..3_000_u64 {
                let second = step / 5;
                let now = start + Duration::from_secs(second);
                let urgency = urgencies[usize::try_from(step).unwrap() * 7 % urgencies.len()];
                if let Ok(wait) = window.take(now, Duration::from_secs(step % 90), urgency) {
                    sent.push((second + wait.as_secs(), urgency));
                }
            }
            assert!(sent.len() > 9 * usize::try_from(per_minute).unwrap(), "{}", sent.len());
            assert_within(&sent, per_minute);
        }
    }

    #[test]
    fn each_class_stops_at_its_ceiling_and_before_the_floors_of_the_more_urgent() {
        let now = Instant::now();
        for (urgency, most) in [
            (Booking, 110),
            (Reservation, 48),
            (Question, 48),
            (Prefetch, 20),
            (Poll, 20),
            (Sync, 15),
        ] {
            let window = &mut RateWindow::new(110);
            assert_eq!(fill(window, now, urgency), most, "an idle key, {urgency:?}");
        }
        // Together, the least urgent first: what is left is what is kept, and that is free at once.
        let window = &mut RateWindow::new(110);
        let upward = [Sync, Poll, Prefetch, Question, Reservation, Booking];
        let went = upward.map(|urgency| fill(window, now, urgency));
        assert_eq!(went, [15, 5, 10, 33, 33, 14]);
        assert_eq!(upward.map(|urgency| fill(window, now, urgency)), [0; 6]);
        // The most urgent may use all of it.
        let window = &mut RateWindow::new(110);
        assert_eq!((fill(window, now, Booking), fill(window, now, Reservation)), (110, 0));
        // Four who ask, and a fifth who books.
        let window = &mut RateWindow::new(110);
        let went = [Question, Reservation, Booking].map(|urgency| fill(window, now, urgency));
        assert_eq!(went, [48, 48, 14]);
    }

    #[test]
    fn those_who_wait_in_line_keep_no_booking_waiting() {
        let now = Instant::now();
        let patience = Duration::from_secs(300);
        let mut window = RateWindow::new(110);
        for urgency in [Question, Reservation, Prefetch, Poll, Sync].repeat(60) {
            window.take(now, patience, urgency).expect("a place, now or in some minutes");
        }
        for n in 0..14 {
            assert_eq!(window.take(now, patience, Booking), Ok(NO_PATIENCE), "booking {n}");
        }
        assert!(window.take(now, NO_PATIENCE, Booking).is_err(), "now it is full");
    }

    #[test]
    fn a_small_limit_is_not_shared_and_zero_means_one() {
        let now = Instant::now();
        for (per_minute, let_through) in [(0, 1), (1, 1), (12, 12), (39, 39), (40, 5)] {
            let window = &mut RateWindow::new(per_minute);
            assert_eq!(fill(window, now, Sync), let_through, "{per_minute}");
        }
        assert_eq!(fill(&mut RateWindow::of_one_kind(55), now, Sync), 55);
    }

    /// Whatever the others do: who has used less than the floor in every window around now, and whose more urgent
    /// neighbours stay within theirs, goes at once.
    fn assert_floors(window: &RateWindow, sent: &Sent, now: u64, start: Instant) {
        let used = |urgency: Urgency, end: u64| {
            let is_in = |at: u64| at <= end && at + 60 > end;
            sent.iter().filter(|(at, one)| *one == urgency && is_in(*at)).count()
        };
        let ends: Vec<u64> = (now..now + 60).collect();
        for (urgency, share) in window.shares() {
            let is_owed = ends.iter().all(|end| {
                let mut more_urgent = window.shares().filter(|(one, _)| *one < urgency);
                let modest = more_urgent.all(|(one, share)| used(one, *end) <= share.floor);
                modest && used(urgency, *end) < share.floor
            });
            if is_owed {
                let at = start + Duration::from_secs(now);
                assert!(window.has_room(at, urgency), "{urgency:?} is starved at {now}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn whatever_is_asked_for_floors_ceilings_and_the_limit_hold(
            per_minute in 40_u32..130,
            asked in prop::collection::vec((0_u64..4, 0_usize..6, 0_u64..150), 100..300),
        ) {
            let start = Instant::now();
            let mut window = RateWindow::new(per_minute);
            let (mut sent, mut second) = (Sent::new(), 0);
            for (later, class, patience) in asked {
                // Bursts, with a pause now and then.
                second += if later == 3 { 7 } else { 0 };
                let urgency = Urgency::ALL[class];
                let now = start + Duration::from_secs(second);
                if let Ok(wait) = window.take(now, Duration::from_secs(patience), urgency) {
                    sent.push((second + wait.as_secs(), urgency));
                }
                assert_floors(&window, &sent, second, start);
            }
            assert_within(&sent, per_minute);
        }
    }
}
