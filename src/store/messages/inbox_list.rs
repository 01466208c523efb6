//! `inbox` and `inbox_attempts` as people look at them: lists, one message, its tries. Only reads.

use crate::domain::Result;
use crate::domain::error::Error;
use crate::store::db::stamp;
use crate::store::messages::inbox::{Channel, State};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use time::OffsetDateTime;

/// Which messages are listed. Unset means all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Which came by this door, or are this event, in any case of letters.
    pub kind: Option<String>,
    pub state: Option<State>,
    /// Received from this instant on.
    pub since: Option<OffsetDateTime>,
    /// What is in the subject, the event or the reason, in any case of ASCII letters.
    pub find: Option<String>,
    /// Received before the message of this number.
    pub before: Option<i64>,
    /// Dead, and no replay of it was done.
    pub most: u32,
}

/// A message, without its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub id: i64,
    pub channel: Channel,
    pub event: String,
    /// A booking uid or a call id.
    pub subject: Option<String>,
    pub state: State,
    /// How often it was tried.
    pub attempts: u32,
    /// UTC, while it is open.
    pub next_try_at: Option<OffsetDateTime>,
    /// Why it is dead, or why the last try came to nothing.
    pub reason: Option<String>,
    /// UTC.
    pub received_at: OffsetDateTime,
    /// UTC.
    pub finished_at: Option<OffsetDateTime>,
    /// The message that this is a copy of, to be worked on again.
    pub replay_of: Option<i64>,
    /// The newest copy of it, and where that stands.
    pub replayed: Option<(i64, State)>,
}

/// A try that came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// UTC.
    pub at: OffsetDateTime,
    pub cause: String,
}

const COLUMNS: &str = "m.id, m.channel, m.event, m.subject, m.state, m.attempts, m.next_try_at, m.reason, m.received_at,
    m.finished_at, m.replay_of,
    (SELECT max(r.id) FROM inbox r WHERE r.replay_of = m.id) AS replay_id,
    (SELECT r.state FROM inbox r WHERE r.replay_of = m.id ORDER BY r.id DESC LIMIT 1) AS replay_state";

/// The messages that a filter lets through, the newest first.
pub fn list(connection: &Connection, filter: &Filter) -> Result<Vec<Listed>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM inbox m
             WHERE (:before IS NULL OR m.id < :before) AND (:state IS NULL OR m.state = :state)
               AND (:since IS NULL OR m.received_at >= :since)
               AND (:kind IS NULL OR m.channel = :kind COLLATE NOCASE OR m.event = :kind COLLATE NOCASE)
               AND (:find IS NULL OR instr(lower(coalesce(m.subject, '') || ' ' || m.event || ' '
                        || coalesce(m.reason, '')), lower(:find)) > 0)
             ORDER BY m.id DESC LIMIT :most"
        ))?
        .query_map(
            named_params! {
                ":before": filter.before, ":state": filter.state.map(State::as_str),
                ":since": filter.since.map(stamp::millis), ":kind": filter.kind, ":find": filter.find,
                ":most": filter.most,
            },
            |row| Ok(read(row)),
        )?
        .map(|row| row?)
        .collect()
}

/// The newest messages from an instant on that are dead still: nobody has had them worked on again with success. A
/// statement of its own, for the index of what is dead: of the rest nothing is read.
pub fn left_dead(
    connection: &Connection,
    since: Option<OffsetDateTime>,
    most: u32,
) -> Result<Vec<Listed>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM inbox m
             WHERE m.state = 'dead' AND m.replay_of IS NULL AND (?1 IS NULL OR m.received_at >= ?1)
               AND NOT EXISTS (SELECT 1 FROM inbox r WHERE r.replay_of = m.id AND r.state = 'done')
             ORDER BY m.id DESC LIMIT ?2"
        ))?
        .query_map((since.map(stamp::millis), most), |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

/// The messages about a subject that came within a span, oldest first. Found by their numbers, which grow with the time:
/// of the rest nothing is read.
pub fn about(
    connection: &Connection,
    subject: &str,
    span: (OffsetDateTime, OffsetDateTime),
    most: u32,
) -> Result<Vec<Listed>> {
    let (first, end) = numbers(connection, span)?;
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM inbox m WHERE m.id >= ?1 AND m.id < ?2 AND m.subject = ?3
             ORDER BY m.id LIMIT ?4"
        ))?
        .query_map((first, end, subject, most), |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

/// The numbers of the messages that came within a span: from the first, up to the second without it. As far as the clock
/// has not jumped meanwhile.
pub(crate) fn numbers(
    connection: &Connection,
    (since, until): (OffsetDateTime, OffsetDateTime),
) -> Result<(i64, i64)> {
    Ok((first_since(connection, since)?, first_since(connection, until)?))
}

/// The number of the first message from an instant on; one above the last where there is none.
fn first_since(connection: &Connection, at: OffsetDateTime) -> Result<i64> {
    let mut next = connection
        .prepare_cached("SELECT id, received_at FROM inbox WHERE id >= ?1 ORDER BY id LIMIT 1")?;
    let sql = "SELECT coalesce(min(id), 0), coalesce(max(id), 0) + 1 FROM inbox";
    let (mut low, mut high): (i64, i64) =
        connection.prepare_cached(sql)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    while low < high {
        let middle = low.saturating_add((high - low) / 2);
        let found: Option<(i64, String)> =
            next.query_row([middle], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        match found {
            Some((id, received)) if stamp::parse(&received)? < at => low = id.saturating_add(1),
            Some(_) | None => high = middle,
        }
    }
    Ok(low)
}

/// One message by its number.
pub fn find(connection: &Connection, id: i64) -> Result<Option<Listed>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM inbox m WHERE m.id = ?1"))?
        .query_row([id], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// What is kept of a message's body.
pub fn body(connection: &Connection, id: i64) -> Result<Option<Vec<u8>>> {
    Ok(connection
        .prepare_cached("SELECT body FROM inbox WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

/// The copy of a message that was worked on with success, if there is one.
pub fn done_replay_of(connection: &Connection, id: i64) -> Result<Option<i64>> {
    Ok(connection
        .prepare_cached("SELECT max(id) FROM inbox WHERE replay_of = ?1 AND state = 'done'")?
        .query_row([id], |row| row.get(0))?)
}

/// The tries of a message that came to nothing, oldest first.
pub fn attempts(connection: &Connection, id: i64, most: u32) -> Result<Vec<Attempt>> {
    connection
        .prepare_cached(
            "SELECT at, cause FROM inbox_attempts WHERE message_id = ?1 ORDER BY id LIMIT ?2",
        )?
        .query_map((id, most), |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?
        .map(|row| {
            let (at, cause) = row?;
            Ok(Attempt { at: stamp::parse(&at)?, cause })
        })
        .collect()
}

fn read(row: &Row) -> Result<Listed> {
    let text = |column: &str| row.get::<_, String>(column);
    let odd = |what: &str| Error::internal(format!("inbox holds an unknown {what}"));
    let instant = |column: &str| -> Result<Option<OffsetDateTime>> {
        row.get::<_, Option<String>>(column)?.map(|at| stamp::parse(&at)).transpose()
    };
    let state = |word: &str| State::parse(word).ok_or_else(|| odd("state"));
    let replay_state = row.get::<_, Option<String>>("replay_state")?;
    let replay = row.get::<_, Option<i64>>("replay_id")?.zip(replay_state);
    Ok(Listed {
        id: row.get("id")?,
        channel: Channel::parse(&text("channel")?).ok_or_else(|| odd("channel"))?,
        event: row.get("event")?,
        subject: row.get("subject")?,
        state: state(&text("state")?)?,
        attempts: row.get("attempts")?,
        next_try_at: instant("next_try_at")?,
        reason: row.get("reason")?,
        received_at: stamp::parse(&text("received_at")?)?,
        finished_at: instant("finished_at")?,
        replay_of: row.get("replay_of")?,
        replayed: replay.map(|(id, word)| Ok::<_, Error>((id, state(&word)?))).transpose()?,
    })
}
