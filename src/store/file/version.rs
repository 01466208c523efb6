//! Which version a database is at: the number of the last file in `migrations/` that was applied to it.

use crate::domain::{Error, Result};
use rusqlite::{Connection, OptionalExtension};

/// What says in the head of the file that it is ours: "Chai" in ASCII.
pub(crate) const APPLICATION_ID: i64 = 0x4368_6169;
/// The version of the last file in `migrations/`. Known without asking refinery, which compiles an expression for that
/// and keeps it, half a megabyte: a start that has nothing to apply does without.
pub(crate) const NEWEST: i64 = 1;
/// refinery's name and checksum of the first file. A released file never changes, so a database whose first migration
/// was another one is not ours, or from before the first release.
pub(crate) const FIRST_MIGRATION: &str = "the_house";
pub(crate) const FIRST_CHECKSUM: &str = "17921245663995798714";

/// The last migration that was applied; 0 for a database without any.
pub(crate) fn applied(connection: &Connection) -> Result<i64> {
    let there = "SELECT 1 FROM sqlite_schema WHERE name = 'refinery_schema_history'";
    if connection.query_row(there, [], |_| Ok(())).optional()?.is_none() {
        return Ok(0);
    }
    let sql = "SELECT coalesce(max(version), 0) FROM refinery_schema_history";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// The refusal of a database of a newer program.
pub(crate) fn too_new(version: i64) -> Error {
    Error::Conflict(format!(
        "the database is at version {version} and this program knows {NEWEST}: start the newer program"
    ))
}
