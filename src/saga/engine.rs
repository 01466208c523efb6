//! `drive`: journal, call, journal, until the saga is at rest or has to wait.
//!
//! There is no recovery code: after a crash the same function sees the same journal. What was sent and not
//! answered is looked for first; "not there" counts only after a quiet time, because Cal.com may still be writing.

use crate::domain::saga::{Entry, Event, Next, next};
use crate::domain::visit::refusal::Reason;
use crate::domain::{Error, Result};
use crate::saga::forward::{Before, Forward, IGNORED_MAX};
use crate::saga::journal::journal_sending;
use crate::saga::pause;
use crate::saga::pause::{Patience, Pause, Rest};
use crate::saga::step::{Ledger, No, Sent, Steps};
use crate::store::Store;
use crate::store::db::tx::Tx;
use crate::store::visit::saga_log;
use crate::store::visit::saga_log::{Saga, State};
use serde_json::{Value, json};
use time::OffsetDateTime;

/// Drives a saga as far as it goes now. The caller holds its claim.
pub fn drive<'a>(
    store: &Store,
    clock: &dyn Fn() -> OffsetDateTime,
    patience: Patience,
    id: &str,
    steps_shared: &dyn Fn(&Saga) -> Result<Box<dyn Steps + 'a>>,
) -> Result<Rest> {
    drive_on(store, clock, patience, id, steps_shared, None)
}

/// A saga whose opening journaled its first step, as it was written: what `journal_first_step` gives.
#[derive(Debug)]
pub struct Fresh {
    saga: Box<Saga>,
    log: Vec<Entry>,
}

/// Drives a saga whose opening journaled its first step: a commit and a look at the journal less before the call.
///
/// Only for the one that opened it and has held its claim since before that, so that nobody can have sent it.
pub fn drive_opened<'a>(
    store: &Store,
    clock: &dyn Fn() -> OffsetDateTime,
    patience: Patience,
    opened: Fresh,
    steps_shared: &dyn Fn(&Saga) -> Result<Box<dyn Steps + 'a>>,
) -> Result<Rest> {
    let id = opened.saga.id.clone();
    drive_on(store, clock, patience, &id, steps_shared, Some(opened))
}

fn drive_on<'a>(
    store: &Store,
    clock: &dyn Fn() -> OffsetDateTime,
    patience: Patience,
    id: &str,
    steps_shared: &dyn Fn(&Saga) -> Result<Box<dyn Steps + 'a>>,
    mut opened: Option<Fresh>,
) -> Result<Rest> {
    loop {
        let id = id.to_owned();
        let just_opened = opened.is_some();
        let (saga, log) = match opened.take() {
            Some(Fresh { saga, log }) => (*saga, log),
            None => store
                .read(|connection| saga_log::load(connection, &id))?
                .ok_or(Error::NotFound("saga"))?,
        };
        let result = || saga.result.clone().unwrap_or(Value::Null);
        match saga.state {
            State::Done => return Ok(Rest::Done(result())),
            State::Unwound => return Ok(Rest::Unwound(result())),
            State::Stuck => return Ok(Rest::Stuck(result())),
            State::Open => {}
        }
        let steps = steps_shared(&saga)?;
        let now = clock();
        let outcome = match next(steps.count(), &log) {
            Next::Run { step, again } => {
                let before = match (again, just_opened) {
                    (true, true) => Before::Journaled,
                    (true, false) => Before::Sent,
                    (false, _) => Before::Nothing,
                };
                let steps = steps.as_ref();
                Forward { store, clock, patience, saga: &saga, steps, step }.run(before)?
            }
            Next::Undo(step) => undo(store, clock, &saga, steps.as_ref(), step, &log)?,
            // The last step's own transaction puts the saga to rest; these two finish what an older journal left.
            Next::Done => finish(store, steps.ledger(), id, (State::Done, last_output(&log)), now)?,
            Next::Unwound => {
                finish(store, steps.ledger(), id, (State::Unwound, failure(&log)), now)?
            }
            Next::Stuck(step) => {
                let (ledger, no, result) = (steps.ledger(), why_stuck(&log, step), failure(&log));
                store.write(move |tx| {
                    ledger.on_stuck(tx, &no)?;
                    saga_log::finish(tx, &id, State::Stuck, &result, now)
                })?;
                None
            }
        };
        if let Some(rest) = outcome {
            return Ok(rest);
        }
    }
}

/// Journals the first step of a saga in the transaction that creates it, for `drive_opened`.
pub fn journal_first_step(tx: &Tx, saga: Saga, now: OffsetDateTime) -> Result<Fresh> {
    let first = journal_sending(tx, &saga.id, 0, now)?;
    Ok(Fresh { saga: Box::new(Saga { sent_at: Some(now), ..saga }), log: vec![first] })
}

fn undo(
    store: &Store,
    clock: &dyn Fn() -> OffsetDateTime,
    saga: &Saga,
    steps: &dyn Steps,
    step: usize,
    log: &[Entry],
) -> Result<Option<Rest>> {
    let id = saga.id.clone();
    let now = clock();
    let started = Entry { step, event: Event::UndoStarted, data: Value::Null };
    store.write(move |tx| saga_log::append(tx, &id, &started, now))?;
    // The last one: a saga that was tried again may have done the step anew.
    let output = log
        .iter()
        .rfind(|entry| entry.step == step && entry.event == Event::Succeeded)
        .map_or(Value::Null, |entry| entry.data.clone());
    let id = saga.id.clone();
    let why = match steps.undo(step, &output) {
        Sent::Done(done) => {
            let now = clock();
            store.write(move |tx| {
                (done.record)(tx)?;
                let entry = Entry { step, event: Event::UndoFinished, data: done.output };
                saga_log::append(tx, &id, &entry, now)?;
                saga_log::step_is_over(tx, &id)
            })?;
            return Ok(None);
        }
        Sent::Ignored(no) if saga.attempts < IGNORED_MAX => {
            return pause::wait(store, saga, no.why, Pause::default(), clock());
        }
        Sent::Refused(no) | Sent::Doubtful(no) | Sent::Ignored(no) => no.why,
        Sent::NotSent(why, at_least) => {
            return pause::wait(store, saga, why, Pause { at_least, ..Pause::default() }, clock());
        }
        Sent::Unknown(why) => return pause::wait(store, saga, why, Pause::default(), clock()),
    };
    log::error!("saga {id} is stuck: step {step} cannot be taken back: {why}");
    let now = clock();
    let entry = Entry { step, event: Event::UndoFailed, data: json!({ "why": why }) };
    store.write(move |tx| saga_log::append(tx, &id, &entry, now))?;
    Ok(None)
}

fn finish(
    store: &Store,
    ledger: Box<dyn Ledger>,
    id: String,
    (state, result): (State, Value),
    now: OffsetDateTime,
) -> Result<Option<Rest>> {
    store.write(move |tx| {
        saga_log::finish(tx, &id, state, &result, now)?;
        ledger.at_rest(tx)
    })?;
    Ok(None)
}

fn last_output(log: &[Entry]) -> Value {
    log.iter()
        .rev()
        .find(|entry| entry.event == Event::Succeeded)
        .map_or(Value::Null, |entry| entry.data.clone())
}

fn failure(log: &[Entry]) -> Value {
    log.iter()
        .find(|entry| entry.event == Event::Failed)
        .map_or(Value::Null, |entry| entry.data.clone())
}

/// Why this step could not be taken back, as the journal has it.
fn why_stuck(log: &[Entry], step: usize) -> No {
    let entry =
        log.iter().rev().find(|entry| entry.step == step && entry.event == Event::UndoFailed);
    let why = entry.and_then(|entry| entry.data.get("why")).and_then(Value::as_str);
    No::new(Reason::Other, why.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{Fresh, journal_first_step};
    use crate::store::Store;
    use crate::store::visit::saga_log;
    use crate::store::visit::saga_log::Kind;
    use serde_json::json;
    use time::macros::datetime;

    #[test]
    fn a_fresh_saga_is_what_the_journal_says() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("test.db")).unwrap();
        let now = datetime!(2026-11-23 08:00:00.123 UTC);
        let Fresh { saga, log } = store
            .write(move |tx| {
                let saga = saga_log::create(tx, "s1", Kind::Book, json!({ "a": 1 }), now)?;
                journal_first_step(tx, saga, now)
            })
            .unwrap();
        let loaded = store.read(|connection| saga_log::load(connection, "s1")).unwrap().unwrap();
        assert_eq!((*saga, log), loaded);
    }
}
