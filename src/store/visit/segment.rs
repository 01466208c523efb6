//! `appointment_segments`: one stretch of active work, one Cal.com booking. Written by `frontdesk::door::record` alone.

use crate::domain::calendar::interval::{Claim, Interval};
use crate::domain::host::kinds::AssignmentState;
use crate::domain::host::matching_stored;
use crate::domain::ids::{AppointmentId, CompanyId, HostId, SegmentId, StaffId};
use crate::domain::visit::booking::BookingStatus;
use crate::domain::visit::layout;
use crate::domain::visit::layout::PartKind;
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use crate::store::visit::decided;
use crate::store::visit::of_host;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use time::{Duration, OffsetDateTime};

/// The most a part may need before or after it, as the columns' checks have it.
pub(crate) const AROUND_MAX_MINUTES: i64 = 240;

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
    pub booking_status: Option<BookingStatus>,
    pub staff: Option<StaffId>,
    pub host: Option<HostId>,
    /// What was booked.
    pub event_type_id: Option<i64>,
    /// UTC.
    pub starts_at: OffsetDateTime,
    /// UTC, exclusive.
    pub ends_at: OffsetDateTime,
    /// How the staff member was found, or why not.
    pub state: AssignmentState,
    /// The decision behind it, as JSON: the newest that is kept (`store::host::decision`), without what was
    /// known of the host by then.
    pub decision: serde_json::Value,
    pub rule: Option<String>,
    /// Which answer named the host.
    pub host_source: Option<String>,
    /// Active work, or a pause that is held.
    pub kind: PartKind,
    /// As it was called when it was booked; empty for a simple appointment.
    pub name: String,
    /// What else it takes of the stylist's time.
    pub around: Around,
}

/// What a part takes of the stylist's time besides, in minutes, as it was booked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// After it, at the beginning of a free pause.
    pub settle_minutes: u32,
    /// Before it, at the end of a free pause.
    pub return_minutes: u32,
    /// Behind the whole visit.
    pub buffer_minutes: u32,
}

impl Around {
    /// What a part at this time takes of its stylist.
    pub fn claim(self, at: Interval) -> Claim {
        layout::claim(at, self.settle_minutes, self.return_minutes, self.buffer_minutes)
    }
}

const COLUMNS: &str = "s.id, s.appointment_id, s.segment_key, s.position, s.booking_uid, s.booking_status, s.staff_id,
    s.calcom_host_id, s.event_type_id, s.starts_at, s.ends_at, s.assignment_state, s.rule, s.host_source, s.kind,
    s.name, s.settle_minutes, s.return_minutes, s.buffer_minutes";

/// The one way in which whole rows are read.
fn select(condition: &str) -> String {
    format!(
        "SELECT {COLUMNS}, {} FROM appointment_segments s {} WHERE {condition}",
        decided::COLUMNS,
        decided::NEWEST
    )
}

/// Inserts a row and gives its id: one that no decision names, not even of a segment that is gone.
pub fn insert(tx: &Tx, new: &Segment) -> Result<SegmentId> {
    tx.prepare_cached(
        "INSERT INTO appointment_segments (id, appointment_id, segment_key, position, booking_uid, booking_status,
             staff_id, calcom_host_id, event_type_id, starts_at, ends_at, assignment_state, rule, host_source, kind,
             name, settle_minutes, return_minutes, buffer_minutes)
         VALUES (1 + max((SELECT coalesce(max(id), 0) FROM appointment_segments),
                         (SELECT coalesce(max(segment_id), 0) FROM decisions)),
             :appointment, :key, :position, :uid, :status, :staff, :host, :event_type, :starts_at, :ends_at, :state,
             :rule, :host_source, :kind, :name, :settle, :return, :buffer)",
    )?
    .execute(named_params! {
        ":appointment": new.appointment.0, ":key": new.key, ":position": new.position,
        ":uid": new.booking_uid, ":status": new.booking_status.map(BookingStatus::as_str),
        ":staff": new.staff.as_ref().map(|s| &s.0), ":host": new.host.map(|h| h.0),
        ":event_type": new.event_type_id, ":starts_at": stamp::seconds(new.starts_at),
        ":ends_at": stamp::seconds(new.ends_at), ":state": new.state.as_str(),
        ":rule": new.rule, ":host_source": new.host_source,
        ":kind": new.kind.as_str(), ":name": new.name, ":settle": new.around.settle_minutes,
        ":return": new.around.return_minutes, ":buffer": new.around.buffer_minutes,
    })?;
    Ok(SegmentId(tx.last_insert_rowid()))
}

/// Writes every column anew but the visit, the key and what was planned with it. A new decision is the caller's to keep.
pub fn update(tx: &Tx, id: SegmentId, row: &Segment) -> Result<()> {
    tx.prepare_cached(
        "UPDATE appointment_segments SET booking_uid = :uid, booking_status = :status, staff_id = :staff,
             calcom_host_id = :host, event_type_id = :event_type, starts_at = :starts_at, ends_at = :ends_at,
             assignment_state = :state, rule = :rule, host_source = :host_source
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id.0, ":uid": row.booking_uid,
        ":status": row.booking_status.map(BookingStatus::as_str),
        ":staff": row.staff.as_ref().map(|s| &s.0), ":host": row.host.map(|h| h.0),
        ":event_type": row.event_type_id, ":starts_at": stamp::seconds(row.starts_at),
        ":ends_at": stamp::seconds(row.ends_at), ":state": row.state.as_str(),
        ":rule": row.rule, ":host_source": row.host_source,
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
        .prepare_cached(&select("s.id = ?1"))?
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
        .prepare_cached(&select("s.appointment_id = ?1 ORDER BY s.position"))?
        .query_map([appointment.0], |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

/// The same of the visit of this reference; none where there is no such visit.
pub fn of_ref(connection: &Connection, visit_ref: &str) -> Result<Vec<(SegmentId, Segment)>> {
    connection
        .prepare_cached(&select(
            "s.appointment_id = (SELECT id FROM appointments WHERE visit_ref = ?1) ORDER BY s.position",
        ))?
        .query_map([visit_ref], |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

/// The segment whose booking in force has this uid: through what was seen of the booking, or, where the uid alone was
/// taken over from elsewhere, through the appointment that shows it.
pub fn of_booking(connection: &Connection, uid: &str) -> Result<Option<SegmentId>> {
    Ok(connection
        .prepare_cached(
            "SELECT s.id FROM calcom_bookings b JOIN appointment_segments s ON s.id = b.segment_id
             WHERE b.uid = ?1 AND s.booking_uid = ?1
             UNION ALL
             SELECT s.id FROM appointments a JOIN appointment_segments s ON s.appointment_id = a.id
             WHERE a.calcom_v2_booking_uid = ?1 AND a.source IN ('import', 'walk_in') AND s.booking_uid = ?1
             LIMIT 1",
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
        .prepare_cached(&format!(
            "SELECT s.id FROM ({}) s CROSS JOIN appointments a ON a.id = s.appointment_id
             WHERE a.company_id = :company ORDER BY s.id",
            of_host::segments()
        ))?
        .query_map(named_params! { ":company": company.0, ":host": host.0 }, |row| {
            row.get(0).map(SegmentId)
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// The standing appointments of which a staff member does a part within a span, soonest first: when each begins.
pub fn standing_within(
    connection: &Connection,
    staff: &StaffId,
    span: Interval,
    most: u32,
) -> Result<Vec<(AppointmentId, OffsetDateTime)>> {
    connection
        .prepare_cached(
            "SELECT DISTINCT a.id, a.starts_at FROM appointment_segments s
             JOIN appointments a ON a.id = s.appointment_id
             WHERE s.staff_id = ?1 AND s.starts_at < ?3 AND s.ends_at > ?2
               AND a.status IN ('confirmed', 'requested', 'pending')
               AND (s.booking_status IS NULL OR s.booking_status IN ('accepted', 'pending'))
             ORDER BY a.starts_at, a.id LIMIT ?4",
        )?
        .query_map(
            (&staff.0, stamp::seconds(span.start()), stamp::seconds(span.end()), most),
            |row| Ok((AppointmentId(row.get(0)?), row.get::<_, String>(1)?)),
        )?
        .map(|row| {
            let (id, starts_at) = row?;
            Ok((id, stamp::parse(&starts_at)?))
        })
        .collect()
}

/// The composite visits that stand and that this person is at before and after an interval: what each has booked of
/// the person.
pub fn visits_around(
    connection: &Connection,
    staff: &StaffId,
    at: Interval,
) -> Result<Vec<Vec<Interval>>> {
    let day = at.widened(Duration::DAY);
    let mut query = connection.prepare_cached(
        "SELECT s.appointment_id, s.starts_at, s.ends_at
         FROM appointment_segments s JOIN appointments a ON a.id = s.appointment_id
         WHERE s.staff_id = :staff AND s.starts_at < :end AND s.ends_at > :start AND s.ends_at < :near
           AND a.status IN ('confirmed', 'requested', 'pending') AND a.is_composite = 1
           AND a.starts_at <= :from AND a.ends_at >= :until
           AND (s.booking_status IS NULL OR s.booking_status IN ('accepted', 'pending'))
         ORDER BY s.appointment_id, s.starts_at",
    )?;
    let mut rows = query.query(named_params! {
        ":staff": staff.0, ":start": stamp::seconds(day.start()), ":end": stamp::seconds(day.end()),
        ":from": stamp::seconds(at.start()), ":until": stamp::seconds(at.end()),
        // No part of a visit takes longer than a day.
        ":near": stamp::seconds(day.end().saturating_add(Duration::DAY)),
    })?;
    let mut visits: Vec<(i64, Vec<Interval>)> = Vec::new();
    while let Some(row) = rows.next()? {
        let visit = row.get("appointment_id")?;
        let time = |column: &str| stamp::parse(&row.get::<_, String>(column)?);
        let booked = Interval::new(time("starts_at")?, time("ends_at")?)?;
        match visits.last_mut() {
            Some((last, all)) if *last == visit => all.push(booked),
            Some(_) | None => visits.push((visit, vec![booked])),
        }
    }
    Ok(visits.into_iter().map(|(_, booked)| booked).collect())
}

fn read(row: &Row) -> Result<(SegmentId, Segment)> {
    let odd = |what: &str| Error::internal(format!("appointment_segments holds an unknown {what}"));
    let status = match row.get::<_, Option<String>>("booking_status")? {
        Some(text) => Some(BookingStatus::parse(&text).ok_or_else(|| odd("booking status"))?),
        None => None,
    };
    let state = row.get::<_, String>("assignment_state")?;
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
        decision: matching_stored::without_host(&decided::whole(row)?),
        rule: row.get("rule")?,
        host_source: row.get("host_source")?,
        kind: PartKind::parse(&row.get::<_, String>("kind")?).ok_or_else(|| odd("kind"))?,
        name: row.get("name")?,
        around: Around {
            settle_minutes: row.get("settle_minutes")?,
            return_minutes: row.get("return_minutes")?,
            buffer_minutes: row.get("buffer_minutes")?,
        },
    };
    Ok((SegmentId(row.get("id")?), found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::store::Store;
    use serde_json::json;
    use time::macros::datetime;

    const SALON: &str = "
        INSERT INTO companies (id, key, name, time_zone, created_at) VALUES (1, 'c', 'C', 'UTC', '2026-11-01T00:00:00Z');
        INSERT INTO appointments (id, company_id, status, source, starts_at, ends_at, assignment_state, created_at, updated_at)
            VALUES (1, 1, 'confirmed', 'import', '2026-12-01T09:00:00Z', '2026-12-01T10:00:00Z', 'not_evaluated',
                '2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z');";

    fn decided(tx: &Tx, id: SegmentId, details: &str) -> Result<()> {
        tx.execute(
            "INSERT INTO decisions (company_id, segment_id, appointment_id, host_id, state, details, decided_by, decided_at)
             VALUES (1, ?1, 1, 7, 'no_candidate', ?2, 'system', '2026-11-01T00:00:00Z')",
            (id.0, details),
        )?;
        Ok(())
    }

    #[test]
    fn a_segment_shows_its_newest_decision_and_never_that_of_one_that_is_gone() {
        let store = Store::in_memory().unwrap();
        store
            .write(|tx| {
                tx.execute_batch(SALON)?;
                let bare = Segment {
                    appointment: AppointmentId(1),
                    key: "A".to_owned(),
                    position: 1,
                    booking_uid: None,
                    booking_status: None,
                    staff: None,
                    host: Some(HostId(7)),
                    event_type_id: None,
                    starts_at: datetime!(2026-12-01 09:00 UTC),
                    ends_at: datetime!(2026-12-01 10:00 UTC),
                    state: AssignmentState::NoCandidate,
                    decision: json!({}),
                    rule: None,
                    host_source: None,
                    kind: PartKind::Work,
                    name: String::new(),
                    around: Around::default(),
                };
                let id = insert(tx, &bare)?;
                assert_eq!(find(tx, id)?, Some(bare.clone()), "nothing was decided yet");
                decided(tx, id, r#"{"threshold":80}"#)?;
                decided(tx, id, r#"{"threshold":75,"host":{"name":"E."}}"#)?;
                let told = json!({
                    "state": "no_candidate", "host_id": 7, "staff_id": null, "rule": null, "confidence": null,
                    "candidates": [], "margin": null, "threshold": 75, "note": null,
                });
                let shown = Segment { decision: told, ..bare.clone() };
                assert_eq!(of_appointment(tx, AppointmentId(1))?, [(id, shown)]);
                delete(tx, id)?;
                let next = insert(tx, &bare)?;
                assert_eq!((next.0, find(tx, next)?), (id.0 + 1, Some(bare)), "its number is its own");
                Ok(())
            })
            .unwrap();
    }
}
