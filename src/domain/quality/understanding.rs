//! How a call of a function ended, as far as it tells whether the caller was understood.

use crate::domain::stored::stored_enum;

stored_enum! {
    /// What the status of an answer means.
    pub enum Understood {
        /// It did, or told, what was asked.
        Done = "done",
        /// It was understood, and cannot be: nothing is free, the time is taken, the salon is shut.
        Refused = "refused",
        /// Something was missing or unclear, and the caller was asked back.
        AskedBack = "asked_back",
        /// It could not be done for a reason of ours or of Cal.com's; a person must see to it.
        Failed = "failed",
    }
}

/// Every status that an answer of ours has, and what it means.
const STATUSES: [(&str, Understood); 24] = [
    ("ok", Understood::Done),
    ("known", Understood::Done),
    ("new", Understood::Done),
    ("withheld", Understood::Done),
    ("booked", Understood::Done),
    ("requested", Understood::Done),
    ("cancelled", Understood::Done),
    ("rescheduled", Understood::Done),
    ("unchanged", Understood::Done),
    ("noted", Understood::Done),
    ("none", Understood::Refused),
    ("taken", Understood::Refused),
    ("not_possible", Understood::Refused),
    ("refused", Understood::Refused),
    ("offer_expired", Understood::Refused),
    ("cancelled_before", Understood::Refused),
    ("invalid", Understood::AskedBack),
    ("which", Understood::AskedBack),
    ("for_whom", Understood::AskedBack),
    ("not_found", Understood::AskedBack),
    ("unknown", Understood::Failed),
    ("unavailable", Understood::Failed),
    ("error", Understood::Failed),
    ("handed_over", Understood::Failed),
];

/// What a status means; `None` for a word that no answer of ours has.
pub fn meaning(status: &str) -> Option<Understood> {
    STATUSES.iter().find(|(word, _)| *word == status).map(|(_, meaning)| *meaning)
}

/// The status as a word of ours, if it is one.
pub fn known_status(status: &str) -> Option<&'static str> {
    STATUSES.iter().find(|(word, _)| *word == status).map(|(word, _)| *word)
}

/// Whether a caller gave up: the last answer in the phone call was no success, and nothing was booked, moved or called
/// off in it. The statuses are those of one call, in their order.
pub fn gave_up<'a>(statuses: impl IntoIterator<Item = &'a str>) -> bool {
    let (mut last, mut settled) = (None, false);
    for status in statuses {
        last = meaning(status);
        settled |= ["booked", "requested", "rescheduled", "cancelled"].contains(&status);
    }
    !settled && last.is_some_and(|last| last != Understood::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_gives_up_who_ends_with_nothing() {
        for (statuses, expected) in [
            (&[][..], false),
            (&["known"], false),
            (&["known", "ok"], false),
            (&["known", "invalid"], true),
            (&["invalid", "ok", "booked"], false),
            (&["booked", "invalid"], false),
            (&["ok", "taken"], true),
            (&["ok", "taken", "booked", "which"], false),
            (&["unavailable"], true),
            (&["a word of tomorrow"], false),
        ] {
            assert_eq!(gave_up(statuses.iter().copied()), expected, "{statuses:?}");
        }
    }
}
