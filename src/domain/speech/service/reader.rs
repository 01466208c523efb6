//! Reads a text into its meaning.

use super::kind::Kind;
use super::lexicon::Id;
use super::meaning::{Meaning, Stands};
use super::own::Atom;
use super::part::{Part, settled};
use super::spoken::{Joint, Spoken};
use super::stretch::{Stretch, WordHere};
use super::token::{Books, Token};
use super::words::{Before, Word, is_digits};
use crate::domain::language::Language;
use std::ops::Range;

/// The group of the styles that tell children apart, as the lexicon calls it.
const CHILDREN: &str = "sex";

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
        if told_before && stands != Stands::List && spoken.corrects(&range) {
            reader = Reader { meaning: Meaning::default(), parts: vec![], persons: 0, ..reader };
            told_before = false;
        }
        refuses = refuses && matches!(joint, Joint::And | Joint::Or)
            || joint == Joint::But && spoken.excepts(&range);
        let told = reader.meaning.told.len();
        let looked = reader.looks();
        refuses = reader.read_stretch(range.clone(), number, joint, refuses);
        looks.push((joint, reader.looks() != looked));
        let tells = reader.meaning.told.len() > told;
        // "Haarschnitt und Zahnreinigung", either way round.
        if joint == Joint::And && stands == Stands::Argument && tells != told_before {
            let strange = if tells { 0..range.start } else { range };
            reader.meaning.strange.extend(spoken.strange(strange));
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
    fn read_stretch(
        &mut self,
        range: Range<usize>,
        number: usize,
        joint: Joint,
        refuses: bool,
    ) -> bool {
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
        let (mut parts, refuses) = stretch.end();
        for part in &mut parts {
            part.said.joined = joint != Joint::Start && joint != Joint::Comma;
        }
        self.parts.extend(parts);
        refuses
    }

    fn read_token(&mut self, at: usize, token: &Token, stretch: &mut Stretch) {
        if token.atoms.is_empty() {
            if self.spoken.is_rather(token) {
                stretch.turn();
            }
            self.read_unknown(at, token);
            stretch.filler(false);
            return;
        }
        let spoken = self.spoken;
        self.meaning.doubt |= token.doubt;
        let hangs =
            token.places().any(|place| spoken.words.get(place).is_some_and(|word| word.hangs));
        stretch.begin_word(WordHere {
            places: token.places(),
            hangs,
            is_compound: token.atoms.len() > 1,
            is_verb: spoken.plain(token).ends_with("en"),
        });
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
            self.read_concept(at, token, (id, kind), stretch);
        }
        stretch.end_word();
    }

    /// A concept of the lexicon's, in a word.
    fn read_concept(
        &mut self,
        at: usize,
        token: &Token,
        (id, kind): (Id, Kind),
        stretch: &mut Stretch,
    ) {
        let spoken = self.spoken;
        match kind {
            Kind::Object | Kind::Act | Kind::Side if spoken.is_weak(token, id) => {
                stretch.filler(spoken.leads(token))
            }
            Kind::Object => stretch.object(id),
            Kind::Act | Kind::Side => {
                if !stretch.has_object() {
                    self.meaning.strange.extend(spoken.strange_object(at));
                }
                stretch.act(id);
            }
            Kind::Zone if spoken.is_weak(token, id) => stretch.filler(false),
            Kind::Zone => stretch.zone(id),
            // "Nicht so kurz" says nothing of what it is instead.
            Kind::Style | Kind::Adult | Kind::People if stretch.refuses() => {}
            Kind::Style => {
                if !stretch.style(id) {
                    self.meaning.styles.push(id);
                }
            }
            Kind::Adult | Kind::People => self.meaning.who.push(id),
            // "Meinen kleinen Bruder" is one.
            Kind::Person if spoken.is_same_person(at) => self.meaning.told.extend(token.places()),
            Kind::Person if spoken.is_to_come(at) => self.read_person(token, id),
            Kind::Title if spoken.title_tells(at) => self.read_title(id),
            // "The kids are at school."
            Kind::Several if spoken.stands == Stands::Sentence && !spoken.tells() => {}
            Kind::Several => self.meaning.several = true,
            Kind::Number => self.meaning.several |= spoken.counts(at),
            Kind::Persons => self.meaning.several |= spoken.are_several(at, token),
            Kind::Not | Kind::NotBehind if spoken.is_about_when(at) => {}
            Kind::Not | Kind::NotBehind if spoken.goes_beyond(at) => stretch.go_beyond(),
            Kind::Not => stretch.refuse(false),
            Kind::NotBehind => stretch.refuse(true),
            _ => {
                if spoken.is_rather(token) {
                    stretch.turn();
                }
                stretch.filler(spoken.leads(token));
            }
        }
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
        let (refused, parts): (Vec<Part>, Vec<Part>) =
            settled.parts.into_iter().partition(|part| part.said.refused);
        // "Keine Dauerwelle, sondern Strähnen": what is said last is wanted, and the other is out of the question.
        let first = |parts: &[Part]| parts.iter().flat_map(|part| part.words.clone()).min();
        let last = |parts: &[Part]| parts.iter().flat_map(|part| part.words.clone()).max();
        meaning.is_instead = spoken.stands != Stands::List
            && first(&parts).is_some_and(|first| last(&refused).is_some_and(|last| last < first))
            // "Trocken" is how it is done, and no other thing.
            && !refused.iter().any(|part| part.said.meant);
        (meaning.refused, meaning.parts) = (refused, parts);
        meaning.take_back();
        for ids in [&mut meaning.who, &mut meaning.styles] {
            ids.sort_unstable();
            ids.dedup();
        }
        // "Meine Tochter braucht einen Kinderhaarschnitt": which of them she is has been said.
        if meaning.hint.iter().any(|id| meaning.who.contains(id)) {
            meaning.hint.clear();
        }
        // "Für einen Jungen und ein Mädchen."
        let group = |id: &&Id| spoken.books.lexicon.concept(**id).map(|concept| concept.group);
        let sorts = meaning.styles.iter().filter(|id| group(id) == Some(CHILDREN)).count();
        meaning.several |= persons > 1
            || sorts > 1
            || spoken.joins_caller()
            || persons > 0 && spoken.is_for_caller();
        for places in [&mut meaning.own, &mut meaning.told] {
            places.sort_unstable();
            places.dedup();
        }
        meaning
    }
}
