//! Folding: when two spellings are the same name.
//!
//! Two names are the same iff they are equal after: Unicode NFKC; case; `ü` = `ue`, `ä` = `ae`, `ö` = `oe`,
//! `ß` = `ss`; hyphens and dashes = blank; surrounding and repeated blanks; and `Last, First` = `First Last`.
//! Nothing else is levelled: other marks stay (`é` is not `e`, `ł` is not `l`), and `Muller` is not `Müller`,
//! because folding writes `ü` as `ue` and never drops the dots.
//!
//! Turkish: `İ` is the capital of `i` in every language that has it, so `İBRAHİM` = `ibrahim` = `IBRAHIM`.
//! `I` is taken for the capital of `i`, as everywhere but in Turkish, so the dotless `ı` stays a letter of its own.

use std::iter;
use unicode_normalization::UnicodeNormalization;

/// What is left of a name when only what tells names apart is kept. Equal iff the names are the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Folded(String);

impl Folded {
    /// The folded text: lower case, single blanks.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing was left. Such a name names no person and must never match.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Its words, in order.
    pub fn words(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split(' ').filter(|word| !word.is_empty())
    }
}

/// Folds a person's name. `Last, First` is turned round if there is exactly one comma with words on both sides.
pub fn fold(name: &str) -> Folded {
    let level = level(name);
    let turned = match turn_round(&level) {
        Some((last, first)) => format!("{first} {last}"),
        None => level,
    };
    Folded(single_blanks(&turned))
}

/// Folds a first name, or the name of a service: as `fold`, but a comma is just a comma.
pub fn fold_word(word: &str) -> Folded {
    Folded(single_blanks(&level(word)))
}

/// The two sides of `Last, First`, trimmed; `None` if the text is not of that form.
pub(crate) fn turn_round(name: &str) -> Option<(&str, &str)> {
    let (last, first) = name.split_once(',')?;
    let (last, first) = (last.trim(), first.trim());
    let is_turned = !last.is_empty() && !first.is_empty() && !first.contains(',');
    is_turned.then_some((last, first))
}

/// Everything but blanks and order.
fn level(text: &str) -> String {
    // Most names and all their keys; nothing but case and hyphens concerns them.
    if text.is_ascii() {
        return text.to_ascii_lowercase().replace('-', " ");
    }
    level_any(text)
}

fn level_any(text: &str) -> String {
    let lower: String = text.nfkc().flat_map(lower).nfkc().collect();
    let mut level = String::with_capacity(lower.len());
    for letter in lower.chars() {
        match letter {
            'ä' => level.push_str("ae"),
            'ö' => level.push_str("oe"),
            'ü' => level.push_str("ue"),
            // The dot of a lower-cased `İ`; on an `i` it says nothing.
            '\u{307}' if level.ends_with('i') => {}
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => level.push(' '),
            other => level.push(other),
        }
    }
    // A mark that stood on an umlaut now stands on its `e` and may form a letter with it.
    level.nfkc().collect()
}

/// Full case folding, which the standard library lacks: down, up and down again meets `ẞ`, `ß`, `ς` and the
/// like. The dotless `ı` is kept from the way up, where it would become an ordinary `I`.
fn lower(letter: char) -> Box<dyn Iterator<Item = char>> {
    if letter.is_ascii() || letter == 'ı' {
        return Box::new(iter::once(letter.to_ascii_lowercase()));
    }
    let down = letter.to_lowercase().flat_map(char::to_uppercase);
    Box::new(down.flat_map(char::to_lowercase))
}

fn single_blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_short_way_for_plain_letters_is_the_long_way(text in "[ -~]{0,40}") {
            prop_assert_eq!(level(&text), level_any(&text));
        }
    }

    #[test]
    fn the_same_name_in_other_letters() {
        for (one, other) in [
            ("Müller", "Mueller"),
            ("Müller", "MÜLLER"),
            ("Müller", "Mu\u{308}ller"),
            ("MÜLLER", "mueller"),
            ("Jäger", "JAEGER"),
            ("Söhne", "Soehne"),
            ("Weiß", "Weiss"),
            ("Weiß", "WEISS"),
            ("Weiß", "WEIẞ"),
            ("  Anna   Müller ", "Anna Müller"),
            ("Anna\u{a0}Müller", "Anna Müller"),
            ("Anna-Lena Vogel", "Anna Lena Vogel"),
            ("Anna\u{2011}Lena Vogel", "Anna – Lena Vogel"),
            ("Müller, Anna", "Anna Mueller"),
            ("Müller ,Anna", "Anna Müller"),
            ("Vogel-Strauß, Anna Lena", "anna-lena vogel strauss"),
            ("Ａｎｎａ", "anna"),
            ("Stefﬁ", "Steffi"),
            ("İBRAHİM", "ibrahim"),
            ("İbrahim", "I\u{307}BRAHIM"),
            ("ΝΊΚΟΣ", "Νίκος"),
            ("Łukasz", "łUKASZ"),
        ] {
            assert_eq!(fold(one), fold(other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn different_names_stay_different() {
        for (one, other) in [
            ("Muller", "Müller"),
            ("Vogel Anna", "Anna Vogel"),
            ("Annalena", "Anna-Lena"),
            ("René", "Rene"),
            ("Łukasz", "Lukasz"),
            ("Işıl", "Isil"),
            ("Yıldız", "Yildiz"),
            ("Søren", "Soeren"),
            ("Christina Vogel", "Christian Vogel"),
            ("Vogel, Anna, Dr.", "Anna Vogel"),
            ("Dr. Anna Vogel", "Anna Vogel"),
            ("Vogel,", "Vogel"),
            ("Anna", ""),
        ] {
            assert_ne!(fold(one), fold(other), "{one:?} {other:?}");
        }
        for nothing in ["", "  ", "-", "\u{2014} -"] {
            assert!(fold(nothing).is_empty(), "{nothing:?}");
        }
    }

    #[test]
    fn a_comma_in_a_service_is_just_a_comma() {
        assert_eq!(fold_word("Waschen, Föhnen").as_str(), "waschen, foehnen");
        assert_ne!(fold_word("Waschen, Föhnen"), fold_word("Föhnen Waschen"));
        assert_eq!(fold_word("JÜRGEN"), fold_word("juergen"));
        assert_eq!(fold("Vogel, Anna Lena").words().collect::<Vec<_>>(), ["anna", "lena", "vogel"]);
    }

    /// Letters and signs that names are made of, and those that make folding hard.
    fn names() -> impl Strategy<Value = String> {
        proptest::collection::vec(
            prop_oneof![
                proptest::sample::select(
                    "aeinousuüäöÜÄÖßẞ ,-\u{2010}\u{a0}İIiı\u{307}\u{308}\u{304}\u{302}\u{301}ſﬁΣσς"
                        .chars()
                        .collect::<Vec<_>>()
                ),
                any::<char>(),
            ],
            0..12,
        )
        .prop_map(|letters| letters.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn folding_twice_changes_nothing(name in names()) {
            let once = fold(&name);
            prop_assert_eq!(&fold(once.as_str()), &once);
            let word = fold_word(&name);
            prop_assert_eq!(&fold_word(word.as_str()), &word);
        }

        #[test]
        fn composition_does_not_matter(name in names()) {
            let composed: String = name.nfc().collect();
            let apart: String = name.nfd().collect();
            prop_assert_eq!(fold(&composed), fold(&name));
            prop_assert_eq!(fold(&apart), fold(&name));
        }

        #[test]
        fn case_does_not_matter(name in "[a-zäöüßéèłøåçğşα-ω ,-]{0,16}") {
            prop_assert_eq!(fold(&name.to_uppercase()), fold(&name));
            prop_assert_eq!(fold(&name.to_lowercase()), fold(&name));
        }

        #[test]
        fn order_and_umlauts_work_both_ways(
            first in "[A-Z][a-zäöüß]{1,8}", last in "[A-ZÄÖÜ][a-zäöüß]{1,8}",
        ) {
            let plain = format!("{first} {last}");
            let spelt = [("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("Ä", "Ae"), ("Ö", "OE"), ("Ü", "uE")]
                .iter()
                .fold(format!("{last} ,  {first}"), |text, (from, to)| text.replace(from, to));
            prop_assert_eq!(fold(&plain), fold(&spelt));
            let without_dots = plain.replace(['ä', 'Ä'], "a").replace(['ö', 'Ö'], "o").replace(['ü', 'Ü'], "u");
            prop_assert_eq!(fold(&without_dots) == fold(&plain), !plain.contains(['ä', 'ö', 'ü', 'Ä', 'Ö', 'Ü']));
        }
    }
}
