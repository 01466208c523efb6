//! A span of days cut into the steps of a curve: days, or calendar weeks of which the first and the last may be cut.

use crate::domain::stored::stored_enum;
use time::{Date, Duration};

/// Days of a calendar week.
const WEEK_DAYS: i64 = 7;

stored_enum! {
    /// How long a step is.
    pub enum By {
        /// A day of UTC.
        Day = "day",
        /// From Monday to Sunday.
        Week = "week",
    }
}

/// The steps from one day to another, both included, oldest first: the first and the last day of each. None is left out.
pub fn steps(first: Date, last: Date, by: By) -> Vec<(Date, Date)> {
    let mut all = Vec::new();
    let mut begins = first;
    while begins <= last {
        let ends = match by {
            By::Day => begins,
            By::Week => {
                let from_monday = i64::from(begins.weekday().number_days_from_monday());
                let left = WEEK_DAYS.saturating_sub(1).saturating_sub(from_monday);
                begins.saturating_add(Duration::days(left))
            }
        };
        let ends = ends.min(last);
        all.push((begins, ends));
        match ends.next_day() {
            Some(next) => begins = next,
            None => break,
        }
    }
    all
}

/// In which of the steps a day lies.
pub fn place(steps: &[(Date, Date)], day: Date) -> Option<usize> {
    let place = steps.partition_point(|(_, last)| *last < day);
    steps.get(place).filter(|(first, _)| *first <= day).map(|_| place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn weeks_begin_on_monday_and_none_is_left_out() {
        // A Thursday, and the Tuesday of the week after next.
        let (first, last) = (date!(2026 - 11 - 19), date!(2026 - 12 - 01));
        assert_eq!(
            steps(first, last, By::Week),
            [
                (date!(2026 - 11 - 19), date!(2026 - 11 - 22)),
                (date!(2026 - 11 - 23), date!(2026 - 11 - 29)),
                (date!(2026 - 11 - 30), date!(2026 - 12 - 01)),
            ]
        );
        let days = steps(first, last, By::Day);
        assert_eq!((days.len(), days[0]), (13, (first, first)));
        assert_eq!(steps(last, first, By::Day), []);
        assert_eq!(steps(Date::MAX, Date::MAX, By::Week), [(Date::MAX, Date::MAX)]);
        let weeks = steps(first, last, By::Week);
        assert_eq!(place(&weeks, date!(2026 - 11 - 22)), Some(0));
        assert_eq!(place(&weeks, date!(2026 - 11 - 23)), Some(1));
        assert_eq!(place(&weeks, date!(2026 - 11 - 18)), None);
        assert_eq!(place(&weeks, date!(2026 - 12 - 02)), None);
    }
}
