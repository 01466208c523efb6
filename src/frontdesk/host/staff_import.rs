//! Taking a staff list over from a CSV file: all of it in one transaction, or nothing and every fault.
//!
//! `appliance.toml` describes staff as well and is written into the database at each start, so it wins: a line
//! about a staff member whom it names is left aside and told. People whom the list does not name stay as they are.

use crate::domain::Result;
use crate::domain::ids::{BranchId, CompanyId, StaffId};
use crate::domain::people::person::fold_word;
use crate::domain::people::staff::StaffMember;
use crate::domain::people::staff_csv;
use crate::domain::people::staff_csv::{Fault, StaffFile, StaffRow};
use crate::frontdesk::Desk;
use crate::store::db::tx::Tx;
use crate::store::host::staff;
use crate::store::host::staff::Listed;
use crate::store::service::salon;
use crate::store::service::salon::Branch;
use crate::store::service::salon_keys::staff_uuid;
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// A new staff member.
    Added,
    /// The fields that differed, in words.
    Changed(Vec<&'static str>),
    /// Was so already.
    Unchanged,
    /// `appliance.toml` describes the staff member, and wins.
    LeftToConfig,
}

/// A line and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenRow {
    /// Of the file.
    pub line: u64,
    /// The staff member's.
    pub key: String,
    /// As the file has it.
    pub name: String,
    /// What was done, or would be.
    pub taken: Taken,
}

/// What an import did. With faults it did nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// By line.
    pub faults: Vec<Fault>,
    /// By line; empty if there are faults.
    pub rows: Vec<TakenRow>,
}

/// Whose staff, and whom the configuration describes.
struct Scope {
    company: CompanyId,
    company_key: String,
    in_config: HashSet<String>,
}

/// Takes a staff list over. With `dry_run` only tells what it would do. Doing it twice changes nothing.
pub fn import(desk: &Desk, bytes: &[u8], dry_run: bool) -> Result<ImportReport> {
    let file = staff_csv::parse(bytes);
    let config = &desk.salon.config;
    let scope = Scope {
        company: desk.salon.company,
        company_key: config.company.key.clone(),
        in_config: config.staff.iter().map(|person| person.key.clone()).collect(),
    };
    let now = desk.now();
    let change = move |tx: &Tx| take_over(tx, &scope, file, now);
    if dry_run { desk.store.try_out(change) } else { desk.store.write(change) }
}

fn take_over(tx: &Tx, scope: &Scope, file: StaffFile, now: OffsetDateTime) -> Result<ImportReport> {
    let branches = salon::branches(tx, scope.company)?;
    let known = staff::listed(tx, scope.company)?;
    let mut faults = file.faults;
    faults.extend(faults_beside(scope, &file.rows, &known, &branches));
    faults.sort();
    if !faults.is_empty() {
        return Ok(ImportReport { faults, rows: Vec::new() });
    }
    let known: HashMap<&str, &StaffMember> =
        known.iter().map(|one| (one.key.as_str(), &one.person)).collect();
    let (mut rows, mut to_write) = (Vec::new(), Vec::new());
    for row in file.rows {
        let taken = if scope.in_config.contains(&row.key) {
            Taken::LeftToConfig
        } else {
            let before = known.get(row.key.as_str()).copied();
            let person = person(scope, &row, before, &branches);
            let taken = difference(before, &person);
            if taken != Taken::Unchanged {
                to_write.push((row.key.clone(), person));
            }
            taken
        };
        rows.push(TakenRow { line: row.line, key: row.key, name: row.name, taken });
    }
    // First every address is given up, then taken: two people may have changed theirs round.
    for (key, person) in &to_write {
        staff::put(tx, key, person, now)?;
        staff::clear_emails(tx, &person.id)?;
    }
    for (_, person) in &to_write {
        for email in &person.emails {
            staff::add_email(tx, scope.company, &person.id, email)?;
        }
    }
    Ok(ImportReport { faults: Vec::new(), rows })
}

/// What only the salon as it is shows to be wrong.
fn faults_beside(
    scope: &Scope,
    rows: &[StaffRow],
    known: &[Listed],
    branches: &[Branch],
) -> Vec<Fault> {
    let mut faults = Vec::new();
    // The addresses of people whom the file writes anew are free.
    let rewritten: HashSet<&str> = rows
        .iter()
        .map(|row| row.key.as_str())
        .filter(|key| !scope.in_config.contains(*key))
        .collect();
    let owners: HashMap<&str, &Listed> = known
        .iter()
        .filter(|one| !rewritten.contains(one.key.as_str()))
        .flat_map(|one| one.person.emails.iter().map(move |email| (email.as_str(), one)))
        .collect();
    for row in rows.iter().filter(|row| !scope.in_config.contains(&row.key)) {
        let mut fault = |sentence| faults.push(Fault { line: row.line, sentence });
        for email in &row.emails {
            if let Some(owner) = owners.get(email.as_str()) {
                fault(format!("{email} is {}'s already (key {})", owner.person.name, owner.key));
            }
        }
        if let Some(said) = &row.branch
            && find_branch(said, branches).is_none()
        {
            let keys: Vec<&str> = branches.iter().map(|branch| branch.key.as_str()).collect();
            fault(format!("there is no branch \"{said}\"; there are {}", keys.join(", ")));
        }
    }
    faults
}

/// By key or by name.
fn find_branch(said: &str, branches: &[Branch]) -> Option<BranchId> {
    let by_key = branches.iter().find(|branch| branch.key == said);
    let by_name = || branches.iter().find(|branch| fold_word(&branch.name) == fold_word(said));
    by_key.or_else(by_name).map(|branch| branch.id)
}

fn person(
    scope: &Scope,
    row: &StaffRow,
    before: Option<&StaffMember>,
    branches: &[Branch],
) -> StaffMember {
    let made = || StaffId(staff_uuid(&scope.company_key, &row.key));
    let mut emails = row.emails.clone();
    emails.sort();
    StaffMember {
        id: before.map_or_else(made, |person| person.id.clone()),
        company: scope.company,
        branch: row.branch.as_deref().and_then(|said| find_branch(said, branches)),
        name: row.name.clone(),
        emails,
        active: row.active,
        pause_bookable_policy: before.and_then(|person| person.pause_bookable_policy),
    }
}

fn difference(known: Option<&StaffMember>, person: &StaffMember) -> Taken {
    let Some(known) = known else { return Taken::Added };
    let fields: Vec<&'static str> = [
        ("name", known.name != person.name),
        ("emails", known.emails != person.emails),
        ("branch", known.branch != person.branch),
        ("active", known.active != person.active),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(field, _)| field)
    .collect();
    if fields.is_empty() { Taken::Unchanged } else { Taken::Changed(fields) }
}
