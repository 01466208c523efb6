//! What is put in the stead of what was said, where no single word says so: `Nachmittag, Vormittag natürlich`, `Dienstag,
//! Mittwoch wollte ich sagen`; and dashes that are signs between clauses.

use crate::domain::speech::time::atoms::expr::{Atom, Bound, Piece};
use crate::domain::speech::time::words::token::{Kind, Said};

/// Behind what is meant.
const MEANT: [&[&str]; 10] = [
    &["wollte", "ich", "sagen"],
    &["wollt", "ich", "sagen"],
    &["meine", "ich"],
    &["meinte", "ich"],
    &["i", "mean"],
    &["i", "meant"],
    &["ist", "richtig"],
    &["is", "right"],
    &["natuerlich"],
    &["of", "course"],
];
/// What something is denied of that may be.
const WORKS: [&str; 14] = [
    "geht", "gehts", "ginge", "passt", "klappt", "kann", "schaffe", "schaff", "work", "works",
    "suit", "possible", "moeglich", "can",
];
const NOTHING: [&str; 3] = ["nichts", "nix", "nothing"];
/// Pieces between two of a kind.
const BETWEEN_MAX: usize = 3;
/// Pieces between what is meant and the words that say so.
const BEHIND_MAX: usize = 2;

/// Parts clauses at dashes, and puts what is meant in the stead of what was said before it.
pub(crate) fn put_instead(said: &Said, pieces: &mut Vec<Piece>) {
    part_at_dashes(said, pieces);
    for at in 0..pieces.len() {
        turn_denied(said, pieces, at);
        deny_day(said, pieces, at);
    }
    let mut at = 0;
    while at < pieces.len() {
        if let Some(place) = meant(said, pieces, at) {
            let start = pieces.get(place).map_or(0, |piece| piece.tokens.start);
            let atom = Atom::Correction { is_strong: false };
            match place.checked_sub(1).and_then(|before| pieces.get_mut(before)) {
                Some(sign) if sign.atom == Atom::Comma => sign.atom = atom,
                _ => pieces.insert(place, Piece { atom, tokens: start..start }),
            }
            return;
        }
        at += 1;
    }
}

/// `Vor zehn geht nichts`, `after four doesn't work`: a bound that is denied behind it is the other bound.
fn turn_denied(said: &Said, pieces: &mut [Piece], at: usize) {
    let Some(Atom::Bound(bound)) = pieces.get(at).map(|piece| piece.atom) else { return };
    let mut next = at + 1;
    while pieces.get(next).is_some_and(|one| matches!(one.atom, Atom::At | Atom::Pause)) {
        next += 1;
    }
    let is_time = |one: &Piece| matches!(one.atom, Atom::Clock(_) | Atom::Number { .. });
    if !pieces.get(next).is_some_and(is_time) {
        return;
    }
    let key =
        |piece: &Piece| said.tokens.get(piece.tokens.start).map_or("", |one| one.key.as_str());
    let ends = |one: &Piece| {
        let parts = matches!(one.atom, Atom::Comma | Atom::Break | Atom::Or | Atom::And);
        parts || matches!(one.atom, Atom::Correction { .. } | Atom::Bound(_)) || is_time(one)
    };
    let behind = pieces.iter().enumerate().skip(next + 1).take_while(|(_, one)| !ends(one));
    let behind: Vec<(usize, &Piece)> = behind.collect();
    let works = behind.iter().any(|(_, one)| WORKS.contains(&key(one)));
    let is_denial = |one: &Piece| one.atom == Atom::Not || NOTHING.contains(&key(one));
    let mut denials = behind.iter().filter(|(_, one)| is_denial(one)).map(|(at, _)| *at);
    let (Some(denial), None) = (denials.next(), denials.next()) else { return };
    let doubts = ["cant", "cannot", "doesnt", "wont"].contains(&pieces.get(denial).map_or("", key));
    if !works && !doubts {
        return;
    }
    let other = match bound {
        Bound::Before | Bound::To => Bound::From,
        Bound::After | Bound::From => Bound::To,
    };
    for (place, atom) in [(at, Atom::Bound(other)), (denial, Atom::Filler)] {
        if let Some(piece) = pieces.get_mut(place) {
            piece.atom = atom;
        }
    }
}

/// `Nichts am Freitag, lieber Samstag`: at the beginning of a clause it denies the day behind it; `haben Sie nichts am Freitag`
/// does not.
fn deny_day(said: &Said, pieces: &mut [Piece], at: usize) {
    let key =
        |piece: &Piece| said.tokens.get(piece.tokens.start).map_or("", |one| one.key.as_str());
    let is_nothing = pieces.get(at).is_some_and(|one| NOTHING.contains(&key(one)));
    let before = at.checked_sub(1).and_then(|before| pieces.get(before)).map(|one| one.atom);
    let begins = matches!(before, None | Some(Atom::Comma | Atom::Break));
    let mut next = at + 1;
    while pieces.get(next).is_some_and(|one| leads(one.atom) && !matches!(one.atom, Atom::Bound(_)))
    {
        next += 1;
    }
    let is_day = pieces.get(next).is_some_and(|one| matches!(one.atom, Atom::Day(_)));
    if is_nothing
        && begins
        && is_day
        && let Some(piece) = pieces.get_mut(at)
    {
        piece.atom = Atom::Not;
    }
}

/// Where what is meant begins, if words that say so stand at a place, and something else of its kind before.
fn meant(said: &Said, pieces: &[Piece], at: usize) -> Option<usize> {
    let token = pieces.get(at)?.tokens.start;
    let keys = said.tokens.get(token..)?;
    let says = |words: &&[&str]| {
        keys.len() >= words.len() && keys.iter().zip(*words).all(|(token, word)| token.key == *word)
    };
    MEANT.iter().find(|words| says(words))?;
    let is_operand = |at: &usize| pieces.get(*at).is_some_and(|piece| kind(piece.atom).is_some());
    let mut before = (at.saturating_sub(BEHIND_MAX)..at).rev();
    let last = before.find(is_operand)?;
    let mut first = last;
    while first.checked_sub(1).and_then(|at| pieces.get(at)).is_some_and(|one| leads(one.atom)) {
        first -= 1;
    }
    let between = first.saturating_sub(BETWEEN_MAX)..first;
    let other = between.rev().find(is_operand)?;
    let parts = pieces.get(other + 1..first)?;
    let is_plain =
        parts.iter().all(|one| matches!(one.atom, Atom::Comma | Atom::Pause | Atom::Filler));
    let (one, two) = (pieces.get(other)?.atom, pieces.get(last)?.atom);
    (is_plain && kind(one) == kind(two) && one != two).then_some(first)
}

/// Whether it stands before a day or a time and belongs to it.
fn leads(atom: Atom) -> bool {
    matches!(atom, Atom::At | Atom::About | Atom::DayMark { .. } | Atom::On | Atom::Bound(_))
}

/// Day or time: what may stand in the stead of another.
fn kind(atom: Atom) -> Option<bool> {
    match atom {
        Atom::Day(_) | Atom::Ordinal { .. } => Some(true),
        Atom::Clock(_) | Atom::Part(_) | Atom::Number { .. } => Some(false),
        _ => None,
    }
}

/// `Donnerstag – nein`: a dash between blanks is a sign, unless a day or a time stands on both sides of it.
fn part_at_dashes(said: &Said, pieces: &mut [Piece]) {
    for at in 0..pieces.len() {
        let Some(dash) =
            pieces.get(at).filter(|one| one.atom == (Atom::RangeTo { is_bound: false }))
        else {
            continue;
        };
        let token = said.tokens.get(dash.tokens.start);
        let is_dash = token.is_some_and(|token| token.kind == Kind::Mark('-') && !token.glued);
        let is_free = said.tokens.get(dash.tokens.end).is_some_and(|next| !next.glued);
        let is_operand = |at: Option<usize>| {
            at.and_then(|at| pieces.get(at)).is_some_and(|one| kind(one.atom).is_some())
        };
        let mut next = at + 1;
        while pieces.get(next).is_some_and(|one| leads(one.atom)) {
            next += 1;
        }
        let is_range = is_operand(at.checked_sub(1)) && is_operand(Some(next));
        if is_dash
            && is_free
            && !is_range
            && let Some(dash) = pieces.get_mut(at)
        {
            dash.atom = Atom::Comma;
        }
    }
}
