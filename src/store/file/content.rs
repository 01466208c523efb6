//! Whether the file still holds what we know: another database may be written over it (`cp backup.db chairside.db`),
//! which leaves device and inode as they are.
//!
//! What is open does not show it: the log and the caches lie over the file. So once a second, if the file has changed, it
//! is read past them.

use crate::domain::trouble::{Trouble, TroubleKind};
use crate::domain::{Error, Result};
use crate::store::file::place;
use crate::store::file::place::Look;
use crate::store::file::version::APPLICATION_ID;
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

/// What makes a database this one, and how far it is: the newest message only grows,
/// as that one is never taken away.
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
            // Half of the log is in it, as long as somebody reads an older state: that is whole with the log alone, and
            // looked at when the rest is in it.
            Err(error)
                if is_damaged(&error)
                    && has_head_of_ours(&self.path)
                    && is_half_brought_in(connection) =>
            {
                return Ok(());
            }
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

fn is_damaged(error: &Error) -> bool {
    matches!(error, Error::Database(trouble) if trouble.kind == TroubleKind::Damaged)
}

/// Whether it begins as a database of ours does: a text that was written over it does not.
fn has_head_of_ours(path: &Path) -> bool {
    let id = place::head(path)
        .and_then(|head| head.query_row("PRAGMA application_id", [], |row| row.get::<_, i64>(0)));
    id.is_ok_and(|id| id == APPLICATION_ID)
}

/// Whether a part of the log is not in the file. Brings nothing in.
fn is_half_brought_in(connection: &Connection) -> bool {
    let sql = "PRAGMA wal_checkpoint(NOOP)";
    let parts = connection.query_row(sql, [], |row| Ok((row.get(1)?, row.get(2)?)));
    parts.is_ok_and(|(logged, brought_in): (i64, i64)| brought_in < logged)
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
    use super::{Content, Known, QUIET, is_damaged, is_half_brought_in, unlike};
    use crate::domain::Error;
    use crate::store::db::connect;
    use crate::store::db::schema::connect_up_to_date;
    use crate::store::file::place::Look;
    use crate::store::file::{place, recognise};

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

    /// While a backup reads one state, others change what lies at the end of the file, and a checkpoint brings in the head.
    #[test]
    fn a_file_with_half_of_its_log_in_it_is_whole_with_the_rest() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("test.db");
        let writer = connect_up_to_date(&path).unwrap();
        let checkpoint = || {
            let sql = "PRAGMA wal_checkpoint(PASSIVE)";
            writer.query_row(sql, [], |row| Ok((row.get(1)?, row.get(2)?))).unwrap()
        };
        let row = "INSERT INTO inbox (channel, event, body, state, received_at, finished_at)
            VALUES ('web_api', 'x', randomblob(3000), 'done', '2026-11-23T08:00:00.000Z', '2026-11-23T08:00:00.000Z')";
        writer.execute(row, []).unwrap();
        let _: (i64, i64) = checkpoint();
        let mut content = Content::of(path.clone());
        std::thread::sleep(QUIET * 2);
        content.look(&writer).unwrap();
        assert_eq!(content.seen, Some(1));
        for _ in 0..200 {
            writer.execute(row, []).unwrap();
        }
        let reader = connect::reader(&path).unwrap();
        reader.execute_batch("BEGIN; SELECT count(*) FROM inbox").unwrap();
        writer.execute("UPDATE inbox SET body = randomblob(3000)", []).unwrap();
        let (logged, brought_in): (i64, i64) = checkpoint();
        assert!(0 < brought_in && brought_in < logged && is_half_brought_in(&writer));
        let alone = place::look(&path, Look::Alone).unwrap();
        let read = alone.query_row("SELECT count(*) FROM inbox", [], |row| row.get::<_, i64>(0));
        assert!(is_damaged(&Error::from(read.unwrap_err())), "else this shows nothing");
        std::thread::sleep(QUIET * 2);
        for _ in 0..5 {
            content.look(&writer).unwrap();
            assert!(!recognise::recognise(&path, None).unwrap().is_new);
        }
        reader.execute_batch("COMMIT").unwrap();
        let (logged, brought_in): (i64, i64) = checkpoint();
        assert_eq!(logged, brought_in);
        std::thread::sleep(QUIET * 2);
        content.look(&writer).unwrap();
        assert_eq!(content.seen, Some(201));
    }
}
