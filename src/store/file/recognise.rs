//! Is this file ours? Asked before anything is written: a foreign database, one of another salon or of a newer program,
//! one that was put beside a log that is not its own, and what is no database at all are refused in one sentence, and
//! nothing of them has changed.

use crate::domain::{Error, Result};
use crate::store::file::place::Look;
use crate::store::file::version::{APPLICATION_ID, FIRST_CHECKSUM, FIRST_MIGRATION};
use crate::store::file::{company, mark, place, version};
use rusqlite::{Connection, ErrorCode};
use std::fmt::Display;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// SQLite's smallest page: no database is smaller.
const DATABASE_BYTES_MIN: u64 = 512;
/// So many names of foreign tables are told.
const TABLES_TOLD: usize = 5;

/// What was found at the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// There is nothing yet, or nothing in it.
    pub is_new: bool,
    /// Bytes in the log beside it: who had it last did not stop in order, or has it open now.
    pub log_bytes: u64,
    /// How many migrations it has seen.
    pub version: i64,
    /// Whether `serve` has ever written a salon into it.
    pub has_salon: bool,
}

/// Looks at a database that is to be opened, and changes nothing. With the key of the company whose it must be, if
/// that is known.
///
/// `Conflict` with a sentence that says what it is instead, and what to do.
pub fn recognise(path: &Path, company: Option<&str>) -> Result<Found> {
    let named = path.display();
    let cannot = |error: &dyn Display| {
        Error::Conflict(format!("the database {named} cannot be opened: {error}"))
    };
    let real = place::real(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            cannot(&"the folder it should lie in is not there")
        }
        _ => cannot(&error),
    })?;
    let log_bytes = place::log_bytes(&real);
    match fs::metadata(&real) {
        Ok(found) if found.is_dir() => return Err(cannot(&"it is a folder")),
        Ok(found) if !found.is_file() => return Err(cannot(&"it is no file")),
        Ok(found) if found.len() >= DATABASE_BYTES_MIN => {}
        // SQLite takes a file of one byte for an empty one.
        Ok(found) if found.len() > 0 => return Err(no_database(path)),
        Ok(_) => return new(path, log_bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => return new(path, log_bytes),
        Err(error) => return Err(cannot(&error)),
    }
    let read = Facts::read(&real);
    // A mixture may be unreadable, and then that is why.
    let may_be_ours = read.as_ref().map_or(true, |facts| facts.kind() == Kind::Ours);
    if log_bytes > 0
        && may_be_ours
        && !mark::fits_its_log(&real).map_err(|error| unreadable(path, &error))?
    {
        return Err(Error::Conflict(format!(
            "the database {named} is not the one that the log beside it ({named}-wal) was written over, so that the \
             two would become a mixture: put the database back that belongs to the log; or, to go on with this one \
             without what is in the log, move {named}-wal and {named}-shm away"
        )));
    }
    let read = read.map_err(|error| unreadable(path, &error))?;
    read.check(path, company)?;
    let is_new = read.kind() == Kind::New;
    Ok(Found { is_new, log_bytes, version: read.version, has_salon: !read.companies.is_empty() })
}

/// The refusal of a database that can be read and is another program's, another company's or of a newer program. What
/// cannot be read may be ours, and is for whoever looks at the damage.
pub(crate) fn is_mine(path: &Path, company: &str) -> Result<()> {
    let Ok(real) = place::real(path) else { return Ok(()) };
    match Facts::read(&real) {
        Ok(facts) => facts.check(path, Some(company)),
        Err(_) => Ok(()),
    }
}

/// Whether another database may be put in the place of what is at the path: nothing, or one of this company, of whatever
/// version and however damaged.
///
/// `Conflict` if it can be read and is another program's or another company's.
pub(crate) fn may_be_replaced(path: &Path, company: &str) -> Result<()> {
    let Ok(real) = place::real(path) else { return Ok(()) };
    let Ok(facts) = Facts::read(&real) else { return Ok(()) };
    if facts.kind() == Kind::Foreign {
        return Err(foreign(path, &facts));
    }
    company::check(&facts.companies, company)
        .map_err(|error| Error::Conflict(format!("the database {} {error}", path.display())))
}

/// Whether it is ours and a newer program's.
pub fn is_newer(path: &Path) -> bool {
    let Ok(real) = place::real(path) else { return false };
    let read = Facts::read(&real);
    read.is_ok_and(|facts| facts.kind() == Kind::Ours && facts.version > version::NEWEST)
}

/// SQLite throws a log away that lies beside an empty database.
fn new(path: &Path, log_bytes: u64) -> Result<Found> {
    if log_bytes == 0 {
        return Ok(Found { is_new: true, log_bytes, version: 0, has_salon: false });
    }
    let named = path.display();
    Err(Error::Conflict(format!(
        "there is no database {named}, but a log of it ({named}-wal, {log_bytes} bytes), which a new one would \
         destroy: put the database back that belongs to it, or move {named}-wal and {named}-shm away"
    )))
}

fn unreadable(path: &Path, error: &rusqlite::Error) -> Error {
    let named = path.display();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => no_database(path),
        Some(ErrorCode::DatabaseCorrupt) => Error::Conflict(damaged(path, &error.to_string())),
        _ => Error::Conflict(format!("the database {named} cannot be read: {error}")),
    }
}

fn no_database(path: &Path) -> Error {
    Error::Conflict(format!(
        "{} is no SQLite database, and stays as it is: name another file in database.path",
        path.display()
    ))
}

/// The sentence about a database that SQLite finds damaged.
pub(crate) fn damaged(path: &Path, finding: &str) -> String {
    let named = path.display();
    format!(
        "the database {named} is damaged ({finding}): keep a copy of it and of what lies beside it, then put the last \
         good backup in its place, or save what can be read with `sqlite3 {named} .recover`"
    )
}

fn foreign(path: &Path, facts: &Facts) -> Error {
    let mut tables = facts.tables.iter().take(TABLES_TOLD).cloned().collect::<Vec<_>>().join(", ");
    if facts.tables.len() > TABLES_TOLD {
        tables.push_str(", …");
    }
    Error::Conflict(format!(
        "{} is the database of another program (application_id {}, tables: {tables}), and stays as it is: name another \
         file in database.path",
        path.display(),
        facts.application_id
    ))
}

/// Only a database of this program's own development can be so.
fn unreleased(path: &Path) -> Error {
    Error::Conflict(format!(
        "the database {} was made by a Chairside from before the first release, which this one cannot read, and stays \
         as it is: move it away, or name another file in database.path",
        path.display()
    ))
}

/// Whose a database is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    New,
    Ours,
    Foreign,
}

/// What a database says of itself.
struct Facts {
    application_id: i64,
    mark: i64,
    tables: Vec<String>,
    first_migration: Option<String>,
    first_checksum: Option<String>,
    version: i64,
    program: Option<String>,
    companies: Vec<String>,
}

impl Facts {
    /// Of a file with or without a log. Of one with a number that is not ours the log is left alone too.
    fn read(real: &Path) -> rusqlite::Result<Facts> {
        place::untorn(real, || {
            let has_log = Look::at(real) == Look::Beside;
            let head = place::head(real)?;
            let id: i64 = head.query_row("PRAGMA application_id", [], |row| row.get(0))?;
            let how = match has_log && [0, APPLICATION_ID].contains(&id) {
                true => Look::Beside,
                false => Look::Alone,
            };
            Facts::of(&place::look(real, how)?)
        })
    }

    fn of(connection: &Connection) -> rusqlite::Result<Facts> {
        let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        let tables = texts(connection, "SELECT name FROM sqlite_schema ORDER BY rowid")?;
        let mut facts = Facts {
            application_id: number("PRAGMA application_id")?,
            mark: mark::read(connection)?,
            first_migration: None,
            first_checksum: None,
            version: 0,
            program: None,
            companies: Vec::new(),
            tables,
        };
        let has = |table: &str| facts.tables.iter().any(|name| name == table);
        if has("refinery_schema_history") {
            let sql = "SELECT name FROM refinery_schema_history WHERE version = 1";
            facts.first_migration = bearable(texts(connection, sql))?.into_iter().next();
            let sql = "SELECT checksum FROM refinery_schema_history WHERE version = 1";
            facts.first_checksum = bearable(texts(connection, sql))?.into_iter().next();
            let sql = "SELECT coalesce(max(version), 0) FROM refinery_schema_history";
            facts.version = number(sql).or_else(|error| bearable(Err(error)))?;
        }
        if has("upgrades") {
            let sql = format!("SELECT program FROM upgrades WHERE schema = {}", facts.version);
            facts.program = bearable(texts(connection, &sql))?.into_iter().next();
        }
        if has("companies") {
            facts.companies = bearable(company::keys(connection))?;
        }
        Ok(facts)
    }

    /// `Conflict` if it is no database of ours, of a newer program, or another company's.
    fn check(&self, path: &Path, company: Option<&str>) -> Result<()> {
        if self.kind() == Kind::Foreign {
            return Err(foreign(path, self));
        }
        if self.first_checksum.as_ref().is_some_and(|checksum| checksum != FIRST_CHECKSUM) {
            return Err(unreleased(path));
        }
        if self.version > version::newest() {
            return Err(version::too_new(self.version, self.program.as_deref()));
        }
        let Some(key) = company else { return Ok(()) };
        company::check(&self.companies, key)
            .map_err(|error| Error::Conflict(format!("the database {} {error}", path.display())))
    }

    fn kind(&self) -> Kind {
        match (self.application_id, self.first_migration.as_deref()) {
            (APPLICATION_ID, _) | (0, Some(FIRST_MIGRATION)) => Kind::Ours,
            (0, None) if self.tables.is_empty() && self.mark == 0 => Kind::New,
            _ => Kind::Foreign,
        }
    }
}

/// A foreign table may bear the name of one of ours and have other columns. Damage is damage.
fn bearable<T: Default>(read: rusqlite::Result<T>) -> rusqlite::Result<T> {
    read.or_else(|error| if place::is_damage(&error) { Err(error) } else { Ok(T::default()) })
}

fn texts(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who looks reads the head without a lock, and a checkpoint writes the new length there before it writes the pages.
    #[test]
    fn a_file_that_grows_meanwhile_is_not_damaged() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("salon.db");
        let _served = crate::store::db::store::Store::open(&path).unwrap();
        let over = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let grows = Connection::open(&path).unwrap();
                grows.execute_batch("CREATE TABLE grown(bytes BLOB)").unwrap();
                for _ in 0..GROWTHS {
                    grows.execute_batch(GROW).unwrap();
                }
                over.store(true, std::sync::atomic::Ordering::Relaxed);
            });
            while !over.load(std::sync::atomic::Ordering::Relaxed) {
                recognise(&path, None).unwrap();
            }
        });
    }

    const GROWTHS: usize = 40;
    const GROW: &str =
        "INSERT INTO grown VALUES (zeroblob(2000000)); PRAGMA wal_checkpoint(PASSIVE)";

    #[test]
    fn whose_it_is() {
        let ours = Some(FIRST_MIGRATION);
        for (application_id, mark, tables, first, expected) in [
            (0, 0, 0, None, Kind::New),
            (0, 0, 30, ours, Kind::Ours),
            (0, 7, 30, ours, Kind::Ours),
            (APPLICATION_ID, 0, 0, None, Kind::Ours),
            (APPLICATION_ID, 9, 30, ours, Kind::Ours),
            (0, 1, 0, None, Kind::Foreign),
            (0, 0, 1, None, Kind::Foreign),
            (0, 0, 30, Some("initial"), Kind::Foreign),
            (1, 0, 0, None, Kind::Foreign),
            (-1, 0, 30, ours, Kind::Foreign),
        ] {
            let facts = Facts {
                application_id,
                mark,
                tables: vec!["x".into(); tables],
                first_migration: first.map(str::to_owned),
                first_checksum: None,
                version: 0,
                program: None,
                companies: Vec::new(),
            };
            assert_eq!(facts.kind(), expected, "{application_id} {mark} {tables} {first:?}");
        }
    }
}
