//! A moment by both clocks: the one that never jumps, and the one on the wall.

use crate::domain::calendar::fetched;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// A moment by both clocks.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// By the clock that never jumps. It stands while the machine sleeps.
    pub real: Instant,
    /// UTC, by the clock that people and Cal.com go by.
    pub wall: OffsetDateTime,
}

impl Moment {
    /// Now, by the desk's clock.
    pub fn at(wall: OffsetDateTime) -> Moment {
        Moment { real: Instant::now(), wall }
    }

    /// How long ago an earlier moment was.
    pub(crate) fn since(&self, earlier: &Moment) -> Duration {
        let real = self.real.saturating_duration_since(earlier.real);
        fetched::age(real, self.wall - earlier.wall)
    }

    /// Whether the wall clock was put elsewhere since an earlier moment.
    pub(crate) fn jumped_since(&self, earlier: &Moment) -> bool {
        let real = self.real.saturating_duration_since(earlier.real);
        fetched::has_jumped(real, self.wall - earlier.wall)
    }
}
