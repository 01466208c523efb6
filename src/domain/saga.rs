//! What a saga does next, from its log alone: the same answer after a crash as without one.

use crate::domain::stored::stored_enum;
use serde_json::Value;

stored_enum! {
    /// What happened to a step.
    pub enum Event {
        /// Written before the outside call: from here on it may have happened.
        Started = "started",
        /// It happened; the data is its output.
        Succeeded = "succeeded",
        /// Refused, and nothing left behind.
        Failed = "failed",
        /// Written before the call that takes it back.
        UndoStarted = "undo_started",
        /// Taken back.
        UndoFinished = "undo_finished",
        /// Cannot be taken back by us: a person must look.
        UndoFailed = "undo_failed",
    }
}

/// One row of the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Which step, from 0.
    pub step: usize,
    /// What happened.
    pub event: Event,
    /// A step's output, or why it failed.
    pub data: Value,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Run this step. `again` says that it was started before: it may have happened, so look first.
    Run {
        /// Which step.
        step: usize,
        /// Whether a crash or a lost answer hid an earlier try.
        again: bool,
    },
    /// Take this step back.
    Undo(usize),
    /// All steps succeeded.
    Done,
    /// A step failed and everything before it is taken back.
    Unwound,
    /// A step cannot be taken back.
    Stuck(usize),
}

/// The next move of a saga of `steps` steps with this log.
pub fn next(steps: usize, log: &[Entry]) -> Next {
    let last = |step| log.iter().rev().find(|entry| entry.step == step).map(|entry| entry.event);
    if !log.iter().any(|entry| entry.event == Event::Failed) {
        return match (0..steps).find(|&step| last(step) != Some(Event::Succeeded)) {
            Some(step) => Next::Run { step, again: last(step).is_some() },
            None => Next::Done,
        };
    }
    for step in (0..steps).rev() {
        match last(step) {
            Some(Event::Succeeded | Event::UndoStarted) => return Next::Undo(step),
            Some(Event::UndoFailed) => return Next::Stuck(step),
            // A failed step promised to leave nothing behind; one that never started left nothing.
            None | Some(Event::Started | Event::Failed | Event::UndoFinished) => {}
        }
    }
    Next::Unwound
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(step: usize, event: Event) -> Entry {
        Entry { step, event, data: Value::Null }
    }

    #[test]
    fn the_table_of_moves() {
        use Event::*;
        type Case<'a> = (usize, &'a [(usize, Event)], Next);
        let cases: [Case; 11] = [
            (1, &[], Next::Run { step: 0, again: false }),
            (1, &[(0, Started)], Next::Run { step: 0, again: true }),
            (1, &[(0, Started), (0, Succeeded)], Next::Done),
            (1, &[(0, Started), (0, Failed)], Next::Unwound),
            (2, &[(0, Started), (0, Succeeded)], Next::Run { step: 1, again: false }),
            (2, &[(0, Started), (0, Succeeded), (1, Started), (1, Failed)], Next::Undo(0)),
            (2, &[(0, Succeeded), (1, Failed), (0, UndoStarted)], Next::Undo(0)),
            (2, &[(0, Succeeded), (1, Failed), (0, UndoStarted), (0, UndoFinished)], Next::Unwound),
            (2, &[(0, Succeeded), (1, Failed), (0, UndoStarted), (0, UndoFailed)], Next::Stuck(0)),
            (3, &[(0, Succeeded), (1, Succeeded), (2, Failed)], Next::Undo(1)),
            (0, &[], Next::Done),
        ];
        for (steps, log, expected) in cases {
            let log: Vec<Entry> = log.iter().map(|&(step, event)| entry(step, event)).collect();
            assert_eq!(next(steps, &log), expected, "{log:?}");
        }
    }

    proptest! {
        /// Whatever each step answers, a driven saga comes to rest, and nothing stands after an unwinding.
        #[test]
        fn a_driven_saga_comes_to_rest(fails in proptest::collection::vec(any::<bool>(), 1..5)) {
            let steps = fails.len();
            let (mut log, mut standing) = (Vec::new(), std::collections::BTreeSet::new());
            for _ in 0..4 * steps + 2 {
                match next(steps, &log) {
                    Next::Run { step, .. } => {
                        log.push(entry(step, Event::Started));
                        if fails[step] {
                            log.push(entry(step, Event::Failed));
                        } else {
                            standing.insert(step);
                            log.push(entry(step, Event::Succeeded));
                        }
                    }
                    Next::Undo(step) => {
                        log.push(entry(step, Event::UndoStarted));
                        standing.remove(&step);
                        log.push(entry(step, Event::UndoFinished));
                    }
                    Next::Done => {
                        prop_assert!(fails.iter().all(|fail| !fail));
                        prop_assert_eq!(standing.len(), steps);
                        return Ok(());
                    }
                    Next::Unwound => {
                        prop_assert!(standing.is_empty());
                        return Ok(());
                    }
                    Next::Stuck(_) => prop_assert!(false, "no undo failed"),
                }
            }
            prop_assert!(false, "not at rest: {log:?}");
        }
    }
}
