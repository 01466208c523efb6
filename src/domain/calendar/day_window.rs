//! A window of the day, on the wall clock.

use time::{Duration, Time};

/// "Gegen vier": so much earlier or later will do as well.
const ABOUT_MINUTES: i64 = 30;

/// From one time of day to another, both inclusive. Past midnight where the first is the later one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayWindow {
    /// `None` from the day's beginning.
    pub earliest: Option<Time>,
    /// `None` to its end.
    pub latest: Option<Time>,
}

impl DayWindow {
    /// The whole day.
    pub const WHOLE: DayWindow = DayWindow { earliest: None, latest: None };

    /// Half an hour around a time, within its day.
    pub fn about(time: Time) -> DayWindow {
        let around = Duration::minutes(ABOUT_MINUTES);
        let since_midnight = time - Time::MIDNIGHT;
        let until_midnight = Duration::DAY - since_midnight;
        let earliest = if since_midnight > around { time - around } else { Time::MIDNIGHT };
        let latest = (until_midnight > around).then(|| time + around);
        DayWindow { earliest: Some(earliest), latest }
    }

    pub fn holds(&self, time: Time) -> bool {
        match (self.earliest, self.latest) {
            (Some(earliest), Some(latest)) if latest < earliest => {
                time >= earliest || time <= latest
            }
            (earliest, latest) => {
                earliest.is_none_or(|earliest| time >= earliest)
                    && latest.is_none_or(|latest| time <= latest)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::time;

    #[test]
    fn a_window_holds_its_ends_and_may_go_past_midnight() {
        let from = |earliest, latest| DayWindow { earliest, latest };
        for (window, inside, outside) in [
            (DayWindow::WHOLE, vec![time!(0:00), time!(23:59)], vec![]),
            (from(Some(time!(9:00)), None), vec![time!(9:00), time!(23:59)], vec![time!(8:59)]),
            (from(None, Some(time!(9:00))), vec![time!(0:00), time!(9:00)], vec![time!(9:01)]),
            (
                from(Some(time!(22:00)), Some(time!(6:00))),
                vec![time!(22:00), time!(0:00), time!(6:00)],
                vec![time!(21:59), time!(6:01), time!(12:00)],
            ),
            (DayWindow::about(time!(16:00)), vec![time!(15:30), time!(16:30)], vec![time!(15:29)]),
            (DayWindow::about(time!(0:10)), vec![time!(0:00), time!(0:40)], vec![time!(23:50)]),
            (DayWindow::about(time!(23:50)), vec![time!(23:20), time!(23:59)], vec![time!(0:10)]),
        ] {
            assert!(inside.into_iter().all(|time| window.holds(time)), "{window:?}");
            assert!(!outside.into_iter().any(|time| window.holds(time)), "{window:?}");
        }
    }
}
