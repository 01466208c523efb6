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
use rusqlite::Row;
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

/// A mapping as stored, active or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingRow {
    /// The row.
    pub id: MappingId,
    /// The tenant.
    pub company: CompanyId,
    /// The host.
    pub host: HostId,
    /// Who the host is.
    pub staff: StaffId,
    /// How that is known.
    pub source: MappingSource,
    /// 0 to 100.
    pub confidence: u8,
    /// Whether it counts.
    pub active: bool,
    /// UTC.
    pub created_at: String,
    /// UTC.
    pub updated_at: String,
}

const ROW: &str =
    "id, company_id, calcom_host_id, staff_id, mapping_source, confidence_score, is_active,
    created_at, updated_at";

/// One mapping by its row.
pub fn find(connection: &Connection, id: MappingId) -> Result<Option<MappingRow>> {
    connection
        .prepare_cached(&format!("SELECT {ROW} FROM calcom_host_mappings WHERE id = ?1"))?
        .query_row([id.0], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// Every mapping of a company, or of one host of it, by host, active ones first.
pub fn list(
    connection: &Connection,
    company: CompanyId,
    host: Option<HostId>,
) -> Result<Vec<MappingRow>> {
    connection
        .prepare_cached(&format!(
            "SELECT {ROW} FROM calcom_host_mappings
             WHERE company_id = ?1 AND (?2 IS NULL OR calcom_host_id = ?2)
             ORDER BY calcom_host_id, is_active DESC, id"
        ))?
        .query_map((company.0, host.map(|host| host.0)), |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

fn read(row: &Row) -> Result<MappingRow> {
    let source: String = row.get("mapping_source")?;
    Ok(MappingRow {
        id: MappingId(row.get("id")?),
        company: CompanyId(row.get("company_id")?),
        host: HostId(row.get("calcom_host_id")?),
        staff: StaffId(row.get("staff_id")?),
        source: MappingSource::parse(&source)
            .ok_or_else(|| Error::internal("calcom_host_mappings holds an unknown source"))?,
        confidence: row.get("confidence_score")?,
        active: row.get("is_active")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
    })
}

/// Makes a mapping the active one of its host, and writes the audit rows that tell of it.
///
/// Another active mapping of the host is switched off first; one that existed for this pair is switched on again.
pub fn learn(tx: &Tx, new: &NewMapping, now: OffsetDateTime) -> Result<MappingId> {
    if let Some(old) = active(tx, new.company, new.host.id)? {
        if new.source.is_automatic() && !old.source.is_automatic() {
            return Err(Error::internal("an automatic mapping may not replace a person's"));
        }
        switch_off(tx, old.id, new.changed_by, new.reason, now)?;
    }
    let before = values_of_pair(tx, new)?;
    let id = upsert(tx, new, now)?;
    let action = match (new.source, &before) {
        (MappingSource::AutoEmail | MappingSource::AutoName, _) => Action::AutoMatched,
        (MappingSource::Manual | MappingSource::Admin, Some(_)) => Action::ManualOverride,
        (MappingSource::Manual | MappingSource::Admin, None) => Action::Created,
    };
    let change = audit::Change {
        mapping: Some(id),
        action,
        old: before,
        new: Some(values(new)),
        changed_by: new.changed_by,
        reason: new.reason,
    };
    audit::append(tx, &change, now)?;
    Ok(id)
}

/// Refreshes what a mapping shows of its host, with the audit row. It stays the same person's.
pub fn refresh(
    tx: &Tx,
    id: MappingId,
    host: &Host,
    reason: &str,
    now: OffsetDateTime,
) -> Result<()> {
    let old = shown(tx, id)?;
    tx.prepare_cached(
        "UPDATE calcom_host_mappings SET calcom_name = :name, calcom_email = :email,
             calcom_username = :username, calcom_timezone = :zone, last_synced_at = :now, updated_at = :now
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id.0, ":name": host.name, ":email": host.emails.first(), ":username": host.username,
        ":zone": host.time_zone, ":now": stamp::seconds(now),
    })?;
    tell_update(tx, id, old, reason, now)
}

/// Flags a mapping whose host left Cal.com's lists, or takes the flag away again. The mapping stays in force.
pub fn flag_vanished(
    tx: &Tx,
    id: MappingId,
    vanished: bool,
    reason: &str,
    now: OffsetDateTime,
) -> Result<()> {
    let old = shown(tx, id)?;
    let flag = if vanished {
        "json_set(metadata, '$.host_vanished_at', :now)"
    } else {
        "json_remove(metadata, '$.host_vanished_at')"
    };
    tx.prepare_cached(&format!(
        "UPDATE calcom_host_mappings SET metadata = {flag}, updated_at = :now WHERE id = :id"
    ))?
    .execute(named_params! { ":id": id.0, ":now": stamp::seconds(now) })?;
    tell_update(tx, id, old, reason, now)
}

/// The mappings of a host that carry the flag, active or not.
pub fn flagged_vanished(
    connection: &Connection,
    company: CompanyId,
    host: HostId,
) -> Result<Vec<MappingId>> {
    let rows = connection
        .prepare_cached(
            "SELECT id FROM calcom_host_mappings
             WHERE company_id = ?1 AND calcom_host_id = ?2 AND metadata ->> '$.host_vanished_at' IS NOT NULL
             ORDER BY id",
        )?
        .query_map((company.0, host.0), |row| row.get(0).map(MappingId))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// Notes when Cal.com's lists last confirmed the active mappings of listed hosts. No value changes, so no audit row.
pub fn mark_synced(tx: &Tx, company: CompanyId, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE calcom_host_mappings SET last_synced_at = ?2
         WHERE company_id = ?1 AND is_active = 1 AND calcom_host_id IN (SELECT host_id FROM calcom_hosts
             WHERE company_id = ?1 AND is_listed = 1 AND vanished_at IS NULL)",
    )?
    .execute((company.0, stamp::seconds(now)))?;
    Ok(())
}

fn tell_update(
    tx: &Tx,
    id: MappingId,
    old: Value,
    reason: &str,
    now: OffsetDateTime,
) -> Result<()> {
    let change = audit::Change {
        mapping: Some(id),
        action: Action::Updated,
        old: Some(old),
        new: Some(shown(tx, id)?),
        changed_by: "system",
        reason,
    };
    audit::append(tx, &change, now)
}

/// What a mapping shows of its host, for the audit row.
fn shown(tx: &Tx, id: MappingId) -> Result<Value> {
    let text: String = tx
        .prepare_cached(
            "SELECT json_object('calcom_host_id', calcom_host_id, 'calcom_name', calcom_name,
                 'calcom_email', calcom_email, 'calcom_username', calcom_username,
                 'calcom_timezone', calcom_timezone, 'metadata', json(metadata))
             FROM calcom_host_mappings WHERE id = ?1",
        )?
        .query_row([id.0], |row| row.get(0))?;
    serde_json::from_str(&text).map_err(Error::internal)
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
        mapping: Some(id),
        action: Action::Deleted,
        old: Some(json!({ "is_active": true })),
        new: Some(json!({ "is_active": false })),
        changed_by,
        reason,
    };
    audit::append(tx, &change, now)
}

fn upsert(tx: &Tx, new: &NewMapping, now: OffsetDateTime) -> Result<MappingId> {
    Ok(tx
        .prepare_cached(
            "INSERT INTO calcom_host_mappings (company_id, staff_id, calcom_host_id, calcom_name, calcom_email,
                 calcom_username, calcom_timezone, mapping_source, confidence_score, last_synced_at, is_active,
                 created_at, updated_at)
             VALUES (:company, :staff, :host, :name, :email, :username, :timezone, :source, :confidence, :now, 1,
                 :now, :now)
             ON CONFLICT (company_id, calcom_host_id, staff_id) DO UPDATE SET calcom_name = :name,
                 calcom_email = :email, calcom_username = :username, calcom_timezone = :timezone,
                 mapping_source = :source, confidence_score = :confidence, last_synced_at = :now,
                 is_active = 1, updated_at = :now
             RETURNING id",
        )?
        .query_row(
            named_params! {
                ":company": new.company.0, ":staff": new.staff.0, ":host": new.host.id.0,
                ":name": new.host.name, ":email": new.host.emails.first(),
                ":username": new.host.username, ":timezone": new.host.time_zone,
                ":source": new.source.as_str(), ":confidence": new.confidence,
                ":now": stamp::seconds(now),
            },
            |row| row.get(0).map(MappingId),
        )?)
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
