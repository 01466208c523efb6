//! The saved questions, asked after an ordinary morning.

use crate::support::harness::{TestApp, config_text};
use crate::support::program;
use chairside::frontdesk::functions::status::Status;
use serde_json::{Value, json};

fn ask(app: &TestApp, arguments: &[&str]) -> Value {
    let config = app.dir.path().join("appliance.toml");
    std::fs::write(&config, config_text("http://127.0.0.1:9", &app.database(), "")).unwrap();
    let mut all = vec!["quality", "--json", "--as-of", "2026-11-23"];
    all.extend(arguments);
    let said = program::run(&config, &all);
    assert_eq!(said.code, Some(0), "{said:?}");
    said.json()
}

#[test]
fn callers_are_counted_by_how_they_were_answered() {
    let app = TestApp::start();
    let book = |call: &str, start: &str| {
        let args = json!({ "service": "schnitt", "start": start, "customer_name": "Kim Muster" });
        app.ask(call, "book_appointment", args)["status"].as_str().unwrap().to_owned()
    };
    // One booked, after having been asked back.
    assert_eq!(
        app.ask("call_1", "book_appointment", json!({ "service": "schnitt" }))["status"],
        "invalid"
    );
    assert_eq!(book("call_1", "2026-11-24T10:00"), "booked");
    // One asked for a service that there is not, and hung up.
    assert_eq!(
        app.ask("call_2", "check_availability", json!({ "service": "Kettensäge" }))["status"],
        "invalid"
    );
    // One only asked who is there.
    app.ask("call_3", "check_customer", json!({}));
    // One function that does not exist.
    app.ask("call_4", "sing_a_song", json!({}));
    app.settle();
    let days = ask(&app, &["understanding"]);
    assert_eq!(
        days,
        json!([{ "date": "2026-11-23", "calls": 4, "functions": 5, "done": 2, "refused": 0, "asked_back": 3,
            "failed": 0, "given_up": 2 }])
    );
    let kept = app.rows("SELECT function || ' ' || status FROM function_answers ORDER BY id");
    assert_eq!(
        kept,
        [
            "book_appointment invalid",
            "book_appointment booked",
            "check_availability invalid",
            "check_customer known",
            "unknown invalid"
        ]
    );
}

/// Whatever word an answer has, it is known what it means: else it would be counted as a fault.
#[test]
fn every_status_of_an_answer_has_a_meaning() {
    let mut words = Vec::new();
    for folder in ["src/frontdesk/phone", "src/frontdesk/voice"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for file in crate::house::imports::files(&folder) {
            let text = std::fs::read_to_string(&file).unwrap();
            let text = crate::house::imports::shipped(&text).to_owned();
            for start in ["\"status\": \"", "say(\"", "say(\n        \""] {
                for rest in text.split(start).skip(1) {
                    words.push(rest.split('"').next().unwrap().to_owned());
                }
            }
        }
    }
    words.extend(Status::ALL.iter().map(|status| status.as_str().to_owned()));
    words.sort();
    words.dedup();
    assert!(words.len() > 15, "{words:?}");
    for word in words {
        assert!(chairside::domain::quality::understanding::meaning(&word).is_some(), "{word}");
    }
}

#[test]
fn unassigned_sources_mappings_and_refusals() {
    let app = TestApp::start();
    let args =
        json!({ "service": "schnitt", "start": "2026-11-24T10:00", "customer_name": "Kim Muster" });
    assert_eq!(app.ask("call_1", "book_appointment", args)["status"], "booked");
    let other =
        json!({ "service": "bart", "start": "2026-11-24T12:00", "customer_name": "Kim Muster" });
    assert_eq!(app.ask("call_2", "book_appointment", other)["status"], "booked");
    app.settle();
    // A booking of which nobody knows whose it is.
    let insert = "INSERT INTO appointments (company_id, calcom_v2_booking_uid, status, source, starts_at, ends_at,
        assignment_state, created_at, updated_at) VALUES (1, 'x', 'confirmed', 'calcom_webhook', '2026-11-25T08:00:00Z',
        '2026-11-25T08:30:00Z', 'no_candidate', '2026-11-23T07:00:00Z', '2026-11-23T07:00:00Z')";
    rusqlite::Connection::open(app.database()).unwrap().execute(insert, []).unwrap();
    let unassigned = ask(&app, &["unassigned"]);
    assert_eq!(unassigned.as_array().unwrap().len(), 1, "{unassigned}");
    assert_eq!(unassigned[0]["source"], "calcom_webhook");
    assert_eq!(
        (&unassigned[0]["state"], &unassigned[0]["count"]),
        (&json!("no_candidate"), &json!(1))
    );
    assert_eq!(unassigned[0]["first_at"], "2026-11-23T08:00:00+01:00");
    let sources = ask(&app, &["sources"]);
    assert_eq!(
        sources,
        json!([
            { "source": "retell_phone", "total": 2, "bookings": 2, "with_staff": 2, "with_host": 2 },
            { "source": "calcom_webhook", "total": 1, "bookings": 1, "with_staff": 0, "with_host": 0 },
        ])
    );
    let mappings = ask(&app, &["mappings"]);
    assert_eq!(mappings["mappings"][0]["source"], "auto_email");
    assert_eq!((&mappings["hosts"], &mappings["hosts_without_mapping"]), (&json!(2), &json!(0)));
    assert_eq!(
        (&mappings["bookable_staff"], &mappings["staff_without_mapping"]),
        (&json!(2), &json!(0))
    );
    app.sandbox.forbid_booking();
    let later = json!({ "service": "schnitt", "start": "2026-11-24T14:00", "customer_name": "Zoë Beispiel" });
    assert_eq!(app.ask("call_3", "book_appointment", later)["status"], "handed_over");
    app.settle();
    let refusals = ask(&app, &["refusals"]);
    assert_eq!(
        refusals,
        json!([{ "date": "2026-11-23", "wanted": "book", "reason": "no_right", "count": 1 }])
    );
}
