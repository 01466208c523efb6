//! The service a caller means, or what is to be asked.

use super::cover::cover;
use super::fit::{Fit, Level};
use super::kind::Kind;
use super::lexicon::Id;
use super::meaning::{Meaning, Stands};
use super::part::Part;
use super::question;
use super::reader::{meaning, meaning_of_one_object};
use super::shelf::{Letters, Named, Shelf};
use super::slip::Slips;
use super::token::{Books, Token, tokens};
use super::words::{Word, cut};
use crate::domain::language::Language;

/// More words than this are not read: nobody says them about a service.
const WORDS_MAX: usize = 400;
/// More things to do than this are not sorted out.
const PARTS_MAX: usize = 12;

/// What was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// One service of the list.
    One {
        /// Its place.
        index: usize,
        /// Words that name nothing: people, perhaps.
        rest: Vec<String>,
    },
    /// A whole question, in the caller's language; it reads out at most four services.
    Ask(String),
    /// Nothing was said of a service.
    Nothing,
}

/// The service that is meant by an argument that holds nothing else.
///
/// Words are found whole, in any spelling; what is not certain, and what is more than one visit, is asked about.
pub fn find(services: &[Named], said: &str, language: Language) -> Heard {
    hear(services, &cut(said), Stands::Argument, language)
}

/// The service that is meant in what is left of a whole sentence: names and other words may be in it.
pub fn find_in_rest(services: &[Named], words: &[String], language: Language) -> Heard {
    hear(services, &cut(&words.join(" ")), Stands::Sentence, language)
}

/// Whether a word names nothing of a salon's, this one's or any other's: a name, perhaps.
pub fn names_nothing(services: &[Named], word: &str, language: Language) -> bool {
    let words = cut(word);
    let shelf = Shelf::new(services, language);
    let nothing =
        |token: &Token| token.atoms.is_empty() || token.kind(shelf.lexicon) == Some(Kind::Known);
    tokens(&words, shelf.books(Slips::Plain)).iter().all(nothing)
}

/// What is asked where a service was only mentioned.
pub fn doubted(services: &[Named], index: usize, language: Language) -> Heard {
    let name = services.get(index).map(|service| service.name);
    Heard::Ask(question::which(name.as_slice(), language))
}

fn hear(services: &[Named], words: &[Word], stands: Stands, language: Language) -> Heard {
    if words.is_empty() || services.is_empty() {
        return Heard::Nothing;
    }
    if words.len() > WORDS_MAX {
        return Heard::Ask(question::which_of_all(services, language));
    }
    let shelf = Shelf::new(services, language);
    let slips = if stands == Stands::Sentence { Slips::Plain } else { Slips::Thinkable };
    let books = shelf.books(slips);
    let tokens = tokens(words, books);
    let said = meaning(words, &tokens, books, stands);
    let ear = Ear { shelf: &shelf, words, said: &said };
    let understood = match ear.literal(&tokens) {
        Some(indexes) => ear.which(&indexes),
        None if said.is_empty() && !said.several => return ear.nothing(&tokens, stands),
        // "Kann ich mit meinem Mann zusammen kommen?"
        None if stands == Stands::Sentence && said.is_about_people() => return Heard::Nothing,
        None => ear.of_one_object(&tokens, ear.understand(), books, stands),
    };
    let rest = || said.rest.iter().filter_map(|at| words.get(*at)).map(|word| word.said.clone());
    match understood {
        Understood::One(index) => Heard::One { index, rest: rest().collect() },
        Understood::Ask(question) => Heard::Ask(question),
    }
}

enum Understood {
    One(usize),
    Ask(String),
}

/// What was said, before a list.
#[derive(Clone, Copy)]
struct Ear<'a> {
    shelf: &'a Shelf<'a>,
    words: &'a [Word],
    said: &'a Meaning,
}

impl Ear<'_> {
    /// The services that are called just so: by name or alias, or else by key.
    fn literal(&self, tokens: &[Token]) -> Option<Vec<usize>> {
        let said = Letters::of(self.words, tokens, self.shelf.lexicon);
        let named =
            self.indexes(|at| self.shelf.shelved.get(at).is_some_and(|one| one.is_called(&said)));
        if !named.is_empty() {
            return Some(named);
        }
        let keyed = self
            .indexes(|at| self.shelf.shelved.get(at).is_some_and(|one| one.key.is_exactly(&said)));
        let [key] = keyed.as_slice() else { return None };
        // A key that is a word of the trade as well says no more than the word does.
        let is_word = self.words.len() == 1 && !self.has_sign(*key) && !self.said.is_empty();
        (!is_word).then_some(keyed)
    }

    /// Whether a key is written as no word is.
    fn has_sign(&self, index: usize) -> bool {
        let key = self.shelf.services.get(index).map_or("", |service| service.key);
        key.chars().any(|c| !c.is_alphabetic())
    }

    fn indexes(&self, is: impl Fn(usize) -> bool) -> Vec<usize> {
        (0..self.shelf.services.len()).filter(|at| is(*at)).collect()
    }

    /// Nothing of a service was said: fillers, or what nobody knows.
    fn nothing(&self, tokens: &[Token], stands: Stands) -> Heard {
        let (shelf, language) = (self.shelf, self.shelf.language);
        if stands == Stands::Sentence || tokens.iter().all(|token| token.is_filler(shelf.lexicon)) {
            return Heard::Nothing;
        }
        let said: Vec<&str> = self
            .said
            .rest
            .iter()
            .filter_map(|at| self.words.get(*at))
            .map(|word| word.said.as_str())
            .collect();
        let is_word = said.iter().any(|word| word.chars().count() > 2);
        Heard::Ask(match is_word {
            true => question::unknown(&said.join(" "), &self.all(), language),
            false => question::which_of_all(shelf.services, language),
        })
    }

    /// "Augenbrauen zupfen und färben", where a service is just that; asked about where another was understood.
    fn of_one_object(
        &self,
        tokens: &[Token],
        understood: Understood,
        books: Books,
        stands: Stands,
    ) -> Understood {
        let said = meaning_of_one_object(self.words, tokens, books, stands);
        let is_plain = said.parts.len() == self.said.parts.len()
            && said.refused.is_empty()
            && said.strange.is_empty()
            && !(said.several || said.again || said.choice || said.doubt);
        if !is_plain || said.is_of_the_same(self.said) {
            return understood;
        }
        let fits = self.fits(&said);
        let exact = fits.iter().filter(|(_, fit)| fit.level() == Level::Exact).map(|(at, _)| *at);
        match (exact.collect::<Vec<_>>().as_slice(), &understood) {
            ([one], Understood::Ask(_)) => Understood::One(*one),
            ([one], Understood::One(other)) if one != other => self.ask_which(&[*other, *one]),
            _ => understood,
        }
    }

    fn understand(&self) -> Understood {
        let (said, language) = (self.said, self.shelf.language);
        if said.parts.len() > PARTS_MAX {
            return Understood::Ask(question::which_of_all(self.shelf.services, language));
        }
        if said.several {
            return self.several();
        }
        if !said.strange.is_empty() {
            let question =
                question::missing(&self.spoken(&said.strange), &self.near(), &self.all(), language);
            return Understood::Ask(question);
        }
        if said.again {
            let mut fits = self.fits(said);
            fits.retain(|(_, fit)| fit.more_acts == 0);
            fits.sort_by_key(|(_, fit)| (fit.level(), fit.difference()));
            let names = self.names(&fits.iter().map(|(at, _)| *at).collect::<Vec<_>>());
            return Understood::Ask(question::one_by_one(&names, language));
        }
        if said.choice {
            let groups = cover(self.shelf, said).groups;
            return self.ask_which(&groups.concat());
        }
        self.decide()
    }

    /// More than one person, or more than one visit: one after the other, unless a service is for several.
    fn several(&self) -> Understood {
        let fits = self.fits(self.said);
        let exact = fits.iter().filter(|(_, fit)| fit.level() == Level::Exact);
        let for_several = |at: usize| {
            self.shelf.shelved.get(at).is_some_and(|one| one.meanings.iter().any(|own| own.several))
        };
        let together: Vec<usize> = exact.map(|(at, _)| *at).filter(|at| for_several(*at)).collect();
        if let [one] = together.as_slice() {
            return Understood::One(*one);
        }
        let near = self.near();
        Understood::Ask(question::one_person(&near, self.shelf.language))
    }

    fn decide(&self) -> Understood {
        let fits = self.fits(self.said);
        let at = |level: Level| fits.iter().filter(move |(_, fit)| fit.level() == level);
        let indexes = |found: &[&(usize, Fit)]| found.iter().map(|(at, _)| *at).collect::<Vec<_>>();
        let exact: Vec<_> = at(Level::Exact).collect();
        if !exact.is_empty() {
            return self.which(&indexes(&exact));
        }
        if self.said.is_instead && !self.said.refused.is_empty() {
            let (replaced, refused) = (self.said.refused.clone(), vec![]);
            let said = Meaning { replaced, refused, ..self.said.clone() };
            return Ear { said: &said, ..*self }.decide();
        }
        let close = best_close(at(Level::Close).collect());
        let broad: Vec<_> = at(Level::Broad).collect();
        if !close.is_empty() {
            let one_kind = close.iter().any(|(_, fit)| fit.mild_kinds > 0);
            // As little of what was said may be left over: "blond färben" is said of roots as well as of all.
            let left = close.iter().map(|(_, fit)| fit.mild_left).max().unwrap_or(0);
            let rivals = broad
                .iter()
                .filter(|(_, fit)| one_kind && fit.more_acts == 0 && fit.mild_left <= left);
            let found: Vec<_> = close.iter().chain(rivals).copied().collect();
            return self.which(&indexes(&found));
        }
        if !self.said.refused.is_empty() {
            return self.without();
        }
        let akin: Vec<_> = at(Level::Akin).collect();
        let short: Vec<_> = at(Level::Short).collect();
        let is_one = self.said.parts.len() < 2 && self.said.own.is_empty();
        match (broad.is_empty(), short.is_empty()) {
            (false, _) if !is_one => self.ask_which(&indexes(&broad)),
            (false, _) => {
                // Or it is less than was said, and nothing else besides.
                let less =
                    short.into_iter().filter(|(_, fit)| fit.more_acts == 0 && fit.more_kinds == 0);
                self.ask_which(&indexes(&broad.into_iter().chain(less).collect::<Vec<_>>()))
            }
            (true, _) if !akin.is_empty() => self.ask_which(&indexes(&akin)),
            (true, false) => self.more_than_one(),
            (true, true) => self.none(),
        }
    }

    /// More was said than any service is.
    fn more_than_one(&self) -> Understood {
        let language = self.shelf.language;
        let cover = cover(self.shelf, self.said);
        let found = self.names(&cover.groups.concat());
        Understood::Ask(if !cover.missing.is_empty() && !found.is_empty() {
            question::only(&self.spoken(&cover.missing), &found, language)
        } else if cover.groups.len() > 1 {
            question::one_by_one(&found, language)
        } else {
            question::missing(&self.spoken(&self.said.told), &found, &self.all(), language)
        })
    }

    fn none(&self) -> Understood {
        let said = self.spoken(&self.said.told);
        Understood::Ask(question::missing(&said, &self.near(), &self.all(), self.shelf.language))
    }

    /// Something is not to be done, and no service says so.
    fn without(&self) -> Understood {
        let wanted = Meaning { refused: vec![], ..self.said.clone() };
        let does = |at: usize| {
            self.shelf.shelved.get(at).is_some_and(|one| one.does_any(&self.said.refused))
        };
        let fits = self.fits(&wanted).into_iter().filter(|(at, _)| !does(*at));
        let mut fits: Vec<(usize, Fit)> =
            fits.filter(|(_, fit)| fit.level() < Level::Short).collect();
        fits.sort_by_key(|(_, fit)| (fit.level(), fit.difference()));
        let near: Vec<usize> = fits.iter().map(|(at, _)| *at).collect();
        let refused: Vec<usize> =
            self.said.refused.iter().flat_map(|part| part.words.clone()).collect();
        let refused = self.spoken(&refused);
        let language = self.shelf.language;
        Understood::Ask(question::without(&refused, &self.names(&near), &self.all(), language))
    }

    /// Each service that has anything in common with what was said, as what it is most of that.
    fn fits(&self, said: &Meaning) -> Vec<(usize, Fit)> {
        let mut found = Vec::new();
        let all = self.shelf.shelved.iter().enumerate();
        for (index, service) in all.filter(|(_, service)| !service.does_any(&said.replaced)) {
            let fits = self.shelf.fits(said, service).into_iter();
            let best = fits.min_by_key(|fit| (fit.level(), fit.difference()));
            found.extend(best.map(|fit| (index, fit)));
        }
        found
    }

    /// One is taken, unless a word may have been another; several are asked about.
    fn which(&self, indexes: &[usize]) -> Understood {
        match indexes {
            [one] if !self.said.doubt => Understood::One(*one),
            _ => self.ask_which(indexes),
        }
    }

    fn ask_which(&self, indexes: &[usize]) -> Understood {
        if indexes.is_empty() {
            return self.none();
        }
        Understood::Ask(question::which(&self.names(indexes), self.shelf.language))
    }

    /// What may be meant where nothing fits: the same kind of thing.
    fn near(&self) -> Vec<&str> {
        let fits = self.fits(self.said);
        if !fits.is_empty() {
            let best = fits.iter().map(|(_, fit)| fit.level()).min();
            let best = fits.iter().filter(|(_, fit)| Some(fit.level()) == best);
            return self.names(&best.map(|(at, _)| *at).collect::<Vec<_>>());
        }
        let wanted = self.groups(&self.said.parts);
        let alike = self.indexes(|at| {
            let parts = self
                .shelf
                .shelved
                .get(at)
                .map(|one| one.meanings.iter().map(|own| self.groups(&own.parts)));
            parts.is_some_and(|mut groups| {
                groups.any(|own| own.iter().any(|group| wanted.contains(group)))
            })
        });
        self.names(&alike)
    }

    /// The groups that acts and objects belong to.
    fn groups(&self, parts: &[Part]) -> Vec<&'static str> {
        let group = |id: Option<Id>| Some(self.shelf.lexicon.concept(id?)?.group);
        let of = |part: &Part| group(part.act).or_else(|| group(part.object));
        parts.iter().filter_map(of).filter(|group| !group.is_empty()).collect()
    }

    fn names(&self, indexes: &[usize]) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for index in indexes {
            let name = self.shelf.name(*index);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn all(&self) -> Vec<&str> {
        self.shelf.services.iter().map(|service| service.name).collect()
    }

    /// Words as they were said.
    fn spoken(&self, places: &[usize]) -> String {
        let words = places.iter().filter_map(|at| self.words.get(*at));
        words.map(|word| word.said.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// Of services that are nearly what was said: those that leave nothing over, then those that are called so.
fn best_close(close: Vec<&(usize, Fit)>) -> Vec<&(usize, Fit)> {
    let close = least(close, |fit| fit.mild_left);
    // A haircut is the haircut, not the one with a blow-dry, where both are there.
    let adds_nothing = |fit: &Fit| fit.mild_acts == 0 && fit.mild_kinds == 0;
    let some_add_nothing = close.iter().any(|(_, fit)| adds_nothing(fit));
    let close = if some_add_nothing { least(close, |fit| fit.mild_acts) } else { close };
    least(least(close, |fit| fit.wholes), |fit| fit.loose)
}

fn least(found: Vec<&(usize, Fit)>, count: fn(&Fit) -> usize) -> Vec<&(usize, Fit)> {
    let least = found.iter().map(|(_, fit)| count(fit)).min();
    found.into_iter().filter(|(_, fit)| Some(count(fit)) == least).collect()
}
