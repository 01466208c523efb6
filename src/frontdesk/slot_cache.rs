//! Cal.com's latest answers to "what is free?", kept briefly.

use crate::domain::calendar::interval::Interval;
use crate::saga::{Claim, Claims};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// How many answers are kept at the most; the oldest goes first.
const ANSWERS_MAX: usize = 512;

/// What was asked: an event type, and the span in whole seconds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SlotKey {
    event_type_id: i64,
    from: i64,
    until: i64,
}

impl SlotKey {
    pub fn new(event_type_id: i64, span: Interval) -> SlotKey {
        let (from, until) = (span.start().unix_timestamp(), span.end().unix_timestamp());
        SlotKey { event_type_id, from, until }
    }
}

/// Cal.com's latest answers. Callers who ask the same at once share one question.
#[derive(Default)]
pub struct SlotCache {
    answers: Mutex<HashMap<SlotKey, (Instant, Vec<OffsetDateTime>)>>,
    asking: Claims,
}

impl SlotCache {
    /// An answer that is younger than `kept`.
    pub(crate) fn young(&self, key: &SlotKey, kept: Duration) -> Option<Vec<OffsetDateTime>> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers
            .get(key)
            .filter(|(asked, _)| asked.elapsed() < kept)
            .map(|(_, starts)| starts.clone())
    }

    /// Waits while another caller asks the same; `None` if the deadline comes first.
    pub(crate) fn wait_to_ask(&self, key: &SlotKey, deadline: Instant) -> Option<Claim<'_>> {
        self.asking.wait(&format!("{key:?}"), deadline)
    }

    pub(crate) fn keep(&self, key: SlotKey, starts: &[OffsetDateTime]) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= ANSWERS_MAX {
            let oldest =
                answers.iter().min_by_key(|(_, (asked, _))| *asked).map(|(key, _)| key.clone());
            oldest.and_then(|key| answers.remove(&key));
        }
        answers.insert(key, (Instant::now(), starts.to_vec()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn an_answer_is_used_while_it_is_young_and_the_oldest_makes_room() {
        let cache = SlotCache::default();
        let starts = [datetime!(2026-12-01 9:00 UTC)];
        let long = Duration::from_secs(3600);
        let key = |event_type_id, until| SlotKey { event_type_id, from: 0, until };
        cache.keep(key(1, 60), &starts);
        assert_eq!(cache.young(&key(1, 60), long), Some(starts.to_vec()));
        assert_eq!(cache.young(&key(1, 60), Duration::ZERO), None, "too old");
        assert_eq!(cache.young(&key(1, 61), long), None, "another span");
        for event_type in 2.. {
            cache.keep(key(event_type, 60), &[]);
            if cache.young(&key(1, 60), long).is_none() {
                assert_eq!(event_type, i64::try_from(ANSWERS_MAX).unwrap() + 1);
                break;
            }
        }
    }
}
