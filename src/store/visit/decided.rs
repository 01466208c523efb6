//! The decision of a segment is the newest of its `decisions`; read with what its row's columns say.

use crate::domain::host::matching_row;
use crate::domain::host::matching_row::RowSays;
use rusqlite::Row;
use rusqlite::types::Type;
use serde_json::Value;

/// What `whole` wants, of `decisions d`. A segment without a decision has nothing there.
pub(crate) const COLUMNS: &str = "d.details AS decided_details, d.host_id AS decided_host,
    d.state AS decided_state, d.staff_id AS decided_staff, d.rule AS decided_rule, d.confidence AS decided_confidence";

/// The newest decision of `appointment_segments s`, joined as `d`.
pub(crate) const NEWEST: &str =
    "LEFT JOIN decisions d ON d.id = (SELECT max(id) FROM decisions WHERE segment_id = s.id)";

/// Whether a person took the newest decision of `appointment_segments s`: not null if so.
pub(crate) const BY_PERSON: &str =
    "(SELECT d.details ->> 'by_person' FROM decisions d WHERE d.segment_id = s.id
    ORDER BY d.id DESC LIMIT 1)";

/// The whole decision, by the columns' names; an empty object where there is none.
pub(crate) fn whole(row: &Row) -> rusqlite::Result<Value> {
    const PLACE: &str = "decided_details";
    let Some(details) = row.get::<_, Option<String>>(PLACE)? else {
        return Ok(Value::Object(serde_json::Map::new()));
    };
    let details: Value = serde_json::from_str(&details).map_err(|error| {
        let column = row.as_ref().column_index(PLACE).unwrap_or_default();
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })?;
    let says = RowSays {
        host: row.get("decided_host")?,
        state: row.get("decided_state")?,
        staff: row.get("decided_staff")?,
        rule: row.get("decided_rule")?,
        confidence: row.get("decided_confidence")?,
    };
    Ok(matching_row::whole(&details, &says))
}
