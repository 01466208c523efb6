//! The life of the writer's thread: commits, how long changes wait for one, and what is done while none succeeds.
//!
//! A change that waited too long, or that comes while the files are gone, is refused without having been run: it cannot
//! be committed later behind the back of the caller who was told so.

use crate::domain::trouble::{Trouble, TroubleKind};
use crate::domain::{Error, Result};
use crate::store::db::checkpoint::Checkpoints;
use crate::store::db::fault::{Committed, Failure};
use crate::store::db::health::Health;
use crate::store::db::home::Home;
use crate::store::db::job::{Job, Ran};
use crate::store::db::join::{begin, execute, join};
use crate::store::db::kept::Kept;
use crate::store::db::trial;
use crate::store::db::tx::Tx;
use crate::store::db::waiting::{Heard, Waiting};
use crate::store::file::mark;
use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long a change may wait for a database that another process has locked, from when it was asked for. All that wait
/// share the lock's time: none waits for another's to run out first.
pub const LOCK_PATIENCE: Duration = Duration::from_secs(5);
/// How long SQLite itself waits for a lock before it is looked who has waited too long.
const LOCK_SLICE: Duration = Duration::from_millis(50);
/// How often it is looked whether the files are still there, and while writes fail, tried whether they still do.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The thread's things.
pub(crate) struct WriterThread {
    // Closed in this order: only who may write can bring the log in, so its connection is the last.
    /// None for a database in memory.
    home: Option<Home>,
    connection: Connection,
    waiting: Waiting,
    commits: Arc<AtomicU64>,
    checkpoints: Checkpoints,
    health: Arc<Health>,
    kept: Arc<Kept>,
    joined: Vec<Ran>,
    looked_at: Instant,
}

impl WriterThread {
    /// With this connection.
    pub fn new(
        connection: Connection,
        waiting: Waiting,
        commits: Arc<AtomicU64>,
        checkpoints: Checkpoints,
        health: Arc<Health>,
        kept: Arc<Kept>,
        home: Option<Home>,
    ) -> Result<WriterThread> {
        connection.busy_timeout(LOCK_SLICE)?;
        let (joined, looked_at) = (Vec::new(), Instant::now());
        Ok(WriterThread {
            connection,
            waiting,
            commits,
            checkpoints,
            health,
            kept,
            home,
            joined,
            looked_at,
        })
    }

    /// Until nobody is there any more to ask for a change.
    pub fn run(mut self) {
        loop {
            match self.waiting.wait(LOOK_EVERY) {
                Heard::Work => self.commit(),
                Heard::Silence => {}
                Heard::End => return,
            }
            if self.looked_at.elapsed() >= LOOK_EVERY {
                self.looked_at = Instant::now();
                self.look_after();
            }
            self.health.at_rest();
        }
    }

    /// One commit of what waits, or what keeps it from being one.
    fn commit(&mut self) {
        self.health.at_work();
        // Before: what is refused shall not be written. After: what was written shall last before it is told.
        if let Err(failure) = self.look().and_then(|()| self.begin()) {
            return self.refuse(failure);
        }
        if self.connection.is_autocommit() {
            return;
        }
        if let Some(to) = self.checkpoints.due_mark() {
            // If it fails the next checkpoint asks for it again.
            self.waiting.put_aside(Job::new(move |tx| mark::advance(tx, to), drop));
        }
        let entered = self.kept.write();
        let before = self.connection.total_changes();
        let committed = join(&self.connection, &mut self.waiting, &mut self.joined);
        drop(entered);
        let committed = committed.and_then(|()| self.look());
        self.judge(&committed, self.connection.total_changes() != before);
        if committed.is_ok() {
            self.commits.fetch_add(1, Ordering::Relaxed);
        }
        for ran in self.joined.drain(..) {
            ran.tell(committed.clone());
        }
        if committed.is_ok() {
            self.checkpoints.committed();
        }
    }

    fn look(&self) -> Committed {
        self.home.as_ref().map_or(Ok(()), |home| home.look().map_err(Failure::Trouble))
    }

    /// Begins a transaction. While another process has the database locked, those who have waited too long are told so;
    /// without an error there is none if nobody is left to wait for it.
    fn begin(&mut self) -> Committed {
        loop {
            let trouble = match begin(&self.connection) {
                Err(Failure::Trouble(trouble)) if trouble.kind == TroubleKind::Locked => trouble,
                begun => return begun,
            };
            self.health.at_work();
            let late = self.waiting.late(LOCK_PATIENCE);
            if !late.is_empty() {
                self.health.failed(&trouble, late.len());
                refuse(late, &Failure::Trouble(trouble));
            }
            if self.waiting.is_empty() {
                return Ok(());
            }
        }
    }

    /// Refuses all that waits, unrun.
    fn refuse(&mut self, failure: Failure) {
        let jobs = self.waiting.all();
        match &failure {
            Failure::Trouble(trouble) => self.health.failed(trouble, jobs.len()),
            Failure::Other(cause) => log::error!("a commit failed: {cause}"),
        }
        refuse(jobs, &failure);
    }

    /// What a commit says about the database.
    fn judge(&self, committed: &Committed, has_changed: bool) {
        let troubled = self.joined.iter().filter_map(|ran| match &ran.outcome {
            Err(Error::Database(trouble)) => Some(trouble),
            Ok(()) | Err(_) => None,
        });
        match committed {
            Err(Failure::Trouble(trouble)) => self.health.failed(trouble, self.joined.len()),
            Err(Failure::Other(cause)) => log::error!("a commit failed: {cause}"),
            Ok(()) => match troubled.clone().next() {
                Some(trouble) => self.health.failed(trouble, troubled.count()),
                // One that only looked says nothing about whether writing is possible.
                None if has_changed => self.health.wrote(false),
                None => {}
            },
        }
    }

    /// Looks whether the files are there, and while there is trouble, whether it is over.
    fn look_after(&mut self) {
        self.health.at_work();
        if let Some(home) = &mut self.home {
            home.look_inside(&self.connection);
        }
        if let Err(Failure::Trouble(trouble)) = self.look() {
            self.health.failed(&trouble, 0);
            self.mend();
        } else if self.health.trouble().is_some() {
            self.try_out();
        }
    }

    fn mend(&mut self) {
        let Some(home) = &mut self.home else { return };
        match home.mend(&mut self.connection, &mut self.checkpoints) {
            Ok(true) => {
                let patient = self.connection.busy_timeout(LOCK_SLICE);
                patient.unwrap_or_else(|error| log::error!("the writer waits long: {error}"));
                self.try_out();
            }
            Ok(false) => {}
            Err(error) => log::debug!("the database is not opened anew: {}", error.for_log()),
        }
    }

    /// A write that leaves nothing behind.
    fn try_out(&self) {
        let connection = &self.connection;
        let tried = begin(connection).and_then(|()| {
            let tried =
                trial::run(&Tx(connection), trial::ENOUGH_BYTES).map_err(|error| match error {
                    Error::Database(trouble) => Failure::Trouble(trouble),
                    error => Failure::Other(error.for_log()),
                });
            tried.and_then(|()| execute(connection, "COMMIT"))
        });
        if !connection.is_autocommit()
            && let Err(error) = execute(connection, "ROLLBACK")
        {
            log::debug!("a trial is not taken back: {error:?}");
        }
        match tried.and_then(|()| self.look()) {
            Ok(()) => self.health.wrote(true),
            Err(Failure::Trouble(trouble)) => self.health.failed(&trouble, 0),
            Err(Failure::Other(cause)) => {
                self.health.failed(&Trouble::new(TroubleKind::Faulty, cause), 0);
            }
        }
    }
}

fn refuse(jobs: Vec<Job>, failure: &Failure) {
    jobs.into_iter().for_each(|job| job.refuse(failure.clone().into()));
}
