//! What a staff member's time is taken by: the appointments, holds and absences, and the hours in which the
//! branch is shut. Every availability answer and every booking asks here, and the one overlap function judges.

use crate::domain::Result;
use crate::domain::calendar::interval;
use crate::domain::calendar::interval::{Claim, Interval};
use crate::domain::calendar::zone::Zone;
use crate::domain::ids::{AppointmentId, StaffId};
use crate::domain::visit::plan;
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::visit::refusal::Reason;
use crate::frontdesk::Desk;
use crate::frontdesk::offer::pool;
use crate::store::host::staff;
use crate::store::visit::occupied::Asking;
use crate::store::visit::{absence, occupied, opening};
use rusqlite::Connection;
use time::OffsetDateTime;

/// For which call it is asked: its own offers do not stand in the way.
#[derive(Clone, Debug)]
pub(crate) struct Asker {
    /// The call whose offers do not count.
    pub call_id: String,
    /// A visit that does not count, because it is being moved.
    pub moving: Option<AppointmentId>,
    /// Who counts as away besides, and when: an absence that is not written down yet.
    pub also_away: Option<(StaffId, Interval)>,
    /// UTC.
    pub now: OffsetDateTime,
    pub zone: Zone,
}

pub(crate) fn asker(desk: &Desk, call_id: &str, moving: Option<AppointmentId>) -> Asker {
    let zone = desk.salon.zone.clone();
    Asker { call_id: call_id.to_owned(), moving, also_away: None, now: desk.now(), zone }
}

impl Asker {
    /// What a staff member's time is taken by within a span.
    pub fn taken(&self, connection: &Connection, id: &StaffId, span: Interval) -> Result<Claim> {
        let asking = Asking { call_id: &self.call_id, except: self.moving, now: self.now };
        let mut taken = occupied::occupied(connection, id, span, asking)?;
        taken.busy.extend(self.away(connection, id, span)?);
        taken.busy.extend(self.closed(connection, id, span)?);
        Ok(taken)
    }

    /// When a staff member is not there.
    fn away(&self, connection: &Connection, id: &StaffId, span: Interval) -> Result<Vec<Interval>> {
        let mut away = absence::occupied(connection, id, span)?;
        let also = self.also_away.iter().filter(|(who, at)| who == id && at.overlaps(&span));
        away.extend(also.map(|(_, at)| *at));
        Ok(away)
    }

    fn closed(
        &self,
        connection: &Connection,
        id: &StaffId,
        span: Interval,
    ) -> Result<Vec<Interval>> {
        let Some(branch) = staff::branch_of(connection, id)? else { return Ok(Vec::new()) };
        Ok(opening::of_branch(connection, branch)?.closed(&self.zone, span))
    }

    /// Whether all performers have the minutes that these parts need, and of each pool at least one.
    pub fn are_free(&self, connection: &Connection, parts: &[PlannedBooking]) -> Result<bool> {
        Ok(self.why_not(connection, parts)?.is_none())
    }

    /// Why these parts cannot be booked as far as it is known here; `None` if nothing is against it. In a pool Cal.com
    /// chooses who is free, and has the last word; here one of it must be able to.
    pub fn why_not(
        &self,
        connection: &Connection,
        parts: &[PlannedBooking],
    ) -> Result<Option<Reason>> {
        for (id, wanted) in plan::claims(parts) {
            if let Some(reason) = self.against(connection, &id, &wanted)? {
                return Ok(Some(reason));
            }
        }
        for part in parts.iter().filter(|part| part.staff.is_none()) {
            if let Some(reason) = self.why_nobody(connection, part)? {
                return Ok(Some(reason));
            }
        }
        Ok(None)
    }

    /// What is against a staff member's taking this on.
    pub fn against(
        &self,
        connection: &Connection,
        id: &StaffId,
        wanted: &Claim,
    ) -> Result<Option<Reason>> {
        let Some(span) = wanted.span() else { return Ok(None) };
        if interval::fits(wanted, &self.taken(connection, id, span)?) {
            return Ok(None);
        }
        let work = |at: &Interval| wanted.busy.iter().any(|own| own.overlaps(at));
        if self.closed(connection, id, span)?.iter().any(work) {
            return Ok(Some(Reason::Closed));
        }
        if self.away(connection, id, span)?.iter().any(work) {
            return Ok(Some(Reason::Absent));
        }
        Ok(Some(Reason::Taken))
    }

    /// Why no staff member of a pool can; `None` if one can, or none is known to belong to it.
    fn why_nobody(&self, connection: &Connection, part: &PlannedBooking) -> Result<Option<Reason>> {
        let wanted = part.claim();
        let mut reasons = Vec::new();
        for id in pool::people(connection, part.event_type_id)? {
            match self.against(connection, &id, &wanted)? {
                None => return Ok(None),
                Some(reason) => reasons.push(reason),
            }
        }
        let Some(first) = reasons.first().copied() else { return Ok(None) };
        let same = reasons.iter().all(|reason| *reason == first);
        Ok(Some(if same { first } else { Reason::Taken }))
    }
}
