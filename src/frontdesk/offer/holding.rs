//! Holding what is offered: here always, at Cal.com where a reservation is exact. What is known from memory is told only
//! if its reservation backs it.

use crate::domain::ids::{OFFER_ID_CHARS, StaffId};
use crate::domain::visit::offer::Offer;
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::visit::{pause, plan};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::place::Places;
use crate::frontdesk::offer::ask::OFFERS_MAX;
use crate::frontdesk::offer::best::{self, Begins};
use crate::frontdesk::offer::question::Budget;
use crate::frontdesk::offer::reserving::Reserved;
use crate::frontdesk::offer::search::{Search, Visit};
use crate::frontdesk::offer::taken::Asker;
use crate::frontdesk::offer::{own, reserving, search};
use crate::store::db::tx::Tx;
use crate::store::visit::hold::Hold;
use crate::store::visit::{hold, segment};
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::time::Instant;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// How often it is looked for something else in place of what was refused.
const ROUNDS_MAX: usize = 4;

/// An offer that is held.
#[derive(Clone)]
struct Held {
    hold: Hold,
    pause_minutes: Option<u32>,
    /// How long ago it was told that it is free; zero if just now.
    age: std::time::Duration,
}

impl Begins for Held {
    fn start(&self) -> OffsetDateTime {
        self.hold.parts.first().map_or(OffsetDateTime::UNIX_EPOCH, |part| part.at.start())
    }
}

/// Holds the best of what was found, and reserves it at Cal.com where that is exact.
///
/// What Cal.com refuses to reserve is taken back, and something else is held in its place, as far as the question's
/// calls go: who was refused is asked for afresh. An offer of which Cal.com says nothing stands only if it was told just
/// now that it is free; `Unavailable` if nothing is left because of that.
pub(crate) fn hold_found(
    desk: &Desk,
    searches: &mut [Search],
    budget: &Budget,
    deadline: Instant,
) -> Result<Vec<Offer>> {
    let Some(first) = searches.first() else { return Ok(Vec::new()) };
    let preference = first.wanted.preference.clone();
    let keep = Keep::of(desk, first);
    let mut own = own::minutes(desk, &first.ask)?;
    let (mut held, mut is_unclear): (Vec<Held>, bool) = (Vec::new(), false);
    for _ in 0..ROUNDS_MAX {
        let next = match next(desk, searches, &held, budget) {
            Ok(next) => next,
            // What is held already is told all the same.
            Err(Error::Unavailable(_)) if !held.is_empty() => break,
            Err(error) => return Err(error),
        };
        is_unclear |= next.is_spent;
        let is_last = next.visits.is_empty();
        let kept = keep_best(desk, &keep, next.visits, searches, &held)?;
        let holds: Vec<&Hold> = kept.iter().map(|one| &one.hold).collect();
        let reserved = reserving::reserve(desk, &holds, &own, budget, deadline);
        let (stand, fail): (Vec<_>, Vec<_>) =
            kept.into_iter().zip(reserved).partition(|(held, reserved)| stands(held, reserved));
        note(desk, &stand, &fail)?;
        own.extend(stand.iter().flat_map(|(held, _)| own::of_offer(&held.hold)));
        held.extend(stand.into_iter().map(|(held, _)| held));
        is_unclear |= fail.iter().any(|(_, reserved)| reserved.refused.is_empty());
        if is_last || (fail.is_empty() && !next.is_more) {
            break;
        }
        if !fail.is_empty() {
            look_elsewhere(desk, searches, &fail, budget, deadline)?;
        }
    }
    if held.is_empty() && is_unclear {
        return Err(Error::Unavailable("the calendar".into()));
    }
    let held = best::best(&held, &preference, &keep.asker.zone);
    let Some(first) = searches.first() else { return Ok(Vec::new()) };
    let places = desk.store.read(|connection| Places::read(connection, desk.salon.company))?;
    held.into_iter().map(|held| offer(first, &places, held)).collect()
}

/// What may be held besides what is held already.
#[derive(Default)]
struct Next {
    visits: Vec<Visit>,
    /// Others were left out because of these.
    is_more: bool,
    /// Others were left out because they could not be reserved any more.
    is_spent: bool,
}

/// No more than can be reserved; and of what is known from memory nothing that overlaps in an event type: the one
/// reservation would be in the other's way.
fn next(desk: &Desk, searches: &[Search], held: &[Held], budget: &Budget) -> Result<Next> {
    let wanted = OFFERS_MAX.saturating_sub(held.len());
    if wanted == 0 {
        return Ok(Next::default());
    }
    let offered = held.iter().map(|held| plan::span(&held.hold.parts));
    let offered = offered.collect::<Result<Vec<_>>>()?;
    let found = desk.store.read(|connection| search::best(connection, searches, &offered))?;
    let (mut next, mut left) = (Next::default(), budget.reservations());
    for visit in found.into_iter().take(wanted) {
        let needed = visit.parts.iter().filter(|part| part.staff.is_some()).count();
        let Some(rest) = left.checked_sub(needed) else {
            next.is_spent = true;
            continue;
        };
        let is_known_now = age_of(searches, &visit.parts).is_zero();
        if !is_known_now && next.visits.iter().any(|other| overlap(&visit, other)) {
            next.is_more = true;
            continue;
        }
        left = rest;
        next.visits.push(visit);
    }
    Ok(next)
}

fn overlap(one: &Visit, other: &Visit) -> bool {
    let is_same = |part: &PlannedBooking| {
        let mut others = other.parts.iter();
        others.any(|it| it.event_type_id == part.event_type_id && it.at.overlaps(&part.at))
    };
    one.parts.iter().any(is_same)
}

/// How long ago it was told that these parts are free: by the oldest of it.
fn age_of(searches: &[Search], parts: &[PlannedBooking]) -> std::time::Duration {
    searches.iter().filter_map(|search| search.age_of(parts)).max().unwrap_or_default()
}

/// What another caller was quicker with is left out. If that is all, it is looked again where none can be quicker: in
/// the transaction that holds.
fn keep_best(
    desk: &Desk,
    keep: &Keep,
    visits: Vec<Visit>,
    searches: &[Search],
    held: &[Held],
) -> Result<Vec<Held>> {
    if visits.is_empty() {
        return Ok(Vec::new());
    }
    let (keep, again) = (keep.clone(), searches.to_vec());
    let may_look_again = held.is_empty();
    let kept = desk.store.write(move |tx| {
        let kept = keep.keep(tx, visits)?;
        match kept.is_empty() && may_look_again {
            true => keep.keep(tx, search::best(tx, &again, &[])?),
            false => Ok(kept),
        }
    })?;
    let with_age = |(hold, pause_minutes): (Hold, Option<u32>)| {
        let age = age_of(searches, &hold.parts);
        Held { hold, pause_minutes, age }
    };
    Ok(kept.into_iter().map(with_age).collect())
}

/// Whether an offer may be told.
fn stands(held: &Held, reserved: &Reserved) -> bool {
    reserved.refused.is_empty() && (reserved.unclear == 0 || held.age.is_zero())
}

/// Notes what was reserved, and takes back what nothing backs.
fn note(desk: &Desk, stand: &[(Held, Reserved)], fail: &[(Held, Reserved)]) -> Result<()> {
    let uids = stand.iter().chain(fail).flat_map(|(held, reserved)| {
        let id = held.hold.id.clone();
        reserved.uids.iter().map(move |(position, uid)| (id.clone(), *position, uid.clone()))
    });
    let uids: Vec<(String, u32, String)> = uids.collect();
    let failed: Vec<String> = fail.iter().map(|(held, _)| held.hold.id.clone()).collect();
    if uids.is_empty() && failed.is_empty() {
        return Ok(());
    }
    let (now, must) = (desk.now(), !failed.is_empty());
    let noted = desk.store.write(move |tx| {
        for (id, position, uid) in &uids {
            hold::set_reservation(tx, id, *position, uid)?;
        }
        failed.iter().try_for_each(|id| hold::withdraw(tx, id, now))
    });
    match noted {
        Err(error) if !must => {
            // The hold here is what counts; the reservation ends by itself.
            if !error.is_told() {
                log::warn!("a reservation could not be noted: {}", error.for_log());
            }
            Ok(())
        }
        noted => noted,
    }
}

/// Leaves out what was refused, and asks afresh who else it concerns: what was known of that person was wrong, or not
/// backed.
fn look_elsewhere(
    desk: &Desk,
    searches: &mut [Search],
    fail: &[(Held, Reserved)],
    budget: &Budget,
    deadline: Instant,
) -> Result<()> {
    budget.reserve_further();
    budget.ask_further();
    let mut people: BTreeSet<StaffId> = BTreeSet::new();
    for (held, reserved) in fail {
        for (event_type, start) in &reserved.refused {
            searches.iter_mut().for_each(|search| search.refuse(*event_type, *start));
        }
        let doubted = |part: &&PlannedBooking| {
            let is_refused =
                |(id, at): &(i64, _)| *id == part.event_type_id && *at == part.at.start();
            reserved.refused.is_empty() || reserved.refused.iter().any(is_refused)
        };
        people.extend(held.hold.parts.iter().filter(doubted).filter_map(|part| part.staff.clone()));
        for (event_type, _) in &reserved.refused {
            if let Ok(at) = plan::span(&held.hold.parts) {
                desk.salon.free_times.changed(Some(*event_type), None, at);
            }
        }
    }
    for search in searches {
        let event_types = search.ways.event_types_of(&people);
        search.ask_afresh(desk, &event_types, budget, deadline)?;
    }
    Ok(())
}

fn offer(search: &Search, places: &Places, held: Held) -> Result<Offer> {
    let Held { hold, pause_minutes, age } = held;
    let first_part = hold.parts.first();
    let lead = first_part.and_then(|part| part.staff.clone());
    let branch = first_part.and_then(|part| search.ways.branch_of(part.event_type_id));
    let roster = &search.ways.roster;
    let staff = roster.iter().find(|person| Some(&person.id) == lead.as_ref());
    Ok(Offer {
        id: hold.id,
        at: plan::span(&hold.parts)?,
        staff: staff.cloned(),
        branch: places.name(branch),
        parts: hold.parts,
        pause_minutes,
        held_until: hold.expires_at,
        known_seconds_ago: age.as_secs(),
    })
}

#[derive(Clone)]
struct Keep {
    /// But for its id and its parts.
    like: Hold,
    asker: Asker,
    now: OffsetDateTime,
}

impl Keep {
    /// For offers in answer to this.
    fn of(desk: &Desk, search: &Search) -> Keep {
        let now = desk.now();
        let lifetime = desk.salon.config.booking.offer_lifetime_seconds;
        let lifetime = Duration::seconds(i64::try_from(lifetime).unwrap_or(i64::MAX));
        let like = Hold {
            id: String::new(),
            company: desk.salon.company,
            call_id: search.ask.call_id.clone(),
            service: search.ask.service.id,
            preferred_staff: search.ask.staff.clone(),
            parts: Vec::new(),
            expires_at: now.saturating_add(lifetime),
        };
        Keep { like, asker: search.asker.clone(), now }
    }

    /// Keeps what is still free, with the minutes that are free in the pause it lies in.
    fn keep(&self, tx: &Tx, visits: Vec<Visit>) -> Result<Vec<(Hold, Option<u32>)>> {
        let mut kept = Vec::new();
        for visit in visits {
            if !self.asker.are_free(tx, &visit.parts)? {
                continue;
            }
            let pause_minutes = pause_minutes(tx, &self.asker, &visit.parts)?;
            let id = Uuid::new_v4().simple().to_string().chars().take(OFFER_ID_CHARS).collect();
            let hold = Hold { id, parts: visit.parts, ..self.like.clone() };
            hold::insert(tx, &hold, self.now)?;
            kept.push((hold, pause_minutes));
        }
        Ok(kept)
    }
}

/// If these minutes lie in the free pause of another visit: how many are free there from their start on.
fn pause_minutes(
    connection: &Connection,
    asker: &Asker,
    parts: &[PlannedBooking],
) -> Result<Option<u32>> {
    let [part] = parts else { return Ok(None) };
    let Some(staff) = &part.staff else { return Ok(None) };
    let visits = segment::visits_around(connection, staff, part.at)?;
    let pauses: Vec<_> = visits.iter().flat_map(|visit| pause::free_pauses(visit)).collect();
    let Some(around) = pauses.into_iter().find(|pause| pause.contains(&part.at)) else {
        return Ok(None);
    };
    let gaps = pause::pause_gaps(&[around], &asker.taken(connection, staff, around)?);
    Ok(Some(pause::free_minutes(&gaps, part.at.start())).filter(|minutes| *minutes > 0))
}
