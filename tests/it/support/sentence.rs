//! What every sentence for a caller must be.

use serde_json::Value;

/// Nobody listens to more.
const SENTENCE_CHARS_MAX: usize = 300;

/// One line, ended, in the salon's language, nothing of our insides.
pub fn check_sentence(what: &str, answer: &Value, english: bool) -> String {
    let say = answer["say"].as_str().unwrap_or_else(|| panic!("{what}: nothing to say: {answer}"));
    assert!(say.ends_with(['.', '?', '!']), "{what}: {say}");
    assert!(say.chars().count() <= SENTENCE_CHARS_MAX, "{what}: {say}");
    let bad = ['<', '>', '{', '}', '[', ']', '\\', '"', '_', '\r', '\n', '\t'];
    let is_direction = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let odd = |c: char| bad.contains(&c) || c.is_control() || is_direction(c);
    assert!(!say.contains(odd), "{what}: {say}");
    for gap in ["  ", " .", " ,", " ?", ": .", ": ,"] {
        assert!(!say.contains(gap), "{what}: something is missing in {say:?}");
    }
    let first = say.chars().next().unwrap();
    // What was said may be repeated first, in quotes.
    let is_begun = first.is_uppercase() || first.is_numeric() || ['„', '“'].contains(&first);
    assert!(is_begun, "{what}: {say:?}");
    let words: Vec<String> =
        say.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
    let ours = [
        "error",
        "null",
        "none",
        "some",
        "option",
        "undefined",
        "invalid",
        "internal",
        "saga",
        "uid",
        "json",
    ];
    let english_words =
        ["the", "is", "a", "your", "please", "has", "you", "with", "does", "which", "that", "not"];
    let german_words = [
        "der", "das", "ist", "nicht", "bitte", "ich", "wir", "und", "uhr", "leider", "darf",
        "termin",
    ];
    let foreign = if english { german_words } else { english_words };
    for word in ours.iter().chain(&foreign) {
        assert!(!words.iter().any(|own| own == word), "{what}: {word:?} in {say:?}");
    }
    // Ids are long runs of hex digits; no sentence has those.
    let is_id = |word: &String| word.len() >= 10 && word.chars().all(|c| c.is_ascii_hexdigit());
    assert!(!words.iter().any(is_id), "{what}: {say}");
    say.to_owned()
}
