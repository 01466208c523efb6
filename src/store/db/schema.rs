//! The schema of a new database, whole: what the migrations make step by step, written down once.
//!
//! A new database could be made by running every migration, but each `ALTER TABLE` among them has SQLite read the whole
//! schema anew; half the time to the first answer went there. `newest.sql` is what SQLite itself says of a database
//! that the migrations made, with refinery's rows, so that the next migration goes on from it. A test keeps it so.

use crate::domain::{Error, Result};
use crate::store::db::{mark, open, recognise};
use rusqlite::{Connection, TransactionBehavior};

const NEWEST_SQL: &str = include_str!("newest.sql");
/// The mark of a new database; see `mark`.
const FIRST_MARK: i64 = 1;

/// Gives an empty database the newest schema, all of it or nothing. One that has been given a schema meanwhile, by
/// this or another program, is left as it is.
pub fn create(connection: &mut Connection) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if open::applied_version(&transaction)? > 0 {
        return Ok(());
    }
    transaction
        .execute_batch(NEWEST_SQL)
        .map_err(|error| Error::internal(format!("the tables cannot be made: {error}")))?;
    sign(&transaction)?;
    mark::advance(&transaction, FIRST_MARK)?;
    Ok(transaction.commit()?)
}

/// Says in the head of the file that it is ours, if it does not say so already: older programs did not.
pub fn sign(connection: &Connection) -> Result<()> {
    let id: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if id != recognise::APPLICATION_ID {
        connection.pragma_update(None, "application_id", recognise::APPLICATION_ID)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{NEWEST_SQL, create};
    use crate::store::db::open;
    use rusqlite::Connection;

    const HEAD: &str = "-- What the files in migrations/ make of an empty database. Not written by hand: see schema.rs.\n";

    /// Everything in the database, as the statements that would make it: definitions in the order they were made, then
    /// the only rows that migrations leave in an empty database.
    fn dump(connection: &Connection) -> String {
        let mut lines = vec![HEAD.to_owned()];
        let sql = "SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid";
        lines.extend(texts(connection, sql));
        lines.extend(texts(
            connection,
            "SELECT format('INSERT INTO refinery_schema_history (version, name, applied_on, checksum)' || char(10) ||
                 'VALUES (%d, %Q, strftime(''%%Y-%%m-%%dT%%H:%%M:%%SZ'', ''now''), %Q);', version, name, checksum)
             FROM refinery_schema_history ORDER BY version",
        ));
        lines.join("\n") + "\n"
    }

    fn texts(connection: &Connection, sql: &str) -> Vec<String> {
        let mut query = connection.prepare(sql).unwrap();
        query.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    /// Names of the tables that hold rows.
    fn filled(connection: &Connection) -> Vec<String> {
        let mut tables =
            texts(connection, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
        tables.retain(|table| {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM \"{table}\")");
            connection.query_row(&sql, [], |row| row.get(0)).unwrap()
        });
        tables
    }

    #[test]
    fn a_new_database_is_what_the_migrations_make() {
        let migrated = open::pattern(open::NEWEST).unwrap();
        let expected = dump(&migrated);
        if expected != NEWEST_SQL {
            let path = std::env::temp_dir().join("chairside-newest.sql");
            std::fs::write(&path, expected).unwrap();
            panic!(
                "the migrations make another schema: cp {} src/store/newest.sql",
                path.display()
            );
        }
        assert_eq!(filled(&migrated), ["refinery_schema_history"]);
        let mut created = Connection::open_in_memory().unwrap();
        create(&mut created).unwrap();
        assert_eq!(dump(&created), expected);
        assert_eq!(filled(&created), filled(&migrated));
    }

    #[test]
    fn migrations_go_on_from_a_new_database() {
        let mut created = Connection::open_in_memory().unwrap();
        create(&mut created).unwrap();
        open::migrate(&mut created).unwrap();
        assert_eq!(open::applied_version(&created).unwrap(), open::NEWEST);
        create(&mut created).unwrap();
        let applied = "SELECT applied_on FROM refinery_schema_history";
        for at in texts(&created, applied) {
            time::OffsetDateTime::parse(&at, &time::format_description::well_known::Rfc3339)
                .unwrap();
        }
    }

    #[test]
    fn a_database_that_cannot_take_it_is_left_as_it_was() {
        let mut foreign = Connection::open_in_memory().unwrap();
        foreign.execute_batch("CREATE TABLE warnings (note TEXT)").unwrap();
        assert!(create(&mut foreign).unwrap_err().for_log().contains("warnings"));
        assert_eq!(texts(&foreign, "SELECT name FROM sqlite_schema"), ["warnings"]);
    }
}
