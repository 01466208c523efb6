//! Bringing the write-ahead log into the database, on a thread of its own: the writer and all who wait for it would
//! stand still meanwhile.
//!
//! These checkpoints are passive, they wait for nobody and hold nobody up. While writes come without a pause they never
//! reach the log's end, so that it grows; past `connect::LOG_PAGES_MAX` the writer itself brings in the rest.
//!
//! When the program stops everything is brought in and the log emptied (`fold`): a copy of the one file then has
//! all of it.

use crate::domain::Result;
use crate::store::db::connect;
use crate::store::file::mark;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, mpsc};
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;

/// Commits between two checkpoints. They write some thirteen pages each, with 64 callers some forty, which stays below
/// `connect::LOG_PAGES_MAX`. A page that changes with each booking is brought in once for all of them, so that twice as many
/// commits save a booking one to five writes (measured from 32 on); what a crash leaves to be read is a few megabytes.
const COMMITS_BETWEEN: u32 = 128;

/// Each lock that folding needs may take this share of its time.
const FOLD_WAITS: u32 = 3;

/// The thread, for the writer that tells it of its commits. Dropping it waits until a checkpoint in hand is done.
pub(crate) struct Checkpoints {
    due: Option<mpsc::SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
    commits: u32,
    /// What the next commit is to put the mark at; 0 leaves it.
    mark: Arc<AtomicI64>,
}

impl Checkpoints {
    /// For the database at this path. The first commit puts the mark at `mark`, unless that is 0.
    pub fn start(path: PathBuf, mark: i64) -> Result<Checkpoints> {
        let (due, is_due) = mpsc::sync_channel(1);
        let mark = Arc::new(AtomicI64::new(mark));
        let next = mark.clone();
        let thread = thread::Builder::new()
            .name("store-log".into())
            .spawn(move || run(&path, &is_due, &next))
            .map_err(crate::domain::Error::internal)?;
        Ok(Checkpoints { due: Some(due), thread: Some(thread), commits: 0, mark })
    }

    /// None for a database that has no log.
    pub fn none() -> Checkpoints {
        Checkpoints { due: None, thread: None, commits: 0, mark: Arc::default() }
    }

    /// Where the next commit is to put the mark of the file, told once.
    pub fn due_mark(&self) -> Option<i64> {
        Some(self.mark.swap(0, Ordering::Relaxed)).filter(|mark| *mark > 0)
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

fn run(path: &Path, is_due: &mpsc::Receiver<()>, next: &AtomicI64) {
    let mut connection: Option<Connection> = None;
    while is_due.recv().is_ok() {
        let opened = match connection.take() {
            Some(connection) => Ok(connection),
            None => connect::writer(path),
        };
        let done = opened.and_then(|connection| {
            // Read before: what is brought in now holds at least this one.
            let mark = mark::read(&connection)?;
            if checkpoint(&connection, "PASSIVE")? {
                next.store(mark.saturating_add(1), Ordering::Relaxed);
            }
            Ok(connection)
        });
        match done {
            Ok(open) => connection = Some(open),
            // Nothing is lost: it stays in the log, and the writer brings it in when that grows long.
            Err(error) => log::warn!("a checkpoint failed: {}", error.for_log()),
        }
    }
}

/// Whether the whole log is in the file now, and on disk.
fn checkpoint(connection: &Connection, how: &str) -> Result<bool> {
    Ok(connection.query_row(&format!("PRAGMA wal_checkpoint({how})"), [], |row| {
        let (busy, frames, brought_in): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(busy == 0 && frames == brought_in)
    })?)
}

/// Brings the whole log into the file and empties it, for about so long at most. Gives the mark that is in the file
/// then; none if others were in the way for too long. What is not brought in stays in the log, and is not lost.
pub(crate) fn fold(path: &Path, patience: Duration) -> Result<Option<i64>> {
    let connection = connect::writer(path)?;
    connection.busy_timeout(patience / FOLD_WAITS)?;
    let mark = mark::read(&connection)?;
    let interrupt = connection.get_interrupt_handle();
    let (done, is_done) = mpsc::channel::<()>();
    let folded = thread::scope(|scope| {
        scope.spawn(move || {
            if is_done.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
                interrupt.interrupt();
            }
        });
        let folded = checkpoint(&connection, "TRUNCATE");
        drop(done);
        folded
    })?;
    Ok(Some(mark).filter(|_| folded))
}

#[cfg(test)]
mod tests {
    use super::{COMMITS_BETWEEN, fold};
    use crate::store::db::store::Store;
    use rusqlite::Connection;
    use std::time::{Duration, Instant};

    /// Pages of the log that are in the database, without bringing any in.
    fn brought_in(path: &std::path::Path) -> u32 {
        let header = std::fs::read(path.with_extension("db-shm")).unwrap();
        // The field `nBackfill` of the log's index, https://sqlite.org/walformat.html#the_wal_index_file_format
        let at = 96;
        u32::from_ne_bytes(header[at..at + 4].try_into().unwrap())
    }

    #[test]
    fn folding_waits_for_readers_so_long_and_no_longer() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("test.db");
        let store = Store::open(&path).unwrap();
        let log = || std::fs::metadata(path.with_extension("db-wal")).unwrap().len();
        let reader = Connection::open(&path).unwrap();
        reader.execute_batch("BEGIN; SELECT count(*) FROM companies").unwrap();
        store.write(|tx| Ok(tx.execute("CREATE TABLE probe (n)", []).map(drop)?)).unwrap();
        let (begun, patience) = (Instant::now(), Duration::from_millis(150));
        assert_eq!(fold(&path, patience).unwrap(), None);
        assert!(log() > 0 && begun.elapsed() < Duration::from_secs(30));
        reader.execute_batch("ROLLBACK").unwrap();
        assert_eq!(fold(&path, Duration::from_secs(30)).unwrap(), Some(1));
        assert_eq!(log(), 0);
        drop(store);
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
