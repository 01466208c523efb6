//! What strangers can write into the log by knocking: a line a minute of each kind, with the count. And callers in
//! writing, who are none.

use crate::support::harness::{CALLER, RETELL_KEY, TestApp, agent};
use crate::support::program;
use crate::visit::crash_run::Program;
use chairside::sandbox::stand_in::{Sandbox, SandboxOptions};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use time::OffsetDateTime;

/// Of each kind.
const KNOCKS: usize = 400;

fn serve(folder: &std::path::Path, sandbox: &Sandbox) -> Program {
    let config = program::write_config(folder, sandbox, &folder.join("test.db"), "");
    let log = File::create(folder.join("log")).unwrap();
    let mut command = program::command(&config, &["serve"]);
    let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("chairside: listening on ").map(str::to_owned);
    Program { child, url }
}

/// A door, the header that is wrong at it, and what the log calls it.
type Knock = (&'static str, Option<(&'static str, String)>, &'static str);

fn knocks() -> Vec<Knock> {
    let now_ms =
        u64::try_from(OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000).unwrap();
    let sign = |key: &str, ms| chairside::retell::signature::sign(key, b"{}", ms);
    let retell = |value: String| Some(("x-retell-signature", value));
    vec![
        (
            "/api/retell/function",
            None,
            "/api/retell/function: refused: the signature header is missing",
        ),
        (
            "/api/retell/webhook",
            retell("x".into()),
            "/api/retell/webhook: refused: the signature header is malformed",
        ),
        (
            "/api/retell/function",
            retell(sign("wrong", now_ms)),
            "/api/retell/function: refused: the signature is not by",
        ),
        (
            "/api/retell/inbound",
            retell(sign(RETELL_KEY, now_ms - 900_000)),
            "/api/retell/inbound: refused: rightly signed, but",
        ),
        (
            "/api/calcom/webhook",
            Some(("x-cal-signature-256", "no-secret-provided".into())),
            "/api/calcom/webhook: refused: the signature is missing",
        ),
        (
            "/api/v2/bookings",
            Some(("authorization", "Bearer wrong".into())),
            "/api/v2/bookings: refused: the bearer token",
        ),
        ("/wp-login.php", None, "no door: asked for"),
    ]
}

#[test]
fn knocking_is_counted_and_summed() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(SandboxOptions::default()).unwrap();
    crate::support::harness::furnish(&sandbox);
    let mut program = serve(folder.path(), &sandbox);
    let url = program.url.clone().unwrap();
    let agent = agent();
    let before = std::fs::metadata(folder.path().join("log")).unwrap().len();
    let knocks = knocks();
    for n in 0..KNOCKS {
        for (place, (path, header, _)) in knocks.iter().enumerate() {
            // Nobody tells the kinds apart by a path of his own.
            let path = if place == 6 { format!("{path}?{n}/{n}") } else { (*path).to_owned() };
            let mut request = agent.post(format!("{url}{path}"));
            if let Some((name, value)) = header {
                request = request.header(*name, value);
            }
            let status = request.content_type("application/json").send("{}").unwrap().status();
            assert!([401, 404].contains(&status.as_u16()), "{path}: {status}");
        }
    }
    end(&program);
    assert!(program.child.wait().unwrap().success());
    let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
    for (_, _, line) in &knocks {
        let lines: Vec<&str> = log.lines().filter(|one| one.contains(line)).collect();
        assert!((2..=6).contains(&lines.len()), "{line}: {lines:#?}");
        let told: usize = lines.iter().map(|one| times(one)).sum();
        assert_eq!(told, KNOCKS, "{line}: every one is counted: {lines:#?}");
    }
    let grown = u64::try_from(log.len()).unwrap() - before;
    assert!(grown < 12_000, "{} knocks made {grown} bytes", KNOCKS * knocks.len());
    assert!(!log.contains("wp-login"), "a stranger's words are not ours to write down");
}

fn times(line: &str) -> usize {
    let counted = line.rsplit_once('(').and_then(|(_, rest)| rest.split_once(" times since"));
    counted.map_or(1, |(times, _)| times.parse().unwrap())
}

/// SIGTERM.
fn end(program: &Program) {
    let id = program.child.id().to_string();
    let told = std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(told.success());
}

fn chat(app: &TestApp, with: &Value, name: &str, args: Value) -> (u16, Value) {
    let mut body = json!({ "name": name, "args": args });
    body.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
    app.post_retell("/api/retell/function", &body)
}

#[test]
fn a_chat_is_a_caller_without_a_number() {
    let app = TestApp::start();
    let here = json!({ "chat": { "chat_id": "chat_1", "agent_id": "agent_1", "chat_type": "api_chat",
        "from_number": CALLER, "transcript": "User: geheim", "message_with_tool_calls": [{ "content": "geheim" }] } });
    let args = json!({ "service": "Haarschnitt", "staff": "Emma", "date": "2026-11-24" });
    let (status, free) = chat(&app, &here, "check_availability", args);
    assert_eq!((status, free["status"].as_str()), (200, Some("ok")), "{free}");
    // An offer belongs to its chat, as it does to its call.
    let args = json!({ "offer_id": free["offers"][0]["offer_id"], "customer_name": "Kim Muster",
        "customer_phone": "030 23125 102" });
    let other = json!({ "chat": { "chat_id": "chat_2" } });
    let (_, elsewhere) = chat(&app, &other, "book_appointment", args.clone());
    assert_ne!(elsewhere["status"], "booked", "{elsewhere}");
    let (status, booked) = chat(&app, &here, "book_appointment", args.clone());
    assert_eq!((status, booked["status"].as_str()), (200, Some("booked")), "{booked}");
    let (_, again) = chat(&app, &here, "book_appointment", args);
    assert_eq!(
        (again["status"].as_str(), again["appointment_id"].clone()),
        (Some("booked"), booked["appointment_id"].clone())
    );
    assert_eq!(app.sandbox.counts().created, 1);
    let (_, listed) = chat(&app, &here, "list_appointments", json!({}));
    assert_eq!(
        listed["appointments"].as_array().map(Vec::len),
        Some(1),
        "what it booked: {listed}"
    );
    // Whatever number a chat carries: no telephone told it, so nobody's appointments are shown for it.
    let args = json!({ "service": "Haarschnitt", "staff": "Emma", "start": "2026-11-25T10:00",
        "customer_name": "Zoë Beispiel" });
    assert_eq!(app.ask("call_1", "book_appointment", args)["status"], "booked");
    let by_phone = app.ask("call_2", "list_appointments", json!({}));
    assert_eq!(by_phone["appointments"].as_array().map(Vec::len), Some(1), "{by_phone}");
    let pretends = json!({ "chat": { "chat_id": "chat_3", "from_number": CALLER,
        "call_id": "call_1" } });
    let (_, listed) = chat(&app, &pretends, "list_appointments", json!({}));
    let without = app.function("call_w", None, "list_appointments", json!({}));
    assert_eq!(listed, without);
    let kept = app.rows("SELECT body FROM inbox WHERE subject = 'chat_1'");
    assert!(!kept.is_empty());
    let kept = app.rows("SELECT count(*) FROM inbox WHERE CAST(body AS TEXT) LIKE '%geheim%'");
    assert_eq!(kept, ["0"], "what was said is not kept");
}

#[test]
fn call_and_chat_in_every_mixture() {
    let app = TestApp::start();
    let call = json!({ "call_id": "call_1", "from_number": CALLER });
    let chat_1 = json!({ "chat_id": "chat_1" });
    let cases = [
        (json!({ "call": call, "chat": chat_1 }), Some("call_1")),
        (json!({ "call": null, "chat": chat_1 }), Some("chat_1")),
        (json!({ "call": [], "chat": chat_1 }), Some("chat_1")),
        (json!({ "call": call, "chat": null }), Some("call_1")),
        (json!({ "call": call, "chat": "chat_1" }), Some("call_1")),
        (json!({ "chat": null }), None),
        (json!({ "chat": 7, "call": 7 }), None),
        (json!({ "chat": { "chat_id": null } }), None),
        (json!({}), None),
    ];
    for (with, subject) in cases {
        let before = app.count("SELECT coalesce(max(id), 0) FROM inbox");
        let (status, answer) = chat(&app, &with, "list_appointments", json!({}));
        let sql = format!("SELECT coalesce(subject, '-') FROM inbox WHERE id > {before}");
        match subject {
            Some(subject) => {
                assert_eq!(status, 200, "{with}: {answer}");
                assert_eq!(app.rows(&sql), [subject], "{with}");
            }
            None => {
                assert_eq!(status, 400, "{with}: {answer}");
                let error = answer["error"].as_str().unwrap();
                assert!(error.contains("call_id") && error.contains("chat_id"), "{error}");
                assert!(answer["say"].is_string(), "{answer}");
            }
        }
    }
}
