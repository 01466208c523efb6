//! `sagas` with their journal. Lines are appended to it; writing the same event twice changes nothing.

use crate::domain::saga::{Entry, Event};
use crate::domain::stored::stored_enum;
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use crate::store::visit::call::CallKey;
use crate::store::visit::hold_part;
use crate::store::visit::saga_journal;
use crate::store::visit::saga_journal::JournalLine;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde_json::{Value, json};
use time::OffsetDateTime;

stored_enum! {
    /// What a saga is about.
    pub enum Kind {
        /// A visit is booked.
        Book = "book",
        /// A visit is cancelled.
        Cancel = "cancel",
        /// A visit is moved.
        Move = "move",
        /// A held pause is released.
        Release = "release",
    }
}

stored_enum! {
    /// A cache of what the journal says, to find unfinished ones.
    pub enum State {
        /// To be driven.
        Open = "open",
        /// All steps succeeded.
        Done = "done",
        /// Refused, and nothing left behind.
        Unwound = "unwound",
        /// A person must look.
        Stuck = "stuck",
    }
}

/// A saga as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Saga {
    /// Its name; also the visit's reference for a booking.
    pub id: String,
    /// What it is about.
    pub kind: Kind,
    /// Fixed before the first outside call.
    pub params: Value,
    /// Whether it is at rest.
    pub state: State,
    /// Grows each time a person has a stuck one tried again.
    pub round: u32,
    /// How often the step in hand ended without an outcome.
    pub attempts: u32,
    /// Why the last try had none.
    pub last_error: Option<String>,
    /// When it goes on; `None` at rest.
    pub next_try_at: Option<OffsetDateTime>,
    /// When the step in hand was last sent; `None` when surely nothing is on its way.
    pub sent_at: Option<OffsetDateTime>,
    /// What it ended with, as its caller is told.
    pub result: Option<Value>,
    /// Who ended it by hand, and why.
    pub closed: Option<(String, String)>,
    /// UTC.
    pub created_at: OffsetDateTime,
}

/// A saga that is opened.
#[derive(Clone, Copy, Debug)]
pub struct New<'a> {
    /// Fresh: names grow with the time.
    pub id: &'a str,
    /// What it is about.
    pub kind: Kind,
    /// Fixed before the first outside call.
    pub params: &'a Value,
    /// By which function call it is ordered, whose newest saga it is from now on.
    pub call: Option<&'a CallKey>,
    /// Its first step counts as sent: who opens it sends it.
    pub is_sent: bool,
    /// Whose minutes are kept for it until it is at rest.
    pub kept: &'a [PlannedBooking],
}

/// Creates an open saga, due at once.
pub fn create(tx: &Tx, new: &New, now: OffsetDateTime) -> Result<()> {
    let at = stamp::millis(now);
    let started = json!([[0, Event::Started.as_str(), 0, Value::Null, at]]);
    let journal = if new.is_sent { started } else { json!([]) };
    let kept = Some(new.kept).filter(|parts| !parts.is_empty());
    let kept = kept.map(hold_part::to_json).transpose()?;
    tx.prepare_cached(
        "INSERT INTO sagas (id, kind, params, state, next_try_at, sent_at, call_id, function, args_key, kept,
             journal, created_at, updated_at)
         VALUES (:id, :kind, :params, 'open', :now, :sent, :call, :function, :args, :kept, :journal, :now, :now)",
    )?
    .execute(named_params! {
        ":id": new.id, ":kind": new.kind.as_str(), ":params": new.params.to_string(),
        ":call": new.call.map(|key| &key.call_id), ":function": new.call.map(|key| key.function),
        ":args": new.call.map(|key| &key.args_key),
        ":sent": new.is_sent.then_some(&at), ":kept": kept, ":journal": journal.to_string(), ":now": at,
    })?;
    Ok(())
}

/// The journal with one line more, in the saga's present round, unless it has the line already.
const WITH_LINE: &str = "iif(
    EXISTS (SELECT 1 FROM json_each(journal) e
        WHERE e.value ->> 0 = :step AND e.value ->> 1 = :event AND e.value ->> 2 = round),
    journal, json_insert(journal, '$[#]', json_array(:step, :event, round, json(:data), :now)))";

/// Appends an event in the saga's present round. Writing the same event twice is no error and changes nothing.
pub fn append(tx: &Tx, saga: &str, entry: &Entry, now: OffsetDateTime) -> Result<()> {
    let step = i64::try_from(entry.step).map_err(Error::internal)?;
    tx.prepare_cached(&format!("UPDATE sagas SET journal = {WITH_LINE} WHERE id = :saga"))?
        .execute(named_params! {
            ":saga": saga, ":step": step, ":event": entry.event.as_str(),
            ":data": entry.data.to_string(), ":now": stamp::millis(now),
        })?;
    Ok(())
}

/// Appends the last event of a saga and puts it to rest as done, with its result: nothing is on its way, and the minutes
/// kept for it are free again.
pub fn succeed(
    tx: &Tx,
    saga: &str,
    last: &Entry,
    result: &Value,
    now: OffsetDateTime,
) -> Result<()> {
    let step = i64::try_from(last.step).map_err(Error::internal)?;
    tx.prepare_cached(&format!(
        "UPDATE sagas SET journal = {WITH_LINE}, sent_at = NULL, attempts = 0, state = 'done', result = :result,
             next_try_at = NULL, kept = NULL, updated_at = :now WHERE id = :saga"
    ))?
    .execute(named_params! {
        ":saga": saga, ":step": step, ":event": last.event.as_str(), ":data": last.data.to_string(),
        ":result": result.to_string(), ":now": stamp::millis(now),
    })?;
    Ok(())
}

const COLUMNS: &str =
    "id, kind, params, state, round, attempts, last_error, next_try_at, sent_at, result, closed_by,
    closed_reason, created_at";

/// The saga and its journal, as far as it counts: what failed before a person had it tried again does not. One statement.
pub fn load(connection: &Connection, id: &str) -> Result<Option<(Saga, Vec<Entry>)>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS}, journal, forward_round FROM sagas WHERE id = ?1"
        ))?
        .query_row([id], |row| {
            let journal = (row.get::<_, String>("journal")?, row.get("forward_round")?);
            Ok((read(row), journal))
        })
        .optional()?
        .map(|(saga, (journal, forward_round))| {
            let saga = saga?;
            let lines = saga_journal::lines(&journal)?;
            let counts = |line: &JournalLine| match line.entry.event {
                Event::UndoFailed => line.round >= saga.round.max(forward_round),
                Event::Failed | Event::UndoStarted => line.round >= forward_round,
                Event::Started | Event::Succeeded | Event::UndoFinished => true,
            };
            let log = lines.into_iter().filter(counts).map(|line| line.entry).collect();
            Ok((saga, log))
        })
        .transpose()
}

/// The sagas whose names begin so, at most so many.
pub fn named(connection: &Connection, prefix: &str, most: u32) -> Result<Vec<String>> {
    let rows = connection
        .prepare_cached(
            "SELECT id FROM sagas WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id LIMIT ?2",
        )?
        .query_map((prefix, most), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// Notes that the step in hand is about to be sent (or, with `None`, that surely nothing is on its way).
pub fn set_sent(tx: &Tx, id: &str, sent_at: Option<OffsetDateTime>) -> Result<()> {
    tx.prepare_cached("UPDATE sagas SET sent_at = ?2 WHERE id = ?1")?
        .execute((id, sent_at.map(stamp::millis)))?;
    Ok(())
}

/// Notes that the step in hand has its outcome: nothing is on its way, and the next one is waited for afresh.
pub fn step_is_over(tx: &Tx, id: &str) -> Result<()> {
    tx.prepare_cached("UPDATE sagas SET sent_at = NULL, attempts = 0 WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

/// Puts a saga to rest, with its result. The minutes kept for it are free again, unless a person must look first.
pub fn finish(tx: &Tx, id: &str, state: State, result: &Value, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE sagas SET state = :state, result = :result, next_try_at = NULL, updated_at = :now,
             kept = iif(:state = 'stuck', kept, NULL)
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id, ":state": state.as_str(), ":result": result.to_string(), ":now": stamp::millis(now),
    })?;
    Ok(())
}

/// Puts a saga off, with the reason.
pub fn retry(
    tx: &Tx,
    id: &str,
    reason: &str,
    next_try_at: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE sagas SET attempts = attempts + 1, last_error = :reason, next_try_at = :next, updated_at = :now
         WHERE id = :id AND state = 'open'",
    )?
    .execute(named_params! {
        ":id": id, ":reason": reason, ":next": stamp::millis(next_try_at), ":now": stamp::millis(now),
    })?;
    Ok(())
}

/// A person has a saga tried again, at once. With `forward` what failed before does not count any more, and it goes on
/// where it was; else it goes on with what it was taking back.
pub fn try_again(tx: &Tx, id: &str, forward: bool, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE sagas SET round = round + (state = 'stuck'),
             forward_round = iif(:forward, round + (state = 'stuck'), forward_round),
             state = 'open', result = NULL, next_try_at = :now, updated_at = :now
         WHERE id = :id AND state IN ('open', 'stuck')",
    )?
    .execute(named_params! { ":id": id, ":forward": forward, ":now": stamp::millis(now) })?;
    Ok(())
}

/// A person ends a stuck saga: as done, because what stands is good, or as taken back.
pub fn close(tx: &Tx, id: &str, end: &Closed, now: OffsetDateTime) -> Result<()> {
    finish(tx, id, end.state, &end.result, now)?;
    tx.prepare_cached("UPDATE sagas SET closed_by = ?2, closed_reason = ?3 WHERE id = ?1")?
        .execute((id, &end.by, &end.reason))?;
    Ok(())
}

/// How a person ended a saga.
#[derive(Clone, Debug, PartialEq)]
pub struct Closed {
    /// Where it rests.
    pub state: State,
    /// What its caller is told.
    pub result: Value,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// The sagas that are not at rest, stuck ones first, then by age; at most so many.
pub fn unsettled(connection: &Connection, most: u32) -> Result<Vec<Saga>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM sagas WHERE state IN ('stuck', 'open')
             ORDER BY state = 'open', created_at, id LIMIT ?1"
        ))?
        .query_map([most], |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

/// Open sagas that are due, oldest first.
pub fn due(connection: &Connection, now: OffsetDateTime, most: u32) -> Result<Vec<String>> {
    let rows = connection
        .prepare_cached(
            "SELECT id FROM sagas WHERE state = 'open' AND next_try_at <= ?1 ORDER BY next_try_at LIMIT ?2",
        )?
        .query_map((stamp::millis(now), most), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// The state of another saga of this visit that is not at rest. One that is open before one that is stuck.
pub fn unsettled_of_visit(
    connection: &Connection,
    visit_ref: &str,
    own: &str,
) -> Result<Option<State>> {
    // The two indexes hold what is not at rest alone; a list of all sagas would grow for ever.
    let found: Option<String> = connection
        .prepare_cached(
            "SELECT state FROM sagas INDEXED BY sagas_open
             WHERE state = 'open' AND id <> ?2 AND params ->> '$.metadata.chairside_ref' = ?1
             UNION ALL
             SELECT state FROM sagas INDEXED BY sagas_stuck
             WHERE state = 'stuck' AND id <> ?2 AND params ->> '$.metadata.chairside_ref' = ?1
             LIMIT 1",
        )?
        .query_row((visit_ref, own), |row| row.get(0))
        .optional()?;
    found
        .map(|text| {
            State::parse(&text).ok_or_else(|| Error::internal("sagas holds an unknown state"))
        })
        .transpose()
}

/// What the saga that is on its way for a visit was to do.
pub fn params_of_visit(connection: &Connection, visit_ref: &str) -> Result<Option<Value>> {
    let found: Option<String> = connection
        .prepare_cached(
            "SELECT params FROM sagas INDEXED BY sagas_open
             WHERE state = 'open' AND params ->> '$.metadata.chairside_ref' = ?1 LIMIT 1",
        )?
        .query_row([visit_ref], |row| row.get(0))
        .optional()?;
    found.map(|text| serde_json::from_str(&text).map_err(Error::internal)).transpose()
}

/// What the saga was to do that has made a visit; `None` where none of ours has, or has not come to its end.
pub fn made(connection: &Connection, visit_ref: &str) -> Result<Option<Value>> {
    let found: Option<String> = connection
        .prepare_cached(
            "SELECT params FROM sagas WHERE id = ?1 AND state = 'done' AND kind IN ('book', 'move')",
        )?
        .query_row([visit_ref], |row| row.get(0))
        .optional()?;
    found.map(|text| serde_json::from_str(&text).map_err(Error::internal)).transpose()
}

/// How many sagas are in a state. For tests and the demo.
pub fn count(connection: &Connection, state: State) -> Result<i64> {
    Ok(connection.query_row(
        "SELECT count(*) FROM sagas WHERE state = ?1",
        [state.as_str()],
        |row| row.get(0),
    )?)
}

fn read(row: &Row) -> Result<Saga> {
    let odd = |what: &str| Error::internal(format!("sagas holds an unknown {what}"));
    let json = |text: String| serde_json::from_str(&text).map_err(Error::internal);
    Ok(Saga {
        id: row.get("id")?,
        kind: Kind::parse(&row.get::<_, String>("kind")?).ok_or_else(|| odd("kind"))?,
        params: json(row.get("params")?)?,
        state: State::parse(&row.get::<_, String>("state")?).ok_or_else(|| odd("state"))?,
        round: row.get("round")?,
        attempts: row.get("attempts")?,
        last_error: row.get("last_error")?,
        next_try_at: row
            .get::<_, Option<String>>("next_try_at")?
            .map(|text| stamp::parse(&text))
            .transpose()?,
        sent_at: row
            .get::<_, Option<String>>("sent_at")?
            .map(|text| stamp::parse(&text))
            .transpose()?,
        result: row.get::<_, Option<String>>("result")?.map(json).transpose()?,
        closed: match (row.get("closed_by")?, row.get("closed_reason")?) {
            (Some(by), Some(reason)) => Some((by, reason)),
            (_, None) | (None, _) => None,
        },
        created_at: stamp::parse(&row.get::<_, String>("created_at")?)?,
    })
}
