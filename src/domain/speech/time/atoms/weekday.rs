//! Weekdays, and what stands before them: `nächsten Freitag`, `Friday after next`, `der zweite Dienstag im Januar`.

use crate::domain::speech::time::atoms::date::is_name;
use crate::domain::speech::time::atoms::expr::{Atom, DayExpr, Near, Span, Trouble, Which};
use crate::domain::speech::time::atoms::view::{Found, View};
use crate::domain::speech::time::words::holiday::Holiday;
use crate::domain::speech::time::words::phrase::phrase;
use crate::domain::speech::time::words::token::Kind;
use crate::domain::speech::time::words::word::{Unit, Word};
use crate::domain::speech::time::words::words_phrase::Phrase;
use time::Weekday;

/// A weekday by its full name, or by an abbreviation where a time expression stands beside it.
pub(crate) fn name(view: View, at: usize) -> Option<(Weekday, usize)> {
    match view.word(at)? {
        Word::Weekday(day) if !is_name(view, at) => Some((day, at + 1)),
        Word::ShortWeekday(day) if is_short_name(view, at) => {
            let has_dot = view.is_glued_mark(at + 1, '.');
            Some((day, if has_dot { at + 2 } else { at + 1 }))
        }
        Word::So if is_sunday(view, at) => {
            let has_dot = view.is_glued_mark(at + 1, '.');
            Some((Weekday::Sunday, if has_dot { at + 2 } else { at + 1 }))
        }
        _ => None,
    }
}

/// Whether an abbreviation is a weekday where it stands: beside a date, a time, another weekday, or alone.
fn is_short_name(view: View, at: usize) -> bool {
    if is_name(view, at) {
        return false;
    }
    let before = view.word_before(at);
    let is_led = matches!(
        before,
        Some(Word::Am | Word::On | Word::Next | Word::AfterNext | Word::This | Word::Until)
    ) && !matches!(view.kind(at + 1), Some(Kind::Other));
    let is_listed = at >= 2
        && matches!(view.word(at - 2), Some(Word::ShortWeekday(_)))
        && (matches!(before, Some(Word::Or | Word::And))
            || matches!(view.kind(at - 1), Some(Kind::Mark('-' | '/' | ','))));
    // English `do` begins no text but a question, and stands behind words that it belongs to.
    let is_verb = view.key(at) == "do";
    let is_inside = at > 0 && !matches!(view.kind(at - 1), Some(Kind::Mark(_)));
    is_led || is_listed || !(is_verb && is_inside) && is_before_time(view, at, is_verb)
}

/// Whether a time expression, or nothing, follows an abbreviation. English `do` needs more than a word.
fn is_before_time(view: View, at: usize, is_verb: bool) -> bool {
    let mut next = at + 1;
    while matches!(view.kind(next), Some(Kind::Mark('.' | ','))) {
        next += 1;
    }
    match view.kind(next) {
        None => at == 0 || !is_verb,
        Some(Kind::Number { .. } | Kind::Ordinal(_)) => true,
        Some(Kind::Mark('-' | '/')) => {
            matches!(view.word(next + 1), Some(Word::ShortWeekday(_) | Word::So))
        }
        Some(Kind::Word(word)) => match word {
            Word::Article if is_verb => ["den", "der"].contains(&view.key(next)),
            Word::Article | Word::At | Word::Part(_) | Word::Half | Word::Quarter => true,
            Word::ThreeQuarters | Word::About | Word::From | Word::Until | Word::Next => !is_verb,
            Word::Or | Word::And => {
                matches!(view.word(next + 1), Some(Word::ShortWeekday(_) | Word::Weekday(_)))
            }
            Word::Before | Word::After | Word::Morgen | Word::Early | Word::Month(_) => !is_verb,
            _ => false,
        },
        _ => false,
    }
}

/// `So` is Sunday beside a date, in a list of abbreviations, behind `am`, or alone; else it is `so um drei`.
fn is_sunday(view: View, at: usize) -> bool {
    let before = view.word_before(at);
    let is_led = matches!(before, Some(Word::Am | Word::Next | Word::This));
    let is_listed = at >= 2
        && matches!(view.word(at - 2), Some(Word::ShortWeekday(_)))
        && (matches!(before, Some(Word::Or | Word::And | Word::Until))
            || matches!(view.kind(at - 1), Some(Kind::Mark('-' | '/'))));
    let sign = view.is_glued_mark(at + 1, '.') || view.is_glued_mark(at + 1, ',');
    let next = if sign { at + 2 } else { at + 1 };
    let is_dated = view.number(next).is_some_and(|(_, digits)| digits > 0)
        && view.is_glued_mark(next + 1, '.')
        && (sign || view.number(next + 2).is_some_and(|(month, _)| month <= 12));
    let is_lone = at == 0 && view.kind(next).is_none();
    is_led && !matches!(view.kind(at + 1), Some(Kind::Word(_) | Kind::Other))
        || is_listed
        || is_dated
        || is_lone
}

/// A holiday in one word or several.
pub(crate) fn holiday(view: View, at: usize) -> Option<(Holiday, usize)> {
    if let Some((Phrase::Holiday(holiday), length)) = phrase(view.0.get(at..)?) {
        return Some((holiday, at + length));
    }
    match view.word(at)? {
        Word::Holiday(holiday) => {
            // `Heiligabend-Vormittag`, `Nikolaus Tag`.
            let has_day = view.key(at + 1) == "tag" || view.key(at + 1) == "day";
            Some((holiday, if has_day { at + 2 } else { at + 1 }))
        }
        _ => None,
    }
}

/// A weekday with what belongs to it.
pub(crate) fn weekday(view: View, at: usize) -> Option<Found> {
    let (day, next) = name(view, at)?;
    let plain = |which, next| Found::one(Atom::Day(DayExpr::Weekday(day, which)), next);
    // `Friday after next`, `Freitag nach dem nächsten`.
    if view.is(next, Word::After) {
        let place = view.skip(next + 1, &[Word::Article]);
        let is_next = view.is(place, Word::Next);
        if is_next && !matches!(view.word(place + 1), Some(Word::Unit(_) | Word::Weekday(_))) {
            return plain(Which::AfterNext, place + 1);
        }
    }
    if let Some((is_after, holiday, next)) = beside_holiday(view, next) {
        let beside = DayExpr::Beside { what: Near::Weekday(day), is_after, holiday };
        return Found::one(Atom::Day(beside), next);
    }
    plain(Which::Next, next)
}

/// `vor Weihnachten`, `after Easter`: whether after it, the holiday, and the place behind.
pub(crate) fn beside_holiday(view: View, at: usize) -> Option<(bool, Holiday, usize)> {
    let is_after = match view.word(at)? {
        Word::After => true,
        Word::Before => false,
        _ => return None,
    };
    let place = view.skip(at + 1, &[Word::Article]);
    let (holiday, next) = holiday(view, place)?;
    Some((is_after, holiday, next))
}

/// `erster Freitag im Januar`, `the last Friday of the month`: the weekday, where the month is said behind it.
pub(crate) fn nth_weekday(view: View, at: usize) -> Option<Found> {
    let (nth, place) = match view.kind(at)? {
        Kind::Ordinal(nth) => (nth, at + 1),
        Kind::Word(Word::Last) => (0, at + 1),
        Kind::Number { value: nth @ 1..=5, digits: 1 } if view.is_glued_mark(at + 1, '.') => {
            (u8::try_from(nth).unwrap_or_default(), at + 2)
        }
        _ => return None,
    };
    let (day, next) = name(view, place)?;
    let month = view.skip(next, &[Word::In, Word::Of, Word::Article, Word::Am, Word::On]);
    let is_of_month = month > next || matches!(view.word(month), Some(Word::This | Word::Next));
    let is_month = match view.word(month) {
        Some(Word::Month(_) | Word::May | Word::Unit(Unit::Month)) => true,
        Some(Word::This | Word::Next | Word::AfterNext) => {
            matches!(view.word(month + 1), Some(Word::Unit(Unit::Month) | Word::Month(_)))
        }
        _ => false,
    };
    let nth_day = Atom::Day(DayExpr::NthWeekday(nth, day));
    match (is_of_month && is_month, nth) {
        // `the first Monday of the month`
        (true, 0..=5) if view.is(month, Word::Unit(Unit::Month)) => {
            let this = Atom::Day(DayExpr::Span(Span::MonthFromNow(0)));
            Found::two(nth_day, this, month + 1)
        }
        (true, 0..=5) => Found::one(nth_day, next),
        // `letzten Freitag`.
        (false, 0) => Found::one(Atom::Trouble(Trouble::Past), next),
        // Of which month?
        _ => Found::one(Atom::Trouble(Trouble::Unclear), next),
    }
}
