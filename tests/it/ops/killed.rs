//! A restore that is killed at each of its steps and commits: the data is then the old one or the restored one, whole, and
//! the next start says which.

use crate::ops::world::{Place, backup, cli, rows};
use crate::store::served::Served;
use crate::support::program;
use crate::support::program::Said;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};

/// Steps and commits there are at the most: after so many the restore must have ended by itself.
const PLACES_MAX: usize = 60;
const COUNT: &str = "SELECT count(*) FROM appointments";

/// The data has no appointment, the backup has one.
fn world() -> (Served, Place, PathBuf) {
    let mut served = Served::start();
    let none = backup(&served);
    assert_eq!(served.order("web-1").0, 201);
    let one = served.elsewhere("one.db");
    assert_eq!(cli(&served, &["backup", one.to_str().unwrap()]).code, Some(0));
    served.kill();
    let place = Place::empty(&served);
    assert_eq!(place.cli(&["restore", none.to_str().unwrap()]).code, Some(0));
    (served, place, one)
}

/// A copy of the place as it is, for one kill.
fn again(served: &Served, place: &Place) -> Place {
    let other = Place::empty(served);
    for (name, bytes) in place.files() {
        fs::write(other.dir.path().join("data").join(name), bytes).unwrap();
    }
    other
}

fn killed(place: &Place, backup: &Path, at: &str) -> bool {
    let mut command = program::command(&place.config, &["restore", backup.to_str().unwrap()]);
    let output = command.env("CHAIRSIDE_CRASH_AT_COMMIT", at).output().unwrap();
    match output.status.signal() {
        Some(9) => true,
        _ => {
            assert!(output.status.success(), "{at} {:?}", String::from_utf8(output.stderr));
            false
        }
    }
}

/// Starts as `serve` does, so far that what was left is finished.
fn started(place: &Place) {
    let config = chairside::config::Config::load(&place.config).unwrap();
    let calcom = std::sync::Arc::new(chairside::calcom::offline::Offline);
    let clock = chairside::frontdesk::system_clock();
    let options = chairside::server::serve::ServerOptions::default();
    let appliance =
        chairside::appliance::Appliance::start_with(config, calcom, clock, options, false).unwrap();
    drop(appliance);
}

fn is_whole(place: &Place, told: &str) -> String {
    let database = place.database();
    assert_eq!(rows(&database, "PRAGMA integrity_check"), ["ok"], "{told}");
    assert!(rows(&database, "PRAGMA foreign_key_check").is_empty(), "{told}");
    let Said { code, out, .. } = place.cli(&["audit", "verify"]);
    assert_eq!(code, Some(0), "{told}: {out}");
    let data = place.dir.path().join("data");
    for left in ["test.db.restoring", "test.db.restore", "test.db.restore.part", "test.db.lock"] {
        assert!(!data.join(left).exists(), "{told}: {left}");
    }
    rows(&database, COUNT).remove(0)
}

#[test]
fn the_next_start_finds_the_old_or_the_new() {
    let (served, place, backup) = world();
    for kind in ["step", "before", "after"] {
        let mut seen = Vec::new();
        for number in 1..=PLACES_MAX {
            let told = format!("{kind}:{number}");
            let place = again(&served, &place);
            if !killed(&place, &backup, &told) {
                assert_eq!(is_whole(&place, &told), "1");
                break;
            }
            started(&place);
            seen.push(is_whole(&place, &told));
            assert!(number < PLACES_MAX, "it never ends: {seen:?}");
        }
        assert!(!seen.is_empty(), "{kind}");
        // First the old data, from some step on the restored.
        assert!(seen.is_sorted(), "{kind}: {seen:?}");
        if kind == "step" {
            assert!(seen.contains(&"0".to_owned()) && seen.contains(&"1".to_owned()), "{seen:?}");
        } else {
            assert!(!seen.contains(&"1".to_owned()), "commits are made beside the data: {seen:?}");
        }
    }
}

#[test]
fn the_next_restore_says_what_was_left_and_does_its_own() {
    let (served, place, backup) = world();
    let (mut unchanged, mut finished) = (0, 0);
    for number in 1..=PLACES_MAX {
        let told = format!("step:{number}");
        let place = again(&served, &place);
        if !killed(&place, &backup, &told) {
            break;
        }
        let said = place.cli(&["restore", backup.to_str().unwrap(), "--json"]);
        assert_eq!(said.code, Some(0), "{told} {said:?}");
        let notes = said.json()["notes"].to_string();
        match (notes.contains("before it changed anything"), notes.contains("is finished now")) {
            (true, false) => unchanged += 1,
            (false, true) => finished += 1,
            // Nothing was left: it was killed when all was done.
            _ => assert_eq!(notes, "[]", "{told}"),
        }
        assert_eq!(is_whole(&place, &told), "1", "{told}");
    }
    assert!(unchanged > 0 && finished > 0, "{unchanged} {finished}");
}
