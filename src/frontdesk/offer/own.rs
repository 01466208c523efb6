//! Minutes that stand in nobody's way but this caller's: offered in this call, or of the visit that is being moved.

use crate::domain::Result;
use crate::domain::calendar::interval::Interval;
use crate::domain::visit::booking::BookingStatus;
use crate::domain::visit::plan::PlannedBooking;
use crate::frontdesk::Desk;
use crate::frontdesk::offer::ask::Ask;
use crate::frontdesk::offer::ways::Own;
use crate::store::visit::hold::Hold;
use crate::store::visit::{hold, segment};
use time::{Duration, OffsetDateTime};

/// What Cal.com shows as taken because of this caller: the visit being moved, and what was offered in this call.
pub(crate) fn minutes(desk: &Desk, ask: &Ask) -> Result<Vec<Own>> {
    let now = desk.now();
    let minutes = Duration::minutes(ask.service.duration_minutes.into());
    let until = |start: OffsetDateTime| start.checked_add(minutes);
    let refused = ask.refused.and_then(|start| Interval::new(start, until(start)?).ok());
    desk.store.read(|connection| {
        let mut own = Vec::new();
        if let Some(visit) = ask.moving {
            for (_, part) in segment::of_appointment(connection, visit)? {
                let stands = part.booking_status.is_some_and(BookingStatus::stands);
                if let (true, Some(event_type_id)) = (stands, part.event_type_id) {
                    let at = Interval::new(part.starts_at, part.ends_at)?;
                    own.push(Own { staff: part.staff, event_type_id, at, is_booked: true });
                }
            }
        }
        for PlannedBooking { at, staff, event_type_id, .. } in
            hold::offered(connection, &ask.call_id, now)?
        {
            // Cal.com hides what we have reserved, whoever else has it by now: it has just said that somebody does.
            if refused.is_some_and(|refused| refused.overlaps(&at)) {
                continue;
            }
            own.push(Own { staff, event_type_id, at, is_booked: false });
        }
        Ok(own)
    })
}

/// The same of one offer.
pub(crate) fn of_offer(hold: &Hold) -> Vec<Own> {
    let own = |part: &PlannedBooking| Own {
        staff: part.staff.clone(),
        event_type_id: part.event_type_id,
        at: part.at,
        is_booked: false,
    };
    hold.parts.iter().map(own).collect()
}
