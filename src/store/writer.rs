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

/// Runs a change.
type Run = Box<dyn FnOnce(&Tx) -> Result<()> + Send>;
/// Hears the outcome.
type Done = Box<dyn FnOnce(Result<()>) + Send>;

/// A change with whoever waits for its outcome. What a change gives is left where its caller finds it, so that this
/// and all that handles it is there once and not once for each kind of result.
struct Job {
    change: Run,
    done: Done,
    /// Whether the change is one statement, which needs no savepoint.
    is_single: bool,
}

/// A change that was run, and what it came to.
struct Ran {
    outcome: Result<()>,
    done: Done,
}

impl Ran {
    /// Tells the outcome, once it is known how the commit ended.
    fn tell(self, committed: std::result::Result<(), String>) {
        let Ran { outcome, done } = self;
        let outcome = outcome.and_then(|()| committed.map_err(Error::internal));
        // Whoever is told must not take the writer with it.
        if catch_unwind(AssertUnwindSafe(|| done(outcome))).is_err() {
            log::error!("whoever was told of a write panicked");
        }
    }
}

/// A write that goes on while its caller does something else.
#[must_use]
pub struct Pending<T> {
    told: mpsc::Receiver<Result<()>>,
    given: Arc<Mutex<Option<T>>>,
}

impl<T> Pending<T> {
    /// Waits for its outcome, after the commit is on disk or has failed.
    pub fn wait(self) -> Result<T> {
        self.told.recv().map_err(|_| Error::internal(GONE))??;
        let given = self.given.lock().unwrap_or_else(PoisonError::into_inner).take();
        given.ok_or_else(|| Error::internal("a write was left out"))
    }
}

/// The handle; dropping it lets the thread finish what waits and joins it.
pub struct Writer {
    jobs: Option<mpsc::SyncSender<Job>>,
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
        let given = Arc::new(Mutex::new(None));
        let (answer, told) = mpsc::sync_channel(1);
        let place = given.clone();
        self.send(Job {
            change: Box::new(move |tx| {
                let gives = change(tx)?;
                *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(gives);
                Ok(())
            }),
            // If the caller's thread is gone nobody is left to tell.
            done: Box::new(move |outcome| answer.send(outcome).unwrap_or_default()),
            is_single: false,
        });
        Pending { told, given }
    }

    /// See `Store::append_later`.
    pub fn append_later(
        &self,
        change: impl FnOnce(&Tx) -> Result<()> + Send + 'static,
        done: impl FnOnce(Result<()>) + Send + 'static,
    ) {
        self.send(Job { change: Box::new(change), done: Box::new(done), is_single: true });
    }

    fn send(&self, job: Job) {
        let unsent = match &self.jobs {
            Some(jobs) => jobs.send(job).err().map(|unsent| unsent.0),
            None => Some(job),
        };
        if let Some(Job { done, .. }) = unsent {
            Ran { outcome: Ok(()), done }.tell(Err(GONE.into()));
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
    waiting: &mpsc::Receiver<Job>,
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
        for ran in joined.drain(..) {
            ran.tell(outcome.clone());
        }
        if outcome.is_ok() {
            checkpoints.committed();
        }
    }
}

/// One transaction over the first change and those that wait already.
fn join(
    connection: &Connection,
    first: Job,
    waiting: &mpsc::Receiver<Job>,
    joined: &mut Vec<Ran>,
) -> std::result::Result<(), String> {
    let begun = Instant::now();
    let mut committed = execute(connection, "BEGIN IMMEDIATE");
    let mut next = Some(first);
    while let Some(Job { change, done, is_single }) = next.take() {
        let mut outcome = Ok(());
        if committed.is_ok() {
            let run = || run_one(connection, change);
            (outcome, committed) =
                if is_single { single(connection, run) } else { savepoint(connection, run) };
        }
        // If nothing can be written it learns so like the others.
        joined.push(Ran { outcome, done });
        if joined.len() < JOINED_WRITES_MAX
            && committed.is_ok()
            && begun.elapsed() < JOINED_TIME_MAX
        {
            next = waiting.try_recv().ok();
        }
    }
    if committed.is_ok() {
        crash::point(crash::When::Before);
        committed = execute(connection, "COMMIT");
        crash::point(crash::When::After);
    }
    if let Err(error) = &committed
        && !connection.is_autocommit()
    {
        execute(connection, "ROLLBACK").map_err(|again| format!("{error}, then {again}"))?;
    }
    committed
}

/// A panic in a change must not take the other joined writes with it.
fn run_one(connection: &Connection, change: Run) -> Result<()> {
    catch_unwind(AssertUnwindSafe(|| change(&Tx(connection))))
        .unwrap_or_else(|_| Err(Error::internal("a write panicked")))
}

/// What a change came to, and whether the transaction can go on.
type Step = (Result<()>, std::result::Result<(), String>);

/// A statement that failed has changed nothing. Were it more than one, half of it would be committed with the others;
/// and some failures, a full disk say, end the whole transaction, which a savepoint would notice.
fn single(connection: &Connection, change: impl FnOnce() -> Result<()>) -> Step {
    let before = connection.total_changes();
    let outcome = change();
    let can_go_on = if outcome.is_ok() {
        Ok(())
    } else if connection.is_autocommit() {
        Err("the transaction has ended".into())
    } else if connection.total_changes() != before {
        Err("a single statement was more than one".into())
    } else {
        Ok(())
    };
    (outcome, can_go_on)
}

fn savepoint(connection: &Connection, change: impl FnOnce() -> Result<()>) -> Step {
    if let Err(error) = execute(connection, "SAVEPOINT change") {
        return (Ok(()), Err(error));
    }
    let outcome = change();
    let taken_back = match outcome {
        Ok(()) => Ok(()),
        Err(_) => execute(connection, "ROLLBACK TO change"),
    };
    (outcome, taken_back.and_then(|()| execute(connection, "RELEASE change")))
}

fn execute(connection: &Connection, sql: &str) -> std::result::Result<(), String> {
    let ran = connection.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
    ran.map(|_| ()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::JOINED_TIME_MAX;
    use crate::domain::Error;
    use crate::domain::Result;
    use crate::store::Store;
    use crate::store::Tx;
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

    /// What became of three changes of one commit: a write, an append, another write.
    fn joined(store: &Store, append: fn(&Tx) -> Result<()>) -> [Result<()>; 3] {
        let (go, wait) = mpsc::channel::<()>();
        let before = store.write_meanwhile(move |_| {
            wait.recv().map_err(Error::internal)?;
            // With this it is too late to join what waits by now.
            thread::sleep(JOINED_TIME_MAX);
            Ok(())
        });
        let first = store.write_meanwhile(|tx| note(tx, "first"));
        let (told, outcome) = mpsc::channel();
        store.append_later(append, move |outcome| told.send(outcome).unwrap());
        let last = store.write_meanwhile(|tx| note(tx, "last"));
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
    fn a_statement_that_fails_takes_nothing_with_it() {
        let (_dir, store) = store();
        let ends = joined(&store, |tx| note(tx, "first"));
        assert!(matches!(&ends, [Ok(()), Err(_), Ok(())]), "{ends:?}");
        assert_eq!(kept(&store), ["first", "last"]);
    }

    #[test]
    fn half_an_append_is_never_kept_and_everybody_hears_so() {
        let halves: [fn(&Tx) -> Result<()>; 2] = [
            |tx| note(tx, "half").and_then(|()| note(tx, "half")),
            |tx| note(tx, "half").map(|()| panic!("on purpose")),
        ];
        for half in halves {
            let (_dir, store) = store();
            let ends = joined(&store, half);
            let [first, append, last] = &ends;
            assert!(append.is_err(), "{ends:?}");
            let told =
                [("first", first), ("last", last)].into_iter().filter(|(_, end)| end.is_ok());
            assert_eq!(kept(&store), told.map(|(key, _)| key).collect::<Vec<_>>(), "{ends:?}");
        }
    }
}
