//! `chores`: what is done by itself every so often, and how it went last.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, named_params};
use time::OffsetDateTime;

/// The host sync.
pub const HOST_SYNC: &str = "host_sync";
/// The comparison of event types.
pub const EVENT_TYPES: &str = "event_types";
/// The poll.
pub const POLL: &str = "poll";
/// The backup.
pub const BACKUP: &str = "backup";
/// Taking away what was kept long enough.
pub const RETENTION: &str = "retention";

/// How it stands with a chore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chore {
    /// Which one.
    pub name: String,
    /// When it went well last.
    pub done_at: Option<OffsetDateTime>,
    /// Since when it has not gone well.
    pub failing_since: Option<OffsetDateTime>,
}

/// All that were ever tried.
pub fn all(connection: &Connection, company: CompanyId) -> Result<Vec<Chore>> {
    type Texts = (String, Option<String>, Option<String>);
    let rows: Vec<Texts> = connection
        .prepare_cached(
            "SELECT name, done_at, failing_since FROM chores WHERE company_id = ?1 ORDER BY name",
        )?
        .query_map([company.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let instant = |text: Option<String>| text.map(|text| stamp::parse(&text)).transpose();
    rows.into_iter()
        .map(|(name, done, failing)| {
            Ok(Chore { name, done_at: instant(done)?, failing_since: instant(failing)? })
        })
        .collect()
}

/// It went well.
pub fn done(tx: &Tx, company: CompanyId, name: &str, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO chores (company_id, name, done_at) VALUES (:company, :name, :now)
         ON CONFLICT (company_id, name) DO UPDATE SET done_at = :now, failing_since = NULL",
    )?
    .execute(named_params! { ":company": company.0, ":name": name, ":now": stamp::seconds(now) })?;
    Ok(())
}

/// It did not.
pub fn failed(tx: &Tx, company: CompanyId, name: &str, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO chores (company_id, name, failing_since) VALUES (:company, :name, :now)
         ON CONFLICT (company_id, name) DO UPDATE SET failing_since = coalesce(failing_since, :now)",
    )?
    .execute(named_params! { ":company": company.0, ":name": name, ":now": stamp::seconds(now) })?;
    Ok(())
}
