//! `service_segments` and `service_staff`: what of a service takes how long, and who does it.

use crate::domain::ids::{ServiceId, StaffId};
use crate::domain::service::catalogue::{
    BookedAs, Composition, PausePolicy, Performer, SegmentKey, ServiceSegment,
};
use crate::domain::{Error, Result};
use crate::store::db::kept;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, Row, named_params};
use std::collections::{BTreeMap, HashMap};

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

/// How each service is laid out, and who does what of it.
struct Layouts {
    compositions: HashMap<ServiceId, Composition>,
    performers: HashMap<ServiceId, Vec<PerformerRow>>,
}

fn layouts(connection: &Connection) -> Result<Layouts> {
    let mut compositions = HashMap::new();
    let mut query = connection
        .prepare_cached("SELECT id, pause_bookable_policy, buffer_minutes FROM services")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let policy = PausePolicy::parse(&row.get::<_, String>(1)?);
        let policy = policy.ok_or_else(|| odd("pause_bookable_policy"))?;
        let (segments, buffer_minutes) = (Vec::new(), row.get(2)?);
        let composition = Composition { segments, policy, buffer_minutes };
        compositions.insert(ServiceId(row.get(0)?), composition);
    }
    let mut query = connection.prepare_cached(
        "SELECT service_id, segment_key, name, duration_minutes, pause_after_minutes, performer, booked_as
         FROM service_segments ORDER BY service_id, position",
    )?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let of = ServiceId(row.get("service_id")?);
        if let Some(composition) = compositions.get_mut(&of) {
            composition.segments.push(read_segment(row)?);
        }
    }
    Ok(Layouts { compositions, performers: all_performers(connection)? })
}

fn all_performers(connection: &Connection) -> Result<HashMap<ServiceId, Vec<PerformerRow>>> {
    let mut performers: HashMap<ServiceId, Vec<PerformerRow>> = HashMap::new();
    let mut query = connection.prepare_cached(
        "SELECT d.service_id, d.segment_key, d.staff_id, d.duration_minutes FROM service_staff d
         JOIN service_segments s ON s.service_id = d.service_id AND s.segment_key = d.segment_key
         JOIN staff p ON p.id = d.staff_id
         ORDER BY d.service_id, s.position, p.name, p.id",
    )?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let segment = SegmentKey::parse(&row.get::<_, String>(1)?);
        let segment = segment.ok_or_else(|| odd("segment_key"))?;
        let one = PerformerRow { segment, staff: StaffId(row.get(2)?), minutes: row.get(3)? };
        performers.entry(ServiceId(row.get(0)?)).or_default().push(one);
    }
    Ok(performers)
}

/// A service's segments in order, its policy and its buffer.
pub fn composition(connection: &Connection, service: ServiceId) -> Result<Composition> {
    let layouts = kept::get(connection, layouts)?;
    let missing = || Error::internal(format!("service {service} is missing"));
    layouts.compositions.get(&service).cloned().ok_or_else(missing)
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
    let layouts = kept::get(connection, layouts)?;
    Ok(layouts.performers.get(&service).cloned().unwrap_or_default())
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
