//! `/api/v2/bookings`, health, and who may start the program with which secrets.

use crate::support::harness::{HOST_EMMA, TestApp, WEB_TOKEN, config_text};
use crate::support::raw::{Photograph, inbox_after, inbox_end};
use chairside::config::Config;
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Where the answer must not wait for anything.
const AT_ONCE: Duration = Duration::from_secs(4);

fn post(app: &TestApp, body: &Value) -> (u16, Value) {
    let token = format!("Bearer {WEB_TOKEN}");
    app.post("/api/v2/bookings", body.to_string().as_bytes(), &[("Authorization", &token)])
}

fn show(app: &TestApp, uid: &str) -> (u16, Value) {
    let token = format!("Bearer {WEB_TOKEN}");
    app.get(&format!("/api/v2/bookings/{uid}"), &[("Authorization", &token)])
}

fn order(id: &str) -> Value {
    json!({ "request_id": id, "service": "schnitt", "start": "2026-11-24T10:00", "staff": "Emma",
        "customer": { "name": "Zoë Beispiel", "phone": "030 23125 103" } })
}

#[test]
fn a_booking_from_the_web_is_made_once_and_can_be_shown() {
    let app = TestApp::start();
    let (status, made) = post(&app, &order("web-1"));
    assert_eq!((status, &made["status"]), (201, &json!("booked")), "{made}");
    assert_eq!(made["staff"], "Emma Vogel");
    assert_eq!(made["start"], "2026-11-24T10:00:00+01:00");
    assert_eq!(post(&app, &order("web-1")), (201, made.clone()), "the same once more");
    assert_eq!(app.sandbox.counts().created, 1);
    let (status, shown) = show(&app, made["booking_uid"].as_str().unwrap());
    assert_eq!(status, 200, "{shown}");
    for (key, value) in [
        ("appointment_id", made["appointment_id"].clone()),
        ("booking_uid", made["booking_uid"].clone()),
        ("status", json!("confirmed")),
        ("service", json!("Haarschnitt")),
        ("end", json!("2026-11-24T10:45:00+01:00")),
        ("staff", json!("Emma Vogel")),
        ("host_id", json!(HOST_EMMA)),
        ("assignment_state", json!("matched")),
        ("source", json!("web_api")),
    ] {
        assert_eq!(shown[key], value, "{key}: {shown}");
    }
    assert_eq!(shown["staff_id"], shown["preferred_staff_id"]);
    assert!(!shown.to_string().contains("Beispiel"), "the customer is nobody's business: {shown}");
    assert_eq!(app.rows("SELECT phone FROM customers"), ["+493023125103"]);
    let other = json!({ "start": "2026-11-25T10:00" });
    let mut changed = order("web-1");
    changed.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    assert_eq!(post(&app, &changed).0, 409, "one request_id, two bookings");
    // The same minutes, service and customer under another id are the same booking; for somebody else they are taken.
    assert_eq!(post(&app, &order("web-2")), (201, made.clone()));
    let mut others = order("web-3");
    others["customer"] = json!({ "name": "Ada Anders", "phone": "030 23125 104" });
    let (status, taken) = post(&app, &others);
    assert_eq!((status, &taken["status"]), (409, &json!("taken")), "{taken}");
    assert_eq!(app.sandbox.counts().created, 1);
}

#[test]
fn a_repeat_after_it_was_called_off_does_not_book_again() {
    let app = TestApp::start();
    let (_, made) = post(&app, &order("web-1"));
    let from = Some("+493023125103");
    assert_eq!(
        app.function("call_1", from, "cancel_appointment", json!({}))["status"],
        "cancelled"
    );
    let (status, again) = post(&app, &order("web-1"));
    assert_eq!((status, &again["status"]), (409, &json!("cancelled")), "{again}");
    assert_eq!(app.sandbox.counts().standing, 0);
    assert_eq!(show(&app, made["booking_uid"].as_str().unwrap()).1["status"], "cancelled");
}

#[test]
fn what_cannot_be_booked_is_400_and_changes_nothing() {
    let app = TestApp::start();
    let with = |key: &str, value: Value| {
        let mut body = order("web-1");
        body[key] = value;
        body
    };
    let customer = |customer: Value| with("customer", customer);
    let mut nameless = order("web-1");
    nameless.as_object_mut().unwrap().remove("customer");
    let rows = [
        ("dead", nameless),
        ("dead", with("surprise", json!(1))),
        ("dead", with("request_id", json!(7))),
        ("dead", with("start", json!(null))),
        ("dead", with("staff", json!(["Emma"]))),
        ("dead", customer(json!({ "name": "Zoë", "role": "admin" }))),
        ("dead", customer(json!("Zoë"))),
        ("done", with("request_id", json!(""))),
        ("done", with("request_id", json!("x".repeat(10_000)))),
        ("done", with("service", json!("Kuchen"))),
        ("done", with("service", json!("a"))),
        ("done", with("staff", json!("Paula"))),
        ("done", with("branch", json!("Nord"))),
        ("done", with("start", json!("irgendwann"))),
        ("done", with("start", json!("2026-11-22T10:00"))),
        ("done", with("start", json!("2027-03-28T02:30"))),
        ("done", with("start", json!("2027-02-29T10:00"))),
        ("done", with("start", json!("2026-11-24T24:00"))),
        ("done", with("start", json!("2031-11-24T10:00"))),
        ("done", customer(json!({ "name": "" }))),
        ("done", customer(json!({ "name": "<script>" }))),
        ("done", customer(json!({ "name": "Zoë\r\nBcc: x" }))),
        ("done", customer(json!({ "name": "Zoë", "phone": "0" }))),
        ("done", customer(json!({ "name": "Zoë", "phone": "anonymous" }))),
    ];
    let before = Photograph::of(&app);
    for (state, body) in rows {
        let end = inbox_end(&app);
        let (status, answer) = post(&app, &body);
        assert_eq!(status, 400, "{body}: {answer}");
        assert!(answer["error"].as_str().is_some_and(|text| !text.is_empty()), "{body}: {answer}");
        let kept = inbox_after(&app, end);
        assert_eq!(kept.len(), 1, "{body}");
        assert!(kept[0].starts_with(&format!("web_api {state}")), "{body}: {kept:?}");
        before.assert_unchanged(&app, &body.to_string());
    }
    for uid in ["nobody", "..", "%00", "1%27%20OR%201=1", &"x".repeat(5_000)] {
        let (status, answer) = show(&app, uid);
        assert_eq!(
            (status, answer),
            (404, json!({ "error": "booking not found", "code": "E0102" })),
            "{uid}"
        );
    }
    assert_eq!(app.sandbox.counts().created, 0);
}

#[test]
fn a_lost_answer_is_202_and_ends_as_one_booking() {
    let setup = crate::support::harness::Setup {
        change: |config| config.booking.answer_deadline_seconds = 1,
        ..crate::support::harness::Setup::default()
    };
    let app = TestApp::start_with(&setup);
    app.sandbox
        .fault(Fault::always(FaultOn::operation(Operation::ListBookings), FaultKind::Error503));
    app.sandbox.fault(Fault::once(FaultOn::operation(Operation::Book), FaultKind::LostAnswer));
    let (status, answer) = post(&app, &order("web-1"));
    assert_eq!((status, &answer["status"]), (202, &json!("unknown")), "{answer}");
    app.sandbox.clear_faults();
    app.deliver_webhooks();
    app.settle();
    assert_eq!(post(&app, &order("web-1")).0, 201);
    assert_eq!(app.sandbox.counts().created, 1);
}

#[test]
fn healthz_needs_no_database_and_readyz_says_what_is_wrong_with_it() {
    let app = TestApp::start();
    assert_eq!(app.get("/healthz", &[]), (200, json!({ "status": "ok" })));
    assert_eq!(app.get("/readyz", &[]), (200, json!({ "status": "ready" })));
    let foreign = rusqlite::Connection::open(app.database()).unwrap();
    foreign.execute_batch("ALTER TABLE companies RENAME TO companies_away").unwrap();
    assert_eq!(app.get("/readyz", &[]), (503, json!({ "status": "no database" })));
    assert_eq!(
        app.get("/healthz", &[]),
        (200, json!({ "status": "ok" })),
        "no reason to be restarted"
    );
    foreign.execute_batch("ALTER TABLE companies_away RENAME TO companies").unwrap();
    assert_eq!(app.get("/readyz", &[]), (200, json!({ "status": "ready" })));
}

#[test]
fn a_writer_beside_us_makes_writes_wait_and_reads_not() {
    let app = TestApp::start();
    let foreign = rusqlite::Connection::open(app.database()).unwrap();
    foreign.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let event = json!({ "event": "call_started", "call": { "call_id": "call_1" } });
    std::thread::scope(|scope| {
        let waits = scope.spawn(|| app.post_retell("/api/retell/webhook", &event).0);
        let begun = Instant::now();
        assert_eq!(app.get("/healthz", &[]).0, 200);
        assert_eq!(app.get("/readyz", &[]).0, 200);
        assert_eq!(show(&app, "nobody").0, 404);
        assert!(begun.elapsed() < AT_ONCE, "{:?}", begun.elapsed());
        foreign.execute_batch("ROLLBACK").unwrap();
        assert_eq!(waits.join().unwrap(), 204, "the webhook was kept as soon as it could be");
    });
    assert_eq!(app.count("SELECT count(*) FROM inbox"), 1);
}

/// What cannot be without a secret, or with an empty one.
const SECRETS: [&str; 2] = ["calcom.api_key", "retell.api_keys"];

/// The test salon with this head, without secrets, listening there.
fn bare(head: &str, listen: &str) -> String {
    config_text("http://127.0.0.1:1", Path::new("test.db"), head)
        .replace("\"cal_sandbox_demo\"", "\"\"")
        .replace(&format!("[\"{}\"]", crate::support::harness::WEBHOOK_SECRET), "[]")
        .replace(&format!("[\"{}\"]", crate::support::harness::RETELL_KEY), "[\"\"]")
        .replace(&format!("[\"{WEB_TOKEN}\"]"), "[]")
        .replace("127.0.0.1:0", listen)
}

#[test]
fn unset_secrets_open_nothing_unless_insecure_and_loopback() {
    let refused = Config::parse(&bare("", "127.0.0.1:0")).unwrap_err();
    let told: Vec<&str> = refused.lines().collect();
    assert_eq!(
        told,
        [
            "calcom.api_key is not set: Cal.com would refuse every call",
            "retell.api_keys holds an empty secret",
        ],
        "what is left out is a door that stays shut"
    );
    for listen in ["127.0.0.1:0", "[::1]:8080", "127.9.9.9:80"] {
        assert!(Config::parse(&bare("insecure = true", listen)).is_ok(), "{listen}");
    }
    for listen in ["0.0.0.0:8080", "[::]:8080", "192.0.2.7:80", "localhost:80", "8080"] {
        let refused = Config::parse(&bare("insecure = true", listen)).unwrap_err();
        assert!(refused.contains("loopback"), "{listen}: {refused}");
    }
    let whole = config_text("http://127.0.0.1:1", Path::new("test.db"), "insecure = true");
    let open = Config::parse(&whole.replace("127.0.0.1:0", "0.0.0.0:8080"));
    assert!(open.is_err(), "insecure is refused beside real secrets too");
    let config = Config::parse(&whole).unwrap();
    let shown = format!("{config:?}");
    for secret in [
        WEB_TOKEN,
        crate::support::harness::RETELL_KEY,
        crate::support::harness::WEBHOOK_SECRET,
        "cal_sandbox_demo",
    ] {
        assert!(!shown.contains(secret), "Debug shows a secret");
    }
}

#[test]
fn insecure_opens_the_doors_whose_secrets_are_unset() {
    let setup = crate::support::harness::Setup {
        extra: "insecure = true".into(),
        change: |config| {
            config.retell.api_keys.clear();
            config.web_api.tokens.clear();
        },
    };
    let app = TestApp::start_with(&setup);
    let event = br#"{"event":"call_started","call":{"call_id":"call_1"}}"#;
    assert_eq!(app.post("/api/retell/webhook", event, &[]).0, 204);
    assert_eq!(app.get("/api/v2/bookings/nobody", &[]).0, 404);
    let ping = br#"{"triggerEvent":"PING"}"#;
    assert_eq!(
        app.post("/api/calcom/webhook", ping, &[]).0,
        401,
        "its secret is set, so it counts"
    );
}

#[test]
fn check_config_tells_every_fault_and_exits_with_1() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("appliance.toml");
    let check = |text: &str| {
        std::fs::write(&path, text).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_chairside"))
            .args(["check-config", "--config"])
            .arg(&path)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let good = config_text("http://127.0.0.1:1", Path::new("test.db"), "");
    let (code, out, err) = check(&good);
    assert_eq!(code, Some(0), "{out}");
    // Nothing is wrong: only which database that would be.
    assert!(err.lines().count() == 1 && err.contains("test.db (read only)"), "{err}");
    assert!(out.contains("good"), "{out}");
    let bad = bare("", "nowhere")
        .replace("http://127.0.0.1:1", "http://api.example.com")
        .replace("visits.example", "not a domain")
        .replace("duration_minutes = 15", "duration_minutes = 0")
        .replace("staff = \"emma\"", "staff = \"nobody\"");
    let (code, out, err) = check(&bad);
    assert_eq!((code, out.as_str()), (Some(1), ""), "{err}");
    let faults = [
        "server.listen",
        "calcom.base_url",
        "calcom.attendee_domain",
        "service bart",
        "names no staff member",
    ];
    for fault in faults.iter().chain(&SECRETS) {
        assert!(err.contains(fault), "{fault} is not told: {err}");
    }
    for (text, words) in
        [("company = ", "TOML"), ("surprise = 1", "surprise"), ("[company]\nkey = 7", "key")]
    {
        let (code, _, err) = check(text);
        assert_eq!(code, Some(1), "{text}");
        assert!(err.contains(words), "{text}: {err}");
    }
    std::fs::remove_file(&path).unwrap();
    let missing = Command::new(env!("CARGO_BIN_EXE_chairside"))
        .args(["serve", "--config"])
        .arg(&path)
        .output()
        .unwrap();
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8(missing.stderr).unwrap().contains("cannot read"));
}
