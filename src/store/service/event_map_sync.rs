//! `calcom_event_map` as the sync sees it: what was written at Cal.com, and how it stands. `made_by = 'file'` rows are
//! the salon's: no statement here changes one.

use crate::domain::event_type::fields::{FileRow, MapRow, SyncStatus, Written};
use crate::domain::ids::{BranchId, CompanyId, ServiceId, StaffId};
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, Row, named_params};
use time::OffsetDateTime;

const COLUMNS: &str =
    "id, service_id, segment_key, branch_id, staff_id, event_type_id, sync_status, written,
    is_retired, last_error";

/// Every row that we made, in the order of their making.
pub fn made(connection: &Connection, company: CompanyId) -> Result<Vec<MapRow>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM calcom_event_map WHERE company_id = ?1 AND made_by = 'chairside' ORDER BY id"
        ))?
        .query_map([company.0], |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

/// The salon's own event types.
pub fn of_file(connection: &Connection, company: CompanyId) -> Result<Vec<FileRow>> {
    let rows = connection
        .prepare_cached(
            "SELECT service_id, segment_key, staff_id, event_type_id FROM calcom_event_map
             WHERE company_id = ?1 AND made_by = 'file' AND event_type_id IS NOT NULL ORDER BY id",
        )?
        .query_map([company.0], |row| {
            Ok(FileRow {
                service: ServiceId(row.get(0)?),
                segment_key: row.get(1)?,
                staff: row.get::<_, Option<String>>(2)?.map(StaffId),
                event_type_id: row.get(3)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// A row as people look at it, the salon's own or ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedRow {
    pub service: String,
    /// `A`, or `A+` for the pause behind it.
    pub segment_key: String,
    pub branch: Option<String>,
    /// The person's name; `None` means a pool.
    pub staff: Option<String>,
    /// Cal.com's number.
    pub event_type_id: Option<i64>,
    /// `pending`, `synced`, `drift` or `error`.
    pub status: String,
    /// `file` or `chairside`.
    pub made_by: String,
    /// Its address, where it is ours.
    pub slug: Option<String>,
    /// Its title as last written, where it is ours.
    pub title: Option<String>,
    /// It is to be deleted.
    pub is_retired: bool,
    /// When Cal.com was last seen to have it as it should be.
    pub last_synced_at: Option<String>,
    /// Why it does not stand as it should.
    pub last_error: Option<String>,
}

/// Every row, by service, segment and person.
pub fn listed(connection: &Connection, company: CompanyId) -> Result<Vec<ListedRow>> {
    let rows = connection
        .prepare_cached(
            "SELECT s.key AS service, m.segment_key, b.key AS branch, p.name AS staff, m.event_type_id, m.sync_status,
                 m.made_by, m.written ->> '$.slug' AS slug, m.written ->> '$.ours.title' AS title, m.is_retired,
                 m.last_synced_at, m.last_error
             FROM calcom_event_map m JOIN services s ON s.id = m.service_id
             LEFT JOIN branches b ON b.id = m.branch_id LEFT JOIN staff p ON p.id = m.staff_id
             WHERE m.company_id = ?1 ORDER BY s.key, m.segment_key, p.name, m.id",
        )?
        .query_map([company.0], |row| {
            Ok(ListedRow {
                service: row.get("service")?,
                segment_key: row.get("segment_key")?,
                branch: row.get("branch")?,
                staff: row.get("staff")?,
                event_type_id: row.get("event_type_id")?,
                status: row.get("sync_status")?,
                made_by: row.get("made_by")?,
                slug: row.get("slug")?,
                title: row.get("title")?,
                is_retired: row.get("is_retired")?,
                last_synced_at: row.get("last_synced_at")?,
                last_error: row.get("last_error")?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// A service some of whose event types are not as they should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutOfStep {
    /// Its key.
    pub service: String,
    pub name: String,
    /// Event types that Cal.com has otherwise.
    pub differ: u32,
    /// Event types that could not be made or changed or deleted.
    pub failed: u32,
}

/// The services with event types that differ or failed, as last seen, by name.
pub fn out_of_step(connection: &Connection, company: CompanyId) -> Result<Vec<OutOfStep>> {
    let rows = connection
        .prepare_cached(
            "SELECT s.key AS service, s.name, sum(m.sync_status = 'drift') AS differ, sum(m.sync_status = 'error') AS failed
             FROM calcom_event_map m JOIN services s ON s.id = m.service_id
             WHERE m.company_id = ?1 AND m.sync_status IN ('drift', 'error') GROUP BY s.id ORDER BY s.name, s.key",
        )?
        .query_map([company.0], |row| {
            Ok(OutOfStep {
                service: row.get("service")?,
                name: row.get("name")?,
                differ: row.get("differ")?,
                failed: row.get("failed")?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// A row to be made.
#[derive(Clone, Debug)]
pub struct NewRow {
    pub service: ServiceId,
    pub segment_key: String,
    pub branch: Option<BranchId>,
    /// Whose; `None` means a pool.
    pub staff: Option<StaffId>,
    /// Where it is to be, and its address.
    pub written: Written,
}

/// Makes a row for what is still to be created at Cal.com.
pub fn insert(tx: &Tx, company: CompanyId, new: &NewRow, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO calcom_event_map (company_id, branch_id, service_id, segment_key, staff_id, sync_status, made_by,
             written, created_at, updated_at)
         VALUES (:company, :branch, :service, :segment, :staff, 'pending', 'chairside', :written, :now, :now)",
    )?
    .execute(named_params! {
        ":company": company.0, ":branch": new.branch.map(|branch| branch.0), ":service": new.service.0,
        ":segment": new.segment_key, ":staff": new.staff.as_ref().map(|staff| &staff.0),
        ":written": new.written.to_json().to_string(), ":now": stamp::seconds(now),
    })?;
    Ok(())
}

/// Marks a row as to be deleted at Cal.com, or takes that back. It is open again.
pub fn set_retired(tx: &Tx, row: i64, is_retired: bool, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE calcom_event_map SET is_retired = ?2, sync_status = 'pending', last_error = NULL, updated_at = ?3
         WHERE id = ?1 AND made_by = 'chairside'",
    )?
    .execute((row, is_retired, stamp::seconds(now)))?;
    Ok(())
}

/// Says in which branch it is now. It is open again, as its title follows from that.
pub fn set_branch(tx: &Tx, row: i64, branch: Option<BranchId>, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE calcom_event_map SET branch_id = ?2, sync_status = 'pending', updated_at = ?3
         WHERE id = ?1 AND made_by = 'chairside'",
    )?
    .execute((row, branch.map(|branch| branch.0), stamp::seconds(now)))?;
    Ok(())
}

/// Writes how a row stands: its number, what was written at Cal.com, why it does not stand better. Whether it is
/// retired is another's business. A row that is gone meanwhile stays gone. The length it was seen to have is forgotten
/// when it stands as it should.
pub fn settle(tx: &Tx, row: &MapRow, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE calcom_event_map SET event_type_id = :event_type, sync_status = :status,
             written = CASE WHEN :status = 'synced' OR written ->> '$.seen_minutes' IS NULL THEN :written
                 ELSE json_set(:written, '$.seen_minutes', written ->> '$.seen_minutes') END,
             last_error = :error, updated_at = :now,
             last_synced_at = CASE WHEN :status = 'synced' THEN :now ELSE last_synced_at END
         WHERE id = :id AND made_by = 'chairside'",
    )?
    .execute(named_params! {
        ":id": row.id, ":event_type": row.event_type_id, ":status": row.status.as_str(),
        ":written": row.written.to_json().to_string(), ":error": row.last_error, ":now": stamp::seconds(now),
    })?;
    Ok(())
}

/// Takes a retired row away, once Cal.com has its event type no more. One that is wanted again meanwhile stays.
pub fn remove(tx: &Tx, row: i64) -> Result<()> {
    tx.prepare_cached(
        "DELETE FROM calcom_event_map WHERE id = ?1 AND made_by = 'chairside' AND is_retired = 1",
    )?
    .execute([row])?;
    Ok(())
}

/// Notes when rows were last found to be as they should be.
pub fn confirm(tx: &Tx, rows: &[i64], now: OffsetDateTime) -> Result<()> {
    let mut statement = tx.prepare_cached(
        "UPDATE calcom_event_map SET last_synced_at = ?2 WHERE id = ?1 AND sync_status = 'synced'",
    )?;
    for row in rows {
        statement.execute((row, stamp::seconds(now)))?;
    }
    Ok(())
}

/// How many bookings stand on an event type that are not over, and when the last one begins, as far as we have seen.
pub fn upcoming(
    connection: &Connection,
    event_type_id: i64,
    now: OffsetDateTime,
) -> Result<(u32, Option<OffsetDateTime>)> {
    let (count, last): (u32, Option<String>) = connection
        .prepare_cached(
            "SELECT count(*), max(starts_at) FROM calcom_bookings
             WHERE event_type_id = ?1 AND status IN ('accepted', 'pending') AND ends_at > ?2",
        )?
        .query_row((event_type_id, stamp::seconds(now)), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((count, last.as_deref().map(stamp::parse).transpose()?))
}

/// Every service, in the order of their making: its row, its key, and whether it is sold.
pub fn services(
    connection: &Connection,
    company: CompanyId,
) -> Result<Vec<(ServiceId, String, bool)>> {
    let rows = connection
        .prepare_cached(
            "SELECT id, key, is_active FROM services WHERE company_id = ?1 ORDER BY id",
        )?
        .query_map([company.0], |row| Ok((ServiceId(row.get(0)?), row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// Who of Cal.com's users the staff are, by their active mappings. Of a staff member with several the one that Cal.com's
/// lists have comes first, then the one that has been mapped longest.
pub fn hosts(connection: &Connection, company: CompanyId) -> Result<Vec<(StaffId, i64)>> {
    let rows = connection
        .prepare_cached(
            "SELECT m.staff_id, m.calcom_host_id FROM calcom_host_mappings m
             LEFT JOIN calcom_hosts h ON h.company_id = m.company_id AND h.host_id = m.calcom_host_id
             WHERE m.company_id = ?1 AND m.is_active = 1
             ORDER BY m.staff_id, h.vanished_at IS NOT NULL, coalesce(h.is_listed, 0) DESC, m.id",
        )?
        .query_map([company.0], |row| Ok((StaffId(row.get(0)?), row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

fn read(row: &Row) -> Result<MapRow> {
    let status: String = row.get("sync_status")?;
    let written: String = row.get("written")?;
    let written = serde_json::from_str(&written).map_err(Error::internal)?;
    let odd = |column: &str| Error::internal(format!("calcom_event_map.{column} cannot be read"));
    Ok(MapRow {
        id: row.get("id")?,
        service: ServiceId(row.get("service_id")?),
        segment_key: row.get("segment_key")?,
        branch: row.get::<_, Option<i64>>("branch_id")?.map(BranchId),
        staff: row.get::<_, Option<String>>("staff_id")?.map(StaffId),
        event_type_id: row.get("event_type_id")?,
        status: SyncStatus::parse(&status).ok_or_else(|| odd("sync_status"))?,
        written: Written::from_json(&written).ok_or_else(|| odd("written"))?,
        is_retired: row.get("is_retired")?,
        last_error: row.get("last_error")?,
    })
}
