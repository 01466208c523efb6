//! `chairside replay` as people start it: the shipped days, their figures, and that it leaves nothing behind.

use crate::support::program;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// What a replay printed and how it ended.
pub struct Replayed {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Replayed {
    pub fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.stderr);
        serde_json::from_str(&self.stdout).unwrap()
    }
}

/// Runs the binary with every place it might leave something in being an empty folder, which it is afterwards too.
pub fn replay(path: &Path, arguments: &[&str]) -> Replayed {
    let home = tempfile::tempdir().unwrap();
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_chairside"))
        .arg("replay")
        .arg(path)
        .args(arguments)
        .current_dir(home.path())
        .env("TMPDIR", home.path())
        .env("SQLITE_TMPDIR", home.path())
        .env("HOME", home.path())
        .env_remove("RUST_LOG")
        .output()
        .unwrap();
    let left: Vec<_> =
        fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(left.is_empty(), "left behind: {left:?}");
    let said = program::said(Output { status, stdout, stderr });
    Replayed { code: said.code.expect("ended by itself"), stdout: said.out, stderr: said.err }
}

pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// A folder with two copies of every file of another: `name` says what each copy is called.
fn doubled(from: &Path, name: fn(stem: &str, copy: &str) -> String) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let file = entry.unwrap().path();
        let stem = file.file_stem().unwrap().to_str().unwrap();
        for copy in ["a", "b"] {
            fs::copy(&file, folder.path().join(format!("{}.jsonl", name(stem, copy)))).unwrap();
        }
    }
    folder
}

fn listed(replayed: &Value, id: i64) -> &Value {
    let all = replayed["appointments"].as_array().unwrap();
    let found: Vec<&Value> = all.iter().filter(|one| one["id"] == id).collect();
    assert_eq!(found.len(), 1, "appointment {id}");
    found[0]
}

/// Id, by which road, who does it, by which rule, and which answer named the host.
const OCTOBER_BOOKED: [(i64, &str, &str, &str, &str); 9] = [
    (632, "retell_phone", "Bärbel Köhler", "manual", "get:data.hosts"),
    (635, "retell_phone", "Jörg Weiß", "name", "get:hosts"),
    (636, "retell_phone", "Sören Größmann", "name", "get:data.hosts"),
    (638, "calcom_webhook", "Ayşe Öztürk", "email", "get:data.hosts"),
    (639, "retell_webhook", "Lena Groß", "email", "get:hosts"),
    (640, "retell_webhook", "Bärbel Köhler", "manual", "get:data.hosts"),
    (641, "retell_phone", "Sören Größmann", "name", "post:hosts"),
    (642, "calcom_webhook", "Jörg Weiß", "name", "get:data.hosts"),
    (650, "web_api", "Ayşe Öztürk", "email", "get:data.hosts"),
];
const OCTOBER_WITHOUT_ANYTHING: [i64; 10] = [571, 609, 610, 611, 612, 613, 614, 615, 633, 637];

#[test]
fn october_every_booking_has_its_staff_member() {
    let run = replay(&fixture("october"), &["--json"]);
    let replayed = run.json();
    assert_eq!(run.stderr, "", "nothing was asked that is not recorded");
    let keys: Vec<&String> = replayed.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["appointments", "chairside", "mappings", "recorded"]);
    let recorded = serde_json::json!({ "total": 20, "with_staff": 3, "with_host": 0 });
    assert_eq!(replayed["recorded"], recorded);
    let chairside = serde_json::json!({ "total": 20, "bookings": 9, "with_staff": 10, "with_host": 9,
        "not_evaluated": 10, "ambiguous": 0, "no_candidate": 0 });
    assert_eq!(replayed["chairside"], chairside);
    assert_eq!(replayed["appointments"].as_array().unwrap().len(), 20);
    for (id, source, staff, rule, host_source) in OCTOBER_BOOKED {
        let one = listed(&replayed, id);
        let seen = [&one["source"], &one["staff"], &one["rule"], &one["host_source"]];
        assert_eq!(seen, [source, staff, rule, host_source], "{id}");
        assert_eq!(one["assignment_state"], "matched", "{id}");
        assert_eq!(one["booking_uid"], one["recorded"]["booking_uid"], "{id}");
        assert!(one["host_id"].is_i64(), "{id}");
    }
    for id in OCTOBER_WITHOUT_ANYTHING {
        let one = listed(&replayed, id);
        assert_eq!(one["assignment_state"], "not_evaluated", "{id}");
        assert!([&one["staff"], &one["host_id"], &one["booking_uid"]].iter().all(|x| x.is_null()));
    }
    let walk_in = listed(&replayed, 572);
    assert_eq!(walk_in["staff"], "Jörg Weiß", "whom a person put there");
    assert_eq!((&walk_in["host_id"], &walk_in["booking_uid"]), (&Value::Null, &Value::Null));
    assert_eq!(
        (&walk_in["assignment_state"], &walk_in["rule"]),
        (&"matched".into(), &"manual".into())
    );
    let wish = listed(&replayed, 636);
    assert_eq!(wish["preferred_staff"], "Ayşe Öztürk", "what she wants is not what she gets");
}

#[test]
fn october_has_the_recorded_systems_figures() {
    let replayed = replay(&fixture("october"), &["--json"]).json();
    let rows = replayed["appointments"].as_array().unwrap();
    let with = |is: &dyn Fn(&Value) -> bool| -> Vec<i64> {
        rows.iter()
            .filter(|one| is(&one["recorded"]))
            .map(|one| one["id"].as_i64().unwrap())
            .collect()
    };
    assert_eq!(with(&|row| !row["staff"].is_null()), [572, 632, 640]);
    let booked = with(&|row| !row["booking_uid"].is_null());
    assert_eq!(booked, OCTOBER_BOOKED.map(|(id, ..)| id));
    assert_eq!(booked.len(), 9);
    // The repair came at noon on the 6th: 17 rows before it, 3 after.
    let after = rows.iter().filter(|one| one["id"].as_i64() > Some(640)).count();
    assert_eq!((rows.len() - after, after), (17, 3));
    let sixth = replay(&fixture("october/2026-10-06.jsonl"), &["--json"]).json();
    assert_eq!(sixth["recorded"]["total"], 3);
    assert_eq!(sixth["recorded"]["with_staff"], 0);
}

#[test]
fn november_one_person_under_two_identities() {
    let run = replay(&fixture("november"), &["--json"]);
    let replayed = run.json();
    assert_eq!(run.stderr, "");
    let recorded = serde_json::json!({ "total": 8, "with_staff": 8, "with_host": 8 });
    assert_eq!(replayed["recorded"], recorded, "after its backfill: 8 updated");
    let chairside = serde_json::json!({ "total": 8, "bookings": 8, "with_staff": 8, "with_host": 8,
        "not_evaluated": 0, "ambiguous": 0, "no_candidate": 0 });
    assert_eq!(replayed["chairside"], chairside);
    for one in replayed["appointments"].as_array().unwrap() {
        assert_eq!(one["staff"], "Thea Bröcker", "{one}");
        assert_eq!(one["host_id"], one["recorded"]["host_id"], "{one}");
        assert_eq!(one["rule"], "email", "{one}");
    }
    let mappings = serde_json::json!([
        { "host_id": 1_414_768, "staff": "Thea Bröcker", "mapping_source": "auto_email", "confidence": 95, "active": true },
        { "host_id": 1_420_209, "staff": "Thea Bröcker", "mapping_source": "auto_email", "confidence": 95, "active": true },
    ]);
    assert_eq!(replayed["mappings"], mappings);
}

#[test]
fn the_same_recording_prints_the_same_bytes() {
    for name in ["october", "november"] {
        for arguments in [&["--json"][..], &[]] {
            let first = replay(&fixture(name), arguments);
            let second = replay(&fixture(name), arguments);
            assert_eq!(first.code, 0, "{}", first.stderr);
            assert!(!first.stdout.is_empty());
            assert_eq!(first.stdout, second.stdout, "{name} {arguments:?}");
            assert_eq!(first.stderr, second.stderr, "{name} {arguments:?}");
        }
    }
}

#[test]
fn a_day_replayed_twice_changes_nothing() {
    for name in ["october", "november"] {
        let once = replay(&fixture(name), &["--json"]).json();
        let day_by_day = doubled(&fixture(name), |stem, copy| format!("{stem}-{copy}"));
        let all_and_all_again = doubled(&fixture(name), |stem, copy| format!("{copy}-{stem}"));
        for folder in [day_by_day, all_and_all_again] {
            let twice = replay(folder.path(), &["--json"]).json();
            assert_eq!(twice, once, "{name}");
        }
    }
}

#[test]
fn people_read_a_table() {
    let run = replay(&fixture("october"), &[]);
    let has = |words: &str| {
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(run.stdout.lines().any(|text| line(text) == words), "{words}\n{}", run.stdout);
    };
    has("recorded Chairside");
    has("appointments 20 20");
    has("with staff 3 (15.0 %) 10 (50.0 %)");
    has("with host 0 (0.0 %) 9 (45.0 %)");
    has("635 retell_phone b8NcRf2yWd 1398002 Jörg Weiß name 75 get:hosts matched Jörg Weiß: met");
    has("1398003 Ayşe Öztürk auto_email 95 yes");
    for private in ["Zoë Beispiel", "+4917139200", "@", "Kim Muster"] {
        assert!(!run.stdout.contains(private), "a customer is shown: {private}");
    }
}
