//! All statements about the time of day brought together: one time, or the window that is possible.

use crate::domain::speech::reading::{Field, PartOfDay, Prefer};
use crate::domain::speech::time::atoms::expr::{ClockExpr, DayHalf, PartExpr};
use crate::domain::speech::time::facts::doubt::Why;
use crate::domain::speech::time::facts::fact::{Role, What};
use crate::domain::speech::time::settle::ask::halves;
use crate::domain::speech::time::settle::denial::denied;
use crate::domain::speech::time::settle::hour::{Hours, Use};
use crate::domain::speech::time::settle::stated::{Doubted, Stated};
use crate::domain::speech::time::words::word::Third;
use time::Time;

/// Minutes of the day; everything that was not said is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Window {
    pub from: Option<u16>,
    pub to: Option<u16>,
    pub is_exact: bool,
    pub is_about: bool,
    pub prefer: Option<Prefer>,
    /// Of an instant that was given with one.
    pub offset: Option<i16>,
    /// A time whose half of the day nobody said, where no opening hours are known.
    pub assumed: Option<u16>,
}

/// One time as it is meant, and the facts that say so.
#[derive(Clone, Copy)]
struct At {
    minute: u16,
    number: usize,
    is_about: bool,
    offset: Option<i16>,
}

/// Brings the statements together; they must all be true of the same start.
pub(crate) fn combine(stated: &[Stated], hours: &Hours) -> Result<Window, Doubted> {
    denied(stated)?;
    let has_denied = stated.iter().any(|one| one.fact.role == Role::Not);
    let stated: Vec<Stated> =
        stated.iter().filter(|one| one.fact.role != Role::Not).copied().collect();
    let stated = stated.as_slice();
    let parts = parts_of_day(stated)?;
    let mut window = Window::default();
    let mut from: Option<(u16, usize)> = None;
    let mut to: Option<(u16, usize)> = None;
    let mut exact: Option<At> = None;
    let known: Vec<ClockExpr> = stated.iter().filter_map(known_time).collect();
    for one in stated {
        let number = one.number;
        let doubted = |why| (why, vec![number]);
        match (&one.fact.what, role(one)) {
            (What::Clocks { from: first, to: last }, _) => {
                let first = in_parts(*first, &parts).map_err(doubted)?;
                let last = in_parts(*last, &parts).map_err(doubted)?;
                let (first, last) = range(first, last, hours).map_err(doubted)?;
                window.assumed = window.assumed.or(assumed(hours, one, first));
                later(&mut from, first, number);
                earlier(&mut to, last, number);
            }
            (What::Clock(clock), role) => {
                let bare = agreeing(*clock, &known);
                let clock = in_parts(bare, &parts)
                    .map_err(|why| (why, parts.numbers().chain([number]).collect()))?;
                let used =
                    if matches!(role, Role::To | Role::Before) { Use::End } else { Use::Start };
                let minute = hours.minute(clock, used).ok_or_else(|| doubted(both(clock)))?;
                // `abends` in one argument and 10:00 in another: together they would be when nobody is there.
                if clock != bare && parts.are_elsewhere(one) && hours.is_other_half(minute, used) {
                    return Err(doubted(both(bare)));
                }
                window.assumed = window.assumed.or(assumed(hours, one, minute));
                match role {
                    Role::From | Role::After => later(&mut from, minute, number),
                    Role::To | Role::Before => earlier(&mut to, minute, number),
                    Role::Prefer => prefer(&mut window, Prefer::Time(time(minute)), number)?,
                    // What is denied was left out before.
                    Role::At | Role::Not => {
                        let (is_about, offset) = (clock.is_about, clock.offset);
                        meet(&mut exact, At { minute, number, is_about, offset })?;
                    }
                }
            }
            (What::Part(part), Role::Prefer) => {
                if part.third.is_some() {
                    let (first, last) = span(part).ok_or_else(|| doubted(Why::Vague))?;
                    later(&mut from, first, number);
                    earlier(&mut to, last, number);
                } else {
                    prefer(&mut window, Prefer::Part(part.part), number)?;
                }
            }
            (What::Part(part), role @ (Role::From | Role::After | Role::To | Role::Before)) => {
                let (first, last) = span(part).ok_or_else(|| doubted(Why::Vague))?;
                // `bis Mittag` and `nach Mittag`: twelve o'clock.
                let is_noon = part.part == PartOfDay::Noon;
                match role {
                    Role::From => later(&mut from, first, number),
                    Role::After => later(&mut from, if is_noon { first } else { last }, number),
                    Role::Before => earlier(&mut to, first, number),
                    _ => earlier(&mut to, if is_noon { first } else { last }, number),
                }
            }
            _ => {}
        }
    }
    let window = finish(window, &parts, from, to, exact)?;
    Ok(if has_denied { only_liked(window) } else { window })
}

/// `nicht vormittags, lieber nachmittags`: what is liked is all that is possible.
fn only_liked(window: Window) -> Window {
    if window.from.is_some() || window.to.is_some() {
        return window;
    }
    match window.prefer {
        Some(Prefer::Part(part)) => {
            let (first, last) = minutes(part);
            Window { from: Some(first), to: Some(last), ..window }
        }
        Some(Prefer::Time(time)) => {
            let at = Some(minute(time));
            Window { from: at, to: at, is_exact: true, prefer: None, ..window }
        }
        _ => window,
    }
}

/// What a time does that stands in an argument for the earliest or the latest one.
fn role(stated: &Stated) -> Role {
    match (stated.fact.role, stated.field) {
        (Role::At, Field::Earliest | Field::DateFrom) => Role::From,
        (Role::At, Field::Latest | Field::DateTo) => Role::To,
        (role, _) => role,
    }
}

/// The parts of the day that are meant, with the facts that say so, as windows in minutes.
struct Parts {
    window: Option<(u16, u16)>,
    parts: Vec<(PartOfDay, usize)>,
    /// The arguments that they stood in.
    fields: Vec<Field>,
}

impl Parts {
    /// Whether none of them stood beside a statement.
    fn are_elsewhere(&self, one: &Stated) -> bool {
        !self.fields.contains(&one.field)
    }

    fn numbers(&self) -> impl Iterator<Item = usize> {
        self.parts.iter().map(|(_, number)| *number)
    }
}

fn parts_of_day(stated: &[Stated]) -> Result<Parts, Doubted> {
    let mut met: Option<(u16, u16)> = None;
    let mut parts: Vec<(PartOfDay, usize)> = Vec::new();
    let mut fields = Vec::new();
    for one in stated {
        let What::Part(part) = &one.fact.what else { continue };
        if role(one) != Role::At {
            continue;
        }
        // The night says which half of the day a time is in; alone it is no time to come.
        let (first, last) = span(part).unwrap_or((0, 24 * 60));
        let numbers = || parts.iter().map(|(_, number)| *number).chain([one.number]).collect();
        met = Some(match met {
            None => (first, last),
            // `vormittags oder mittags`
            Some((from, to)) if one.fact.is_choice => {
                if first > to || last < from {
                    return Err((Why::Choice, numbers()));
                }
                (from.min(first), to.max(last))
            }
            Some((from, to)) => {
                let both = (from.max(first), to.min(last));
                if both.0 >= both.1 {
                    return Err((Why::Contradiction, numbers()));
                }
                both
            }
        });
        parts.push((part.part, one.number));
        fields.push(one.field);
    }
    Ok(Parts { window: met, parts, fields })
}

/// The window of a part of the day in minutes; `None` for the night, when nobody comes.
fn span(part: &PartExpr) -> Option<(u16, u16)> {
    if part.part == PartOfDay::Night {
        return None;
    }
    let (first, last) = minutes(part.part);
    let middle = first + (last - first) / 2;
    Some(match part.third {
        Some(Third::Beginning) => (first, middle),
        Some(Third::End) => (middle, last),
        Some(Third::Middle) | None => (first, last),
    })
}

/// The first and the last minute of a part of the day.
fn minutes(part: PartOfDay) -> (u16, u16) {
    let (first, last) = part.window();
    (minute(first), minute(last))
}

/// A time in one of the parts of the day that were said with it.
fn in_parts(clock: ClockExpr, parts: &Parts) -> Result<ClockExpr, Why> {
    if parts.parts.is_empty() {
        return Ok(clock);
    }
    let mut found = parts.parts.iter().filter_map(|(part, _)| clock.in_part(*part));
    let first = found.next().ok_or(Why::Contradiction)?;
    match found.find(|other| *other != first) {
        Some(_) => Err(both(clock)),
        None => Ok(first),
    }
}

/// A time that is known for sure, of a fact that names one.
fn known_time(stated: &Stated) -> Option<ClockExpr> {
    match stated.fact.what {
        What::Clock(clock) if role(stated) == Role::At => {
            (clock.half == DayHalf::Known).then_some(clock)
        }
        _ => None,
    }
}

/// `14:00` in one argument and `um zwei` in another are the same time.
fn agreeing(clock: ClockExpr, known: &[ClockExpr]) -> ClockExpr {
    let halves = [clock.minute, clock.minute.saturating_add(12 * 60)];
    let is_same = |other: &&ClockExpr| halves.contains(&other.minute);
    match known.iter().find(is_same) {
        Some(other) if clock.half == DayHalf::Doubtful => {
            ClockExpr { minute: other.minute, half: DayHalf::Known, ..clock }
        }
        _ => clock,
    }
}

fn range(from: ClockExpr, to: ClockExpr, hours: &Hours) -> Result<(u16, u16), Why> {
    if let Some(found) = hours.range(from, to) {
        return Ok(found);
    }
    let open = [(from, Use::Start), (to, Use::End)];
    let open = open.into_iter().find(|(clock, used)| hours.minute(*clock, *used).is_none());
    match open {
        Some((clock, _)) => Err(both(clock)),
        None => Err(Why::Backwards),
    }
}

fn both(clock: ClockExpr) -> Why {
    let (morning, evening) = halves(clock.minute);
    Why::TwoTimes(morning, evening)
}

fn assumed(hours: &Hours, stated: &Stated, minute: u16) -> Option<u16> {
    let is_open = |clock: &ClockExpr| clock.half == DayHalf::Doubtful;
    let is_doubtful = match &stated.fact.what {
        What::Clock(clock) => is_open(clock),
        What::Clocks { from, to } => is_open(from) || is_open(to),
        _ => false,
    };
    (hours.is_assumed && is_doubtful).then_some(minute)
}

fn later(bound: &mut Option<(u16, usize)>, minute: u16, number: usize) {
    *bound = Some(bound.map_or((minute, number), |old| old.max((minute, number))));
}

fn earlier(bound: &mut Option<(u16, usize)>, minute: u16, number: usize) {
    *bound = Some(bound.map_or((minute, number), |old| old.min((minute, number))));
}

fn prefer(window: &mut Window, wish: Prefer, number: usize) -> Result<(), Doubted> {
    match window.prefer {
        Some(other) if other != wish => Err((Why::Choice, vec![number])),
        _ => {
            window.prefer = Some(wish);
            Ok(())
        }
    }
}

/// One time after another: they must be the same.
fn meet(exact: &mut Option<At>, at: At) -> Result<(), Doubted> {
    match exact {
        None => *exact = Some(at),
        Some(old) if old.minute == at.minute => {
            old.is_about &= at.is_about;
            old.offset = old.offset.or(at.offset);
        }
        Some(old) => {
            let why = Why::TwoTimes(time(old.minute), time(at.minute));
            return Err((why, vec![old.number, at.number]));
        }
    }
    Ok(())
}

fn finish(
    window: Window,
    parts: &Parts,
    from: Option<(u16, usize)>,
    to: Option<(u16, usize)>,
    exact: Option<At>,
) -> Result<Window, Doubted> {
    let numbers = || -> Vec<usize> {
        let bounds = [from, to].into_iter().flatten().map(|(_, number)| number);
        let parts = parts.parts.iter().map(|(_, number)| *number);
        bounds.chain(exact.map(|at| at.number)).chain(parts).collect()
    };
    let (first, last) = (from.map(|(minute, _)| minute), to.map(|(minute, _)| minute));
    if let Some(at) = exact {
        let is_within = first.is_none_or(|first| first <= at.minute)
            && last.is_none_or(|last| at.minute <= last);
        if !is_within || is_liked_outside(&window, Some(at.minute), Some(at.minute)) {
            return Err((Why::Contradiction, numbers()));
        }
        return Ok(Window {
            from: Some(at.minute),
            to: Some(at.minute),
            is_exact: !at.is_about,
            is_about: at.is_about,
            offset: at.offset,
            ..window
        });
    }
    let is_night = parts.parts.iter().any(|(part, _)| *part == PartOfDay::Night);
    if is_night && first.is_none() && last.is_none() {
        return Err((Why::Vague, numbers()));
    }
    // A bound is the end of the window that it names; the other end stays the part of the day's.
    let part = parts.window.filter(|_| !is_night);
    // `am liebsten vormittags, notfalls nachmittags`: both are possible.
    let part = match (window.prefer, part) {
        (Some(Prefer::Part(liked)), Some((from, to))) if first.is_none() && last.is_none() => {
            let (liked_from, liked_to) = minutes(liked);
            let is_apart = liked_from < liked_to && (liked_to <= from || to <= liked_from);
            Some(if is_apart { (from.min(liked_from), to.max(liked_to)) } else { (from, to) })
        }
        _ => part,
    };
    let from = first.or(part.map(|(from, _)| from));
    let to = last.or(part.map(|(_, to)| to));
    match (from, to) {
        (Some(from), Some(to)) if from >= to && (first.is_some() && last.is_some()) => {
            let is_same = from == to;
            if is_same {
                return Ok(Window { from: Some(from), to: Some(to), is_exact: true, ..window });
            }
            Err((Why::Backwards, numbers()))
        }
        (Some(from), Some(to)) if from > to => Err((Why::Contradiction, numbers())),
        _ if is_liked_outside(&window, from, to) => Err((Why::Contradiction, numbers())),
        _ => Ok(Window { from, to, ..window }),
    }
}

/// Whether what is liked best is at no time that is possible.
fn is_liked_outside(window: &Window, from: Option<u16>, to: Option<u16>) -> bool {
    let (first, last) = match window.prefer {
        Some(Prefer::Part(part)) => minutes(part),
        Some(Prefer::Time(time)) => (minute(time), minute(time)),
        _ => return false,
    };
    // The night goes on behind midnight.
    first <= last && (from.is_some_and(|from| last < from) || to.is_some_and(|to| to < first))
}

fn minute(time: Time) -> u16 {
    u16::from(time.hour()) * 60 + u16::from(time.minute())
}

/// A minute of the day as a time; none is past the last one.
pub(crate) fn time(minute: u16) -> Time {
    let (hour, rest) = (minute / 60 % 24, minute % 60);
    let parts = u8::try_from(hour).ok().zip(u8::try_from(rest).ok());
    parts.and_then(|(hour, rest)| Time::from_hms(hour, rest, 0).ok()).unwrap_or(Time::MIDNIGHT)
}
