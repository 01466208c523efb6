//! When a branch is open, and what follows for everybody's time: closed hours and bank holidays are busy.

use crate::domain::calendar::interval::{Claim, Diary, Interval};
use crate::domain::calendar::zone::{WallTime, Zone};
use crate::domain::{Error, Result};
use time::{Date, OffsetDateTime, Time, Weekday};

/// From opening to closing on one weekday, on the branch's own wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenHours {
    weekday: Weekday,
    opens: Time,
    /// `None` at the next midnight.
    closes: Option<Time>,
}

impl OpenHours {
    /// Monday is 1, Sunday 7; the times as `HH:MM`, at most `24:00` for closing. `Invalid` unless it closes after it opens on the same day.
    pub fn parse(weekday: u8, opens: &str, closes: &str) -> Result<OpenHours> {
        let days = [
            Weekday::Monday,
            Weekday::Tuesday,
            Weekday::Wednesday,
            Weekday::Thursday,
            Weekday::Friday,
            Weekday::Saturday,
            Weekday::Sunday,
        ];
        let day = usize::from(weekday).checked_sub(1).and_then(|index| days.get(index));
        let weekday = *day
            .ok_or_else(|| Error::invalid("a weekday is a number from 1 (Monday) to 7 (Sunday)"))?;
        let time = |text| {
            clock(text).ok_or_else(|| {
                Error::invalid("opening hours are written as HH:MM, from 00:00 to 24:00")
            })
        };
        let opens = time(opens)?;
        let closes = if closes == MIDNIGHT { None } else { Some(time(closes)?) };
        if closes.is_some_and(|closes| closes <= opens) {
            return Err(Error::invalid("a branch closes after it opens, on the same day"));
        }
        Ok(OpenHours { weekday, opens, closes })
    }

    /// The day of the week they are of.
    pub fn weekday(&self) -> Weekday {
        self.weekday
    }

    /// Whether a visit can begin then: from opening on, before closing.
    pub fn has_start(&self, at: Time) -> bool {
        self.opens <= at && self.closes.is_none_or(|closes| at < closes)
    }

    /// Whether it can be the end of what is open: after opening, closing time included.
    pub fn has_end(&self, at: Time) -> bool {
        self.opens < at && self.closes.is_none_or(|closes| at <= closes)
    }
}

/// When a branch closes that is open to the end of the day.
const MIDNIGHT: &str = "24:00";

/// `HH:MM`, with both digits.
fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let two = |digits: &str| {
        let plain = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
        plain.then(|| digits.parse::<u8>().ok()).flatten()
    };
    Time::from_hms(two(hour)?, two(minute)?, 0).ok()
}

/// The hours of a branch and the days on which it is shut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opening {
    /// In any order, several a day where it closes at noon. Without any, the branch is as open as Cal.com says.
    pub hours: Vec<OpenHours>,
    /// Bank holidays and other days on which it stays shut, hours or none.
    pub closures: Vec<Date>,
}

impl Opening {
    /// What of the span is closed, in order, without overlaps, cut to the span. Busy for everybody of the branch.
    ///
    /// Where a change of the clock makes a reading doubtful (02:30 that does not exist, or comes twice) the branch
    /// counts as closed.
    pub fn closed(&self, zone: &Zone, span: Interval) -> Vec<Interval> {
        let mut open = Claim::default();
        // A day more at both ends: a clock put back across midnight shows the day before once more.
        let (first, last) = (zone.local(span.start()).0, zone.local(span.end()).0);
        let mut day = first.previous_day().or(Some(first));
        let last = last.next_day().unwrap_or(last);
        while let Some(date) = day.filter(|date| *date <= last) {
            open.busy.extend(self.open_on(zone, date));
            day = date.next_day();
        }
        // What is open takes no time; the rest of the span is what is free of it.
        Diary::new(&open).free_in(span)
    }

    /// From opening to closing on a weekday, on the branch's own clock, in any order; `None` for the next midnight.
    pub fn on(&self, weekday: Weekday) -> impl Iterator<Item = (Time, Option<Time>)> {
        let hours = self.hours.iter().filter(move |hours| hours.weekday == weekday);
        hours.map(|hours| (hours.opens, hours.closes))
    }

    /// Whether it opens at all on a day. Without any hours every day but the closures may be one.
    pub fn is_open_on(&self, date: Date) -> bool {
        let has_hours = self.hours.is_empty() || self.on(date.weekday()).next().is_some();
        has_hours && !self.closures.contains(&date)
    }

    fn open_on(&self, zone: &Zone, date: Date) -> Vec<Interval> {
        if self.closures.contains(&date) {
            return Vec::new();
        }
        if self.hours.is_empty() {
            let (from, until) = zone.day_bounds(date);
            return Interval::new(from, until).into_iter().collect();
        }
        let today = self.hours.iter().filter(|hours| hours.weekday == date.weekday());
        today
            .filter_map(|hours| {
                let opens = latest(zone.instant(date, hours.opens));
                let closes = match hours.closes {
                    Some(time) => earliest(zone.instant(date, time)),
                    None => zone.day_bounds(date).1,
                };
                Interval::new(opens, closes).ok()
            })
            .collect()
    }
}

fn latest(reading: WallTime) -> OffsetDateTime {
    match reading {
        WallTime::Exact(instant)
        | WallTime::Gap { after: instant, .. }
        | WallTime::Fold { second: instant, .. } => instant,
    }
}

fn earliest(reading: WallTime) -> OffsetDateTime {
    match reading {
        WallTime::Exact(instant)
        | WallTime::Gap { before: instant, .. }
        | WallTime::Fold { first: instant, .. } => instant,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::Duration;
    use time::macros::{date, datetime};

    fn berlin() -> Zone {
        Zone::parse("Europe/Berlin").unwrap()
    }

    fn hours(rows: &[(u8, &str, &str)]) -> Vec<OpenHours> {
        rows.iter()
            .map(|(day, opens, closes)| OpenHours::parse(*day, opens, closes).unwrap())
            .collect()
    }

    /// As the wall clock shows it, `MM-DD HH:MM`.
    fn told(closed: &[Interval], zone: &Zone) -> Vec<String> {
        let wall = |instant| zone.rfc3339_local(instant)[5..16].replace('T', " ");
        closed.iter().map(|at| format!("{} to {}", wall(at.start()), wall(at.end()))).collect()
    }

    #[test]
    fn hours_are_checked() {
        for (weekday, opens, closes, valid) in [
            (1, "09:00", "18:00", true),
            (7, "00:00", "23:59", true),
            (0, "09:00", "18:00", false),
            (8, "09:00", "18:00", false),
            (1, "18:00", "09:00", false),
            (1, "09:00", "09:00", false),
            (1, "9:00", "18:00", false),
            (1, "09:00", "24:00", true),
            (1, "24:00", "24:00", false),
            (1, "09:00", "24:01", false),
            (1, "09:60", "18:00", false),
            (1, "+9:00", "18:00", false),
            (1, "0900", "18:00", false),
            (1, "", "", false),
        ] {
            let parsed = OpenHours::parse(weekday, opens, closes);
            assert_eq!(parsed.is_ok(), valid, "{weekday} {opens} {closes}");
        }
    }

    #[test]
    fn closed_is_what_no_row_opens() {
        let noon = hours(&[(2, "14:00", "18:30"), (2, "09:00", "12:30"), (3, "09:00", "18:00")]);
        let zone = berlin();
        // Tuesday, 1 December, to Thursday.
        let span =
            Interval::new(datetime!(2026-12-01 7:30 UTC), datetime!(2026-12-03 8:00 UTC)).unwrap();
        let opening = Opening { hours: noon.clone(), closures: vec![] };
        assert_eq!(
            told(&opening.closed(&zone, span), &zone),
            [
                "12-01 08:30 to 12-01 09:00",
                "12-01 12:30 to 12-01 14:00",
                "12-01 18:30 to 12-02 09:00",
                "12-02 18:00 to 12-03 09:00",
            ]
        );
        let opening = Opening { hours: noon, closures: vec![date!(2026 - 12 - 02)] };
        assert_eq!(
            told(&opening.closed(&zone, span), &zone).last().unwrap(),
            "12-01 18:30 to 12-03 09:00"
        );
    }

    #[test]
    fn without_hours_only_a_closure_closes() {
        let zone = berlin();
        let span =
            Interval::new(datetime!(2026-12-24 7:00 UTC), datetime!(2026-12-27 7:00 UTC)).unwrap();
        assert_eq!(Opening::default().closed(&zone, span), []);
        let closures = vec![date!(2026 - 12 - 25), date!(2026 - 12 - 26)];
        let opening = Opening { hours: vec![], closures };
        assert_eq!(told(&opening.closed(&zone, span), &zone), ["12-25 00:00 to 12-27 00:00"]);
    }

    #[test]
    fn the_clock_changes_and_the_branch_opens_at_nine() {
        let zone = berlin();
        let opening = Opening {
            hours: hours(&[(6, "09:00", "18:00"), (7, "09:00", "18:00")]),
            closures: vec![],
        };
        for (saturday, hours_closed) in [(date!(2026 - 03 - 28), 14), (date!(2026 - 10 - 24), 16)] {
            let (from, _) = zone.day_bounds(saturday);
            let span =
                Interval::new(from + Duration::hours(12), from + Duration::hours(36)).unwrap();
            let closed = opening.closed(&zone, span);
            assert_eq!(closed.len(), 1, "{saturday}");
            assert_eq!(closed[0].duration(), Duration::hours(hours_closed), "{saturday}");
        }
        // 02:30 to 05:00 is doubtful at its beginning, so it begins with the later reading.
        let night = Opening { hours: hours(&[(7, "02:30", "05:00")]), closures: vec![] };
        for (sunday, opens) in [
            (date!(2026 - 03 - 29), datetime!(2026-03-29 1:30 UTC)),
            (date!(2026 - 10 - 25), datetime!(2026-10-25 1:30 UTC)),
        ] {
            let (from, until) = zone.day_bounds(sunday);
            let closed = night.closed(&zone, Interval::new(from, until).unwrap());
            assert_eq!((closed[0].start(), closed[0].end()), (from, opens), "{sunday}");
        }
    }

    #[test]
    fn the_ends_of_the_calendar_are_no_trouble() {
        let edge =
            Interval::new(datetime!(9999-12-30 0:00 UTC), datetime!(9999-12-31 23:59 UTC)).unwrap();
        let opening = Opening { hours: hours(&[(5, "09:00", "18:00")]), closures: vec![] };
        for name in ["Pacific/Kiritimati", "Pacific/Pago_Pago"] {
            assert!(!opening.closed(&Zone::parse(name).unwrap(), edge).is_empty());
        }
    }

    proptest! {
        /// The branch's clock is looked at every ten minutes, over both changes of the year.
        #[test]
        fn it_agrees_with_looking_at_the_clock(
            rows in proptest::collection::vec((1_u8..8, 3_u8..20, 1_u8..5, 0_u8..6), 0..8),
            closures in proptest::collection::vec(0_i64..6, 0..3),
            spring in any::<bool>(),
            from in 0_i64..600,
            length in 1_i64..400,
        ) {
            let zone = berlin();
            let base = if spring { datetime!(2026-03-27 0:00 UTC) } else { datetime!(2026-10-23 0:00 UTC) };
            let step = Duration::minutes(10);
            let written: Vec<_> = rows.iter()
                .map(|(day, opens, length, tens)| (*day, format!("{opens:02}:{tens}0"), format!("{:02}:{tens}0", opens + length)))
                .collect();
            let opening = Opening {
                hours: written.iter().filter_map(|(day, opens, closes)| OpenHours::parse(*day, opens, closes).ok()).collect(),
                closures: closures.iter().map(|days| (base + Duration::days(*days)).date()).collect(),
            };
            let span = Interval::new(base + step * i32::try_from(from).unwrap(), base + step * i32::try_from(from + length).unwrap()).unwrap();
            let closed = opening.closed(&zone, span);
            prop_assert!(closed.windows(2).all(|pair| pair[0].end() < pair[1].start()));
            let mut instant = base;
            while instant < base + step * 1100 {
                let (date, time) = zone.local(instant);
                let wall = format!("{:02}:{:02}", time.hour(), time.minute());
                let open = !opening.closures.contains(&date) && (opening.hours.is_empty() || written.iter().any(|(day, opens, closes)| {
                    *day == date.weekday().number_from_monday() && *opens <= wall && wall < *closes
                }));
                let inside = span.start() <= instant && instant < span.end();
                let told = closed.iter().any(|at| at.start() <= instant && instant < at.end());
                prop_assert_eq!(told, inside && !open, "{} {}", date, time);
                instant += step;
            }
        }
    }
}
