//! Everybody, and where they work: whom a caller can ask for.

use crate::domain::Result;
use crate::domain::ids::{BranchId, CompanyId, StaffId};
use crate::domain::language::Language;
use crate::domain::people::staff::{StaffMember, TenantContext};
use crate::frontdesk::offer::wish;
use crate::store::host::staff;
use crate::store::service::salon;
use crate::store::service::salon::Branch;
use rusqlite::Connection;
use serde_json::{Map, Value};

pub(crate) struct People {
    branches: Vec<Branch>,
    roster: Vec<StaffMember>,
}

impl People {
    pub fn read(connection: &Connection, company: CompanyId) -> Result<People> {
        let branches = salon::branches(connection, company)?;
        Ok(People { branches, roster: staff::roster(connection, company)? })
    }

    /// Whom these arguments ask for, and in which shop. An error is a sentence for the caller.
    pub fn wished(
        &self,
        args: &Map<String, Value>,
        company: CompanyId,
        language: Language,
    ) -> Result<(Option<StaffId>, Option<BranchId>)> {
        let said = wish::text(args, &["branch", "filiale"]);
        let branch = wish::branch(&self.branches, said.as_deref(), language)?;
        let context = TenantContext { company, branch };
        let said = wish::text(args, &["staff", "staff_name", "stylist", "preferred_staff"]);
        let staff = wish::staff(&self.roster, &self.branches, context, said.as_deref(), language)?;
        Ok((staff, branch))
    }
}
