//! Who is calling, from the local database alone: in time for the greeting, and never waiting for Cal.com.

use crate::domain::ids::AppointmentId;
use crate::domain::people::person::Phone;
use crate::domain::visit::booked::VisitStatus;
use crate::domain::visit::saga_plan::VisitPlan;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::summary;
use crate::frontdesk::diary::summary::ToldSegment;
use crate::store::host::staff;
use crate::store::service::catalogue;
use crate::store::visit::appointment::Appointment;
use crate::store::visit::customer::Customer;
use crate::store::visit::{appointment, customer, saga_log, segment};
use rusqlite::Connection;
use time::OffsetDateTime;

/// How many upcoming appointments are told; nobody remembers more on the phone.
const UPCOMING_MAX: u32 = 10;

/// A caller we know.
#[derive(Clone, Debug, PartialEq)]
pub struct Caller {
    /// Who she is.
    pub customer: Customer,
    /// Soonest first.
    pub upcoming: Vec<Diary>,
    /// The last one that took place.
    pub latest: Option<Diary>,
}

/// An appointment with the names people use.
#[derive(Clone, Debug, PartialEq)]
pub struct Diary {
    /// The row.
    pub id: AppointmentId,
    /// Its columns.
    pub row: Appointment,
    /// Of a visit that is not whole: when it was asked for, UTC, while its saga is on its way.
    pub asked_start: Option<OffsetDateTime>,
    /// The service's name.
    pub service: Option<String>,
    /// The assigned staff member's name.
    pub staff: Option<String>,
    /// The segments of a composite visit, in order; empty for a simple one.
    pub segments: Vec<ToldSegment>,
}

impl Diary {
    /// When it begins, UTC: of a visit that is not whole, when it was asked for.
    pub fn start(&self) -> OffsetDateTime {
        self.asked_start.unwrap_or(self.row.starts_at)
    }
}

impl Desk {
    /// The customer of a number, with her appointments; `None` for a withheld or unknown number.
    pub fn caller(&self, phone: Option<&Phone>) -> Result<Option<Caller>> {
        let Some(phone) = phone else { return Ok(None) };
        let now = self.now();
        self.store.read(|connection| {
            let found = customer::find_by_phone(connection, self.salon.company, phone.as_str())?;
            let Some(customer) = found else { return Ok(None) };
            let upcoming = appointment::upcoming(connection, customer.id, now, UPCOMING_MAX)?
                .into_iter()
                .map(|(id, row)| diary(connection, id, row))
                .collect::<Result<_>>()?;
            let latest = appointment::latest_before(connection, customer.id, now)?
                .map(|(id, row)| diary(connection, id, row))
                .transpose()?;
            Ok(Some(Caller { customer, upcoming, latest }))
        })
    }

    /// One appointment with its names.
    pub fn diary(&self, id: AppointmentId) -> Result<Option<Diary>> {
        self.store.read(|connection| {
            let found =
                appointment::find(connection, id)?.filter(|r| r.company == self.salon.company);
            found.map(|row| diary(connection, id, row)).transpose()
        })
    }

    /// One appointment by the uid of its booking in force; of a composite visit by that of any of its parts.
    pub fn diary_of_booking(&self, uid: &str) -> Result<Option<Diary>> {
        self.store.read(|connection| {
            let company = self.salon.company;
            let found = match appointment::find_by_uid(connection, company, uid)? {
                Some(found) => Some(found),
                None => part_of(connection, uid)?.filter(|(_, row)| row.company == company),
            };
            found.map(|(id, row)| diary(connection, id, row)).transpose()
        })
    }
}

fn part_of(connection: &Connection, uid: &str) -> Result<Option<(AppointmentId, Appointment)>> {
    let Some(part) = segment::of_booking(connection, uid)? else { return Ok(None) };
    let Some(part) = segment::find(connection, part)? else { return Ok(None) };
    let row = appointment::find(connection, part.appointment)?;
    Ok(row.map(|row| (part.appointment, row)))
}

fn diary(connection: &Connection, id: AppointmentId, row: Appointment) -> Result<Diary> {
    let service = row.service.map(|id| catalogue::find(connection, id)).transpose()?.flatten();
    let staff = row.staff.as_ref().map(|id| staff::find(connection, id)).transpose()?.flatten();
    let segments = summary::segments(connection, id, &row)?;
    let asked_start = asked_start(connection, &row)?;
    let (service, staff) = (service.map(|s| s.name), staff.map(|s| s.name));
    Ok(Diary { id, row, asked_start, service, staff, segments })
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
