//! What `/metrics` says, read by the parser of Prometheus' own Python library.

use crate::support::harness::{Setup, TestApp, WEB_TOKEN, agent};
use chairside::calcom::urgency;
use chairside::calcom::urgency::Urgency;
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Reads the classic text strictly enough: every sample belongs to a family that was announced, and no family comes twice.
const READER: &str = r#"
import json, sys
from prometheus_client.parser import text_string_to_metric_families
families = {}
for family in text_string_to_metric_families(sys.stdin.read()):
    assert family.name not in families, family.name
    assert family.type != "unknown", family.name
    assert family.documentation, family.name
    families[family.name] = {"type": family.type, "samples": [[s.name, s.labels, s.value] for s in family.samples]}
print(json.dumps(families))
"#;

/// Debian's Python has the library: `test.sh` installs it.
pub fn parse(text: &str) -> Value {
    let mut child = Command::new("/usr/bin/python3")
        .args(["-c", READER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "not read: {text}");
    serde_json::from_slice(&output.stdout).unwrap()
}

pub fn scrape(app: &TestApp) -> String {
    let bearer = format!("Bearer {WEB_TOKEN}");
    let (status, text) = app.get("/metrics", &[("authorization", &bearer)]);
    assert_eq!(status, 200);
    text.as_str().unwrap().to_owned()
}

/// The value of a sample with these labels.
fn value(families: &Value, family: &str, sample: &str, labels: Value) -> Option<f64> {
    let samples = families[family]["samples"].as_array().unwrap_or_else(|| panic!("no {family}"));
    let found = samples.iter().find(|one| one[0] == sample && one[1] == labels)?;
    found[2].as_f64()
}

#[test]
fn a_real_parser_reads_it_and_finds_what_happened() {
    let app = TestApp::start();
    let name = "Kim Größmann";
    let args = json!({ "service": "schnitt", "start": "2026-11-24T10:00", "customer_name": name });
    assert_eq!(app.ask("call_geheim", "book_appointment", args)["status"], "booked");
    assert_eq!(app.ask("call_geheim", "check_availability", json!({}))["status"], "invalid");
    app.ask("call_geheim", "sing", json!({}));
    app.deliver_webhooks();
    let open = parse(&scrape(&app));
    assert_eq!(
        value(
            &open,
            "chairside_queue_length",
            "chairside_queue_length",
            json!({ "queue": "inbox" })
        ),
        Some(1.0)
    );
    app.settle();
    let text = scrape(&app);
    let families = parse(&text);
    let counted = |family: &str, labels: Value| {
        value(&families, family, &format!("{family}_count"), labels).unwrap_or(0.0)
    };
    let function = |function: &str, outcome: &str| {
        counted(
            "chairside_function_duration_seconds",
            json!({ "function": function, "outcome": outcome }),
        )
    };
    assert_eq!(function("book_appointment", "booked"), 1.0);
    assert_eq!(function("check_availability", "invalid"), 1.0);
    assert_eq!(function("unknown", "invalid"), 1.0);
    let calcom = |operation: &str, outcome: &str| {
        counted(
            "chairside_calcom_request_duration_seconds",
            json!({ "operation": operation, "outcome": outcome }),
        )
    };
    assert_eq!(calcom("book", "ok"), 1.0, "{text}");
    assert!(calcom("booking", "ok") >= 1.0, "{text}");
    let route = |route: &str, code: &str| {
        let labels = json!({ "route": route, "method": "POST", "code": code });
        counted("chairside_http_request_duration_seconds", labels)
    };
    assert_eq!(route("/api/retell/function", "2xx"), 3.0);
    assert_eq!(families["chairside_http_request_duration_seconds"]["type"], "histogram");
    assert_eq!(route("/api/calcom/webhook", "2xx"), 1.0);
    let gauge = |name: &str, labels: Value| value(&families, name, name, labels);
    assert_eq!(
        gauge("chairside_build_info", json!({ "version": env!("CARGO_PKG_VERSION") })),
        Some(1.0)
    );
    assert_eq!(gauge("chairside_rate", json!({ "rate": "host_extraction" })), Some(1.0));
    assert_eq!(gauge("chairside_rate", json!({ "rate": "wishes_met" })), None, "nobody wished");
    assert_eq!(gauge("chairside_queue_length", json!({ "queue": "inbox" })), Some(0.0));
    assert_eq!(gauge("chairside_alarm_level", json!({ "kind": "key_refused" })), Some(0.0));
    assert_eq!(gauge("chairside_database_trouble", json!({})), Some(0.0));
    assert!(gauge("chairside_disk_free_bytes", json!({})).unwrap() > 0.0);
    for secret in ["Kim", "Größmann", "call_geheim", "4930", "Emma", "501", WEB_TOKEN] {
        let labels: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        let label = |line: &&&str| {
            line.split('{')
                .nth(1)
                .is_some_and(|rest| rest.split('}').next().unwrap().contains(secret))
        };
        assert_eq!(labels.iter().find(label), None, "{secret} is a label");
    }
}

#[test]
fn what_the_calls_of_the_key_went_to_is_told_by_class() {
    let app = TestApp::start_with(&Setup {
        change: |config| config.calcom.requests_per_minute = 110,
        ..Setup::default()
    });
    let args = json!({ "service": "schnitt", "start": "2026-11-24T10:00", "customer_name": "Kim" });
    assert_eq!(app.ask("call_1", "book_appointment", args)["status"], "booked");
    app.settle();
    // Sixteen of a class that has fifteen a minute, and nobody who waits.
    let calcom = &app.appliance.desk.calcom;
    let deadline = || Instant::now() + Duration::from_secs(20);
    let went = (0..16).map(|_| urgency::of(Urgency::Sync, || calcom.me(deadline())).is_ok());
    assert_eq!(went.filter(|went| *went).count(), 15);
    let families = parse(&scrape(&app));
    let gauge = |name: &str, labels: Value| value(&families, name, name, labels);
    let calls = |class: &str, fate: &str| {
        gauge("chairside_calcom_calls", json!({ "class": class, "fate": fate })).unwrap()
    };
    assert_eq!(
        ["sent", "waited", "turned_away", "asked_to_wait"].map(|fate| calls("sync", fate)),
        [15.0, 0.0, 1.0, 0.0]
    );
    assert_eq!(calls("booking", "sent"), 1.0);
    assert_eq!(calls("booking", "turned_away"), 0.0);
    let used = |class: &str| gauge("chairside_calcom_minute_used", json!({ "class": class }));
    assert_eq!((used("sync"), used("prefetch")), (Some(15.0), Some(0.0)));
    let share = |class: &str, bound: &str| {
        gauge("chairside_calcom_minute_share", json!({ "class": class, "bound": bound }))
    };
    assert_eq!((share("booking", "floor"), share("booking", "ceiling")), (Some(14.0), Some(110.0)));
    assert_eq!((share("sync", "floor"), share("sync", "ceiling")), (Some(0.0), Some(15.0)));
    assert_eq!(gauge("chairside_calcom_minute_limit", json!({})), Some(110.0));
}

#[test]
fn the_waiting_grow_old() {
    let mut app = TestApp::start();
    let sql = "INSERT INTO inbox (channel, event, subject, body, state, next_try_at, received_at)
        VALUES ('calcom_webhook', 'BOOKING_CREATED', 'x', x'00', 'open', '2027-01-01T00:00:00.000Z', '2026-11-23T07:58:30.000Z')";
    rusqlite::Connection::open(app.database()).unwrap().execute(sql, []).unwrap();
    let families = parse(&scrape(&app));
    let age = "chairside_queue_oldest_age_seconds";
    assert_eq!(value(&families, age, age, json!({ "queue": "inbox" })), Some(90.0));
    app.leaves_work = Some("a message is kept open");
}

#[test]
fn only_with_a_token_and_at_its_own_address_alone() {
    let app = TestApp::start();
    for headers in
        [vec![], vec![("authorization", "Bearer wrong")], vec![("authorization", WEB_TOKEN)]]
    {
        assert_eq!(app.get("/metrics", &headers).0, 401, "{headers:?}");
    }
    assert_eq!(app.post("/metrics", b"", &[]).0, 405);
    let app = TestApp::start_with(&Setup {
        extra: "[metrics]\nlisten = \"127.0.0.1:0\"\ntoken = \"metrics-token\"\n".into(),
        ..Setup::default()
    });
    let bearer = |token: &str| format!("Bearer {token}");
    let web = bearer(WEB_TOKEN);
    assert_eq!(
        app.get("/metrics", &[("authorization", &web)]).0,
        401,
        "they have a token of their own"
    );
    let own = app.appliance.metrics_addr().unwrap();
    let get = |path: &str, token: &str| {
        let request =
            agent().get(format!("http://{own}{path}")).header("authorization", bearer(token));
        request.call().unwrap().status().as_u16()
    };
    assert_eq!((get("/metrics", "metrics-token"), get("/metrics", "wrong")), (200, 401));
    for path in ["/healthz", "/api/v2/bookings/x", "/", "/metrics/"] {
        assert_eq!(get(path, "metrics-token"), 404, "{path}");
    }
    let open = TestApp::start_with(&Setup {
        extra: "[metrics]\nlisten = \"127.0.0.1:0\"\n".into(),
        ..Setup::default()
    });
    let own = open.appliance.metrics_addr().unwrap();
    let mut answer = agent().get(format!("http://{own}/metrics")).call().unwrap();
    assert_eq!(answer.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    assert!(answer.body_mut().read_to_string().unwrap().contains("chairside_build_info{"));
    let text = |listen: &str, token: &str| {
        let extra = format!("[metrics]\nlisten = \"{listen}\"\ntoken = \"{token}\"\n");
        let path = std::path::Path::new("x.db");
        chairside::config::Config::parse(&crate::support::harness::config_text(
            "http://127.0.0.1:9",
            path,
            &extra,
        ))
    };
    assert!(text("0.0.0.0:9187", "").unwrap_err().contains("metrics.token is not set"));
    assert!(text("0.0.0.0:9187", "x").is_ok() && text("[::1]:9187", "").is_ok());
    assert!(text("nine", "").unwrap_err().contains("metrics.listen must be"));
}

/// Without its database the program still says that it is there, and what is wrong.
#[test]
fn a_database_that_is_gone_takes_only_its_own_figures_away() {
    let app = TestApp::start();
    assert_eq!(app.get("/healthz", &[]).0, 200);
    let parked = app.dir.path().join("parked.db");
    std::fs::rename(app.database(), &parked).unwrap();
    app.appliance.desk.store.write(|_| Ok(())).unwrap_err();
    let families = parse(&scrape(&app));
    assert!(families.get("chairside_rate").is_none());
    let trouble = "chairside_database_trouble";
    assert_eq!(value(&families, trouble, trouble, json!({})), Some(1.0));
    assert!(families.get("chairside_http_request_duration_seconds").is_some());
    std::fs::rename(parked, app.database()).unwrap();
}
