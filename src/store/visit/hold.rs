//! `holds`: minutes kept for a customer to whom they were offered on the phone. What a booking on its way keeps stands with
//! its saga (`sagas.kept`).

use crate::domain::calendar::interval::Interval;
use crate::domain::ids::{CompanyId, ServiceId, StaffId};
use crate::domain::service::catalogue::PausePolicy;
use crate::domain::visit::plan;
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use crate::store::visit::hold_part;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use time::{Duration, OffsetDateTime};

/// No reservation is made for longer.
const RESERVED_MINUTES_MAX: i64 = 60;

/// An offer's hold.
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
}

/// Keeps a hold.
pub fn insert(tx: &Tx, hold: &Hold, now: OffsetDateTime) -> Result<()> {
    let at = plan::span(&hold.parts)?;
    let first = hold.parts.first().ok_or_else(|| Error::internal("a hold without parts"))?;
    let kept = tx.prepare_cached(
        "INSERT INTO holds (id, company_id, call_id, service_id, preferred_staff_id, starts_at, ends_at, expires_at,
             parts, pause_bookable_policy, created_at)
         SELECT :id, :company, :call, :service, :preferred, :starts_at, :ends_at, :expires_at, :parts, :policy, :now
         WHERE NOT EXISTS (SELECT 1 FROM holds WHERE id = :id)",
    )?
    .execute(named_params! {
        ":id": hold.id, ":company": hold.company.0, ":call": hold.call_id, ":service": hold.service.0,
        ":preferred": hold.preferred_staff.as_ref().map(|s| &s.0),
        ":starts_at": stamp::seconds(at.start()), ":ends_at": stamp::seconds(at.end()),
        ":expires_at": stamp::millis(hold.expires_at), ":parts": hold_part::to_json(&hold.parts)?,
        ":policy": first.note.policy.map(PausePolicy::as_str), ":now": stamp::millis(now),
    })?;
    match kept {
        0 => Err(Error::internal("there is a hold of this name already")),
        _ => Ok(()),
    }
}

/// Notes Cal.com's reservation at a part of an offer.
pub fn set_reservation(tx: &Tx, id: &str, position: u32, reservation_uid: &str) -> Result<()> {
    tx.prepare_cached(
        "UPDATE holds SET parts = (
             SELECT json_group_array(iif(p.value ->> 'position' = :position,
                 json_set(p.value, '$.reservation_uid', :uid), json(p.value)) ORDER BY p.key)
             FROM json_each(holds.parts) p)
         WHERE id = :id",
    )?
    .execute(named_params! { ":id": id, ":position": position, ":uid": reservation_uid })?;
    Ok(())
}

/// The hold of an id.
pub fn find(connection: &Connection, id: &str) -> Result<Option<Hold>> {
    connection
        .prepare_cached(
            "SELECT id, company_id, call_id, service_id, preferred_staff_id, expires_at, parts,
                 pause_bookable_policy FROM holds WHERE id = ?1",
        )?
        .query_row([id], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// Takes up an offer, whose minutes its booking keeps from now on. The call's other offers are in nobody's way any more.
pub fn take_up(tx: &Tx, id: &str) -> Result<()> {
    tx.prepare_cached(
        "UPDATE holds SET is_let_go = 1
         WHERE call_id = (SELECT call_id FROM holds WHERE id = ?1) AND is_let_go = 0",
    )?
    .execute([id])?;
    tx.prepare_cached("DELETE FROM holds WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Takes an offer back that was never told: nothing backs it. What of it was reserved is given back.
pub fn withdraw(tx: &Tx, id: &str, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached("UPDATE holds SET is_let_go = 1, expires_at = ?2 WHERE id = ?1")?
        .execute((id, stamp::millis(now)))?;
    Ok(())
}

/// A reservation at Cal.com, and the minutes that it keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reserved {
    pub uid: String,
    pub event_type_id: i64,
    /// UTC.
    pub at: Interval,
}

/// The reservations at Cal.com of offers that were let go, at most so many.
pub fn let_go_reservations(connection: &Connection, most: u32) -> Result<Vec<Reserved>> {
    connection
        .prepare_cached(
            "SELECT p.value ->> 'reservation_uid', p.value ->> 'event_type_id', p.value ->> 'starts_at',
                 p.value ->> 'ends_at'
             FROM holds h, json_each(h.parts) p
             WHERE h.is_let_go = 1 AND p.value ->> 'reservation_uid' IS NOT NULL LIMIT ?1",
        )?
        .query_map([most], |row| {
            let times = (row.get::<_, String>(2)?, row.get::<_, String>(3)?);
            Ok((row.get(0)?, row.get(1)?, times))
        })?
        .map(|row| {
            let (uid, event_type_id, (start, end)) = row?;
            let at = Interval::new(stamp::parse(&start)?, stamp::parse(&end)?)?;
            Ok(Reserved { uid, event_type_id, at })
        })
        .collect()
}

/// Forgets a reservation that is given back, or that nobody could give back: it ends by itself.
pub fn forget_reservation(tx: &Tx, reservation_uid: &str) -> Result<()> {
    tx.prepare_cached(
        "UPDATE holds SET parts = (
             SELECT json_group_array(iif(p.value ->> 'reservation_uid' = ?1,
                 json_remove(p.value, '$.reservation_uid'), json(p.value)) ORDER BY p.key)
             FROM json_each(holds.parts) p)
         WHERE instr(parts, ?1) > 0",
    )?
    .execute([reservation_uid])?;
    Ok(())
}

/// Removes what expired, up to a limit, so that the table stays small: gives the parts of what went. What was withdrawn
/// waits until its reservations are given back, or have ended by themselves.
pub fn sweep(tx: &Tx, now: OffsetDateTime, most: u32) -> Result<Vec<PlannedBooking>> {
    let ended = now.saturating_sub(Duration::minutes(RESERVED_MINUTES_MAX));
    let gone: Vec<(i64, String)> = tx
        .prepare_cached(
            "SELECT h.rowid, h.parts FROM holds h WHERE h.expires_at <= :now
               AND (h.is_let_go = 0 OR instr(h.parts, 'reservation_uid') = 0 OR h.created_at < :ended)
             LIMIT :most",
        )?
        .query_map(
            named_params! {
                ":now": stamp::millis(now), ":most": most, ":ended": stamp::millis(ended),
            },
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?
        .collect::<rusqlite::Result<_>>()?;
    let mut parts = Vec::new();
    for (row, text) in gone {
        tx.prepare_cached("DELETE FROM holds WHERE rowid = ?1")?.execute([row])?;
        parts.extend(hold_part::of_json(&text, None)?);
    }
    Ok(parts)
}

/// The parts of the offers that were made in this call and have not expired.
pub fn offered(
    connection: &Connection,
    call_id: &str,
    now: OffsetDateTime,
) -> Result<Vec<PlannedBooking>> {
    let held: Vec<String> = connection
        .prepare_cached(
            "SELECT parts FROM holds WHERE call_id = :call AND expires_at > :now
             ORDER BY id",
        )?
        .query_map(named_params! { ":call": call_id, ":now": stamp::millis(now) }, |row| {
            row.get(0)
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut parts = Vec::new();
    for text in held {
        parts.extend(hold_part::of_json(&text, None)?);
    }
    Ok(parts)
}

fn read(row: &Row) -> Result<Hold> {
    let policy = match row.get::<_, Option<String>>("pause_bookable_policy")? {
        Some(text) => Some(
            PausePolicy::parse(&text)
                .ok_or_else(|| Error::internal("holds has an unknown policy"))?,
        ),
        None => None,
    };
    Ok(Hold {
        id: row.get("id")?,
        company: CompanyId(row.get("company_id")?),
        call_id: row.get("call_id")?,
        service: ServiceId(row.get("service_id")?),
        preferred_staff: row.get::<_, Option<String>>("preferred_staff_id")?.map(StaffId),
        parts: hold_part::of_json(&row.get::<_, String>("parts")?, policy)?,
        expires_at: stamp::parse(&row.get::<_, String>("expires_at")?)?,
    })
}
