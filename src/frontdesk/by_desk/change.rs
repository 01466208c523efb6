//! Moving and cancelling at the desk.

use crate::domain::ids::{AppointmentId, StaffId};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::by_desk::book;
use crate::frontdesk::by_desk::book::Fault;
use crate::frontdesk::decider::Person;
use crate::frontdesk::diary::view;
use crate::frontdesk::offer::choice::Chosen;
use crate::frontdesk::offer::choose_move;
use crate::frontdesk::visit::book::answer_again;
use crate::frontdesk::visit::change;
use crate::frontdesk::visit::change::Cancelled;
use crate::frontdesk::visit::outcome::Booked;
use std::time::Instant;

const MOVE: &str = "desk_move";
const CANCEL: &str = "desk_cancel";

/// Where a visit goes, as it was typed.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeskMove<'a> {
    /// The form's own name: sent twice it moves once.
    pub once: &'a str,
    /// A staff member's id; empty for the one who has it.
    pub staff: &'a str,
    /// `2026-12-01`, on the salon's calendar.
    pub day: &'a str,
    /// `10:05`, on the salon's clock.
    pub time: &'a str,
}

/// Moves a visit, once per form. `telling` is the desk of who fills the form in: faults are told in its language.
pub(crate) fn reschedule(
    (desk, telling): (&Desk, &Desk),
    (id, person): (AppointmentId, &Person),
    to: &DeskMove,
    deadline: Instant,
) -> std::result::Result<Booked, Fault> {
    let key = book::key(to.once, MOVE, &[to.staff, to.day, to.time])?;
    if let Some(moved) = answer_again(desk, &key, deadline)? {
        return Ok(moved);
    }
    let view = view::of(desk, id)?.filter(|view| view.row.company == desk.salon.company);
    let view = view.ok_or(Error::NotFound("appointment"))?;
    let start = book::start(telling, to.day, to.time)?;
    let wish = Some(StaffId(to.staff.to_owned())).filter(|id| !id.0.is_empty());
    match choose_move::to_start(desk, &key.call_id, &view, wish.as_ref(), start, deadline)? {
        Chosen::Way(choice) => Ok(change::reschedule(desk, &key, (id, person), &choice, deadline)?),
        Chosen::No(reason) => Ok(Booked::No(reason)),
    }
}

/// Cancels a visit, once per form.
pub(crate) fn cancel(
    desk: &Desk,
    (id, person): (AppointmentId, &Person),
    once: &str,
    deadline: Instant,
) -> Result<Cancelled> {
    change::cancel(desk, &book::key(once, CANCEL, &[])?, (id, person), deadline)
}
