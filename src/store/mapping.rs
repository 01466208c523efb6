//! `calcom_host_mappings`: which host is which staff member. At most one active per company and host.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::audit::Action;
use crate::domain::host::Host;
use crate::domain::ids::CompanyId;
use crate::domain::ids::HostId;
use crate::domain::ids::MappingId;
use crate::domain::ids::StaffId;
use crate::domain::matching::MappingSource;
use crate::store::Tx;
use crate::store::audit;
use crate::store::stamp;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::named_params;
use serde_json::Value;
use serde_json::json;
use time::OffsetDateTime;

/// The mapping in force for a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The row.
    pub id: MappingId,
    /// Who the host is.
    pub staff: StaffId,
    /// How that is known.
    pub source: MappingSource,
    /// 0 to 100.
    pub confidence: u8,
}

/// A mapping to be written.
#[derive(Clone, Debug)]
pub struct NewMapping<'a> {
    /// The tenant.
    pub company: CompanyId,
    /// Who the host is.
    pub staff: &'a StaffId,
    /// The host as seen.
    pub host: &'a Host,
    /// How that is known.
    pub source: MappingSource,
    /// 0 to 100.
    pub confidence: u8,
    /// A person, or `system`.
    pub changed_by: &'a str,
    /// A sentence for the audit trail.
    pub reason: &'a str,
}

/// The active mapping of a host.
pub fn active(
    connection: &Connection,
    company: CompanyId,
    host: HostId,
) -> Result<Option<Mapping>> {
    let found: Option<(i64, String, String, u8)> = connection
        .prepare_cached(
            "SELECT id, staff_id, mapping_source, confidence_score FROM calcom_host_mappings
             WHERE company_id = ?1 AND calcom_host_id = ?2 AND is_active = 1",
        )?
        .query_row((company.0, host.0), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let Some((id, staff, source, confidence)) = found else { return Ok(None) };
    let source = MappingSource::parse(&source)
        .ok_or_else(|| Error::internal("calcom_host_mappings holds an unknown source"))?;
    Ok(Some(Mapping { id: MappingId(id), staff: StaffId(staff), source, confidence }))
}

/// Makes a mapping the active one of its host, and writes the audit rows that tell of it.
///
/// Another active mapping of the host is switched off first; one that existed for this pair is switched on again.
pub fn learn(tx: &Tx, new: &NewMapping, now: OffsetDateTime) -> Result<MappingId> {
    if let Some(old) = active(tx, new.company, new.host.id)? {
        switch_off(tx, old.id, new.changed_by, new.reason, now)?;
    }
    let before = values_of_pair(tx, new)?;
    let id = put(tx, new, before.is_some(), now)?;
    let action = match (new.source, &before) {
        (MappingSource::AutoEmail | MappingSource::AutoName, _) => Action::AutoMatched,
        (MappingSource::Manual | MappingSource::Admin, Some(_)) => Action::ManualOverride,
        (MappingSource::Manual | MappingSource::Admin, None) => Action::Created,
    };
    let change = audit::Change {
        mapping: id,
        action,
        old: before,
        new: Some(values(new)),
        changed_by: new.changed_by,
        reason: new.reason,
    };
    audit::append(tx, &change, now)?;
    Ok(id)
}

/// Switches a mapping off, with its audit row. The row stays.
pub fn switch_off(
    tx: &Tx,
    id: MappingId,
    changed_by: &str,
    reason: &str,
    now: OffsetDateTime,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE calcom_host_mappings SET is_active = 0, updated_at = ?2 WHERE id = ?1 AND is_active = 1",
    )?
    .execute((id.0, stamp::seconds(now)))?;
    let change = audit::Change {
        mapping: id,
        action: Action::Deleted,
        old: Some(json!({ "is_active": true })),
        new: Some(json!({ "is_active": false })),
        changed_by,
        reason,
    };
    audit::append(tx, &change, now)
}

/// The pair's row, made or brought up to date. No upsert: what would delete on a conflict is refused by a trigger
/// that cannot tell it from an upsert.
fn put(tx: &Tx, new: &NewMapping, is_known: bool, now: OffsetDateTime) -> Result<MappingId> {
    let sql = if is_known {
        "UPDATE calcom_host_mappings SET calcom_name = :name, calcom_email = :email, calcom_username = :username,
             calcom_timezone = :timezone, mapping_source = :source, confidence_score = :confidence,
             last_synced_at = :now, is_active = 1, updated_at = :now
         WHERE company_id = :company AND calcom_host_id = :host AND staff_id = :staff
         RETURNING id"
    } else {
        "INSERT INTO calcom_host_mappings (company_id, staff_id, calcom_host_id, calcom_name, calcom_email,
             calcom_username, calcom_timezone, mapping_source, confidence_score, last_synced_at, is_active,
             created_at, updated_at)
         VALUES (:company, :staff, :host, :name, :email, :username, :timezone, :source, :confidence, :now, 1,
             :now, :now)
         RETURNING id"
    };
    let values = named_params! {
        ":company": new.company.0, ":staff": new.staff.0, ":host": new.host.id.0,
        ":name": new.host.name, ":email": new.host.emails.first(),
        ":username": new.host.username, ":timezone": new.host.time_zone,
        ":source": new.source.as_str(), ":confidence": new.confidence,
        ":now": stamp::seconds(now),
    };
    Ok(tx.prepare_cached(sql)?.query_row(values, |row| row.get(0).map(MappingId))?)
}

fn values(new: &NewMapping) -> Value {
    json!({
        "calcom_host_id": new.host.id.0, "staff_id": new.staff.0,
        "mapping_source": new.source.as_str(), "confidence_score": new.confidence, "is_active": true,
        "calcom_name": new.host.name, "calcom_email": new.host.emails.first(),
    })
}

fn values_of_pair(tx: &Tx, new: &NewMapping) -> Result<Option<Value>> {
    Ok(tx
        .prepare_cached(
            "SELECT mapping_source, confidence_score, is_active, calcom_name, calcom_email
             FROM calcom_host_mappings WHERE company_id = ?1 AND calcom_host_id = ?2 AND staff_id = ?3",
        )?
        .query_row((new.company.0, new.host.id.0, &new.staff.0), |row| {
            Ok(json!({
                "calcom_host_id": new.host.id.0, "staff_id": new.staff.0,
                "mapping_source": row.get::<_, String>(0)?, "confidence_score": row.get::<_, u8>(1)?,
                "is_active": row.get::<_, bool>(2)?, "calcom_name": row.get::<_, Option<String>>(3)?,
                "calcom_email": row.get::<_, Option<String>>(4)?,
            }))
        })
        .optional()?)
}
