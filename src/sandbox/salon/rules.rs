//! What an event type refuses beyond what everybody knows of it: the settings of Cal.com's own page that no slot
//! shows. No HTTP here.

use crate::sandbox::answer::Answer;
use crate::sandbox::salon::input::{CreateInput, RescheduleInput};
use crate::sandbox::salon::state::State;
use crate::sandbox::types::BookingRule;
use time::{Duration, OffsetDateTime};

fn of(state: &State, event_type_id: i64) -> impl Iterator<Item = &BookingRule> {
    state.rules.get(&event_type_id).into_iter().flatten()
}

/// Whether the event type may make this booking.
pub(crate) fn of_new(
    state: &State,
    event_type_id: i64,
    wanted: &CreateInput,
    now: OffsetDateTime,
) -> Result<(), Answer> {
    let phone = wanted.attendee.phone.is_some();
    for rule in of(state, event_type_id) {
        match rule {
            BookingRule::RequiredField(name) if !wanted.responses.contains_key(name) => {
                return Err(Answer::refused(
                    400,
                    format!(
                        "Missing required booking field response: {name} - it is required by the event type \
                         booking fields, but missing in the bookingFieldsResponses. You can fetch the event type \
                         with ID {event_type_id} to see the required fields."
                    ),
                ));
            }
            BookingRule::PhoneRequired if !phone => {
                let message = "Missing attendee phone number - it is required by the event type. Pass it as \
                               \"attendee.phoneNumber\" string in the request.";
                return Err(Answer::refused(400, message));
            }
            BookingRule::NoPhone if phone => {
                let message = "responses - {attendeePhoneNumber}invalid_number, ";
                return Err(Answer::refused(400, message));
            }
            BookingRule::NoEmail => {
                let message = "Cannot use this email to create the booking.";
                return Err(Answer::refused(400, message));
            }
            BookingRule::SeatsFull => {
                return Err(Answer::refused(409, "No more seats left at this seated booking."));
            }
            BookingRule::Refuse(saying) => return Err(saying.answer()),
            BookingRule::DaysAhead(days) => in_window(*days, wanted.start, now)?,
            _ => {}
        }
    }
    Ok(())
}

/// Whether the event type may move a booking there.
pub(crate) fn of_move(
    state: &State,
    event_type_id: i64,
    wanted: &RescheduleInput,
    now: OffsetDateTime,
) -> Result<(), Answer> {
    for rule in of(state, event_type_id) {
        match rule {
            BookingRule::NoReschedule => {
                return Err(Answer::refused(400, "Rescheduling is disabled for this event type."));
            }
            BookingRule::DaysAhead(days) => in_window(*days, wanted.start, now)?,
            _ => {}
        }
    }
    Ok(())
}

/// Whether a start is further ahead than the event type allows.
pub(crate) fn too_far(
    state: &State,
    event_type_id: i64,
    start: OffsetDateTime,
    now: OffsetDateTime,
) -> bool {
    of(state, event_type_id).any(|rule| match rule {
        BookingRule::DaysAhead(days) => in_window(*days, start, now).is_err(),
        _ => false,
    })
}

fn in_window(days: u32, start: OffsetDateTime, now: OffsetDateTime) -> Result<(), Answer> {
    let last = now.checked_add(Duration::days(days.into()));
    if last.is_none_or(|last| start <= last) {
        return Ok(());
    }
    let message = "The event type can't be booked at the \"start\" time provided. It is out of the event \
                   type's bookable range.";
    Err(Answer::refused(400, message))
}
