//! The real program in a folder of its own: configuration, database, a Cal.com, and what lies beside them.

use crate::support::harness::{RETELL_KEY, agent, config_text, furnish, read};
use crate::support::program;
use crate::support::program::Said;
use crate::visit::crash_run::Program;
use chairside::sandbox::stand_in::{Sandbox, SandboxOptions};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// How long anything may take until it is so. Only a failing test waits so long.
pub const PATIENCE: Duration = Duration::from_secs(30);
pub const DATABASE: &str = "test.db";

pub struct World {
    pub sandbox: Sandbox,
    pub dir: tempfile::TempDir,
}

impl World {
    pub fn new() -> World {
        let sandbox = Sandbox::start(SandboxOptions::default()).unwrap();
        furnish(&sandbox);
        World { sandbox, dir: tempfile::tempdir().unwrap() }
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn database(&self) -> PathBuf {
        self.at(DATABASE)
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.at("said")).unwrap_or_default()
    }

    /// A configuration whose database is called so, in a file called so.
    pub fn config(&self, file: &str, database: &str) -> PathBuf {
        self.config_with(file, database, |text| text)
    }

    pub fn config_with(
        &self,
        file: &str,
        database: &str,
        change: impl Fn(String) -> String,
    ) -> PathBuf {
        let text = config_text(&self.sandbox.base_url(), Path::new(database), "");
        let path = self.at(file);
        fs::write(&path, change(text)).unwrap();
        path
    }

    /// The usual one.
    pub fn usual(&self) -> PathBuf {
        self.config("appliance.toml", DATABASE)
    }

    /// Starts `serve`; it listens, or has ended.
    pub fn serve(&self, config: &Path) -> Program {
        let log = File::options().create(true).append(true).open(self.at("said")).unwrap();
        let mut command = program::command(config, &["serve"]);
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("chairside: listening on ").map(str::to_owned);
        Program { child, url }
    }

    /// `serve` does not start, and says why.
    #[track_caller]
    pub fn refuses(&self, config: &Path, words: &[&str]) {
        refused(&run(config, &["serve"]), words);
    }

    /// Neither `serve` nor `check-config` nor a command takes it, and nothing in the folder changes.
    #[track_caller]
    pub fn never_takes(&self, config: &Path, words: &[&str]) {
        let before = self.files();
        for arguments in [&["serve"][..], &["check-config"], &["mappings", "list"]] {
            refused(&run(config, arguments), words);
            let after = self.files();
            let names = || before.keys().chain(after.keys()).collect::<Vec<_>>();
            assert!(before == after, "{arguments:?} changed something: {:?}", names());
        }
    }

    /// Every file here, by what is in it.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let files = fs::read_dir(self.dir.path()).unwrap().map(|entry| entry.unwrap().path());
        let files = files.filter(|path| path.is_file());
        files.map(|path| (path.clone(), fs::read(&path).unwrap())).collect()
    }

    /// Names beside the database, of what begins like it.
    pub fn beside(&self) -> Vec<String> {
        let names = fs::read_dir(self.dir.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name.starts_with(DATABASE)).collect();
        names.sort();
        names
    }

    /// What a person reads who has this one file alone.
    pub fn count_alone(&self, sql: &str) -> i64 {
        let path = format!("file:{}?immutable=1", self.database().display());
        Connection::open(path).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    pub fn log_bytes(&self) -> u64 {
        fs::metadata(self.at("test.db-wal")).map_or(0, |log| log.len())
    }
}

/// Runs it to its end, which should come soon: one that serves instead is ended.
fn run(config: &Path, arguments: &[&str]) -> Said {
    let mut command = program::command(config, arguments);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    program::said(child.wait_with_output().unwrap())
}

#[track_caller]
pub fn refused(said: &Said, words: &[&str]) {
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{said:?}");
    for word in words {
        assert!(said.err.contains(word), "{word:?} is not told: {said:?}");
    }
    // The log may have its lines; the sentence is one.
    let sentences = said.err.lines().filter(|line| line.starts_with("chairside: "));
    assert_eq!(sentences.count(), 1, "{said:?}");
    assert!(!said.err.contains("internal error"), "{said:?}");
}

/// Ends it as a service manager does.
pub fn stop(mut program: Program) {
    let pid = program.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let begun = Instant::now();
    while program.child.try_wait().unwrap().is_none() {
        assert!(begun.elapsed() < PATIENCE, "it does not stop");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(program.child.wait().unwrap().code(), Some(0));
}

/// Ends it as a power cut does.
pub fn kill(program: Program) {
    drop(program);
}

/// So many messages of a call are kept, one commit each.
pub fn write(program: &Program, from: u32, messages: u32) {
    for number in from..from + messages {
        let body = json!({ "event": "call_started", "call": {
            "call_id": format!("call_{number}"), "call_type": "phone_call",
            "from_number": "+493023125101", "direction": "inbound" } })
        .to_string();
        let now_ms = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
        let now_ms = now_ms.try_into().unwrap();
        let signature = chairside::retell::signature::sign(RETELL_KEY, body.as_bytes(), now_ms);
        let url = format!("{}/api/retell/webhook", program.url.as_ref().unwrap());
        let request = agent().post(url).header("x-retell-signature", &signature);
        assert_eq!(read(request.content_type("application/json").send(body).unwrap()).0, 204);
    }
}

pub fn ready(program: &Program) -> (u16, Value) {
    let url = format!("{}/readyz", program.url.as_ref().unwrap());
    read(agent().get(url).call().unwrap())
}
