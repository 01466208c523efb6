//! A look through the whole file at the start: a page that is damaged is noticed then, not by the caller who needs it.
//!
//! A small file is looked through before anybody is served. A large one goes on being looked through beside the work,
//! and what is found then is told loudly and stays visible. What SQLite cannot see is not seen: it keeps no checksums, so
//! that a letter that became another one inside a text is a text like any other.

use crate::domain::{Error, Result};
use crate::store::file::place::Look;
use crate::store::file::{place, recognise};
use rusqlite::{Connection, ErrorCode, InterruptHandle};
use std::path::Path;
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// So many faults are looked for; the first is told.
const FAULTS_MAX: u32 = 5;
/// How often it is told to break off until it does.
const INTERRUPT_EVERY: Duration = Duration::from_millis(1);

/// What came of it.
enum Finding {
    Sound,
    Damaged(String),
    /// It could not be looked through to the end.
    Unknown(String),
}

/// The look through a file, and what it found. Dropping it breaks it off.
pub(crate) struct Checkup {
    damage: Arc<Mutex<Option<String>>>,
    interrupt: InterruptHandle,
    thread: Option<JoinHandle<()>>,
}

impl Checkup {
    /// Begins, and waits so long for the end; after that it goes on by itself.
    ///
    /// `Conflict` if damage was found until then.
    pub fn begin(path: &Path, patience: Duration) -> Result<Checkup> {
        let connection = place::look(path, Look::WithLog)?;
        let interrupt = connection.get_interrupt_handle();
        let damage = Arc::new(Mutex::new(None));
        // Without room in between: what is told was heard.
        let (tell, told) = mpsc::sync_channel(0);
        let (found, path) = (damage.clone(), path.to_owned());
        let thread = thread::Builder::new()
            .name("store-checkup".into())
            .spawn(move || run(&path, &connection, &tell, &found))
            .map_err(Error::internal)?;
        let checkup = Checkup { damage, interrupt, thread: Some(thread) };
        match told.recv_timeout(patience) {
            Ok(Finding::Damaged(sentence)) => Err(Error::Conflict(sentence)),
            Ok(Finding::Unknown(sentence)) => {
                log::warn!("{sentence}");
                Ok(checkup)
            }
            Ok(Finding::Sound) | Err(_) => Ok(checkup),
        }
    }

    /// Ends it, wherever it is; what it found stays.
    pub fn break_off(&self) {
        // Again, if it had not begun yet.
        while self.thread.as_ref().is_some_and(|thread| !thread.is_finished()) {
            self.interrupt.interrupt();
            thread::sleep(INTERRUPT_EVERY);
        }
    }

    /// What is wrong with the file, once that was found.
    pub fn damage(&self) -> Option<String> {
        self.damage.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Checkup {
    fn drop(&mut self) {
        self.break_off();
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            log::error!("the look through the database panicked");
        }
    }
}

fn run(
    path: &Path,
    connection: &Connection,
    tell: &SyncSender<Finding>,
    damage: &Mutex<Option<String>>,
) {
    let begun = Instant::now();
    let Err(unheard) = tell.send(look_through(path, connection)) else { return };
    // Nobody waits any more.
    match unheard.0 {
        Finding::Sound => log::info!(
            "the database {} was looked through in {} s and is sound",
            path.display(),
            begun.elapsed().as_secs()
        ),
        Finding::Damaged(sentence) => {
            log::error!("{sentence}");
            *damage.lock().unwrap_or_else(PoisonError::into_inner) = Some(sentence);
        }
        Finding::Unknown(sentence) => log::warn!("{sentence}"),
    }
}

fn look_through(path: &Path, connection: &Connection) -> Finding {
    let read = || -> rusqlite::Result<Vec<String>> {
        let mut query = connection.prepare(&format!("PRAGMA quick_check({FAULTS_MAX})"))?;
        query.query_map([], |row| row.get(0))?.collect()
    };
    match read() {
        Ok(lines) => match lines.into_iter().find(|line| line != "ok") {
            None => Finding::Sound,
            Some(line) => Finding::Damaged(recognise::damaged(path, &in_a_line(&line))),
        },
        Err(error) => match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Finding::Damaged(recognise::damaged(path, &error.to_string()))
            }
            _ => Finding::Unknown(format!(
                "the database {} was not looked through to the end: {error}",
                path.display()
            )),
        },
    }
}

/// SQLite puts several findings of one tree into one text.
fn in_a_line(finding: &str) -> String {
    let lines = finding.lines().map(|line| line.trim_matches(['*', ' ']));
    lines.filter(|line| !line.is_empty()).take(2).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::store::Store;
    use std::fs::OpenOptions;
    use std::os::unix::fs::FileExt;
    use std::path::PathBuf;

    fn spoilt(spoil: impl Fn(&Path, u64)) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("test.db");
        drop(Store::open(&path).unwrap());
        let connection = Connection::open(&path).unwrap();
        let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'warnings_one'";
        let page: u32 = connection.query_row(sql, [], |row| row.get(0)).unwrap();
        drop(connection);
        spoil(&path, u64::from(page - 1) * 4096);
        (dir, path)
    }

    fn write(path: &Path, at: u64, bytes: &[u8]) {
        OpenOptions::new().write(true).open(path).unwrap().write_all_at(bytes, at).unwrap();
    }

    #[test]
    fn a_damaged_page_is_found_before_or_beside_the_work() {
        let ways: [fn(&Path, u64); 3] = [
            |path, at| write(path, at, &[0; 4096]),
            |path, at| write(path, at, &[0xA5; 64]),
            |path, at| OpenOptions::new().write(true).open(path).unwrap().set_len(at).unwrap(),
        ];
        for (number, way) in ways.into_iter().enumerate() {
            let (_dir, path) = spoilt(way);
            let found = Checkup::begin(&path, Duration::from_secs(60)).map(drop).unwrap_err();
            assert!(found.to_string().contains("is damaged"), "{number}: {found}");
            let Ok(beside) = Checkup::begin(&path, Duration::ZERO) else { continue };
            let begun = Instant::now();
            while beside.damage().is_none() {
                assert!(begun.elapsed() < Duration::from_secs(60), "{number}");
                thread::yield_now();
            }
        }
        let (_dir, path) = spoilt(|_, _| {});
        let sound = Checkup::begin(&path, Duration::from_secs(60)).unwrap();
        assert_eq!(sound.damage(), None);
    }
}
