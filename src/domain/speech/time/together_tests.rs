//! Several arguments together, machine forms, opening hours, and what is given back.

use crate::domain::calendar::opening::{OpenHours, Opening};
use crate::domain::language::Language;
use crate::domain::speech::reading::Field;
use crate::domain::speech::time::said_tests::{
    check, check_together, line, reading, reading_at, salon,
};
use time::macros::{date, time};

const D: Field = Field::Date;
const T: Field = Field::Time;
const S: Field = Field::Start;
const E: Field = Field::Earliest;
const L: Field = Field::Latest;
const W: Field = Field::When;

#[test]
fn arguments_beside_each_other_are_brought_together() {
    check_together(&[
        (&[(D, "2026-12-04"), (T, "halb drei")], "12-04 14:30"),
        (&[(D, "nächste Woche"), (W, "Dienstag um drei")], "12-08 15:00"),
        (&[(D, "Freitag Nachmittag"), (T, "um drei")], "12-04 15:00"),
        (&[(D, "Freitag"), (T, "nachmittags"), (E, "14:00")], "12-04 14:00..18:00"),
        (&[(D, "Freitag"), (E, "10"), (L, "5 Uhr")], "12-04 10:00..17:00"),
        (&[(E, "14:00"), (L, "14:00")], "14:00"),
        (&[(T, "14:00"), (W, "um zwei")], "14:00"),
        (&[(D, "2026-12-10"), (S, "14:00")], "12-10 14:00"),
        (&[(D, "2026-12-10"), (S, "2026-12-10T14:00:00")], "12-10 14:00"),
        (&[(D, "Freitag"), (W, "am Freitag um drei")], "12-04 15:00"),
        (&[(D, "2026-12-10T00:00:00"), (T, "9:30")], "12-10 09:30"),
        (&[(Field::DateFrom, "3. Dezember"), (Field::DateTo, "5. Dezember")], "12-03..12-05"),
        (&[(Field::DateFrom, "Montag"), (Field::DateTo, "Mittwoch")], "12-07..12-09"),
        (
            &[(Field::DateFrom, "2026-12-04T09:00"), (Field::DateTo, "2026-12-06T17:00")],
            "12-04..12-06 09:00..17:00",
        ),
        (&[(Field::DateFrom, "Freitag")], "12-04.."),
        (&[(Field::DateTo, "Freitag")], "..12-04"),
        (&[(E, "Freitag um zehn")], "12-04.. 10:00.."),
        (&[(D, "am Morgen"), (W, "am Freitag")], "12-04 06:00..12:00"),
        (&[(D, "Freitag"), (T, "")], "12-04"),
        (&[], ""),
    ]);
}

#[test]
fn contradictions_are_asked_about() {
    check_together(&[
        (&[(D, "Freitag"), (W, "Samstag um drei")], "?Freitag / Samstag"),
        (&[(D, "nächste Woche"), (S, "2026-12-16T11:00")], "?nächste Woche / 2026-12-16T11:00"),
        (&[(T, "15 Uhr"), (S, "11:00")], "?15 Uhr / 11:00"),
        (&[(T, "vormittags"), (E, "15:00")], "?vormittags / 15:00"),
        (&[(E, "16 Uhr"), (L, "14 Uhr")], "?16 Uhr / 14 Uhr"),
        (
            &[(Field::DateFrom, "2026-12-10"), (Field::DateTo, "2026-12-08")],
            "?2026-12-10 / 2026-12-08",
        ),
        (&[(T, "nachmittags"), (W, "Dienstag Vormittag")], "?nachmittags / Vormittag"),
        // The other half of the day is when nobody is there.
        (&[(W, "Freitag Abend"), (T, "10:00")], "?10:00"),
        (&[(D, "Freitag nachmittags"), (T, "11 Uhr")], "?nachmittags / 11 Uhr"),
        // A span of which one end is a day and the other none.
        (&[(Field::DateFrom, "vormittags"), (Field::DateTo, "Freitag")], "?"),
    ]);
}

#[test]
fn what_programs_write_is_read() {
    check(
        S,
        &salon(),
        &[
            ("2026-12-04T14:00", "12-04 14:00"),
            ("2026-12-04T14:00:00", "12-04 14:00"),
            ("2026-12-04T14:00:00.000", "12-04 14:00"),
            ("2026-12-04t14:00", "12-04 14:00"),
            ("2026-12-04 14:00", "12-04 14:00"),
            ("2026-12-04T14:00:00+01:00", "12-04 14:00"),
            ("2026-12-04T14:00+0100", "12-04 14:00"),
            ("2026-12-04T14:00:00+01:00[Europe/Berlin]", "12-04 14:00"),
            ("2026-12-04T14:00[Europe/Berlin]", "12-04 14:00"),
            ("2026-12-04T14:00Z", "12-04 14:00"),
            ("2026-12-04T14:00:00-05:00", "12-04 14:00"),
            ("2026-12-04 14:00:00+01:00", "12-04 14:00"),
            ("20261204T140000", "12-04 14:00"),
            ("20261204T1400", "12-04 14:00"),
            ("20261204T140000Z", "12-04 14:00"),
            ("2026-12-4T14:00", "12-04 14:00"),
            ("2026/12/04 14:00", "12-04 14:00"),
            ("04.12.2026 14:00", "12-04 14:00"),
            ("04.12.2026, 14:00 Uhr", "12-04 14:00"),
            ("4.12.26 um 14 Uhr", "12-04 14:00"),
            ("2026-12-04T03:00", "12-04 03:00"),
            ("2026-12-04T00:00", "12-04"),
            ("2026-12-04 00:00:00", "12-04"),
            ("2026-12-04T23:59:59", "12-04"),
            ("2026-12-04T25:00", "?2026-12-04T25:00"),
            ("2026-12-04T14:75", "?2026-12-04T14:75"),
            ("2026-12-32", "?2026-12-32"),
            ("2027-02-29T10:00", "?2027-02-29T10:00"),
            ("1796378400", "?1796378400"),
        ],
    );
}

#[test]
fn an_offset_that_does_not_hold_is_said_and_one_that_tells_two_hours_apart_is_kept() {
    let start = |said| reading(&[(S, said)], &salon(), Language::De).when;
    assert_eq!(
        start("2026-12-15T14:00:00+02:00").assumed,
        ["Gemeint ist 14 Uhr nach der Uhr des Salons; die Angabe +02:00 gilt dort nicht."]
    );
    assert_eq!(
        start("2026-12-15T14:00Z").assumed,
        ["Gemeint ist 14 Uhr nach der Uhr des Salons; die Angabe UTC gilt dort nicht."]
    );
    assert!(start("2026-12-15T14:00:00+01:00").assumed.is_empty());
    assert_eq!(start("2026-12-15T14:00:00+01:00").offset_minutes, None);
    assert_eq!(start("2027-10-31T02:30:00+01:00").offset_minutes, Some(60));
    assert_eq!(start("2027-10-31T02:30:00+02:00").offset_minutes, Some(120));
    assert_eq!(start("31.10.2027 um 2 Uhr 30 morgens Winterzeit").offset_minutes, Some(60));
    for (said, sentence) in [
        ("2027-10-31T02:30", "zweimal"),
        ("2027-03-28T02:30", "Möglich sind 1 Uhr 30 oder 3 Uhr 30."),
    ] {
        let found = reading(&[(S, said)], &salon(), Language::De);
        assert_eq!(found.when.from_time, Some(time!(2:30)), "the wall time is kept");
        assert!(found.ask.unwrap().question.contains(sentence), "{said}");
    }
}

#[test]
fn an_hour_is_the_one_at_which_the_branch_is_open() {
    let late: Vec<_> =
        (1..=7).map(|day| OpenHours::parse(day, "12:00", "22:00").unwrap()).collect();
    let late = Opening { hours: late, closures: Vec::new() };
    check(
        T,
        &late,
        &[("um 9", "21:00"), ("um 3", "15:00"), ("um 11", "?11"), ("bis 10", "..22:00")],
    );
    let long: Vec<_> =
        (1..=7).map(|day| OpenHours::parse(day, "07:00", "21:00").unwrap()).collect();
    let long = Opening { hours: long, closures: Vec::new() };
    check(
        T,
        &long,
        &[("um 8", "?8"), ("um 8 Uhr abends", "20:00"), ("um 10", "10:00"), ("um 9", "09:00")],
    );
    // Friday is short: six in the evening is only possible on Saturday.
    let mut days = salon();
    days.hours = vec![
        OpenHours::parse(5, "09:00", "13:00").unwrap(),
        OpenHours::parse(6, "09:00", "19:00").unwrap(),
    ];
    check(
        W,
        &days,
        &[
            ("Samstag um sechs", "12-05 18:00"),
            ("Freitag um sechs", "?sechs"),
            ("Freitag um neun", "12-04 09:00"),
            ("Montag um sechs", "?sechs"),
            ("Freitag oder Samstag um sechs", "12-04..12-05 18:00"),
        ],
    );
    days.closures = vec![date!(2026 - 12 - 04)];
    check(W, &days, &[("Freitag um sechs", "?sechs")]);
}

#[test]
fn without_opening_hours_the_likely_hour_is_taken_and_said() {
    let nothing = Opening::default();
    check(
        T,
        &nothing,
        &[("um drei", "15:00"), ("um 9", "09:00"), ("um 7", "?7"), ("um 12", "12:00")],
    );
    let heard = reading(&[(T, "um drei")], &nothing, Language::De);
    assert_eq!(heard.when.assumed, ["Gemeint ist 15 Uhr."]);
    assert!(reading(&[(T, "15 Uhr")], &nothing, Language::De).when.assumed.is_empty());
}

#[test]
fn the_year_is_said_once_it_is_far_away() {
    let assumed = |said, language| reading(&[(D, said)], &salon(), language).when.assumed;
    assert_eq!(
        assumed("2027-11-26T10:00", Language::De),
        ["Gemeint ist Freitag, der 26. November 2027."]
    );
    assert_eq!(assumed("26 November", Language::En), ["Friday, 26 November 2027 is meant."]);
    assert_eq!(
        assumed("im Oktober", Language::De),
        ["Gemeint ist die Zeit vom 1. Oktober 2027 bis zum 31. Oktober 2027."]
    );
    assert!(assumed("15. Mai", Language::De).is_empty());
    assert_eq!(
        assumed("Dienstag", Language::De),
        ["Mit Dienstag ist der 8. Dezember gemeint, nicht heute."]
    );
}

#[test]
fn today_is_possible_as_long_as_it_is_not_over() {
    let at = |said: &str, now| {
        line(&reading_at(&[(W, said)], &salon(), Language::De, (date!(2026 - 12 - 01), now)))
    };
    assert_eq!(at("heute um drei", time!(14:59)), "12-01 15:00");
    assert_eq!(at("heute um drei", time!(15:01)), "?drei");
    assert_eq!(at("heute Vormittag", time!(10:00)), "12-01 06:00..12:00");
    assert_eq!(at("heute Vormittag", time!(12:30)), "?Vormittag");
    assert_eq!(at("heute ab drei", time!(16:00)), "12-01 15:00..");
    assert_eq!(at("in zwei Stunden", time!(23:30)), "12-02 ~01:30");
}

#[test]
fn the_words_that_are_not_about_time_are_given_back() {
    for (said, rest) in [
        (
            "nächste Woche Dienstag so gegen halb drei bei der Emma, Ansatz färben und schneiden",
            "bei|der|Emma|Ansatz|färben|und|schneiden",
        ),
        ("Haarschnitt für zwei Personen am Freitag um drei", "Haarschnitt|für|zwei|Personen"),
        ("Kinder-Haarschnitt morgen um drei", "Kinder-Haarschnitt"),
        (
            "Guten Tag, ich hätte gern einen Termin am Freitag bitte",
            "Guten|Tag|ich|hätte|gern|Termin|bitte",
        ),
        ("bei Frau Sommer am Freitag", "bei|Frau|Sommer"),
        ("Freitag um zehn, egal bei wem", "egal|bei|wem"),
        ("Dienstag um drei, aber nicht bei Emma", "aber|nicht|bei|Emma"),
        ("a cut and colour with Emma on Friday at 3", "a|cut|and|colour|with|Emma"),
        ("Waschen", "Waschen"),
    ] {
        let found = reading(&[(W, said)], &salon(), Language::De);
        let unspent = found.words.iter().filter(|word| !word.is_spent());
        let left: Vec<&str> = unspent.map(|word| word.left.trim_end_matches(',')).collect();
        assert_eq!(left.join("|"), rest, "{said}");
    }
    let found = reading(&[(D, "Freitag bei Emma")], &salon(), Language::De);
    assert!(found.words.is_empty(), "only of whole sentences");
}
