//! `holds`: minutes kept for somebody, as an offer spoken on the phone or a booking on its way.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::calendar::Interval;
use crate::domain::ids::CompanyId;
use crate::domain::ids::ServiceId;
use crate::domain::ids::StaffId;
use crate::store::Tx;
use crate::store::stamp;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Row;
use rusqlite::named_params;
use time::OffsetDateTime;

/// A hold. As an offer it lasts until `expires_at`; with a saga, until the saga is at rest.
#[derive(Clone, Debug, PartialEq)]
pub struct Hold {
    /// The offer's id; random.
    pub id: String,
    /// The tenant.
    pub company: CompanyId,
    /// The call it was made in; another call may not use it.
    pub call_id: String,
    /// What is offered.
    pub service: ServiceId,
    /// What would be booked.
    pub event_type_id: i64,
    /// Whose minutes; `None` where Cal.com chooses somebody of a pool.
    pub staff: Option<StaffId>,
    /// Whom the customer asked for.
    pub preferred_staff: Option<StaffId>,
    /// UTC.
    pub starts_at: OffsetDateTime,
    /// UTC, exclusive.
    pub ends_at: OffsetDateTime,
    /// UTC.
    pub expires_at: OffsetDateTime,
    /// Cal.com's name for the reservation, where there is one.
    pub reservation_uid: Option<String>,
    /// The booking on its way.
    pub saga: Option<String>,
}

/// A hold in force: an offer that has not expired, or one whose booking is on its way.
///
/// The saga is looked up by its name: a list of all open ones would be made anew for each question.
const IN_FORCE: &str = "(saga_id IS NULL AND expires_at > :now OR EXISTS (SELECT 1 FROM sagas WHERE sagas.id = holds.saga_id AND sagas.state IN ('open', 'stuck')))";

/// Keeps a hold.
pub fn insert(tx: &Tx, hold: &Hold, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO holds (id, company_id, call_id, service_id, event_type_id, staff_id, preferred_staff_id,
             starts_at, ends_at, expires_at, reservation_uid, saga_id, created_at)
         VALUES (:id, :company, :call, :service, :event_type, :staff, :preferred, :starts_at, :ends_at,
             :expires_at, :reservation, :saga, :now)",
    )?
    .execute(named_params! {
        ":id": hold.id, ":company": hold.company.0, ":call": hold.call_id, ":service": hold.service.0,
        ":event_type": hold.event_type_id, ":staff": hold.staff.as_ref().map(|s| &s.0),
        ":preferred": hold.preferred_staff.as_ref().map(|s| &s.0),
        ":starts_at": stamp::seconds(hold.starts_at), ":ends_at": stamp::seconds(hold.ends_at),
        ":expires_at": stamp::millis(hold.expires_at), ":reservation": hold.reservation_uid,
        ":saga": hold.saga, ":now": stamp::millis(now),
    })?;
    Ok(())
}

/// Notes Cal.com's reservation at an offer.
pub fn set_reservation(tx: &Tx, id: &str, reservation_uid: &str) -> Result<()> {
    tx.prepare_cached("UPDATE holds SET reservation_uid = ?2 WHERE id = ?1")?
        .execute((id, reservation_uid))?;
    Ok(())
}

/// The hold of an id.
pub fn find(connection: &Connection, id: &str) -> Result<Option<Hold>> {
    connection
        .prepare_cached("SELECT * FROM holds WHERE id = ?1")?
        .query_row([id], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// Gives a hold to the booking that uses it.
pub fn attach(tx: &Tx, id: &str, saga: &str) -> Result<()> {
    tx.prepare_cached("UPDATE holds SET saga_id = ?2 WHERE id = ?1")?.execute((id, saga))?;
    Ok(())
}

/// Removes what expired, up to a limit, so that the table stays small.
pub fn sweep(tx: &Tx, now: OffsetDateTime, most: u32) -> Result<usize> {
    Ok(tx
        .prepare_cached(&format!(
            "DELETE FROM holds WHERE id IN (SELECT id FROM holds WHERE NOT {IN_FORCE} LIMIT :most)"
        ))?
        .execute(named_params! { ":now": stamp::millis(now), ":most": most })?)
}

/// When a staff member is held by others than this call, within a span.
pub fn occupied(
    connection: &Connection,
    staff: &StaffId,
    span: Interval,
    call_id: &str,
    now: OffsetDateTime,
) -> Result<Vec<Interval>> {
    intervals(connection, "staff_id = :key", &staff.0, span, call_id, now)
}

/// When a pool's event type is held by others than this call, within a span: one interval per hold.
pub fn occupied_pool(
    connection: &Connection,
    event_type_id: i64,
    span: Interval,
    call_id: &str,
    now: OffsetDateTime,
) -> Result<Vec<Interval>> {
    intervals(
        connection,
        "staff_id IS NULL AND event_type_id = :key",
        &event_type_id,
        span,
        call_id,
        now,
    )
}

fn intervals(
    connection: &Connection,
    condition: &str,
    key: &dyn rusqlite::ToSql,
    span: Interval,
    call_id: &str,
    now: OffsetDateTime,
) -> Result<Vec<Interval>> {
    connection
        .prepare_cached(&format!(
            "SELECT starts_at, ends_at FROM holds
             WHERE starts_at < :end AND ends_at > :start AND {condition}
               AND (call_id <> :call OR saga_id IS NOT NULL) AND {IN_FORCE}"
        ))?
        .query_map(
            named_params! {
                ":key": key, ":start": stamp::seconds(span.start()), ":end": stamp::seconds(span.end()),
                ":call": call_id, ":now": stamp::millis(now),
            },
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
        )?
        .map(|row| {
            let (start, end) = row?;
            Interval::new(stamp::parse(&start)?, stamp::parse(&end)?)
        })
        .collect()
}

fn read(row: &Row) -> Result<Hold> {
    let time = |column: &str| {
        row.get::<_, String>(column).map_err(Error::from).and_then(|text| stamp::parse(&text))
    };
    Ok(Hold {
        id: row.get("id")?,
        company: CompanyId(row.get("company_id")?),
        call_id: row.get("call_id")?,
        service: ServiceId(row.get("service_id")?),
        event_type_id: row.get("event_type_id")?,
        staff: row.get::<_, Option<String>>("staff_id")?.map(StaffId),
        preferred_staff: row.get::<_, Option<String>>("preferred_staff_id")?.map(StaffId),
        starts_at: time("starts_at")?,
        ends_at: time("ends_at")?,
        expires_at: time("expires_at")?,
        reservation_uid: row.get("reservation_uid")?,
        saga: row.get("saga_id")?,
    })
}
