//! What lies beside a holiday: the day before it, the Friday, the weekend or the week next to it.

use crate::domain::speech::time::atoms::expr::{Near, Trouble};
use crate::domain::speech::time::facts::doubt::Why;
use crate::domain::speech::time::settle::stretch::{Days, monday, plus};
use crate::domain::speech::time::words::holiday::on_or_after;
use time::{Date, Weekday};

/// The nearest one before or after the first and the last day of a holiday.
pub(crate) fn beside(what: Near, is_after: bool, first: Date, last: Date) -> Result<Days, Why> {
    let far = Why::Trouble(Trouble::TooFar);
    let on_or_after = |day, weekday| on_or_after(day, weekday).ok_or(far);
    match (what, is_after) {
        (Near::Day, true) => plus(last, 1).map(Days::one),
        (Near::Day, false) => plus(first, -1).map(Days::one),
        (Near::Weekday(weekday), true) => on_or_after(plus(last, 1)?, weekday).map(Days::one),
        (Near::Weekday(weekday), false) => on_or_after(plus(first, -7)?, weekday).map(Days::one),
        (Near::Weekend, true) => weekend(on_or_after(plus(last, 1)?, Weekday::Saturday)?),
        // Its Sunday is before the holiday as well.
        (Near::Weekend, false) => weekend(on_or_after(plus(first, -8)?, Weekday::Saturday)?),
        (Near::Week, true) => week_after(last),
        (Near::Week, false) => week_before(first),
    }
}

fn weekend(saturday: Date) -> Result<Days, Why> {
    Ok(Days::span(saturday, plus(saturday, 1)?))
}

/// Behind the middle of a week it is the rest of it, or the whole next one: that is asked.
fn week_after(last: Date) -> Result<Days, Why> {
    let sunday = plus(monday(last)?, 6)?;
    match last.weekday() {
        Weekday::Monday => Ok(Days::span(plus(last, 1)?, sunday)),
        Weekday::Friday | Weekday::Saturday | Weekday::Sunday => {
            Ok(Days::span(plus(sunday, 1)?, plus(sunday, 7)?))
        }
        _ => Err(Why::Vague),
    }
}

fn week_before(first: Date) -> Result<Days, Why> {
    let this = monday(first)?;
    match first.weekday() {
        Weekday::Monday => Ok(Days::span(plus(this, -7)?, plus(this, -1)?)),
        Weekday::Friday | Weekday::Saturday | Weekday::Sunday => {
            Ok(Days::span(this, plus(first, -1)?))
        }
        _ => Err(Why::Vague),
    }
}
