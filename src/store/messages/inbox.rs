//! `inbox`: everything received and signed, kept before it is worked on.

use crate::domain::Result;
use crate::domain::stored::stored_enum;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, Row, named_params};
use time::OffsetDateTime;

/// The event of our own hint that a booking should be looked at.
pub const LOOK_EVENT: &str = "LOOK_AT_BOOKING";
/// The event of what nobody can read.
const UNREADABLE_EVENT: &str = "unreadable";
/// What is kept of it: enough to see what it was.
const UNREADABLE_KEPT_BYTES: usize = 64 * 1024;

stored_enum! {
    /// By which door it came.
    pub enum Channel {
        /// `POST /api/retell/webhook`.
        RetellWebhook = "retell_webhook",
        /// `POST /api/retell/function`.
        RetellFunction = "retell_function",
        /// `POST /api/retell/inbound`.
        RetellInbound = "retell_inbound",
        /// `POST /api/calcom/webhook`, and our own hints that a booking should be looked at.
        CalcomWebhook = "calcom_webhook",
        /// `POST /api/v2/bookings`.
        WebApi = "web_api",
    }
}

stored_enum! {
    /// Whether it still has to be worked on.
    pub enum State {
        /// To be worked on.
        Open = "open",
        /// Worked on, or kept only.
        Done = "done",
        /// Cannot be worked on; the reason says why.
        Dead = "dead",
    }
}

/// What is kept of a message.
#[derive(Clone, Debug)]
pub struct Message {
    pub channel: Channel,
    /// `call_ended`, `BOOKING_CREATED`, a function's name; `unreadable` where it has none.
    pub event: String,
    /// A booking uid or a call id.
    pub subject: Option<String>,
    /// Who called or wrote, E.164, where that is known.
    pub caller: Option<String>,
    /// The bytes as received, or what is left after long transcripts are taken out.
    pub body: Vec<u8>,
    /// Open hints are worked on later.
    pub state: State,
    /// Why it is dead.
    pub reason: Option<String>,
}

impl Message {
    /// A message that nobody can read: dead from the start, and only its beginning is kept.
    pub fn unreadable(channel: Channel, body: &[u8], reason: impl Into<String>) -> Message {
        Message {
            channel,
            event: UNREADABLE_EVENT.into(),
            subject: None,
            caller: None,
            body: body.iter().take(UNREADABLE_KEPT_BYTES).copied().collect(),
            state: State::Dead,
            reason: Some(reason.into()),
        }
    }
}

/// An open message, to be worked on.
#[derive(Clone, Debug)]
pub struct OpenMessage {
    pub id: i64,
    /// Its door's name.
    pub channel: String,
    pub subject: Option<String>,
    /// How often it was tried.
    pub attempts: u32,
}

/// Keeps a message and gives its id.
pub fn insert(tx: &Tx, message: &Message, now: OffsetDateTime) -> Result<i64> {
    let at = stamp::millis(now);
    let open = message.state == State::Open;
    tx.prepare_cached(
        "INSERT INTO inbox (channel, event, subject, caller, body, state, reason, next_try_at, received_at, finished_at)
         VALUES (:channel, :event, :subject, :caller, :body, :state, :reason, :next, :now, :finished)",
    )?
    .execute(named_params! {
        ":channel": message.channel.as_str(), ":event": message.event, ":subject": message.subject,
        ":caller": message.caller, ":body": message.body, ":state": message.state.as_str(), ":reason": message.reason,
        ":next": open.then_some(&at), ":now": at, ":finished": (!open).then_some(&at),
    })?;
    Ok(tx.last_insert_rowid())
}

/// Keeps a copy of a message, to be worked on again, and gives its id.
pub fn insert_replay(
    tx: &Tx,
    original: i64,
    message: &Message,
    now: OffsetDateTime,
) -> Result<i64> {
    let id = insert(tx, message, now)?;
    tx.prepare_cached("UPDATE inbox SET replay_of = ?2 WHERE id = ?1")?.execute((id, original))?;
    Ok(id)
}

/// Open messages that are due, oldest first.
pub fn due(connection: &Connection, now: OffsetDateTime, most: u32) -> Result<Vec<OpenMessage>> {
    let rows = connection
        .prepare_cached(
            "SELECT id, channel, subject, attempts FROM inbox
             WHERE state = 'open' AND next_try_at <= ?1 ORDER BY next_try_at, id LIMIT ?2",
        )?
        .query_map((stamp::millis(now), most), read_open)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// Open messages about one booking, due or not, oldest first.
pub fn open_about(connection: &Connection, uid: &str) -> Result<Vec<OpenMessage>> {
    let rows = connection
        .prepare_cached(
            "SELECT id, channel, subject, attempts FROM inbox
             WHERE state = 'open' AND subject = ?1 ORDER BY next_try_at, id",
        )?
        .query_map([uid], read_open)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

fn read_open(row: &Row) -> rusqlite::Result<OpenMessage> {
    Ok(OpenMessage {
        id: row.get("id")?,
        channel: row.get("channel")?,
        subject: row.get("subject")?,
        attempts: row.get("attempts")?,
    })
}

/// Closes a message. Why it is dead is kept as the cause of its last try.
pub fn finish(
    tx: &Tx,
    id: i64,
    state: State,
    reason: Option<&str>,
    now: OffsetDateTime,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE inbox SET state = ?2, reason = ?3, finished_at = ?4, next_try_at = NULL,
             attempts = attempts + 1
         WHERE id = ?1",
    )?
    .execute((id, state.as_str(), reason, stamp::millis(now)))?;
    match (state, reason) {
        (State::Dead, Some(cause)) => keep_attempt(tx, id, cause, now),
        (State::Open | State::Done | State::Dead, _) => Ok(()),
    }
}

/// Puts a message off, with the reason.
pub fn retry(
    tx: &Tx,
    id: i64,
    reason: &str,
    next_try_at: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE inbox SET attempts = attempts + 1, reason = ?2, next_try_at = ?3 WHERE id = ?1",
    )?
    .execute((id, reason, stamp::millis(next_try_at)))?;
    keep_attempt(tx, id, reason, now)
}

/// Puts a message off that was not even tried.
pub fn put_off(tx: &Tx, id: i64, next_try_at: OffsetDateTime) -> Result<()> {
    tx.prepare_cached("UPDATE inbox SET next_try_at = ?2 WHERE id = ?1")?
        .execute((id, stamp::millis(next_try_at)))?;
    Ok(())
}

fn keep_attempt(tx: &Tx, id: i64, cause: &str, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached("INSERT INTO inbox_attempts (message_id, at, cause) VALUES (?1, ?2, ?3)")?
        .execute((id, stamp::millis(now), cause))?;
    Ok(())
}
