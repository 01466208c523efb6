//! A letter, before it is put into the form of a mail.

use crate::domain::people::person::Email;
use crate::domain::text::direction::is_direction;
use std::fmt;
use time::OffsetDateTime;

/// A line of a head longer than this is cut: no name and no subject needs more.
const LINE_MAX_CHARS: usize = 200;

/// One mail to one person. Sent twice it is the same, byte by byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its name for ever: the part of the Message-ID before the `@`. Letters, digits and hyphens.
    pub id: String,
    /// What its head says of when it was written, UTC.
    pub written_at: OffsetDateTime,
    pub from: Mailbox,
    /// Where an answer goes, if not to the sender.
    pub reply_to: Option<Email>,
    pub to: Mailbox,
    pub subject: Line,
    /// Plain text; lines end with a line feed.
    pub text: String,
    /// The same for those who show it.
    pub html: Option<String>,
    pub calendar: Option<Calendar>,
}

/// An iCalendar object that goes along: once as a part that mail programs act on, once as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// `REQUEST` or `CANCEL`, as in the object.
    pub method: &'static str,
    /// The whole object, UTF-8, lines ending with CR LF.
    pub object: String,
    /// Of the attached file.
    pub file_name: &'static str,
}

/// Someone's address, with the name that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    pub name: Line,
    pub address: Email,
}

impl Mailbox {
    /// Reads `Salon Beispiel <termine@salon.example>`, or an address alone.
    pub fn parse(text: &str) -> Result<Mailbox, crate::domain::Error> {
        let text = text.trim();
        match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
            Some((name, address)) => {
                let name = Line::new(name.trim().trim_matches('"'));
                Ok(Mailbox { name, address: Email::parse(address)? })
            }
            None => Ok(Mailbox { name: Line::default(), address: Email::parse(text)? }),
        }
    }
}

/// What may stand in a head: one line, of whatever letters, that cannot begin another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line(String);

impl Line {
    /// Control characters and such as turn the direction of writing become blanks, and blanks are single.
    pub fn new(text: &str) -> Line {
        let odd = |c: char| c.is_control() || is_direction(c) || c == '\u{2028}' || c == '\u{2029}';
        let plain: String = text.chars().map(|c| if odd(c) { ' ' } else { c }).collect();
        let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        Line(words.chars().take(LINE_MAX_CHARS).collect())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
