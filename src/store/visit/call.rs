//! A function call that must have one effect, however often it is sent: its key stands with the saga that it ordered.

use crate::domain::Result;
use crate::domain::ids::AppointmentId;
use rusqlite::{Connection, OptionalExtension};

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

/// A saga that a function call ordered, and no later call of the same key.
const IS_NEWEST: &str = "s.function IS NOT NULL AND NOT EXISTS (
                 SELECT 1 FROM sagas n WHERE n.call_id = s.call_id AND n.function = s.function
                   AND n.args_key = s.args_key AND n.rowid > s.rowid)";

/// The saga the newest call of this key started: any before it ended with a no, or was overtaken.
///
/// None if the same phone call cancelled that appointment afterwards: who books, cancels and books the same again
/// wants it booked again, and hears nothing of the first time. A move does not count: a late repeat of the
/// booking must not book a second one.
pub fn saga_of(connection: &Connection, key: &CallKey) -> Result<Option<String>> {
    Ok(connection
        .prepare_cached(
            "SELECT s.id FROM (
                 SELECT rowid AS number, id, state, result FROM sagas
                 WHERE call_id = ?1 AND function = ?2 AND args_key = ?3 ORDER BY rowid DESC LIMIT 1) s
             WHERE NOT EXISTS (
                 SELECT 1 FROM sagas later
                 WHERE later.call_id = ?1 AND later.function IS NOT NULL AND later.rowid > s.number
                   AND (later.function = 'cancel_appointment' OR ?2 <> 'book_appointment')
                   AND s.state = 'done' AND later.state = 'done'
                   AND later.result ->> 'appointment_id' = s.result ->> 'appointment_id')",
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
        .prepare_cached(&format!(
            "SELECT s.id FROM sagas s WHERE s.call_id = ?1 AND {IS_NEWEST} ORDER BY s.rowid"
        ))?
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
        .prepare_cached(&format!(
            "SELECT s.args_key, s.id FROM sagas s
             WHERE s.call_id = ?1 AND s.function = ?2 AND {IS_NEWEST} ORDER BY s.rowid"
        ))?
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
            "SELECT args_key FROM sagas WHERE call_id = ?1 AND function = ?2 ORDER BY rowid DESC LIMIT 1",
        )?
        .query_row((call_id, function), |row| row.get(0))
        .optional()?)
}

/// Whether this call and function were used with other arguments than these.
pub fn used_otherwise(connection: &Connection, key: &CallKey) -> Result<bool> {
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM sagas WHERE call_id = ?1 AND function = ?2 AND args_key <> ?3",
        )?
        .exists((&key.call_id, key.function, &key.args_key))?)
}

/// The appointments that were booked in a call.
pub fn appointments_of(connection: &Connection, call_id: &str) -> Result<Vec<AppointmentId>> {
    let rows = connection
        .prepare_cached(&format!(
            "SELECT DISTINCT s.result ->> 'appointment_id' AS appointment_id FROM sagas s
             WHERE s.call_id = ?1 AND {IS_NEWEST} AND s.state = 'done' AND appointment_id IS NOT NULL
             ORDER BY appointment_id"
        ))?
        .query_map([call_id], |row| row.get(0).map(AppointmentId))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}
