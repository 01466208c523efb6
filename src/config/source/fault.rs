//! What is wrong with a configuration: all of it, each with its place and its mend.

use crate::config::source::origin::{Origin, Origins};
use std::collections::BTreeSet;

/// So many faults are told; who has more has mixed up files.
const FAULTS_MAX: usize = 200;
/// So much of a wrong value stands in a sentence about it.
const SHOWN_CHARS_MAX: usize = 60;

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Whose fault it is, for example `mail.host` or `staff[2].key`; empty where the file cannot be read as TOML.
    pub key: String,
    /// Where it was said.
    pub origin: Origin,
    /// What is wrong, in one sentence that names the key.
    pub wrong: String,
    /// What to do about it.
    pub mend: String,
}

impl Fault {
    /// The sentence with its mend, without its place.
    pub fn sentence(&self) -> String {
        match self.mend.is_empty() {
            true => self.wrong.clone(),
            false => format!("{}. {}", self.wrong, self.mend),
        }
    }
}

/// What is wrong, in the order in which it was found; no key is told twice for the same reason.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    list: Vec<Fault>,
    /// Values that could not be taken: what stands instead of them is not looked at.
    untaken: BTreeSet<String>,
}

impl Faults {
    /// A key whose value is not good. `wrong` goes on behind the key's name: `must be 1 to 60`.
    pub fn key(&mut self, key: &str, wrong: &str, mend: impl Into<String>) {
        let gap = if wrong.starts_with(':') { "" } else { " " };
        self.sentence(key, format!("{key}{gap}{wrong}"), mend);
    }

    /// The same in a sentence of its own, at a path.
    pub fn sentence(&mut self, path: &str, wrong: String, mend: impl Into<String>) {
        if self.is_untaken(path) || self.list.len() >= FAULTS_MAX {
            return;
        }
        let fault =
            Fault { key: path.to_owned(), origin: Origin::Default, wrong, mend: mend.into() };
        if !self.list.contains(&fault) {
            self.list.push(fault);
        }
    }

    /// A value that cannot be taken at all. What is said of it later counts no more.
    pub fn untaken(&mut self, path: &str, origin: Origin, wrong: String, mend: impl Into<String>) {
        if self.untaken.insert(path.to_owned()) && self.list.len() < FAULTS_MAX {
            self.list.push(Fault { key: path.to_owned(), origin, wrong, mend: mend.into() });
        }
    }

    /// Of this value nothing is told.
    pub fn pass_over(&mut self, path: &str) {
        self.untaken.insert(path.to_owned());
    }

    /// What is wrong with a place and not with a key.
    pub fn place(&mut self, origin: Origin, wrong: String, mend: impl Into<String>) {
        if self.list.len() < FAULTS_MAX {
            self.list.push(Fault { key: String::new(), origin, wrong, mend: mend.into() });
        }
    }

    /// Whether a value, or what it stands in, could not be taken.
    fn is_untaken(&self, path: &str) -> bool {
        let ends = path.match_indices(['.', '[']).filter_map(|(end, _)| path.get(..end));
        ends.chain([path]).any(|part| self.untaken.contains(part))
    }

    /// Whether a line of the file is told already.
    pub fn has_line(&self, line: Option<usize>) -> bool {
        line.is_some() && self.list.iter().any(|fault| fault.origin.line() == line)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// All of them with their places.
    pub fn located(self, origins: &Origins) -> Vec<Fault> {
        let mut list = self.list;
        for fault in list.iter_mut().filter(|fault| fault.origin == Origin::Default) {
            fault.origin = origins.near(&fault.key);
        }
        // As one goes through the file to mend it; what is elsewhere comes behind.
        list.sort_by_key(|fault| fault.origin.line().unwrap_or(usize::MAX));
        list
    }
}

/// A wrong value as it may stand in a sentence: short, and without what steers a terminal.
pub(crate) fn shown(text: &str) -> String {
    let mut shown: String =
        text.chars().take(SHOWN_CHARS_MAX).flat_map(char::escape_debug).collect();
    if text.chars().nth(SHOWN_CHARS_MAX).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{FAULTS_MAX, Faults, shown};
    use crate::config::source::origin::{Origin, Origins};

    #[test]
    fn what_could_not_be_taken_is_told_once() {
        let mut faults = Faults::default();
        faults.untaken("mail.port", Origin::File(4), "mail.port must be a number".into(), "");
        faults.key("mail.port", "must be 1 to 3", "");
        faults.key("mail.host", "must be set", "Set it");
        faults.key("mail.host", "must be set", "Set it");
        let told = faults.located(&Origins::default());
        let told: Vec<String> = told.iter().map(super::Fault::sentence).collect();
        assert_eq!(told, ["mail.port must be a number", "mail.host must be set. Set it"]);
    }

    #[test]
    fn a_mixed_up_file_is_not_told_for_ever() {
        let mut faults = Faults::default();
        (0..FAULTS_MAX + 9).for_each(|at| faults.key(&format!("a{at}"), "is odd", ""));
        assert_eq!(faults.len(), FAULTS_MAX);
    }

    #[test]
    fn a_wrong_value_is_shown_short_and_harmless() {
        assert_eq!(shown("a\u{1b}[2J"), "a\\u{1b}[2J");
        assert_eq!(shown(&"x".repeat(100)).chars().count(), 61);
    }
}
