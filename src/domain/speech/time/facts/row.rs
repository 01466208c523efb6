//! Looking along the row of pieces: what stands behind a place, and which tokens some pieces are made of.

use crate::domain::speech::time::atoms::expr::{Atom, Bound, DayExpr, Piece};
use std::ops::Range;

/// The tokens of some pieces.
pub(crate) fn tokens(pieces: &[Piece], among: Range<usize>) -> Range<usize> {
    let among = pieces.get(among).unwrap_or_default();
    match (among.first(), among.last()) {
        (Some(first), Some(last)) => first.tokens.start..last.tokens.end,
        _ => 0..0,
    }
}

/// Whether nothing but what leads to a time stands between a word and a place.
pub(crate) fn is_led_from(pieces: &[Piece], word: usize, at: usize) -> bool {
    let between = pieces.get(word + 1..at).unwrap_or_default();
    between.iter().all(|piece| {
        matches!(
            piece.atom,
            Atom::At | Atom::About | Atom::Sharp | Atom::Pause | Atom::In | Atom::DayMark { .. }
        )
    })
}

/// `Montag, Dienstag oder Mittwoch`: whether a list of days goes on behind a comma, as the `oder` further on tells.
pub(crate) fn is_listed(pieces: &[Piece], comma: usize) -> bool {
    const LIST_PIECES_MAX: usize = 60;
    let is_named = |piece: &Piece| {
        matches!(piece.atom, Atom::Day(DayExpr::Weekday(..) | DayExpr::FromToday(_)))
    };
    let in_list =
        |piece: &&Piece| !matches!(piece.atom, Atom::Day(_) | Atom::Comma | Atom::DayMark { .. });
    let mut behind = pieces.iter().skip(comma + 1).take(LIST_PIECES_MAX);
    pieces.get(comma + 1).is_some_and(is_named)
        && behind.find(in_list).is_some_and(|end| matches!(end.atom, Atom::Or | Atom::And))
}

/// Whether `an`, `on`, `onwards` stands behind a place, and nothing that it belongs to. `is_from` says whether `von`
/// stands before.
pub(crate) fn is_open_behind(pieces: &[Piece], at: usize, is_from: bool) -> bool {
    let atom = |at: usize| pieces.get(at).map(|piece| piece.atom);
    match atom(at) {
        Some(Atom::Onwards) => true,
        Some(Atom::On | Atom::Bound(Bound::From)) if is_from => !matches!(
            atom(at + 1),
            Some(Atom::Day(_) | Atom::DayMark { .. } | Atom::Ordinal { .. })
        ),
        _ => false,
    }
}

/// Whether the last word of all stands behind a fact and waits for another: `Freitag um`. `last` is the place behind
/// that fact.
pub(crate) fn is_begun(pieces: &[Piece], last: Option<usize>) -> bool {
    let end = pieces.iter().rposition(|piece| !matches!(piece.atom, Atom::Break));
    let is_mark = end.and_then(|at| pieces.get(at)).is_some_and(|piece| {
        matches!(piece.atom, Atom::At | Atom::Bound(_) | Atom::RangeTo { .. })
    });
    is_mark && last == end
}
