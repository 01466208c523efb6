//! Times of day: `14:30`, `14 Uhr 30`, `halb drei`, `viertel nach`, `zehn vor halb vier`, `half past two`, `2 p.m.`.

use crate::domain::speech::reading::PartOfDay;
use crate::domain::speech::time::atoms::count::is_counting;
use crate::domain::speech::time::atoms::expr::{Atom, ClockExpr, HALF_DAY, PartExpr, Trouble};
use crate::domain::speech::time::atoms::face::{
    Hour, composed, finished, half_of_day, hour, hour_before_word, shifted,
};
use crate::domain::speech::time::atoms::view::{Found, View};
use crate::domain::speech::time::words::number;
use crate::domain::speech::time::words::token::Kind;
use crate::domain::speech::time::words::word::{Unit, Word};

/// A time of day at a place, as far as it is one without a word that says so (`um drei`).
pub(crate) fn clock(view: View, at: usize) -> Option<Found> {
    halves(view, at)
        .or_else(|| quarters(view, at))
        .or_else(|| shortly(view, at))
        .or_else(|| noon(view, at))
        .or_else(|| minutes_beside(view, at))
        .or_else(|| signed(view, at))
        .or_else(|| hour_said(view, at))
        .or_else(|| hour_and_half_day(view, at))
        .or_else(|| two_numbers(view, at))
}

/// `halb drei`, `half past two`, British `half two`.
fn halves(view: View, at: usize) -> Option<Found> {
    match view.word(at)? {
        Word::Half => match hour_before_word(view, at + 1) {
            Some(hour) => finished(view, shifted(hour, -30), hour.next),
            None => Found::one(Atom::Trouble(Trouble::HourMissing), at + 1),
        },
        Word::HalfPast => {
            let is_past = view.word(at + 1).is_some_and(is_past);
            let place = if is_past { at + 2 } else { at + 1 };
            match hour(view, place) {
                Some(hour) => finished(view, shifted(hour, 30), hour.next),
                None if view.count(place).is_some() || view.is(place, Word::Unit(Unit::Hour)) => {
                    None
                }
                None => Found::one(Atom::Trouble(Trouble::HourMissing), place),
            }
        }
        _ => None,
    }
}

fn is_past(word: Word) -> bool {
    matches!(word, Word::Past | Word::After)
}

/// `viertel nach zwei`, `viertel drei`, `dreiviertel drei`, `a quarter to three`.
fn quarters(view: View, at: usize) -> Option<Found> {
    let missing = |next| Found::one(Atom::Trouble(Trouble::HourMissing), next);
    let is_three = view.number(at).is_some_and(|(three, _)| three == 3);
    if is_three && view.is(at + 1, Word::Quarter) {
        // `drei viertel drei`; `drei viertel nach` is none.
        let hour = hour_before_word(view, at + 2)?;
        return finished(view, shifted(hour, -15), hour.next);
    }
    let place = if view.is(at, Word::One) && view.is(at + 1, Word::Quarter) { at + 1 } else { at };
    let is_three_quarters = view.is(place, Word::ThreeQuarters);
    if !is_three_quarters && !view.is(place, Word::Quarter) {
        return None;
    }
    // A length: `eine dreiviertel Stunde`.
    let behind = view.skip(place + 1, &[Word::Of, Word::One, Word::On]);
    if view.is(behind, Word::Unit(Unit::Hour)) {
        return Found::one(Atom::Counted, behind + 1);
    }
    let minutes = match view.word(place + 1) {
        _ if is_three_quarters => -15,
        Some(word) if is_past(word) => 15,
        Some(Word::Before | Word::To | Word::Of | Word::Until) => -15,
        // In the east and the south the quarters count towards the hour; in English they do not.
        _ if view.key(place) == "quarter" => return missing(place + 1),
        _ => -45,
    };
    let place = if is_three_quarters || minutes == -45 { place + 1 } else { place + 2 };
    match hour_before_word(view, place) {
        Some(hour) => finished(view, shifted(hour, minutes), hour.next),
        None => missing(place),
    }
}

/// `3/4 3`, `1/2 3`: which a date would be as well, if no hour followed.
pub(crate) fn fractions(view: View, at: usize) -> Option<Found> {
    let (minutes, place) = fraction(view, at)?;
    let hour = hour_before_word(view, place)?;
    finished(view, shifted(hour, minutes), hour.next)
}

/// So many minutes from the hour that follows, which stands apart, and its place.
fn fraction(view: View, at: usize) -> Option<(i32, usize)> {
    let parts = view.number(at).zip(view.glued_digits(at + 2, 1));
    let ((part, 1), (whole, _)) = parts.filter(|_| view.is_glued_mark(at + 1, '/'))? else {
        return None;
    };
    let is_hour = view.number(at + 3).is_some_and(|(hour, _)| (1..=12).contains(&hour));
    let minutes = match (part, whole) {
        (1, 2) => -30,
        (1, 4) => -45,
        (3, 4) => -15,
        _ => return None,
    };
    (is_hour && !view.is_glued(at + 3)).then_some((minutes, at + 3))
}

/// `kurz nach drei`, `shortly before noon`: about that time.
fn shortly(view: View, at: usize) -> Option<Found> {
    let is_beside = matches!(view.word(at + 1)?, Word::Before | Word::After | Word::Past);
    if !view.is(at, Word::Shortly) || !is_beside {
        return None;
    }
    let found = match clock(view, at + 2) {
        Some(found) => found,
        // `kurz vor Weihnachten`
        None if matches!(view.word(at + 2), Some(Word::Holiday(_))) => {
            return Found::one(Atom::Vague { is_relative: true }, at + 3);
        }
        None => {
            let hour = hour(view, at + 2)?;
            finished(view, composed(hour, 0), hour.next)?
        }
    };
    let first = match found.first {
        Atom::Clock(clock) => Atom::Clock(ClockExpr { is_about: true, ..clock }),
        other => other,
    };
    Some(Found { first, ..found })
}

/// `noon`, `12 noon`, `midnight`.
fn noon(view: View, at: usize) -> Option<Found> {
    let is_twelve = view.number(at).is_some_and(|(twelve, _)| twelve == 12);
    let place = if is_twelve { at + 1 } else { at };
    match view.word(place)? {
        // `around noon` is the time of lunch.
        Word::Noon if view.word_before(at) == Some(Word::About) => {
            Found::one(Atom::Part(PartExpr { part: PartOfDay::Noon, third: None }), place + 1)
        }
        Word::Noon if view.is(place + 1, Word::Ish) => {
            Found::one(Atom::Part(PartExpr { part: PartOfDay::Noon, third: None }), place + 2)
        }
        Word::Noon => Found::one(Atom::Clock(ClockExpr::known(HALF_DAY)), place + 1),
        Word::Midnight => Found::one(Atom::Trouble(Trouble::Midnight), place + 1),
        _ => None,
    }
}

/// `zehn vor drei`, `fünf nach halb vier`, `ten minutes to three`.
fn minutes_beside(view: View, at: usize) -> Option<Found> {
    let (minutes @ 1..=59, digits @ 0..=2) = view.number(at)? else { return None };
    let has_unit = view.is(at + 1, Word::Unit(Unit::Minute));
    let place = if has_unit { at + 2 } else { at + 1 };
    let link = view.word(place)?;
    let sign = match link {
        Word::Before | Word::To => -1,
        // American, and a range in England.
        Word::Until if ["til", "till"].contains(&view.key(place)) => -1,
        word if is_past(word) => 1,
        _ => return None,
    };
    let half = match view.word(place + 1) {
        Some(Word::Half) => Some(-30),
        Some(Word::Quarter) if view.key(place + 1) != "quarter" => Some(-45),
        Some(Word::ThreeQuarters) => Some(-15),
        _ => None,
    };
    let hour_place = if half.is_some() { place + 2 } else { place + 1 };
    let Some(hour) = hour_before_word(view, hour_place).filter(|_| !is_length(view, hour_place))
    else {
        // `ten to`, `zehn nach halb`: begun and not ended, where nothing else follows.
        let is_end = is_end(view, hour_place) && (half.is_some() || minutes % 5 == 0);
        return is_end
            .then(|| Found::one(Atom::Trouble(Trouble::HourMissing), hour_place))
            .flatten();
    };
    if matches!(link, Word::To | Word::Until) && !has_unit {
        let is_mixed = digits > 0 && view.number(hour_place).is_some_and(|(_, digits)| digits == 0);
        let is_same = view.number(hour_place).is_some_and(|(hour, _)| hour == minutes);
        match to_is_clock(view, at, minutes, digits).or((is_mixed || is_same).then_some(true)) {
            Some(true) => {}
            Some(false) => return None,
            None => return Found::one(Atom::Trouble(Trouble::Unclear), hour.next),
        }
    }
    if minutes % 5 != 0 && !has_unit {
        return Found::one(Atom::Trouble(Trouble::Unclear), hour.next);
    }
    let minutes = i32::try_from(minutes).unwrap_or_default().saturating_mul(sign);
    finished(view, shifted(hour, minutes.saturating_add(half.unwrap_or(0))), hour.next)
}

/// Whether nothing is said from a place on.
fn is_end(view: View, at: usize) -> bool {
    let rest = view.0.get(at..).unwrap_or_default();
    rest.iter().all(|token| matches!(token.kind, Kind::Mark(_) | Kind::Word(Word::Filler)))
}

/// Whether what follows an hour makes a length of it: `zwei Wochen`; but `eleven, day after tomorrow`.
fn is_length(view: View, at: usize) -> bool {
    if view.is(at + 1, Word::Unit(Unit::Day)) && view.is(at + 2, Word::After) {
        return false;
    }
    is_counting(view, at + 1)
}

/// Whether English `ten to two` tells a time, or gives a range of hours as `nine to five` does; `None` if it may be
/// either.
fn to_is_clock(view: View, at: usize, minutes: u32, digits: u8) -> Option<bool> {
    if matches!(view.word_before(at), Some(Word::FromEnglish | Word::Between | Word::Von)) {
        return Some(false);
    }
    match minutes {
        20 | 25 => Some(true),
        5 | 10 if view.is(at + 1, Word::Until) => None,
        5 | 10 if digits == 0 || view.word_before(at) == Some(Word::At) => Some(true),
        5 | 10 => None,
        _ => Some(false),
    }
}

/// `14:30`, `14:30:00`, `14,30 Uhr`; `14.30 Uhr`. Without `Uhr` the dot may be of a date.
fn signed(view: View, at: usize) -> Option<Found> {
    let hour = hour(view, at).filter(|_| view.number(at).is_some_and(|(_, digits)| digits > 0))?;
    // Blanks on both sides of a colon are a transcriber's.
    if view.is_mark(at + 1, ':')
        && !view.is_glued(at + 1)
        && let Some((minute, 2)) = view.number(at + 2)
    {
        return finished(view, composed(hour, minute), at + 3);
    }
    let sign = [':', '.', ','].into_iter().find(|sign| view.is_glued_mark(at + 1, *sign))?;
    let (minute, digits) = view.glued_digits(at + 2, 3)?;
    let is_said = view.is(at + 3, Word::Clock) || half_of_day(view, at + 3).is_some();
    if sign != ':' && (digits != 2 || !is_said) {
        return None;
    }
    if digits != 2 {
        return Found::one(Atom::Trouble(Trouble::NoSuchTime), at + 3);
    }
    let mut next = at + 3;
    // Seconds and their parts, which must be none.
    while (view.is_glued_mark(next, ':') || view.is_glued_mark(next, '.'))
        && let Some((part, _)) = view.glued_digits(next + 1, 9)
    {
        if part != 0 {
            return Found::one(Atom::Trouble(Trouble::NoSuchTime), next + 2);
        }
        next += 2;
    }
    finished(view, composed(hour, minute), next)
}

/// `14 Uhr`, `14 Uhr 30`, `14h30`, `vierzehn Uhr fünf und vierzig`, `2 o'clock`.
fn hour_said(view: View, at: usize) -> Option<Found> {
    // `2 o clock`
    let place = if view.key(at + 1) == "o" { at + 2 } else { at + 1 };
    if !view.is(place, Word::Clock) {
        return None;
    }
    let long = view.number(at).filter(|(_, digits)| *digits == 3 || *digits == 4);
    if let Some((number, _)) = long {
        // `1430 Uhr`.
        let hour = Hour { number: number / 100, has_zero: false, next: at + 1 };
        return finished(view, composed(hour, number % 100), place);
    }
    let hour = hour_before_word(view, at)?;
    let (minute, next) = minutes_behind(view, place + 1).unwrap_or((0, place + 1));
    finished(view, composed(hour, minute), next)
}

/// `fünf und vierzig`, in three words as some transcribers write it.
fn tens_behind(view: View, at: usize, ones: u32) -> Option<(u32, usize)> {
    let (tens, 0) = view.number(at + 2)? else { return None };
    let is_split = (1..10).contains(&ones) && (20..60).contains(&tens) && tens % 10 == 0;
    (is_split && view.is(at + 1, Word::And)).then_some((ones + tens, at + 3))
}

/// The minutes behind `Uhr`; `None` where the number that follows is of something else.
fn minutes_behind(view: View, at: usize) -> Option<(u32, usize)> {
    let start = view.skip(at, &[Word::And]);
    let (minute, 0..=2) = view.number(start)? else { return None };
    let mut next = start + 1;
    let mut minute = minute;
    if let Some((whole, behind)) = tens_behind(view, start, minute) {
        (minute, next) = (whole, behind);
    }
    let is_other = match view.kind(next) {
        Some(Kind::Word(Word::Unit(Unit::Minute))) => return Some((minute, next + 1)),
        Some(Kind::Word(
            Word::Clock | Word::Unit(_) | Word::Month(_) | Word::HalfLong | Word::Quarter,
        )) => true,
        Some(Kind::Word(Word::Counted)) => is_counting(view, next),
        Some(Kind::Word(Word::Before | Word::After | Word::Past)) => {
            minutes_beside(view, start).is_some()
        }
        Some(Kind::Mark('.')) => {
            let behind = view.kind(next + 1);
            view.is_glued(next)
                && matches!(behind, Some(Kind::Number { .. } | Kind::Word(Word::Month(_))))
        }
        Some(Kind::Mark(':')) => true,
        _ => false,
    };
    (!is_other && (at == start || next > start + 1)).then_some((minute, next))
}

/// `2 pm`, `3ish`, `1430 pm`.
fn hour_and_half_day(view: View, at: usize) -> Option<Found> {
    let hour = hour(view, at)?;
    if view.is(hour.next, Word::Ish)
        || (view.is_mark(hour.next, '-') && view.is(hour.next + 1, Word::Ish))
    {
        let next = if view.is(hour.next, Word::Ish) { hour.next + 1 } else { hour.next + 2 };
        let found = finished(view, composed(hour, 0), next)?;
        return match found.first {
            Atom::Clock(clock) => {
                Some(Found { first: Atom::Clock(ClockExpr { is_about: true, ..clock }), ..found })
            }
            _ => Some(found),
        };
    }
    half_of_day(view, hour.next)?;
    finished(view, composed(hour, 0), hour.next)
}

/// `two thirty`, `vierzehn dreißig`, `14 30`.
fn two_numbers(view: View, at: usize) -> Option<Found> {
    let hour = hour(view, at).filter(|hour| hour.number < 25)?;
    // English `two-thirty`.
    let is_english = view.number(at).is_some_and(|(_, digits)| digits == 0)
        && !number::is_german(view.key(at))
        && view.is_glued_mark(at + 1, '-')
        && view.number(at + 2).is_some_and(|(minute, _)| minute > 12 && minute % 5 == 0);
    let hour = if is_english { Hour { next: at + 2, ..hour } } else { hour };
    let (minute @ 0..=59, digits @ 0..=2) = view.number(hour.next)? else { return None };
    let (minute, next) = tens_behind(view, hour.next, minute).unwrap_or((minute, hour.next + 1));
    let is_minute = match digits {
        0 => minute >= 10,
        digits => digits == 2,
    };
    let is_other = match view.kind(next) {
        Some(Kind::Word(
            Word::Unit(_)
            | Word::Month(_)
            | Word::Clock
            | Word::Before
            | Word::After
            | Word::Past
            | Word::Quarter,
        )) => true,
        Some(Kind::Word(Word::Counted)) => is_counting(view, next),
        Some(Kind::Number { .. }) => true,
        Some(Kind::Mark('.' | ':')) => {
            view.is_glued(next) && matches!(view.kind(next + 1), Some(Kind::Number { .. }))
        }
        _ => false,
    };
    let is_written = view.number(at).is_some_and(|(_, digits)| digits > 0);
    let is_day = matches!(view.word_before(at), Some(Word::Am | Word::Article))
        || is_written && matches!(view.word_before(at), Some(Word::Month(_)));
    // Both of `vierzehndreißig` stand at the place of the whole word.
    let place = |at: usize| view.0.get(at).map(|token| &token.place);
    let is_glued = view.is_glued(hour.next) && !is_english && place(at) != place(hour.next);
    if !is_minute || is_other || is_day || is_glued {
        return None;
    }
    // `so zehn elf rum` is between two hours, `Freitag 11 12` a day and a month as well.
    let is_at = view.word_before(at) == Some(Word::At);
    let is_next = minute == hour.number + 1 || minute > 10;
    let is_next_hour = digits == 0 && minute <= 12 && is_next;
    if is_next_hour || digits == 2 && (10..=12).contains(&minute) && is_written && !is_at {
        return Found::one(Atom::Trouble(Trouble::Unclear), next);
    }
    finished(view, composed(hour, minute), next)
}
