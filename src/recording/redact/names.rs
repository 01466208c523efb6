//! Pseudonyms: the same person is the same stranger throughout a recording, and nobody can tell who.
//!
//! A pseudonym is made with a keyed hash. The key is random and lies beside the database, which holds the people
//! themselves; it is never where the recordings are. So a restart goes on with the same pseudonyms, two recordings
//! have different ones, and without the key (or once it is deleted) there is no way back from a number to its owner.

use crate::domain::digest::{hex, mac};
use crate::domain::people::person::fold;
use crate::store::file::key;
use std::collections::HashMap;
use std::path;
use std::path::Path;

/// Put behind the database's name.
const KEY_SUFFIX: &str = ".record-key";
/// How many people a recording can tell apart. A person who would get another's number gets the next one.
const PEOPLE_MAX: u32 = 800_000;
/// The first of these numbers: all have six digits, and none begins like the fictional numbers that people make up.
const FIRST: u32 = 200_000;
/// Berlin's numbers for films and books begin so; with the six digits behind it is as long as a number may be.
const PHONE_PREFIX: &str = "+493023125";
/// Mail to it reaches nobody.
const EMAIL_DOMAIN: &str = "kunden.example";
/// Hex digits of a word's pseudonym.
const WORD_CHARS: usize = 16;

/// What a pseudonym stands for: equal texts of different kinds have nothing to do with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Person,
    Phone,
    Email,
    Word,
}

pub(crate) struct Names {
    key: Vec<u8>,
    /// Who has which number. It only grows by the people of the recording.
    taken: HashMap<(Kind, u32), Vec<u8>>,
}

impl Names {
    /// With the key that lies beside the database, made if there is none. Where it cannot be kept this process has
    /// one of its own, and the log says so.
    pub(crate) fn of(database: &Path, dir: &Path) -> Names {
        let key = key::kept(database, KEY_SUFFIX).unwrap_or_else(|error| {
            log::warn!(
                "recording: the key of the pseudonyms cannot be kept beside the database ({error}): \
                 after a restart the same customer is another stranger"
            );
            key::fresh()
        });
        let dir = path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
        Names::with_key(mac(&key, &[b"recording", dir.as_os_str().as_encoded_bytes()]))
    }

    /// With a key that nobody keeps.
    pub(crate) fn passing() -> Names {
        Names::with_key(key::fresh())
    }

    pub(crate) fn with_key(key: Vec<u8>) -> Names {
        Names { key, taken: HashMap::new() }
    }

    /// `Kundin 123456` for a name, however it is spelt.
    pub(crate) fn person(&mut self, name: &str) -> String {
        let number = self.number(Kind::Person, fold(name).as_str());
        format!("Kundin {number}")
    }

    /// A fictional number for one in E.164.
    pub(crate) fn phone(&mut self, number: &str) -> String {
        format!("{PHONE_PREFIX}{}", self.number(Kind::Phone, number))
    }

    /// An address where nobody lives.
    pub(crate) fn email(&mut self, address: &str) -> String {
        let number = self.number(Kind::Email, &address.trim().to_lowercase());
        format!("kundin{number}@{EMAIL_DOMAIN}")
    }

    /// A word that means nothing for one that others chose: the name of a call or of a request.
    pub(crate) fn word(&self, text: &str) -> String {
        let digits = hex(&self.hashed(Kind::Word, text));
        digits.chars().take(WORD_CHARS).collect()
    }

    fn number(&mut self, kind: Kind, text: &str) -> u32 {
        let hashed = self.hashed(kind, text);
        let first = hashed.iter().take(4).fold(0_u32, |all, byte| (all << 8) | u32::from(*byte));
        for step in 0..PEOPLE_MAX {
            let number = (first % PEOPLE_MAX).wrapping_add(step) % PEOPLE_MAX;
            let owner = self.taken.entry((kind, number)).or_insert_with(|| hashed.clone());
            if *owner == hashed {
                return FIRST.saturating_add(number);
            }
        }
        FIRST.saturating_add(first % PEOPLE_MAX)
    }

    fn hashed(&self, kind: Kind, text: &str) -> Vec<u8> {
        let kind: &[u8] = match kind {
            Kind::Person => b"person",
            Kind::Phone => b"phone",
            Kind::Email => b"email",
            Kind::Word => b"word",
        };
        mac(&self.key, &[kind, b"\0", text.as_bytes()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people::caller_number::CallerNumber;
    use crate::domain::people::person::{PersonName, Phone};
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_same_person_is_the_same_stranger_and_no_two_are_one() {
        let mut names = Names::with_key(b"k".to_vec());
        let anna = names.person("Anna Müller");
        assert_eq!(names.person(" anna  mueller"), anna);
        assert!(PersonName::parse(&anna).is_ok());
        let phone = names.phone("+491713920007");
        assert_eq!(names.phone("+491713920007"), phone);
        assert_eq!(CallerNumber::read(&phone, "+49").phone(), Phone::parse(&phone, "+49").ok());
        assert!(Phone::parse(&phone, "+49").is_ok(), "{phone}");
        let all: std::collections::HashSet<String> =
            (0..3_000).map(|n| names.phone(&format!("+4917139{n:05}"))).collect();
        assert_eq!(all.len(), 3_000, "some of them wanted the same number");
        let mut others = Names::with_key(b"l".to_vec());
        assert_ne!(others.phone("+491713920007"), phone);
        assert_eq!(names.word("form-1"), names.word("form-1"));
        assert_ne!(names.word("form-1"), names.word("form-2"));
    }

    #[test]
    fn the_key_is_kept_for_its_owner_alone_and_each_recording_has_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("salon.db");
        let (one, other) = (folder.path().join("a"), folder.path().join("b"));
        let phone = Names::of(&database, &one).phone("+491713920007");
        assert_eq!(Names::of(&database, &one).phone("+491713920007"), phone);
        assert_ne!(Names::of(&database, &other).phone("+491713920007"), phone);
        let file = key::file(&database, KEY_SUFFIX);
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::write(&file, "nonsense").unwrap();
        assert_ne!(Names::of(&database, &one).phone("+491713920007"), phone);
    }
}
