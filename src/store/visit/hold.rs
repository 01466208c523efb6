//! `holds`: minutes kept for a customer, as an offer spoken on the phone or a booking on its way.

use crate::domain::calendar::interval::{Claim, Interval};
use crate::domain::ids::{CompanyId, ServiceId, StaffId};
use crate::domain::service::catalogue::PausePolicy;
use crate::domain::visit::plan;
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use crate::store::visit::{hold_part, segment};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use time::{Duration, OffsetDateTime};

/// A hold. As an offer it lasts until `expires_at`; with a saga, until the saga is at rest.
#[derive(Clone, Debug, PartialEq)]
pub struct Hold {
    /// The offer's id; random.
    pub id: String,
    pub company: CompanyId,
    /// The call it was made in; another call may not use it.
    pub call_id: String,
    /// What is offered.
    pub service: ServiceId,
    /// Whom the customer asked for.
    pub preferred_staff: Option<StaffId>,
    /// What would be booked, in the order of time. Never empty.
    pub parts: Vec<PlannedBooking>,
    /// UTC.
    pub expires_at: OffsetDateTime,
    /// The booking on its way.
    pub saga: Option<String>,
}

/// A hold in force: an offer that has not expired, or one whose booking is on its way.
///
/// The saga is looked up by its name: a list of all open ones would be made anew for each question.
const IN_FORCE: &str = "(h.saga_id IS NULL AND h.expires_at > :now OR EXISTS (SELECT 1 FROM sagas WHERE sagas.id = h.saga_id AND sagas.state IN ('open', 'stuck')))";

/// Keeps a hold.
pub fn insert(tx: &Tx, hold: &Hold, now: OffsetDateTime) -> Result<()> {
    let at = plan::span(&hold.parts)?;
    let first = hold.parts.first().ok_or_else(|| Error::internal("a hold without parts"))?;
    tx.prepare_cached(
        "INSERT INTO holds (id, company_id, call_id, service_id, event_type_id, staff_id, preferred_staff_id,
             starts_at, ends_at, expires_at, saga_id, pause_bookable_policy, created_at)
         VALUES (:id, :company, :call, :service, :event_type, :staff, :preferred, :starts_at, :ends_at,
             :expires_at, :saga, :policy, :now)",
    )?
    .execute(named_params! {
        ":id": hold.id, ":company": hold.company.0, ":call": hold.call_id, ":service": hold.service.0,
        ":event_type": first.event_type_id, ":staff": first.staff.as_ref().map(|s| &s.0),
        ":preferred": hold.preferred_staff.as_ref().map(|s| &s.0),
        ":starts_at": stamp::seconds(at.start()), ":ends_at": stamp::seconds(at.end()),
        ":expires_at": stamp::millis(hold.expires_at), ":saga": hold.saga,
        ":policy": first.note.policy.map(PausePolicy::as_str), ":now": stamp::millis(now),
    })?;
    for part in &hold.parts {
        hold_part::insert(tx, &hold.id, part)?;
    }
    Ok(())
}

/// Notes Cal.com's reservation at a part of an offer.
pub fn set_reservation(tx: &Tx, id: &str, position: u32, reservation_uid: &str) -> Result<()> {
    tx.prepare_cached(
        "UPDATE hold_parts SET reservation_uid = ?3 WHERE hold_id = ?1 AND position = ?2",
    )?
    .execute((id, position, reservation_uid))?;
    Ok(())
}

/// The hold of an id.
pub fn find(connection: &Connection, id: &str) -> Result<Option<Hold>> {
    let found = connection
        .prepare_cached(
            "SELECT id, company_id, call_id, service_id, preferred_staff_id, expires_at, saga_id,
                 pause_bookable_policy FROM holds WHERE id = ?1",
        )?
        .query_row([id], |row| Ok(read(row)))
        .optional()?
        .transpose()?;
    let Some((mut hold, policy)) = found else { return Ok(None) };
    hold.parts = hold_part::of_hold(connection, id, policy)?;
    Ok(Some(hold))
}

/// Gives a hold to the booking that uses it. The call's other offers are in nobody's way any more.
pub fn attach(tx: &Tx, id: &str, saga: &str) -> Result<()> {
    tx.prepare_cached("UPDATE holds SET saga_id = ?2, is_let_go = 0 WHERE id = ?1")?
        .execute((id, saga))?;
    tx.prepare_cached(
        "UPDATE holds SET is_let_go = 1
         WHERE call_id = (SELECT call_id FROM holds WHERE id = ?1) AND saga_id IS NULL AND is_let_go = 0",
    )?
    .execute([id])?;
    Ok(())
}

/// Takes an offer back that was never told: nothing backs it. What of it was reserved is given back.
pub fn withdraw(tx: &Tx, id: &str, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE holds SET is_let_go = 1, expires_at = ?2 WHERE id = ?1 AND saga_id IS NULL",
    )?
    .execute((id, stamp::millis(now)))?;
    Ok(())
}

/// The reservations at Cal.com of offers that were let go: uid by uid, at most so many.
pub fn let_go_reservations(connection: &Connection, most: u32) -> Result<Vec<String>> {
    let rows = connection
        .prepare_cached(
            "SELECT p.reservation_uid FROM holds h JOIN hold_parts p ON p.hold_id = h.id
             WHERE h.is_let_go = 1 AND h.saga_id IS NULL AND p.reservation_uid IS NOT NULL LIMIT ?1",
        )?
        .query_map([most], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// Forgets a reservation that is given back, or that nobody could give back: it ends by itself.
pub fn forget_reservation(tx: &Tx, reservation_uid: &str) -> Result<()> {
    tx.prepare_cached("UPDATE hold_parts SET reservation_uid = NULL WHERE reservation_uid = ?1")?
        .execute([reservation_uid])?;
    Ok(())
}

/// Removes what expired, up to a limit, so that the table stays small.
pub fn sweep(tx: &Tx, now: OffsetDateTime, most: u32) -> Result<usize> {
    Ok(tx
        .prepare_cached(&format!(
            "DELETE FROM holds WHERE id IN (SELECT h.id FROM holds h WHERE NOT {IN_FORCE} LIMIT :most)"
        ))?
        .execute(named_params! { ":now": stamp::millis(now), ":most": most })?)
}

/// What a staff member's time is held for by others than this call, within a span.
pub fn occupied(
    connection: &Connection,
    staff: &StaffId,
    span: Interval,
    call_id: &str,
    now: OffsetDateTime,
) -> Result<Claim> {
    let wider = span.widened(Duration::minutes(segment::AROUND_MAX_MINUTES));
    let mut query = connection.prepare_cached(&format!(
        "SELECT p.starts_at, p.ends_at, p.settle_minutes, p.return_minutes, p.buffer_minutes
         FROM hold_parts p JOIN holds h ON h.id = p.hold_id
         WHERE p.starts_at < :end AND p.ends_at > :start AND p.staff_id = :staff
           AND (h.call_id <> :call OR h.saga_id IS NOT NULL) AND h.is_let_go = 0 AND {IN_FORCE}"
    ))?;
    let mut rows = query.query(named_params! {
        ":staff": staff.0, ":start": stamp::seconds(wider.start()), ":end": stamp::seconds(wider.end()),
        ":call": call_id, ":now": stamp::millis(now),
    })?;
    let mut claim = Claim::default();
    while let Some(row) = rows.next()? {
        claim.join(segment::taken(row)?);
    }
    Ok(claim)
}

/// The parts of the offers that were made in this call and have not expired.
pub fn offered(
    connection: &Connection,
    call_id: &str,
    now: OffsetDateTime,
) -> Result<Vec<PlannedBooking>> {
    let ids: Vec<String> = connection
        .prepare_cached(
            "SELECT id FROM holds WHERE call_id = :call AND saga_id IS NULL AND expires_at > :now
             ORDER BY id",
        )?
        .query_map(named_params! { ":call": call_id, ":now": stamp::millis(now) }, |row| {
            row.get(0)
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut parts = Vec::new();
    for id in ids {
        parts.extend(hold_part::of_hold(connection, &id, None)?);
    }
    Ok(parts)
}

fn read(row: &Row) -> Result<(Hold, Option<PausePolicy>)> {
    let policy = match row.get::<_, Option<String>>("pause_bookable_policy")? {
        Some(text) => Some(
            PausePolicy::parse(&text)
                .ok_or_else(|| Error::internal("holds has an unknown policy"))?,
        ),
        None => None,
    };
    let hold = Hold {
        id: row.get("id")?,
        company: CompanyId(row.get("company_id")?),
        call_id: row.get("call_id")?,
        service: ServiceId(row.get("service_id")?),
        preferred_staff: row.get::<_, Option<String>>("preferred_staff_id")?.map(StaffId),
        parts: Vec::new(),
        expires_at: stamp::parse(&row.get::<_, String>("expires_at")?)?,
        saga: row.get("saga_id")?,
    };
    Ok((hold, policy))
}
