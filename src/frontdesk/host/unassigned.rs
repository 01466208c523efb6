//! Appointments that no staff member does: each with its reason and what to do. Computed from what would be decided
//! now, not kept, so nothing of it can be stale. Only reads.

use crate::domain::calendar::interval::Interval;
use crate::domain::host::identity::{Host, HostSighting};
use crate::domain::ids::{AppointmentId, BranchId, HostId, SegmentId, StaffId};
use crate::domain::language::Language;
use crate::domain::visit::booked;
use crate::domain::visit::booked::VisitStatus;
use crate::domain::visit::unassigned::{Case, Reason};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::door::rules::Rules;
use crate::frontdesk::door::{resolve, setting};
use crate::store::host::{mapping, staff};
use crate::store::service::{catalogue, salon};
use crate::store::visit::appointment::Appointment;
use crate::store::visit::segment::Segment;
use crate::store::visit::unassigned::Among;
use crate::store::visit::{appointment, booking, customer, segment, unassigned};
use rusqlite::Connection;
use time::OffsetDateTime;

/// Parts listed at most, of upcoming and of past appointments each. A salon has some thousand appointments a year.
pub const LISTED_PARTS_MAX: u32 = 10_000;

/// An appointment of the list, or those of its parts that stand alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub appointment: AppointmentId,
    /// Of a composite visit the parts meant, `A`, `B`, …; empty for a simple one.
    pub parts: Vec<String>,
    /// UTC.
    pub starts_at: OffsetDateTime,
    /// UTC, exclusive.
    pub ends_at: OffsetDateTime,
    /// It has not ended yet.
    pub is_upcoming: bool,
    /// Where it stands.
    pub status: VisitStatus,
    /// What is done: the service's name.
    pub service: Option<String>,
    /// For whom: the name.
    pub customer: Option<String>,
    /// The customer did not come.
    pub is_no_show: bool,
    /// How often this customer did not come.
    pub customer_no_shows: u32,
    /// Whom Cal.com names.
    pub host: Option<Host>,
    /// Who does it: the name.
    pub staff: Option<String>,
    /// Why no staff member does it; `None` iff one does.
    pub why: Option<Why>,
}

/// Appointments, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// All of them, or the first.
    pub all: Vec<Listed>,
    /// There are more.
    pub is_cut: bool,
}

/// Why no staff member does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// For programs.
    pub reason: Reason,
    /// In one sentence, in the salon's language.
    pub sentence: String,
    /// What a person can do, with the commands to type.
    pub what_to_do: String,
}

/// Which appointments are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Which {
    /// Only those without a staff member.
    pub unassigned: bool,
    /// Past ones too.
    pub past: bool,
    /// Only this host's.
    pub host: Option<HostId>,
    /// Only this one.
    pub visit: Option<AppointmentId>,
    /// Only this staff member's.
    pub staff: Option<StaffId>,
    /// Only what overlaps this time, past or not, in the order of time.
    pub span: Option<Interval>,
}

/// How the appointments of a host stand once it is mapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostStands {
    /// Those without a staff member, upcoming ones first.
    pub left: Vec<Listed>,
    /// How many standing ones there are that have not ended.
    pub upcoming: u32,
    /// How many that have.
    pub past: u32,
    /// Those that a person gave to another staff member than the present one, one by one.
    pub given_by_hand: Vec<AppointmentId>,
}

/// Appointments that stand: the upcoming ones, soonest first, then past ones, the latest first.
pub fn list(desk: &Desk, which: &Which) -> Result<Listing> {
    list_at_most(desk, which, LISTED_PARTS_MAX)
}

/// The same with so many parts of upcoming and of past ones each.
pub fn list_at_most(desk: &Desk, which: &Which, most: u32) -> Result<Listing> {
    let among = Among { most, ..among(desk, which) };
    desk.store.read(|connection| listed(desk, connection, among, which.past))
}

/// How many appointments there are of these, upcoming and past.
pub fn count(desk: &Desk, which: &Which) -> Result<(u32, u32)> {
    let among = among(desk, which);
    desk.store.read(|connection| unassigned::count(connection, among))
}

/// How the appointments of a host stand.
pub fn host_stands(desk: &Desk, host: HostId) -> Result<HostStands> {
    let which = Which { past: true, host: Some(host), ..Which::default() };
    let all = among(desk, &which);
    desk.store.read(|connection| {
        let (upcoming, past) = unassigned::count(connection, all)?;
        let left = listed(desk, connection, Among { unassigned: true, ..all }, true)?.all;
        let active = mapping::active(connection, all.company, host)?;
        let given_by_hand = match active {
            Some(found) => unassigned::given_by_hand(connection, all.company, host, &found.staff)?,
            None => Vec::new(),
        };
        Ok(HostStands { left, upcoming, past, given_by_hand })
    })
}

fn among<'a>(desk: &Desk, which: &'a Which) -> Among<'a> {
    Among {
        company: desk.salon.company,
        host: which.host,
        unassigned: which.unassigned,
        visit: which.visit,
        staff: which.staff.as_ref(),
        span: which.span,
        now: desk.now(),
        most: LISTED_PARTS_MAX,
    }
}

fn listed(desk: &Desk, connection: &Connection, among: Among<'_>, past: bool) -> Result<Listing> {
    let (rules, language) = (Rules::of(&desk.salon), desk.salon.language);
    let found = if among.span.is_some() {
        unassigned::within(connection, among)?
    } else {
        let mut found = unassigned::upcoming(connection, among)?;
        if past {
            let before = unassigned::past(connection, among)?;
            found.parts.extend(before.parts);
            found.is_cut |= before.is_cut;
        }
        found
    };
    let mut all: Vec<Listed> = Vec::new();
    for (visit, part) in found.parts {
        let one = describe(connection, &rules, language, (visit, part), among.now)?;
        match all.last_mut() {
            Some(last) if is_alike(last, &one) => last.parts.extend(one.parts),
            Some(_) | None => all.push(one),
        }
    }
    Ok(Listing { all, is_cut: found.is_cut })
}

/// Two parts of one visit of which the same is to be said.
fn is_alike(one: &Listed, other: &Listed) -> bool {
    Listed { parts: Vec::new(), ..one.clone() } == Listed { parts: Vec::new(), ..other.clone() }
}

fn describe(
    connection: &Connection,
    rules: &Rules,
    language: Language,
    (visit, part): (AppointmentId, SegmentId),
    now: OffsetDateTime,
) -> Result<Listed> {
    let gone = || Error::internal("a listed appointment lost its rows");
    let row = appointment::find(connection, visit)?.ok_or_else(gone)?;
    let one = segment::find(connection, part)?.ok_or_else(gone)?;
    let chain = booking::chain(connection, part)?;
    let head = booked::in_force(&chain);
    let sighting = head.map_or(HostSighting::Absent, resolve::sighting_of);
    let service = row.service.map(|id| catalogue::find(connection, id)).transpose()?.flatten();
    let why = match &one.staff {
        Some(_) => None,
        None => {
            let event_type = head.and_then(|head| head.event_type_id).or(one.event_type_id);
            let branch = setting::branch_of(connection, rules, event_type)?;
            Some(why(connection, rules, language, (visit, &one), &sighting, branch)?)
        }
    };
    Ok(Listed {
        appointment: visit,
        parts: if row.plan.is_composite() { vec![one.key.clone()] } else { Vec::new() },
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        is_upcoming: row.ends_at > now,
        status: row.status,
        service: service.map(|service| service.name),
        customer: customer_of(connection, &row)?,
        is_no_show: row.no_show.is_some(),
        customer_no_shows: no_shows_of(connection, &row)?,
        host: sighting.host().cloned(),
        staff: one.staff.as_ref().map(|id| name_of(connection, id)).transpose()?,
        why,
    })
}

fn why(
    connection: &Connection,
    rules: &Rules,
    language: Language,
    (visit, part): (AppointmentId, &Segment),
    sighting: &HostSighting,
    branch: Option<BranchId>,
) -> Result<Why> {
    let decision = resolve::judge(connection, rules, sighting, branch)?;
    let reason = match &part.booking_uid {
        None => Reason::NoBooking,
        Some(_) => Reason::of(&decision, sighting),
    };
    let mapped = match sighting.host() {
        Some(host) => mapping::active(connection, rules.company, host.id)?,
        None => None,
    };
    let mapped = mapped.map(|found| staff::find(connection, &found.staff)).transpose()?.flatten();
    // Of another company's people not even the names are told.
    let mapped = mapped.filter(|person| person.company == rules.company);
    let branch = match branch {
        Some(id) => {
            let branches = salon::branches(connection, rules.company)?;
            branches.into_iter().find(|branch| branch.id == id).map(|branch| branch.name)
        }
        None => None,
    };
    let case = Case {
        reason,
        appointment: visit.0,
        sighting,
        decision: &decision,
        mapped: mapped.as_ref().map(|person| person.name.as_str()),
        branch: branch.as_deref(),
    };
    Ok(Why { reason, sentence: case.why(language), what_to_do: case.what_to_do(language) })
}

/// For whom this one is, which may be the customer's child.
fn customer_of(connection: &Connection, row: &Appointment) -> Result<Option<String>> {
    let attendee = row.metadata.get("attendee_name").and_then(serde_json::Value::as_str);
    let attendee = attendee.filter(|name| !name.is_empty()).map(str::to_owned);
    let customer = match (&attendee, row.customer) {
        (None, Some(id)) => customer::find(connection, id)?.map(|customer| customer.name),
        (Some(_), _) | (None, None) => None,
    };
    Ok(attendee.or(customer).filter(|name| !name.is_empty()))
}

/// How often the customer of an appointment did not come.
pub(crate) fn no_shows_of(connection: &Connection, row: &Appointment) -> Result<u32> {
    row.customer.map_or(Ok(0), |id| appointment::no_shows_of(connection, id))
}

fn name_of(connection: &Connection, id: &StaffId) -> Result<String> {
    Ok(staff::find(connection, id)?.map_or_else(|| id.0.clone(), |person| person.name))
}
