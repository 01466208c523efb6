//! When a visit is looked for: what a caller has said about days and times, within what the salon books.

use crate::domain::calendar::day_window::DayWindow;
use crate::domain::speech::reading::{PartOfDay, Prefer, When};
use crate::domain::visit::bounds::{Bounds, Outside};
use crate::domain::visit::meant;
use time::{Date, Duration, Time};

/// The longest span of days one question may cover: each costs Cal.com work, and no caller listens to more.
pub const SPAN_DAYS_MAX: i64 = 31;
/// The span where the caller names no last day.
const SPAN_DAYS_DEFAULT: i64 = 7;
/// How many days before and after a start that cannot be had are looked at.
const AROUND_DAYS: [i64; 2] = [3, 7];

/// Days and times in which free starts are looked for, on the salon's calendar and clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// First day.
    pub from: Date,
    /// Last day, inclusive.
    pub until: Date,
    /// The days between them that are meant; empty where all are.
    pub only_days: Vec<Date>,
    /// When on each day.
    pub window: DayWindow,
    /// Which of the free starts are the best.
    pub preference: Preference,
}

/// Which of the free starts are offered, and in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preference {
    /// The earliest.
    Earliest,
    /// The latest.
    Latest,
    /// Spread over the days: from their beginning, their middle and their end.
    Spread,
    /// At that time on any day before all others; then day by day what is nearest to it.
    Time(Time),
    /// Of these days before those around them, the nearest first; on each what is nearest to a time.
    Around {
        /// First of the days.
        from: Date,
        /// Last of them, inclusive.
        until: Date,
        /// `None` where any time of them is as good.
        time: Option<Time>,
    },
    /// In that part of the day before any other.
    Part(PartOfDay),
}

impl Wanted {
    /// Of what was understood. Where no day was said, the next week.
    pub fn of(when: &When, bounds: &Bounds) -> Result<Wanted, Outside> {
        let (today, now) = bounds.today();
        let (from, until) = days(when, today);
        if until < today {
            return Err(Outside::Past(until, None));
        }
        if until < from {
            return Err(Outside::Backwards);
        }
        let horizon = bounds.last_day();
        if from > horizon {
            return Err(Outside::TooFar(from));
        }
        let is_today_alone = until == today;
        if let Some(latest) = when.to_time
            && is_today_alone
            && !when.about
            && latest <= now
            && when.from_time.is_none_or(|from| from <= latest)
        {
            return Err(Outside::Past(today, Some(latest)));
        }
        let from = from.max(today);
        Ok(Wanted {
            from,
            until: until.min(plus(from, SPAN_DAYS_MAX)).min(horizon),
            only_days: when.only_days.clone(),
            // A time to the minute is best, and what is near it better than nothing.
            window: if when.exact { DayWindow::WHOLE } else { meant::window(when) },
            preference: preference(when),
        })
    }

    /// One start, and what is nearest to it on its day.
    pub fn at(day: Date, time: Time) -> Wanted {
        Wanted {
            from: day,
            until: day,
            only_days: Vec::new(),
            window: DayWindow::WHOLE,
            preference: Preference::Time(time),
        }
    }

    /// What is nearest to a start that cannot be had: on its day, then on the days around it.
    pub fn around(day: Date, time: Time) -> Wanted {
        let [before, after] = AROUND_DAYS;
        Wanted {
            from: plus(day, before.saturating_neg()),
            until: plus(day, after),
            preference: Preference::Around { from: day, until: day, time: Some(time) },
            ..Wanted::at(day, time)
        }
    }

    /// The same with other times of its days, and so many days before and after.
    pub fn wider(&self, before: i64, after: i64) -> Wanted {
        let time = match &self.preference {
            Preference::Time(time) => Some(*time),
            Preference::Around { time, .. } => *time,
            Preference::Part(part) => Some(part.window().0),
            Preference::Latest => self.window.latest,
            Preference::Earliest | Preference::Spread => {
                self.window.earliest.or(self.window.latest)
            }
        };
        Wanted {
            from: plus(self.from, before.saturating_neg()),
            until: plus(self.until, after),
            only_days: Vec::new(),
            window: DayWindow::WHOLE,
            preference: Preference::Around { from: self.from, until: self.until, time },
        }
    }

    /// Whether a start is one of those that are looked for.
    pub fn holds(&self, day: Date, time: Time) -> bool {
        (self.only_days.is_empty() || self.only_days.contains(&day)) && self.window.holds(time)
    }
}

fn plus(day: Date, days: i64) -> Date {
    day.saturating_add(Duration::days(days))
}

fn days(when: &When, today: Date) -> (Date, Date) {
    match (when.from_day, when.to_day) {
        (Some(from), Some(until)) => (from, until),
        (Some(from), None) => (from, plus(from, SPAN_DAYS_DEFAULT)),
        (None, Some(until)) => (today, until),
        (None, None) => (today, plus(today, SPAN_DAYS_DEFAULT)),
    }
}

fn preference(when: &When) -> Preference {
    match (when.prefer, when.from_time) {
        (Some(Prefer::Earliest), _) => Preference::Earliest,
        (Some(Prefer::Latest), _) => Preference::Latest,
        (Some(Prefer::Day(day)), time) => {
            let time = time.filter(|_| when.exact || when.about);
            Preference::Around { from: day, until: day, time }
        }
        (Some(Prefer::Time(time)), _) => Preference::Time(time),
        (Some(Prefer::Part(part)), _) => Preference::Part(part),
        (None, Some(time)) if when.exact || when.about => Preference::Time(time),
        // A span that was asked for, not one that has to do for want of a day.
        (None, _)
            if when.from_day.is_some()
                && when.to_day.is_some_and(|to| Some(to) != when.from_day) =>
        {
            Preference::Spread
        }
        (None, _) => Preference::Earliest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::zone::Zone;
    use time::macros::{date, datetime, time};

    const TODAY: Date = date!(2026 - 12 - 01);
    const FRIDAY: Date = date!(2026 - 12 - 04);
    const FAR: Date = date!(2031 - 01 - 01);

    /// At ten on the first of December.
    fn wanted(when: &When) -> Result<Wanted, Outside> {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let now = datetime!(2026-12-01 9:00 UTC);
        Wanted::of(when, &Bounds { now, zone: &zone, notice_minutes: 0, horizon_days: 365 })
    }

    fn on(from: Date, to: Date) -> When {
        When { from_day: Some(from), to_day: Some(to), ..When::default() }
    }

    fn at(time: Time) -> When {
        When { from_time: Some(time), to_time: Some(time), exact: true, ..on(FRIDAY, FRIDAY) }
    }

    #[test]
    fn what_was_said_becomes_days_a_window_and_a_preference() {
        let week = on(date!(2026 - 12 - 07), date!(2026 - 12 - 13));
        let ten = Some(time!(10:00));
        let bounded = When { from_time: ten, ..on(FRIDAY, FRIDAY) };
        let about = When { about: true, exact: false, ..at(time!(16:00)) };
        let day = |day| Preference::Around { from: day, until: day, time: None };
        for (when, from, until, window, preference) in [
            (When::default(), TODAY, date!(2026 - 12 - 08), DayWindow::WHOLE, Preference::Earliest),
            (on(FRIDAY, FRIDAY), FRIDAY, FRIDAY, DayWindow::WHOLE, Preference::Earliest),
            (
                week.clone(),
                date!(2026 - 12 - 07),
                date!(2026 - 12 - 13),
                DayWindow::WHOLE,
                Preference::Spread,
            ),
            (at(time!(14:30)), FRIDAY, FRIDAY, DayWindow::WHOLE, Preference::Time(time!(14:30))),
            (about, FRIDAY, FRIDAY, DayWindow::about(time!(16:00)), Preference::Time(time!(16:00))),
            (
                bounded,
                FRIDAY,
                FRIDAY,
                DayWindow { earliest: ten, latest: None },
                Preference::Earliest,
            ),
            (
                When { prefer: Some(Prefer::Day(date!(2026 - 12 - 08))), ..week.clone() },
                date!(2026 - 12 - 07),
                date!(2026 - 12 - 13),
                DayWindow::WHOLE,
                day(date!(2026 - 12 - 08)),
            ),
            (
                When { prefer: Some(Prefer::Latest), ..on(FRIDAY, FRIDAY) },
                FRIDAY,
                FRIDAY,
                DayWindow::WHOLE,
                Preference::Latest,
            ),
            (
                When { to_day: None, ..on(FRIDAY, FRIDAY) },
                FRIDAY,
                date!(2026 - 12 - 11),
                DayWindow::WHOLE,
                Preference::Earliest,
            ),
            (
                on(date!(2026 - 11 - 20), FRIDAY),
                TODAY,
                FRIDAY,
                DayWindow::WHOLE,
                Preference::Spread,
            ),
            (
                on(FRIDAY, date!(2027 - 03 - 01)),
                FRIDAY,
                date!(2027 - 01 - 04),
                DayWindow::WHOLE,
                Preference::Spread,
            ),
        ] {
            let found = wanted(&when).unwrap();
            assert_eq!((found.from, found.until), (from, until), "{when:?}");
            assert_eq!((found.window, found.preference), (window, preference), "{when:?}");
        }
    }

    #[test]
    fn what_the_salon_does_not_book_is_told_apart() {
        let yesterday = date!(2026 - 11 - 30);
        let past_today = |to| When { to_time: Some(to), ..on(TODAY, TODAY) };
        for (when, outside) in [
            (on(yesterday, yesterday), Outside::Past(yesterday, None)),
            (past_today(time!(9:00)), Outside::Past(TODAY, Some(time!(9:00)))),
            (on(FRIDAY, date!(2026 - 12 - 03)), Outside::Backwards),
            (on(FAR, FAR), Outside::TooFar(FAR)),
        ] {
            assert_eq!(wanted(&when), Err(outside), "{when:?}");
        }
        assert!(wanted(&past_today(time!(10:30))).is_ok());
    }

    #[test]
    fn near_a_start_its_day_comes_first() {
        let around = Wanted::around(FRIDAY, time!(14:00));
        assert_eq!((around.from, around.until), (TODAY, date!(2026 - 12 - 11)));
        let wider = Wanted::at(FRIDAY, time!(14:00)).wider(7, 28);
        let preference =
            Preference::Around { from: FRIDAY, until: FRIDAY, time: Some(time!(14:00)) };
        assert_eq!((around.preference, wider.preference), (preference.clone(), preference));
        assert_eq!(wider.until, date!(2027 - 01 - 01));
    }
}
