//! A saga's journal, line by line: also what does not count any more.

use crate::domain::saga::{Entry, Event};
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;
use time::OffsetDateTime;

/// A line of a saga's journal, for people.
#[derive(Clone, Debug, PartialEq)]
pub struct JournalLine {
    pub entry: Entry,
    pub round: u32,
    /// UTC.
    pub at: OffsetDateTime,
}

/// The whole journal of a saga, also what does not count any more.
pub fn journal(connection: &Connection, id: &str) -> Result<Vec<JournalLine>> {
    let text: Option<String> = connection
        .prepare_cached("SELECT journal FROM sagas WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    text.map_or(Ok(Vec::new()), |text| lines(&text))
}

/// As it is stored: `[[step, event, round, data, at], …]`.
pub(crate) fn lines(journal: &str) -> Result<Vec<JournalLine>> {
    let lines: Vec<(usize, String, u32, Value, String)> =
        serde_json::from_str(journal).map_err(Error::internal)?;
    lines
        .into_iter()
        .map(|(step, event, round, data, at)| {
            let event = Event::parse(&event)
                .ok_or_else(|| Error::internal("a journal holds an unknown event"))?;
            Ok(JournalLine { entry: Entry { step, event, data }, round, at: stamp::parse(&at)? })
        })
        .collect()
}
