//! Writing a new `appliance.toml`: whole or not at all, for its owner alone, and never over what is there.

use rustix::fs::{CWD, RenameFlags, renameat_with};
use std::fmt;
use std::fs;
use std::fs::{File, OpenOptions};
use std::io;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// For its owner alone: keys stand in it.
const FILE_MODE: u32 = 0o600;
/// Put behind the name while the file is being written. One that is left behind by a crash is no configuration.
const UNFINISHED: &str = ".part";

/// Why nothing was written.
#[derive(Debug)]
pub enum Unwritten {
    /// Something of this name is there, a link that points nowhere included.
    IsThere(PathBuf),
    /// The folder or the disk does not take it.
    Cannot(PathBuf, io::Error),
}

impl fmt::Display for Unwritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unwritten::IsThere(path) => {
                write!(f, "{} is there already, and is not written over", path.display())
            }
            Unwritten::Cannot(path, error) => write!(f, "cannot write {}: {error}", path.display()),
        }
    }
}

/// Writes a new file. When it returns, the file is on the disk; whatever ends it before, nothing of that name is there.
pub fn write_new(path: &Path, text: &str) -> Result<(), Unwritten> {
    let cannot = |error: io::Error| Unwritten::Cannot(path.to_owned(), error);
    if path.symlink_metadata().is_ok() {
        return Err(Unwritten::IsThere(path.to_owned()));
    }
    let unfinished = unfinished(path);
    // What a crash has left behind. It is nobody's, as two that write the same file at once are one too many.
    fs::remove_file(&unfinished).ok();
    let written = put(&unfinished, text).and_then(|()| name(&unfinished, path));
    if let Err(error) = written {
        fs::remove_file(&unfinished).ok();
        return Err(match error.kind() {
            ErrorKind::AlreadyExists => Unwritten::IsThere(path.to_owned()),
            _ => cannot(error),
        });
    }
    // The name is in the folder, which is to be on the disk as well; where a folder cannot be told so it is anyway.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all()).ok();
    Ok(())
}

fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(UNFINISHED);
    PathBuf::from(name)
}

fn put(path: &Path, text: &str) -> io::Result<()> {
    let mut new = OpenOptions::new();
    let mut file = new.write(true).create_new(true).mode(FILE_MODE).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Gives the finished file its name, unless something has it. Where the file system knows no such renaming, a second name.
fn name(unfinished: &Path, path: &Path) -> io::Result<()> {
    match renameat_with(CWD, unfinished, CWD, path, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(()),
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {
            fs::hard_link(unfinished, path)?;
            fs::remove_file(unfinished)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn a_file_is_whole_or_not_there_and_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("appliance.toml");
        // What a crash left behind is no obstacle.
        fs::write(unfinished(&path), "half").unwrap();
        write_new(&path, "whole").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "whole");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(!unfinished(&path).exists());
        assert!(matches!(write_new(&path, "other"), Err(Unwritten::IsThere(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "whole");
        let link = folder.path().join("link.toml");
        symlink("/nowhere/else", &link).unwrap();
        assert!(matches!(write_new(&link, "x"), Err(Unwritten::IsThere(_))));
        let nowhere = folder.path().join("none/appliance.toml");
        let told = write_new(&nowhere, "x").unwrap_err().to_string();
        assert!(told.starts_with("cannot write ") && told.contains("No such file"), "{told}");
    }

    /// Whatever came between the last look and the name.
    #[test]
    fn a_name_that_is_taken_meanwhile_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&path, "another's").unwrap();
        fs::write(&other, "ours").unwrap();
        assert_eq!(name(&other, &path).unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).unwrap(), "another's");
    }
}
