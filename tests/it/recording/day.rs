//! Recording: a day in a file, without the customers in it, replayed as it was.

use crate::recording::replay::replay;
use crate::recording::world::{
    FOLDER, assert_replays, files, folder, live_a_day, record, recording, text,
};
use crate::support::harness::{CALLER, HOST_EMMA, Setup, TestApp, WEB_TOKEN};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use time::Duration;

/// Everything about customers that a day of this test has in it, and everything that opens doors.
const PERSONAL: [&str; 22] = [
    "Zoë",
    "Beispiel",
    "Kim Muster",
    "Muster",
    "Ada Anders",
    "Anders",
    "Otto",
    "Ottmann",
    "3023125101",
    "30 23125 101",
    "23125102",
    "23125103",
    "ada@example.com",
    "ada%40example.com",
    "otto@example.org",
    "203.0.113.7",
    "allergisch",
    "Geburtstag",
    "Ich heiße",
    "sprachaufnahme",
    "form-zoe",
    // Whole: what stands for a call may begin so.
    "\"call_1\"",
];
const SECRETS: [&str; 6] = [
    "key_test_retell",
    "webhook-test-secret",
    WEB_TOKEN,
    "cal_sandbox_demo",
    "tok_geheim",
    "x-retell-signature",
];

#[test]
fn a_day_is_replayed_as_it_was() {
    let mut app = TestApp::start_with(&recording(""));
    live_a_day(&app);
    let said = assert_replays(&mut app, "a whole day").stderr;
    assert_eq!(said, "", "nothing happened otherwise than it had");
    let replayed = replay(&folder(&app), &["--json"]).json();
    // What was written then stands beside what is decided now.
    let recorded = replayed["recorded"]["total"].as_u64().unwrap();
    assert!(recorded >= 6, "{replayed}");
    for one in replayed["appointments"].as_array().unwrap() {
        assert_eq!(one["staff"], one["recorded"]["staff"], "{one}");
        assert_eq!(one["host_id"], one["recorded"]["host_id"], "{one}");
    }
}

#[test]
fn no_customer_and_no_secret_is_in_it() {
    let mut app = TestApp::start_with(&recording(""));
    live_a_day(&app);
    app.appliance.stop();
    for file in files(&app) {
        let bytes = fs::read(&file).unwrap();
        for word in PERSONAL.iter().chain(&SECRETS) {
            let lower = String::from_utf8(bytes.clone()).unwrap().to_lowercase();
            assert!(!lower.contains(&word.to_lowercase()), "{word} is in {}", file.display());
        }
    }
    // The people of the salon are in it: they are what is decided about.
    assert!(text(&app).contains("emma@salon.example"));
    // Whoever calls twice is the same stranger twice, and nobody else's.
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    for line in text(&app).lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        if line["kind"] == "function"
            && let Some(number) = line["body"]["call"]["from_number"].as_str()
        {
            *numbers.entry(number.to_owned()).or_default() += 1;
        }
    }
    assert!(numbers.keys().all(|n| n == "anonymous" || n.starts_with("+493023125")), "{numbers:?}");
    assert_eq!(numbers.len(), 3, "two callers and one who does not say: {numbers:?}");
    assert!(numbers.values().any(|times| *times > 3), "{numbers:?}");
}

#[test]
fn a_salon_may_keep_its_customers_but_never_its_keys() {
    let change = |config: &mut chairside::config::Config| {
        record(config);
        config.record.personal = true;
    };
    let mut app = TestApp::start_with(&Setup { change, ..Setup::default() });
    live_a_day(&app);
    assert_replays(&mut app, "with its customers");
    let text = text(&app);
    for kept in ["Zoë Beispiel", CALLER, "Ada Anders", "call_1"] {
        assert!(text.contains(kept), "{kept} is not in it");
    }
    for never in SECRETS.iter().chain(&["Ich heiße", "sprachaufnahme"]) {
        assert!(!text.contains(never), "{never} is in it");
    }
    let key = app.dir.path().join("test.db.record-key");
    assert!(!key.exists(), "who needs no pseudonyms needs no key for them");
}

#[test]
fn it_is_for_its_owner_alone_and_only_where_it_is_wanted() {
    let app = TestApp::start_with(&recording(""));
    app.ask("call_1", "check_customer", json!({}));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder(&app)), 0o700);
    for file in files(&app) {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    assert_eq!(files(&app), [folder(&app).join("2026-11-23.jsonl")]);
    assert_eq!(mode(&app.dir.path().join("test.db.record-key")), 0o600);

    let off = TestApp::start();
    off.ask("call_1", "check_customer", json!({}));
    assert!(!off.dir.path().join(FOLDER).exists());
    assert!(!off.dir.path().join("test.db.record-key").exists());
}

#[test]
fn two_requests_at_once_never_share_a_line() {
    const THREADS: usize = 8;
    const EACH: usize = 25;
    let mut app = TestApp::start_with(&recording(""));
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let app = &app;
            scope.spawn(move || {
                for n in 0..EACH {
                    let filler = "x".repeat(n * 700);
                    let call =
                        json!({ "call_id": format!("call_{thread}_{n}"), "transcript": filler });
                    let body = json!({ "event": "call_ended", "call": call });
                    assert_eq!(app.post_retell("/api/retell/webhook", &body).0, 204);
                }
            });
        }
    });
    app.appliance.stop();
    let mut asked = Vec::new();
    let mut answered = Vec::new();
    for line in text(&app).lines() {
        let line: Value = serde_json::from_str(line).expect("a whole line");
        match line["kind"].as_str().unwrap() {
            "retell_webhook" => asked.push(line["n"].as_str().unwrap().to_owned()),
            "answered" => answered.push(line["for"].as_str().unwrap().to_owned()),
            other => assert!(["salon"].contains(&other), "{other}"),
        }
    }
    assert_eq!(asked.len(), THREADS * EACH);
    asked.sort();
    answered.sort();
    assert_eq!(asked, answered);
}

#[test]
fn each_day_of_the_salon_is_a_file_that_can_be_replayed_alone() {
    let mut app = TestApp::start_with(&recording(""));
    let args = json!({ "service": "Haarschnitt", "staff": "Emma", "start": "2026-11-26T10:00",
        "customer_name": "Zoë Beispiel" });
    assert_eq!(app.ask("call_1", "book_appointment", args)["status"], "booked");
    // 23:30 in Berlin, and an hour later.
    app.clock.forward(Duration::hours(14) + Duration::minutes(30));
    app.ask("call_2", "list_appointments", json!({}));
    app.clock.forward(Duration::hours(1));
    let moved = app.ask("call_3", "reschedule_appointment", json!({ "start": "2026-11-26T15:00" }));
    assert_eq!(moved["status"], "rescheduled", "{moved}");
    assert_replays(&mut app, "two days");
    let names: Vec<String> = files(&app)
        .iter()
        .map(|file| file.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, ["2026-11-23.jsonl", "2026-11-24.jsonl"]);
    let second = replay(&files(&app)[1], &["--json"]);
    let appointment = second.json()["appointments"][0].clone();
    assert_eq!(appointment["starts_at"], "2026-11-26T14:00:00Z", "{}", second.stderr);
    assert_eq!(appointment["host_id"], HOST_EMMA);
    assert_eq!(second.stderr, "");
}

#[test]
fn what_stood_before_is_told_when_it_is_switched_on() {
    let mut app = TestApp::start();
    let book = |app: &TestApp, call: &str, from: &str, start: &str| {
        let args = json!({ "service": "Haarschnitt", "staff": "Emma", "start": start, "customer_name": "Zoë Beispiel" });
        let booked = app.function(call, Some(from), "book_appointment", args);
        assert_eq!(booked["status"], "booked", "{booked}");
    };
    book(&app, "call_1", CALLER, "2026-11-24T10:00");
    book(&app, "call_2", "+493023125102", "2026-11-24T12:00");
    app.restart(record);
    // The same customer, whom the recording knows by the same stranger's number.
    let moved = app.ask("call_3", "reschedule_appointment", json!({ "start": "2026-11-24T14:00" }));
    assert_eq!(moved["status"], "rescheduled", "{moved}");
    app.restart(record);
    let off = app.ask("call_4", "cancel_appointment", json!({}));
    assert_eq!(off["status"], "cancelled", "{off}");
    let run = assert_replays(&mut app, "switched on in the middle");
    assert_eq!(run.stderr, "");
}

#[test]
fn half_a_line_left_by_a_power_cut_spoils_nothing() {
    let mut app = TestApp::start_with(&recording(""));
    let args = json!({ "service": "Haarschnitt", "staff": "Emma", "start": "2026-11-24T10:00",
        "customer_name": "Zoë Beispiel" });
    assert_eq!(app.ask("call_1", "book_appointment", args)["status"], "booked");
    app.appliance.stop();
    let file = files(&app).remove(0);
    let mut bytes = fs::read(&file).unwrap();
    bytes.extend(b"{\"at\":\"2026-11-23T08:00:00.000Z\",\"kind\":\"fun");
    fs::write(&file, bytes).unwrap();
    app.restart(record);
    let off = app.ask("call_2", "cancel_appointment", json!({}));
    assert_eq!(off["status"], "cancelled", "{off}");
    assert_replays(&mut app, "after a power cut");
}
