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

/// So many bookings changed that no webhook had told of. Counted from the last webhook on.
pub fn count_untold(
    tx: &Tx,
    company: CompanyId,
    bookings: usize,
    now: OffsetDateTime,
) -> Result<()> {
    let came = webhook_came_since(tx, company)?;
    let bookings = i64::try_from(bookings).unwrap_or(i64::MAX);
    tx.prepare_cached(
        "UPDATE poll_state SET
             untold = iif(:afresh, 0, untold) + :bookings, untold_polls = iif(:afresh, 0, untold_polls) + 1,
             untold_since = iif(:afresh, :now, untold_since)
         WHERE company_id = :company",
    )?
    .execute(named_params! {
        ":company": company.0, ":bookings": bookings, ":afresh": came, ":now": stamp::millis(now),
    })?;
    Ok(())
}

/// Whether a webhook of Cal.com's came since the poll first found what none had told, or it never did.
pub fn webhook_came_since(connection: &Connection, company: CompanyId) -> Result<bool> {
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM poll_state p WHERE p.company_id = ?1 AND (p.untold_since IS NULL OR EXISTS (
                 SELECT 1 FROM inbox WHERE channel = 'calcom_webhook' AND event <> 'LOOK_AT_BOOKING'
                   AND received_at > p.untold_since))",
        )?
        .exists([company.0])?)
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
