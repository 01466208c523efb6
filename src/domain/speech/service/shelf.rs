//! A salon's list of services, read for comparing.

use super::lexicon::{Lexicon, lexicon};
use super::meaning::{Meaning, meanings};
use super::own::{Atom, OwnWords};
use super::slip::Slips;
use super::token::{Books, Token, tokens};
use super::words::{Word, cut, is_digits};
use crate::domain::language::Language;

/// Letters a name needs to be known by them alone, and a word of a list to be one of its own; digits need none.
const LETTERS_MIN: usize = 3;

/// A service as the salon calls it.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// Short and stable; found where it is said as it is written.
    pub key: &'a str,
    /// As it is read out.
    pub name: &'a str,
    /// What callers of this salon say as well.
    pub aliases: &'a [String],
}

/// What something is called, letter for letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Letters {
    /// All words.
    raw: String,
    /// Those that mean something.
    bare: String,
}

impl Letters {
    pub(super) fn of(words: &[Word], tokens: &[Token], lexicon: &Lexicon) -> Letters {
        let raw = words.iter().map(|word| word.plain.as_str()).collect();
        let told = tokens.iter().filter(|token| !token.is_filler(lexicon));
        let places = told.flat_map(Token::places);
        let bare = places.filter_map(|place| words.get(place)).map(|word| word.plain.as_str());
        Letters { raw, bare: bare.collect() }
    }

    /// Whether both are called the same, fillers aside.
    pub(super) fn is(&self, other: &Letters) -> bool {
        let same = |one: &str, other: &str| one.len() >= LETTERS_MIN && one == other;
        same(&self.raw, &other.raw) || same(&self.bare, &other.bare)
    }

    /// Whether both are called the same to the letter.
    pub(super) fn is_exactly(&self, other: &Letters) -> bool {
        self.raw.len() >= LETTERS_MIN && self.raw == other.raw
    }
}

/// One service: everything it is called.
#[derive(Debug)]
pub(super) struct Shelved {
    /// Its name and aliases.
    pub(super) called: Vec<Letters>,
    pub(super) key: Letters,
    pub(super) meanings: Vec<Meaning>,
}

impl Shelved {
    /// Whether its name or an alias is this.
    pub(super) fn is_called(&self, said: &Letters) -> bool {
        self.called.iter().any(|called| called.is(said))
    }
}

/// A salon's list.
pub(super) struct Shelf<'a> {
    pub(super) services: &'a [Named<'a>],
    pub(super) shelved: Vec<Shelved>,
    pub(super) own: OwnWords,
    pub(super) lexicon: &'static Lexicon,
    pub(super) language: Language,
}

impl<'a> Shelf<'a> {
    pub(super) fn new(services: &'a [Named<'a>], language: Language) -> Shelf<'a> {
        let lexicon = lexicon();
        let named = |one: &Named| {
            let names = std::iter::once(one.name).chain(one.aliases.iter().map(String::as_str));
            names.map(cut).collect::<Vec<_>>()
        };
        let texts: Vec<Vec<Vec<Word>>> = services.iter().map(named).collect();
        let none = OwnWords::default();
        let bare = Books { lexicon, own: &none, language, slips: Slips::None };
        let mut first: Vec<Vec<Vec<Token>>> = texts
            .iter()
            .map(|texts| texts.iter().map(|words| tokens(words, bare)).collect())
            .collect();
        let own = own_words(&texts, &first, bare);
        let books = Books { own: &own, ..bare };
        let read = |((one, texts), tokens): ((&Named, &Vec<Vec<Word>>), &mut Vec<Vec<Token>>)| {
            let mut shelved = Shelved { called: vec![], key: key(one, books), meanings: vec![] };
            for (words, tokens) in texts.iter().zip(tokens) {
                // The list's own words were not known before.
                if tokens.iter().any(|token| token.atoms.is_empty()) {
                    *tokens = self::tokens(words, books);
                }
                shelved.called.push(Letters::of(words, tokens, lexicon));
                shelved.meanings.extend(meanings(words, tokens, books));
            }
            shelved
        };
        let shelved = services.iter().zip(&texts).zip(&mut first).map(read).collect();
        Shelf { services, shelved, own, lexicon, language }
    }

    /// How what callers say is looked up.
    pub(super) fn books(&self, slips: Slips) -> Books<'_> {
        Books { lexicon: self.lexicon, own: &self.own, language: self.language, slips }
    }

    /// The name of a service, as it is read out.
    pub(super) fn name(&self, index: usize) -> &'a str {
        self.services.get(index).map_or("", |service| service.name)
    }
}

fn key(service: &Named, books: Books) -> Letters {
    Letters::of(&cut(service.key), &[], books.lexicon)
}

/// The words of a list that the lexicon does not know, and what damaged words may be.
fn own_words(texts: &[Vec<Vec<Word>>], tokens: &[Vec<Vec<Token>>], books: Books) -> OwnWords {
    let mut own = OwnWords::default();
    let names = || texts.iter().flatten().zip(tokens.iter().flatten());
    let all = || names().flat_map(|(words, tokens)| tokens.iter().map(move |token| (words, token)));
    for (words, token) in all() {
        let word = words.get(token.from).map_or("", |word| word.plain.as_str());
        if token.atoms.is_empty() && (word.len() >= LETTERS_MIN || is_digits(word)) {
            own.add(word);
        }
    }
    for (words, token) in all() {
        let Some(word) = words.get(token.from).filter(|_| token.count == 1) else { continue };
        if let Some(place) = own.find(&word.plain).filter(|_| token.atoms.is_empty()) {
            own.add_target(&word.plain, vec![Atom::Own(place)]);
        } else if books.lexicon.whole(&word.plain, books.language).is_none() {
            // A compound.
            own.add_target(&word.plain, token.atoms.clone());
        }
    }
    own
}
