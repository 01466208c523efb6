//! `calcom_event_map`: (service, segment, staff member or pool) -> Cal.com event type.

use crate::domain::Result;
use crate::domain::ids::{BranchId, CompanyId, ServiceId, StaffId};
use crate::store::db::kept;
use rusqlite::{Connection, Row};

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

/// Every event type that is known here, by the order of the rows.
struct Everything(Vec<MapRow>);

/// A row, also of one that is to be deleted at Cal.com.
struct MapRow {
    company: CompanyId,
    is_retired: bool,
    entry: EventMapEntry,
}

fn everything(connection: &Connection) -> Result<Everything> {
    let rows = connection
        .prepare_cached(&format!(
            "SELECT company_id, is_retired, {COLUMNS} FROM calcom_event_map
             WHERE event_type_id IS NOT NULL ORDER BY id"
        ))?
        .query_map([], |row| {
            let (company, is_retired) = (CompanyId(row.get("company_id")?), row.get("is_retired")?);
            Ok(MapRow { company, is_retired, entry: read(row)? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Everything(rows))
}

fn in_use(
    connection: &Connection,
    is_meant: impl Fn(&EventMapEntry) -> bool,
) -> Result<Vec<EventMapEntry>> {
    let all = kept::get(connection, everything)?;
    let own = all.0.iter().filter(|row| !row.is_retired && is_meant(&row.entry));
    Ok(own.map(|row| row.entry.clone()).collect())
}

/// Every way to book one segment of a service.
pub fn of_segment(
    connection: &Connection,
    service: ServiceId,
    segment_key: &str,
) -> Result<Vec<EventMapEntry>> {
    in_use(connection, |entry| entry.service == service && entry.segment_key == segment_key)
}

/// Every way to book any segment of a service, and to hold its pauses (`A+`).
pub fn of_service(connection: &Connection, service: ServiceId) -> Result<Vec<EventMapEntry>> {
    in_use(connection, |entry| entry.service == service)
}

/// What an event type of Cal.com means here.
pub fn of_event_type(
    connection: &Connection,
    company: CompanyId,
    event_type_id: i64,
) -> Result<Option<EventMapEntry>> {
    let all = kept::get(connection, everything)?;
    let own = |row: &&MapRow| row.company == company && row.entry.event_type_id == event_type_id;
    Ok(all.0.iter().find(own).map(|row| row.entry.clone()))
}

/// Whose event type it is.
pub fn company_of(connection: &Connection, event_type_id: i64) -> Result<Option<CompanyId>> {
    let all = kept::get(connection, everything)?;
    let found = all.0.iter().find(|row| row.entry.event_type_id == event_type_id);
    Ok(found.map(|row| row.company))
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
