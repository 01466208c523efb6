//! `saga_events`, read for people: the whole journal of a saga, also what does not count any more.

use crate::domain::saga::{Entry, Event};
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use rusqlite::Connection;
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
    connection
        .prepare_cached(
            "SELECT step, event, data, round, at FROM saga_events WHERE saga_id = ?1 ORDER BY seq",
        )?
        .query_map([id], |row| {
            let entry = (row.get::<_, u32>(0)?, row.get::<_, String>(1)?, row.get(2)?);
            Ok((entry, row.get(3)?, row.get::<_, String>(4)?))
        })?
        .map(|row| {
            let (entry, round, at) = row?;
            Ok(JournalLine { entry: entry_of(entry)?, round, at: stamp::parse(&at)? })
        })
        .collect()
}

pub(crate) fn entry_of((step, event, data): (u32, String, String)) -> Result<Entry> {
    Ok(Entry {
        step: usize::try_from(step).map_err(Error::internal)?,
        event: Event::parse(&event)
            .ok_or_else(|| Error::internal("saga_events holds an unknown event"))?,
        data: serde_json::from_str(&data).map_err(Error::internal)?,
    })
}
