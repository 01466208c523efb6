//! The voice agent's functions: what they understand, and what they answer.
//!
//! A business result is always a JSON object with a `status`, a sentence to `say`, and the data. Ids come from
//! the call, never from arguments. Arguments that the function's row in the table does not name are left out here, because the
//! model adds some.

use crate::domain::Error;
use crate::frontdesk::Desk;
use crate::frontdesk::functions::function::Function;
use crate::frontdesk::functions::status::Status;
use crate::frontdesk::phone::json::{Answer, say};
use crate::frontdesk::phone::{args, availability, book, callback, cancel, customer, reschedule};
use crate::frontdesk::voice::callers::Voice;
use crate::retell::wire::FunctionCall;
use std::time::Instant;

/// Answers a function call by the deadline. Never fails: faults are answers too, and the log has their cause.
pub fn answer(desk: &Desk, function: Function, call: &FunctionCall, deadline: Instant) -> Answer {
    let voice = Voice::at(desk);
    let call = &args::own(function, call);
    let answered = args::check(desk, call).and_then(|()| match function {
        Function::CheckCustomer => customer::check(desk, call),
        Function::CheckAvailability => availability::answer(desk, call, deadline),
        Function::BookAppointment => book::answer(desk, call, deadline),
        Function::CancelAppointment => cancel::answer(desk, call, deadline),
        Function::RescheduleAppointment => reschedule::answer(desk, call, deadline),
        Function::ListAppointments => customer::list_appointments(desk, call),
        Function::RequestCallback => callback::answer(desk, call),
    });
    answered.unwrap_or_else(|error| match error {
        Error::Invalid(sentence) => say(Status::Invalid, &sentence),
        Error::Conflict(sentence) => {
            // The sentence may name somebody.
            log::debug!("{} refused: {sentence}", function.as_str());
            say(Status::Refused, &voice.ask_the_desk())
        }
        Error::NotFound(_) => say(Status::NotFound, &voice.no_such_appointment()),
        Error::Unavailable(_) | Error::Database(_) => {
            say(Status::Unavailable, &voice.unavailable())
        }
        Error::Internal(_) => {
            log::error!("{}: {}", function.as_str(), error.for_log());
            say(Status::Error, &voice.fault())
        }
    })
}

/// The answer to an unknown function.
pub fn no_such_function(desk: &Desk) -> Answer {
    say(Status::Invalid, &Voice::at(desk).no_such_function())
}
