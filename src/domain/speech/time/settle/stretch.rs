//! Days that were understood: one, a span of them, or some.

use crate::domain::speech::time::atoms::expr::Trouble;
use crate::domain::speech::time::facts::doubt::Why;
use time::{Date, Duration};

/// Days that were understood: from the first to the last, or some of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    pub from: Date,
    pub to: Date,
    /// Where not every day between is meant, in order.
    pub only: Vec<Date>,
    /// A span was said, not a day.
    pub is_span: bool,
}

impl Days {
    pub(crate) fn one(day: Date) -> Days {
        Days { from: day, to: day, only: Vec::new(), is_span: false }
    }

    pub(crate) fn span(from: Date, to: Date) -> Days {
        Days { from, to, only: Vec::new(), is_span: true }
    }

    /// Of days in order; `None` without any.
    pub(crate) fn of(mut days: Vec<Date>) -> Option<Days> {
        days.sort_unstable();
        days.dedup();
        let (from, to) = (*days.first()?, *days.last()?);
        let is_row = days.windows(2).all(|pair| match pair {
            [one, next] => one.next_day() == Some(*next),
            _ => true,
        });
        let is_span = from != to;
        Some(Days { from, to, only: if is_row { Vec::new() } else { days }, is_span })
    }

    pub(crate) fn contains(&self, day: Date) -> bool {
        (self.from..=self.to).contains(&day) && (self.only.is_empty() || self.only.contains(&day))
    }

    /// Every day of it, at most so many as can be looked at.
    pub(crate) fn each(&self) -> Vec<Date> {
        if !self.only.is_empty() {
            return self.only.clone();
        }
        let mut days = Vec::new();
        let mut day = Some(self.from);
        while let Some(one) = day.filter(|one| *one <= self.to && days.len() < 400) {
            days.push(one);
            day = one.next_day();
        }
        days
    }
}

/// The Monday of a day's week.
pub(crate) fn monday(day: Date) -> Result<Date, Why> {
    plus(day, -i64::from(day.weekday().number_days_from_monday()))
}

/// So many days later.
pub(crate) fn plus(day: Date, days: i64) -> Result<Date, Why> {
    const DAYS_MAX: i64 = 4_000_000;
    let days = days.clamp(-DAYS_MAX, DAYS_MAX);
    day.checked_add(Duration::days(days)).ok_or(Why::Trouble(Trouble::TooFar))
}
