//! The way to move a visit: to an offer, or to a start that was named.

use crate::domain::ids::StaffId;
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::view::AppointmentView;
use crate::frontdesk::offer::ask::{Ask, Wished};
use crate::frontdesk::offer::choice::{Choice, Chosen};
use crate::frontdesk::offer::{choose, ways, when};
use crate::store::service::catalogue::Service;
use crate::store::service::{catalogue, event_map};
use crate::store::visit::segment;
use std::time::Instant;
use time::OffsetDateTime;

/// To a start that was named: with whom the caller asks for now, else as it is booked.
pub(crate) fn to_start(
    desk: &Desk,
    call_id: &str,
    view: &AppointmentView,
    wish: Option<&StaffId>,
    start: OffsetDateTime,
    deadline: Instant,
) -> Result<Chosen> {
    when::check_start_at(desk, start)?;
    let row = &view.row;
    let ask = ask(desk, call_id, view, wish, start)?;
    let service = &ask.service;
    if wish.is_none()
        && !row.plan.is_composite()
        && !choose::is_off_grid(start)
        && let Some(part) = as_it_is_booked(desk, service, view, start)?
    {
        let (preferred, parts) = (row.preferred_staff.clone(), vec![part]);
        return Ok(Chosen::Way(Choice { service: service.clone(), preferred, parts, offer: None }));
    }
    let preferred = wish.cloned().or_else(|| row.preferred_staff.clone());
    Ok(match choose::at(desk, &ask, start, &[], deadline)? {
        Chosen::Way(choice) => Chosen::Way(Choice { preferred, ..choice }),
        no @ Chosen::No(_) => no,
    })
}

/// The question about one start of a visit that is moved: with whom the caller asks for now; a visit of several segments
/// else stays with the staff member who does it.
pub(crate) fn ask(
    desk: &Desk,
    call_id: &str,
    view: &AppointmentView,
    wish: Option<&StaffId>,
    start: OffsetDateTime,
) -> Result<Ask> {
    let row = &view.row;
    let service = match row.service {
        Some(id) => desk.store.read(|connection| catalogue::find(connection, id))?,
        None => None,
    };
    let Some(service) = service else {
        return Err(Error::Conflict("the appointment has no service".into()));
    };
    let branch = if wish.is_some() { None } else { row.branch };
    let stays = row.plan.is_composite() || choose::is_off_grid(start);
    let staff = wish.cloned().or_else(|| row.staff.clone().filter(|_| stays));
    let wished = Wished { service, staff, branch };
    Ok(Ask {
        policy: row.plan.policy,
        moving: Some(view.id),
        ..Ask::at(call_id, wished, start, &desk.salon.zone)
    })
}

/// The same event type, a pool's too: who of the pool does it then is Cal.com's to say.
fn as_it_is_booked(
    desk: &Desk,
    service: &Service,
    view: &AppointmentView,
    start: OffsetDateTime,
) -> Result<Option<PlannedBooking>> {
    let company = desk.salon.company;
    let booked_as = desk.store.read(|connection| {
        let segments = segment::of_appointment(connection, view.id)?;
        match segments.first().and_then(|(_, first)| first.event_type_id) {
            Some(id) => event_map::of_event_type(connection, company, id),
            None => Ok(None),
        }
    })?;
    booked_as
        .filter(|event| event.service == service.id)
        .map(|event| ways::of_service(desk, service, None)?.simple_at(&event, start))
        .transpose()
}

/// To an offer: with the visit's own pauses, if they are other than the service's
/// are now. `None` if it does not fit like that.
pub(crate) fn to_offer(
    desk: &Desk,
    call_id: &str,
    view: &AppointmentView,
    choice: Choice,
    deadline: Instant,
) -> Result<Option<Choice>> {
    let policy = view.row.plan.policy;
    let offered = choice.parts.first().and_then(|part| part.note.policy);
    if !view.row.plan.is_composite() || !choice.service.composite || offered == policy {
        return Ok(Some(choice));
    }
    let start = choice.at()?.start();
    let service = choice.service.clone();
    let wished = Wished { service, staff: choice.lead().cloned(), branch: None };
    let zone = &desk.salon.zone;
    let ask = Ask { policy, moving: Some(view.id), ..Ask::at(call_id, wished, start, zone) };
    let preferred = choice.preferred;
    Ok(match choose::at(desk, &ask, start, &[], deadline)? {
        Chosen::Way(again) => Some(Choice { preferred, ..again }),
        Chosen::No(_) => None,
    })
}
