//! Where data and backups may lie: behind a link, on another file system, in a folder that stays what it is, in one that can
//! only be read.

use crate::ops::world::{Place, backup, rows};
use crate::store::served::Served;
use crate::store::world::refused;
use crate::support::program;
use std::fs;
use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};

/// A user who is nobody, for where the tests run as root.
const NOBODY: u32 = 65_534;
const COUNT: &str = "SELECT count(*) FROM appointments";

fn world() -> (Served, Place, PathBuf) {
    let mut served = Served::start();
    assert_eq!(served.order("web-1").0, 201);
    let file = backup(&served);
    served.kill();
    let place = Place::empty(&served);
    (served, place, file)
}

fn identity(path: &Path) -> (u64, u64) {
    let found = fs::metadata(path).unwrap();
    (found.dev(), found.ino())
}

#[test]
fn the_folder_stays_what_it_is_as_a_mount_point_must() {
    let (_served, place, file) = world();
    let data = place.dir.path().join("data");
    let before = identity(&data);
    for _ in 0..2 {
        let said = place.cli(&["restore", file.to_str().unwrap()]);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert_eq!(identity(&data), before);
    }
    let names: Vec<String> = place.files().into_keys().collect();
    assert!(names.iter().any(|name| name.starts_with("test.db.before-restore-")), "{names:?}");
    assert_eq!(rows(&place.database(), COUNT), ["1"]);
    let mode = fs::metadata(place.database()).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
}

#[test]
fn a_backup_on_another_file_system_and_data_behind_a_link() {
    let (_served, place, file) = world();
    let elsewhere = tempfile::tempdir_in("/dev/shm").unwrap();
    let copy = elsewhere.path().join("backup.db");
    fs::copy(&file, &copy).unwrap();
    fs::copy(
        format!("{}.manifest.json", file.display()),
        format!("{}.manifest.json", copy.display()),
    )
    .unwrap();
    assert_ne!(identity(&copy).0, identity(place.dir.path()).0, "it is another file system");
    let real = place.dir.path().join("real");
    fs::create_dir(&real).unwrap();
    symlink("../real/salon.db", place.database()).unwrap();
    for _ in 0..2 {
        let said = place.cli(&["restore", copy.to_str().unwrap()]);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(fs::symlink_metadata(place.database()).unwrap().is_symlink());
        assert_eq!(rows(&real.join("salon.db"), COUNT), ["1"]);
        let verified = place.cli(&["audit", "verify"]);
        assert_eq!(verified.code, Some(0), "{verified:?}");
    }
    let names = fs::read_dir(&real).unwrap().map(|entry| entry.unwrap().file_name());
    let names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    assert!(names.iter().any(|name| name.starts_with("salon.db.before-restore-")), "{names:?}");
}

#[test]
fn a_folder_that_can_only_be_read() {
    let (served, place, file) = world();
    let said = place.cli(&["restore", file.to_str().unwrap()]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let before = place.files();
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let open = |path: &Path, mode: u32| fs::set_permissions(path, Permissions::from_mode(mode));
    for folder in [place.dir.path(), served.folder().parent().unwrap(), &served.folder()] {
        open(folder, 0o755).unwrap();
    }
    open(file.parent().unwrap(), 0o755).unwrap();
    for path in [&file, &PathBuf::from(format!("{}.manifest.json", file.display()))] {
        open(path, 0o644).unwrap();
    }
    for name in before.keys() {
        let path = place.dir.path().join("data").join(name);
        if is_root {
            chown(&path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }
    open(&place.dir.path().join("data"), 0o555).unwrap();
    let mut command = program::command(&place.config, &["restore", file.to_str().unwrap()]);
    if is_root {
        command.uid(NOBODY).gid(NOBODY);
    }
    let said = program::said(command.output().unwrap());
    refused(&said, &["test.db", "cannot be locked", "Permission denied"]);
    open(&place.dir.path().join("data"), 0o755).unwrap();
    assert!(place.files() == before);
}
