//! What cannot be put back: a sentence, and not a byte of the data has changed.

use crate::ops::world::{Place, backup, cli, manifest, put_manifest};
use crate::store::served::Served;
use crate::store::world::refused;
use crate::support::program;
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A salon with data of its own, and a backup of it that can be put back there.
fn world() -> (Served, Place, PathBuf) {
    let mut served = Served::start();
    assert_eq!(served.order("web-1").0, 201);
    let file = backup(&served);
    let place = Place::empty(&served);
    let said = place.cli(&["restore", file.to_str().unwrap()]);
    assert_eq!(said.code, Some(0), "{said:?}");
    served.kill();
    (served, place, file)
}

fn copy(file: &Path, name: &str) -> PathBuf {
    let copy = file.with_file_name(name);
    fs::copy(file, &copy).unwrap();
    put_manifest(&copy, &manifest(file));
    copy
}

/// It is refused with these words, and the data is as it was.
#[track_caller]
fn is_refused(place: &Place, file: &Path, words: &[&str]) {
    let before = place.files();
    refused(&place.cli(&["restore", file.to_str().unwrap()]), words);
    assert!(place.files() == before, "{:?}", place.files().keys());
    assert!(!place.dir.path().join("data/test.db.restoring").exists());
}

#[test]
fn a_file_that_is_not_what_its_manifest_says() {
    let (_served, place, file) = world();
    let with = |name: &str, change: &dyn Fn(&mut Value)| {
        let file = copy(&file, name);
        let mut said = manifest(&file);
        change(&mut said);
        put_manifest(&file, &said);
        file
    };
    let cut = copy(&file, "cut.db");
    let length = fs::metadata(&cut).unwrap().len();
    fs::File::options().write(true).open(&cut).unwrap().set_len(length / 2).unwrap();
    is_refused(&place, &cut, &["not whole", "bytes"]);
    let changed = copy(&file, "changed.db");
    let mut bytes = fs::read(&changed).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&changed, bytes).unwrap();
    is_refused(&place, &changed, &["was changed", "SHA-256"]);
    let empty = copy(&file, "empty.db");
    fs::write(&empty, "").unwrap();
    is_refused(&place, &empty, &["not whole", "0 bytes"]);
    is_refused(
        &place,
        &with("rows.db", &|said| said["tables"]["appointments"] = json!(2)),
        &["appointments has 1 rows and not 2"],
    );
    is_refused(
        &place,
        &with("table.db", &|said| said["tables"]["more"] = json!(3)),
        &["more has 0 rows and not 3"],
    );
    is_refused(
        &place,
        &with("trail.db", &|said| said["audit_hash"] = json!("0".repeat(64))),
        &["is not what its manifest says"],
    );
    is_refused(
        &place,
        &with("other.db", &|said| said["company"] = json!("other")),
        &["other", "probe", "company.key"],
    );
    is_refused(
        &place,
        &with("newer.db", &|said| {
            said["schema"] = json!(9);
            said["needs_program"] = json!("7.8.9");
        }),
        &["Chairside 7.8.9", "version 9"],
    );
    is_refused(&place, &with("format.db", &|said| said["format"] = json!(2)), &["format 2"]);
}

#[test]
fn no_backup_at_all() {
    let (served, place, file) = world();
    let alone = file.with_file_name("alone.db");
    fs::copy(&file, &alone).unwrap();
    is_refused(&place, &alone, &["no manifest", "backup list"]);
    for text in ["", "{}", "[]", "\u{0}", "{\"format\":1}"] {
        fs::write(format!("{}.manifest.json", alone.display()), text).unwrap();
        is_refused(&place, &alone, &["no manifest of a backup"]);
    }
    is_refused(&place, Path::new("/nowhere/at/all.db"), &["/nowhere/at/all.db"]);
    is_refused(&place, file.parent().unwrap(), &["is a folder", "backup list"]);
    let link = served.elsewhere("itself.db");
    symlink(place.database(), &link).unwrap();
    put_manifest(&link, &manifest(&file));
    is_refused(&place, &link, &["is the data itself"]);
}

#[test]
fn another_companys_data_does_not_make_way() {
    let (_served, place, file) = world();
    let text = fs::read_to_string(&place.config).unwrap();
    fs::write(&place.config, text.replace("key = \"probe\"", "key = \"anderer\"")).unwrap();
    is_refused(&place, &file, &["company.key", "probe", "anderer"]);
}

#[test]
fn data_that_is_served_names_who_serves_it() {
    let served = Served::start();
    let file = backup(&served);
    let pid = served.program.child.id().to_string();
    let said = cli(&served, &["restore", file.to_str().unwrap()]);
    refused(&said, &[&format!("process {pid}"), "stop that one first"]);
    assert_eq!(served.ready().0, 200);
}

#[test]
fn a_full_disk_changes_nothing() {
    let (_served, place, file) = world();
    let before = place.files();
    let script = "ulimit -S -f 100; exec \"$0\" \"$@\"";
    let mut command = Command::new("sh");
    command.args([
        "-c",
        script,
        env!("CARGO_BIN_EXE_chairside"),
        "restore",
        file.to_str().unwrap(),
    ]);
    let said = program::said(command.arg("--config").arg(&place.config).output().unwrap());
    refused(&said, &["cannot be copied", "too large"]);
    assert!(place.files() == before, "{:?}", place.files().keys());
    assert!(!place.dir.path().join("data/test.db.restoring").exists());
}
