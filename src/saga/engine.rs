//! `drive`: journal, call, journal, until the saga is at rest or has to wait.
//!
//! There is no recovery code: after a crash the same function sees the same journal. What was sent and not
//! answered is looked for first; "not there" counts only after a quiet time, because Cal.com may still be writing.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::saga::Entry;
use crate::domain::saga::Event;
use crate::domain::saga::Next;
use crate::domain::saga::next;
use crate::saga::step::Done;
use crate::saga::step::Found;
use crate::saga::step::Sent;
use crate::saga::step::Steps;
use crate::store::Store;
use crate::store::Tx;
use crate::store::saga_log;
use crate::store::saga_log::Saga;
use crate::store::saga_log::State;
use serde_json::Value;
use serde_json::json;
use time::Duration;
use time::OffsetDateTime;

/// How long to wait for what.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// "Absent" counts only this long after the call.
    pub quiet: Duration,
    /// After this time an absent step is given up instead of sent again.
    pub give_up: Duration,
}

/// The first pause after a call without an outcome; each further one is twice as long.
const PAUSE_FIRST_MS: i64 = 250;
/// The longest pause.
const PAUSE_MAX_MS: i64 = 60_000;

/// Where a saga stands when `drive` returns.
#[derive(Clone, Debug, PartialEq)]
pub enum Rest {
    /// All steps succeeded; what it tells.
    Done(Value),
    /// Refused and taken back; why.
    Unwound(Value),
    /// A person must look.
    Stuck(Value),
    /// It goes on at this time.
    Waiting(OffsetDateTime),
}

/// What is known of the step in hand before it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    /// It was never sent, and the journal does not know of it.
    Nothing,
    /// It was never sent; the journal has it already, written with the saga by whoever drives it now.
    Journaled,
    /// It was sent, and nobody knows how it ended.
    Sent,
}

/// Drives a saga as far as it goes now. The caller holds its claim.
pub fn drive<'a>(
    store: &Store,
    clock: &dyn Fn() -> OffsetDateTime,
    patience: Patience,
    id: &str,
    steps_of: &dyn Fn(&Saga) -> Result<Box<dyn Steps + 'a>>,
) -> Result<Rest> {
    drive_on(store, clock, patience, id, steps_of, None)
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
    steps_of: &dyn Fn(&Saga) -> Result<Box<dyn Steps + 'a>>,
) -> Result<Rest> {
    let id = opened.saga.id.clone();
    drive_on(store, clock, patience, &id, steps_of, Some(opened))
}

fn drive_on<'a>(
    store: &Store,
    clock: &dyn Fn() -> OffsetDateTime,
    patience: Patience,
    id: &str,
    steps_of: &dyn Fn(&Saga) -> Result<Box<dyn Steps + 'a>>,
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
        let steps = steps_of(&saga)?;
        let now = clock();
        let outcome = match next(steps.count(), &log) {
            Next::Run { step, again } => {
                let before = match (again, just_opened) {
                    (true, true) => Before::Journaled,
                    (true, false) => Before::Sent,
                    (false, _) => Before::Nothing,
                };
                run(store, clock, patience, &saga, steps.as_ref(), step, before)?
            }
            Next::Undo(step) => undo(store, clock, &saga, steps.as_ref(), step, &log)?,
            // The last step's own transaction puts the saga to rest; these two finish what an older journal left.
            Next::Done => finish(store, id, State::Done, last_output(&log), now)?,
            Next::Unwound => finish(store, id, State::Unwound, failure(&log), now)?,
            Next::Stuck(_) => finish(store, id, State::Stuck, failure(&log), now)?,
        };
        if let Some(rest) = outcome {
            return Ok(rest);
        }
    }
}

/// One step forward. `Some` is where the saga rests now.
fn run(
    store: &Store,
    clock: &dyn Fn() -> OffsetDateTime,
    patience: Patience,
    saga: &Saga,
    steps: &dyn Steps,
    step: usize,
    before: Before,
) -> Result<Option<Rest>> {
    let again = before == Before::Sent;
    // Sent before, and nobody knows how it ended: look first.
    if let Some(at) = saga.sent_at.filter(|_| again) {
        match steps.look(step) {
            Found::Done(done) => return succeed(store, clock(), saga, steps.count(), step, done),
            Found::Unclear(why) => return wait(store, saga, why, None, clock()),
            Found::Absent => {
                let now = clock();
                let quiet_until = at.saturating_add(patience.quiet);
                if now < quiet_until && !steps.may_repeat(step) {
                    return wait(store, saga, "no trace yet".into(), Some(quiet_until), now);
                }
                if now >= saga.created_at.saturating_add(patience.give_up) {
                    let why = "given up: no trace, and too late".to_owned();
                    return refused(store, now, saga, steps, step, why);
                }
            }
        }
    }
    if before != Before::Journaled {
        journal_before_sending(store, clock(), saga, step)?;
    }
    match steps.send(step) {
        Sent::Done(done) => succeed(store, clock(), saga, steps.count(), step, done),
        // The minutes may be taken by the very booking whose answer was lost.
        Sent::Refused(why) if again => match steps.look(step) {
            Found::Done(done) => succeed(store, clock(), saga, steps.count(), step, done),
            Found::Unclear(unclear) => wait(store, saga, unclear, None, clock()),
            Found::Absent => refused(store, clock(), saga, steps, step, why),
        },
        Sent::Refused(why) => refused(store, clock(), saga, steps, step, why),
        Sent::NotSent(why) => {
            let id = saga.id.clone();
            let now = clock();
            if now >= saga.created_at.saturating_add(patience.give_up) {
                return refused(store, now, saga, steps, step, format!("given up: {why}"));
            }
            store.write(move |tx| saga_log::set_sent(tx, &id, None))?;
            wait(store, saga, why, None, now)
        }
        Sent::Unknown(why) => wait(store, saga, why, None, clock()),
    }
}

/// Nothing is left behind: the saga goes on without the step if it can, else it unwinds.
fn refused(
    store: &Store,
    now: OffsetDateTime,
    saga: &Saga,
    steps: &dyn Steps,
    step: usize,
    why: String,
) -> Result<Option<Rest>> {
    match steps.without(step, &why) {
        Some(done) => succeed(store, now, saga, steps.count(), step, done),
        None => {
            let rest = if steps.is_owed(step) { State::Stuck } else { State::Unwound };
            fail(store, now, saga, step, why, rest)
        }
    }
}

/// Durable before the call: from here on it may have happened, whatever becomes of this process.
fn journal_before_sending(
    store: &Store,
    now: OffsetDateTime,
    saga: &Saga,
    step: usize,
) -> Result<()> {
    let id = saga.id.clone();
    store.write(move |tx| journal_sending(tx, &id, step, now).map(|_| ()))
}

/// Journals the first step of a saga in the transaction that creates it, for `drive_opened`.
pub fn journal_first_step(tx: &Tx, saga: Saga, now: OffsetDateTime) -> Result<Fresh> {
    let first = journal_sending(tx, &saga.id, 0, now)?;
    Ok(Fresh { saga: Box::new(Saga { sent_at: Some(now), ..saga }), log: vec![first] })
}

fn journal_sending(tx: &Tx, id: &str, step: usize, now: OffsetDateTime) -> Result<Entry> {
    let entry = Entry { step, event: Event::Started, data: Value::Null };
    saga_log::append(tx, id, &entry, now)?;
    saga_log::set_sent(tx, id, Some(now))?;
    Ok(entry)
}

fn succeed(
    store: &Store,
    now: OffsetDateTime,
    saga: &Saga,
    count: usize,
    step: usize,
    done: Done,
) -> Result<Option<Rest>> {
    let id = saga.id.clone();
    let last = step.saturating_add(1) == count;
    let told = store.write(move |tx| {
        let told = (done.record)(tx)?;
        saga_log::append(
            tx,
            &id,
            &Entry { step, event: Event::Succeeded, data: done.output },
            now,
        )?;
        saga_log::step_is_over(tx, &id)?;
        if last {
            saga_log::finish(tx, &id, State::Done, &told, now)?;
        }
        Ok(told)
    })?;
    Ok(last.then_some(Rest::Done(told)))
}

/// A refused first step ends the saga here, in `rest`; a later one leaves something to take back.
fn fail(
    store: &Store,
    now: OffsetDateTime,
    saga: &Saga,
    step: usize,
    why: String,
    rest: State,
) -> Result<Option<Rest>> {
    log::info!("saga {} step {step} failed: {why}", saga.id);
    let id = saga.id.clone();
    store.write(move |tx| {
        let data = json!({ "why": why });
        saga_log::append(tx, &id, &Entry { step, event: Event::Failed, data: data.clone() }, now)?;
        saga_log::step_is_over(tx, &id)?;
        if step == 0 { saga_log::finish(tx, &id, rest, &data, now) } else { Ok(()) }
    })?;
    Ok(None)
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
    match steps.undo(step, &output) {
        Sent::Done(done) => {
            let now = clock();
            store.write(move |tx| {
                (done.record)(tx)?;
                let entry = Entry { step, event: Event::UndoFinished, data: done.output };
                saga_log::append(tx, &id, &entry, now)?;
                saga_log::step_is_over(tx, &id)
            })?;
            Ok(None)
        }
        Sent::Refused(why) => {
            log::error!("saga {id} is stuck: step {step} cannot be taken back: {why}");
            let now = clock();
            let entry = Entry { step, event: Event::UndoFailed, data: json!({ "why": why }) };
            store.write(move |tx| saga_log::append(tx, &id, &entry, now))?;
            Ok(None)
        }
        Sent::NotSent(why) | Sent::Unknown(why) => wait(store, saga, why, None, clock()),
    }
}

/// Puts the saga off: twice as long each time, and not beyond `until` where waiting longer has no sense.
fn wait(
    store: &Store,
    saga: &Saga,
    why: String,
    until: Option<OffsetDateTime>,
    now: OffsetDateTime,
) -> Result<Option<Rest>> {
    log::info!("saga {} waits: {why}", saga.id);
    let doubled = PAUSE_FIRST_MS.saturating_mul(1_i64 << saga.attempts.min(20));
    let pause = now.saturating_add(Duration::milliseconds(doubled.min(PAUSE_MAX_MS)));
    let at = until.map_or(pause, |until| pause.min(until));
    let id = saga.id.clone();
    store.write(move |tx| saga_log::retry(tx, &id, &why, at, now))?;
    Ok(Some(Rest::Waiting(at)))
}

fn finish(
    store: &Store,
    id: String,
    state: State,
    result: Value,
    now: OffsetDateTime,
) -> Result<Option<Rest>> {
    store.write(move |tx| saga_log::finish(tx, &id, state, &result, now))?;
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

#[cfg(test)]
mod tests {
    use super::Fresh;
    use super::journal_first_step;
    use crate::store::Store;
    use crate::store::saga_log;
    use crate::store::saga_log::Kind;
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
