//! How a host stands in the queue of those whom no mapping names.

use crate::domain::host::decision::Decision;
use crate::domain::host::kinds::AssignmentState;
use crate::domain::language::Language;
use crate::domain::stored::stored_enum;
use crate::domain::suggest::ranking::Suggestion;

stored_enum! {
    /// What a person finds there.
    #[derive(PartialOrd, Ord)]
    pub enum Standing {
        /// A rule finds several people; it never guesses.
        Ambiguous = "ambiguous",
        /// One of the staff is likely; a person must say so.
        Suggested = "suggested",
        /// No staff member is like the host.
        Unmatched = "unmatched",
    }
}

impl Standing {
    /// Of what the rules decide today and of what is suggested. That a rule finds several is told first: the person who
    /// decides must know of both.
    pub fn of(decision: &Decision, suggestions: &[Suggestion]) -> Standing {
        match (decision.state, suggestions) {
            (AssignmentState::Ambiguous, _) => Standing::Ambiguous,
            (_, []) => Standing::Unmatched,
            (_, [_, ..]) => Standing::Suggested,
        }
    }

    /// For people.
    pub fn told(self, language: Language) -> &'static str {
        match self {
            Standing::Ambiguous => language.pick("mehrdeutig", "ambiguous"),
            Standing::Suggested => language.pick("Vorschlag", "suggested"),
            Standing::Unmatched => language.pick("unbekannt", "unmatched"),
        }
    }
}
