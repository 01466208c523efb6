//! `calcom_host_mapping_audits` a page at a time, filtered.

use crate::domain::Result;
use crate::domain::audit::chain::Action;
use crate::domain::ids::{AppointmentId, CompanyId, HostId};
use crate::store::db::like::containing;
use crate::store::db::slice::{Place, Slice};
use crate::store::db::stamp;
use crate::store::host::audit;
use crate::store::host::audit::AuditRow;
use rusqlite::{Connection, named_params};
use time::OffsetDateTime;

/// Which rows. Unset means all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub host: Option<HostId>,
    pub action: Option<Action>,
    /// In the name of who did it.
    pub by: Option<String>,
    /// From here on, UTC.
    pub since: Option<OffsetDateTime>,
    /// Before this, UTC.
    pub until: Option<OffsetDateTime>,
}

/// A page of a company's rows that a filter lets through, the newest first.
pub(crate) fn page(
    connection: &Connection,
    company: CompanyId,
    filter: &Filter,
    place: Place,
    most: u32,
) -> Result<Slice<AuditRow>> {
    let (above, below) = place.bounds();
    let mut statement = connection.prepare_cached(&format!(
        "SELECT a.seq, a.mapping_id, a.action, a.old_values, a.new_values, a.changed_by, a.changed_at, a.reason,
                a.prev_hash, a.hash
         FROM calcom_host_mapping_audits a
         LEFT JOIN calcom_host_mappings m ON m.id = a.mapping_id
         WHERE a.id > :above AND a.id < :below
           AND coalesce(m.company_id, coalesce(a.new_values, a.old_values) ->> 'company_id', :company) = :company
           AND (:host IS NULL OR m.calcom_host_id = :host
                OR coalesce(a.new_values, a.old_values) ->> 'calcom_host_id' = :host)
           AND (:action IS NULL OR a.action = :action)
           AND (:by IS NULL OR a.changed_by LIKE :by ESCAPE '\\')
           AND (:since IS NULL OR a.changed_at >= :since)
           AND (:until IS NULL OR a.changed_at < :until)
         ORDER BY a.id {} LIMIT :most",
        place.order()
    ))?;
    let rows = statement
        .query_map(
            named_params! {
                ":above": above, ":below": below, ":company": company.0,
                ":host": filter.host.map(|host| host.0), ":action": filter.action.map(Action::as_str),
                ":by": filter.by.as_deref().map(containing), ":since": filter.since.map(stamp::seconds),
                ":until": filter.until.map(stamp::seconds), ":most": i64::from(most).saturating_add(1),
            },
            audit::read,
        )?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(place.cut(rows, most, |row| row.seq))
}

/// What was ordered of a visit at the desk, the oldest first; `visit_ref` is the name of the saga that made it.
pub(crate) fn ordered(
    connection: &Connection,
    appointment: AppointmentId,
    visit_ref: Option<&str>,
) -> Result<Vec<AuditRow>> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, mapping_id, action, old_values, new_values, changed_by, changed_at, reason, prev_hash, hash
         FROM calcom_host_mapping_audits
         WHERE new_values ->> 'ordered' IS NOT NULL
           AND coalesce(new_values ->> 'visit', new_values ->> 'appointment_id') IN (?1, ?2)
         ORDER BY id",
    )?;
    let rows = statement.query_map((appointment.0, visit_ref), audit::read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
