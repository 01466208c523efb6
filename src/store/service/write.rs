//! Writing a described service: its row, its segments and who does them, and only if something changed.

use crate::domain::ids::{BranchId, CompanyId, ServiceId, StaffId};
use crate::domain::service::catalogue::SegmentKey;
use crate::domain::service::description::{Description, KEY_CHARS_MAX};
use crate::domain::service::edit;
use crate::domain::service::edit::Move;
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use crate::store::host::staff;
use crate::store::service::catalogue::{DescribedBy, Service};
use crate::store::service::segments::PerformerRow;
use crate::store::service::{catalogue, segments};
use rusqlite::{Connection, named_params};
use std::collections::HashMap;
use time::OffsetDateTime;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// The row.
    pub id: ServiceId,
    /// It is new, or something of it is.
    pub changed: bool,
}

/// Makes a service as described or writes it anew, by key. If it is so already nothing is written and its revision
/// stays; else the revision grows, its event types go where their segments went and are to be looked at. `moves` says
/// where; where it is not known it is found out by the segments' names.
///
/// `Invalid` if a key names no staff member of the company.
pub fn put(
    tx: &Tx,
    company: CompanyId,
    described: &Description,
    moves: Option<&[Move]>,
    by: DescribedBy,
    now: OffsetDateTime,
) -> Result<Written> {
    let performers = performers(tx, company, described)?;
    let composition = &described.composition;
    let before = catalogue::find_by_key(tx, company, &described.key)?;
    let row = Service {
        id: before.as_ref().map_or(ServiceId(0), |before| before.id),
        key: described.key.clone(),
        name: described.name.clone(),
        aliases: described.aliases.clone(),
        duration_minutes: composition.minutes(),
        composite: composition.is_composite(),
        policy: composition.policy,
        buffer_minutes: composition.buffer_minutes,
        booking_order: described.booking_order,
        revision: before.as_ref().map_or(1, |before| before.revision),
        described_by: by,
    };
    let id = match before {
        None => catalogue::insert(tx, company, &row, now)?,
        Some(before) if before == row && is_same(tx, &before, described, &performers)? => {
            return Ok(Written { id: before.id, changed: false });
        }
        Some(before) => {
            let old = segments::composition(tx, before.id)?;
            let found = || edit::moves(&old.segments, &composition.segments);
            let moves = moves.map_or_else(found, <[Move]>::to_vec);
            move_event_types(tx, before.id, &moves, now)?;
            catalogue::update(tx, &row, now)?;
            before.id
        }
    };
    segments::replace(tx, id, &composition.segments, &performers)?;
    let who_left = "staff_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM service_staff d
        WHERE d.service_id = calcom_event_map.service_id AND d.staff_id = calcom_event_map.staff_id
          AND d.segment_key = substr(calcom_event_map.segment_key, 1, 1))";
    give_back(tx, id, who_left, now)?;
    catalogue::service_changed(tx, id, now)?;
    Ok(Written { id, changed: true })
}

/// An event type of the salon's own, which we never change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnEventType {
    /// Cal.com's number.
    pub event_type_id: i64,
    /// `A`; `A+` for the pause behind A.
    pub segment_key: String,
    /// In which branch, where it matters.
    pub branch: Option<BranchId>,
    /// Whose; `None` means Cal.com chooses one of a pool.
    pub staff: Option<StaffId>,
}

/// Makes these the service's own event types, all of them. Whether that changed anything.
///
/// What we had made ourselves for the same segment, person and branch is given back at Cal.com. An event type that
/// was another service's, or made by us, is from now on what is said here.
pub fn set_own_event_types(
    tx: &Tx,
    company: CompanyId,
    service: ServiceId,
    mut wanted: Vec<OwnEventType>,
    now: OffsetDateTime,
) -> Result<bool> {
    wanted.sort();
    if wanted == own_event_types(tx, service)? {
        return Ok(false);
    }
    tx.prepare_cached("DELETE FROM calcom_event_map WHERE service_id = ?1 AND made_by = 'file'")?
        .execute([service.0])?;
    let now = stamp::seconds(now);
    for own in &wanted {
        tx.prepare_cached(
            "DELETE FROM calcom_event_map WHERE company_id = ?1 AND event_type_id = ?2",
        )?
        .execute((company.0, own.event_type_id))?;
        tx.prepare_cached(
            "UPDATE calcom_event_map SET is_retired = 1, sync_status = 'pending', updated_at = :now
             WHERE service_id = :service AND segment_key = :segment AND branch_id IS :branch
               AND staff_id IS :staff AND made_by = 'chairside' AND is_retired = 0",
        )?
        .execute(named_params! { ":service": service.0, ":segment": own.segment_key,
            ":branch": own.branch.map(|branch| branch.0), ":staff": own.staff.as_ref().map(|staff| &staff.0),
            ":now": now })?;
        tx.prepare_cached(
            "INSERT INTO calcom_event_map (company_id, branch_id, service_id, segment_key, staff_id, event_type_id,
                 created_at, updated_at)
             VALUES (:company, :branch, :service, :segment, :staff, :event_type, :now, :now)",
        )?
        .execute(named_params! { ":company": company.0, ":branch": own.branch.map(|branch| branch.0),
            ":service": service.0, ":segment": own.segment_key,
            ":staff": own.staff.as_ref().map(|staff| &staff.0), ":event_type": own.event_type_id, ":now": now })?;
    }
    Ok(true)
}

/// The service's own event types, in order.
pub fn own_event_types(connection: &Connection, service: ServiceId) -> Result<Vec<OwnEventType>> {
    let mut known = connection
        .prepare_cached(
            "SELECT event_type_id, segment_key, branch_id, staff_id FROM calcom_event_map
             WHERE service_id = ?1 AND made_by = 'file' AND event_type_id IS NOT NULL",
        )?
        .query_map([service.0], |row| {
            Ok(OwnEventType {
                event_type_id: row.get(0)?,
                segment_key: row.get(1)?,
                branch: row.get::<_, Option<i64>>(2)?.map(BranchId),
                staff: row.get::<_, Option<String>>(3)?.map(StaffId),
            })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    known.sort();
    Ok(known)
}

/// Event types go where their segments went. Those of a segment that is gone are given back at Cal.com, if we made
/// them, and else forgotten.
fn move_event_types(
    tx: &Tx,
    service: ServiceId,
    moves: &[Move],
    now: OffsetDateTime,
) -> Result<()> {
    let mut gone = Vec::new();
    for one in moves {
        for (from, to) in [
            (one.from.to_string(), one.to.map(|to| to.to_string())),
            (one.from.pause(), one.to.map(SegmentKey::pause)),
        ] {
            match to {
                // Not yet under its new letter, which another one may still have.
                Some(to) => {
                    tx.prepare_cached(
                        "UPDATE calcom_event_map SET segment_key = ?3, updated_at = ?4
                         WHERE service_id = ?1 AND segment_key = ?2 AND is_retired = 0",
                    )?
                    .execute((
                        service.0,
                        &from,
                        format!("{ON_THE_WAY}{to}"),
                        stamp::seconds(now),
                    ))?;
                }
                None => gone.push(from),
            };
        }
    }
    for key in gone {
        give_back(tx, service, &format!("segment_key = '{key}'"), now)?;
    }
    tx.prepare_cached(
        "UPDATE calcom_event_map SET segment_key = substr(segment_key, 2)
         WHERE service_id = ?1 AND substr(segment_key, 1, 1) = ?2",
    )?
    .execute((service.0, ON_THE_WAY))?;
    Ok(())
}

/// Before a letter within `move_event_types`; no segment is called so.
const ON_THE_WAY: &str = ">";

/// What is booked no more from now on: what we made is to be deleted at Cal.com, the salon's own is forgotten here.
/// The condition is ours, never a caller's words.
fn give_back(tx: &Tx, service: ServiceId, condition: &str, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(&format!(
        "DELETE FROM calcom_event_map WHERE service_id = ?1 AND made_by = 'file' AND {condition}"
    ))?
    .execute([service.0])?;
    tx.prepare_cached(&format!(
        "UPDATE calcom_event_map SET is_retired = 1, sync_status = 'pending', updated_at = ?2
         WHERE service_id = ?1 AND made_by = 'chairside' AND is_retired = 0 AND {condition}"
    ))?
    .execute((service.0, stamp::seconds(now)))?;
    Ok(())
}

fn is_same(
    tx: &Tx,
    before: &Service,
    described: &Description,
    performers: &[PerformerRow],
) -> Result<bool> {
    let (mut new, mut old) = (performers.to_vec(), segments::performers(tx, before.id)?);
    let order = |one: &PerformerRow| (one.segment, one.staff.clone());
    new.sort_by_key(order);
    old.sort_by_key(order);
    let stored = segments::composition(tx, before.id)?;
    Ok(new == old && stored == described.composition)
}

fn performers(tx: &Tx, company: CompanyId, described: &Description) -> Result<Vec<PerformerRow>> {
    let ids: HashMap<String, _> =
        staff::listed(tx, company)?.into_iter().map(|one| (one.key, one.person.id)).collect();
    let (mut rows, mut unknown) = (Vec::new(), Vec::new());
    for one in &described.performers {
        match ids.get(&one.staff) {
            Some(staff) => rows.push(PerformerRow {
                segment: one.segment,
                staff: staff.clone(),
                minutes: one.minutes,
            }),
            None => unknown.push(format!(
                "segment {}: no staff member has the key {}",
                one.segment,
                one.staff.chars().take(KEY_CHARS_MAX).collect::<String>().escape_debug()
            )),
        }
    }
    if unknown.is_empty() { Ok(rows) } else { Err(Error::invalid(unknown.join("\n"))) }
}
