//! What no statement used: words that may be about time are asked about, the rest of a whole sentence is given back.

use crate::domain::speech::reading::Field;
use crate::domain::speech::time::atoms::expr::{Atom, Piece, Trouble};
use crate::domain::speech::time::facts::aside::Aside;
use crate::domain::speech::time::facts::doubt::{Puzzle, Why};
use crate::domain::speech::time::facts::explained::{is_explained, is_same_day, is_usual};
use crate::domain::speech::time::facts::fact::{Fact, Heard, What};
use crate::domain::speech::time::words::near;
use crate::domain::speech::time::words::odd;
use crate::domain::speech::time::words::token::{Kind, Said};
use crate::domain::speech::time::words::word::Word;

/// The doubts about what was not used.
pub(crate) fn puzzles(
    said: &Said,
    pieces: &[Piece],
    used: &[bool],
    field: Field,
    heard: &Heard,
    asides: &[Aside],
) -> Vec<Puzzle> {
    let has_time = !heard.facts.is_empty() || heard.wish.is_some() || heard.is_any;
    let is_clock = |fact: &Fact| matches!(fact.what, What::Clock(_) | What::Clocks { .. });
    let has_clock = heard.facts.iter().any(is_clock);
    let lends_day = asides.iter().any(|aside| aside.lends_day);
    let first_aside = asides.first().map(|aside| aside.tokens.start);
    let has_before = |at: usize| {
        let token = pieces.get(at).map(|piece| piece.tokens.start);
        first_aside.is_some_and(|first| Some(first) < token)
    };
    let unused = (0..pieces.len()).filter(|at| used.get(*at) == Some(&false));
    let is_doubtful = |at: &usize| {
        if field == Field::When {
            is_doubtful_in_sentence(pieces, *at, has_time) || is_odd(said, pieces, *at)
        } else {
            pieces.get(*at).is_some_and(|piece| is_doubtful(piece.atom))
        }
    };
    unused
        .filter(is_doubtful)
        .filter(|at| field != Field::When || !is_age(said, pieces, *at))
        .filter(|at| field != Field::When || !is_explained(said, pieces, *at, has_before(*at)))
        .filter(|at| field != Field::When || !(has_clock && is_usual(said, pieces, *at)))
        .filter(|at| field != Field::When || !(lends_day && is_same_day(said, pieces, *at)))
        .filter_map(|at| {
            let piece = pieces.get(at)?;
            let why = match piece.atom {
                Atom::Vague { .. } => Why::Vague,
                _ => Why::Trouble(Trouble::Unclear),
            };
            Some(Puzzle { why, tokens: piece.tokens.clone() })
        })
        .collect()
}

/// The first word beside a time, in an argument of its own, that is in no list. It was said about the time, so it may
/// change it: `Freitag dingsbums`.
pub(crate) fn unknown(said: &Said, pieces: &[Piece], used: &[bool]) -> Option<Puzzle> {
    let mut unused = pieces.iter().zip(used).filter(|(_, used)| !**used).map(|(piece, _)| piece);
    let piece = unused.find(|piece| {
        piece.atom == Atom::Other && piece.tokens.clone().any(|token| is_long_word(said, token))
    })?;
    Some(Puzzle { why: Why::Trouble(Trouble::Unclear), tokens: piece.tokens.clone() })
}

/// Whether a token is a word that is too long to be a sound.
fn is_long_word(said: &Said, token: usize) -> bool {
    const LETTERS_MIN: usize = 3;
    let key = said.tokens.get(token).map_or("", |token| token.key.as_str());
    key.chars().filter(|letter| letter.is_alphabetic()).count() >= LETTERS_MIN
}

/// In an argument for times: whatever may be a number, a length or a misheard word of time.
fn is_doubtful(atom: Atom) -> bool {
    matches!(
        atom,
        Atom::Number { .. }
            | Atom::Ordinal { .. }
            | Atom::Dotted { .. }
            | Atom::Counted
            | Atom::Vague { .. }
            | Atom::Suspect
    )
}

/// In a whole sentence numbers and lengths may be of other things: what stands around them decides.
fn is_doubtful_in_sentence(pieces: &[Piece], at: usize, has_time: bool) -> bool {
    let atom = |at: Option<usize>| at.and_then(|at| pieces.get(at)).map(|piece| piece.atom);
    let before = atom(at.checked_sub(1));
    let behind = atom(at.checked_add(1));
    let is_led = matches!(
        before,
        Some(
            Atom::DayMark { .. }
                | Atom::On
                | Atom::Bound(_)
                | Atom::LooseBound { .. }
                | Atom::RangeTo { is_bound: true }
                | Atom::At
                | Atom::Between
                | Atom::Pause
        )
    );
    let is_behind_day = matches!(before, Some(Atom::Day(_)));
    // `am 8. oder 9.`
    let is_listed = matches!(before, Some(Atom::Or | Atom::And))
        && matches!(atom(at.checked_sub(2)), Some(Atom::Day(_) | Atom::Ordinal { .. }));
    match atom(Some(at)) {
        Some(Atom::Number { value, digits }) => {
            let is_time = digits <= 2 || digits == 4 && value < 2400 && value % 100 < 60;
            let is_of_thing = matches!(behind, Some(Atom::Other | Atom::Suspect | Atom::Counted));
            // `Freitag zehn Dauerwelle`: hardly ten of them.
            is_time && (is_behind_day || !is_of_thing)
        }
        Some(Atom::Dotted { .. }) => true,
        Some(Atom::Ordinal { .. }) => {
            (is_led || is_behind_day || is_listed)
                && !matches!(behind, Some(Atom::Other | Atom::Counted))
        }
        Some(Atom::Vague { is_relative }) => is_led || is_relative || !has_time,
        Some(Atom::Suspect) => is_led && !matches!(before, Some(Atom::Pause)),
        _ => false,
    }
}

/// `mein Sohn ist fünf und braucht …`: how old somebody is.
fn is_age(said: &Said, pieces: &[Piece], at: usize) -> bool {
    let Some(piece) = pieces.get(at).filter(|one| matches!(one.atom, Atom::Number { .. })) else {
        return false;
    };
    let token = |back: usize| {
        let place = piece.tokens.start.checked_sub(back);
        place.and_then(|place| said.tokens.get(place))
    };
    let says = |words: &[&str]| token(1).is_some_and(|one| words.contains(&one.key.as_str()));
    let is_verb = says(&["ist", "is", "wird", "bin"]);
    let turns = says(&["turned", "turns", "turning", "aged", "shes", "hes", "wurde"]);
    let is_somebody = token(2).is_some_and(|one| {
        let is_pronoun =
            ["er", "sie", "ich", "he", "she", "die", "der"].contains(&one.key.as_str());
        is_pronoun || matches!(one.kind, Kind::Other | Kind::Word(Word::Counted))
    });
    // Of a telephone number more follows.
    let behind = pieces.get(at + 1).map(|piece| piece.atom);
    (is_verb && is_somebody || turns)
        && !matches!(behind, Some(Atom::Number { .. } | Atom::Counted))
}

/// In a whole sentence a word that is in no list may be one of time as well: `Osterdienstag`, `am Fritig`, `um drü`,
/// `am vorletzten Samstag`.
fn is_odd(said: &Said, pieces: &[Piece], at: usize) -> bool {
    let Some(piece) = pieces.get(at).filter(|one| matches!(one.atom, Atom::Other | Atom::Suspect))
    else {
        return false;
    };
    let token = piece.tokens.start;
    // `Frau Sonntag` is in the lists.
    if said.tokens.get(token).is_none_or(|token| token.kind != Kind::Other) {
        return false;
    }
    let key = |back: usize| {
        let place = token.checked_sub(back).and_then(|place| said.tokens.get(place));
        place.map_or("", |token| token.key.as_str())
    };
    let before = at.checked_sub(1).and_then(|at| pieces.get(at)).map(|piece| piece.atom);
    let is_before_day = matches!(pieces.get(at + 1).map(|piece| piece.atom), Some(Atom::Day(_)));
    let is_last =
        ["letzte", "letzten", "letzter", "letztem"].iter().any(|end| key(0).ends_with(end));
    let is_at = before == Some(Atom::At) && key(1) == "um" && !odd::is_asked_for(key(2), key(0));
    // English `um` is a sound.
    let is_at = is_at && !odd::is_english(&said.tokens);
    let is_am = matches!(before, Some(Atom::DayMark { .. })) && key(1) == "am" && key(2) != "i";
    let is_on_the = is_before_day && key(1) == "the" && key(2) == "on";
    near::is_of_weekday(key(0))
        || is_on_the
        || is_last && is_before_day
        || is_long_word(said, token)
            && (is_at || is_am && !odd::is_place(key(0), said.before(token)))
}
