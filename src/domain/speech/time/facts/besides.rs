//! Times and days of a whole sentence that are not when the visit begins: when the caller must be somewhere else, and
//! which of several offers is taken.

use crate::domain::speech::time::atoms::expr::DayExpr;
use crate::domain::speech::time::facts::aside::Aside;
use crate::domain::speech::time::facts::doubt::{Puzzle, Why};
use crate::domain::speech::time::facts::fact::{Fact, Role, What};
use crate::domain::speech::time::words::token::{Kind, Said};
use crate::domain::speech::time::words::word::Word;
use crate::domain::text::word_list::{PhraseList, WordList};
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
/// Say that somebody does not know yet.
static UNDECIDED: PhraseList = PhraseList::of(
    "weiss noch nicht, weiss es noch nicht, weiss ich noch nicht, weiss ichs noch nicht, weiss das noch nicht, weiss nicht
    genau, weiss es nicht genau, weiss ich nicht genau, weiss nicht recht, weiss nicht so recht, weiss nicht so genau, nicht
    sicher, nicht ganz sicher, nicht so sicher, noch unsicher, bin unsicher, mir unsicher, unentschlossen, unentschieden,
    unschluessig, mich nicht entscheiden, mich noch nicht entscheiden, noch nicht entschieden, muss noch ueberlegen, muss noch
    schauen, muss ich noch ueberlegen, muss ich noch schauen, muss mal schauen, muss noch mal schauen, muss mal ueberlegen, mal
    sehen, mal schauen, mal gucken, schauen wir mal, not sure, not quite sure, not entirely sure, not
    certain, dont know yet, do not know yet, dont really know, havent decided, have not decided, cant decide, cannot decide, not decided, undecided, well see, we will
    see, let me think, need to think, have to think, still thinking",
);
/// What it is that is not known.
static OF_OTHER: WordList = WordList::of(
    "ob wie was wer wem wen wo welche welcher welchen welches warum if whether what who whom which how where why about",
);
/// Words before it among which that may stand.
const LED_MAX: usize = 3;
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
    let last = facts.iter().map(|fact| fact.tokens.end).max();
    puzzles.extend(last.and_then(|last| undecided(said, last)));
    puzzles
}

/// Whether somebody says, behind when it may be, that this is not settled: `ich weiß es noch nicht genau`. What is told of
/// something else is none: `ich weiß nicht, ob Sie offen haben`, `not sure who with`.
fn undecided(said: &Said, last: usize) -> Option<Puzzle> {
    let keys: Vec<&str> = said.tokens.iter().map(|token| token.key.as_str()).collect();
    let is_sign = |at: usize| said.tokens.get(at).is_some_and(|one| one.kind == Kind::Mark(','));
    (last..keys.len()).find_map(|at| {
        let behind = keys.get(at..)?;
        let phrase = UNDECIDED.all().iter().find(|phrase| behind.starts_with(phrase))?;
        let end = at.saturating_add(phrase.len());
        let next = if is_sign(end) { end.saturating_add(1) } else { end };
        let is_of_other = OF_OTHER.has(key(said, next)) || OF_OTHER.has(key(said, end + 1));
        let before = (at.saturating_sub(LED_MAX)..at).any(|at| OF_OTHER.has(key(said, at)));
        (!is_of_other && !before).then_some(Puzzle { why: Why::Vague, tokens: at..end })
    })
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
