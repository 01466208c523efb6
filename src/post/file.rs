//! A message as a file: whole or not there, and for its owner alone.

use crate::post::outcome::{Failure, Sent};
use std::fs;
use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, chown};
use std::path::Path;

/// Others may not look into the folder.
const FOLDER_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;
/// Of a mail, of a text message.
const ENDINGS: [&str; 2] = ["eml", "sms"];

/// Writes `<id>.<ending>` into the folder, which is made if it is not there. Written again it is the same file.
pub fn keep(folder: &Path, id: &str, ending: &str, bytes: &[u8]) -> Sent {
    let name = format!("{}.{ending}", plain(id));
    match write(folder, &name, bytes) {
        Ok(()) => Ok(Some(name)),
        Err(error) => Err(Failure::not_sent("the folder of messages", error)),
    }
}

/// Takes away what was written under this id, in whichever form. Gives how many files that were.
pub fn forget(folder: &Path, id: &str) -> io::Result<usize> {
    let mut gone = 0_usize;
    for ending in ENDINGS {
        match fs::remove_file(folder.join(format!("{}.{ending}", plain(id)))) {
            Ok(()) => gone = gone.saturating_add(1),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(gone)
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let is_new = !folder.exists();
    DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(folder)?;
    if let Some(parent) = folder.parent().filter(|_| is_new) {
        give(folder, parent);
    }
    let beside = folder.join(format!(".{name}"));
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(FILE_MODE).open(&beside)?;
    give(&beside, folder);
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, folder.join(name))
}

/// Gives what was made to whom the place belongs: a command that root runs must not lock the service out. Nobody else can.
fn give(made: &Path, place: &Path) {
    if let Ok(owner) = fs::metadata(place) {
        chown(made, Some(owner.uid()), Some(owner.gid())).ok();
    }
}

/// An id is ours; whatever it is, it names a file of this folder.
fn plain(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::{forget, keep};
    use crate::post::outcome::Kind;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn it_is_whole_private_and_written_again_the_same_file() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("a/b");
        assert_eq!(keep(&folder, "../x", "eml", b"old").unwrap().unwrap(), "___x.eml");
        keep(&folder, "../x", "eml", b"new").unwrap();
        let names: Vec<_> =
            std::fs::read_dir(&folder).unwrap().map(|one| one.unwrap().file_name()).collect();
        assert_eq!(names, ["___x.eml"]);
        let file = folder.join("___x.eml");
        assert_eq!(std::fs::read(&file).unwrap(), b"new");
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        keep(&folder, "y", "sms", b"").unwrap();
        assert_eq!(forget(&folder, "../x").unwrap(), 1);
        assert_eq!(forget(&folder, "../x").unwrap(), 0);
        assert!(!file.exists() && folder.join("y.sms").exists());
        keep(&folder, "../x", "eml", b"new").unwrap();
        let refused = keep(&file.join("no folder"), "x", "eml", b"").unwrap_err();
        assert_eq!(refused.kind, Kind::NotSent);
    }
}
