//! The people of the salon as they are shown, and what an import did.

use crate::domain::Result;
use crate::domain::ids::StaffId;
use crate::frontdesk::Desk;
use crate::frontdesk::host::staff_import::{ImportReport, Taken};
use crate::store::host::staff;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct StaffView {
    pub key: String,
    pub id: StaffId,
    pub name: String,
    pub emails: Vec<String>,
    /// The branch's key.
    pub branch: Option<String>,
    pub active: bool,
    /// `appliance.toml` names this person, and wins at each start.
    pub in_config: bool,
}

/// What an import did, or would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ImportView {
    pub dry_run: bool,
    /// With faults nothing was done.
    pub faults: Vec<FaultView>,
    pub rows: Vec<RowView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct FaultView {
    pub line: u64,
    pub sentence: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct RowView {
    pub line: u64,
    pub key: String,
    pub name: String,
    /// `added`, `changed`, `unchanged` or `left_to_config`.
    pub taken: &'static str,
    /// What differed, in words.
    pub fields: Vec<&'static str>,
}

impl RowView {
    pub fn is_taken(&self) -> bool {
        matches!(self.taken, ADDED | CHANGED)
    }
}

pub(crate) const ADDED: &str = "added";
pub(crate) const CHANGED: &str = "changed";
pub(crate) const UNCHANGED: &str = "unchanged";
pub(crate) const LEFT_TO_CONFIG: &str = "left_to_config";

/// Everybody, active or not, by name.
pub(crate) fn list(desk: &Desk) -> Result<Vec<StaffView>> {
    let people = desk.store.read(|connection| staff::listed(connection, desk.salon.company))?;
    let in_config = |key: &str| desk.salon.config.staff.iter().any(|person| person.key == key);
    let view = |one: staff::Listed| StaffView {
        in_config: in_config(&one.key),
        key: one.key,
        id: one.person.id,
        name: one.person.name,
        emails: one.person.emails,
        branch: one.branch_key,
        active: one.person.active,
    };
    Ok(people.into_iter().map(view).collect())
}

pub(crate) fn imported(report: ImportReport, dry_run: bool) -> ImportView {
    let faults = report.faults.into_iter();
    let faults = faults.map(|one| FaultView { line: one.line, sentence: one.sentence });
    let rows = report.rows.into_iter().map(|row| {
        let (taken, fields) = match row.taken {
            Taken::Added => (ADDED, Vec::new()),
            Taken::Changed(fields) => (CHANGED, fields),
            Taken::Unchanged => (UNCHANGED, Vec::new()),
            Taken::LeftToConfig => (LEFT_TO_CONFIG, Vec::new()),
        };
        RowView { line: row.line, key: row.key, name: row.name, taken, fields }
    });
    ImportView { dry_run, faults: faults.collect(), rows: rows.collect() }
}
