//! The demo that goes on after its day: what it prints is enough to ask it oneself and to look.

use crate::support::harness::{agent, read};
use crate::support::program;
use chairside::retell::signature::{SIGNATURE_HEADER, sign};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use time::OffsetDateTime;

/// How the last line begins.
const LAST: &str = "Ctrl-C";
/// Every command that looks at what the day has left.
const LOOKS: [&[&str]; 19] = [
    &["appointments", "list", "--from", "2026-12-01", "--to", "2026-12-12"],
    &["appointments", "list", "--unassigned", "--all"],
    &["appointments", "show", "1"],
    &["mappings", "list"],
    &["mappings", "show", "2202"],
    &["suggestions", "list"],
    &["hosts", "list"],
    &["staff", "list"],
    &["services", "list"],
    &["services", "show", "ansatz"],
    &["absences", "list"],
    &["sagas", "list"],
    &["callbacks", "list"],
    &["warnings", "list"],
    &["messages", "list"],
    &["alerts", "list"],
    &["quality"],
    &["audit", "verify"],
    &["check-config"],
];

/// A demo that stays open; ended when it is dropped.
struct Open {
    child: Child,
    /// What it has printed.
    said: Vec<String>,
    folder: tempfile::TempDir,
}

impl Open {
    fn new() -> Open {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_chairside"))
            .arg("demo")
            .env("TMPDIR", folder.path())
            .env_remove("RUST_LOG")
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            said.push(line.unwrap());
            if said.last().unwrap().starts_with(LAST) {
                break;
            }
        }
        Open { child, said, folder }
    }

    /// The line that has this in it, and there is one such line.
    fn line(&self, with: &str) -> &str {
        let lines: Vec<&String> = self.said.iter().filter(|line| line.contains(with)).collect();
        let [line] = lines.as_slice() else { panic!("{with}: {lines:?}") };
        line
    }

    /// The last word of that line.
    fn last_word(&self, with: &str) -> &str {
        self.line(with).split_whitespace().last().unwrap()
    }

    /// SIGTERM, and the end of it.
    fn end(mut self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").arg(id).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
        let left: Vec<_> = fs::read_dir(self.folder.path()).unwrap().collect();
        assert!(left.is_empty(), "its folder is removed: {left:?}");
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before).unwrap().1.split_once(after).unwrap().0
}

#[test]
fn it_prints_what_is_needed_to_ask_it_and_every_look_works_on_it() {
    let demo = Open::new();
    let url = demo.last_word("The salon stays open at").to_owned();
    let config = PathBuf::from(demo.last_word("configuration"));
    let messages = PathBuf::from(demo.last_word("messages to customers, in"));
    assert!(fs::read_dir(messages).unwrap().count() > 20, "they lie there as long as it is open");
    ask(&demo, &url);
    book(&demo, &url);
    look(&config);
    // The commands that it names itself are commands.
    let named = demo.said.iter().filter(|line| line.contains(" --config "));
    for line in named {
        let words = line.split_once("chairside ").unwrap().1.split_once(" --config ").unwrap().0;
        let (head, quoted) = words.split_once(" \"").unwrap_or((words, ""));
        let quoted = quoted.trim_end_matches('"');
        let arguments = head.split(' ').chain((!quoted.is_empty()).then_some(quoted));
        let said = program::run(&config, &arguments.collect::<Vec<_>>());
        assert_eq!(said.code, Some(0), "{line}: {said:?}");
    }
    demo.end();
}

/// The function's line, with its words: signed with the printed key at the demo's time.
fn ask(demo: &Open, url: &str) {
    let line = demo.line("/api/retell/function");
    let (body, ahead) = (between(line, "B='", "'"), between(line, "date +%s)+", ")"));
    let ahead: i64 = ahead.parse().unwrap();
    let at = OffsetDateTime::now_utc().unix_timestamp().checked_add(ahead).unwrap();
    let at: u64 = (at * 1000).try_into().unwrap();
    let key = demo.last_word("key that signs");
    assert!(line.contains(&format!("-hmac {key} ")), "{line}");
    let signature = sign(key, body.as_bytes(), at);
    let request = agent().post(format!("{url}/api/retell/function"));
    let request = request.header(SIGNATURE_HEADER, signature);
    let (status, answer) = read(request.send(body.as_bytes()).unwrap());
    assert_eq!((status, &answer["status"]), (200, &json!("ok")), "{answer}");
    let said: Value = serde_json::from_str(body).unwrap();
    assert!(said["args"]["when"].is_string(), "in words: {said}");
}

/// The web API's line, with its words.
fn book(demo: &Open, url: &str) {
    let line = demo.line("/api/v2/bookings");
    let token = demo.last_word("token of the web API");
    assert!(line.contains(&format!("Authorization: Bearer {token}'")), "{line}");
    let request = agent().post(format!("{url}/api/v2/bookings"));
    let request = request.header("Authorization", format!("Bearer {token}"));
    let body = between(line, "-d '", "'");
    let (status, answer) = read(request.send(body.as_bytes()).unwrap());
    assert_eq!((status, &answer["status"]), (201, &json!("booked")), "{answer}");
}

fn look(config: &Path) {
    for arguments in LOOKS {
        let said = program::run(config, arguments);
        assert_eq!(said.code, Some(0), "{arguments:?}: {said:?}");
        assert!(!said.out.is_empty(), "{arguments:?}");
    }
}
