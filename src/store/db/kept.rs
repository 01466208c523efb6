//! What is read again and again and seldom changes, kept in memory: the salon's tables, as they stand at a revision.
//!
//! `salon_revision` counts on with every change of one of these tables, whoever makes it (triggers, see the migration).
//! So whoever wants a piece asks for the revision, once in a transaction, and reads the tables only where it is another
//! one. What a transaction has changed itself is read from the tables until it is committed, and never kept.

use crate::domain::Result;
use crate::store::db::fault;
use crate::store::db::tx::Snapshot;
use rusqlite::Connection;
use rusqlite::hooks::Action;
use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The table that counts the changes.
const REVISION_TABLE: &str = "salon_revision";

/// By its revision; what a transaction has changed itself, by the number of its changes.
type Pieces<N> = HashMap<TypeId, (N, Arc<dyn Any + Send + Sync>)>;

/// The pieces of one store.
#[derive(Default)]
pub(crate) struct Kept {
    pieces: Mutex<Pieces<i64>>,
    /// How often the transaction in hand has changed the salon, or taken such a change back.
    changes: Arc<AtomicU64>,
}

/// On this thread, in this read or this transaction.
struct Scope {
    kept: Arc<Kept>,
    is_write: bool,
    /// Once it was asked for.
    revision: Option<i64>,
    /// As this transaction has changed them.
    own: Pieces<u64>,
    /// Pieces of two revisions were given out.
    is_mixed: bool,
}

/// A stretch of work in which one revision is good enough for all that is only read.
struct Moment {
    kept: Option<Arc<Kept>>,
    revision: Option<i64>,
}

thread_local! {
    static SCOPE: RefCell<Option<Scope>> = const { RefCell::new(None) };
    static MOMENT: RefCell<Option<Moment>> = const { RefCell::new(None) };
}

/// Puts back what was before.
pub(crate) struct Entered(Option<Scope>);

impl Entered {
    /// Whether all that was read until now is of one revision.
    pub fn is_of_one_state(&self) -> bool {
        SCOPE.with_borrow(|scope| scope.as_ref().is_none_or(|scope| !scope.is_mixed))
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let before = self.0.take();
        SCOPE.with_borrow_mut(|scope| *scope = before);
    }
}

impl Kept {
    /// Lets it see what this connection changes from now on.
    pub fn watch(&self, connection: &mut Connection) -> Result<()> {
        let changes = self.changes.clone();
        let look = move |_: Action, _: &str, table: &str, _: i64| {
            if table == REVISION_TABLE {
                changes.fetch_add(1, Ordering::Relaxed);
            }
        };
        Ok(connection.update_hook(Some(look))?)
    }

    /// A read begins on this thread.
    pub fn read(self: &Arc<Kept>) -> Entered {
        self.enter(false)
    }

    /// A transaction begins on this thread.
    pub fn write(self: &Arc<Kept>) -> Entered {
        self.changes.store(0, Ordering::Relaxed);
        self.enter(true)
    }

    fn enter(self: &Arc<Kept>, is_write: bool) -> Entered {
        let scope = Scope {
            kept: self.clone(),
            is_write,
            revision: None,
            own: Pieces::new(),
            is_mixed: false,
        };
        Entered(SCOPE.with_borrow_mut(|before| before.replace(scope)))
    }

    fn piece<T: Any + Send + Sync>(&self, revision: i64) -> Option<Arc<T>> {
        of_state(&self.pieces.lock().unwrap_or_else(PoisonError::into_inner), revision)
    }

    fn keep<T: Any + Send + Sync>(&self, revision: i64, piece: &Arc<T>) {
        let mut pieces = self.pieces.lock().unwrap_or_else(PoisonError::into_inner);
        let newer = pieces.get(&TypeId::of::<T>()).is_some_and(|(at, _)| *at > revision);
        if !newer {
            pieces.insert(TypeId::of::<T>(), (revision, piece.clone()));
        }
    }
}

fn of_state<N: PartialEq, T: Any + Send + Sync>(pieces: &Pieces<N>, state: N) -> Option<Arc<T>> {
    let (at, piece) = pieces.get(&TypeId::of::<T>())?;
    (*at == state).then(|| piece.clone().downcast().ok()).flatten()
}

/// A part of the transaction on this thread was taken back.
pub(crate) fn taken_back() {
    SCOPE.with_borrow(|scope| {
        if let Some(scope) = scope.as_ref().filter(|scope| scope.is_write) {
            let one_more = |changes: u64| (changes > 0).then(|| changes.saturating_add(1));
            scope.kept.changes.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more).ok();
        }
    });
}

/// The transaction on this thread was taken back whole, and another one follows in its place.
pub(crate) fn begun_anew() {
    SCOPE.with_borrow_mut(|scope| {
        if let Some(scope) = scope.as_mut().filter(|scope| scope.is_write) {
            scope.kept.changes.store(0, Ordering::Relaxed);
            (scope.revision, scope.own) = (None, Pieces::new());
        }
    });
}

/// Does this with one look at the revision for all glances of it, until it writes something itself: whoever only glances sees
/// the salon as it was at the first of them. A transaction looks for itself all the same.
pub(crate) fn at_one_moment<T>(work: impl FnOnce() -> T) -> T {
    struct Over(Option<Moment>);
    impl Drop for Over {
        fn drop(&mut self) {
            let before = self.0.take();
            MOMENT.with_borrow_mut(|moment| *moment = before);
        }
    }
    let moment = Moment { kept: None, revision: None };
    let _over = Over(MOMENT.with_borrow_mut(|before| before.replace(moment)));
    work()
}

/// Something is written on behalf of this thread: what is read after that is looked at anew.
pub(crate) fn moment_over() {
    MOMENT.with_borrow_mut(|moment| {
        if let Some(moment) = moment.as_mut() {
            moment.revision = None;
        }
    });
}

/// A piece of the salon as it stands in what this connection sees, from memory where that is so; `load` reads it from
/// the tables, and from nothing but tables whose changes `salon_revision` counts.
pub(crate) fn get<T: Any + Send + Sync>(
    connection: &Connection,
    load: fn(&Connection) -> Result<T>,
) -> Result<Arc<T>> {
    let current = SCOPE.with_borrow(|scope| {
        scope.as_ref().map(|scope| (scope.kept.clone(), scope.is_write, scope.revision))
    });
    let Some((kept, is_write, revision)) = current else { return load(connection).map(Arc::new) };
    let changes = kept.changes.load(Ordering::Relaxed);
    if is_write && changes > 0 {
        return changed(connection, changes, load);
    }
    // A transaction that reads is of one state by itself, and may be of a newer one than the moment.
    let is_glance = !is_write && connection.is_autocommit();
    let known = revision.or_else(|| moments(&kept).filter(|_| is_glance));
    let revision = match known {
        Some(revision) => revision,
        None => look(connection, &kept, is_write)?,
    };
    if let Some(piece) = kept.piece(revision) {
        pin(revision);
        return Ok(piece);
    }
    // Outside of a transaction the tables must be read in one state with their revision.
    let snapshot = if connection.is_autocommit() { Some(Snapshot::of(connection)?) } else { None };
    let revision = match (&snapshot, known) {
        (None, None) => revision,
        _ => look(connection, &kept, is_write)?,
    };
    let piece = Arc::new(load(connection)?);
    kept.keep(revision, &piece);
    Ok(piece)
}

/// What is given out from now on in this scope is of this revision.
fn pin(revision: i64) {
    SCOPE.with_borrow_mut(|scope| {
        if let Some(scope) = scope {
            scope.revision = Some(revision);
        }
    });
}

/// A piece as the transaction on this thread has changed it.
fn changed<T: Any + Send + Sync>(
    connection: &Connection,
    changes: u64,
    load: fn(&Connection) -> Result<T>,
) -> Result<Arc<T>> {
    let own = SCOPE.with_borrow(|scope| scope.as_ref().and_then(|s| of_state(&s.own, changes)));
    if let Some(piece) = own {
        return Ok(piece);
    }
    let piece = Arc::new(load(connection)?);
    SCOPE.with_borrow_mut(|scope| {
        if let Some(scope) = scope {
            scope.own.insert(TypeId::of::<T>(), (changes, piece.clone()));
        }
    });
    Ok(piece)
}

fn moments(kept: &Arc<Kept>) -> Option<i64> {
    MOMENT.with_borrow(|moment| {
        let moment = moment.as_ref()?;
        let own = moment.kept.as_ref().is_some_and(|own| Arc::ptr_eq(own, kept));
        moment.revision.filter(|_| own)
    })
}

/// Asks for the revision, and remembers it for this scope, and for the moment where it is a read.
fn look(connection: &Connection, kept: &Arc<Kept>, is_write: bool) -> Result<i64> {
    let sql = "SELECT revision FROM salon_revision";
    let revision = connection.prepare_cached(sql)?.query_row([], |row| row.get(0));
    let revision = fault::of_column(revision)?;
    SCOPE.with_borrow_mut(|scope| {
        if let Some(scope) = scope.as_mut() {
            scope.is_mixed |= scope.revision.is_some_and(|before| before != revision);
            scope.revision = Some(revision);
        }
    });
    MOMENT.with_borrow_mut(|moment| {
        if let Some(moment) = moment.as_mut().filter(|_| !is_write) {
            *moment = Moment { kept: Some(kept.clone()), revision: Some(revision) };
        }
    });
    Ok(revision)
}

#[cfg(test)]
mod tests {
    use super::{at_one_moment, get, moment_over};
    use crate::domain::{Error, Result};
    use crate::store::db::connect;
    use crate::store::db::store::Store;
    use crate::store::db::tx::Tx;
    use rusqlite::Connection;
    use std::sync::atomic::{AtomicUsize, Ordering};

    const COMPANY: &str = "INSERT INTO companies (id, key, name, time_zone, created_at)
        VALUES (1, 'c', 'C', 'UTC', '2026-11-01T00:00:00Z')";

    static LOADED: AtomicUsize = AtomicUsize::new(0);

    struct Names(Vec<String>);

    fn load(connection: &Connection) -> Result<Names> {
        LOADED.fetch_add(1, Ordering::Relaxed);
        let mut query = connection.prepare("SELECT key FROM branches ORDER BY id")?;
        let names = query.query_map([], |row| row.get(0))?;
        Ok(Names(names.collect::<rusqlite::Result<_>>()?))
    }

    fn names(connection: &Connection) -> Result<Vec<String>> {
        Ok(get(connection, load)?.0.clone())
    }

    fn add(tx: &Connection, key: &str) -> Result<()> {
        let sql = "INSERT INTO branches (company_id, key, name, created_at)
            VALUES (1, ?1, ?1, '2026-11-01T00:00:00Z')";
        Ok(tx.execute(sql, [key]).map(drop)?)
    }

    /// One test, as the counter is one: what is kept, and when it is read anew.
    #[test]
    fn what_is_kept_is_what_is_there() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("test.db");
        let store = Store::open(&path).unwrap();
        let read = || store.read(names).unwrap();
        let loaded = || LOADED.load(Ordering::Relaxed);
        let nothing: [&str; 0] = [];
        store.write(|tx| Ok(tx.execute(COMPANY, []).map(drop)?)).unwrap();
        assert_eq!((read(), loaded()), (vec![], 1));
        assert_eq!((read(), store.glance(names).unwrap(), loaded()), (vec![], vec![], 1));
        // Whose own change it is sees it at once, and nobody else before it is committed.
        let seen = store
            .write(|tx| {
                add(tx, "north")?;
                let own = names(tx)?;
                add(tx, "south")?;
                Ok((own, names(tx)?))
            })
            .unwrap();
        assert_eq!(seen, (vec!["north".into()], vec!["north".into(), "south".into()]));
        assert_eq!(read(), ["north", "south"]);
        // What is taken back was never there, in that transaction and after it.
        let half = |tx: &Tx| -> Result<()> {
            add(tx, "west")?;
            assert_eq!(names(tx)?.len(), 3);
            Err(Error::invalid("on purpose"))
        };
        assert!(store.write(half).is_err());
        assert_eq!(read(), ["north", "south"]);
        assert_eq!(store.try_out(|tx| add(tx, "west").and_then(|()| names(tx))).unwrap().len(), 3);
        assert_eq!(store.write(|tx| names(tx)).unwrap(), ["north", "south"]);
        // Another process.
        let other = connect::writer(&path).unwrap();
        add(&other, "east").unwrap();
        assert_eq!(read(), ["north", "south", "east"]);
        other.execute("UPDATE branches SET key = 'centre' WHERE key = 'east'", []).unwrap();
        assert_eq!(store.write(|tx| names(tx)).unwrap(), ["north", "south", "centre"]);
        other.execute("DELETE FROM branches", []).unwrap();
        assert_eq!(store.glance(names).unwrap(), nothing);
        // At one moment, until something is written.
        let before = loaded();
        at_one_moment(|| {
            let glance = || store.glance(names).unwrap();
            assert_eq!(glance(), nothing);
            add(&other, "later").unwrap();
            assert_eq!(glance(), nothing, "as it was at the first look");
            assert_eq!(read(), ["later"], "a read is of one state");
            assert_eq!(
                store.write(|tx| names(tx)).unwrap(),
                ["later"],
                "a transaction looks itself"
            );
            assert_eq!(glance(), ["later"]);
            moment_over();
            assert_eq!(glance(), ["later"]);
        });
        assert_eq!(loaded(), before + 1);
    }
}
