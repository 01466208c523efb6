//! `drive`: journal, call, journal, until the saga is at rest or has to wait.
//!
//! There is no recovery code: after a crash the same function sees the same journal. What was sent and not
//! answered is looked for first; "not there" counts only after a quiet time, because Cal.com may still be writing.

use crate::domain::saga::{Entry, Event, Next, next};
use crate::domain::visit::refusal::Reason;
use crate::domain::{Error, Result};
use crate::logging::fact::Fact;
use crate::saga::forward::{Before, Forward, IGNORED_MAX};
use crate::saga::pause;
use crate::saga::pause::{Patience, Pause, Rest};
use crate::saga::step::{Ledger, No, Sent, Steps};
use crate::store::Store;
use crate::store::visit::saga_log;
use crate::store::visit::saga_log::{Saga, State};
use serde_json::{Value, json};
use std::mem;
use time::OffsetDateTime;

/// Whether this drive comes right behind the opening of the saga.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The caller has just opened it with its first step journaled as sent (`saga_log::New::is_sent`), and has held its
    /// claim since before that: the step cannot have been sent. That saves a commit before the first call.
    JustNow,
    /// Earlier: what the journal calls sent may be on its way.
    Before,
}

/// Drives a saga as far as it goes now. The caller holds its claim.
pub fn drive<'a>(
    store: &Store,
    clock: &dyn Fn() -> OffsetDateTime,
    patience: Patience,
    id: &str,
    mut opened: Opened,
    steps_of: &dyn Fn(&Saga) -> Result<Box<dyn Steps + 'a>>,
) -> Result<Rest> {
    loop {
        let id = id.to_owned();
        let found = store.glance(|connection| saga_log::load(connection, &id))?;
        let (saga, log) = found.ok_or_else(|| Error::internal(format!("saga {id} is missing")))?;
        let result = || saga.result.clone().unwrap_or(Value::Null);
        match saga.state {
            State::Done => return Ok(Rest::Done(result())),
            State::Unwound => return Ok(Rest::Unwound(result())),
            State::Stuck => return Ok(Rest::Stuck(result())),
            State::Open => {}
        }
        let steps = steps_of(&saga)?;
        let now = clock();
        let outcome = match next(steps.count(), &log) {
            Next::Run { step, again } => {
                let before = match (again, mem::replace(&mut opened, Opened::Before)) {
                    (true, Opened::JustNow) => Before::Journaled,
                    (true, Opened::Before) => Before::Sent,
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
                saga_log::step_is_over(tx, &id)?;
                Fact::new("step")
                    .with("saga", &id)
                    .with("step", step)
                    .with("outcome", "taken back")
                    .tell();
                Ok(())
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
        ledger.at_rest(tx, state == State::Done)
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
