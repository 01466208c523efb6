//! Slips of the pen in one word: a letter missing, too many, another, two changed places.
//!
//! How many, which, and how easily it happens in typing. Whose name it is, is not decided here.

use crate::domain::language::Language;
use strsim::osa_distance;

/// What happened to a name before it came here, in words that the desk uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slip {
    /// The host's name lacks a letter.
    Missing,
    /// It has a letter too many.
    Extra,
    /// It has another letter in one place.
    Other,
    /// Two neighbouring letters changed places.
    Swapped,
    /// More than one of these in one word.
    Several,
    /// A word is abbreviated.
    Short,
    /// Words run together or torn apart.
    Torn,
}

impl Slip {
    /// For example `ein Buchstabe fehlt`.
    pub fn told(self, language: Language) -> &'static str {
        match self {
            Slip::Missing => language.pick("ein Buchstabe fehlt", "a letter is missing"),
            Slip::Extra => language.pick("ein Buchstabe zu viel", "a letter too many"),
            Slip::Other => language.pick("ein Buchstabe anders", "one letter differs"),
            Slip::Swapped => language.pick("zwei Buchstaben vertauscht", "two letters swapped"),
            Slip::Several => language.pick("mehrere Buchstaben anders", "several letters differ"),
            Slip::Short => language.pick("abgekürzt", "abbreviated"),
            Slip::Torn => language.pick("anders getrennt", "parted otherwise"),
        }
    }
}

/// Which part of the staff member's name it happened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slipped {
    Given,
    Family,
    /// The name as a whole.
    Whole,
}

impl Slipped {
    /// For example `Vorname`.
    pub fn told(self, language: Language) -> &'static str {
        match self {
            Slipped::Given => language.pick("Vorname", "first name"),
            Slipped::Family => language.pick("Nachname", "family name"),
            Slipped::Whole => language.pick("Wörter", "words"),
        }
    }
}

/// What a letter that is missing, too many or another costs; swapped neighbours and neighbouring keys cost less.
const LETTER_COST: u8 = 10;
/// One letter for quite another one.
const OTHER_COST: u8 = 11;
/// What fingers do: the key beside it, the neighbour first, one letter of a pair.
const FINGER_COST: u8 = 8;
/// Added where the first letter is concerned, which people mostly get right.
const FIRST_COST: u8 = 2;
/// Added where the last letter is missing or too much: that makes other names of names, as Jana of Jan.
const LAST_COST: u8 = 4;
/// Two slips in one word.
const SEVERAL_COST: u8 = 22;

/// The rows of a German keyboard, each a half key further to the right than the one above. Without umlauts: the words
/// compared here have none.
const ROWS: [&str; 3] = ["qwertzuiop", "asdfghjkl", "yxcvbnm"];

/// What makes of `meant` what is `written`, and what it costs. `None` for the same word, and for more than `most` slips.
pub(crate) fn slip(written: &str, meant: &str, most: usize) -> Option<(Slip, u8)> {
    let (written, meant): (Vec<char>, Vec<char>) =
        (written.chars().collect(), meant.chars().collect());
    if written.len().abs_diff(meant.len()) > most {
        return None;
    }
    let same = |pair: &(&char, &char)| pair.0 == pair.1;
    let start = written.iter().zip(&meant).take_while(same).count();
    let (here, there) = (written.get(start..)?, meant.get(start..)?);
    let end = here.iter().rev().zip(there.iter().rev()).take_while(same).count();
    let here = here.get(..here.len().saturating_sub(end))?;
    let there = there.get(..there.len().saturating_sub(end))?;
    let before = start.checked_sub(1).and_then(|at| written.get(at)).copied();
    let (slip, cost) = match (here, there) {
        ([], []) => return None,
        ([], [letter]) if before == Some(*letter) => (Slip::Missing, FINGER_COST),
        ([], [_]) => (Slip::Missing, LETTER_COST),
        ([letter], []) => {
            let after = written.get(start.saturating_add(1)).copied();
            let is_easy = [before, after].into_iter().flatten().any(|by| are_close(by, *letter));
            (Slip::Extra, if is_easy { FINGER_COST } else { LETTER_COST })
        }
        ([one], [other]) => {
            (Slip::Other, if are_close(*one, *other) { FINGER_COST } else { OTHER_COST })
        }
        ([a, b], [c, d]) if a == d && b == c => (Slip::Swapped, FINGER_COST),
        _ if most < 2 => return None,
        _ => {
            let text = |letters: &[char]| letters.iter().collect::<String>();
            let many = osa_distance(&text(here), &text(there));
            return (many <= most).then_some((Slip::Several, SEVERAL_COST));
        }
    };
    let is_last = end == 0 && matches!(slip, Slip::Missing | Slip::Extra);
    let more = if start == 0 { FIRST_COST } else { 0 };
    let more = if is_last { LAST_COST } else { more };
    Some((slip, cost.saturating_add(more)))
}

/// Whether a finger hits one key for the other.
fn are_close(one: char, other: char) -> bool {
    let place = |letter: char| {
        let found =
            |(row, keys): (usize, &&str)| Some((row, keys.chars().position(|key| key == letter)?));
        ROWS.iter().enumerate().find_map(found)
    };
    let (Some(one), Some(other)) = (place(one), place(other)) else { return false };
    let (upper, lower) = if one <= other { (one, other) } else { (other, one) };
    match lower.0.abs_diff(upper.0) {
        0 => upper.1.abs_diff(lower.1) <= 1,
        1 => lower.1 == upper.1 || lower.1.checked_add(1) == Some(upper.1),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_apart() {
        for (written, meant, expected) in [
            ("jmaes", "james", Some((Slip::Swapped, FINGER_COST))),
            ("zicole", "nicole", Some((Slip::Other, OTHER_COST + FIRST_COST))),
            ("micole", "nicole", Some((Slip::Other, FINGER_COST + FIRST_COST))),
            ("ena", "lena", Some((Slip::Missing, LETTER_COST + FIRST_COST))),
            ("ana", "anna", Some((Slip::Missing, FINGER_COST))),
            ("annna", "anna", Some((Slip::Extra, FINGER_COST))),
            ("lenma", "lena", Some((Slip::Extra, FINGER_COST))),
            ("lenpa", "lena", Some((Slip::Extra, LETTER_COST))),
            ("jana", "jan", Some((Slip::Extra, LETTER_COST + LAST_COST))),
            ("herrman", "herrmann", Some((Slip::Missing, FINGER_COST + LAST_COST))),
            ("herrmann", "herrmann", None),
            ("hremranm", "herrmann", None),
            ("anna", "berta", None),
            ("", "lena", None),
        ] {
            assert_eq!(slip(written, meant, 1), expected, "{written} {meant}");
        }
        assert_eq!(slip("hremrann", "herrmann", 2), Some((Slip::Several, SEVERAL_COST)));
        assert_eq!(slip("hremranm", "herrmann", 2), None);
    }

    #[test]
    fn keys_that_fingers_mistake() {
        for (one, other, close) in [
            ('q', 'w', true),
            ('t', 'z', true),
            ('z', 'y', false),
            ('e', 'd', true),
            ('e', 's', true),
            ('e', 'f', false),
            ('a', 'y', true),
            ('s', 'y', true),
            ('q', 'y', false),
            ('n', 'm', true),
            ('n', 'n', true),
            ('n', 'ş', false),
        ] {
            assert_eq!(are_close(one, other), close, "{one} {other}");
            assert_eq!(are_close(other, one), close, "{other} {one}");
        }
    }
}
