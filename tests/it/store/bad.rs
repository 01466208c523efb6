//! What is no database of this salon is refused in one sentence, by `serve`, by `check-config` and by every command,
//! and not a byte of it changes. What is empty may be used.

use crate::store::world::{DATABASE, World, stop};
use crate::support::program;
use rusqlite::Connection;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

/// Another program's database, made by this SQL.
fn foreign(path: &Path, sql: &str) {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(sql).unwrap();
}

fn thirty_tables() -> String {
    (0..30).map(|number| format!("CREATE TABLE invoice_{number} (n INTEGER);")).collect()
}

#[test]
fn another_programs_database_is_not_touched() {
    let refinery = "CREATE TABLE refinery_schema_history (version INTEGER, name TEXT, applied_on TEXT, checksum TEXT);
        INSERT INTO refinery_schema_history VALUES (1, 'initial', '', '');";
    for (what, sql) in [
        ("30 tables", thirty_tables()),
        ("30 tables with a log", format!("PRAGMA journal_mode = WAL; {}", thirty_tables())),
        ("a Fossil repository", "PRAGMA application_id = 252006674; CREATE TABLE blob (n)".into()),
        ("a program with refinery", format!("{refinery} CREATE TABLE companies (title TEXT)")),
        (
            "tables called like ours",
            "CREATE TABLE companies (key TEXT); CREATE TABLE staff (id)".into(),
        ),
        ("only a number", "PRAGMA user_version = 3".into()),
    ] {
        let world = World::new();
        foreign(&world.database(), &sql);
        world.never_takes(&world.usual(), &["another program", "test.db", "database.path"]);
        assert_eq!(world.beside(), [DATABASE], "{what}");
    }
}

/// Its owner crashed: what lies beside it is not ours to fold in either.
#[test]
fn another_programs_log_is_not_touched() {
    let (world, other) = (World::new(), tempfile::tempdir().unwrap());
    let theirs = other.path().join("theirs.db");
    let connection = Connection::open(&theirs).unwrap();
    connection.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE invoices (n)").unwrap();
    fs::copy(&theirs, world.database()).unwrap();
    fs::copy(other.path().join("theirs.db-wal"), world.at("test.db-wal")).unwrap();
    world.never_takes(&world.usual(), &["another program", "invoices"]);
}

#[test]
fn what_is_no_database_is_not_touched() {
    let whole = World::new();
    let config = whole.usual();
    stop(whole.serve(&config));
    let good = fs::read(whole.database()).unwrap();
    let mut headless = good.clone();
    headless[..16].fill(0);
    for (what, bytes, words) in [
        ("a text", b"Emma, 10 Uhr\n".to_vec(), ["no SQLite database"]),
        ("one byte", b"S".to_vec(), ["no SQLite database"]),
        ("511 bytes", vec![b'S'; 511], ["no SQLite database"]),
        ("zeros", vec![0; 8192], ["no SQLite database"]),
        ("only the beginning of the name", b"SQLite format 3".to_vec(), ["no SQLite database"]),
        ("a lost head", headless, ["no SQLite database"]),
        ("a third of it", good[..good.len() / 3].to_vec(), ["damaged"]),
        ("its first page", good[..4096].to_vec(), ["damaged"]),
    ] {
        let world = World::new();
        fs::write(world.database(), bytes).unwrap();
        world.never_takes(&world.usual(), &words);
        assert_eq!(world.beside(), [DATABASE], "{what}");
    }
    let world = World::new();
    world.never_takes(&world.config("appliance.toml", "appliance.toml"), &["no SQLite database"]);
}

#[test]
fn a_name_that_can_mean_no_file_is_refused() {
    let world = World::new();
    fs::create_dir(world.at("folder")).unwrap();
    fs::write(world.at("text"), "x").unwrap();
    symlink("nowhere/salon.db", world.at("lost.db")).unwrap();
    assert!(Command::new("mkfifo").arg(world.at("pipe")).status().unwrap().success());
    for (name, word) in [
        ("", "must not be empty"),
        ("   ", "must not be empty"),
        (":memory:", "in memory"),
        (" :Memory: ", "in memory"),
        ("file:chairside.db", "without file:"),
        ("FILE:/tmp/chairside.db?mode=memory", "without file:"),
        ("  File::memory:?cache=shared", "without file:"),
        (" chairside.db", "blanks"),
        ("folder", "is a folder"),
        ("folder/", "names a folder"),
        (".", "names a folder"),
        ("none/chairside.db", "is not there"),
        ("text/chairside.db", "is not there"),
        ("pipe", "is no file"),
        ("/dev/null", "is no file"),
    ] {
        world.never_takes(&world.config("appliance.toml", name), &["database.path", word]);
    }
    world.never_takes(&world.config("appliance.toml", "lost.db"), &["folder", "is not there"]);
    assert_eq!(world.beside(), Vec::<String>::new());
    // With whatever else is wrong in the file.
    let config = world.config_with("appliance.toml", ":memory:", |text| {
        text.replace("listen = \"127.0.0.1:0\"", "listen = \"here\"")
    });
    world.refuses(&config, &["database.path", "server.listen"]);
}

#[test]
fn what_is_empty_is_used() {
    for way in ["nothing", "an empty file", "no table in it", "a link to nothing"] {
        let world = World::new();
        match way {
            "nothing" => {}
            "an empty file" => fs::write(world.database(), "").unwrap(),
            "no table in it" => foreign(
                &world.database(),
                "PRAGMA journal_mode = WAL; CREATE TABLE t (n); DROP TABLE t",
            ),
            _ => symlink("other.db", world.database()).unwrap(),
        }
        let config = world.usual();
        let checked = program::run(&config, &["check-config"]);
        assert_eq!(checked.code, Some(0), "{way}: {checked:?}");
        stop(world.serve(&config));
        let ours = i64::from(u32::from_be_bytes(*b"Chai"));
        assert_eq!(world.count_alone("PRAGMA application_id"), ours, "{way}");
        assert_eq!(world.count_alone("SELECT count(*) FROM companies"), 1, "{way}");
        stop(world.serve(&config));
    }
}

/// The migrations were folded into one before the first release: a database of the five that were there is none of ours.
#[test]
fn a_database_from_before_the_first_release_is_not_touched() {
    let world = World::new();
    let config = world.usual();
    stop(world.serve(&config));
    foreign(
        &world.database(),
        "DELETE FROM refinery_schema_history;
         INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES
             (1, 'the_house', '2026-11-21T09:30:00Z', '4889952553170969811'),
             (2, 'knowing_who', '2026-11-21T09:30:00Z', '11672971346226593482'),
             (3, 'visits', '2026-11-21T09:30:00Z', '13356466593561930634'),
             (4, 'fewer_pages', '2026-11-21T09:30:00Z', '7006795926608393026'),
             (5, 'nothing_believed', '2026-11-21T09:30:00Z', '9279930830404899260')",
    );
    world.never_takes(&config, &["before the first release", "test.db", "database.path"]);
    // Some of them do not say in their head whose they are.
    foreign(&world.database(), "PRAGMA application_id = 0; PRAGMA user_version = 0");
    world.never_takes(&config, &["before the first release", "test.db", "database.path"]);
}

#[test]
fn a_newer_programs_database_is_not_touched() {
    let world = World::new();
    let config = world.usual();
    stop(world.serve(&config));
    let newer =
        "INSERT INTO refinery_schema_history VALUES (99, 'later', '2030-01-01T00:00:00Z', '1')";
    foreign(&world.database(), newer);
    world.never_takes(&config, &["version 99", "newer program"]);
}

#[test]
fn another_companys_database_is_not_touched() {
    let world = World::new();
    let config = world.usual();
    stop(world.serve(&config));
    for key in ["probe-2", "Probe", "salon-beispiel"] {
        let other = world.config_with("other.toml", DATABASE, |text| {
            text.replace("key = \"probe\"", &format!("key = \"{key}\""))
        });
        world.never_takes(&other, &["\"probe\"", &format!("\"{key}\""), "company.name"]);
    }
    assert_eq!(world.count_alone("SELECT count(*) FROM companies"), 1);
    // Only the name may change.
    let renamed = world.config_with("renamed.toml", DATABASE, |text| {
        text.replace("name = \"Salon Probe\"", "name = \"Salon Neu\"")
    });
    stop(world.serve(&renamed));
    assert_eq!(world.count_alone("SELECT count(*) FROM companies WHERE name = 'Salon Neu'"), 1);
    assert_eq!(world.count_alone("SELECT count(*) FROM staff"), 3);
    // A file in which an older program let a second salon begin is still either's.
    let second = "INSERT INTO companies (key, name, time_zone, created_at)
        VALUES ('probe-2', 'x', 'Europe/Berlin', '2026-11-21T09:30:00Z')";
    foreign(&world.database(), second);
    stop(world.serve(&config));
}
