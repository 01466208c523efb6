//! `understand` as people start it: the built program, without a database, with a configuration and without one.

use crate::support::harness::config_text;
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::process::{Command, Output, Stdio};

/// When everything here is said: a Tuesday.
const NOW: &str = "2026-12-01T10:00";
/// What the issue that asked for it gives as its example.
const SENTENCE: &str =
    "nächste Woche Dienstag so gegen halb drei bei der Emma, Ansatz färben und schneiden";

/// Runs it in an empty folder, without any environment that could hold a secret, and asserts that it leaves nothing.
fn run(arguments: &[&str], input: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_chairside"))
        .arg("understand")
        .args(arguments)
        .env_clear()
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
    let output = child.wait_with_output().unwrap();
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none(), "nothing is made");
    output
}

/// The one JSON object that comes of it.
fn json_of(arguments: &[&str]) -> Value {
    let output = run(&[arguments, &["--json", "--now", NOW]].concat(), "");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert_eq!(errors, "", "a program reads the answer alone");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn a_whole_sentence_is_taken_apart_without_a_configuration() {
    let understood = json_of(&[SENTENCE]);
    let when = &understood["when"];
    for (key, wanted) in [
        ("from_day", json!("2026-12-08")),
        ("to_day", json!("2026-12-08")),
        ("from_time", json!("14:30")),
        ("to_time", json!("14:30")),
        ("exact", json!(false)),
        ("about", json!(true)),
        ("prefer", json!(null)),
    ] {
        assert_eq!(when[key], wanted, "{key}: {understood}");
    }
    assert!(when["assumed"].is_array(), "{understood}");
    assert_eq!(understood["service"], "Ansatzfärbung mit Haarschnitt");
    assert_eq!((&understood["staff"], &understood["branch"]), (&json!("Emma Vogel"), &json!(null)));
    assert_eq!(understood["ask"], json!(null));
    // For people the same, and that the salon is an invented one.
    let told = run(&[SENTENCE, "--now", NOW], "");
    let out = text(&told.stdout);
    for word in ["2026-12-08", "14:30", "Ansatzfärbung mit Haarschnitt", "Emma Vogel"] {
        assert!(out.contains(word), "{word}: {out}");
    }
    assert!(text(&told.stderr).contains("invented"), "{told:?}");
}

#[test]
fn each_field_may_hold_words_and_several_are_brought_together() {
    let one = json_of(&["--field", "latest", "fünf"]);
    assert_eq!(
        (&one["when"]["from_time"], &one["when"]["to_time"]),
        (&json!(null), &json!("17:00"))
    );
    let two = json_of(&["--field", "date", "Freitag", "--field", "time", "halb drei"]);
    assert_eq!(two["when"]["from_day"], "2026-12-04", "{two}");
    assert_eq!((&two["when"]["from_time"], &two["when"]["exact"]), (&json!("14:30"), &json!(true)));
    let apart = json_of(&["--field", "time", "14:00", "--field", "earliest", "15:00"]);
    assert!(apart["ask"].is_string(), "a contradiction is asked about: {apart}");
    let unquoted = json_of(&["morgen", "um", "14", "Uhr"]);
    assert_eq!(unquoted["when"]["from_day"], "2026-12-02", "{unquoted}");
    for (arguments, word) in [
        (vec!["--field", "day", "Freitag"], "date_from"),
        (vec!["--field", "date", "--field", "time", "Freitag"], "--field"),
        (vec!["Freitag", "--now", "today"], "--now"),
        (vec!["Freitag", "--open", "18-9"], "closes"),
        (vec!["Freitag", "--lang", "fr"], "de or en"),
        (vec![], "WORDS"),
    ] {
        let output = run(&arguments, "");
        assert!(!output.status.success(), "{arguments:?}");
        assert!(text(&output.stderr).contains(word), "{arguments:?}: {output:?}");
    }
}

#[test]
fn the_shops_hours_say_which_hour_is_meant() {
    assert_eq!(json_of(&["um vier"])["when"]["from_time"], "16:00");
    let early = json_of(&["um vier", "--open", "3-12"]);
    assert_eq!(early["when"]["from_time"], "04:00", "{early}");
    let either = json_of(&["um neun", "--open", "8-22"]);
    assert!(either["ask"].is_string(), "{either}");
    let english = json_of(&["um neun", "--open", "8-22", "--lang", "en"]);
    assert_ne!(english["ask"], either["ask"], "asked in another language");
}

#[test]
fn a_set_is_tried_from_standard_input_a_line_each() {
    let output = run(&["-", "--json", "--now", NOW], "halb drei\n\nmorgen Vormittag\r\n💇\n");
    let lines: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let said: Vec<&str> = lines.iter().map(|line| line["said"].as_str().unwrap()).collect();
    assert_eq!(said, ["halb drei", "morgen Vormittag", "💇"]);
    assert_eq!(lines[1]["when"]["from_day"], "2026-12-02");
}

#[test]
fn a_configuration_brings_its_own_services_people_and_branches() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("appliance.toml");
    let text = config_text("http://127.0.0.1:9", &folder.path().join("none.db"), "");
    // Its secrets need not be there.
    let text = text.replace("api_key = \"cal_sandbox_demo\"", "api_key = \"env:NO_SUCH_KEY\"");
    fs::write(&path, text).unwrap();
    let config = path.to_str().unwrap();
    let understood = json_of(&["beim Jürgen in Mitte, Bart trimmen", "--config", config]);
    for (key, wanted) in [
        ("service", "Bartpflege"),
        ("service_key", "bart"),
        ("staff", "Jürgen Weiß"),
        ("branch", "Probe Mitte"),
        ("salon", "Salon Probe"),
    ] {
        assert_eq!(understood[key], wanted, "{key}: {understood}");
    }
    let near = json_of(&["bei der Ema", "--config", config]);
    assert_eq!((&near["staff"], near["ask"].is_string()), (&json!(null), true), "{near}");
    let left: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["appliance.toml"], "no database is made");
}

/// The measure of the whole: nothing is misunderstood, and what everybody understands is not refused.
#[test]
fn nothing_of_the_labelled_sets_is_understood_wrongly() {
    let output = run(&["--judge", "--json", "--show", "wrong"], "");
    let judged: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(judged["cases"], json!([]), "understood otherwise and not asked");
    let missed: Vec<&Value> = judged["targets"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|target| target["met"] != json!(true))
        .collect();
    assert!(missed.is_empty(), "{missed:?}");
    assert_eq!((judged["good"].as_bool(), output.status.code()), (Some(true), Some(0)));
    let table = run(&["--judge"], "");
    assert!(text(&table.stdout).contains("weekday_next_week"), "by kind: {table:?}");
}

#[test]
fn a_set_of_ones_own_is_judged_with_the_lists_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    put("price_lists.json", r#"{"own": {"services": [{"key": "s", "name": "Nassrasur"}]}}"#);
    put(
        "set.jsonl",
        r#"{"said":"eine Nassrasur bitte","lang":"de","list":"own","want":"s","kind":"right"}
{"said":"Nassrasur","lang":"de","list":"own","want":"ask","kind":"wrong"}
"#,
    );
    let set = folder.path().join("set.jsonl");
    let output = run(&["--judge", set.to_str().unwrap(), "--show", "wrong"], "");
    assert_eq!(output.status.code(), Some(1), "a target is missed: {output:?}");
    let out = text(&output.stdout);
    assert!(out.contains("services, wrong: Nassrasur [own]"), "{out}");
    put("set.jsonl", "{\"said\": 1}\n");
    let output = run(&["--judge", set.to_str().unwrap()], "");
    assert!(text(&output.stderr).contains("line 1"), "{output:?}");
}
