//! The demo as people start it: the built program, its output, its end.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use tempfile::TempDir;

const CALLS_MIN: usize = 38;
const LINE_CHARS_MAX: usize = 120;

/// What the demo has printed, and what it has left in a folder for temporary files of its own.
struct Played {
    output: Output,
    left: TempDir,
}

/// Runs the demo.
fn demo(arguments: &[&str]) -> Played {
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
    Played { output, left: folder }
}

impl Played {
    fn text(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.output.stdout).unwrap()
    }

    /// The folder of messages, and nothing else is left.
    fn messages(&self) -> PathBuf {
        let only = |folder: &Path| {
            let names: Vec<_> =
                fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
            let [one] = names.as_slice() else { panic!("{names:?}") };
            one.clone()
        };
        let folder = only(&only(self.left.path()));
        assert!(folder.ends_with("messages"), "the database is removed at the end: {folder:?}");
        folder
    }
}

/// What lies in a folder, by name.
fn texts(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

/// The day as `--once --json` tells it; played once for all tests.
fn day() -> &'static Value {
    static DAY: OnceLock<Value> = OnceLock::new();
    DAY.get_or_init(|| demo(&["--once", "--json"]).json())
}

/// Without what two days cannot have in common: where messages lie, and their names.
fn comparable(day: &Value) -> Value {
    let mut day = day.clone();
    day["messages"]["folder"].take();
    for sent in day["messages"]["sent"].as_array_mut().unwrap() {
        assert!(sent["file"].is_string(), "{sent}");
        sent["file"].take();
    }
    day
}

fn keys(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn the_day_as_json_is_one_object_and_always_the_same() {
    let day = day();
    assert_eq!(keys(day), ["alarms", "calls", "messages", "rates", "sandbox"]);
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
    let again = demo(&["--json"]);
    assert_eq!(comparable(&again.json()), comparable(day));
    assert_eq!(again.json()["messages"]["folder"], again.messages().to_str().unwrap());
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
    let plain = demo(&["--once"]).text();
    assert!(!plain.contains('\x1b'), "no terminal, no colours");
    for line in plain.lines() {
        assert!(line.chars().count() <= LINE_CHARS_MAX, "{line}");
    }
    for call in day["calls"].as_array().unwrap() {
        let id = call["call_id"].as_str().unwrap();
        // Where the messages are listed it stands once more.
        let of_call = plain.lines().filter(|line| line.split_whitespace().nth(1) == Some(id));
        let asked = call["asked"].as_str().unwrap();
        let lines: Vec<&str> = of_call.filter(|line| line.contains(asked)).collect();
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

/// The lines of people about messages, as they name files, against what lies there.
#[test]
fn each_message_has_its_line_and_its_file() {
    let played = demo(&["--once"]);
    let (plain, folder) = (played.text(), played.messages());
    let head = format!("messages to customers, in {}", folder.display());
    assert!(plain.lines().any(|line| line.ends_with(&head)), "the folder is named:\n{plain}");
    let files = texts(&folder);
    for (name, text) in &files {
        let lines: Vec<&str> = plain.lines().filter(|line| line.ends_with(name)).collect();
        let [line] = lines.as_slice() else { panic!("{name}: {lines:?}") };
        let Some(to) = text.strip_prefix("+49").map(|_| text.lines().next().unwrap()) else {
            assert!(name.ends_with(".eml") && text.contains("Message-ID: <"), "{name}: {text}");
            continue;
        };
        assert!(name.ends_with(".sms") && line.contains(&format!(" {to} ")), "{line}: {text}");
    }
    let count = |ending: &str| files.keys().filter(|name| name.ends_with(ending)).count();
    assert!(count(".eml") >= 4 && count(".sms") >= 20, "{:?}", files.keys());
}

#[test]
fn customers_are_told_by_the_rule_and_the_rest_is_counted() {
    let messages = &day()["messages"];
    let sent = messages["sent"].as_array().unwrap();
    let of = |call: &str| {
        let of_call = sent.iter().filter(|one| one["call_id"] == call);
        of_call.map(|one| (one["kind"].clone(), one["channel"].clone())).collect::<Vec<_>>()
    };
    let call_of = |asked: &str| {
        let calls = day()["calls"].as_array().unwrap();
        let call = calls.iter().find(|call| call["asked"] == asked).unwrap();
        call["call_id"].as_str().unwrap().to_owned()
    };
    // Who gave an address is told by mail, also of what was done by telephone later.
    assert_eq!(of("form_01"), [(json!("confirmed"), json!("mail"))]);
    assert_eq!(of(&call_of("Verlegen auf Do 11 Uhr")), [(json!("moved"), json!("mail"))]);
    assert_eq!(of(&call_of("Den Donnerstag absagen")), [(json!("cancelled"), json!("mail"))]);
    assert_eq!(of("form_02"), [(json!("confirmed"), json!("mail"))]);
    // What the salon does at Cal.com, the customer hears of.
    let by_desk = call_of("Do 14 abgesagt, Webhook weg");
    assert_eq!(of(&by_desk), [(json!("cancelled"), json!("sms"))]);
    for one in sent {
        let is_mail = one["recipient"].as_str().unwrap().contains('@');
        assert_eq!(one["channel"], if is_mail { "mail" } else { "sms" }, "{one}");
        let is_mobile = one["recipient"].as_str().unwrap().starts_with("+4917");
        assert!(is_mail || is_mobile, "no landline: {one}");
    }
    assert_eq!(keys(&messages["untold"]), ["landline", "no_contact"]);
}

/// The visit in three parts: its letter explains the pause, and its calendar event is one.
#[test]
fn the_letters_say_what_they_should() {
    let played = demo(&["--once", "--json"]);
    let (day, files) = (played.json(), texts(&played.messages()));
    let file_of = |call: &str| {
        let sent = day["messages"]["sent"].as_array().unwrap();
        let one = sent.iter().find(|one| one["call_id"] == call).unwrap();
        one["file"].as_str().unwrap().to_owned()
    };
    let letter = decoded(&files[&file_of("form_02")]);
    for expected in [
        "To: =?utf-8?b?",
        "Ansatzfärbung",
        "50 Min. Einwirkzeit, Sie bleiben im Salon",
        "Auswaschen (Ida Böhm)",
        "Lockengasse 7",
        "030 23125 101",
        "METHOD:REQUEST",
    ] {
        assert!(letter.contains(expected), "{expected} is not in\n{letter}");
    }
    let text = &files[&file_of("call_04")];
    let (number, said) = text.split_once('\n').unwrap();
    assert_eq!(number, "+491713920011");
    assert!(said.starts_with("Salon Lockenpracht Nord: "), "{said}");
    assert!(said.chars().count() <= 2 * 153, "two parts at most: {said}");
}

/// A mail with its quoted-printable decoded, well enough for looking into it.
fn decoded(mail: &str) -> String {
    let soft = mail.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = soft.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let code = code.and_then(|two| u8::from_str_radix(two, 16).ok());
        match (first, code) {
            (b'=', Some(code)) => {
                bytes.push(code);
                rest = &after[2..];
            }
            (first, _) => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Not all hosts are known, which is less than it should be: the salon is told so, by the alarms' own rule.
#[test]
fn the_unmet_target_of_host_extraction_raises_its_alarm() {
    let played = demo(&["--once", "--json"]);
    let (day, files) = (played.json(), texts(&played.messages()));
    let rate = &day["rates"]["host_extraction"];
    let value = rate["value"].as_f64().unwrap();
    let alarms = day["alarms"].as_array().unwrap();
    let alarms: Vec<&Value> = alarms.iter().filter(|alarm| alarm["over_at"].is_null()).collect();
    let kinds: Vec<&Value> = alarms.iter().map(|alarm| &alarm["kind"]).collect();
    assert_eq!(kinds, ["host_extraction"], "this one and no other is on: {alarms:#?}");
    let (level, message) = (&alarms[0]["level"], alarms[0]["message"].as_str().unwrap());
    assert_eq!(level, &rate["verdict"]);
    // The figures of the day, not of the script: they are those of the rate.
    let told = format!("{:.1} %", value * 100.0).replace('.', ",");
    assert!(message.contains(&told) && message.contains("Ziel ~ 100 %"), "{told}: {message}");
    assert!(message.contains(" von "), "{message}");
    let letters = files.iter().filter(|(name, _)| name.starts_with("alarm-"));
    let letters = letters.map(|(_, letter)| decoded(letter));
    let letters: Vec<String> =
        letters.filter(|letter| letter.contains("Host aus Cal.com gelesen: ")).collect();
    let [letter] = letters.as_slice() else { panic!("told once: {letters:?}") };
    assert!(letter.contains("leitung@salon-lockenpracht.example"), "{letter}");
    // People see the same.
    let plain = demo(&["--once"]).text();
    let lines: Vec<&str> = plain.lines().filter(|line| line.ends_with(message)).collect();
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    let words: Vec<&str> = line.split_whitespace().take(3).collect();
    assert_eq!((words[0].len(), &words[1..]), (5, &["warn", "host_extraction"][..]), "{line}");
}
