//! `function_calls`: a function call that must have one effect, however often it is sent.

use crate::domain::Result;
use crate::domain::ids::AppointmentId;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, OptionalExtension, named_params};
use time::OffsetDateTime;

/// What makes two calls the same one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallKey {
    /// Retell's id of the phone call, never an argument.
    pub call_id: String,
    /// The function's name.
    pub function: &'static str,
    /// The canonical arguments.
    pub args_key: String,
}

/// The saga an earlier call of this key started.
///
/// None if the same phone call cancelled that appointment afterwards: who books, cancels and books the same again
/// wants it booked again, and hears nothing of the first time. A move does not count: a late repeat of the
/// booking must not book a second one.
pub fn saga_of(connection: &Connection, key: &CallKey) -> Result<Option<String>> {
    Ok(connection
        .prepare_cached(
            "SELECT f.saga_id FROM function_calls f JOIN sagas s ON s.id = f.saga_id
             WHERE f.call_id = ?1 AND f.function = ?2 AND f.args_key = ?3 AND NOT EXISTS (
                 SELECT 1 FROM function_calls later JOIN sagas l ON l.id = later.saga_id
                 WHERE later.call_id = f.call_id AND later.id > f.id
                   AND (later.function = 'cancel_appointment' OR f.function <> 'book_appointment')
                   AND s.state = 'done' AND l.state = 'done'
                   AND l.result ->> 'appointment_id' = s.result ->> 'appointment_id')",
        )?
        .query_row((&key.call_id, key.function, &key.args_key), |row| row.get(0))
        .optional()?)
}

/// The call in which this saga was ordered.
pub fn call_of(connection: &Connection, saga: &str) -> Result<Option<String>> {
    Ok(connection
        .prepare_cached("SELECT call_id FROM sagas WHERE id = ?1 AND call_id IS NOT NULL")?
        .query_row([saga], |row| row.get(0))
        .optional()?)
}

/// The sagas that a call ordered, oldest first.
pub fn sagas_of(connection: &Connection, call_id: &str) -> Result<Vec<String>> {
    let rows = connection
        .prepare_cached("SELECT saga_id FROM function_calls WHERE call_id = ?1 ORDER BY id")?
        .query_map([call_id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// What a call ordered by a function: the canonical arguments and the saga of each, oldest first.
pub fn orders_of(
    connection: &Connection,
    call_id: &str,
    function: &str,
) -> Result<Vec<(String, String)>> {
    let rows = connection
        .prepare_cached(
            "SELECT args_key, saga_id FROM function_calls WHERE call_id = ?1 AND function = ?2 ORDER BY id",
        )?
        .query_map((call_id, function), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// The canonical arguments with which a function was last called in a phone call.
pub fn latest_args(
    connection: &Connection,
    call_id: &str,
    function: &str,
) -> Result<Option<String>> {
    Ok(connection
        .prepare_cached(
            "SELECT args_key FROM function_calls WHERE call_id = ?1 AND function = ?2 ORDER BY id DESC LIMIT 1",
        )?
        .query_row((call_id, function), |row| row.get(0))
        .optional()?)
}

/// Whether this call and function were used with other arguments than these.
pub fn used_otherwise(connection: &Connection, key: &CallKey) -> Result<bool> {
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM function_calls WHERE call_id = ?1 AND function = ?2 AND args_key <> ?3",
        )?
        .exists((&key.call_id, key.function, &key.args_key))?)
}

/// Binds a key to its newest saga: an earlier one ended with a no, or was overtaken.
pub fn bind(tx: &Tx, key: &CallKey, saga: &str, now: OffsetDateTime) -> Result<()> {
    // The row is made anew, so that its number tells when.
    tx.prepare_cached(
        "INSERT OR REPLACE INTO function_calls (call_id, function, args_key, saga_id, created_at)
         VALUES (:call, :function, :args, :saga, :now)",
    )?
    .execute(named_params! {
        ":call": key.call_id, ":function": key.function, ":args": key.args_key, ":saga": saga,
        ":now": stamp::millis(now),
    })?;
    Ok(())
}

/// The appointments that were booked in a call.
pub fn appointments_of(connection: &Connection, call_id: &str) -> Result<Vec<AppointmentId>> {
    let rows = connection
        .prepare_cached(
            "SELECT DISTINCT s.result ->> 'appointment_id' AS appointment_id
             FROM function_calls f JOIN sagas s ON s.id = f.saga_id
             WHERE f.call_id = ?1 AND s.state = 'done' AND appointment_id IS NOT NULL
             ORDER BY appointment_id",
        )?
        .query_map([call_id], |row| row.get(0).map(AppointmentId))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}
