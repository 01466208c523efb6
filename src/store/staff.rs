//! `staff` and `staff_emails`: the people of the salon.

use crate::domain::Result;
use crate::domain::ids::BranchId;
use crate::domain::ids::CompanyId;
use crate::domain::ids::StaffId;
use crate::domain::staff::StaffMember;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Row;
use std::collections::HashMap;

/// Everybody of a company, active or not, by name.
pub fn roster(connection: &Connection, company: CompanyId) -> Result<Vec<StaffMember>> {
    let mut staff = connection
        .prepare_cached(
            "SELECT id, company_id, branch_id, name, is_active FROM staff
             WHERE company_id = ?1 ORDER BY name, id",
        )?
        .query_map([company.0], read)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let mut emails = connection.prepare_cached(
        "SELECT staff_id, email FROM staff_emails WHERE company_id = ?1 ORDER BY email",
    )?;
    let rows = emails
        .query_map([company.0], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let mut addresses: HashMap<String, Vec<String>> = HashMap::new();
    for row in rows {
        let (id, email) = row?;
        addresses.entry(id).or_default().push(email);
    }
    for person in &mut staff {
        person.emails = addresses.remove(&person.id.0).unwrap_or_default();
    }
    Ok(staff)
}

/// One person, of whichever company.
pub fn find(connection: &Connection, id: &StaffId) -> Result<Option<StaffMember>> {
    let person = connection
        .prepare_cached(
            "SELECT id, company_id, branch_id, name, is_active FROM staff WHERE id = ?1",
        )?
        .query_row([&id.0], read)
        .optional()?;
    let Some(mut person) = person else { return Ok(None) };
    person.emails = connection
        .prepare_cached("SELECT email FROM staff_emails WHERE staff_id = ?1 ORDER BY email")?
        .query_map([&id.0], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Some(person))
}

fn read(row: &Row) -> rusqlite::Result<StaffMember> {
    Ok(StaffMember {
        id: StaffId(row.get("id")?),
        company: CompanyId(row.get("company_id")?),
        branch: row.get::<_, Option<i64>>("branch_id")?.map(BranchId),
        name: row.get("name")?,
        emails: Vec::new(),
        active: row.get("is_active")?,
    })
}
