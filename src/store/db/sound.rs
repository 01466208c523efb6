//! Whether a database is sound, asked from outside: every page, every index, every reference to another row; and whether
//! it takes what is written.

use crate::domain::{Error, Result};
use crate::store::db::connect;
use crate::store::file::place;
use crate::store::file::place::Look;
use rusqlite::{Connection, ErrorCode};
use std::path::Path;
use std::sync::mpsc;
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::{Duration, Instant};

/// So many faults are looked for.
const FAULTS_MAX: u32 = 5;
/// How long another change may keep a trial from writing.
const BUSY_MAX: Duration = Duration::from_secs(5);

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Soundness {
    /// All is well; so many bytes were looked through.
    Sound(u64),
    /// SQLite's words.
    Damaged(String),
    /// Rows that name a row that is not there: so many, and of which table the first is.
    Dangling(usize, String),
    /// There was no time to look at everything.
    TooLarge(u64),
}

/// Looks through the whole file, beside whoever has it open, until then.
///
/// `Conflict` if it cannot be opened at all.
pub fn look_through(path: &Path, until: Instant) -> Result<Soundness> {
    let cannot = |error: rusqlite::Error| {
        Error::Conflict(format!("the database {} cannot be read: {error}", path.display()))
    };
    let real = place::real(path).map_err(Error::internal)?;
    let bytes = std::fs::metadata(&real).map_err(Error::internal)?.len();
    let connection = place::look(&real, Look::at(&real)).map_err(cannot)?;
    let found = within(&connection, until, faults);
    match found {
        Ok(None) => Ok(Soundness::Sound(bytes)),
        Ok(Some(fault)) => Ok(fault),
        Err(error) => match error.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) => Ok(Soundness::TooLarge(bytes)),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Ok(Soundness::Damaged(error.to_string()))
            }
            _ => Err(cannot(error)),
        },
    }
}

/// Breaks it off when the time has come.
fn within<T>(
    connection: &Connection,
    until: Instant,
    look: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let interrupt = connection.get_interrupt_handle();
    thread::scope(|scope| {
        let (done, ended) = mpsc::channel::<()>();
        scope.spawn(move || {
            let left = until.saturating_duration_since(Instant::now());
            if ended.recv_timeout(left) == Err(RecvTimeoutError::Timeout) {
                interrupt.interrupt();
            }
        });
        let found = look(connection);
        drop(done);
        found
    })
}

fn faults(connection: &Connection) -> rusqlite::Result<Option<Soundness>> {
    let mut query = connection.prepare(&format!("PRAGMA integrity_check({FAULTS_MAX})"))?;
    let lines: Vec<String> =
        query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    if let Some(line) = lines.into_iter().find(|line| line != "ok") {
        let line = line.lines().map(|line| line.trim_matches(['*', ' '])).collect::<Vec<_>>();
        return Ok(Some(Soundness::Damaged(line.join(": "))));
    }
    let mut query = connection.prepare("PRAGMA foreign_key_check")?;
    let tables: Vec<String> =
        query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(tables.first().cloned().map(|table| Soundness::Dangling(tables.len(), table)))
}

/// Writes a row and takes it back, on a connection of its own: nothing stays.
///
/// `Conflict` with SQLite's words where nothing can be written.
pub fn try_to_write(path: &Path) -> Result<()> {
    let cannot = |error: rusqlite::Error| Error::Conflict(error.to_string());
    let connection = connect::writer_of_existing(path)?;
    connection.busy_timeout(BUSY_MAX).map_err(cannot)?;
    connection
        .execute_batch(
            "BEGIN IMMEDIATE; CREATE TABLE doctor_was_here (x); INSERT INTO doctor_was_here VALUES (1); ROLLBACK;",
        )
        .map_err(cannot)
}
