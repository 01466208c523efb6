//! `visit_links`: the links that were sent to customers. Of each secret its hash alone is kept.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, OptionalExtension};
use time::OffsetDateTime;

/// Keeps a link.
pub fn insert(
    tx: &Tx,
    company: CompanyId,
    token_hash: &str,
    visit_ref: &str,
    now: OffsetDateTime,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO visit_links (token_hash, company_id, visit_ref, made_at) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((token_hash, company.0, visit_ref, stamp::seconds(now)))?;
    Ok(())
}

/// The visit that a link opens.
pub fn find(
    connection: &Connection,
    company: CompanyId,
    token_hash: &str,
) -> Result<Option<String>> {
    Ok(connection
        .prepare_cached(
            "SELECT visit_ref FROM visit_links WHERE token_hash = ?1 AND company_id = ?2",
        )?
        .query_row((token_hash, company.0), |row| row.get(0))
        .optional()?)
}
