//! Ranges: `von 9 bis 17 Uhr`, `zwischen dem 3. und 5. Dezember`, `Mo-Fr`, `2 to 4 pm`.

use crate::domain::speech::reading::{Field, PartOfDay};
use crate::domain::speech::time::atoms::expr::{Atom, ClockExpr, DayExpr, PartExpr, Piece};
use crate::domain::speech::time::atoms::face;
use crate::domain::speech::time::facts::fact::What;
use crate::domain::speech::time::facts::operand::{
    Context, Operand, bare_day, dotted_day, operand, time_of,
};
use crate::domain::speech::time::facts::pending::Pending;

/// A range whose first end stands at a place: what it states (a span of days may have a span of the day with it), or
/// the trouble with it, and the place behind.
pub(crate) fn range(
    pieces: &[Piece],
    at: usize,
    pending: &Pending,
    context: Context,
) -> Option<(Vec<What>, usize)> {
    let sure = is_sure(pending);
    let left = Context { is_bound: context.is_bound || sure, ..context };
    days(pieces, at, pending, left).or_else(|| clocks(pieces, at, pending, left))
}

/// Whether `von` or `zwischen` says that a range follows.
fn is_sure(pending: &Pending) -> bool {
    pending.is_between || pending.range.is_some()
}

/// The link between both ends, and the place behind it and the small words that follow it.
struct Link {
    /// `bis`, `until`: without a range it is a bound.
    is_bound: bool,
    has_day_mark: bool,
    is_clock: bool,
    next: usize,
}

fn link(pieces: &[Piece], at: usize, pending: &Pending) -> Option<Link> {
    let mut next = at;
    // `Montag, bis Mittwoch`.
    if matches!(pieces.get(next)?.atom, Atom::Comma)
        && matches!(pieces.get(next + 1)?.atom, Atom::RangeTo { is_bound: true })
    {
        next += 1;
    }
    let is_bound = match pieces.get(next)?.atom {
        Atom::RangeTo { is_bound } => is_bound,
        Atom::And if pending.is_between => false,
        // `bis spätestens`.
        Atom::LooseBound { .. } if is_sure(pending) => true,
        _ => return None,
    };
    let mut link = Link { is_bound, has_day_mark: false, is_clock: false, next: next + 1 };
    while let Some(piece) = pieces.get(link.next) {
        match piece.atom {
            Atom::DayMark { .. } => link.has_day_mark = true,
            Atom::At | Atom::Sharp => link.is_clock = true,
            Atom::On
            | Atom::Pause
            | Atom::In
            | Atom::Filler
            | Atom::About
            | Atom::LooseBound { .. } => {}
            // `zwischen zehn und bis zwölf`.
            Atom::RangeTo { .. } if link.next == next + 1 => {}
            _ => break,
        }
        link.next += 1;
    }
    Some(link)
}

/// A range of days, with the times at both ends where both have one.
fn days(
    pieces: &[Piece],
    at: usize,
    pending: &Pending,
    context: Context,
) -> Option<(Vec<What>, usize)> {
    let (from, behind) = left_day(pieces, at, context)?;
    let from_clock = match pieces.get(behind).map(|piece| piece.atom) {
        Some(Atom::Clock(clock)) => Some(clock),
        _ => None,
    };
    let place = if from_clock.is_some() { behind + 1 } else { behind };
    let link = link(pieces, place, pending)?;
    let (to, next) = right_day(pieces, &link, &from, context)?;
    let is_bare = matches!(pieces.get(at)?.atom, Atom::Number { .. } | Atom::Dotted { .. });
    let is_led = context.day_mark.is_some() || context.field_is_day();
    // `9 bis 5. Dezember`: only a day with its month makes days of bare numbers.
    let has_month = to
        .iter()
        .any(|expr| matches!(expr, DayExpr::Date { month: Some(_), .. } | DayExpr::Span(_)));
    if is_bare && !is_led && !has_month {
        return None;
    }
    // `3-5` may be a day and a month.
    let is_bare_pair = |to: &[DayExpr]| matches!(to, [DayExpr::Date { month: None, .. }]);
    if is_bare && context.day_mark.is_none() && !has_month && is_bare_pair(&to) {
        return None;
    }
    let is_between = pending.is_between;
    let days = What::Days { from, to, is_between };
    match (from_clock, pieces.get(next).map(|piece| piece.atom)) {
        (Some(from), Some(Atom::Clock(to))) => {
            Some((vec![days, What::Clocks { from, to }], next + 1))
        }
        (Some(_), _) => None,
        (None, _) => Some((vec![days], next)),
    }
}

fn left_day(pieces: &[Piece], at: usize, context: Context) -> Option<(Vec<DayExpr>, usize)> {
    let first = match pieces.get(at)?.atom {
        Atom::Ordinal { value, .. } => bare_day(value),
        Atom::Number { value, digits: 1..=2 } if !context.is_clock => {
            bare_day(u8::try_from(value).ok()?)
        }
        Atom::Dotted { left, right, .. } if !context.is_clock => dotted_day(left, right)?,
        Atom::Day(_) => match operand(pieces, at, context)? {
            (Operand::Day(group), next) => return Some((group, next)),
            _ => return None,
        },
        _ => return None,
    };
    Some((vec![first], at + 1))
}

fn right_day(
    pieces: &[Piece],
    link: &Link,
    from: &[DayExpr],
    context: Context,
) -> Option<(Vec<DayExpr>, usize)> {
    let at = link.next;
    let is_numbered = from.iter().any(|expr| matches!(expr, DayExpr::Date { .. }));
    let context = Context {
        day_mark: (link.has_day_mark || is_numbered).then_some(true),
        is_clock: false,
        ..context
    };
    if link.is_clock {
        return None;
    }
    match pieces.get(at)?.atom {
        Atom::Day(_) => {}
        Atom::Ordinal { .. } if is_numbered || link.has_day_mark => {}
        Atom::Dotted { right, .. } if is_numbered && right <= 12 => {}
        // `vom 3. bis 5`; but `am 3. Dezember bis 5` is a time.
        Atom::Number { digits: 1..=2, .. } if is_numbered => {
            let has_month = from.iter().any(|e| matches!(e, DayExpr::Date { month: Some(_), .. }));
            if link.is_bound && has_month && !link.has_day_mark {
                return None;
            }
        }
        _ => return None,
    }
    match operand(pieces, at, context)? {
        (Operand::Day(group), next) => Some((group, next)),
        _ => None,
    }
}

/// A range of times.
fn clocks(
    pieces: &[Piece],
    at: usize,
    pending: &Pending,
    context: Context,
) -> Option<(Vec<What>, usize)> {
    let (left, behind) = time_at(pieces, at, context.field)?;
    let link = link(pieces, behind, pending)?;
    let (right, next) = time_at(pieces, link.next, context.field)?;
    // Two bare numbers are hours where something says so.
    let is_named = |place: usize| {
        matches!(pieces.get(place).map(|piece| piece.atom), Some(Atom::Clock(_) | Atom::Part(_)))
    };
    let is_led =
        is_sure(pending) || pending.is_clock() || context.is_behind_day || !context.field_is_day();
    if !is_led && !is_named(at) && !is_named(link.next) {
        return None;
    }
    if context.day_mark == Some(true) && !is_named(at) {
        return None;
    }
    let (right, next) = with_part(pieces, right, next);
    Some((vec![What::Clocks { from: left, to: right }], next))
}

/// The time at a place, where a time stands for sure: in a range.
fn time_at(pieces: &[Piece], at: usize, field: Field) -> Option<(ClockExpr, usize)> {
    let operand = match pieces.get(at)?.atom {
        Atom::Clock(clock) => Operand::Clock(clock),
        Atom::Number { value, digits } => time_of(face::of_number(value, digits)),
        Atom::Ordinal { value, is_dotted: true, .. } => time_of(face::of_number(value.into(), 1)),
        Atom::Dotted { left, right, has_minutes: true, .. } => {
            time_of(face::of_dotted(left, right))
        }
        Atom::Part(PartExpr { part: PartOfDay::Noon, .. }) if field != Field::When || at > 0 => {
            Operand::Clock(ClockExpr::known(12 * 60))
        }
        _ => return None,
    };
    match operand {
        Operand::Clock(clock) => Some(with_part(pieces, clock, at + 1)),
        _ => None,
    }
}

/// A time with the part of the day behind it, which says which half it is in: `9 Uhr morgens bis …`.
fn with_part(pieces: &[Piece], clock: ClockExpr, next: usize) -> (ClockExpr, usize) {
    match part_behind(pieces, next) {
        Some((part, behind)) => match clock.in_part(part.part) {
            Some(clock) => (clock, behind),
            None => (clock, next),
        },
        None => (clock, next),
    }
}

/// The part of the day that stands directly behind a place: `abends`, `in the morning`, `am Abend`.
pub(crate) fn part_behind(pieces: &[Piece], at: usize) -> Option<(PartExpr, usize)> {
    const LINKS_MAX: usize = 2;
    let links = pieces.iter().skip(at).take(LINKS_MAX);
    let links = links
        .take_while(|piece| {
            matches!(
                piece.atom,
                Atom::Filler | Atom::Pause | Atom::In | Atom::DayMark { .. } | Atom::On
            )
        })
        .count();
    match pieces.get(at + links)?.atom {
        Atom::Part(part) => Some((part, at + links + 1)),
        _ => None,
    }
}
