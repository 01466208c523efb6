//! How sending ended: the three outcomes of every outside call.

use std::fmt;

/// So much of another machine's words is kept.
const WORDS_MAX_CHARS: usize = 200;

/// It was taken; the name under which the other side has it, where it gave one.
pub type Sent = Result<Option<String>, Failure>;

/// It was taken, under this name: another machine's words, so they are cut and steer no terminal.
pub fn taken(name: Option<&str>) -> Sent {
    Ok(name.map(cut).filter(|name| !name.is_empty()))
}

/// Sending did not end well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub kind: Kind,
    /// Short, and without anything personal: for the log and for alarms. For example `smtp 550 5.1.1`.
    pub code: String,
    /// What the other side said, cut. It may name the customer: for the database alone.
    pub words: String,
}

/// What is known of a message that was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Refused for good: however often it is sent, it will not be taken.
    Refused,
    /// Surely not taken; it may be sent again.
    NotSent,
    /// Perhaps taken.
    Unknown,
}

impl Failure {
    /// Refused for good.
    pub fn refused(code: impl Into<String>, words: impl fmt::Display) -> Failure {
        Failure::new(Kind::Refused, code, words)
    }

    /// Surely not taken.
    pub fn not_sent(code: impl Into<String>, words: impl fmt::Display) -> Failure {
        Failure::new(Kind::NotSent, code, words)
    }

    /// Perhaps taken.
    pub fn unknown(code: impl Into<String>, words: impl fmt::Display) -> Failure {
        Failure::new(Kind::Unknown, code, words)
    }

    /// With the words cut, and without what steers a terminal.
    pub fn new(kind: Kind, code: impl Into<String>, words: impl fmt::Display) -> Failure {
        Failure { kind, code: code.into(), words: cut(&words.to_string()) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.words.is_empty() {
            true => f.write_str(&self.code),
            false => write!(f, "{}: {}", self.code, self.words),
        }
    }
}

fn cut(words: &str) -> String {
    let plain = words.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(WORDS_MAX_CHARS).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Failure, taken};

    #[test]
    fn words_of_others_are_cut_and_steer_nothing() {
        let long = Failure::refused("smtp 550", format!("no\r\n\u{1b}[2J{}", "ü".repeat(1_000)));
        assert_eq!(long.words.chars().count(), 200);
        assert!(!long.words.contains(char::is_control));
        assert_eq!(Failure::not_sent("no connection", "").to_string(), "no connection");
        assert_eq!(taken(Some("2.0.0 ok\u{1b}[2J")).unwrap().as_deref(), Some("2.0.0 ok [2J"));
        assert_eq!((taken(Some("\r\n")), taken(None)), (Ok(None), Ok(None)));
    }
}
