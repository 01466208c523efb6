//! The people of the salon, each with all that is known: addresses, branch, services, accounts at Cal.com, absences and
//! the visits that fall into them.

use crate::domain::Result;
use crate::domain::ids::HostId;
use crate::frontdesk::Desk;
use crate::frontdesk::host::mapping_list::label;
use crate::frontdesk::host::staff_view::StaffView;
use crate::frontdesk::host::{staff_view, told};
use crate::frontdesk::visit::absence_view::{AbsenceView, StillBooked};
use crate::frontdesk::visit::{absence, absence_view};
use crate::store::host::{identity, mapping, practice};
use crate::store::service::{catalogue, salon};
use crate::store::visit::absence::Absence;
use serde::Serialize;

/// Services told of a person.
const SERVICES_MAX: u32 = 200;
/// Accounts told of a person; most have one.
const HOSTS_MAX: u32 = 20;
/// Visits told one by one that fall into an absence.
const VISITS_TOLD_MAX: usize = 20;

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct MemberView {
    #[serde(flatten)]
    pub staff: StaffView,
    /// So called that nobody else is.
    #[serde(skip)]
    pub called: String,
    /// The branch's name.
    #[serde(skip)]
    pub branch_name: Option<String>,
    /// By name.
    pub services: Vec<String>,
    /// Accounts at Cal.com.
    pub hosts: Vec<AccountView>,
    /// Those that are not over, by start.
    pub absences: Vec<AwayView>,
}

/// An account at Cal.com that is this person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct AccountView {
    pub host: HostId,
    /// Its name, or what there is instead of one.
    pub label: String,
}

/// An absence with what is booked meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct AwayView {
    #[serde(flatten)]
    pub absence: AbsenceView,
    /// The first of them, soonest first.
    pub visits: Vec<StillBooked>,
    /// Further ones.
    pub more: usize,
}

/// Everybody, by name.
pub(crate) fn team(desk: &Desk) -> Result<Vec<MemberView>> {
    let company = desk.salon.company;
    let people = staff_view::list(desk)?;
    let mut away = Vec::new();
    for (id, one) in absence::list(desk)? {
        away.push((one.staff.clone(), of_absence(desk, absence_view::of(desk, id, &one)?, &one)?));
    }
    desk.store.read(|connection| {
        let called = told::roster(connection, company)?;
        let branches = salon::branches(connection, company)?;
        let mut members = Vec::new();
        for staff in people {
            let person = called.iter().find(|person| person.id == staff.id);
            let branch = person.and_then(|person| person.branch);
            let branch = branches.iter().find(|one| Some(one.id) == branch);
            let mut services = Vec::new();
            for id in practice::entered_for(connection, company, &staff.id, SERVICES_MAX)? {
                services.extend(catalogue::find(connection, id)?.map(|service| service.name));
            }
            services.sort();
            let mut hosts = Vec::new();
            for host in mapping::hosts_of(connection, company, &staff.id, HOSTS_MAX)? {
                let known = identity::find(connection, company, host)?.map(|known| known.host);
                let name = known.as_ref().and_then(|known| known.name.as_deref());
                let emails = known.as_ref().map(|known| known.emails.as_slice());
                hosts.push(AccountView {
                    host,
                    label: label(name, emails.unwrap_or_default(), host),
                });
            }
            let own = away.iter().filter(|(id, _)| *id == staff.id);
            members.push(MemberView {
                called: person.map_or_else(|| staff.name.clone(), |person| person.name.clone()),
                branch_name: branch.map(|branch| branch.name.clone()),
                services,
                hosts,
                absences: own.map(|(_, one)| one.clone()).collect(),
                staff,
            });
        }
        Ok(members)
    })
}

fn of_absence(desk: &Desk, absence: AbsenceView, stored: &Absence) -> Result<AwayView> {
    let booked = absence_view::still_booked(desk, stored)?;
    let more = booked.len().saturating_sub(VISITS_TOLD_MAX);
    let visits = booked.into_iter().take(VISITS_TOLD_MAX).collect();
    Ok(AwayView { absence, visits, more })
}
