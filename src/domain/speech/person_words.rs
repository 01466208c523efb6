//! The words of what was said of people: folded, without punctuation, so that names and small words are found in them.

use crate::domain::text::fold::fold_word;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words that are looked at; what follows is no name any more.
const WORDS_MAX: usize = 60;
/// Characters of one word.
const WORD_CHARS_MAX: usize = 40;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PersonWord {
    /// As said, without punctuation.
    pub text: String,
    pub folded: String,
    /// Whether a comma or another sign stands before the next word, more than a blank, a dot or a hyphen.
    pub is_last: bool,
}

impl PersonWord {
    /// Whether it was written with a capital letter at its start.
    pub fn is_capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }
}

/// The words, in order. Hyphens part them, as in `Anna-Lena`; apostrophes do not, and `'s` falls away.
pub(crate) fn person_words(said: &str) -> Vec<PersonWord> {
    let mut words: Vec<PersonWord> = Vec::new();
    let mut text = String::new();
    for letter in said.nfkc() {
        if letter.is_alphanumeric() || is_combining_mark(letter) || is_apostrophe(letter) {
            if text.chars().count() < WORD_CHARS_MAX {
                text.push(letter);
            }
            continue;
        }
        if !push(&mut words, &mut text) {
            return words;
        }
        let parts_names =
            !letter.is_whitespace() && !['.', '-', '_', '"', '„', '“', '”'].contains(&letter);
        if let (true, Some(last)) = (parts_names && !is_dash(letter), words.last_mut()) {
            last.is_last = true;
        }
    }
    push(&mut words, &mut text);
    words
}

/// Adds the word that was gathered, if there is one. `false` once there are enough.
fn push(words: &mut Vec<PersonWord>, text: &mut String) -> bool {
    let whole = std::mem::take(text);
    let bare = whole.trim_matches(is_apostrophe);
    let owner = bare.strip_suffix(['s', 'S']).and_then(|rest| rest.strip_suffix(is_apostrophe));
    let plain: String = owner.unwrap_or(bare).chars().filter(|c| !is_apostrophe(*c)).collect();
    if plain.chars().any(char::is_alphanumeric) {
        let folded = fold_word(&plain).as_str().to_owned();
        words.push(PersonWord { text: plain, folded, is_last: false });
    }
    words.len() < WORDS_MAX
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}' | '\u{2018}' | '\u{2bc}' | '`' | '\u{b4}')
}

fn is_dash(letter: char) -> bool {
    matches!(letter, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_know_what_parts_them() {
        let told = |said: &str| {
            let word = |word: &PersonWord| {
                format!("{}{}", word.folded, if word.is_last { "," } else { "" })
            };
            person_words(said).iter().map(word).collect::<Vec<_>>().join(" ")
        };
        for (said, expected) in [
            ("die Emma", "die emma"),
            ("\"Jürgen\"", "juergen"),
            ("Anna-Lena, Fr. Weiß", "anna lena, fr weiss"),
            ("Emma/Lena", "emma, lena"),
            ("Emma's O'Neil", "emma oneil"),
            ("  'null' ", "null"),
            ("N/A", "n, a"),
            ("💇 - …", ""),
            ("İbrahim", "ibrahim"),
        ] {
            assert_eq!(told(said), expected, "{said:?}");
        }
        assert!(person_words(&"a ".repeat(5_000)).len() <= WORDS_MAX);
        assert_eq!(person_words(&"a".repeat(5_000))[0].text.len(), WORD_CHARS_MAX);
        assert!(person_words("Emma")[0].is_capital() && !person_words("emma")[0].is_capital());
    }
}
