//! `staff` and `staff_emails`: the people of the salon.

use crate::domain::Result;
use crate::domain::ids::{BranchId, CompanyId, StaffId};
use crate::domain::people::staff::StaffMember;
use crate::domain::service::catalogue::PausePolicy;
use crate::store::db::kept;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, Row, named_params};
use std::collections::HashMap;
use time::OffsetDateTime;

/// Everybody, of whichever company, by name.
struct Everybody(Vec<StaffMember>);

fn everybody(connection: &Connection) -> Result<Everybody> {
    let mut staff = connection
        .prepare_cached(
            "SELECT id, company_id, branch_id, name, is_active, pause_bookable_policy FROM staff
             ORDER BY name, id",
        )?
        .query_map([], read)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let mut emails =
        connection.prepare_cached("SELECT staff_id, email FROM staff_emails ORDER BY email")?;
    let rows =
        emails.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let mut addresses: HashMap<String, Vec<String>> = HashMap::new();
    for row in rows {
        let (id, email) = row?;
        addresses.entry(id).or_default().push(email);
    }
    for person in &mut staff {
        person.emails = addresses.remove(&person.id.0).unwrap_or_default();
    }
    Ok(Everybody(staff))
}

/// Everybody of a company, active or not, by name.
pub fn roster(connection: &Connection, company: CompanyId) -> Result<Vec<StaffMember>> {
    let all = kept::get(connection, everybody)?;
    Ok(all.0.iter().filter(|person| person.company == company).cloned().collect())
}

/// One person, of whichever company.
pub fn find(connection: &Connection, id: &StaffId) -> Result<Option<StaffMember>> {
    let all = kept::get(connection, everybody)?;
    Ok(all.0.iter().find(|person| person.id == *id).cloned())
}

/// In which branch a person works, of whichever company.
pub fn branch_of(connection: &Connection, id: &StaffId) -> Result<Option<BranchId>> {
    let all = kept::get(connection, everybody)?;
    Ok(all.0.iter().find(|person| person.id == *id).and_then(|person| person.branch))
}

/// A person with the short names of the configuration and the staff list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Short and stable.
    pub key: String,
    pub branch_key: Option<String>,
    pub person: StaffMember,
}

/// Everybody of a company with their keys, active or not, by name.
pub fn listed(connection: &Connection, company: CompanyId) -> Result<Vec<Listed>> {
    let mut keys: HashMap<String, (String, Option<String>)> = connection
        .prepare_cached(
            "SELECT s.id, s.key, b.key FROM staff s LEFT JOIN branches b ON b.id = s.branch_id
             WHERE s.company_id = ?1",
        )?
        .query_map([company.0], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?
        .collect::<rusqlite::Result<_>>()?;
    let listed = roster(connection, company)?.into_iter().filter_map(|person| {
        let (key, branch_key) = keys.remove(&person.id.0)?;
        Some(Listed { key, branch_key, person })
    });
    Ok(listed.collect())
}

/// Makes a staff member or writes one anew, by id; addresses and the wish about pauses are not touched.
pub fn put(tx: &Tx, key: &str, person: &StaffMember, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO staff (id, company_id, branch_id, key, name, is_active, created_at, updated_at)
         VALUES (:id, :company, :branch, :key, :name, :active, :now, :now)
         ON CONFLICT (id) DO UPDATE SET branch_id = :branch, name = :name, is_active = :active, updated_at = :now",
    )?
    .execute(named_params! {
        ":id": person.id.0, ":company": person.company.0, ":branch": person.branch.map(|b| b.0),
        ":key": key, ":name": person.name, ":active": person.active, ":now": stamp::seconds(now),
    })?;
    Ok(())
}

/// Takes a person's addresses away.
pub fn clear_emails(tx: &Tx, id: &StaffId) -> Result<()> {
    tx.prepare_cached("DELETE FROM staff_emails WHERE staff_id = ?1")?.execute([&id.0])?;
    Ok(())
}

/// Gives a person an address that nobody of the company has.
pub fn add_email(tx: &Tx, company: CompanyId, id: &StaffId, email: &str) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO staff_emails (company_id, email, staff_id) VALUES (?1, ?2, ?3)",
    )?
    .execute((company.0, email, &id.0))?;
    Ok(())
}

fn read(row: &Row) -> rusqlite::Result<StaffMember> {
    Ok(StaffMember {
        id: StaffId(row.get("id")?),
        company: CompanyId(row.get("company_id")?),
        branch: row.get::<_, Option<i64>>("branch_id")?.map(BranchId),
        name: row.get("name")?,
        emails: Vec::new(),
        active: row.get("is_active")?,
        // The column's CHECK admits no other words.
        pause_bookable_policy: row
            .get::<_, Option<String>>("pause_bookable_policy")?
            .and_then(|text| PausePolicy::parse(&text)),
    })
}
