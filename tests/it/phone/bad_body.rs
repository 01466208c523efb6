//! Rightly signed, and still nonsense: a clear answer, one row in the inbox, and nothing else changes.

use crate::server::bad_transport::{CALCOM_DOOR, RETELL_DOORS, WEB_DOOR};
use crate::support::harness::{TestApp, WEB_TOKEN, WEBHOOK_SECRET};
use crate::support::raw::{Photograph, Reply, inbox_after, inbox_end, send};
use chairside::calcom::signature as calcom_signature;
use serde_json::{Value, json};

const WEBHOOK: &str = RETELL_DOORS[0];
const FUNCTION: &str = RETELL_DOORS[1];
const INBOUND: &str = RETELL_DOORS[2];
/// What is kept of a body that nobody can read.
const KEPT_BYTES_MAX: i64 = 64 * 1024;
/// No answer to nonsense is longer.
const ANSWER_BYTES_MAX: usize = 2_000;

/// Sends a body with everything that opens the door.
fn post(app: &TestApp, path: &str, body: &[u8]) -> Reply {
    let signature = app.retell_signature(body);
    let hex = calcom_signature::sign(WEBHOOK_SECRET, body);
    let token = format!("Bearer {WEB_TOKEN}");
    let headers = [
        ("X-Retell-Signature", signature.as_str()),
        ("X-Cal-Signature-256", hex.as_str()),
        ("Authorization", token.as_str()),
        ("Content-Type", "application/json"),
    ];
    send(app.addr(), "POST", path, &headers, body)
}

fn channel(path: &str) -> &'static str {
    match path {
        WEBHOOK => "retell_webhook",
        FUNCTION => "retell_function",
        INBOUND => "retell_inbound",
        CALCOM_DOOR => "calcom_webhook",
        _ => "web_api",
    }
}

/// Sends it and checks what is promised of every answer. Gives the answer and the new row's state and reason.
fn judge(app: &TestApp, path: &str, what: &str, body: &[u8], status: u16) -> (Reply, String) {
    let before = Photograph::of(app);
    let end = inbox_end(app);
    let reply = post(app, path, body);
    assert_eq!(reply.status, status, "{path} {what}: {}", reply.body);
    assert!(reply.body.len() < ANSWER_BYTES_MAX, "{path}: the answer repeats what was sent");
    if status == 204 {
        assert_eq!(reply.body, "");
    } else {
        let answer = reply.json();
        let text = answer["error"].as_str().or(answer["say"].as_str()).unwrap_or_default();
        if status != 200 {
            assert!(text.ends_with(['.', '?', '!']), "{path} {what}: no sentence: {answer}");
            assert!(!text.contains(['<', '\n', '\r']), "{path} {what}: {answer}");
        }
    }
    let rows = inbox_after(app, end);
    assert_eq!(rows.len(), 1, "{path} {what}: {rows:?}");
    let row = rows[0].strip_prefix(channel(path)).unwrap_or_else(|| panic!("{path}: {rows:?}"));
    before.assert_unchanged(app, what);
    assert_eq!(post_healthz(app), 200, "{path} {what}");
    (reply, row.trim().to_owned())
}

fn post_healthz(app: &TestApp) -> u16 {
    send(app.addr(), "GET", "/healthz", &[], b"").status
}

/// Refused, kept as dead, with the reason that the answer gives.
fn refused(app: &TestApp, path: &str, what: &str, body: &[u8]) {
    let (reply, row) = judge(app, path, what, body, 400);
    let reason = row.strip_prefix("dead ").unwrap_or_else(|| panic!("{path} {what}: {row:?}"));
    assert!(!reason.is_empty(), "{path} {what}: dead without a reason");
    assert_eq!(reply.json()["error"], reason, "{path} {what}");
    if path == FUNCTION {
        assert!(reply.json()["say"].as_str().is_some_and(|say| say.ends_with('.')), "{what}");
    }
}

/// Kept and needing nothing.
fn kept(app: &TestApp, path: &str, what: &str, body: &Value, status: u16) -> Reply {
    let (reply, row) = judge(app, path, what, body.to_string().as_bytes(), status);
    assert_eq!(row, "done", "{path} {what}");
    reply
}

#[test]
fn what_is_not_one_json_object_is_refused_at_every_door_and_kept() {
    let app = TestApp::start();
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let deep_object = format!("{}1{}", r#"{"event":"#.repeat(10_000), "}".repeat(10_000));
    let long = format!(r#""{}""#, "x".repeat(1_000_000));
    let bodies: [(&str, &[u8]); 21] = [
        ("nothing", b""),
        ("blanks", b" \r\n\t "),
        ("no JSON", b"event=call_started"),
        ("HTML", b"<html>"),
        ("cut off", br#"{"event":"call_started","call":{"call_id":"c"#),
        ("two documents", br#"{"event":"call_started"}{"event":"call_ended"}"#),
        ("a comma too much", br#"{"event":"x",}"#),
        ("single quotes", b"{'event':'x'}"),
        ("10,000 lists in each other", deep.as_bytes()),
        ("10,000 objects in each other", deep_object.as_bytes()),
        ("1e400", br#"{"event":"x","n":1e400}"#),
        ("NaN", br#"{"event":"x","n":NaN}"#),
        ("half of a surrogate pair", br#"{"event":"\ud83d"}"#),
        ("the other half first", br#"{"event":"\udc87\ud83d"}"#),
        ("not UTF-8", b"{\"event\":\"J\xfcrgen\"}"),
        ("a NUL", b"{\"event\":\"x\"}\0"),
        ("a NUL in a string", b"{\"event\":\"a\0b\"}"),
        ("a byte order mark", b"\xef\xbb\xbf{\"event\":\"x\"}"),
        ("UTF-16", b"\xff\xfe{\0}\0"),
        ("a megabyte of one string", long.as_bytes()),
        ("true", b"true"),
    ];
    for path in RETELL_DOORS.into_iter().chain([CALCOM_DOOR, WEB_DOOR]) {
        for (what, body) in bodies {
            refused(&app, path, what, body);
        }
        for body in ["null", "[]", "{}", "42", "\"call_started\"", "[{}]"] {
            refused(&app, path, body, body.as_bytes());
        }
    }
    let longest = app.count("SELECT max(length(body)) FROM inbox");
    assert!(longest <= KEPT_BYTES_MAX, "{longest} bytes are kept of what nobody can read");
}

#[test]
fn an_event_without_its_call_is_dead_and_an_unknown_one_is_kept() {
    let app = TestApp::start();
    let call = json!({ "call_id": "call_1" });
    let long = "x".repeat(300);
    for body in [
        json!({ "call": call }),
        json!({ "event": null, "call": call }),
        json!({ "event": 7, "call": call }),
        json!({ "event": "", "call": call }),
        json!({ "event": "e".repeat(10_000), "call": call }),
        json!({ "event": "call_started" }),
        json!({ "event": "call_ended", "call": null }),
        json!({ "event": "call_ended", "call": [] }),
        json!({ "event": "call_ended", "call": "call_1" }),
        json!({ "event": "call_analyzed", "call": {} }),
        json!({ "event": "call_started", "call": { "call_id": 7 } }),
        json!({ "event": "call_started", "call": { "call_id": "" } }),
        json!({ "event": "call_started", "call": { "call_id": "  " } }),
        json!({ "event": "call_started", "call": { "call_id": long } }),
        json!({ "event": "call_started", "call": { "call_id": "a\r\nb" } }),
        json!({ "event": "call_started", "call": { "call_id": { "id": "call_1" } } }),
        json!({ "event": "appointment.created", "call": call }),
        json!({ "event": "appointment.created", "calcom_booking": [] }),
        json!({ "event": "appointment.created", "calcom_booking": {} }),
        json!({ "event": "appointment.created", "calcom_booking":
            { "uid": "..", "start": "2026-12-01T09:00:00Z", "duration": 45 } }),
        json!({ "event": "appointment.created", "calcom_booking":
            { "uid": "u1", "start": "29.02.2027", "duration": 45 } }),
    ] {
        refused(&app, WEBHOOK, &body.to_string(), body.to_string().as_bytes());
    }
    for body in [
        json!({ "event": "call_started", "call": call, "surprise": { "x": [1, 2] } }),
        json!({ "event": "call_started", "call": { "call_id": "call_1", "from_number": 5 } }),
        json!({ "event": "price_changed", "call": call }),
        json!({ "event": "price_changed" }),
        json!({ "event": "a\u{0}b<script>", "call": 9 }),
        json!({ "event": "chat_started", "chat": { "chat_id": "chat_1" } }),
    ] {
        kept(&app, WEBHOOK, &body.to_string(), &body, 204);
    }
}

#[test]
fn a_function_call_without_its_call_is_dead() {
    let app = TestApp::start();
    let call = json!({ "call_id": "call_1" });
    let name = "check_customer";
    for body in [
        json!({ "name": name, "args": {} }),
        json!({ "name": name, "args": {}, "call": null }),
        json!({ "name": name, "args": {}, "call": {} }),
        json!({ "name": name, "args": {}, "call": [call] }),
        json!({ "name": name, "args": {}, "call": { "call_id": 1 } }),
        json!({ "name": name, "args": {}, "call": { "call_id": null } }),
        json!({ "name": name, "args": {}, "call": { "call_id": "" } }),
        json!({ "name": name, "args": {}, "call": { "call_id": "c".repeat(300) } }),
        json!({ "name": name, "args": {}, "call": { "call_id": "ä" } }),
        json!({ "name": name, "args": { "call_id": "call_1" } }),
        json!({ "args": {}, "call": call }),
        json!({ "name": "", "args": {}, "call": call }),
        json!({ "name": 7, "args": {}, "call": call }),
        json!({ "name": ["check_customer"], "args": {}, "call": call }),
        json!({ "name": "n".repeat(10_000), "args": {}, "call": call }),
        json!({ "name": name, "args": [1], "call": call }),
        json!({ "name": name, "args": 7, "call": call }),
        json!({ "name": name, "args": true, "call": call }),
        json!({ "name": name, "args": "staff: Emma", "call": call }),
        json!({ "name": name, "args": "[1]", "call": call }),
        json!({ "name": name, "args": "{} {}", "call": call }),
    ] {
        refused(&app, FUNCTION, &body.to_string(), body.to_string().as_bytes());
    }
    let text = json!("{}").to_string();
    for args in [
        json!(null),
        json!({}),
        json!("{}"),
        json!([]),
        json!("[]"),
        json!(""),
        json!("null"),
        json!(text),
        json!({ "args": {} }),
        json!({ "x": { "y": [1] } }),
    ] {
        let body = json!({ "name": name, "args": args, "call": call });
        let reply = kept(&app, FUNCTION, &body.to_string(), &body, 200);
        assert_eq!(reply.json()["status"], "withheld", "{body}");
    }
}

#[test]
fn an_inbound_question_without_a_question_is_dead_and_odd_numbers_are_nobody() {
    let app = TestApp::start();
    for body in [
        json!({ "event": "call_inbound" }),
        json!({ "event": "call_inbound", "call_inbound": null }),
        json!({ "event": "call_inbound", "call_inbound": [] }),
        json!({ "event": "call_inbound", "call_inbound": "+493023125101" }),
    ] {
        refused(&app, INBOUND, &body.to_string(), body.to_string().as_bytes());
    }
    for inbound in [
        json!({}),
        json!({ "from_number": null }),
        json!({ "from_number": 493_023_125_101_i64 }),
        json!({ "from_number": ["+493023125101"] }),
        json!({ "from_number": "+49".repeat(5_000) }),
        json!({ "from_number": "+493023125101\r\nX: y" }),
        json!({ "from_number": "<script>" }),
        json!({ "call_id": 7, "from_number": "0" }),
        json!({ "call_id": "c".repeat(300), "from_number": "anonymous" }),
    ] {
        let body = json!({ "event": "something_else", "call_inbound": inbound });
        let reply = kept(&app, INBOUND, &body.to_string(), &body, 200);
        let variables = &reply.json()["call_inbound"]["dynamic_variables"];
        assert_eq!(variables["customer_known"], "false", "{body}");
    }
}

#[test]
fn a_webhook_of_calcom_that_names_no_booking_is_kept_and_needs_nothing() {
    let app = TestApp::start();
    for body in [
        json!({ "payload": { "uid": "u1" } }),
        json!({ "triggerEvent": null, "payload": { "uid": "u1" } }),
        json!({ "triggerEvent": 7, "payload": {} }),
        json!({ "triggerEvent": "", "payload": {} }),
        json!({ "triggerEvent": ["BOOKING_CREATED"], "payload": {} }),
    ] {
        // A number may be read as a name; whatever is no name is refused.
        if body["triggerEvent"].is_number() {
            kept(&app, CALCOM_DOOR, &body.to_string(), &body, 204);
        } else {
            refused(&app, CALCOM_DOOR, &body.to_string(), body.to_string().as_bytes());
        }
    }
    let with = |payload: Value| json!({ "triggerEvent": "BOOKING_CREATED", "payload": payload });
    for body in [
        json!({ "triggerEvent": "PING", "payload": { "uid": "u1" } }),
        json!({ "triggerEvent": "OOO_CREATED", "payload": { "id": 7 } }),
        json!({ "triggerEvent": "SOMETHING_NEW" }),
        json!({ "triggerEvent": "x".repeat(10_000), "payload": {} }),
        json!({ "triggerEvent": "<script>\u{0}", "payload": {} }),
        with(json!({})),
        with(json!(null)),
        with(json!([{ "uid": "u1" }])),
        with(json!({ "uid": null })),
        with(json!({ "uid": "" })),
        with(json!({ "uid": ".." })),
        with(json!({ "uid": "a b" })),
        with(json!({ "uid": "a\r\nb" })),
        with(json!({ "uid": "ü" })),
        with(json!({ "uid": "x".repeat(5_000) })),
        with(json!({ "uid": ["u1"] })),
        with(json!({ "uid": { "uid": "u1" } })),
        with(json!({ "uid": true })),
    ] {
        kept(&app, CALCOM_DOOR, &body.to_string(), &body, 204);
    }
}

#[test]
fn a_hint_about_a_booking_nobody_has_is_looked_at_and_then_dead() {
    let app = TestApp::start();
    let before = Photograph::of(&app);
    // Harmless as text, and whole paths, queries and markup if they were not encoded.
    let uids =
        ["u1", "../../v2/me", "a/cancel", "a?take=1", "a#b", "%2e%2e", "<script>", "';--", "-1"];
    for (n, uid) in uids.iter().enumerate() {
        let body = json!({ "triggerEvent": format!("NEW_TRIGGER_{n}"), "payload": { "uid": uid } });
        let (_, row) = judge(&app, CALCOM_DOOR, uid, body.to_string().as_bytes(), 204);
        assert_eq!(row, "open", "{uid}");
    }
    app.settle();
    let states = app.rows("SELECT DISTINCT state || ' ' || reason FROM inbox");
    assert_eq!(states, ["dead Cal.com has no such booking"]);
    assert_eq!(app.count("SELECT count(*) FROM inbox"), i64::try_from(uids.len()).unwrap());
    before.assert_unchanged(&app, "a hint about nothing");
    assert_eq!(app.sandbox.counts().created, 0);
    for request in app.sandbox.requests() {
        assert_eq!(request.method, "GET", "{request:?}");
        let rest = request.target.strip_prefix("/v2/bookings/").unwrap();
        assert!(!rest.contains(['/', '?', '#', '<']), "{request:?}");
    }
}
