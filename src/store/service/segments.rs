//! `service_segments` and `service_staff`: what of a service takes how long, and who does it.

use crate::domain::ids::{ServiceId, StaffId};
use crate::domain::service::catalogue::{
    BookedAs, Composition, PausePolicy, Performer, SegmentKey, ServiceSegment,
};
use crate::domain::{Error, Result};
use crate::store::db::tx::Tx;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use std::collections::BTreeMap;

/// Who does a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerformerRow {
    /// Which.
    pub segment: SegmentKey,
    /// Who.
    pub staff: StaffId,
    /// The performer's own length, where it differs from the segment's.
    pub minutes: Option<u32>,
}

/// A service's segments in order, its policy and its buffer.
pub fn composition(connection: &Connection, service: ServiceId) -> Result<Composition> {
    let (policy, buffer_minutes) = connection
        .prepare_cached("SELECT pause_bookable_policy, buffer_minutes FROM services WHERE id = ?1")?
        .query_row([service.0], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))
        .optional()?
        .ok_or_else(|| Error::internal(format!("service {service} is missing")))?;
    let segments = connection
        .prepare_cached(
            "SELECT segment_key, name, duration_minutes, pause_after_minutes, performer, booked_as
             FROM service_segments WHERE service_id = ?1 ORDER BY position",
        )?
        .query_map([service.0], |row| Ok(read_segment(row)))?
        .map(|row| row?)
        .collect::<Result<Vec<_>>>()?;
    let policy = PausePolicy::parse(&policy).ok_or_else(|| odd("pause_bookable_policy"))?;
    Ok(Composition { segments, policy, buffer_minutes })
}

/// Which services this person does any segment of, with the minutes of the first of them where they are the person's own.
pub fn own_minutes(
    connection: &Connection,
    staff: &StaffId,
) -> Result<BTreeMap<ServiceId, Option<u32>>> {
    let rows = connection
        .prepare_cached(
            "SELECT service_id, duration_minutes FROM service_staff WHERE staff_id = ?1
             ORDER BY service_id, segment_key DESC",
        )?
        .query_map([&staff.0], |row| Ok((ServiceId(row.get(0)?), row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// Who does what of a service, active or not, in order of the segments and then of the people's names.
pub fn performers(connection: &Connection, service: ServiceId) -> Result<Vec<PerformerRow>> {
    connection
        .prepare_cached(
            "SELECT d.segment_key, d.staff_id, d.duration_minutes FROM service_staff d
             JOIN service_segments s ON s.service_id = d.service_id AND s.segment_key = d.segment_key
             JOIN staff p ON p.id = d.staff_id
             WHERE d.service_id = ?1 ORDER BY s.position, p.name, p.id",
        )?
        .query_map([service.0], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2)?))
        })?
        .map(|row| {
            let (key, staff, minutes) = row?;
            let segment = SegmentKey::parse(&key).ok_or_else(|| odd("segment_key"))?;
            Ok(PerformerRow { segment, staff: StaffId(staff), minutes })
        })
        .collect()
}

/// Writes a service's segments and who does them anew. The service's own row is `service::update`'s.
pub fn replace(
    tx: &Tx,
    service: ServiceId,
    segments: &[ServiceSegment],
    performers: &[PerformerRow],
) -> Result<()> {
    tx.prepare_cached("DELETE FROM service_staff WHERE service_id = ?1")?.execute([service.0])?;
    tx.prepare_cached("DELETE FROM service_segments WHERE service_id = ?1")?
        .execute([service.0])?;
    for (position, segment) in (1_u32..).zip(segments) {
        tx.prepare_cached(
            "INSERT INTO service_segments (service_id, segment_key, position, name, duration_minutes,
                 pause_after_minutes, performer, booked_as)
             VALUES (:service, :key, :position, :name, :minutes, :pause, :performer, :booked_as)",
        )?
        .execute(named_params! {
            ":service": service.0, ":key": segment.key.to_string(), ":position": position,
            ":name": segment.name, ":minutes": segment.minutes, ":pause": segment.pause_after_minutes,
            ":performer": segment.performer.as_str(), ":booked_as": segment.booked_as.as_str(),
        })?;
    }
    for one in performers {
        tx.prepare_cached(
            "INSERT INTO service_staff (service_id, segment_key, staff_id, duration_minutes)
             VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((service.0, one.segment.to_string(), &one.staff.0, one.minutes))?;
    }
    Ok(())
}

fn read_segment(row: &Row) -> Result<ServiceSegment> {
    let text = |column: &str| row.get::<_, String>(column).map_err(Error::from);
    Ok(ServiceSegment {
        key: SegmentKey::parse(&text("segment_key")?).ok_or_else(|| odd("segment_key"))?,
        name: row.get("name")?,
        minutes: row.get("duration_minutes")?,
        pause_after_minutes: row.get("pause_after_minutes")?,
        performer: Performer::parse(&text("performer")?).ok_or_else(|| odd("performer"))?,
        booked_as: BookedAs::parse(&text("booked_as")?).ok_or_else(|| odd("booked_as"))?,
    })
}

fn odd(column: &str) -> Error {
    Error::internal(format!("a service's {column} holds an unknown word"))
}
