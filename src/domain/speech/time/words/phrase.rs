//! Phrases: several words that mean something together, which the words do not mean one by one.
//!
//! A pattern is a row of words and signs. `a|b` is either, `stem*` is any word that begins so, `(a)` may be missing.

use crate::domain::speech::time::words::lexicon::spellings;
use crate::domain::speech::time::words::token::Token;
use crate::domain::speech::time::words::words_day::HOLIDAY_PHRASES;
use crate::domain::speech::time::words::words_phrase::{PHRASES, Phrase};
use std::collections::HashMap;
use std::sync::LazyLock;

struct Pattern {
    elements: Vec<Element>,
    means: Phrase,
}

struct Element {
    /// With a mark whether the word only begins so.
    words: Vec<(String, bool)>,
    is_optional: bool,
}

/// Letters by which patterns are found.
const HEAD_LETTERS: usize = 2;

/// All patterns by the first letters of the words they may begin with.
static PATTERNS: LazyLock<HashMap<String, Vec<Pattern>>> = LazyLock::new(|| {
    let mut patterns: HashMap<String, Vec<Pattern>> = HashMap::new();
    let plain = PHRASES.iter().flat_map(|(means, all)| all.iter().map(|text| (*means, *text)));
    let holidays = HOLIDAY_PHRASES.iter().map(|(text, holiday)| (Phrase::Holiday(*holiday), *text));
    for (means, text) in plain.chain(holidays) {
        let mut heads: Vec<String> = Vec::new();
        for element in compile(text) {
            heads.extend(element.words.iter().map(|(word, _)| head(word).to_owned()));
            if !element.is_optional {
                break;
            }
        }
        heads.sort_unstable();
        heads.dedup();
        for head in heads {
            let pattern = Pattern { elements: compile(text), means };
            patterns.entry(head).or_default().push(pattern);
        }
    }
    patterns
});

fn head(word: &str) -> &str {
    word.get(..HEAD_LETTERS).unwrap_or(word)
}

fn compile(text: &str) -> Vec<Element> {
    let element = |text: &str| {
        let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
        let words = inner.unwrap_or(text).split('|').flat_map(|word| {
            let (stem, is_stem) = word.strip_suffix('*').map_or((word, false), |stem| (stem, true));
            spellings(stem).map(move |spelling| (spelling, is_stem))
        });
        Element { words: words.collect(), is_optional: inner.is_some() }
    };
    text.split_whitespace().map(element).collect()
}

/// The longest phrase at a place, with the number of tokens it takes.
pub(crate) fn phrase(tokens: &[Token]) -> Option<(Phrase, usize)> {
    let first = tokens.first()?;
    let patterns = PATTERNS.get(head(&first.key))?;
    let lengths = patterns.iter().filter_map(|pattern| {
        let length = matched(&pattern.elements, tokens)?;
        (length > 0).then_some((pattern.means, length))
    });
    lengths.max_by_key(|(_, length)| *length)
}

/// How many tokens a pattern takes; of an optional word the longer way is tried first.
fn matched(elements: &[Element], tokens: &[Token]) -> Option<usize> {
    let Some((element, others)) = elements.split_first() else { return Some(0) };
    let taken = tokens.split_first().and_then(|(token, behind)| {
        let fits = element.words.iter().any(|(word, is_stem)| {
            if *is_stem { token.key.starts_with(word.as_str()) } else { token.key == *word }
        });
        fits.then(|| matched(others, behind)).flatten().map(|length| length + 1)
    });
    match (taken, element.is_optional) {
        (Some(length), _) => Some(length),
        (None, true) => matched(others, tokens),
        (None, false) => None,
    }
}
