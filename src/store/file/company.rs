//! Whose database it is: one salon in one file.

use crate::domain::ids::CompanyId;
use crate::domain::{Error, Result};
use rusqlite::{Connection, OptionalExtension};

/// The keys of the companies in it, the oldest first.
pub(crate) fn keys(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut query = connection.prepare("SELECT key FROM companies ORDER BY id")?;
    query.query_map([], |row| row.get(0))?.collect()
}

/// The company of a key.
pub fn find(connection: &Connection, key: &str) -> Result<Option<CompanyId>> {
    let sql = "SELECT id FROM companies WHERE key = ?1";
    let found = connection.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional()?;
    Ok(found.map(CompanyId))
}

/// `Conflict` if there are companies and the configured one is none of them: a salon under another key would begin
/// anew beside the old one, with people of its own and without a single appointment.
pub(crate) fn check(keys: &[String], configured: &str) -> Result<()> {
    if keys.is_empty() || keys.iter().any(|key| key == configured) {
        return Ok(());
    }
    let known: Vec<String> = keys.iter().map(|key| format!("\"{key}\"")).collect();
    Err(Error::Conflict(format!(
        "is that of company.key = {}, and the configuration says \"{configured}\": put the old key back, which is for \
         good because the people's numbers are made from it (to rename the salon change company.name); or give the new \
         salon a database of its own in database.path",
        known.join(", ")
    )))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn a_file_has_one_salon() {
        for (keys, configured, expected) in [
            (&[][..], "one", true),
            (&["one"], "one", true),
            // As older programs left it behind.
            (&["one", "two"], "two", true),
            (&["one"], "two", false),
            (&["one"], "One", false),
            (&["one", "two"], "three", false),
        ] {
            let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            assert_eq!(check(&keys, configured).is_ok(), expected, "{keys:?} {configured}");
        }
    }
}
