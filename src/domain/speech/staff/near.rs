//! Names that are nearly somebody's: as they are heard, and without their marks. What is near is asked about, never taken.

use crate::domain::ids::StaffId;
use crate::domain::people::given::are_akin;
use crate::domain::speech::staff::names::Names;
use crate::domain::text::letters::{bare, sound};
use crate::domain::text::phonetics::cologne;
use strsim::osa_distance;

/// Letters of a word that is near by more than its marks.
const NEAR_LETTERS_MIN: usize = 3;
/// Letters of a word with another letter in it.
const OTHER_LETTERS_MIN: usize = 4;
/// Letters of a word with two other letters in it.
const SEVERAL_LETTERS_MIN: usize = 7;
/// Letters of an ending, as of `Emmalein`.
const ENDING_LETTERS_MAX: usize = 4;
/// People who are asked about at once; with more of them nobody is near.
const NEAR_MAX: usize = 4;
/// Words that are looked at.
const WORDS_MAX: usize = 6;

/// How far a word is from another: the same, without its marks, short for it, as it sounds, a letter apart.
const MARKS: u8 = 1;
const AKIN: u8 = 2;
const SOUNDS: u8 = 2;
const CODE: u8 = 3;
const BEGINS: u8 = 4;
const LETTER: u8 = 4;
const LETTERS: u8 = 6;

/// A word with what it is compared by.
struct Heard {
    folded: String,
    bare: String,
    sound: String,
    code: String,
    letters: usize,
}

impl Heard {
    fn of(folded: &str) -> Heard {
        let bare = bare(folded);
        let (sound, code, letters) = (sound(&bare), cologne(&bare), bare.chars().count());
        Heard { folded: folded.to_owned(), bare, sound, code, letters }
    }
}

/// How far the one is from the other, 0 for the same; `None` if nobody would take the one for the other.
fn distance(said: &Heard, own: &Heard) -> Option<u8> {
    if said.folded == own.folded {
        return Some(0);
    }
    if said.bare == own.bare && !said.bare.is_empty() {
        return Some(MARKS);
    }
    let letters = said.letters.min(own.letters);
    if letters < NEAR_LETTERS_MIN {
        return None;
    }
    if are_akin(&said.bare, &own.bare) {
        return Some(AKIN);
    }
    if said.sound == own.sound {
        return Some(SOUNDS);
    }
    let apart = osa_distance(&said.bare, &own.bare);
    if said.code == own.code && apart <= 2 {
        return Some(CODE);
    }
    if apart == 1 && letters >= OTHER_LETTERS_MIN {
        return Some(LETTER);
    }
    let is_longer = said.letters <= own.letters.saturating_add(ENDING_LETTERS_MAX);
    if own.bare.starts_with(&said.bare) || (said.bare.starts_with(&own.bare) && is_longer) {
        return Some(BEGINS);
    }
    (apart == 2 && letters >= SEVERAL_LETTERS_MIN).then_some(LETTERS)
}

/// Whose names these words may have been meant for, the nearest alone: those with the fewest words that are nobody's, and
/// of them the ones that differ least. Empty if nobody is near, or too many are.
pub(crate) fn nearest(said: &[&str], people: &[Names<'_>]) -> Vec<StaffId> {
    let said: Vec<Heard> = readings(said);
    let mut best: Option<(usize, u8)> = None;
    let mut ids = Vec::new();
    for names in people {
        let own: Vec<Heard> = names.words.iter().map(|word| Heard::of(word)).collect();
        let whole = Heard::of(&names.words.concat());
        let Some(rank) = rank(&said, &own, &whole) else { continue };
        if best.is_none_or(|best| rank < best) {
            best = Some(rank);
            ids.clear();
        }
        if best == Some(rank) {
            ids.push(names.id().clone());
        }
    }
    if ids.len() > NEAR_MAX { Vec::new() } else { ids }
}

fn readings(said: &[&str]) -> Vec<Heard> {
    said.iter().take(WORDS_MAX).map(|word| Heard::of(word)).collect()
}

/// How many words are nobody's, and how far the others are.
fn rank(said: &[Heard], own: &[Heard], whole: &Heard) -> Option<(usize, u8)> {
    let mut cost = 0_u8;
    let mut left = 0_usize;
    for word in said {
        match own.iter().filter_map(|own| distance(word, own)).min() {
            Some(near) => cost = cost.saturating_add(near),
            None => left = left.saturating_add(1),
        }
    }
    if left == 0 && !said.is_empty() {
        return Some((0, cost));
    }
    // `Annalena` for Anna-Lena, `Anna Lena` for Annalena.
    let joined = Heard::of(&said.iter().map(|word| word.bare.as_str()).collect::<String>());
    let pairs = own
        .windows(2)
        .map(|pair| Heard::of(&pair.iter().map(|word| word.bare.as_str()).collect::<String>()));
    let parts =
        own.iter().filter_map(|word| distance(&joined, word)).chain(distance(&joined, whole));
    let torn = pairs.filter_map(|pair| distance(&joined, &pair)).chain(parts).min();
    match torn {
        Some(near) => Some((0, near.saturating_add(MARKS))),
        None => (left < said.len()).then_some((left, cost)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_taken_for_each_other() {
        for (one, other) in [
            ("ayse", "ayşe"),
            ("ema", "emma"),
            ("jurgen", "juergen"),
            ("jorgen", "juergen"),
            ("katherina", "katharina"),
            ("meier", "mayer"),
            ("meyer", "maier"),
            ("steffi", "stefanie"),
            ("kathi", "katharina"),
            ("yasmin", "jasmin"),
            ("mandi", "mandy"),
            ("philip", "philipp"),
            ("chantall", "chantal"),
            ("soren", "søren"),
            ("nikol", "nicole"),
            ("seb", "sebastian"),
            ("weis", "weiss"),
            ("lina", "lena"),
        ] {
            assert!(distance(&Heard::of(one), &Heard::of(other)).is_some(), "{one} {other}");
        }
    }

    #[test]
    fn words_that_are_not() {
        for (one, other) in [
            ("roswitha", "emma"),
            ("paula", "emma"),
            ("max", "mia"),
            ("petra", "birgit"),
            ("jan", "tom"),
            ("bo", "jo"),
            ("schneiden", "emma"),
            ("", "emma"),
            ("maria", "meier"),
            ("klaus", "karin"),
        ] {
            assert_eq!(distance(&Heard::of(one), &Heard::of(other)), None, "{one} {other}");
        }
    }
}
