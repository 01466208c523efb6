//! Whether the file still holds what we know: another database may be written over it (`cp backup.db chairside.db`),
//! which leaves device and inode as they are.
//!
//! What is open does not show it: the log and the caches lie over the file. So once a second, if the file has changed, it
//! is read past them.

use crate::domain::trouble::{Trouble, TroubleKind};
use crate::domain::{Error, Result};
use crate::store::file::place;
use crate::store::file::place::Look;
use rusqlite::{Connection, OptionalExtension};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// A file that was changed just now may be in the middle of a checkpoint. It is looked at when that is over.
const QUIET: Duration = Duration::from_millis(300);
/// So many looks in a row must find the same, as a checkpoint may begin while one is taken.
const DOUBTS_MAX: u32 = 3;

/// When a file was changed, and how long it is.
type Stamp = (SystemTime, u64);

/// What makes a database this one, and how far it is: messages come and are never taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    company: Option<(String, String)>,
    newest: Option<i64>,
}

/// What was seen of the file so far.
pub(crate) struct Content {
    path: PathBuf,
    stamp: Option<Stamp>,
    /// Whose it was when that was first seen. Later even what is open may be read from another's pages.
    company: Option<(String, String)>,
    /// The newest message that was in the file; none until the first checkpoint of a new database.
    seen: Option<i64>,
    doubts: u32,
}

impl Content {
    /// Of the file at this path.
    pub fn of(path: PathBuf) -> Content {
        Content { path, stamp: None, company: None, seen: None, doubts: 0 }
    }

    /// The trouble there is with what the file holds, compared with what this connection sees of it.
    pub fn look(&mut self, connection: &Connection) -> std::result::Result<(), Trouble> {
        // Where there is none something else is the matter, and told.
        let Some(stamp) = stamp(&self.path) else { return Ok(()) };
        let age = stamp.0.elapsed().unwrap_or_default();
        if (self.stamp == Some(stamp) && self.doubts == 0) || age < QUIET {
            return Ok(());
        }
        let there =
            place::look(&self.path, Look::Alone).map_err(Error::from).and_then(|file| known(&file));
        // If ours fails there is nothing to compare with, and others tell of it.
        let Ok(seen_here) = known(connection) else { return Ok(()) };
        self.company = self.company.take().or(seen_here.company);
        let ours = Known { company: self.company.clone(), newest: seen_here.newest };
        let cause = match there {
            Ok(there) => unlike(&there, &ours, self.seen).map(|()| there.newest),
            // Everything is in the log until the first checkpoint.
            Err(_) if self.seen.is_none() => Ok(None),
            Err(error) => Err(error.for_log()),
        };
        match cause {
            Ok(newest) => {
                (self.stamp, self.doubts) = (Some(stamp), 0);
                self.seen = newest.or(self.seen);
                Ok(())
            }
            Err(_) if self.doubts.saturating_add(1) < DOUBTS_MAX => {
                self.doubts = self.doubts.saturating_add(1);
                Ok(())
            }
            Err(cause) => {
                let told =
                    format!("{} was written over by somebody else: {cause}", self.path.display());
                Err(Trouble::new(TroubleKind::Gone, told))
            }
        }
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let file = fs::metadata(path).ok()?;
    Some((file.modified().ok()?, file.len()))
}

/// What speaks against the file being ours.
fn unlike(there: &Known, ours: &Known, seen: Option<i64>) -> std::result::Result<(), String> {
    match (&there.company, &ours.company) {
        (Some(there), Some(ours)) if there != ours => Err("it is another database".into()),
        (None, Some(_)) if seen.is_some() => Err("it is empty".into()),
        // Unless it was taken away here, too.
        _ if there.newest < seen && seen <= ours.newest => Err("it is an older state".into()),
        _ if there.newest > ours.newest => Err("it is a newer state".into()),
        _ => Ok(()),
    }
}

fn known(connection: &Connection) -> Result<Known> {
    let company = "SELECT key, created_at FROM companies ORDER BY id LIMIT 1";
    Ok(Known {
        company: connection
            .query_row(company, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?,
        newest: connection.query_row("SELECT max(id) FROM inbox", [], |row| row.get(0))?,
    })
}

#[cfg(test)]
mod tests {
    use super::{Known, unlike};

    fn known(company: &str, newest: i64) -> Known {
        let company = Some(company).filter(|name| !name.is_empty());
        let company = company.map(|name| (name.to_owned(), "2026-11-23T08:00:00Z".to_owned()));
        Known { company, newest: Some(newest).filter(|id| *id > 0) }
    }

    #[test]
    fn a_file_behind_its_log_is_ours_and_one_that_goes_back_or_is_anothers_is_not() {
        for (there, ours, seen, right) in [
            (known("a", 5), known("a", 9), Some(5), true),
            (known("a", 9), known("a", 9), Some(5), true),
            (known("a", 0), known("a", 9), None, true),
            // A new database, all of it in the log.
            (known("", 0), known("a", 9), None, true),
            (known("", 0), known("", 0), None, true),
            // The inbox was tidied up, and a checkpoint brought that in.
            (known("a", 3), known("a", 3), Some(9), true),
            (known("a", 3), known("a", 4), Some(9), true),
            (known("b", 5), known("a", 9), Some(5), false),
            (known("b", 5), known("a", 9), None, false),
            (known("a", 3), known("a", 9), Some(5), false),
            (known("a", 0), known("a", 9), Some(5), false),
            (known("", 0), known("a", 9), Some(5), false),
            (known("a", 12), known("a", 9), Some(5), false),
        ] {
            assert_eq!(unlike(&there, &ours, seen).is_ok(), right, "{there:?} {ours:?} {seen:?}");
        }
    }
}
