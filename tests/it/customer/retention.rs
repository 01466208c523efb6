//! What was kept long enough: shown first, then gone, a little at a time; what is open stays, and so do the figures.

use crate::customer::world::{ADA, Salon, WHO, ZOE, holding};
use crate::support::harness::{Setup, TestApp};
use crate::support::visitor::{Visitor, page_app};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use time::Duration;

/// Everything is kept a week.
const WEEK: [&str; 18] = [
    "--set",
    "retention.calls_days=7",
    "--set",
    "retention.events_days=7",
    "--set",
    "retention.messages_days=7",
    "--set",
    "retention.callbacks_days=7",
    "--set",
    "retention.warnings_days=7",
    "--set",
    "retention.alarms_days=7",
    "--set",
    "retention.journals_days=7",
    "--set",
    "retention.customers_days=7",
    "--set",
    "retention.recordings_days=7",
];
/// A person who has a visit to come.
const OTTO: &str = "+4915112340099";

fn counts(view: &Value) -> BTreeMap<String, i64> {
    let kinds = view["kinds"].as_array().unwrap().iter();
    kinds
        .map(|one| (one["kind"].as_str().unwrap().into(), one["count"].as_i64().unwrap()))
        .collect()
}

/// Somebody was there three weeks ago, somebody else comes tomorrow week.
fn salon() -> Salon {
    let salon = Salon::start();
    salon.call("call_1", Some(ZOE), "Zoe Zander", salon.past, "10:00");
    salon.form(
        "form-1",
        &json!({ "name": "Ada Anders", "phone": ADA, "email": "ada@example.com" }),
        salon.past,
        "12:00",
    );
    salon.call("call_2", Some(OTTO), "Otto Ohnesorg", salon.coming, "10:00");
    salon.settle();
    salon.run(
        "INSERT INTO callbacks (company_id, subject, reason, customer_name, phone, wish, made_at, last_at, done_at, done_by)
             VALUES (1, 'call_8', 'taken', 'Kim Muster', '+4915112340077', 'Farbe', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 'Nadine'),
                    (1, 'call_9', 'taken', 'Kai Muster', '+4915112340078', 'Farbe', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', NULL, NULL);
         INSERT INTO warnings (company_id, kind, subject, message, raised_at, cleared_at)
             VALUES (1, 'x', 'y', 'old', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'), (1, 'x', 'z', 'open', '2026-01-01T00:00:00Z', NULL);
         INSERT INTO alarms (id, company_id, kind, level, message, began_at, told_at, told_level, cleared_at)
             VALUES (7, 1, 'x', 'warn', 'm', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 'warn', '2026-01-02T00:00:00Z'),
                    (8, 1, 'y', 'warn', 'm', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 'warn', NULL);
         INSERT INTO alarm_notices (company_id, alarm_id, channel, tells, level, title, body, state, made_at)
             VALUES (1, 7, 'mail', 'fired', 'warn', 't', 'b', 'sent', '2026-01-01T00:00:00Z'),
                    (1, 8, 'mail', 'fired', 'warn', 't', 'b', 'sent', '2026-01-01T00:00:00Z');
         INSERT INTO inbox (channel, event, body, state, received_at, finished_at)
             VALUES ('calcom_webhook', 'x', x'7b7d', 'dead', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z');
         INSERT INTO inbox_attempts (message_id, at, cause) SELECT max(id), '2026-01-01T00:00:00.000Z', 'why' FROM inbox;
         INSERT INTO inbox (channel, event, body, state, received_at, finished_at, replay_of)
             SELECT 'calcom_webhook', 'x', x'7b7d', 'done', '2026-01-02T00:00:00.000Z', '2026-01-02T00:00:00.000Z', max(id) FROM inbox;
         INSERT INTO inbox (channel, event, body, state, received_at, finished_at)
             VALUES ('calcom_webhook', 'newest', x'7b7d', 'done', '2026-01-02T00:00:00.000Z', '2026-01-02T00:00:00.000Z');",
    );
    salon.now();
    salon
}

const FIGURES: &str =
    "SELECT total || ' ' || with_staff || ' ' || with_host FROM staff_assignment_quality";
const OF_OTTO: [&str; 5] = [
    "SELECT count(*) FROM inbox WHERE subject = 'call_2'",
    "SELECT count(*) FROM sagas WHERE call_id = 'call_2' AND args_key NOT GLOB '?erased*'",
    "SELECT count(*) FROM outbox o JOIN appointments a ON a.visit_ref = o.visit_ref WHERE a.starts_at > '2026-11'
         AND o.facts ->> '$.customer' LIKE 'Otto%'",
    "SELECT count(*) FROM sagas WHERE params ->> '$.attendee.name' = 'Otto Ohnesorg'",
    "SELECT count(*) FROM customers WHERE name = 'Otto Ohnesorg'",
];

#[test]
fn what_is_shown_is_what_goes_and_what_is_open_stays() {
    let salon = salon();
    let preview = |salon: &Salon| salon.json(&[&["retention"], WEEK.as_slice()].concat());
    let (before, figures) = (salon.everything(), salon.app.rows(FIGURES));
    let of_otto: Vec<_> = OF_OTTO.iter().map(|sql| salon.app.count(sql)).collect();
    let shown = counts(&preview(&salon));
    assert!(salon.everything() == before, "a preview changes nothing");
    for (kind, least) in [
        ("calls", 2),
        ("events", 3),
        ("messages", 2),
        ("callbacks", 1),
        ("warnings", 1),
        ("alarms", 2),
        ("journals", 2),
        ("customers", 2),
    ] {
        assert!(shown[kind] >= least, "{kind}: {shown:?}");
    }
    // By default nothing of three weeks ago goes.
    assert!(
        counts(&salon.json(&["retention"])).values().all(|count| *count <= 6),
        "only what was put in as old"
    );
    let run = [&["retention", "run"], WHO.as_slice(), WEEK.as_slice()].concat();
    let went = salon.json(&run);
    assert_eq!((&went["customers_left"], &went["rewritten"]), (&json!(0), &json!(true)), "{went}");
    for (kind, count) in &shown {
        assert_eq!(went["removed"][kind].as_i64().unwrap_or(0), *count, "{kind}: {went}");
    }
    assert!(counts(&preview(&salon)).values().all(|count| *count == 0), "{}", preview(&salon));
    assert_eq!(salon.json(&run)["removed"], json!({}));
    // Nobody of three weeks ago is anywhere, and the figures are what they were.
    let folder = salon.app.dir.path();
    for word in
        ["Zander", "Anders", "ada@example.com", &ZOE[1..], &ADA[1..], "Kim Muster", "15112340077"]
    {
        assert_eq!(holding(folder, word), [""; 0], "{word}");
    }
    assert_eq!(salon.app.rows(FIGURES), figures);
    let still: Vec<_> = OF_OTTO.iter().map(|sql| salon.app.count(sql)).collect();
    assert_eq!(still, of_otto);
    assert!(of_otto.iter().all(|count| *count > 0), "{of_otto:?}");
    for (sql, expected) in [
        ("SELECT count(*) FROM callbacks", 1),
        ("SELECT count(*) FROM warnings WHERE message = 'open'", 1),
        ("SELECT count(*) FROM alarms WHERE id IN (7, 8)", 1),
        ("SELECT count(*) FROM alarm_notices", 1),
        ("SELECT count(*) FROM erasures WHERE erased_by = 'Nadine'", 2),
        ("SELECT count(*) FROM pragma_foreign_key_check", 0),
    ] {
        assert_eq!(salon.app.count(sql), expected, "{sql}");
    }
    assert_eq!(salon.cli(&["audit", "verify"]).code, Some(0));
    let trail = salon.app.rows(
        "SELECT old_values -> '$.retention' FROM calcom_host_mapping_audits
         WHERE old_values ->> '$.retention' IS NOT NULL AND changed_by = 'Nadine'",
    );
    assert!(trail.iter().any(|one| one.contains(r#""callbacks":1"#)), "{trail:?}");
    // Otto's visit can still be moved and cancelled.
    let heard = salon.app.function("call_30", Some(OTTO), "cancel_appointment", json!({}));
    assert_eq!(heard["status"], "cancelled", "{heard}");
    salon.settle();
}

/// A visit that is not settled, a message that is not sent: nothing about them goes, however old.
#[test]
fn what_is_not_settled_keeps_everything_about_it() {
    let salon = salon();
    salon.run(
        "UPDATE sagas SET state = 'stuck', next_try_at = NULL WHERE params ->> '$.attendee.name' = 'Zoe Zander';
         UPDATE outbox SET state = 'open', next_try_at = '2030-01-01T00:00:00.000Z', finished_at = NULL WHERE facts ->> '$.customer' LIKE 'Ada%'",
    );
    let run = [&["retention", "run"], WHO.as_slice(), WEEK.as_slice()].concat();
    salon.json(&run);
    for sql in [
        "SELECT count(*) FROM sagas WHERE params ->> '$.attendee.name' = 'Zoe Zander'",
        "SELECT count(*) FROM inbox WHERE subject = 'call_1'",
        "SELECT count(*) FROM customers WHERE name = 'Zoe Zander'",
        "SELECT count(*) FROM customers WHERE name = 'Ada Anders'",
        "SELECT count(*) FROM outbox WHERE facts ->> '$.customer' LIKE 'Ada%'",
    ] {
        assert!(salon.app.count(sql) > 0, "{sql}");
    }
    salon.run("UPDATE sagas SET state = 'done' WHERE state = 'stuck'; UPDATE outbox SET state = 'untold', next_try_at = NULL, finished_at = '2026-01-01T00:00:00.000Z' WHERE state = 'open'");
    salon.json(&run);
    assert_eq!(
        salon
            .app
            .count("SELECT count(*) FROM customers WHERE name IN ('Zoe Zander', 'Ada Anders')"),
        0
    );
}

#[test]
fn each_night_once_in_small_transactions() {
    let dir = tempfile::tempdir().unwrap();
    let days = dir.path().join("recordings");
    fs::create_dir_all(days.join("2020-01-03.jsonl")).unwrap();
    for name in [
        "2020-01-02.jsonl",
        "2026-11-20.jsonl",
        "2020-13-45.jsonl",
        "2020-01-02.jsonl.gz",
        "notes.jsonl",
    ] {
        fs::write(days.join(name), "{}\n").unwrap();
    }
    let extra = format!("[record]\ndir = {:?}\n", days.display().to_string());
    let app = TestApp::start_with(&Setup { extra, ..Setup::default() });
    let mut sql = String::from("BEGIN;");
    for n in 0..1_000 {
        write!(sql, "INSERT INTO inbox (channel, event, subject, body, state, received_at, finished_at)
            VALUES ('retell_function', 'x', 'call_c{n}', x'7b7d', 'done', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z');").unwrap();
    }
    sql.push_str("INSERT INTO inbox (channel, event, body, state, received_at, finished_at)
        VALUES ('retell_function', 'newest', x'7b7d', 'done', '2026-01-02T00:00:00.000Z', '2026-01-02T00:00:00.000Z');");
    rusqlite::Connection::open(app.database()).unwrap().execute_batch(&(sql + "COMMIT;")).unwrap();
    let work = &app.appliance.work;
    let left = "SELECT count(*) FROM inbox WHERE event = 'x'";
    // It is nine in the morning; three at night is due.
    assert_eq!(work.retain(), 0, "a new salon has missed nothing");
    app.clock.forward(Duration::minutes(17 * 60 + 59));
    assert_eq!((work.retain(), app.count(left)), (0, 1_000));
    app.clock.forward(Duration::MINUTE);
    assert_eq!((work.retain(), work.retain(), app.count(left)), (1, 0, 0));
    // So many rows a transaction, each with its own row in the trail; and one for the recordings.
    let trail = app.rows("SELECT old_values -> '$.retention' FROM calcom_host_mapping_audits WHERE changed_by = 'system' AND old_values ->> '$.retention' IS NOT NULL");
    assert_eq!(trail.len(), 6, "{trail:?}");
    assert_eq!(trail[..5], [r#"{"calls":200}"#; 5]);
    assert_eq!(trail[5], r#"{"recordings":1}"#);
    let mut names: Vec<_> = fs::read_dir(&days)
        .unwrap()
        .map(|one| one.unwrap().file_name().into_string().unwrap())
        .collect();
    names.retain(|name| !name.starts_with("2026"));
    names.sort();
    assert_eq!(
        names,
        ["2020-01-02.jsonl.gz", "2020-01-03.jsonl", "2020-13-45.jsonl", "notes.jsonl"]
    );
    // By its newest message a database is known to be the same as a moment ago.
    assert_eq!(app.count("SELECT count(*) FROM inbox WHERE event = 'newest'"), 1);
    app.clock.forward(Duration::days(1));
    assert_eq!(work.retain(), 1, "each night");
    let shown =
        app.count("SELECT count(*) FROM chores WHERE name = 'retention' AND failing_since IS NULL");
    assert_eq!(shown, 1);
}

#[test]
fn the_page_shows_the_same() {
    let app = page_app();
    let mut owner = Visitor::of(&app, "owner");
    let page = owner.open("/settings").text();
    assert!(page.contains("Was wie lange bleibt"), "{page}");
    assert!(page.contains("Erledigte Rückrufe") && page.contains("365 Tage"), "{page}");
}
