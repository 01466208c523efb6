//! The support bundle: everything that helps, and neither a customer nor a secret, whatever lies in the way.

use crate::ops::world::{cli, config};
use crate::store::served::Served;
use crate::support::harness::{RETELL_KEY, WEB_TOKEN, WEBHOOK_SECRET};
use crate::support::program;
use rusqlite::Connection;
use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// In small letters.
const NEEDLES: [&str; 9] = [
    "zoë",
    "kim muster",
    "23125101",
    "23125 101",
    "mail.example",
    RETELL_KEY,
    WEBHOOK_SECRET,
    WEB_TOKEN,
    "cal_sandbox_demo",
];

/// The files in it, with what they say.
fn unpacked(file: &Path) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    (0..archive.len())
        .map(|place| {
            let mut part = archive.by_index(place).unwrap();
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            (part.name().unwrap().into_owned(), text)
        })
        .collect()
}

#[test]
fn it_holds_what_helps_and_nobody() {
    let served = Served::start();
    assert_eq!(served.order("web-1").0, 201);
    let bad = format!(
        "{{\"name\": \"Zoë Beispiel\", \"key\": \"{WEB_TOKEN}\", \"mail\": \"kim@mail.example\"}}"
    );
    Connection::open(served.database()).unwrap().execute_batch(&format!(
        "INSERT INTO inbox (channel, event, caller, body, state, reason, received_at, finished_at) VALUES
             ('web_api', 'unreadable', '+493023125101', CAST('{bad}' AS BLOB), 'dead', 'no: kim@mail.example, 030 23125101',
              '2026-11-30T08:00:00.000Z', '2026-11-30T08:00:00.000Z');
         INSERT INTO warnings (company_id, kind, subject, message, raised_at) VALUES
             (1, 'message_failed', 'x', 'Zoë Beispiel (030 23125101) weiß von nichts', '2026-11-30T08:00:00Z');
         INSERT INTO customers (company_id, phone, name, created_at, updated_at) VALUES
             (1, '+493023125177', 'Kim Muster', '2026-11-30T08:00:00Z', '2026-11-30T08:00:00Z');
         INSERT INTO alarms (company_id, kind, level, message, began_at) VALUES
             (1, 'backup_overdue', 'warn', 'wegen Kim Muster', '2026-11-30T08:00:00Z');",
    )).unwrap();
    let log = served.elsewhere("log");
    fs::write(&log, format!("INFO Zoë Beispiel rief an\nWARN {RETELL_KEY} und {WEBHOOK_SECRET}\nmail an kim@mail.example\n"
        ) + "von +49 30 23125 101\n\u{0}\u{1b}[2Jder Schluss\n").unwrap();
    let file = served.elsewhere("bundle.zip");
    let named = [file.to_str().unwrap(), "--log", log.to_str().unwrap(), "--json"];
    let said = cli(&served, &[&["support-bundle"], named.as_slice()].concat());
    assert_eq!(said.code, Some(0), "{said:?}");
    let mode = fs::metadata(&file).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    let parts = unpacked(&file);
    for (name, text) in &parts {
        let small = text.to_lowercase();
        for needle in NEEDLES {
            assert!(!small.contains(needle), "{needle} in {name}: {text}");
        }
        if name.ends_with(".json") {
            let value: serde_json::Value = serde_json::from_str(text).unwrap();
            assert!(value.get("not_gathered").is_none(), "{name}: {text}");
        }
    }
    let part = |wanted: &str| {
        let found = parts.iter().find(|(name, _)| name == wanted);
        &found.unwrap_or_else(|| panic!("{wanted}: {said:?}")).1
    };
    for (name, words) in [
        ("version.json", vec!["schema", "0.1.0"]),
        ("configuration.json", vec!["attendee_domain", "retention"]),
        ("doctor.json", vec!["\"check\"", "\"do\""]),
        ("status.json", vec!["queue", "pid"]),
        ("tables.json", vec!["\"appointments\": 1", "\"inbox\""]),
        ("alarms.json", vec!["wegen [customer]"]),
        ("warnings.json", vec!["message_failed"]),
        ("dead_events.json", vec!["unreadable"]),
        ("event_types.json", vec!["event_type_id"]),
        ("mappings.json", vec!["auto_email"]),
        ("retention.json", vec!["customers"]),
        ("log.txt", vec!["[customer] rief an", "[secret] und [secret]", "der Schluss"]),
        ("README.txt", vec!["support bundle"]),
    ] {
        for word in words {
            assert!(part(name).contains(word), "{word} is not in {name}: {}", part(name));
        }
    }
    // Never over a file.
    let before = fs::read(&file).unwrap();
    let again = cli(&served, &["support-bundle", file.to_str().unwrap(), "--offline"]);
    assert_eq!(again.code, Some(1), "{again:?}");
    assert!(again.err.contains("bundle.zip") && fs::read(&file).unwrap() == before, "{again:?}");
}

/// It is wanted most where something is broken.
#[test]
fn what_cannot_be_gathered_is_told_in_its_place() {
    let served = Served::start();
    let at = |name: &str| served.elsewhere(name).to_str().unwrap().to_owned();
    let lost = format!("database.path={}", at("nowhere.db"));
    let (file, log) = (at("broken.zip"), at("no-log"));
    let said = program::run(
        &config(&served),
        &["support-bundle", &file, "--offline", "--log", &log, "--set", &lost],
    );
    assert_eq!(said.code, Some(0), "{said:?}");
    let parts = unpacked(file.as_ref());
    let text = |wanted: &str| &parts.iter().find(|(name, _)| name == wanted).unwrap().1;
    assert!(text("status.json").contains("not_gathered"), "{}", text("status.json"));
    assert!(text("tables.json").contains("not_gathered") && text("log.txt").contains("no-log"));
    assert!(
        text("configuration.json").contains("company")
            && parts.iter().all(|(name, _)| name != "doctor.json")
    );
    let nowhere = cli(&served, &["support-bundle", &at("no/such/folder.zip"), "--offline"]);
    assert_eq!(nowhere.code, Some(1), "{nowhere:?}");
}
