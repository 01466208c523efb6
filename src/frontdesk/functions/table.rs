//! The one table of the functions.

use crate::frontdesk::functions::function::Function;
use crate::frontdesk::functions::row::Row;
use crate::frontdesk::functions::status::Status;
use crate::frontdesk::functions::table_ask::{CHECK_AVAILABILITY, CHECK_CUSTOMER, LIST};
use crate::frontdesk::functions::table_change::{BOOK, CALL_BACK, CANCEL, RESCHEDULE};
use crate::frontdesk::functions::taught::{Next, Taught, taught};
use crate::retell::wire::base_name;

/// In the order of `Function::ALL`.
pub(crate) static TABLE: [Row; 7] =
    [CHECK_CUSTOMER, CHECK_AVAILABILITY, BOOK, RESCHEDULE, CANCEL, LIST, CALL_BACK];

/// The row of a function.
pub(crate) fn row(function: Function) -> &'static Row {
    match function {
        Function::CheckCustomer => &TABLE[0],
        Function::CheckAvailability => &TABLE[1],
        Function::BookAppointment => &TABLE[2],
        Function::RescheduleAppointment => &TABLE[3],
        Function::CancelAppointment => &TABLE[4],
        Function::ListAppointments => &TABLE[5],
        Function::RequestCallback => &TABLE[6],
    }
}

/// How any function can answer.
pub(crate) const ANY: &[Taught] = &[
    taught(
        Status::Invalid,
        Next::Ask,
        "Etwas fehlt oder ist nicht eindeutig.",
        "Something is missing or not certain.",
    ),
    taught(
        Status::NotFound,
        Next::GoOn,
        "Unter dieser Nummer gibt es so einen Termin nicht. Sage niemandem etwas über Termine anderer.",
        "There is no such appointment under this number. Tell nobody anything about other people's appointments.",
    ),
    taught(
        Status::Refused,
        Next::CallBack,
        "Das geht am Telefon nicht.",
        "That cannot be done on the phone.",
    ),
    taught(
        Status::Unavailable,
        Next::CallBack,
        "Der Kalender antwortet gerade nicht.",
        "The calendar does not answer just now.",
    ),
    taught(
        Status::Error,
        Next::CallBack,
        "Etwas ist schiefgegangen. Dasselbe gilt, wenn eine Funktion gar nicht oder nur mit einem Fehler antwortet.",
        "Something went wrong. The same goes for a function that does not answer, or answers with an error only.",
    ),
];

/// What the agent is taught to do with an answer of this function, both by their words; `None` where it is taught nothing,
/// which must not be.
pub fn next(function: &str, status: &str) -> Option<Next> {
    let status = Status::parse(status)?;
    // Of a function that there is not only what any can answer is known.
    let function = Function::parse(base_name(function.trim()));
    let own = function.map(|function| row(function).statuses).unwrap_or_default();
    own.iter().chain(ANY).find(|taught| taught.status == status).map(|taught| taught.next)
}

/// Whether the agent may say that something is done, after an answer with this status.
pub fn is_done(status: &str) -> bool {
    Status::parse(status).is_some_and(Status::is_done)
}
