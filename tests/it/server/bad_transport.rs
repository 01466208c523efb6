//! Who may not come in, at every door: one and the same 401, and nothing is kept. And wrong methods and paths.

use crate::support::harness::{RETELL_KEY, START, Setup, TestApp, WEB_TOKEN, WEBHOOK_SECRET};
use crate::support::raw::{Photograph, Reply, inbox_after, inbox_end, send};
use chairside::calcom::signature as calcom_signature;
use chairside::config::Secret;
use chairside::retell::signature as retell_signature;
use serde_json::json;
use time::Duration;

pub const RETELL_DOORS: [&str; 3] =
    ["/api/retell/webhook", "/api/retell/function", "/api/retell/inbound"];
pub const CALCOM_DOOR: &str = "/api/calcom/webhook";
pub const WEB_DOOR: &str = "/api/v2/bookings";
/// More than the gate lets in.
const FIVE_MB: usize = 5 * 1024 * 1024;

/// A header list, and why it must not open the door.
type Case = (&'static str, Vec<(&'static str, String)>);

fn now_ms() -> u64 {
    (START.unix_timestamp_nanos() / 1_000_000).try_into().unwrap()
}

fn retell(key: &str, body: &[u8], ms: u64) -> String {
    retell_signature::sign(key, body, ms)
}

/// Sent to a door, headers as given.
fn knock(app: &TestApp, method: &str, path: &str, case: &Case, body: &[u8]) -> Reply {
    let headers: Vec<(&str, &str)> =
        case.1.iter().map(|(name, value)| (*name, value.as_str())).collect();
    send(app.addr(), method, path, &headers, body)
}

fn retell_cases(body: &[u8]) -> Vec<Case> {
    let name = "X-Retell-Signature";
    let good = retell(RETELL_KEY, body, now_ms());
    let (time, digest) = good.split_once(",d=").unwrap();
    let one = |why, value: String| (why, vec![(name, value)]);
    vec![
        ("unsigned", vec![]),
        one("empty", String::new()),
        one("another key", retell("key_of_somebody_else", body, now_ms())),
        one("Cal.com's secret", retell(WEBHOOK_SECRET, body, now_ms())),
        one("another body's", retell(RETELL_KEY, b"{}", now_ms())),
        one("capitals", format!("{time},d={}", digest.to_uppercase())),
        one("another time", format!("v={},d={digest}", now_ms() + 1)),
        one("too old", retell(RETELL_KEY, body, now_ms() - 300_001)),
        one("too new", retell(RETELL_KEY, body, now_ms() + 300_001)),
        one("in seconds", retell(RETELL_KEY, body, now_ms() / 1_000)),
        one("Cal.com's word", "no-secret-provided".into()),
        one("without a time", calcom_signature::sign(RETELL_KEY, body)),
        one("a list", format!("{good}, {good}")),
        ("twice", vec![(name, good.clone()), (name, good.clone())]),
        ("twice, one wrong", vec![(name, good.clone()), ("x-retell-signature", "v=1,d=00".into())]),
        ("under another name", vec![("X-Signature", good)]),
        ("a token", vec![("Authorization", format!("Bearer {WEB_TOKEN}"))]),
    ]
}

fn calcom_cases(body: &[u8]) -> Vec<Case> {
    let name = "X-Cal-Signature-256";
    let good = calcom_signature::sign(WEBHOOK_SECRET, body);
    let one = |why, value: String| (why, vec![(name, value)]);
    vec![
        ("unsigned", vec![]),
        one("empty", String::new()),
        one("another secret", calcom_signature::sign("another-secret", body)),
        one("Retell's key", calcom_signature::sign(RETELL_KEY, body)),
        one("another body's", calcom_signature::sign(WEBHOOK_SECRET, b"{}")),
        one("capitals", good.to_uppercase()),
        one("a prefix", format!("sha256={good}")),
        one("one digit short", good[..63].to_owned()),
        one("Cal.com's word", "no-secret-provided".into()),
        one("a list", format!("{good}, {good}")),
        ("twice", vec![(name, good.clone()), (name, good.clone())]),
        ("under Retell's name", vec![("X-Retell-Signature", good)]),
        ("a token", vec![("Authorization", format!("Bearer {WEB_TOKEN}"))]),
    ]
}

fn bearer_cases() -> Vec<Case> {
    let one = |why, value: String| (why, vec![("Authorization", value)]);
    let good = format!("Bearer {WEB_TOKEN}");
    vec![
        ("nothing", vec![]),
        one("empty", String::new()),
        one("no token", "Bearer".into()),
        one("another token", "Bearer another-token".into()),
        one("the beginning", format!("Bearer {}", &WEB_TOKEN[..WEB_TOKEN.len() - 1])),
        one("more than it", format!("{good}x")),
        one("a list", format!("{good}, {good}")),
        one("bare", WEB_TOKEN.into()),
        one("another scheme", format!("Basic {WEB_TOKEN}")),
        one("Retell's key", format!("Bearer {RETELL_KEY}")),
        ("twice", vec![("Authorization", good.clone()), ("Authorization", good.clone())]),
        ("under another name", vec![("X-Api-Key", WEB_TOKEN.into())]),
    ]
}

#[test]
fn nobody_unknown_comes_in_and_nobody_learns_why() {
    let app = TestApp::start();
    let before = Photograph::of(&app);
    let body = json!({ "event": "call_started", "call": { "call_id": "call_1" }, "name": "list_appointments",
        "args": {}, "call_inbound": {}, "triggerEvent": "PING" })
    .to_string();
    let mut cases: Vec<(&str, &str, Case)> = Vec::new();
    for path in RETELL_DOORS {
        cases.extend(retell_cases(body.as_bytes()).into_iter().map(|case| ("POST", path, case)));
    }
    cases.extend(calcom_cases(body.as_bytes()).into_iter().map(|case| ("POST", CALCOM_DOOR, case)));
    cases.extend(bearer_cases().into_iter().map(|case| ("POST", WEB_DOOR, case)));
    cases.extend(bearer_cases().into_iter().map(|case| ("GET", "/api/v2/bookings/uid1", case)));
    for (method, path, case) in &cases {
        let reply = knock(&app, method, path, case, body.as_bytes());
        assert_eq!(reply.status, 401, "{method} {path}: {}", case.0);
        assert_eq!(reply.body, r#"{"error":"unauthorized"}"#, "{method} {path}: {}", case.0);
        assert_eq!(reply.header("content-type"), Some("application/json"));
    }
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    for path in RETELL_DOORS.into_iter().chain([CALCOM_DOOR, WEB_DOOR]) {
        for body in ["", "{", &deep] {
            let reply = send(app.addr(), "POST", path, &[], body.as_bytes());
            assert_eq!(reply.status, 401, "{path}: what is in an unsigned body does not matter");
        }
    }
    assert_eq!(app.count("SELECT count(*) FROM inbox"), 0, "nothing is kept of strangers");
    before.assert_unchanged(&app, "a stranger");
}

#[test]
fn five_minutes_either_way_are_accepted_to_the_millisecond() {
    let app = TestApp::start();
    let body = br#"{"event":"call_started","call":{"call_id":"call_1"}}"#;
    for (ms, status) in [
        (now_ms() - 300_000, 204),
        (now_ms() + 300_000, 204),
        (now_ms() - 300_001, 401),
        (now_ms() + 300_001, 401),
    ] {
        let signature = retell(RETELL_KEY, body, ms);
        let reply = send(
            app.addr(),
            "POST",
            "/api/retell/webhook",
            &[("X-Retell-Signature", &signature)],
            body,
        );
        assert_eq!(reply.status, status, "{} ms off", ms.abs_diff(now_ms()));
    }
    assert_eq!(app.count("SELECT count(*) FROM inbox"), 2);
    app.clock.forward(Duration::milliseconds(1));
    let signature = retell(RETELL_KEY, body, now_ms() - 300_000);
    let reply = send(
        app.addr(),
        "POST",
        "/api/retell/webhook",
        &[("x-retell-signature", &signature)],
        body,
    );
    assert_eq!(reply.status, 401, "a copy sent later is too old");
}

#[test]
fn during_a_rotation_the_old_and_the_new_key_hold() {
    let setup = Setup {
        change: |config| {
            let both = |old: &str, new: &str| vec![Secret::new(old), Secret::new(new)];
            config.retell.api_keys = both("key_old", "key_new");
            config.calcom.webhook_secrets = both("secret-old", "secret-new");
            config.web_api.tokens = both("token-old", "token-new");
        },
        ..Setup::default()
    };
    let app = TestApp::start_with(&setup);
    let event: &[u8] = br#"{"event":"call_started","call":{"call_id":"call_1"}}"#;
    let ping: &[u8] = br#"{"triggerEvent":"PING","payload":{}}"#;
    for (which, expected) in [("old", true), ("new", true), ("third", false)] {
        let signed = retell(&format!("key_{which}"), event, now_ms());
        let hex = calcom_signature::sign(&format!("secret-{which}"), ping);
        let token = format!("Bearer token-{which}");
        for (method, path, header, value, body, good) in [
            ("POST", "/api/retell/webhook", "x-retell-signature", &signed, event, 204),
            ("POST", CALCOM_DOOR, "x-cal-signature-256", &hex, ping, 204),
            ("GET", "/api/v2/bookings/uid1", "authorization", &token, b"" as &[u8], 404),
        ] {
            let reply = send(app.addr(), method, path, &[(header, value)], body);
            assert_eq!(reply.status, if expected { good } else { 401 }, "{path} {which}");
        }
    }
    let token =
        send(app.addr(), "GET", "/api/v2/bookings/uid1", &[("authorization", "Bearer ")], b"");
    assert_eq!(token.status, 401);
}

#[test]
fn a_wrong_method_is_405_with_the_right_one_and_an_unknown_path_404() {
    let app = TestApp::start();
    let before = Photograph::of(&app);
    let token = format!("Bearer {WEB_TOKEN}");
    let headers = [("Authorization", token.as_str())];
    let posts = RETELL_DOORS.into_iter().chain([CALCOM_DOOR, WEB_DOOR]);
    let gets = ["/healthz", "/readyz", "/api/v2/bookings/uid1"];
    let rows = posts
        .map(|path| (path, "POST", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"]))
        .chain(
            gets.map(|path| (path, "GET", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "QUERY"])),
        );
    for (path, allowed, wrong) in rows {
        // The website's door lists, too.
        let lists = path == WEB_DOOR;
        let allowed = if lists { "POST, GET" } else { allowed };
        for method in wrong {
            if lists && matches!(method, "GET" | "HEAD") {
                continue;
            }
            let reply = send(app.addr(), method, path, &headers, b"");
            assert_eq!(reply.status, 405, "{method} {path}");
            assert_eq!(reply.header("allow"), Some(allowed), "{method} {path}");
            if method == "HEAD" {
                assert_eq!(reply.body, "");
            } else {
                assert!(reply.json()["error"].is_string(), "{method} {path}");
            }
        }
    }
    for path in [
        "/api",
        "/api/retell",
        "/api/retell/webhook/",
        "/API/retell/webhook",
        "/api/retell//webhook",
        "/api/retell/webhook%00",
        "/api/retell/../retell/webhook",
        "/api/v2/bookings/",
        "/api/v2/bookings/a/b",
        "/healthz/x",
        "/.env",
        "/%2e%2e/etc/passwd",
    ] {
        for method in ["GET", "POST"] {
            let reply = send(app.addr(), method, path, &headers, b"{}");
            assert_eq!(reply.status, 404, "{method} {path}");
            assert!(reply.json()["error"].is_string(), "{method} {path}");
        }
    }
    let head = send(app.addr(), "HEAD", "/healthz", &[], b"");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(send(app.addr(), "HEAD", "/api/v2/bookings/uid1", &[], b"").status, 401);
    assert_eq!(send(app.addr(), "HEAD", "/api/v2/bookings/uid1", &headers, b"").status, 404);
    assert_eq!(app.count("SELECT count(*) FROM inbox"), 0);
    before.assert_unchanged(&app, "a wrong method or path");
}

#[test]
fn five_megabytes_are_too_much_and_a_long_call_is_not() {
    let app = TestApp::start();
    let before = Photograph::of(&app);
    let huge = vec![b' '; FIVE_MB];
    let signature = retell(RETELL_KEY, &huge, now_ms());
    let hex = calcom_signature::sign(WEBHOOK_SECRET, &huge);
    let token = format!("Bearer {WEB_TOKEN}");
    let headers = [
        ("X-Retell-Signature", signature.as_str()),
        ("X-Cal-Signature-256", hex.as_str()),
        ("Authorization", token.as_str()),
    ];
    for path in RETELL_DOORS.into_iter().chain([CALCOM_DOOR, WEB_DOOR]) {
        let reply = send(app.addr(), "POST", path, &headers, &huge);
        assert_eq!(reply.status, 413, "{path}");
        assert!(!reply.body.trim().is_empty(), "{path}: it says why");
    }
    assert_eq!(app.count("SELECT count(*) FROM inbox"), 0);
    before.assert_unchanged(&app, "a huge body");
    // Ten minutes of talk with the times of each word come with every function call.
    let words = json!([{ "role": "user", "content": "Hallo", "words": ["Hallo", 0.1, 0.2] }]);
    let body = json!({ "name": "check_customer", "args": {},
        "call": { "call_id": "call_1", "transcript": "x".repeat(1_500_000), "transcript_object": words } });
    let (status, answer) = app.post_retell("/api/retell/function", &body);
    assert_eq!((status, answer["status"].as_str()), (200, Some("withheld")));
    let kept = app.count("SELECT length(body) FROM inbox");
    assert!(kept < 1_000, "{kept} bytes are kept of a call that said a lot");
    assert_eq!(inbox_after(&app, 0), ["retell_function done "]);
    assert_eq!(inbox_end(&app), 1);
}
