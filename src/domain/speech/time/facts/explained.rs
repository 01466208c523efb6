//! Words about time that say when only by what stands behind them: `nach der Schule, also ab zwei`, `danach gegen vier`,
//! `im neuen Jahr, am 5. Januar`.

use crate::domain::speech::time::atoms::expr::{Atom, DayExpr, Piece};
use crate::domain::speech::time::words::token::Said;
use time::Month;

/// Behind them the same is said in other words.
const THAT_IS: [&str; 7] = ["also", "heisst", "sprich", "zwar", "meaning", "namely", "genauer"];
/// Small words and signs between.
const BETWEEN_MAX: usize = 10;
/// Before what a time is told by.
const BESIDE: [&str; 4] = ["nach", "after", "vor", "before"];
const NEW_YEAR: [&str; 2] = ["neuen", "new"];

/// Whether a time or a day behind a vague word says when that is. `has_before` says whether a circumstance was told before
/// that the word compares with.
pub(crate) fn is_explained(said: &Said, pieces: &[Piece], at: usize, has_before: bool) -> bool {
    let keys = |piece: &Piece| {
        let tokens = said.tokens.get(piece.tokens.clone()).unwrap_or_default();
        tokens.iter().map(|token| token.key.as_str())
    };
    let Some(vague) = pieces.get(at).filter(|one| matches!(one.atom, Atom::Vague { .. })) else {
        return false;
    };
    // `The week after` is of no time, whatever was told before.
    let is_then = vague.tokens.len() == 1 || keys(vague).any(|key| key == "that");
    // `Nach der Uni um vier`.
    let is_beside = keys(vague).next().is_some_and(|key| BESIDE.contains(&key));
    let mut is_said = has_before && is_then || is_beside && is_at_once(pieces, at);
    for piece in pieces.iter().skip(at + 1).take(BETWEEN_MAX) {
        let says_it = keys(piece).any(|key| THAT_IS.contains(&key));
        is_said |= says_it;
        match piece.atom {
            _ if says_it => {}
            Atom::Clock(_) | Atom::Number { .. } | Atom::Dotted { .. } => return is_said,
            Atom::Day(day) => {
                let is_new_year = keys(vague).any(|key| NEW_YEAR.contains(&key));
                if is_said || is_new_year && is_early(day) {
                    return true;
                }
            }
            Atom::Comma
            | Atom::Pause
            | Atom::Filler
            | Atom::And
            | Atom::At
            | Atom::About
            | Atom::On
            | Atom::DayMark { .. }
            | Atom::Bound(_)
            | Atom::LooseBound { .. } => {}
            Atom::Other | Atom::Counted | Atom::Prefer | Atom::Correction { is_strong: false }
                if has_before && is_then => {}
            _ => return false,
        }
    }
    false
}

/// Whether a time stands right behind, with nothing but what leads to it between.
fn is_at_once(pieces: &[Piece], at: usize) -> bool {
    let leads = |piece: &&Piece| matches!(piece.atom, Atom::At | Atom::About | Atom::Pause);
    let next = pieces.iter().skip(at + 1).find(|piece| !leads(piece));
    next.is_some_and(|next| matches!(next.atom, Atom::Clock(_) | Atom::Number { .. }))
}

/// Whether a date is of the first months of a year.
fn is_early(day: DayExpr) -> bool {
    let first = [Month::January, Month::February];
    matches!(day, DayExpr::Date { month: Some(month), .. } if first.contains(&month))
}

/// `wie immer`, `as usual`: beside a time of the clock it says how, and not when.
pub(crate) fn is_usual(said: &Said, pieces: &[Piece], at: usize) -> bool {
    const LIKE: [&str; 3] = ["wie", "like", "as"];
    const USUAL: [&str; 5] = ["immer", "ueblich", "sonst", "usual", "always"];
    let Some(piece) = pieces.get(at) else { return false };
    let tokens = said.tokens.get(piece.tokens.clone()).unwrap_or_default();
    let (first, last) = (tokens.first(), tokens.last());
    first.is_some_and(|one| LIKE.contains(&one.key.as_str()))
        && last.is_some_and(|one| USUAL.contains(&one.key.as_str()))
}

/// `that same day`, behind a circumstance of a day.
pub(crate) fn is_same_day(said: &Said, pieces: &[Piece], at: usize) -> bool {
    const DAY: [&str; 2] = ["day", "tag"];
    const SAME: [&str; 6] = ["same", "that", "selben", "gleichen", "dem", "diesem"];
    let Some(piece) = pieces.get(at) else { return false };
    let tokens = said.tokens.get(piece.tokens.clone()).unwrap_or_default();
    let (Some(day), Some(before)) = (tokens.last(), tokens.iter().rev().nth(1)) else {
        return false;
    };
    DAY.contains(&day.key.as_str()) && SAME.contains(&before.key.as_str())
}
