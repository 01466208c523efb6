//! What a look at the facts found of each kind of alarm.

use crate::domain::alarm::kind::{Kind, Level};

/// How it stands with one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked for.
    pub kind: Kind,
    /// What was found.
    pub state: State,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It is as it should be.
    Well,
    /// Too little is known to say: what was is still believed.
    Unknown,
    /// It is not as it should be.
    Broken {
        /// How bad it is.
        level: Level,
        /// What, in one sentence in the salon's language. Without a customer's name, a number or a secret.
        message: String,
    },
}

impl Finding {
    /// Broken if there is something to say.
    pub(crate) fn of(kind: Kind, broken: Option<(Level, String)>) -> Finding {
        let state = broken.map_or(State::Well, |(level, message)| State::Broken { level, message });
        Finding { kind, state }
    }

    /// Nobody can say.
    pub(crate) fn unknown(kind: Kind) -> Finding {
        Finding { kind, state: State::Unknown }
    }

    /// How bad it is and what, if it is broken.
    pub fn broken(&self) -> Option<(Level, &str)> {
        match &self.state {
            State::Broken { level, message } => Some((*level, message)),
            State::Well | State::Unknown => None,
        }
    }
}
