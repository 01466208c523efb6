//! The life of the database file under the real program: one `serve` at a time, one file after a stop, everything after
//! a kill, a log that belongs to another state, a damaged page, and who may read it.

use crate::store::world::{DATABASE, PATIENCE, World, kill, ready, refused, stop, write};
use crate::support::harness::TestApp;
use crate::support::program;
use crate::visit::crash_run::Program;
use rusqlite::Connection;
use serde_json::json;
use std::fs;
use std::fs::{OpenOptions, Permissions};
use std::os::unix::fs::{FileExt, PermissionsExt, symlink};
use std::path::Path;
use std::time::Instant;

const MESSAGES: &str = "SELECT count(*) FROM inbox WHERE channel = 'retell_webhook'";
const MARK: &str = "PRAGMA user_version";

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "not in time: {what}");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

fn serving(world: &World, config: &Path) -> Program {
    let program = world.serve(config);
    assert!(program.url.is_some(), "{}", world.log());
    program
}

fn number(path: &Path, sql: &str) -> i64 {
    Connection::open(path).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_second_serve_is_refused_by_whatever_name() {
    let world = World::new();
    let config = world.usual();
    // A new database, and one that is there.
    for _ in 0..2 {
        let first = serving(&world, &config);
        symlink(DATABASE, world.at("link.db")).unwrap();
        symlink(".", world.at("here")).unwrap();
        fs::create_dir(world.at("sub")).unwrap();
        let whole = world.database().display().to_string();
        let said = format!("process {} already", first.child.id());
        for (file, name) in [
            ("same.toml", DATABASE),
            ("link.toml", "link.db"),
            ("folder.toml", "here/here/test.db"),
            ("whole.toml", &whole),
            ("sub/below.toml", "../test.db"),
        ] {
            world.refuses(&world.config(file, name), &["is served by", &said]);
            // Commands go on beside it.
            let beside = program::run(&world.config(file, name), &["mappings", "list"]);
            assert_eq!((beside.code, beside.err.as_str()), (Some(0), ""), "{name}");
        }
        assert_eq!(ready(&first).0, 200);
        write(&first, 0, 1);
        stop(first);
        for name in ["link.db", "here"] {
            fs::remove_file(world.at(name)).unwrap();
        }
        fs::remove_dir_all(world.at("sub")).unwrap();
        assert_eq!(world.beside(), [DATABASE]);
    }
}

#[test]
fn a_kill_leaves_no_lock_behind() {
    let world = World::new();
    let config = world.usual();
    for stale in [None, Some("1\n"), Some("nobody"), Some("")] {
        if let Some(text) = stale {
            fs::write(world.at("test.db.lock"), text).unwrap();
        }
        let program = serving(&world, &config);
        let pid = fs::read_to_string(world.at("test.db.lock")).unwrap();
        // What it says of itself stands below.
        let pid = pid.lines().next().unwrap();
        assert_eq!(pid, program.child.id().to_string());
        kill(program);
    }
    fs::hard_link(world.database(), world.at("second.db")).unwrap();
    world.refuses(&config, &["second name", "hard link"]);
}

#[test]
fn two_that_start_at_once_are_one() {
    let world = World::new();
    let config = world.usual();
    let both: Vec<Program> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..4).map(|_| scope.spawn(|| world.serve(&config))).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    assert_eq!(both.iter().filter(|one| one.url.is_some()).count(), 1, "{}", world.log());
    assert_eq!(world.log().matches("is served by process").count(), 3, "{}", world.log());
}

#[test]
fn a_stop_leaves_one_file_that_has_everything() {
    let world = World::new();
    let config = world.usual();
    for (round, messages) in [(1, 3), (2, 40), (3, 0), (4, 1)] {
        let before = if round == 1 { 0 } else { world.count_alone(MESSAGES) };
        let program = serving(&world, &config);
        write(&program, u32::try_from(before).unwrap(), messages);
        // Whoever only reads would keep the log from being folded in.
        assert_eq!(ready(&program), (200, json!({ "status": "ready" })));
        stop(program);
        assert_eq!(world.beside(), [DATABASE], "{round}");
        assert_eq!(world.count_alone(MESSAGES), before + i64::from(messages), "{round}");
    }
    assert!(!world.log().contains("not stopped in order"), "{}", world.log());
}

#[test]
fn a_command_leaves_one_file_that_has_everything() {
    let world = World::new();
    let config = world.usual();
    program::served(&config);
    let add = |from: &str| {
        let said = program::run(
            &config,
            &[
                "absences", "add", "--staff", "emma", "--from", from, "--until", from, "--by",
                "Test",
            ],
        );
        assert_eq!(said.code, Some(0), "{said:?}");
    };
    for (number, day) in (1..).zip(["2031-03-03", "2031-03-04"]) {
        add(day);
        assert_eq!(world.beside(), [DATABASE]);
        assert_eq!(world.count_alone("SELECT count(*) FROM absences"), number);
        for look in [&["absences", "list"][..], &["mappings", "list"], &["warnings", "list"]] {
            assert_eq!(program::run(&config, look).code, Some(0));
            assert_eq!(world.beside(), [DATABASE], "{look:?}");
        }
    }
    // Beside a `serve` it is that one's to fold in.
    let program = serving(&world, &config);
    add("2031-03-05");
    assert_eq!(ready(&program).0, 200);
    stop(program);
    assert_eq!(world.beside(), [DATABASE]);
    assert_eq!(world.count_alone("SELECT count(*) FROM absences"), 3);
}

#[test]
fn a_kill_loses_nothing_and_the_next_start_says_so() {
    let world = World::new();
    let config = world.usual();
    let mut kept = 0;
    for messages in [1, 5, 40] {
        let program = serving(&world, &config);
        write(&program, kept, messages);
        kept += messages;
        kill(program);
        assert!(world.log_bytes() > 0);
        let said = world.log().matches("was not stopped in order").count();
        let program = serving(&world, &config);
        assert_eq!(world.log().matches("was not stopped in order").count(), said + 1);
        assert!(world.log().contains(" kB was left beside it"), "{}", world.log());
        stop(program);
        assert_eq!(world.count_alone(MESSAGES), i64::from(kept));
    }
}

/// Three runs, a copy of the database from after each, the last one killed.
fn thrice(world: &World, config: &Path) -> [Vec<u8>; 2] {
    let copies = [3, 6].map(|from| {
        let program = serving(world, config);
        write(&program, from, 3);
        stop(program);
        fs::read(world.database()).unwrap()
    });
    let program = serving(world, config);
    write(&program, 9, 3);
    kill(program);
    copies
}

#[test]
fn an_older_database_beside_a_newer_log_is_refused() {
    let world = World::new();
    let config = world.usual();
    let [older, own] = thrice(&world, &config);
    let (newest, log) =
        (fs::read(world.database()).unwrap(), fs::read(world.at("test.db-wal")).unwrap());
    fs::write(world.database(), &older).unwrap();
    world.never_takes(&config, &["is not the one that the log beside it", "test.db-wal"]);
    // The one that the log was begun over is as good as the newest: nothing was brought in since.
    for good in [&own, &newest] {
        fs::write(world.database(), good).unwrap();
        fs::write(world.at("test.db-wal"), &log).unwrap();
        fs::remove_file(world.at("test.db-shm")).ok();
        stop(serving(&world, &config));
        assert_eq!(world.count_alone(MESSAGES), 9);
    }
    // The older log beside the newer database.
    fs::write(world.at("test.db-wal"), &log).unwrap();
    world.never_takes(&config, &["is not the one that the log beside it"]);
    // No database at all, or an empty one: SQLite would throw the log away.
    for way in ["none", "empty"] {
        match way {
            "none" => fs::remove_file(world.database()).unwrap(),
            _ => fs::write(world.database(), "").unwrap(),
        }
        world.never_takes(&config, &["there is no database", "destroy"]);
    }
    // As the sentence says: with the older one and without the log it goes on.
    fs::write(world.database(), &older).unwrap();
    for name in ["test.db-wal", "test.db-shm"] {
        fs::remove_file(world.at(name)).ok();
    }
    stop(serving(&world, &config));
    assert_eq!(world.count_alone(MESSAGES), 3);
}

#[test]
fn a_copy_of_this_mornings_file_beside_this_evenings_log_is_refused() {
    let world = World::new();
    let config = world.usual();
    stop(serving(&world, &config));
    let program = serving(&world, &config);
    write(&program, 0, 1);
    let (morning, mark) = (fs::read(world.database()).unwrap(), world.count_alone(MARK));
    // Until a log was brought in, and the next one begun.
    let mut written = 1;
    wait_until("the mark moves on", || {
        write(&program, written, 16);
        written += 16;
        number(&world.database(), MARK) >= mark + 2
    });
    kill(program);
    let evening = fs::read(world.database()).unwrap();
    fs::write(world.database(), morning).unwrap();
    world.never_takes(&config, &["is not the one that the log beside it"]);
    fs::write(world.database(), evening).unwrap();
    stop(serving(&world, &config));
    assert_eq!(world.count_alone(MESSAGES), i64::from(written));
}

fn spoil(world: &World, of: &str, bytes: &[u8]) {
    let sql = format!("SELECT rootpage - 1 FROM sqlite_schema WHERE name = '{of}'");
    let page = u64::try_from(world.count_alone(&sql)).unwrap();
    let file = OpenOptions::new().write(true).open(world.database()).unwrap();
    file.write_all_at(bytes, page * 4096).unwrap();
}

#[test]
fn a_damaged_page_is_noticed_before_anybody_is_served() {
    for (of, bytes) in [
        ("warnings_one", &[0; 4096][..]),
        ("warnings", &[0xA5; 512]),
        ("appointments", b"Emma, 10 Uhr"),
        ("calcom_host_mapping_audits", &[13, 0, 0, 255, 255]),
    ] {
        let world = World::new();
        let config = world.usual();
        stop(serving(&world, &config));
        spoil(&world, of, bytes);
        let before = fs::read(world.database()).unwrap();
        world.refuses(&config, &["is damaged", "backup", "sqlite3"]);
        assert!(fs::read(world.database()).unwrap() == before, "{of}: it was changed");
    }
}

#[test]
fn a_damaged_page_of_a_large_database_is_noticed_while_it_is_served() {
    let world = World::new();
    let config = world.usual();
    stop(serving(&world, &config));
    let connection = Connection::open(world.database()).unwrap();
    let large = "INSERT INTO inbox (channel, event, body, state, received_at, finished_at)
        SELECT 'web_api', 'large', zeroblob(36000000), 'done', created_at, created_at FROM companies";
    assert_eq!(connection.execute(large, []).unwrap(), 1);
    drop(connection);
    let program = serving(&world, &config);
    wait_until("the sound one is looked through", || world.log().contains("and is sound"));
    assert_eq!(ready(&program), (200, json!({ "status": "ready" })));
    stop(program);
    spoil(&world, "warnings_one", &[0; 4096]);
    let program = serving(&world, &config);
    wait_until("the damage is visible", || ready(&program).1["status"] == "degraded");
    assert_eq!(ready(&program).0, 200);
    assert!(world.log().contains("ERROR") && world.log().contains("is damaged"), "{}", world.log());
    stop(program);
}

fn modes(world: &World) -> Vec<(String, u32)> {
    let mode = |name: &String| fs::metadata(world.at(name)).unwrap().permissions().mode() & 0o777;
    world
        .beside()
        .into_iter()
        .map(|name| (mode(&name), name))
        .map(|(mode, name)| (name, mode))
        .collect()
}

#[test]
fn it_is_its_owners_alone() {
    let world = World::new();
    let config = world.usual();
    let files = [DATABASE, "test.db-shm", "test.db-wal", "test.db.lock"];
    let private = files.map(|name| (name.to_owned(), 0o600));
    let program = serving(&world, &config);
    write(&program, 0, 1);
    assert_eq!(modes(&world), private);
    kill(program);
    assert!(!world.log().contains("could be read by others"));
    // As older programs left it behind.
    for wide in [0o644, 0o664, 0o604] {
        for name in files {
            fs::set_permissions(world.at(name), Permissions::from_mode(wide)).unwrap();
        }
        let said = world.log().matches("could be read by others").count();
        let program = serving(&world, &config);
        assert_eq!(modes(&world), private, "{wide:o}");
        assert_eq!(world.log().matches("could be read by others").count(), said + 1);
        kill(program);
    }
}

#[test]
fn the_head_of_the_audit_trail_is_its_owners_alone() {
    let app = TestApp::start();
    let args = json!({ "service": "Haarschnitt", "staff": "Emma", "start": "2026-11-24T10:00",
        "customer_name": "Zoë Beispiel" });
    assert_eq!(app.ask("call_1", "book_appointment", args)["status"], "booked");
    app.settle();
    let head = app.dir.path().join("test.db.audit-head");
    assert_eq!(fs::metadata(head).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn relative_paths_begin_at_the_configuration() {
    let world = World::new();
    let elsewhere = tempfile::tempdir().unwrap();
    fs::create_dir_all(world.at("salon/data")).unwrap();
    fs::write(world.at("salon/key"), "cal_sandbox_demo\n").unwrap();
    let config = world.config_with("salon/appliance.toml", "data/salon.db", |text| {
        format!("{text}[record]\ndir = \"../recordings\"\n")
            .replace("\"cal_sandbox_demo\"", "\"file:key\"")
    });
    let run = |config: &Path, folder: &Path, arguments: &[&str]| {
        let mut command = program::command(config, arguments);
        let output = command.current_dir(folder).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
    };
    program::served(&config);
    for (named, folder) in [
        (config.as_path(), elsewhere.path()),
        (Path::new("salon/appliance.toml"), world.dir.path()),
        (Path::new("appliance.toml"), &world.at("salon")),
        (Path::new("../appliance.toml"), &world.at("salon/data")),
    ] {
        run(named, folder, &["check-config"]);
        run(named, folder, &["hosts", "list"]);
    }
    assert!(world.at("salon/data/salon.db").is_file());
    let program = serving(&world, &config);
    wait_until("the day is recorded", || world.at("recordings").is_dir());
    stop(program);
    for folder in [elsewhere.path(), world.dir.path()] {
        assert!(!folder.join("data").exists() && !folder.join("salon.db").exists());
    }
    // The database's own folder is no place for recordings, by whatever name.
    let beside = world.config_with("salon/beside.toml", "data/salon.db", |text| {
        format!("{text}[record]\ndir = \"data\"\n")
    });
    refused(&program::run(&beside, &["check-config"]), &["record.dir"]);
    let missing = world.config_with("salon/missing.toml", "data/salon.db", |text| {
        text.replace("\"cal_sandbox_demo\"", "\"file:other-key\"")
    });
    refused(&program::run(&missing, &["check-config"]), &["calcom.api_key", "salon/other-key"]);
}
