//! The open database: changes in order, reads beside them, and how it is.

use crate::domain::trouble::TroubleKind;
use crate::domain::{Error, Result};
use crate::store::db::health::Health;
use crate::store::db::kept::Kept;
use crate::store::db::readers::Readers;
use crate::store::db::trial;
use crate::store::db::tx::{Snapshot, Tx};
use crate::store::db::witness::Witness;
use crate::store::db::writer::{Aside, Writer};
use crate::store::file::checkup::Checkup;
use crate::store::file::lock::Lock;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long `/readyz` waits for a trial.
const TRIAL_PATIENCE: Duration = Duration::from_secs(1);

/// The open database.
pub struct Store {
    pub(super) path: PathBuf,
    /// Which file that was when it was opened.
    pub(super) identity: Option<(u64, u64)>,
    // Closed in this order: only a connection that may write can bring the log in, so that is the last, and the lock is
    // given back when nobody has the file open.
    pub(super) checkup: Option<Checkup>,
    pub(super) readers: Arc<Readers>,
    pub(super) writer: Writer,
    pub(super) lock: Mutex<Option<Lock>>,
    pub(super) commits: Arc<AtomicU64>,
    pub(super) kept: Arc<Kept>,
    pub(super) witness: Arc<Witness>,
    pub(super) health: Arc<Health>,
    pub(super) is_read_only: bool,
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

    /// Runs a change and does not wait: `done` hears the outcome once, after the commit is on disk or has failed.
    ///
    /// `done` is called on the writer's thread, so every other write waits meanwhile: it must not wait for anything,
    /// least of all for another write.
    pub fn append_later(
        &self,
        change: impl FnOnce(&Tx) -> Result<()> + Send + 'static,
        done: impl FnOnce(Result<()>) + Send + 'static,
    ) {
        self.writer.append_later(change, done);
    }

    /// Puts a change of one statement aside: it goes into the next commit of any caller, so that it costs none of its own; or into one
    /// of its own when what is given is waited for or dropped. Of two changes of one caller the first is on disk no
    /// later than the second, this way too.
    pub fn append_aside(
        &self,
        change: impl FnOnce(&Tx) -> Result<()> + Send + 'static,
    ) -> Aside<'_> {
        self.writer.append_aside(change)
    }

    /// Runs a change, gives its answer, and takes it back: for dry runs that ask "what if".
    pub fn try_out<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.writer.try_out(change)
    }

    /// Reads one consistent state of the database, beside any write.
    pub fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.health.not_gone()?;
        let read = self.readers.lend(|connection| {
            let _entered = self.kept.read();
            let snapshot = Snapshot::of(connection)?;
            read(snapshot.connection())
        });
        self.read_went(read)
    }

    /// Reads with at most one statement besides what is kept in memory (`kept::get`), so that no transaction is needed
    /// for one consistent state.
    pub fn glance<T>(&self, look: impl Fn(&Connection) -> Result<T>) -> Result<T> {
        self.health.not_gone()?;
        let read = self.readers.lend(|connection| {
            let entered = self.kept.read();
            let seen = look(connection)?;
            Ok((seen, entered.is_of_one_state()))
        });
        match self.read_went(read)? {
            (seen, true) => Ok(seen),
            // Something changed meanwhile.
            (_, false) => self.read(look),
        }
    }

    fn read_went<T>(&self, read: Result<T>) -> Result<T> {
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

    /// Who counts what its connections are asked to do.
    pub fn witness(&self) -> &Witness {
        &self.witness
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
