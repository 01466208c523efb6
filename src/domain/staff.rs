//! The people of the salon, and the context in which one of them may be chosen.

use crate::domain::ids::BranchId;
use crate::domain::ids::CompanyId;
use crate::domain::ids::StaffId;

/// A person who works at the salon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffMember {
    /// Who it is.
    pub id: StaffId,
    /// The tenant she works for.
    pub company: CompanyId,
    /// Her shop; `None` means she works in all of the company's.
    pub branch: Option<BranchId>,
    /// As the salon writes it, for example `Jürgen Weiß`.
    pub name: String,
    /// Lower-case addresses; several, because people have several calendars.
    pub emails: Vec<String>,
    /// Inactive staff never match.
    pub active: bool,
}

impl StaffMember {
    /// The first word of the name: what callers say.
    pub fn first_name(&self) -> &str {
        self.name.split_whitespace().next().unwrap_or(&self.name)
    }
}

/// Where a booking belongs. A staff member outside it never matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TenantContext {
    /// The tenant of the booking.
    pub company: CompanyId,
    /// Its shop, where known. Without one the whole company's staff are candidates.
    pub branch: Option<BranchId>,
}

/// Why a staff member may not be used in a context. Told to people, never swallowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// Left or on leave.
    Inactive,
    /// Belongs to another company.
    OtherCompany,
    /// Belongs to another shop than the booking.
    OtherBranch,
    /// No such person.
    Missing,
}

impl TenantContext {
    /// `Ok` if this person may get a booking of this context, else the reason.
    pub fn admits(&self, staff: &StaffMember) -> Result<(), Unusable> {
        if staff.company != self.company {
            return Err(Unusable::OtherCompany);
        }
        if !staff.active {
            return Err(Unusable::Inactive);
        }
        match (self.branch, staff.branch) {
            (Some(wanted), Some(theirs)) if wanted != theirs => Err(Unusable::OtherBranch),
            _ => Ok(()),
        }
    }
}
