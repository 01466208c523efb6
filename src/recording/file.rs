//! The files of a recording: one a day, lines appended whole. Another process of the same salon may write beside us.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use time::Date;

/// A day's file stops growing here; `replay` reads a little more than that.
pub(crate) const DAY_BYTES_MAX: u64 = 200 * 1024 * 1024;
/// How much of a file's end is looked at for its last whole line.
const TAIL_BYTES: u64 = 4 * 1024 * 1024;

/// A folder of recordings, and the day's file that is open.
pub(crate) struct DayFiles {
    dir: PathBuf,
    open: Option<(Date, File)>,
}

impl DayFiles {
    /// Of this folder. Nothing is made before the first line.
    pub(crate) fn new(dir: &Path) -> DayFiles {
        DayFiles { dir: dir.to_owned(), open: None }
    }

    /// Where a day's lines go.
    pub(crate) fn path(&self, day: Date) -> PathBuf {
        let (year, month) = (day.year(), u8::from(day.month()));
        self.dir.join(format!("{year:04}-{month:02}-{:02}.jsonl", day.day()))
    }

    /// Whether a day's file holds nothing yet.
    pub(crate) fn is_empty(&self, day: Date) -> bool {
        std::fs::metadata(self.path(day)).map_or(true, |found| found.len() == 0)
    }

    /// Appends one line, which ends with its line break, in one piece. After an error nothing of it is left.
    pub(crate) fn append(&mut self, day: Date, line: &[u8]) -> io::Result<()> {
        let written = self.opened(day).and_then(|file| write_whole(file, line));
        if written.is_err() {
            // Opened anew next time: the folder may be another one by then.
            self.open = None;
        }
        written
    }

    fn opened(&mut self, day: Date) -> io::Result<&mut File> {
        let stale = |(open, file): &(Date, File)| {
            *open != day || file.metadata().map_or(true, |found| found.nlink() == 0)
        };
        if self.open.as_ref().is_some_and(stale) {
            self.open = None;
        }
        let path = self.path(day);
        let file = match self.open.take() {
            Some((_, file)) => file,
            None => {
                DirBuilder::new().recursive(true).mode(0o700).create(&self.dir)?;
                let mut options = OpenOptions::new();
                let file = options.read(true).append(true).create(true).mode(0o600).open(&path)?;
                end_with_whole_line(&file, &path)?;
                file
            }
        };
        Ok(&mut self.open.insert((day, file)).1)
    }
}

/// One write. What a full disk took of it is cut off again, so that no line begins in the middle of another.
fn write_whole(file: &mut File, line: &[u8]) -> io::Result<()> {
    let _locked = Locked::new(file)?;
    let before = file.metadata()?.len();
    if before.saturating_add(line.len() as u64) > DAY_BYTES_MAX {
        return Err(io::Error::new(ErrorKind::FileTooLarge, "the day's recording is full"));
    }
    let written = (&*file).write_all(line);
    if written.is_err() {
        file.set_len(before).ok();
    }
    written
}

/// A power cut may have left half a line at the end: it is cut off, or the next line would be spoilt too.
fn end_with_whole_line(mut file: &File, path: &Path) -> io::Result<()> {
    let _locked = Locked::new(file)?;
    let found = file.metadata()?;
    let length = found.len();
    if !found.is_file() || length == 0 {
        return Ok(());
    }
    let begin = length.saturating_sub(TAIL_BYTES);
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(begin))?;
    file.take(TAIL_BYTES).read_to_end(&mut tail)?;
    if tail.last() == Some(&b'\n') {
        return Ok(());
    }
    let whole = match tail.iter().rposition(|byte| *byte == b'\n') {
        Some(last) => begin.saturating_add(last as u64).saturating_add(1),
        None if begin == 0 && tail.first() == Some(&b'{') => 0,
        None => return Err(io::Error::other(format!("{} is no recording", path.display()))),
    };
    log::warn!("recording: {} ended in the middle of a line, which is cut off", path.display());
    file.set_len(whole)
}

/// Nobody else writes meanwhile.
struct Locked<'a>(&'a File);

impl<'a> Locked<'a> {
    fn new(file: &'a File) -> io::Result<Locked<'a>> {
        file.lock()?;
        Ok(Locked(file))
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        self.0.unlock().ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use time::macros::date;

    const DAY: Date = date!(2026 - 11 - 23);

    #[test]
    fn a_day_is_a_file_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("a/b");
        let mut files = DayFiles::new(&dir);
        assert!(files.is_empty(DAY));
        files.append(DAY, b"{}\n").unwrap();
        files.append(DAY.next_day().unwrap(), b"{\"next\":1}\n").unwrap();
        files.append(DAY, b"{\"late\":1}\n").unwrap();
        assert_eq!(fs::read(dir.join("2026-11-23.jsonl")).unwrap(), b"{}\n{\"late\":1}\n");
        assert_eq!(fs::read(dir.join("2026-11-24.jsonl")).unwrap(), b"{\"next\":1}\n");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&dir), mode(&files.path(DAY))), (0o700, 0o600));
        assert!(!files.is_empty(DAY));
        fs::remove_file(files.path(DAY)).unwrap();
        files.append(DAY, b"{}\n").unwrap();
        assert_eq!(fs::read(files.path(DAY)).unwrap(), b"{}\n", "a file that was taken away");
    }

    #[test]
    fn half_a_line_is_cut_off_before_the_next_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let mut files = DayFiles::new(folder.path());
        fs::write(files.path(DAY), b"{}\n{\"ki").unwrap();
        files.append(DAY, b"{\"a\":1}\n").unwrap();
        assert_eq!(fs::read(files.path(DAY)).unwrap(), b"{}\n{\"a\":1}\n");
        let other = DAY.next_day().unwrap();
        fs::write(files.path(other), b"{\"first\":").unwrap();
        files.append(other, b"{}\n").unwrap();
        assert_eq!(fs::read(files.path(other)).unwrap(), b"{}\n");
        let foreign = other.next_day().unwrap();
        fs::write(files.path(foreign), b"somebody's letter").unwrap();
        assert!(files.append(foreign, b"{}\n").is_err());
    }

    #[test]
    fn a_full_disk_and_a_folder_that_is_none_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        let mut files = DayFiles::new(folder.path());
        symlink("/dev/full", files.path(DAY)).unwrap();
        assert_eq!(files.append(DAY, b"{}\n").unwrap_err().kind(), ErrorKind::StorageFull);
        let none = folder.path().join("file");
        fs::write(&none, b"").unwrap();
        assert!(DayFiles::new(&none.join("dir")).append(DAY, b"{}\n").is_err());
    }
}
