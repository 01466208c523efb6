//! A copy of a database in memory, to ask "what if" of a salon that goes on working. The file is only read.

use crate::domain::{Error, Result};
use crate::store::db::connect;
use crate::store::db::store::Store;
use crate::store::file::place::Look;
use crate::store::file::{place, recognise};
use std::path::Path;

impl Store {
    /// A copy of the database at this path, brought up to date in memory. Nothing is written to the file or its log.
    ///
    /// `Unavailable` if there is no such file, `Conflict` if it is not a database of this company.
    pub fn copy_of(path: &Path, company: &str) -> Result<Store> {
        if !path.is_file() {
            return Err(Error::Unavailable(format!("the database {}", path.display())));
        }
        recognise::recognise(path, Some(company))?;
        let real = place::real(path).map_err(Error::internal)?;
        let from = place::look(&real, Look::at(&real))?;
        let name = connect::memory_name();
        let kept = connect::writer(&name)?;
        // Written anew, not page by page: the pages of a database with a log say so, and memory can have none.
        let to = name.to_str().ok_or_else(|| Error::internal("a name in memory is no text"))?;
        from.execute("VACUUM INTO ?1", [to])?;
        // Opened before that connection is dropped: with its last connection the memory is gone.
        let store = Store::open(&name);
        drop(kept);
        store
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::PathBuf;

    /// Without what the readers of a log share: within one process that is one for all.
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
        let copy = Store::copy_of(&path, "one").unwrap();
        assert!(contents(folder.path()) == before);
        assert_eq!(companies(&copy), 2);
        insert(&copy, "three");
        assert_eq!((companies(&copy), companies(&store)), (3, 2));
        drop(store);
        let before = contents(folder.path());
        assert_eq!(companies(&Store::copy_of(&path, "one").unwrap()), 2);
        assert!(contents(folder.path()) == before);
        assert!(Store::copy_of(&folder.path().join("none.db"), "one").is_err());
        // Nobody has it open and nothing is in its log: not even a file for readers is made.
        drop(connect::writer(&path).unwrap());
        let alone = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!((alone, companies(&Store::copy_of(&path, "one").unwrap())), (1, 2));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
