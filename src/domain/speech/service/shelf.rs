//! A salon's list of services, read for comparing.

use super::fit::{Fit, fit};
use super::lexicon::{Id, Lexicon, lexicon};
use super::meaning::Meaning;
use super::own::{Atom, OwnWords};
use super::part::Part;
use super::reader::meanings;
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

    /// Whether any of these is done in it.
    pub(super) fn does_any(&self, parts: &[Part]) -> bool {
        let mut own = self.meanings.iter().flat_map(|own| &own.parts);
        !parts.is_empty() && own.any(|own| parts.iter().any(|part| part.is(own)))
    }
}

/// A salon's list.
pub(super) struct Shelf<'a> {
    pub(super) services: &'a [Named<'a>],
    pub(super) shelved: Vec<Shelved>,
    pub(super) own: OwnWords,
    /// Every style that a service names.
    pub(super) styles: Vec<Id>,
    pub(super) lexicon: &'static Lexicon,
    pub(super) language: Language,
}

impl<'a> Shelf<'a> {
    pub(super) fn new(services: &'a [Named<'a>], language: Language) -> Shelf<'a> {
        let lexicon = lexicon();
        let none = OwnWords::default();
        let bare = Books { lexicon, own: &none, language, slips: Slips::None };
        let read = |name: &str| {
            let words = cut(name);
            let tokens = tokens(&words, bare);
            Name { words, tokens }
        };
        let names = |one: &Named| {
            let names = std::iter::once(one.name).chain(one.aliases.iter().map(String::as_str));
            names.map(read).collect::<Vec<Name>>()
        };
        let mut names: Vec<Vec<Name>> = services.iter().map(names).collect();
        let own = own_words(names.iter().flatten(), bare);
        let books = Books { own: &own, ..bare };
        let shelved = services.iter().zip(&mut names).map(|(one, names)| shelve(one, names, books));
        let shelved: Vec<Shelved> = shelved.collect();
        let meanings = shelved.iter().flat_map(|one| &one.meanings);
        let styles = meanings.flat_map(|own| own.styles.iter().copied()).collect();
        Shelf { services, shelved, own, styles, lexicon, language }
    }

    /// How what callers say is looked up.
    pub(super) fn books(&self, slips: Slips) -> Books<'_> {
        Books { lexicon: self.lexicon, own: &self.own, language: self.language, slips }
    }

    /// How far everything that a service is called is what was said.
    pub(super) fn fits(&self, said: &Meaning, service: &Shelved) -> Vec<Fit> {
        let fits = service.meanings.iter().map(|own| fit(said, own, &self.styles, self.lexicon));
        fits.flatten().collect()
    }

    /// The name of a service, as it is read out.
    pub(super) fn name(&self, index: usize) -> &'a str {
        self.services.get(index).map_or("", |service| service.name)
    }
}

/// A name or an alias.
struct Name {
    words: Vec<Word>,
    tokens: Vec<Token>,
}

fn shelve(service: &Named, names: &mut [Name], books: Books) -> Shelved {
    let key = Letters::of(&cut(service.key), &[], books.lexicon);
    let mut shelved = Shelved { called: vec![], key, meanings: vec![] };
    for Name { words, tokens } in names {
        // The list's own words were not known before.
        if tokens.iter().any(|token| token.atoms.is_empty()) {
            *tokens = self::tokens(words, books);
        }
        shelved.called.push(Letters::of(words, tokens, books.lexicon));
        shelved.meanings.extend(meanings(words, tokens, books));
    }
    shelved
}

/// The words of a list that the lexicon does not know, and what damaged words may be.
fn own_words<'n>(names: impl Iterator<Item = &'n Name> + Clone, books: Books) -> OwnWords {
    let mut own = OwnWords::default();
    let all = || {
        let names = names.clone();
        names.flat_map(|name| name.tokens.iter().map(move |token| (&name.words, token)))
    };
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
