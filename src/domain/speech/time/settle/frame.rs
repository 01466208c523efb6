//! Days named within a span that is said elsewhere, and ranges whose ends leave open what the other end says.

use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::time::atoms::expr::{DayExpr, Span, Trouble, Which};
use crate::domain::speech::time::facts::doubt::Why;
use crate::domain::speech::time::facts::parts::is_frame;
use crate::domain::speech::time::settle::span::settle;
use crate::domain::speech::time::settle::stretch::{Days, plus};
use crate::domain::speech::time::words::holiday::on_or_after;
use time::Date;

/// The days of a group within the common span, where the group names none itself.
pub(crate) fn in_frame(group: &[DayExpr], frame: &[DayExpr], anchor: &Anchor) -> Result<Days, Why> {
    let mut whole = group.to_vec();
    if needs_frame(group) {
        whole.extend(frame.iter().filter(|expr| !group.contains(expr)));
    }
    settle(&whole, anchor)
}

/// Whether a group leaves open in which week or month it is.
pub(crate) fn needs_frame(group: &[DayExpr]) -> bool {
    let has_frame = group.iter().any(|expr| matches!(expr, DayExpr::Span(_)));
    let is_open = group.iter().any(|expr| match expr {
        DayExpr::Weekday(_, which) => !matches!(which, Which::AfterNext | Which::NotThis),
        DayExpr::Date { month, .. } => month.is_none(),
        DayExpr::NthWeekday(..) | DayExpr::Third(_) | DayExpr::Workdays => true,
        DayExpr::Span(Span::Month(_)) => true,
        DayExpr::Year(_) | DayExpr::YearFromNow(_) => true,
        _ => false,
    });
    let is_month = group.iter().any(|expr| matches!(expr, DayExpr::Span(Span::Month(_))));
    is_open && (!has_frame || is_month)
}

/// `am 3. oder 4. Dezember`: the month of the last one.
pub(crate) fn lend_month(exprs: &mut [DayExpr], lent: Option<time::Month>) {
    for expr in exprs.iter_mut() {
        if let DayExpr::Date { month: month @ None, .. } = expr {
            *month = lent;
        }
    }
}

/// From one day to another; what one end leaves open the other end says.
pub(crate) fn range(
    from: &[DayExpr],
    to: &[DayExpr],
    is_between: bool,
    frame: &[DayExpr],
    anchor: &Anchor,
) -> Result<Days, Why> {
    let mut from = from.to_vec();
    let mut to = to.to_vec();
    let spans = |exprs: &[DayExpr]| -> Vec<DayExpr> {
        exprs.iter().filter(|expr| is_frame(expr)).copied().collect()
    };
    let is_all = |exprs: &[DayExpr]| exprs.iter().all(is_frame);
    if !is_all(&from) && !is_all(&to) {
        let (left, right) = (spans(&from), spans(&to));
        if left.is_empty() && needs_frame(&from) {
            from.extend(right);
        } else if right.is_empty() && needs_frame(&to) {
            to.extend(left);
        }
    }
    let date = |exprs: &[DayExpr]| {
        exprs.iter().find_map(|expr| match expr {
            DayExpr::Date { month: Some(month), year, .. } => Some((*month, *year)),
            _ => None,
        })
    };
    // `3. bis 5. Dezember`, `December 3rd to 5th`; a year behind the second is the first one's too.
    lend_month(&mut from, date(&to).map(|(month, _)| month));
    lend_month(&mut to, date(&from).map(|(month, _)| month));
    let year = date(&to).and_then(|(_, year)| year);
    for expr in &mut from {
        if let DayExpr::Date { year: own @ None, .. } = expr {
            *own = year;
        }
    }
    let first = in_frame(&from, frame, anchor)?;
    // `25. bis 5.`: into the next month.
    let last = end_of_range(&to, &first, frame, anchor)?;
    let holiday =
        |exprs: &[DayExpr]| is_between && matches!(exprs, [DayExpr::Span(Span::Holiday(_))]);
    let start = if holiday(&from) { plus(first.to, 1)? } else { first.from };
    let end = if holiday(&to) { plus(last.from, -1)? } else { last.to };
    if end < start {
        return Err(Why::Backwards);
    }
    Ok(Days::span(start, end))
}

/// The last day of a range: the next such day after the first.
fn end_of_range(
    to: &[DayExpr],
    first: &Days,
    frame: &[DayExpr],
    anchor: &Anchor,
) -> Result<Days, Why> {
    /// A range of weekdays that goes past Sunday is meant up to this length; a longer one is asked about.
    const PAST_SUNDAY_DAYS_MAX: i64 = 3;
    match to {
        [DayExpr::Weekday(weekday, Which::Next)] if frame.is_empty() => {
            let last = on_or_after(first.from, *weekday).ok_or(Why::Trouble(Trouble::TooFar))?;
            let is_past_sunday =
                last.weekday().number_from_monday() < first.from.weekday().number_from_monday();
            let days = (last - first.from).whole_days();
            if is_past_sunday && days > PAST_SUNDAY_DAYS_MAX {
                return Err(Why::Backwards);
            }
            Ok(Days::one(last))
        }
        // Without a month it is of the first day's month.
        [DayExpr::Date { day, month: None, year: None }] if frame.is_empty() => {
            let month = first.from.month();
            let year = first.from.year();
            let day = Date::from_calendar_date(year, month, *day).map_err(|_| Why::NoSuchDay {
                day: *day,
                month,
                year,
            })?;
            Ok(Days::one(day))
        }
        // Of a year later where the months say so: `28. Dezember bis 3. Januar`.
        [DayExpr::Date { day, month: Some(month), year: None }] => {
            let days = in_frame(to, frame, anchor)?;
            let is_later_month = u8::from(*month) < u8::from(first.from.month());
            if days.from < first.from && is_later_month {
                let year = first.from.year().saturating_add(1);
                let next = Date::from_calendar_date(year, *month, *day)
                    .map_err(|_| Why::NoSuchDay { day: *day, month: *month, year })?;
                return Ok(Days::one(next));
            }
            if days.from.year() > first.from.year() && *month == first.from.month() {
                return Err(Why::Backwards);
            }
            Ok(days)
        }
        _ => {
            let days = in_frame(to, frame, anchor)?;
            let is_holiday = matches!(to, [DayExpr::Span(Span::Holiday(_))]);
            if is_holiday
                && days.to < first.from
                && let [DayExpr::Span(Span::Holiday(holiday))] = to
                && let Some((from, to)) = holiday.in_year(first.from.year().saturating_add(1))
            {
                return Ok(Days::span(from, to));
            }
            Ok(days)
        }
    }
}
