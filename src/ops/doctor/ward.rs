//! The last look at everything, kept for the page; and one at a time, on a thread of its own, so that nobody who asks for
//! a page waits for it.

use crate::ops::doctor::examine::examine;
use crate::ops::doctor::patient::Patient;
use crate::ops::doctor::view::DoctorView;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use time::OffsetDateTime;

/// What is kept.
#[derive(Default)]
pub struct Ward {
    state: Mutex<State>,
}

#[derive(Clone, Default)]
struct State {
    since: Option<OffsetDateTime>,
    last: Option<(OffsetDateTime, DoctorView)>,
}

/// How it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// Set while a look is under way; UTC.
    pub since: Option<OffsetDateTime>,
    /// The last one, and when it ended; UTC.
    pub last: Option<(OffsetDateTime, DoctorView)>,
}

impl Ward {
    /// As it is now.
    pub fn stand(&self) -> Stand {
        let State { since, last } = self.state().clone();
        Stand { since, last }
    }

    /// Begins a look and does not wait for it. Nothing happens while one is under way.
    pub fn begin(self: &Arc<Ward>, patient: Patient) {
        let begun = patient.now();
        if self.state().since.is_some() {
            return;
        }
        self.state().since = Some(begun);
        let (ward, patient) = (self.clone(), Arc::new(patient));
        let thread = thread::Builder::new().name("doctor".into()).spawn(move || {
            let view = DoctorView::of(examine(&patient), patient.language);
            *ward.state() = State { since: None, last: Some((patient.now(), view)) };
        });
        if let Err(error) = thread {
            log::warn!("doctor: not begun: {error}");
            self.state().since = None;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
