//! The demo as people start it: the built program, its output, its end.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::OnceLock;

const CALLS_MIN: usize = 38;
const LINE_CHARS_MAX: usize = 120;

/// Runs the demo with a folder for temporary files of its own, and asserts that nothing is left in it.
fn demo(arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_chairside"))
        .arg("demo")
        .args(arguments)
        .env("TMPDIR", folder.path())
        .env_remove("RUST_LOG")
        .current_dir(folder.path())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert_eq!(errors, "", "a good day says nothing on standard error");
    assert!(is_empty(folder.path()), "the database is removed at the end");
    output
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().next().is_none()
}

/// The day as `--once --json` tells it; played once for all tests.
fn day() -> &'static Value {
    static DAY: OnceLock<Value> = OnceLock::new();
    DAY.get_or_init(|| serde_json::from_slice(&demo(&["--once", "--json"]).stdout).unwrap())
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn keys(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn the_day_as_json_is_one_object_and_always_the_same() {
    let day = day();
    assert_eq!(keys(day), ["calls", "rates", "sandbox"]);
    assert_eq!(keys(&day["sandbox"]), ["cancelled", "created", "orphans"]);
    assert_eq!(day["sandbox"]["orphans"], 0, "Cal.com holds nothing that Chairside does not know");
    assert_eq!(keys(&day["rates"]).len(), 10);
    for (name, rate) in day["rates"].as_object().unwrap() {
        assert_eq!(keys(rate), ["target", "value", "verdict"], "{name}");
    }
    assert_eq!(day["rates"]["staff_assignment"]["verdict"], "ok");
    let unmet = &day["rates"]["host_extraction"];
    assert_eq!(unmet["verdict"], "warn", "an unmet target is told: {unmet}");
    // `--json` alone ends as well, with the same day.
    let again: Value = serde_json::from_slice(&demo(&["--json"]).stdout).unwrap();
    assert_eq!(again, *day);
}

#[test]
fn every_booking_has_a_staff_member_or_says_honestly_why_not() {
    let day = day();
    let calls = day["calls"].as_array().unwrap();
    let phoned = calls.iter().filter(|c| c["call_id"].as_str().unwrap().starts_with("call_"));
    assert!(phoned.count() >= CALLS_MIN);
    let mut unassigned = Vec::new();
    for call in calls {
        let wanted =
            ["appointment_id", "asked", "call_id", "host_source", "outcome", "rule", "staff"];
        assert_eq!(keys(call), wanted);
        let outcome = call["outcome"].as_str().unwrap();
        if call["appointment_id"].is_null() {
            assert!(call["staff"].is_null() && call["rule"].is_null(), "{call}");
            assert!(!outcome.starts_with("booked"), "{call}");
        } else if call["staff"].is_null() {
            unassigned.push(outcome.rsplit_once(", ").unwrap().1.to_owned());
        } else {
            let (rule, source) = (call["rule"].as_str(), call["host_source"].as_str());
            assert!(matches!(rule, Some("email" | "name")), "{call}");
            assert!(source.is_some_and(|source| source.contains(':')), "{call}");
        }
    }
    assert_eq!(unassigned, ["ambiguous", "no candidate", "no host"]);
}

#[test]
fn people_read_one_line_per_call_without_escape_codes() {
    let day = day();
    let plain = text(&demo(&["--once"]));
    assert!(!plain.contains('\x1b'), "no terminal, no colours");
    for line in plain.lines() {
        assert!(line.chars().count() <= LINE_CHARS_MAX, "{line}");
    }
    for call in day["calls"].as_array().unwrap() {
        let id = call["call_id"].as_str().unwrap();
        let lines: Vec<&str> =
            plain.lines().filter(|line| line.split_whitespace().nth(1) == Some(id)).collect();
        let [line] = lines.as_slice() else { panic!("{id}: {lines:?}") };
        for column in ["asked", "outcome", "staff", "rule", "host_source"] {
            let shown = call[column].as_str().unwrap_or("–");
            assert!(line.contains(shown), "{line} lacks {shown}");
        }
    }
    for rate in keys(&day["rates"]) {
        assert!(plain.lines().any(|line| line.starts_with(rate)), "{rate}");
    }
    assert!(plain.contains("0 unknown to Chairside"));
}
