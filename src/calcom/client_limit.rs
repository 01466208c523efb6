//! Our own rate limit, below Cal.com's, so that a burst waits here instead of being blocked there.

use std::collections::VecDeque;
use std::time::Duration;
use std::time::Instant;

/// The span Cal.com counts requests in.
pub const WINDOW_SECONDS: u64 = 60;

/// A sliding window that gives out the moments at which requests may go, in the order they were asked for.
///
/// Within any `WINDOW_SECONDS` at most the given number of moments lie. Knows no clock: `now` is an argument
/// and must not go backwards.
#[derive(Debug)]
pub struct RateWindow {
    per_window: usize,
    /// The latest moments given out, at most `per_window`, oldest first.
    given: VecDeque<Instant>,
}

impl RateWindow {
    /// At most `per_minute` requests; 0 counts as 1, as a limit that lets nothing through helps nobody.
    pub fn new(per_minute: u32) -> RateWindow {
        let per_window = usize::try_from(per_minute).unwrap_or(usize::MAX).max(1);
        RateWindow { per_window, given: VecDeque::new() }
    }

    /// How long to wait before sending. If that is longer than `patience` nothing is taken, and the error
    /// says how long it would have been.
    pub fn take(&mut self, now: Instant, patience: Duration) -> Result<Duration, Duration> {
        let moment = if self.given.len() < self.per_window {
            now
        } else {
            let free_at = self
                .given
                .front()
                .and_then(|oldest| oldest.checked_add(Duration::from_secs(WINDOW_SECONDS)));
            free_at.unwrap_or(now).max(now)
        };
        let wait = moment.saturating_duration_since(now);
        if wait > patience {
            return Err(wait);
        }
        if self.given.len() >= self.per_window {
            self.given.pop_front();
        }
        self.given.push_back(moment);
        Ok(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_PATIENCE: Duration = Duration::ZERO;

    #[test]
    fn a_window_lets_its_number_through_and_no_more() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut window = RateWindow::new(2);
        assert_eq!(window.take(at(0), NO_PATIENCE), Ok(NO_PATIENCE));
        assert_eq!(window.take(at(10), NO_PATIENCE), Ok(NO_PATIENCE));
        assert_eq!(window.take(at(20), NO_PATIENCE), Err(Duration::from_secs(40)));
        assert_eq!(window.take(at(59), NO_PATIENCE), Err(Duration::from_secs(1)));
        assert_eq!(window.take(at(60), NO_PATIENCE), Ok(NO_PATIENCE));
        assert_eq!(window.take(at(61), NO_PATIENCE), Err(Duration::from_secs(9)));
        assert_eq!(window.take(at(500), NO_PATIENCE), Ok(NO_PATIENCE));
    }

    #[test]
    fn the_patient_wait_in_line_and_the_impatient_take_nothing() {
        let start = Instant::now();
        let patience = Duration::from_secs(300);
        let mut window = RateWindow::new(1);
        let mut waits = Vec::new();
        for _ in 0..4 {
            waits.push(window.take(start, patience).map(|wait| wait.as_secs()));
            assert!(window.take(start, Duration::from_secs(59)).is_err());
        }
        assert_eq!(waits, [Ok(0), Ok(60), Ok(120), Ok(180)]);
        assert_eq!(window.take(start, Duration::from_secs(239)), Err(Duration::from_secs(240)));
    }

    #[test]
    fn in_any_span_of_a_minute_there_are_at_most_so_many() {
        let start = Instant::now();
        let mut window = RateWindow::new(5);
        let mut sent: Vec<u64> = Vec::new();
        for second in 0..400_u64 {
            let now = start + Duration::from_secs(second);
            if let Ok(wait) = window.take(now, Duration::from_secs(second % 90)) {
                sent.push(second + wait.as_secs());
            }
        }
        assert!(sent.len() > 20, "{sent:?}");
        for (index, first) in sent.iter().enumerate() {
            let in_span = sent[index..].iter().filter(|at| **at < first + WINDOW_SECONDS).count();
            assert!(in_span <= 5, "{in_span} from {first}");
        }
    }

    #[test]
    fn zero_means_one() {
        let mut window = RateWindow::new(0);
        let now = Instant::now();
        assert!(window.take(now, NO_PATIENCE).is_ok());
        assert!(window.take(now, NO_PATIENCE).is_err());
    }
}
