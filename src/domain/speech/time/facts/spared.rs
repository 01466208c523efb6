//! A whole sentence without what says when, word for word: what is said of services and people stays as it was said, with
//! its commas and with what denies it.

use crate::domain::speech::reading::Word;
use crate::domain::speech::time::atoms::expr::{Atom, Piece};
use crate::domain::speech::time::facts::aside::Aside;
use crate::domain::speech::time::words::token::Said;
use std::ops::Range;

/// Before a day or a week, of all of it; or of each.
const WHOLE: [&str; 10] = [
    "ganze",
    "ganzen",
    "ganzer",
    "ganzes",
    "gesamte",
    "gesamten",
    "komplette",
    "whole",
    "entire",
    "jeweils",
];

/// Every word of a sentence, and what is left of it besides the time.
pub(crate) fn words(said: &Said, pieces: &[Piece], used: &[bool], asides: &[Aside]) -> Vec<Word> {
    let spent = spent(said, pieces, used);
    let mut words = Vec::new();
    let mut from = 0;
    let mut asides = asides.iter().peekable();
    for place in said.blanks() {
        let tokens = said.tokens.iter().zip(&spent).skip(from);
        let own = tokens.take_while(|(token, _)| token.place.start < place.end);
        let own: Vec<(&Range<usize>, bool)> =
            own.map(|(token, spent)| (&token.place, *spent)).collect();
        while asides.next_if(|aside| aside.tokens.end <= from).is_some() {}
        let is_aside =
            asides.peek().is_some_and(|aside| !aside.tells_who && aside.tokens.contains(&from));
        from = from.saturating_add(own.len());
        let is_spent = |letter: usize| {
            own.iter().any(|(place, is_spent)| *is_spent && place.contains(&letter))
        };
        let text = said.text(place.clone());
        let letters = text.char_indices();
        let left = letters.filter(|(at, _)| !is_spent(place.start.saturating_add(*at)));
        let left = left.map(|(_, letter)| letter).collect();
        words.push(Word { said: text.to_owned(), left, is_aside });
    }
    words
}

/// For every token, whether it says when. A small word belongs to what follows it, one at the end of a clause to what came
/// before: `am Freitag kann ich nicht`, `Strähnen möchte ich nicht`. What says nothing about time stays:
/// among fillers stand `ich`, `für`, `mein`, which say whom a service is for.
fn spent(said: &Said, pieces: &[Piece], used: &[bool]) -> Vec<bool> {
    let mut spent = vec![false; said.tokens.len()];
    let mut spend = |tokens: &Range<usize>| {
        spent.iter_mut().take(tokens.end).skip(tokens.start).for_each(|one| *one = true);
    };
    let mut waiting: Vec<&Piece> = Vec::new();
    let mut was_spent = false;
    let key = |token: usize| said.tokens.get(token).map_or("", |token| token.key.as_str());
    for (piece, used) in pieces.iter().zip(used) {
        match role(piece.atom) {
            Part::End => {
                let behind = waiting.drain(..).filter(|piece| piece.atom != Atom::Filler);
                behind.filter(|_| was_spent).for_each(|piece| spend(&piece.tokens));
                was_spent = false;
            }
            _ if piece.tokens.clone().all(|token| WHOLE.contains(&key(token))) => {
                waiting.push(piece);
            }
            Part::Small => waiting.push(piece),
            part if matches!(part, Part::Time) || *used => {
                let small = waiting.drain(..).filter(|piece| piece.atom != Atom::Filler);
                small.chain([piece]).for_each(|piece| spend(&piece.tokens));
                was_spent = true;
            }
            Part::Whole | Part::Time => {
                waiting.clear();
                was_spent = false;
            }
        }
    }
    let behind = waiting.into_iter().filter(|piece| piece.atom != Atom::Filler);
    behind.filter(|_| was_spent).for_each(|piece| spend(&piece.tokens));
    spent
}

/// What a piece is among its neighbours.
enum Part {
    /// It ends a clause.
    End,
    /// It belongs to what is beside it.
    Small,
    /// It stands for itself.
    Whole,
    /// It says when, whatever is beside it: `den ganzen Tag`.
    Time,
}

fn role(atom: Atom) -> Part {
    match atom {
        Atom::Comma | Atom::Break => Part::End,
        Atom::Day(_)
        | Atom::Clock(_)
        | Atom::Part(_)
        | Atom::Half(_)
        | Atom::FromNow(_)
        | Atom::Number { .. }
        | Atom::Ordinal { .. }
        | Atom::Dotted { .. }
        | Atom::Trouble(_)
        | Atom::Vague { .. }
        | Atom::Counted
        | Atom::Other
        | Atom::Suspect => Part::Whole,
        Atom::AnyTime
        | Atom::Now
        | Atom::Season { .. }
        | Atom::BackBound(_)
        | Atom::AsEarlyAsPossible
        | Atom::AsLateAsPossible => Part::Time,
        _ => Part::Small,
    }
}
