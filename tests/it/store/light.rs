//! What one booking asks of the database, counted by SQLite itself.

use crate::support::harness::TestApp;
use serde_json::json;
use std::fs;

/// A page of the log and the head before it.
const FRAME_BYTES: u64 = 4096 + 24;

fn frames(app: &TestApp) -> u64 {
    let log = app.database().with_extension("db-wal");
    fs::metadata(log).unwrap().len() / FRAME_BYTES
}

#[test]
fn a_booking_is_light() {
    let app = TestApp::start();
    let book = |number: u32| {
        let start = format!("2026-12-{:02}T{:02}:00", 1 + number / 6, 10 + number % 6);
        let args = json!({ "service": "Schnitt", "staff": "Emma", "start": start, "customer_name": "Ada Beispiel" });
        let from = format!("+49302312{:04}", number);
        let answer = app.function(&format!("call_{number}"), Some(&from), "book_appointment", args);
        assert_eq!(answer["status"], "booked", "{answer}");
    };
    (0..8).for_each(book);
    let witness = app.appliance.desk.store.witness();
    let (frames_before, commits) = (frames(&app), app.appliance.desk.store.commits());
    witness.listen();
    book(8);
    let heard = witness.heard_until_now();
    if let Ok(to) = std::env::var("LIGHT_TO") {
        for end in ["", "-wal"] {
            fs::copy(format!("{}{end}", app.database().display()), format!("{to}/test.db{end}"))
                .unwrap();
        }
        println!("FIRST {frames_before}");
    }
    for sql in &heard {
        println!("{}", sql.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    println!(
        "{} statements, {} frames, {} commits",
        heard.len(),
        frames(&app) - frames_before,
        app.appliance.desk.store.commits() - commits
    );
}
