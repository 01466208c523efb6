//! A restore that was killed: finished or forgotten before anybody opens the data.

use crate::domain::Result;
use crate::ops::{files, staged, swap};
use crate::store::file::lock::Lock;
use crate::store::file::place;
use std::path::Path;

/// Whether a restore was begun on the data of this path and did not end. Costs a look at two names.
pub(crate) fn is_one(database: &Path) -> bool {
    place::real(database)
        .is_ok_and(|real| swap::file(&real).exists() || staged::folder(&real).exists())
}

/// Finishes what a restore left, if one was interrupted: what was written down is done, and what was only made ready is
/// thrown away. Gives what people are to know of it.
///
/// `Conflict` if a process has the data, perhaps the restore itself.
pub(crate) fn finish(database: &Path) -> Result<Option<String>> {
    if !is_one(database) {
        return Ok(None);
    }
    let lock = Lock::take(database)?;
    let finished = finish_locked(database);
    drop(lock);
    finished
}

/// The same for who has the lock.
pub(crate) fn finish_locked(database: &Path) -> Result<Option<String>> {
    if !is_one(database) {
        return Ok(None);
    }
    let real = place::real(database).map_err(crate::domain::Error::internal)?;
    let Some(begun) = swap::read(&real)? else {
        files::remove(&files::behind(&swap::file(&real), files::UNFINISHED))?;
        staged::throw_away(&staged::folder(&real))?;
        return Ok(Some(format!(
            "a restore was interrupted before it changed anything: the data in {} is as it was",
            database.display()
        )));
    };
    begun.carry_out(&real)?;
    let before = begun.aside.map_or_else(
        || "there was no data before".to_owned(),
        |aside| format!("the data from before is in {}", aside.display()),
    );
    Ok(Some(format!(
        "a restore was interrupted and is finished now: the data in {} is that of the backup {} of {}; {before}",
        database.display(),
        begun.backup.display(),
        begun.made_at
    )))
}
