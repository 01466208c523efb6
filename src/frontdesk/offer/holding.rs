//! Holding what is offered: here always, at Cal.com where a reservation is exact.

use crate::calcom::{origin, urgency};
use crate::domain::Result;
use crate::domain::ids::OFFER_ID_CHARS;
use crate::domain::visit::offer::Offer;
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::visit::{pause, plan};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::place::Places;
use crate::frontdesk::offer::question::Budget;
use crate::frontdesk::offer::search;
use crate::frontdesk::offer::search::{Search, Visit};
use crate::frontdesk::offer::taken::Asker;
use crate::store::db::tx::Tx;
use crate::store::visit::hold::Hold;
use crate::store::visit::{hold, segment};
use rusqlite::Connection;
use std::thread;
use std::time::Instant;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// How many reservations are given back in one step of the background work.
const GIVEN_BACK_MAX: u32 = 8;

/// Holds the best of what was found, and reserves it at Cal.com where that is exact.
///
/// What another caller was quicker with is left out. If that is all, it is looked again where none can be quicker: in
/// the transaction that holds.
pub(crate) fn hold_found(
    desk: &Desk,
    searches: &[Search],
    budget: &Budget,
    deadline: Instant,
) -> Result<Vec<Offer>> {
    let Some(first) = searches.first() else { return Ok(Vec::new()) };
    let (visits, places) = desk.store.read(|connection| {
        let places = Places::read(connection, desk.salon.company)?;
        Ok((search::best(connection, searches)?, places))
    })?;
    if visits.is_empty() {
        return Ok(Vec::new());
    }
    let now = desk.now();
    let lifetime = desk.salon.config.booking.offer_lifetime_seconds;
    let held_until =
        now.saturating_add(Duration::seconds(i64::try_from(lifetime).unwrap_or(i64::MAX)));
    let like = Hold {
        id: String::new(),
        company: desk.salon.company,
        call_id: first.ask.call_id.clone(),
        service: first.ask.service.id,
        preferred_staff: first.ask.staff.clone(),
        parts: Vec::new(),
        expires_at: held_until,
        saga: None,
    };
    let (keep, again) = (Keep { like, asker: first.asker.clone(), now }, searches.to_vec());
    let kept = desk.store.write(move |tx| {
        let kept = keep.keep(tx, visits)?;
        match kept.is_empty() {
            true => keep.keep(tx, search::best(tx, &again)?),
            false => Ok(kept),
        }
    })?;
    reserve(desk, &kept, budget, deadline);
    kept.into_iter()
        .map(|(hold, pause_minutes)| {
            let first_part = hold.parts.first();
            let lead = first_part.and_then(|part| part.staff.clone());
            let branch = first_part.and_then(|part| first.ways.branch_of(part.event_type_id));
            let roster = &first.ways.roster;
            let staff = roster.iter().find(|person| Some(&person.id) == lead.as_ref());
            Ok(Offer {
                id: hold.id,
                at: plan::span(&hold.parts)?,
                staff: staff.cloned(),
                branch: places.name(branch),
                parts: hold.parts,
                pause_minutes,
                held_until,
            })
        })
        .collect()
}

/// A courtesy to Cal.com's own booking page; the hold here is what counts, so a failure only goes to the log.
///
/// The first offers first, as far as the budget goes.
fn reserve(desk: &Desk, kept: &[(Hold, Option<u32>)], budget: &Budget, deadline: Instant) {
    let parts = |(hold, _): &'_ (Hold, Option<u32>)| {
        let id = hold.id.clone();
        hold.parts.clone().into_iter().map(move |part| (id.clone(), part))
    };
    let exact = kept.iter().flat_map(parts).filter(|(_, part)| part.staff.is_some());
    let exact: Vec<(String, PlannedBooking)> = exact.take_while(|_| budget.may_reserve()).collect();
    let asked_by = origin::current();
    // As long as the offer itself, in whole minutes.
    let lifetime = desk.salon.config.booking.offer_lifetime_seconds.div_ceil(60);
    let minutes = u32::try_from(lifetime).unwrap_or(u32::MAX);
    let answers = thread::scope(|scope| {
        let asked: Vec<_> = exact
            .iter()
            .map(|(_, part)| {
                let (event_type, start) = (part.event_type_id, part.at.start());
                let asked_by = asked_by.clone();
                let ask = move || desk.calcom.reserve(event_type, start, minutes, deadline);
                let urgently = move || urgency::of(budget.urgency, ask);
                scope.spawn(move || origin::carry(asked_by, urgently))
            })
            .collect();
        asked.into_iter().map(|answer| answer.join()).collect::<Vec<_>>()
    });
    for ((id, part), answer) in exact.into_iter().zip(answers) {
        match answer {
            Ok(Ok(reserved)) => {
                let position = part.note.position;
                let noted = desk
                    .store
                    .write(move |tx| hold::set_reservation(tx, &id, position, &reserved.uid));
                if let Err(error) = noted
                    && !error.is_told()
                {
                    log::warn!("a reservation could not be noted: {}", error.for_log());
                }
            }
            Ok(Err(error)) => log::info!("no reservation at Cal.com: {error}"),
            Err(_) => log::error!("a reservation panicked"),
        }
    }
}

/// Gives a few reservations back no longer needed: a courtesy too, so each is tried once.
///
/// Gives how many.
pub fn give_back(desk: &Desk, patience: std::time::Duration) -> Result<usize> {
    let let_go =
        desk.store.read(|connection| hold::let_go_reservations(connection, GIVEN_BACK_MAX))?;
    for uid in &let_go {
        if let Err(error) = desk.calcom.unreserve(uid, Instant::now() + patience) {
            log::info!("reservation {uid} ends by itself: {error}");
        }
        let uid = uid.clone();
        desk.store.write(move |tx| hold::forget_reservation(tx, &uid))?;
    }
    Ok(let_go.len())
}

struct Keep {
    /// But for its id and its parts.
    like: Hold,
    asker: Asker,
    now: OffsetDateTime,
}

impl Keep {
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
