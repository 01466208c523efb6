//! How two words of two names are tied: the same name, short for it, a slip of the pen, or nothing.
//!
//! One letter is nothing to go by: Christina and Christian, Müller and Möller are written alike and are other
//! people. So a known name is never taken for another known name, in whichever part of the name it stands.

use crate::domain::people::given::{are_akin, is_known, spellings};
use crate::domain::suggest::words::Word;
use crate::domain::text::fold::fold_word;
use crate::domain::text::letters::are_transposed;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Letters a word needs for two writings that sound alike to be one word.
const SOUND_LETTERS_MIN: usize = 4;
/// Letters a word needs for a slip in it: in shorter ones every letter tells names apart.
const SLIP_LETTERS_MIN: usize = 5;
/// Jaro-Winkler likeness below which no slip is seen.
const SLIP_LIKENESS_MIN: f64 = 0.88;

/// Family names that many have. Near to one of them mostly stands another one.
const SURNAMES: &str = include_str!("surnames.txt");

/// Folded, so that `Krämer` and `Kramer` stay two.
static COMMON: LazyLock<HashSet<String>> = LazyLock::new(|| {
    SURNAMES.split_whitespace().map(|name| fold_word(name).as_str().to_owned()).collect()
});

/// Which part of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Given,
    Family,
}

/// What ties two words, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tie {
    /// Alike, and likely another name.
    Doubtful,
    /// One is the other's initial or abbreviation.
    Initial,
    /// One looks like a slip of the pen.
    Slip,
    /// They sound the same.
    Sound,
    /// One is short for the other.
    Nickname,
    /// Family names of one family, as `Kowalska` and `Kowalski`.
    Gendered,
    /// The same but for marks, as `Mueller` and `Muller`.
    Marks,
    /// The same after folding.
    Same,
}

impl Tie {
    /// How much it says, in per cent of the same name.
    pub(crate) fn percent(self) -> u8 {
        match self {
            Tie::Doubtful => 30,
            Tie::Initial => 60,
            Tie::Slip => 72,
            Tie::Sound => 85,
            Tie::Nickname => 90,
            Tie::Gendered => 92,
            Tie::Marks => 95,
            Tie::Same => 100,
        }
    }
}

/// What ties two words in this part of a name; `None` for different names.
pub(crate) fn tie(one: &Word, other: &Word, part: Part) -> Option<Tie> {
    if one.folded == other.folded {
        let is_initial = one.bare.chars().nth(1).is_none();
        return Some(if is_initial { Tie::Initial } else { Tie::Same });
    }
    if one.is_short || other.is_short {
        let (short, long) = if one.is_short { (one, other) } else { (other, one) };
        return long.bare.starts_with(&short.bare).then_some(Tie::Initial);
    }
    let common = are_common(one, other);
    if one.bare == other.bare {
        return Some(if common { Tie::Doubtful } else { Tie::Marks });
    }
    if part == Part::Given && are_akin(&one.bare, &other.bare) {
        return Some(Tie::Nickname);
    }
    if is_known(&one.bare) && is_known(&other.bare) {
        return None;
    }
    if part == Part::Family && are_gendered(&one.bare, &other.bare) {
        return Some(Tie::Gendered);
    }
    let near = near(one, other, part)?;
    Some(if common { Tie::Doubtful } else { near })
}

/// Whether many have the one family name and many the other.
pub(crate) fn are_common(one: &Word, other: &Word) -> bool {
    COMMON.contains(&one.folded) && COMMON.contains(&other.folded)
}

/// Polish and Russian family names that agree with the person. In Germany both forms are seen for one person.
pub(crate) fn are_gendered(one: &str, other: &str) -> bool {
    let endings = [("ski", "ska"), ("cki", "cka"), ("zki", "zka"), ("ov", "ova"), ("ev", "eva")];
    let goes = |man: &str, woman: &str| {
        endings.iter().any(|(male, female)| {
            let stem = man.strip_suffix(male);
            stem.is_some_and(|stem| !stem.is_empty() && woman.strip_suffix(female) == Some(stem))
        })
    };
    goes(one, other) || goes(other, one)
}

/// Two writings that are not both known names.
fn near(one: &Word, other: &Word, part: Part) -> Option<Tie> {
    let (a, b) = (one.bare.as_str(), other.bare.as_str());
    let letters = a.chars().count().min(b.chars().count());
    if letters >= SOUND_LETTERS_MIN && one.sound == other.sound {
        return Some(Tie::Sound);
    }
    match part {
        Part::Family => family_slip(a, b),
        Part::Given => match (is_known(a), is_known(b)) {
            (true, false) => spellings(a).into_iter().filter_map(|a| given_slip(a, b)).max(),
            (false, true) => spellings(b).into_iter().filter_map(|b| given_slip(a, b)).max(),
            // Where the tables know neither, each may be a name of its own.
            (false, false) => {
                (is_slip(a, b) && ends_alike(a, b) && are_transposed(a, b)).then_some(Tie::Slip)
            }
            (true, true) => None,
        },
    }
}

/// One letter too many, too few, another, or two that changed places.
fn is_slip(a: &str, b: &str) -> bool {
    a.chars().count().min(b.chars().count()) >= SLIP_LETTERS_MIN
        && a.chars().next() == b.chars().next()
        && strsim::osa_distance(a, b) == 1
        && strsim::jaro_winkler(a, b) >= SLIP_LIKENESS_MIN
}

/// The last letter makes other names of names: Jan and Jana, Schulz and Schulze.
fn ends_alike(a: &str, b: &str) -> bool {
    a.chars().next_back() == b.chars().next_back()
}

/// Of a name that the tables know, and one that is none they know.
fn given_slip(a: &str, b: &str) -> Option<Tie> {
    if !is_slip(a, b) {
        return None;
    }
    let is_replaced = a.chars().count() == b.chars().count();
    match (are_transposed(a, b), ends_alike(a, b)) {
        (true, _) => Some(Tie::Slip),
        (false, false) => None,
        (false, true) if is_replaced => Some(Tie::Doubtful),
        (false, true) => Some(Tie::Slip),
    }
}

/// Family names differ by a letter too often to believe in more than swapped ones.
fn family_slip(a: &str, b: &str) -> Option<Tie> {
    let tie = if are_transposed(a, b) && ends_alike(a, b) { Tie::Slip } else { Tie::Doubtful };
    is_slip(a, b).then_some(tie)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::suggest::words::names;

    fn word(text: &str) -> Word {
        names(text)[0].words().next().unwrap().clone()
    }

    #[test]
    fn words_are_tied_as_people_tie_them() {
        for (one, other, part, expected) in [
            ("Anna", "ANNA", Part::Given, Some(Tie::Same)),
            ("Mueller", "Müller", Part::Family, Some(Tie::Same)),
            ("Muller", "Müller", Part::Family, Some(Tie::Marks)),
            ("Yildiz", "Yıldız", Part::Family, Some(Tie::Marks)),
            ("Kowalski", "Kowalska", Part::Family, Some(Tie::Gendered)),
            ("Steffi", "Stefanie", Part::Given, Some(Tie::Nickname)),
            ("Steffi", "Stefanie", Part::Family, None),
            ("Stehpanie", "Stefanie", Part::Given, Some(Tie::Slip)),
            ("Katharian", "Katharina", Part::Given, Some(Tie::Slip)),
            ("A.", "Anna", Part::Given, Some(Tie::Initial)),
            ("Chr.", "Christina", Part::Given, Some(Tie::Initial)),
            ("A.", "Mia", Part::Given, None),
            ("Melanni", "Melanie", Part::Given, Some(Tie::Sound)),
            ("Schmdit", "Schmidt", Part::Family, Some(Tie::Slip)),
        ] {
            assert_eq!(tie(&word(one), &word(other), part), expected, "{one} {other}");
            assert_eq!(tie(&word(other), &word(one), part), expected, "{other} {one}");
        }
    }

    #[test]
    fn a_letter_apart_is_another_person() {
        for (one, other) in [
            ("Christina", "Christian"),
            ("Christine", "Christiane"),
            ("Jana", "Jan"),
            ("Marie", "Mario"),
            ("Andrea", "Andreas"),
            ("Michele", "Michelle"),
            ("Rene", "Renée"),
            ("Mirko", "Marko"),
            ("Lina", "Lena"),
        ] {
            for part in [Part::Given, Part::Family] {
                assert_eq!(tie(&word(one), &word(other), part), None, "{one} {other}");
            }
        }
        for (one, other) in [
            ("Müller", "Möller"),
            ("Meier", "Meyer"),
            ("Krämer", "Kramer"),
            ("Schmidt", "Schmitz"),
            ("Hartung", "Harting"),
            ("Schulz", "Schulze"),
            ("Hofmann", "Hoffmann"),
        ] {
            let found = tie(&word(one), &word(other), Part::Family);
            assert!(matches!(found, None | Some(Tie::Doubtful)), "{one} {other} {found:?}");
        }
    }
}
