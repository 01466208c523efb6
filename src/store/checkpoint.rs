//! Bringing the write-ahead log into the database, on a thread of its own: the writer and all who wait for it would
//! stand still meanwhile.
//!
//! These checkpoints are passive, they wait for nobody and hold nobody up. While writes come without a pause they never
//! reach the log's end, so that it grows; past `open::LOG_PAGES_MAX` the writer itself brings in the rest.

use crate::domain::Result;
use crate::store::open;
use rusqlite::Connection;
use std::path::Path;
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;
use std::thread::JoinHandle;

/// Commits between two checkpoints. With 64 callers they write some forty pages each, so that it is about the thousand
/// pages after which SQLite does it by itself.
const COMMITS_BETWEEN: u32 = 32;

/// The thread, for the writer that tells it of its commits. Dropping it waits until a checkpoint in hand is done.
pub(super) struct Checkpoints {
    due: Option<mpsc::SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
    commits: u32,
}

impl Checkpoints {
    /// For the database at this path.
    pub fn start(path: PathBuf) -> Result<Checkpoints> {
        let (due, is_due) = mpsc::sync_channel(1);
        let thread = thread::Builder::new()
            .name("store-log".into())
            .spawn(move || run(&path, &is_due))
            .map_err(crate::domain::Error::internal)?;
        Ok(Checkpoints { due: Some(due), thread: Some(thread), commits: 0 })
    }

    /// None for a database that has no log.
    pub fn none() -> Checkpoints {
        Checkpoints { due: None, thread: None, commits: 0 }
    }

    /// A commit is on disk.
    pub fn committed(&mut self) {
        self.commits = self.commits.saturating_add(1);
        if self.commits >= COMMITS_BETWEEN
            && let Some(due) = &self.due
            && due.try_send(()).is_ok()
        {
            self.commits = 0;
        }
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        self.due = None;
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            log::error!("the thread of the checkpoints panicked");
        }
    }
}

fn run(path: &Path, is_due: &mpsc::Receiver<()>) {
    let mut connection: Option<Connection> = None;
    while is_due.recv().is_ok() {
        let opened = match connection.take() {
            Some(connection) => Ok(connection),
            None => open::connect(path),
        };
        let done = opened.and_then(|connection| {
            checkpoint(&connection)?;
            Ok(connection)
        });
        match done {
            Ok(open) => connection = Some(open),
            // Nothing is lost: it stays in the log, and the writer brings it in when that grows long.
            Err(error) => log::warn!("a checkpoint failed: {}", error.for_log()),
        }
    }
}

fn checkpoint(connection: &Connection) -> Result<()> {
    Ok(connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
}

#[cfg(test)]
mod tests {
    use super::COMMITS_BETWEEN;
    use crate::store::Store;
    use rusqlite::Connection;
    use std::time::Duration;
    use std::time::Instant;

    /// Pages of the log that are in the database, without bringing any in.
    fn brought_in(path: &std::path::Path) -> u32 {
        let header = std::fs::read(path.with_extension("db-shm")).unwrap();
        // The field `nBackfill` of the log's index, https://sqlite.org/walformat.html#the_wal_index_file_format
        let at = 96;
        u32::from_ne_bytes(header[at..at + 4].try_into().unwrap())
    }

    #[test]
    fn the_log_is_brought_in_beside_the_writer() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("test.db");
        let store = Store::open(&path).unwrap();
        let begin = brought_in(&path);
        for number in 0..COMMITS_BETWEEN * 2 {
            store
                .write(move |tx| {
                    tx.execute("CREATE TABLE IF NOT EXISTS probe (n INTEGER)", [])?;
                    tx.execute("INSERT INTO probe VALUES (?1)", [number])?;
                    Ok(())
                })
                .unwrap();
        }
        let begun = Instant::now();
        while brought_in(&path) <= begin {
            assert!(begun.elapsed() < Duration::from_secs(10), "no checkpoint");
            std::thread::yield_now();
        }
        drop(store);
        assert!(!path.with_extension("db-wal").exists(), "nobody has it open any more");
        let count = "SELECT count(*) FROM probe";
        let kept: u32 =
            Connection::open(&path).unwrap().query_row(count, [], |row| row.get(0)).unwrap();
        assert_eq!(kept, COMMITS_BETWEEN * 2);
    }
}
