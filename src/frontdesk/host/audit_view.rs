//! Rows of the audit trail as they are shown: as they stand, because the chain is computed over that.

use crate::domain::Result;
use crate::frontdesk::Desk;
use crate::frontdesk::host::story_sentences::name_of;
use crate::store::host::audit::{AuditRow, Filter};
use crate::store::host::{audit, staff};
use serde::Serialize;
use serde_json::{Value, json};

/// A change of a mapping, or of who does one appointment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct AuditView {
    pub seq: i64,
    pub mapping_id: Option<i64>,
    pub action: String,
    /// Parsed where it can be.
    pub old_values: Option<Value>,
    pub new_values: Option<Value>,
    pub changed_by: String,
    /// As stored, UTC.
    pub changed_at: String,
    pub reason: String,
    pub hash: String,
    /// Of the new values, or of the old ones where nothing is left.
    #[serde(skip)]
    pub host: Option<i64>,
    #[serde(skip)]
    pub staff: Option<String>,
}

/// The rows that a filter lets through.
pub(crate) fn list(desk: &Desk, filter: &Filter) -> Result<Vec<AuditView>> {
    desk.store.read(|connection| {
        let roster = staff::roster(connection, desk.salon.company)?;
        let rows = audit::list(connection, filter)?;
        Ok(rows.iter().map(|row| named(row, |id| name_of(&roster, id))).collect())
    })
}

/// One row, without a name.
pub(crate) fn of(row: &AuditRow) -> AuditView {
    named(row, str::to_owned)
}

fn named(row: &AuditRow, name: impl Fn(&str) -> String) -> AuditView {
    let parsed = |text: &Option<String>| {
        text.as_deref().map(|text| serde_json::from_str(text).unwrap_or_else(|_| json!(text)))
    };
    let (old_values, new_values) = (parsed(&row.old_values), parsed(&row.new_values));
    let told = new_values.as_ref().or(old_values.as_ref());
    let field = |key: &str| told.and_then(|values| values.get(key));
    let host = field("calcom_host_id").and_then(Value::as_i64);
    let staff = field("staff_id").and_then(Value::as_str).map(name);
    AuditView {
        seq: row.seq,
        mapping_id: row.mapping_id,
        action: row.action.clone(),
        old_values,
        new_values,
        changed_by: row.changed_by.clone(),
        changed_at: row.changed_at.clone(),
        reason: row.reason.clone(),
        hash: row.hash.clone(),
        host,
        staff,
    }
}
