//! Nouns that two words share: `diese oder nächste Woche`, `nächsten Freitag, nicht diesen`.

use crate::domain::speech::time::atoms::view::View;
use crate::domain::speech::time::words::token::Kind;
use crate::domain::speech::time::words::word::{Unit, Word};
use time::Weekday;

/// Tokens between two words that share a noun.
const BETWEEN_MAX: usize = 6;

/// The place of the noun that belongs to `dieser`, `nächster`, `übernächster` at a place and does not follow it.
pub(crate) fn shared_noun(view: View, at: usize) -> Option<usize> {
    noun_ahead(view, at).or_else(|| noun_behind(view, at))
}

/// Whether `dieser` is said of a weekday anywhere, so that `nächster` is another one.
pub(crate) fn is_this_said(view: View, weekday: Weekday) -> bool {
    let is_it = |at: usize| view.is(at, Word::Weekday(weekday));
    let this = |at: &usize| view.is(*at, Word::This);
    (0..view.0.len())
        .filter(this)
        .any(|at| is_it(at + 1) || shared_noun(view, at).is_some_and(is_it))
}

fn is_pointing(view: View, at: usize) -> bool {
    matches!(view.word(at), Some(Word::This | Word::Next | Word::AfterNext))
}

fn is_noun(view: View, at: usize) -> bool {
    matches!(
        view.word(at),
        Some(Word::Weekday(_) | Word::Unit(Unit::Week | Unit::Weekend | Unit::Month))
    )
}

/// Whether a token joins two that share a noun, or sets one against the other.
fn is_joint(view: View, at: usize) -> bool {
    let word = view.word(at);
    matches!(word, Some(Word::Or | Word::And | Word::Not | Word::Correction | Word::But))
        || view.is_mark(at, '/')
}

/// Whether a token may stand beside such a joint.
fn is_small(view: View, at: usize) -> bool {
    let is_word = matches!(
        view.word(at),
        Some(Word::Article | Word::In | Word::Am | Word::On | Word::Filler | Word::Prefer)
    );
    is_word || view.is_mark(at, ',')
}

/// `diese oder nächste Woche`.
fn noun_ahead(view: View, at: usize) -> Option<usize> {
    let mut is_joined = false;
    for place in at + 1..=at + BETWEEN_MAX {
        if is_pointing(view, place) {
            return (is_joined && is_noun(view, place + 1)).then_some(place + 1);
        }
        is_joined |= is_joint(view, place);
        if !is_joint(view, place) && !is_small(view, place) {
            return None;
        }
    }
    None
}

/// `nächsten Freitag, nicht diesen`, where nothing else follows that the word may belong to.
fn noun_behind(view: View, at: usize) -> Option<usize> {
    let is_free = match view.kind(at + 1) {
        None | Some(Kind::Mark(_)) => true,
        Some(Kind::Word(word)) => matches!(
            word,
            Word::At
                | Word::From
                | Word::After
                | Word::Before
                | Word::Part(_)
                | Word::Or
                | Word::But
        ),
        _ => false,
    };
    let mut is_joined = false;
    for place in (at.saturating_sub(BETWEEN_MAX)..at).rev() {
        if is_noun(view, place) {
            let first = place.checked_sub(1).filter(|first| is_pointing(view, *first))?;
            // `Dienstag diese Woche oder nächste`: the Tuesday is of both.
            let before = first.checked_sub(1).and_then(|before| view.word(before));
            let is_of_day = matches!(before, Some(Word::Weekday(_)));
            return (is_free && is_joined && !is_of_day).then_some(place);
        }
        is_joined |= is_joint(view, place);
        if !is_joint(view, place) && !is_small(view, place) {
            return None;
        }
    }
    None
}
