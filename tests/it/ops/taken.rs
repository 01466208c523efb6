//! Taking a backup: what it is, where it goes, who may read it, and what a half of one is taken for.

use crate::ops::world::{backup, cli, config, files, manifest};
use crate::store::served::Served;
use crate::store::world::refused;
use crate::support::program;
use rusqlite::Connection;
use serde_json::json;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_backup_is_one_sound_file_with_a_manifest_and_for_its_owner_alone() {
    let served = Served::start();
    assert_eq!(served.order("web-1").0, 201);
    let file = backup(&served);
    let manifest_file = format!("{}.manifest.json", file.display());
    assert_eq!((mode(&file), mode(Path::new(&manifest_file))), (0o600, 0o600));
    assert_eq!(mode(file.parent().unwrap()), 0o700);
    assert_eq!(file.parent().unwrap(), served.folder().join("backups"));
    let manifest = manifest(&file);
    assert_eq!(manifest["company"], "probe");
    assert_eq!(manifest["why"], "by_hand");
    assert_eq!(manifest["tables"]["appointments"], 1);
    assert_eq!(manifest["bytes"], fs::metadata(&file).unwrap().len());
    let sum = Command::new("sha256sum").arg(&file).output().unwrap().stdout;
    let sum = String::from_utf8(sum).unwrap();
    assert_eq!(sum.split_whitespace().next(), manifest["sha256"].as_str());
    // Alone, as somebody reads it who has nothing else.
    let alone = Connection::open(format!("file:{}?immutable=1", file.display())).unwrap();
    let sound: String = alone.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    assert_eq!(files(file.parent().unwrap()).len(), 2, "nothing else lies there");
}

#[test]
fn it_goes_where_it_is_told_and_over_nothing() {
    let served = Served::start();
    let (file, folder) = (served.elsewhere("mine.db"), served.elsewhere("shelf"));
    fs::create_dir(&folder).unwrap();
    for to in [&file, &folder] {
        let said = cli(&served, &["backup", to.to_str().unwrap()]);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(said.out.contains("sound") && said.database.is_some(), "{said:?}");
    }
    assert!(file.exists() && fs::read_dir(&folder).unwrap().count() == 2);
    let database = served.database();
    let key = served.folder().join("test.db.erasure-key");
    for (to, words) in [
        (file.as_path(), ["is there already", "mine.db"]),
        (&database, ["is there already", "test.db"]),
        (&key, ["belongs to the database", "test.db.erasure-key"]),
        (Path::new("/nowhere/at/all.db"), ["/nowhere/at", "make it first"]),
    ] {
        refused(&cli(&served, &["backup", to.to_str().unwrap()]), &words);
    }
    let listed = cli(&served, &["backup", "list", folder.to_str().unwrap(), "--json"]).json();
    assert_eq!(listed["backups"][0]["fault"], json!(null), "{listed}");
}

#[test]
fn one_that_was_killed_is_no_backup() {
    let served = Served::start();
    for step in 1..=3 {
        let to = served.elsewhere(&format!("half-{step}.db"));
        let mut command = program::command(&config(&served), &["backup", to.to_str().unwrap()]);
        let killed = command.env("CHAIRSIDE_CRASH_AT_COMMIT", format!("step:{step}")).output();
        assert_eq!(killed.unwrap().status.signal(), Some(9), "{step}");
        let said = cli(&served, &["restore", to.to_str().unwrap()]);
        // It is served; but that is not why.
        assert_eq!(said.code, Some(1));
        let folder = to.parent().unwrap().to_str().unwrap();
        let listed = cli(&served, &["backup", "list", folder, "--json"]).json();
        assert_eq!(listed["backups"].as_array().unwrap().len(), 0, "{step}: {listed}");
        let halves = listed["unfinished"].as_array().unwrap();
        assert_eq!(halves.len(), step, "{listed}");
    }
    let whole = served.elsewhere("whole.db");
    let mut command = program::command(&config(&served), &["backup", whole.to_str().unwrap()]);
    let killed = command.env("CHAIRSIDE_CRASH_AT_COMMIT", "step:4").output().unwrap();
    assert_eq!(killed.status.signal(), Some(9));
    assert_eq!(manifest(&whole)["company"], "probe");
}

#[test]
fn a_full_disk_leaves_nothing_behind() {
    let served = Served::start();
    assert_eq!(served.order("web-1").0, 201);
    let to = served.elsewhere("full.db");
    let script = "ulimit -S -f 100; exec \"$0\" \"$@\"";
    let mut command = Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_chairside"), "backup", to.to_str().unwrap()]);
    let said = program::said(command.arg("--config").arg(config(&served)).output().unwrap());
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{said:?}");
    let left: Vec<String> = files(to.parent().unwrap()).into_keys().collect();
    assert!(!left.iter().any(|name| name.starts_with("full.db")), "{left:?}");
}
