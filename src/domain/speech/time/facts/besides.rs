//! Times and days of a whole sentence that are not when the visit begins: when the caller must be somewhere else, and
//! which of several offers is taken.

use crate::domain::speech::time::atoms::expr::DayExpr;
use crate::domain::speech::time::facts::aside::Aside;
use crate::domain::speech::time::facts::doubt::{Puzzle, Why};
use crate::domain::speech::time::facts::fact::{Fact, Role, What};
use crate::domain::speech::time::words::token::{Kind, Said};
use crate::domain::speech::time::words::word::Word;
use std::ops::Range;

/// Said of the end whatever else is said.
const DONE: [&str; 3] = ["fertig", "finished", "done"];
/// Before `done` it is the caller who is.
const BE: [&str; 6] = ["be", "am", "im", "are", "being", "is"];
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
pub(crate) fn puzzles(said: &Said, facts: &[Fact], asides: &[Aside]) -> Vec<Puzzle> {
    let ends = facts.iter().filter_map(|fact| end(said, fact, asides));
    let mut puzzles: Vec<Puzzle> = ends.collect();
    if let [fact] = facts
        && let Some(tokens) = offer(said, fact)
    {
        puzzles.push(Puzzle { why: Why::Vague, tokens });
    }
    puzzles
}

/// `um vier muss ich weg`, `ich muss um vier fertig sein`: the visit is over then, and nobody said when it may begin.
fn end(said: &Said, fact: &Fact, asides: &[Aside]) -> Option<Puzzle> {
    let is_time = matches!(fact.what, What::Clock(_));
    if !is_time || matches!(fact.role, Role::From | Role::After | Role::Not) {
        return None;
    }
    let clause = clause(said, &fact.tokens, asides);
    let find = |words: &[&str]| clause.clone().find(|at| words.contains(&key(said, *at)));
    // `have my roots done` is the visit.
    let is_over = |at: &usize| {
        key(said, *at) != "done" || at.checked_sub(1).is_some_and(|at| BE.contains(&key(said, at)))
    };
    let done = find(&DONE).filter(is_over);
    let away = find(&AWAY).filter(|_| find(&MUST).is_some());
    let word = done.or(away)?;
    let tokens = fact.tokens.start.min(word)..fact.tokens.end.max(word + 1);
    Some(Puzzle { why: Why::IsEnd, tokens })
}

/// The tokens around some others, up to the next mark or aside.
fn clause(said: &Said, tokens: &Range<usize>, asides: &[Aside]) -> Range<usize> {
    let is_open = |at: &usize| {
        !asides.iter().any(|aside| aside.tokens.contains(at))
            && said.tokens.get(*at).is_some_and(|token| {
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
}
