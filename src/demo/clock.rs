//! The demo's clock: it stands still during a call and is put forward between calls, so that a day is the same
//! day whenever it is played.

use crate::frontdesk::Clock;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use time::OffsetDateTime;

/// A clock that is set by hand, until it is told to run on by itself.
pub(crate) struct DayClock(Mutex<Hands>);

struct Hands {
    at: OffsetDateTime,
    running_since: Option<Instant>,
}

impl DayClock {
    /// Stands at this instant, UTC.
    pub(crate) fn at(start: OffsetDateTime) -> Arc<DayClock> {
        Arc::new(DayClock(Mutex::new(Hands { at: start, running_since: None })))
    }

    /// What it shows, UTC.
    pub(crate) fn now(&self) -> OffsetDateTime {
        let hands = self.hands();
        let run = hands.running_since.map(|since| since.elapsed()).unwrap_or_default();
        hands.at.saturating_add(time::Duration::try_from(run).unwrap_or_default())
    }

    /// Puts it forward. An instant that is over already changes nothing: a clock never goes back.
    pub(crate) fn forward_to(&self, instant: OffsetDateTime) {
        let mut hands = self.hands();
        hands.at = hands.at.max(instant);
    }

    /// From now on it goes by itself.
    pub(crate) fn run_on(&self) {
        self.hands().running_since = Some(Instant::now());
    }

    /// As everybody takes it who asks for a clock.
    pub(crate) fn shared(self: &Arc<DayClock>) -> Clock {
        let own = self.clone();
        Arc::new(move || own.now())
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn it_stands_still_goes_forward_only_and_runs_when_told() {
        let clock = DayClock::at(datetime!(2026-12-01 07:00 UTC));
        let later = datetime!(2026-12-01 07:05 UTC);
        assert_eq!(clock.now(), clock.now());
        clock.forward_to(later);
        clock.forward_to(datetime!(2026-12-01 07:01 UTC));
        assert_eq!((clock.shared())(), later);
        clock.run_on();
        assert!(clock.now() >= later);
    }
}
