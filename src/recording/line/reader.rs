//! Reading a recording: one file, or a directory's `*.jsonl` files in the order of their names.

use crate::recording::line::format;
use crate::recording::line::format::{Line, What};
use crate::recording::line::known::AnswerTo;
use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use time::OffsetDateTime;

/// The largest file that is read: a day of a busy salon has about a hundredth of it.
const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// The most files of a directory: ten years of days.
const FILES_MAX: usize = 4_000;

/// UTF-8's byte order mark.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

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
    pub(crate) place: String,
    pub(crate) line: Line,
}

impl Entry {
    /// When it happened, UTC.
    pub fn at(&self) -> OffsetDateTime {
        self.line.at
    }
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
    recording.entries = assembled(recording.entries);
    if recording.entries.is_empty() && recording.cut.is_none() {
        return Err(format!("{} is empty: there is nothing to replay", path.display()));
    }
    Ok(recording)
}

/// Puts the answers that a recorder wrote when they came to the lines that asked for them. What belongs to no line
/// that is here stays, as a line of its own.
///
/// A request that asked Cal.com nothing stands where it was answered: it may have waited for another one that did.
/// One that is only kept waits for nobody and stands where it came in: it may be worked off before its answer is told.
fn assembled(entries: Vec<Entry>) -> Vec<Entry> {
    let mut whole: Vec<Option<Entry>> = Vec::with_capacity(entries.len());
    let mut numbered: HashMap<String, usize> = HashMap::new();
    for mut entry in entries {
        match entry.line.what {
            What::AnswerTo(AnswerTo { unit, answer }) => {
                let asker = numbered.get(&unit).and_then(|index| whole.get_mut(*index)?.as_mut());
                if let Some(asker) = asker {
                    asker.line.calcom.push(answer);
                    continue;
                }
                entry.line.calcom = vec![answer];
                entry.line.what = What::Stray;
            }
            What::Answered(answered) => {
                let place = numbered.get(&answered.unit).and_then(|index| whole.get_mut(*index));
                let Some(mut asker) = place.and_then(Option::take) else { continue };
                let mut stays = !asker.line.calcom.is_empty();
                if let What::Request(request) = &mut asker.line.what {
                    request.answer = Some(answered.answer);
                    request.status = Some(answered.status);
                    stays |= format::is_only_kept(request.path);
                }
                if stays
                    && let Some(index) = numbered.get(&answered.unit)
                    && let Some(place) = whole.get_mut(*index)
                {
                    *place = Some(asker);
                    continue;
                }
                entry = asker;
            }
            _ => {}
        }
        if let Some(number) = &entry.line.number {
            numbered.insert(number.clone(), whole.len());
        }
        whole.push(Some(entry));
    }
    whole.into_iter().flatten().collect()
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
    // Some editors put a mark before the first byte.
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
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
        let line = format::parse(value).map_err(|fault| format!("{place}: {fault}"))?;
        recording.entries.push(Entry { place, line });
    }
    Ok(())
}
