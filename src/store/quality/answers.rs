//! `function_answers`: how the functions of the voice agent were answered.

use crate::domain::Result;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use crate::store::quality::span::{Span, day};
use rusqlite::{Connection, OptionalExtension, named_params};
use time::{Date, OffsetDateTime};

/// An answer, without what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Retell's name of the phone call.
    pub call_id: String,
    /// The function's name; `unknown` for one that does not exist.
    pub function: &'static str,
    /// The status of the answer.
    pub status: String,
    /// UTC.
    pub at: OffsetDateTime,
}

/// Keeps an answer.
pub fn insert(tx: &Tx, answered: &Answered) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO function_answers (call_id, function, status, answered_at)
         VALUES (:call, :function, :status, :at)",
    )?
    .execute(named_params! {
        ":call": answered.call_id, ":function": answered.function, ":status": answered.status,
        ":at": stamp::seconds(answered.at),
    })?;
    Ok(())
}

/// When a function of the voice agent was answered last, UTC.
pub fn last(connection: &Connection) -> Result<Option<OffsetDateTime>> {
    let sql = "SELECT max(answered_at) FROM function_answers";
    let last: Option<String> = connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    last.map(|at| stamp::parse(&at)).transpose()
}

/// How a function of a call was answered first, from this second on: its status.
pub fn first_since(
    connection: &Connection,
    call_id: &str,
    function: &str,
    since: OffsetDateTime,
) -> Result<Option<String>> {
    Ok(connection
        .prepare_cached(
            "SELECT status FROM function_answers
             WHERE answered_at >= ?3 AND call_id = ?1 AND function = ?2 ORDER BY answered_at, id LIMIT 1",
        )?
        .query_row((call_id, function, stamp::seconds(since)), |row| row.get(0))
        .optional()?)
}

/// Takes away what was answered before this instant, at most so many. Gives how many.
pub fn sweep(tx: &Tx, before: OffsetDateTime, most: u32) -> Result<usize> {
    Ok(tx
        .prepare_cached(
            "DELETE FROM function_answers WHERE id IN (
                 SELECT id FROM function_answers WHERE answered_at < ?1 ORDER BY answered_at LIMIT ?2)",
        )?
        .execute((stamp::seconds(before), most))?)
}

/// An answer as it is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerRow {
    /// UTC.
    pub day: Date,
    /// Of the phone call.
    pub call_id: String,
    /// The function's name.
    pub function: String,
    /// The status of the answer.
    pub status: String,
}

/// Tells each answer of a span, call by call, in their order within each.
pub fn each(connection: &Connection, span: Span, mut tell: impl FnMut(AnswerRow)) -> Result<()> {
    let (from, until) = span.bounds();
    let mut statement = connection.prepare_cached(
        "SELECT date(answered_at) AS day, call_id, function, status FROM function_answers
         WHERE answered_at >= ?1 AND answered_at < ?2 ORDER BY call_id, id",
    )?;
    let mut rows = statement.query((from, until))?;
    while let Some(row) = rows.next()? {
        tell(AnswerRow {
            day: day(&row.get::<_, String>("day")?)?,
            call_id: row.get("call_id")?,
            function: row.get("function")?,
            status: row.get("status")?,
        });
    }
    Ok(())
}
