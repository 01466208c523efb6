//! In which branch: said only where there are several.

use crate::domain::Result;
use crate::domain::ids::{BranchId, CompanyId};
use crate::store::service::salon;
use rusqlite::Connection;

/// The branches by the names that are said.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places(Vec<(BranchId, String)>);

impl Places {
    pub fn read(connection: &Connection, company: CompanyId) -> Result<Places> {
        let branches = salon::branches(connection, company)?;
        Ok(Places(branches.into_iter().map(|branch| (branch.id, branch.name)).collect()))
    }

    /// The name of a branch; `None` where there is no other.
    pub fn name(&self, id: Option<BranchId>) -> Option<String> {
        let found = self.0.iter().find(|(branch, _)| Some(*branch) == id);
        found.filter(|_| self.0.len() > 1).map(|(_, name)| name.clone())
    }
}
