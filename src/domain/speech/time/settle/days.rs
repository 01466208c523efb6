//! All statements about days brought together: which days are meant, and which is liked best.

use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::reading::Field;
use crate::domain::speech::time::atoms::expr::{DayExpr, Span, Which};
use crate::domain::speech::time::facts::doubt::Why;
use crate::domain::speech::time::facts::fact::{Fact, Role, What};
use crate::domain::speech::time::facts::parts::is_frame;
use crate::domain::speech::time::settle::choice::{choice, is_in_span};
use crate::domain::speech::time::settle::frame::{in_frame, range};
use crate::domain::speech::time::settle::stated::{Doubted, Stated};
use crate::domain::speech::time::settle::stretch::{Days, plus};
use crate::domain::speech::time::words::holiday::on_or_after;
use time::Date;

/// The days that are meant; everything that was not said is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub only: Vec<Date>,
    pub prefer: Option<Date>,
    /// All of them are what is liked best.
    pub are_liked: bool,
    /// A weekday that is today's was taken for the next one.
    pub is_next_week: bool,
}

/// Brings the statements together; they must all be true of the same days.
pub(crate) fn combine(stated: &[Stated], anchor: &Anchor) -> Result<Wanted, Doubted> {
    let frame = common_frame(stated);
    let mut sets: Vec<(Days, usize)> = Vec::new();
    let mut bounds = Bounds::default();
    let mut preferred: Vec<Stated> = Vec::new();
    let mut denied: Vec<Stated> = Vec::new();
    let mut are_liked = false;
    let (mut has_choice, mut singles) = (false, Vec::new());
    let mut at = 0;
    let pair = first_and_last(stated);
    if let Some((from, to)) = pair {
        let numbers = vec![from.number, to.number];
        let days = ends(from, to, &frame, anchor).map_err(|why| (why, numbers))?;
        sets.push((days, from.number));
    }
    while let Some(first) = stated.get(at) {
        let choices = 1 + stated.iter().skip(at + 1).take_while(|next| next.fact.is_choice).count();
        let group = stated.get(at..at + choices).unwrap_or_default();
        at += choices;
        if pair.is_some_and(|(from, to)| [from.number, to.number].contains(&first.number)) {
            continue;
        }
        let role = role(first);
        match (&first.fact.what, role) {
            (What::Day(exprs), Role::Prefer) if choices == 1 && !exprs.iter().all(is_frame) => {
                preferred.push(*first);
            }
            (What::Days { from, to, is_between }, _) => {
                let days = range(from, to, *is_between, &frame, anchor);
                sets.push((days.map_err(|why| (why, vec![first.number]))?, first.number));
            }
            // `nächste Woche, am liebsten Dienstag oder Donnerstag`: one day of a span can be liked best.
            (What::Day(_), Role::Prefer) if choices > 1 && is_in_span(stated, group) => {
                return Err((Why::Choice, group.iter().map(|one| one.number).collect()));
            }
            (What::Day(_), Role::Not) => denied.extend(group.iter().copied()),
            (What::Day(_), Role::At | Role::Prefer) => {
                let days = choice(group, &frame, anchor)?;
                // `Freitag oder Samstag, am Samstag erst ab elf`: what of the other one?
                has_choice |= choices > 1;
                if choices == 1 && days.from == days.to {
                    singles.push(first.number);
                }
                // `Dienstag, lieber Mittwoch`
                let is_any_liked = role == Role::Prefer && choices > 1;
                are_liked |= is_any_liked;
                let liked = group.iter().filter(|one| is_liked(one) && !is_any_liked);
                preferred.extend(liked.copied());
                sets.push((days, first.number));
            }
            (What::Day(exprs), role) => {
                let days = in_frame(exprs, &frame, anchor).map_err(|w| (w, vec![first.number]))?;
                let days =
                    next_year(exprs, role, days, anchor).map_err(|w| (w, vec![first.number]))?;
                bounds.add(role, &days, first)?;
            }
            _ => {}
        }
    }
    if has_choice && !singles.is_empty() {
        return Err((Why::Choice, singles));
    }
    let mut wanted = intersect(&sets, &bounds)?;
    wanted.are_liked = are_liked;
    if let Some(last) = wanted.to.filter(|last| *last < anchor.today) {
        return Err((Why::DayIsPast(last), stated.iter().map(|one| one.number).collect()));
    }
    // `nicht am Freitag, lieber am Samstag`: what is liked is all that is possible.
    let is_open = wanted.from.is_none() && wanted.to.is_none();
    for one in preferred.iter().filter(|_| is_open && !denied.is_empty()) {
        prefer(&mut wanted, *one, &frame, anchor).map_err(|why| (why, vec![one.number]))?;
    }
    for one in denied {
        leave_out(&mut wanted, one, &frame, anchor)?;
    }
    wanted.is_next_week = stated.iter().any(|one| is_todays_weekday(one.fact, anchor));
    for one in preferred {
        prefer(&mut wanted, one, &frame, anchor).map_err(|why| (why, vec![one.number]))?;
    }
    Ok(wanted)
}

/// `vor Silvester`, said on that day: the one of next year. On one of several days, as `vor Ostern` on Good Friday, it
/// may be this year's as well.
fn next_year(exprs: &[DayExpr], role: Role, days: Days, anchor: &Anchor) -> Result<Days, Why> {
    let [DayExpr::Span(Span::Holiday(holiday))] = exprs else { return Ok(days) };
    if role != Role::Before || days.from > anchor.today {
        return Ok(days);
    }
    if days.from != days.to {
        return Err(Why::Vague);
    }
    let next = holiday.in_year(days.from.year().saturating_add(1));
    Ok(next.map_or(days, |(first, last)| Days::span(first, last)))
}

/// The two days that the arguments for the first and the last one name.
fn first_and_last<'a>(stated: &[Stated<'a>]) -> Option<(Stated<'a>, Stated<'a>)> {
    let only = |field: Field| {
        let mut found = stated.iter().filter(|one| one.field == field);
        let first = found.next().filter(|one| one.fact.role == Role::At)?;
        found.next().is_none().then_some(*first)
    };
    let is_day = |one: &Stated| matches!(one.fact.what, What::Day(_));
    only(Field::DateFrom).zip(only(Field::DateTo)).filter(|(from, to)| is_day(from) && is_day(to))
}

fn ends(from: Stated, to: Stated, frame: &[DayExpr], anchor: &Anchor) -> Result<Days, Why> {
    match (&from.fact.what, &to.fact.what) {
        (What::Day(from), What::Day(to)) => range(from, to, false, frame, anchor),
        _ => Err(Why::Contradiction),
    }
}

/// What a day does that stands in an argument for the first or the last day.
fn role(stated: &Stated) -> Role {
    match (stated.fact.role, stated.field) {
        (Role::At, Field::DateFrom | Field::Earliest) => Role::From,
        (Role::At, Field::DateTo | Field::Latest) => Role::To,
        (role, _) => role,
    }
}

fn is_liked(stated: &Stated) -> bool {
    stated.fact.role == Role::Prefer && stated.fact.is_choice
}

/// The span that other statements name days in: `nächste Woche … Dienstag`. Only where there is no other.
fn common_frame(stated: &[Stated]) -> Vec<DayExpr> {
    let mut frame: Vec<DayExpr> = Vec::new();
    for one in stated {
        let What::Day(exprs) = &one.fact.what else { continue };
        let is_plain = matches!(one.fact.role, Role::At | Role::Prefer) && !one.fact.is_choice;
        if is_plain && exprs.iter().all(is_frame) {
            frame.extend(
                exprs.iter().filter(|expr| !frame.contains(expr)).copied().collect::<Vec<_>>(),
            );
        }
    }
    frame
}

/// The first and the last day that are possible.
#[derive(Default)]
struct Bounds {
    from: Option<(Date, usize)>,
    to: Option<(Date, usize)>,
}

impl Bounds {
    fn add(&mut self, role: Role, days: &Days, stated: &Stated) -> Result<(), Doubted> {
        let number = stated.number;
        let doubted = |why| (why, vec![number]);
        if !days.only.is_empty() {
            return Err(doubted(Why::Choice));
        }
        let from = match role {
            Role::From => Some(days.from),
            Role::After => Some(plus(days.to, 1).map_err(doubted)?),
            _ => None,
        };
        let to = match role {
            Role::To => Some(days.to),
            Role::Before => Some(plus(days.from, -1).map_err(doubted)?),
            _ => None,
        };
        if let Some(from) = from {
            self.from = Some(self.from.map_or((from, number), |old| old.max((from, number))));
        }
        if let Some(to) = to {
            self.to = Some(self.to.map_or((to, number), |old| old.min((to, number))));
        }
        Ok(())
    }
}

fn intersect(sets: &[(Days, usize)], bounds: &Bounds) -> Result<Wanted, Doubted> {
    let mut met: Option<(Days, usize)> = None;
    for (days, number) in sets {
        let Some((known, first)) = met.take() else {
            met = Some((days.clone(), *number));
            continue;
        };
        let (from, to) = (known.from.max(days.from), known.to.min(days.to));
        let only: Vec<Date> = match (known.only.is_empty(), days.only.is_empty()) {
            (true, true) => Vec::new(),
            _ => known.each().into_iter().filter(|day| days.contains(*day)).collect(),
        };
        let is_listed = !(known.only.is_empty() && days.only.is_empty());
        let both = vec![first, *number];
        if from > to || is_listed && only.is_empty() {
            let is_pair = !known.is_span && !days.is_span;
            let why =
                if is_pair { Why::TwoDays(known.from, days.from) } else { Why::Contradiction };
            return Err((why, both));
        }
        let joined = if is_listed {
            Days::of(only).ok_or((Why::Contradiction, both))?
        } else {
            Days { from, to, only, is_span: known.is_span && days.is_span }
        };
        met = Some((joined, *number));
    }
    let (mut from, mut to, mut only) = match met {
        Some((days, _)) => (Some(days.from), Some(days.to), days.only),
        None => (None, None, Vec::new()),
    };
    if let Some((bound, _)) = bounds.from {
        from = Some(from.map_or(bound, |day| day.max(bound)));
    }
    if let Some((bound, _)) = bounds.to {
        to = Some(to.map_or(bound, |day| day.min(bound)));
    }
    if !only.is_empty() {
        only.retain(|day| from.is_none_or(|from| *day >= from) && to.is_none_or(|to| *day <= to));
        // What a bound leaves of some days begins and ends with one of them.
        let left =
            Days::of(only).ok_or_else(|| (Why::Contradiction, every_number(sets, bounds)))?;
        (from, to, only) = (Some(left.from), Some(left.to), left.only);
    }
    if let (Some(first), Some(last)) = (from, to)
        && first > last
    {
        let why = if sets.is_empty() { Why::Backwards } else { Why::Contradiction };
        return Err((why, every_number(sets, bounds)));
    }
    Ok(Wanted { from, to, only, ..Wanted::default() })
}

/// The numbers of all statements that were brought together.
fn every_number(sets: &[(Days, usize)], bounds: &Bounds) -> Vec<usize> {
    let bounds = [bounds.from, bounds.to].into_iter().flatten().map(|(_, number)| number);
    bounds.chain(sets.iter().map(|(_, number)| *number)).collect()
}

/// `nächste Woche außer Mittwoch`: only where a span was said are there other days.
fn leave_out(
    wanted: &mut Wanted,
    stated: Stated,
    frame: &[DayExpr],
    anchor: &Anchor,
) -> Result<(), Doubted> {
    const FRIDAY: u8 = 5;
    /// Days of a span that single ones can be left out of.
    const SPAN_DAYS_MAX: usize = 62;
    let negated = || (Why::Negated, vec![stated.number]);
    let What::Day(exprs) = &stated.fact.what else { return Ok(()) };
    let (Some(from), Some(to)) = (wanted.from, wanted.to) else { return Err(negated()) };
    let days = match wanted.only.is_empty() {
        true => Days::span(from, to).each(),
        false => wanted.only.clone(),
    };
    let out: Box<dyn Fn(&Date) -> bool> = match exprs.as_slice() {
        [DayExpr::Weekday(weekday, Which::Next)] if days.len() > 1 => {
            Box::new(|day| day.weekday() == *weekday)
        }
        // `am Wochenende, unter der Woche kann ich nicht`
        [DayExpr::Workdays] => Box::new(|day| day.weekday().number_from_monday() <= FRIDAY),
        _ => {
            let days = in_frame(exprs, frame, anchor).map_err(|_| negated())?;
            Box::new(move |day| days.contains(*day))
        }
    };
    if days.len() > SPAN_DAYS_MAX {
        return Err(negated());
    }
    let left: Vec<Date> = days.into_iter().filter(|day| !out(day)).collect();
    let left = Days::of(left).ok_or_else(negated)?;
    (wanted.from, wanted.to, wanted.only) = (Some(left.from), Some(left.to), left.only);
    Ok(())
}

/// The day that is liked best: within the days that are possible, which it is added to where it stands beside them.
fn prefer(
    wanted: &mut Wanted,
    stated: Stated,
    frame: &[DayExpr],
    anchor: &Anchor,
) -> Result<(), Why> {
    let What::Day(exprs) = &stated.fact.what else { return Ok(()) };
    let within = |day: Date| {
        wanted.from.is_none_or(|from| day >= from)
            && wanted.to.is_none_or(|to| day <= to)
            && (wanted.only.is_empty() || wanted.only.contains(&day))
    };
    // The first such weekday within the span, be it a month ahead.
    if let ([DayExpr::Weekday(weekday, _)], Some(from)) = (exprs.as_slice(), wanted.from) {
        let mut day = on_or_after(from, *weekday);
        while let Some(one) = day.filter(|one| wanted.to.is_none_or(|to| *one <= to)) {
            if within(one) {
                wanted.prefer = Some(one);
                return Ok(());
            }
            day = plus(one, 7).ok();
        }
    }
    let days = in_frame(exprs, frame, anchor)?;
    if days.from != days.to {
        return Err(Why::Choice);
    }
    let day = days.from;
    match (wanted.from, wanted.to) {
        // Nothing else was said: it is the day.
        (None, None) => (wanted.from, wanted.to) = (Some(day), Some(day)),
        _ if within(day) => {}
        // `Dienstag, lieber Mittwoch`.
        (Some(from), Some(to)) if from == to || !wanted.only.is_empty() => {
            let mut all = if wanted.only.is_empty() { vec![from] } else { wanted.only.clone() };
            all.push(day);
            let all = Days::of(all).ok_or(Why::Contradiction)?;
            (wanted.from, wanted.to, wanted.only) = (Some(all.from), Some(all.to), all.only);
        }
        _ => return Err(Why::Contradiction),
    }
    wanted.prefer = Some(day);
    Ok(())
}

/// Every day from one to another, at most so many as can be looked at.
pub(crate) fn span_days(from: Date, to: Date) -> Vec<Date> {
    Days::span(from, to).each()
}

/// Whether `Dienstag` was said on a Tuesday.
fn is_todays_weekday(fact: &Fact, anchor: &Anchor) -> bool {
    match &fact.what {
        What::Day(exprs) => {
            matches!(exprs.as_slice(), [DayExpr::Weekday(day, Which::Next)] if *day == anchor.today.weekday())
        }
        _ => false,
    }
}
