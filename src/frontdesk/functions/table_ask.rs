//! The functions that find out: who is calling, what is free, which appointments there are.

use crate::frontdesk::functions::argument::Argument;
use crate::frontdesk::functions::function::Function;
use crate::frontdesk::functions::row::{Also, BRANCH, Row, STAFF, WHEN, may};
use crate::frontdesk::functions::status::Status;
use crate::frontdesk::functions::taught::{Next, taught};
use crate::frontdesk::functions::words::words;

pub(crate) const CHECK_CUSTOMER: Row = Row {
    function: Function::CheckCustomer,
    purpose: words(
        "Wer anruft, nach der Nummer des Anrufs. Nur nötig, wenn du es nicht schon weißt.",
        "Who is calling, by the number of the call. Only needed if you do not know yet.",
    ),
    parameters: &[],
    also: &[],
    statuses: &[
        taught(
            Status::Known,
            Next::GoOn,
            "Die Person ist bekannt: `customer_name`, ihre kommenden Termine und bei wem sie zuletzt war.",
            "The caller is known: `customer_name`, the appointments to come, and with whom the last one was.",
        ),
        taught(
            Status::New,
            Next::GoOn,
            "Noch nicht bekannt. Frage vor dem Buchen nach dem Namen.",
            "Not known yet. Ask for the name before you book.",
        ),
        taught(
            Status::Withheld,
            Next::GoOn,
            "Die Nummer wird nicht angezeigt. Buchen geht, Absagen und Verlegen älterer Termine nicht.",
            "The number is not shown. Booking works; cancelling and moving earlier appointments does not.",
        ),
    ],
    meanwhile: None,
};

pub(crate) const CHECK_AVAILABILITY: Row = Row {
    function: Function::CheckAvailability,
    purpose: words(
        "Sucht freie Zeiten. Vor jedem Vorschlag aufrufen. Ob eine Zeit frei ist und welcher Tag gemeint ist, weiß nur diese \
         Funktion.",
        "Looks for free times. Call it before every proposal. Only this function knows whether a time is free and which day is \
         meant.",
    ),
    parameters: &[
        may(
            Argument::Service,
            "Was gewünscht ist, in den Worten der Person („Ansatz färben“, „nur Spitzen“).",
            "What is wanted, in the caller's words (\"roots done\", \"just a trim\").",
        ),
        WHEN,
        STAFF,
        BRANCH,
    ],
    also: &[Also::TimeInParts, Also::Name],
    statuses: &[
        taught(
            Status::Ok,
            Next::Offer,
            "In `offers` stehen höchstens drei freie Zeiten; sie sind eine Weile reserviert.",
            "`offers` has at most three free times; they are held for a while.",
        ),
        taught(
            Status::None,
            Next::LookAgain,
            "So wie gewünscht ist nichts frei.",
            "There is nothing free as wished.",
        ),
        taught(
            Status::HandedOver,
            Next::LeaveIt,
            "Das lässt sich gerade nicht buchen; der Salon hat eine Notiz und meldet sich.",
            "That cannot be booked just now; the salon has a note and will be in touch.",
        ),
    ],
    meanwhile: Some(words(
        "Einen Moment, ich schaue in den Kalender.",
        "One moment, I am looking at the calendar.",
    )),
};

pub(crate) const LIST: Row = Row {
    function: Function::ListAppointments,
    purpose: words(
        "Welche Termine die Person hat, die anruft.",
        "Which appointments the caller has.",
    ),
    parameters: &[],
    also: &[],
    statuses: &[
        taught(
            Status::Ok,
            Next::GoOn,
            "In `appointments` stehen die Termine, jeder mit seiner `appointment_id`.",
            "`appointments` has the appointments, each with its `appointment_id`.",
        ),
        taught(Status::None, Next::GoOn, "Es gibt keinen.", "There is none."),
        taught(
            Status::Withheld,
            Next::GoOn,
            "Die Nummer wird nicht angezeigt, darum sind keine Termine zu finden.",
            "The number is not shown, so no appointments can be found.",
        ),
    ],
    meanwhile: None,
};
