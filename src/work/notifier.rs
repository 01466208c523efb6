//! Wakes the work's thread.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Says that something arrived, so that it need not wait for the next step.
#[derive(Default)]
pub struct Notifier {
    is_notified: Mutex<bool>,
    waiting: Condvar,
}

impl Notifier {
    /// Wakes the work's thread; if it is busy, it does not sleep before its next step.
    pub fn notify(&self) {
        *self.is_notified.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.waiting.notify_one();
    }

    /// Waits until it is notified, at most so long.
    pub fn wait(&self, pause: Duration) {
        let is_notified = self.is_notified.lock().unwrap_or_else(PoisonError::into_inner);
        let waited =
            self.waiting.wait_timeout_while(is_notified, pause, |is_notified| !*is_notified);
        *waited.unwrap_or_else(PoisonError::into_inner).0 = false;
    }
}
