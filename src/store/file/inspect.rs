//! What is in a database file, and whether it is whole: asked of a backup before it is believed.

use crate::domain::{Error, Result};
use crate::store::file::{company, version};
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeMap;

/// So many faults are looked for; the first is told.
const FAULTS_MAX: u32 = 5;

/// Rows by table.
pub(crate) type Counts = BTreeMap<String, u64>;

/// What a database says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Inspected {
    /// The last migration that was applied.
    pub schema: i64,
    /// Which Chairside brought it there, as far as it says.
    pub program: Option<String>,
    /// The keys of the companies in it.
    pub companies: Vec<String>,
    pub counts: Counts,
}

/// Counts, without looking for damage.
pub(crate) fn inspect(connection: &Connection) -> Result<Inspected> {
    Ok(Inspected {
        schema: version::applied(connection)?,
        program: version::brought_by(connection)?,
        companies: company::keys(connection)?,
        counts: counts(connection)?,
    })
}

/// Rows of every table, also of those that are not ours.
pub(crate) fn counts(connection: &Connection) -> Result<Counts> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let tables: Vec<String> = connection
        .prepare(sql)?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let count = |table: String| {
        let named = table.replace('"', "\"\"");
        let sql = format!("SELECT count(*) FROM \"{named}\"");
        let rows: i64 = connection.query_row(&sql, [], |row| row.get(0))?;
        Ok((table, u64::try_from(rows).unwrap_or_default()))
    };
    tables.into_iter().map(count).collect()
}

/// What SQLite finds wrong: damaged pages, or rows that point at nothing. A sentence, or none.
pub(crate) fn fault(connection: &Connection) -> Result<Option<String>> {
    let lines: std::result::Result<Vec<String>, rusqlite::Error> = connection
        .prepare(&format!("PRAGMA integrity_check({FAULTS_MAX})"))
        .and_then(|mut query| query.query_map([], |row| row.get(0))?.collect());
    match lines {
        Ok(lines) => {
            if let Some(line) = lines.into_iter().find(|line| line != "ok") {
                return Ok(Some(line.replace('\n', " ")));
            }
        }
        // So damaged that it cannot even be looked through.
        Err(error) => return Ok(Some(error.to_string())),
    }
    let dangling = connection
        .query_row("PRAGMA foreign_key_check", [], |row| row.get::<_, String>(0))
        .optional()
        .map_err(Error::from)?;
    Ok(dangling.map(|table| format!("a row of {table} points at nothing")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::schema::pattern;

    #[test]
    fn what_is_in_it_is_counted_and_what_points_at_nothing_is_told() {
        let connection = pattern(version::NEWEST).unwrap();
        let insert = "INSERT INTO companies (key, name, time_zone, created_at)
            VALUES ('one', 'x', 'Europe/Berlin', '2026-11-21T09:30:00Z')";
        connection.execute(insert, []).unwrap();
        let found = inspect(&connection).unwrap();
        assert_eq!((found.schema, found.companies), (version::NEWEST, vec!["one".to_owned()]));
        assert_eq!(found.program.as_deref(), Some(env!("CARGO_PKG_VERSION")));
        assert_eq!((found.counts["companies"], found.counts["staff"]), (1, 0));
        assert!(!found.counts.keys().any(|table| table.starts_with("sqlite_")));
        assert_eq!(fault(&connection).unwrap(), None);
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        let dangling = "INSERT INTO branches (company_id, key, name, created_at)
            VALUES (9, 'b', 'x', '2026-11-21T09:30:00Z')";
        connection.execute(dangling, []).unwrap();
        assert!(fault(&connection).unwrap().unwrap().contains("branches"));
    }
}
