//! The way to book one start as it is, without an offer.

use crate::domain::calendar::interval::{Claim, Interval};
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::visit::refusal::Reason;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::offer::ask::Ask;
use crate::frontdesk::offer::choice::{Choice, Chosen};
use crate::frontdesk::offer::question::Budget;
use crate::frontdesk::offer::ways::{Grid, STARTS_EVERY_MINUTES, Ways};
use crate::frontdesk::offer::{broken, own, search, taken, ways};
use crate::store::service::event_map::EventMapEntry;
use std::sync::Arc;
use std::time::Instant;
use time::{Duration, OffsetDateTime};

/// How to book this start; the days asked for do not matter. What was refused just now is left out.
///
/// A simple service is booked without asking first, Cal.com has the last word: the wished person's event type,
/// else the first whose person is not kept elsewhere, else a pool's. Only a start off every usual grid is looked for:
/// Cal.com would take it, and leave minutes before and behind it that nobody can book.
pub fn at(
    desk: &Desk,
    ask: &Ask,
    start: OffsetDateTime,
    refused: &[i64],
    deadline: Instant,
) -> Result<Chosen> {
    let ways = ways::of_service(desk, &ask.service, ask.branch)?;
    let can =
        |ways: &Ways| ways.are_complete() && ask.staff.as_ref().is_none_or(|id| ways.can_lead(id));
    if !can(&ways) {
        return Err(cannot_be_booked(desk, ask));
    }
    let (ways, broken) = broken::without_broken(desk, ways)?;
    let ways = ways.without(refused);
    if !can(&ways) {
        return Ok(Chosen::No(broken.unwrap_or(Reason::Taken)));
    }
    let ways = Arc::new(ways);
    let parts = match ways.composition.is_composite() || is_off_grid(start) {
        true => visit_at(desk, ask, &ways, start, deadline)?,
        false => Some(vec![simple_at(desk, ask, &ways, start)?]),
    };
    let Some(parts) = parts else { return why_not_at(desk, ask, &ways, start).map(Chosen::No) };
    Ok(Chosen::Way(Choice {
        service: ask.service.clone(),
        preferred: ask.staff.clone(),
        parts,
        offer: None,
    }))
}

/// Whether a start is none that event types usually begin at.
pub(crate) fn is_off_grid(start: OffsetDateTime) -> bool {
    start.unix_timestamp().rem_euclid(STARTS_EVERY_MINUTES.saturating_mul(60)) != 0
}

/// Why a visit does not fit at a start: what is against its leads there, if that is known here.
fn why_not_at(desk: &Desk, ask: &Ask, ways: &Ways, start: OffsetDateTime) -> Result<Reason> {
    let length = Duration::minutes(ways.composition.minutes().into());
    let wanted = Claim::busy(Interval::new(start, start.saturating_add(length))?);
    let people = match &ask.staff {
        Some(wish) => vec![wish.clone()],
        None => ways.people(),
    };
    let asker = taken::asker(desk, &ask.call_id, ask.moving);
    let mut reasons = Vec::new();
    for id in &people {
        let against = desk.store.read(|connection| asker.against(connection, id, &wanted))?;
        reasons.push(against.unwrap_or(Reason::Taken));
    }
    let first = reasons.first().copied().unwrap_or(Reason::Taken);
    let same = reasons.iter().all(|reason| *reason == first);
    Ok(if same { first } else { Reason::Taken })
}

fn simple_at(desk: &Desk, ask: &Ask, ways: &Ways, start: OffsetDateTime) -> Result<PlannedBooking> {
    let wished = |entry: &&EventMapEntry| ask.staff.is_none() || entry.staff == ask.staff;
    let suited = ways.segments.iter().flatten().filter(wished);
    let suited: Vec<PlannedBooking> =
        suited.map(|entry| ways.simple_at(entry, start)).collect::<Result<_>>()?;
    // Where there is no choice, whether the person is free is looked at once: when the minutes are taken.
    if let [only] = suited.as_slice() {
        return Ok(only.clone());
    }
    let asker = taken::asker(desk, "", ask.moving);
    for part in suited.iter().filter(|part| part.staff.is_some()) {
        let one = std::slice::from_ref(part);
        if desk.store.read(|connection| asker.are_free(connection, one))? {
            return Ok(part.clone());
        }
    }
    let pool = suited.iter().find(|part| part.staff.is_none());
    pool.or(suited.first()).cloned().ok_or_else(|| cannot_be_booked(desk, ask))
}

fn cannot_be_booked(desk: &Desk, ask: &Ask) -> Error {
    let name = &ask.service.name;
    Error::Invalid(desk.salon.language.pick(
        format!("{name} kann so nicht gebucht werden. Darf es jemand anderes sein?"),
        format!("{name} cannot be booked like that. May it be somebody else?"),
    ))
}

/// A visit at one start, as Cal.com has it free now but for ourselves; `None` if it is not.
fn visit_at(
    desk: &Desk,
    ask: &Ask,
    ways: &Arc<Ways>,
    start: OffsetDateTime,
    deadline: Instant,
) -> Result<Option<Vec<PlannedBooking>>> {
    let own = own::minutes(desk, ask)?;
    let budget = Budget::of_a_booking();
    let search =
        search::begin(desk, ask, ways, ask.staff.as_ref(), &ask.wanted, &budget, deadline)?;
    let Some(mut search) = search else { return Ok(None) };
    search.unasked_is_unknown();
    ways.add_own_starts(&mut search.starts, &own, Grid::Usual)?;
    desk.store.read(|connection| search.at(connection, start))
}
