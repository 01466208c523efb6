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

/// One of the list's own words.
#[derive(Debug)]
struct OwnWord {
    plain: String,
    /// How many letters of it are left without its ending.
    stem: usize,
}

impl OwnWord {
    fn stem(&self) -> &str {
        self.plain.get(..self.stem).unwrap_or_default()
    }
}

/// The list's own words.
#[derive(Debug, Default)]
pub(super) struct OwnWords {
    words: Vec<OwnWord>,
    /// Words of the list, its own or not, that a damaged word may be, with what they say.
    targets: Vec<(String, Vec<Atom>)>,
}

impl OwnWords {
    /// Adds a word, unless it is there with whatever ending.
    pub(super) fn add(&mut self, plain: &str) {
        if self.find(plain).is_none() {
            self.words.push(OwnWord { plain: plain.to_owned(), stem: stem(plain).len() });
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
        if plain.is_empty() || self.words.is_empty() {
            return None;
        }
        let stem = stem(plain);
        self.words.iter().position(|own| own.stem() == stem)
    }

    /// The words that a text begins with.
    pub(super) fn beginning<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
        let words = self.words.iter().enumerate().map(|(place, own)| (place, own.plain.as_str()));
        words.filter(move |(_, own)| text.starts_with(own))
    }

    /// Whether any word begins so.
    pub(super) fn begins(&self, text: &str) -> bool {
        self.words.iter().any(|own| own.plain.starts_with(text))
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
