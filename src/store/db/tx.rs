//! A write in progress, and one consistent state of the database.

use crate::domain::Result;
use rusqlite::Connection;
use std::ops::Deref;

/// A write in progress. Only `Store::write` makes one; reads work inside it through `Deref`.
pub struct Tx<'a>(pub(crate) &'a Connection);

impl Deref for Tx<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.0
    }
}

/// One consistent state of the database, until it is dropped. With statements that are prepared once, which
/// `Connection::transaction` has not.
pub(crate) struct Snapshot<'a>(&'a Connection);

impl Snapshot<'_> {
    /// Begins it.
    pub fn of(connection: &Connection) -> Result<Snapshot<'_>> {
        connection.prepare_cached("BEGIN")?.execute([])?;
        Ok(Snapshot(connection))
    }

    /// Reads it.
    pub fn connection(&self) -> &Connection {
        self.0
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        // Some errors end it by themselves.
        if !self.0.is_autocommit()
            && let Err(error) =
                self.0.prepare_cached("ROLLBACK").and_then(|mut end| end.execute([]))
        {
            log::error!("store: a read did not end: {error}");
        }
    }
}
