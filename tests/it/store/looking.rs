//! Looking does not write. A command that only looks does it on a file and in a folder that can only be read, without a
//! secret in the environment: beside a running `serve`, after a kill, and after a stop. A command that changes something
//! writes that and nothing else.

use crate::store::world::{DATABASE, PATIENCE, World, kill, refused, stop};
use crate::support::harness::{WEB_TOKEN, agent, read};
use crate::support::program;
use crate::support::program::Said;
use crate::visit::crash_run::Program;
use chairside::store::db::writer_thread::LOCK_PATIENCE;
use rusqlite::Connection;
use rusqlite::types::Value as Cell;
use serde_json::json;
use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{fs, thread};
use time::OffsetDateTime;

/// Modes bind everybody but root, so that the tests of a root run the program as this user.
const NOBODY: u32 = 65_534;

const LOOKS: [&[&str]; 20] = [
    &["mappings", "list"],
    &["mappings", "show", "7001"],
    &["suggestions", "list"],
    &["sagas", "list"],
    &["pauses", "list"],
    &["audit", "list"],
    &["audit", "verify"],
    &["services", "list"],
    &["services", "show", "schnitt"],
    &["services", "rehearse", "schnitt", "--at", "2031-03-04T10:00"],
    &["hosts", "list"],
    &["staff", "list"],
    &["warnings", "list", "--all"],
    &["callbacks", "list", "--all"],
    &["absences", "list"],
    &["appointments", "list", "--all"],
    &["appointments", "list", "--unassigned"],
    &["event-types", "list"],
    &["backfill", "--from", "metadata", "--dry-run"],
    &["mappings", "wrong", "1", "--by", "Ute", "--reason", "look"],
];

const CHANGES: [&[&str]; 5] = [
    &[
        "absences",
        "add",
        "--staff",
        "emma",
        "--from",
        "2031-03-04",
        "--until",
        "2031-03-04",
        "--by",
        "Ute",
    ],
    &["mappings", "set", "7001", "--staff", "emma", "--by", "Ute", "--reason", "so"],
    &["warnings", "clear", "1"],
    &["callbacks", "done", "1", "--by", "Ute"],
    &[
        "services",
        "add",
        "pony",
        "--name",
        "Pony",
        "--minutes",
        "15",
        "--staff",
        "emma",
        "--by",
        "Ute",
    ],
];

/// The program where anybody may start it, and who does.
struct Visitor {
    folder: tempfile::TempDir,
    user: Option<u32>,
}

impl Visitor {
    fn new() -> Visitor {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        fs::copy(env!("CARGO_BIN_EXE_chairside"), folder.path().join("chairside")).unwrap();
        let is_root = fs::metadata(folder.path()).unwrap().uid() == 0;
        Visitor { folder, user: is_root.then_some(NOBODY) }
    }

    fn run(&self, config: &Path, arguments: &[&str]) -> Said {
        let mut command = Command::new(self.folder.path().join("chairside"));
        command.args(arguments).arg("--config").arg(config).env_clear().current_dir("/");
        if let Some(user) = self.user {
            command.uid(user);
        }
        program::said(command.output().unwrap())
    }

    /// Files and folder can only be read, by the visitor too.
    fn lock_up(&self, world: &World) {
        for (path, mode) in world
            .files()
            .into_keys()
            .map(|path| (path, 0o400))
            .chain([(world.dir.path().to_owned(), 0o500)])
        {
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            if let Some(user) = self.user {
                chown(path, Some(user), None).unwrap();
            }
        }
    }
}

fn open_up(world: &World) {
    fs::set_permissions(world.dir.path(), Permissions::from_mode(0o700)).unwrap();
    for path in world.files().into_keys() {
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    }
}

/// A configuration without any secret that could be looked up.
fn without_secrets(world: &World) -> PathBuf {
    world.config_with("locked.toml", DATABASE, |text| {
        ["cal_sandbox_demo", WEB_TOKEN].into_iter().fold(text, |text, secret| {
            text.replace(&format!("\"{secret}\""), "\"env:NOT_SET_ANYWHERE\"")
        })
    })
}

fn book(world: &World, program: &Program) {
    let day = OffsetDateTime::now_utc().date() + time::Duration::days(3);
    let order = json!({ "request_id": "one", "service": "schnitt", "start": format!("{day}T10:00"),
        "staff": "Emma", "customer": { "name": "Zoë Beispiel", "phone": "030 23125 103" } });
    let url = format!("{}/api/v2/bookings", program.url.as_ref().unwrap());
    let request = agent().post(url).header("authorization", &format!("Bearer {WEB_TOKEN}"));
    let (status, body) =
        read(request.content_type("application/json").send(order.to_string()).unwrap());
    assert_eq!(status, 201, "{body}");
    let begun = Instant::now();
    while !world.at("test.db.audit-head").exists() {
        assert!(begun.elapsed() < PATIENCE, "the head of the audit trail is kept");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Each command looks, and every file is as before: none is there that was not, none is gone.
fn all_look(world: &World, visitor: &Visitor, config: &Path, is_served: bool) {
    let files = || {
        let mut files = world.files();
        // Who serves it leaves a mark in it at each read.
        files.retain(|path, _| !is_served || !path.to_string_lossy().ends_with("-shm"));
        (files, world.beside())
    };
    visitor.lock_up(world);
    let before = files();
    for arguments in LOOKS {
        let said = visitor.run(config, arguments);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{arguments:?}: {said:?}");
        let line = format!("chairside: database {} (read only)", world.database().display());
        assert_eq!(said.database, Some(line), "{arguments:?}");
        assert!(files() == before, "{arguments:?} changed something");
    }
    open_up(world);
}

#[test]
fn looking_changes_nothing_and_needs_no_secret() {
    let (world, visitor) = (World::new(), Visitor::new());
    let (config, locked) = (world.usual(), without_secrets(&world));
    let serve = || {
        let program = world.serve(&config);
        assert!(program.url.is_some(), "{}", world.log());
        program
    };
    let program = serve();
    book(&world, &program);
    all_look(&world, &visitor, &locked, true);
    let shown = |what: &[&str]| visitor_out(&world, &visitor, &locked, what);
    let served = shown(&["appointments", "list"]);
    assert!(served.contains("Zoë Beispiel"), "{served}");
    kill(program);
    assert!(world.log_bytes() > 0);
    all_look(&world, &visitor, &locked, false);
    assert_eq!(shown(&["appointments", "list"]), served, "what is in the log alone");
    // As a copy has it.
    fs::remove_file(world.at("test.db-shm")).unwrap();
    all_look(&world, &visitor, &locked, false);
    assert_eq!(shown(&["appointments", "list"]), served);
    stop(serve());
    all_look(&world, &visitor, &locked, false);
    assert_eq!(shown(&["appointments", "list"]), served);
    assert_eq!(world.beside(), [DATABASE, "test.db.audit-head"]);
    // And it is as good as before.
    stop(serve());
}

fn visitor_out(world: &World, visitor: &Visitor, config: &Path, arguments: &[&str]) -> String {
    visitor.lock_up(world);
    let said = visitor.run(config, arguments);
    open_up(world);
    assert_eq!(said.code, Some(0), "{said:?}");
    said.out
}

#[test]
fn where_no_salon_was_served_nothing_is_made() {
    for (way, word) in [
        ("nothing", "there is no database"),
        ("an empty file", "there is no database"),
        ("no table in it", "there is no database"),
        ("no salon in it", "holds no salon yet"),
        ("an older one", "brings it up to date"),
    ] {
        let world = World::new();
        let config = world.usual();
        let sql =
            |sql: &str| Connection::open(world.database()).unwrap().execute_batch(sql).unwrap();
        match way {
            "nothing" => {}
            "an empty file" => fs::write(world.database(), "").unwrap(),
            "no table in it" => sql("PRAGMA journal_mode = WAL; CREATE TABLE t (n); DROP TABLE t"),
            "no salon in it" => drop(chairside::store::Store::open(&world.database()).unwrap()),
            _ => {
                program::served(&config);
                sql("DELETE FROM refinery_schema_history");
            }
        }
        let before = world.files();
        for arguments in LOOKS.iter().chain(&CHANGES) {
            // A trail that is not there is for `verify` to tell.
            if arguments.ends_with(&["verify"]) && way != "nothing" {
                continue;
            }
            let said = program::run(&config, arguments);
            refused(&said, &["test.db", word]);
            assert_eq!(said.database, None);
            assert!(world.files() == before, "{way}: {arguments:?} changed something");
        }
    }
}

/// Every row of every table.
fn rows(path: &Path) -> BTreeMap<String, Vec<Vec<Cell>>> {
    let connection = Connection::open(path).unwrap();
    let mut tables =
        connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
    let tables = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap);
    let rows = |table: String| {
        let mut query = connection.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let columns = query.column_count();
        let row = |row: &rusqlite::Row| (0..columns).map(|place| row.get(place)).collect();
        let rows = query.query_map([], row).unwrap().map(Result::unwrap).collect();
        (table, rows)
    };
    tables.map(rows).collect()
}

#[test]
fn a_change_writes_what_it_says_and_not_what_the_file_says() {
    let world = World::new();
    program::served(&world.usual());
    let before = rows(&world.database());
    let config = world.config_with("changed.toml", DATABASE, |text| {
        text.replace("Emma Vogel", "Emma Neu")
            .replace("Salon Probe", "Salon Neu")
            .replace("emma@", "e@")
    });
    let [absence, ..] = CHANGES;
    let said = program::run(&config, absence);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    let line = format!("chairside: database {} (to change it)", world.database().display());
    assert_eq!(said.database, Some(line));
    let after = rows(&world.database());
    let changed: Vec<&String> = after
        .iter()
        .filter(|(table, rows)| before[*table] != **rows)
        .map(|(table, _)| table)
        .collect();
    // What is kept in memory elsewhere counts the change.
    assert_eq!(changed, ["absences", "salon_revision"]);
    assert_eq!(after["absences"].len(), 1);
    program::served(&config);
    assert_ne!(rows(&world.database())["staff"], before["staff"], "`serve` does");
}

#[test]
fn a_change_waits_for_a_lock_and_then_says_so() {
    let world = World::new();
    let config = world.usual();
    program::served(&config);
    let foreign = Connection::open(world.database()).unwrap();
    foreign.execute_batch("BEGIN IMMEDIATE").unwrap();
    let begun = Instant::now();
    let [absence, ..] = CHANGES;
    let said = program::run(&config, absence);
    assert!(begun.elapsed() >= LOCK_PATIENCE, "{said:?}");
    refused(&said, &["database", "locked"]);
    let looked = program::run(&config, &["absences", "list", "--json"]);
    assert_eq!(looked.json(), json!([]), "looking does not wait");
    foreign.execute_batch("ROLLBACK").unwrap();
    assert_eq!(program::run(&config, absence).code, Some(0));
}
