//! Writing the salon as the configuration describes it into the database, by key, at each start.

use crate::config;
use crate::config::{BranchEntry, Config, HoursEntry};
use crate::domain::ids::{BranchId, CompanyId};
use crate::domain::service::catalogue::PausePolicy;
use crate::domain::{Error, Result};
use crate::store::db::kept;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use crate::store::file::company;
use crate::store::service::salon_keys::{branch_id, staff_uuid};
use crate::store::service::salon_services;
use crate::store::visit::opening;
use crate::store::visit::opening::Closure;
use rusqlite::{Connection, named_params};
use time::OffsetDateTime;

/// A branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// The row.
    pub id: BranchId,
    /// Short, stable name.
    pub key: String,
    /// As spoken.
    pub name: String,
}

/// When a company was written into the database, UTC.
pub(crate) fn began_at(connection: &Connection, company: CompanyId) -> Result<OffsetDateTime> {
    let sql = "SELECT created_at FROM companies WHERE id = ?1";
    let text: String = connection.prepare_cached(sql)?.query_row([company.0], |row| row.get(0))?;
    stamp::parse(&text)
}

/// Every branch, by name.
struct Branches(Vec<(CompanyId, Branch)>);

fn all_branches(connection: &Connection) -> Result<Branches> {
    let rows = connection
        .prepare_cached("SELECT company_id, id, key, name FROM branches ORDER BY name, id")?
        .query_map([], |row| {
            let branch = Branch { id: BranchId(row.get(1)?), key: row.get(2)?, name: row.get(3)? };
            Ok((CompanyId(row.get(0)?), branch))
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Branches(rows))
}

/// The branches of a company, by name.
pub fn branches(connection: &Connection, company: CompanyId) -> Result<Vec<Branch>> {
    let all = kept::get(connection, all_branches)?;
    let own = all.0.iter().filter(|(of, _)| *of == company);
    Ok(own.map(|(_, branch)| branch.clone()).collect())
}

/// The key of a branch.
pub fn branch_key(connection: &Connection, id: BranchId) -> Result<Option<String>> {
    let all = kept::get(connection, all_branches)?;
    Ok(all.0.iter().find(|(_, branch)| branch.id == id).map(|(_, branch)| branch.key.clone()))
}

/// Inserts and updates company, branches, staff, services and event types. What the file does not name stays; of what
/// it names, all is as the file has it.
///
/// `Conflict` if the database is another company's.
pub fn apply(tx: &Tx, config: &Config, now: OffsetDateTime) -> Result<CompanyId> {
    company::check(&company::keys(tx)?, &config.company.key)
        .map_err(|error| Error::Conflict(format!("the database {error}")))?;
    let text = stamp::seconds(now);
    let company: i64 = tx.query_row(
        "INSERT INTO companies (key, name, time_zone, created_at) VALUES (:key, :name, :zone, :now)
         ON CONFLICT (key) DO UPDATE SET name = :name, time_zone = :zone RETURNING id",
        named_params! { ":key": config.company.key, ":name": config.company.name,
        ":zone": config.company.time_zone, ":now": text },
        |row| row.get(0),
    )?;
    for branch in &config.branches {
        apply_branch(tx, branch, company, &text)?;
    }
    apply_staff(tx, config, company, &text)?;
    salon_services::apply(tx, config, CompanyId(company), now)?;
    Ok(CompanyId(company))
}

/// The branch's row, its week and the days on which it stays shut: all as the file has them.
fn apply_branch(tx: &Tx, branch: &BranchEntry, company: i64, now: &str) -> Result<()> {
    let id: i64 = tx.query_row(
        "INSERT INTO branches (company_id, key, name, created_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (company_id, key) DO UPDATE SET name = ?3 RETURNING id",
        (company, &branch.key, &branch.name, now),
        |row| row.get(0),
    )?;
    let told = |faults: Vec<String>| {
        Error::invalid(format!("branch {}: {}", branch.key, faults.join("; ")))
    };
    let week = branch.hours.as_ref().map_or(Ok(Vec::new()), HoursEntry::week).map_err(told)?;
    opening::set_hours(tx, BranchId(id), &week)?;
    let closures: Vec<Closure> = config::closures(&branch.closed)
        .map_err(told)?
        .into_iter()
        .map(|(day, name)| Closure { day, name })
        .collect();
    opening::set_closures(tx, BranchId(id), &closures)
}

fn apply_staff(tx: &Tx, config: &Config, company: i64, now: &str) -> Result<()> {
    for person in &config.staff {
        let branch = branch_id(tx, company, person.branch.as_deref())?;
        let id = staff_uuid(&config.company.key, &person.key);
        tx.execute(
            "INSERT INTO staff (id, company_id, branch_id, key, name, is_active, pause_bookable_policy, created_at,
                 updated_at)
             VALUES (:id, :company, :branch, :key, :name, :active, :policy, :now, :now)
             ON CONFLICT (id) DO UPDATE SET branch_id = :branch, name = :name, is_active = :active,
                 pause_bookable_policy = :policy, updated_at = :now
             WHERE (branch_id, name, is_active, pause_bookable_policy)
                 IS NOT (:branch, :name, :active, :policy)",
            named_params! { ":id": id, ":company": company, ":branch": branch, ":key": person.key,
                ":name": person.name, ":active": person.active,
                ":policy": person.policy().map(PausePolicy::as_str), ":now": now },
        )?;
        tx.execute("DELETE FROM staff_emails WHERE staff_id = ?1", [&id])?;
        for email in &person.emails {
            tx.execute(
                "INSERT INTO staff_emails (company_id, email, staff_id) VALUES (?1, ?2, ?3)
                 ON CONFLICT (company_id, email) DO UPDATE SET staff_id = ?3",
                (company, email.to_lowercase(), &id),
            )?;
        }
    }
    Ok(())
}
