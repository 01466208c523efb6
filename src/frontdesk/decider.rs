//! Who decides, and why: said with every correction, kept in the audit trail.

use crate::domain::{Error, Result};
use crate::store::host::decider::{Decider, SYSTEM};

/// A longer name is none.
const NAME_CHARS_MAX: usize = 80;
/// A reason longer than this is not read.
const REASON_CHARS_MAX: usize = 500;

/// A person at the salon, and the reason given; checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    by: String,
    reason: String,
}

impl Person {
    /// Both must say something, in at most 80 and 500 characters. Line breaks and the like become blanks.
    pub fn new(by: &str, reason: &str) -> Result<Person> {
        let (by, reason) = (who(by)?, clean(reason));
        if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
            return Err(Error::Invalid(format!(
                "a reason of 1 to {REASON_CHARS_MAX} characters is needed"
            )));
        }
        Ok(Person { by, reason })
    }

    /// The same where no reason need be given: it may be empty.
    pub fn without_need(by: &str, said: &str) -> Result<Person> {
        Ok(Person { by: who(by)?, reason: reason(said)? })
    }

    /// Nobody: it is done by itself.
    pub(crate) fn none() -> Person {
        Person { by: SYSTEM.by.to_owned(), reason: String::new() }
    }

    /// The same person for a reason that was put in other words.
    pub(crate) fn because(&self, reason: String) -> Person {
        Person { by: self.by.clone(), reason }
    }

    /// For the rows.
    pub fn decider(&self) -> Decider<'_> {
        Decider { by: &self.by, reason: &self.reason }
    }
}

/// Who decides, where no reason is asked for: 1 to 80 characters that are not the system's name.
pub fn who(by: &str) -> Result<String> {
    let by = clean(by);
    let is_name = (1..=NAME_CHARS_MAX).contains(&by.chars().count());
    if !is_name || by.eq_ignore_ascii_case(SYSTEM.by) {
        return Err(Error::Invalid(format!(
            "a name of 1 to {NAME_CHARS_MAX} characters is needed: who decides"
        )));
    }
    Ok(by)
}

/// A reason that may be left out: at most 500 characters, in one line.
pub fn reason(said: &str) -> Result<String> {
    let reason = clean(said);
    if reason.chars().count() > REASON_CHARS_MAX {
        return Err(Error::Invalid(format!("a reason has at most {REASON_CHARS_MAX} characters")));
    }
    Ok(reason)
}

/// One line: whatever steers a terminal or breaks a table is a blank.
fn clean(text: &str) -> String {
    let text = text.replace(char::is_control, " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_says_who_she_is_and_why() {
        let person = Person::new(" Nadine  Roth ", "calls\nherself\u{1b}[2J Ann").unwrap();
        assert_eq!(
            person.decider(),
            Decider { by: "Nadine Roth", reason: "calls herself [2J Ann" }
        );
        let long = "x".repeat(501);
        for (by, reason) in [
            ("", "why"),
            ("\t", "why"),
            ("System", "why"),
            (long.as_str(), "why"),
            ("Nadine", " \n"),
            ("Nadine", long.as_str()),
        ] {
            assert!(Person::new(by, reason).is_err(), "{by:?} {reason:?}");
        }
    }
}
