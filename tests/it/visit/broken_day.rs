//! A day on which somebody revokes the key at ten and puts a new one in at two: what the desk sees, in order, with the
//! commands it types.

use crate::support::harness::{Setup, TestApp};
use crate::support::program;
use serde_json::{Value, json};
use time::Duration;
use time::macros::datetime;

fn caller(number: u32) -> String {
    format!("+4930231251{number:02}")
}

fn ask(app: &TestApp, number: u32, function: &str, args: Value) -> Value {
    let answer = app.function(&format!("call_{number}"), Some(&caller(number)), function, args);
    assert!(!answer["say"].as_str().unwrap().contains("vergeben"), "{answer}");
    answer
}

fn at(app: &TestApp, hour: i64, minute: i64) {
    let midnight = datetime!(2026-11-22 23:00 UTC);
    app.clock.forward(midnight + Duration::minutes(hour * 60 + minute) - app.clock.now());
    app.appliance.work.tick();
}

fn cut(start: &str, name: &str) -> Value {
    json!({ "service": "schnitt", "start": start, "staff": "Emma", "customer_name": name })
}

#[test]
fn the_desk_sees_whom_to_call_back_and_what_to_mend_in_order() {
    let app = TestApp::start_with(&Setup::default());
    at(&app, 9, 30);
    assert_eq!(
        ask(&app, 10, "book_appointment", cut("2026-11-25T10:00", "Mia Morgen"))["status"],
        "booked"
    );
    at(&app, 10, 0);
    app.sandbox.revoke_key();
    at(&app, 10, 5);
    let free = json!({ "service": "schnitt", "date": "2026-11-26" });
    assert_eq!(ask(&app, 11, "check_availability", free)["status"], "handed_over");
    at(&app, 10, 40);
    let booked = ask(&app, 12, "book_appointment", cut("2026-11-26T11:00", "Ben Beispiel"));
    assert_eq!(booked["status"], "handed_over", "{booked}");
    // He tries again in the same call: one note, counted.
    assert_eq!(
        ask(&app, 12, "book_appointment", cut("2026-11-26T11:00", "Ben Beispiel"))["status"],
        "handed_over"
    );
    at(&app, 11, 30);
    assert_eq!(
        ask(&app, 10, "reschedule_appointment", json!({ "start": "2026-11-25T14:00" }))["status"],
        "handed_over"
    );
    at(&app, 13, 0);
    assert_eq!(ask(&app, 10, "cancel_appointment", json!({}))["status"], "handed_over");
    let own = ask(&app, 10, "list_appointments", json!({}));
    assert_eq!(
        own["appointments"].as_array().unwrap().len(),
        1,
        "what can be read is answered: {own}"
    );
    at(&app, 14, 0);
    app.sandbox.restore_key();
    at(&app, 14, 2);
    assert_eq!(
        ask(&app, 13, "book_appointment", cut("2026-11-26T15:00", "Eva Beispiel"))["status"],
        "booked"
    );
    app.settle();

    let config = program::write_config(app.dir.path(), &app.sandbox, &app.database(), "");
    let notes = program::run(&config, &["callbacks", "list", "--json"]).json();
    let seen: Vec<String> = notes
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap().to_owned();
            let time = text("made_at")[11..16].to_owned();
            format!(
                "{time} {} {} {} x{}: {}",
                text("customer_name"),
                text("phone"),
                text("reason"),
                one["count"],
                text("wish")
            )
        })
        .collect();
    let number = caller;
    assert_eq!(
        seen,
        [
            format!("10:05  {} key_refused x1: freie Zeit für Haarschnitt", number(11)),
            format!(
                "10:40 Ben Beispiel {} key_refused x2: Haarschnitt buchen: Donnerstag, 26. November, um 11 Uhr bei Emma",
                number(12)
            ),
            format!(
                "11:30 Mia Morgen {} key_refused x1: Haarschnitt verlegen: von Mittwoch, 25. November, um 10 Uhr auf Mittwoch, 25. November, um 14 Uhr bei Emma",
                number(10)
            ),
            format!(
                "13:00 Mia Morgen {} key_refused x1: Haarschnitt absagen: Mittwoch, 25. November, um 10 Uhr",
                number(10)
            ),
        ],
    );
    let warnings = program::run(&config, &["warnings", "list", "--all", "--json"]).json();
    let [only] = warnings.as_array().unwrap().as_slice() else { panic!("{warnings}") };
    let clock = |key: &str| only[key].as_str().unwrap()[11..16].to_owned();
    assert_eq!((&only["kind"], clock("raised_at").as_str()), (&json!("key_refused"), "10:05"));
    assert!(only["count"].as_u64().unwrap() >= 3, "{only}");
    assert_eq!(clock("cleared_at"), "14:02");
    assert!(only["message"].as_str().unwrap().contains("calcom.api_key"), "{only}");
    assert_eq!(program::run(&config, &["warnings", "list", "--json"]).json(), json!([]));

    let first = notes[0]["callback"].to_string();
    let done = ["callbacks", "done", &first, "--by", "Nadine", "--note", "kommt am Freitag"];
    program::run(&config, &done);
    let open = program::run(&config, &["callbacks", "list", "--json"]).json();
    assert_eq!(open.as_array().unwrap().len(), 3);
    let all = program::run(&config, &["callbacks", "list", "--all", "--json"]).json();
    assert_eq!(
        (&all[0]["done"]["by"], &all[0]["done"]["note"]),
        (&json!("Nadine"), &json!("kommt am Freitag"))
    );
    let again = program::run(&config, &done);
    assert!(again.err.contains("there is no open note"), "{}", again.err);
}
