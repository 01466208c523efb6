//! The alphabet of text messages (3GPP TS 23.038): what one costs, and how it is kept to two parts.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The default alphabet, a septet each. ESC is no letter.
const DEFAULT: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Its extension, two septets each.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";
/// Letters that are no base letter with a mark, and what is read in their place.
const INSTEAD: [(char, &str); 26] = [
    ('\u{a0}', " "),
    ('\u{202f}', " "),
    ('‘', "'"),
    ('’', "'"),
    ('‚', "'"),
    ('“', "\""),
    ('”', "\""),
    ('„', "\""),
    ('«', "\""),
    ('»', "\""),
    ('‐', "-"),
    ('‑', "-"),
    ('–', "-"),
    ('—', "-"),
    ('…', "..."),
    ('·', "-"),
    ('`', "'"),
    ('´', "'"),
    ('ł', "l"),
    ('Ł', "L"),
    ('đ', "d"),
    ('Đ', "D"),
    ('ı', "i"),
    ('œ', "oe"),
    ('Œ', "OE"),
    ('ẞ', "SS"),
];

/// Septets of a message of one part, and of each part of one that has several.
const SEPTETS_ONE: usize = 160;
const SEPTETS_EACH: usize = 153;
/// The same in UTF-16 units, where a letter is none of the alphabet's.
const UNITS_ONE: usize = 70;
const UNITS_EACH: usize = 67;

/// The text in letters of the alphabet: marks that it does not have are left out (`Zoë` is `Zoe`). `None` if it cannot be
/// written so.
pub fn in_alphabet(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    for letter in text.nfc() {
        if septets_of(letter).is_some() {
            plain.push(letter);
        } else if let Some((_, instead)) = INSTEAD.iter().find(|(odd, _)| *odd == letter) {
            plain.push_str(instead);
        } else {
            let mut base =
                std::iter::once(letter).nfkd().filter(|c| !is_combining_mark(*c)).peekable();
            base.peek()?;
            for letter in base {
                septets_of(letter)?;
                plain.push(letter);
            }
        }
    }
    Some(plain)
}

/// How many parts a text has: of the alphabet's letters alone, or of any.
pub fn parts(text: &str) -> usize {
    match text.chars().map(septets_of).sum::<Option<usize>>() {
        Some(septets) if septets <= SEPTETS_ONE => 1,
        Some(_) => parts_of(text, SEPTETS_EACH, |letter| septets_of(letter).unwrap_or_default()),
        None if text.encode_utf16().count() <= UNITS_ONE => 1,
        None => parts_of(text, UNITS_EACH, char::len_utf16),
    }
}

/// A letter of two units is not divided between two parts.
fn parts_of(text: &str, each: usize, units: impl Fn(char) -> usize) -> usize {
    let (mut parts, mut used) = (1_usize, 0_usize);
    for letter in text.chars() {
        let units = units(letter);
        if used.saturating_add(units) > each {
            parts = parts.saturating_add(1);
            used = 0;
        }
        used = used.saturating_add(units);
    }
    parts
}

fn septets_of(letter: char) -> Option<usize> {
    if DEFAULT.contains(letter) { Some(1) } else { EXTENSION.contains(letter).then_some(2) }
}

#[cfg(test)]
mod tests {
    use super::{DEFAULT, in_alphabet, parts};

    #[test]
    fn the_alphabet_has_127_letters_beside_the_escape() {
        let letters: std::collections::BTreeSet<char> = DEFAULT.chars().collect();
        assert_eq!((letters.len(), DEFAULT.chars().count()), (127, 127));
    }

    #[test]
    fn what_can_be_written_in_the_alphabet_is() {
        for (text, written) in [
            ("Grüße, Jürgen Weiß", Some("Grüße, Jürgen Weiß")),
            ("Gru\u{308}ße", Some("Grüße")),
            ("Zoë Şahin", Some("Zoe Sahin")),
            ("„Łukasz“ – 5\u{a0}€…", Some("\"Lukasz\" - 5 €...")),
            ("é è à ñ ø å", Some("é è à ñ ø å")),
            ("李小龙", None),
            ("Ω Δ", Some("Ω Δ")),
            ("😀", None),
            ("Зоя", None),
        ] {
            assert_eq!(in_alphabet(text).as_deref(), written, "{text}");
        }
    }

    #[test]
    fn parts_are_counted_as_networks_do() {
        for (text, count) in [
            ("a".repeat(160), 1),
            ("ü".repeat(160), 1),
            ("a".repeat(161), 2),
            ("a".repeat(306), 2),
            ("a".repeat(307), 3),
            ("€".repeat(80), 1),
            ("€".repeat(81), 2),
            // 76 of them fill a part but for one septet.
            ("€".repeat(152), 2),
            ("€".repeat(153), 3),
            ("Я".repeat(70), 1),
            ("Я".repeat(71), 2),
            ("Я".repeat(134), 2),
            ("Я".repeat(135), 3),
            ("😀".repeat(35), 1),
            ("😀".repeat(66), 2),
            ("😀".repeat(67), 3),
            (String::new(), 1),
        ] {
            assert_eq!(
                parts(&text),
                count,
                "{} of {:?}",
                text.chars().count(),
                text.chars().next()
            );
        }
    }
}
