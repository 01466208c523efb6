//! Reading a recording: one file, or a directory's `*.jsonl` files in the order of their names.

use crate::work::replay_line;
use crate::work::replay_line::Line;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;

/// The largest file that is read: a day of a busy salon has about a hundredth of it.
const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// The most files of a directory: ten years of days.
const FILES_MAX: usize = 4_000;

/// A recording, read whole before anything of it is replayed.
#[derive(Debug)]
pub struct Recording {
    /// In order.
    pub entries: Vec<Entry>,
    /// Where and how it ends in the middle of a line, if it does. What comes after is not read.
    pub cut: Option<String>,
}

/// A line and where it stands.
#[derive(Debug)]
pub struct Entry {
    /// `2026-10-01.jsonl:3`, with the folder as it was given.
    pub place: String,
    /// What it says.
    pub line: Line,
}

/// Reads a recording. The error is a sentence that names file and line.
pub fn read(path: &Path) -> Result<Recording, String> {
    let mut recording = Recording { entries: Vec::new(), cut: None };
    let files = if path.is_dir() { files_of(path)? } else { vec![path.to_owned()] };
    for file in files {
        read_file(&file, &mut recording)?;
        if recording.cut.is_some() {
            break;
        }
    }
    Ok(recording)
}

fn files_of(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let unreadable = |error| format!("cannot read {}: {error}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        if file.extension().is_some_and(|extension| extension == "jsonl") {
            files.push(file);
        }
    }
    files.sort();
    match files.len() {
        0 => Err(format!("{} holds no file that ends in .jsonl", folder.display())),
        1..=FILES_MAX => Ok(files),
        _ => Err(format!("{} holds more than {FILES_MAX} files", folder.display())),
    }
}

fn read_file(path: &Path, recording: &mut Recording) -> Result<(), String> {
    let unreadable = |error| format!("cannot read {}: {error}", path.display());
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(unreadable)?;
    file.take(FILE_BYTES_MAX.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > FILE_BYTES_MAX) {
        let most = FILE_BYTES_MAX / (1024 * 1024);
        return Err(format!("{} is larger than {most} MiB", path.display()));
    }
    let lines = bytes.split(|byte| *byte == b'\n').enumerate();
    // What follows the last line break is a line that was never ended, or nothing.
    let unended = bytes.iter().filter(|byte| **byte == b'\n').count();
    for (index, line) in lines {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let place = format!("{}:{}", path.display(), index.saturating_add(1));
        let value = match serde_json::from_slice(line) {
            Ok(value) => value,
            Err(_) if index == unended => {
                recording.cut = Some(format!("{place}: the file ends in the middle of a line"));
                return Ok(());
            }
            Err(error) => return Err(format!("{place}: the line is no JSON: {error}")),
        };
        let line = replay_line::parse(value).map_err(|fault| format!("{place}: {fault}"))?;
        recording.entries.push(Entry { place, line });
    }
    Ok(())
}
