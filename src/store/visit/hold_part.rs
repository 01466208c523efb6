//! `hold_parts`: whose minutes a hold keeps, a row per booking that would be made.

use crate::domain::calendar::interval::Interval;
use crate::domain::ids::StaffId;
use crate::domain::service::catalogue::PausePolicy;
use crate::domain::visit::layout::PartKind;
use crate::domain::visit::note::PartNote;
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, Row, named_params};

pub(crate) fn insert(tx: &Tx, hold_id: &str, part: &PlannedBooking) -> Result<()> {
    let note = &part.note;
    tx.prepare_cached(
        "INSERT INTO hold_parts (hold_id, position, segment_key, kind, name, event_type_id, staff_id, starts_at,
             ends_at, settle_minutes, return_minutes, buffer_minutes)
         VALUES (:hold, :position, :key, :kind, :name, :event_type, :staff, :starts_at, :ends_at, :settle,
             :return, :buffer)",
    )?
    .execute(named_params! {
        ":hold": hold_id, ":position": note.position, ":key": note.segment, ":kind": note.kind.as_str(),
        ":name": note.name, ":event_type": part.event_type_id,
        ":staff": part.staff.as_ref().map(|staff| &staff.0),
        ":starts_at": stamp::seconds(part.at.start()), ":ends_at": stamp::seconds(part.at.end()),
        ":settle": note.settle_minutes, ":return": note.return_minutes, ":buffer": note.buffer_minutes,
    })?;
    Ok(())
}

/// In the order of time.
pub(crate) fn of_hold(
    connection: &Connection,
    hold_id: &str,
    policy: Option<PausePolicy>,
) -> Result<Vec<PlannedBooking>> {
    let mut parts = connection
        .prepare_cached(
            "SELECT position, segment_key, kind, name, event_type_id, staff_id, starts_at, ends_at,
                 settle_minutes, return_minutes, buffer_minutes
             FROM hold_parts WHERE hold_id = ?1 ORDER BY position",
        )?
        .query_map([hold_id], |row| Ok(read(row, policy)))?
        .map(|row| row?)
        .collect::<Result<Vec<PlannedBooking>>>()?;
    let work = parts.iter().filter(|part| part.note.kind == PartKind::Work).count();
    let segments = u32::try_from(work).map_err(Error::internal)?;
    for part in &mut parts {
        part.note.segments = segments;
    }
    Ok(parts)
}

fn read(row: &Row, policy: Option<PausePolicy>) -> Result<PlannedBooking> {
    let time = |column: &str| stamp::parse(&row.get::<_, String>(column)?);
    let kind = row.get::<_, String>("kind")?;
    Ok(PlannedBooking {
        note: PartNote {
            segment: row.get("segment_key")?,
            position: row.get("position")?,
            segments: 1,
            kind: PartKind::parse(&kind)
                .ok_or_else(|| Error::internal("hold_parts has an unknown kind"))?,
            policy,
            name: row.get("name")?,
            settle_minutes: row.get("settle_minutes")?,
            return_minutes: row.get("return_minutes")?,
            buffer_minutes: row.get("buffer_minutes")?,
        },
        at: Interval::new(time("starts_at")?, time("ends_at")?)?,
        staff: row.get::<_, Option<String>>("staff_id")?.map(StaffId),
        event_type_id: row.get("event_type_id")?,
    })
}
