//! Holidays by name: the days they are on in a year.

use time::{Date, Duration, Month, Weekday};

/// A holiday that everybody knows the day of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holiday {
    /// Every year on the same day.
    Fixed(Month, u8),
    /// So many days after Easter Sunday.
    Easter(i8),
    /// Good Friday to Easter Monday.
    EasterDays,
    /// Sunday and Monday.
    Whitsun,
    /// German `Weihnachten`, `Christmas`: 24 to 26 December.
    Christmas,
    /// `zwischen den Jahren`: 27 to 31 December.
    BetweenTheYears,
    /// The second Sunday in May.
    MothersDay,
    /// The so manieth Sunday of Advent.
    Advent(u8),
    /// The Wednesday before the last Sunday of the church's year.
    RepentanceDay,
}

impl Holiday {
    /// The first and the last day of it in a year; `None` at the ends of the calendar.
    pub(crate) fn in_year(self, year: i32) -> Option<(Date, Date)> {
        let on = |month, day| Date::from_calendar_date(year, month, day).ok();
        let one = |day: Option<Date>| day.map(|day| (day, day));
        match self {
            Holiday::Fixed(month, day) => one(on(month, day)),
            Holiday::Easter(days) => one(from_easter(year, days)),
            Holiday::EasterDays => from_easter(year, -2).zip(from_easter(year, 1)),
            Holiday::Whitsun => from_easter(year, 49).zip(from_easter(year, 50)),
            Holiday::Christmas => on(Month::December, 24).zip(on(Month::December, 26)),
            Holiday::BetweenTheYears => on(Month::December, 27).zip(on(Month::December, 31)),
            Holiday::MothersDay => one(on(Month::May, 1)
                .and_then(|first| on_or_after(first, Weekday::Sunday))
                .and_then(|sunday| sunday.checked_add(Duration::weeks(1)))),
            Holiday::Advent(which) => one(fourth_advent(year).and_then(|fourth| {
                fourth.checked_sub(Duration::weeks(4_i64.saturating_sub(which.into())))
            })),
            Holiday::RepentanceDay => one(fourth_advent(year)
                .and_then(|fourth| fourth.checked_sub(Duration::days(4 * 7 + 4)))),
        }
    }
}

/// The last Sunday before Christmas Day.
fn fourth_advent(year: i32) -> Option<Date> {
    on_or_after(Date::from_calendar_date(year, Month::December, 18).ok()?, Weekday::Sunday)
}

/// The first such weekday that is not before a day.
pub(crate) fn on_or_after(day: Date, weekday: Weekday) -> Option<Date> {
    let ahead =
        (7 + weekday.number_days_from_monday() - day.weekday().number_days_from_monday()) % 7;
    day.checked_add(Duration::days(ahead.into()))
}

fn from_easter(year: i32, days: i8) -> Option<Date> {
    easter(year)?.checked_add(Duration::days(days.into()))
}

/// Easter Sunday of the Gregorian calendar, by the computus of Gauss as Lichtenberg mended it.
fn easter(year: i32) -> Option<Date> {
    let year = year.rem_euclid(10_000);
    let century = year / 100;
    let moon = 15 + (3 * century + 3) / 4 - (8 * century + 13) / 25;
    let sun = 2 - (3 * century + 3) / 4;
    let cycle = year % 19;
    let first_full_moon = (19 * cycle + moon) % 30;
    let mended = (first_full_moon + cycle / 11) / 29;
    let full_moon = 21 + first_full_moon - mended;
    let first_sunday = 7 - (year + year / 4 + sun).rem_euclid(7);
    let ahead = 7 - (full_moon - first_sunday).rem_euclid(7);
    // Counted from the first of March as 1.
    let march = i64::from(full_moon + ahead);
    Date::from_calendar_date(year, Month::March, 1).ok()?.checked_add(Duration::days(march - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn easter_is_where_the_almanac_has_it() {
        for expected in [
            date!(1961 - 04 - 02),
            date!(2000 - 04 - 23),
            date!(2008 - 03 - 23),
            date!(2019 - 04 - 21),
            date!(2024 - 03 - 31),
            date!(2025 - 04 - 20),
            date!(2026 - 04 - 05),
            date!(2027 - 03 - 28),
            date!(2028 - 04 - 16),
            date!(2038 - 04 - 25),
            date!(2049 - 04 - 18),
            date!(2076 - 04 - 19),
        ] {
            assert_eq!(easter(expected.year()), Some(expected));
        }
    }

    #[test]
    fn holidays_are_where_the_almanac_has_them() {
        for (holiday, first, last) in [
            (Holiday::Fixed(Month::October, 3), date!(2026 - 10 - 03), date!(2026 - 10 - 03)),
            (Holiday::Easter(39), date!(2026 - 05 - 14), date!(2026 - 05 - 14)),
            (Holiday::EasterDays, date!(2027 - 03 - 26), date!(2027 - 03 - 29)),
            (Holiday::Whitsun, date!(2026 - 05 - 24), date!(2026 - 05 - 25)),
            (Holiday::Christmas, date!(2026 - 12 - 24), date!(2026 - 12 - 26)),
            (Holiday::MothersDay, date!(2026 - 05 - 10), date!(2026 - 05 - 10)),
            (Holiday::MothersDay, date!(2027 - 05 - 09), date!(2027 - 05 - 09)),
            (Holiday::Advent(1), date!(2026 - 11 - 29), date!(2026 - 11 - 29)),
            (Holiday::Advent(4), date!(2027 - 12 - 19), date!(2027 - 12 - 19)),
            (Holiday::RepentanceDay, date!(2026 - 11 - 18), date!(2026 - 11 - 18)),
        ] {
            assert_eq!(holiday.in_year(first.year()), Some((first, last)), "{holiday:?}");
        }
    }
}
