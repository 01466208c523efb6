//! What a caller or the web form wishes for, found among what the salon has: service, staff member, branch, days and
//! times. Every fault is a sentence for the caller.

use crate::domain::calendar::opening::Opening;
use crate::domain::ids::{BranchId, CompanyId, StaffId};
use crate::domain::people::person::Phone;
use crate::domain::people::staff::{StaffMember, TenantContext};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::customer;
use crate::frontdesk::offer::ask::{Ask, Wished};
use crate::frontdesk::offer::when::{HeardTime, SaidTime};
use crate::frontdesk::offer::{when, wish};
use crate::frontdesk::phone::args::SaidWish;
use crate::frontdesk::voice::callers::Voice;
use crate::store::host::staff;
use crate::store::service::catalogue::Service;
use crate::store::service::event_map::EventMapEntry;
use crate::store::service::salon::Branch;
use crate::store::service::{catalogue, event_map, salon};
use crate::store::visit::opening;
use rusqlite::Connection;

/// Whose wish it is: where the customer was at last counts where no branch is named.
pub(crate) type By<'a> = Option<&'a Phone>;

/// What was heard of a wish, all of it.
pub(crate) struct Heard {
    pub wished: Wished,
    pub time: HeardTime,
}

/// What the salon has, and who works there.
struct Known {
    company: CompanyId,
    services: Vec<Service>,
    branches: Vec<(Branch, Opening)>,
    roster: Vec<StaffMember>,
}

impl Known {
    fn read(desk: &Desk) -> Result<Known> {
        let company = desk.salon.company;
        desk.store.read(|connection| {
            let with_hours = |branch: Branch| {
                let hours = opening::of_branch(connection, branch.id)?;
                Ok((branch, hours))
            };
            let branches = salon::branches(connection, company)?.into_iter().map(with_hours);
            Ok(Known {
                company,
                services: catalogue::active(connection, company)?,
                branches: branches.collect::<Result<_>>()?,
                roster: staff::roster(connection, company)?,
            })
        })
    }

    fn names(&self) -> Vec<Branch> {
        self.branches.iter().map(|(branch, _)| branch.clone()).collect()
    }

    /// When the branch is open; without one, when any is.
    fn opening(&self, branch: Option<BranchId>) -> Opening {
        let is_meant = |one: &&(Branch, Opening)| branch.is_none_or(|id| one.0.id == id);
        let meant: Vec<&Opening> =
            self.branches.iter().filter(is_meant).map(|(_, opening)| opening).collect();
        Opening::of_any(&meant)
    }

    fn staff(
        &self,
        desk: &Desk,
        said: &SaidWish,
        branch: Option<BranchId>,
    ) -> Result<Option<StaffId>> {
        let context = TenantContext { company: self.company, branch };
        let said = said.staff.as_deref();
        wish::staff(&self.roster, &self.names(), context, said, desk.salon.language)
    }

    fn branch_of(&self, staff: Option<&StaffId>) -> Option<BranchId> {
        self.roster.iter().find(|person| Some(&person.id) == staff)?.branch
    }
}

/// All that is wished for a new visit.
pub(crate) fn hear(desk: &Desk, by: By, said: &SaidWish, time: &SaidTime) -> Result<Heard> {
    let known = Known::read(desk)?;
    let language = desk.salon.language;
    let named = wish::branch(&known.names(), said.branch.as_deref(), language)?;
    let asked_for = known.staff(desk, said, named)?;
    let near = named.or_else(|| known.branch_of(asked_for.as_ref()));
    let opening = known.opening(near);
    let reading = when::read(desk, time, &opening);
    let service = match &said.service {
        Some(_) => wish::service(&known.services, said.service.as_deref(), language)?,
        None => match wish::service_in(&known.services, &reading.rest, language)? {
            Some(service) => service,
            None => wish::service(&known.services, None, language)?,
        },
    };
    let staff = match asked_for {
        None if said.staff.is_none() => {
            let context = TenantContext { company: known.company, branch: named };
            let branches = known.names();
            wish::staff_in(&known.roster, &branches, context, &reading.rest, language)?
        }
        asked_for => asked_for,
    };
    let branch = match named {
        Some(named) => Some(named),
        None => branch(desk, &known, by, &service, staff.as_ref())?,
    };
    let time = when::understood(desk, reading, &opening)?;
    Ok(Heard { wished: Wished { service, staff, branch }, time })
}

/// Where it is to be if nobody says so: where the staff member works, where it is done at all, where the customer was at
/// last. Asked about where none of these is known.
fn branch(
    desk: &Desk,
    known: &Known,
    by: By,
    service: &Service,
    staff: Option<&StaffId>,
) -> Result<Option<BranchId>> {
    if known.branches.len() < 2 {
        return Ok(None);
    }
    if let Some(theirs) = known.branch_of(staff) {
        return Ok(Some(theirs));
    }
    let doing = branches_doing(desk, known, service)?;
    match doing.as_slice() {
        [] => return Ok(None),
        [only] => return Ok(Some(only.id)),
        [_, _, ..] => {}
    }
    let at_last = customer::caller(desk, by)?.and_then(|caller| caller.branch_at_last());
    match at_last.filter(|at_last| doing.iter().any(|branch| branch.id == *at_last)) {
        Some(at_last) => Ok(Some(at_last)),
        None => {
            let names: Vec<&str> = doing.iter().map(|branch| branch.name.as_str()).collect();
            Err(Error::Invalid(Voice::at(desk).which_branch(&names)))
        }
    }
}

/// The branches in which a service is done; none, where nothing ties it to any.
fn branches_doing(desk: &Desk, known: &Known, service: &Service) -> Result<Vec<Branch>> {
    let read = |connection: &Connection| event_map::of_service(connection, service.id);
    let entries = desk.store.read(read)?;
    let place =
        |entry: &EventMapEntry| entry.branch.or_else(|| known.branch_of(entry.staff.as_ref()));
    let places: Vec<BranchId> = entries.iter().filter_map(place).collect();
    let mut done = known.names();
    done.retain(|branch| places.contains(&branch.id));
    Ok(done)
}

/// What is asked for of a visit that there is: whom the caller wishes now, and when.
pub(crate) fn hear_move(
    desk: &Desk,
    branch: Option<BranchId>,
    said: &SaidWish,
    time: &SaidTime,
) -> Result<(Option<StaffId>, HeardTime)> {
    let known = Known::read(desk)?;
    let language = desk.salon.language;
    let named = wish::branch(&known.names(), said.branch.as_deref(), language)?;
    let staff = known.staff(desk, said, named)?;
    let opening = known.opening(known.branch_of(staff.as_ref()).or(named).or(branch));
    let reading = when::read(desk, time, &opening);
    let staff = match staff {
        None if said.staff.is_none() => {
            let context = TenantContext { company: known.company, branch: named };
            wish::staff_in(&known.roster, &known.names(), context, &reading.rest, language)?
        }
        staff => staff,
    };
    Ok((staff, when::understood(desk, reading, &opening)?))
}

/// When it was said, of whatever branch.
pub(crate) fn hear_time(desk: &Desk, time: &SaidTime) -> Result<HeardTime> {
    let opening = Known::read(desk)?.opening(None);
    when::understood(desk, when::read(desk, time, &opening), &opening)
}

/// The service and the staff member that were said, each if it is one of ours; `false` if something else was said.
pub(crate) fn hear_of_it(desk: &Desk, said: &SaidWish) -> Result<(Wanting, bool)> {
    let known = Known::read(desk)?;
    let language = desk.salon.language;
    let service = said.service.as_deref();
    let service = service.map(|one| wish::service(&known.services, Some(one), language));
    let staff = known.staff(desk, said, None);
    let is_known = service.as_ref().is_none_or(Result::is_ok) && staff.is_ok();
    let service = service.and_then(Result::ok);
    Ok((Wanting { service, staff: staff.ok().flatten() }, is_known))
}

/// A service and a staff member, as far as they were said.
pub(crate) struct Wanting {
    pub service: Option<Service>,
    pub staff: Option<StaffId>,
}

/// The question about free times that was asked.
pub(crate) fn ask(desk: &Desk, call_id: &str, heard: &Heard) -> Result<Ask> {
    let wanted = when::wanted(desk, &heard.time)?;
    Ok(Ask::within(call_id, heard.wished.clone(), wanted))
}
