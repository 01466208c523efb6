//! The functions that change something: book, move, cancel, note a call-back.

use crate::domain::speech::reading::Field;
use crate::frontdesk::functions::argument::Argument;
use crate::frontdesk::functions::function::Function;
use crate::frontdesk::functions::row::{Also, BRANCH, Parameter, Row, STAFF, WHEN, may};
use crate::frontdesk::functions::status::Status;
use crate::frontdesk::functions::taught::{Next, Taught, taught};
use crate::frontdesk::functions::words::words;

const OFFER: Parameter = may(
    Argument::Offer,
    "Die `offer_id` der Zeit, die die Person gewählt hat, genau wie du sie bekommen hast.",
    "The `offer_id` of the time that the caller has chosen, exactly as you got it.",
);
const OLD_DAY: Parameter = may(
    Argument::OldTime(Field::Date),
    "Wann der Termin jetzt ist, in den Worten der Person („der am Dienstag“). Nur wenn du keine `appointment_id` hast.",
    "When the appointment is now, in the caller's words (\"the one on Tuesday\"). Only if you have no `appointment_id`.",
);
const APPOINTMENT: Parameter = may(
    Argument::Appointment,
    "Die `appointment_id` des Termins, wenn du sie aus einer Antwort kennst. Erfinde keine.",
    "The `appointment_id` of the appointment, if you know it from an answer. Never make one up.",
);
const OWN_SERVICE: Parameter = may(
    Argument::Service,
    "Wofür der Termin ist, in den Worten der Person, wenn sie es sagt.",
    "What the appointment is for, in the caller's words, if they say so.",
);

const TAKEN: Taught = taught(
    Status::Taken,
    Next::LookAgain,
    "Die Zeit ist inzwischen vergeben.",
    "Somebody else has taken the time.",
);
const NOT_POSSIBLE: Taught = taught(
    Status::NotPossible,
    Next::LookAgain,
    "Dann geht es nicht: geschlossen, niemand da oder zu kurzfristig.",
    "It cannot be then: closed, nobody in, or too short a notice.",
);
const HANDED_OVER: Taught = taught(
    Status::HandedOver,
    Next::LeaveIt,
    "Nichts ist eingetragen. Der Salon hat eine Notiz und meldet sich.",
    "Nothing is entered. The salon has a note and will be in touch.",
);
const EXPIRED: Taught = taught(
    Status::OfferExpired,
    Next::LookAgain,
    "Das Angebot gilt nicht mehr.",
    "The offer is not held any more.",
);
const UNKNOWN: Taught = taught(
    Status::Unknown,
    Next::LeaveIt,
    "Ob es geklappt hat, ist noch nicht sicher. Der Salon klärt es.",
    "It is not certain yet whether it worked. The salon will settle it.",
);
const OFF_SINCE: Taught = taught(
    Status::CancelledBefore,
    Next::GoOn,
    "Der Termin ist schon abgesagt.",
    "The appointment is off already.",
);
const WHICH: Taught = taught(
    Status::Which,
    Next::AskWhich,
    "Es gibt mehrere Termine, oder keinen wie beschrieben.",
    "There are several appointments, or none as described.",
);
const REQUESTED: Taught = taught(
    Status::Requested,
    Next::Done,
    "Der Termin ist angefragt, nicht fest. Sage auch das.",
    "The appointment is requested, and not certain. Say that, too.",
);

pub(crate) const BOOK: Row = Row {
    function: Function::BookAppointment,
    purpose: words(
        "Trägt einen Termin ein. Nur aufrufen, wenn die Person zu genau dieser Zeit Ja gesagt hat.",
        "Books an appointment. Call it only when the caller has said yes to this very time.",
    ),
    parameters: &[
        OFFER,
        may(
            Argument::Name,
            "Vor- und Nachname, für den der Termin ist, wie genannt. Weglassen bei bekannten Personen, die für sich selbst buchen.",
            "First and last name whom the appointment is for, as it was said. Leave it out for known callers who book for \
             themselves.",
        ),
        may(
            Argument::Service,
            "Was gewünscht ist, in den Worten der Person. Nur ohne `offer_id`.",
            "What is wanted, in the caller's words. Only without an `offer_id`.",
        ),
        WHEN,
        STAFF,
        BRANCH,
    ],
    also: &[Also::TimeInParts],
    statuses: &[
        taught(
            Status::Booked,
            Next::Done,
            "Der Termin steht im Kalender.",
            "The appointment is in the calendar.",
        ),
        REQUESTED,
        TAKEN,
        NOT_POSSIBLE,
        HANDED_OVER,
        EXPIRED,
        OFF_SINCE,
        UNKNOWN,
        taught(
            Status::ForWhom,
            Next::Ask,
            "Die Person hat um diese Zeit schon einen Termin. Der zweite braucht den Namen, für den er ist.",
            "The caller has an appointment then already. The second one needs the name whom it is for.",
        ),
    ],
    meanwhile: Some(words("Einen Moment, ich trage das ein.", "One moment, I am entering that.")),
};

pub(crate) const RESCHEDULE: Row = Row {
    function: Function::RescheduleAppointment,
    purpose: words(
        "Verlegt einen Termin der Person. Frage vorher, ob er wirklich verlegt werden soll. Nimm nie Absagen und neu Buchen dafür.",
        "Moves an appointment of the caller's. First ask whether it really is to be moved. Never cancel and book anew instead.",
    ),
    parameters: &[
        APPOINTMENT,
        OLD_DAY,
        OFFER,
        may(
            Argument::NewTime(Field::When),
            "Wann er stattdessen sein soll, Wort für Wort wie gesagt. Rechne nichts um. Nur ohne `offer_id`.",
            "When it is to be instead, word for word as it was said. Convert nothing. Only without an `offer_id`.",
        ),
        OWN_SERVICE,
        STAFF,
        BRANCH,
        may(
            Argument::Name,
            "Für wen der Termin ist, wenn die Person mehrere hat.",
            "Whom the appointment is for, if the caller has several.",
        ),
    ],
    also: &[Also::TimeInParts, Also::OldTimeInParts, Also::NewTimeInParts],
    statuses: &[
        taught(
            Status::Rescheduled,
            Next::Done,
            "Der Termin ist verlegt.",
            "The appointment is moved.",
        ),
        REQUESTED,
        taught(
            Status::Unchanged,
            Next::GoOn,
            "Der Termin ist schon zu dieser Zeit.",
            "The appointment is at that time already.",
        ),
        TAKEN,
        NOT_POSSIBLE,
        HANDED_OVER,
        EXPIRED,
        OFF_SINCE,
        UNKNOWN,
        WHICH,
    ],
    meanwhile: Some(words("Einen Moment, ich verlege das.", "One moment, I am moving that.")),
};

pub(crate) const CANCEL: Row = Row {
    function: Function::CancelAppointment,
    purpose: words(
        "Sagt einen Termin der Person ab. Nur aufrufen, wenn sie bestätigt hat, dass genau dieser weg soll.",
        "Cancels an appointment of the caller's. Call it only when they have confirmed that this very one is to go.",
    ),
    parameters: &[
        APPOINTMENT,
        OLD_DAY,
        OWN_SERVICE,
        STAFF,
        BRANCH,
        may(
            Argument::Name,
            "Für wen der Termin ist, wenn die Person mehrere hat.",
            "Whom the appointment is for, if the caller has several.",
        ),
    ],
    also: &[Also::TimeInParts, Also::OldTimeInParts],
    statuses: &[
        taught(
            Status::Cancelled,
            Next::Done,
            "Der Termin ist abgesagt.",
            "The appointment is cancelled.",
        ),
        OFF_SINCE,
        HANDED_OVER,
        UNKNOWN,
        WHICH,
    ],
    meanwhile: Some(words("Einen Moment, ich sage ihn ab.", "One moment, I am cancelling it.")),
};

pub(crate) const CALL_BACK: Row = Row {
    function: Function::RequestCallback,
    purpose: words(
        "Notiert, dass der Salon zurückrufen soll. Für alles, was du nicht kannst, und immer, wenn jemand mit einem Menschen \
         sprechen will.",
        "Notes that the salon is to call back. For everything that you cannot do, and whenever somebody wants to speak to a human.",
    ),
    parameters: &[
        may(
            Argument::Wish,
            "Worum es geht, in den Worten der Person. Wird die Nummer nicht angezeigt, auch unter welcher sie zu erreichen ist.",
            "What it is about, in the caller's words. If the number is not shown, also under which one they can be reached.",
        ),
        may(Argument::Name, "Der Name, wie genannt.", "The name, as it was said."),
    ],
    also: &[],
    statuses: &[taught(
        Status::Noted,
        Next::Done,
        "Der Rückruf ist notiert. Das heißt nicht, dass ein Termin gebucht ist.",
        "The call-back is noted. That does not mean that an appointment is booked.",
    )],
    meanwhile: None,
};
