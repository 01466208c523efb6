//! `appointment_segments`: one stretch of active work, one Cal.com booking. Written by `frontdesk::record` alone.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::booking::BookingStatus;
use crate::domain::calendar::Interval;
use crate::domain::ids::AppointmentId;
use crate::domain::ids::CompanyId;
use crate::domain::ids::HostId;
use crate::domain::ids::SegmentId;
use crate::domain::ids::StaffId;
use crate::domain::matching::AssignmentState;
use crate::store::Tx;
use crate::store::stamp;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Row;
use rusqlite::named_params;
use time::OffsetDateTime;

/// A row, without its id.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// The visit it belongs to.
    pub appointment: AppointmentId,
    /// `A`, `B`, …
    pub key: String,
    /// From 1, in the order of the visit.
    pub position: u32,
    /// The booking in force.
    pub booking_uid: Option<String>,
    /// Its state.
    pub booking_status: Option<BookingStatus>,
    /// Who does it.
    pub staff: Option<StaffId>,
    /// Whom Cal.com says.
    pub host: Option<HostId>,
    /// What was booked.
    pub event_type_id: Option<i64>,
    /// UTC.
    pub starts_at: OffsetDateTime,
    /// UTC, exclusive.
    pub ends_at: OffsetDateTime,
    /// How the staff member was found, or why not.
    pub state: AssignmentState,
    /// The decision behind it, as JSON.
    pub decision: serde_json::Value,
    /// Which rule decided.
    pub rule: Option<String>,
    /// Which answer named the host.
    pub host_source: Option<String>,
}

const COLUMNS: &str = "id, appointment_id, segment_key, position, booking_uid, booking_status, staff_id,
    calcom_host_id, event_type_id, starts_at, ends_at, assignment_state, decision, rule, host_source";

/// Inserts a row and gives its id.
pub fn insert(tx: &Tx, new: &Segment) -> Result<SegmentId> {
    tx.prepare_cached(
        "INSERT INTO appointment_segments (appointment_id, segment_key, position, booking_uid, booking_status,
             staff_id, calcom_host_id, event_type_id, starts_at, ends_at, assignment_state, decision, rule,
             host_source)
         VALUES (:appointment, :key, :position, :uid, :status, :staff, :host, :event_type, :starts_at, :ends_at,
             :state, :decision, :rule, :host_source)",
    )?
    .execute(named_params! {
        ":appointment": new.appointment.0, ":key": new.key, ":position": new.position,
        ":uid": new.booking_uid, ":status": new.booking_status.map(BookingStatus::as_str),
        ":staff": new.staff.as_ref().map(|s| &s.0), ":host": new.host.map(|h| h.0),
        ":event_type": new.event_type_id, ":starts_at": stamp::seconds(new.starts_at),
        ":ends_at": stamp::seconds(new.ends_at), ":state": new.state.as_str(),
        ":decision": new.decision.to_string(), ":rule": new.rule, ":host_source": new.host_source,
    })?;
    Ok(SegmentId(tx.last_insert_rowid()))
}

/// Writes every column anew but the visit and the key.
pub fn update(tx: &Tx, id: SegmentId, row: &Segment) -> Result<()> {
    tx.prepare_cached(
        "UPDATE appointment_segments SET booking_uid = :uid, booking_status = :status, staff_id = :staff,
             calcom_host_id = :host, event_type_id = :event_type, starts_at = :starts_at, ends_at = :ends_at,
             assignment_state = :state, decision = :decision, rule = :rule, host_source = :host_source
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id.0, ":uid": row.booking_uid,
        ":status": row.booking_status.map(BookingStatus::as_str),
        ":staff": row.staff.as_ref().map(|s| &s.0), ":host": row.host.map(|h| h.0),
        ":event_type": row.event_type_id, ":starts_at": stamp::seconds(row.starts_at),
        ":ends_at": stamp::seconds(row.ends_at), ":state": row.state.as_str(),
        ":decision": row.decision.to_string(), ":rule": row.rule, ":host_source": row.host_source,
    })?;
    Ok(())
}

/// Removes a row that turned out to be another's double, after its bookings were handed over.
pub fn delete(tx: &Tx, id: SegmentId) -> Result<()> {
    tx.prepare_cached("DELETE FROM appointment_segments WHERE id = ?1")?.execute([id.0])?;
    Ok(())
}

/// One row by its id.
pub fn find(connection: &Connection, id: SegmentId) -> Result<Option<Segment>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM appointment_segments WHERE id = ?1"))?
        .query_row([id.0], |row| Ok(read(row)))
        .optional()?
        .transpose()
        .map(|found| found.map(|(_, row)| row))
}

/// The segments of a visit, in its order.
pub fn of_appointment(
    connection: &Connection,
    appointment: AppointmentId,
) -> Result<Vec<(SegmentId, Segment)>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM appointment_segments WHERE appointment_id = ?1 ORDER BY position"
        ))?
        .query_map([appointment.0], |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

/// The segment whose booking in force has this uid.
pub fn of_booking(connection: &Connection, uid: &str) -> Result<Option<SegmentId>> {
    Ok(connection
        .prepare_cached(
            "SELECT id FROM appointment_segments WHERE booking_uid = ?1 ORDER BY id LIMIT 1",
        )?
        .query_row([uid], |row| row.get(0).map(SegmentId))
        .optional()?)
}

/// The segments whose booking in force is this host's, oldest first.
pub fn of_host(
    connection: &Connection,
    company: CompanyId,
    host: HostId,
) -> Result<Vec<SegmentId>> {
    let rows = connection
        .prepare_cached(
            "SELECT s.id FROM appointment_segments s JOIN appointments a ON a.id = s.appointment_id
             WHERE s.calcom_host_id = ?2 AND a.company_id = ?1 ORDER BY s.id",
        )?
        .query_map((company.0, host.0), |row| row.get(0).map(SegmentId))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// When a staff member works within a span: the segments of standing appointments that touch it.
pub fn occupied(connection: &Connection, staff: &StaffId, span: Interval) -> Result<Vec<Interval>> {
    connection
        .prepare_cached(
            "SELECT s.starts_at, s.ends_at
             FROM appointment_segments s JOIN appointments a ON a.id = s.appointment_id
             WHERE s.staff_id = :staff AND s.starts_at < :end AND s.ends_at > :start
               AND a.status IN ('confirmed', 'pending')",
        )?
        .query_map(
            named_params! {
                ":staff": staff.0, ":start": stamp::seconds(span.start()),
                ":end": stamp::seconds(span.end()),
            },
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
        )?
        .map(|row| {
            let (start, end) = row?;
            Interval::new(stamp::parse(&start)?, stamp::parse(&end)?)
        })
        .collect()
}

fn read(row: &Row) -> Result<(SegmentId, Segment)> {
    let odd = |what: &str| Error::internal(format!("appointment_segments holds an unknown {what}"));
    let status = match row.get::<_, Option<String>>("booking_status")? {
        Some(text) => Some(BookingStatus::parse(&text).ok_or_else(|| odd("booking status"))?),
        None => None,
    };
    let state = row.get::<_, String>("assignment_state")?;
    let decision = row.get::<_, String>("decision")?;
    let found = Segment {
        appointment: AppointmentId(row.get("appointment_id")?),
        key: row.get("segment_key")?,
        position: row.get("position")?,
        booking_uid: row.get("booking_uid")?,
        booking_status: status,
        staff: row.get::<_, Option<String>>("staff_id")?.map(StaffId),
        host: row.get::<_, Option<i64>>("calcom_host_id")?.map(HostId),
        event_type_id: row.get("event_type_id")?,
        starts_at: stamp::parse(&row.get::<_, String>("starts_at")?)?,
        ends_at: stamp::parse(&row.get::<_, String>("ends_at")?)?,
        state: AssignmentState::parse(&state).ok_or_else(|| odd("state"))?,
        decision: serde_json::from_str(&decision).map_err(Error::internal)?,
        rule: row.get("rule")?,
        host_source: row.get("host_source")?,
    };
    Ok((SegmentId(row.get("id")?), found))
}
