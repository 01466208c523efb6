//! What people are called where several stand side by side.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::domain::people::apart::apart;
use crate::domain::people::staff::StaffMember;
use crate::store::host::staff;
use crate::store::service::salon;
use rusqlite::Connection;

/// A person of the salon, so called that nobody else is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Called {
    pub person: StaffMember,
    /// The first name, with the branch if somebody else is called so; else the whole name.
    pub short: String,
    /// The whole name, with the branch if somebody else is called so.
    pub full: String,
}

/// Everybody, in the roster's order.
pub(crate) fn called(connection: &Connection, company: CompanyId) -> Result<Vec<Called>> {
    let roster = staff::roster(connection, company)?;
    let branches = salon::branches(connection, company)?;
    let in_branch = |name: &str, person: &StaffMember| {
        let own = branches.iter().find(|branch| Some(branch.id) == person.branch);
        own.map(|branch| format!("{name} ({})", branch.name))
    };
    let short_forms = |person: &StaffMember| {
        let first = person.first_name();
        [Some(first.to_owned()), in_branch(first, person), Some(person.name.clone())]
    };
    let forms = |is_short: bool| {
        let all = roster.iter().map(|person| {
            let full = [Some(person.name.clone()), in_branch(&person.name, person)];
            let short = if is_short { short_forms(person).to_vec() } else { Vec::new() };
            short.into_iter().chain(full).flatten().collect()
        });
        apart(&all.collect::<Vec<Vec<String>>>())
    };
    let (short, full) = (forms(true), forms(false));
    let called = roster.into_iter().zip(short).zip(full);
    Ok(called.map(|((person, short), full)| Called { person, short, full }).collect())
}
