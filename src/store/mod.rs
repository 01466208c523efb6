//! SQLite, the only store. One writer thread that joins waiting writes into one commit; readers of their own.
//!
//! A function here is one statement: a write takes `&Tx`, a read `&Connection`. Whoever calls opens the
//! transaction (`store.write(|tx| …)`), so that a change, its audit row and its follow-up join in one commit.

pub mod db;
pub mod host;
pub mod messages;
pub mod service;
pub mod visit;

use crate::domain::trouble::TroubleKind;
use crate::domain::{Error, Result};
use crate::store::db::checkup::Checkup;
use crate::store::db::health::Health;
use crate::store::db::lock::Lock;
use crate::store::db::readers::Readers;
use crate::store::db::trial;
use crate::store::db::tx::{Snapshot, Tx};
use crate::store::db::writer::{Aside, Writer};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long `/readyz` waits for a trial.
const TRIAL_PATIENCE: Duration = Duration::from_secs(1);

/// The open database.
pub struct Store {
    path: PathBuf,
    /// Which file that was when it was opened.
    identity: Option<(u64, u64)>,
    // Closed in this order: only who may write can bring the log in, so its connection is the last, and the lock is
    // given back when nobody has the file open.
    checkup: Option<Checkup>,
    readers: Arc<Readers>,
    writer: Writer,
    lock: Mutex<Option<Lock>>,
    commits: Arc<AtomicU64>,
    health: Arc<Health>,
    is_read_only: bool,
}

impl Store {
    /// Runs a change in a transaction and returns after the commit is on disk.
    ///
    /// Waiting changes share one commit, each in a savepoint of its own: an `Err` takes back this change alone.
    /// No outside call may happen inside: every other write waits meanwhile.
    pub fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.writer.write(change)
    }

    /// Runs one statement and does not wait: `done` hears the outcome once, after the commit is on disk or has failed.
    ///
    /// A statement that fails changes nothing, so there is no savepoint around it. If the change fails after a
    /// statement of it did something, nothing of this commit is kept, and all who wait for it hear so. `done` is called
    /// on the writer's thread, so every other write waits meanwhile: it must not wait for anything, least of all for
    /// another write.
    pub fn append_later(
        &self,
        change: impl FnOnce(&Tx) -> Result<()> + Send + 'static,
        done: impl FnOnce(Result<()>) + Send + 'static,
    ) {
        self.writer.append_later(change, done);
    }

    /// Puts one statement aside: it goes into the next commit, whoever asks for that, so that it costs none of its
    /// own; or into one of its own when what is given is waited for or dropped. Of two changes of one caller the first
    /// is on disk no later than the second, this way too. What holds for the statement of `append_later` holds here.
    pub fn append_aside(
        &self,
        change: impl FnOnce(&Tx) -> Result<()> + Send + 'static,
    ) -> Aside<'_> {
        self.writer.append_aside(change)
    }

    /// Runs a change, tells its answer, and takes it back: for dry runs that ask "what if".
    pub fn try_out<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (told, answer) = std::sync::mpsc::sync_channel(1);
        let taken_back = self.writer.write(move |tx| {
            told.send(change(tx)).map_err(|_| Error::internal("nobody hears the dry run"))?;
            // An error is what takes a change back.
            Err::<(), Error>(Error::Conflict("a dry run".into()))
        });
        match (answer.recv(), taken_back) {
            (Ok(answer), _) => answer,
            (Err(_), Err(error)) => Err(error),
            (Err(_), Ok(())) => Err(Error::internal("the dry run told nothing")),
        }
    }

    /// Reads one consistent state of the database, beside any write.
    pub fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.health.not_gone()?;
        let read = self.readers.lend(|connection| {
            let snapshot = Snapshot::of(connection)?;
            read(snapshot.connection())
        });
        match &read {
            Err(Error::Database(trouble)) if trouble.kind == TroubleKind::Gone => {
                self.health.failed(trouble, 0);
            }
            Err(Error::Database(trouble)) => self.health.read_failed(trouble),
            Ok(_) | Err(_) => {}
        }
        read
    }

    /// What keeps writes from lasting, as far as is known without asking.
    pub fn trouble(&self) -> Option<TroubleKind> {
        self.health.trouble()
    }

    /// The same, after a write that leaves nothing behind if there was none lately. One that takes longer than a
    /// second is not waited for.
    pub fn tried_trouble(&self) -> Option<TroubleKind> {
        if self.trouble().is_none() && !self.health.is_fresh() {
            // What became of it, the writer has told the health.
            drop(
                self.writer
                    .begin(|tx| trial::run(tx, trial::LITTLE_BYTES))
                    .wait_at_most(TRIAL_PATIENCE),
            );
        }
        self.trouble()
    }

    /// Whether the writer hangs in one commit and will not come back.
    pub fn is_stuck(&self) -> bool {
        self.health.is_stuck()
    }

    /// How many commits have reached the disk since the start. For tests and benchmarks.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// Whether it was opened to look at it alone.
    pub fn is_read_only(&self) -> bool {
        self.is_read_only
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}
