//! Days anchored: what an expression of a day is, seen from the day it is said on.

use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::time::atoms::expr::{DayExpr, Length, Span, Trouble, Which};
use crate::domain::speech::time::facts::doubt::Why;
use crate::domain::speech::time::facts::parts::Parts;
use crate::domain::speech::time::settle::beside::beside;
use crate::domain::speech::time::settle::stretch::{Days, monday, plus};
use crate::domain::speech::time::words::holiday::{Holiday, on_or_after};
use crate::domain::speech::time::words::word::{Third, Unit};
use time::{Date, Duration, Month, Weekday};

/// Nobody makes an appointment further ahead.
const DAYS_AHEAD_MAX: i64 = 3 * 366;
/// Years that can be meant.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2199;

/// The days that a group of expressions means.
pub(crate) fn settle(group: &[DayExpr], anchor: &Anchor) -> Result<Days, Why> {
    let today = anchor.today;
    let parts = Parts::of(group, today);
    let days = settle_parts(&parts, today)?;
    let far = today.checked_add(Duration::days(DAYS_AHEAD_MAX)).unwrap_or(today);
    if days.from > far || !YEARS.contains(&days.from.year()) {
        return Err(Why::Trouble(Trouble::TooFar));
    }
    if days.to < today {
        return Err(Why::DayIsPast(days.to));
    }
    // What is past of a span cannot be meant: `diese Woche`.
    let from = if days.is_span { days.from.max(today) } else { days.from };
    Ok(Days { from, ..days })
}

fn settle_parts(parts: &Parts, today: Date) -> Result<Days, Why> {
    let frame = frame(parts, today)?;
    if let Some(DayExpr::Beside { what, is_after, holiday }) = parts.beside {
        let (first, last) = next_holiday(holiday, parts.year, today)?;
        return beside(what, is_after, first, last);
    }
    if let Some((day, month, year)) = parts.date {
        let date = date(day, month, year.or(parts.year), parts.month, today)?;
        // `morgen, der 4.`
        if let Some(days) = parts.from_today.filter(|_| parts.later.is_none())
            && plus(today, days)? != date
        {
            return Err(Why::TwoDays(plus(today, days)?, date));
        }
        return around(parts, date, frame);
    }
    if let Some(days) = parts.from_today {
        let day = plus(today, days)?;
        return around(parts, day, frame);
    }
    if let Some((nth, weekday)) = parts.nth {
        let month = frame.ok_or(Why::Trouble(Trouble::Unclear))?;
        return nth_weekday(nth, weekday, &month).map(Days::one);
    }
    if let Some((weekday, which)) = parts.weekday {
        return named_weekday(parts, weekday, which, frame, today);
    }
    match (parts.later, frame) {
        (Some(length), None) => later(today, length).map(Days::one),
        (Some(_), Some(_)) => Err(Why::Contradiction),
        (None, Some(frame)) if parts.is_workdays => workdays(&frame, today),
        (None, Some(frame)) => Ok(frame),
        (None, None) if parts.is_workdays => Err(Why::Vague),
        (None, None) => Err(Why::NoDay),
    }
}

/// A day, with what stands beside it: a weekday that must be its, a length from it on, a span that must hold it.
fn around(parts: &Parts, day: Date, frame: Option<Days>) -> Result<Days, Why> {
    if parts.week == Some(Span::WeekOf) {
        let monday = monday(day)?;
        return Ok(Days::span(monday, plus(monday, 6)?));
    }
    if let Some((said, _)) = parts.weekday
        && parts.later.is_none()
        && said != day.weekday()
    {
        return Err(Why::WrongWeekday { day, said });
    }
    let day = match parts.later {
        Some(length) => later(day, length)?,
        None => day,
    };
    match frame {
        Some(frame) if !frame.contains(day) => Err(Why::Contradiction),
        _ => Ok(Days::one(day)),
    }
}

/// The span that a group names, if it names one, cut to its third.
fn frame(parts: &Parts, today: Date) -> Result<Option<Days>, Why> {
    let week = match parts.week {
        Some(Span::WeekOf) | None => None,
        Some(span) => Some(week(span, parts.year, today)?),
    };
    let month = match parts.month {
        // A date brings its month itself.
        Some(_) if parts.date.is_some() => None,
        Some(span) => Some(month(span, parts.year, today)?),
        None => None,
    };
    let other = match parts.other {
        Some(Span::Holiday(holiday)) => {
            let (first, last) = next_holiday(holiday, parts.year, today)?;
            Some(if first == last { Days::one(first) } else { Days::span(first, last) })
        }
        Some(Span::Within(length)) => Some(Days::span(today, later(today, length)?)),
        _ => None,
    };
    let mut spans = [week, month, other].into_iter().flatten();
    let Some(first) = spans.next() else {
        return match parts.year {
            Some(year) if parts.date.is_none() && parts.beside.is_none() => {
                let on = |month, day| Date::from_calendar_date(year, month, day);
                let days = on(Month::January, 1).ok().zip(on(Month::December, 31).ok());
                let (from, to) = days.ok_or(Why::Trouble(Trouble::TooFar))?;
                Ok(Some(Days::span(from, to)))
            }
            _ if parts.third.is_some() => Err(Why::Vague),
            _ => Ok(None),
        };
    };
    let span = spans.try_fold(first, |span, next| {
        let (from, to) = (span.from.max(next.from), span.to.min(next.to));
        if from > to { Err(Why::Contradiction) } else { Ok(Days::span(from, to)) }
    })?;
    match parts.third {
        Some(third) => third_of(&span, third).map(Some),
        None => Ok(Some(span)),
    }
}

/// Of a week Monday and Tuesday, Wednesday, Thursday to Saturday; of a month the first ten days, the second, the rest.
fn third_of(span: &Days, third: Third) -> Result<Days, Why> {
    let days = (span.to - span.from).whole_days();
    let (first, last) = match (days <= 7, third) {
        (true, Third::Beginning) => (0, 1),
        (true, Third::Middle) => (2, 2),
        (true, Third::End) => (3, 5),
        (false, Third::Beginning) => (0, 9),
        (false, Third::Middle) => (10, 19),
        (false, Third::End) => (20, days),
    };
    if days > 31 {
        return Err(Why::Vague);
    }
    Ok(Days::span(plus(span.from, first)?, plus(span.from, last)?))
}

fn week(span: Span, year: Option<i32>, today: Date) -> Result<Days, Why> {
    let this = monday(today)?;
    let from = match span {
        Span::Week(weeks) => plus(this, weeks.saturating_mul(7))?,
        Span::Weekend(weeks) => {
            let saturday = plus(this, 5)?;
            let from = plus(saturday, weeks.saturating_mul(7))?;
            return Ok(Days::span(from, plus(from, 1)?));
        }
        Span::CalendarWeek(number) => {
            let week = |year| Date::from_iso_week_date(year, number, Weekday::Monday).ok();
            let year = year.unwrap_or(today.year());
            let found = week(year).filter(|monday| *monday >= this);
            found
                .or_else(|| week(year.saturating_add(1)))
                .ok_or(Why::Trouble(Trouble::NoSuchDay))?
        }
        _ => return Err(Why::Trouble(Trouble::Unclear)),
    };
    Ok(Days::span(from, plus(from, 6)?))
}

fn month(span: Span, year: Option<i32>, today: Date) -> Result<Days, Why> {
    let this = u8::from(today.month());
    let (year, month) = match span {
        Span::Month(month) => match year {
            Some(year) => (year, month),
            None if u8::from(month) < this => (today.year().saturating_add(1), month),
            None => (today.year(), month),
        },
        Span::MonthOf(month, year) => (year, month),
        Span::MonthFromNow(months) => month_from(today, months)?,
        _ => return Err(Why::Trouble(Trouble::Unclear)),
    };
    let from =
        Date::from_calendar_date(year, month, 1).map_err(|_| Why::Trouble(Trouble::TooFar))?;
    Ok(Days::span(from, plus(from, i64::from(month.length(year)) - 1)?))
}

fn month_from(today: Date, months: i64) -> Result<(i32, Month), Why> {
    let count = i64::from(today.year()) * 12 + i64::from(u8::from(today.month())) - 1;
    let count = count.saturating_add(months);
    let month = u8::try_from(count.rem_euclid(12) + 1).ok().and_then(|m| Month::try_from(m).ok());
    let year = i32::try_from(count.div_euclid(12)).ok();
    year.zip(month).ok_or(Why::Trouble(Trouble::TooFar))
}

/// A day of a month; without its month, or its year, the next one that there is.
fn date(
    day: u8,
    month: Option<Month>,
    year: Option<i32>,
    span: Option<Span>,
    today: Date,
) -> Result<Date, Why> {
    let no_such = |month: Month, year: i32| Why::NoSuchDay { day, month, year };
    let on =
        |year, month| Date::from_calendar_date(year, month, day).map_err(|_| no_such(month, year));
    let month = match (month, span) {
        (Some(month), _) | (None, Some(Span::Month(month))) => month,
        (None, Some(Span::MonthOf(month, year))) => return on(year, month),
        (None, Some(Span::MonthFromNow(months))) => {
            let (year, month) = month_from(today, months)?;
            return on(year, month);
        }
        (None, _) if !(1..=31).contains(&day) => return Err(Why::Trouble(Trouble::NoSuchDay)),
        (None, _) => {
            let months = (0..12).filter_map(|months| month_from(today, months).ok());
            let days = months.filter_map(|(year, month)| on(year, month).ok());
            let next = days.filter(|day| *day >= today).min();
            return next.ok_or(Why::Trouble(Trouble::NoSuchDay));
        }
    };
    match year {
        Some(year) if YEARS.contains(&year) => on(year, month),
        Some(_) => Err(Why::Trouble(Trouble::TooFar)),
        None if (u8::from(month), day) < (u8::from(today.month()), today.day()) => {
            on(today.year().saturating_add(1), month)
        }
        None => on(today.year(), month),
    }
}

/// A weekday: within the span beside it, so much later, or the next one.
fn named_weekday(
    parts: &Parts,
    weekday: Weekday,
    which: Which,
    frame: Option<Days>,
    today: Date,
) -> Result<Days, Why> {
    if let Some(frame) = frame {
        let days = frame.each().into_iter().filter(|day| day.weekday() == weekday);
        let mut days: Vec<Date> = days.collect();
        // Of several those that are past are not meant.
        if days.iter().any(|day| *day >= today) {
            days.retain(|day| *day >= today);
        }
        if !frame.is_span && days.is_empty() {
            return Err(Why::WrongWeekday { day: frame.from, said: weekday });
        }
        return Days::of(days).ok_or(Why::Contradiction);
    }
    let next = match which {
        Which::This | Which::NotThis => on_or_after(today, weekday),
        _ => today.next_day().and_then(|tomorrow| on_or_after(tomorrow, weekday)),
    };
    let next = next.ok_or(Why::Trouble(Trouble::TooFar))?;
    match parts.later {
        None if matches!(which, Which::AfterNext | Which::NotThis) => plus(next, 7).map(Days::one),
        None => Ok(Days::one(next)),
        Some(length) if parts.is_later_than => later(next, length).map(Days::one),
        Some(length) => {
            weekday_later(weekday, next, length, parts.is_later_first, today).map(Days::one)
        }
    }
}

/// `Freitag in zwei Wochen`: from the next Friday on, or the Friday of the week two weeks ahead? Mostly the same.
fn weekday_later(
    weekday: Weekday,
    next: Date,
    length: Length,
    is_later_first: bool,
    today: Date,
) -> Result<Date, Why> {
    // `in 14 Tagen`
    let length = match length {
        Length { count, unit: Unit::Day } if count % 7 == 0 => {
            Length { count: count / 7, unit: Unit::Week }
        }
        other => other,
    };
    let from_next = later(next, length)?;
    if length.unit != Unit::Week {
        return if is_later_first { Ok(from_next) } else { Err(Why::Trouble(Trouble::Unclear)) };
    }
    let week = plus(monday(today)?, length.count.saturating_mul(7))?;
    let of_week = on_or_after(week, weekday).ok_or(Why::Trouble(Trouble::TooFar))?;
    let is_coming_week = next.iso_week() != today.iso_week();
    // `Montag in einer Woche` has but one reading, unless it is Monday today.
    let is_plain = length.count == 1 && weekday != today.weekday() && !is_later_first;
    // `in drei Wochen am Dienstag`, said on a Tuesday: that day.
    if is_later_first && weekday == today.weekday() {
        return later(today, length);
    }
    if from_next == of_week || is_plain || !is_coming_week {
        return Ok(from_next);
    }
    Err(Why::TwoDays(of_week, from_next))
}

fn nth_weekday(nth: u8, weekday: Weekday, month: &Days) -> Result<Date, Why> {
    let first = on_or_after(month.from, weekday).ok_or(Why::Trouble(Trouble::TooFar))?;
    let mut days = Vec::new();
    for weeks in 0..5 {
        days.push(plus(first, weeks * 7)?);
    }
    days.retain(|day| *day <= month.to);
    let found = match usize::from(nth).checked_sub(1) {
        Some(place) => days.get(place),
        None => days.last(),
    };
    found.copied().ok_or(Why::Trouble(Trouble::NoSuchDay))
}

/// Monday to Friday of a span.
fn workdays(span: &Days, today: Date) -> Result<Days, Why> {
    let is_workday = |day: &Date| day.weekday().number_from_monday() <= 5 && *day >= today;
    let days = Days::of(span.each().into_iter().filter(is_workday).collect());
    days.map(|days| Days { is_span: true, ..days }).ok_or(Why::DayIsPast(span.to))
}

/// The next one that is not over.
fn next_holiday(holiday: Holiday, year: Option<i32>, today: Date) -> Result<(Date, Date), Why> {
    let this = year.unwrap_or(today.year());
    let found = holiday.in_year(this).filter(|(_, last)| year.is_some() || *last >= today);
    let found = found.or_else(|| holiday.in_year(this.saturating_add(1)));
    found.ok_or(Why::Trouble(Trouble::TooFar))
}

/// A length later; of a month that has no such day the last day.
fn later(day: Date, length: Length) -> Result<Date, Why> {
    let months = match length.unit {
        Unit::Day => return plus(day, length.count),
        Unit::Week => return plus(day, length.count.saturating_mul(7)),
        Unit::Fortnight => return plus(day, length.count.saturating_mul(14)),
        Unit::Month => length.count,
        Unit::Year => length.count.saturating_mul(12),
        Unit::Minute | Unit::Hour | Unit::Weekend => return Err(Why::Trouble(Trouble::Unclear)),
    };
    let (year, month) = month_from(day, months)?;
    let last = month.length(year);
    Date::from_calendar_date(year, month, day.day().min(last))
        .map_err(|_| Why::Trouble(Trouble::TooFar))
}
