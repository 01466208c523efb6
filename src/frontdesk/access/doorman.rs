//! Who has typed wrong passwords lately, and that passwords are hashed one at a time: a stranger who knocks can take
//! neither the memory nor the processor, nor the workers that answer the telephone. In memory alone: a restart forgets.

use crate::domain::access::throttle::Failures;
use crate::domain::{Error, Result};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use time::{Duration, OffsetDateTime};

/// Names remembered. More are a stranger who tries names; the one tried longest ago is forgotten first.
const NAMES_MAX: usize = 1_000;

/// So many may wait for their turn; a worker that waits here answers nobody else.
const WAITING_MAX: usize = 2;

/// Remembers wrong passwords by the name they were typed for, whether somebody is called so or not.
#[derive(Default)]
pub(crate) struct Doorman {
    failures: Mutex<BTreeMap<String, Failures>>,
    hashing: Mutex<()>,
    waiting: AtomicUsize,
}

impl Doorman {
    /// Takes an attempt for this name, at once counted as a wrong one until [`Doorman::succeeded`] is told otherwise: so
    /// who asks at many places in the same instant has no more attempts for it. Or how long the name must wait, and then
    /// nothing was taken.
    pub fn take(&self, name: &str, now: OffsetDateTime) -> Duration {
        let mut failures = self.failures();
        let before = failures.get(name).copied();
        let wait = before.map_or(Duration::ZERO, |one| one.wait(now));
        if wait > Duration::ZERO {
            return wait;
        }
        failures.retain(|_, one| !one.is_forgotten(now));
        if failures.len() >= NAMES_MAX && !failures.contains_key(name) {
            let oldest = failures.iter().min_by_key(|(_, one)| one.last());
            if let Some(oldest) = oldest.map(|(name, _)| name.clone()) {
                failures.remove(&oldest);
            }
        }
        failures.insert(name.to_owned(), Failures::another(before, now));
        Duration::ZERO
    }

    /// It was the right one.
    pub fn succeeded(&self, name: &str) {
        self.failures().remove(name);
    }

    /// Runs what takes much memory and time, one at a time. `Unavailable` if too many wait for it already.
    pub fn one_at_a_time<T>(&self, hash: impl FnOnce() -> Result<T>) -> Result<T> {
        let _place = Place::take(&self.waiting)?;
        let _turn = self.hashing.lock().unwrap_or_else(PoisonError::into_inner);
        hash()
    }

    fn failures(&self) -> MutexGuard<'_, BTreeMap<String, Failures>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the queue, or with the one whose turn it is; given back when it is dropped.
struct Place<'a>(&'a AtomicUsize);

impl Place<'_> {
    fn take(waiting: &AtomicUsize) -> Result<Place<'_>> {
        let place = Place(waiting);
        if waiting.fetch_add(1, Ordering::AcqRel) > WAITING_MAX {
            return Err(Error::Unavailable("the login, for a moment".into()));
        }
        Ok(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::thread;
    use time::macros::datetime;

    #[test]
    fn attempts_of_one_instant_are_counted_each() {
        let (doorman, now) = (Doorman::default(), datetime!(2026-12-01 10:00 UTC));
        let waits = (0..8).map(|_| doorman.take("nadine", now)).collect::<Vec<_>>();
        assert_eq!(waits.iter().filter(|wait| **wait == Duration::ZERO).count(), 5, "{waits:?}");
        doorman.succeeded("nadine");
        assert_eq!(doorman.take("nadine", now), Duration::ZERO);
    }

    #[test]
    fn who_tries_names_does_not_make_others_be_forgotten() {
        let (doorman, now) = (Doorman::default(), datetime!(2026-12-01 10:00 UTC));
        doorman.take("zoe", now);
        for n in 0..NAMES_MAX {
            doorman.take(&format!("name{n}"), now + Duration::seconds(1));
        }
        for _ in 0..5 {
            doorman.take("anna", now + Duration::seconds(2));
        }
        doorman.take("bert", now + Duration::seconds(2));
        assert!(doorman.failures().len() <= NAMES_MAX);
        assert!(doorman.take("anna", now + Duration::seconds(2)) > Duration::ZERO);
    }

    #[test]
    fn only_a_few_wait_for_their_turn() {
        let doorman = Doorman::default();
        let (held, begun) = (mpsc::channel::<()>(), mpsc::channel());
        thread::scope(|scope| {
            let (release, doorman) = (held.1, &doorman);
            let first = begun.0.clone();
            scope.spawn(move || {
                doorman.one_at_a_time(|| {
                    first.send(()).unwrap();
                    release.recv().unwrap();
                    Ok(())
                })
            });
            begun.1.recv().unwrap();
            for _ in 0..WAITING_MAX {
                scope.spawn(|| doorman.one_at_a_time(|| Ok(())));
            }
            while doorman.waiting.load(Ordering::Acquire) <= WAITING_MAX {
                thread::yield_now();
            }
            assert!(matches!(doorman.one_at_a_time(|| Ok(())), Err(Error::Unavailable(_))));
            held.0.send(()).unwrap();
        });
        assert!(doorman.one_at_a_time(|| Ok(())).is_ok());
    }
}
