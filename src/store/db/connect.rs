//! Connections to the file, and the pragmas that each of them gets.

use crate::domain::{Error, Result};
use crate::store::file::place;
use crate::store::file::place::Look;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::Duration;
use uuid::Uuid;

/// Older SQLite has a bug that can damage a WAL database.
const SQLITE_VERSION_MIN: i32 = 3_051_003;
/// Foreign processes (a person with `sqlite3`) may hold the file this long before we fail.
const BUSY_TIMEOUT_MS: u64 = 5_000;
/// Prepared statements kept per connection: more than there are.
const STATEMENT_CACHE: usize = 256;
/// Pages of the write-ahead log after which the writer itself brings it into the database; see `checkpoint`.
const LOG_PAGES_MAX: i64 = 8_000;
/// Page cache of the writer: it comes by every page that changes.
const WRITER_CACHE_KIB: i64 = 4_096;
/// Page cache of a reader.
const READER_CACHE_KIB: i64 = 512;

/// How the name of a database in memory begins; see `memory_name`.
const MEMORY_PREFIX: &str = "file:/chairside-memory-";

/// A fresh name for a database in memory that all connections of this process share. It never touches the disk,
/// and is gone with its last connection.
pub fn memory_name() -> PathBuf {
    format!("{MEMORY_PREFIX}{}?vfs=memdb", Uuid::new_v4().simple()).into()
}

/// A connection that may write, with every pragma set. Makes the file if it is missing.
pub fn writer(path: &Path) -> Result<Connection> {
    writer_with(path, OpenFlags::default())
}

/// The same to a database that is there and up to date; of a missing one it makes nothing.
pub(crate) fn writer_of_existing(path: &Path) -> Result<Connection> {
    writer_with(path, OpenFlags::default() - OpenFlags::SQLITE_OPEN_CREATE)
}

fn writer_with(path: &Path, flags: OpenFlags) -> Result<Connection> {
    if rusqlite::version_number() < SQLITE_VERSION_MIN {
        return Err(Error::internal(format!("SQLite {} is too old", rusqlite::version())));
    }
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_millis(BUSY_TIMEOUT_MS))?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    // We answer 2xx only after the fsync; NORMAL may lose acknowledged work on power loss.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // Without it INSERT OR REPLACE walks past the append-only triggers.
    connection.pragma_update(None, "recursive_triggers", true)?;
    // Deleted names must not stay in the file.
    connection.pragma_update(None, "secure_delete", true)?;
    // Joined writes keep what they would take back; past 64 kB SQLite puts that into a file in /var/tmp otherwise.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update_and_check(None, "wal_autocheckpoint", LOG_PAGES_MAX, |_| Ok(()))?;
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    keep_plans(&connection)?;
    Ok(connection)
}

/// Whether this is a name that `memory_name` gave.
pub fn is_in_memory(path: &Path) -> bool {
    path.to_str().is_some_and(|name| name.starts_with(MEMORY_PREFIX))
}

/// A connection that can only read.
pub fn reader(path: &Path) -> Result<Connection> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if is_in_memory(path) {
        flags |= OpenFlags::SQLITE_OPEN_URI;
    }
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_millis(BUSY_TIMEOUT_MS))?;
    connection.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
    keep_plans(&connection)?;
    Ok(connection)
}

/// A connection that reads what somebody else may have open, and leaves no trace: see `Look::Beside`.
pub(crate) fn beside(path: &Path) -> Result<Connection> {
    let real = place::real(path).map_err(Error::internal)?;
    let connection = place::look(&real, Look::at(&real))?;
    connection.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
    keep_plans(&connection)?;
    Ok(connection)
}

/// Statements are prepared once. Without the planner's guarantee of stability SQLite as built here prepares a
/// query anew each time a value is bound to it, because the value might suggest another plan.
fn keep_plans(connection: &Connection) -> Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::reader;
    use crate::store::db::schema::connect_up_to_date;
    use rusqlite::StatementStatus;

    #[test]
    fn sqlite_is_built_as_the_project_says() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        let mut query = connection.prepare("PRAGMA compile_options").unwrap();
        let options: Vec<String> =
            query.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        let has = |name: &str| options.iter().any(|option| option.starts_with(name));
        assert!(has("DEFAULT_MEMSTATUS=0") && has("OMIT_LOAD_EXTENSION"), "{options:?}");
        assert!(!has("ENABLE_FTS") && !has("ENABLE_RTREE") && !has("ENABLE_STAT4"), "{options:?}");
    }

    #[test]
    fn a_prepared_query_stays_prepared_whatever_is_bound_to_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("test.db");
        let writer = connect_up_to_date(&path).unwrap();
        for connection in [&writer, &reader(&path).unwrap()] {
            let sql = "SELECT id FROM staff WHERE company_id = ?1 ORDER BY name, id";
            let mut query = connection.prepare(sql).unwrap();
            for company in 1..=3 {
                assert!(!query.exists([company]).unwrap());
            }
            assert_eq!(query.get_status(StatementStatus::RePrepare), 0);
        }
    }
}
