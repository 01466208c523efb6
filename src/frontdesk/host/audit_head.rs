//! The head file: the end of the audit chain in a file of its own, beside the database. Who cuts the table's
//! tail or puts an older database in its place must also find this; a copy of it elsewhere is out of reach.

use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::store::db::fault;
use crate::store::host::audit;
use crate::store::host::audit::Head;
use std::fs;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, chown};
use std::path::{Path, PathBuf};

/// Put behind the database's name.
const SUFFIX: &str = ".audit-head";
/// Like the database, for its owner alone.
const HEAD_MODE: u32 = 0o600;
/// A hash in hex.
const HASH_CHARS: usize = 64;

/// What stands in a head file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filed {
    /// There is none.
    Missing,
    /// Not one line of number and hash.
    Spoilt,
    /// The end of the chain at the time of writing.
    Head(Head),
}

/// Where the head of a database is kept a second time.
pub fn file(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(SUFFIX);
    PathBuf::from(name)
}

/// Reads a head file, or a copy of one.
pub fn read(path: &Path) -> Result<Filed> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Filed::Missing),
        Err(error) => return Err(Error::internal(format!("{}: {error}", path.display()))),
    };
    let text = String::from_utf8_lossy(&bytes);
    let parts = text.trim().split_once(' ');
    let head = parts.and_then(|(seq, hash)| {
        let seq = seq.parse().ok().filter(|seq| *seq > 0)?;
        (hash.len() == HASH_CHARS).then(|| Head { seq, hash: hash.to_owned() })
    });
    Ok(head.map_or(Filed::Spoilt, Filed::Head))
}

/// Brings the head file up to date. Called after the commits: an older head in it is still a true one.
///
/// `Conflict` if the trail is not the one the file remembers. Then the file stays as it is, for `verify`.
pub fn keep(desk: &Desk) -> Result<()> {
    let database = desk.store.path();
    // A database in memory ends with the program; it cannot be tampered with. Who only looks writes nothing.
    if desk.store.is_read_only() || !database.is_file() {
        return Ok(());
    }
    let path = file(database);
    // The file first: whatever it says was committed before, so that a table behind it was cut.
    let (seq, hash) = match read(&path)? {
        Filed::Missing => (0, None),
        Filed::Head(head) => (head.seq, Some(head.hash)),
        Filed::Spoilt => return Err(not_the_one(&path)),
    };
    let (last, at) = desk
        .store
        .read(|connection| Ok((audit::last(connection)?, audit::hash_at(connection, seq)?)))?;
    if at != hash {
        return Err(not_the_one(&path));
    }
    if last.seq > seq { write(&path, database, &last) } else { Ok(()) }
}

/// The same after a change that is made and stays made: a failure is for the log.
pub(crate) fn keep_now(desk: &Desk) {
    if let Err(error) = keep(desk) {
        fault::log_error("the audit head", &error);
    }
}

/// Whichever road wrote audit rows, also of a command that ends now: the head is kept when the desk closes.
impl Drop for Desk {
    fn drop(&mut self) {
        keep_now(self);
    }
}

fn not_the_one(path: &Path) -> Error {
    Error::Conflict(format!(
        "the audit trail is not the one that {} remembers: see `chairside audit verify`",
        path.display()
    ))
}

/// Through a file beside it, so that a crash leaves the old one or the new one, never half of one.
fn write(path: &Path, database: &Path, head: &Head) -> Result<()> {
    let owner = fs::metadata(database).ok();
    let mut fresh = path.as_os_str().to_owned();
    // A command may run beside `serve`.
    fresh.push(format!(".{}", std::process::id()));
    let fresh = PathBuf::from(fresh);
    let written = (|| {
        let mut options = OpenOptions::new();
        let options = options.write(true).create(true).truncate(true).mode(HEAD_MODE);
        let mut file = options.open(&fresh)?;
        // A command that root runs must not lock the service out of its own file.
        if let Some(owner) = owner {
            chown(&fresh, Some(owner.uid()), Some(owner.gid())).ok();
        }
        writeln!(file, "{} {}", head.seq, head.hash)?;
        file.sync_all()?;
        fs::rename(&fresh, path)
    })();
    written.map_err(|error| Error::internal(format!("{}: {error}", path.display())))
}
