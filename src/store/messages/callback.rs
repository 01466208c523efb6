//! `callbacks`: what a caller was promised that the salon would see to. One open row for one wish.

use crate::domain::Result;
use crate::domain::ids::{AppointmentId, CompanyId, CustomerId};
use crate::domain::visit::refusal::Reason;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, Row, named_params};
use time::OffsetDateTime;

/// A note to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCallback {
    /// The call, the web form's request, or the saga: within it the same wish is one note.
    pub subject: String,
    /// Why it could not be done.
    pub reason: Reason,
    /// As told; empty if it was not.
    pub customer_name: String,
    /// E.164, where the number is known.
    pub phone: Option<String>,
    /// What was wished, for the desk.
    pub wish: String,
    /// What it is about, where that is known.
    pub appointment: Option<AppointmentId>,
}

/// A note as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callback {
    pub id: i64,
    /// Why it could not be done, as stored.
    pub reason: String,
    /// Empty if it was not told.
    pub customer_name: String,
    /// E.164; empty where it is not known.
    pub phone: String,
    pub wish: String,
    pub appointment: Option<AppointmentId>,
    /// How often the same was asked for.
    pub count: u32,
    /// UTC.
    pub made_at: OffsetDateTime,
    /// UTC.
    pub last_at: OffsetDateTime,
    /// When it was seen to, by whom, and with which note.
    pub done: Option<(OffsetDateTime, String, String)>,
}

/// Leaves a note; the same wish in the same call is counted.
pub fn leave(tx: &Tx, company: CompanyId, new: &NewCallback, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO callbacks (company_id, subject, reason, customer_name, phone, wish, appointment_id, made_at,
             last_at)
         VALUES (:company, :subject, :reason, :name, :phone, :wish, :appointment, :now, :now)
         ON CONFLICT (company_id, subject, wish) WHERE done_at IS NULL DO UPDATE SET
             count = count + 1, last_at = :now, reason = :reason,
             customer_name = iif(:name = '', customer_name, :name)",
    )?
    .execute(named_params! {
        ":company": company.0, ":subject": new.subject, ":reason": new.reason.as_str(),
        ":name": new.customer_name, ":phone": new.phone.as_deref().unwrap_or_default(), ":wish": new.wish,
        ":appointment": new.appointment.map(|id| id.0), ":now": stamp::seconds(now),
    })?;
    Ok(())
}

/// How many open notes a subject has.
pub fn open_of(connection: &Connection, company: CompanyId, subject: &str) -> Result<u32> {
    let sql =
        "SELECT count(*) FROM callbacks WHERE company_id = ?1 AND subject = ?2 AND done_at IS NULL";
    Ok(connection.prepare_cached(sql)?.query_row((company.0, subject), |row| row.get(0))?)
}

/// It was seen to. Whether there was an open note of this number.
pub fn done(
    tx: &Tx,
    company: CompanyId,
    id: i64,
    by: &str,
    note: &str,
    now: OffsetDateTime,
) -> Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE callbacks SET done_at = :now, done_by = :by, note = :note
             WHERE company_id = :company AND id = :id AND done_at IS NULL",
        )?
        .execute(named_params! {
            ":company": company.0, ":id": id, ":by": by, ":note": note, ":now": stamp::seconds(now),
        })?;
    Ok(changed > 0)
}

const COLUMNS: &str = "id, reason, customer_name, phone, wish, appointment_id, count, made_at, last_at, done_at, done_by, note";

/// The notes in the order in which they were made; without `all` only what is open.
pub fn list(
    connection: &Connection,
    company: CompanyId,
    all: bool,
    most: u32,
) -> Result<Vec<Callback>> {
    let mut rows = connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM (SELECT * FROM callbacks WHERE company_id = ?1 AND (?2 OR done_at IS NULL)
                 ORDER BY id DESC LIMIT ?3) ORDER BY id"
        ))?
        .query_map((company.0, all, most), |row| Ok(read(row)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    rows.drain(..).collect()
}

/// The newest notes about a customer, by one of the numbers or a visit, in the order in which they were made. `phones`
/// is a JSON array.
pub fn of_customer(
    connection: &Connection,
    customer: CustomerId,
    phones: &str,
    most: u32,
) -> Result<Vec<Callback>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM (SELECT * FROM callbacks WHERE phone IN (SELECT value FROM json_each(?2))
                 OR appointment_id IN (SELECT id FROM appointments WHERE customer_id = ?1)
                 ORDER BY id DESC LIMIT ?3) ORDER BY id"
        ))?
        .query_map((customer.0, phones, most), |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

fn read(row: &Row) -> Result<Callback> {
    let at = |name: &str| -> Result<OffsetDateTime> { stamp::parse(&row.get::<_, String>(name)?) };
    let done = match row.get::<_, Option<String>>("done_at")? {
        Some(text) => Some((
            stamp::parse(&text)?,
            row.get::<_, Option<String>>("done_by")?.unwrap_or_default(),
            row.get::<_, Option<String>>("note")?.unwrap_or_default(),
        )),
        None => None,
    };
    Ok(Callback {
        id: row.get("id")?,
        reason: row.get("reason")?,
        customer_name: row.get("customer_name")?,
        phone: row.get("phone")?,
        wish: row.get("wish")?,
        appointment: row.get::<_, Option<i64>>("appointment_id")?.map(AppointmentId),
        count: row.get("count")?,
        made_at: at("made_at")?,
        last_at: at("last_at")?,
        done,
    })
}
