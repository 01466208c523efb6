//! What the agent is taught to do with an answer, by its status.

use crate::frontdesk::functions::status::Status;
use crate::frontdesk::functions::words::{Words, words};

/// What comes after an answer. Its sentence stands in the prompt behind what the status means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The sentence is said, and the conversation goes on.
    GoOn,
    /// Times are offered, and one is chosen by its id.
    Offer,
    /// It is done, and may be said to be.
    Done,
    /// The question is put, and the same function called with the answer.
    Ask,
    /// Which of several appointments, and the same function called with its id.
    AskWhich,
    /// Other times are looked for.
    LookAgain,
    /// The salon sees to it: nothing is called again, nothing more is promised.
    LeaveIt,
    /// A call-back is offered.
    CallBack,
}

impl Next {
    pub(crate) fn words(self) -> Words {
        match self {
            Next::GoOn => words(
                "Sage das mit dem Satz aus `say` und mach weiter.",
                "Say so with the sentence in `say` and go on.",
            ),
            Next::Offer => words(
                "Nenne die Zeiten aus `say` und frage, welche passt. Zu jeder Zeit gehört eine `offer_id`; mit der der gewählten \
                 Zeit rufst du die nächste Funktion auf. Nenne keine andere Zeit.",
                "Name the times in `say` and ask which one suits. Each time has an `offer_id`; call the next function with that of \
                 the time that is chosen. Name no other time.",
            ),
            Next::Done => words(
                "Erst jetzt ist es erledigt. Sage den Satz aus `say` und frage, ob du noch etwas tun kannst.",
                "Only now it is done. Say the sentence in `say` and ask whether there is anything else.",
            ),
            Next::Ask => words(
                "Nichts ist eingetragen. Stelle die Frage aus `say`, und rufe dieselbe Funktion mit den Worten der Antwort noch \
                 einmal auf.",
                "Nothing is entered. Ask the question in `say`, and call the same function once more with the words of the reply.",
            ),
            Next::AskWhich => words(
                "Nichts ist geändert. Frage mit `say`, welcher gemeint ist, und rufe dieselbe Funktion mit dessen \
                 `appointment_id` noch einmal auf.",
                "Nothing is changed. Ask with `say` which one is meant, and call the same function once more with its \
                 `appointment_id`.",
            ),
            Next::LookAgain => words(
                "Nichts ist eingetragen. Sage den Satz aus `say`. Gibt es `alternatives`, biete sie an wie Angebote; sonst frage \
                 nach einer anderen Zeit und suche neu mit `check_availability`.",
                "Nothing is entered. Say the sentence in `say`. If there are `alternatives`, offer them like offers; otherwise ask \
                 for another time and look again with `check_availability`.",
            ),
            Next::LeaveIt => words(
                "Sage den Satz aus `say` und nicht mehr. Rufe die Funktion nicht noch einmal auf, und sage nicht, dass es \
                 erledigt ist.",
                "Say the sentence in `say` and no more. Do not call the function again, and do not say that it is done.",
            ),
            Next::CallBack => words(
                "Nichts ist geschehen. Sage den Satz aus `say` und biete einen Rückruf an. Bei Ja rufe `request_callback` auf.",
                "Nothing has happened. Say the sentence in `say` and offer a call-back. If the caller says yes, call \
                 `request_callback`.",
            ),
        }
    }
}

/// A status that an answer of a function can have: what it means, and what comes then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Taught {
    pub status: Status,
    pub means: Words,
    pub next: Next,
}

pub(crate) const fn taught(
    status: Status,
    next: Next,
    de: &'static str,
    en: &'static str,
) -> Taught {
    Taught { status, means: words(de, en), next }
}
