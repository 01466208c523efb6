//! Words and phrases that are known by heart, each list one text, looked up in no time.

use std::collections::HashSet;
use std::sync::OnceLock;

/// Words, parted by blanks.
pub(crate) struct WordList {
    text: &'static str,
    words: OnceLock<Words>,
}

struct Words {
    words: HashSet<&'static str>,
    /// The signs of all of them: most words that are looked up have another.
    signs: u128,
}

/// One bit that two words rarely share.
fn sign(word: &str) -> u128 {
    let letters = word.as_bytes();
    let letter = |letter: Option<&u8>| usize::from(letter.copied().unwrap_or_default());
    let mixed = letter(letters.first())
        .wrapping_mul(7)
        .wrapping_add(letter(letters.last()).wrapping_mul(13))
        .wrapping_add(letters.len().wrapping_mul(31));
    1_u128 << (mixed % 128)
}

impl WordList {
    pub(crate) const fn of(text: &'static str) -> WordList {
        WordList { text, words: OnceLock::new() }
    }

    /// Whether the word is among them, as it stands.
    pub(crate) fn has(&self, word: &str) -> bool {
        let known = self.words.get_or_init(|| {
            let words: HashSet<&'static str> = self.text.split_whitespace().collect();
            let signs = words.iter().fold(0, |signs, word| signs | sign(word));
            Words { words, signs }
        });
        known.signs & sign(word) != 0 && known.words.contains(word)
    }
}

/// Phrases of several words, parted by commas.
pub(crate) struct PhraseList {
    text: &'static str,
    phrases: OnceLock<Vec<Vec<&'static str>>>,
}

impl PhraseList {
    pub(crate) const fn of(text: &'static str) -> PhraseList {
        PhraseList { text, phrases: OnceLock::new() }
    }

    pub(crate) fn all(&self) -> &[Vec<&'static str>] {
        let words = |phrase: &'static str| phrase.split_whitespace().collect();
        self.phrases.get_or_init(|| self.text.split(',').map(words).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static WORDS: WordList = WordList::of("ab cd\n  ef");
    static PHRASES: PhraseList = PhraseList::of("ab cd, ef,\n gh ij");

    #[test]
    fn what_is_in_a_list_is_found() {
        assert!(["ab", "cd", "ef"].iter().all(|word| WORDS.has(word)));
        assert!(["", "a", "ab cd", "AB"].iter().all(|word| !WORDS.has(word)));
        assert_eq!(PHRASES.all(), [vec!["ab", "cd"], vec!["ef"], vec!["gh", "ij"]]);
    }
}
