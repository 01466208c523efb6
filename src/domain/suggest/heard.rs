//! Two names that were said by one telephone: one person's, heard otherwise, or two people's.
//!
//! Much milder than what decides about hosts: the same telephone, and mostly the same wish, speak for one person already.
//! All the same a known first name is never another one, so a mother and her child stay two.

use crate::domain::people::given::{are_akin, is_known};
use crate::domain::suggest::words::is_noise;
use crate::domain::text::fold::{fold, fold_word};
use crate::domain::text::letters::{bare, sound, typed};
use std::cmp::Ordering;
use strsim::osa_distance;

/// Letters a word needs for being another one that sounds the same.
const SOUND_LETTERS_MIN: usize = 3;
/// Letters a word needs for one slip in it.
const SLIP_LETTERS_MIN: usize = 4;
/// Letters a word needs for two.
const SLIPS_LETTERS_MIN: usize = 7;
/// Words of a name that are looked at.
const WORDS_MAX: usize = 8;

/// What a name that is said is beside one that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The same name.
    Same,
    /// One person's, spelt otherwise.
    Spelling,
    /// One person's, and less of it.
    Less,
    /// One person's, and more of it.
    More,
    /// Another person's.
    Other,
}

impl Heard {
    pub fn is_same_person(self) -> bool {
        self != Heard::Other
    }
}

struct Word {
    folded: String,
    bare: String,
    typed: String,
}

/// How a name that is said stands to a known one.
pub fn heard(known: &str, said: &str) -> Heard {
    let (known_words, said_words) = (words(known), words(said));
    if known_words.is_empty() || said_words.is_empty() {
        return if fold(known) == fold(said) { Heard::Same } else { Heard::Other };
    }
    let is_less = said_words.len() < known_words.len();
    let (short, long) = match is_less {
        true => (&said_words, &known_words),
        false => (&known_words, &said_words),
    };
    let Some(all_equal) = paired(short, long) else { return Heard::Other };
    match (short.len() == long.len(), is_less, all_equal) {
        (true, _, true) => Heard::Same,
        (true, _, false) => Heard::Spelling,
        (false, true, _) => Heard::Less,
        (false, false, _) => Heard::More,
    }
}

/// Whether what is said tells more of a known name, or spells it as well or better: a first name that there is before one
/// that there is not; else, what is misheard mostly lacks letters.
pub fn corrects(known: &str, said: &str) -> bool {
    let letters = |name: &str| name.chars().filter(|letter| letter.is_alphabetic()).count();
    let is_title = |word: &str| is_noise(fold_word(word.trim_end_matches('.')).as_str());
    if said.split_whitespace().any(is_title) {
        return false;
    }
    match heard(known, said) {
        Heard::More => true,
        Heard::Spelling => match given_names(known).cmp(&given_names(said)) {
            Ordering::Less => true,
            Ordering::Equal => letters(said) >= letters(known),
            Ordering::Greater => false,
        },
        Heard::Same | Heard::Less | Heard::Other => false,
    }
}

/// How many words of a name are first names that there are.
fn given_names(name: &str) -> usize {
    words(name).iter().filter(|word| is_known(&word.bare)).count()
}

/// The words of a name without titles and salutations.
fn words(name: &str) -> Vec<Word> {
    let word = |folded: &str| {
        let folded = folded.trim_end_matches('.').to_owned();
        Word { bare: bare(&folded), typed: typed(&folded), folded }
    };
    let folded = fold(name);
    let words = folded.words().take(WORDS_MAX).map(word);
    words.filter(|word| !word.folded.is_empty() && !is_noise(&word.folded)).collect()
}

/// Whether each word of the shorter name is one of the longer's: `Some(true)` if all are the same.
fn paired(short: &[Word], long: &[Word]) -> Option<bool> {
    let mut free: Vec<&Word> = long.iter().collect();
    let mut all_equal = true;
    // The same words first, so that a slip does not take another's place.
    let mut rest = Vec::new();
    for word in short {
        match free.iter().position(|other| other.folded == word.folded) {
            Some(at) => drop(free.remove(at)),
            None => rest.push(word),
        }
    }
    for word in rest {
        let at = free.iter().position(|other| is_heard_as(word, other))?;
        free.remove(at);
        all_equal = false;
    }
    Some(all_equal)
}

/// Whether one word may be the other, heard or written otherwise.
fn is_heard_as(one: &Word, other: &Word) -> bool {
    // A pseudonym or a number is that one alone.
    let is_plain = |word: &Word| word.folded.chars().all(|letter| !letter.is_numeric());
    if !is_plain(one) || !is_plain(other) {
        return false;
    }
    if one.bare == other.bare || are_akin(&one.bare, &other.bare) {
        return true;
    }
    let letters = one.bare.chars().count().min(other.bare.chars().count());
    if letters >= SOUND_LETTERS_MIN && sound(&one.bare) == sound(&other.bare) {
        return true;
    }
    if is_known(&one.bare) && is_known(&other.bare) {
        return false;
    }
    let most = match letters {
        SLIPS_LETTERS_MIN.. => 2,
        SLIP_LETTERS_MIN.. => 1,
        _ => return false,
    };
    osa_distance(&one.typed, &other.typed) <= most || osa_distance(&one.bare, &other.bare) <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_is_heard_otherwise_and_two_stay_two() {
        for (known, said, expected) in [
            ("Kim Muster", "kim  MUSTER", Heard::Same),
            ("Kim Muster", "Muster, Kim", Heard::Same),
            ("Kim Muster", "Muster Kim", Heard::Same),
            ("Kim Muster", "Frau Kim Muster", Heard::Same),
            ("Kim Muster", "Kim Mustr", Heard::Spelling),
            ("Kim Muster", "Kimm Muster", Heard::Spelling),
            ("Kim Mustr", "Kim Muster", Heard::Spelling),
            ("Zoë Beispiel", "Zoe Beispil", Heard::Spelling),
            ("Jürgen Weiß", "Juergen Weiss", Heard::Same),
            ("Jürgen Weiß", "Jurgen Weis", Heard::Spelling),
            ("Sophie Meyer", "Sofie Maier", Heard::Spelling),
            ("Stefanie Roth", "Steffi Roth", Heard::Spelling),
            ("Kim Muster", "Muster", Heard::Less),
            ("Kim Muster", "Herr Muster", Heard::Less),
            ("Kim Muster", "Kim", Heard::Less),
            ("Muster", "Kim Muster", Heard::More),
            ("Anna-Lena Vogel", "Anna Vogel", Heard::Less),
            ("Kim Muster", "Lena Muster", Heard::Other),
            ("Kim Muster", "Tim Muster", Heard::Other),
            ("Laura Muster", "Lara Muster", Heard::Other),
            ("Jan Muster", "Jana Muster", Heard::Other),
            ("Christian Vogel", "Christina Vogel", Heard::Other),
            ("Kim Muster", "Ada Anders", Heard::Other),
            ("Kundin 234567", "Kundin 234568", Heard::Other),
            ("Kundin 234567", "Kundin 234567", Heard::Same),
            ("", "Kim", Heard::Other),
            ("Kim", "", Heard::Other),
            ("Frau", "frau", Heard::Same),
        ] {
            assert_eq!(heard(known, said), expected, "{known:?} {said:?}");
        }
    }

    #[test]
    fn the_better_spelling_is_kept() {
        for (known, said, expected) in [
            ("Kim Mustr", "Kim Muster", true),
            ("Kim Muster", "Kim Mustr", false),
            ("Kim Maier", "Kim Meier", true),
            ("Kim Muster", "Kimm Muster", false),
            ("Kimm Muster", "Kim Muster", true),
            ("Muster", "Kim Muster", true),
            ("Muster", "Frau Kim Muster", false),
            ("Kim Muster", "Muster", false),
            ("Kim Muster", "Lena Muster", false),
            ("Kim Muster", "kim muster", false),
        ] {
            assert_eq!(corrects(known, said), expected, "{known:?} {said:?}");
        }
    }
}
