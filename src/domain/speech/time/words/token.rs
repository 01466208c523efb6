//! The lexer: a text cut into tokens, each with its place, so that a question can quote what was said.

use crate::domain::speech::time::words::lexicon::{self, Entry};
use crate::domain::speech::time::words::near;
use crate::domain::speech::time::words::number;
use crate::domain::speech::time::words::word::{Unit, Word};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// Digits of a number that is read; a longer one is none.
const DIGITS_MAX: usize = 9;
/// The endings that make digits an ordinal: `3rd`, `14ten`.
const ORDINAL_ENDINGS: [&str; 13] =
    ["st", "nd", "rd", "th", "te", "ten", "ter", "tes", "tem", "ste", "sten", "ster", "stem"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// In digits, or in a word with `digits` 0.
    Number {
        value: u32,
        digits: u8,
    },
    Ordinal(u8),
    Word(Word),
    /// A sign; dashes of all kinds are `-`.
    Mark(char),
    /// A word that is in no list.
    Other,
    /// Digits that are no number here: of another script, or too many.
    Unreadable,
}

#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub kind: Kind,
    /// Folded; digits and signs as they are.
    pub key: String,
    /// Where it stands in the text, in bytes.
    pub place: Range<usize>,
    /// Nothing stands between it and the token before.
    pub glued: bool,
}

/// A text and its tokens.
pub(crate) struct Said {
    text: String,
    pub tokens: Vec<Token>,
}

impl Said {
    /// Reads any text; compatible letters and digits (full width) count as the plain ones.
    pub(crate) fn new(text: &str) -> Said {
        let text: String = text.nfkc().collect();
        let mut tokens = Vec::new();
        let mut rest = text.char_indices().peekable();
        let mut end_before = None;
        while let Some((start, first)) = rest.next() {
            if first.is_whitespace() || is_nothing(first) {
                continue;
            }
            let class = Class::of(first);
            let mut end = start + first.len_utf8();
            while let Some((place, next)) =
                rest.next_if(|(_, next)| class.goes_on(*next) && class != Class::Sign)
            {
                end = place + next.len_utf8();
            }
            let glued = end_before == Some(start);
            end_before = Some(end);
            let piece = text.get(start..end).unwrap_or_default();
            push(&mut tokens, piece, class, start..end, glued);
        }
        // Hesitations say nothing wherever they stand: `halb äh drei`.
        tokens.retain(|token| token.kind != Kind::Word(Word::Hesitation));
        join_english(&mut tokens);
        join_zeros(&mut tokens);
        join_german_ordinals(&mut tokens);
        join_weekdays(&mut tokens);
        Said { text, tokens }
    }

    /// The tokens before one.
    pub(crate) fn before(&self, token: usize) -> &[Token] {
        self.tokens.get(..token).unwrap_or_default()
    }

    /// The places of what stands between blanks.
    pub(crate) fn blanks(&self) -> impl Iterator<Item = Range<usize>> {
        let mut from = 0_usize;
        let pieces = self.text.split(char::is_whitespace).map(move |word| {
            let place = from..from.saturating_add(word.len());
            let blank = self.text.get(place.end..).and_then(|rest| rest.chars().next());
            from = place.end.saturating_add(blank.map_or(0, char::len_utf8));
            place
        });
        pieces.filter(|place| !place.is_empty())
    }

    /// What stands at a place.
    pub(crate) fn text(&self, place: Range<usize>) -> &str {
        self.text.get(place).unwrap_or_default()
    }

    /// The words of some tokens as they were said.
    pub(crate) fn words(&self, tokens: Range<usize>) -> &str {
        let Some(among) = self.tokens.get(tokens) else { return "" };
        let (Some(first), Some(last)) = (among.first(), among.last()) else { return "" };
        self.text.get(first.place.start..last.place.end).unwrap_or_default()
    }
}

/// Marks without width, and quotation marks: they say nothing of what they stand around.
fn is_nothing(letter: char) -> bool {
    matches!(
        letter,
        '\u{200b}' | '\u{feff}' | '"' | '\'' | '„' | '“' | '”' | '‚' | '‘' | '’' | '«' | '»'
    )
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letters,
    Digits,
    /// Digits of other scripts.
    OtherDigits,
    Sign,
}

impl Class {
    fn of(letter: char) -> Class {
        if letter.is_ascii_digit() {
            Class::Digits
        } else if letter.is_numeric() {
            Class::OtherDigits
        } else if letter.is_alphabetic() {
            Class::Letters
        } else {
            Class::Sign
        }
    }

    fn goes_on(self, next: char) -> bool {
        match self {
            // A mark that is part of no letter, and the apostrophe of `o'clock`.
            Class::Letters => next.is_alphabetic() || is_apostrophe(next) || is_mark(next),
            class => Class::of(next) == class,
        }
    }
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}' | '\u{2018}' | '`')
}

/// Combining marks of the European scripts.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

fn push(tokens: &mut Vec<Token>, piece: &str, class: Class, place: Range<usize>, glued: bool) {
    let mut put = |kind, key: String| tokens.push(Token { kind, key, place: place.clone(), glued });
    match class {
        Class::Digits => put(digits(piece), piece.to_owned()),
        Class::OtherDigits => put(Kind::Unreadable, piece.to_owned()),
        Class::Sign => {
            let sign = piece.chars().next().map_or(' ', plain_sign);
            put(Kind::Mark(sign), sign.to_string());
        }
        Class::Letters => {
            let key = fold(piece);
            if let Some(ordinal) = ordinal(tokens.last(), &key, glued) {
                if let Some(number) = tokens.last_mut() {
                    number.kind = Kind::Ordinal(ordinal);
                    number.key.push_str(&key);
                    number.place.end = place.end;
                }
                return;
            }
            for (nth, (kind, key)) in letters(key).into_iter().enumerate() {
                let glued = glued || nth > 0;
                tokens.push(Token { kind, key, place: place.clone(), glued });
            }
        }
    }
}

/// What a word is, as the lexicon spells it; a compound is several.
fn letters(key: String) -> Vec<(Kind, String)> {
    let kind = |entry| match entry {
        Entry::Number(value) => Kind::Number { value, digits: 0 },
        Entry::Ordinal(number) => Kind::Ordinal(number),
        Entry::Word(word) => Kind::Word(word),
    };
    if let Some(entry) = lexicon::look_up(&key) {
        return vec![(kind(entry), key)];
    }
    let parts = near::compound(&key).or_else(|| near::slip(&key).map(|one| vec![one]));
    match parts {
        Some(parts) => parts.into_iter().map(|(key, entry)| (kind(entry), key)).collect(),
        None => vec![(Kind::Other, key)],
    }
}

fn digits(piece: &str) -> Kind {
    let value = if piece.len() <= DIGITS_MAX { piece.parse().ok() } else { None };
    match (value, u8::try_from(piece.len())) {
        (Some(value), Ok(digits)) => Kind::Number { value, digits },
        _ => Kind::Unreadable,
    }
}

/// The ordinal that digits and the letters glued to them make.
fn ordinal(before: Option<&Token>, key: &str, glued: bool) -> Option<u8> {
    let Kind::Number { value, digits: 1.. } = before?.kind else { return None };
    let is_ordinal = glued && ORDINAL_ENDINGS.contains(&key);
    u8::try_from(value).ok().filter(|_| is_ordinal)
}

/// `twenty one` and `twenty-first` are one number; in German they are written in one word anyway.
fn join_english(tokens: &mut Vec<Token>) {
    let mut place = 0;
    while let Some(token) = tokens.get(place) {
        place += 1;
        let Some(tens) = number::english_tens(&token.key) else { continue };
        let mut next = place;
        if tokens.get(next).is_some_and(|token| token.kind == Kind::Mark('-')) {
            next += 1;
        }
        let Some(unit) = tokens.get(next) else { break };
        let Some((ones, is_ordinal)) = number::english_unit(&unit.key) else { continue };
        let value = tens + ones;
        let (key, end) = (format!("{} {}", token.key, unit.key), unit.place.end);
        let Some(joined) = tokens.get_mut(place - 1) else { break };
        joined.kind = match u8::try_from(value) {
            Ok(value) if is_ordinal => Kind::Ordinal(value),
            _ => Kind::Number { value, digits: 0 },
        };
        joined.key = key;
        joined.place.end = end;
        tokens.drain(place..=next);
    }
}

/// `null fünf`, `oh five` and `null null` are minutes with a leading zero.
fn join_zeros(tokens: &mut Vec<Token>) {
    let is_word = |token: Option<&Token>, wanted: fn(u32) -> bool| {
        token.is_some_and(|token| match token.kind {
            Kind::Number { value, digits: 0 } => wanted(value),
            _ => false,
        })
    };
    let mut place = 0;
    while place + 1 < tokens.len() {
        let first = tokens.get(place);
        let is_number = |token: &Token| matches!(token.kind, Kind::Number { .. });
        let is_behind_number = place > 0 && tokens.get(place - 1).is_some_and(is_number);
        let is_oh =
            is_behind_number && first.is_some_and(|token| token.key == "oh" || token.key == "o");
        let is_zero = is_word(first, |value| value == 0) || is_oh;
        let value = match tokens.get(place + 1).map(|token| token.kind) {
            Some(Kind::Number { value: value @ 0..=9, digits: 0 }) if is_zero => value,
            _ => {
                place += 1;
                continue;
            }
        };
        let end = tokens.get(place + 1).map_or(0, |token| token.place.end);
        if let Some(joined) = tokens.get_mut(place) {
            joined.kind = Kind::Number { value, digits: 2 };
            joined.place.end = end;
        }
        tokens.remove(place + 1);
        place += 1;
    }
}

/// `vier und zwanzigster`, in three words as some transcribers write it.
fn join_german_ordinals(tokens: &mut Vec<Token>) {
    let mut place = 0;
    while place + 2 < tokens.len() {
        let kind = |ahead: usize| tokens.get(place + ahead).map(|token| token.kind);
        let joined = match (kind(0), kind(1), kind(2)) {
            (
                Some(Kind::Number { value: ones @ 1..=9, digits: 0 }),
                Some(Kind::Word(Word::And)),
                Some(Kind::Ordinal(tens @ (20 | 30))),
            ) => u8::try_from(ones).ok().map(|ones| tens + ones),
            (
                Some(Kind::Word(Word::One)),
                Some(Kind::Word(Word::And)),
                Some(Kind::Ordinal(tens @ (20 | 30))),
            ) => Some(tens + 1),
            _ => None,
        };
        if let Some(value) = joined {
            let end = tokens.get(place + 2).map_or(0, |token| token.place.end);
            if let Some(first) = tokens.get_mut(place) {
                first.kind = Kind::Ordinal(value);
                first.place.end = end;
            }
            tokens.drain(place + 1..place + 3);
        }
        place += 1;
    }
}

/// `frei tag`, `mit woch`, as some transcribers write a weekday that was said slowly.
fn join_weekdays(tokens: &mut Vec<Token>) {
    let mut place = 0;
    while let (Some(first), Some(second)) = (tokens.get(place), tokens.get(place + 1)) {
        place += 1;
        let is_end = ["tag", "woch", "abend", "day", "ende", "end"].contains(&second.key.as_str());
        if !is_end || second.glued || !first.key.bytes().all(|letter| letter.is_ascii_lowercase()) {
            continue;
        }
        let key = format!("{}{}", first.key, second.key);
        let Some(Entry::Word(word)) = lexicon::look_up(&key) else { continue };
        if !matches!(word, Word::Weekday(_) | Word::Unit(Unit::Weekend)) {
            continue;
        }
        let end = second.place.end;
        tokens.remove(place);
        if let Some(joined) = tokens.get_mut(place - 1) {
            (joined.kind, joined.key, joined.place.end) = (Kind::Word(word), key, end);
        }
    }
}

/// Lower case; `ä` = `ae` and so on as `fold` has it; apostrophes left out.
pub(crate) fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len() + 2);
    for letter in word.chars().flat_map(char::to_lowercase) {
        match letter {
            'ä' => folded.push_str("ae"),
            'ö' => folded.push_str("oe"),
            'ü' => folded.push_str("ue"),
            'ß' => folded.push_str("ss"),
            letter if is_apostrophe(letter) => {}
            letter => folded.push(letter),
        }
    }
    folded
}

fn plain_sign(sign: char) -> char {
    match sign {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        other => other,
    }
}
