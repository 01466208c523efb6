//! `calcom_event_map`: (service, segment, staff member or pool) -> Cal.com event type.

use crate::domain::Result;
use crate::domain::ids::{BranchId, CompanyId, ServiceId, StaffId};
use rusqlite::{Connection, OptionalExtension, Row};

/// One way to book a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventMapEntry {
    pub service: ServiceId,
    pub segment_key: String,
    /// In which branch, where it matters.
    pub branch: Option<BranchId>,
    /// Whose; `None` means Cal.com chooses one of a pool.
    pub staff: Option<StaffId>,
    /// Cal.com's number.
    pub event_type_id: i64,
    /// How long it is at Cal.com, minutes, as last seen there or written by us; `None` if that is not known.
    pub minutes_there: Option<u32>,
}

/// With what `read` reads.
pub(crate) const COLUMNS: &str = "service_id, segment_key, branch_id, staff_id, event_type_id,
    coalesce(written ->> '$.seen_minutes', written ->> '$.ours.lengthInMinutes') AS minutes_there";

/// Every way to book one segment of a service.
pub fn of_segment(
    connection: &Connection,
    service: ServiceId,
    segment_key: &str,
) -> Result<Vec<EventMapEntry>> {
    let rows = connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM calcom_event_map
             WHERE service_id = ?1 AND segment_key = ?2 AND event_type_id IS NOT NULL AND is_retired = 0
             ORDER BY id"
        ))?
        .query_map((service.0, segment_key), read)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// Every way to book any segment of a service, and to hold its pauses (`A+`).
pub fn of_service(connection: &Connection, service: ServiceId) -> Result<Vec<EventMapEntry>> {
    let rows = connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM calcom_event_map
             WHERE service_id = ?1 AND event_type_id IS NOT NULL AND is_retired = 0 ORDER BY id"
        ))?
        .query_map([service.0], read)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// What an event type of Cal.com means here.
pub fn of_event_type(
    connection: &Connection,
    company: CompanyId,
    event_type_id: i64,
) -> Result<Option<EventMapEntry>> {
    Ok(connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM calcom_event_map WHERE company_id = ?1 AND event_type_id = ?2"
        ))?
        .query_row((company.0, event_type_id), read)
        .optional()?)
}

/// Whose event type it is.
pub fn company_of(connection: &Connection, event_type_id: i64) -> Result<Option<CompanyId>> {
    Ok(connection
        .prepare_cached("SELECT company_id FROM calcom_event_map WHERE event_type_id = ?1")?
        .query_row([event_type_id], |row| row.get(0).map(CompanyId))
        .optional()?)
}

pub(crate) fn read(row: &Row) -> rusqlite::Result<EventMapEntry> {
    Ok(EventMapEntry {
        service: ServiceId(row.get("service_id")?),
        segment_key: row.get("segment_key")?,
        branch: row.get::<_, Option<i64>>("branch_id")?.map(BranchId),
        staff: row.get::<_, Option<String>>("staff_id")?.map(StaffId),
        event_type_id: row.get("event_type_id")?,
        minutes_there: row.get("minutes_there")?,
    })
}
