//! What the alarms about the running appliance look at. Only reads.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::store::db::stamp;
use crate::store::messages::poll;
use rusqlite::{Connection, OptionalExtension};
use time::OffsetDateTime;

/// Messages that were given up since this instant. One that a person had worked on again with success counts no more,
/// and neither does a trial of that which failed: that person knows.
pub fn dead_messages(connection: &Connection, since: OffsetDateTime) -> Result<u64> {
    count(
        connection,
        "SELECT count(*) FROM inbox d WHERE d.state = 'dead' AND d.finished_at >= ?1 AND d.replay_of IS NULL
           AND NOT EXISTS (SELECT 1 FROM inbox r WHERE r.replay_of = d.id AND r.state = 'done')",
        &stamp::millis(since),
    )
}

/// How many messages wait, and since when the oldest does.
pub fn open_messages(connection: &Connection) -> Result<(u64, Option<OffsetDateTime>)> {
    waiting(connection, "SELECT count(*), min(received_at) FROM inbox WHERE state = 'open'")
}

/// How many visits are being settled, and since when the oldest is.
pub fn open_visits(connection: &Connection) -> Result<(u64, Option<OffsetDateTime>)> {
    waiting(connection, "SELECT count(*), min(created_at) FROM sagas WHERE state = 'open'")
}

/// Visits that a person must settle.
pub fn stuck_visits(connection: &Connection) -> Result<u64> {
    let sql = "SELECT count(*) FROM sagas WHERE state = 'stuck'";
    let count: i64 = connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// What the poll found that no webhook had told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UntoldRow {
    /// Bookings.
    pub bookings: u64,
    /// In so many polls.
    pub polls: u64,
    /// Since when.
    pub since: OffsetDateTime,
}

/// What bookings changed since the last webhook that only the poll has found.
pub fn untold(connection: &Connection, company: CompanyId) -> Result<Option<UntoldRow>> {
    let row: Option<(i64, i64, String)> = connection
        .prepare_cached(
            "SELECT untold, untold_polls, untold_since FROM poll_state
             WHERE company_id = ?1 AND untold > 0 AND untold_since IS NOT NULL",
        )?
        .query_row([company.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    if row.is_none() || poll::webhook_came_since(connection, company)? {
        return Ok(None);
    }
    let number = |number: i64| u64::try_from(number).unwrap_or(0);
    row.map(|(bookings, polls, since)| {
        let since = stamp::parse(&since)?;
        Ok(UntoldRow { bookings: number(bookings), polls: number(polls), since })
    })
    .transpose()
}

fn count(connection: &Connection, sql: &str, since: &str) -> Result<u64> {
    let count: i64 = connection.prepare_cached(sql)?.query_row([since], |row| row.get(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

fn waiting(connection: &Connection, sql: &str) -> Result<(u64, Option<OffsetDateTime>)> {
    let (count, oldest): (i64, Option<String>) =
        connection.prepare_cached(sql)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let oldest = oldest.map(|text| stamp::parse(&text)).transpose()?;
    Ok((u64::try_from(count).unwrap_or(0), oldest))
}
