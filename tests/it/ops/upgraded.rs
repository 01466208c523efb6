//! Upgrades: a backup before the first migration, a migration whole or not at all, an older program that refuses, and the
//! way back. The newer program is this one with a migration that no release has.

use crate::ops::world::{Place, cli, config, manifest, rows};
use crate::store::served::Served;
use crate::store::world::refused;
use crate::support::program;
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const VERSION: &str = "SELECT max(version) FROM refinery_schema_history";
/// A salon as Chairside 0.1.0 left it. Made anew by
/// `CHAIRSIDE_TEST_WRITE_FIXTURES=1 cargo test --test it -- ops::upgraded::released`; a released one never changes.
const RELEASED: &str = "fixtures/databases/0.1.0.sql";

/// What makes this program the newer one, as a line of a shell.
fn newer(served: &Served, sql: &str) -> String {
    let file = served.elsewhere("V2.sql");
    fs::write(&file, sql).unwrap();
    format!("export CHAIRSIDE_TRIAL_MIGRATION=0.2.0:{}", file.display())
}

fn before_upgrades(served: &Served) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(served.folder().join("backups")) else { return Vec::new() };
    let files = entries.map(|entry| entry.unwrap().path());
    files.filter(|file| file.to_string_lossy().ends_with("-before-0.2.0.db")).collect()
}

#[test]
fn it_is_backed_up_first_and_the_older_program_can_be_put_back() {
    let mut served = Served::start();
    assert_eq!(served.order("web-1").0, 201);
    let newer = newer(&served, "ALTER TABLE staff ADD COLUMN nickname TEXT;");
    served.serve(&newer);
    assert_eq!(served.ready().0, 200);
    assert_eq!(rows(&served.database(), VERSION), ["2"]);
    let made = before_upgrades(&served);
    assert_eq!(made.len(), 1, "{}", served.log());
    let said = manifest(&made[0]);
    assert_eq!((&said["why"], &said["schema"]), (&"before_upgrade".into(), &1.into()));
    served.serve(&newer);
    assert_eq!(before_upgrades(&served).len(), 1, "there was nothing to bring up to date");

    let said = program::said(served.refused_start(""));
    refused(&said, &["version 2", "Chairside 0.2.0", "chairside restore"]);
    let file = made[0].to_str().unwrap();
    let said = cli(&served, &["restore", file]);
    assert_eq!(said.code, Some(0), "{said:?}");
    served.serve("");
    assert_eq!(rows(&served.database(), VERSION), ["1"]);
    assert_eq!(rows(&served.database(), "SELECT count(*) FROM appointments"), ["1"]);
}

#[test]
fn a_migration_that_fails_changes_nothing() {
    let mut served = Served::start();
    assert_eq!(served.order("web-1").0, 201);
    served.stop();
    let before = rows(&served.database(), "SELECT sql FROM sqlite_schema");
    for sql in [
        "ALTER TABLE staff ADD COLUMN nickname TEXT; SELECT nonsense;",
        // Rows that point at nothing.
        "DELETE FROM companies;",
    ] {
        let newer = newer(&served, sql);
        let said = program::said(served.refused_start(&newer));
        assert_eq!(said.code, Some(1), "{said:?}");
        assert_eq!(rows(&served.database(), "SELECT sql FROM sqlite_schema"), before);
        assert_eq!(rows(&served.database(), VERSION), ["1"]);
    }
    served.serve("");
    assert_eq!(served.ready().0, 200);
}

#[test]
fn without_its_backup_nothing_is_brought_up_to_date() {
    let mut served = Served::start();
    served.stop();
    fs::write(served.folder().join("backups"), "in the way").unwrap();
    let newer = newer(&served, "ALTER TABLE staff ADD COLUMN nickname TEXT;");
    let said = program::said(served.refused_start(&newer));
    refused(&said, &["version 1", "backup that is made before", "nothing was changed"]);
    assert_eq!(rows(&served.database(), VERSION), ["1"]);
}

#[test]
fn an_older_backup_is_brought_up_to_date_when_it_is_put_back() {
    let mut served = Served::start();
    assert_eq!(served.order("web-1").0, 201);
    let file = served.elsewhere("old.db");
    assert_eq!(cli(&served, &["backup", file.to_str().unwrap()]).code, Some(0));
    served.kill();
    let newer = newer(&served, "ALTER TABLE staff ADD COLUMN nickname TEXT;");
    let (_, trial) = newer.split_once('=').unwrap();
    let mut command = program::command(&config(&served), &["restore", file.to_str().unwrap()]);
    let said = program::said(command.env("CHAIRSIDE_TRIAL_MIGRATION", trial).output().unwrap());
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("from version 1 to 2"), "{said:?}");
    assert_eq!(rows(&served.database(), VERSION), ["2"]);
}

#[test]
fn released_databases_open() {
    let mut served = Served::start();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(RELEASED);
    if std::env::var_os("CHAIRSIDE_TEST_WRITE_FIXTURES").is_some() {
        write_fixture(&mut served, &file);
    }
    served.kill();
    let place = Place::empty(&served);
    let connection = Connection::open(place.database()).unwrap();
    connection.execute_batch(&fs::read_to_string(&file).unwrap()).unwrap();
    drop(connection);
    let head = format!("{}.audit-head", place.database().display());
    fs::copy(file.with_extension("head"), head).unwrap();
    let checked = place.cli(&["check-config"]);
    assert_eq!(
        checked.code,
        Some(0),
        "{checked:?}; if the schema of 0.1.0 was changed before its release, make {RELEASED} anew"
    );
    let verified = place.cli(&["audit", "verify"]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
    let listed = place.cli(&["appointments", "list", "--all", "--json"]);
    assert!(listed.out.contains("Zoë Beispiel"), "{listed:?}");
}

/// As text, so that it can be read and compared.
fn write_fixture(served: &mut Served, file: &Path) {
    assert_eq!(served.order("web-1").0, 201);
    served.stop();
    let dump = Command::new("sqlite3").arg(served.database()).arg(".dump").output().unwrap();
    let pragma = |name: &str| {
        let value = rows(&served.database(), &format!("PRAGMA {name}")).remove(0);
        format!("PRAGMA {name} = {value};\n")
    };
    let head = ["application_id", "user_version"].map(pragma).concat();
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, head + std::str::from_utf8(&dump.stdout).unwrap()).unwrap();
    // The trail's second end lies beside it.
    let head = fs::read(format!("{}.audit-head", served.database().display())).unwrap();
    fs::write(file.with_extension("head"), head).unwrap();
}
