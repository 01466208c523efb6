//! Changes of `calcom_host_mappings`. Each writes the audit row that tells of it, with the whole row before and after.

use crate::domain::audit::chain::Action;
use crate::domain::host::identity::Host;
use crate::domain::host::kinds::MappingSource;
use crate::domain::ids::{CompanyId, MappingId, StaffId};
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use crate::store::host::audit;
use crate::store::host::decider::Decider;
use crate::store::host::mapping::active;
use rusqlite::{OptionalExtension, named_params};
use serde_json::Value;
use time::OffsetDateTime;

/// A mapping to be written.
#[derive(Clone, Debug)]
pub struct NewMapping<'a> {
    pub company: CompanyId,
    /// Which staff member the host is.
    pub staff: &'a StaffId,
    /// The host as seen.
    pub host: &'a Host,
    /// How that is known.
    pub source: MappingSource,
    /// 0 to 100.
    pub confidence: u8,
    /// For the audit trail.
    pub decider: Decider<'a>,
}

/// Makes a mapping the active one of its host, and writes the audit rows that tell of it.
///
/// Another active mapping of the host is switched off first; one that existed for this pair is switched on again,
/// or is this person's from now on.
pub fn learn(tx: &Tx, new: &NewMapping, now: OffsetDateTime) -> Result<MappingId> {
    if let Some(old) = active(tx, new.company, new.host.id)? {
        if new.source.is_automatic() && !old.source.is_automatic() {
            return Err(Error::internal("an automatic mapping may not replace a person's"));
        }
        if old.staff != *new.staff {
            switch_off(tx, old.id, new.decider, now)?;
        }
    }
    let known = of_pair(tx, new)?;
    let before = known.map(|id| values(tx, id)).transpose()?;
    let action = match (new.source.is_automatic(), &before) {
        (true, _) => Action::AutoMatched,
        (false, Some(_)) => Action::ManualOverride,
        (false, None) => Action::Created,
    };
    let id = put(tx, new, known.is_some(), now)?;
    append_audit(tx, id, action, before, new.decider, now)?;
    Ok(id)
}

/// Switches a mapping off, with its audit row. The row stays.
pub fn switch_off(tx: &Tx, id: MappingId, decider: Decider, now: OffsetDateTime) -> Result<()> {
    let before = values(tx, id)?;
    tx.prepare_cached(
        "UPDATE calcom_host_mappings SET is_active = 0, updated_at = ?2 WHERE id = ?1 AND is_active = 1",
    )?
    .execute((id.0, stamp::seconds(now)))?;
    append_audit(tx, id, Action::Deleted, Some(before), decider, now)
}

/// Refreshes what a mapping shows of its host, with the audit row. It stays the same person's.
pub fn refresh(
    tx: &Tx,
    id: MappingId,
    host: &Host,
    reason: &str,
    now: OffsetDateTime,
) -> Result<()> {
    let before = values(tx, id)?;
    tx.prepare_cached(
        "UPDATE calcom_host_mappings SET calcom_name = :name, calcom_email = :email,
             calcom_username = :username, calcom_timezone = :zone, last_synced_at = :now, updated_at = :now
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id.0, ":name": host.name, ":email": host.emails.first(), ":username": host.username,
        ":zone": host.time_zone, ":now": stamp::seconds(now),
    })?;
    append_audit(tx, id, Action::Updated, Some(before), Decider::system(reason), now)
}

/// Flags a mapping whose host left Cal.com's lists, or takes the flag away again. The mapping stays in force.
pub fn flag_vanished(
    tx: &Tx,
    id: MappingId,
    vanished: bool,
    reason: &str,
    now: OffsetDateTime,
) -> Result<()> {
    let before = values(tx, id)?;
    let flag = if vanished {
        "json_set(metadata, '$.host_vanished_at', :now)"
    } else {
        "json_remove(metadata, '$.host_vanished_at')"
    };
    tx.prepare_cached(&format!(
        "UPDATE calcom_host_mappings SET metadata = {flag}, updated_at = :now WHERE id = :id"
    ))?
    .execute(named_params! { ":id": id.0, ":now": stamp::seconds(now) })?;
    append_audit(tx, id, Action::Updated, Some(before), Decider::system(reason), now)
}

fn append_audit(
    tx: &Tx,
    id: MappingId,
    action: Action,
    before: Option<Value>,
    decider: Decider,
    now: OffsetDateTime,
) -> Result<()> {
    let new = Some(values(tx, id)?);
    let change = audit::Change { mapping: Some(id), action, old: before, new, decider };
    audit::append(tx, &change, now)
}

/// A mapping as it stands, for the audit row. Times of record are left out: the audit row has its own.
fn values(tx: &Tx, id: MappingId) -> Result<Value> {
    let text: String = tx
        .prepare_cached(
            "SELECT json_object('company_id', company_id, 'calcom_host_id', calcom_host_id,
                 'staff_id', staff_id, 'mapping_source', mapping_source,
                 'confidence_score', confidence_score, 'is_active', json(iif(is_active, 'true', 'false')),
                 'calcom_name', calcom_name, 'calcom_email', calcom_email,
                 'calcom_username', calcom_username, 'calcom_timezone', calcom_timezone,
                 'metadata', json(metadata))
             FROM calcom_host_mappings WHERE id = ?1",
        )?
        .query_row([id.0], |row| row.get(0))?;
    serde_json::from_str(&text).map_err(Error::internal)
}

fn of_pair(tx: &Tx, new: &NewMapping) -> Result<Option<MappingId>> {
    Ok(tx
        .prepare_cached(
            "SELECT id FROM calcom_host_mappings
             WHERE company_id = ?1 AND calcom_host_id = ?2 AND staff_id = ?3",
        )?
        .query_row((new.company.0, new.host.id.0, &new.staff.0), |row| row.get(0).map(MappingId))
        .optional()?)
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
