//! The lexicon: what a folded word is. Put together once, from the lists of words and the number words.

use crate::domain::calendar::speak::{month_name, weekday_name};
use crate::domain::language::Language;
use crate::domain::speech::time::words::number;
use crate::domain::speech::time::words::word::Word;
use crate::domain::speech::time::words::words_clock;
use crate::domain::speech::time::words::words_day;
use crate::domain::speech::time::words::words_filler;
use crate::domain::text::fold::fold_word;
use std::collections::{HashMap, HashSet};
use std::iter;
use std::sync::LazyLock;
use time::{Month, Weekday};

/// What a word of the lexicon is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    Number(u32),
    Ordinal(u8),
    Word(Word),
}

static LEXICON: LazyLock<HashMap<String, Entry>> = LazyLock::new(compile);
static FILLERS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let all = [words_filler::GERMAN, words_filler::ENGLISH].into_iter();
    all.flat_map(str::split_whitespace).flat_map(spellings).collect()
});

/// What a folded word is; `None` for a word that is in no list.
pub(crate) fn look_up(folded: &str) -> Option<Entry> {
    LEXICON.get(folded).copied()
}

/// Whether a folded word says nothing, whatever else it may be beside a time.
pub(crate) fn is_filler(folded: &str) -> bool {
    FILLERS.contains(folded)
}

/// All that is in the lexicon, in no order.
pub(crate) fn entries() -> impl Iterator<Item = (&'static str, Entry)> {
    LEXICON.iter().map(|(word, entry)| (word.as_str(), *entry))
}

/// A word as the lexicon has it, folded; a word with umlauts also without the dots, as some transcribers leave them out.
pub(crate) fn spellings(word: &str) -> impl Iterator<Item = String> {
    let folded = fold_word(word).as_str().replace('\'', "");
    let without_dots = word.contains(['ä', 'ö', 'ü']).then(|| {
        let plain: String = word
            .chars()
            .map(|letter| match letter {
                'ä' => 'a',
                'ö' => 'o',
                'ü' => 'u',
                other => other,
            })
            .collect();
        fold_word(&plain).as_str().replace('\'', "")
    });
    iter::once(folded).chain(without_dots)
}

/// The first list that has a word decides: words of time before those that say nothing.
fn compile() -> HashMap<String, Entry> {
    let mut lexicon = HashMap::new();
    let mut put = |words: &str, entry: Entry| {
        for word in words.split_whitespace() {
            for spelling in spellings(word) {
                lexicon.entry(spelling).or_insert(entry);
            }
        }
    };
    for language in [Language::De, Language::En] {
        for weekday in iter::successors(Some(Weekday::Monday), |day| Some(day.next())).take(7) {
            put(weekday_name(weekday, language), Entry::Word(Word::Weekday(weekday)));
        }
        for month in iter::successors(Some(Month::January), |month| Some(month.next())).take(12) {
            // English `May` is a verb as well.
            if (month, language) != (Month::May, Language::En) {
                put(month_name(month, language), Entry::Word(Word::Month(month)));
            }
        }
    }
    let lists = [words_day::DAYS, words_day::PARTS, words_clock::CLOCK, words_clock::LINKS];
    for (words, word) in lists.into_iter().flatten() {
        put(words, Entry::Word(*word));
    }
    for (words, holiday) in words_day::HOLIDAYS {
        put(words, Entry::Word(Word::Holiday(*holiday)));
    }
    for (word, number) in number::cardinals() {
        put(&word, Entry::Number(number));
    }
    for (word, number) in number::ordinals() {
        put(&word, Entry::Ordinal(number));
    }
    put(words_clock::VAGUE, Entry::Word(Word::Vague));
    put(words_clock::COUNTED, Entry::Word(Word::Counted));
    put(words_filler::GERMAN, Entry::Word(Word::Filler));
    put(words_filler::ENGLISH, Entry::Word(Word::Filler));
    lexicon
}
