//! A customer's name as it is said: `Mein Name ist Kim Muster`, `Muster, Kim`, `hier ist die Frau Muster`. What is left is
//! the name alone, or the reason why there is none.

use crate::domain::speech::absent::is_absent;
use crate::domain::speech::name_around::{Token, is_spelled, name_alone, tokens};
use crate::domain::speech::placeholder::{is_family_name, is_placeholder, is_title};
use crate::domain::text::direction::is_direction;
use crate::domain::text::fold::{fold_word, turn_round};
use crate::domain::text::word_list::WordList;
use unicode_normalization::UnicodeNormalization;

/// Longer texts are no names, whatever is said around one.
const SAID_CHARS_MAX: usize = 300;
/// Words of a name.
const NAME_WORDS_MAX: usize = 10;
/// How strangers in recordings are called, before their number.
const STRANGER: &str = "kundin ";
/// First names in `Last, First`.
const FIRST_NAMES_MAX: usize = 2;
/// Words of an order among which a name is none, however many of them are in it.
const ORDER_WORDS_MIN: usize = 2;
/// Letters of a last word behind which a full stop ends a sentence and no abbreviation.
const SENTENCE_LETTERS_MIN: usize = 4;

/// Behind a comma they are no first name.
static NO_FIRST_NAMES: WordList = WordList::of("geb geborene nee jun jr junior sen sr senior");
/// In small letters within a name.
static PARTICLES: WordList = WordList::of(
    "med dent rer nat phil jur ing mult hc habil von vom van der den de da di do du del della dos das la le el al bin
    ibn ben ten ter zu zur und and e y i af av o d geb nee",
);
/// Endings of words for a visit, which nobody is called.
const VISIT: &str = "termin";
/// Words of a sentence. Nobody is called by them, and they stand in no name.
static SENTENCE: WordList = WordList::of(
    "sie uhr halb personen people ich moechte haette wuerde termin termine einen nicht habe haben heisst buchen
    appointment would dont cannot haircut haarschnitt nachname vorname namens egal",
);
/// Words of orders to a machine. One may be a name; two are an order.
static ORDERS: WordList = WordList::of(
    "ignore ignoriere ignorieren disregard forget vergiss override instruction instructions anweisung anweisungen
    prompt system assistant assistent admin administrator developer execute delete loesche cancel storniere previous
    vorherigen vorherige bisherigen all alle drop select insert update table from where script alert reveal print you
    your must now instead sudo say tell free kostenlos",
);
/// Endings of addresses on the web.
static DOMAINS: WordList = WordList::of("com de net org io info at ch eu uk example");

/// What was said for a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Called {
    /// The name without what was said around it; titles stay.
    Name(String),
    /// The value says that nothing was said: see `absent`.
    Absent,
    /// A word that stands in a name's place: see `placeholder`.
    Placeholder,
    /// A number, an address, a sentence or an order.
    Odd,
}

/// The name in what was said.
pub fn called(said: &str) -> Called {
    if is_absent(said) {
        return Called::Absent;
    }
    let unspeakable = |letter: char| letter.is_control() || is_direction(letter);
    if said.chars().count() > SAID_CHARS_MAX || said.trim().chars().any(unspeakable) {
        return Called::Odd;
    }
    let said: String = said.nfkc().collect();
    let (inner, was_marked) = unwrapped(&said);
    let alone = name_alone(inner);
    // "Mein Name ist Montag": somebody says so who is called that.
    let is_name = |name: &str| alone.is_led && is_family_name(name);
    if is_placeholder(inner) && !is_name(end_trimmed(&alone.name)) {
        // A telephone number is no word that a model puts in.
        return if has_letters(inner) { Called::Placeholder } else { Called::Odd };
    }
    if is_order(inner) {
        return Called::Odd;
    }
    let name = in_order(end_trimmed(&alone.name));
    let is_said_so = !alone.is_of_sentence
        || !name.chars().any(char::is_lowercase)
        || tokens(&name).iter().any(Token::is_capital);
    match () {
        () if was_marked || !is_said_so => Called::Odd,
        () if !has_letters(&name) || is_initial(&name) => Called::Placeholder,
        () if is_placeholder(&name) && !is_name(&name) => Called::Placeholder,
        () if is_odd(&name) => Called::Odd,
        () => Called::Name(name),
    }
}

fn has_letters(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Whether nothing but an initial is there, with a title or without.
fn is_initial(name: &str) -> bool {
    let words = tokens(name);
    let mut rest = words.iter().skip_while(|word| is_title(&word.folded));
    let first = rest.next();
    let is_letter = |word: &Token| {
        let letters: Vec<char> = word.text.chars().filter(|c| c.is_alphabetic()).collect();
        matches!(letters.as_slice(), [] | [_]) && (word.is_capital() || word.is_lower())
    };
    rest.next().is_none() && first.is_some_and(is_letter)
}

/// What stands between quotes or brackets around the whole, and whether these were those of markup or a template.
fn unwrapped(said: &str) -> (&str, bool) {
    let pairs = [
        ('"', '"', false),
        ('\'', '\'', false),
        ('„', '“', false),
        ('„', '”', false),
        ('“', '”', false),
        ('«', '»', false),
        ('»', '«', false),
        ('‘', '’', false),
        ('[', ']', false),
        ('(', ')', false),
        ('<', '>', true),
        ('{', '}', true),
        ('%', '%', true),
        ('`', '`', false),
    ];
    let (mut inner, mut was_marked) = (said.trim(), false);
    loop {
        let found = pairs.iter().find_map(|(open, close, marks)| {
            let bare = inner.strip_prefix(*open)?.strip_suffix(*close)?.trim();
            (!bare.is_empty()).then_some((bare, *marks))
        });
        let Some((bare, marks)) = found else { return (inner, was_marked) };
        (inner, was_marked) = (bare, was_marked || marks);
    }
}

/// Without signs behind it; the dot of an abbreviation stays.
fn end_trimmed(text: &str) -> &str {
    let text = text.trim_end_matches([',', ';', ':', '!', '?', ' ', '-', '\u{2013}', '\u{2014}']);
    let Some(before) = text.strip_suffix('.') else { return text };
    let last = before.rsplit([' ', '.', '-']).next().unwrap_or_default();
    let ends = last.chars().count() >= SENTENCE_LETTERS_MIN || before.ends_with('.');
    if ends { end_trimmed(before) } else { text }
}

/// `Muster, Kim` as `Kim Muster`.
fn in_order(name: &str) -> String {
    let Some((last, first)) = turn_round(name) else { return name.to_owned() };
    let firsts: Vec<String> = first
        .split_whitespace()
        .map(|word| fold_word(word.trim_matches('.')).as_str().to_owned())
        .collect();
    let is_first = (1..=FIRST_NAMES_MAX).contains(&firsts.len())
        && firsts.iter().all(|word| !NO_FIRST_NAMES.has(word.as_str()) && !is_title(word))
        && first
            .chars()
            .all(|c| c.is_alphabetic() || [' ', '-', '.', '\'', '\u{2019}'].contains(&c));
    // A title stays in front: `Frau Muster, Kim`.
    let begins = last
        .split_whitespace()
        .next()
        .map(|word| fold_word(word.trim_matches('.')).as_str().to_owned());
    if begins.is_some_and(|word| is_title(&word)) {
        return name.to_owned();
    }
    // `Muster, Kim Muster`: said as people introduce themselves.
    if first.len() > last.len() && fold_word(first).as_str().ends_with(fold_word(last).as_str()) {
        return first.to_owned();
    }
    if !is_first {
        return name.to_owned();
    }
    format!("{first} {last}")
}

fn is_odd(name: &str) -> bool {
    let is_number =
        name.contains(|c: char| c.is_ascii_digit()) && !name.to_lowercase().starts_with(STRANGER);
    let has_signs = name.contains([
        '@', '\\', '/', '+', '=', '|', '^', '~', '$', '%', '#', '*', '_', ';', '[', ']', '<', '>',
        '{', '}',
    ]) || name.contains("//");
    let words = tokens(name);
    let says = |word: &Token| {
        SENTENCE.has(&word.folded) || word.is_of_sentence() || word.folded.ends_with(VISIT)
    };
    let is_sentence = words.iter().any(says) || is_spelled(&words);
    is_number
        || has_signs
        || is_sentence
        || is_mixed(&words)
        || words.len() > NAME_WORDS_MAX
        || words.iter().any(|word| is_web_address(&word.text))
}

fn is_order(said: &str) -> bool {
    tokens(said).iter().filter(|word| ORDERS.has(&word.folded)).count() >= ORDER_WORDS_MIN
}

/// Whether words in small letters stand among names: they say something about them. The last of two may be a slip.
fn is_mixed(words: &[Token]) -> bool {
    let is_small = |word: &&Token| word.is_lower() && !PARTICLES.has(&word.folded);
    let small = words.iter().filter(is_small).count();
    let is_slip = matches!(words, [first, last] if first.is_capital() && last.is_lower());
    small > 0 && !is_slip && words.iter().any(Token::is_capital)
}

fn is_web_address(word: &str) -> bool {
    let lower = word.to_lowercase();
    let parts: Vec<&str> = lower.trim_matches(|c: char| !c.is_alphanumeric()).split('.').collect();
    let ends = parts.last().is_some_and(|last| DOMAINS.has(last));
    lower.starts_with("www.") || (parts.len() > 1 && ends)
}
