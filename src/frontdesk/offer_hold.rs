//! Holding what is offered: here always, at Cal.com where a reservation is exact.

use crate::calcom::errand;
use crate::domain::Result;
use crate::domain::calendar;
use crate::domain::calendar::Interval;
use crate::domain::staff::StaffMember;
use crate::frontdesk::Desk;
use crate::frontdesk::offer::Ask;
use crate::frontdesk::offer::Free;
use crate::frontdesk::offer::Offer;
use crate::store::hold;
use crate::store::hold::Hold;
use crate::store::segment;
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
        chosen: Vec<Free>,
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
            chosen.into_iter().map(|free| self.new_hold(ask, free, held_until)).collect();
        let kept = self.store.write(move |tx| {
            let mut kept = Vec::new();
            for hold in holds {
                let at = Interval::new(hold.starts_at, hold.ends_at)?;
                let mut occupied = Vec::new();
                if let Some(id) = &hold.staff {
                    occupied = segment::occupied(tx, id, at)?;
                    occupied.extend(hold::occupied(tx, id, at, &hold.call_id, now)?);
                }
                if calendar::is_free(at, &occupied) {
                    hold::insert(tx, &hold, now)?;
                    kept.push(hold);
                }
            }
            Ok(kept)
        })?;
        self.reserve(&kept, ask.service.duration_minutes, deadline);
        kept.into_iter()
            .map(|hold| {
                let staff = roster.iter().find(|person| Some(&person.id) == hold.staff.as_ref());
                Ok(Offer {
                    at: Interval::new(hold.starts_at, hold.ends_at)?,
                    id: hold.id,
                    staff: staff.cloned(),
                    held_until,
                })
            })
            .collect()
    }

    fn new_hold(&self, ask: &Ask, free: Free, held_until: OffsetDateTime) -> Hold {
        let id: String = Uuid::new_v4().simple().to_string().chars().take(OFFER_ID_CHARS).collect();
        Hold {
            id,
            company: self.salon.company,
            call_id: ask.call_id.clone(),
            service: ask.service.id,
            event_type_id: free.event.event_type_id,
            staff: free.event.staff,
            preferred_staff: ask.staff.clone(),
            starts_at: free.at.start(),
            ends_at: free.at.end(),
            expires_at: held_until,
            reservation_uid: None,
            saga: None,
        }
    }

    /// A courtesy to Cal.com's own booking page; the hold here is what counts, so a failure only goes to the log.
    fn reserve(&self, kept: &[Hold], minutes: u32, deadline: Instant) {
        let exact: Vec<&Hold> = kept.iter().filter(|hold| hold.staff.is_some()).collect();
        let errand = errand::current();
        let answers = thread::scope(|scope| {
            let asked: Vec<_> = exact
                .iter()
                .map(|hold| {
                    let (event_type, start) = (hold.event_type_id, hold.starts_at);
                    let errand = errand.clone();
                    let ask = move || self.calcom.reserve(event_type, start, minutes, deadline);
                    scope.spawn(move || errand::carry(errand, ask))
                })
                .collect();
            asked.into_iter().map(|answer| answer.join()).collect::<Vec<_>>()
        });
        for (hold, answer) in exact.into_iter().zip(answers) {
            match answer {
                Ok(Ok(reserved)) => {
                    let id = hold.id.clone();
                    let noted =
                        self.store.write(move |tx| hold::set_reservation(tx, &id, &reserved.uid));
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
