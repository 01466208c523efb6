//! What a group of expressions about one day says, sorted.

use crate::domain::speech::time::atoms::expr::{DayExpr, Length, Span, Which};
use crate::domain::speech::time::words::word::Third;
use time::{Date, Month, Weekday};

/// What was said in one group of expressions, sorted.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Parts {
    pub weekday: Option<(Weekday, Which)>,
    pub nth: Option<(u8, Weekday)>,
    pub date: Option<(u8, Option<Month>, Option<i32>)>,
    pub from_today: Option<i64>,
    pub later: Option<Length>,
    pub is_later_first: bool,
    /// `a week from`: it is counted from the day beside it.
    pub is_later_than: bool,
    pub week: Option<Span>,
    pub month: Option<Span>,
    pub other: Option<Span>,
    pub third: Option<Third>,
    pub is_workdays: bool,
    pub year: Option<i32>,
    pub beside: Option<DayExpr>,
}

impl Parts {
    pub(crate) fn of(group: &[DayExpr], today: Date) -> Parts {
        let mut parts = Parts::default();
        for expr in group {
            match *expr {
                DayExpr::Weekday(day, which) => {
                    parts.weekday = parts.weekday.or(Some((day, which)))
                }
                DayExpr::NthWeekday(nth, day) => parts.nth = Some((nth, day)),
                DayExpr::Date { day, month, year } => {
                    parts.date = parts.date.or(Some((day, month, year)));
                }
                DayExpr::FromToday(days) => parts.from_today = Some(days),
                DayExpr::Later(length) => {
                    parts.later = Some(length);
                    parts.is_later_first = parts.weekday.is_none();
                }
                DayExpr::LaterThan(length) => {
                    parts.later = Some(length);
                    parts.is_later_than = true;
                }
                DayExpr::Span(
                    span @ (Span::Month(_) | Span::MonthOf(..) | Span::MonthFromNow(_)),
                ) => {
                    parts.month = parts.month.or(Some(span));
                }
                DayExpr::Span(span @ (Span::Holiday(_) | Span::Within(_))) => {
                    parts.other = Some(span);
                }
                DayExpr::Span(span) => parts.week = parts.week.or(Some(span)),
                DayExpr::Third(third) => parts.third = Some(third),
                DayExpr::Workdays => parts.is_workdays = true,
                DayExpr::Year(year) => parts.year = Some(year),
                DayExpr::YearFromNow(years) => {
                    parts.year = today.year().checked_add(years);
                }
                beside @ DayExpr::Beside { .. } => parts.beside = Some(beside),
            }
        }
        parts
    }
}

/// Whether an expression is of a span that days can be named in.
pub(crate) fn is_frame(expr: &DayExpr) -> bool {
    match expr {
        DayExpr::Span(Span::WeekOf) => false,
        DayExpr::Span(_) | DayExpr::Third(_) | DayExpr::Year(_) | DayExpr::YearFromNow(_) => true,
        _ => false,
    }
}
