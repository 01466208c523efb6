//! `poll_state`: how far the poll has read.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, OptionalExtension, named_params};
use time::OffsetDateTime;

/// The instant up to which everything has been read, and when that was noted; `None` before the first poll.
pub fn noted(
    connection: &Connection,
    company: CompanyId,
) -> Result<Option<(OffsetDateTime, OffsetDateTime)>> {
    let texts: Option<(String, String)> = connection
        .prepare_cached("SELECT read_until, updated_at FROM poll_state WHERE company_id = ?1")?
        .query_row([company.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    texts.map(|(until, at)| Ok((stamp::parse(&until)?, stamp::parse(&at)?))).transpose()
}

/// Notes it.
pub fn set_read_until(
    tx: &Tx,
    company: CompanyId,
    read_until: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO poll_state (company_id, read_until, updated_at) VALUES (:company, :until, :now)
         ON CONFLICT (company_id) DO UPDATE SET read_until = :until, updated_at = :now",
    )?
    .execute(named_params! {
        ":company": company.0, ":until": stamp::millis(read_until), ":now": stamp::millis(now),
    })?;
    Ok(())
}
