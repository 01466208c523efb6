//! The words of a sentence, and what stands around a name in it: what leads to it, whose name it is, and what denies it.

use crate::domain::speech::person_words::{PersonWord, person_words};
use crate::domain::speech::reading::Word;
use crate::domain::speech::staff::words::{FOR, LEADS, Small, denies, is_article, small};
use crate::domain::text::word_list::{PhraseList, WordList};
use std::ops::Range;

/// Words of a sentence that are looked at.
const WORDS_MAX: usize = 400;
/// Lead to somebody at whose chair one sits; the others lead to things as well.
static AT: WordList = WordList::of("bei beim");
/// Behind these stands who is calling.
static OWN: PhraseList = PhraseList::of(
    "heisse, ich bin, name ist, name is, hier ist, hier spricht, hier, this is, i am, call me, my name, name, das ist,
    namen, name lautet, name waere, nenne mich, nennt mich, my names, the names, in the name of, under the name of,
    auf, unter, under",
);
/// Whom somebody comes with or comes for. Beside a name it is theirs.
static RELATIVES: WordList = WordList::of(
    "mann frau sohn tochter kind baby junge jungen maedchen kleine kleiner kleinen mama papa mutti vati mutter vater oma
    opa freund freundin bruder schwester nachbar nachbarin neffe neffen nichte enkel enkelin enkelsohn cousin cousine
    onkel tante schwiegermutter schwiegervater schwiegertochter schwiegersohn ehemann ehefrau partner partnerin
    verlobte verlobter verlobten son daughter child kid boy girl mum mom dad mother father grandma grandpa
    grandmother grandfather grandson granddaughter friend boyfriend girlfriend brother sister wife husband nephew
    niece cousin aunt uncle",
);
/// Whose they are.
static POSSESSIVES: WordList = WordList::of(
    "mein meine meinen meinem meiner meines unser unsere unseren unserem unserer my our",
);
/// Between them and the name.
static IS_CALLED: WordList =
    WordList::of("heisst heissen ist is called named name namens wird genannt");
/// How far before a name it is said whose it is: `my eight year old daughter is called`.
const RELATIVE_WORDS_MAX: usize = 8;
/// Before these stands who is calling.
pub(super) static OWN_BEHIND: PhraseList =
    PhraseList::of("hier, am apparat, speaking, here, mein name");
/// Of all these, whoever is named is excepted.
static EVERYBODY: WordList = WordList::of(
    "any anyone anybody everyone everybody whoever all every egal jeder jede jeden jedem alle allen irgendwer irgendjemand
    irgendwen irgendwem wer wem",
);
static EXCEPT: WordList = WordList::of("but than except ausser als");
/// Words between: `any stylist other than Emma`.
const EXCEPT_WORDS_MAX: usize = 5;

/// What leads to a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// `Frau`, `Herrn`.
    Address,
    /// `bei`, `beim`.
    At,
    /// `zu`, `mit`, `by`.
    Other,
    /// `für`.
    For,
    /// `hier ist`, `mein Name ist`.
    Own,
    Nothing,
}

impl Lead {
    fn of_address(is_addressed: bool) -> Lead {
        if is_addressed { Lead::Address } else { Lead::Nothing }
    }
}

pub(super) struct Sentence {
    pub(super) words: Vec<PersonWord>,
    pub(super) folded: Vec<String>,
    /// Whether a word says when, and nothing else.
    spent: Vec<bool>,
    /// Where each word stands among those that were passed in.
    pub(super) origin: Vec<usize>,
}

impl Sentence {
    pub(super) fn of(said: &[Word]) -> Sentence {
        let parts = said.iter().enumerate().take(WORDS_MAX);
        let parts = parts
            .flat_map(|(at, word)| person_words(&word.said).into_iter().map(move |one| (one, at)));
        let (words, origin): (Vec<PersonWord>, Vec<usize>) = parts.take(WORDS_MAX).unzip();
        let folded = words.iter().map(|word| word.folded.clone()).collect();
        let is_spent = |at: &usize| said.get(*at).is_some_and(Word::is_spent);
        let spent = origin.iter().map(is_spent).collect();
        Sentence { words, folded, spent, origin }
    }

    pub(super) fn is_spent(&self, at: usize) -> bool {
        self.spent.get(at).copied().unwrap_or(false)
    }

    pub(super) fn word(&self, at: usize) -> &str {
        self.folded.get(at).map_or("", String::as_str)
    }

    /// What leads to the word at this place, past articles and forms of address.
    pub(super) fn lead(&self, at: usize) -> Lead {
        let mut before = at;
        let mut is_addressed = false;
        while let Some(previous) = before.checked_sub(1) {
            let word = self.word(previous);
            let is_title = small(word) == Some(Small::Title);
            // A comma parts what leads to one thing from the next.
            let is_parted = self.words.get(previous).is_some_and(|word| word.is_last);
            if is_parted || !(is_title || is_article(word)) {
                break;
            }
            is_addressed |= is_title;
            before = previous;
        }
        let Some(previous) = before.checked_sub(1) else { return Lead::of_address(is_addressed) };
        if self.words.get(previous).is_some_and(|word| word.is_last) {
            return Lead::of_address(is_addressed);
        }
        let word = self.word(previous);
        let introduces = |own: &[&str]| {
            let from = before.checked_sub(own.len());
            from.is_some_and(|from| {
                own.iter()
                    .enumerate()
                    .all(|(step, one)| self.word(from.saturating_add(step)) == *one)
            })
        };
        let is_i = word == "im" && self.words.get(previous).is_some_and(PersonWord::is_capital);
        match word {
            _ if is_addressed && LEADS.has(word) => Lead::Address,
            _ if AT.has(word) => Lead::At,
            _ if LEADS.has(word) => Lead::Other,
            _ if FOR.has(word) => Lead::For,
            _ if is_i || OWN.all().iter().any(|own| introduces(own)) => Lead::Own,
            _ => Lead::of_address(is_addressed),
        }
    }

    pub(super) fn begins(&self, at: usize, phrases: &PhraseList) -> bool {
        let fits = |phrase: &Vec<&str>| (at..).zip(phrase).all(|(at, one)| self.word(at) == *one);
        phrases.all().iter().any(fits)
    }

    /// Whether the name is that of somebody who comes, or for whom somebody calls: `meine Tochter Emma`, `mein Sohn heißt
    /// Jürgen`, `Emma, meine Tochter`.
    pub(super) fn is_relatives(&self, from: usize, end: usize) -> bool {
        let is_called = |at: &usize| IS_CALLED.has(self.word(*at));
        let told = (0..from).rev().take_while(is_called).count();
        let before = (0..from.saturating_sub(told)).rev().take(RELATIVE_WORDS_MAX);
        let before: Vec<usize> = before.take_while(|at| !self.is_clause_end(*at)).collect();
        let is_of_family = before.first().is_some_and(|at| RELATIVES.has(self.word(*at)));
        let is_theirs = |at: &usize| POSSESSIVES.has(self.word(*at));
        let behind = if IS_CALLED.has(self.word(end)) { end.saturating_add(1) } else { end };
        let is_behind = is_theirs(&behind)
            && (1..=2).any(|step| RELATIVES.has(self.word(behind.saturating_add(step))));
        is_of_family && (told > 0 || before.iter().any(is_theirs)) || is_behind
    }

    /// Whether a name stands right behind a word for a relative, whoever's that is: `Kind Emma`.
    pub(super) fn is_behind_relative(&self, from: usize) -> bool {
        from.checked_sub(1).is_some_and(|at| {
            // "Frau" is a form of address more often.
            RELATIVES.has(self.word(at)) && small(self.word(at)) != Some(Small::Title)
        })
    }

    /// Whether signs, or the ends of what was said, stand on both sides of a word.
    pub(super) fn stands_alone(&self, at: usize) -> bool {
        let is_last = at.saturating_add(1) == self.words.len();
        let is_first = at.checked_sub(1).is_none_or(|before| self.is_clause_end(before));
        is_first && (is_last || self.is_clause_end(at))
    }

    fn is_clause_end(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| word.is_last)
    }

    /// Where the word stands that denies a name, with nothing but small words between: `möchte ich nicht mehr zu Emma`,
    /// `Emma bitte nicht`. What denies something else as well, as in `bei Emma nicht vor zehn`, is of that.
    pub(super) fn denial(&self, from: usize, end: usize) -> Option<usize> {
        let is_small = |at: &usize| {
            let word = self.word(*at);
            !self.is_spent(*at) && matches!(small(word), Some(kind) if kind != Small::Between)
        };
        let goes_back = |at: &usize| is_small(at) && !self.is_clause_end(*at);
        let is_denial = |at: &usize| denies(self.word(*at));
        let before = (0..from).rev().take_while(goes_back).find(is_denial);
        let behind = self.clause(end).find(is_denial);
        before.or(behind.filter(|_| self.clause(end).all(|at| is_small(&at))))
    }

    /// The rest of the clause behind a name that ends here.
    pub(super) fn clause(&self, end: usize) -> Range<usize> {
        let mut all = end.saturating_sub(1)..self.words.len();
        let last = all.find(|at| self.is_clause_end(*at) || self.parts(*at));
        let is_in = |last: usize| usize::from(!self.parts(last));
        end..last.map_or(self.words.len(), |last| last.saturating_add(is_in(last)).max(end))
    }

    fn parts(&self, at: usize) -> bool {
        small(self.word(at)) == Some(Small::Between)
    }

    /// Where `anyone but Emma` begins, if what leads to the name excepts it.
    pub(super) fn exception(&self, from: usize) -> Option<usize> {
        let is_led = |at: &usize| is_article(self.word(*at)) || LEADS.has(self.word(*at));
        let but = (0..from).rev().find(|at| !is_led(at))?;
        if !EXCEPT.has(self.word(but)) {
            return None;
        }
        let before = (0..but).rev().take(EXCEPT_WORDS_MAX);
        before.take_while(|at| !self.is_spent(*at)).find(|at| EVERYBODY.has(self.word(*at)))
    }
}
