//! What keeps the audit tables append-only: are their definitions and triggers still those of the migrations?

use crate::domain::Result;
use crate::store::db::schema;
use crate::store::file::version;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// The tables that are watched.
const TABLES: &str = "('calcom_host_mapping_audits', 'audit_head')";

/// One sentence for each definition that is missing, was changed or was added.
pub fn faults(connection: &Connection) -> Result<Vec<String>> {
    let expected = definitions(&schema::pattern(version::applied(connection)?)?)?;
    let found = definitions(connection)?;
    let mut faults = Vec::new();
    for (name, sql) in &expected {
        match found.get(name) {
            None => faults.push(format!("the {name} is missing")),
            Some(other) if other != sql => faults.push(format!("the {name} was changed")),
            Some(_) => {}
        }
    }
    let added = found.keys().filter(|name| !expected.contains_key(*name));
    faults.extend(added.map(|name| format!("a {name} was added")));
    Ok(faults)
}

/// Kind and name, and the text that made it; indexes that SQLite made by itself have none.
fn definitions(connection: &Connection) -> Result<BTreeMap<String, Option<String>>> {
    let rows = connection
        .prepare(&format!(
            "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE tbl_name IN {TABLES}"
        ))?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// What SQLite itself finds wrong in the table of the trail and its indexes.
pub fn damage(connection: &Connection) -> Result<Vec<String>> {
    let found: Vec<String> = connection
        .prepare("PRAGMA integrity_check('calcom_host_mapping_audits')")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let told = found.into_iter().filter(|sentence| sentence != "ok");
    Ok(told.map(|sentence| format!("the file is damaged: {sentence}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_database_is_as_the_migrations_made_it() {
        let newest = schema::pattern(version::NEWEST).unwrap();
        assert_eq!(faults(&newest).unwrap(), Vec::<String>::new());
        assert!(definitions(&newest).unwrap().len() > 8, "there is something to compare");
        newest.execute_batch("DROP TRIGGER audit_head_once").unwrap();
        assert_eq!(faults(&newest).unwrap(), ["the trigger audit_head_once is missing"]);
    }
}
