//! Words that are in no list and yet are known not to be about time, where one of time might stand: `am Ansatz`.

use crate::domain::speech::time::words::token::Token;

/// Of the head and of the house.
const PLACES: &str = "ansatz haaransatz kopf oberkopf hinterkopf haar haare pony bart nacken hals ohr ohren scheitel \
    wirbel deckhaar oberlippe kinn rand telefon apparat handy empfang tresen eingang see dom tor markt platz park hof \
    bahnhof ring weg anfang";
/// As addresses end.
const ENDINGS: [&str; 18] = [
    "platz", "markt", "strasse", "weg", "ring", "tor", "park", "bahnhof", "berg", "ufer", "hof",
    "allee", "damm", "turm", "bruecke", "graben", "rathaus", "zentrum",
];
/// Behind which an address follows.
const HOUSES: [&str; 8] =
    ["filiale", "salon", "laden", "geschaeft", "studio", "standort", "friseur", "branch"];
/// What people ask for and swear by.
const ASKED_FOR: &str =
    "gottes himmels hilfe rat rueckruf rueckmeldung antwort verzeihung entschuldigung nachsicht";
/// Words between the house and its address.
const BETWEEN_MAX: usize = 3;

/// Whether a word behind `am` is of a place. `before` are the tokens before it.
pub(crate) fn is_place(word: &str, before: &[Token]) -> bool {
    PLACES.split_whitespace().any(|place| place == word)
        || ENDINGS.iter().any(|ending| word.ends_with(ending))
        || before.iter().rev().take(BETWEEN_MAX).any(|one| HOUSES.contains(&one.key.as_str()))
}

/// Whether a text has small words that are English alone.
pub(crate) fn is_english(tokens: &[Token]) -> bool {
    const WORDS: [&str; 17] = [
        "i", "the", "at", "for", "my", "me", "to", "please", "and", "is", "with", "can", "from",
        "on", "lets", "its", "id",
    ];
    tokens.iter().any(|token| WORDS.contains(&token.key.as_str()))
}

/// Whether what stands behind `um` is asked for, as it or the word before says: `bitte um Rückruf`.
pub(crate) fn is_asked_for(before: &str, word: &str) -> bool {
    ASKED_FOR.split_whitespace().any(|asked| asked == word)
        || ["bitte", "bitten", "bittet", "geht", "gehts", "ging", "handelt", "kuemmern"]
            .contains(&before)
}
