//! `customers`: known by their phone number; a withheld number is nobody we can recognise again.

use crate::domain::Result;
use crate::domain::ids::{CompanyId, CustomerId};
use crate::domain::people::dialling;
use crate::domain::speech::placeholder::is_placeholder;
use crate::domain::suggest::heard::corrects;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, OptionalExtension, named_params};
use time::OffsetDateTime;

/// A person who has appointments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    pub id: CustomerId,
    /// As the customer said it first.
    pub name: String,
    /// E.164. There may be others, see `store::customer::contact`.
    pub phone: Option<String>,
}

/// The customer of a phone number, in E.164. Rows may have it as a telephone network once sent it, with the 0 that is
/// only dialled inside the country.
pub fn find_by_phone(
    connection: &Connection,
    company: CompanyId,
    phone: &str,
) -> Result<Option<Customer>> {
    let old = as_once_written(phone);
    Ok(connection
        .prepare_cached(
            "SELECT id, name, phone FROM customers WHERE company_id = ?1 AND phone = ?2
             UNION ALL
             SELECT c.id, c.name, c.phone FROM customer_contacts n JOIN customers c ON c.id = n.customer_id
             WHERE n.company_id = ?1 AND n.kind = 'phone' AND n.value = ?2
             UNION ALL
             SELECT id, name, phone FROM customers WHERE company_id = ?1 AND phone = ?3
             UNION ALL
             SELECT c.id, c.name, c.phone FROM customer_contacts n JOIN customers c ON c.id = n.customer_id
             WHERE n.company_id = ?1 AND n.kind = 'phone' AND n.value = ?3
             LIMIT 1",
        )?
        .query_row((company.0, phone, old), read)
        .optional()?)
}

/// The same number as rows may have it; `None` for most.
pub(crate) fn as_once_written(phone: &str) -> Option<String> {
    dialling::with_trunk_zero(phone.strip_prefix('+')?).map(|digits| format!("+{digits}"))
}

/// The customer of a row.
pub fn find(connection: &Connection, id: CustomerId) -> Result<Option<Customer>> {
    Ok(connection
        .prepare_cached("SELECT id, name, phone FROM customers WHERE id = ?1")?
        .query_row([id.0], read)
        .optional()?)
}

/// The customer of this number, made if it is a new one; without a number always a new one.
///
/// A known customer keeps the known name: a mother who books for a child does not become the child. But who is known by
/// no name yet gets this one, and so does one person whom it spells as well or better.
pub fn find_or_insert(
    tx: &Tx,
    company: CompanyId,
    phone: Option<&str>,
    name: &str,
    now: OffsetDateTime,
) -> Result<CustomerId> {
    if let Some(phone) = phone
        && let Some(known) = find_by_phone(tx, company, phone)?
    {
        let is_nameless = is_placeholder(&known.name);
        if !is_placeholder(name) && (is_nameless || corrects(&known.name, name)) {
            rename(tx, known.id, name, now)?;
        }
        return Ok(known.id);
    }
    tx.prepare_cached(
        "INSERT INTO customers (company_id, phone, name, created_at, updated_at)
         VALUES (:company, :phone, :name, :now, :now)",
    )?
    .execute(named_params! {
        ":company": company.0, ":phone": phone, ":name": name, ":now": stamp::seconds(now),
    })?;
    Ok(CustomerId(tx.last_insert_rowid()))
}

/// Gives a customer another name.
pub fn rename(tx: &Tx, id: CustomerId, name: &str, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached("UPDATE customers SET name = ?2, updated_at = ?3 WHERE id = ?1")?
        .execute((id.0, name, stamp::seconds(now)))?;
    Ok(())
}

/// Removes a customer without a number who has no appointment: nobody could ever be recognised as this one again.
pub fn delete_if_unknown(tx: &Tx, id: CustomerId) -> Result<()> {
    tx.prepare_cached(&format!(
        "DELETE FROM customer_contacts WHERE customer_id = ?1
           AND EXISTS (SELECT 1 FROM customers c WHERE c.id = ?1 AND {UNKNOWN})"
    ))?
    .execute([id.0])?;
    tx.prepare_cached(&format!("DELETE FROM customers AS c WHERE c.id = ?1 AND {UNKNOWN}"))?
        .execute([id.0])?;
    Ok(())
}

/// That nobody could be recognised as the customer `c`: by no number, no visit, no merge. An address alone is a family's.
const UNKNOWN: &str = "c.phone IS NULL AND c.merged_into IS NULL AND c.erased_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM appointments WHERE customer_id = c.id)
    AND NOT EXISTS (SELECT 1 FROM customer_contacts WHERE customer_id = c.id AND kind = 'phone')
    AND NOT EXISTS (SELECT 1 FROM customers m WHERE m.merged_into = c.id)";

/// Whether this one was forgotten: what is heard of the old visits later tells nothing more about the person.
pub fn is_erased(connection: &Connection, id: CustomerId) -> Result<bool> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM customers WHERE id = ?1 AND erased_at IS NOT NULL")?
        .exists([id.0])?)
}

fn read(row: &rusqlite::Row) -> rusqlite::Result<Customer> {
    Ok(Customer {
        id: CustomerId(row.get("id")?),
        name: row.get("name")?,
        phone: row.get("phone")?,
    })
}
