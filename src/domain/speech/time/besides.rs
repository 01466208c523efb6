<<<<<<< HEAD
//! Times and days of a whole sentence that are not when the visit begins: when the caller must be somewhere else, and
//! which of several offers is taken.

use crate::domain::speech::time::doubt::{Puzzle, Why};
use crate::domain::speech::time::expr::DayExpr;
use crate::domain::speech::time::fact::{Fact, Role, What};
use crate::domain::speech::time::token::{Kind, Said};
use crate::domain::speech::time::word::Word;
use std::ops::Range;

/// Said of the end whatever else is said.
const DONE: [&str; 3] = ["fertig", "finished", "done"];
/// Said of it beside a word for having to.
const AWAY: [&str; 34] = [
    "weg",
    "los",
    "fort",
    "raus",
    "heim",
    "heimfahren",
    "heimgehen",
    "losfahren",
    "wegfahren",
    "loslegen",
    "weiterfahren",
    "weiter",
    "zurueck",
    "daheim",
    "hause",
    "abholen",
    "arbeiten",
    "arbeit",
    "buero",
    "zug",
    "flug",
    "flughafen",
    "schule",
    "kita",
    "leave",
    "go",
    "back",
    "home",
    "work",
    "pick",
    "train",
    "flight",
    "office",
    "out",
];
const MUST: [&str; 16] = [
    "muss", "muessen", "muesste", "muessten", "musst", "soll", "must", "have", "got", "gotta",
    "need", "needs", "has", "should", "ive", "ill",
];
/// Words about what is chosen among offers.
const TAKEN: [&str; 14] = [
    "nehme", "nehmen", "nehm", "nimm", "nehmt", "passt", "passen", "passte", "gut", "take",
    "works", "suits", "fine", "one",
];
/// Words between a time and what must be done then.
const NEAR_MAX: usize = 9;

/// The doubts about what was stated in a whole sentence.
pub(super) fn puzzles(said: &Said, facts: &[Fact]) -> Vec<Puzzle> {
    let mut puzzles: Vec<Puzzle> = facts.iter().filter_map(|fact| end(said, fact)).collect();
    if let [fact] = facts
        && let Some(tokens) = offer(said, fact)
    {
        puzzles.push(Puzzle { why: Why::Vague, tokens });
    }
    puzzles
}

/// `um vier muss ich weg`, `ich muss um vier fertig sein`: the visit is over then, and nobody said when it may begin.
fn end(said: &Said, fact: &Fact) -> Option<Puzzle> {
    let is_time = matches!(fact.what, What::Clock(_));
    if !is_time || matches!(fact.role, Role::From | Role::After | Role::Not) {
        return None;
    }
    let clause = clause(said, &fact.tokens);
    let find = |words: &[&str]| clause.clone().find(|at| words.contains(&key(said, *at)));
    let done = find(&DONE);
    let away = find(&AWAY).filter(|_| find(&MUST).is_some());
    let word = done.or(away)?;
    let tokens = fact.tokens.start.min(word)..fact.tokens.end.max(word + 1);
    Some(Puzzle { why: Why::IsEnd, tokens })
}

/// The tokens around some others, up to the next mark.
fn clause(said: &Said, tokens: &Range<usize>) -> Range<usize> {
    let is_open = |at: &usize| {
        said.tokens.get(*at).is_some_and(|token| {
            !matches!(token.kind, Kind::Mark(_) | Kind::Word(Word::But | Word::Correction))
        })
    };
    let before = (0..tokens.start).rev().take(NEAR_MAX).take_while(is_open).last();
    let behind = (tokens.end..said.tokens.len()).take(NEAR_MAX).take_while(is_open).last();
    before.unwrap_or(tokens.start)..behind.map_or(tokens.end, |last| last + 1)
}

fn key(said: &Said, at: usize) -> &str {
    said.tokens.get(at).map_or("", |token| token.key.as_str())
}

/// `ich nehme den ersten`: the first of the month, or of what was offered.
fn offer(said: &Said, fact: &Fact) -> Option<Range<usize>> {
    const OFFERS_MAX: u8 = 5;
    let What::Day(exprs) = &fact.what else { return None };
    let [DayExpr::Date { day, month: None, year: None }] = exprs.as_slice() else { return None };
    let at = fact.tokens.start;
    let is_word = key(said, at).bytes().all(|letter| !letter.is_ascii_digit());
    let before = at.checked_sub(1).map_or("", |before| key(said, before));
    let is_led = ["den", "der", "die", "das", "the"].contains(&before);
    let is_chosen = said.tokens.iter().any(|token| TAKEN.contains(&token.key.as_str()));
    // `on the third works`
    let is_dated =
        at.checked_sub(2).is_some_and(|before| ["on", "am"].contains(&key(said, before)));
    let is_offer = is_word && *day <= OFFERS_MAX && is_led && !is_dated;
    (is_offer && (is_chosen || ["die", "das"].contains(&before))).then(|| at - 1..fact.tokens.end)
=======
//! A whole sentence without what says when, word for word: what is said of services and people stays as it was said, with
//! its commas and with what denies it.

use crate::domain::speech::reading::Word;
use crate::domain::speech::time::expr::{Atom, Piece};
use crate::domain::speech::time::token::Said;
use std::ops::Range;

/// Every word of a sentence, and what is left of it besides the time.
pub(super) fn words(said: &Said, pieces: &[Piece], used: &[bool]) -> Vec<Word> {
    let spent = spent(said, pieces, used);
    let mut words = Vec::new();
    let mut from = 0;
    for place in said.blanks() {
        let tokens = said.tokens.iter().zip(&spent).skip(from);
        let own = tokens.take_while(|(token, _)| token.place.start < place.end);
        let own: Vec<(&Range<usize>, bool)> =
            own.map(|(token, spent)| (&token.place, *spent)).collect();
        from = from.saturating_add(own.len());
        let is_spent = |letter: usize| {
            own.iter().any(|(place, is_spent)| *is_spent && place.contains(&letter))
        };
        let text = said.text(place.clone());
        let letters = text.char_indices();
        let left = letters.filter(|(at, _)| !is_spent(place.start.saturating_add(*at)));
        words.push(Word { said: text.to_owned(), left: left.map(|(_, letter)| letter).collect() });
    }
    words
}

/// For every token, whether it says when. A small word belongs to what follows it, `nicht` at the end of a clause to
/// what came before: `am Freitag kann ich nicht`, `Strähnen möchte ich nicht`. What says nothing about time stays:
/// among fillers stand `ich`, `für`, `mein`, which say whom a service is for.
fn spent(said: &Said, pieces: &[Piece], used: &[bool]) -> Vec<bool> {
    let mut spent = vec![false; said.tokens.len()];
    let mut spend = |tokens: &Range<usize>| {
        spent.iter_mut().take(tokens.end).skip(tokens.start).for_each(|one| *one = true);
    };
    let mut waiting: Vec<&Piece> = Vec::new();
    let mut was_spent = false;
    for (piece, used) in pieces.iter().zip(used) {
        match role(piece.atom) {
            Part::End => {
                let denials = waiting.drain(..).filter(|piece| piece.atom == Atom::Not);
                denials.filter(|_| was_spent).for_each(|piece| spend(&piece.tokens));
                was_spent = false;
            }
            Part::Small => waiting.push(piece),
            Part::Whole if *used => {
                let small = waiting.drain(..).filter(|piece| piece.atom != Atom::Filler);
                small.chain([piece]).for_each(|piece| spend(&piece.tokens));
                was_spent = true;
            }
            Part::Whole => {
                waiting.clear();
                was_spent = false;
            }
        }
    }
    let denials = waiting.into_iter().filter(|piece| piece.atom == Atom::Not);
    denials.filter(|_| was_spent).for_each(|piece| spend(&piece.tokens));
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
        _ => Part::Small,
    }
>>>>>>> 5d36c9d5ea20b95f3eb39f4ae01dad38667c2d48
}
