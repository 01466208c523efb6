//! What a visit could be instead: at its hour with somebody else, else at another hour near it. Cal.com is asked what is
//! free; nothing is held or written.

use crate::domain::calendar::zone::Zone;
use crate::domain::ids::StaffId;
use crate::domain::visit::booked::VisitStatus;
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::view::AppointmentView;
use crate::frontdesk::offer::ask::{Ask, Wished};
use crate::frontdesk::offer::choice::Choice;
use crate::frontdesk::offer::question::Budget;
use crate::frontdesk::offer::search::Search;
use crate::frontdesk::offer::{broken, search, ways};
use crate::frontdesk::sick::affected;
use crate::frontdesk::sick::affected::Sick;
use crate::store::host::staff;
use crate::store::service::catalogue;
use crate::store::service::catalogue::Service;
use std::sync::Arc;
use std::time::Instant;
use time::OffsetDateTime;

/// Ways at the visit's own hour that are proposed.
const SAME_HOUR_MAX: usize = 4;

/// Why nothing is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nothing {
    /// Not a confirmed visit with a booking at Cal.com.
    NotMovable,
    /// It has begun.
    Begun,
    /// Nobody is free near it.
    NoneFree,
    /// Cal.com did not answer, so nothing is known.
    NotKnown,
}

/// A way in which a visit could be had.
#[derive(Clone, Debug)]
pub(crate) struct Proposal {
    /// What is typed to accept it: `17=juergen`, or `17=emma@2026-12-02T10:00` at another hour.
    pub accept: String,
    pub keeps_hour: bool,
    pub choice: Choice,
}

/// What could be instead, the own hour first; or why there is nothing.
pub(crate) fn proposals(
    desk: &Desk,
    sick: &Sick,
    visit: &AppointmentView,
    deadline: Instant,
) -> Result<std::result::Result<Vec<Proposal>, Nothing>> {
    let row = &visit.row;
    if row.status != VisitStatus::Confirmed || row.booking_uid.is_none() {
        return Ok(Err(Nothing::NotMovable));
    }
    if row.starts_at <= desk.now() {
        return Ok(Err(Nothing::Begun));
    }
    let service = match row.service {
        Some(id) => desk.store.read(|connection| catalogue::find(connection, id))?,
        None => None,
    };
    let Some(service) = service else { return Ok(Err(Nothing::NotMovable)) };
    let found = look(desk, sick, visit, &service, deadline);
    Ok(match found {
        Ok(all) if all.is_empty() => Err(Nothing::NoneFree),
        Ok(all) => Ok(all),
        Err(Error::Unavailable(_)) => Err(Nothing::NotKnown),
        Err(error) => return Err(error),
    })
}

fn look(
    desk: &Desk,
    sick: &Sick,
    visit: &AppointmentView,
    service: &Service,
    deadline: Instant,
) -> Result<Vec<Proposal>> {
    let (row, zone) = (&visit.row, &desk.salon.zone);
    let wished = Wished { service: service.clone(), staff: None, branch: row.branch };
    let ask = Ask::at("", wished, row.starts_at, zone).around(row.starts_at, zone);
    let ask = Ask { policy: row.plan.policy, moving: Some(visit.id), ..ask };
    let ways = ways::of_service(desk, service, ask.branch)?;
    let (ways, _) = broken::without_broken(desk, ways)?;
    if !ways.are_complete() {
        return Ok(Vec::new());
    }
    let (ways, budget) = (Arc::new(ways), Budget::of_a_look());
    let found = search::begin(desk, &ask, &ways, None, &ask.wanted, &budget, deadline)?;
    let Some(mut search) = found else { return Ok(Vec::new()) };
    search.unasked_is_unknown();
    search.asker = affected::asker(desk, "", visit.id, sick);
    let maker = Maker::read(desk, visit, service)?;
    desk.store.read(|connection| {
        let mut all = maker.at_its_hour(search.each_at(connection, row.starts_at)?)?;
        all.extend(maker.near(&search, connection)?);
        // Nothing free means something only if Cal.com has answered.
        match search.failures.is_empty() || !all.is_empty() {
            true => Ok(all),
            false => Err(Error::Unavailable("the calendar".into())),
        }
    })
}

/// Makes proposals of what is free for one visit.
struct Maker<'a> {
    visit: &'a AppointmentView,
    service: &'a Service,
    zone: &'a Zone,
    mapped: Vec<StaffId>,
    keys: Vec<(StaffId, String)>,
}

impl Maker<'_> {
    fn read<'a>(
        desk: &'a Desk,
        visit: &'a AppointmentView,
        service: &'a Service,
    ) -> Result<Maker<'a>> {
        let (mapped, listed) = desk.store.read(|connection| {
            let mapped = affected::mapped(desk, connection)?;
            Ok((mapped, staff::listed(connection, desk.salon.company)?))
        })?;
        let keys = listed.into_iter().map(|one| (one.person.id, one.key)).collect();
        Ok(Maker { visit, service, zone: &desk.salon.zone, mapped, keys })
    }

    /// Whom the customer asked for comes first.
    fn at_its_hour(&self, ways: Vec<Vec<PlannedBooking>>) -> Result<Vec<Proposal>> {
        let mut all: Vec<Proposal> = Vec::new();
        for parts in ways {
            all.extend(self.proposal(parts)?);
        }
        let wished = self.visit.row.preferred_staff.as_ref();
        all.sort_by_key(|one| wished.is_none() || one.choice.lead() != wished);
        all.truncate(SAME_HOUR_MAX);
        Ok(all)
    }

    /// The nearest other hours, with whom it may be.
    fn near(&self, search: &Search, connection: &rusqlite::Connection) -> Result<Vec<Proposal>> {
        let others = match search.visits(connection) {
            Ok(others) => others,
            // What is known of its own hour is known all the same.
            Err(Error::Unavailable(_)) => Vec::new(),
            Err(error) => return Err(error),
        };
        let mut all = Vec::new();
        for other in others {
            if other.start != self.visit.row.starts_at {
                all.extend(self.proposal(other.parts)?);
            }
        }
        Ok(all)
    }

    /// Only what names a person throughout, each known to be one of Cal.com's users: of a pool Cal.com could choose the
    /// absent one again.
    fn proposal(&self, parts: Vec<PlannedBooking>) -> Result<Option<Proposal>> {
        let is_known =
            |part: &PlannedBooking| part.staff.as_ref().is_some_and(|id| self.mapped.contains(id));
        if parts.is_empty() || !parts.iter().all(is_known) {
            return Ok(None);
        }
        let preferred = self.visit.row.preferred_staff.clone();
        let choice = Choice { service: self.service.clone(), preferred, parts, offer: None };
        let start = choice.at()?.start();
        let keeps_hour = start == self.visit.row.starts_at;
        let lead = choice.lead().and_then(|id| self.keys.iter().find(|(known, _)| known == id));
        let Some((_, key)) = lead else { return Ok(None) };
        let accept = accept_word(self.visit.id.0, key, self.zone, start, keeps_hour);
        Ok(Some(Proposal { accept, keeps_hour, choice }))
    }
}

fn accept_word(id: i64, key: &str, zone: &Zone, start: OffsetDateTime, keeps_hour: bool) -> String {
    if keeps_hour {
        return format!("{id}={key}");
    }
    let (day, _) = zone.local(start);
    format!("{id}={key}@{day}T{}", zone.clock(start))
}
