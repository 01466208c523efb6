//! The way to book one start as it is, without an offer.

use crate::domain::calendar::interval::{Claim, Interval};
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::visit::refusal::Reason;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::view::AppointmentView;
use crate::frontdesk::offer::ask::Ask;
use crate::frontdesk::offer::choice::{Choice, Chosen};
use crate::frontdesk::offer::ways::Ways;
use crate::frontdesk::offer::wish::When;
use crate::store::service::catalogue::Service;
use crate::store::service::event_map::EventMapEntry;
use std::sync::Arc;
use std::time::Instant;
use time::{Duration, OffsetDateTime};

impl Desk {
    /// How to book this start; the days asked for do not matter. What was refused just now is left out.
    ///
    /// A simple service is booked without asking first, Cal.com has the last word: the wished person's event type,
    /// else the first whose person is not kept elsewhere, else a pool's.
    pub fn choose_at(
        &self,
        ask: &Ask,
        start: OffsetDateTime,
        refused: &[i64],
        deadline: Instant,
    ) -> Result<Chosen> {
        let ways = self.ways_to_book(&ask.service, ask.branch)?;
        let can = |ways: &Ways| {
            ways.are_complete() && ask.staff.as_ref().is_none_or(|id| ways.can_lead(id))
        };
        if !can(&ways) {
            return Err(self.cannot_be_booked(ask));
        }
        let (ways, broken) = self.without_broken(ways)?;
        let ways = ways.without(refused);
        if !can(&ways) {
            return Ok(Chosen::No(broken.unwrap_or(Reason::Taken)));
        }
        let ways = Arc::new(ways);
        let parts = match ways.composition.is_composite() {
            true => self.visit_at(ask, &ways, start, deadline)?,
            false => Some(vec![self.simple_at(ask, &ways, start)?]),
        };
        let Some(parts) = parts else { return self.why_not_at(ask, &ways, start).map(Chosen::No) };
        Ok(Chosen::Way(Choice {
            service: ask.service.clone(),
            preferred: ask.staff.clone(),
            parts,
            offer: None,
        }))
    }

    /// The ways that are not broken, and why others are.
    pub(crate) fn without_broken(&self, ways: Ways) -> Result<(Ways, Option<Reason>)> {
        let broken = self.broken()?;
        let ids: Vec<i64> = ways.to_ask(None);
        let reasons = ids.iter().filter_map(|id| Some((*id, broken.of_event_type(*id)?)));
        let reasons: Vec<(i64, Reason)> = reasons.collect();
        let gone: Vec<i64> = reasons.iter().map(|(id, _)| *id).collect();
        Ok((ways.without(&gone), reasons.first().map(|(_, reason)| *reason)))
    }

    /// Why a composite visit does not fit at a start: what is against its leads there, if that is known here.
    fn why_not_at(&self, ask: &Ask, ways: &Ways, start: OffsetDateTime) -> Result<Reason> {
        let length = Duration::minutes(ways.composition.minutes().into());
        let wanted = Claim::busy(Interval::new(start, start.saturating_add(length))?);
        let people = match &ask.staff {
            Some(wish) => vec![wish.clone()],
            None => ways.people(),
        };
        let asker = self.asker(&ask.call_id, ask.moving);
        let mut reasons = Vec::new();
        for id in &people {
            let against = self.store.read(|connection| asker.against(connection, id, &wanted))?;
            reasons.push(against.unwrap_or(Reason::Taken));
        }
        let first = reasons.first().copied().unwrap_or(Reason::Taken);
        let same = reasons.iter().all(|reason| *reason == first);
        Ok(if same { first } else { Reason::Taken })
    }

    /// An offer, for a visit that is being moved: with the visit's own pauses, if they are other than the service's
    /// are now. `None` if it does not fit like that.
    pub(crate) fn offer_for_move(
        &self,
        call_id: &str,
        diary: &AppointmentView,
        choice: Choice,
        deadline: Instant,
    ) -> Result<Option<Choice>> {
        let policy = diary.row.plan.policy;
        let offered = choice.parts.first().and_then(|part| part.note.policy);
        if !diary.row.plan.is_composite() || !choice.service.composite || offered == policy {
            return Ok(Some(choice));
        }
        let start = choice.at()?.start();
        let (day, time) = self.salon.zone.local(start);
        let ask = Ask {
            call_id: call_id.to_owned(),
            service: choice.service.clone(),
            staff: choice.lead().cloned(),
            branch: None,
            when: When { from: day, until: day, earliest: None, latest: None, at: Some(time) },
            policy,
            moving: Some(diary.id),
        };
        let preferred = choice.preferred;
        Ok(match self.choose_at(&ask, start, &[], deadline)? {
            Chosen::Way(again) => Some(Choice { preferred, ..again }),
            Chosen::No(_) => None,
        })
    }

    /// A simple service by one event type.
    pub(crate) fn simple_part(
        &self,
        service: &Service,
        entry: &EventMapEntry,
        start: OffsetDateTime,
    ) -> Result<PlannedBooking> {
        self.ways_to_book(service, None)?.simple_at(entry, start)
    }

    fn simple_at(&self, ask: &Ask, ways: &Ways, start: OffsetDateTime) -> Result<PlannedBooking> {
        let wished = |entry: &&EventMapEntry| ask.staff.is_none() || entry.staff == ask.staff;
        let suited = ways.segments.iter().flatten().filter(wished);
        let suited: Vec<PlannedBooking> =
            suited.map(|entry| ways.simple_at(entry, start)).collect::<Result<_>>()?;
        // Where there is no choice, whether she is free is looked at once: when her minutes are taken.
        if let [only] = suited.as_slice() {
            return Ok(only.clone());
        }
        let asker = self.asker("", ask.moving);
        for part in suited.iter().filter(|part| part.staff.is_some()) {
            let one = std::slice::from_ref(part);
            if self.store.read(|connection| asker.are_free(connection, one))? {
                return Ok(part.clone());
            }
        }
        let pool = suited.iter().find(|part| part.staff.is_none());
        pool.or(suited.first()).cloned().ok_or_else(|| self.cannot_be_booked(ask))
    }

    fn cannot_be_booked(&self, ask: &Ask) -> Error {
        let name = &ask.service.name;
        Error::Invalid(self.salon.language.pick(
            format!("{name} kann so nicht gebucht werden. Darf es jemand anderes sein?"),
            format!("{name} cannot be booked like that. May it be somebody else?"),
        ))
    }
}
