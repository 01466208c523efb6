//! Writing a described service: its row, its segments and who does them, and only if something changed.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::domain::ids::ServiceId;
use crate::domain::service_description::Description;
use crate::store::Tx;
use crate::store::service;
use crate::store::service::DescribedBy;
use crate::store::service::Service;
use crate::store::service_segment;
use crate::store::service_segment::PerformerRow;
use crate::store::staff;
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
/// stays; else the revision grows and its event types are to be looked at.
///
/// `Invalid` if a key names nobody of the company.
pub fn put(
    tx: &Tx,
    company: CompanyId,
    described: &Description,
    by: DescribedBy,
    now: OffsetDateTime,
) -> Result<Written> {
    let performers = performers(tx, company, described)?;
    let composition = &described.composition;
    let before = service::find_by_key(tx, company, &described.key)?;
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
        None => service::insert(tx, company, &row, now)?,
        Some(before) if before == row && is_same(tx, &before, described, &performers)? => {
            return Ok(Written { id: before.id, changed: false });
        }
        Some(before) => {
            service::update(tx, &row, now)?;
            before.id
        }
    };
    service_segment::replace(tx, id, &composition.segments, &performers)?;
    service::service_changed(tx, id, now)?;
    Ok(Written { id, changed: true })
}

fn is_same(
    tx: &Tx,
    before: &Service,
    described: &Description,
    performers: &[PerformerRow],
) -> Result<bool> {
    let (mut new, mut old) = (performers.to_vec(), service_segment::performers(tx, before.id)?);
    let order = |one: &PerformerRow| (one.segment, one.staff.clone());
    new.sort_by_key(order);
    old.sort_by_key(order);
    let stored = service_segment::composition(tx, before.id)?;
    Ok(new == old && stored == described.composition)
}

fn performers(tx: &Tx, company: CompanyId, described: &Description) -> Result<Vec<PerformerRow>> {
    let ids: HashMap<String, _> =
        staff::listed(tx, company)?.into_iter().map(|one| (one.key, one.person.id)).collect();
    described
        .performers
        .iter()
        .map(|one| {
            let staff = ids.get(&one.staff).cloned().ok_or_else(|| {
                Error::invalid(format!(
                    "segment {}: nobody of the staff has the key {}",
                    one.segment, one.staff
                ))
            })?;
            Ok(PerformerRow { segment: one.segment, staff, minutes: one.minutes })
        })
        .collect()
}
