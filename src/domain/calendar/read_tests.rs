//! Tables for `when`.

use crate::domain::calendar::read::*;
use crate::domain::calendar::speak::speak_day;
use crate::domain::calendar::zone::{WallTime, Zone};
use crate::domain::language::Language;
use proptest::prelude::*;
use time::macros::{date, datetime, time};
use time::{Date, Time};

/// A Tuesday.
const TODAY: Date = date!(2026 - 12 - 01);

fn berlin() -> Zone {
    Zone::parse("Europe/Berlin").unwrap()
}

#[test]
fn days_are_read() {
    for (text, expected) in [
        ("2026-12-24", date!(2026 - 12 - 24)),
        (" 2028-02-29\n", date!(2028 - 02 - 29)),
        ("2025-01-01", date!(2025 - 01 - 01)),
        ("1.12.2026", TODAY),
        ("24.12.26", date!(2026 - 12 - 24)),
        ("24. 12. 2026", date!(2026 - 12 - 24)),
        ("01.12.", TODAY),
        ("01.12", TODAY),
        ("30.11.", date!(2027 - 11 - 30)),
        ("am 2.1.", date!(2027 - 01 - 02)),
        ("24. Dezember", date!(2026 - 12 - 24)),
        ("den 5. März 2027", date!(2027 - 03 - 05)),
        ("5. MAERZ", date!(2027 - 03 - 05)),
        ("24 December", date!(2026 - 12 - 24)),
        ("December 24th, 2026", date!(2026 - 12 - 24)),
        ("on the 1st of January", date!(2027 - 01 - 01)),
        ("heute", TODAY),
        ("Morgen", date!(2026 - 12 - 02)),
        ("übermorgen", date!(2026 - 12 - 03)),
        ("U\u{308}bermorgen", date!(2026 - 12 - 03)),
        ("today", TODAY),
        ("tomorrow", date!(2026 - 12 - 02)),
        ("the day after tomorrow", date!(2026 - 12 - 03)),
        ("Mittwoch", date!(2026 - 12 - 02)),
        ("am Montag", date!(2026 - 12 - 07)),
        ("Dienstag", date!(2026 - 12 - 08)),
        ("nächsten Dienstag", date!(2026 - 12 - 08)),
        ("am kommenden Freitag", date!(2026 - 12 - 04)),
        ("diesen Dienstag", TODAY),
        ("this Friday", date!(2026 - 12 - 04)),
        ("next tuesday", date!(2026 - 12 - 08)),
        ("Sonnabend", date!(2026 - 12 - 05)),
        ("heute, Dienstag", TODAY),
        ("Donnerstag, 24. Dezember", date!(2026 - 12 - 24)),
        ("Donnerstag, den 24.12.2026", date!(2026 - 12 - 24)),
    ] {
        let day = parse_day(text, TODAY, Language::De);
        assert_eq!(day.unwrap_or_else(|error| panic!("{text}: {error}")), expected, "{text}");
    }
}

#[test]
fn what_is_no_day_is_a_sentence() {
    let unclear =
        "Den Tag habe ich nicht verstanden. Bitte nennen Sie ihn zum Beispiel als 1. Dezember.";
    for (text, sentence) in [
        ("29.02.2027", "Den 29. Februar gibt es im Jahr 2027 nicht."),
        ("2027-02-29", "Den 29. Februar gibt es im Jahr 2027 nicht."),
        ("29.2.", "Den 29. Februar gibt es im Jahr 2027 nicht."),
        ("31. April 2027", "Den 31. April gibt es im Jahr 2027 nicht."),
        ("0.5.2027", "Den 0. Mai gibt es im Jahr 2027 nicht."),
        ("1.13.2026", "Diesen Tag gibt es nicht."),
        ("2026-00-10", "Diesen Tag gibt es nicht."),
        (
            "Montag, 24. Dezember",
            "Der 24. Dezember ist ein Donnerstag, kein Montag. Welcher Tag ist gemeint?",
        ),
        (
            "morgen, Montag",
            "Der 2. Dezember ist ein Mittwoch, kein Montag. Welcher Tag ist gemeint?",
        ),
        ("", unclear),
        ("bald", unclear),
        ("Dienstag nächster Woche", unclear),
        ("Montag oder Dienstag", unclear),
        ("nächsten", unclear),
        ("1", unclear),
        ("1 12", unclear),
        ("1.12.126", unclear),
        ("-1.12.2026", unclear),
        ("1-12-2026", unclear),
        ("12/01/2026", unclear),
        ("1.12.1926", unclear),
        ("9999-12-01", unclear),
        ("+2026-12-01", unclear),
        ("2026-1-1", unclear),
        ("2026-12-01T10:00:00Z", unclear),
        ("1.12.2026 1.12.2026", unclear),
        ("11111111111111111111.1.", unclear),
    ] {
        let error = parse_day(text, TODAY, Language::De).expect_err(text);
        assert_eq!(error.to_string(), sentence, "{text:?}");
    }
    let english = |text: &str| parse_day(text, TODAY, Language::En).unwrap_err().to_string();
    assert_eq!(english("29.2.2027"), "There is no 29 February in 2027.");
    assert_eq!(
        english("Monday, 24 December"),
        "24 December is a Thursday, not a Monday. Which day is meant?"
    );
    assert_eq!(
        english(&"heute ".repeat(100_000)),
        "I did not understand the day. Please say it like 1 December."
    );
}

#[test]
fn times_are_read() {
    for (text, expected) in [
        ("14:00", time!(14:00)),
        ("14.30", time!(14:30)),
        ("14:30:00", time!(14:30)),
        ("14:30:00.000", time!(14:30)),
        ("14 Uhr", time!(14:00)),
        ("14Uhr", time!(14:00)),
        ("14 Uhr 30", time!(14:30)),
        ("9 uhr 5", time!(9:05)),
        ("um 14:30 Uhr", time!(14:30)),
        ("9", time!(9:00)),
        (" 09:05 ", time!(9:05)),
        ("0 Uhr", time!(0:00)),
        ("23:59", time!(23:59)),
        ("at 2 pm", time!(14:00)),
        ("2:30pm", time!(14:30)),
        ("12 a.m.", time!(0:00)),
        ("12:15 p.m.", time!(12:15)),
        ("9 o'clock", time!(9:00)),
        ("１４：３０", time!(14:30)),
    ] {
        let time = parse_time(text, Language::De);
        assert_eq!(time.unwrap_or_else(|error| panic!("{text}: {error}")), expected, "{text}");
    }
}

#[test]
fn what_is_no_time_is_a_sentence() {
    let unclear =
        "Die Uhrzeit habe ich nicht verstanden. Bitte nennen Sie sie zum Beispiel als 14 Uhr 30.";
    let midnight = "24 Uhr gibt es nicht. Gemeint ist wohl 0 Uhr am nächsten Tag.";
    let impossible = "Diese Uhrzeit gibt es nicht.";
    for (text, sentence) in [
        ("24:00", midnight),
        ("24 Uhr", midnight),
        ("24", midnight),
        ("24:01", impossible),
        ("25:00", impossible),
        ("14:60", impossible),
        ("14 Uhr 75", impossible),
        ("", unclear),
        ("Uhr", unclear),
        ("halb drei", unclear),
        ("14:3", unclear),
        ("14:300", unclear),
        ("1430", unclear),
        ("-9", unclear),
        ("+9", unclear),
        ("9-10", unclear),
        ("14:30:15", unclear),
        ("14:30 Uhr 15", unclear),
        ("01.12.", unclear),
        ("14 pm", unclear),
        ("0 am", unclear),
        ("pm", unclear),
        ("9 Uhr abends", unclear),
        ("99999999999999999999", unclear),
    ] {
        let error = parse_time(text, Language::De).expect_err(text);
        assert_eq!(error.to_string(), sentence, "{text:?}");
    }
    let english = parse_time("24:00", Language::En).unwrap_err().to_string();
    assert_eq!(english, "There is no 24:00. Perhaps 0:00 on the next day is meant.");
}

#[test]
fn instants_are_read_with_and_without_an_offset() {
    let nine = WallTime::Exact(datetime!(2026-12-01 9:00 UTC));
    for (text, expected) in [
        ("2026-12-01T10:00:00+01:00", nine),
        ("2026-12-01T09:00:00Z", nine),
        ("2026-12-01t09:00:00.000z", nine),
        ("2026-12-01T10:00+01:00", nine),
        ("2026-12-01T09:00Z", nine),
        (" 2026-12-01T04:00:00-05:00 ", nine),
        // Without an offset: the salon's clock.
        ("2026-12-01T10:00:00", nine),
        ("2026-12-01T10:00", nine),
        ("2026-12-01 10:00", nine),
        ("2026-12-01 10 Uhr", nine),
        (
            "2026-03-29T02:30:00",
            WallTime::Gap {
                before: datetime!(2026-03-29 0:30 UTC),
                after: datetime!(2026-03-29 1:30 UTC),
            },
        ),
        (
            "2026-10-25T02:30:00",
            WallTime::Fold {
                first: datetime!(2026-10-25 0:30 UTC),
                second: datetime!(2026-10-25 1:30 UTC),
            },
        ),
        ("2026-10-25T02:30:00+01:00", WallTime::Exact(datetime!(2026-10-25 1:30 UTC))),
    ] {
        let instant = parse_instant(text, &berlin(), Language::De);
        assert_eq!(instant.unwrap_or_else(|error| panic!("{text}: {error}")), expected, "{text}");
    }
    for text in [
        "",
        "2026-12-01",
        "10:00",
        "2026-12-01T",
        "2026-12-01T24:00",
        "2026-12-01T10:00:00+25:00",
        "morgen 10:00",
        "2027-02-29T10:00:00Z",
        "9999-12-31T23:59:59-23:59",
        "2026-12-01T10:00:00+01:00Z",
        "2026-12-01Tzehn",
    ] {
        assert!(parse_instant(text, &berlin(), Language::De).is_err(), "{text:?}");
    }
}

#[test]
fn a_wall_time_that_is_none_or_two_is_asked_about() {
    let settled = |text: &str, language| {
        settle(parse_instant(text, &berlin(), language).unwrap(), &berlin(), language)
            .map_err(|error| error.to_string())
    };
    assert_eq!(settled("2026-12-01T10:00", Language::De), Ok(datetime!(2026-12-01 9:00 UTC)));
    assert_eq!(
        settled("2026-03-29T02:30", Language::De).unwrap_err(),
        "Diese Uhrzeit gibt es an dem Tag nicht, weil die Uhren vorgestellt werden. \
         Möglich sind 1 Uhr 30 oder 3 Uhr 30."
    );
    assert_eq!(
        settled("2026-10-25T02:30", Language::En).unwrap_err(),
        "This time comes twice on that day, because the clocks go back. Is the earlier or the later one meant?"
    );
    assert!(settled("2026-03-29T02:30", Language::En).unwrap_err().ends_with("1:30 or 3:30."));
    assert!(settled("2026-10-25T02:30", Language::De).unwrap_err().contains("zweimal"));
}

proptest! {
    #[test]
    fn nothing_that_is_said_brings_it_down(text in any::<String>(), said in "[0-9TZ:. +a-z-]{0,30}") {
        for text in [text, said] {
            for language in [Language::De, Language::En] {
                if let Ok(day) = parse_day(&text, TODAY, language) {
                    prop_assert!(YEARS.contains(&day.year()));
                }
                let time = parse_time(&text, language).unwrap_or(Time::MIDNIGHT);
                prop_assert_eq!(time.second(), 0);
                parse_instant(&text, &berlin(), language).ok();
            }
        }
    }

    /// What is said can be read again.
    #[test]
    fn speaking_and_reading_agree(days in 0_i64..365, minute in 0_u16..1440) {
        let day = TODAY + time::Duration::days(days);
        let time = Time::from_hms((minute / 60) as u8, (minute % 60) as u8, 0).unwrap();
        for language in [Language::De, Language::En] {
            prop_assert_eq!(parse_day(&speak_day(day, language), TODAY, language).unwrap(), day);
            prop_assert_eq!(parse_time(&speak_time(time, language), language).unwrap(), time);
        }
    }
}
