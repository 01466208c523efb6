//! `erasures`: who was forgotten, as hashes that tell nobody who it was.

use crate::domain::ids::CompanyId;
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, named_params};
use serde_json::json;
use time::OffsetDateTime;

/// An entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Erasure {
    /// The number the customer had here; `None` for whom only a telephone number was known.
    pub customer: Option<i64>,
    /// HMAC-SHA256 in hex.
    pub hashes: Vec<String>,
    /// UTC.
    pub erased_at: OffsetDateTime,
    pub erased_by: String,
}

/// Writes an entry.
pub(crate) fn insert(tx: &Tx, company: CompanyId, new: &Erasure) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO erasures (company_id, customer_id, hashes, erased_at, erased_by)
         VALUES (:company, :customer, :hashes, :at, :by)",
    )?
    .execute(named_params! {
        ":company": company.0, ":customer": new.customer, ":hashes": json!(new.hashes).to_string(),
        ":at": stamp::seconds(new.erased_at), ":by": new.erased_by,
    })?;
    Ok(())
}

/// All entries of a company, oldest first.
pub(crate) fn all(connection: &Connection, company: CompanyId) -> Result<Vec<Erasure>> {
    let mut statement = connection.prepare_cached(
        "SELECT customer_id, hashes, erased_at, erased_by FROM erasures WHERE company_id = ?1 ORDER BY id",
    )?;
    let rows = statement.query_map([company.0], |row| {
        let hashes: String = row.get("hashes")?;
        let at: String = row.get("erased_at")?;
        Ok((row.get("customer_id")?, hashes, at, row.get("erased_by")?))
    })?;
    rows.map(|row| {
        let (customer, hashes, at, erased_by) = row?;
        let hashes = serde_json::from_str(&hashes).map_err(Error::internal)?;
        Ok(Erasure { customer, hashes, erased_at: stamp::parse(&at)?, erased_by })
    })
    .collect()
}

/// The numbers that were heard of no later than this: of calls and forms, and of notes to call back.
pub(crate) fn numbers_before(
    connection: &Connection,
    until: OffsetDateTime,
) -> Result<Vec<String>> {
    let rows = connection
        .prepare_cached(
            "SELECT caller AS number FROM inbox WHERE caller IS NOT NULL AND received_at <= ?1
             UNION SELECT phone FROM callbacks WHERE phone <> '' AND made_at <= ?2",
        )?
        .query_map((stamp::millis(until), stamp::seconds(until)), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}
