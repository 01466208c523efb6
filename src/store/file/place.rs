//! Where a database lies: what it really is called, what lies beside it, how it is looked at without touching it, and
//! who may read it.

use crate::domain::{Error, Result};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::{OpenOptions, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io, thread};

/// For its owner alone: it holds names and telephone numbers.
const PRIVATE_MODE: u32 = 0o600;
/// What of a mode lets others in.
const OTHERS_MODE: u32 = 0o077;
/// What SQLite and we put beside a database that tells as much as the database itself. SQLite gives its own files the
/// mode of the database when it makes them.
const BESIDE: [&str; 5] = [LOG, INDEX, "-journal", ".audit-head", ".lock"];
/// Put behind the database's name: the write-ahead log.
pub(crate) const LOG: &str = "-wal";
/// The same for the index of the log, which all who have it open share.
const INDEX: &str = "-shm";
/// How many links a name may lead over.
const LINKS_MAX: u32 = 16;
/// How long a change of another process that locks everybody out may take.
const BUSY_TIMEOUT_MS: u64 = 5_000;
/// How often what looks damaged is read again while somebody may be writing, and how long each time waits: two seconds
/// in all.
const TORN_READS_MAX: u32 = 40;
const TORN_PAUSE: Duration = Duration::from_millis(50);

/// A name beside the database's.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// What the file is called when every link on the way is followed, also if there is no such file yet: SQLite puts its
/// own files beside that. The folder must be there.
pub(crate) fn real(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..LINKS_MAX {
        match fs::canonicalize(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            found => return found,
        }
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            Some(_) | None => Path::new("."),
        };
        match fs::read_link(&path) {
            Ok(target) => path = folder.join(target),
            Err(_) => {
                let name = path.file_name().ok_or(ErrorKind::InvalidInput)?;
                return Ok(fs::canonicalize(folder)?.join(name));
            }
        }
    }
    Err(ErrorKind::NotFound.into())
}

/// Bytes in the log beside the file; 0 if there is none.
pub(crate) fn log_bytes(real: &Path) -> u64 {
    fs::metadata(beside(real, LOG)).map_or(0, |log| log.len())
}

/// Which file the path names now.
pub(crate) fn identity(path: &Path) -> Option<(u64, u64)> {
    fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

/// How a database is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// What the file itself says, whatever lies beside it. Makes no file and takes no lock.
    Alone,
    /// As its owner reads it. SQLite may make the `-shm` that its readers share.
    WithLog,
    /// With its log, and without a trace: no file is made, no byte changes, be it served, left by a crash or a copy.
    Beside,
}

impl Look {
    /// While a process has it open, or left its last changes in the log beside it, it is read with the log.
    /// Else SQLite is told that it cannot change: then it makes no file beside it either.
    pub fn at(real: &Path) -> Look {
        let is_open = beside(real, INDEX).exists() && beside(real, LOG).exists();
        if is_open || log_bytes(real) > 0 { Look::Beside } else { Look::Alone }
    }
}

/// A connection that changes nothing.
pub(crate) fn look(path: &Path, how: Look) -> rusqlite::Result<Connection> {
    match how {
        Look::Alone => open(path, "immutable=1"),
        Look::WithLog => open(path, "mode=ro"),
        Look::Beside if beside(path, INDEX).exists() => {
            let connection = open(path, "mode=ro&readonly_shm=1")?;
            match connection.query_row("PRAGMA user_version", [], |_| Ok(())) {
                // Just opened by its owner, and nobody has read yet: a reader must leave its mark in the index.
                Err(error) if error.sqlite_error_code() == Some(ErrorCode::ReadOnly) => {
                    open(path, "mode=ro")
                }
                // Its owner was killed between the head of the log and that of the index: they are of two minds for good.
                Err(error)
                    if error.sqlite_error_code() == Some(ErrorCode::FileLockingProtocolFailed) =>
                {
                    without_index(path)
                }
                Ok(()) | Err(_) => Ok(connection),
            }
        }
        // Nobody has it open, or there were an index: what is read needs no locks, and the index is kept in memory.
        Look::Beside => without_index(path),
    }
}

/// With the log, whatever stands in the index beside it.
fn without_index(path: &Path) -> rusqlite::Result<Connection> {
    let connection = open(path, "mode=ro&vfs=unix-none")?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.pragma_update_and_check(None, "locking_mode", "EXCLUSIVE", |_| Ok(()))?;
    Ok(connection)
}

/// For the numbers in the head of the file alone, whatever lies beside it. While somebody reads an older state, a checkpoint
/// brings in what it may and no more: the head may then say that the file is longer than it is, and only with its log is
/// the database whole. To the numbers that does nothing.
pub(crate) fn head(path: &Path) -> rusqlite::Result<Connection> {
    let connection = look(path, Look::Alone)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, true)?;
    Ok(connection)
}

/// Reads what takes no lock. A checkpoint of the process that has the file open writes the new length into the head
/// before it writes the pages: who reads the file alone meanwhile finds it too short and takes it for damaged. And who
/// opens or closes it meanwhile makes and takes away what lies beside it. So it is read again; what is damaged stays so.
pub(crate) fn untorn<T>(
    real: &Path,
    mut read: impl FnMut() -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    for _ in 0..TORN_READS_MAX {
        let before = Look::at(real);
        let found = read();
        let Err(error) = &found else { return found };
        let after = Look::at(real);
        let may_be_torn = is_damage(error) && (before, after) != (Look::Alone, Look::Alone);
        if !may_be_torn && before == after {
            return found;
        }
        thread::sleep(TORN_PAUSE);
    }
    read()
}

/// Whether SQLite calls it damage.
pub(crate) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

fn open(path: &Path, how: &str) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(format!("file:{}?{how}", encoded(path)), flags)?;
    connection.busy_timeout(Duration::from_millis(BUSY_TIMEOUT_MS))?;
    Ok(connection)
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

/// Makes a database that is missing, empty and for its owner alone; SQLite would let everybody read it. What is there
/// and lets others in is closed to them, and the log says so.
pub(crate) fn keep_private(path: &Path) -> Result<()> {
    let cannot = |error: io::Error| {
        Error::Conflict(format!("the database {} cannot be made: {error}", path.display()))
    };
    let real = real(path).map_err(cannot)?;
    let made = OpenOptions::new().write(true).create_new(true).mode(PRIVATE_MODE).open(&real);
    match made {
        Ok(_) => return Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(cannot(error)),
    }
    let files = BESIDE.iter().map(|suffix| beside(&real, suffix));
    // Ours lies beside the name that the configuration gives, be that a link.
    let files = files.chain([beside(path, ".audit-head"), real.clone()]);
    let open: Vec<PathBuf> = files.filter(|file| lets_others_in(file)).collect();
    if open.is_empty() {
        return Ok(());
    }
    let closed = open.iter().try_for_each(|file| {
        let closed = fs::set_permissions(file, Permissions::from_mode(PRIVATE_MODE));
        // Gone meanwhile: a command beside us may have been the last to have it open.
        if lets_others_in(file) { closed } else { Ok(()) }
    });
    match closed {
        Ok(()) => log::info!(
            "the database {} could be read by others on this machine: now it is its owner's alone",
            path.display()
        ),
        Err(error) => log::warn!(
            "the database {} can be read by others on this machine, and that cannot be changed: {error}",
            path.display()
        ),
    }
    Ok(())
}

fn lets_others_in(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|found| found.mode() & OTHERS_MODE != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_name_leads_to_its_file_whether_it_is_there_or_not() {
        let dir = tempfile::tempdir().unwrap();
        let folder = fs::canonicalize(dir.path()).unwrap();
        fs::create_dir(folder.join("data")).unwrap();
        symlink("data", folder.join("link")).unwrap();
        symlink("link/salon.db", folder.join("salon.db")).unwrap();
        symlink("loop", folder.join("loop")).unwrap();
        let expected = folder.join("data/salon.db");
        for _ in 0..2 {
            for name in ["data/salon.db", "link/salon.db", "salon.db", "data/../link/./salon.db"] {
                assert_eq!(real(&folder.join(name)).unwrap(), expected, "{name}");
            }
            fs::write(&expected, "x").unwrap();
        }
        for name in ["loop", "none/salon.db", ".."] {
            let found = real(&folder.join(name));
            assert!(found.is_err() || name == "..", "{name}: {found:?}");
        }
    }

    #[test]
    fn who_may_read_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("salon.db");
        let mode = |file: &Path| fs::metadata(file).unwrap().mode() & 0o777;
        keep_private(&path).unwrap();
        assert_eq!(mode(&path), 0o600);
        for wide in [0o644, 0o640, 0o604, 0o777] {
            let log = beside(&path, LOG);
            fs::write(&log, "").unwrap();
            for file in [&path, &log] {
                fs::set_permissions(file, Permissions::from_mode(wide)).unwrap();
            }
            keep_private(&path).unwrap();
            assert_eq!((mode(&path), mode(&log)), (0o600, 0o600), "{wide:o}");
        }
        // What its owner keeps even from himself stays so.
        fs::set_permissions(&path, Permissions::from_mode(0o400)).unwrap();
        keep_private(&path).unwrap();
        assert_eq!(mode(&path), 0o400);
        assert!(keep_private(&dir.path().join("none/salon.db")).is_err());
    }

    /// As a kill leaves it between the head of a new log and that of its index. SQLite tries for some seconds first.
    #[test]
    fn a_log_and_an_index_of_two_minds_are_no_obstacle() {
        let dir = tempfile::tempdir().unwrap();
        let (path, left) = (dir.path().join("a.db"), dir.path().join("b.db"));
        let owner = Connection::open(&path).unwrap();
        owner.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (7); PRAGMA wal_checkpoint").unwrap();
        for suffix in ["", LOG, INDEX] {
            fs::copy(beside(&path, suffix), beside(&left, suffix)).unwrap();
        }
        // The head of another log, and nothing behind it.
        let mut log = fs::read(beside(&left, LOG)).unwrap();
        log.truncate(32);
        log[16..24].fill(0xa5);
        fs::write(beside(&left, LOG), log).unwrap();
        let looking = look(&left, Look::at(&fs::canonicalize(&left).unwrap())).unwrap();
        let found: i64 = looking.query_row("SELECT x FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(found, 7);
    }
}
