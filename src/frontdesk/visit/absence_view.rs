//! Absences as they are shown.

use crate::domain::Result;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::ids::{AbsenceId, AppointmentId, StaffId};
use crate::frontdesk::Desk;
use crate::frontdesk::visit::absence;
use crate::store::host::staff;
use crate::store::host::staff::Listed;
use crate::store::visit::absence::Absence;
use serde::Serialize;
use time::OffsetDateTime;

/// When a staff member is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct AbsenceView {
    pub id: AbsenceId,
    /// The staff member's key.
    pub staff: Option<String>,
    pub staff_id: StaffId,
    #[serde(skip)]
    pub name: String,
    pub from: LocalTime,
    pub until: LocalTime,
    pub reason: String,
    pub by: String,
}

/// An appointment that stays booked during an absence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StillBooked {
    pub appointment: AppointmentId,
    pub start: LocalTime,
}

/// Those that are not over.
pub(crate) fn list(desk: &Desk) -> Result<Vec<AbsenceView>> {
    let people = people(desk)?;
    let absences = absence::list(desk)?;
    Ok(absences.iter().map(|(id, one)| view(desk, &people, *id, one)).collect())
}

pub(crate) fn of(desk: &Desk, id: AbsenceId, absence: &Absence) -> Result<AbsenceView> {
    Ok(view(desk, &people(desk)?, id, absence))
}

/// What is booked meanwhile.
pub(crate) fn still_booked(desk: &Desk, absence: &Absence) -> Result<Vec<StillBooked>> {
    let one = |(appointment, starts_at): (AppointmentId, OffsetDateTime)| StillBooked {
        appointment,
        start: LocalTime::of(&desk.salon.zone, starts_at),
    };
    Ok(absence::booked_while_away(desk, absence)?.into_iter().map(one).collect())
}

fn people(desk: &Desk) -> Result<Vec<Listed>> {
    desk.store.read(|connection| staff::listed(connection, desk.salon.company))
}

fn view(desk: &Desk, people: &[Listed], id: AbsenceId, one: &Absence) -> AbsenceView {
    let found = people.iter().find(|listed| listed.person.id == one.staff);
    let time = |at| LocalTime::of(&desk.salon.zone, at);
    AbsenceView {
        id,
        staff: found.map(|listed| listed.key.clone()),
        staff_id: one.staff.clone(),
        name: found.map_or_else(|| one.staff.0.clone(), |listed| listed.person.name.clone()),
        from: time(one.span.start()),
        until: time(one.span.end()),
        reason: one.reason.clone(),
        by: one.created_by.clone(),
    }
}
