//! Files stay short, shipped code does not panic, the domain is pure, and there is one door.

use crate::house::imports;
use std::fs;
use std::path::{Path, PathBuf};

/// Longer files are not read at one sitting.
const LINES_MAX: usize = 400;
/// What ends the process or hides a failure. Clippy sees most of them; this sees them all, outside tests.
const FORBIDDEN: [&str; 7] =
    [".unwrap()", ".expect(", "panic!(", "unreachable!(", "todo!(", "unimplemented!(", "dbg!("];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The Rust files below a folder, with their texts.
fn files(folder: &str) -> Vec<(PathBuf, String)> {
    let files = imports::files(&root().join(folder)).into_iter();
    files.map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// The text before the file's unit tests; test-only files have none.
fn shipped<'a>(path: &Path, text: &'a str) -> &'a str {
    if path.file_stem().unwrap().to_string_lossy().ends_with("_tests") {
        return "";
    }
    imports::shipped(text)
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
    for (path, text) in files("src/domain") {
        for word in outside {
            assert!(!shipped(&path, &text).contains(word), "{path:?} uses {word}");
        }
    }
}

#[test]
fn files_can_be_read_at_one_sitting() {
    for folder in ["src", "tests", "benches"] {
        for (path, text) in files(folder) {
            let lines = text.lines().count();
            assert!(lines <= LINES_MAX, "{path:?} has {lines} lines, at most {LINES_MAX}");
        }
    }
}

#[test]
fn shipped_code_does_not_panic_on_purpose() {
    for (path, text) in files("src") {
        for (number, line) in shipped(&path, &text).lines().enumerate() {
            let code = line.split("//").next().unwrap();
            for word in FORBIDDEN {
                assert!(!code.contains(word), "{path:?}:{}: {word}", number + 1);
            }
        }
    }
}

/// There is one door: only the files in `frontdesk/door` (and the store's own) write appointments and bookings.
#[test]
fn only_the_door_writes_appointments() {
    let writes = [
        "appointment::insert",
        "appointment::update",
        "appointment::delete",
        "appointment::set_ref",
        "appointment::hand_over",
        "forget::clear",
        "Heap::take",
        "heap.take",
        "segment::insert",
        "segment::update",
        "segment::delete",
        "booking::put",
        "booking::hand_over",
        "booking::forget",
    ];
    let sql = [
        "INTO appointments",
        "UPDATE appointments",
        "INTO appointment_segments",
        "UPDATE appointment_segments",
        "INTO calcom_bookings",
        "UPDATE calcom_bookings",
    ];
    let sources = imports::sources(
        files("src")
            .into_iter()
            .map(|(path, text)| (path.strip_prefix(root().join("src")).unwrap().to_owned(), text)),
    );
    for (module, source) in &sources {
        let path = source.path.as_path();
        let text = shipped(path, &source.text);
        let used = imports::used(&sources, module);
        for word in writes {
            let named = text.contains(word) || used.iter().any(|path| path.ends_with(word));
            let may = path.starts_with("frontdesk/door") || path.starts_with("store");
            assert!(may || !named || text.is_empty(), "{path:?} walks past the door with {word}");
        }
        for word in sql {
            let own = ["appointment.rs", "segment.rs", "booking.rs"];
            let own = own.iter().any(|file| path == Path::new("store/visit").join(file));
            assert!(own || !text.contains(word), "{path:?} holds {word}");
        }
    }
}
