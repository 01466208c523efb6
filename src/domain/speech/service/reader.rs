//! Reads a text into its meaning.

use super::kind::Kind;
use super::lexicon::Id;
use super::meaning::{Meaning, Stands};
use super::own::Atom;
use super::part::{Part, settled};
use super::spoken::{Joint, Spoken};
use super::stretch::Stretch;
use super::token::{Books, Token};
use super::words::{Before, Word, is_digits};
use crate::domain::language::Language;
use std::ops::Range;

/// What a name in a list means; "Tönung oder Färbung" is two things, and so is "Toner / Gloss".
pub(super) fn meanings(words: &[Word], tokens: &[Token], books: Books) -> Vec<Meaning> {
    let is_or = |token: &Token| token.kind(books.lexicon) == Some(Kind::Or);
    let read = |tokens: &[Token]| meaning(words, tokens, books, Stands::List);
    let mut found: Vec<Meaning> = tokens.split(is_or).map(read).collect();
    if words.iter().any(|word| word.before == Before::Slash) {
        for at in 0..found.len() {
            let Some(whole) = found.get(at).cloned() else { continue };
            let [one, other] = whole.parts.as_slice() else { continue };
            if books.lexicon.are_akin(one.doing(), other.doing()) {
                let only = |part: &Part| Meaning { parts: vec![part.clone()], ..whole.clone() };
                found.extend([only(one), only(other)]);
            }
        }
    }
    found.retain(|meaning| !meaning.is_empty());
    found
}

/// What a text means.
pub(super) fn meaning(words: &[Word], tokens: &[Token], books: Books, stands: Stands) -> Meaning {
    read(words, tokens, books, stands, stands == Stands::List)
}

/// The same, where an act without an object is done to the object before: "Augenbrauen zupfen und färben".
pub(super) fn meaning_of_one_object(
    words: &[Word],
    tokens: &[Token],
    books: Books,
    stands: Stands,
) -> Meaning {
    read(words, tokens, books, stands, true)
}

fn read(words: &[Word], tokens: &[Token], books: Books, stands: Stands, goes_on: bool) -> Meaning {
    let spoken = Spoken { words, tokens, books, stands };
    let mut reader = Reader { spoken, meaning: Meaning::default(), parts: vec![], persons: 0 };
    let mut told_before = false;
    let mut refuses = false;
    let stretches = spoken.stretches();
    let mut looks = Vec::new();
    for (number, (joint, range)) in stretches.into_iter().enumerate() {
        refuses = refuses && matches!(joint, Joint::And | Joint::Or);
        let told = reader.meaning.told.len();
        let before = reader.looks();
        refuses = reader.read_stretch(range.clone(), number, refuses);
        looks.push((joint, reader.looks() != before));
        let tells = reader.meaning.told.len() > told;
        if !tells && joint == Joint::And && stands == Stands::Argument && number > 0 {
            reader.meaning.strange.extend(spoken.strange(range));
        }
        reader.meaning.choice |= joint == Joint::Or && tells && told_before;
        told_before |= tells;
    }
    reader.finish(goes_on, &looks)
}

struct Reader<'a> {
    spoken: Spoken<'a>,
    meaning: Meaning,
    parts: Vec<Part>,
    /// People that were named one by one.
    persons: usize,
}

impl Reader<'_> {
    /// Reads the tokens of a stretch; whether it ends in what is not to be done.
    fn read_stretch(&mut self, range: Range<usize>, number: usize, refuses: bool) -> bool {
        let Spoken { tokens, books, stands, .. } = self.spoken;
        let lexicon = books.lexicon;
        let binds = stands == Stands::List || books.language == Language::En;
        let tokens = tokens.get(range.clone()).unwrap_or_default();
        let acts = tokens.iter().flat_map(|token| &token.atoms).filter(|atom| match atom {
            Atom::Concept(id) => matches!(lexicon.kind(*id), Some(Kind::Act | Kind::Side)),
            Atom::Own(_) => false,
        });
        let mut stretch = Stretch::new(lexicon, binds, number, acts.count(), refuses);
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
        let spoken = self.spoken;
        self.meaning.doubt |= token.doubt;
        let hangs =
            token.places().any(|place| spoken.words.get(place).is_some_and(|word| word.hangs));
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
            let Some(kind) = spoken.books.lexicon.kind(id) else { continue };
            if kind.tells() && !spoken.is_weak(token, id) {
                self.meaning.told.extend(token.places());
            }
            match kind {
                Kind::Object | Kind::Act | Kind::Side if spoken.is_weak(token, id) => {
                    stretch.filler()
                }
                Kind::Object => stretch.object(id),
                Kind::Act | Kind::Side => {
                    if !stretch.has_object() {
                        self.meaning.strange.extend(spoken.strange_object(at));
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
                Kind::Person if spoken.is_to_come(at) => self.read_person(token, id),
                Kind::Title if spoken.title_tells(at) => self.read_title(id),
                // "The kids are at school."
                Kind::Several if spoken.stands == Stands::Sentence && !spoken.tells() => {}
                Kind::Several => self.meaning.several = true,
                Kind::Number => self.meaning.several |= spoken.counts(at),
                Kind::Persons => self.meaning.several |= spoken.are_several(at, token),
                Kind::Not | Kind::NotBehind if spoken.is_about_when(at) => {}
                Kind::Not => stretch.refuse(false),
                Kind::NotBehind => stretch.refuse(true),
                _ => stretch.filler(),
            }
        }
        stretch.end_word();
    }

    /// A word that names nothing; or a number in digits.
    fn read_unknown(&mut self, at: usize, token: &Token) {
        let plain = self.spoken.plain(token);
        if is_digits(plain) {
            if plain.len() == 1 && !matches!(plain, "0" | "1") {
                self.meaning.several |= self.spoken.counts(at);
            }
        } else {
            self.meaning.rest.extend(token.places());
        }
    }

    /// How much was said besides what is done.
    fn looks(&self) -> usize {
        let Meaning { who, hint, styles, own, .. } = &self.meaning;
        [who.len(), hint.len(), styles.len(), own.len()].into_iter().fold(0, usize::saturating_add)
    }

    fn read_person(&mut self, token: &Token, id: Id) {
        let Some(person) = self.spoken.books.lexicon.concept(id) else { return };
        self.persons = self.persons.saturating_add(1);
        match person.who.as_slice() {
            [one] => self.meaning.who.push(*one),
            several => self.meaning.hint = several.to_vec(),
        }
        self.meaning.told.extend(token.places());
    }

    fn read_title(&mut self, id: Id) {
        if let Some(title) = self.spoken.books.lexicon.concept(id) {
            self.meaning.who.extend(&title.who);
        }
    }

    fn finish(self, goes_on: bool, looks: &[(Joint, bool)]) -> Meaning {
        let Reader { spoken, mut meaning, parts, persons } = self;
        let settled = settled(parts, goes_on, spoken.books.lexicon);
        meaning.again = settled.again.iter().any(|(one, other)| {
            let between = looks.get(one.saturating_add(1)..=*other).unwrap_or_default();
            let is_joined =
                between.iter().any(|(joint, _)| matches!(joint, Joint::And | Joint::Or));
            let tells = |at: &usize| looks.get(*at).is_some_and(|(_, tells)| *tells);
            is_joined || tells(one) || tells(other)
        });
        let (refused, parts) = settled.parts.into_iter().partition(|part| part.said.refused);
        (meaning.refused, meaning.parts) = (refused, parts);
        meaning.several |= persons > 1 || spoken.joins_caller();
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
