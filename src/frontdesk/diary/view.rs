//! An appointment as people speak of it: with the names in place of the numbers, and the segments of a composite visit.

use crate::domain::ids::AppointmentId;
use crate::domain::speech::placeholder::is_placeholder;
use crate::domain::visit::booked::VisitStatus;
use crate::domain::visit::layout::PartKind;
use crate::domain::visit::saga_plan::VisitPlan;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::place::Places;
use crate::store::db::stamp;
use crate::store::host::staff;
use crate::store::service::catalogue;
use crate::store::visit::appointment::Appointment;
use crate::store::visit::segment::Segment;
use crate::store::visit::{appointment, customer, saga_log, segment};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

/// An appointment with the names people use.
#[derive(Clone, Debug, PartialEq)]
pub struct AppointmentView {
    /// Its number.
    pub id: AppointmentId,
    /// As stored.
    pub row: Appointment,
    /// Of a visit that is not whole: when it was asked for, UTC, while its saga is on its way.
    pub asked_start: Option<OffsetDateTime>,
    pub service: Option<String>,
    /// The assigned staff member's name.
    pub staff: Option<String>,
    /// Where, if there is more than one branch.
    pub branch: Option<String>,
    /// For whom it was booked, which may be the customer's child; empty where no name is known.
    pub name: String,
    /// The segments of a composite visit, in order; empty for a simple one.
    pub segments: Vec<SegmentView>,
}

impl AppointmentView {
    /// When it begins, UTC: of a visit that is not whole, when it was asked for.
    pub fn start(&self) -> OffsetDateTime {
        self.asked_start.unwrap_or(self.row.starts_at)
    }
}

/// One segment of a composite visit, for people. Stored with a saga's result, so older programs' must be readable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentView {
    /// `A`, `B`, …
    #[serde(default)]
    pub key: String,
    /// As it was called when it was booked.
    #[serde(default)]
    pub name: String,
    /// UTC.
    #[serde(with = "stamp::as_text")]
    pub starts_at: OffsetDateTime,
    /// UTC, exclusive.
    #[serde(with = "stamp::as_text")]
    pub ends_at: OffsetDateTime,
    /// The name of who does it.
    #[serde(default)]
    pub staff: Option<String>,
}

pub fn of(desk: &Desk, id: AppointmentId) -> Result<Option<AppointmentView>> {
    desk.store.read(|connection| {
        let found = appointment::find(connection, id)?.filter(|r| r.company == desk.salon.company);
        found.map(|row| read(connection, id, row)).transpose()
    })
}

/// One appointment by the uid of its booking in force; of a composite visit by that of any of its parts.
pub fn of_booking(desk: &Desk, uid: &str) -> Result<Option<AppointmentView>> {
    desk.store.read(|connection| {
        let company = desk.salon.company;
        let found = match appointment::find_by_uid(connection, company, uid)? {
            Some(found) => Some(found),
            None => part_of(connection, uid)?.filter(|(_, row)| row.company == company),
        };
        found.map(|(id, row)| read(connection, id, row)).transpose()
    })
}

fn part_of(connection: &Connection, uid: &str) -> Result<Option<(AppointmentId, Appointment)>> {
    let Some(part) = segment::of_booking(connection, uid)? else { return Ok(None) };
    let Some(part) = segment::find(connection, part)? else { return Ok(None) };
    let row = appointment::find(connection, part.appointment)?;
    Ok(row.map(|row| (part.appointment, row)))
}

/// A row with what belongs to it.
pub(crate) fn read(
    connection: &Connection,
    id: AppointmentId,
    row: Appointment,
) -> Result<AppointmentView> {
    let service = row.service.map(|id| catalogue::find(connection, id)).transpose()?.flatten();
    let staff = row.staff.as_ref().map(|id| staff::find(connection, id)).transpose()?.flatten();
    let segments = segments(connection, id, &row)?;
    let asked_start = asked_start(connection, &row)?;
    let (service, staff) = (service.map(|s| s.name), staff.map(|s| s.name));
    let branch = Places::read(connection, row.company)?.name(row.branch);
    let name = name(connection, &row)?;
    Ok(AppointmentView { id, row, asked_start, service, staff, branch, name, segments })
}

/// For whom an appointment was booked; else who the customer is. Empty where only a placeholder is known.
pub(crate) fn name(connection: &Connection, row: &Appointment) -> Result<String> {
    let told = row.metadata.get("attendee_name").and_then(Value::as_str);
    if let Some(told) = told.filter(|told| !is_placeholder(told)) {
        return Ok(told.to_owned());
    }
    let customer = row.customer.map(|id| customer::find(connection, id)).transpose()?.flatten();
    let name = customer.map(|customer| customer.name);
    Ok(name.filter(|name| !is_placeholder(name)).unwrap_or_default())
}

/// What the saga that is on its way has asked for, of a visit that is not whole yet.
fn asked_start(connection: &Connection, row: &Appointment) -> Result<Option<OffsetDateTime>> {
    let (VisitStatus::Pending, Some(visit_ref)) = (row.status, &row.visit_ref) else {
        return Ok(None);
    };
    let Some(params) = saga_log::params_of_visit(connection, visit_ref)? else { return Ok(None) };
    let plan: VisitPlan = serde_json::from_value(params).map_err(Error::internal)?;
    Ok(plan.asked_start())
}

/// The segments of work of a composite visit, in order; those that are off only if none stands.
pub(crate) fn segments(
    connection: &Connection,
    id: AppointmentId,
    row: &Appointment,
) -> Result<Vec<SegmentView>> {
    if !row.plan.is_composite() {
        return Ok(Vec::new());
    }
    let mut work: Vec<Segment> =
        segment::of_appointment(connection, id)?.into_iter().map(|(_, part)| part).collect();
    work.retain(|part| part.kind == PartKind::Work);
    let stands = |part: &Segment| part.booking_status.is_none_or(|status| status.stands());
    if work.iter().any(stands) {
        work.retain(stands);
    }
    work.into_iter()
        .map(|part| {
            let person = match &part.staff {
                Some(id) => staff::find(connection, id)?,
                None => None,
            };
            Ok(SegmentView {
                key: part.key,
                name: part.name,
                starts_at: part.starts_at,
                ends_at: part.ends_at,
                staff: person.map(|person| person.name),
            })
        })
        .collect()
}
