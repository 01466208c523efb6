//! How threads wait for each other and end: the end of everything, and the gate that holds calls back.

use std::sync::{Condvar, LockResult, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Tells the threads to end, and wakes those that sleep.
#[derive(Default)]
pub(crate) struct Stop {
    stopped: Mutex<bool>,
    woken: Condvar,
}

impl Stop {
    pub(crate) fn set(&self) {
        *lock(&self.stopped) = true;
        self.woken.notify_all();
    }

    pub(crate) fn is_set(&self) -> bool {
        *lock(&self.stopped)
    }

    /// Sleeps; says whether it was woken because everything ends.
    pub(crate) fn sleep(&self, duration: Duration) -> bool {
        let end = Instant::now().checked_add(duration);
        let mut stopped = lock(&self.stopped);
        while !*stopped {
            let left = end.map_or(duration, |end| end.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return false;
            }
            let waited = self.woken.wait_timeout(stopped, left);
            stopped = unpoisoned(waited).0;
        }
        true
    }
}

/// Where calls are held until the host program lets them go on.
#[derive(Default)]
pub(crate) struct Gate {
    held: Mutex<Held>,
    changed: Condvar,
}

#[derive(Default)]
struct Held {
    calls: usize,
    releases: u64,
}

impl Gate {
    /// Holds the calling thread until the next release.
    pub(crate) fn hold(&self, stop: &Stop) {
        let mut held = lock(&self.held);
        let releases = held.releases;
        held.calls = held.calls.saturating_add(1);
        self.changed.notify_all();
        while held.releases == releases && !stop.is_set() {
            held = unpoisoned(self.changed.wait(held));
        }
        held.calls = held.calls.saturating_sub(1);
    }

    pub(crate) fn release(&self) {
        let mut held = lock(&self.held);
        held.releases = held.releases.wrapping_add(1);
        self.changed.notify_all();
    }

    /// Waits until so many calls are held; says whether it came to that.
    pub(crate) fn wait_for(&self, calls: usize, timeout: Duration) -> bool {
        let fewer = |held: &mut Held| held.calls < calls;
        let waited = self.changed.wait_timeout_while(lock(&self.held), timeout, fewer);
        !unpoisoned(waited).1.timed_out()
    }
}

/// What is behind a lock, even after a thread has panicked while it held it.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    unpoisoned(mutex.lock())
}

/// What a wait gives back, likewise.
pub(crate) fn unpoisoned<T>(result: LockResult<T>) -> T {
    result.unwrap_or_else(PoisonError::into_inner)
}
