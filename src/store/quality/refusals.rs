//! What Cal.com, or the salon's own diary, refused: how visits came to nothing.

use crate::domain::Result;
use crate::store::quality::span::{Span, day, number};
use rusqlite::Connection;
use time::Date;

/// Visits that came to nothing on one day for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusalRow {
    /// UTC.
    pub day: Date,
    /// What was wanted: `book`, `move`, `cancel`, `release`.
    pub kind: String,
    /// Why not; a word of `domain::visit::refusal::Reason`.
    pub reason: String,
    /// How often.
    pub count: u64,
}

/// The refusals of a span by day, the newest first. Older programs wrote no reason down, and said "taken".
pub fn refusals(connection: &Connection, span: Span) -> Result<Vec<RefusalRow>> {
    let (from, until) = span.bounds_in_millis();
    let rows: Vec<(String, RefusalRow)> = connection
        .prepare_cached(
            "SELECT substr(updated_at, 1, 10) AS day, kind, coalesce(result ->> 'reason', 'taken') AS reason,
                 count(*) AS number
             FROM sagas WHERE state = 'unwound' AND updated_at >= ?1 AND updated_at < ?2
             GROUP BY 1, 2, 3 ORDER BY 1 DESC, number DESC, 2, 3",
        )?
        .query_map((from, until), |row| {
            let read = RefusalRow {
                day: Date::MIN,
                kind: row.get("kind")?,
                reason: row.get("reason")?,
                count: number(row, "number")?,
            };
            Ok((row.get("day")?, read))
        })?
        .collect::<rusqlite::Result<_>>()?;
    rows.into_iter().map(|(text, row)| Ok(RefusalRow { day: day(&text)?, ..row })).collect()
}
