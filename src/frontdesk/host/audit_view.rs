//! Rows of the audit trail as they are shown: as they stand, because the chain is computed over that.

use crate::domain::Result;
use crate::domain::audit::chain::Action;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::ids::{AppointmentId, HostId};
use crate::frontdesk::Desk;
use crate::frontdesk::host::clock::local_time;
use crate::frontdesk::host::told::name_of;
use crate::frontdesk::host::{audit_sentences, told};
use crate::store::db::slice::{Place, Slice};
use crate::store::host::audit::{AuditRow, Filter};
use crate::store::host::{audit, audit_list, staff};
use serde::Serialize;
use serde_json::{Value, json};
use time::Date;

/// Letters of a name that are looked for.
const BY_CHARS_MAX: usize = 80;

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

/// A row in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AuditLine {
    pub seq: i64,
    /// As stored, UTC.
    pub changed_at: String,
    /// On the salon's clock, unless what is stored is no time.
    pub time: Option<LocalTime>,
    pub by: String,
    /// What happened, in the desk's language.
    pub told: String,
    pub reason: String,
    pub host: Option<HostId>,
    pub appointment: Option<AppointmentId>,
}

/// Which rows are told. Days are on the salon's calendar, both included; unset means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub host: Option<HostId>,
    pub action: Option<Action>,
    /// In the name of who did it.
    pub by: String,
    pub first: Option<Date>,
    pub last: Option<Date>,
}

/// A page of the rows, the newest first.
pub(crate) fn page(
    desk: &Desk,
    wanted: &Wanted,
    place: Place,
    most: u32,
) -> Result<Slice<AuditLine>> {
    let (company, zone) = (desk.salon.company, &desk.salon.zone);
    let by: String = wanted.by.trim().chars().take(BY_CHARS_MAX).collect();
    let filter = audit_list::Filter {
        host: wanted.host,
        action: wanted.action,
        by: Some(by).filter(|by| !by.is_empty()),
        since: wanted.first.map(|day| zone.day_bounds(day).0),
        until: wanted.last.map(|day| zone.day_bounds(day).1),
    };
    desk.store.read(|connection| {
        let roster = told::roster(connection, company)?;
        let found = audit_list::page(connection, company, &filter, place, most)?;
        found.try_map(|row| {
            let line = audit_sentences::tell(&row, &roster, desk.salon.language);
            Ok(AuditLine {
                seq: row.seq,
                time: local_time(desk, &row.changed_at),
                host: of(&row).host.map(HostId),
                appointment: line.appointment.map(AppointmentId),
                told: line.sentence,
                reason: line.reason,
                by: row.changed_by,
                changed_at: row.changed_at,
            })
        })
    })
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
