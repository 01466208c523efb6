//! Looking at tokens by their place: what the rules of the scanner are written in. Nothing stands past the end.

use crate::domain::speech::time::atoms::expr::Atom;
use crate::domain::speech::time::words::token::{Kind, Token};
use crate::domain::speech::time::words::word::Word;

/// The tokens of a text.
#[derive(Clone, Copy)]
pub(crate) struct View<'a>(pub &'a [Token]);

/// What a rule found: one atom or two, and the place of the first token behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub first: Atom,
    pub second: Option<Atom>,
    pub next: usize,
}

impl Found {
    pub(crate) fn one(first: Atom, next: usize) -> Option<Found> {
        Some(Found { first, second: None, next })
    }

    pub(crate) fn two(first: Atom, second: Atom, next: usize) -> Option<Found> {
        Some(Found { first, second: Some(second), next })
    }
}

impl<'a> View<'a> {
    pub(crate) fn kind(self, at: usize) -> Option<Kind> {
        self.0.get(at).map(|token| token.kind)
    }

    pub(crate) fn word(self, at: usize) -> Option<Word> {
        match self.kind(at)? {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Of the token before a place.
    pub(crate) fn word_before(self, at: usize) -> Option<Word> {
        self.word(at.checked_sub(1)?)
    }

    /// The folded word, `""` past the end.
    pub(crate) fn key(self, at: usize) -> &'a str {
        self.0.get(at).map_or("", |token| token.key.as_str())
    }

    /// Of the token before a place.
    pub(crate) fn key_before(self, at: usize) -> &'a str {
        at.checked_sub(1).map_or("", |before| self.key(before))
    }

    pub(crate) fn is(self, at: usize, word: Word) -> bool {
        self.word(at) == Some(word)
    }

    pub(crate) fn is_mark(self, at: usize, sign: char) -> bool {
        self.kind(at) == Some(Kind::Mark(sign))
    }

    /// A sign with nothing before it.
    pub(crate) fn is_glued_mark(self, at: usize, sign: char) -> bool {
        self.is_mark(at, sign) && self.is_glued(at)
    }

    pub(crate) fn is_glued(self, at: usize) -> bool {
        self.0.get(at).is_some_and(|token| token.glued)
    }

    /// A number and how many digits it is written in; 0 for a word.
    pub(crate) fn number(self, at: usize) -> Option<(u32, u8)> {
        match self.kind(at)? {
            Kind::Number { value, digits } => Some((value, digits)),
            _ => None,
        }
    }

    /// A number in digits, at most so many, with nothing before it.
    pub(crate) fn glued_digits(self, at: usize, digits_max: u8) -> Option<(u32, u8)> {
        let fits = |(_, digits): &(u32, u8)| (1..=digits_max).contains(digits);
        self.number(at).filter(fits).filter(|_| self.is_glued(at))
    }

    /// How many: a number, or an article.
    pub(crate) fn count(self, at: usize) -> Option<u32> {
        match self.kind(at)? {
            Kind::Number { value, .. } => Some(value),
            Kind::Word(Word::One) => Some(1),
            _ if self.key(at) == "an" => Some(1),
            _ => None,
        }
    }

    pub(crate) fn ordinal(self, at: usize) -> Option<u8> {
        match self.kind(at)? {
            Kind::Ordinal(number) => Some(number),
            _ => None,
        }
    }

    /// How many `a couple` are, and the place behind.
    pub(crate) fn couple(self, at: usize) -> Option<usize> {
        let at = self.skip(at, &[Word::One]);
        (self.key(at) == "couple").then(|| self.skip(at + 1, &[Word::Of]))
    }

    /// The first place from here on whose word is none of these.
    pub(crate) fn skip(self, mut at: usize, words: &[Word]) -> usize {
        while self.word(at).is_some_and(|word| words.contains(&word)) {
            at += 1;
        }
        at
    }
}
