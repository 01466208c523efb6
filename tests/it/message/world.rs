//! A salon whose messages go into a folder, and what is found there.

use crate::support::harness::{Setup, TestApp};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

/// A caller who can read text messages.
pub const MOBILE: &str = "+4915112345678";
pub const LANDLINE: &str = "+493023125101";

/// Further keys of the salon: where it is, and how it is reached.
pub const PLACE: &str = "";

pub fn start() -> TestApp {
    TestApp::start()
}

pub fn start_with(extra: &str) -> TestApp {
    TestApp::start_with(&Setup { extra: extra.into(), ..Setup::default() })
}

/// Books a cut with Emma by telephone on Tuesday, 1 December 2026, at this hour.
pub fn book(app: &TestApp, call: &str, from: Option<&str>, at: &str) -> Value {
    let args = json!({ "service": "Haarschnitt", "staff": "Emma", "customer_name": "Zoë Beispiel",
        "start": format!("2026-12-01T{at}") });
    let heard = app.function(call, from, "book_appointment", args);
    assert_eq!(heard["status"], "booked", "{heard}");
    heard
}

/// The same from the web form, with an address.
pub fn book_on_the_web(app: &TestApp, id: &str, customer: Value, at: &str) -> (u16, Value) {
    let body = json!({ "request_id": id, "service": "Haarschnitt", "staff": "Emma",
        "start": format!("2026-12-01T{at}"), "customer": customer });
    let token = format!("Bearer {}", crate::support::harness::WEB_TOKEN);
    app.post("/api/v2/bookings", body.to_string().as_bytes(), &[("authorization", &token)])
}

/// What lies in the folder, by name.
pub fn folder(app: &TestApp) -> Vec<(String, String)> {
    let folder: PathBuf = app.dir.path().join("messages");
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<(String, String)> = entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// Kind, channel, revision and state of every message, in order.
pub fn outbox(app: &TestApp) -> Vec<String> {
    app.rows("SELECT kind || ' ' || channel || ' ' || revision || ' ' || state || iif(reason = '', '', ' ' || reason) FROM outbox ORDER BY rowid")
}
