//! Salons in which the commands of the documentation find what they name.

use crate::agent::world as agent;
use crate::docs::blocks::Line;
use crate::doctor::world as doctor;
use crate::host::suggesting::{anna, evo, jwe, people, tablet};
use crate::recording::world as recording;
use crate::support::bare::Bare;
use crate::support::harness::{CUT_POOL, TestApp};
use crate::visit::live::Live;
use crate::visit::world as visit;
use rusqlite::Connection;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use time::OffsetDateTime;

/// Days of December 2026 in the documentation are days from so many on, so that they stay ahead.
const DAYS_AHEAD: i64 = 14;
const DECEMBER: &str = "2026-12-";

pub struct World {
    /// In which `chairside` is the program.
    bin: tempfile::TempDir,
    /// Everything is as it should be: mail, webhooks, a backup.
    well: doctor::World,
    retell: agent::World,
    /// A recorded day.
    recorded: TestApp,
    diary: Option<Diary>,
}

/// A diary, for the lines of one block.
struct Diary {
    block: (String, usize),
    live: Live,
}

impl World {
    pub fn open() -> World {
        let bin = tempfile::tempdir().unwrap();
        symlink(env!("CARGO_BIN_EXE_chairside"), bin.path().join("chairside")).unwrap();
        let retell = agent::World::new();
        retell.push();
        let mut recorded = TestApp::start_with(&recording::recording(""));
        recording::live_a_day(&recorded);
        recorded.appliance.stop();
        World { bin, well: doctor::World::new(), retell, recorded, diary: None }
    }

    /// Runs a line as a shell does. The error is what it said.
    pub fn run(&mut self, line: &Line) -> Result<(), String> {
        let words = line.words();
        let word = |place: usize| words.get(place).map(String::as_str).unwrap_or_default();
        match (word(0), word(1)) {
            ("init", _) => self.typed(tempfile::tempdir().unwrap().path(), &line.text),
            ("doctor" | "status" | "healthcheck" | "hosts" | "event-types", _)
            | ("alerts", "test") => self.typed(self.well.folder.path(), &line.text),
            ("retell", _) => self.typed(self.retell.config.parent().unwrap(), &line.text),
            ("suggestions" | "mappings", _) => {
                let salon = strangers();
                let text = line.text.replace("1420209", "7101");
                self.typed(salon.dir.path(), &text)
            }
            ("sagas", _) => {
                let live = Live::start();
                let saga = live.stuck_booking();
                live.cli(&["sagas", "list"]);
                let told = self.typed(live.app.dir.path(), &line.text.replace("3f2a", &saga[..6]));
                live.app.sandbox.clear_faults();
                live.cli(&["sagas", "retry", &saga]);
                live.settle();
                told
            }
            ("appointments", "no-show") => {
                let live = Live::two_weeks_ago();
                booked(&live);
                live.cli(&["status"]);
                self.typed(live.app.dir.path(), &line.text.replace("17", "1"))
            }
            ("pauses", "release") => self.released(line),
            _ => self.in_the_diary(line),
        }
    }

    /// Types it in a folder. Standard input is empty.
    fn typed(&self, folder: &Path, text: &str) -> Result<(), String> {
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new("sh");
        command.args(["-c", text]).current_dir(folder).stdin(Stdio::null());
        for name in ["LC_ALL", "LC_MESSAGES", "LANG", "RUST_LOG"] {
            command.env_remove(name);
        }
        let said = command.env("PATH", format!("{}:{path}", self.bin.path().display())).output();
        let said = said.unwrap();
        let told = [said.stdout, said.stderr].concat();
        let told = String::from_utf8_lossy(&told).into_owned();
        if said.status.success() { Ok(()) } else { Err(format!("{}: {told}", said.status)) }
    }

    fn in_the_diary(&mut self, line: &Line) -> Result<(), String> {
        let block = (line.file.clone(), line.block);
        if self.diary.as_ref().is_none_or(|diary| diary.block != block) {
            self.diary = None;
            let live = diary();
            let folder = live.app.dir.path();
            symlink(recording::folder(&self.recorded), folder.join("recordings")).unwrap();
            self.diary = Some(Diary { block, live });
        }
        let live = &self.diary.as_ref().unwrap().live;
        let told = self.typed(live.app.dir.path(), &named_as_here(&line.text, live));
        live.settle();
        told
    }

    /// What the running program has to do is done beside the command.
    fn released(&self, line: &Line) -> Result<(), String> {
        let live = Live::start_with("flexible", visit::flexible);
        booked(&live);
        live.cli(&["pauses", "list"]);
        let is_over = AtomicBool::new(false);
        let told = std::thread::scope(|scope| {
            let app = &live.app;
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    app.clock.forward(time::Duration::seconds(1));
                    app.appliance.work.tick();
                    std::thread::sleep(Duration::from_millis(20));
                }
            });
            let told = self.typed(app.dir.path(), &line.text.replace("17", "1"));
            is_over.store(true, Ordering::Relaxed);
            told
        });
        live.settle();
        told
    }
}

/// A salon with hosts that nobody is sure of.
fn strangers() -> Bare {
    let bare = Bare::open(&people());
    bare.book("uid_a", &evo(), Some(CUT_POOL));
    bare.book("uid_j", &jwe(), None);
    bare.book("uid_n", &anna(), None);
    bare.book("uid_t", &tablet(), None);
    bare
}

/// Two customers with visits, a message, an event that died, an alarm, and the files that are named.
fn diary() -> Live {
    let live = Live::start();
    booked(&live);
    live.other("14:00");
    live.settle();
    let folder = live.app.dir.path().to_owned();
    // Writes the configuration.
    live.cli(&["version"]);
    fs::write(folder.join("staff.csv"), "key,name,emails\ncarla,Carla Neu,carla@salon.example\n")
        .unwrap();
    fs::create_dir(folder.join("stick")).unwrap();
    symlink(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"), folder.join("fixtures"))
        .unwrap();
    let connection = Connection::open(live.app.database()).unwrap();
    connection
        .execute_batch(
            "UPDATE inbox SET state = 'dead', reason = 'Cal.com has no such booking', next_try_at = NULL,
                 finished_at = received_at, attempts = 4 WHERE id = (SELECT max(id) FROM inbox);
             INSERT INTO alarms (company_id, kind, level, message, began_at)
                 SELECT id, 'host_extraction', 'alarm', 'a trial', '2026-11-01T08:00:00Z' FROM companies;",
        )
        .unwrap();
    live
}

/// On a busy machine the answer may come too late; the visit stands all the same.
fn booked(live: &Live) {
    live.book();
    live.settle();
    assert_eq!(live.status(), "confirmed");
}

fn one(live: &Live, sql: &str) -> String {
    live.app.rows(sql).into_iter().next().unwrap_or_else(|| panic!("nothing: {sql}"))
}

/// The line with this diary's names in place of the documentation's.
fn named_as_here(text: &str, live: &Live) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut text = in_days_to_come(text);
    let mut put = |from: &str, to: &str| text = text.replace(from, to);
    match words.get(1).copied().unwrap_or_default() {
        "appointments" => put("show 17", "show 1"),
        "absences" => {
            put("--day today", &format!("--day {}", live.day));
            put("--do 17=juergen,18", "--do 1=juergen");
        }
        "events" => {
            let event = one(live, "SELECT max(id) FROM inbox WHERE state = 'dead'");
            put("812", &event);
        }
        "messages" => {
            let message = one(live, "SELECT id FROM outbox ORDER BY created_at LIMIT 1");
            put("1ab6ed73", &message);
        }
        "customers" => {
            let name = ("Kim Muster", "Kim Neumann");
            for (from, to) in [(" 7 12", " 1 2"), (" 7", " 1"), name] {
                put(from, to);
            }
        }
        // One that has its event types.
        "services" => put("rehearse farbe", "rehearse ansatzfarbe"),
        "backup" => put("/media/stick", "stick"),
        _ => {}
    }
    text
}

/// `2026-12-05` is the fifth of some days to come.
fn in_days_to_come(text: &str) -> String {
    let mut parts = text.split(DECEMBER);
    let mut out = parts.next().unwrap().to_owned();
    let now = OffsetDateTime::now_utc().date();
    for part in parts {
        let (day, rest) = part.split_at(2);
        let ahead = time::Duration::days(DAYS_AHEAD + day.parse::<i64>().unwrap());
        out += &format!("{}{rest}", now + ahead);
    }
    out
}
