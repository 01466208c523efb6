//! Values as they are said.

use crate::domain::calendar::opening::{OpenHours, Opening};
use crate::domain::calendar::zone::Zone;
use crate::domain::language::Language;
use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::reading::{PartOfDay, Prefer, When};
use crate::domain::speech::say;
use time::macros::{date, time};
use time::{Date, Time};

/// A Tuesday.
const TODAY: Date = date!(2026 - 12 - 01);

/// What is said on `TODAY` in a branch that is open from 9 to 18, Tuesday to Saturday, in German and English.
fn said(when: &When) -> [String; 2] {
    let zone = Zone::parse("Europe/Berlin").unwrap();
    let hours = (2..7).map(|day| OpenHours::parse(day, "09:00", "18:00").unwrap());
    let opening = Opening { hours: hours.collect(), closures: Vec::new() };
    [Language::De, Language::En].map(|language| {
        let now = time!(10:00);
        say::when(when, &Anchor { today: TODAY, now, zone: &zone, opening: &opening, language })
    })
}

fn on(day: Date) -> When {
    When { from_day: Some(day), to_day: Some(day), ..When::default() }
}

fn exactly(time: Time) -> When {
    When { from_time: Some(time), to_time: Some(time), exact: true, ..When::default() }
}

fn from_to(from: Option<Time>, to: Option<Time>) -> When {
    When { from_time: from, to_time: to, ..When::default() }
}

#[test]
fn days_are_named_and_far_ones_have_their_year() {
    let span = |from, to| When { from_day: from, to_day: to, ..When::default() };
    for (when, german, english) in [
        (on(date!(2026 - 12 - 08)), "Dienstag, 8. Dezember", "Tuesday, 8 December"),
        (on(TODAY), "Dienstag, 1. Dezember", "Tuesday, 1 December"),
        (on(date!(2027 - 06 - 02)), "Mittwoch, 2. Juni", "Wednesday, 2 June"),
        (on(date!(2027 - 06 - 03)), "Donnerstag, 3. Juni 2027", "Thursday, 3 June 2027"),
        (on(date!(2027 - 11 - 26)), "Freitag, 26. November 2027", "Friday, 26 November 2027"),
        (on(date!(2026 - 11 - 30)), "Montag, 30. November 2026", "Monday, 30 November 2026"),
        (
            span(Some(date!(2026 - 12 - 03)), Some(date!(2026 - 12 - 05))),
            "vom 3. bis 5. Dezember",
            "from 3 to 5 December",
        ),
        (
            span(Some(date!(2026 - 12 - 28)), Some(date!(2027 - 01 - 05))),
            "vom 28. Dezember bis 5. Januar",
            "from 28 December to 5 January",
        ),
        (
            span(Some(date!(2027 - 05 - 28)), Some(date!(2027 - 06 - 05))),
            "vom 28. Mai 2027 bis 5. Juni 2027",
            "from 28 May 2027 to 5 June 2027",
        ),
        (
            span(Some(date!(2027 - 08 - 03)), Some(date!(2027 - 08 - 05))),
            "vom 3. bis 5. August 2027",
            "from 3 to 5 August 2027",
        ),
        (
            span(Some(date!(2026 - 12 - 27)), None),
            "ab Sonntag, 27. Dezember",
            "from Sunday, 27 December",
        ),
        (
            span(None, Some(date!(2026 - 12 - 23))),
            "bis Mittwoch, 23. Dezember",
            "until Wednesday, 23 December",
        ),
        (
            When {
                only_days: vec![date!(2026 - 12 - 08), date!(2026 - 12 - 10)],
                ..span(Some(date!(2026 - 12 - 08)), Some(date!(2026 - 12 - 10)))
            },
            "Dienstag, 8. Dezember, oder Donnerstag, 10. Dezember",
            "Tuesday, 8 December, or Thursday, 10 December",
        ),
        (
            When {
                only_days: [7, 8, 10, 11, 12, 13]
                    .map(|day| TODAY.replace_day(day).unwrap())
                    .to_vec(),
                ..span(Some(date!(2026 - 12 - 07)), Some(date!(2026 - 12 - 13)))
            },
            "vom 7. bis 13. Dezember außer Mittwoch, 9. Dezember",
            "from 7 to 13 December except Wednesday, 9 December",
        ),
    ] {
        assert_eq!(said(&when), [german, english]);
    }
}

#[test]
fn times_are_said_so_that_the_hour_is_certain() {
    let part = |part: PartOfDay| from_to(Some(part.window().0), Some(part.window().1));
    for (when, german, english) in [
        (exactly(time!(14:30)), "um 14 Uhr 30", "at 14:30"),
        (exactly(time!(9:05)), "um 9 Uhr 5", "at 9:05"),
        (exactly(time!(12:00)), "um 12 Uhr", "at 12:00"),
        (exactly(time!(8:00)), "um 8 Uhr morgens", "at 8:00 am"),
        (exactly(time!(2:00)), "um 2 Uhr morgens", "at 2:00 am"),
        (exactly(time!(0:15)), "um 0 Uhr 15", "at 0:15"),
        (
            When { exact: false, about: true, ..exactly(time!(16:00)) },
            "gegen 16 Uhr",
            "around 16:00",
        ),
        (from_to(Some(time!(17:00)), None), "ab 17 Uhr", "from 17:00"),
        (from_to(None, Some(time!(11:30))), "bis 11 Uhr 30", "until 11:30"),
        (
            from_to(Some(time!(10:00)), Some(time!(12:00))),
            "zwischen 10 Uhr und 12 Uhr",
            "between 10:00 and 12:00",
        ),
        (part(PartOfDay::Morning), "am Vormittag", "in the morning"),
        (part(PartOfDay::Noon), "mittags", "at lunchtime"),
        (part(PartOfDay::Afternoon), "am Nachmittag", "in the afternoon"),
        (part(PartOfDay::Evening), "am Abend", "in the evening"),
        (part(PartOfDay::Night), "nachts", "at night"),
    ] {
        assert_eq!(said(&when), [german, english]);
    }
}

#[test]
fn wishes_and_combinations_are_said() {
    let day = on(date!(2026 - 12 - 08));
    for (when, german, english) in [
        (When::default(), "egal wann", "any time"),
        (
            When { prefer: Some(Prefer::Earliest), ..When::default() },
            "so früh wie möglich",
            "as early as possible",
        ),
        (
            When { prefer: Some(Prefer::Latest), ..day.clone() },
            "Dienstag, 8. Dezember, so spät wie möglich",
            "Tuesday, 8 December, as late as possible",
        ),
        (
            When { prefer: Some(Prefer::Time(time!(10:00))), ..day.clone() },
            "Dienstag, 8. Dezember, am liebsten um 10 Uhr",
            "Tuesday, 8 December, preferably at 10:00",
        ),
        (
            When { prefer: Some(Prefer::Part(PartOfDay::Morning)), ..day.clone() },
            "Dienstag, 8. Dezember, am liebsten am Vormittag",
            "Tuesday, 8 December, preferably in the morning",
        ),
        (
            When {
                from_day: Some(date!(2026 - 12 - 07)),
                to_day: Some(date!(2026 - 12 - 13)),
                prefer: Some(Prefer::Day(date!(2026 - 12 - 08))),
                from_time: Some(time!(17:00)),
                ..When::default()
            },
            "vom 7. bis 13. Dezember, ab 17 Uhr, am liebsten Dienstag, 8. Dezember",
            "from 7 to 13 December, from 17:00, preferably Tuesday, 8 December",
        ),
        (
            When {
                from_time: Some(time!(14:30)),
                to_time: Some(time!(14:30)),
                about: true,
                ..day.clone()
            },
            "Dienstag, 8. Dezember, gegen 14 Uhr 30",
            "Tuesday, 8 December, around 14:30",
        ),
    ] {
        assert_eq!(said(&when), [german, english]);
    }
    // The night in which the clock goes back.
    let twice = When {
        from_day: Some(date!(2027 - 10 - 31)),
        to_day: Some(date!(2027 - 10 - 31)),
        ..exactly(time!(2:30))
    };
    for (offset, german, english) in
        [(120, "Sommerzeit", "summer time"), (60, "Winterzeit", "winter time")]
    {
        assert_eq!(
            said(&When { offset_minutes: Some(offset), ..twice.clone() }),
            [
                format!("Sonntag, 31. Oktober 2027, um 2 Uhr 30 morgens {german}"),
                format!("Sunday, 31 October 2027, at 2:30 am {english}"),
            ]
        );
    }
}
