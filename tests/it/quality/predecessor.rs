//! The predecessor's October and November, day by day: which alarm would have told whom, when, and in which words.

use crate::recording::replay::fixture;
use crate::support::program;
use serde_json::Value;
use std::process::Command;

fn quality(recording: &str, as_of: &str) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_chairside"))
        .args(["quality", "--json", "--days", "6", "--as-of", as_of, "--recording"])
        .arg(fixture(recording))
        .env_remove("RUST_LOG")
        .output()
        .unwrap();
    let said = program::said(output);
    assert_eq!(said.code, Some(0), "{said:?}");
    said.json()
}

/// Kind and sentence of what is told at the end of a day.
fn alarms(view: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = view["alarms"].as_array().unwrap().iter();
    all.map(|one| {
        (format!("{} {}", text(&one["level"]), text(&one["kind"])), text(&one["message"]))
    })
    .collect()
}

fn rate(view: &Value, name: &str) -> (u64, u64) {
    let rates = view["rates"].as_array().unwrap();
    let rate = rates.iter().find(|rate| rate["name"] == name).unwrap();
    (rate["part"].as_u64().unwrap(), rate["whole"].as_u64().unwrap())
}

const UNMAPPED: (&str, &str) = (
    "alarm unmapped_staff",
    "Von 5 der 6 Personen, die bei Cal.com gebucht werden können, ist kein Konto bekannt (83,3 %, Alarm über 20 %): \
     `chairside hosts sync`, dann `chairside mappings set`.",
);

fn without_host(count: u32) -> (String, String) {
    let sentence = format!(
        "{count} Termine der letzten 24 Stunden haben keinen Host (Alarm ab 6); `chairside backfill` trägt nach."
    );
    ("alarm without_host".into(), sentence)
}

/// Six days nobody was told of anything. Told on the first: of six people Cal.com's account of one was known.
#[test]
fn in_october_it_would_have_been_told_on_the_first_day() {
    let unmapped = || (UNMAPPED.0.to_owned(), UNMAPPED.1.to_owned());
    let first = quality("october", "2026-10-01");
    assert_eq!(alarms(&first), [unmapped()]);
    // On the second: eight appointments without a host, and only one of them a booking.
    let second = quality("october", "2026-10-02");
    assert_eq!(alarms(&second), [without_host(8), unmapped()]);
    // Two bookings a day are few; three without a host are no chance.
    assert_eq!(alarms(&quality("october", "2026-10-03")), [unmapped()]);
    let fourth = alarms(&quality("october", "2026-10-04"));
    assert_eq!(fourth[0].0, "alarm host_extraction");
    assert_eq!(
        fourth[0].1,
        "Host aus Cal.com gelesen: 0 von 3 in den letzten 7 Tagen (0,0 %, Ziel ~ 100 %)."
    );
    let fifth = alarms(&quality("october", "2026-10-05"));
    let kinds: Vec<&str> = fifth.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "alarm staff_assignment",
            "alarm host_extraction",
            "warn calcom_data",
            "alarm day_at_zero",
            UNMAPPED.0
        ]
    );
    assert_eq!(
        fifth[0].1,
        "Person zugeordnet: 2 von 6 in den letzten 7 Tagen (33,3 %, Ziel ≥ 90 %)."
    );
    assert_eq!(fifth[3].1, "Keine der 3 Buchungen der letzten 24 Stunden hat einen Host (0 %).");
    let sixth = quality("october", "2026-10-06");
    assert_eq!(
        (rate(&sixth, "staff_assignment_all"), rate(&sixth, "staff_assignment")),
        ((3, 20), (2, 9))
    );
    assert_eq!(rate(&sixth, "host_extraction"), (0, 9));
    assert!(
        alarms(&sixth).iter().any(|(_, told)| told
            == "Keine der 3 Buchungen der letzten 24 Stunden hat eine Person und keine einen Host (0 %)."),
        "{:?}",
        alarms(&sixth)
    );
}

/// A day and a night of November, and all clear once it was filled in.
#[test]
fn in_november_it_would_have_been_told_the_same_evening() {
    let evening = alarms(&quality("november", "2026-11-19"));
    let told = |kind: &str| {
        evening
            .iter()
            .find(|(told, _)| told == kind)
            .unwrap_or_else(|| panic!("{kind}: {evening:?}"))
            .1
            .clone()
    };
    assert_eq!(
        told("alarm staff_assignment"),
        "Person zugeordnet: 0 von 5 in den letzten 7 Tagen (0,0 %, Ziel ≥ 90 %)."
    );
    assert_eq!(
        told("alarm day_at_zero"),
        "Keine der 5 Buchungen der letzten 24 Stunden hat eine Person und keine einen Host (0 %)."
    );
    // By noon the third told of itself: after so many bookings.
    let noon = alarms(&quality("november", "2026-11-19T14:00:00Z"));
    assert!(noon.iter().any(|(kind, _)| kind == "alarm day_at_zero"), "{noon:?}");
    let before = alarms(&quality("november", "2026-11-19T12:00:00Z"));
    assert!(
        before.iter().all(|(kind, _)| kind == "alarm unmapped_staff"),
        "two bookings: {before:?}"
    );
    let morning = alarms(&quality("november", "2026-11-20T10:00:00Z"));
    assert!(morning.contains(&without_host(8)), "{morning:?}");
    let filled = quality("november", "2026-11-20");
    assert_eq!(
        (rate(&filled, "staff_assignment"), rate(&filled, "host_extraction")),
        ((8, 8), (8, 8))
    );
    let left: Vec<String> = alarms(&filled).into_iter().map(|(kind, _)| kind).collect();
    assert!(
        !left.iter().any(|kind| kind.contains("host")
            || kind.contains("zero")
            || kind.contains("assignment")),
        "{left:?}"
    );
}

#[test]
fn a_recording_that_is_none_is_told_in_a_sentence() {
    for (path, as_of, sentence) in [
        ("fixtures/october", "2026-09-01", "nothing was recorded until then"),
        ("fixtures/nowhere", "2026-10-01", "fixtures/nowhere"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_chairside"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["quality", "--as-of", as_of, "--recording", path])
            .output()
            .unwrap();
        let said = program::said(output);
        assert_eq!(said.code, Some(1), "{said:?}");
        assert!(said.err.contains(sentence), "{said:?}");
    }
}
