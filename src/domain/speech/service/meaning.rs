//! What a text about services means: what is done, for whom, how, and what cannot be booked as one visit.

use super::lexicon::{Id, Kind};
use super::own::Atom;
use super::part::{Part, settled};
use super::stretch::Stretch;
use super::token::{Books, Token};
use super::words::{Before, Word, is_digits};
use std::ops::Range;

/// Letters an unknown word needs to be a thing that somebody asks for.
const STRANGE_LETTERS_MIN: usize = 4;
/// How far before a person "für" may stand: `für meinen kleinen Sohn`.
const FOR_WORDS_MAX: usize = 3;
/// What says that somebody is meant who is to come.
const FOR: [&str; 3] = ["fuer", "fur", "for"];
/// The same behind a person: `mein Sohn braucht`.
const NEEDS: [&str; 14] = [
    "braucht",
    "moechte",
    "will",
    "haette",
    "braeuchte",
    "soll",
    "muss",
    "needs",
    "wants",
    "would",
    "should",
    "has",
    "bekommt",
    "benoetigt",
];

/// What stands before the thing that something is done to: `cut my hedge`.
const MINE: [&str; 6] = ["my", "our", "the", "his", "her", "their"];

/// What a text means.
#[derive(Clone, Debug, Default)]
pub(super) struct Meaning {
    /// What is done, each thing once, in the order in which it was said.
    pub(super) parts: Vec<Part>,
    /// What is said not to be done.
    pub(super) refused: Vec<Part>,
    /// Kinds of people: all of them.
    pub(super) who: Vec<Id>,
    /// A person was named who is one of these; empty if none was.
    pub(super) hint: Vec<Id>,
    pub(super) styles: Vec<Id>,
    /// The list's own words that were said, by place.
    pub(super) own: Vec<usize>,
    /// More than one visit is meant.
    pub(super) several: bool,
    /// One or the other is meant.
    pub(super) choice: bool,
    /// A word in it may be another.
    pub(super) doubt: bool,
    /// The words of something joined by "und" that is nothing of a salon's.
    pub(super) strange: Vec<usize>,
    /// Words that name nothing.
    pub(super) rest: Vec<usize>,
    /// Words that say something of a service.
    pub(super) told: Vec<usize>,
}

impl Meaning {
    /// Whether it says nothing of a service.
    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
            && self.refused.is_empty()
            && self.own.is_empty()
            && self.who.is_empty()
            && self.styles.is_empty()
    }
}

/// Where a text stands: what is taken for granted there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    /// In a list: every word tells.
    List,
    /// Said as a service.
    Argument,
    /// What is left of a whole sentence: people and numbers may be about something else.
    Sentence,
}

/// What stands between a stretch of a text and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    Start,
    Comma,
    And,
    With,
    But,
    Or,
}

/// What a name in a list means; "Tönung oder Färbung" is two things.
pub(super) fn meanings(words: &[Word], tokens: &[Token], books: Books) -> Vec<Meaning> {
    let is_or = |token: &Token| token.kind(books.lexicon) == Some(Kind::Or);
    let read = |tokens: &[Token]| meaning(words, tokens, books, Stands::List);
    tokens.split(is_or).map(read).filter(|meaning| !meaning.is_empty()).collect()
}

/// What a text means.
pub(super) fn meaning(words: &[Word], tokens: &[Token], books: Books, stands: Stands) -> Meaning {
    let (meaning, persons) = (Meaning::default(), 0);
    let mut reader = Reader { words, tokens, books, stands, meaning, parts: vec![], persons };
    let mut told_before = false;
    let mut refuses = false;
    for (number, (joint, range)) in reader.stretches().into_iter().enumerate() {
        refuses = refuses && matches!(joint, Joint::And | Joint::Or);
        let told = reader.meaning.told.len();
        refuses = reader.read_stretch(range.clone(), number, refuses);
        let tells = reader.meaning.told.len() > told;
        if !tells && joint == Joint::And && stands == Stands::Argument && number > 0 {
            reader.note_strange(range);
        }
        reader.meaning.choice |= joint == Joint::Or && tells && told_before;
        told_before |= tells;
    }
    reader.finish()
}

struct Reader<'a> {
    words: &'a [Word],
    tokens: &'a [Token],
    books: Books<'a>,
    stands: Stands,
    meaning: Meaning,
    parts: Vec<Part>,
    /// People that were named one by one.
    persons: usize,
}

impl Reader<'_> {
    /// The text between "und" and "und", commas and the like: what joins each stretch, and its tokens.
    fn stretches(&self) -> Vec<(Joint, Range<usize>)> {
        let mut found = Vec::new();
        let mut joint = Joint::Start;
        let mut from = 0_usize;
        let mut end = |from: usize, at: usize, joint: Joint| {
            if from < at {
                found.push((joint, from..at));
            }
        };
        for (at, token) in self.tokens.iter().enumerate() {
            let sign = match self.words.get(token.from).map(|word| word.before) {
                Some(Before::Comma) => Some(Joint::Comma),
                Some(Before::And) => Some(Joint::And),
                Some(Before::Nothing) | None => None,
            };
            if let Some(sign) = sign {
                end(from, at, joint);
                (joint, from) = (sign, at);
            }
            let word = match token.kind(self.books.lexicon) {
                Some(Kind::And) => Some(Joint::And),
                Some(Kind::With) => Some(Joint::With),
                Some(Kind::But) => Some(Joint::But),
                Some(Kind::Or) => Some(Joint::Or),
                _ => None,
            };
            if let Some(word) = word {
                end(from, at, joint);
                (joint, from) = (word, at.saturating_add(1));
            }
        }
        end(from, self.tokens.len(), joint);
        found
    }

    /// Reads the tokens of a stretch; whether it ends in what is not to be done.
    fn read_stretch(&mut self, range: Range<usize>, number: usize, refuses: bool) -> bool {
        let Books { lexicon, language, .. } = self.books;
        let tokens = self.tokens.get(range.clone()).unwrap_or_default();
        let acts = tokens.iter().flat_map(|token| &token.atoms).filter(|atom| match atom {
            Atom::Concept(id) => matches!(lexicon.kind(*id), Some(Kind::Act | Kind::Side)),
            Atom::Own(_) => false,
        });
        let mut stretch = Stretch::new(lexicon, language, number, acts.count(), refuses);
        for (at, token) in range.zip(tokens) {
            self.read_token(at, token, &mut stretch);
        }
        let (parts, refuses) = stretch.end();
        self.parts.extend(parts);
        refuses
    }

    fn read_token(&mut self, at: usize, token: &Token, stretch: &mut Stretch) {
        if token.atoms.is_empty() {
            self.read_unknown(at, token);
            stretch.filler();
            return;
        }
        self.meaning.doubt |= token.doubt;
        let hangs =
            token.places().any(|place| self.words.get(place).is_some_and(|word| word.hangs));
        stretch.begin_word(token.places(), hangs);
        for atom in &token.atoms {
            let id = match atom {
                Atom::Concept(id) => *id,
                Atom::Own(place) => {
                    self.meaning.told.extend(token.places());
                    if !stretch.refuse_own() {
                        self.meaning.own.push(*place);
                    }
                    continue;
                }
            };
            let Some(kind) = self.books.lexicon.kind(id) else { continue };
            if kind.tells() {
                self.meaning.told.extend(token.places());
            }
            match kind {
                Kind::Object => stretch.object(id),
                Kind::Act | Kind::Side => {
                    if !stretch.has_object() {
                        self.note_strange_object(at);
                    }
                    stretch.act(id);
                }
                Kind::Zone => stretch.zone(id),
                // "Nicht so kurz" says nothing of what it is instead.
                Kind::Style | Kind::Adult | Kind::People if stretch.refuses() => {}
                Kind::Style => {
                    if !stretch.style(id) {
                        self.meaning.styles.push(id);
                    }
                }
                Kind::Adult | Kind::People => self.meaning.who.push(id),
                Kind::Person => self.read_person(at, token, id),
                Kind::Several => self.meaning.several = true,
                Kind::Number => self.read_number(at),
                Kind::Persons => self.read_persons(at, token),
                Kind::Not | Kind::NotBehind if self.is_about_when(at) => {}
                Kind::Not => stretch.refuse(false),
                Kind::NotBehind => stretch.refuse(true),
                _ => stretch.filler(),
            }
        }
        stretch.end_word();
    }

    /// A word that names nothing; or a number in digits.
    fn read_unknown(&mut self, at: usize, token: &Token) {
        let plain = self.plain(token);
        if is_digits(plain) {
            if plain.len() == 1 && !matches!(plain, "0" | "1") {
                self.read_number(at);
            }
        } else {
            self.meaning.rest.extend(token.places());
        }
    }

    fn plain(&self, token: &Token) -> &str {
        self.words.get(token.from).map_or("", |word| word.plain.as_str())
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at)?.kind(self.books.lexicon)
    }

    /// "Zwei Haarschnitte" is two visits, "zwei Stunden" and "acht Jahre" are not.
    fn read_number(&mut self, at: usize) {
        let next = self.kind(at.saturating_add(1));
        let is_counting = match self.stands {
            Stands::Sentence => next == Some(Kind::Persons),
            Stands::Argument | Stands::List => next != Some(Kind::Measure),
        };
        self.meaning.several |= is_counting;
    }

    /// "Personen" without a number are several all the same; "eine Person" is one.
    fn read_persons(&mut self, at: usize, token: &Token) {
        let is_one = matches!(self.plain(token), "person");
        let number = at.checked_sub(1).and_then(|before| self.kind(before));
        self.meaning.several |= !is_one || number == Some(Kind::Number);
    }

    /// Somebody who is to come, or who is only mentioned: "mein Mann fährt mich".
    fn read_person(&mut self, at: usize, token: &Token, id: Id) {
        let before = at.saturating_sub(FOR_WORDS_MAX)..at;
        let before = self.tokens.get(before).unwrap_or_default();
        let is_for = before.iter().any(|token| FOR.contains(&self.plain(token)));
        let next = self.tokens.get(at.saturating_add(1)).map(|token| self.plain(token));
        let needs = next.is_some_and(|next| NEEDS.contains(&next));
        if self.stands == Stands::Sentence && !is_for && !needs {
            return;
        }
        let Some(person) = self.books.lexicon.concept(id) else { return };
        self.persons = self.persons.saturating_add(1);
        match person.who.as_slice() {
            [one] => self.meaning.who.push(*one),
            several => self.meaning.hint = several.to_vec(),
        }
        self.meaning.told.extend(token.places());
    }

    /// "Nicht vor zehn", "nicht bei Jürgen": no service is refused.
    fn is_about_when(&self, at: usize) -> bool {
        self.kind(at.saturating_add(1)) == Some(Kind::Place)
    }

    /// "Hecke schneiden", "cut my hedge": no hair is meant.
    fn note_strange_object(&mut self, at: usize) {
        if self.stands != Stands::Argument {
            return;
        }
        let kind = |at: Option<usize>| at.and_then(|at| self.kind(at));
        let unknown = |at: usize| {
            self.tokens.get(at).filter(|token| {
                token.atoms.is_empty() && self.plain(token).len() >= STRANGE_LETTERS_MIN
            })
        };
        let before = at.checked_sub(1).and_then(unknown).filter(|token| {
            let at_here = self.words.get(token.from.saturating_add(1));
            let is_beside = at_here.is_some_and(|word| word.before == Before::Nothing);
            // "Bei der Emma schneiden", "Frau Muster schneiden".
            let leads = [at.checked_sub(2), at.checked_sub(3)].map(kind);
            let is_named = leads
                .iter()
                .any(|kind| matches!(kind, Some(Kind::Place | Kind::Title | Kind::With)));
            is_beside && !is_named
        });
        let next = self.tokens.get(at.saturating_add(1)).map(|token| self.plain(token));
        let is_somebodys = next.is_some_and(|next| MINE.contains(&next));
        let behind = unknown(at.saturating_add(2)).filter(|_| is_somebodys);
        let places: Vec<usize> = before.or(behind).into_iter().flat_map(Token::places).collect();
        self.meaning.strange.extend(places);
    }

    /// Something that is asked for, too, and that nobody here knows.
    fn note_strange(&mut self, range: Range<usize>) {
        let tokens = self.tokens.get(range).unwrap_or_default();
        let unknown = tokens.iter().filter(|token| {
            token.atoms.is_empty() && self.plain(token).len() >= STRANGE_LETTERS_MIN
        });
        let places: Vec<usize> = unknown.flat_map(Token::places).collect();
        self.meaning.strange.extend(places);
    }

    fn finish(self) -> Meaning {
        let Reader { books, mut meaning, parts, persons, .. } = self;
        let parts = settled(parts, books.lexicon);
        (meaning.refused, meaning.parts) = parts.into_iter().partition(|part| part.said.refused);
        meaning.several |= persons > 1;
        for ids in [&mut meaning.who, &mut meaning.styles] {
            ids.sort_unstable();
            ids.dedup();
        }
        for places in [&mut meaning.own, &mut meaning.told] {
            places.sort_unstable();
            places.dedup();
        }
        meaning
    }
}
