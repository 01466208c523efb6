//! What is said, cut into words and folded.

use crate::domain::text::fold::fold_word;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are nobody's and are not looked up.
const WORD_LETTERS_MAX: usize = 48;

/// What stands between a word and the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Before {
    /// A blank, a hyphen, nothing.
    #[default]
    Nothing,
    /// A comma, a full stop, a bracket.
    Comma,
    /// `+`, `&`.
    And,
    /// `/`: and, or the same by another name.
    Slash,
}

/// One word.
#[derive(Clone, Debug, Default)]
pub(super) struct Word {
    /// As it was said.
    pub(super) said: String,
    /// Folded, without marks; empty for what is too long.
    pub(super) plain: String,
    pub(super) before: Before,
    /// Whether a hyphen stands behind it and then a blank: `Wimpern- und Augenbrauenfärbung`.
    pub(super) hangs: bool,
}

/// The words of a text, in order. Apostrophes are left out (`men's` is `mens`), other signs part words.
pub(super) fn cut(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut said = String::new();
    let mut before = Before::Nothing;
    let mut chars = text.chars().peekable();
    while let Some(sign) = chars.next() {
        if sign.is_alphanumeric() || is_combining_mark(sign) {
            said.push(sign);
            continue;
        }
        if matches!(sign, '\'' | '\u{2019}' | '\u{b4}' | '`') {
            continue;
        }
        let hangs = sign == '-' && chars.peek().is_some_and(|next| next.is_whitespace());
        end(&mut words, &mut said, &mut before, hangs);
        match sign {
            '+' | '&' => before = Before::And,
            '/' => before = Before::Slash,
            ',' | ';' | ':' | '.' | '!' | '?' | '(' | ')' | '|' if before == Before::Nothing => {
                before = Before::Comma;
            }
            _ => {}
        }
    }
    end(&mut words, &mut said, &mut before, false);
    words
}

/// Puts the word that was begun to the others, if there is one.
fn end(words: &mut Vec<Word>, said: &mut String, before: &mut Before, hangs: bool) {
    if said.is_empty() {
        return;
    }
    let said = std::mem::take(said);
    let plain = plain(&said);
    words.push(Word { said, plain, before: std::mem::take(before), hangs });
}

/// A word folded, without marks: `é` is `e` here, as among services nothing hangs on it.
pub(super) fn plain(word: &str) -> String {
    if word.len() > WORD_LETTERS_MAX.saturating_mul(4) {
        return String::new();
    }
    let folded = fold_word(word);
    let folded = folded.as_str();
    let plain: String = if folded.is_ascii() {
        folded.chars().filter(char::is_ascii_alphanumeric).collect()
    } else {
        folded.nfd().filter(|letter| letter.is_alphanumeric()).collect()
    };
    if plain.chars().count() > WORD_LETTERS_MAX { String::new() } else { plain }
}

/// Whether it is a number in digits.
pub(super) fn is_digits(plain: &str) -> bool {
    !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit())
}
