//! How many rows which table has, and how hosts are mapped: figures alone, of a file that is only read.

use crate::domain::Result;
use crate::store::db::connect;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::path::Path;

/// Rows by table.
pub(crate) fn counts(database: &Path) -> Result<BTreeMap<String, i64>> {
    let connection = connect::beside(database)?;
    let tables: Vec<String> = connection
        .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    tables.into_iter().map(|table| count(&connection, table)).collect()
}

fn count(connection: &Connection, table: String) -> Result<(String, i64)> {
    let quoted = table.replace('"', "\"\"");
    let sql = format!("SELECT count(*) FROM \"{quoted}\"");
    let rows = connection.query_row(&sql, [], |row| row.get(0))?;
    Ok((table, rows))
}

/// Mappings by what made them, those that are off apart.
pub(crate) fn mappings(database: &Path) -> Result<BTreeMap<String, i64>> {
    let connection = connect::beside(database)?;
    let sql = "SELECT mapping_source || iif(is_active, '', ' (off)'), count(*) FROM calcom_host_mappings GROUP BY 1";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
