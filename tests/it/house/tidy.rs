//! The layout, kept true: imports go downward, files stay short, shipped code does not panic.

use std::fs;
use std::path::{Path, PathBuf};

/// Lowest first. A module may use its own storey and those before it, none after it.
const STOREYS: [&str; 10] =
    ["domain", "config", "calcom", "retell", "store", "saga", "frontdesk", "work", "http", "cli"];
/// Longer files are not read at one sitting.
const LINES_MAX: usize = 400;
/// What ends the process or hides a failure. Clippy sees most of them; this sees them all, outside tests.
const FORBIDDEN: [&str; 7] =
    [".unwrap()", ".expect(", "panic!(", "unreachable!(", "todo!(", "unimplemented!(", "dbg!("];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Every Rust file of a folder, which must be flat.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        assert!(!path.is_dir(), "{path:?}: folders of a storey are flat");
        if path.extension().is_some_and(|extension| extension == "rs") {
            files.push((path.clone(), fs::read_to_string(&path).unwrap()));
        }
    }
    assert!(!files.is_empty(), "{folder:?} is empty");
    files
}

/// The text before the file's unit tests; test-only files have none.
fn shipped<'a>(path: &Path, text: &'a str) -> &'a str {
    if path.file_stem().unwrap().to_string_lossy().ends_with("_tests") {
        return "";
    }
    text.split("#[cfg(test)]\nmod tests").next().unwrap()
}

#[test]
fn storeys_use_only_what_is_below_them() {
    for (height, storey) in STOREYS.iter().enumerate() {
        for (path, text) in files(&root().join("src").join(storey)) {
            for used in text.split("crate::").skip(1) {
                let used: String =
                    used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let below = STOREYS.iter().position(|storey| *storey == used);
                let below = below.unwrap_or_else(|| {
                    panic!("{path:?}: crate::{used} is no storey; one path per `use`")
                });
                assert!(below <= height, "{path:?}: {storey} may not use {used}");
            }
        }
    }
}

#[test]
fn the_domain_is_pure() {
    let outside = [
        "rusqlite",
        "ureq",
        "tiny_http",
        "std::fs",
        "std::net",
        "std::thread",
        "now_utc",
        "Instant::now",
    ];
    for (path, text) in files(&root().join("src/domain")) {
        for word in outside {
            assert!(!shipped(&path, &text).contains(word), "{path:?} uses {word}");
        }
    }
}

#[test]
fn files_can_be_read_at_one_sitting() {
    let folders = STOREYS.iter().map(|storey| format!("src/{storey}"));
    for folder in folders.chain([
        "tests/it".into(),
        "tests/schedules".into(),
        "tests/attack".into(),
        "benches".into(),
    ]) {
        for (path, text) in files(&root().join(folder)) {
            let lines = text.lines().count();
            assert!(lines <= LINES_MAX, "{path:?} has {lines} lines, at most {LINES_MAX}");
        }
    }
}

#[test]
fn shipped_code_does_not_panic_on_purpose() {
    for storey in STOREYS {
        for (path, text) in files(&root().join("src").join(storey)) {
            for (number, line) in shipped(&path, &text).lines().enumerate() {
                let code = line.split("//").next().unwrap();
                for word in FORBIDDEN {
                    assert!(!code.contains(word), "{path:?}:{}: {word}", number + 1);
                }
            }
        }
    }
}

/// There is one door: only `frontdesk::door::record` with what belongs to it (and the store's own files) writes
/// appointments and bookings.
#[test]
fn only_the_door_writes_appointments() {
    let writes = [
        "appointment::insert",
        "appointment::update",
        "appointment::delete",
        "appointment::set_ref",
        "segment::insert",
        "segment::update",
        "segment::delete",
        "booking::put",
        "booking::hand_over",
        "booking::forget",
    ];
    for storey in STOREYS {
        for (path, text) in files(&root().join("src").join(storey)) {
            let doors = [
                "frontdesk/record.rs",
                "frontdesk/record_place.rs",
                "frontdesk/record_own.rs",
                "frontdesk/record_diary.rs",
                "frontdesk/record_import.rs",
                "frontdesk/redecide.rs",
            ];
            let door = doors.iter().any(|file| path.ends_with(file)) || storey == "store";
            for word in writes {
                assert!(
                    door || !shipped(&path, &text).contains(word),
                    "{path:?} walks past the door with {word}"
                );
            }
            let sql = [
                "INTO appointments",
                "UPDATE appointments",
                "INTO appointment_segments",
                "INTO calcom_bookings",
            ];
            let table = ["store/appointment.rs", "store/segment.rs", "store/booking.rs"];
            for word in sql {
                let own = table.iter().any(|file| path.ends_with(file));
                assert!(own || !shipped(&path, &text).contains(word), "{path:?} holds {word}");
            }
        }
    }
}
