//! `sessions`: who is logged in. Of the secret in the browser the hash alone is kept.

use crate::domain::Result;
use crate::domain::access::session::SessionTimes;
use crate::domain::ids::{CompanyId, SessionId, UserId};
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, OptionalExtension, Row};
use time::OffsetDateTime;

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    /// The row.
    pub id: SessionId,
    pub user: UserId,
    pub times: SessionTimes,
}

/// How many of a user are listed, and kept.
pub(crate) const OF_USER_MAX: u32 = 20;

/// Begins one. Of the user's older ones so many stay that the list is short.
pub(crate) fn insert(
    tx: &Tx,
    user: UserId,
    token_hash: &str,
    now: OffsetDateTime,
) -> Result<SessionId> {
    tx.prepare_cached(
        "INSERT INTO sessions (token_hash, user_id, made_at, seen_at) VALUES (?1, ?2, ?3, ?3)",
    )?
    .execute((token_hash, user.0, stamp::seconds(now)))?;
    let id = SessionId(tx.last_insert_rowid());
    tx.prepare_cached(
        "DELETE FROM sessions WHERE user_id = ?1 AND id NOT IN
             (SELECT id FROM sessions WHERE user_id = ?1 ORDER BY seen_at DESC, id DESC LIMIT ?2)",
    )?
    .execute((user.0, OF_USER_MAX))?;
    Ok(id)
}

/// The session of a secret, over or not, of a user of this company.
pub(crate) fn find(
    connection: &Connection,
    company: CompanyId,
    token_hash: &str,
) -> Result<Option<Session>> {
    connection
        .prepare_cached(
            "SELECT s.id, s.user_id, s.made_at, s.seen_at FROM sessions s JOIN users u ON u.id = s.user_id
             WHERE s.token_hash = ?1 AND u.company_id = ?2",
        )?
        .query_row((token_hash, company.0), |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// A user's sessions, the one used last first.
pub(crate) fn of_user(connection: &Connection, user: UserId) -> Result<Vec<Session>> {
    connection
        .prepare_cached(
            "SELECT id, user_id, made_at, seen_at FROM sessions WHERE user_id = ?1
             ORDER BY seen_at DESC, id DESC LIMIT ?2",
        )?
        .query_map((user.0, OF_USER_MAX), |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

/// It is used.
pub(crate) fn note(tx: &Tx, id: SessionId, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached("UPDATE sessions SET seen_at = ?2 WHERE id = ?1")?
        .execute((id.0, stamp::seconds(now)))?;
    Ok(())
}

/// Ends one of a user's. Whether there was one of this number.
pub(crate) fn end(tx: &Tx, user: UserId, id: SessionId) -> Result<bool> {
    let ended = tx
        .prepare_cached("DELETE FROM sessions WHERE id = ?1 AND user_id = ?2")?
        .execute((id.0, user.0))?;
    Ok(ended > 0)
}

/// Ends all of a user's.
pub(crate) fn end_all(tx: &Tx, user: UserId) -> Result<usize> {
    Ok(tx.prepare_cached("DELETE FROM sessions WHERE user_id = ?1")?.execute([user.0])?)
}

/// Ends everybody's. Gives how many there were.
pub(crate) fn end_everybodys(tx: &Tx) -> Result<usize> {
    Ok(tx.prepare_cached("DELETE FROM sessions")?.execute([])?)
}

/// Takes away what is over.
pub(crate) fn sweep(tx: &Tx, over_before: SessionTimes) -> Result<()> {
    let (made, seen) = (stamp::seconds(over_before.made_at), stamp::seconds(over_before.seen_at));
    tx.prepare_cached("DELETE FROM sessions WHERE made_at < ?1 OR seen_at < ?2")?
        .execute((made, seen))?;
    Ok(())
}

fn read(row: &Row) -> Result<Session> {
    let at = |column: &str| stamp::parse(&row.get::<_, String>(column)?);
    Ok(Session {
        id: SessionId(row.get("id")?),
        user: UserId(row.get("user_id")?),
        times: SessionTimes { made_at: at("made_at")?, seen_at: at("seen_at")? },
    })
}
