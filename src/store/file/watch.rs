//! Whether the files that are open are still those at their places: a file that was deleted, moved or replaced takes
//! every write without an error, and all of it is gone at the next start.

use crate::domain::Error;
use crate::domain::trouble::{Trouble, TroubleKind};
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};
use std::{fs, io};

/// What stands beside the database while it is open: the log, and the log's index.
const BESIDE: [&str; 2] = ["-wal", "-shm"];

/// Which file it is, whatever its name: device and inode. Nobody else gets them while we have it open.
type Identity = (u64, u64);

/// A file with the place where it is looked for.
type Placed = (PathBuf, Identity);

/// The files of one open database, and which they were when it was opened.
pub(crate) struct Watch {
    /// By the name that the next start will look for it under, wherever this process is meanwhile.
    path: PathBuf,
    database: Identity,
    /// Where the database is behind a link, its log stands beside the file and not beside the link.
    beside: [PathBuf; BESIDE.len()],
    /// Those of them that are open: file systems without shared memory do without.
    open_beside: RwLock<Vec<Placed>>,
}

impl Watch {
    /// Of the database at this path, which is open and has been read.
    pub fn of(path: &Path) -> io::Result<Watch> {
        let path = std::path::absolute(path)?;
        let real = fs::canonicalize(&path)?;
        let beside = BESIDE.map(|suffix| {
            let mut name = real.clone().into_os_string();
            name.push(suffix);
            PathBuf::from(name)
        });
        let open_beside = RwLock::new(placed(&beside));
        Ok(Watch { database: identity(&path)?, path, beside, open_beside })
    }

    /// Costs a `stat` of each file.
    pub fn look(&self) -> Result<(), Trouble> {
        self.look_at_database()?;
        let beside = self.open_beside.read().unwrap_or_else(PoisonError::into_inner);
        beside.iter().try_for_each(|(path, known)| check(path, *known).map(drop))
    }

    fn look_at_database(&self) -> Result<(), Trouble> {
        let file = check(&self.path, self.database)?;
        // A process that opened it now would take it for a new one, and its log for a left-over to be deleted.
        match file.len() {
            0 => Err(Trouble::new(TroubleKind::Gone, format!("{} is empty", self.path.display()))),
            _ => Ok(()),
        }
    }

    /// Whether it is the same file and nothing is in it any more.
    pub fn is_emptied(&self) -> bool {
        check(&self.path, self.database).is_ok_and(|file| file.len() == 0)
    }

    /// Whether it is the log or its index alone that is not there: the database is where it was, and nobody has put
    /// another log beside it.
    pub fn lost_only_the_log(&self) -> bool {
        let beside = self.open_beside.read().unwrap_or_else(PoisonError::into_inner);
        self.look_at_database().is_ok()
            && beside.iter().any(|(path, _)| is_missing(path))
            && beside.iter().all(|(path, known)| is_missing(path) || check(path, *known).is_ok())
    }

    /// Whether there is a log or an index at all.
    pub fn is_there_something_beside(&self) -> bool {
        !self.beside.iter().all(|path| is_missing(path))
    }

    /// The same database was opened anew.
    pub fn renew(&self) -> Result<(), Error> {
        self.look_at_database().map_err(Error::Database)?;
        *self.open_beside.write().unwrap_or_else(PoisonError::into_inner) = placed(&self.beside);
        Ok(())
    }
}

fn placed(paths: &[PathBuf]) -> Vec<Placed> {
    paths.iter().filter_map(|path| Some((path.clone(), identity(path).ok()?))).collect()
}

fn check(path: &Path, known: Identity) -> Result<Metadata, Trouble> {
    let cause = match found(path) {
        Ok((file, found)) if found == known => return Ok(file),
        Ok(_) => format!("{} is another file than the one that is open", path.display()),
        Err(error) => format!("{}: {error}", path.display()),
    };
    Err(Trouble::new(TroubleKind::Gone, cause))
}

fn is_missing(path: &Path) -> bool {
    fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

fn identity(path: &Path) -> io::Result<Identity> {
    found(path).map(|(_, identity)| identity)
}

fn found(path: &Path) -> io::Result<(Metadata, Identity)> {
    let file = fs::metadata(path)?;
    // A deleted file has no links; a path that leads to one (through /proc) is no place to find it again.
    match file.nlink() {
        0 => Err(io::ErrorKind::NotFound.into()),
        _ => {
            let identity = (file.dev(), file.ino());
            Ok((file, identity))
        }
    }
}
