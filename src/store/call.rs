//! `function_calls`: a function call that must have one effect, however often it is sent.

use crate::domain::Result;
use crate::domain::ids::AppointmentId;
use crate::store::Tx;
use crate::store::stamp;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::named_params;
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
pub fn saga_of(connection: &Connection, key: &CallKey) -> Result<Option<String>> {
    Ok(connection
        .prepare_cached(
            "SELECT saga_id FROM function_calls WHERE call_id = ?1 AND function = ?2 AND args_key = ?3",
        )?
        .query_row((&key.call_id, key.function, &key.args_key), |row| row.get(0))
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

/// Binds a key to its saga. A second binding of one key is a surprise: look before.
pub fn bind(tx: &Tx, key: &CallKey, saga: &str, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO function_calls (call_id, function, args_key, saga_id, created_at)
         VALUES (:call, :function, :args, :saga, :now)",
    )?
    .execute(named_params! {
        ":call": key.call_id, ":function": key.function, ":args": key.args_key, ":saga": saga,
        ":now": stamp::millis(now),
    })?;
    Ok(())
}

/// Binds a key anew: its first saga ended with a no, and the caller tries again.
pub fn rebind(tx: &Tx, key: &CallKey, saga: &str, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE function_calls SET saga_id = :saga, created_at = :now
         WHERE call_id = :call AND function = :function AND args_key = :args",
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
