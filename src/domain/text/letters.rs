//! Letters: what is left of a word without its marks, and how it sounds. Near equality, never equality:
//! `person_fold` alone says when two names are the same.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A folded word without any marks, umlauts as one plain letter: `mueller` and `muller` are both `muller`,
/// `şule` is `sule`, `łukasz` is `lukasz`, `đặng` is `dang`, `yıldız` is `yildiz`.
pub(crate) fn bare(folded: &str) -> String {
    let plain = folded.nfd().filter(|letter| !is_combining_mark(*letter)).map(plain);
    let mut bare = String::with_capacity(folded.len());
    let (mut last, mut before) = (None, None);
    for letter in plain {
        // `Bauer` is no `Baür`: after a vowel the `e` begins a syllable.
        let is_umlaut = letter == 'e'
            && matches!(last, Some('a' | 'o' | 'u'))
            && !matches!(before, Some('a' | 'e' | 'i' | 'o' | 'u'));
        if !is_umlaut {
            bare.push(letter);
        }
        (before, last) = (last, Some(letter));
    }
    bare
}

/// One letter for each key that was struck: no marks, and `ß` as one `s`. Case is left as it is.
pub(crate) fn typed(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let plain = text.nfkd().filter(|letter| !is_combining_mark(*letter)).map(plain);
    plain.map(|letter| if matches!(letter, 'ß' | 'ẞ') { 's' } else { letter }).collect()
}

/// Letters that no decomposition takes apart.
fn plain(letter: char) -> char {
    match letter {
        'ł' => 'l',
        'ı' => 'i',
        'đ' | 'ð' => 'd',
        'ø' => 'o',
        other => other,
    }
}

/// How a bare word sounds to German ears, roughly: `Meyer` as `Maier`, `Stephanie` as `Stefani`.
pub(crate) fn sound(bare: &str) -> String {
    let mut sound = bare.to_owned();
    for (written, heard) in [
        ("sch", "s"),
        ("ch", "x"),
        ("ph", "f"),
        ("th", "t"),
        ("dt", "t"),
        ("ck", "k"),
        ("tz", "z"),
        ("qu", "kw"),
        ("y", "i"),
        ("j", "i"),
        ("ie", "i"),
        ("ei", "ai"),
        ("c", "k"),
        ("v", "w"),
    ] {
        sound = sound.replace(written, heard);
    }
    let mut letters: Vec<char> = sound.chars().collect();
    letters.dedup();
    if letters.len() > 1 && letters.last() == Some(&'h') {
        letters.pop();
    }
    letters.into_iter().collect()
}

/// Whether two words differ only in two neighbouring letters that changed places.
pub(crate) fn are_transposed(one: &str, other: &str) -> bool {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    let differ: Vec<usize> = (0..one.len()).filter(|at| one.get(*at) != other.get(*at)).collect();
    match differ.as_slice() {
        [at, next] => {
            one.len() == other.len()
                && at.checked_add(1) == Some(*next)
                && one.get(*at) == other.get(*next)
                && one.get(*next) == other.get(*at)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::fold::fold_word;

    #[test]
    fn marks_are_laid_off() {
        for (word, expected) in [
            ("Müller", "muller"),
            ("Mueller", "muller"),
            ("Muller", "muller"),
            ("Möller", "moller"),
            ("Bauer", "bauer"),
            ("Baur", "baur"),
            ("Łukasz", "lukasz"),
            ("Yıldız", "yildiz"),
            ("Şengül", "sengul"),
            ("Nguyễn", "nguyen"),
            ("Đặng", "dang"),
            ("Søren", "soren"),
            ("Zoë", "zo"),
        ] {
            assert_eq!(bare(fold_word(word).as_str()), expected, "{word}");
        }
    }

    #[test]
    fn one_letter_for_each_key() {
        for (text, expected) in [
            ("Müller", "Muller"),
            ("Mueller", "Mueller"),
            ("Strauß", "Straus"),
            ("Eöif", "Eoif"),
            ("Yıldız", "Yildiz"),
            ("Łukasz-Đặng", "Łukasz-Đang"),
        ] {
            assert_eq!(typed(text), expected, "{text}");
        }
    }

    #[test]
    fn words_that_sound_the_same() {
        for (one, other, same) in [
            ("meyer", "maier", true),
            ("stephanie", "stefani", true),
            ("hannah", "hanna", true),
            ("schmidt", "schmitt", true),
            ("katrin", "kathrin", true),
            ("jan", "jana", false),
            ("muller", "moller", false),
        ] {
            assert_eq!(sound(one) == sound(other), same, "{one} {other}");
        }
        assert!(are_transposed("schmidt", "schmdit"));
        assert!(are_transposed("ab", "ba"));
        for (one, other) in [("ab", "ab"), ("abc", "cba"), ("ab", "abc"), ("abx", "ba"), ("", "")] {
            assert!(!are_transposed(one, other), "{one} {other}");
        }
    }
}
