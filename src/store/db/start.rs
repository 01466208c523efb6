//! Opening a database, for a command or to serve it, and folding its log in at the end.

use crate::domain::{Error, Result};
use crate::store::db::checkpoint::Checkpoints;
use crate::store::db::connect;
use crate::store::db::health::Health;
use crate::store::db::home::Home;
use crate::store::db::kept::Kept;
use crate::store::db::readers::Readers;
use crate::store::db::store::Store;
use crate::store::db::witness::Witness;
use crate::store::db::writer::Writer;
use crate::store::db::{checkpoint, schema};
use crate::store::file::checkup::Checkup;
use crate::store::file::lock::Lock;
use crate::store::file::recognise::recognise;
use crate::store::file::running::Running;
use crate::store::file::watch::Watch;
use crate::store::file::{place, version};
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long the log may take to be brought in, at the start and when it is folded in at the end.
const FOLD_PATIENCE: Duration = Duration::from_secs(5);
/// A file of at most so many bytes is looked through before anybody is served.
const CHECKED_FIRST_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// How long that may hold up the start; then it goes on beside the work.
const CHECKED_FIRST: Duration = Duration::from_secs(2);

impl Store {
    /// Opens the file, makes it if it is missing, and brings its schema up to date.
    ///
    /// `Conflict` with a sentence if it is not one of ours, or one of a newer Chairside: then nothing of it was
    /// touched.
    pub fn open(path: &Path) -> Result<Store> {
        if !connect::is_in_memory(path) {
            recognise(path, None)?;
        }
        Store::opened(path, 0)
    }

    /// Opens the database of this company to look at it, beside a `serve` or without one: no file is made, no byte
    /// changes, no thread starts, and every write is refused. A file and folder that can only be read will do.
    ///
    /// `Conflict` with a sentence if there is none, if it is not that of this company, or not up to date.
    pub fn look(path: &Path, company: &str) -> Result<Store> {
        recognise_salon(path, company)?;
        let witness = Arc::<Witness>::default();
        Ok(Store {
            path: path.to_owned(),
            identity: place::identity(path),
            checkup: None,
            readers: Arc::new(Readers::beside(path, witness.clone())),
            writer: Writer::none(),
            lock: Mutex::default(),
            commits: Arc::default(),
            kept: Arc::default(),
            witness,
            health: Arc::new(Health::new()),
            is_read_only: true,
        })
    }

    /// Opens the database of this company to change something in it, beside a `serve` or without one. Makes none, and
    /// brings none up to date.
    ///
    /// `Conflict` as `look` has it.
    pub fn change(path: &Path, company: &str) -> Result<Store> {
        recognise_salon(path, company)?;
        Store::over(connect::writer_of_existing(path)?, path, 0)
    }

    /// Opens the database of this company to serve it: alone, with the log that a crash left brought in, and looked
    /// through for damage, a large one while it is served already.
    ///
    /// `Conflict` also if another process serves it, or if it is damaged.
    pub fn serve(path: &Path, company: &str) -> Result<Store> {
        Store::serve_after(path, company, &|_| Ok(()))
    }

    /// The same, and before a database that is there is brought up to date `before_upgrade` is called with the version it
    /// is at, while nobody else can write to it. Its error ends the start, and the database is as it was.
    pub fn serve_after(
        path: &Path,
        company: &str,
        before_upgrade: &dyn Fn(i64) -> Result<()>,
    ) -> Result<Store> {
        if let Err(why) = recognise(path, Some(company)) {
            return Err(Lock::held_by_another(path).unwrap_or(why));
        }
        let lock = Lock::take(path)?;
        // Again: the last holder of the lock may have changed it until now.
        let found = recognise(path, Some(company))?;
        if found.log_bytes > 0 {
            log::info!(
                "the database {} was not stopped in order: a log of {} kB was left beside it and is brought in",
                path.display(),
                found.log_bytes.div_ceil(1024)
            );
        }
        let (mut mark, mut checkup) = (None, None);
        if !found.is_new {
            mark = checkpoint::fold(path, FOLD_PATIENCE)?;
            // Before it is migrated, or anything else is written to it.
            checkup = Some(check(path)?);
            if found.version < version::newest() {
                before_upgrade(found.version)?;
            }
        }
        let store = Store::opened(path, mark.map_or(0, |mark| mark.saturating_add(1)))?;
        Ok(Store { checkup, lock: Mutex::new(Some(lock)), ..store })
    }

    fn opened(path: &Path, mark: i64) -> Result<Store> {
        Store::over(schema::connect_up_to_date(path)?, path, mark)
    }

    fn over(mut connection: Connection, path: &Path, mark: i64) -> Result<Store> {
        let commits = Arc::new(AtomicU64::new(0));
        let (checkpoints, watch) = if connect::is_in_memory(path) {
            (Checkpoints::none(), None)
        } else {
            let watch = Watch::of(path).map_err(Error::internal)?;
            (Checkpoints::start(path.to_owned(), mark)?, Some(Arc::new(watch)))
        };
        let witness = Arc::<Witness>::default();
        let kept = Arc::<Kept>::default();
        witness.watch(&mut connection)?;
        kept.watch(&mut connection)?;
        let readers = Arc::new(Readers::new(path, watch.clone(), witness.clone()));
        let home = |watch| {
            Home::new(path.to_owned(), watch, readers.clone(), kept.clone(), witness.clone())
        };
        let home = watch.map(home);
        let health = Arc::new(Health::new());
        let writer = Writer::start(
            connection,
            commits.clone(),
            checkpoints,
            health.clone(),
            kept.clone(),
            home,
        )?;
        Ok(Store {
            path: path.to_owned(),
            identity: place::identity(path),
            checkup: None,
            readers,
            writer,
            lock: Mutex::default(),
            commits,
            kept,
            witness,
            health,
            is_read_only: false,
        })
    }

    /// A database in memory, for replay: nothing of it reaches the disk, and dropping it forgets everything.
    pub fn in_memory() -> Result<Store> {
        Store::open(&connect::memory_name())
    }

    /// Tells whoever looks at the database from another process what serves it. Nothing where nobody serves.
    pub fn tell_running(&self, running: &Running) {
        let lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lock) = lock.as_ref()
            && let Err(error) = lock.tell(&running.line())
        {
            log::warn!("what serves {} is not written down: {error}", self.path.display());
        }
    }

    /// The end of serving: the log is brought into the file and emptied, within seconds, so that a copy of the
    /// file alone has all of it, and another `serve` may have it. What is written after this goes into the log again.
    pub fn stop_serving(&self) {
        self.fold();
        *self.lock.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn fold(&self) {
        // Another file by that name has nothing to do with our log.
        if self.identity.is_none() || place::identity(&self.path) != self.identity {
            return;
        }
        // Who reads keeps the log from being emptied.
        self.readers.close_all();
        if let Some(checkup) = &self.checkup {
            checkup.break_off();
        }
        let why = match checkpoint::fold(&self.path, FOLD_PATIENCE) {
            Ok(Some(_)) => return,
            Ok(None) => "others have it open".to_owned(),
            Err(error) => error.for_log(),
        };
        log::warn!(
            "the log beside {} could not be brought in ({why}): it stays there, and nothing is lost as long as both \
             stay together",
            self.path.display()
        );
    }

    /// What is wrong with the file, if the look through it found something. A sentence for people.
    pub fn damage(&self) -> Option<String> {
        self.checkup.as_ref().and_then(Checkup::damage)
    }
}

/// Whether a command finds at the path what `serve` has made there for this company.
fn recognise_salon(path: &Path, company: &str) -> Result<()> {
    let found = recognise(path, Some(company))?;
    let named = path.display();
    if found.is_new {
        return Err(no_database(path));
    }
    if found.version < version::newest() {
        return Err(Error::Conflict(format!(
            "the database {named} is at version {} and this program knows {}: start `chairside serve` first, which \
             brings it up to date",
            found.version,
            version::newest()
        )));
    }
    if !found.has_salon {
        return Err(no_salon(path));
    }
    Ok(())
}

/// What a command hears where there is no database, or nothing in it.
pub(crate) fn no_database(path: &Path) -> Error {
    Error::Conflict(format!(
        "there is no database {} yet: start `chairside serve` first, which makes it",
        path.display()
    ))
}

/// What a command hears of a database into which `serve` never wrote the salon.
pub(crate) fn no_salon(path: &Path) -> Error {
    Error::Conflict(format!(
        "the database {} holds no salon yet: start `chairside serve` first, which writes the configured one into it",
        path.display()
    ))
}

fn check(path: &Path) -> Result<Checkup> {
    let bytes = fs::metadata(path).map_err(Error::internal)?.len();
    let patience = if bytes > CHECKED_FIRST_BYTES_MAX { Duration::ZERO } else { CHECKED_FIRST };
    Checkup::begin(path, patience)
}
