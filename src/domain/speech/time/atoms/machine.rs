//! Days and instants as programs write them: ISO 8601 in all its forms, `2026/12/04`, with offsets and zones.

use crate::domain::speech::time::atoms::expr::{Atom, ClockExpr, DayExpr, Span, Trouble};
use crate::domain::speech::time::atoms::view::{Found, View};
use std::ops::RangeInclusive;
use time::Month;

/// Years that a number of four digits may be.
pub(crate) const YEARS: RangeInclusive<u32> = 1900..=9999;
/// Minutes of a day.
const DAY_MINUTES: u16 = 24 * 60;
/// No place on earth is further from UTC, in minutes.
const OFFSET_MINUTES_MAX: u32 = 14 * 60;

/// A day, or a day with a time, as programs write it.
pub(crate) fn machine(view: View, at: usize) -> Option<Found> {
    if let Some((hour, next)) = lone_time(view, at).or_else(|| time_with_offset(view, at)) {
        return Found::one(hour, next);
    }
    if let Some(next) = duration(view, at) {
        return Found::one(Atom::Trouble(Trouble::Unreadable), next);
    }
    let (day, next) = day(view, at)?;
    if view.key(next) == "t" && view.is_glued(next) {
        if let Some((time, next)) = time(view, next + 1) {
            let (offset, next) = offset(view, next);
            return with_time(day, time, offset, next);
        }
    } else if view.number(next).is_some_and(|(_, digits)| digits > 0) && view.is_mark(next + 1, ':')
    {
        // A blank for the `T`; the offset belongs to the whole.
        let (time, behind) = time(view, next)?;
        let (offset, behind) = offset(view, behind);
        if offset.is_some() || matches!(time, Ok(0)) {
            return with_time(day, time, offset, behind);
        }
    }
    let (_, next) = zone_name(view, next);
    Found::one(day, next)
}

/// Midnight, and the last minute of a day, say nothing but the day: programs write them where no time is meant.
fn with_time(
    day: Atom,
    time: Result<u16, Trouble>,
    offset: Option<i16>,
    next: usize,
) -> Option<Found> {
    match time {
        Ok(0) => Found::one(day, next),
        Ok(minute) if minute == DAY_MINUTES - 1 => Found::one(day, next),
        Ok(minute) => {
            let clock = ClockExpr { offset, ..ClockExpr::known(minute) };
            Found::two(day, Atom::Clock(clock), next)
        }
        Err(trouble) => Found::two(day, Atom::Trouble(trouble), next),
    }
}

/// `PT1H30M`, `P1D`: how long something takes is no time that it can begin at. The place behind.
fn duration(view: View, at: usize) -> Option<usize> {
    const TOKENS_MAX: usize = 12;
    let is_number = |at: usize| view.number(at).is_some_and(|(_, digits)| digits > 0);
    if !["p", "pt"].contains(&view.key(at)) || !view.is_glued(at + 1) || !is_number(at + 1) {
        return None;
    }
    (at + 2..at + TOKENS_MAX).find(|place| !view.is_glued(*place))
}

/// `T10:30`.
fn lone_time(view: View, at: usize) -> Option<(Atom, usize)> {
    if view.key(at) != "t" || view.is_glued(at) || !view.is_glued(at + 1) {
        return None;
    }
    let (time, next) = time(view, at + 1)?;
    let (offset, next) = offset(view, next);
    let atom = match time {
        Ok(minute) => Atom::Clock(ClockExpr { offset, ..ClockExpr::known(minute) }),
        Err(trouble) => Atom::Trouble(trouble),
    };
    Some((atom, next))
}

/// `14:00:00+01:00`, `14:00Z`. What a `-` begins may be the end of a range.
fn time_with_offset(view: View, at: usize) -> Option<(Atom, usize)> {
    let (time, next) = time(view, at).filter(|_| view.is_glued_mark(at + 1, ':'))?;
    let is_sure = view.is_glued_mark(next, '+') || view.key(next) == "z" && view.is_glued(next);
    let (offset, next) = offset(view, next);
    let offset = offset.filter(|_| is_sure)?;
    let clock = |minute| ClockExpr { offset: Some(offset), ..ClockExpr::known(minute) };
    Some((time.map_or_else(Atom::Trouble, |minute| Atom::Clock(clock(minute))), next))
}

fn day(view: View, at: usize) -> Option<(Atom, usize)> {
    let (first, digits) = view.number(at)?;
    if digits == 8 {
        let (year, month, day) = (first / 10_000, first / 100 % 100, first % 100);
        return YEARS.contains(&year).then(|| (date(year, month, day), at + 1));
    }
    if digits != 4 || !YEARS.contains(&first) {
        return None;
    }
    let sign = ['-', '/', '.'].into_iter().find(|sign| view.is_glued_mark(at + 1, *sign))?;
    if sign == '-' && view.key(at + 2) == "w" {
        let (week, _) = view.glued_digits(at + 3, 2)?;
        let week = u8::try_from(week).ok()?;
        return Some((Atom::Day(DayExpr::Span(Span::CalendarWeek(week))), at + 4));
    }
    let (month, _) = view.glued_digits(at + 2, 2)?;
    if !view.is_glued_mark(at + 3, sign) && sign == '-' {
        return month_of(first, month).map(|month| (month, at + 3));
    }
    match view.glued_digits(at + 4, 2) {
        Some((day, _)) if view.is_glued_mark(at + 3, sign) => {
            Some((date(first, month, day), at + 5))
        }
        _ => None,
    }
}

/// `2026-12`, a whole month: from its first day on; the year stands in the date.
fn month_of(year: u32, month: u32) -> Option<Atom> {
    let month = u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok())?;
    let year = i32::try_from(year).ok()?;
    Some(Atom::Day(DayExpr::Span(Span::MonthOf(month, year))))
}

/// A date, as far as there is such a month.
pub(crate) fn date(year: u32, month: u32, day: u32) -> Atom {
    let numbers = u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok());
    match (numbers, u8::try_from(day), i32::try_from(year)) {
        (Some(month), Ok(day), Ok(year)) => {
            Atom::Day(DayExpr::Date { day, month: Some(month), year: Some(year) })
        }
        _ => Atom::Trouble(Trouble::NoSuchDay),
    }
}

/// `14:00`, `14:00:00.000`, `1400`, `140000`. Parts of a minute must be none.
fn time(view: View, at: usize) -> Option<(Result<u16, Trouble>, usize)> {
    let (first, digits) = view.number(at)?;
    let (hour, minute, second, mut next) = match digits {
        4 => (first / 100, first % 100, 0, at + 1),
        6 => (first / 10_000, first / 100 % 100, first % 100, at + 1),
        1 | 2 if view.is_glued_mark(at + 1, ':') => {
            let (minute, _) = view.glued_digits(at + 2, 2)?;
            match view.glued_digits(at + 4, 2) {
                Some((second, _)) if view.is_glued_mark(at + 3, ':') => {
                    (first, minute, second, at + 5)
                }
                _ => (first, minute, 0, at + 3),
            }
        }
        1 | 2 => (first, 0, 0, at + 1),
        _ => return None,
    };
    let mut fraction = 0;
    if (view.is_glued_mark(next, '.') || view.is_glued_mark(next, ','))
        && let Some((part, _)) = view.glued_digits(next + 1, 9)
    {
        fraction = part;
        next += 2;
    }
    let is_time = hour < 24 && minute < 60 && second < 60;
    // 23:59:59 is the end of a day; any other second is of no clock that a salon goes by.
    let is_whole = (second, fraction) == (0, 0) || (hour, minute) == (23, 59);
    let minutes = u16::try_from(hour.saturating_mul(60).saturating_add(minute));
    let time = match minutes {
        Ok(minutes) if is_time && is_whole => Ok(minutes),
        _ => Err(Trouble::NoSuchTime),
    };
    Some((time, next))
}

/// `Z`, `+02:00`, `+0200`, `+02`, then `[Europe/Berlin]`.
fn offset(view: View, at: usize) -> (Option<i16>, usize) {
    if view.key(at) == "z" && view.is_glued(at) {
        let (_, next) = zone_name(view, at + 1);
        return (Some(0), next);
    }
    let sign = match () {
        () if view.is_glued_mark(at, '+') => 1,
        () if view.is_glued_mark(at, '-') => -1,
        () => {
            let (_, next) = zone_name(view, at);
            return (None, next);
        }
    };
    let Some((first, digits)) = view.glued_digits(at + 1, 4) else { return (None, at) };
    let (minutes, next) = match view.glued_digits(at + 3, 2) {
        Some((minutes, _)) if view.is_glued_mark(at + 2, ':') => (first * 60 + minutes, at + 4),
        _ if digits == 4 => (first / 100 * 60 + first % 100, at + 2),
        _ => (first * 60, at + 2),
    };
    let minutes = i16::try_from(minutes.min(OFFSET_MINUTES_MAX + 1)).unwrap_or_default();
    let (_, next) = zone_name(view, next);
    (Some(minutes.saturating_mul(sign)), next)
}

/// `[Europe/Berlin]`: the clock is the salon's whatever stands in it; one of elsewhere is told when all is brought together.
fn zone_name(view: View, at: usize) -> (bool, usize) {
    const NAME_TOKENS_MAX: usize = 10;
    if !view.is_glued_mark(at, '[') {
        return (false, at);
    }
    match (at..at + NAME_TOKENS_MAX).find(|place| view.is_mark(*place, ']')) {
        Some(end) => (true, end + 1),
        None => (false, at),
    }
}
