//! Which version a database is at: the number of the last file in `migrations/` that was applied to it.

use crate::domain::{Error, Result};
use crate::store::file::trial_migration;
use rusqlite::{Connection, OptionalExtension};

/// What says in the head of the file that it is ours: "Chai" in ASCII.
pub(crate) const APPLICATION_ID: i64 = 0x4368_6169;
/// The version of the last file in `migrations/`. Known without asking refinery, which compiles an expression for that
/// and keeps it, half a megabyte: a start that has nothing to apply does without.
pub(crate) const NEWEST: i64 = 1;
/// refinery's name and checksum of the first file. A released file never changes, so a database whose first migration
/// was another one is not ours, or from before the first release.
pub(crate) const FIRST_MIGRATION: &str = "the_house";
pub(crate) const FIRST_CHECKSUM: &str = "3624934045588627704";

/// The commit this was built from, where whoever built it said so.
pub(crate) const COMMIT: Option<&str> = option_env!("CHAIRSIDE_COMMIT");

/// The last migration that was applied; 0 for a database without any.
pub(crate) fn applied(connection: &Connection) -> Result<i64> {
    let there = "SELECT 1 FROM sqlite_schema WHERE name = 'refinery_schema_history'";
    if connection.query_row(there, [], |_| Ok(())).optional()?.is_none() {
        return Ok(0);
    }
    let sql = "SELECT coalesce(max(version), 0) FROM refinery_schema_history";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// The last migration that this program knows.
pub(crate) fn newest() -> i64 {
    NEWEST.saturating_add(i64::from(trial_migration::get().is_some()))
}

/// Which Chairside this is.
pub(crate) fn program() -> &'static str {
    trial_migration::get().map_or(env!("CARGO_PKG_VERSION"), |trial| trial.program.as_str())
}

/// Which Chairside brought the database to where it is; none of a database from before that was written down.
pub(crate) fn brought_by(connection: &Connection) -> Result<Option<String>> {
    let there = "SELECT 1 FROM sqlite_schema WHERE name = 'upgrades'";
    if connection.query_row(there, [], |_| Ok(())).optional()?.is_none() {
        return Ok(None);
    }
    // Of what was applied last: an older row says nothing of it.
    let sql = "SELECT program FROM upgrades
               WHERE schema = (SELECT max(version) FROM refinery_schema_history)";
    Ok(connection.query_row(sql, [], |row| row.get(0)).optional()?)
}

/// The refusal of a database of a newer program, which it names if the database says which.
pub(crate) fn too_new(version: i64, by: Option<&str>) -> Error {
    let newest = newest();
    let own = program();
    Error::Conflict(match by {
        Some(by) => format!(
            "the database is at version {version}, to which Chairside {by} brought it, and this program ({own}) knows \
             {newest}: start Chairside {by} or a newer one; or, to go back to this one, `chairside restore` the backup \
             that was made before the upgrade"
        ),
        None => format!(
            "the database is at version {version} and this program ({own}) knows {newest}: start the newer program"
        ),
    })
}
