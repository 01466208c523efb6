//! A name taken apart into words, so that names can be compared word by word.
//!
//! People write more than their name where Cal.com asks for it: titles, the salon, a dash and a job. What is
//! no name is dropped here. Nothing here decides who a host is.

use crate::domain::people::given::is_known;
use crate::domain::text::fold::{Folded, fold_word, turn_round};
use crate::domain::text::letters::{bare, sound, typed};
use std::collections::HashSet;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Letters of an abbreviation with a dot, as in `Chr. Vogel`.
const ABBREVIATION_LETTERS_MAX: usize = 3;
/// Groups of words a name is read in; further ones are no name any more, and readings grow with them.
const GROUPS_MAX: usize = 6;

/// Salutations, titles, jobs and salons: words of a display name that name no person. Folded.
const NOISE: &str = "
frau herr herrn fr hr mr mrs ms miss dr prof dipl ing pani pan hanım bey abla abi usta chị cô
salon friseur friseurin friseursalon friseurmeister friseurmeisterin frisör frisörin friseuse coiffeur haarstudio
hair hairstylist hairstyling hairdesign hairdresser haare haarwerk stylist stylistin barber barbershop barbier
colorist coloristin kosmetik kosmetikerin nails beauty studio team azubi inhaberin inhaber chefin chef rezeption
geb geborene née nee verh früher jun sen junior senior kalender termine termin buchung cal";

/// Between two people who share an account.
const AND: [&str; 4] = ["und", "and", "u", "ve"];

static NOISE_WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    NOISE.split_whitespace().map(|word| fold_word(word).as_str().to_owned()).collect()
});

/// Whether a folded word names no person.
pub(crate) fn is_noise(folded: &str) -> bool {
    NOISE_WORDS.contains(folded)
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Folded, letters only.
    pub(crate) folded: String,
    /// See `letters::bare`.
    pub(crate) bare: String,
    /// One letter for each key that was struck: without marks, `ü` as `u`, `ß` as `s`. To find slips in.
    pub(crate) typed: String,
    /// See `letters::sound`.
    pub(crate) sound: String,
    /// An initial or an abbreviation: its letters begin the name and do not spell it.
    pub(crate) is_short: bool,
}

/// A name of groups of words; a group is what hyphens tie together, as `Anna-Lena`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    /// In writing order.
    pub(crate) groups: Vec<Vec<Word>>,
    /// How many of the groups stood before the comma of `Last, First`.
    family_groups: Option<usize>,
}

/// One way to read a name: which words are the first name, which the last.
pub(crate) struct Reading<'a> {
    pub(crate) given: Vec<&'a Word>,
    pub(crate) family: Vec<&'a Word>,
    /// Family name first without a comma that says so, as Vietnamese names stand.
    pub(crate) is_turned: bool,
}

impl Word {
    /// `None` if there is no letter in it.
    fn new(folded: &str, typed: &str, has_dot: bool) -> Option<Word> {
        let letters = |text: &str| text.chars().filter(|letter| letter.is_alphabetic()).collect();
        let folded: String = letters(folded);
        let bare = bare(&folded);
        let (typed, sound) = (letters(typed), sound(&bare));
        let letters = bare.chars().count();
        let is_short = letters == 1 || (has_dot && letters <= ABBREVIATION_LETTERS_MAX);
        (letters > 0).then_some(Word { folded, bare, typed, sound, is_short })
    }
}

impl Name {
    /// All words in writing order.
    pub(crate) fn words(&self) -> impl Iterator<Item = &Word> {
        self.groups.iter().flatten()
    }

    /// The words of a name that cannot be parted.
    pub(crate) fn lone(&self) -> Option<&[Word]> {
        match self.groups.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Every sensible way to part the name; none if it is a lone name. With a comma there is one. Without, the
    /// family name is taken to come first only where the name does not plainly begin with a first name.
    pub(crate) fn readings(&self) -> Vec<Reading<'_>> {
        if let Some(at) = self.family_groups {
            let parts = self.groups.split_at_checked(at);
            let reading = |(family, given)| Reading::new(given, family, false);
            return parts.and_then(reading).into_iter().collect();
        }
        let begins_given = |group: Option<&Vec<Word>>| {
            group.and_then(|words| words.first()).is_some_and(|word| is_known(&word.bare))
        };
        let is_plain = begins_given(self.groups.first()) && !begins_given(self.groups.last());
        let mut readings = Vec::new();
        for at in 1..self.groups.len() {
            let Some((left, right)) = self.groups.split_at_checked(at) else { continue };
            readings.extend(Reading::new(left, right, false));
            if !is_plain {
                readings.extend(Reading::new(right, left, true));
            }
        }
        readings
    }
}

impl<'a> Reading<'a> {
    /// `None` if no name is so built: a middle initial begins no family name.
    fn new(
        given: &'a [Vec<Word>],
        family: &'a [Vec<Word>],
        is_turned: bool,
    ) -> Option<Reading<'a>> {
        let given: Vec<&Word> = given.iter().flatten().collect();
        let family: Vec<&Word> = family.iter().flatten().collect();
        let is_short = family.iter().all(|word| word.is_short);
        let is_full = family.iter().all(|word| !word.is_short);
        let is_name = !given.is_empty() && !family.is_empty() && (is_short || is_full);
        is_name.then_some(Reading { given, family, is_turned })
    }
}

/// The names in a display name, mostly one. Several where it tells of several things: `Anna Vogel | Salon Eins`,
/// `Anna & Mia`.
pub(crate) fn names(text: &str) -> Vec<Name> {
    let mut text: String = text.nfkc().collect();
    for dash in [" - ", " \u{2013} ", " \u{2014} "] {
        text = text.replace(dash, "|");
    }
    let signs = ['|', '@', '\u{2022}', '\u{b7}', '/', '&', '+'];
    text.split(signs).flat_map(part_at_and).filter_map(|part| name(&part)).collect()
}

fn part_at_and(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let parts = words.split(|word| AND.contains(&word.to_lowercase().as_str()));
    parts.map(|words| words.join(" ")).collect()
}

fn name(text: &str) -> Option<Name> {
    let (before, after) = match turn_round(text) {
        Some((last, first)) => (groups(last), groups(first)),
        None => (Vec::new(), groups(text)),
    };
    // `Anna Vogel, Friseurmeisterin` has a comma and is not turned round.
    let is_turned = !before.is_empty() && !after.is_empty();
    let family_groups = is_turned.then_some(before.len());
    let mut groups = before;
    groups.extend(after);
    let fits = (1..=GROUPS_MAX).contains(&groups.len());
    fits.then_some(Name { groups, family_groups })
}

fn groups(text: &str) -> Vec<Vec<Word>> {
    let mut groups = Vec::new();
    let aside = ['(', ')', '[', ']', '{', '}', ',', ';', '"'];
    for chunk in text.split(|letter: char| letter.is_whitespace() || aside.contains(&letter)) {
        let mut pieces = chunk.split(['.', '_']).peekable();
        while let Some(piece) = pieces.next() {
            let has_dot = pieces.peek().is_some();
            let group: Vec<Word> =
                words(piece, has_dot).filter(|word| !is_noise(&word.folded)).collect();
            if !group.is_empty() {
                groups.push(group);
            }
        }
    }
    groups
}

/// The words of a piece without blanks, which hyphens may part.
fn words(piece: &str, has_dot: bool) -> impl Iterator<Item = Word> {
    let folded = fold_word(piece);
    let typed = fold_word(&typed(piece));
    let owned = |folded: &Folded| folded.words().map(str::to_owned).collect::<Vec<String>>();
    let folded = owned(&folded);
    // They are parted alike, but for words of nothing but marks.
    let typed = Some(owned(&typed)).filter(|typed| typed.len() == folded.len());
    let typed = typed.unwrap_or_else(|| folded.clone());
    let both = folded.into_iter().zip(typed);
    both.filter_map(move |(folded, typed)| Word::new(&folded, &typed, has_dot))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each name with hyphens within groups and blanks between them, a dot after short words, the comma kept.
    fn told(text: &str) -> Vec<String> {
        let word = |word: &Word| format!("{}{}", word.folded, if word.is_short { "." } else { "" });
        let group = |group: &Vec<Word>| group.iter().map(word).collect::<Vec<_>>().join("-");
        let name = |name: &Name| {
            let groups: Vec<String> = name.groups.iter().map(group).collect();
            match name.family_groups.and_then(|at| groups.split_at_checked(at)) {
                Some((family, given)) => format!("{}, {}", family.join(" "), given.join(" ")),
                None => groups.join(" "),
            }
        };
        names(text).iter().map(name).collect()
    }

    #[test]
    fn names_are_taken_apart() {
        for (text, expected) in [
            ("Anna-Lena Müller", vec!["anna-lena mueller"]),
            ("Dr. Anna Müller", vec!["anna mueller"]),
            ("A.Müller", vec!["a. mueller"]),
            ("Chr. Vogel", vec!["chr. vogel"]),
            ("H.-P. Roth", vec!["h. p. roth"]),
            ("Ö. Yılmaz", vec!["oe. yılmaz"]),
            ("Müller, Anna", vec!["mueller, anna"]),
            ("Anna Müller, Friseurmeisterin", vec!["anna mueller"]),
            ("Anna Müller (geb. Roth)", vec!["anna mueller roth"]),
            ("Anna Müller | Salon Eins", vec!["anna mueller", "eins"]),
            ("Salon Eins - Anna Müller", vec!["eins", "anna mueller"]),
            ("Anna & Mia", vec!["anna", "mia"]),
            ("Anna und Mia", vec!["anna", "mia"]),
            ("\u{2728}ANNA\u{2728} müller 💇", vec!["anna mueller"]),
            ("anna.mueller", vec!["anna mueller"]),
            ("anna_mueller", vec!["anna mueller"]),
            ("Ayşe Hanım", vec!["ayşe"]),
            ("O'Neil", vec!["oneil"]),
            ("Salon", vec![]),
            ("", vec![]),
            (", .. - 💇 42", vec![]),
        ] {
            assert_eq!(told(text), expected, "{text:?}");
        }
        assert!(names(&"a ".repeat(50)).is_empty());
    }

    #[test]
    fn a_plain_name_is_read_one_way() {
        let count =
            |text: &str| names(text).iter().map(|name| name.readings().len()).sum::<usize>();
        for (text, expected) in [
            ("Anna Vogel", 1),
            ("Vogel Anna", 2),
            ("Vogel, Anna", 1),
            ("Anna Lena Vogel", 2),
            ("Nguyen Thi Mai", 4),
            ("Anna M. Vogel", 1),
            ("Anna", 0),
        ] {
            assert_eq!(count(text), expected, "{text}");
        }
    }
}
