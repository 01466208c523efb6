//! Clauses that tell a circumstance: `weil ich bis drei arbeite`, `mittwochs arbeite ich, also …`, `vorher bin ich im
//! Urlaub`. Their days and times are not when the visit may be.

use crate::domain::speech::time::atoms::expr::{Atom, DayExpr, Piece};
use crate::domain::speech::time::facts::clause::{Opener, Row, clauses};
use crate::domain::speech::time::facts::doubt::{Puzzle, Why};
use crate::domain::speech::time::facts::fact::{Heard, What};
use crate::domain::speech::time::facts::parts::is_frame;
use crate::domain::speech::time::facts::told::{Sure, Told};
use crate::domain::speech::time::words::token::Said;
use std::ops::Range;

/// A clause that tells a circumstance.
#[derive(Clone, Debug)]
pub(crate) struct Aside {
    pub tokens: Range<usize>,
    pub sure: Sure,
}

/// The clauses of a whole sentence that tell a circumstance, in order. What was given up before an `aber` is taken back in
/// the pieces.
pub(crate) fn asides(said: &Said, pieces: &mut [Piece]) -> Vec<Aside> {
    let row = Row::of(said);
    let clauses = clauses(row, pieces);
    let mut found: Vec<Aside> = Vec::new();
    let mut was_aside = false;
    for (number, clause) in clauses.iter().enumerate() {
        let has_time = kinds(among(pieces, &clause.tokens)).any() || Told::is_relative(row, clause);
        let told = Told { row, clause, has_time };
        let next = clauses.get(number + 1);
        let sure = told.sure(next).or((was_aside && told.is_too()).then_some(Sure::Likely));
        was_aside = sure.is_some();
        match (sure, next) {
            (Some(sure), _) => found.push(Aside { tokens: clause.tokens.clone(), sure }),
            (None, Some(next)) if next.opener == Opener::But && told.is_given_up() => {
                take_back(pieces, clause.tokens.end);
            }
            _ => {}
        }
    }
    found
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

/// Whether what is stated besides an aside says when without it.
fn is_covered(pieces: &[Piece], aside: &Aside, heard: &Heard) -> bool {
    let own_pieces = among(pieces, &aside.tokens);
    let own = kinds(own_pieces);
    let days: Vec<&What> =
        heard.facts.iter().map(|fact| &fact.what).filter(|what| what.is_day()).collect();
    let has_time = heard.wish.is_some() || heard.facts.iter().any(|fact| !fact.what.is_day());
    if !own.day {
        let says = !heard.facts.is_empty() || heard.wish.is_some();
        return if own.time { has_time } else { says || !own.vague };
    }
    let own_days: Vec<DayExpr> = own_pieces
        .iter()
        .filter_map(|piece| match piece.atom {
            Atom::Day(day) => Some(day),
            _ => None,
        })
        .collect();
    // `nächste Woche, am Mittwoch arbeite ich`: that day would have to be left out.
    let is_wide = |what: &&What| match what {
        What::Day(exprs) => exprs.iter().all(is_frame),
        _ => true,
    };
    let is_within = own_days.iter().any(|day| !is_frame(day)) && days.iter().all(is_wide);
    // `Freitag arbeite ich bis drei, also am Freitag`: then it is said from when.
    let is_same = days.iter().any(|what| match what {
        What::Day(exprs) => exprs.iter().any(|expr| own_days.contains(expr)),
        _ => false,
    });
    !days.is_empty() && !is_within && (!is_same || has_time && days.len() == 1)
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
    let (heard, used) = statements(&left);
    let is_open = |aside: &&Aside| !is_covered(&pieces, aside, &heard);
    if !asides.iter().any(|aside| is_open(&aside)) {
        return Heeded { pieces: left, asides, heard, used };
    }
    let (sure, likely): (Vec<Aside>, Vec<Aside>) =
        asides.into_iter().partition(|aside| aside.sure == Sure::Yes);
    if !likely.is_empty() {
        return heed(pieces, sure, statements);
    }
    let mut heard = heard;
    for aside in sure.iter().filter(|aside| !is_covered(&pieces, aside, &heard)).cloned().collect::<Vec<_>>() {
        heard.puzzles.push(Puzzle { why: Why::Vague, tokens: aside.tokens });
    }
    Heeded { pieces: left, asides: sure, heard, used }
}

/// The pieces without what the asides say.
fn without(pieces: &[Piece], asides: &[Aside]) -> Vec<Piece> {
    let mut left = pieces.to_vec();
    for aside in asides {
        let first = left.partition_point(|piece| piece.tokens.start < aside.tokens.start);
        let own = |piece: &&mut Piece| piece.tokens.start < aside.tokens.end;
        left.iter_mut().skip(first).take_while(own).for_each(|piece| piece.atom = Atom::Break);
    }
    left
}
