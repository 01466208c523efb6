//! The connections that only read: a few that are kept, because opening one reads the whole schema.

use crate::domain::{Error, Result};
use crate::store::db::connect;
use crate::store::db::witness::Witness;
use crate::store::file::watch::Watch;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Connections that are kept once they were needed. A read waits for the processor and not for the disk,
/// so that more of them at once would not be quicker.
const KEPT_READERS_MAX: usize = 4;
/// After waiting so long for one of them another is opened for this read alone: one that takes long must
/// not stop all others.
const PATIENCE: Duration = Duration::from_millis(100);

/// Lends out read connections.
pub struct Readers {
    path: PathBuf,
    connect: fn(&Path) -> Result<Connection>,
    watch: Option<Arc<Watch>>,
    witness: Arc<Witness>,
    state: Mutex<State>,
    given_back: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Connection>,
    /// Those on loan and those idle.
    open: usize,
}

impl Readers {
    /// None is opened before it is needed.
    pub(crate) fn new(path: &Path, watch: Option<Arc<Watch>>, witness: Arc<Witness>) -> Readers {
        Readers::with(path, connect::reader, watch, witness)
    }

    /// The same without a trace of them, for a database that somebody else may have open.
    pub(crate) fn beside(path: &Path, witness: Arc<Witness>) -> Readers {
        Readers::with(path, connect::beside, None, witness)
    }

    fn with(
        path: &Path,
        connect: fn(&Path) -> Result<Connection>,
        watch: Option<Arc<Watch>>,
        witness: Arc<Witness>,
    ) -> Readers {
        let (path, state, given_back) = (path.to_owned(), Mutex::default(), Condvar::new());
        Readers { path, connect, watch, witness, state, given_back }
    }

    /// Lends a connection to this read, and takes it back also from one that panics.
    pub fn lend<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut place = Place { readers: self, connection: self.take() };
        let connection = match &mut place.connection {
            Some(connection) => connection,
            missing => missing.insert(self.open()?),
        };
        read(connection)
    }

    /// What is at the path may be another database by now, or none: that would be made, and a log beside it deleted.
    fn open(&self) -> Result<Connection> {
        let look = || self.watch.as_ref().map_or(Ok(()), |watch| watch.look());
        look().map_err(Error::Database)?;
        let mut connection = (self.connect)(&self.path)?;
        self.witness.watch(&mut connection)?;
        look().map_err(Error::Database).map(|()| connection)
    }

    /// Closes those that are idle. Whether none is left: some may be on loan.
    pub(crate) fn close_all(&self) -> bool {
        let mut state = self.state();
        let idle = std::mem::take(&mut state.idle);
        state.open = state.open.saturating_sub(idle.len());
        state.open == 0
    }

    /// An idle connection, or none: then there is a place for a new one.
    fn take(&self) -> Option<Connection> {
        let none_idle = |state: &mut State| state.idle.is_empty() && state.open >= KEPT_READERS_MAX;
        let waited = self.given_back.wait_timeout_while(self.state(), PATIENCE, none_idle);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        let idle = state.idle.pop();
        if idle.is_none() {
            state.open = state.open.saturating_add(1);
        }
        idle
    }

    fn give_back(&self, connection: Option<Connection>) {
        let mut state = self.state();
        match connection {
            Some(connection) if state.open <= KEPT_READERS_MAX => state.idle.push(connection),
            Some(_) | None => state.open = state.open.saturating_sub(1),
        }
        drop(state);
        self.given_back.notify_one();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection on loan, or the place for one that could not be opened.
struct Place<'a> {
    readers: &'a Readers,
    connection: Option<Connection>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.readers.give_back(self.connection.take());
    }
}

#[cfg(test)]
mod tests {
    use super::{KEPT_READERS_MAX, Readers};
    use crate::domain::Error;
    use crate::store::db::store::Store;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::{Arc, Barrier};
    use std::thread;

    fn one(readers: &Readers) -> i64 {
        readers.lend(|c| Ok(c.query_row("SELECT 1", [], |row| row.get(0))?)).unwrap()
    }

    #[test]
    fn more_reads_at_once_than_are_kept_all_get_a_connection() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("test.db");
        drop(Store::open(&path).unwrap());
        let readers = Readers::new(&path, None, Arc::default());
        let all_inside = Barrier::new(KEPT_READERS_MAX + 2);
        thread::scope(|scope| {
            for _ in 0..KEPT_READERS_MAX + 2 {
                scope.spawn(|| {
                    readers.lend(|_| {
                        all_inside.wait();
                        Ok(())
                    })
                });
            }
        });
        let state = readers.state();
        assert_eq!((state.idle.len(), state.open), (KEPT_READERS_MAX, KEPT_READERS_MAX));
        drop(state);
        assert_eq!(one(&readers), 1);
    }

    #[test]
    fn a_read_that_fails_or_panics_gives_its_place_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("test.db");
        let readers = Readers::new(&path, None, Arc::default());
        assert!(readers.lend(|_| Ok(())).is_err(), "there is no such file");
        drop(Store::open(&path).unwrap());
        for _ in 0..=KEPT_READERS_MAX {
            assert!(readers.lend::<()>(|_| Err(Error::NotFound("it"))).is_err());
            let panicked = catch_unwind(AssertUnwindSafe(|| readers.lend::<()>(|_| panic!("x"))));
            assert!(panicked.is_err());
        }
        assert_eq!(one(&readers), 1);
        assert_eq!(readers.state().open, 1);
    }
}
