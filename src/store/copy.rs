//! A copy of a database in memory, to ask "what if" of a salon that goes on working. The file is only read.

use crate::domain::Error;
use crate::domain::Result;
use crate::store::Store;
use crate::store::open;
use rusqlite::Connection;
use rusqlite::OpenFlags;
use rusqlite::backup::Backup;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

/// Pages copied between two looks at whether somebody writes. All at once: readers hold nobody up.
const PAGES_PER_STEP: i32 = 10_000;
/// Between two steps.
const PAUSE: Duration = Duration::ZERO;

impl Store {
    /// A copy of the database at this path, brought up to date in memory. Nothing is written to the file or beside it.
    ///
    /// `NotFound` if there is no such file.
    pub fn copy_of(path: &Path) -> Result<Store> {
        if !path.is_file() {
            return Err(Error::Unavailable(format!("the database {}", path.display())));
        }
        let from = connect(path)?;
        let name = open::memory_name();
        let mut to = open::connect(&name)?;
        Backup::new(&from, &mut to)?.run_to_completion(PAGES_PER_STEP, PAUSE, None)?;
        // Opened before the copying connection is dropped: with its last connection the memory is gone.
        let store = Store::open(&name);
        drop(to);
        store
    }
}

/// While somebody has it open, or left its last changes in the log beside it, it is read as its owner reads it. Else
/// SQLite is told that it cannot change: then it makes no file beside it either.
fn connect(path: &Path) -> Result<Connection> {
    let has_log = fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if has_log {
        return Ok(Connection::open_with_flags(path, flags)?);
    }
    let uri = format!("file:{}?immutable=1", encoded(path));
    Ok(Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)?)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// As a path in a URI.
fn encoded(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes();
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                text.push(char::from(*byte));
            }
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        files.map(|file| (file.clone(), fs::read(file).unwrap())).collect()
    }

    fn companies(store: &Store) -> i64 {
        let sql = "SELECT count(*) FROM companies";
        store.read(|connection| Ok(connection.query_row(sql, [], |row| row.get(0))?)).unwrap()
    }

    fn insert(store: &Store, key: &'static str) {
        let sql = "INSERT INTO companies (key, name, time_zone, created_at)
                   VALUES (?1, 'x', 'Europe/Berlin', '2026-11-21T09:30:00Z')";
        store.write(move |tx| Ok(tx.execute(sql, [key]).map(|_| ())?)).unwrap();
    }

    #[test]
    fn a_copy_has_everything_and_the_file_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sälon #1?.db");
        let store = Store::open(&path).unwrap();
        insert(&store, "one");
        insert(&store, "two");
        // Open, with its changes in the log.
        let copy = Store::copy_of(&path).unwrap();
        assert_eq!(companies(&copy), 2);
        insert(&copy, "three");
        assert_eq!((companies(&copy), companies(&store)), (3, 2));
        drop(store);
        let before = contents(folder.path());
        assert_eq!(companies(&Store::copy_of(&path).unwrap()), 2);
        assert_eq!(contents(folder.path()), before);
        assert!(Store::copy_of(&folder.path().join("none.db")).is_err());
        assert_eq!(contents(folder.path()), before, "nothing is made where nothing is");
    }
}
