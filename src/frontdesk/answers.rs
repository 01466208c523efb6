//! How function calls were answered, until the work writes it down: a caller does not wait for that.

use crate::store::quality::answers::Answered;
use std::mem;
use std::sync::{Mutex, PoisonError};

/// So many wait at most; more than come in while a database is locked for a minute.
const WAITING_MAX: usize = 10_000;

/// Answers that are not written down yet, in order.
#[derive(Default)]
pub struct Answers {
    waiting: Mutex<Vec<Answered>>,
}

impl Answers {
    /// One more. Where too many wait it is left out: it would only be counted.
    pub fn add(&self, answered: Answered) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < WAITING_MAX {
            waiting.push(answered);
        }
    }

    /// All of them; they are not there any more.
    pub fn take(&self) -> Vec<Answered> {
        mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
