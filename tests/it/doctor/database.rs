//! What goes wrong with the files and the database, one at a time.

use crate::doctor::world::{Case, World, each_turns_its_own_line};
use rusqlite::Connection;
use std::fs;
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::Path;

fn mode(path: &Path, bits: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(bits)).unwrap();
}

#[test]
fn the_database_itself() {
    each_turns_its_own_line(&[
        Case {
            what: "another folder is named",
            break_it: |world| world.edit("test.db", "other.db"),
            turns: "database",
            level: "fail",
            seen: "gibt es noch nicht",
            todo: "chairside serve",
        },
        Case {
            what: "a page is damaged",
            break_it: |world| {
                world.stop();
                let connection = Connection::open(world.database()).unwrap();
                let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'warnings_one'";
                let page: i64 = connection.query_row(sql, [], |row| row.get(0)).unwrap();
                drop(connection);
                let file = fs::File::options().write(true).open(world.database()).unwrap();
                file.write_all_at(&[0xA5; 64], (page as u64 - 1) * 4096).unwrap();
            },
            turns: "database",
            level: "fail",
            seen: "beschädigt",
            todo: "Sicherung zurückspielen",
        },
        Case {
            what: "a row was deleted by hand",
            break_it: |world| world.sql("DELETE FROM branches"),
            turns: "database",
            level: "fail",
            seen: "verweisen ins Leere",
            todo: "Sicherung",
        },
        Case {
            what: "no database at all",
            break_it: |world| {
                fs::write(world.folder.path().join("letter.db"), "Dear Sir or Madam, ".repeat(100))
                    .unwrap();
                crate::doctor::world::private(&world.folder.path().join("letter.db"));
                world.edit("test.db", "letter.db");
            },
            turns: "database",
            level: "fail",
            seen: "no SQLite database",
            todo: "",
        },
        Case {
            what: "of a newer program",
            break_it: |world| {
                world.sql("INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (99, 'later', '2027-01-01T00:00:00Z', '1')");
            },
            turns: "schema",
            level: "fail",
            seen: "99",
            todo: "neuere Programm",
        },
        Case {
            what: "the audit trail lost its head",
            break_it: |world| {
                fs::remove_file(world.folder.path().join("test.db.audit-head")).unwrap()
            },
            turns: "audit",
            level: "fail",
            seen: "head file",
            todo: "chairside audit verify",
        },
        Case {
            what: "a row of the audit trail was changed",
            break_it: |world| {
                let connection = Connection::open(world.database()).unwrap();
                let sql = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'calcom_host_mapping_audits'";
                let triggers: Vec<String> = connection
                    .prepare(sql)
                    .unwrap()
                    .query_map([], |row| row.get(0))
                    .unwrap()
                    .collect::<Result<_, _>>()
                    .unwrap();
                for trigger in triggers {
                    connection.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
                }
                connection
                    .execute_batch(
                        "UPDATE calcom_host_mapping_audits SET reason = 'nobody' WHERE seq = 1",
                    )
                    .unwrap();
            },
            turns: "audit",
            level: "fail",
            seen: "verändert",
            todo: "chairside audit verify",
        },
        Case {
            what: "serve does not run",
            break_it: World::stop,
            turns: "program",
            level: "fail",
            seen: "läuft nicht",
            todo: "chairside serve",
        },
    ]);
}

/// Somebody has a transaction open in another program.
#[test]
fn a_database_that_takes_nothing() {
    let mut world = World::new();
    world.stop();
    let holder = Connection::open(world.database()).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (lines, code) = world.doctor(&[]);
    let line = &lines["writable"];
    assert_eq!((line.level.as_str(), code), ("fail", Some(1)), "{line:?}");
    assert!(line.seen.contains("locked") && line.todo.contains("sqlite3"), "{line:?}");
}

#[test]
fn who_may_read_the_files() {
    each_turns_its_own_line(&[
        Case {
            what: "the folder",
            break_it: |world| mode(world.folder.path(), 0o755),
            turns: "folder",
            level: "warn",
            seen: "Rechte 755",
            todo: "chmod 700",
        },
        Case {
            what: "the database",
            break_it: |world| mode(&world.database(), 0o644),
            turns: "folder",
            level: "fail",
            seen: "test.db (Rechte 644)",
            todo: "chmod 600",
        },
        Case {
            what: "the configuration with secrets in it",
            break_it: |world| mode(&world.config, 0o644),
            turns: "secrets",
            level: "fail",
            seen: "appliance.toml",
            todo: "chmod 600",
        },
        Case {
            what: "a secret in a file of its own",
            break_it: |world| {
                let file = world.folder.path().join("key");
                fs::write(&file, "cal_sandbox_demo\n").unwrap();
                mode(&file, 0o640);
                world.edit("\"cal_sandbox_demo\"", "\"file:key\"");
            },
            turns: "secrets",
            level: "fail",
            seen: "Rechte 640",
            todo: "chmod 600",
        },
    ]);
}

#[test]
fn room_and_backups() {
    let world = World::new();
    let (lines, code) = world.doctor(&["--disk-mb", "99999999999"]);
    assert_eq!((lines["disk"].level.as_str(), code), ("warn", Some(0)), "{lines:?}");
    assert!(lines["disk"].todo.contains("Platte"), "{lines:?}");
    each_turns_its_own_line(&[
        Case {
            what: "there is no backup",
            break_it: |world| {
                fs::remove_file(world.folder.path().join("backups/newest.db")).unwrap()
            },
            turns: "backup",
            level: "fail",
            seen: "liegt keine Sicherung",
            todo: "chairside backup",
        },
        Case {
            what: "the backup is old",
            break_it: |world| {
                let file = fs::File::options()
                    .write(true)
                    .open(world.folder.path().join("backups/newest.db"))
                    .unwrap();
                let days = std::time::Duration::from_secs(3 * 86_400);
                file.set_modified(std::time::SystemTime::now() - days).unwrap();
            },
            turns: "backup",
            level: "fail",
            seen: "72 Stunden alt; höchstens 26 sind erlaubt",
            todo: "chairside backup",
        },
        Case {
            what: "nobody makes backups, and nobody looks for them",
            break_it: |world| {
                world.edit("backup_dir", "# backup_dir");
                world.edit("[alerts]", "[backup]\ndaily = false\n[alerts]");
            },
            turns: "backup",
            level: "warn",
            seen: "niemand sieht nach",
            todo: "daily = true",
        },
        Case {
            what: "none was made by itself so far",
            break_it: |world| {
                world.edit("backup_dir", "# backup_dir");
                world.edit("[alerts]", "[backup]\ndir = \"nightly\"\n[alerts]");
            },
            turns: "backup",
            level: "warn",
            seen: "nightly liegt keine Sicherung",
            todo: "chairside backup",
        },
    ]);
}

#[test]
fn what_is_done_by_itself() {
    each_turns_its_own_line(&[
        Case {
            what: "the poll goes wrong",
            break_it: |world| {
                world.sql("INSERT OR REPLACE INTO chores (company_id, name, done_at, failing_since) SELECT id, 'poll', NULL, '2026-11-01T10:00:00Z' FROM companies")
            },
            turns: "sync",
            level: "fail",
            seen: "gelingt seit",
            todo: "Protokoll",
        },
        Case {
            what: "the poll was not done for long",
            break_it: |world| {
                world.sql("INSERT OR REPLACE INTO chores (company_id, name, done_at) SELECT id, 'poll', '2026-11-01T10:00:00Z' FROM companies")
            },
            turns: "sync",
            level: "fail",
            seen: "nachgefragt vor",
            todo: "chairside serve",
        },
        Case {
            what: "the poll is off",
            break_it: |world| world.edit("every_seconds = 60", "every_seconds = 0"),
            turns: "sync",
            level: "warn",
            seen: "abgeschaltet",
            todo: "every_seconds = 60",
        },
        Case {
            what: "what came in waits",
            break_it: |world| {
                world.sql("INSERT INTO inbox (channel, event, body, state, next_try_at, received_at) VALUES ('calcom_webhook', 'PING', x'7b7d', 'open', '2026-11-01T10:00:00Z', '2026-11-01T10:00:00Z')")
            },
            turns: "queue",
            level: "fail",
            seen: "wartet seit über 15 Minuten",
            todo: "chairside events list",
        },
        Case {
            what: "a visit is stuck",
            break_it: |world| {
                world.sql("INSERT INTO sagas (id, kind, params, state, created_at, updated_at) VALUES ('s1', 'book', '{}', 'stuck', '2026-11-01T10:00:00Z', '2026-11-01T10:00:00Z')")
            },
            turns: "queue",
            level: "fail",
            seen: "1 Besuche",
            todo: "chairside sagas list",
        },
        Case {
            what: "an alarm is open",
            break_it: |world| {
                world.sql("INSERT INTO alarms (company_id, kind, level, message, began_at) SELECT id, 'clock_off', 'alarm', 'Die Uhr.', '2026-11-01T10:00:00Z' FROM companies")
            },
            turns: "alarms",
            level: "fail",
            seen: "Die Uhr.",
            todo: "chairside alerts list",
        },
    ]);
}
