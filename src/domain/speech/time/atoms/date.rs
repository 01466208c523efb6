//! Days of the calendar: `3.12.`, `3. Dezember`, `dritten Zwölften`, `the third of December`, `12/24/2026`, and months.

use crate::domain::speech::time::atoms::count::is_counting;
use crate::domain::speech::time::atoms::expr::{Atom, DayExpr, Span, Trouble};
use crate::domain::speech::time::atoms::machine;
use crate::domain::speech::time::atoms::view::{Found, View};
use crate::domain::speech::time::words::token::Kind;
use crate::domain::speech::time::words::word::{Unit, Word};
use time::Month;

/// Words behind which a name stands, not a month: `bei Jan`.
const BEFORE_NAMES: [&str; 9] =
    ["bei", "beim", "mit", "with", "frau", "herr", "herrn", "fr", "namens"];
/// Words that make a title behind them somebody of the caller's.
const OWNERS: [&str; 12] = [
    "mein", "meine", "meiner", "meinen", "meinem", "my", "deine", "deiner", "seine", "seiner",
    "unsere", "unserer",
];
/// The years that a year in two digits, or in words, is of.
const CENTURY: u32 = 2000;

/// A date or a month at a place.
pub(crate) fn date(view: View, at: usize) -> Option<Found> {
    dotted(view, at)
        .or_else(|| slashed(view, at))
        .or_else(|| spaced(view, at))
        .or_else(|| day_then_month(view, at))
        .or_else(|| month_then_day(view, at))
        .or_else(|| two_ordinals(view, at))
        .or_else(|| month_alone(view, at))
}

/// Whether a token is a name where it stands, whatever it is elsewhere.
pub(crate) fn is_name(view: View, at: usize) -> bool {
    // `wie wäre es mit Donnerstag`
    let is_offered = ["mit", "with"].contains(&view.key_before(at))
        && at >= 2
        && ["es", "das", "waers", "wars", "about"].contains(&view.key(at - 2));
    // `für meine Frau Freitag um vier`: whose wife, not what she is called.
    let is_wife = ["frau", "herr", "herrn"].contains(&view.key_before(at))
        && at >= 2
        && OWNERS.contains(&view.key(at - 2));
    BEFORE_NAMES.contains(&view.key_before(at)) && !is_offered && !is_wife
}

/// `3.12.`, `3. 12. 2026`, `03.12.26`.
fn dotted(view: View, at: usize) -> Option<Found> {
    let (day, digits) = view.number(at)?;
    if !(1..=2).contains(&digits) || !view.is_glued_mark(at + 1, '.') {
        return None;
    }
    let (month, 1..=2) = view.number(at + 2)? else { return None };
    let has_dot = view.is_glued_mark(at + 3, '.');
    if has_dot && let Some((year, next)) = dotted_year(view, at + 4) {
        return Found::one(machine::date(year, month, day), next);
    }
    // `um 10.12.` ends a sentence with a clock time; `14.30` is none of a month.
    let is_clock = view.word_before(at) == Some(Word::At) || month > 12;
    let is_clock = is_clock || view.is(at + 3, Word::Clock) || view.is_mark(at + 3, ':');
    if !has_dot || is_clock || (month == 0 && day == 0) {
        return None;
    }
    Found::one(without_year(day, month), at + 4)
}

fn dotted_year(view: View, at: usize) -> Option<(u32, usize)> {
    let (year, digits) = view.number(at)?;
    let is_clock = view.is(at + 1, Word::Clock) || view.is_glued_mark(at + 1, ':');
    match digits {
        4 if machine::YEARS.contains(&year) => Some((year, at + 1)),
        2 if view.is_glued(at) && !is_clock => Some((CENTURY + year, at + 1)),
        _ => None,
    }
}

fn without_year(day: u32, month: u32) -> Atom {
    let month = u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok());
    match (month, u8::try_from(day)) {
        (Some(month), Ok(day)) => Atom::Day(DayExpr::Date { day, month: Some(month), year: None }),
        _ => Atom::Trouble(Trouble::NoSuchDay),
    }
}

/// `24/12/2026`, `12/24/2026`, `24-12-2026`, `24/12`: which is the month is known only where one of the two cannot be.
fn slashed(view: View, at: usize) -> Option<Found> {
    let (one, digits) = view.number(at)?;
    let sign = ['/', '-'].into_iter().find(|sign| view.is_glued_mark(at + 1, *sign))?;
    let (other, _) = view.glued_digits(at + 2, 2)?;
    if !(1..=2).contains(&digits) {
        return None;
    }
    let year = view.is_glued_mark(at + 3, sign).then(|| view.glued_digits(at + 4, 4)).flatten();
    let (year, next) = match year {
        Some((year, 4)) => (Some(year), at + 5),
        Some((year, 2)) if sign == '/' => (Some(CENTURY + year), at + 5),
        // `10-12` is a range.
        _ if sign == '-' || view.is_glued_mark(at + 3, '/') => return None,
        _ => (None, at + 3),
    };
    let date = |day, month| match year {
        Some(year) => machine::date(year, month, day),
        None => without_year(day, month),
    };
    let atom = match (one <= 12, other <= 12) {
        (true, true) if one == other => date(one, other),
        (false, true) => date(one, other),
        (true, false) => date(other, one),
        (true, true) => {
            let numbers = u8::try_from(one).ok().zip(u8::try_from(other).ok());
            let year = year.and_then(|year| i32::try_from(year).ok());
            numbers.map_or(Atom::Trouble(Trouble::NoSuchDay), |(one, other)| {
                Atom::Trouble(Trouble::DayOrMonth { one, other, year })
            })
        }
        (false, false) => Atom::Trouble(Trouble::NoSuchDay),
    };
    Found::one(atom, next)
}

/// `am 24 12`: a date without its dots, where a day must follow.
fn spaced(view: View, at: usize) -> Option<Found> {
    let (day, 1..=2) = view.number(at)? else { return None };
    let (month @ 1..=12, 1..=2) = view.number(at + 1)? else { return None };
    let is_led = view.key_before(at) == "am" || view.key_before(at) == "den";
    let is_other = matches!(view.kind(at + 2), Some(Kind::Number { .. } | Kind::Word(Word::Clock)));
    let is_date = is_led && !is_other && !view.is_glued(at + 1);
    is_date.then(|| Found::one(without_year(day, month), at + 2)).flatten()
}

/// The day of a month at a place: `3`, `3.`, `third`, `the 3rd`; with the place behind it.
fn day_number(view: View, at: usize) -> Option<(u8, usize)> {
    let (value, next) = match view.kind(at)? {
        Kind::Number { value, digits } if digits <= 2 => {
            let is_dotted = digits > 0 && view.is_glued_mark(at + 1, '.');
            (value, if is_dotted { at + 2 } else { at + 1 })
        }
        Kind::Ordinal(value) => (value.into(), at + 1),
        _ => return None,
    };
    u8::try_from(value).ok().filter(|value| *value < 100).map(|value| (value, next))
}

/// A month at a place, with the place behind it and behind the dot of an abbreviation.
fn month_name(view: View, at: usize) -> Option<(Month, usize)> {
    let month = match view.word(at)? {
        Word::Month(month) => month,
        Word::May => Month::May,
        _ => return None,
    };
    // `Januarwoche`
    if view.is_glued(at + 1) && matches!(view.word(at + 1), Some(Word::Unit(_))) {
        return None;
    }
    let is_short = view.key(at).len() <= 4 && view.is_glued_mark(at + 1, '.');
    Some((month, if is_short { at + 2 } else { at + 1 }))
}

/// The year behind a date: `2026`, `zweitausendsechsundzwanzig`, `twenty twenty-six`.
fn year(view: View, at: usize) -> (Option<i32>, usize) {
    let start = if view.is_mark(at, ',') { at + 1 } else { at };
    let start = view.skip(start, &[Word::In, Word::Of]);
    let start = if view.is(start, Word::Unit(Unit::Year)) { start + 1 } else { start };
    let found = match (view.number(start), view.number(start + 1)) {
        (Some((20, 0)), Some((ones @ 20..=99, 0))) => Some((CENTURY + ones, start + 2)),
        (Some((year @ 2000..=9999, 0 | 4)), _) if !view.is(start + 1, Word::Clock) => {
            Some((year, start + 1))
        }
        _ => None,
    };
    match found.and_then(|(year, next)| Some((i32::try_from(year).ok()?, next))) {
        Some((year, next)) => (Some(year), next),
        None => (None, at),
    }
}

/// `3. Dezember 2026`, `dritten Dezember`, `3rd of December`.
fn day_then_month(view: View, at: usize) -> Option<Found> {
    let (day, next) = day_number(view, at)?;
    let next = view.skip(next, &[Word::Of, Word::Article, Word::In]);
    let (month, next) = month_name(view, next)?;
    let (year, next) = year(view, next);
    Found::one(Atom::Day(DayExpr::Date { day, month: Some(month), year }), next)
}

/// `December 3rd, 2026`, `December the third`, `Dezember 3`.
fn month_then_day(view: View, at: usize) -> Option<Found> {
    let (month, next) = month_name(view, at)?;
    if is_name(view, at) {
        return None;
    }
    let next = view.skip(next, &[Word::Article]);
    let (day, next) = day_number(view, next)?;
    let is_plain = view.kind(next.checked_sub(1)?).is_some_and(is_number);
    // `Dezember 14 Uhr` is a month with a clock time, and of `may 5 people` nothing is a day.
    let is_other = match view.kind(next) {
        Some(Kind::Word(Word::Clock | Word::Pm | Word::Am | Word::Unit(_))) => true,
        Some(Kind::Word(Word::Counted)) => is_counting(view, next),
        Some(Kind::Mark(':')) => true,
        _ => view.key(next) == "a" || view.key(next) == "p",
    };
    if is_plain && is_other {
        return None;
    }
    // `December 3. Januar`: the number belongs to what follows.
    if is_plain && month_name(view, next).is_some() {
        return None;
    }
    let (year, next) = year(view, next);
    Found::one(Atom::Day(DayExpr::Date { day, month: Some(month), year }), next)
}

fn is_number(kind: Kind) -> bool {
    matches!(kind, Kind::Number { .. })
}

/// `dritten Zwölften`, `3. zwölften`, `dritter 12.`.
fn two_ordinals(view: View, at: usize) -> Option<Found> {
    let is_ordinal = |at: usize| {
        view.ordinal(at).is_some()
            || (view.number(at).is_some_and(|(_, digits)| digits > 0)
                && view.is_glued_mark(at + 1, '.'))
    };
    if !is_ordinal(at) {
        return None;
    }
    let (day, next) = day_number(view, at)?;
    if !is_ordinal(next) || (view.ordinal(at).is_none() && view.ordinal(next).is_none()) {
        return None;
    }
    let (month, next) = day_number(view, next)?;
    let (year, next) = year(view, next);
    match (without_year(day.into(), month.into()), year) {
        (Atom::Day(DayExpr::Date { day, month, .. }), year) => {
            Found::one(Atom::Day(DayExpr::Date { day, month, year }), next)
        }
        (trouble, _) => Found::one(trouble, next),
    }
}

/// `im Januar`, `Januar 2027`.
fn month_alone(view: View, at: usize) -> Option<Found> {
    let (month, next) = month_name(view, at)?;
    if is_name(view, at) {
        return None;
    }
    let is_led = matches!(
        view.word_before(at),
        Some(
            Word::In
                | Word::Third(_)
                | Word::Early
                | Word::Late
                | Word::This
                | Word::Next
                | Word::AfterNext
                | Word::Of
                | Word::Von
                | Word::From
                | Word::FromEnglish
                | Word::Until
                | Word::By
                | Word::Before
                | Word::After
                | Word::Or
        )
    ) || (at > 0 && view.is_glued_mark(at - 1, '-'));
    let (year, next) = year(view, next);
    // A short name may be anybody's, and English `may` is a verb.
    let is_doubtful = view.key(at).len() <= 3 && view.key(at) != "mai";
    let is_lone = at == 0 && (!is_doubtful || view.0.len() <= next);
    let is_led =
        is_led || matches!(view.word_before(at), Some(Word::Unit(Unit::Year) | Word::Prefer));
    // `nicht Dezember, sondern Januar`
    let is_chosen = matches!(view.word_before(at), Some(Word::Not | Word::Correction));
    let is_led = is_led || is_chosen && !is_doubtful;
    // `mein Name ist Mai`: somebody is called so, unless something says that it is a month.
    if !is_led && !is_lone && year.is_none() {
        return Found::one(Atom::Vague { is_relative: false }, next);
    }
    let month = Atom::Day(DayExpr::Span(Span::Month(month)));
    match year {
        Some(year) => Found::two(month, Atom::Day(DayExpr::Year(year)), next),
        None => Found::one(month, next),
    }
}
