//! The words of a salon's list that the lexicon does not know: `Olaplex`, `Signature`.

use super::lexicon::Id;

/// Letters a word needs to be told apart from its plural.
const STEM_LETTERS_MIN: usize = 4;
/// Endings that do not make another word.
const ENDINGS: [&str; 6] = ["en", "es", "er", "s", "n", "e"];

/// What a part of what was said says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Atom {
    /// A concept of the lexicon.
    Concept(Id),
    /// A word of the list's own, by its place.
    Own(usize),
}

/// The list's own words.
#[derive(Debug, Default)]
pub(super) struct OwnWords {
    words: Vec<String>,
    /// Words of the list, its own or not, that a damaged word may be, with what they say.
    targets: Vec<(String, Vec<Atom>)>,
}

impl OwnWords {
    /// Adds a word, unless it is there with whatever ending.
    pub(super) fn add(&mut self, plain: &str) {
        if self.find(plain).is_none() {
            self.words.push(plain.to_owned());
        }
    }

    /// Adds what a damaged word may be.
    pub(super) fn add_target(&mut self, plain: &str, atoms: Vec<Atom>) {
        if self.targets.iter().all(|(known, _)| known != plain) {
            self.targets.push((plain.to_owned(), atoms));
        }
    }

    /// The place of a word, whatever its ending.
    pub(super) fn find(&self, plain: &str) -> Option<usize> {
        if plain.is_empty() {
            return None;
        }
        let stem = stem(plain);
        self.words.iter().position(|own| own == plain || self::stem(own) == stem)
    }

    /// The words that a text begins with.
    pub(super) fn beginning<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
        let words = self.words.iter().enumerate().map(|(place, own)| (place, own.as_str()));
        words.filter(move |(_, own)| text.starts_with(own))
    }

    /// What a damaged word may be.
    pub(super) fn targets(&self) -> impl Iterator<Item = (&str, &Vec<Atom>)> {
        self.targets.iter().map(|(word, atoms)| (word.as_str(), atoms))
    }
}

/// A word without its ending, if enough is left.
fn stem(plain: &str) -> &str {
    let stems = ENDINGS.iter().filter_map(|ending| plain.strip_suffix(ending));
    stems.into_iter().find(|stem| stem.len() >= STEM_LETTERS_MIN).unwrap_or(plain)
}
