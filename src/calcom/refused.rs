//! What a refusal of Cal.com means. Its codes are coarse (a 400 is anything), so its sentences are read too.
//!
//! Wire contract: the errors of `POST /v2/bookings` and of cancelling and rescheduling, in all their shapes.

use crate::calcom::{CODE_NOT_CALCOM, CODE_NOT_RECORDED, CallError, Refusal};
use crate::domain::help::code::Code;
use crate::domain::visit::refusal::Reason;

/// Sentences of a time that another booking has. Looked for in lower case.
const TAKEN: [&str; 11] = [
    "already has booking",
    "already booked",
    "booking_conflict",
    "is not available",
    "are not available",
    "no longer available",
    "no_available_users",
    "no available users",
    "hosts_unavailable",
    "host(s)_unavailable",
    "no more seats",
];
/// Of a time too near.
const TOO_SOON: [&str; 5] =
    ["booking notice", "too soon", "in the past", "minimum notice", "past booking"];
/// Of a time that the event type does not take, without a word about notice.
const OUT_OF_BOUNDS: [&str; 4] =
    ["can't be booked at the", "out of bounds", "out_of_bounds", "too far"];
/// Of an answer that is missing.
const REQUIRED: [&str; 6] =
    ["is required", "required_field", "required field", "must be provided", "missing", "responses"];
/// Of a limit.
const LIMIT: [&str; 4] = ["limit", "maximum number", "too many", "already have an active"];
/// Of something switched off.
const DISABLED: [&str; 5] =
    ["disabled", "not allowed", "is not permitted", "can't be", "cannot be"];
/// Of an event type that is not there or that nobody does.
const EVENT_TYPE: [&str; 4] = ["event type", "event-type", "eventtype", "has no hosts"];

impl From<&CallError> for Code {
    fn from(error: &CallError) -> Code {
        match error {
            CallError::Refused(no) => Code::from(no.reason()),
            CallError::NotSent { .. } => Code::of(701),
            CallError::Unknown(_) => Code::of(702),
        }
    }
}

/// Of a time that somebody has reserved, perhaps we ourselves.
const RESERVED: [&str; 3] = ["already reserved", "slot is reserved", "no available hosts left"];

/// What an answer to a reservation that was not made says of its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SlotWord {
    /// It cannot be had.
    Gone,
    /// Somebody has reserved it, perhaps we ourselves.
    Reserved,
    /// Nothing: the call did not get through, or reservations cannot be made at all.
    Nothing,
}

impl CallError {
    /// What it says of the start that was to be reserved.
    pub(crate) fn slot_word(&self) -> SlotWord {
        let CallError::Refused(no) = self else { return SlotWord::Nothing };
        let said = no.message.to_lowercase();
        match no.reason() {
            _ if no.code == CODE_NOT_RECORDED => SlotWord::Nothing,
            Reason::KeyRefused | Reason::NoRight | Reason::WrongVersion => SlotWord::Nothing,
            _ if RESERVED.iter().any(|word| said.contains(word)) => SlotWord::Reserved,
            _ => SlotWord::Gone,
        }
    }

    /// Why Cal.com said no; `None` for whatever is not a clear no.
    pub(crate) fn reason(&self) -> Option<Reason> {
        match self {
            CallError::Refused(no) => Some(no.reason()),
            CallError::NotSent { .. } | CallError::Unknown(_) => None,
        }
    }
}

impl Refusal {
    /// What it means. What no rule knows is `Other`, never `Taken`: a caller must not be sent from offer to offer.
    pub(crate) fn reason(&self) -> Reason {
        let said = self.message.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
        match self.status {
            // A replay has nobody to ask; what the day did not do then counts as not to be had.
            _ if self.code == CODE_NOT_RECORDED => Reason::Taken,
            401 => Reason::KeyRefused,
            403 if says(&["reschedul"]) => Reason::MoveDisabled,
            403 => Reason::NoRight,
            404 if self.code == CODE_NOT_CALCOM || self.message.starts_with("Cannot ") => {
                Reason::WrongVersion
            }
            404 if says(&["booking with", "original booking", "booking was not found"]) => {
                Reason::BookingGone
            }
            404 => Reason::EventTypeGone,
            405 | 410 | 421 => Reason::WrongVersion,
            409 => Reason::Taken,
            400 | 402 | 406..=499 => reason_in(&said),
            _ => Reason::Other,
        }
    }
}

/// The shortest sentence that means the same: what a recording keeps of a refusal, without anybody's words.
pub(crate) fn meaning(message: &str) -> &'static str {
    let said = message.to_lowercase();
    if said.contains("booking with") || said.contains("original booking") {
        return "booking with";
    }
    if RESERVED.iter().any(|word| said.contains(word)) {
        return "already reserved";
    }
    match reason_in(&said) {
        Reason::Taken => "is not available",
        Reason::MoveDisabled => "rescheduling is disabled",
        Reason::CancelDisabled => "cancelling is disabled",
        Reason::TooSoon => "booking notice",
        Reason::OutOfBounds => "out of bounds",
        Reason::Phone => "phone",
        Reason::Email => "email",
        Reason::Limit => "limit",
        Reason::EventTypeGone => "event type not found",
        Reason::FieldRequired => "is required",
        Reason::Closed
        | Reason::Absent
        | Reason::KeyRefused
        | Reason::NoRight
        | Reason::WrongVersion
        | Reason::BookingGone
        | Reason::CalledOff
        | Reason::MovedElsewhere
        | Reason::PoolUnfit
        | Reason::GivenUp
        | Reason::AskedFor
        | Reason::Other => "",
    }
}

/// From a sentence alone, in lower case.
fn reason_in(said: &str) -> Reason {
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let about_phone = says(&["phone", "smsreminder"]);
    let about_email = says(&["email", "e-mail"]);
    if says(&TAKEN) {
        Reason::Taken
    } else if says(&["reschedul"]) && says(&DISABLED) && !says(&["cancelled", "canceled"]) {
        Reason::MoveDisabled
    } else if says(&["cancel"]) && says(&DISABLED) && !says(&["already", "has been"]) {
        Reason::CancelDisabled
    } else if says(&TOO_SOON) {
        Reason::TooSoon
    } else if says(&OUT_OF_BOUNDS) {
        Reason::OutOfBounds
    } else if about_phone && !says(&["is required", "required_field", "required field"]) {
        Reason::Phone
    } else if about_email && !says(&["is required", "required_field", "required field"]) {
        Reason::Email
    } else if says(&LIMIT) {
        Reason::Limit
    } else if says(&EVENT_TYPE) && says(&["not found", "no hosts", "does not exist", "deleted"]) {
        Reason::EventTypeGone
    } else if says(&REQUIRED) {
        Reason::FieldRequired
    } else {
        Reason::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(status: u16, code: &str, message: &str) -> Reason {
        Refusal { status, code: code.into(), message: message.into() }.reason()
    }

    const BAD: &str = "BadRequestException";
    const CASES: [(u16, &str, &str, Reason); 29] = [
        (
            400,
            BAD,
            "User either already has booking at this time or is not available",
            Reason::Taken,
        ),
        (
            400,
            BAD,
            "One of the hosts either already has booking at this time or is not available",
            Reason::Taken,
        ),
        (409, "BareError", "booking_conflict_error", Reason::Taken),
        (409, "ConflictException", "No more seats left at this seated booking.", Reason::Taken),
        (400, BAD, "no_available_users_found_error", Reason::Taken),
        (400, BAD, "Attempting to book a meeting in the past.", Reason::TooSoon),
        (
            400,
            BAD,
            "The event type can't be booked at the \"start\" time provided. It is too soon: the minimum booking notice does not allow it.",
            Reason::TooSoon,
        ),
        (
            400,
            BAD,
            "The event type can't be booked at the \"start\" time provided.",
            Reason::OutOfBounds,
        ),
        (400, BAD, "responses - {title}error_required_field", Reason::FieldRequired),
        (400, BAD, "{attendeePhoneNumber}error_required_field", Reason::FieldRequired),
        (400, BAD, "attendee.phoneNumber must be a valid number", Reason::Phone),
        (400, BAD, "{attendeePhoneNumber}invalid_number", Reason::Phone),
        (400, BAD, "attendee.email must be an email", Reason::Email),
        (400, BAD, "Booker e-mail is blocked", Reason::Email),
        (400, BAD, "Rescheduling is disabled for this event type", Reason::MoveDisabled),
        (403, "ForbiddenException", "Reschedule not allowed", Reason::MoveDisabled),
        (400, BAD, "This event type can't be cancelled", Reason::CancelDisabled),
        (400, BAD, "Attendee has reached the booking limit", Reason::Limit),
        (
            401,
            "UnauthorizedException",
            "CustomThrottlerGuard - Invalid API Key",
            Reason::KeyRefused,
        ),
        (403, "ForbiddenException", "insufficient rights", Reason::NoRight),
        (404, "NotFoundException", "Event type with id=501 was not found", Reason::EventTypeGone),
        (404, "NotFoundException", "Cannot POST /v2/bookings", Reason::WrongVersion),
        (404, CODE_NOT_CALCOM, "9 bytes that are no JSON", Reason::WrongVersion),
        (
            404,
            "NotFoundException",
            "Booking with uid=x was not found in the database",
            Reason::BookingGone,
        ),
        (422, "UnprocessableEntityException", "Event type has no hosts", Reason::EventTypeGone),
        (
            400,
            BAD,
            "Can't reschedule booking with uid=a because it has been cancelled and rescheduled already to booking with uid=b.",
            Reason::Other,
        ),
        (
            400,
            BAD,
            "Can't cancel booking with uid=a because it has been cancelled already.",
            Reason::Other,
        ),
        (400, BAD, "foo property is wrong,property foo should not exist ", Reason::Other),
        (418, BAD, "", Reason::Other),
    ];

    #[test]
    fn a_reservation_that_was_not_made_says_something_of_its_start_or_nothing() {
        let refused = |status, code: &str, message: &str| {
            CallError::Refused(Refusal { status, code: code.into(), message: message.into() })
        };
        let not_sent = CallError::NotSent { why: "no way".into(), retry_after_seconds: None };
        let broad = "UnprocessableEntityException";
        for (error, expected) in [
            (
                refused(422, broad, "Can't reserve a slot if the event is already booked."),
                SlotWord::Gone,
            ),
            (refused(400, BAD, "anything"), SlotWord::Gone),
            (
                refused(404, "NotFoundException", "Event type with id=1 was not found"),
                SlotWord::Gone,
            ),
            (refused(409, "BareError", "booking_conflict_error"), SlotWord::Gone),
            (
                refused(422, broad, "This time slot is already reserved by another user."),
                SlotWord::Reserved,
            ),
            (refused(401, "UnauthorizedException", "Invalid API Key"), SlotWord::Nothing),
            (refused(403, "ForbiddenException", "insufficient rights"), SlotWord::Nothing),
            (refused(404, "NotFoundException", "Cannot POST /v2/slots"), SlotWord::Nothing),
            (refused(404, CODE_NOT_CALCOM, "9 bytes"), SlotWord::Nothing),
            (refused(404, CODE_NOT_RECORDED, ""), SlotWord::Nothing),
            (CallError::Unknown("lost".into()), SlotWord::Nothing),
            (not_sent, SlotWord::Nothing),
        ] {
            assert_eq!(error.slot_word(), expected, "{error}");
            if let CallError::Refused(no) = &error
                && expected == SlotWord::Reserved
            {
                assert_eq!(meaning(&no.message), "already reserved");
            }
        }
    }

    #[test]
    fn every_refusal_is_what_it_says() {
        for (status, code, message, expected) in CASES {
            assert_eq!(reason(status, code, message), expected, "{status} {message}");
            let recorded = if message.starts_with("Cannot ") { message } else { meaning(message) };
            assert_eq!(reason(status, code, recorded), expected, "as recorded: {status} {message}");
        }
    }
}
