//! A wish for a person, word by word: which names stand in it, which of them are refused, and what is left over.

use crate::domain::ids::StaffId;
use crate::domain::speech::person_words::PersonWord;
use crate::domain::speech::staff::names::{Found, Names, name_at};
use crate::domain::speech::staff::words::{
    Small, corrects, denies, is_condition, is_contrast, is_rather_than, joins, small, wishes,
};

/// The names in a wish.
pub(crate) struct Phrase<'a> {
    words: Vec<&'a str>,
    /// Names of people who may be had, in order.
    found: Vec<Found>,
    /// Names of people of other branches.
    away: Vec<Found>,
    /// Places of words that mean something and are no name.
    left: Vec<usize>,
    /// Where one part of the wish ends and the next begins, by place.
    part_of: Vec<usize>,
}

/// Whom a wish names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Named {
    /// The people each name may mean, in order: those who are wished for.
    pub wished: Vec<Vec<StaffId>>,
    /// Those who are not.
    pub refused: Vec<StaffId>,
    /// Those of other branches.
    pub away: Vec<StaffId>,
    /// Whether the names are parted by words or commas, as alternatives are.
    pub is_choice: bool,
    /// Whether they are wished for only where nothing else is to be had.
    pub is_reluctant: bool,
    /// Names and what is left, in order: what near names are looked for in.
    pub content: Vec<String>,
    /// What is left besides the names.
    pub left: Vec<String>,
}

impl<'a> Phrase<'a> {
    pub fn of(
        words: &'a [PersonWord],
        people: &[Names<'_>],
        elsewhere: &[Names<'_>],
    ) -> Phrase<'a> {
        let folded: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
        let (mut found, mut away, mut left) = (Vec::new(), Vec::new(), Vec::new());
        let mut at = 0;
        while let Some(word) = folded.get(at) {
            let before = at.checked_sub(1).and_then(|before| folded.get(before));
            let is_titled = before.is_some_and(|word| small(word) == Some(Small::Title));
            let is_addressed =
                is_titled || before.is_some_and(|word| word.chars().nth(1).is_none());
            // A single small word is no name here: `Bei Li` is one, and `bei` before Emma is not. `Will` is, later on.
            let is_parted = words.get(at).is_some_and(|word| word.is_last)
                || folded
                    .get(at.saturating_add(1))
                    .is_some_and(|next| small(next) == Some(Small::Between));
            let is_capital =
                (at > 0 || is_parted) && words.get(at).is_some_and(PersonWord::is_capital);
            let is_name = is_capital || is_titled || small(word).is_none();
            let counts = |name: &Found| name.length > 1 || is_name;
            let here = name_at(&folded, at, people, is_addressed).filter(counts);
            let there = name_at(&folded, at, elsewhere, is_addressed).filter(counts);
            let length = match (here, there) {
                (Some(name), _) => push(&mut found, name),
                (None, Some(name)) => push(&mut away, name),
                (None, None) => {
                    if small(word).is_none() {
                        left.push(at);
                    }
                    1
                }
            };
            at = at.saturating_add(length);
        }
        Phrase { part_of: parts(words), words: folded, found, away, left }
    }

    pub fn named(&self) -> Named {
        let (refused, wished): (Vec<&Found>, Vec<&Found>) =
            self.found.iter().partition(|name| self.is_refused(name));
        let wished = self.last_said(wished);
        let ids =
            |names: &[&Found]| names.iter().flat_map(|name| name.ids.clone()).collect::<Vec<_>>();
        let text = |at: &usize| self.words.get(*at).map(|word| (*word).to_owned());
        let mut content: Vec<usize> = self.left.clone();
        for name in self.found.iter().chain(&self.away) {
            content.extend(name.at..name.at.saturating_add(name.length));
        }
        content.sort_unstable();
        let contrasts = self.words.iter().any(|word| is_contrast(word))
            || self.is_wished_behind(&refused, &wished);
        let refused_last = wished.first().map(|name| name.at) < refused.first().map(|name| name.at);
        // Whom `nicht Lena oder Emma` means is anybody's guess.
        let is_plain = refused.is_empty() || wished.is_empty() || contrasts || refused_last;
        let parted = |pair: &[&Found]| match pair {
            [one, other] => self.part(one.at) != self.part(other.at),
            _ => false,
        };
        let last_resort = |pair: &[&str]| matches!(pair, ["nur", "wenn"] | ["only", "if"]);
        Named {
            is_reluctant: self.words.windows(2).any(last_resort)
                || self.words.contains(&"notfalls"),
            is_choice: !is_plain || wished.windows(2).any(parted),
            wished: match is_plain {
                true => wished.iter().map(|name| name.ids.clone()).collect(),
                false => self.found.iter().map(|name| name.ids.clone()).collect(),
            },
            refused: if is_plain { ids(&refused) } else { Vec::new() },
            away: self.away.iter().flat_map(|name| name.ids.clone()).collect(),
            content: content.iter().filter_map(text).collect(),
            left: self.left.iter().filter_map(text).collect(),
        }
    }

    /// `Nicht zu Lena, ich möchte zu Emma`: whether a wish of its own follows whom it is not to be.
    fn is_wished_behind(&self, refused: &[&Found], wished: &[&Found]) -> bool {
        let Some(last) = refused.last().map(|name| name.at.saturating_add(name.length)) else {
            return false;
        };
        let Some(first) = wished.first().map(|name| name.at) else { return false };
        let between = self.words.get(last..first).unwrap_or_default();
        between.iter().any(|word| wishes(word)) && !between.iter().any(|word| joins(word))
    }

    /// `Bei Emma, nein, bei Lena`: the names behind the last word that takes back the ones before.
    fn last_said<'f>(&self, wished: Vec<&'f Found>) -> Vec<&'f Found> {
        let last = wished.last().map_or(0, |name| name.at);
        let takes_back = (0..last).rev().find(|at| corrects(&self.words, *at));
        let is_behind = |name: &&Found| takes_back.is_none_or(|back| name.at > back);
        wished.into_iter().filter(is_behind).collect()
    }

    fn part(&self, at: usize) -> usize {
        self.part_of.get(at).copied().unwrap_or_default()
    }

    /// Whether the part of the wish in which a name stands denies it.
    fn is_refused(&self, name: &Found) -> bool {
        let part = self.part(name.at);
        let own = || {
            self.words
                .iter()
                .zip(&self.part_of)
                .filter(|(_, of)| **of == part)
                .map(|(word, _)| *word)
        };
        let first = own().next().unwrap_or_default();
        let earlier = self.found.iter().any(|other| self.part(other.at) < part);
        // `anyone but Emma`, and `not Lena but Emma`.
        let but = first == "but" && part > 0 && !earlier;
        let denied = own().any(denies) && !own().any(is_condition);
        denied || but || is_rather_than(first)
    }
}

fn push(names: &mut Vec<Found>, name: Found) -> usize {
    let length = name.length.max(1);
    names.push(name);
    length
}

/// The number of the part of the wish that each word belongs to.
fn parts(words: &[PersonWord]) -> Vec<usize> {
    let mut part = 0_usize;
    let mut numbers = Vec::with_capacity(words.len());
    let mut was_last = false;
    let (mut is_denied, mut denies_name) = (false, false);
    for word in words {
        // `Not with Emma please I'd rather have Lena`
        let turns = denies_name && wishes(&word.folded);
        if was_last || turns || small(&word.folded) == Some(Small::Between) {
            part = part.saturating_add(1);
            (is_denied, denies_name) = (false, false);
        }
        denies_name |= is_denied && small(&word.folded).is_none();
        is_denied |= denies(&word.folded);
        numbers.push(part);
        was_last = word.is_last;
    }
    numbers
}
