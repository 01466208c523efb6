//! Questions that callers have been asked and may answer by asking for the same again: for whom a second visit is.
//!
//! Kept in memory: after a restart a caller is asked once more.

use crate::domain::ids::ServiceId;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use time::OffsetDateTime;

/// How many questions are kept; the oldest goes first. A salon has a few a day.
const QUESTIONS_MAX: usize = 256;

/// A question, by the phone call in which it was put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ForWhom {
    pub call_id: String,
    pub service: ServiceId,
    /// UTC.
    pub start: OffsetDateTime,
}

/// The questions that were put.
#[derive(Default)]
pub struct Asked(Mutex<VecDeque<ForWhom>>);

impl Asked {
    pub(crate) fn put(&self, question: ForWhom) {
        let mut questions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if questions.contains(&question) {
            return;
        }
        if questions.len() >= QUESTIONS_MAX {
            questions.pop_front();
        }
        questions.push_back(question);
    }

    pub(crate) fn was_put(&self, question: &ForWhom) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(question)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn the_latest_questions_are_known() {
        let asked = Asked::default();
        let question = |call: usize| ForWhom {
            call_id: format!("call_{call}"),
            service: ServiceId(1),
            start: datetime!(2026-12-01 9:00 UTC),
        };
        for call in 0..=QUESTIONS_MAX {
            asked.put(question(call));
            asked.put(question(call));
        }
        assert!(!asked.was_put(&question(0)) && asked.was_put(&question(1)));
        assert!(asked.was_put(&question(QUESTIONS_MAX)));
        assert!(!asked.was_put(&ForWhom { service: ServiceId(2), ..question(1) }));
    }
}
