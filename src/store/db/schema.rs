//! The schema: the files in `migrations/`, applied in one transaction. A new database gets all of them, another one
//! those it lacks; after a crash on the way it is as it was before.
//!
//! refinery names, numbers and checks the files. Its own runner commits after each step, which would leave a new
//! database with a table of migrations and nothing else; so its steps are taken here, and a test compares.

use crate::domain::{Error, Result};
use crate::store::db::connect;
use crate::store::file::{mark, place, trial_migration, version};
use refinery::Migration;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use std::path::Path;

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// The mark of a new database; see `mark`.
const FIRST_MARK: i64 = 1;
/// refinery's own table.
const HISTORY: &str = "CREATE TABLE IF NOT EXISTS refinery_schema_history(
             version int4 PRIMARY KEY,
             name VARCHAR(255),
             applied_on VARCHAR(255),
             checksum VARCHAR(255));";

/// A connection that may write, to a database whose schema is up to date: what is missing is applied. A database that
/// knows more than this program is refused. Whether it is ours at all was found out before (`recognise`).
pub(crate) fn connect_up_to_date(path: &Path) -> Result<Connection> {
    if !connect::is_in_memory(path) {
        place::keep_private(path)?;
    }
    let mut connection = connect::writer(path)?;
    if version::applied(&connection)? < version::newest() {
        migrate(&mut connection, version::newest())?;
    }
    let applied = version::applied(&connection)?;
    if applied > version::newest() {
        return Err(version::too_new(applied, version::brought_by(&connection)?.as_deref()));
    }
    Ok(connection)
}

/// An empty database in memory with the schema of a version, to compare another one with.
pub(crate) fn pattern(version: i64) -> Result<Connection> {
    let mut connection = Connection::open_in_memory()?;
    migrate(&mut connection, version)?;
    Ok(connection)
}

/// Applies what is missing up to this version, all of it or nothing.
fn migrate(connection: &mut Connection, to: i64) -> Result<()> {
    // A table that others point at is made anew under its old name: only without the checks, which come after.
    connection.pragma_update(None, "foreign_keys", false)?;
    let migrated = apply_missing(connection, to);
    connection.pragma_update(None, "foreign_keys", true)?;
    migrated
}

fn apply_missing(connection: &mut Connection, to: i64) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been faster.
    let applied = version::applied(&transaction)?;
    transaction.execute_batch(HISTORY)?;
    let runner = embedded::migrations::runner();
    let mut files: Vec<&Migration> = runner.get_migrations().iter().collect();
    files.sort();
    let is_missing = |file: &&Migration| {
        let version = i64::from(file.version());
        version > applied && version <= to
    };
    for file in files.into_iter().filter(is_missing) {
        apply(&transaction, file)
            .map_err(|error| Error::internal(format!("migration {file} failed: {error}")))?;
    }
    if let Some(trial) = trial_migration::get().filter(|_| applied < to && to > version::NEWEST) {
        transaction
            .execute_batch(&trial.sql)
            .and_then(|()| written_down(&transaction, to, "trial", ""))
            .map_err(|error| Error::internal(format!("the trial migration failed: {error}")))?;
    }
    if applied < to {
        let sql = "INSERT INTO upgrades (schema, program, applied_at)
                   VALUES (?1, ?2, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))";
        transaction.execute(sql, (to, version::program()))?;
    }
    check_references(&transaction)?;
    if applied == 0 {
        transaction.pragma_update(None, "application_id", version::APPLICATION_ID)?;
        mark::advance(&transaction, FIRST_MARK)?;
    }
    Ok(transaction.commit()?)
}

fn apply(transaction: &Connection, file: &Migration) -> rusqlite::Result<()> {
    transaction.execute_batch(file.sql().unwrap_or_default())?;
    written_down(transaction, file.version().into(), file.name(), &file.checksum().to_string())
}

fn written_down(
    transaction: &Connection,
    version: i64,
    name: &str,
    checksum: &str,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
         VALUES (?1, ?2, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?3)",
        (version, name, checksum),
    )?;
    Ok(())
}

fn check_references(connection: &Connection) -> Result<()> {
    let mut query = connection.prepare("PRAGMA foreign_key_check")?;
    match query.query_row([], |row| row.get::<_, String>(0)).optional()? {
        Some(table) => Err(Error::internal(format!("a row of {table} points at nothing"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{embedded, migrate, pattern};
    use crate::store::file::version;
    use rusqlite::Connection;

    fn texts(connection: &Connection, sql: &str) -> Vec<String> {
        let mut query = connection.prepare(sql).unwrap();
        query.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn what_is_known_without_refinery_is_what_refinery_knows() {
        let runner = embedded::migrations::runner();
        let mut files = runner.get_migrations().clone();
        files.sort();
        assert_eq!(files.last().map(|file| i64::from(file.version())), Some(version::NEWEST));
        assert_eq!(files[0].name(), version::FIRST_MIGRATION);
        // Released files are not changed. Until the first release this number changes with the file.
        assert_eq!(files[0].checksum().to_string(), version::FIRST_CHECKSUM);
    }

    #[test]
    fn a_new_database_is_what_refinery_makes_and_goes_on_from() {
        let mut made = Connection::open_in_memory().unwrap();
        embedded::migrations::runner().run(&mut made).unwrap();
        let mut ours = pattern(version::NEWEST).unwrap();
        for sql in [
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid",
            "SELECT version || name || checksum FROM refinery_schema_history ORDER BY version",
        ] {
            assert_eq!(texts(&ours, sql), texts(&made, sql), "{sql}");
        }
        let report = embedded::migrations::runner().run(&mut ours).unwrap();
        assert!(report.applied_migrations().is_empty(), "{report:?}");
        migrate(&mut ours, version::NEWEST).unwrap();
        assert_eq!(version::applied(&ours).unwrap(), version::NEWEST);
    }

    #[test]
    fn a_database_that_cannot_take_it_is_left_as_it_was() {
        let mut foreign = Connection::open_in_memory().unwrap();
        foreign.execute_batch("CREATE TABLE warnings (note TEXT)").unwrap();
        let refused = migrate(&mut foreign, version::NEWEST).unwrap_err();
        assert!(refused.for_log().contains("warnings"), "{refused:?}");
        assert_eq!(texts(&foreign, "SELECT name FROM sqlite_schema"), ["warnings"]);
    }
}
