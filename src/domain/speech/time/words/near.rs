//! Words that are in no list: compounds of those that are (`halbdrei`, `freitagvormittag`), and slips of the pen or the
//! ear (`Donnesrtag`).

use crate::domain::speech::time::words::lexicon::{self, Entry};
use crate::domain::speech::time::words::word::{Unit, Word};
use std::sync::LazyLock;

/// Longer words are no compound of the lexicon.
const COMPOUND_LETTERS_MAX: usize = 48;
/// Parts of a compound.
const PARTS_MAX: usize = 6;
/// A shorter word has too many neighbours for one of them to be meant.
const SLIP_LETTERS_MIN: usize = 7;
/// A shorter word is not even suspected.
const SUSPECT_LETTERS_MIN: usize = 6;

/// The words a compound is made of, in order; `None` unless all of it is explained.
pub(crate) fn compound(word: &str) -> Option<Vec<(String, Entry)>> {
    if word.len() > COMPOUND_LETTERS_MAX || !word.is_ascii() {
        return None;
    }
    // The fewest parts that explain the first so many letters, the last of them being so many letters long.
    let mut best: Vec<Option<(usize, usize)>> = vec![Some((0, 0))];
    for end in 1..=word.len() {
        let explained = (0..end)
            .filter_map(|start| {
                let (parts, _) = best.get(start).copied().flatten()?;
                let part = word.get(start..end)?;
                is_joinable(part).then_some((parts + 1, end - start))
            })
            .min();
        best.push(explained);
    }
    let mut parts = Vec::new();
    let mut end = word.len();
    while end > 0 && parts.len() <= PARTS_MAX {
        let (_, length) = best.get(end).copied().flatten()?;
        let start = end.checked_sub(length)?;
        let part = word.get(start..end)?;
        parts.push((part.to_owned(), lexicon::look_up(part)?));
        end = start;
    }
    parts.reverse();
    // `vierzehndreißig`
    let is_time = match parts.as_slice() {
        [(_, Entry::Number(1..=23)), (_, Entry::Number(minute @ 10..=55))] => minute % 5 == 0,
        _ => false,
    };
    let is_told = is_time || parts.iter().any(|(_, entry)| is_anchor(entry));
    ((2..=PARTS_MAX).contains(&parts.len()) && is_told).then_some(parts)
}

/// Whether a word is ever written together with others. `am` and `ab` never are: `Emma`, `Abend`.
fn is_joinable(part: &str) -> bool {
    let Some(entry) = lexicon::look_up(part) else { return false };
    let word = match entry {
        Entry::Number(number) => return part.len() >= 3 && number < 100,
        Entry::Ordinal(_) => return false,
        Entry::Word(word) => word,
    };
    match word {
        Word::At => part == "um",
        Word::Clock => part == "uhr",
        Word::Weekday(_)
        | Word::Month(_)
        | Word::Part(_)
        | Word::Morgen
        | Word::Early
        | Word::Late
        | Word::Half
        | Word::Quarter
        | Word::ThreeQuarters
        | Word::FromToday(_)
        | Word::Unit(Unit::Week | Unit::Weekend | Unit::Month)
        | Word::This
        | Word::Next
        | Word::AfterNext
        | Word::Before
        | Word::After
        | Word::Past
        | Word::Noon
        | Word::Ish
        | Word::Third(_) => part.len() >= 3,
        _ => false,
    }
}

/// Whether a part makes the whole a time expression; `vornach` is none.
fn is_anchor(entry: &Entry) -> bool {
    matches!(
        entry,
        Entry::Word(
            Word::Weekday(_)
                | Word::Part(_)
                | Word::Morgen
                | Word::Half
                | Word::Quarter
                | Word::ThreeQuarters
                | Word::Clock
                | Word::FromToday(_)
                | Word::Unit(_)
                | Word::Ish
        )
    )
}

/// Words that slips are looked for of, with what they are.
static LONG_WORDS: LazyLock<Vec<(&str, Entry)>> = LazyLock::new(|| {
    let is_named = |entry: &Entry| {
        let Entry::Word(word) = entry else { return false };
        matches!(
            word,
            Word::Weekday(_)
                | Word::Month(_)
                | Word::Part(_)
                | Word::FromToday(_)
                | Word::Next
                | Word::AfterNext
                | Word::Quarter
                | Word::ThreeQuarters
                | Word::Earliest
                | Word::Latest
                | Word::Unit(Unit::Weekend)
                | Word::Holiday(_)
        )
    };
    let mut words: Vec<_> = lexicon::entries()
        .filter(|(word, entry)| word.len() >= SUSPECT_LETTERS_MIN - 1 && is_named(entry))
        .collect();
    words.sort_unstable_by_key(|(word, _)| *word);
    words
});

/// The one long word of time that a word is a slip of: one letter too many, too few, wrong, or two that changed places.
pub(crate) fn slip(word: &str) -> Option<(String, Entry)> {
    if word.len() < SLIP_LETTERS_MIN - 1 || !word.is_ascii() {
        return None;
    }
    let mut found: Option<(String, Entry)> = None;
    for (known, entry) in neighbours(word, 1) {
        if known.len() < SLIP_LETTERS_MIN {
            continue;
        }
        match &found {
            Some((_, other)) if *other != entry => return None,
            Some(_) => {}
            None => found = Some((known.to_owned(), entry)),
        }
    }
    found
}

/// The weekdays, which are no part of words about anything else.
const WEEKDAYS: [&str; 7] =
    ["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"];

/// Whether a word that is in no list has a weekday in it, or is of the holidays: `Osterdienstag`, `Weihnachtsferien`.
pub(crate) fn is_of_weekday(word: &str) -> bool {
    WEEKDAYS.iter().any(|day| word.contains(day)) || word.ends_with("ferien")
}

/// Whether a word that is in no list may be a word of time that was misheard.
pub(crate) fn is_suspect(word: &str) -> bool {
    const INSIDE: [&str; 13] = [
        "woche",
        "monat",
        "januar",
        "februar",
        "april",
        "august",
        "september",
        "oktober",
        "november",
        "dezember",
        "december",
        "october",
        "mittag",
    ];
    if INSIDE.iter().chain(&WEEKDAYS).any(|part| word.contains(part)) {
        return true;
    }
    let distance = if word.len() >= SLIP_LETTERS_MIN { 2 } else { 1 };
    word.len() >= SUSPECT_LETTERS_MIN - 1
        && word.is_ascii()
        && neighbours(word, distance).next().is_some()
}

/// The long words that begin with the same letter and are so near.
fn neighbours(word: &str, distance: usize) -> impl Iterator<Item = (&'static str, Entry)> {
    let first = word.bytes().next();
    LONG_WORDS.iter().copied().filter(move |(known, _)| {
        known.bytes().next() == first
            && known.len().abs_diff(word.len()) <= distance
            && strsim::osa_distance(known, word) <= distance
    })
}
