//! Codes and addresses made of keys. The same keys give the same ones, so that nothing changes by renaming.

use crate::domain::text::fold::fold_word;
use std::collections::BTreeSet;

/// Longest part of an address, in characters.
const SLUG_PART_CHARS: usize = 40;

/// A key as a part of an address: small ASCII letters, digits and single hyphens.
pub(crate) fn slug_part(key: &str) -> String {
    let folded = fold_word(key);
    let words = folded.as_str().split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let part: String = words.join("-").chars().take(SLUG_PART_CHARS).collect();
    if part.is_empty() { "x".to_owned() } else { part.trim_end_matches('-').to_owned() }
}

/// The first letters and digits of a key, in capitals, umlauts written out.
pub(crate) fn code(key: &str, chars: usize) -> String {
    let letters = fold_word(key).as_str().to_ascii_uppercase();
    let code: String = letters.chars().filter(char::is_ascii_alphanumeric).take(chars).collect();
    if code.is_empty() { "X".to_owned() } else { code }
}

/// Codes of several keys, each once: a later one that would be the same ends with a number.
pub(crate) fn codes<'a>(keys: impl Iterator<Item = &'a str>, chars: usize) -> Vec<String> {
    let mut given: BTreeSet<String> = BTreeSet::new();
    let mut all = Vec::new();
    for key in keys {
        let first = code(key, chars);
        let numbered = (2_u32..).map(|number| {
            let number = number.to_string();
            let kept = chars.saturating_sub(number.len()).max(1);
            format!("{}{number}", code(key, kept))
        });
        let mut candidates = [first.clone()].into_iter().chain(numbered);
        let free = candidates.find(|candidate| !given.contains(candidate)).unwrap_or(first);
        given.insert(free.clone());
        all.push(free);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_short_plain_and_each_once() {
        for (key, expected) in [
            ("friseur-eins", "FRIS"),
            ("Färbung", "FAER"),
            ("strähnen & mehr", "STRA"),
            ("ß", "SS"),
            ("x", "X"),
            ("", "X"),
            ("日本", "X"),
        ] {
            assert_eq!(code(key, 4), expected, "{key}");
        }
        let keys = ["haarschnitt-damen", "haarschnitt-herren", "haare", "haarschnitt-kinder"];
        assert_eq!(codes(keys.into_iter(), 5), ["HAARS", "HAAR2", "HAARE", "HAAR3"]);
        let many: Vec<String> = (0..120).map(|n| format!("haarschnitt-{n}")).collect();
        let made = codes(many.iter().map(String::as_str), 5);
        assert_eq!(made.iter().collect::<BTreeSet<_>>().len(), 120, "{made:?}");
        assert!(made.iter().all(|code| code.len() <= 5));
        // Who comes later changes nothing for those before.
        assert_eq!(codes(many[..7].iter().map(String::as_str), 5), made[..7]);
    }

    #[test]
    fn addresses_hold_nothing_odd() {
        for (key, expected) in [
            ("mitte", "mitte"),
            ("Färbung  (lang)", "faerbung-lang"),
            ("a--b-", "a-b"),
            ("../../x?y=1#z", "x-y-1-z"),
            ("日本", "x"),
            ("", "x"),
        ] {
            assert_eq!(slug_part(key), expected, "{key}");
        }
        assert_eq!(slug_part(&"a".repeat(500)).len(), SLUG_PART_CHARS);
    }
}
