//! What a look found: how bad, what is seen, what to do.

use crate::domain::doctor::check::Check;
use crate::domain::language::Language;
use serde::Serialize;

/// How it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Good.
    Ok,
    /// It could not be looked at, because something else must be mended first.
    NotTried,
    /// Allowed, and probably not meant.
    Warn,
    /// To be mended.
    Fail,
}

impl Level {
    /// In front of a line.
    pub fn word(self, language: Language) -> &'static str {
        match self {
            Level::Ok => "ok",
            Level::NotTried => language.pick("offen", "open"),
            Level::Warn => language.pick("Achtung", "warn"),
            Level::Fail => language.pick("FEHLER", "FAIL"),
        }
    }
}

/// What was found, in the language that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How it is.
    pub level: Level,
    /// What is seen.
    pub seen: String,
    /// What to do; `None` where nothing is.
    pub todo: Option<String>,
}

impl Finding {
    /// Good.
    pub fn ok(seen: impl Into<String>) -> Finding {
        Finding { level: Level::Ok, seen: seen.into(), todo: None }
    }

    /// Allowed, and probably not meant.
    pub fn warn(seen: impl Into<String>, todo: impl Into<String>) -> Finding {
        Finding { level: Level::Warn, seen: seen.into(), todo: Some(todo.into()) }
    }

    /// To be mended.
    pub fn fail(seen: impl Into<String>, todo: impl Into<String>) -> Finding {
        Finding { level: Level::Fail, seen: seen.into(), todo: Some(todo.into()) }
    }

    /// Not looked at: this must be mended first.
    pub fn waits_for(check: Check, language: Language) -> Finding {
        let name = check.name(language);
        let seen = language.pick(
            format!("nicht geprüft, weil erst „{name}“ in Ordnung sein muss"),
            format!("not tried, because \"{name}\" must be mended first"),
        );
        Finding { level: Level::NotTried, seen, todo: None }
    }

    /// Not looked at, for another reason.
    pub fn not_tried(seen: impl Into<String>) -> Finding {
        Finding { level: Level::NotTried, seen: seen.into(), todo: None }
    }

    /// Whether what needs it can be looked at.
    pub fn is_good_enough(&self) -> bool {
        matches!(self.level, Level::Ok | Level::Warn)
    }
}
