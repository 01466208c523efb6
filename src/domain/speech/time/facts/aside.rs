//! Clauses that tell a circumstance: `weil ich bis drei arbeite`, `mittwochs arbeite ich, also …`, `vorher bin ich im
//! Urlaub`. Their days and times are not when the visit may be.

use crate::domain::speech::time::atoms::expr::{Atom, DayExpr, Piece};
use crate::domain::speech::time::facts::clause::{Clause, Opener, Row, clauses};
use crate::domain::speech::time::facts::doubt::{Puzzle, Why};
use crate::domain::speech::time::facts::fact::{Heard, What};
use crate::domain::speech::time::facts::parts::is_frame;
use crate::domain::speech::time::facts::told::{Sure, Told};
use crate::domain::speech::time::words::token::Said;
use crate::domain::text::word_list::WordList;
use std::ops::Range;

/// Behind `danach`: that it is possible then.
static SOMEBODY_CAN: WordList = WordList::of(
    "kann koennte koennt koennen geht ginge passt ich wir es mir uns i we can could works",
);

/// Pieces behind what is taken back among which `lieber` may stand.
const RATHER_PIECES_MAX: usize = 5;

/// A clause that tells a circumstance.
#[derive(Clone, Debug)]
pub(crate) struct Aside {
    pub tokens: Range<usize>,
    pub sure: Sure,
    /// Where nothing else says when, it may be a wish.
    pub may_wish: bool,
    /// What is told in it is never a visit.
    pub is_other: bool,
    /// What was: its `letztes Mal` is nothing to ask about.
    pub is_past: bool,
    /// What was said before cannot be: `um zwei, da hab ich Yoga, also lieber um vier`.
    pub takes_back: bool,
    /// Its day is that of the visit, and its time is not.
    pub lends_day: bool,
    /// What follows is of whom it names: `mein Sohn hat bis eins Schule und braucht`.
    pub tells_who: bool,
}

/// The clauses of a whole sentence that tell a circumstance, in order. What was given up before an `aber` is taken back in
/// the pieces.
pub(crate) fn asides(said: &Said, pieces: &mut [Piece]) -> Vec<Aside> {
    let row = Row::of(said);
    let clauses = clauses(row, pieces);
    let mut found: Vec<Aside> = Vec::new();
    let mut was_aside = false;
    for clause in clauses.iter().filter(|clause| clause.opener == Opener::And) {
        part(row, pieces, &clause.tokens);
    }
    for (number, clause) in clauses.iter().enumerate() {
        let own = kinds(among(pieces, &clause.tokens));
        let has_time = own.any() || Told::is_relative(row, clause);
        let next = clauses.get(number + 1);
        let next_has_day = next.is_some_and(|next| kinds(among(pieces, &next.tokens)).day);
        let (has_day, is_behind_aside) = (own.day, was_aside);
        let told = Told { row, clause, has_time, has_day, is_behind_aside, next_has_day };
        let says_clock =
            |clause: &Clause| among(pieces, &clause.tokens).iter().any(|one| is_clock(one.atom));
        let lends_day = told.lends_day(next, says_clock(clause), next.is_some_and(says_clock));
        // The gathering of what was said before comes last: most clauses are none of these.
        let is_again = next.is_some()
            && (told.is_denied() || told.is_told())
            && is_again(pieces, &clause.tokens, next.map(|next| &next.tokens));
        let sure = (lends_day || is_again).then_some(Sure::Yes).or_else(|| told.sure(next));
        let is_past = own.day && is_all_past(among(pieces, &clause.tokens)) && next.is_some();
        let sure = sure.or((was_aside && told.is_too() || is_past).then_some(Sure::Likely));
        was_aside = sure.is_some();
        match (sure, next) {
            (Some(sure), next) => {
                let takes_back = is_again
                    || !(own.day || own.time)
                        && (told.is_then() || clause.opener == Opener::But)
                        && next.is_some_and(|next| Told::is_rather(row, next));
                let tells_who = told.goes_on(next);
                // Of a day alone the time may be said besides.
                let may_wish =
                    told.may_wish() || clause.opener == Opener::If || own.day && !own.time;
                let tokens = clause.tokens.clone();
                let is_other = told.is_other();
                let is_past = is_past || told.is_past();
                found.push(Aside {
                    is_past,
                    lends_day,
                    tokens,
                    sure,
                    may_wish,
                    is_other,
                    takes_back,
                    tells_who,
                });
            }
            (None, Some(next))
                if next.opener == Opener::But && (told.is_given_up() || told.is_suggested()) =>
            {
                take_back(pieces, clause.tokens.end);
            }
            _ => {}
        }
    }
    found
}

/// `und` before another verb joins no days and no times: `am Freitag und würde um elf kommen`.
fn part(row: Row, pieces: &mut [Piece], clause: &Range<usize>) {
    let at = pieces.partition_point(|piece| piece.tokens.start < clause.start);
    // `und danach` alone bounds what stands before it, also with who can then; `und danach Zeit` does not.
    let goes_on =
        |piece: &Piece| (piece.tokens.end..clause.end).any(|at| !SOMEBODY_CAN.has(row.key(at)));
    let joins = |piece: &Piece| match piece.atom {
        Atom::And => true,
        Atom::BackBound(_) => goes_on(piece),
        _ => false,
    };
    if let Some(and) = pieces.get_mut(at).filter(|piece| joins(piece)) {
        and.atom = Atom::Break;
    }
}

/// Whether a clause says again what was said before it, and the one behind says something else of the kind: `um vier, vier
/// geht nicht, fünf`.
fn is_again(pieces: &[Piece], own: &Range<usize>, next: Option<&Range<usize>>) -> bool {
    let values =
        |pieces: &[Piece]| pieces.iter().filter_map(|one| value(one.atom)).collect::<Vec<_>>();
    let before = pieces.get(..pieces.partition_point(|piece| piece.tokens.start < own.start));
    let before = values(before.unwrap_or_default());
    let own = values(among(pieces, own));
    let next = next.map(|next| among(pieces, next)).unwrap_or_default();
    if next.first().is_some_and(|first| matches!(first.atom, Atom::Or | Atom::And)) {
        return false;
    }
    let next = values(next);
    let [own] = own.as_slice() else { return false };
    let is_other = |other: &Value| other.is_like(own) && other != own;
    before.contains(own)
        && next.iter().any(is_other)
        && before.iter().rfind(|one| one.is_like(own)) == Some(own)
}

/// A day, or an hour by the clock's face in minutes.
#[derive(Clone, Copy, PartialEq)]
enum Value {
    Day(DayExpr),
    Minute(u32),
}

impl Value {
    fn is_like(&self, other: &Value) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

fn value(atom: Atom) -> Option<Value> {
    const HALF_DAY: u32 = 12 * 60;
    match atom {
        Atom::Day(day) => Some(Value::Day(day)),
        Atom::Clock(clock) => Some(Value::Minute(u32::from(clock.minute) % HALF_DAY)),
        Atom::Number { value: hour @ 0..=24, .. } => Some(Value::Minute(hour * 60 % HALF_DAY)),
        _ => None,
    }
}

fn is_clock(atom: Atom) -> bool {
    matches!(atom, Atom::Clock(_) | Atom::Number { .. })
}

/// Whether every day of a clause is over: `I had an appointment yesterday`.
fn is_all_past(pieces: &[Piece]) -> bool {
    let days = pieces.iter().filter_map(|piece| match piece.atom {
        Atom::Day(day) => Some(matches!(day, DayExpr::FromToday(ahead) if ahead < 0)),
        Atom::Ordinal { .. } => Some(false),
        _ => None,
    });
    let days: Vec<bool> = days.collect();
    !days.is_empty() && days.iter().all(|is_past| *is_past)
}

/// `aber` behind what was given up: what follows is in its stead.
fn take_back(pieces: &mut [Piece], token: usize) {
    let at = pieces.partition_point(|piece| piece.tokens.start < token);
    let but = pieces.iter_mut().skip(at).take(2).find(|piece| piece.atom == Atom::Break);
    if let Some(but) = but {
        but.atom = Atom::Correction { is_strong: false };
    }
}

/// What the pieces of a clause say of when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Kinds {
    day: bool,
    time: bool,
    vague: bool,
}

impl Kinds {
    fn any(self) -> bool {
        self.day || self.time || self.vague
    }
}

fn kinds(pieces: &[Piece]) -> Kinds {
    let mut kinds = Kinds::default();
    let mut before = None;
    for piece in pieces {
        match piece.atom {
            Atom::Day(_) | Atom::Ordinal { .. } => kinds.day = true,
            Atom::Clock(_) | Atom::Part(_) | Atom::FromNow(_) | Atom::Half(_) => kinds.time = true,
            Atom::Vague { .. } => kinds.vague = true,
            Atom::Number { .. } | Atom::Dotted { .. } => {
                kinds.time |= matches!(
                    before,
                    Some(
                        Atom::At
                            | Atom::About
                            | Atom::Bound(_)
                            | Atom::RangeTo { .. }
                            | Atom::RangeFrom { .. }
                            | Atom::Or
                    )
                );
            }
            _ => {}
        }
        before = Some(piece.atom);
    }
    kinds
}

/// The pieces that begin among some tokens.
fn among<'a>(pieces: &'a [Piece], tokens: &Range<usize>) -> &'a [Piece] {
    let place = |token: usize| pieces.partition_point(|piece| piece.tokens.start < token);
    pieces.get(place(tokens.start)..place(tokens.end)).unwrap_or_default()
}

/// What becomes of an aside beside what is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beside {
    /// It is said when without it.
    Told,
    /// It is not, so that it may be no aside.
    Open,
    /// `nächste Woche, am Mittwoch arbeite ich`: its day would have to be left out.
    Within,
}

/// Whether what is stated besides an aside says when without it.
fn beside(pieces: &[Piece], aside: &Aside, heard: &Heard) -> Beside {
    let told = |is_told: bool| if is_told { Beside::Told } else { Beside::Open };
    let own_pieces = among(pieces, &aside.tokens);
    let own = kinds(own_pieces);
    let days: Vec<&What> =
        heard.facts.iter().map(|fact| &fact.what).filter(|what| what.is_day()).collect();
    let has_time = heard.wish.is_some() || heard.facts.iter().any(|fact| !fact.what.is_day());
    if !own.day {
        let says = !heard.facts.is_empty() || heard.wish.is_some();
        return told(if own.time { has_time } else { says || !own.vague || aside.is_past });
    }
    let own_days: Vec<DayExpr> = own_pieces
        .iter()
        .filter_map(|piece| match piece.atom {
            Atom::Day(day) => Some(day),
            _ => None,
        })
        .collect();
    let is_wide = |what: &&What| match what {
        What::Day(exprs) => exprs.iter().all(is_frame),
        _ => true,
    };
    let is_one = |day: &DayExpr| !is_frame(day);
    if !days.is_empty() && own_days.iter().any(is_one) && days.iter().all(is_wide) {
        return Beside::Within;
    }
    let is_same = days.iter().any(|what| match what {
        What::Day(exprs) => exprs.iter().any(|expr| own_days.contains(expr)),
        _ => false,
    });
    // `Freitag oder Samstag, am Freitag arbeite ich bis drei`.
    if is_same && days.len() > 1 {
        return Beside::Within;
    }
    // `Freitag arbeite ich bis drei, also am Freitag`: then it is said from when.
    told(!days.is_empty() && (!is_same || !own.time || has_time))
}

/// The facts of a text besides its asides, and for what is told in those alone the doubt.
pub(crate) struct Heeded {
    pub pieces: Vec<Piece>,
    pub asides: Vec<Aside>,
    pub heard: Heard,
    pub used: Vec<bool>,
}

/// Reads a whole sentence without what its asides say. One that may be none is read where nothing else says when; one that
/// surely is one is asked about then.
pub(crate) fn heed(
    pieces: Vec<Piece>,
    asides: Vec<Aside>,
    statements: impl Fn(&[Piece]) -> (Heard, Vec<bool>),
) -> Heeded {
    if asides.is_empty() {
        let (heard, used) = statements(&pieces);
        return Heeded { pieces, asides, heard, used };
    }
    let left = without(&pieces, &asides);
    let (mut heard, used) = statements(&left);
    let beside: Vec<Beside> = asides.iter().map(|aside| beside(&pieces, aside, &heard)).collect();
    let says_nothing = heard.facts.is_empty() && heard.wish.is_none();
    let is_open = |(aside, beside): &(&Aside, &Beside)| {
        let may_wish = aside.may_wish || says_nothing && !aside.is_other;
        aside.sure == Sure::Likely && may_wish && **beside == Beside::Open
    };
    if asides.iter().zip(&beside).any(|one| is_open(&one)) {
        let sure = asides.into_iter().filter(|aside| aside.sure == Sure::Yes).collect();
        return heed(pieces, sure, statements);
    }
    for (aside, _) in asides.iter().zip(&beside).filter(|(_, beside)| **beside != Beside::Told) {
        heard.puzzles.push(Puzzle { why: Why::Vague, tokens: aside.tokens.clone() });
    }
    Heeded { pieces: left, asides, heard, used }
}

/// The pieces without what the asides say.
fn without(pieces: &[Piece], asides: &[Aside]) -> Vec<Piece> {
    let mut left = pieces.to_vec();
    for aside in asides {
        let first = left.partition_point(|piece| piece.tokens.start < aside.tokens.start);
        let own = |piece: &&mut Piece| piece.tokens.start < aside.tokens.end;
        let is_lent = |atom: Atom| {
            aside.lends_day && matches!(atom, Atom::Day(_) | Atom::DayMark { .. } | Atom::On)
        };
        let own = left.iter_mut().skip(first).take_while(own);
        own.filter(|piece| !is_lent(piece.atom)).for_each(|piece| piece.atom = Atom::Break);
        if aside.takes_back {
            // Behind the last of its pieces what is said instead follows.
            let end = left.partition_point(|piece| piece.tokens.start < aside.tokens.end);
            if let Some(piece) = end.checked_sub(1).and_then(|last| left.get_mut(last)) {
                piece.atom = Atom::Correction { is_strong: false };
            }
            // What is said instead is no mere wish.
            let next = left
                .iter_mut()
                .skip(first)
                .skip_while(|piece| piece.tokens.start < aside.tokens.end);
            let rather = next.take(RATHER_PIECES_MAX).find(|piece| piece.atom == Atom::Prefer);
            if let Some(rather) = rather {
                rather.atom = Atom::Pause;
            }
        }
    }
    left
}
