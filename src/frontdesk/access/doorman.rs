//! Who has typed wrong passwords lately, and that passwords are hashed one at a time: a stranger who knocks can take
//! neither the memory nor the processor. In memory alone: a restart forgets.

use crate::domain::Result;
use crate::domain::access::throttle::Failures;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use time::{Duration, OffsetDateTime};

/// Names remembered. More are a stranger who tries names; the oldest are forgotten first.
const NAMES_MAX: usize = 1_000;

/// Remembers wrong passwords by the name they were typed for, whether somebody is called so or not.
#[derive(Default)]
pub(crate) struct Doorman {
    failures: Mutex<BTreeMap<String, Failures>>,
    hashing: Mutex<()>,
}

impl Doorman {
    /// How long this name must wait; zero if it need not.
    pub fn wait(&self, name: &str, now: OffsetDateTime) -> Duration {
        self.failures().get(name).map_or(Duration::ZERO, |one| one.wait(now))
    }

    /// A wrong password for this name.
    pub fn failed(&self, name: &str, now: OffsetDateTime) {
        let mut failures = self.failures();
        failures.retain(|_, one| !one.is_forgotten(now));
        if failures.len() >= NAMES_MAX && !failures.contains_key(name) {
            // With so many names none is guessed at often; what is remembered of the first is given up.
            failures.pop_first();
        }
        let before = failures.get(name).copied();
        failures.insert(name.to_owned(), Failures::another(before, now));
    }

    /// The right one.
    pub fn succeeded(&self, name: &str) {
        self.failures().remove(name);
    }

    /// Runs what takes much memory and time, one at a time.
    pub fn one_at_a_time<T>(&self, hash: impl FnOnce() -> Result<T>) -> Result<T> {
        let _turn = self.hashing.lock().unwrap_or_else(PoisonError::into_inner);
        hash()
    }

    fn failures(&self) -> MutexGuard<'_, BTreeMap<String, Failures>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
