//! Who is not there, and when: written down by a person of the salon. Visits that are booked stay booked; whose time
//! it is to move them is a person's to decide.

use crate::domain::calendar::interval::Interval;
use crate::domain::ids::{AbsenceId, AppointmentId, StaffId};
use crate::domain::{Error, Result};
use crate::frontdesk::{Desk, decider};
use crate::store::host::staff;
use crate::store::visit::absence::Absence;
use crate::store::visit::{absence, segment};
use time::{Duration, OffsetDateTime};

/// A longer absence is a typing mistake in the year, or a staff member who left.
const DAYS_MAX: i64 = 732;
/// Appointments looked for within one.
const BOOKED_MAX: u32 = 1_000;

/// Writes down that a staff member is not there; `by` says who does. Saying the same twice changes nothing.
///
/// `NotFound` unless the staff member is of this company; `Invalid` if it lasts too long, or is over: that is most
/// likely a typing mistake in the year.
pub fn add(
    desk: &Desk,
    staff: &StaffId,
    span: Interval,
    reason: &str,
    by: &str,
) -> Result<(AbsenceId, Absence)> {
    if span.duration() > Duration::days(DAYS_MAX) {
        return Err(Error::invalid(format!("an absence lasts at most {DAYS_MAX} days")));
    }
    if span.end() <= desk.now() {
        return Err(Error::invalid(
            "this is over already and would change nothing: say the year in which the staff member will be away",
        ));
    }
    let new = Absence {
        staff: staff.clone(),
        span,
        reason: decider::reason(reason)?,
        created_by: decider::who(by)?,
    };
    let (company, now) = (desk.salon.company, desk.now());
    desk.store.write(move |tx| {
        staff::find(tx, &new.staff)?
            .filter(|person| person.company == company)
            .ok_or(Error::NotFound("staff member"))?;
        let id = match absence::find_same(tx, company, &new)? {
            Some(known) => known,
            None => absence::insert(tx, company, &new, now)?,
        };
        absence::find(tx, company, id)?
            .ok_or_else(|| Error::internal("an absence just written has no row"))
    })
}

/// The appointments that stand although the staff member is away then, soonest first: numbers and starts, UTC.
pub fn booked_while_away(
    desk: &Desk,
    away: &Absence,
) -> Result<Vec<(AppointmentId, OffsetDateTime)>> {
    desk.store
        .read(|connection| segment::standing_within(connection, &away.staff, away.span, BOOKED_MAX))
}

/// The absences that are not over, by start.
pub fn list(desk: &Desk) -> Result<Vec<(AbsenceId, Absence)>> {
    let (company, now) = (desk.salon.company, desk.now());
    desk.store.read(|connection| absence::list(connection, company, now))
}

/// Takes an absence away: the staff member is there after all. `NotFound` if there is none of this number.
pub fn remove(desk: &Desk, id: AbsenceId) -> Result<Absence> {
    let company = desk.salon.company;
    desk.store.write(move |tx| {
        let known = absence::find(tx, company, id)?.ok_or(Error::NotFound("absence"))?;
        absence::delete(tx, company, id)?;
        Ok(known.1)
    })
}
