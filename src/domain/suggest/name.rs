//! How like two names are: part by part, never as a whole.
//!
//! First and last name are both required. A whole-name measure rates `Christina Vogel` and `Christian Vogel`
//! above `Steffi Vogel` and `Stefanie Vogel`; a person does the opposite, and so does this.

use crate::domain::people::given::{are_akin, is_known};
use crate::domain::suggest::likeness::{Part, Tie, tie};
use crate::domain::suggest::words::{Name, Reading, Word};
use std::cmp::Reverse;

/// From here on first and last name are both there. What is less is a weak suggestion at most.
pub(crate) const NAME_SOLID_PERCENT: u8 = 58;
/// A lone first name, in per cent of the tie it has.
const LONE_GIVEN_PERCENT: u8 = 25;
/// A lone family name, likewise.
const LONE_FAMILY_PERCENT: u8 = 22;
/// A first name with another family name: married, or another person.
const MARRIED_PERCENT: u8 = 20;
/// What a first name's tie must be worth before another family name is overlooked, and to stand alone.
const LONE_TIE_PERCENT_MIN: u8 = 85;
/// `Anna` for `Anna-Lena`, in per cent of the whole.
const FIRST_OF_GIVEN_PERCENT: u8 = 92;
/// `Lena` for `Anna-Lena`.
const LATER_OF_GIVEN_PERCENT: u8 = 84;
/// `Anna` for `Anna M.`.
const WITHOUT_MIDDLE_INITIAL_PERCENT: u8 = 97;
/// `Müller` for `Müller-Schmidt`.
const PART_OF_FAMILY_PERCENT: u8 = 88;
/// Taken off where one name is read turned round and the other is not.
const ORDER_PERCENT: u8 = 3;

/// Middle names that half of all Vietnamese bear, bare.
const MIDDLE: [&str; 2] = ["thi", "van"];
/// Words before family names that are often left out, folded.
const PARTICLES: [&str; 16] = [
    "von", "vom", "zu", "zur", "van", "der", "den", "de", "da", "di", "del", "la", "el", "al",
    "ten", "ter",
];

/// What one name says of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Said {
    /// It is another person's: it holds a known first name, and this person is not called so.
    Other,
    /// Nothing either way.
    Nothing,
    /// It is like it, 1 to 100.
    Like(u8),
}

/// Compares what a host is called with what a staff member is called.
pub(crate) fn compare(host: &[Name], staff: &[Name]) -> Said {
    let pairs = host.iter().flat_map(|host| staff.iter().map(move |staff| (host, staff)));
    let like = best(pairs.map(|(host, staff)| likeness(host, staff)));
    let called = |word: &Word| {
        let mut theirs = staff.iter().flat_map(Name::words);
        theirs.any(|their| their.bare == word.bare || are_akin(&their.bare, &word.bare))
    };
    let mut words = host.iter().flat_map(Name::words);
    let mut is_other = || words.any(|word| is_known(&word.bare) && !called(word));
    match like {
        0 if is_other() => Said::Other,
        0 => Said::Nothing,
        // An initial of the staff member's beside another one's first name, as `d. Vries Aylin` beside Daniela de Vries.
        1..NAME_SOLID_PERCENT if is_other() => Said::Like(like.min(MARRIED_PERCENT)),
        _ => Said::Like(like),
    }
}

/// 0 to 100. 100 only for the same words in the same order.
fn likeness(host: &Name, staff: &Name) -> u8 {
    match (host.lone(), staff.lone()) {
        (Some(host), Some(staff)) => alike(host, staff),
        (Some(words), None) => best(staff.readings().iter().map(|whole| alone(words, whole))),
        (None, Some(words)) => best(host.readings().iter().map(|whole| alone(words, whole))),
        (None, None) => {
            let staff = staff.readings();
            let host = host.readings();
            best(host.iter().flat_map(|host| staff.iter().map(move |staff| both(host, staff))))
        }
    }
}

/// First and last name against first and last name.
fn both(host: &Reading<'_>, staff: &Reading<'_>) -> u8 {
    let Some(given) = given(&host.given, &staff.given) else { return 0 };
    let first = given.percent;
    let full = |reading: &Reading<'_>| reading.family.iter().all(|word| !word.is_short);
    match family(&host.family, &staff.family) {
        Some(family) => {
            let both = percent_of(first, family.percent);
            // Each has a word that the other has not: `Abd Roth` and `Abd el-Karim` are two.
            let (left, theirs) =
                (given.is_left.0 || family.is_left.0, given.is_left.1 || family.is_left.1);
            let both =
                if left && theirs { percent_of(both, Tie::Doubtful.percent()) } else { both };
            if host.is_turned == staff.is_turned {
                both
            } else if is_given_throughout(host) {
                // Simon Peter and Peter Simon may well be two.
                percent_of(both, Tie::Doubtful.percent())
            } else {
                both.saturating_sub(ORDER_PERCENT)
            }
        }
        None if host.is_turned || staff.is_turned || !full(host) || !full(staff) => 0,
        None if first >= LONE_TIE_PERCENT_MIN => percent_of(first, MARRIED_PERCENT),
        None => 0,
    }
}

/// Whether nothing tells which of the words is the family name.
fn is_given_throughout(reading: &Reading<'_>) -> bool {
    reading.given.iter().chain(&reading.family).all(|word| is_known(&word.bare))
}

/// A lone name against a whole one.
fn alone(words: &[Word], whole: &Reading<'_>) -> u8 {
    let words: Vec<&Word> = words.iter().collect();
    let first = given(&words, &whole.given).map(|first| first.percent);
    let first = first.filter(|first| *first >= LONE_TIE_PERCENT_MIN);
    let last = family(&words, &whole.family).map(|last| last.percent);
    let last = last.filter(|last| *last >= LONE_TIE_PERCENT_MIN);
    let first = first.map(|first| percent_of(first, LONE_GIVEN_PERCENT));
    let last = last.map(|last| percent_of(last, LONE_FAMILY_PERCENT));
    first.max(last).unwrap_or(0)
}

/// Two lone names: the salon itself writes only first names.
fn alike(host: &[Word], staff: &[Word]) -> u8 {
    let (host, staff): (Vec<&Word>, Vec<&Word>) = (host.iter().collect(), staff.iter().collect());
    let first = given(&host, &staff).map(|first| first.percent);
    let first = first.filter(|first| *first >= LONE_TIE_PERCENT_MIN);
    first.map_or(0, |first| percent_of(first, LONE_GIVEN_PERCENT))
}

/// How like two first names or two family names are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Likeness {
    percent: u8,
    /// Whether the one and the other have a full word that the other has not.
    is_left: (bool, bool),
}

impl Likeness {
    fn whole(percent: u8) -> Likeness {
        Likeness { percent, is_left: (false, false) }
    }
}

/// How like two first names are. `None`: two people.
fn given(one: &[&Word], other: &[&Word]) -> Option<Likeness> {
    let is_middle = |word: &Word| MIDDLE.contains(&word.bare.as_str());
    let (one, other) = (without(one, is_middle), without(other, is_middle));
    if one.len() != other.len() && joined(&one) == joined(&other) {
        return Some(Likeness::whole(Tie::Marks.percent()));
    }
    if are_initials(&one, &other) || are_initials(&other, &one) {
        return Some(Likeness::whole(Tie::Initial.percent()));
    }
    let aligned = align(&one, &other, Part::Given).and_then(|aligned| given_words(&aligned));
    let nickname = Tie::Nickname.percent();
    if one.len() != other.len()
        && are_akin(&joined(&one), &joined(&other))
        && aligned.is_none_or(|aligned| aligned.percent <= nickname)
    {
        return Some(Likeness::whole(nickname));
    }
    aligned
}

/// The worth of first names word by word. `None`: two people, as Anna-Lena and Anna-Maria.
fn given_words(aligned: &Aligned<'_>) -> Option<Likeness> {
    let left = match (aligned.left_of_one.as_slice(), aligned.left_of_other.as_slice()) {
        ([], []) => return Some(Likeness::whole(aligned.percent)),
        (left, []) | ([], left) => left,
        _ => return None,
    };
    let is_short = left.iter().all(|(_, word)| word.is_short);
    let part = if is_short {
        WITHOUT_MIDDLE_INITIAL_PERCENT
    } else if left.iter().all(|(at, _)| *at > 0) {
        FIRST_OF_GIVEN_PERCENT
    } else {
        LATER_OF_GIVEN_PERCENT
    };
    let of_one = !aligned.left_of_one.is_empty();
    let is_left = (of_one && !is_short, !of_one && !is_short);
    Some(Likeness { percent: percent_of(aligned.percent, part), is_left })
}

/// Whether it only leads to the family name.
pub(crate) fn is_particle(word: &Word) -> bool {
    PARTICLES.contains(&word.folded.as_str())
}

/// How like two family names are. `None`: two families.
fn family(one: &[&Word], other: &[&Word]) -> Option<Likeness> {
    if one.len() != other.len() && joined(one) == joined(other) {
        return Some(Likeness::whole(Tie::Marks.percent()));
    }
    let (one, other) = (without(one, is_particle), without(other, is_particle));
    let aligned = align(&one, &other, Part::Family)?;
    let is_left = (!aligned.left_of_one.is_empty(), !aligned.left_of_other.is_empty());
    let percent = match is_left {
        (false, false) => aligned.percent,
        (false, true) | (true, false) => percent_of(aligned.percent, PART_OF_FAMILY_PERCENT),
        // Müller-Schmidt and Müller-Weber: the same family now and then.
        (true, true) => percent_of(aligned.percent, Tie::Doubtful.percent()),
    };
    // It is counted already.
    let is_left = if is_left == (true, true) { (false, false) } else { is_left };
    Some(Likeness { percent, is_left })
}

/// Words of two names in pairs.
struct Aligned<'a> {
    /// Of the weakest pair: a name is as good as its worst word.
    percent: u8,
    /// The words without a partner, and where they stand.
    left_of_one: Vec<(usize, &'a Word)>,
    left_of_other: Vec<(usize, &'a Word)>,
}

/// Pairs the words, strongest tie first; `None` without any pair.
fn align<'a>(one: &[&'a Word], other: &[&'a Word], part: Part) -> Option<Aligned<'a>> {
    let mut ties: Vec<(Tie, usize, usize)> = Vec::new();
    for (at, word) in one.iter().enumerate() {
        let found = other.iter().enumerate();
        ties.extend(found.filter_map(|(to, their)| Some((tie(word, their, part)?, at, to))));
    }
    ties.sort_by_key(|(tie, at, to)| (Reverse(*tie), *at, *to));
    let mut taken: Vec<(Tie, usize, usize)> = Vec::new();
    for (tie, at, to) in ties {
        if taken.iter().all(|(_, here, there)| *here != at && *there != to) {
            taken.push((tie, at, to));
        }
    }
    let percent = taken.iter().map(|(tie, _, _)| tie.percent()).min()?;
    let left = |words: &[&'a Word], is_taken: &dyn Fn(usize) -> bool| {
        let words = words.iter().copied().enumerate();
        words.filter(|(at, _)| !is_taken(*at)).collect::<Vec<_>>()
    };
    Some(Aligned {
        percent,
        left_of_one: left(one, &|at| taken.iter().any(|(_, here, _)| *here == at)),
        left_of_other: left(other, &|at| taken.iter().any(|(_, _, there)| *there == at)),
    })
}

/// `HP` for `Hans-Peter`.
fn are_initials(short: &[&Word], long: &[&Word]) -> bool {
    let [short] = short else { return false };
    let initials: String = long.iter().filter_map(|word| word.bare.chars().next()).collect();
    long.len() > 1 && short.bare == initials
}

/// The words but for those that say little, unless nothing else would be left.
fn without<'a>(words: &[&'a Word], says_little: impl Fn(&Word) -> bool) -> Vec<&'a Word> {
    let rest: Vec<&Word> = words.iter().copied().filter(|word| !says_little(word)).collect();
    if rest.is_empty() { words.to_vec() } else { rest }
}

fn joined(words: &[&Word]) -> String {
    words.iter().map(|word| word.bare.as_str()).collect()
}

fn best(likenesses: impl Iterator<Item = u8>) -> u8 {
    likenesses.max().unwrap_or(0)
}

/// Of a whole in per cent, so many per cent.
fn percent_of(whole: u8, percent: u8) -> u8 {
    let product = u16::from(whole).saturating_mul(u16::from(percent));
    u8::try_from(product / 100).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::suggest::words::names;

    fn said(host: &str, staff: &str) -> Said {
        compare(&names(host), &names(staff))
    }

    fn percent(host: &str, staff: &str) -> u8 {
        match said(host, staff) {
            Said::Like(percent) => percent,
            Said::Nothing | Said::Other => 0,
        }
    }

    #[test]
    fn a_person_recognises_them() {
        for (host, staff) in [
            ("Steffi Vogel", "Stefanie Vogel"),
            ("Muller Anna", "Anna Müller"),
            ("A. Müller", "Anna Müller"),
            ("Anna M.", "Anna Müller"),
            ("Anna Müller", "Anna-Lena Müller"),
            ("Annalena Müller", "Anna-Lena Müller"),
            ("Anna Schmidt", "Anna Müller-Schmidt"),
            ("Mai Nguyen", "Nguyễn Thị Mai"),
            ("Ayse Yildiz", "Ayşe Yıldız"),
            ("Gosia Kowalski", "Małgorzata Kowalska"),
            ("HP Roth", "Hans-Peter Roth"),
            ("Lena Berg", "Lena van der Berg"),
            ("Stehpanie Vogel", "Stephanie Vogel"),
        ] {
            assert!(percent(host, staff) >= NAME_SOLID_PERCENT, "{host} {staff}");
            assert_eq!(percent(host, staff), percent(staff, host), "{host} {staff}");
        }
        assert_eq!(percent("Anna Müller", "Anna Mueller"), 100);
    }

    #[test]
    fn they_are_other_people() {
        for (host, staff) in [
            ("Christian Vogel", "Christina Vogel"),
            ("Jan Weber", "Jana Weber"),
            ("Mario Roth", "Marie Roth"),
            ("Anna-Maria Roth", "Anna-Lena Roth"),
            ("Peter Roth", "Petra Roth"),
        ] {
            assert_eq!(said(host, staff), Said::Other, "{host} {staff}");
        }
        assert_eq!(said("Platz drei", "Anna Roth"), Said::Nothing);
        for (host, staff) in [
            ("Anna Möller", "Anna Müller"),
            ("Anna", "Anna Müller"),
            ("Müller", "Anna Müller"),
            ("Sandra Krüger", "Sandra Hoffmann"),
            ("Steffi", "Stefanie"),
        ] {
            let percent = percent(host, staff);
            assert!((1..NAME_SOLID_PERCENT).contains(&percent), "{host} {staff} {percent}");
        }
    }
}
