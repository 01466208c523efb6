//! Days as they lie from today: `übermorgen`, `nächste Woche`, `in zehn Tagen`, `a week from Friday`, `Mitte Januar`.

use crate::domain::speech::reading::PartOfDay;
use crate::domain::speech::time::atoms::date::is_name;
use crate::domain::speech::time::atoms::expr::{
    Atom, DayExpr, Length, Near, PartExpr, Span, Trouble, Which,
};
use crate::domain::speech::time::atoms::length::{length, length_ahead, length_before};
use crate::domain::speech::time::atoms::share;
use crate::domain::speech::time::atoms::view::{Found, View};
use crate::domain::speech::time::atoms::weekday;
use crate::domain::speech::time::words::token::Kind;
use crate::domain::speech::time::words::word::{Third, Unit, Word};

/// An expression of a day or of a span of days at a place.
pub(crate) fn day(view: View, at: usize) -> Option<Found> {
    weekday::nth_weekday(view, at)
        .or_else(|| length_ahead(view, at))
        .or_else(|| length_before(view, at))
        .or_else(|| thirds(view, at))
        .or_else(|| day_word(view, at))
        .or_else(|| weekday::weekday(view, at))
        .or_else(|| pointed(view, at))
        .or_else(|| unit_alone(view, at))
        .or_else(|| calendar_week(view, at))
        .or_else(|| {
            let (holiday, next) = weekday::holiday(view, at)?;
            Found::one(Atom::Day(DayExpr::Span(Span::Holiday(holiday))), next)
        })
}

fn span(span: Span, next: usize) -> Option<Found> {
    Found::one(Atom::Day(DayExpr::Span(span)), next)
}

fn whole(part: PartOfDay) -> Atom {
    Atom::Part(PartExpr { part, third: None })
}

/// `heute`, `morgen`, `tonight`, `über morgen`.
fn day_word(view: View, at: usize) -> Option<Found> {
    let from_today = |days, next| Found::one(Atom::Day(DayExpr::FromToday(days)), next);
    match view.word(at)? {
        Word::FromToday(days) => from_today(days.into(), at + 1),
        Word::Tonight => {
            let today = Atom::Day(DayExpr::FromToday(0));
            Found::two(today, whole(PartOfDay::Evening), at + 1)
        }
        Word::Over if view.is(at + 1, Word::Morgen) => from_today(2, at + 2),
        Word::Over if view.is(at + 1, Word::Next) => match view.word(at + 2) {
            Some(Word::Unit(_)) => after_next(view, at + 2),
            _ => {
                let (day, next) = weekday::name(view, at + 2)?;
                Found::one(Atom::Day(DayExpr::Weekday(day, Which::AfterNext)), next)
            }
        },
        Word::Morgen if is_morning(view, at) => Found::one(whole(PartOfDay::Morning), at + 1),
        Word::Morgen => from_today(1, at + 1),
        _ => None,
    }
}

/// Whether `morgen` is a part of the day: `am Morgen`, `Freitag Morgen`, `heute Morgen`, `am 3. Dezember morgen`.
fn is_morning(view: View, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    match view.kind(before) {
        Some(Kind::Word(
            Word::Am
            | Word::FromToday(_)
            | Word::This
            | Word::Month(_)
            | Word::Holiday(_)
            | Word::Every,
        )) => true,
        // `Frau Freitag, morgen um drei`
        Some(Kind::Word(Word::Weekday(_))) => !is_name(view, before),
        // `den Morgen über`, `bis zum Morgen`; but `ginge das morgen`.
        Some(Kind::Word(Word::Article)) => ["den", "dem"].contains(&view.key(before)),
        Some(Kind::Word(Word::Zu)) => true,
        Some(Kind::Word(Word::Morgen)) => true,
        // `3.12. morgen`.
        Some(Kind::Mark('.')) => {
            before >= 2 && view.is_glued(before) && view.number(before - 1).is_some()
        }
        Some(Kind::Ordinal(_)) => true,
        _ => false,
    }
}

/// What `dieser`, `nächster`, `übernächster` and `letzter` point at.
fn pointed(view: View, at: usize) -> Option<Found> {
    match view.word(at)? {
        Word::This | Word::Next | Word::AfterNext => pointed_at(view, at, at + 1).or_else(|| {
            // `diese oder nächste Woche`: the noun stands elsewhere.
            let found = pointed_at(view, at, share::shared_noun(view, at)?)?;
            Some(Found { next: at + 1, ..found })
        }),
        Word::Last => match view.word(at + 1)? {
            // Of a month that is said, it need not be past.
            Word::Unit(Unit::Week | Unit::Weekend)
                if matches!(view.word(at + 2), Some(Word::In | Word::Of | Word::Before)) =>
            {
                Found::one(Atom::Trouble(Trouble::Unclear), at + 2)
            }
            Word::Unit(Unit::Week | Unit::Month | Unit::Year | Unit::Weekend) => {
                Found::one(Atom::Trouble(Trouble::Past), at + 2)
            }
            Word::Unit(Unit::Day) => Found::one(Atom::Vague { is_relative: true }, at + 2),
            _ => None,
        },
        _ => None,
    }
}

/// What such a word points at with the noun at a place.
fn pointed_at(view: View, at: usize, noun: usize) -> Option<Found> {
    match view.word(at)? {
        Word::This => this(view, noun),
        Word::Next => next(view, at, noun),
        Word::AfterNext => match weekday::name(view, noun) {
            Some((day, next)) => {
                Found::one(Atom::Day(DayExpr::Weekday(day, Which::AfterNext)), next)
            }
            None => after_next(view, noun),
        },
        _ => None,
    }
}

fn this(view: View, at: usize) -> Option<Found> {
    if let Some((day, next)) = weekday::name(view, at) {
        return Found::one(Atom::Day(DayExpr::Weekday(day, Which::This)), next);
    }
    let today = Atom::Day(DayExpr::FromToday(0));
    match view.word(at)? {
        Word::Unit(Unit::Week) => span(Span::Week(0), at + 1),
        Word::Unit(Unit::Weekend) => span(Span::Weekend(0), at + 1),
        Word::Unit(Unit::Month) => span(Span::MonthFromNow(0), at + 1),
        Word::Unit(Unit::Year) => Found::one(Atom::Day(DayExpr::YearFromNow(0)), at + 1),
        Word::Part(part) => Found::two(today, whole(part), at + 1),
        Word::Morgen => Found::two(today, whole(PartOfDay::Morning), at + 1),
        // `this coming Friday`.
        Word::Next => next(view, at, at + 1),
        _ => None,
    }
}

/// What the word at a place points at with the noun, or the length, at another.
fn next(view: View, at: usize, place: usize) -> Option<Found> {
    if let Some((day, next)) = weekday::name(view, place) {
        let is_other = share::is_this_said(view, day);
        let which = if is_other { Which::NotThis } else { Which::Next };
        return Found::one(Atom::Day(DayExpr::Weekday(day, which)), next);
    }
    // `in den nächsten zwei Wochen`.
    if let Some((length, next)) = length(view, place)
        && view.number(place).is_some()
    {
        return span(Span::Within(length), next);
    }
    let key = view.key(place);
    match view.word(place)? {
        Word::Unit(_)
            if ["wochen", "tage", "tagen", "monaten", "weeks", "days", "months"].contains(&key) =>
        {
            Found::one(Atom::Vague { is_relative: true }, place + 1)
        }
        Word::Unit(Unit::Week) => span(Span::Week(1), place + 1),
        Word::Unit(Unit::Weekend) => {
            // `kommendes` is the coming one; `nächstes` may be the one after.
            let is_coming = view.key(at).starts_with("kommend") || view.key(at).contains("coming");
            if is_coming {
                return span(Span::Weekend(0), place + 1);
            }
            Found::one(Atom::Trouble(Trouble::NextWeekend), place + 1)
        }
        Word::Unit(Unit::Month) => span(Span::MonthFromNow(1), place + 1),
        Word::Unit(Unit::Year) => Found::one(Atom::Day(DayExpr::YearFromNow(1)), place + 1),
        Word::Unit(Unit::Day) | Word::Morgen | Word::Part(_) => {
            Found::one(Atom::Vague { is_relative: true }, place + 1)
        }
        _ => None,
    }
}

/// What `übernächste` points at, but for weekdays.
fn after_next(view: View, at: usize) -> Option<Found> {
    match view.word(at)? {
        Word::Unit(Unit::Week) => span(Span::Week(2), at + 1),
        Word::Unit(Unit::Weekend) => span(Span::Weekend(1), at + 1),
        Word::Unit(Unit::Month) => span(Span::MonthFromNow(2), at + 1),
        Word::Unit(Unit::Year) => Found::one(Atom::Day(DayExpr::YearFromNow(2)), at + 1),
        _ => None,
    }
}

/// `Mitte Januar`, `Anfang nächster Woche`, `Ende des Monats`, `late January`, `early next week`.
fn thirds(view: View, at: usize) -> Option<Found> {
    let third = match view.word(at)? {
        Word::Third(third) => third,
        Word::Early if view.key(at) == "early" => Third::Beginning,
        Word::Late if view.key(at) == "late" => Third::End,
        _ => return None,
    };
    let mut next = view.skip(at + 1, &[Word::Of, Word::Article, Word::In, Word::Von, Word::On]);
    if view.is_glued_mark(next, '-') {
        next += 1;
    }
    let is_before = |place: usize| {
        matches!(
            view.word(place),
            Some(Word::Unit(Unit::Week | Unit::Month) | Word::Month(_) | Word::May)
        )
    };
    let atom = Atom::Day(DayExpr::Third(third));
    match view.word(next) {
        // `mid-afternoon`.
        Some(Word::Part(part)) if third == Third::Middle => Found::one(whole(part), next + 1),
        Some(Word::Month(_) | Word::May) => Found::one(atom, next),
        Some(Word::This | Word::Next | Word::AfterNext) if is_before(next + 1) => {
            Found::one(atom, next)
        }
        Some(Word::Over) if view.is(next + 1, Word::Next) => Found::one(atom, next),
        Some(Word::Unit(Unit::Week)) => {
            Found::two(atom, Atom::Day(DayExpr::Span(Span::Week(0))), next + 1)
        }
        Some(Word::Unit(Unit::Month)) => {
            Found::two(atom, Atom::Day(DayExpr::Span(Span::MonthFromNow(0))), next + 1)
        }
        Some(Word::Unit(Unit::Year | Unit::Day)) => {
            Found::one(Atom::Vague { is_relative: true }, next + 1)
        }
        _ => {
            let is_behind = at.checked_sub(1).is_some_and(is_before);
            (is_behind && view.word(at) != Some(Word::Early)).then(|| Found::one(atom, at + 1))?
        }
    }
}

fn third_at(view: View, at: usize) -> Option<Third> {
    match view.word(at)? {
        Word::Third(third) => Some(third),
        _ => None,
    }
}

/// Units without a number: `am Wochenende`, `die Woche vom 7.`, `Friday week`, `the month after next`.
fn unit_alone(view: View, at: usize) -> Option<Found> {
    let Word::Unit(unit) = view.word(at)? else { return None };
    let is_after_next = view.is(at + 1, Word::After) && view.is(at + 2, Word::Next);
    match unit {
        Unit::Week if is_after_next => span(Span::Week(2), at + 3),
        Unit::Month if is_after_next => span(Span::MonthFromNow(2), at + 3),
        Unit::Weekend if is_after_next => span(Span::Weekend(1), at + 3),
        Unit::Week | Unit::Weekend if weekday::beside_holiday(view, at + 1).is_some() => {
            let (is_after, holiday, next) = weekday::beside_holiday(view, at + 1)?;
            // In English it is the 25th alone, and its week may begin on any day.
            if unit == Unit::Week && ["christmas", "xmas"].contains(&view.key_before(next)) {
                return Found::one(Atom::Vague { is_relative: true }, next);
            }
            let what = if unit == Unit::Week { Near::Week } else { Near::Weekend };
            Found::one(Atom::Day(DayExpr::Beside { what, is_after, holiday }), next)
        }
        // `the week after`: after which?
        Unit::Week | Unit::Month | Unit::Weekend
            if view.word_before(at) == Some(Word::Article)
                && matches!(view.word(at + 1), Some(Word::After | Word::Before)) =>
        {
            Found::one(Atom::Vague { is_relative: true }, at + 2)
        }
        // `am Wochenende vor dem 20.` is not the coming one, and it is not said which.
        Unit::Weekend if is_beside_date(view, at + 1) => {
            Found::one(Atom::Trouble(Trouble::Unclear), at + 1)
        }
        Unit::Weekend => span(Span::Weekend(0), at + 1),
        Unit::Week if view.is_glued(at) && matches!(view.word_before(at), Some(Word::Month(_))) => {
            Found::one(Atom::Trouble(Trouble::Unclear), at + 1)
        }
        // British `Friday fortnight`.
        Unit::Fortnight
            if matches!(view.word_before(at), Some(Word::Weekday(_) | Word::FromToday(_))) =>
        {
            let weeks = Length { count: 2, unit: Unit::Week };
            Found::one(Atom::Day(DayExpr::Later(weeks)), at + 1)
        }
        // `Monatsende`, `Wochenanfang`.
        Unit::Week | Unit::Month if view.is_glued(at + 1) && third_at(view, at + 1).is_some() => {
            let third = third_at(view, at + 1)?;
            let whole = if unit == Unit::Week { Span::Week(0) } else { Span::MonthFromNow(0) };
            Found::two(Atom::Day(DayExpr::Third(third)), Atom::Day(DayExpr::Span(whole)), at + 2)
        }
        Unit::Week
            if matches!(view.word_before(at), Some(Word::Weekday(_) | Word::FromToday(_))) =>
        {
            // British `Friday week`.
            let week = Length { count: 1, unit: Unit::Week };
            (view.key(at) == "week")
                .then(|| Found::one(Atom::Day(DayExpr::Later(week)), at + 1))
                .flatten()
        }
        Unit::Week => {
            let place = view.skip(at + 1, &[Word::Von, Word::Of, Word::Article, Word::From]);
            let is_number = |at| view.number(at).is_some() || view.ordinal(at).is_some();
            let is_month = matches!(view.word(place), Some(Word::Month(_)));
            let is_date = is_number(place) || is_month && is_number(place + 1);
            let is_counted = at.checked_sub(1).is_some_and(is_number);
            if is_counted {
                return Found::one(Atom::Trouble(Trouble::Unclear), at + 1);
            }
            (place > at + 1 && is_date).then(|| span(Span::WeekOf, place)).flatten()
        }
        Unit::Year => {
            let (year, _) = view.number(at + 1).filter(|(year, _)| *year >= 2000)?;
            let year = i32::try_from(year).ok()?;
            Found::one(Atom::Day(DayExpr::Year(year)), at + 2)
        }
        // `am 3. des Monats`: whichever comes next.
        Unit::Month if matches!(view.word_before(at), Some(Word::Article)) => {
            Found::one(Atom::Filler, at + 1)
        }
        _ => None,
    }
}

/// `vor dem 20.`, `after the 3rd`.
fn is_beside_date(view: View, at: usize) -> bool {
    let is_bound = matches!(view.word(at), Some(Word::Before | Word::After));
    let place = view.skip(at + 1, &[Word::Article]);
    let is_number = view.ordinal(place).is_some() || view.number(place).is_some();
    is_bound && is_number && (place > at + 1 || view.ordinal(place).is_some())
}

/// `KW 50`, `50. Kalenderwoche`.
fn calendar_week(view: View, at: usize) -> Option<Found> {
    if view.is(at, Word::CalendarWeek) {
        let (week, _) = view.number(at + 1)?;
        return span(Span::CalendarWeek(u8::try_from(week).ok()?), at + 2);
    }
    let (week, _) = view.number(at).filter(|_| view.is_glued_mark(at + 1, '.'))?;
    let week = u8::try_from(week).ok().filter(|_| view.is(at + 2, Word::CalendarWeek))?;
    span(Span::CalendarWeek(week), at + 3)
}
