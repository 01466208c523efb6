//! `sagas` and `saga_events`: the journal. Append-only; writing the same event twice changes nothing.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::saga::Entry;
use crate::domain::saga::Event;
use crate::store::Tx;
use crate::store::stamp;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Row;
use rusqlite::named_params;
use serde_json::Value;
use time::OffsetDateTime;

/// What a saga is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A visit is booked.
    Book,
    /// A visit is cancelled.
    Cancel,
    /// A visit is moved.
    Move,
}

impl Kind {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Book => "book",
            Kind::Cancel => "cancel",
            Kind::Move => "move",
        }
    }

    fn parse(text: &str) -> Option<Kind> {
        [Kind::Book, Kind::Cancel, Kind::Move].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A cache of what the journal says, to find unfinished ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// To be driven.
    Open,
    /// All steps succeeded.
    Done,
    /// Refused, and nothing left behind.
    Unwound,
    /// A person must look.
    Stuck,
}

impl State {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Done => "done",
            State::Unwound => "unwound",
            State::Stuck => "stuck",
        }
    }

    fn parse(text: &str) -> Option<State> {
        [State::Open, State::Done, State::Unwound, State::Stuck]
            .into_iter()
            .find(|state| state.as_str() == text)
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
    /// How often a step ended without an outcome.
    pub attempts: u32,
    /// When the step in hand was last sent; `None` when surely nothing is on its way.
    pub sent_at: Option<OffsetDateTime>,
    /// What it ended with, for whoever asks.
    pub result: Option<Value>,
    /// UTC.
    pub created_at: OffsetDateTime,
}

/// Creates an open saga, due at once.
pub fn create(tx: &Tx, id: &str, kind: Kind, params: &Value, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO sagas (id, kind, params, state, next_try_at, created_at, updated_at)
         VALUES (:id, :kind, :params, 'open', :now, :now, :now)",
    )?
    .execute(named_params! {
        ":id": id, ":kind": kind.as_str(), ":params": params.to_string(), ":now": stamp::millis(now),
    })?;
    Ok(())
}

/// Appends an event. Writing the same event twice is no error and changes nothing.
pub fn append(tx: &Tx, saga: &str, entry: &Entry, now: OffsetDateTime) -> Result<()> {
    let step = i64::try_from(entry.step).map_err(Error::internal)?;
    tx.prepare_cached(
        "INSERT INTO saga_events (saga_id, step, event, data, at) VALUES (:saga, :step, :event, :data, :now)
         ON CONFLICT (saga_id, step, event) DO NOTHING",
    )?
    .execute(named_params! {
        ":saga": saga, ":step": step, ":event": entry.event.as_str(),
        ":data": entry.data.to_string(), ":now": stamp::millis(now),
    })?;
    Ok(())
}

/// The saga and its journal.
pub fn load(connection: &Connection, id: &str) -> Result<Option<(Saga, Vec<Entry>)>> {
    let saga = connection
        .prepare_cached(
            "SELECT id, kind, params, state, attempts, sent_at, result, created_at FROM sagas WHERE id = ?1",
        )?
        .query_row([id], |row| Ok(read(row)))
        .optional()?
        .transpose()?;
    let Some(saga) = saga else { return Ok(None) };
    let log = connection
        .prepare_cached(
            "SELECT step, event, data FROM saga_events WHERE saga_id = ?1 ORDER BY seq",
        )?
        .query_map([id], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        })?
        .map(|row| {
            let (step, event, data) = row?;
            Ok(Entry {
                step: usize::try_from(step).map_err(Error::internal)?,
                event: Event::parse(&event)
                    .ok_or_else(|| Error::internal("saga_events holds an unknown event"))?,
                data: serde_json::from_str(&data).map_err(Error::internal)?,
            })
        })
        .collect::<Result<_>>()?;
    Ok(Some((saga, log)))
}

/// Takes back a saga that was created in this same transaction and came to nothing before its first step.
pub fn discard(tx: &Tx, id: &str) -> Result<()> {
    tx.prepare_cached("DELETE FROM sagas WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Notes that the step in hand is about to be sent (or, with `None`, that surely nothing is on its way).
pub fn set_sent(tx: &Tx, id: &str, sent_at: Option<OffsetDateTime>) -> Result<()> {
    tx.prepare_cached("UPDATE sagas SET sent_at = ?2 WHERE id = ?1")?
        .execute((id, sent_at.map(stamp::millis)))?;
    Ok(())
}

/// Puts a saga to rest, with its result. The minutes held for it are free again, unless a person must look first.
pub fn finish(tx: &Tx, id: &str, state: State, result: &Value, now: OffsetDateTime) -> Result<()> {
    if state != State::Stuck {
        tx.prepare_cached("DELETE FROM holds WHERE saga_id = ?1")?.execute([id])?;
    }
    tx.prepare_cached(
        "UPDATE sagas SET state = :state, result = :result, next_try_at = NULL, updated_at = :now
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
        attempts: row.get("attempts")?,
        sent_at: row
            .get::<_, Option<String>>("sent_at")?
            .map(|text| stamp::parse(&text))
            .transpose()?,
        result: row.get::<_, Option<String>>("result")?.map(json).transpose()?,
        created_at: stamp::parse(&row.get::<_, String>("created_at")?)?,
    })
}
