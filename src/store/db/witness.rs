//! What the database is asked to do, counted by SQLite's own trace: how many statements, and while somebody listens,
//! which.

use crate::domain::Result;
use rusqlite::Connection;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// So many statements are remembered for a listener; more are counted alone.
const HEARD_MAX: usize = 100_000;
/// How SQLite begins the text of a trigger's part of a statement, which is none of its own.
const PART_OF_ANOTHER: &str = "--";

/// Counts what the connections of one store run: each statement once, `BEGIN` and `COMMIT` among them.
#[derive(Default)]
pub struct Witness {
    statements: AtomicU64,
    is_listening: AtomicBool,
    heard: Mutex<Vec<String>>,
}

impl Witness {
    /// Lets it see what this connection runs from now on.
    pub(crate) fn watch(self: &Arc<Witness>, connection: &mut Connection) -> Result<()> {
        let witness = self.clone();
        let tell = move |event: TraceEvent<'_>| {
            if let TraceEvent::Stmt(_, sql) = event
                && !sql.starts_with(PART_OF_ANOTHER)
            {
                witness.saw(sql);
            }
        };
        Ok(connection.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(tell))?)
    }

    /// How many statements were begun since the store was opened.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Remembers the text of each statement from now on, as it is written, without its values. For tests and benchmarks.
    pub fn listen(&self) {
        self.heard().clear();
        self.is_listening.store(true, Ordering::Relaxed);
    }

    /// What was heard since `listen`, in order; nothing is remembered any more.
    pub fn heard_until_now(&self) -> Vec<String> {
        self.is_listening.store(false, Ordering::Relaxed);
        std::mem::take(&mut self.heard())
    }

    fn saw(&self, sql: &str) {
        self.statements.fetch_add(1, Ordering::Relaxed);
        if self.is_listening.load(Ordering::Relaxed) {
            let mut heard = self.heard();
            if heard.len() < HEARD_MAX {
                heard.push(sql.to_owned());
            }
        }
    }

    fn heard(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_counts_once_and_its_triggers_do_not() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "CREATE TABLE one (id INTEGER);
                 CREATE TABLE two (id INTEGER);
                 CREATE TRIGGER after_one AFTER INSERT ON one BEGIN INSERT INTO two VALUES (new.id); END;",
            )
            .unwrap();
        let witness = Arc::new(Witness::default());
        witness.watch(&mut connection).unwrap();
        witness.listen();
        connection.execute("INSERT INTO one VALUES (?1)", [7]).unwrap();
        let two: i64 = connection.query_row("SELECT id FROM two", [], |row| row.get(0)).unwrap();
        assert_eq!((witness.statements(), two), (2, 7));
        let heard = witness.heard_until_now();
        assert_eq!(heard, ["INSERT INTO one VALUES (?1)", "SELECT id FROM two"]);
        connection.execute("INSERT INTO one VALUES (8)", []).unwrap();
        assert_eq!((witness.statements(), witness.heard_until_now().len()), (3, 0));
    }
}
