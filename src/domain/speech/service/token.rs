//! What is said as tokens: each word, or several that are one, with what it says.

use super::compound::split;
use super::kind::Kind;
use super::lexicon::{Id, Lexicon};
use super::own::{Atom, OwnWords};
use super::slip::{Slips, slip};
use super::words::{Before, Word, is_digits};
use crate::domain::language::Language;

/// The most words that are one together: `half head of foils`.
const JOINED_MAX: usize = 4;
/// Letters a word needs to name anything.
const LETTERS_MIN: usize = 3;
/// How many damaged words of one text are looked into; the search through all words is the dearest there is.
const SLIPS_MAX: usize = 16;

/// One word, or several that are one.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// What it says; empty where it names nothing.
    pub(super) atoms: Vec<Atom>,
    /// The first word, and how many there are.
    pub(super) from: usize,
    pub(super) count: usize,
    /// A slip that may be something else.
    pub(super) doubt: bool,
    /// A slip at all.
    damaged: bool,
}

impl Token {
    /// The kind of a token that says one thing.
    pub(super) fn kind(&self, lexicon: &Lexicon) -> Option<Kind> {
        match self.atoms.as_slice() {
            [Atom::Concept(id)] => lexicon.kind(*id),
            _ => None,
        }
    }

    /// Its words' places.
    pub(super) fn places(&self) -> std::ops::Range<usize> {
        self.from..self.from.saturating_add(self.count)
    }

    /// Whether it means nothing at all.
    pub(super) fn is_filler(&self, lexicon: &Lexicon) -> bool {
        let empty = |atom: &Atom| match atom {
            Atom::Concept(id) => matches!(
                lexicon.kind(*id),
                Some(Kind::Filler | Kind::Generic | Kind::Place | Kind::Prefix | Kind::Measure)
            ),
            Atom::Own(_) => false,
        };
        !self.atoms.is_empty() && self.atoms.iter().all(empty)
    }
}

/// What words are looked up in.
#[derive(Clone, Copy)]
pub(super) struct Books<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) own: &'a OwnWords,
    pub(super) language: Language,
    /// How far slips are looked for; none are in the salon's own list.
    pub(super) slips: Slips,
}

/// The tokens of a text, in order; every word is in one.
pub(super) fn tokens(words: &[Word], books: Books) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0_usize;
    let mut slips_left = SLIPS_MAX;
    while let Some(word) = words.get(at) {
        let joined = joined(words, at, books);
        let token = joined.unwrap_or_else(|| single(word, at, books, &mut slips_left));
        at = at.saturating_add(token.count);
        tokens.push(token);
    }
    if books.slips != Slips::None {
        leave_names_alone(&mut tokens, words, books.lexicon);
    }
    tokens
}

/// The longest run of words that are one: `make up`, `half head of foils`.
fn joined(words: &[Word], at: usize, books: Books) -> Option<Token> {
    let mut plain = words.get(at)?.plain.clone();
    let mut found = None;
    for (count, word) in (2..=JOINED_MAX).zip(words.get(at.checked_add(1)?..)?) {
        if word.before != Before::Nothing || word.plain.is_empty() || plain.is_empty() {
            break;
        }
        plain.push_str(&word.plain);
        if !books.lexicon.begins(&plain) && !books.own.begins(&plain) {
            break;
        }
        let known = books.lexicon.whole(&plain, books.language).map(concepts);
        let atoms = known.or_else(|| books.own.find(&plain).map(|place| vec![Atom::Own(place)]));
        if let Some(atoms) = atoms {
            found = Some(Token { atoms, from: at, count, doubt: false, damaged: false });
        }
    }
    found
}

fn single(word: &Word, at: usize, books: Books, slips_left: &mut usize) -> Token {
    let token =
        |atoms: Vec<Atom>| Token { atoms, from: at, count: 1, doubt: false, damaged: false };
    let plain = word.plain.as_str();
    if let Some(ids) = books.lexicon.whole(plain, books.language) {
        return token(concepts(ids));
    }
    if let Some(place) = books.own.find(plain) {
        return token(vec![Atom::Own(place)]);
    }
    if plain.len() < LETTERS_MIN || is_digits(plain) {
        return token(Vec::new());
    }
    if let Some(atoms) = split(plain, books.lexicon, books.own) {
        return token(atoms);
    }
    if books.slips != Slips::None && *slips_left > 0 {
        *slips_left = slips_left.saturating_sub(1);
        if let Some(slip) = slip(plain, books.lexicon, books.own, books.language, books.slips) {
            return Token { doubt: !slip.is_plain, damaged: true, ..token(slip.atoms) };
        }
    }
    token(Vec::new())
}

fn concepts(ids: &[Id]) -> Vec<Atom> {
    ids.iter().copied().map(Atom::Concept).collect()
}

/// `Frau Kurz` has no short hair, and `bei der Lohnen` is no slip of `Tönen`.
fn leave_names_alone(tokens: &mut [Token], words: &[Word], lexicon: &Lexicon) {
    let mut after_title = false;
    let mut after_place = false;
    for token in tokens {
        let kind = token.kind(lexicon);
        let is_beside = words.get(token.from).is_some_and(|word| word.before == Before::Nothing);
        let is_name = after_title && is_beside && token.count == 1 && kind.is_some_and(Kind::tells);
        if is_name || (after_title || after_place) && token.damaged {
            token.atoms.clear();
            token.doubt = false;
        }
        match kind {
            Some(Kind::Title) => (after_title, after_place) = (true, false),
            Some(Kind::Place) => (after_title, after_place) = (false, true),
            // "Bei der Frau …", "zum …".
            Some(Kind::Filler) if after_place => {}
            _ => (after_title, after_place) = (false, false),
        }
    }
}
