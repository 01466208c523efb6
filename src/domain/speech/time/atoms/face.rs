//! What an hour and its minutes are, and which half of the day is said with them: `Uhr`, `am`, `p.m.`.

use crate::domain::speech::time::atoms::expr::{Atom, ClockExpr, HALF_DAY, Trouble};
use crate::domain::speech::time::atoms::view::{Found, View};
use crate::domain::speech::time::words::token::Kind;
use crate::domain::speech::time::words::word::Word;

/// A whole hour in minutes.
const HOUR: u16 = 60;
/// From here on an hour with a leading zero is one of the morning: `09:30` is no half past nine in the evening.
const MORNING_HOUR: u32 = 6;

/// An hour: its number, whether it has a leading zero, and the place behind it. Also of hours that do not exist.
#[derive(Clone, Copy)]
pub(crate) struct Hour {
    pub number: u32,
    pub has_zero: bool,
    pub next: usize,
}

pub(crate) fn hour(view: View, at: usize) -> Option<Hour> {
    let (number, digits) = view.number(at)?;
    let has_zero = digits == 2 && number < 10;
    (digits <= 2 && number < 100).then_some(Hour { number, has_zero, next: at + 1 })
}

/// An hour that `Uhr` may follow: `ein Uhr` too.
pub(crate) fn hour_before_word(view: View, at: usize) -> Option<Hour> {
    let one = view.is(at, Word::One).then_some(Hour { number: 1, has_zero: false, next: at + 1 });
    hour(view, at).or(one)
}

/// The time of an hour and a minute.
pub(crate) fn composed(hour: Hour, minute: u32) -> Atom {
    match (hour.number, u16::try_from(minute)) {
        (24, Ok(0)) | (0, Ok(0)) => Atom::Trouble(Trouble::Midnight),
        (number @ 0..=23, Ok(minute @ 0..=59)) => {
            let minutes = u16::try_from(number).unwrap_or_default().saturating_mul(HOUR) + minute;
            let is_face = (1..=12).contains(&number);
            let is_morning = hour.has_zero && number >= MORNING_HOUR;
            Atom::Clock(if is_face && !is_morning {
                ClockExpr::by_face(minutes)
            } else {
                ClockExpr::known(minutes)
            })
        }
        _ => Atom::Trouble(Trouble::NoSuchTime),
    }
}

/// A bare number as a time: an hour, or hours and minutes in three or four digits.
pub(crate) fn of_number(value: u32, digits: u8) -> Atom {
    let (number, minute) = if digits >= 3 { (value / 100, value % 100) } else { (value, 0) };
    let has_zero = matches!(digits, 2 | 4) && number < 10;
    composed(Hour { number, has_zero, next: 0 }, minute)
}

/// `14.30` as a time.
pub(crate) fn of_dotted(left: u8, right: u8) -> Atom {
    composed(Hour { number: left.into(), has_zero: false, next: 0 }, right.into())
}

/// So many minutes from the hour that is named: -30 for `halb`.
pub(crate) fn shifted(hour: Hour, minutes: i32) -> Atom {
    let named = i32::try_from(hour.number).unwrap_or(i32::MAX).saturating_mul(HOUR.into());
    let minute = u16::try_from(named.saturating_add(minutes)).unwrap_or(u16::MAX);
    match hour.number {
        1..=12 => Atom::Clock(ClockExpr::by_face(minute)),
        // Half hours are said by the clock's face alone: `halb zwanzig` was misheard.
        13..=24 if minutes == -30 => Atom::Trouble(Trouble::Unclear),
        13..=24 if minute < 2 * HALF_DAY => Atom::Clock(ClockExpr::known(minute)),
        _ => Atom::Trouble(Trouble::NoSuchTime),
    }
}

/// What may stand behind any time: `Uhr`, `pm`.
pub(crate) fn finished(view: View, atom: Atom, next: usize) -> Option<Found> {
    let next = if view.is(next, Word::Clock) { next + 1 } else { next };
    let Atom::Clock(clock) = atom else { return Found::one(atom, next) };
    // `3 o'clock-ish`, `2:30ish`
    let ish = if view.is_mark(next, '-') { next + 1 } else { next };
    if view.is(ish, Word::Ish) {
        return Found::one(Atom::Clock(ClockExpr { is_about: true, ..clock }), ish + 1);
    }
    match half_of_day(view, next) {
        Some((is_afternoon, behind)) => Found::one(in_half(clock, is_afternoon), behind),
        None => Found::one(atom, next),
    }
}

/// A time in the half of the day that is said; the hours of the 24 may have `pm` beside them, not `am`.
fn in_half(clock: ClockExpr, is_afternoon: bool) -> Atom {
    let by_face = clock.minute % HALF_DAY;
    match (is_afternoon, clock.minute >= HALF_DAY + HOUR) {
        (true, _) => Atom::Clock(ClockExpr { minute: by_face + HALF_DAY, ..known(clock) }),
        (false, true) => Atom::Trouble(Trouble::NoSuchTime),
        (false, false) if by_face == 0 => Atom::Trouble(Trouble::Midnight),
        (false, false) => Atom::Clock(ClockExpr { minute: by_face, ..known(clock) }),
    }
}

fn known(clock: ClockExpr) -> ClockExpr {
    ClockExpr { is_about: clock.is_about, ..ClockExpr::known(clock.minute) }
}

/// `am`, `a.m.`, `pm`, `p. m.`: whether it is the afternoon, and the place behind.
pub(crate) fn half_of_day(view: View, at: usize) -> Option<(bool, usize)> {
    match view.word(at) {
        Some(Word::Pm) => return Some((true, at + 1)),
        Some(Word::Am) if is_forenoon(view, at) => return Some((false, at + 1)),
        _ => {}
    }
    let is_afternoon = match view.key(at) {
        "p" => true,
        "a" => false,
        _ => return None,
    };
    let next = if view.is_glued_mark(at + 1, '.') { at + 2 } else { at + 1 };
    if view.key(next) != "m" {
        return None;
    }
    let is_dotted = view.is_glued_mark(next + 1, '.');
    Some((is_afternoon, if is_dotted { next + 2 } else { next + 1 }))
}

/// Whether `am` is *ante meridiem*: in German it stands before a day.
fn is_forenoon(view: View, at: usize) -> bool {
    if view.is_glued(at) {
        return true;
    }
    if view.key_before(at) == "uhr" || at >= 2 && view.key(at - 2) == "um" {
        return false;
    }
    match view.kind(at + 1) {
        Some(Kind::Word(Word::Weekday(_) | Word::Part(_) | Word::Unit(_))) => {
            let next = view.key(at + 1);
            ["day", "days", "ing", "noon", "night", "week", "weekend"]
                .iter()
                .any(|ending| next.ends_with(ending))
        }
        Some(Kind::Number { .. } | Kind::Ordinal(_)) => view.0.iter().any(|t| t.key == "at"),
        Some(Kind::Word(
            Word::ShortWeekday(_)
            | Word::Morgen
            | Word::Next
            | Word::AfterNext
            | Word::Early
            | Word::Holiday(_),
        )) => ["next", "coming", "fri", "mon", "tue", "wed", "thu", "sat", "sun", "early"]
            .contains(&view.key(at + 1)),
        Some(Kind::Word(Word::Over | Word::This)) => false,
        _ => true,
    }
}
