//! Lengths of time that a day is counted by: `in zwei Wochen`, `a week from Friday`, `am Tag vor Heiligabend`.

use crate::domain::speech::time::atoms::expr::{Atom, DayExpr, Length, Near, Span, Trouble};
use crate::domain::speech::time::atoms::view::{Found, View};
use crate::domain::speech::time::atoms::weekday;
use crate::domain::speech::time::words::word::{Unit, Word};

/// Longer lengths are too far away to be asked for, whatever their unit.
const COUNT_MAX: u32 = 100_000;

fn span(span: Span, next: usize) -> Option<Found> {
    Found::one(Atom::Day(DayExpr::Span(span)), next)
}

/// `zwei Wochen`, `a fortnight`, `14 Tagen`.
pub(crate) fn length(view: View, at: usize) -> Option<(Length, usize)> {
    let (count, place) = match (view.couple(at), view.word(at)) {
        (Some(place), _) => (2, place),
        (None, Some(Word::Unit(Unit::Fortnight))) => (1, at),
        _ => (view.count(at)?, at + 1),
    };
    let Some(Word::Unit(unit)) = view.word(place) else { return None };
    let count = i64::from(count.min(COUNT_MAX));
    let length = match unit {
        Unit::Fortnight => Length { count: count.saturating_mul(2), unit: Unit::Week },
        unit => Length { count, unit },
    };
    Some((length, place + 1))
}

/// `in zwei Wochen`, `in einer halben Stunde`, `innerhalb von zehn Tagen`, `in a week's time`.
pub(crate) fn length_ahead(view: View, at: usize) -> Option<Found> {
    let is_within = view.is(at, Word::Within);
    if !is_within && view.key(at) != "in" {
        return None;
    }
    let links = [Word::Von, Word::Of, Word::Article, Word::About, Word::So, Word::Next];
    let place = if is_within {
        view.skip(at + 1, &links)
    } else {
        view.skip(at + 1, &[Word::About, Word::So])
    };
    if let Some((minutes, next)) = half_hours(view, place) {
        return Found::one(Atom::FromNow(minutes), next);
    }
    let (length, next) = length(view, place)?;
    let next = if view.key(next) == "time" { next + 1 } else { next };
    // `come in a week from Friday`: the length is counted from what follows.
    if view.is(next, Word::Ago) || view.is(next, Word::FromEnglish) && is_base(view, next + 1) {
        return None;
    }
    let minutes = u32::try_from(length.count).unwrap_or(u32::MAX);
    match length.unit {
        Unit::Minute => Found::one(Atom::FromNow(minutes), next),
        Unit::Hour => Found::one(Atom::FromNow(minutes.saturating_mul(60)), next),
        _ if is_within => span(Span::Within(length), next),
        // `heute in acht Tagen` is a week; alone it is said for eight days as well.
        Unit::Day if length.count == 8 && view.key(place + 1).starts_with("tag") => {
            let week = Length { count: 1, unit: Unit::Week };
            match view.word_before(at) {
                Some(Word::FromToday(_) | Word::Weekday(_) | Word::Morgen) => {
                    Found::one(Atom::Day(DayExpr::Later(week)), next)
                }
                _ => Found::one(Atom::Trouble(Trouble::EightDays), next),
            }
        }
        Unit::Weekend | Unit::Fortnight => Found::one(Atom::Trouble(Trouble::Unclear), next),
        _ => Found::one(Atom::Day(DayExpr::Later(length)), next),
    }
}

/// `einer halben Stunde`, `half an hour`, `anderthalb Stunden`, `einer Viertelstunde`: in minutes.
pub(crate) fn half_hours(view: View, at: usize) -> Option<(u32, usize)> {
    let place = view.skip(at, &[Word::One]);
    match view.word(place)? {
        Word::HalfLong => match view.key(place) {
            "viertelstunde" => Some((15, place + 1)),
            "dreiviertelstunde" => Some((45, place + 1)),
            "halbstunde" => Some((30, place + 1)),
            "anderthalb" | "eineinhalb" if view.is(place + 1, Word::Unit(Unit::Hour)) => {
                Some((90, place + 2))
            }
            _ if view.is(place + 1, Word::Unit(Unit::Hour)) => Some((30, place + 2)),
            _ => None,
        },
        Word::HalfPast if view.count(place + 1).is_some() => {
            view.is(place + 2, Word::Unit(Unit::Hour)).then_some((30, place + 3))
        }
        _ => None,
    }
}

/// `vor zwei Wochen`, `two weeks ago`, `two weeks from Friday`, `am Tag vor Heiligabend`, `alle zwei Wochen`.
pub(crate) fn length_before(view: View, at: usize) -> Option<Found> {
    let trouble = |trouble, next| Found::one(Atom::Trouble(trouble), next);
    if view.is(at, Word::Every) {
        let place = view.skip(at + 1, &[Word::One]);
        let is_recurring = weekday::name(view, place).is_some()
            || matches!(view.word(place), Some(Word::Unit(_) | Word::Month(_)))
            || view.count(place).is_some()
            || view.ordinal(place).is_some()
            || !["alle", "all"].contains(&view.key(at)) && view.key(at).ends_with("ly")
            || view.key(at).ends_with("lich");
        let length = length(view, place).map(|(_, next)| next);
        let next = weekday::name(view, place).map(|(_, next)| next).or(length);
        let next = next.unwrap_or(at + 1);
        return is_recurring.then(|| trouble(Trouble::Recurring, next)).flatten();
    }
    if view.is(at, Word::Before) || view.is(at, Word::After) {
        let (_, next) = length(view, at + 1)?;
        let is_past = view.is(at, Word::Before);
        return trouble(if is_past { Trouble::Past } else { Trouble::Unclear }, next);
    }
    if let Some((minutes, next)) = half_hours(view, at)
        && view.is(next, Word::FromEnglish)
        && view.is(next + 1, Word::Now)
    {
        return Found::one(Atom::FromNow(minutes), next + 2);
    }
    let (length, next) = match length(view, at) {
        Some(found) => found,
        // `am Tag vor Heiligabend`.
        None if view.is(at, Word::Unit(Unit::Day)) => {
            (Length { count: 1, unit: Unit::Day }, at + 1)
        }
        None => return None,
    };
    // `half an hour from now`
    if view.is(next, Word::FromEnglish) && view.is(next + 1, Word::Now) {
        let minutes = u32::try_from(length.count).unwrap_or(u32::MAX);
        let minutes = match length.unit {
            Unit::Minute => Some(minutes),
            Unit::Hour => Some(minutes.saturating_mul(60)),
            _ => None,
        };
        if let Some(minutes) = minutes {
            return Found::one(Atom::FromNow(minutes), next + 2);
        }
    }
    if let Some((is_after, holiday, behind)) = weekday::beside_holiday(view, next) {
        // In English it is the 25th alone that has a day before and after it.
        let is_english = ["christmas", "xmas"].contains(&view.key(behind.saturating_sub(1)));
        let next = behind;
        let is_day = !is_english && length == Length { count: 1, unit: Unit::Day };
        if !is_day {
            return trouble(Trouble::Unclear, next);
        }
        let beside = DayExpr::Beside { what: Near::Day, is_after, holiday };
        return Found::one(Atom::Day(beside), next);
    }
    if view.is(next, Word::Ago) {
        return trouble(Trouble::Past, next + 1);
    }
    if view.is(at, Word::Unit(Unit::Day)) && view.is(next, Word::After) {
        // `the day after tomorrow`; `the day after` is of a day said elsewhere.
        let is_tomorrow = view.is(next + 1, Word::FromToday(1));
        return match is_tomorrow {
            true => Found::one(Atom::Day(DayExpr::FromToday(2)), next + 2),
            false => Found::one(Atom::Vague { is_relative: true }, next + 1),
        };
    }
    // `two weeks today`.
    let is_weeks =
        ["week", "weeks", "fortnight", "fortnights"].contains(&view.key(next.saturating_sub(1)));
    // British `a week Friday`; but `once a week, Friday`.
    let is_often = ["once", "twice", "times", "every", "any"].contains(&view.key_before(at));
    let is_day = matches!(view.word(next), Some(Word::FromToday(0 | 1) | Word::Weekday(_)));
    if is_weeks && is_day && !is_often {
        return Found::one(Atom::Day(DayExpr::LaterThan(length)), next);
    }
    let is_long = matches!(length.unit, Unit::Day | Unit::Week | Unit::Month | Unit::Year);
    let is_linked = matches!(view.word(next), Some(Word::FromEnglish | Word::On | Word::Am));
    if is_long && is_linked && is_base(view, next + 1) && view.count(at).is_some() {
        let next = if view.is(next + 1, Word::Now) { next + 2 } else { next + 1 };
        return Found::one(Atom::Day(DayExpr::LaterThan(length)), next);
    }
    None
}

/// Whether a day stands at a place that a length can be counted from.
fn is_base(view: View, at: usize) -> bool {
    match view.word(at) {
        Some(Word::Now | Word::FromToday(_) | Word::Weekday(_) | Word::Month(_)) => true,
        Some(Word::Article) => view.ordinal(at + 1).is_some(),
        Some(Word::Next | Word::This) => weekday::name(view, at + 1).is_some(),
        _ => false,
    }
}
