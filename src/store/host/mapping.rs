//! `calcom_host_mappings`: which host is which staff member. At most one active per company and host.

use crate::domain::host::kinds::MappingSource;
use crate::domain::ids::{CompanyId, HostId, MappingId, StaffId};
use crate::domain::{Error, Result};
use crate::store::db::kept;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, OptionalExtension, Row};
use std::collections::HashMap;
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

/// The mappings in force.
struct Active(HashMap<(CompanyId, HostId), Mapping>);

fn all_active(connection: &Connection) -> Result<Active> {
    let mut query = connection.prepare_cached(
        "SELECT company_id, calcom_host_id, id, staff_id, mapping_source, confidence_score
         FROM calcom_host_mappings WHERE is_active = 1",
    )?;
    let mut rows = query.query([])?;
    let mut active = HashMap::new();
    while let Some(row) = rows.next()? {
        let source = MappingSource::parse(&row.get::<_, String>(4)?)
            .ok_or_else(|| Error::internal("calcom_host_mappings holds an unknown source"))?;
        let (id, staff) = (MappingId(row.get(2)?), StaffId(row.get(3)?));
        let mapping = Mapping { id, staff, source, confidence: row.get(5)? };
        active.insert((CompanyId(row.get(0)?), HostId(row.get(1)?)), mapping);
    }
    Ok(Active(active))
}

/// The active mapping of a host.
pub fn active(
    connection: &Connection,
    company: CompanyId,
    host: HostId,
) -> Result<Option<Mapping>> {
    Ok(kept::get(connection, all_active)?.0.get(&(company, host)).cloned())
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

/// The hosts that are this staff member, by number; at most so many.
pub(crate) fn hosts_of(
    connection: &Connection,
    company: CompanyId,
    staff: &StaffId,
    most: u32,
) -> Result<Vec<HostId>> {
    let rows = connection
        .prepare_cached(
            "SELECT calcom_host_id FROM calcom_host_mappings
             WHERE staff_id = ?2 AND company_id = ?1 AND is_active = 1 ORDER BY calcom_host_id LIMIT ?3",
        )?
        .query_map((company.0, &staff.0, most), |row| row.get(0).map(HostId))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// A row of `calcom_host_mappings`, by the columns' names.
pub(crate) fn read(row: &Row) -> Result<MappingRow> {
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
