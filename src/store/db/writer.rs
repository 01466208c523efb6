//! The one writer: a thread that joins waiting writes into one transaction and commits once.
//!
//! The cost of an fsync is shared under load; a single writer pays what a bare commit costs and a hand-over.

use crate::domain::{Error, Result};
use crate::store::db::checkpoint::Checkpoints;
use crate::store::db::health::Health;
use crate::store::db::home::Home;
use crate::store::db::job::Job;
use crate::store::db::kept;
use crate::store::db::kept::Kept;
use crate::store::db::tx::Tx;
use crate::store::db::waiting::{SetAside, Waiting};
use crate::store::db::writer_thread::WriterThread;
use rusqlite::Connection;
use std::sync::atomic::AtomicU64;
use std::sync::mpsc::{Receiver, SyncSender};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;

/// How many writes may wait. More block their callers, which is the brake.
const WAITING_WRITES_MAX: usize = 1024;
const GONE: &str = "the writer thread is gone";

/// A write that goes on while its caller does something else.
pub(crate) struct Pending<T> {
    told: Receiver<Result<()>>,
    given: Arc<Mutex<Option<T>>>,
}

impl<T> Pending<T> {
    /// Its outcome, if it is there within this time. What is not waited for goes on all the same.
    pub fn wait_at_most(self, patience: Duration) -> Option<Result<T>> {
        let told = self.told.recv_timeout(patience).ok()?;
        Some(told.and_then(|()| self.given()))
    }

    fn wait(self) -> Result<T> {
        self.told.recv().map_err(|_| Error::internal(GONE))??;
        self.given()
    }

    fn given(self) -> Result<T> {
        let given = self.given.lock().unwrap_or_else(PoisonError::into_inner).take();
        given.ok_or_else(|| Error::internal("a write was left out"))
    }
}

/// A change that was put aside. It is written by the next commit, or when this is waited for or dropped.
#[must_use]
pub struct Aside<'a> {
    writer: &'a Writer,
    told: Option<Receiver<Result<()>>>,
}

impl Aside<'_> {
    /// Waits for its outcome, after the commit is on disk or has failed.
    pub fn wait(mut self) -> Result<()> {
        let Some(told) = self.told.take() else { return Ok(()) };
        told.try_recv().unwrap_or_else(|_| {
            self.writer.send(None);
            told.recv().map_err(|_| Error::internal(GONE))?
        })
    }
}

impl Drop for Aside<'_> {
    fn drop(&mut self) {
        if self.told.take().is_some_and(|told| told.try_recv().is_err()) {
            self.writer.send(None);
        }
    }
}

/// The handle; dropping it lets the thread finish what waits and joins it.
pub struct Writer {
    orders: Option<SyncSender<Option<Job>>>,
    aside: SetAside,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the thread on its own connection.
    pub fn start(
        connection: Connection,
        commits: Arc<AtomicU64>,
        checkpoints: Checkpoints,
        health: Arc<Health>,
        kept: Arc<Kept>,
        home: Option<Home>,
    ) -> Result<Writer> {
        let (orders, received) = mpsc::sync_channel(WAITING_WRITES_MAX);
        let aside = SetAside::default();
        let waiting = Waiting::new(received, aside.clone());
        let run = WriterThread::new(connection, waiting, commits, checkpoints, health, kept, home)?;
        let thread = thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || run.run())
            .map_err(Error::internal)?;
        Ok(Writer { orders: Some(orders), aside, thread: Mutex::new(Some(thread)) })
    }

    /// No writer at all, for a database that is only looked at: every change is refused.
    pub fn none() -> Writer {
        Writer { orders: None, aside: SetAside::default(), thread: Mutex::default() }
    }

    /// See `Store::write`.
    pub fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.begin(change).wait()
    }

    /// See `Store::try_out`.
    pub fn try_out<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (job, pending) = pending(change);
        self.send(Some(Job { is_trial: true, ..job }));
        pending.wait()
    }

    /// Like `write`, without the waiting.
    pub fn begin<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
    ) -> Pending<T> {
        kept::moment_over();
        let (job, pending) = pending(change);
        self.send(Some(job));
        pending
    }

    /// See `Store::append_later`.
    pub fn append_later(
        &self,
        change: impl FnOnce(&Tx) -> Result<()> + Send + 'static,
        done: impl FnOnce(Result<()>) + Send + 'static,
    ) {
        self.send(Some(Job::new(change, done)));
    }

    /// See `Store::append_aside`.
    pub fn append_aside(
        &self,
        change: impl FnOnce(&Tx) -> Result<()> + Send + 'static,
    ) -> Aside<'_> {
        let (answer, told) = mpsc::sync_channel(1);
        let job = Job::new(change, move |outcome| answer.send(outcome).unwrap_or_default());
        self.aside.push(Job { is_one_statement: true, ..job });
        Aside { writer: self, told: Some(told) }
    }

    /// A job, or none to have written what was put aside.
    fn send(&self, order: Option<Job>) {
        let unsent = match &self.orders {
            Some(orders) => orders.send(order).err().map(|unsent| unsent.0),
            None => Some(order),
        };
        let Some(order) = unsent else { return };
        let jobs = order.map_or_else(|| self.aside.take(), |job| vec![job]);
        jobs.into_iter().for_each(|job| job.refuse(Error::internal(GONE)));
    }
}

/// A change as a job, and where its outcome is waited for.
fn pending<T: Send + 'static>(
    change: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
) -> (Job, Pending<T>) {
    let given = Arc::new(Mutex::new(None));
    let (answer, told) = mpsc::sync_channel(1);
    let place = given.clone();
    let job = Job::new(
        move |tx| {
            let gives = change(tx)?;
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(gives);
            Ok(())
        },
        // If the caller's thread is gone nobody is left to tell.
        move |outcome| answer.send(outcome).unwrap_or_default(),
    );
    (job, Pending { told, given })
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.orders = None;
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        // The last to hold the store may be a listener of a write, on that very thread.
        if let Some(thread) = thread
            && thread.thread().id() != thread::current().id()
            && thread.join().is_err()
        {
            log::error!("the writer thread panicked");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::{Error, Result};
    use crate::store::db::join::JOINED_TIME_MAX;
    use crate::store::db::store::Store;
    use crate::store::db::tx::Tx;
    use std::sync::mpsc;
    use std::thread;

    fn note(tx: &Tx, key: &str) -> Result<()> {
        let sql = "INSERT INTO companies (key, name, time_zone, created_at) VALUES (?1, ?1, 'UTC', '2026-11-23T08:00:00Z')";
        Ok(tx.execute(sql, [key]).map(drop)?)
    }

    fn kept(store: &Store) -> Vec<String> {
        store
            .read(|connection| {
                let mut query = connection.prepare("SELECT key FROM companies ORDER BY id")?;
                let keys = query.query_map([], |row| row.get(0))?;
                Ok(keys.collect::<rusqlite::Result<_>>()?)
            })
            .unwrap()
    }

    /// Leaves a row behind and fails.
    fn half(tx: &Tx) -> Result<()> {
        note(tx, "half").and_then(|()| note(tx, "half"))
    }

    /// What became of three changes of one commit: a write, an append, another write.
    fn joined(
        store: &Store,
        first: fn(&Tx) -> Result<()>,
        append: fn(&Tx) -> Result<()>,
    ) -> [Result<()>; 3] {
        let (go, wait) = mpsc::channel::<()>();
        let before = store.writer.begin(move |_| {
            wait.recv().map_err(Error::internal)?;
            // With this it is too late to join what waits by now.
            thread::sleep(JOINED_TIME_MAX);
            Ok(())
        });
        let first = store.writer.begin(first);
        let (told, outcome) = mpsc::channel();
        store.append_later(append, move |outcome| told.send(outcome).unwrap());
        let last = store.writer.begin(|tx| note(tx, "last"));
        go.send(()).unwrap();
        before.wait().unwrap();
        [first.wait(), outcome.recv().unwrap(), last.wait()]
    }

    fn store() -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("test.db")).unwrap();
        (dir, store)
    }

    #[test]
    fn a_write_that_fails_leaves_nothing_be_it_the_first_or_not() {
        let (_dir, store) = store();
        let ends = joined(&store, half, |tx| note(tx, "middle"));
        assert!(matches!(&ends, [Err(_), Ok(()), Ok(())]), "{ends:?}");
        assert!(store.write(half).is_err());
        assert_eq!(kept(&store), ["middle", "last"]);
        let before = store.writer.begin(|tx| note(tx, "before"));
        let failed = store.writer.begin(half);
        before.wait().unwrap();
        assert!(failed.wait().is_err());
        assert_eq!(kept(&store), ["middle", "last", "before"]);
    }

    #[test]
    fn what_is_put_aside_goes_along_and_goes_alone_if_nobody_else_does() {
        let (_dir, store) = store();
        let along = store.append_aside(|tx| note(tx, "along"));
        assert!(store.write(half).is_err());
        along.wait().unwrap();
        // Waiting may have woken the writer though the outcome was on its way. That is over after this.
        store.write(|_| Ok(())).unwrap();
        let (twice, with) = (store.append_aside(|tx| note(tx, "along")), store.commits());
        assert_eq!(kept(&store), ["along"], "a failed write takes nothing with it");
        store.write(|tx| note(tx, "other")).unwrap();
        assert!(twice.wait().is_err(), "and a failed one of these fails alone");
        assert_eq!(store.commits(), with + 1);
        store.append_aside(|tx| note(tx, "alone")).wait().unwrap();
        assert_eq!(store.commits(), with + 2);
        drop(store.append_aside(|tx| note(tx, "dropped")));
        store.write(|tx| note(tx, "last")).unwrap();
        let kept = kept(&store);
        assert_eq!(kept[..3], ["along", "other", "alone"]);
        assert!(kept.contains(&"dropped".into()) && kept.contains(&"last".into()), "{kept:?}");
    }

    #[test]
    fn what_is_put_aside_and_dropped_is_written_though_nobody_writes() {
        let (dir, store) = store();
        drop(store.append_aside(|tx| note(tx, "dropped")));
        drop(store);
        assert_eq!(kept(&Store::open(&dir.path().join("test.db")).unwrap()), ["dropped"]);
    }

    #[test]
    fn half_an_append_is_never_kept_and_takes_nothing_with_it() {
        let halves: [fn(&Tx) -> Result<()>; 2] =
            [half, |tx| note(tx, "half").map(|()| panic!("on purpose"))];
        for half in halves {
            let (_dir, store) = store();
            let ends = joined(&store, |tx| note(tx, "first"), half);
            assert!(matches!(&ends, [Ok(()), Err(_), Ok(())]), "{ends:?}");
            assert_eq!(kept(&store), ["first", "last"]);
        }
    }

    #[test]
    fn what_is_tried_out_tells_its_answer_and_leaves_nothing() {
        let (_dir, store) = store();
        let answer = store.try_out(|tx| note(tx, "tried").map(|()| tx.last_insert_rowid()));
        assert_eq!(answer.unwrap(), 1);
        assert!(matches!(store.try_out(half), Err(Error::Internal(_))));
        assert_eq!(kept(&store), Vec::<String>::new());
    }
}
