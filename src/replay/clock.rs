//! The clock of a replay: it stands where the line in hand stands, and goes on only when something says so.

use crate::frontdesk::Clock;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use time::{Duration, OffsetDateTime};

/// A clock that is set by hand, UTC. Cheap to clone; all clones show the same.
#[derive(Clone)]
pub(crate) struct ReplayClock(Arc<Mutex<OffsetDateTime>>);

impl ReplayClock {
    pub(crate) fn at(start: OffsetDateTime) -> ReplayClock {
        ReplayClock(Arc::new(Mutex::new(start)))
    }

    pub(crate) fn set(&self, at: OffsetDateTime) {
        *self.shown() = at;
    }

    /// Sets it, but never back.
    pub(crate) fn forward_to(&self, at: OffsetDateTime) {
        let mut shown = self.shown();
        *shown = at.max(*shown);
    }

    pub(crate) fn go_on(&self, pause: std::time::Duration) {
        let mut shown = self.shown();
        *shown = shown.saturating_add(pause.try_into().unwrap_or(Duration::ZERO));
    }

    /// As everything takes it that asks for a clock.
    pub(crate) fn shared(&self) -> Clock {
        let own = self.clone();
        Arc::new(move || *own.shown())
    }

    fn shown(&self) -> MutexGuard<'_, OffsetDateTime> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
