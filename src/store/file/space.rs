//! Room on the disk, and how old the newest file of a folder is.

use crate::domain::alarm::facts::Disk;
use rustix::fs::statvfs;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// Files of a folder that are looked at; more is no folder of backups.
const FILES_MAX: usize = 10_000;

/// How much room is left where this file lies; `None` if the system does not say.
pub(crate) fn disk_of(file: &Path) -> Option<Disk> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let found = statvfs(folder.unwrap_or(Path::new("."))).ok()?;
    let bytes = |blocks: u64| blocks.saturating_mul(found.f_frsize);
    Some(Disk { free_bytes: bytes(found.f_bavail), all_bytes: bytes(found.f_blocks) })
}

/// When the newest file of a folder was last written; `None` if there is none, or no such folder.
pub(crate) fn newest_in(folder: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(folder).ok()?.take(FILES_MAX).filter_map(Result::ok);
    let written = entries.filter_map(|entry| {
        let data = entry.metadata().ok().filter(|data| data.is_file() && data.len() > 0)?;
        data.modified().ok()
    });
    written.max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_disk_has_some_room_and_a_place_that_is_not_there_has_none() {
        let dir = tempfile::tempdir().unwrap();
        let disk = disk_of(&dir.path().join("chairside.db")).unwrap();
        assert!(disk.all_bytes > 0 && disk.free_bytes <= disk.all_bytes, "{disk:?}");
        assert!(disk_of(&dir.path().join("not/there")).is_none());
        assert!(disk_of(Path::new("chairside.db")).is_some(), "beside the program");
    }

    #[test]
    fn the_newest_backup_is_a_file_with_something_in_it() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(newest_in(dir.path()), None);
        assert_eq!(newest_in(&dir.path().join("gone")), None);
        fs::create_dir(dir.path().join("folder")).unwrap();
        fs::write(dir.path().join("empty"), "").unwrap();
        assert_eq!(newest_in(dir.path()), None);
        let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        for (name, at) in [("a", old), ("b", old - Duration::from_secs(9))] {
            fs::write(dir.path().join(name), "x").unwrap();
            let file = fs::File::options().write(true).open(dir.path().join(name)).unwrap();
            file.set_modified(at).unwrap();
        }
        assert_eq!(newest_in(dir.path()), Some(old));
    }
}
