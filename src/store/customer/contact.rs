//! `customer_contacts`: further telephone numbers of a customer, and e-mail addresses.

use crate::domain::Result;
use crate::domain::ids::{CompanyId, CustomerId};
use crate::domain::stored::stored_enum;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, named_params};
use time::OffsetDateTime;

stored_enum! {
    /// What it is.
    pub enum Kind {
        /// In E.164; known as the caller's like the one in `customers`.
        Phone = "phone",
        /// In lower case.
        Email = "email",
    }
}

/// Keeps a number or an address, unless it is known.
pub(crate) fn add(
    tx: &Tx,
    company: CompanyId,
    customer: CustomerId,
    (kind, value): (Kind, &str),
    now: OffsetDateTime,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO customer_contacts (company_id, customer_id, kind, value, added_at)
         VALUES (:company, :customer, :kind, :value, :now) ON CONFLICT DO NOTHING",
    )?
    .execute(named_params! {
        ":company": company.0, ":customer": customer.0, ":kind": kind.as_str(), ":value": value,
        ":now": stamp::seconds(now),
    })?;
    Ok(())
}

/// A customer's, in the order of the alphabet.
pub(crate) fn of(connection: &Connection, customer: CustomerId, kind: Kind) -> Result<Vec<String>> {
    let rows = connection
        .prepare_cached(
            "SELECT value FROM customer_contacts WHERE customer_id = ?1 AND kind = ?2 ORDER BY value",
        )?
        .query_map((customer.0, kind.as_str()), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// Everybody's of a company, by customer.
pub(crate) fn all(
    connection: &Connection,
    company: CompanyId,
    kind: Kind,
) -> Result<Vec<(i64, String)>> {
    let rows = connection
        .prepare_cached(
            "SELECT customer_id, value FROM customer_contacts WHERE company_id = ?1 AND kind = ?2
             ORDER BY customer_id, value",
        )?
        .query_map((company.0, kind.as_str()), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// One customer's become another's; what both have stays once.
pub(crate) fn hand_over(tx: &Tx, from: CustomerId, to: CustomerId) -> Result<()> {
    tx.prepare_cached(
        "DELETE FROM customer_contacts WHERE customer_id = ?1 AND (kind, value) IN
             (SELECT kind, value FROM customer_contacts WHERE customer_id = ?2)",
    )?
    .execute((from.0, to.0))?;
    tx.prepare_cached("UPDATE customer_contacts SET customer_id = ?2 WHERE customer_id = ?1")?
        .execute((from.0, to.0))?;
    Ok(())
}
