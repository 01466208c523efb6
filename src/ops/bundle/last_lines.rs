//! The end of a log, however long the log is.

use crate::domain::Result;
use crate::ops::files;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// So much of a log's end is read.
const END_BYTES: u64 = 2 * 1024 * 1024;
/// And so many lines of that are taken.
const LINES_MAX: usize = 5_000;

/// The last lines of a file. `Conflict` if it cannot be read.
pub(super) fn of(path: &Path) -> Result<String> {
    let cannot = |error| files::cannot(path, &error);
    let mut file = File::open(path).map_err(cannot)?;
    let about = file.metadata().map_err(cannot)?;
    let begin = if about.is_file() { about.len().saturating_sub(END_BYTES) } else { 0 };
    if begin > 0 {
        file.seek(SeekFrom::Start(begin)).map_err(cannot)?;
    }
    let mut end = Vec::new();
    file.take(END_BYTES).read_to_end(&mut end).map_err(cannot)?;
    let text = String::from_utf8_lossy(&end);
    let lines: Vec<&str> = text.lines().collect();
    // The first one may be half of one.
    let lines = lines.get(usize::from(begin > 0)..).unwrap_or_default();
    let from = lines.len().saturating_sub(LINES_MAX);
    Ok(lines.get(from..).unwrap_or_default().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    #[test]
    fn the_end_of_a_long_log() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        let mut text = String::new();
        for n in 0..400_000 {
            writeln!(text, "line {n}").unwrap();
        }
        std::fs::write(&path, text).unwrap();
        let end = of(&path).unwrap();
        assert_eq!(end.lines().count(), LINES_MAX);
        assert!(end.ends_with("line 399999") && end.starts_with("line 395000"));
        std::fs::write(&path, b"one\n\xff").unwrap();
        assert_eq!(of(&path).unwrap(), "one\n\u{fffd}");
        assert!(of(dir.path()).is_err());
        assert!(of(&dir.path().join("none")).is_err());
    }
}
