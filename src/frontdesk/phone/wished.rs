//! What a caller or the web form wishes for, found among what the salon has: the service, the staff member, the branch.
//! Every fault is a sentence for the caller.

use crate::domain::Result;
use crate::domain::ids::{BranchId, CompanyId, StaffId};
use crate::domain::language::Language;
use crate::domain::people::staff::{StaffMember, TenantContext};
use crate::frontdesk::Desk;
use crate::frontdesk::offer::ask::{Ask, Wished};
use crate::frontdesk::offer::wish;
use crate::frontdesk::offer::wish::SaidTime;
use crate::frontdesk::phone::args::SaidWish;
use crate::store::host::staff;
use crate::store::service::salon::Branch;
use crate::store::service::{catalogue, salon};
use rusqlite::Connection;
use time::OffsetDateTime;

/// Everybody, and where they work: whom a caller can ask for.
struct People {
    branches: Vec<Branch>,
    roster: Vec<StaffMember>,
}

impl People {
    fn read(connection: &Connection, company: CompanyId) -> Result<People> {
        let branches = salon::branches(connection, company)?;
        Ok(People { branches, roster: staff::roster(connection, company)? })
    }

    fn find(
        &self,
        said: &SaidWish,
        company: CompanyId,
        language: Language,
    ) -> Result<(Option<StaffId>, Option<BranchId>)> {
        let branch = wish::branch(&self.branches, said.branch.as_deref(), language)?;
        let context = TenantContext { company, branch };
        let said = said.staff.as_deref();
        let staff = wish::staff(&self.roster, &self.branches, context, said, language)?;
        Ok((staff, branch))
    }
}

/// Everything that is wished but for the time.
pub(crate) fn find(desk: &Desk, said: &SaidWish) -> Result<Wished> {
    let (company, language) = (desk.salon.company, desk.salon.language);
    let (services, people) = desk.store.read(|connection| {
        Ok((catalogue::active(connection, company)?, People::read(connection, company)?))
    })?;
    let service = wish::service(&services, said.service.as_deref(), language)?;
    let (staff, branch) = people.find(said, company, language)?;
    Ok(Wished { service, staff, branch })
}

/// Whom the caller asks for alone.
pub(crate) fn staff(desk: &Desk, said: &SaidWish) -> Result<Option<StaffId>> {
    let (company, language) = (desk.salon.company, desk.salon.language);
    let people = desk.store.read(|connection| People::read(connection, company))?;
    people.find(said, company, language).map(|(staff, _)| staff)
}

/// The question about free times that the words ask.
pub(crate) fn ask(desk: &Desk, call_id: &str, said: &SaidWish, time: &SaidTime) -> Result<Ask> {
    let salon = &desk.salon;
    let (today, _) = salon.zone.local(desk.now());
    let wished = find(desk, said)?;
    let when = wish::when(time, today, salon.config.booking.horizon_days, salon.language)?;
    Ok(Ask::within(call_id, wished, when))
}

/// The start that was said, without asking whether it can still be booked.
pub(crate) fn start(desk: &Desk, said: &SaidTime) -> Result<OffsetDateTime> {
    wish::start(said, &desk.salon.zone, desk.now(), desk.salon.language)
}
