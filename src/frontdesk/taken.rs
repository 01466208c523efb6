//! What a staff member's time is taken by: the appointments, holds and absences of hers, and the hours in which her
//! shop is shut. Every availability answer and every booking asks here, and the one overlap function judges.

use crate::domain::Result;
use crate::domain::calendar;
use crate::domain::calendar::Claim;
use crate::domain::calendar::Interval;
use crate::domain::ids::AppointmentId;
use crate::domain::ids::StaffId;
use crate::domain::visit_plan;
use crate::domain::visit_plan::PlannedBooking;
use crate::domain::zone::Zone;
use crate::frontdesk::Desk;
use crate::store::absence;
use crate::store::hold;
use crate::store::opening;
use crate::store::segment;
use crate::store::staff;
use rusqlite::Connection;
use time::OffsetDateTime;

/// For whom it is asked: her own offers do not stand in her way.
#[derive(Clone, Debug)]
pub(super) struct Asker {
    /// The call whose offers do not count.
    pub call_id: String,
    /// A visit that does not count, because it is being moved.
    pub moving: Option<AppointmentId>,
    /// UTC.
    pub now: OffsetDateTime,
    /// The salon's.
    pub zone: Zone,
}

impl Desk {
    pub(super) fn asker(&self, call_id: &str, moving: Option<AppointmentId>) -> Asker {
        let zone = self.salon.zone.clone();
        Asker { call_id: call_id.to_owned(), moving, now: self.now(), zone }
    }
}

impl Asker {
    /// What a staff member's time is taken by within a span.
    pub fn taken(&self, connection: &Connection, id: &StaffId, span: Interval) -> Result<Claim> {
        let mut taken = segment::occupied(connection, id, span, self.moving)?;
        taken.join(hold::occupied(connection, id, span, &self.call_id, self.now)?);
        taken.busy.extend(absence::occupied(connection, id, span)?);
        if let Some(branch) = staff::branch_of(connection, id)? {
            taken.busy.extend(opening::of_branch(connection, branch)?.closed(&self.zone, span));
        }
        Ok(taken)
    }

    /// Whether everybody has the minutes that these parts need of her. In a pool Cal.com chooses who is free, and
    /// only it can say.
    pub fn are_free(&self, connection: &Connection, parts: &[PlannedBooking]) -> Result<bool> {
        for (id, wanted) in visit_plan::claims(parts) {
            let Some(span) = wanted.span() else { continue };
            if !calendar::fits(&wanted, &self.taken(connection, &id, span)?) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
