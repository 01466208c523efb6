//! `calcom_bookings`: the newest snapshot of every booking ever seen. Written by `frontdesk::door::record` alone.

use crate::domain::host::identity::Host;
use crate::domain::ids::{AppointmentId, HostId, SegmentId};
use crate::domain::visit::booked::Snapshot;
use crate::domain::visit::booking::BookingStatus;
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde_json::{Value, json};
use time::OffsetDateTime;

const COLUMNS: &str = "uid, segment_id, status, event_type_id, starts_at, ends_at, changed_at,
    rescheduled_from, rescheduled_to, host, host_source, host_changed_at, is_read";

/// So many numbers each segment has for its bookings, from as many times its own number on; the table's check says so too.
pub(crate) const NUMBERS: i64 = 1 << 20;

/// The numbers of a segment's bookings.
fn numbers_of(segment: &str) -> String {
    format!("id BETWEEN {NUMBERS} * {segment} AND {NUMBERS} * {segment} + {NUMBERS} - 1")
}

/// The next of them.
fn next_of(segment: &str) -> String {
    let own = numbers_of(segment);
    format!(
        "(SELECT coalesce(max(id) + 1, {NUMBERS} * {segment}) FROM calcom_bookings WHERE {own})"
    )
}

/// Writes a snapshot in the place of the one before it.
pub fn put(tx: &Tx, segment: SegmentId, snapshot: &Snapshot) -> Result<()> {
    tx.prepare_cached(&format!(
        "INSERT INTO calcom_bookings (id, uid, segment_id, status, event_type_id, starts_at, ends_at, changed_at,
             rescheduled_from, rescheduled_to, host, host_source, host_changed_at, is_read)
         VALUES ({},
             :uid, :segment, :status, :event_type, :starts_at, :ends_at, :changed_at, :from, :to, :host,
             :host_source, :host_changed_at, :is_read)
         ON CONFLICT (uid) DO UPDATE SET status = :status, event_type_id = :event_type,
             starts_at = :starts_at, ends_at = :ends_at, changed_at = :changed_at, rescheduled_from = :from,
             rescheduled_to = :to, host = :host, host_source = :host_source,
             host_changed_at = :host_changed_at, is_read = :is_read",
        next_of(":segment")
    ))?
    .execute(named_params! {
        ":uid": snapshot.uid, ":segment": segment.0, ":status": snapshot.status.as_str(),
        ":event_type": snapshot.event_type_id, ":starts_at": stamp::seconds(snapshot.starts_at),
        ":ends_at": stamp::seconds(snapshot.ends_at),
        ":changed_at": snapshot.changed_at.map(stamp::millis).unwrap_or_default(),
        ":from": snapshot.rescheduled_from, ":to": snapshot.rescheduled_to,
        ":host": snapshot.host.as_ref().map(|host| host_json(host).to_string()),
        ":host_source": snapshot.host_source,
        ":host_changed_at": snapshot.host_changed_at.map(stamp::millis).unwrap_or_default(),
        ":is_read": snapshot.is_read,
    })?;
    Ok(())
}

/// What is known of one booking, and the segment it was made for.
pub fn find(connection: &Connection, uid: &str) -> Result<Option<(SegmentId, Snapshot)>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM calcom_bookings WHERE uid = ?1"))?
        .query_row([uid], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// A booking and those it replaced or was replaced by, as far as they have been seen.
#[derive(Debug, Default)]
pub struct Family {
    /// The booking itself.
    pub own: Option<Snapshot>,
    /// The segments of all of them, oldest first. More than one means that they were taken for different visits.
    pub segments: Vec<SegmentId>,
}

/// The family of a booking that says that it replaced `from` and was replaced by `to`.
pub fn family(
    connection: &Connection,
    uid: &str,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<Family> {
    let mut query = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM calcom_bookings WHERE uid = :uid
         UNION ALL SELECT {COLUMNS} FROM calcom_bookings WHERE uid = :from
         UNION ALL SELECT {COLUMNS} FROM calcom_bookings WHERE uid = :to
         UNION ALL SELECT {COLUMNS} FROM calcom_bookings WHERE rescheduled_from = :uid
         UNION ALL SELECT {COLUMNS} FROM calcom_bookings WHERE rescheduled_to = :uid"
    ))?;
    let mut rows = query.query(named_params! { ":uid": uid, ":from": from, ":to": to })?;
    let mut family = Family::default();
    while let Some(row) = rows.next()? {
        let (segment, snapshot) = read(row)?;
        family.segments.push(segment);
        if snapshot.uid == uid {
            family.own = Some(snapshot);
        }
    }
    family.segments.sort_unstable();
    family.segments.dedup();
    Ok(family)
}

/// Whether this booking was ever read from Cal.com; `None` for one that is not known here.
pub fn is_read(connection: &Connection, uid: &str) -> Result<Option<bool>> {
    Ok(connection
        .prepare_cached("SELECT is_read FROM calcom_bookings WHERE uid = ?1")?
        .query_row([uid], |row| row.get(0))
        .optional()?)
}

/// Whether Cal.com said, when this booking was read last, that the customer did not come.
pub fn is_absent(connection: &Connection, uid: &str) -> Result<bool> {
    Ok(connection
        .prepare_cached("SELECT is_absent FROM calcom_bookings WHERE uid = ?1")?
        .query_row([uid], |row| row.get(0))
        .optional()?
        .unwrap_or(false))
}

/// Keeps what Cal.com says of it now.
pub fn set_absent(tx: &Tx, uid: &str, is_absent: bool) -> Result<()> {
    tx.prepare_cached("UPDATE calcom_bookings SET is_absent = ?2 WHERE uid = ?1")?
        .execute((uid, is_absent))?;
    Ok(())
}

/// Whether Cal.com says so of any booking in force of a visit.
pub fn is_any_absent(connection: &Connection, visit: AppointmentId) -> Result<bool> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM appointment_segments s JOIN calcom_bookings b ON b.uid = s.booking_uid
             WHERE s.appointment_id = ?1 AND b.is_absent = 1)",
        )?
        .query_row([visit.0], |row| row.get(0))?)
}

/// Forgets a booking that turned out to be none: an answer had named it, and Cal.com shows another in its place.
pub fn forget(tx: &Tx, uid: &str) -> Result<()> {
    tx.prepare_cached("DELETE FROM calcom_bookings WHERE uid = ?1")?.execute([uid])?;
    Ok(())
}

/// Hands every booking of one segment over to another.
pub fn hand_over(tx: &Tx, from: SegmentId, to: SegmentId) -> Result<()> {
    tx.prepare_cached(&format!(
        "UPDATE calcom_bookings SET segment_id = :to, id = id % {NUMBERS} + {} WHERE {}",
        next_of(":to"),
        numbers_of(":from")
    ))?
    .execute(named_params! { ":from": from.0, ":to": to.0 })?;
    Ok(())
}

/// Every booking ever made for a segment.
pub fn chain(connection: &Connection, segment: SegmentId) -> Result<Vec<Snapshot>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM calcom_bookings WHERE {} ORDER BY uid",
            numbers_of("?1")
        ))?
        .query_map([segment.0], |row| Ok(read(row)))?
        .map(|row| row?.map(|(_, snapshot)| snapshot))
        .collect()
}

/// A host as stored JSON.
pub fn host_json(host: &Host) -> Value {
    json!({
        "id": host.id.0, "name": host.name, "emails": host.emails,
        "username": host.username, "time_zone": host.time_zone,
    })
}

fn host_from_json(text: &str) -> Result<Host> {
    let value: Value = serde_json::from_str(text).map_err(Error::internal)?;
    let field = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let emails = value.get("emails").and_then(Value::as_array).cloned().unwrap_or_default();
    Ok(Host {
        id: HostId(
            value
                .get("id")
                .and_then(Value::as_i64)
                .ok_or_else(|| Error::internal("calcom_bookings holds a host without an id"))?,
        ),
        name: field("name"),
        emails: emails.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        username: field("username"),
        time_zone: field("time_zone"),
    })
}

fn read(row: &Row) -> Result<(SegmentId, Snapshot)> {
    let status = row.get::<_, String>("status")?;
    let instant = |column: &str| -> Result<Option<OffsetDateTime>> {
        let text = row.get::<_, String>(column)?;
        if text.is_empty() { Ok(None) } else { stamp::parse(&text).map(Some) }
    };
    let host = row.get::<_, Option<String>>("host")?;
    let snapshot = Snapshot {
        uid: row.get("uid")?,
        status: BookingStatus::parse(&status)
            .ok_or_else(|| Error::internal("calcom_bookings holds an unknown status"))?,
        event_type_id: row.get("event_type_id")?,
        starts_at: stamp::parse(&row.get::<_, String>("starts_at")?)?,
        ends_at: stamp::parse(&row.get::<_, String>("ends_at")?)?,
        changed_at: instant("changed_at")?,
        rescheduled_from: row.get("rescheduled_from")?,
        rescheduled_to: row.get("rescheduled_to")?,
        host: host.as_deref().map(host_from_json).transpose()?,
        host_source: row.get("host_source")?,
        host_changed_at: instant("host_changed_at")?,
        is_read: row.get("is_read")?,
    };
    Ok((SegmentId(row.get("segment_id")?), snapshot))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::schema::connect_up_to_date;

    #[test]
    fn the_bookings_of_a_segment_lie_side_by_side_also_once_they_are_handed_over() {
        let dir = tempfile::tempdir().unwrap();
        let connection = connect_up_to_date(&dir.path().join("test.db")).unwrap();
        connection
            .execute_batch(
                "INSERT INTO companies (id, key, name, time_zone, created_at)
                     VALUES (1, 'c', 'C', 'UTC', '2026-11-01T00:00:00Z');
                 INSERT INTO appointments (id, company_id, status, source, starts_at, ends_at, assignment_state,
                     created_at, updated_at)
                 VALUES (1, 1, 'confirmed', 'web_api', '2026-11-02T09:00:00Z', '2026-11-02T10:00:00Z', 'matched',
                     '2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z');
                 INSERT INTO appointment_segments (id, appointment_id, segment_key, position, starts_at, ends_at,
                     assignment_state)
                 SELECT value, 1, 'K' || value, value, '2026-11-02T09:00:00Z', '2026-11-02T10:00:00Z', 'matched'
                 FROM json_each('[1, 2, 3]')",
            )
            .unwrap();
        let snapshot = |uid: &str| Snapshot {
            uid: uid.to_owned(),
            status: BookingStatus::Accepted,
            event_type_id: None,
            starts_at: time::macros::datetime!(2026-11-02 09:00 UTC),
            ends_at: time::macros::datetime!(2026-11-02 10:00 UTC),
            changed_at: None,
            rescheduled_from: None,
            rescheduled_to: None,
            host: None,
            host_source: None,
            host_changed_at: None,
            is_read: true,
        };
        let tx = Tx(&connection);
        for (segment, uid) in [(2, "b"), (2, "c"), (3, "d"), (2, "b"), (3, "e"), (1, "a")] {
            put(&tx, SegmentId(segment), &snapshot(uid)).unwrap();
        }
        let uids = |segment| -> Vec<String> {
            let chain = chain(&tx, SegmentId(segment)).unwrap();
            chain.into_iter().map(|one| one.uid).collect()
        };
        assert_eq!([uids(1), uids(2), uids(3)], [vec!["a"], vec!["b", "c"], vec!["d", "e"]]);
        hand_over(&tx, SegmentId(2), SegmentId(3)).unwrap();
        hand_over(&tx, SegmentId(1), SegmentId(2)).unwrap();
        assert_eq!([uids(1), uids(2), uids(3)], [vec![], vec!["a"], vec!["b", "c", "d", "e"]]);
        assert_eq!(find(&tx, "c").unwrap().map(|(segment, _)| segment), Some(SegmentId(3)));
    }
}
