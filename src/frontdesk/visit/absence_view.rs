//! Absences as they are shown.

use crate::domain::Result;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::ids::{AbsenceId, AppointmentId, StaffId};
use crate::frontdesk::visit::absence;
use crate::frontdesk::{Desk, diary};
use crate::store::host::staff;
use crate::store::host::staff::Listed;
use crate::store::visit::absence::Absence;
use serde::Serialize;
use time::Date;

/// How the salon's clock shows the end of a day, which is the beginning of the next.
const MIDNIGHT: &str = "00:00";

/// When a staff member is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AbsenceView {
    /// Its number.
    pub id: AbsenceId,
    /// The staff member's key.
    pub staff: Option<String>,
    /// Who.
    pub staff_id: StaffId,
    /// The name, or the id where there is no row.
    #[serde(skip)]
    pub name: String,
    /// On the salon's clock.
    pub from: LocalTime,
    /// Exclusive.
    pub until: LocalTime,
    /// May be empty.
    pub reason: String,
    /// Who wrote it down.
    pub by: String,
}

impl AbsenceView {
    /// The last day of it on the salon's calendar.
    pub fn last_day(&self) -> Date {
        let end = self.until.day();
        match self.until.clock() {
            MIDNIGHT if end > self.from.day() => end.previous_day().unwrap_or(end),
            _ => end,
        }
    }
}

/// An appointment that stays booked during an absence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct StillBooked {
    pub appointment_id: AppointmentId,
    pub start: LocalTime,
    pub service: Option<String>,
    /// For whom; empty where no name is known.
    pub customer: String,
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
    let mut all = Vec::new();
    for (id, starts_at) in absence::booked_while_away(desk, absence)? {
        let view = diary::view::of(desk, id)?;
        let (service, customer) =
            view.map_or_else(Default::default, |view| (view.service, view.name));
        let start = LocalTime::of(&desk.salon.zone, starts_at);
        all.push(StillBooked { appointment_id: id, start, service, customer });
    }
    Ok(all)
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
