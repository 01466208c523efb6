//! The pauses of visits that stand, for people: which are held for whom, and what others may use of the free ones.

use crate::domain::calendar::interval::Interval;
use crate::domain::ids::{AppointmentId, StaffId};
use crate::domain::service::catalogue::PausePolicy;
use crate::domain::visit::booking::BookingStatus;
use crate::domain::visit::layout::PartKind;
use crate::domain::visit::pause;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::offer::taken;
use crate::frontdesk::offer::taken::Asker;
use crate::frontdesk::visit::change;
use crate::store::host::staff;
use crate::store::service::catalogue;
use crate::store::visit::segment::Segment;
use crate::store::visit::{appointment, segment};
use rusqlite::Connection;
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// How many visits are looked through; a salon has some hundred in a month.
const VISITS_MAX: u32 = 1_000;

/// A pause of a visit that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenPause {
    pub visit: AppointmentId,
    /// What is done: the service's name.
    pub service: Option<String>,
    /// Whose time it is.
    pub staff_id: StaffId,
    /// The same: the name.
    pub staff: Option<String>,
    /// What the visit's pauses are for.
    pub policy: Option<PausePolicy>,
    /// From its first minute to its last, UTC.
    pub at: Interval,
    pub what: PauseUse,
}

/// What a pause is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PauseUse {
    /// Held for the stylist by a booking at Cal.com, under this key.
    Held(String),
    /// Others may be in it, within these minutes, UTC.
    Free(Vec<Interval>),
}

/// The pauses within a span, in order of time.
pub fn within(desk: &Desk, span: Interval) -> Result<Vec<SeenPause>> {
    let asker = taken::asker(desk, "", None);
    let mut seen = desk.store.read(|connection| {
        let company = desk.salon.company;
        let visits = appointment::composite_within(connection, company, span, VISITS_MAX)?;
        let mut seen = Vec::new();
        for (id, row) in visits {
            let service = row.service.map(|id| catalogue::find(connection, id)).transpose()?;
            let service = service.flatten().map(|service| service.name);
            for (staff, pauses) in of_visit(connection, &asker, id)? {
                let name = staff::find(connection, &staff)?.map(|person| person.name);
                seen.extend(pauses.into_iter().map(|(at, what)| SeenPause {
                    visit: id,
                    service: service.clone(),
                    staff_id: staff.clone(),
                    staff: name.clone(),
                    policy: row.plan.policy,
                    at,
                    what,
                }));
            }
        }
        Ok(seen)
    })?;
    seen.retain(|pause| pause.at.overlaps(&span));
    seen.sort_by_key(|pause| (pause.at.start(), pause.visit));
    Ok(seen)
}

/// The part of a held pause that is meant by a start, an end, or both; what is not said is the pause's own.
///
/// `Invalid` if no held pause of the visit is around it.
pub fn part(
    desk: &Desk,
    visit: AppointmentId,
    key: Option<&str>,
    from: Option<OffsetDateTime>,
    until: Option<OffsetDateTime>,
) -> Result<Option<Interval>> {
    if from.is_none() && until.is_none() {
        return Ok(None);
    }
    let parts = desk.store.read(|connection| segment::of_appointment(connection, visit))?;
    let is_meant = |part: &&Segment| {
        is_held(part)
            && key.is_none_or(|key| key == part.key)
            && from.is_none_or(|from| part.starts_at <= from && from < part.ends_at)
            && until.is_none_or(|until| part.starts_at < until && until <= part.ends_at)
    };
    let meant = parts.iter().map(|(_, part)| part).find(is_meant);
    let meant = meant.ok_or_else(|| Error::invalid("no pause of this visit is held then"))?;
    Interval::new(from.unwrap_or(meant.starts_at), until.unwrap_or(meant.ends_at)).map(Some)
}

/// The day of a visit on the salon's calendar.
pub fn day_of_visit(desk: &Desk, visit: AppointmentId) -> Result<time::Date> {
    let row = change::row(desk, visit)?;
    Ok(desk.salon.zone.local(row.starts_at).0)
}

/// Per person, the pauses of the person's part of a visit.
fn of_visit(
    connection: &Connection,
    asker: &Asker,
    id: AppointmentId,
) -> Result<BTreeMap<StaffId, Vec<(Interval, PauseUse)>>> {
    let mut parts: BTreeMap<StaffId, Vec<Segment>> = BTreeMap::new();
    for (_, part) in segment::of_appointment(connection, id)? {
        if let Some(staff) = part.staff.clone().filter(|_| stands(&part)) {
            parts.entry(staff).or_default().push(part);
        }
    }
    let mut pauses = BTreeMap::new();
    for (staff, parts) in parts {
        let mut own: Vec<(Interval, PauseUse)> = Vec::new();
        let mut booked = Vec::new();
        for part in parts {
            let at = Interval::new(part.starts_at, part.ends_at)?;
            booked.push(at);
            if is_held(&part) {
                own.push((at, PauseUse::Held(part.key)));
            }
        }
        for free in pause::free_pauses(&booked) {
            let gaps = pause::pause_gaps(&[free], &asker.taken(connection, &staff, free)?);
            own.push((free, PauseUse::Free(gaps)));
        }
        pauses.insert(staff, own);
    }
    Ok(pauses)
}

fn is_held(part: &Segment) -> bool {
    part.kind == PartKind::Pause && stands(part)
}

fn stands(part: &Segment) -> bool {
    part.booking_status.is_none_or(BookingStatus::stands)
}
