//! The one writer: a thread that joins waiting writes into one transaction and commits once.
//!
//! The cost of an fsync is shared under load; a single writer pays what a bare commit costs and a hand-over.

use crate::domain::Error;
use crate::domain::Result;
use crate::store::Tx;
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

/// How many writes share a commit at most: bounds how long the first of them waits.
const JOINED_WRITES_MAX: usize = 256;
/// How many writes may wait. More block their callers, which is the brake.
const WAITING_WRITES_MAX: usize = 1024;

/// Tells the waiting caller how it ended, once the commit's outcome is known.
type Reply = Box<dyn FnOnce(std::result::Result<(), String>) + Send>;
/// A change: runs inside the transaction and leaves its reply. `None` asks to take it back.
type Job = Box<dyn FnOnce(&Tx) -> (bool, Reply) + Send>;

/// The handle; dropping it lets the thread finish what waits and joins it.
pub struct Writer {
    jobs: Option<mpsc::SyncSender<Job>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the thread on its own connection.
    pub fn start(connection: Connection, commits: Arc<AtomicU64>) -> Result<Writer> {
        let (jobs, waiting) = mpsc::sync_channel(WAITING_WRITES_MAX);
        let thread = thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || run(&connection, &waiting, &commits))
            .map_err(Error::internal)?;
        Ok(Writer { jobs: Some(jobs), thread: Mutex::new(Some(thread)) })
    }

    /// See `Store::write`.
    pub fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = mpsc::sync_channel(1);
        let job: Job = Box::new(move |tx| {
            // A panic in a change must not take the other joined writes with it.
            let outcome = catch_unwind(AssertUnwindSafe(|| change(tx)))
                .unwrap_or_else(|_| Err(Error::internal("a write panicked")));
            let keep = outcome.is_ok();
            let reply: Reply = Box::new(move |committed| {
                let outcome = match (outcome, committed) {
                    (Ok(_), Err(cause)) => Err(Error::internal(cause)),
                    (outcome, _) => outcome,
                };
                // The caller waits for this; if its thread is gone nobody is left to tell.
                answer.send(outcome).ok();
            });
            (keep, reply)
        });
        let gone = || Error::internal("the writer thread is gone");
        self.jobs.as_ref().ok_or_else(gone)?.send(job).map_err(|_| gone())?;
        answered.recv().map_err(|_| gone())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            log::error!("the writer thread panicked");
        }
    }
}

fn run(connection: &Connection, waiting: &mpsc::Receiver<Job>, commits: &AtomicU64) {
    while let Ok(first) = waiting.recv() {
        let mut replies = Vec::new();
        let outcome = join(connection, first, waiting, &mut replies);
        match &outcome {
            Ok(()) => {
                commits.fetch_add(1, Ordering::Relaxed);
            }
            Err(cause) => log::error!("a commit failed: {cause}"),
        }
        for reply in replies {
            reply(outcome.clone());
        }
    }
}

/// One transaction over the first change and those that wait already.
fn join(
    connection: &Connection,
    first: Job,
    waiting: &mpsc::Receiver<Job>,
    replies: &mut Vec<Reply>,
) -> std::result::Result<(), String> {
    let begun = execute(connection, "BEGIN IMMEDIATE");
    let mut failed = begun.err();
    let mut next = Some(first);
    while let Some(job) = next.take() {
        if failed.is_none() {
            failed = savepoint(connection, job, replies).err();
        } else {
            // Nothing can be written: the caller learns it through the dropped channel.
            drop(job);
        }
        if replies.len() < JOINED_WRITES_MAX && failed.is_none() {
            next = waiting.try_recv().ok();
        }
    }
    if failed.is_none() {
        crash::point(crash::When::Before);
        failed = execute(connection, "COMMIT").err();
        crash::point(crash::When::After);
    }
    match failed {
        None => Ok(()),
        Some(error) => {
            if !connection.is_autocommit() {
                execute(connection, "ROLLBACK")
                    .map_err(|again| format!("{error}, then {again}"))?;
            }
            Err(error.to_string())
        }
    }
}

fn savepoint(connection: &Connection, job: Job, replies: &mut Vec<Reply>) -> rusqlite::Result<()> {
    execute(connection, "SAVEPOINT change")?;
    let (keep, reply) = job(&Tx(connection));
    replies.push(reply);
    if !keep {
        execute(connection, "ROLLBACK TO change")?;
    }
    execute(connection, "RELEASE change")
}

fn execute(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(|_| ())
}
