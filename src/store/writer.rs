//! The one writer: a thread that joins waiting writes into one transaction and commits once.
//!
//! The cost of an fsync is shared under load; a single writer pays what a bare commit costs and a hand-over.

use crate::domain::Error;
use crate::domain::Result;
use crate::store::Tx;
use crate::store::checkpoint::Checkpoints;
use crate::store::crash;
use rusqlite::Connection;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;
use std::time::Instant;

/// How many writes share a commit at most: bounds what a failed commit takes with it.
const JOINED_WRITES_MAX: usize = 256;
/// How long writes may be joined: bounds how long the first of them waits for the others. A commit itself takes a
/// fraction of this. Callers who wait for one commit go on together, and would stay a crowd at every further step.
const JOINED_TIME_MAX: Duration = Duration::from_millis(2);
/// How many writes may wait. More block their callers, which is the brake.
const WAITING_WRITES_MAX: usize = 1024;

/// A change with whoever waits for its outcome.
trait Job: Send {
    /// Whether it is one statement, which needs no savepoint.
    fn is_single(&self) -> bool;

    /// Runs the change inside the transaction. False asks to take it back.
    fn run(&mut self, tx: &Tx) -> bool;

    /// Tells the outcome, once it is known how the commit ended.
    fn tell(&mut self, committed: std::result::Result<(), String>);
}

struct Change<T, C, D> {
    change: Option<C>,
    outcome: Option<Result<T>>,
    done: Option<D>,
    is_single: bool,
}

impl<T, C, D> Job for Change<T, C, D>
where
    T: Send,
    C: FnOnce(&Tx) -> Result<T> + Send,
    D: FnOnce(Result<T>) + Send,
{
    fn is_single(&self) -> bool {
        self.is_single
    }

    fn run(&mut self, tx: &Tx) -> bool {
        let Some(change) = self.change.take() else { return false };
        // A panic in a change must not take the other joined writes with it.
        let outcome = catch_unwind(AssertUnwindSafe(|| change(tx)))
            .unwrap_or_else(|_| Err(Error::internal("a write panicked")));
        self.outcome.insert(outcome).is_ok()
    }

    fn tell(&mut self, committed: std::result::Result<(), String>) {
        let Some(done) = self.done.take() else { return };
        let outcome = match (self.outcome.take(), committed) {
            (Some(Err(error)), _) => Err(error),
            (Some(Ok(_)) | None, Err(cause)) => Err(Error::internal(cause)),
            (Some(outcome), Ok(())) => outcome,
            (None, Ok(())) => Err(Error::internal("a write was left out")),
        };
        // Whoever is told must not take the writer with it either.
        if catch_unwind(AssertUnwindSafe(|| done(outcome))).is_err() {
            log::error!("whoever was told of a write panicked");
        }
    }
}

/// A write that goes on while its caller does something else.
#[must_use]
pub struct Pending<T>(mpsc::Receiver<Result<T>>);

impl<T> Pending<T> {
    /// Waits for its outcome, after the commit is on disk or has failed.
    pub fn wait(self) -> Result<T> {
        self.0.recv().map_err(|_| Error::internal(GONE))?
    }
}

/// The handle; dropping it lets the thread finish what waits and joins it.
pub struct Writer {
    jobs: Option<mpsc::SyncSender<Box<dyn Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the thread on its own connection.
    pub fn start(
        connection: Connection,
        commits: Arc<AtomicU64>,
        checkpoints: Checkpoints,
    ) -> Result<Writer> {
        let (jobs, waiting) = mpsc::sync_channel(WAITING_WRITES_MAX);
        let thread = thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || run(&connection, &waiting, &commits, checkpoints))
            .map_err(Error::internal)?;
        Ok(Writer { jobs: Some(jobs), thread: Mutex::new(Some(thread)) })
    }

    /// See `Store::write`.
    pub fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.write_meanwhile(change).wait()
    }

    /// See `Store::write_meanwhile`.
    pub fn write_meanwhile<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
    ) -> Pending<T> {
        let (answer, answered) = mpsc::sync_channel(1);
        // If the caller's thread is gone nobody is left to tell.
        let done = move |outcome| answer.send(outcome).unwrap_or_default();
        self.send(Change {
            change: Some(change),
            outcome: None,
            done: Some(done),
            is_single: false,
        });
        Pending(answered)
    }

    /// See `Store::append_later`.
    pub fn append_later<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
        done: impl FnOnce(Result<T>) + Send + 'static,
    ) {
        self.send(Change {
            change: Some(change),
            outcome: None,
            done: Some(done),
            is_single: true,
        });
    }

    fn send(&self, job: impl Job + 'static) {
        let mut unsent: Option<Box<dyn Job>> = Some(Box::new(job));
        if let (Some(jobs), Some(job)) = (self.jobs.as_ref(), unsent.take()) {
            unsent = jobs.send(job).err().map(|unsent| unsent.0);
        }
        if let Some(mut job) = unsent {
            job.tell(Err(GONE.into()));
        }
    }
}

const GONE: &str = "the writer thread is gone";

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        // The last to hold the store may be one who was told of a write, on that very thread.
        if let Some(thread) = thread
            && thread.thread().id() != thread::current().id()
            && thread.join().is_err()
        {
            log::error!("the writer thread panicked");
        }
    }
}

fn run(
    connection: &Connection,
    waiting: &mpsc::Receiver<Box<dyn Job>>,
    commits: &AtomicU64,
    mut checkpoints: Checkpoints,
) {
    let mut joined = Vec::new();
    while let Ok(first) = waiting.recv() {
        let outcome = join(connection, first, waiting, &mut joined);
        match &outcome {
            Ok(()) => {
                commits.fetch_add(1, Ordering::Relaxed);
            }
            Err(cause) => log::error!("a commit failed: {cause}"),
        }
        for mut job in joined.drain(..) {
            job.tell(outcome.clone());
        }
        if outcome.is_ok() {
            checkpoints.committed();
        }
    }
}

/// One transaction over the first change and those that wait already.
fn join(
    connection: &Connection,
    first: Box<dyn Job>,
    waiting: &mpsc::Receiver<Box<dyn Job>>,
    joined: &mut Vec<Box<dyn Job>>,
) -> std::result::Result<(), String> {
    let begun = Instant::now();
    let mut failed = execute(connection, "BEGIN IMMEDIATE").err().map(|error| error.to_string());
    let mut next = Some(first);
    while let Some(mut job) = next.take() {
        if failed.is_none() {
            failed = match job.is_single() {
                true => single(connection, job.as_mut()).err(),
                false => savepoint(connection, job.as_mut()).err().map(|error| error.to_string()),
            };
        }
        // If nothing can be written it learns so like the others.
        joined.push(job);
        if joined.len() < JOINED_WRITES_MAX && failed.is_none() && begun.elapsed() < JOINED_TIME_MAX
        {
            next = waiting.try_recv().ok();
        }
    }
    if failed.is_none() {
        crash::point(crash::When::Before);
        failed = execute(connection, "COMMIT").err().map(|error| error.to_string());
        crash::point(crash::When::After);
    }
    match failed {
        None => Ok(()),
        Some(error) => {
            if !connection.is_autocommit() {
                execute(connection, "ROLLBACK")
                    .map_err(|again| format!("{error}, then {again}"))?;
            }
            Err(error)
        }
    }
}

/// A statement that failed has changed nothing. Were it more than one, half of it would be committed with the others.
fn single(connection: &Connection, job: &mut dyn Job) -> std::result::Result<(), String> {
    let before = connection.total_changes();
    if !job.run(&Tx(connection)) && connection.total_changes() != before {
        return Err("a single statement was more than one".into());
    }
    Ok(())
}

fn savepoint(connection: &Connection, job: &mut dyn Job) -> rusqlite::Result<()> {
    execute(connection, "SAVEPOINT change")?;
    if !job.run(&Tx(connection)) {
        execute(connection, "ROLLBACK TO change")?;
    }
    execute(connection, "RELEASE change")
}

fn execute(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(|_| ())
}
