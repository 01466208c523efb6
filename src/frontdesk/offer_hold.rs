//! Holding what is offered: here always, at Cal.com where a reservation is exact.

use crate::domain::Result;
use crate::domain::pause;
use crate::domain::staff::StaffMember;
use crate::domain::visit_plan;
use crate::domain::visit_plan::PlannedBooking;
use crate::frontdesk::Desk;
use crate::frontdesk::offer::Ask;
use crate::frontdesk::offer::Offer;
use crate::frontdesk::offer::Visit;
use crate::frontdesk::taken::Asker;
use crate::store::hold;
use crate::store::hold::Hold;
use crate::store::segment;
use rusqlite::Connection;
use std::thread;
use std::time::Instant;
use time::Duration;
use time::OffsetDateTime;
use uuid::Uuid;

/// Length of an offer's id: the agent repeats it, so it is short; it counts within its call alone.
const OFFER_ID_CHARS: usize = 10;

impl Desk {
    /// Holds what was chosen, and reserves it at Cal.com where that is exact. What somebody was quicker with is left out.
    pub(super) fn hold(
        &self,
        ask: &Ask,
        roster: &[StaffMember],
        chosen: Vec<Visit>,
        deadline: Instant,
    ) -> Result<Vec<Offer>> {
        if chosen.is_empty() {
            return Ok(Vec::new());
        }
        let now = self.now();
        let lifetime = self.salon.config.booking.offer_lifetime_seconds;
        let held_until =
            now.saturating_add(Duration::seconds(i64::try_from(lifetime).unwrap_or(i64::MAX)));
        let holds: Vec<Hold> =
            chosen.into_iter().map(|visit| self.new_hold(ask, visit, held_until)).collect();
        let asker = self.asker(&ask.call_id, ask.moving);
        let is_short = !ask.service.composite;
        let kept = self.store.write(move |tx| {
            let mut kept = Vec::new();
            for hold in holds {
                if asker.are_free(tx, &hold.parts)? {
                    let pause_minutes =
                        if is_short { pause_minutes(tx, &asker, &hold.parts)? } else { None };
                    hold::insert(tx, &hold, now)?;
                    kept.push((hold, pause_minutes));
                }
            }
            Ok(kept)
        })?;
        self.reserve(&kept, deadline);
        kept.into_iter()
            .map(|(hold, pause_minutes)| {
                let lead = hold.parts.first().and_then(|part| part.staff.clone());
                let staff = roster.iter().find(|person| Some(&person.id) == lead.as_ref());
                Ok(Offer {
                    id: hold.id,
                    at: visit_plan::span(&hold.parts)?,
                    staff: staff.cloned(),
                    parts: hold.parts,
                    pause_minutes,
                    held_until,
                })
            })
            .collect()
    }

    fn new_hold(&self, ask: &Ask, visit: Visit, held_until: OffsetDateTime) -> Hold {
        let id: String = Uuid::new_v4().simple().to_string().chars().take(OFFER_ID_CHARS).collect();
        Hold {
            id,
            company: self.salon.company,
            call_id: ask.call_id.clone(),
            service: ask.service.id,
            preferred_staff: ask.staff.clone(),
            parts: visit.parts,
            expires_at: held_until,
            saga: None,
        }
    }

    /// A courtesy to Cal.com's own booking page; the hold here is what counts, so a failure only goes to the log.
    fn reserve(&self, kept: &[(Hold, Option<u32>)], deadline: Instant) {
        let parts = |(hold, _): &'_ (Hold, Option<u32>)| {
            let id = hold.id.clone();
            hold.parts.clone().into_iter().map(move |part| (id.clone(), part))
        };
        let exact: Vec<(String, PlannedBooking)> =
            kept.iter().flat_map(parts).filter(|(_, part)| part.staff.is_some()).collect();
        let answers = thread::scope(|scope| {
            let asked: Vec<_> = exact
                .iter()
                .map(|(_, part)| {
                    let (event_type, start) = (part.event_type_id, part.at.start());
                    let minutes = u32::try_from(part.at.duration().whole_minutes()).unwrap_or(0);
                    scope.spawn(move || self.calcom.reserve(event_type, start, minutes, deadline))
                })
                .collect();
            asked.into_iter().map(|answer| answer.join()).collect::<Vec<_>>()
        });
        for ((id, part), answer) in exact.into_iter().zip(answers) {
            match answer {
                Ok(Ok(reserved)) => {
                    let position = part.note.position;
                    let noted = self
                        .store
                        .write(move |tx| hold::set_reservation(tx, &id, position, &reserved.uid));
                    if let Err(error) = noted {
                        log::warn!("a reservation could not be noted: {}", error.for_log());
                    }
                }
                Ok(Err(error)) => log::info!("no reservation at Cal.com: {error}"),
                Err(_) => log::error!("a reservation panicked"),
            }
        }
    }
}

/// If these minutes lie in the free pause of somebody's visit: how many are free there from their start on.
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
