//! Nouns behind a number: those that it counts, `drei Personen`, and those that only follow a time, `um drei Haarschnitt`.

use crate::domain::speech::time::atoms::view::View;
use crate::domain::speech::time::words::word::Word;

/// Whose numbers are never told by the clock, whatever stands before them: `um drei Zentimeter kürzer`.
const MEASURES: [&str; 12] = [
    "euro",
    "euros",
    "dollars",
    "pounds",
    "prozent",
    "percent",
    "zentimeter",
    "centimeter",
    "cm",
    "jaehrige",
    "jaehrigen",
    "jaehriger",
];
/// What there can be but one of, in this form.
const SINGULAR: [&str; 10] = [
    "person",
    "kind",
    "kunde",
    "termin",
    "haarschnitt",
    "child",
    "appointment",
    "cut",
    "haircut",
    "mal",
];
/// What is wanted, not who comes: a bound before the number is one of time.
const WANTED: [&str; 14] = [
    "haarschnitt",
    "haarschnitte",
    "straehnen",
    "cut",
    "cuts",
    "haircut",
    "haircuts",
    "termin",
    "termine",
    "terminen",
    "appointment",
    "appointments",
    "slots",
    "mal",
];

/// What a noun makes of the number before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    /// It is counted.
    Sure,
    /// The number is a time, and the noun begins something else.
    Time,
    /// `ab vier Personen`: either.
    Unclear,
}

/// What stands before a number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    /// `um`, `spätestens`: a time follows.
    Clock,
    /// `ab`, `nach`; or an hour, of which these may be the minutes.
    Bound,
    Nothing,
}

/// What the word at a place makes of the number before it; `None` if it is nothing that is counted.
pub(crate) fn count(view: View, noun: usize) -> Option<Count> {
    let number = noun.checked_sub(1)?;
    match view.word(noun)? {
        Word::Unit(_) | Word::HalfLong => Some(Count::Sure),
        Word::Counted => Some(of_noun(view, number, view.key(noun))),
        _ => None,
    }
}

/// Whether a word at a place counts by the number before it, or may do so.
pub(crate) fn is_counting(view: View, noun: usize) -> bool {
    matches!(count(view, noun), Some(Count::Sure | Count::Unclear))
}

fn of_noun(view: View, number: usize, noun: &str) -> Count {
    if MEASURES.contains(&noun) {
        return Count::Sure;
    }
    // `drei mal` is a count as well, and `um drei mal` a time.
    let is_one = SINGULAR.contains(&noun) && noun != "mal";
    let several = view.number(number).is_some_and(|(value, _)| value > 1);
    match lead(view, number) {
        Lead::Clock => Count::Time,
        Lead::Bound if WANTED.contains(&noun) => Count::Time,
        _ if is_one && several => Count::Time,
        Lead::Bound => Count::Unclear,
        Lead::Nothing => Count::Sure,
    }
}

/// What leads to a number; through words that blur it, and from the second end of a range to the first.
fn lead(view: View, number: usize) -> Lead {
    const STEPS_MAX: usize = 4;
    let mut place = number;
    for _ in 0..STEPS_MAX {
        let Some(before) = place.checked_sub(1) else { return Lead::Nothing };
        let is_behind_number = before.checked_sub(1).is_some_and(|at| view.number(at).is_some());
        place = match view.word(before) {
            Some(Word::At | Word::Sharp | Word::Earliest | Word::Latest | Word::Between) => {
                return Lead::Clock;
            }
            Some(Word::About) if view.key(before) == "gegen" => return Lead::Clock,
            Some(Word::And | Word::Or | Word::Until | Word::To) if is_behind_number => before - 1,
            Some(Word::From | Word::Before | Word::After | Word::Until | Word::By) => {
                return Lead::Bound;
            }
            Some(Word::Clock) if place == number && is_minute(view, number) => return Lead::Bound,
            Some(Word::About | Word::So | Word::Shortly | Word::Half) => before,
            None if place == number && view.number(before).is_some() && is_minute(view, number) => {
                return Lead::Bound;
            }
            _ => return Lead::Nothing,
        };
    }
    Lead::Nothing
}

/// Whether a number is one of the minutes that people say behind an hour.
fn is_minute(view: View, at: usize) -> bool {
    view.number(at).is_some_and(|(value, _)| value % 5 == 0 && (10..60).contains(&value))
}
