//! A copy of a database in memory, to ask "what if" of a salon that goes on working. The file is only read.

use crate::domain::Error;
use crate::domain::Result;
use crate::store::Store;
use crate::store::open;
use rusqlite::Connection;
use rusqlite::OpenFlags;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

/// How long a change of another process that locks everybody out may take.
const BUSY_TIMEOUT_MS: u64 = 5_000;

impl Store {
    /// A copy of the database at this path, brought up to date in memory. Nothing is written to the file or its log.
    ///
    /// `NotFound` if there is no such file.
    pub fn copy_of(path: &Path) -> Result<Store> {
        if !path.is_file() {
            return Err(Error::Unavailable(format!("the database {}", path.display())));
        }
        let from = connect(path)?;
        let name = open::memory_name();
        let kept = open::connect(&name)?;
        // Written anew, not page by page: the pages of a database with a log say so, and memory can have none.
        let to = name.to_str().ok_or_else(|| Error::internal("a name in memory is no text"))?;
        from.execute("VACUUM INTO ?1", [to])?;
        // Opened before that connection is dropped: with its last connection the memory is gone.
        let store = Store::open(&name);
        drop(kept);
        store
    }
}

/// While somebody has it open, or left its last changes in the log beside it, it is read as its owner reads it. Else
/// SQLite is told that it cannot change: then it makes no file beside it either.
fn connect(path: &Path) -> Result<Connection> {
    let has_log = fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0);
    if !has_log {
        return beneath(path);
    }
    let connection = read_only(path, "mode=ro")?;
    connection.busy_timeout(Duration::from_millis(BUSY_TIMEOUT_MS))?;
    Ok(connection)
}

/// The file alone, whatever its log says.
pub(super) fn beneath(path: &Path) -> Result<Connection> {
    read_only(path, "immutable=1")
}

fn read_only(path: &Path, how: &str) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    Ok(Connection::open_with_flags(format!("file:{}?{how}", encoded(path)), flags)?)
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

    /// Without what the readers of a database with a log share.
    fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let files = files.filter(|file| !file.to_string_lossy().ends_with("-shm"));
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
        let before = contents(folder.path());
        let copy = Store::copy_of(&path).unwrap();
        assert!(contents(folder.path()) == before);
        assert_eq!(companies(&copy), 2);
        insert(&copy, "three");
        assert_eq!((companies(&copy), companies(&store)), (3, 2));
        drop(store);
        let before = contents(folder.path());
        assert_eq!(companies(&Store::copy_of(&path).unwrap()), 2);
        assert!(contents(folder.path()) == before);
        assert!(Store::copy_of(&folder.path().join("none.db")).is_err());
        // Nobody has it open and nothing is in its log: not even a file for readers is made.
        drop(open::connect(&path).unwrap());
        let alone = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!((alone, companies(&Store::copy_of(&path).unwrap())), (1, 2));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
