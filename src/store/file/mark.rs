//! The mark that tells whether a log belongs to the file beside it.
//!
//! SQLite lays a log over whatever database it finds beside it: its checksums say that the log is whole, not whose it
//! is. An older copy of the database under a newer log gives a mixture of both, and no error. So a number in the head
//! of the file (`user_version`, which moves through the log like all else) counts on: with each start of `serve` and
//! after each checkpoint that brought in the whole log. It is put one above what the file itself surely holds, never
//! more, so that read through its log a file is at most one ahead of the file alone.
//!
//! **What is found**: a file and a log that are two or more such steps apart, or a file that is ahead of its log.
//! **What is not**: a copy of the file from within the last step, made while it was written; and a log from which the
//! end, or all of it, was cut off, which looks like one that was never written.

use crate::domain::Result;
use crate::store::file::place;
use crate::store::file::place::Look;
use rusqlite::Connection;
use std::path::Path;

/// How often both are read until the file stood still meanwhile: a `serve` may be at work.
const READS_MAX: u32 = 5;

/// The mark as this connection sees it.
pub(crate) fn read(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Puts the mark forward, inside a transaction. It never goes back.
pub(crate) fn advance(connection: &Connection, to: i64) -> Result<()> {
    // At the end of its 32 bits it stands still, and is no help any more.
    if let Ok(to) = i32::try_from(to)
        && read(connection)? < i64::from(to)
    {
        connection.pragma_update(None, "user_version", to)?;
    }
    Ok(())
}

/// Whether the file may be the one that the log was written over.
pub(crate) fn fits_its_log(real: &Path) -> rusqlite::Result<bool> {
    for _ in 0..READS_MAX {
        let head = || place::untorn(real, || read(&place::head(real)?));
        let before = head()?;
        let with_log = place::untorn(real, || read(&place::look(real, Look::Beside)?))?;
        if head()? == before {
            return Ok(fits(before, with_log));
        }
    }
    Ok(true)
}

fn fits(alone: i64, with_log: i64) -> bool {
    with_log == alone || with_log == alone.saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_at_most_one_step_ahead() {
        for (alone, with_log, expected) in
            [(0, 0, true), (0, 1, true), (7, 8, true), (7, 7, true), (7, 9, false), (7, 6, false)]
        {
            assert_eq!(fits(alone, with_log), expected, "{alone} {with_log}");
        }
    }

    #[test]
    fn the_mark_never_goes_back() {
        let connection = Connection::open_in_memory().unwrap();
        for (to, expected) in [(3, 3), (2, 3), (4, 4), (i64::from(i32::MAX) + 1, 4)] {
            advance(&connection, to).unwrap();
            assert_eq!(read(&connection).unwrap(), expected, "{to}");
        }
    }
}
