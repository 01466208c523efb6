//! How busy the machine was with other things while both sides were timed: what the kernel counts for all processes, less
//! what the servers, their stand-ins and this process used.

use crate::Outcome;
use crate::bench_children::{Running, processor_time_of, ticks};
use std::fs;
use std::time::{Duration, Instant};

/// With more of one processor used by others, times are worth little.
pub const QUIET_MAX: f64 = 0.15;

/// All that was used up to a moment.
pub struct Used {
    at: Instant,
    all: Duration,
    own: Duration,
}

/// What others used in some stretches of time.
#[derive(Default)]
pub struct Others {
    used: Duration,
    stretch: Duration,
}

/// Now; `running` are our own besides this process.
pub fn used(running: &[&Running]) -> Outcome<Used> {
    let mut own = processor_time_of("self")?;
    for one in running {
        own += one.processor_time()?;
    }
    Ok(Used { at: Instant::now(), all: all()?, own })
}

impl Others {
    /// Adds the time from one moment to another.
    pub fn add(&mut self, before: &Used, after: &Used) {
        let all = after.all.saturating_sub(before.all);
        self.used += all.saturating_sub(after.own.saturating_sub(before.own));
        self.stretch += after.at.duration_since(before.at);
    }

    /// How many processors they kept busy in the mean.
    pub fn processors(&self) -> f64 {
        self.used.as_secs_f64() / self.stretch.as_secs_f64().max(f64::MIN_POSITIVE)
    }
}

/// What all processors have worked: for users, nice or not, for the system, for interrupts; not idle, waiting or stolen.
fn all() -> Outcome<Duration> {
    let text = fs::read_to_string("/proc/stat").map_err(|error| format!("/proc/stat: {error}"))?;
    let line = text.lines().next().unwrap_or_default();
    let fields: Vec<u64> =
        line.split_whitespace().skip(1).map(|field| field.parse().unwrap_or_default()).collect();
    let worked = [0, 1, 2, 5, 6].into_iter().filter_map(|at| fields.get(at));
    Ok(ticks(worked.sum()))
}
