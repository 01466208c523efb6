//! Appointments as they are listed: when, what, for whom, who does it, and where no one does, why and what to do.

use crate::domain::calendar::interval::Interval;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::ids::{AppointmentId, HostId, StaffId};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::host::unassigned;
use crate::frontdesk::host::unassigned::{LISTED_PARTS_MAX, Listed, Which};
use serde::Serialize;
use time::{Date, OffsetDateTime};

/// An appointment of the list, or those of its parts that stand alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct AppointmentLine {
    pub appointment_id: AppointmentId,
    /// Of a composite visit the parts meant, `A`, `B`, …; empty for a simple one.
    pub parts: Vec<String>,
    pub start: LocalTime,
    pub end: LocalTime,
    /// It has not ended yet.
    pub upcoming: bool,
    pub status: &'static str,
    pub service: Option<String>,
    pub customer: Option<String>,
    /// The customer did not come.
    pub no_show: bool,
    /// How often this customer did not come, this one included.
    pub customer_no_shows: u32,
    /// Whom Cal.com names.
    pub host: Option<HostName>,
    /// Who does it: the name.
    pub staff: Option<String>,
    /// Why no staff member does it, a word for programs.
    pub reason: Option<&'static str>,
    /// The same in a sentence in the salon's language.
    pub why: Option<String>,
    /// With the commands to type.
    pub what_to_do: Option<String>,
}

/// A Cal.com user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct HostName {
    pub id: HostId,
    pub name: Option<String>,
}

/// Which appointments are listed. All that stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub unassigned: bool,
    /// Past ones too.
    pub past: bool,
    pub staff: Option<StaffId>,
    /// Only those of these days, past or not.
    pub days: Option<Days>,
}

/// Days on the salon's calendar, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    pub first: Date,
    pub last: Date,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct AppointmentList {
    pub appointments: Vec<AppointmentLine>,
    #[serde(skip)]
    pub count: Count,
    #[serde(skip)]
    pub wanted: Wanted,
    /// More were found than are listed.
    #[serde(skip)]
    pub is_cut: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    /// Of those that stand, and how many are past.
    All { upcoming: u32, past: u32 },
    /// Of those that were asked for.
    Found(u32),
}

/// The most that are listed.
pub(crate) const LISTED_MAX: u32 = LISTED_PARTS_MAX;

/// The appointments wanted. Of given days in the order of time; else upcoming ones, soonest first, then past ones, the
/// latest first.
///
/// `Invalid` if the last day lies before the first.
pub(crate) fn list(desk: &Desk, wanted: Wanted) -> Result<AppointmentList> {
    let which = Which {
        unassigned: wanted.unassigned,
        past: wanted.past,
        staff: wanted.staff.clone(),
        span: wanted.days.map(|days| span(desk, days)).transpose()?,
        ..Which::default()
    };
    let found = unassigned::list(desk, &which)?;
    let (upcoming, past) = unassigned::count(desk, &which)?;
    let count = match (&wanted.days, &wanted.staff) {
        (None, None) => Count::All { upcoming, past },
        (None, Some(_)) if !wanted.past => Count::Found(upcoming),
        (Some(_), _) | (None, Some(_)) => Count::Found(upcoming.saturating_add(past)),
    };
    let is_cut = found.is_cut;
    let appointments = found.all.into_iter().map(|one| line(desk, one)).collect();
    Ok(AppointmentList { appointments, count, wanted, is_cut })
}

pub(crate) fn line(desk: &Desk, one: Listed) -> AppointmentLine {
    let time = |at: OffsetDateTime| LocalTime::of(&desk.salon.zone, at);
    let (reason, why, what_to_do) = match one.why {
        Some(why) => (Some(why.reason.as_str()), Some(why.sentence), Some(why.what_to_do)),
        None => (None, None, None),
    };
    AppointmentLine {
        appointment_id: one.appointment,
        parts: one.parts,
        start: time(one.starts_at),
        end: time(one.ends_at),
        upcoming: one.is_upcoming,
        status: one.status.as_str(),
        service: one.service,
        customer: one.customer,
        no_show: one.is_no_show,
        customer_no_shows: one.customer_no_shows,
        host: one.host.map(|host| HostName { id: host.id, name: host.name }),
        staff: one.staff,
        reason,
        why,
        what_to_do,
    }
}

/// The lines of one appointment, if it or a part of it has no staff member: with the reason as things are now.
pub(crate) fn of_visit(desk: &Desk, id: AppointmentId) -> Result<Vec<AppointmentLine>> {
    let which = Which { unassigned: true, past: true, visit: Some(id), ..Which::default() };
    Ok(unassigned::list(desk, &which)?.all.into_iter().map(|one| line(desk, one)).collect())
}

fn span(desk: &Desk, days: Days) -> Result<Interval> {
    let zone = &desk.salon.zone;
    Interval::new(zone.day_bounds(days.first).0, zone.day_bounds(days.last).1)
        .map_err(|_| Error::invalid("the last day lies before the first"))
}
