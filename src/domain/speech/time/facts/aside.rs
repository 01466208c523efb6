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
        part(pieces, clause.tokens.start);
    }
    for (number, clause) in clauses.iter().enumerate() {
        let own = kinds(among(pieces, &clause.tokens));
        let has_time = own.any() || Told::is_relative(row, clause);
        let next = clauses.get(number + 1);
        let next_has_day = next.is_some_and(|next| kinds(among(pieces, &next.tokens)).day);
        let (has_day, is_behind_aside) = (own.day, was_aside);
        let told = Told { row, clause, has_time, has_day, is_behind_aside, next_has_day };
        let sure = told.sure(next).or((was_aside && told.is_too()).then_some(Sure::Likely));
        was_aside = sure.is_some();
        match (sure, next) {
            (Some(sure), next) => {
                let takes_back = !(own.day || own.time)
                    && (told.is_then() || clause.opener == Opener::But)
                    && next.is_some_and(|next| Told::is_rather(row, next));
                let tells_who = told.goes_on(next);
                // Of a day alone the time may be said besides.
                let may_wish =
                    told.may_wish() || clause.opener == Opener::If || own.day && !own.time;
                let tokens = clause.tokens.clone();
                let is_other = told.is_other();
                let is_past = told.is_past();
                found.push(Aside {
                    is_past,
                    tokens,
                    sure,
                    may_wish,
                    is_other,
                    takes_back,
                    tells_who,
                });
            }
            (None, Some(next)) if next.opener == Opener::But && told.is_given_up() => {
                take_back(pieces, clause.tokens.end);
            }
            _ => {}
        }
    }
    found
}

/// `und` before another verb joins no days and no times: `am Freitag und würde um elf kommen`.
fn part(pieces: &mut [Piece], token: usize) {
    let at = pieces.partition_point(|piece| piece.tokens.start < token);
    if let Some(and) = pieces.get_mut(at).filter(|piece| piece.atom == Atom::And) {
        and.atom = Atom::Break;
    }
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
        left.iter_mut().skip(first).take_while(own).for_each(|piece| piece.atom = Atom::Break);
        if aside.takes_back {
            if let Some(piece) = left.get_mut(first) {
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
