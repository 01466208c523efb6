//! Statements whose text is put together here, over lists that they are given as JSON: of what a table holds about a
//! customer the list `columns.txt` decides, not the code.

use crate::domain::Result;
use rusqlite::types::FromSql;
use rusqlite::{Connection, Row, Statement};
use serde::Serialize;
use serde_json::json;

/// A list of values, as SQLite reads it.
pub(crate) fn list<T: Serialize>(values: &[T]) -> String {
    json!(values).to_string()
}

/// The first column of a query that uses as many of these lists as it likes: `?1` is the first.
pub(crate) fn column<T: FromSql>(
    connection: &Connection,
    sql: &str,
    lists: &[String],
) -> Result<Vec<T>> {
    let mut statement = connection.prepare_cached(sql)?;
    bind(&mut statement, lists)?;
    let mut rows = statement.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(row.get(0)?);
    }
    Ok(found)
}

/// Runs a change over lists. Gives how many rows it changed.
pub(crate) fn execute(connection: &Connection, sql: &str, lists: &[String]) -> Result<usize> {
    let mut statement = connection.prepare(sql)?;
    bind(&mut statement, lists)?;
    Ok(statement.raw_execute()?)
}

/// A text of a row, without copying it.
pub(crate) fn text<'a>(row: &'a Row, place: usize) -> rusqlite::Result<&'a str> {
    Ok(row.get_ref(place)?.as_str()?)
}

/// Bytes of a row, without copying them.
pub(crate) fn bytes<'a>(row: &'a Row, place: usize) -> rusqlite::Result<&'a [u8]> {
    Ok(row.get_ref(place)?.as_bytes()?)
}

/// Binds what the statement uses: SQLite counts up to the last one it names.
fn bind(statement: &mut Statement, lists: &[String]) -> Result<()> {
    let used = statement.parameter_count();
    for (place, list) in lists.iter().enumerate().take(used) {
        statement.raw_bind_parameter(place.saturating_add(1), list)?;
    }
    Ok(())
}
