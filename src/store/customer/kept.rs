//! The rows about a customer as they stand, with every column that is shown.

use crate::domain::Result;
use crate::store::customer::columns;
use crate::store::customer::raw;
use crate::store::customer::traces::Traces;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::{Map, Value};

/// A row, column by column.
pub(crate) type Kept = Map<String, Value>;

/// The rows of each table, in the order of the list; a table without any is left out.
pub(crate) fn rows(
    connection: &Connection,
    traces: &Traces,
) -> Result<Vec<(&'static str, Vec<Kept>)>> {
    let mut kept = Vec::new();
    for table in columns::tables() {
        let found = traces.of(table.name);
        let shown: Vec<&str> = table
            .columns
            .iter()
            .filter(|column| column.is_shown)
            .map(|column| column.name)
            .collect();
        if found.is_empty() || shown.is_empty() {
            continue;
        }
        let sql = format!(
            "SELECT {} FROM {} WHERE rowid IN (SELECT value FROM json_each(?1)) ORDER BY rowid",
            shown.join(", "),
            table.name
        );
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query([raw::list(found)])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let mut one = Map::new();
            for (place, column) in shown.iter().enumerate() {
                one.insert((*column).to_owned(), json(row.get_ref(place)?));
            }
            all.push(one);
        }
        kept.push((table.name, all));
    }
    Ok(kept)
}

/// A value for people and programs: JSON as what it says, bytes as the text they are.
fn json(value: ValueRef) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            let text = String::from_utf8_lossy(bytes);
            let is_structure = text.starts_with(['{', '[']);
            let read = if is_structure { serde_json::from_str(&text).ok() } else { None };
            read.unwrap_or_else(|| Value::String(text.into_owned()))
        }
    }
}
