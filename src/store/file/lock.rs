//! One `serve` for one database: a file beside it, locked by the operating system for as long as the process lives,
//! with its number in it, and in a second line what it says of itself. A crash leaves the file behind and not the lock, so that nobody has to clear anything away.

use crate::domain::{Error, Result};
use crate::store::file::place;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io, thread};

/// Put behind the database's name.
const SUFFIX: &str = ".lock";
/// How often it is opened anew because its last holder took the file away meanwhile.
const TRIES_MAX: u32 = 50;
/// How often it is looked whether its holder has signed by now, and how long each look waits: a second in all.
const SIGNED_LOOKS_MAX: u32 = 50;
const SIGNED_PAUSE: Duration = Duration::from_millis(20);
/// More is no process's number with what it says of itself.
const SIGNATURE_BYTES_MAX: u64 = 1024;

/// The lock; dropping it gives it back and takes the file away.
pub(crate) struct Lock {
    file: File,
    path: PathBuf,
}

/// Who has a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Holder {
    /// The process's number, once it has signed.
    pub pid: Option<u32>,
    /// What it says of itself.
    pub told: Option<String>,
}

impl Lock {
    /// For the database at this path, by whatever name: the lock lies beside the file that it really is.
    ///
    /// `Conflict` if another process serves it.
    pub fn take(database: &Path) -> Result<Lock> {
        let named = database.display();
        let cannot = |error: io::Error| {
            Error::Conflict(format!("the database {named} cannot be locked: {error}"))
        };
        let real = place::real(database).map_err(cannot)?;
        // Under a second name it would have a second log and a second lock, and each name would spoil the other.
        if fs::metadata(&real).is_ok_and(|found| found.nlink() > 1) {
            return Err(Error::Conflict(format!(
                "the database {named} has a second name (a hard link), under which it could be opened twice: \
                 copy it to a file of its own, or remove the other name"
            )));
        }
        let path = place::beside(&real, SUFFIX);
        for _ in 0..TRIES_MAX {
            let mut options = OpenOptions::new();
            let options = options.read(true).write(true).create(true).truncate(false).mode(0o600);
            let file = options.open(&path).map_err(cannot)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(taken(database, &path)),
                Err(TryLockError::Error(error)) => return Err(cannot(error)),
            }
            // Its last holder may have taken the file away between our opening and locking it.
            if is_still(&file, &path) {
                let lock = Lock { file, path };
                lock.sign().map_err(cannot)?;
                return Ok(lock);
            }
        }
        Err(Error::Conflict(format!(
            "the database {named} cannot be locked: its lock file comes and goes"
        )))
    }

    /// The refusal, if another process has the database of this path. Makes nothing: for where a database that is being
    /// made at this very moment looks like none of ours.
    pub fn held_by_another(database: &Path) -> Option<Error> {
        let path = place::beside(&place::real(database).ok()?, SUFFIX);
        let file = File::open(&path).ok()?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => Some(taken(database, &path)),
            Ok(()) | Err(TryLockError::Error(_)) => None,
        }
    }

    fn sign(&self) -> io::Result<()> {
        self.file.set_len(0)?;
        writeln!(&self.file, "{}", std::process::id())
    }

    /// Says something of itself to those who look: one line, which is read as a whole or not at all.
    pub fn tell(&self, line: &str) -> io::Result<()> {
        writeln!(&self.file, "{}", line.replace('\n', " "))
    }

    /// Who has the database of this path, and what that process says of itself; `None` if nobody has.
    pub fn holder(database: &Path) -> Option<Holder> {
        let path = place::beside(&place::real(database).ok()?, SUFFIX);
        let file = File::open(&path).ok()?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {}
            Ok(()) | Err(TryLockError::Error(_)) => return None,
        }
        let pid = pid_in(&path);
        let text = signature(&path)?;
        let told = text.split_once('\n').and_then(|(_, told)| told.strip_suffix('\n'));
        Some(Holder { pid, told: told.map(str::to_owned) })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // While it is locked: a process that opened it already sees that it is gone.
        if is_still(&self.file, &self.path)
            && let Err(error) = fs::remove_file(&self.path)
        {
            log::warn!("{} stays behind: {error}", self.path.display());
        }
    }
}

fn is_still(file: &File, path: &Path) -> bool {
    let identity = |found: fs::Metadata| (found.dev(), found.ino());
    let own = file.metadata().map(identity).ok();
    own.is_some() && own == place::identity(path)
}

/// Whose number is in the file. Who has just locked it has perhaps not signed yet.
fn pid_in(path: &Path) -> Option<u32> {
    for _ in 0..SIGNED_LOOKS_MAX {
        // The line is whole only with its end.
        let text = signature(path)?;
        if let Some(pid) = text.split_once('\n').and_then(|(line, _)| line.trim().parse().ok()) {
            return Some(pid);
        }
        thread::sleep(SIGNED_PAUSE);
    }
    None
}

fn signature(path: &Path) -> Option<String> {
    let mut text = String::new();
    File::open(path).ok()?.take(SIGNATURE_BYTES_MAX).read_to_string(&mut text).ok()?;
    Some(text)
}

fn taken(database: &Path, path: &Path) -> Error {
    let pid = pid_in(path);
    let whom = pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"));
    Error::Conflict(format!(
        "the database {} is served by {whom} already: stop that one first, or give this salon a file of its own \
         in database.path",
        database.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn one_at_a_time_whatever_it_is_called() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("salon.db");
        let link = dir.path().join("link.db");
        symlink("salon.db", &link).unwrap();
        let refused = |path: &Path| Lock::take(path).err().map(|error| error.to_string());
        // A new database, and one that is there.
        for _ in 0..2 {
            let held = Lock::take(&path).unwrap();
            let said = format!("process {} already", std::process::id());
            for other in [&path, &link, &dir.path().join("./salon.db")] {
                assert!(refused(other).unwrap().contains(&said), "{other:?}");
            }
            let pid = Some(std::process::id());
            assert_eq!(Lock::holder(&link), Some(Holder { pid, told: None }));
            held.tell("on\nport 1").unwrap();
            assert_eq!(Lock::holder(&path), Some(Holder { pid, told: Some("on port 1".into()) }));
            drop(held);
            assert_eq!(Lock::holder(&path), None);
            assert!(!place::beside(&path, SUFFIX).exists());
            fs::write(&path, "x").unwrap();
        }
        // What a crash leaves behind keeps nobody out.
        for stale in ["12345\n", "", "nonsense"] {
            fs::write(place::beside(&path, SUFFIX), stale).unwrap();
            let held = Lock::take(&link).unwrap();
            assert!(refused(&path).is_some(), "{stale}");
            drop(held);
        }
        fs::hard_link(&path, dir.path().join("second.db")).unwrap();
        assert!(refused(&path).unwrap().contains("second name"));
    }
}
