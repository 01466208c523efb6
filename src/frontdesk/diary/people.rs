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
    /// The first name, if it is nobody else's.
    pub short: String,
    /// The whole name, with the branch if somebody else is called so.
    pub full: String,
}

/// Everybody, in the roster's order.
pub(crate) fn called(connection: &Connection, company: CompanyId) -> Result<Vec<Called>> {
    let roster = staff::roster(connection, company)?;
    let branches = salon::branches(connection, company)?;
    let exact = |person: &StaffMember| {
        let own = branches.iter().find(|branch| Some(branch.id) == person.branch);
        own.map(|branch| format!("{} ({})", person.name, branch.name))
    };
    let forms = |skipped: usize| {
        let all = roster.iter().map(|person| {
            let forms =
                [Some(person.first_name().to_owned()), Some(person.name.clone()), exact(person)];
            forms.into_iter().flatten().skip(skipped).collect()
        });
        apart(&all.collect::<Vec<Vec<String>>>())
    };
    let (short, full) = (forms(0), forms(1));
    let called = roster.into_iter().zip(short).zip(full);
    Ok(called.map(|((person, short), full)| Called { person, short, full }).collect())
}
