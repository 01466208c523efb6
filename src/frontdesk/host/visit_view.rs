//! One appointment with all that is known of it: its parts, who does each and why, and its bookings at Cal.com.

use crate::domain::calendar::local_time::LocalTime;
use crate::domain::host::matching_stored;
use crate::domain::ids::{AppointmentId, HostId, SegmentId, StaffId};
use crate::domain::language::Language;
use crate::domain::service::catalogue::PausePolicy;
use crate::domain::visit::booked;
use crate::domain::visit::booked::{Snapshot, VisitStatus};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::host::appointment_view::{AppointmentLine, HostName};
use crate::frontdesk::host::{appointment_view, unassigned};
use crate::store::host::decision::Decision;
use crate::store::host::{decision, staff};
use crate::store::service::catalogue;
use crate::store::visit::appointment::Appointment;
use crate::store::visit::saga_log::State;
use crate::store::visit::segment::Segment;
use crate::store::visit::{appointment, booking, customer, saga_log, segment};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct VisitView {
    pub appointment_id: AppointmentId,
    pub status: &'static str,
    #[serde(skip)]
    pub stands: VisitStatus,
    /// The way it came by.
    pub source: &'static str,
    pub start: LocalTime,
    pub end: LocalTime,
    pub service: Option<String>,
    /// For whom: the name, which may be that of the customer's child.
    pub customer: Option<String>,
    /// E.164.
    pub phone: Option<String>,
    /// How often this customer did not come.
    pub customer_no_shows: u32,
    /// Set while this visit counts as one to which the customer did not come.
    pub no_show: Option<NoShowView>,
    /// Who does it: the name.
    pub staff: Option<String>,
    /// Whom the customer asked for: the name.
    pub preferred_staff: Option<String>,
    /// What its pauses are for; of a composite visit only.
    pub pause_policy: Option<&'static str>,
    /// Ours, in the bookings' metadata too.
    pub visit_ref: Option<String>,
    /// Whether a saga is on its way with it, `open`, or a person must look, `stuck`.
    pub saga: Option<&'static str>,
    /// In the order of the visit, held pauses among them.
    pub parts: Vec<VisitPart>,
}

/// Since when, and who said so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct NoShowView {
    pub at: LocalTime,
    /// `Cal.com`, or a person.
    pub by: String,
}

/// A part of it: one stretch of work or a held pause, one booking in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct VisitPart {
    /// `A`, `B`, …, and `A+` for the pause behind it.
    pub key: String,
    pub kind: &'static str,
    /// Empty for a simple appointment.
    pub name: String,
    pub start: LocalTime,
    pub end: LocalTime,
    pub staff: Option<String>,
    pub staff_id: Option<StaffId>,
    pub host: Option<HostName>,
    pub event_type_id: Option<i64>,
    /// How the staff member was found, or why not: a word for programs.
    pub state: &'static str,
    /// The same in a sentence in the salon's language.
    pub decided: Option<String>,
    /// Where no staff member does it: why not as things are now, and what to do.
    pub why: Option<String>,
    pub what_to_do: Option<String>,
    /// The bookings at Cal.com, the one in force first.
    pub bookings: Vec<BookingView>,
}

/// A booking at Cal.com.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct BookingView {
    pub uid: String,
    pub status: &'static str,
    pub in_force: bool,
    pub start: LocalTime,
    pub end: LocalTime,
    pub rescheduled_to: Option<String>,
}

/// One appointment. `NotFound` if there is none of this number here.
pub(crate) fn show(desk: &Desk, id: AppointmentId) -> Result<VisitView> {
    let unassigned = appointment_view::of_visit(desk, id)?;
    desk.store.read(|connection| {
        let found = appointment::find(connection, id)?;
        let row = found.filter(|row| row.company == desk.salon.company);
        let row = row.ok_or(Error::NotFound("appointment"))?;
        view(desk, connection, (id, &row), &unassigned)
    })
}

fn view(
    desk: &Desk,
    connection: &Connection,
    (id, row): (AppointmentId, &Appointment),
    unassigned: &[AppointmentLine],
) -> Result<VisitView> {
    let time = |at| LocalTime::of(&desk.salon.zone, at);
    let service = row.service.map(|id| catalogue::find(connection, id)).transpose()?.flatten();
    let known = row.customer.map(|id| customer::find(connection, id)).transpose()?.flatten();
    let attendee = row.metadata.get("attendee_name").and_then(Value::as_str);
    let attendee = attendee.filter(|name| !name.is_empty()).map(str::to_owned);
    let saga = match &row.visit_ref {
        Some(visit_ref) => saga_log::unsettled_of_visit(connection, visit_ref, "")?,
        None => None,
    };
    let parts = segment::of_appointment(connection, id)?;
    let parts = parts.iter().map(|(part, segment)| {
        let line = unassigned
            .iter()
            .find(|line| line.parts.is_empty() || line.parts.contains(&segment.key));
        part_view(desk, connection, (*part, segment), line)
    });
    let saga = saga.map(State::as_str);
    Ok(VisitView {
        appointment_id: id,
        status: row.status.as_str(),
        stands: row.status,
        source: row.source.as_str(),
        start: time(row.starts_at),
        end: time(row.ends_at),
        service: service.map(|service| service.name),
        phone: known.as_ref().and_then(|known| known.phone.clone()),
        customer_no_shows: unassigned::no_shows_of(connection, row)?,
        no_show: row
            .no_show
            .as_ref()
            .map(|mark| NoShowView { at: time(mark.at), by: mark.by.clone() }),
        customer: attendee.or(known.map(|known| known.name)).filter(|name| !name.is_empty()),
        staff: name_of(connection, row.staff.as_ref())?,
        preferred_staff: name_of(connection, row.preferred_staff.as_ref())?,
        pause_policy: row.plan.policy.map(PausePolicy::as_str),
        visit_ref: row.visit_ref.clone(),
        saga,
        parts: parts.collect::<Result<_>>()?,
    })
}

fn part_view(
    desk: &Desk,
    connection: &Connection,
    (id, part): (SegmentId, &Segment),
    line: Option<&AppointmentLine>,
) -> Result<VisitPart> {
    let time = |at| LocalTime::of(&desk.salon.zone, at);
    let chain = booking::chain(connection, id)?;
    let in_force = booked::in_force(&chain);
    let host = in_force.and_then(|snapshot| snapshot.host.as_ref());
    let host = host.map(|host| HostName { id: host.id, name: host.name.clone() });
    let named = |id: HostId| HostName { id, name: None };
    let decided = decision::newest_of_segment(connection, id)?;
    let mut bookings: Vec<BookingView> = chain
        .iter()
        .map(|one: &Snapshot| BookingView {
            uid: one.uid.clone(),
            status: one.status.as_str(),
            in_force: in_force.is_some_and(|head| head.uid == one.uid),
            start: time(one.starts_at),
            end: time(one.ends_at),
            rescheduled_to: one.rescheduled_to.clone(),
        })
        .collect();
    bookings.sort_by_key(|one| !one.in_force);
    let open = line.filter(|_| part.staff.is_none());
    Ok(VisitPart {
        key: part.key.clone(),
        kind: part.kind.as_str(),
        name: part.name.clone(),
        start: time(part.starts_at),
        end: time(part.ends_at),
        staff: name_of(connection, part.staff.as_ref())?,
        staff_id: part.staff.clone(),
        host: host.or(part.host.map(named)),
        event_type_id: part.event_type_id,
        state: part.state.as_str(),
        decided: decided.map(|last| sentence(&last, desk.salon.language)),
        why: open.and_then(|line| line.why.clone()),
        what_to_do: open.and_then(|line| line.what_to_do.clone()),
        bookings,
    })
}

fn sentence(row: &Decision, language: Language) -> String {
    let told = matching_stored::tell(&row.details, &row.decided_by, language);
    // A row of another program: its own words are better than none.
    let told = told.unwrap_or_else(|| format!("{}: {}", row.state, row.details));
    if row.reason.is_empty() {
        return told;
    }
    format!("{told} {}: {}", language.pick("Grund", "Reason"), row.reason)
}

fn name_of(connection: &Connection, id: Option<&StaffId>) -> Result<Option<String>> {
    let Some(id) = id else { return Ok(None) };
    let found = staff::find(connection, id)?;
    Ok(Some(found.map_or_else(|| id.0.clone(), |person| person.name)))
}
