//! Words and phrases that are known by heart, each list one text, looked up in no time.

use std::collections::HashSet;
use std::sync::OnceLock;

/// Words, parted by blanks.
pub(crate) struct WordList {
    text: &'static str,
    words: OnceLock<HashSet<&'static str>>,
}

impl WordList {
    pub(crate) const fn of(text: &'static str) -> WordList {
        WordList { text, words: OnceLock::new() }
    }

    /// Whether the word is among them, as it stands.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.words.get_or_init(|| self.text.split_whitespace().collect()).contains(word)
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
