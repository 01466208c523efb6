//! `customers` as a list, and one with how it stands.

use crate::domain::Result;
use crate::domain::ids::{CompanyId, CustomerId};
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, OptionalExtension, Row};
use time::OffsetDateTime;

/// A customer as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub id: CustomerId,
    /// As told first; may be empty or a placeholder.
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
    /// UTC.
    pub since: OffsetDateTime,
    /// Two were one: whose the visits are now.
    pub merged_into: Option<CustomerId>,
    /// When the person was forgotten, UTC.
    pub erased_at: Option<OffsetDateTime>,
}

const COLUMNS: &str = "id, name, phone, created_at, merged_into, erased_at";

/// The customers of a company, without those who are another one now or were forgotten.
pub(crate) fn standing(connection: &Connection, company: CompanyId) -> Result<Vec<Known>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM customers
         WHERE company_id = ?1 AND merged_into IS NULL AND erased_at IS NULL ORDER BY id"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([company.0], |row| Ok(read(row)))?;
    rows.map(|row| row?).collect()
}

/// One of them, however it stands.
pub(crate) fn find(
    connection: &Connection,
    company: CompanyId,
    id: CustomerId,
) -> Result<Option<Known>> {
    let sql = format!("SELECT {COLUMNS} FROM customers WHERE id = ?1 AND company_id = ?2");
    connection
        .prepare_cached(&sql)?
        .query_row((id.0, company.0), |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// The numbers of those that are this one now.
pub(crate) fn merged_into(connection: &Connection, id: CustomerId) -> Result<Vec<i64>> {
    let rows = connection
        .prepare_cached("SELECT id FROM customers WHERE merged_into = ?1 ORDER BY id")?
        .query_map([id.0], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// What a customer's visits come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Figures {
    /// That took place and that the customer came to.
    pub visits: u32,
    /// When the last of them began, UTC.
    pub last: Option<OffsetDateTime>,
    /// When the next one that stands begins, UTC.
    pub next: Option<OffsetDateTime>,
}

/// What the visits of a customer come to.
pub(crate) fn figures(
    connection: &Connection,
    id: CustomerId,
    now: OffsetDateTime,
) -> Result<Figures> {
    let (visits, last, next): (u32, Option<String>, Option<String>) = connection
        .prepare_cached(
            "SELECT count(*) FILTER (WHERE status = 'confirmed' AND ends_at <= ?2 AND no_show_at IS NULL),
                 max(starts_at) FILTER (WHERE status = 'confirmed' AND ends_at <= ?2 AND no_show_at IS NULL),
                 min(starts_at) FILTER (WHERE status IN ('confirmed', 'requested', 'pending') AND ends_at > ?2)
             FROM appointments WHERE customer_id = ?1",
        )?
        .query_row((id.0, stamp::seconds(now)), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let at = |text: Option<String>| text.map(|text| stamp::parse(&text)).transpose();
    Ok(Figures { visits, last: at(last)?, next: at(next)? })
}

/// Another customer takes this one's place: the row stays, without what made it a customer.
pub(crate) fn merge(
    tx: &Tx,
    gone: CustomerId,
    keep: CustomerId,
    now: OffsetDateTime,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE customers SET phone = NULL, name = '', merged_into = ?2, updated_at = ?3
         WHERE id = ?1 OR merged_into = ?1",
    )?
    .execute((gone.0, keep.0, stamp::seconds(now)))?;
    Ok(())
}

/// The number under which a customer without one is known.
pub(crate) fn set_phone(tx: &Tx, id: CustomerId, phone: &str, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached("UPDATE customers SET phone = ?2, updated_at = ?3 WHERE id = ?1")?
        .execute((id.0, phone, stamp::seconds(now)))?;
    Ok(())
}

fn read(row: &Row) -> Result<Known> {
    let at = |column: &str| -> Result<Option<OffsetDateTime>> {
        row.get::<_, Option<String>>(column)?.map(|text| stamp::parse(&text)).transpose()
    };
    Ok(Known {
        id: CustomerId(row.get("id")?),
        name: row.get("name")?,
        phone: row.get("phone")?,
        since: stamp::parse(&row.get::<_, String>("created_at")?)?,
        merged_into: row.get::<_, Option<i64>>("merged_into")?.map(CustomerId),
        erased_at: at("erased_at")?,
    })
}
