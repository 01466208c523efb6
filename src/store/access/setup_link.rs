//! `setup_links`: links by which a password is chosen. Of each secret the hash alone is kept.

use crate::domain::Result;
use crate::domain::ids::{CompanyId, UserId};
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, OptionalExtension};
use time::OffsetDateTime;

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SetupLink {
    /// Whose password; `None` for the first owner, who is not there yet.
    pub user: Option<UserId>,
    /// UTC.
    pub made_at: OffsetDateTime,
}

/// Keeps a link in the place of all older ones for the same user.
pub(crate) fn put(
    tx: &Tx,
    company: CompanyId,
    token_hash: &str,
    user: Option<UserId>,
    now: OffsetDateTime,
) -> Result<()> {
    tx.prepare_cached("DELETE FROM setup_links WHERE company_id = ?1 AND user_id IS ?2")?
        .execute((company.0, user.map(|id| id.0)))?;
    tx.prepare_cached(
        "INSERT INTO setup_links (token_hash, company_id, user_id, made_at) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((token_hash, company.0, user.map(|id| id.0), stamp::seconds(now)))?;
    Ok(())
}

/// The link of a secret, too old or not.
pub(crate) fn find(
    connection: &Connection,
    company: CompanyId,
    token_hash: &str,
) -> Result<Option<SetupLink>> {
    let found: Option<(Option<i64>, String)> = connection
        .prepare_cached(
            "SELECT user_id, made_at FROM setup_links WHERE token_hash = ?1 AND company_id = ?2",
        )?
        .query_row((token_hash, company.0), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((user, made_at)) = found else { return Ok(None) };
    Ok(Some(SetupLink { user: user.map(UserId), made_at: stamp::parse(&made_at)? }))
}

/// It was used. Whether it was there.
pub(crate) fn take(tx: &Tx, token_hash: &str) -> Result<bool> {
    let gone = tx
        .prepare_cached("DELETE FROM setup_links WHERE token_hash = ?1")?
        .execute([token_hash])?;
    Ok(gone > 0)
}

/// Takes all of them away. Gives how many there were.
pub(crate) fn take_all(tx: &Tx) -> Result<usize> {
    Ok(tx.prepare_cached("DELETE FROM setup_links")?.execute([])?)
}

/// Takes away what is too old.
pub(crate) fn sweep(tx: &Tx, before: OffsetDateTime) -> Result<()> {
    tx.prepare_cached("DELETE FROM setup_links WHERE made_at < ?1")?
        .execute([stamp::seconds(before)])?;
    Ok(())
}
