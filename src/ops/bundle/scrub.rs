//! The last look over everything that goes into a bundle: whatever view it is from, no customer's name, number or address and
//! no secret of the configuration leaves in it.

use crate::config::{Config, Secret};
use crate::domain::Result;
use crate::domain::people::person::fold_word;
use crate::frontdesk::Desk;
use crate::logging::masked;
use crate::store::customer::list;
use serde_json::Value;
use std::collections::BTreeSet;
use std::ops::Range;
use unicode_normalization::char::is_combining_mark;

/// Stand where something was left out.
const CUSTOMER: &str = "[customer]";
const SECRET: &str = "[secret]";
/// Names of so many words are looked for; one word alone may be anything.
const NAME_WORDS: Range<usize> = 2..6;
/// A shorter secret is looked for nowhere: it would be found everywhere.
const SECRET_CHARS_MIN: usize = 6;

/// What is looked for.
pub(super) struct Scrub {
    /// Folded words of each name, joined by blanks.
    names: BTreeSet<String>,
    secrets: Vec<String>,
}

impl Scrub {
    /// The customers of this desk, if it could be opened, and the secrets of this configuration.
    pub fn of(config: &Config, desk: Option<&Desk>) -> Result<Scrub> {
        let mut names = BTreeSet::new();
        if let Some(desk) = desk {
            let standing =
                desk.store.read(|connection| list::standing(connection, desk.salon.company))?;
            for known in standing {
                let words: Vec<String> =
                    words(&known.name).into_iter().map(|(_, word)| word).collect();
                if NAME_WORDS.contains(&words.len()) {
                    names.insert(words.join(" "));
                    let turned: Vec<&str> = words.iter().rev().map(String::as_str).collect();
                    names.insert(turned.join(" "));
                }
            }
        }
        let is_one = |secret: &&Secret| secret.reveal().chars().count() >= SECRET_CHARS_MIN;
        let secrets = config.all_secrets().into_iter().filter(is_one);
        Ok(Scrub { names, secrets: secrets.map(|one| one.reveal().to_owned()).collect() })
    }

    /// Every text in it.
    pub fn value(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Array(entries) => entries.iter_mut().for_each(|one| self.value(one)),
            Value::Object(fields) => fields.values_mut().for_each(|one| self.value(one)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    pub fn text(&self, text: &str) -> String {
        let mut kept = text.to_owned();
        for secret in &self.secrets {
            kept = kept.replace(secret, SECRET);
        }
        masked(&self.without_names(&kept))
    }

    fn without_names(&self, text: &str) -> String {
        if self.names.is_empty() {
            return text.to_owned();
        }
        let words = words(text);
        let mut kept = String::with_capacity(text.len());
        let (mut from, mut at) = (0_usize, 0_usize);
        while at < words.len() {
            let Some((place, count)) = self.name_at(&words, at) else {
                at = at.saturating_add(1);
                continue;
            };
            kept.push_str(text.get(from..place.start).unwrap_or_default());
            kept.push_str(CUSTOMER);
            from = place.end;
            at = at.saturating_add(count);
        }
        kept.push_str(text.get(from..).unwrap_or_default());
        kept
    }

    /// Where a name begins with this word: where it stands, and of how many words it is.
    fn name_at(
        &self,
        words: &[(Range<usize>, String)],
        at: usize,
    ) -> Option<(Range<usize>, usize)> {
        NAME_WORDS.rev().find_map(|count| {
            let these = words.get(at..at.saturating_add(count))?;
            let joined: Vec<&str> = these.iter().map(|(_, word)| word.as_str()).collect();
            let (first, last) = (these.first()?, these.last()?);
            self.names.contains(&joined.join(" ")).then_some((first.0.start..last.0.end, count))
        })
    }
}

/// The words of a text, folded, with where they stand.
fn words(text: &str) -> Vec<(Range<usize>, String)> {
    let mut words = Vec::new();
    let mut begin = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric() || is_combining_mark(c), begin) {
            (true, None) => begin = Some(at),
            (false, Some(from)) => {
                if let Some(word) = text.get(from..at) {
                    words.push((from..at, fold_word(word).as_str().to_owned()));
                }
                begin = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(name: &str) -> String {
        words(name).into_iter().map(|(_, word)| word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_numbers_addresses_and_secrets_are_left_out() {
        let scrub = Scrub {
            names: BTreeSet::from(["zoë muster klein", "muster klein zoe"].map(folded)),
            secrets: vec!["cal_live_123".into()],
        };
        for (text, expected) in [
            ("zu Zoë Muster-Klein, +49 30 23125101", "zu [customer], [number]"),
            ("Muster-Klein, Zoe: kim@mail.example", "[customer]: [address]"),
            // As some telephones send it: the mark behind its letter.
            ("zu Zoe\u{308} Muster-Klein", "zu [customer]"),
            ("Bearer cal_live_123.", "Bearer [secret]."),
            ("Zoe", "Zoe"),
            ("", ""),
        ] {
            assert_eq!(scrub.text(text), expected);
        }
        let mut value =
            serde_json::json!({ "a": ["cal_live_123", 7], "b": { "c": "Zoë Muster Klein" } });
        scrub.value(&mut value);
        assert_eq!(value, serde_json::json!({ "a": ["[secret]", 7], "b": { "c": "[customer]" } }));
    }
}
