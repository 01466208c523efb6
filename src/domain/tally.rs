//! What happens often is told once at first, and then summed: one line a while, with the count.

use time::{Duration, OffsetDateTime};

/// Counts one kind of event, and says when it is to be told.
#[derive(Clone, Debug)]
pub struct Tally {
    every: Duration,
    told_at: Option<OffsetDateTime>,
    untold: u64,
}

impl Tally {
    /// Tells at most once in so many seconds.
    pub const fn new(every_seconds: i64) -> Tally {
        Tally { every: Duration::seconds(every_seconds), told_at: None, untold: 0 }
    }

    /// One more. If it is to be told now, how many there were since the last time, this one included.
    pub fn count(&mut self, now: OffsetDateTime) -> Option<u64> {
        self.untold = self.untold.saturating_add(1);
        self.due(now)
    }

    /// If some are untold and it is time to tell them, how many there were.
    pub fn due(&mut self, now: OffsetDateTime) -> Option<u64> {
        // A clock that was put back would keep us silent for as long as it was put back.
        let waits = |at: OffsetDateTime| now >= at && now < at.saturating_add(self.every);
        if self.untold == 0 || self.told_at.is_some_and(waits) {
            return None;
        }
        self.told_at = Some(now);
        Some(std::mem::take(&mut self.untold))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn the_first_is_told_at_once_and_the_others_are_summed() {
        let at = |seconds| datetime!(2026-12-01 10:00 UTC) + Duration::seconds(seconds);
        let mut tally = Tally::new(60);
        assert_eq!(tally.due(at(0)), None, "nothing happened");
        assert_eq!(tally.count(at(0)), Some(1));
        for second in 1..60 {
            assert_eq!(tally.count(at(second)), None, "{second}");
        }
        assert_eq!(tally.due(at(60)), Some(59), "told although it has ended");
        assert_eq!(tally.due(at(1000)), None);
        assert_eq!(tally.count(at(1000)), Some(1));
        assert_eq!(tally.count(at(1001)), None);
        assert_eq!(tally.count(at(500)), Some(2), "the clock was put back");
        assert_eq!(tally.count(at(501)), None);
    }
}
