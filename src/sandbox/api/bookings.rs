//! `/v2/bookings`: book, look, cancel, move, hand over, confirm, decline, mark absent.

use crate::domain::visit::booking::BookingStatus;
use crate::sandbox::answer::{Answer, Reply};
use crate::sandbox::api::call::Call;
use crate::sandbox::api::render;
use crate::sandbox::fault::faults::Operation;
use crate::sandbox::instant::wire_time;
use crate::sandbox::salon::bookings::Plan;
use crate::sandbox::salon::state::{Booking, State};
use crate::sandbox::salon::{bookings as change, input};
use crate::sandbox::webhook::payload::Trigger;
use serde_json::{Value, json};

fn shown(call: &Call<'_>, status: u16, state: &State, booking: &Booking) -> Answer {
    Answer::success(status, render::booking(state, booking, call.view()))
}

fn unknown(uid: &str) -> Answer {
    Answer::refused(404, format!("Booking with uid={uid} was not found in the database"))
}

/// A copy of the booking that the path names.
fn named(call: &Call<'_>, state: &State) -> Result<Booking, Answer> {
    let uid = call.param("uid").unwrap_or_default();
    state.booking(uid).cloned().ok_or_else(|| unknown(uid))
}

/// The booking that a call is about as it stands, shown as if the call had succeeded; the newest one for a call
/// that makes one.
pub(crate) fn as_it_is(call: &Call<'_>) -> Option<Answer> {
    call.pause();
    let state = call.core.state();
    let books = matches!(call.operation(), Operation::Book | Operation::Reschedule);
    let booking = match call.param("uid") {
        Some(uid) => state.booking(uid),
        None if call.operation() == Operation::Book => state.bookings.last(),
        None => None,
    };
    booking.map(|booking| shown(call, if books { 201 } else { 200 }, &state, booking))
}

/// `POST /v2/bookings`
pub(crate) fn create(call: &Call<'_>) -> Reply {
    let body = call.body()?;
    let mut wanted = input::create(&body)?;
    call.core.switches().cut(&mut wanted.metadata);
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let id = body.get("eventTypeId").and_then(Value::as_i64);
    let core = call.core;
    let plan = {
        let state = core.state();
        let (username, team) = (text("username"), text("teamSlug"));
        let event_type = input::event_type(&state, id, text("eventTypeSlug"), username, team)?;
        match change::plan_new(&state, event_type, &wanted, core.now())? {
            Plan::Existing(uid) => {
                let booking = state.booking(&uid).ok_or_else(|| unknown(&uid))?;
                return Ok(shown(call, 201, &state, booking));
            }
            Plan::New(plan) => plan,
        }
    };
    // The real one checks first and writes later, and so does this: the loser of a race gets a 409.
    call.pause();
    let mut state = core.state();
    let booking = change::commit_new(&mut state, &plan, wanted, core.now())?;
    let pending = booking.status == BookingStatus::Pending;
    let trigger = if pending { Trigger::Requested } else { Trigger::Created };
    core.webhooks.booking(core.now(), &state, trigger, &booking);
    Ok(shown(call, 201, &state, &booking))
}

/// `GET /v2/bookings/{uid}`
pub(crate) fn show(call: &Call<'_>) -> Reply {
    let cutoff = call.core.switches().single_cutoff(call.core.now());
    let state = call.core.state();
    let booking = named(call, &state)?;
    let booking = state.as_of(&booking, cutoff).ok_or_else(|| unknown(&booking.uid))?;
    Ok(shown(call, 200, &state, booking))
}

/// `POST /v2/bookings/{uid}/cancel`
pub(crate) fn cancel(call: &Call<'_>) -> Reply {
    let core = call.core;
    let mut state = core.state();
    let booking = named(call, &state)?;
    if booking.status == BookingStatus::Cancelled {
        let message = format!(
            "Can't cancel booking with uid={} because it has been cancelled already.",
            booking.uid
        );
        return Err(Answer::refused(400, message));
    }
    let reason = input::cancellation_reason(&call.body()?)?;
    let booking = change_booking(call, &mut state, |booking| {
        booking.status = BookingStatus::Cancelled;
        booking.cancellation_reason = Some(reason);
    })?;
    core.webhooks.booking(core.now(), &state, Trigger::Cancelled, &booking);
    Ok(shown(call, 200, &state, &booking))
}

/// Changes the booking of the path and marks the change.
fn change_booking(
    call: &Call<'_>,
    state: &mut State,
    how: impl FnOnce(&mut Booking),
) -> Result<Booking, Answer> {
    let uid = call.param("uid").unwrap_or_default();
    let booking = state.booking_mut(uid).ok_or_else(|| unknown(uid))?;
    how(booking);
    booking.touch(call.core.now());
    Ok(booking.clone())
}

/// `POST /v2/bookings/{uid}/reschedule`
pub(crate) fn reschedule(call: &Call<'_>) -> Reply {
    let wanted = input::reschedule(&call.body()?)?;
    let core = call.core;
    let plan = {
        let state = core.state();
        let old = named(call, &state)?;
        change::plan_move(&state, &old, &wanted, core.now())?
    };
    call.pause();
    let mut state = core.state();
    let old = named(call, &state)?;
    let booking = change::commit_move(&mut state, &old, &plan, wanted, core.now())?;
    let pending = booking.status == BookingStatus::Pending;
    let trigger = if pending { Trigger::Requested } else { Trigger::Rescheduled };
    core.webhooks.booking(core.now(), &state, trigger, &booking);
    Ok(shown(call, 201, &state, &booking))
}

/// `POST /v2/bookings/{uid}/reassign`: to another free host.
pub(crate) fn reassign(call: &Call<'_>) -> Reply {
    let mut state = call.core.state();
    let booking = named(call, &state)?;
    let to = change::another_host(&state, &booking)?;
    hand_over(call, &mut state, &booking, to)
}

/// `POST /v2/bookings/{uid}/reassign/{userId}`: to this host, free or not, as the real one.
pub(crate) fn reassign_to(call: &Call<'_>) -> Reply {
    let to = call.id("user")?;
    let mut state = call.core.state();
    let booking = named(call, &state)?;
    change::may_be_host(&state, &booking, to)?;
    hand_over(call, &mut state, &booking, to)
}

fn hand_over(call: &Call<'_>, state: &mut State, booking: &Booking, to: i64) -> Reply {
    let from = change::rotating_host(state, booking);
    let booking = change_booking(call, state, |booking| {
        if booking.organizer == from {
            booking.organizer = to;
        }
        for co_host in booking.co_hosts.iter_mut().filter(|id| **id == from) {
            *co_host = to;
        }
        booking.sequence = booking.sequence.saturating_add(1);
    })?;
    let trigger = Trigger::Reassigned { added: to, removed: from };
    call.core.webhooks.booking(call.core.now(), state, trigger, &booking);
    Ok(Answer::success(200, render::reassigned(state, &booking)))
}

fn pending_only(booking: &Booking, verb: &str) -> Result<(), Answer> {
    if booking.status == BookingStatus::Pending {
        return Ok(());
    }
    let status = booking.status.as_str();
    let message = format!("Booking with uid={} is {status} and can't be {verb}", booking.uid);
    Err(Answer::refused(400, message))
}

/// `POST /v2/bookings/{uid}/confirm`
pub(crate) fn confirm(call: &Call<'_>) -> Reply {
    let mut state = call.core.state();
    pending_only(&named(call, &state)?, "confirmed")?;
    let booking =
        change_booking(call, &mut state, |booking| booking.status = BookingStatus::Accepted)?;
    call.core.webhooks.booking(call.core.now(), &state, Trigger::Created, &booking);
    Ok(shown(call, 200, &state, &booking))
}

/// `POST /v2/bookings/{uid}/decline`
pub(crate) fn decline(call: &Call<'_>) -> Reply {
    let reason = input::text(&call.body()?, "reason")?;
    let mut state = call.core.state();
    pending_only(&named(call, &state)?, "declined")?;
    let booking = change_booking(call, &mut state, |booking| {
        booking.status = BookingStatus::Rejected;
        booking.rejection_reason = reason;
    })?;
    call.core.webhooks.booking(call.core.now(), &state, Trigger::Rejected, &booking);
    Ok(shown(call, 200, &state, &booking))
}

/// `POST /v2/bookings/{uid}/mark-absent`
pub(crate) fn mark_absent(call: &Call<'_>) -> Reply {
    let body = call.body()?;
    let host = body.get("host").and_then(Value::as_bool);
    let listed = body.get("attendees").and_then(Value::as_array).cloned().unwrap_or_default();
    let now = call.core.now();
    let mut state = call.core.state();
    let booking = named(call, &state)?;
    if now < booking.start {
        let message = format!(
            "Bookings can only be marked as absent after their scheduled start time. Current time in UTC+0: {}, Booking start time in UTC+0: {}",
            wire_time(now),
            wire_time(booking.start)
        );
        return Err(Answer::refused(400, message));
    }
    let booking = change_booking(call, &mut state, |booking| {
        booking.absent_host = host.unwrap_or(booking.absent_host);
        for entry in listed {
            let is_customer = entry.get("email") == Some(&json!(booking.attendee.email));
            if let (true, Some(absent)) =
                (is_customer, entry.get("absent").and_then(Value::as_bool))
            {
                booking.attendee.absent = absent;
            }
        }
    })?;
    call.core.webhooks.booking(call.core.now(), &state, Trigger::NoShowUpdated, &booking);
    Ok(shown(call, 200, &state, &booking))
}
