//! Finding times: Cal.com's free slots, less what is kept here, offered with an id and a lifetime.
//!
//! The slot spoken on the phone is the slot booked: each offer is held here, and reserved at Cal.com where its
//! event type is one person's, so that a reservation is exact.

use crate::calcom::Slot;
use crate::calcom::errand;
use crate::domain::Error;
use crate::domain::Result;
use crate::domain::calendar;
use crate::domain::calendar::Interval;
use crate::domain::ids::BranchId;
use crate::domain::ids::StaffId;
use crate::domain::staff::StaffMember;
use crate::frontdesk::Desk;
use crate::frontdesk::book::Choice;
use crate::frontdesk::wish::When;
use crate::store::event_map;
use crate::store::event_map::EventMapEntry;
use crate::store::hold;
use crate::store::segment;
use crate::store::service::Service;
use crate::store::staff;
use std::thread;
use std::time::Instant;
use time::Date;
use time::Duration;
use time::OffsetDateTime;

/// More than three are not remembered on the phone.
pub const OFFERS_MAX: usize = 3;
/// How many event types are asked at a time; a service has about one per staff member.
const ASKED_MAX: usize = 8;
/// Offers lie at least so far apart while there are enough of them.
const OFFERS_APART_MINUTES: i64 = 90;
/// How much later alternatives may be.
const ALTERNATIVE_DAYS: i64 = 7;

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Ask {
    /// In this call.
    pub call_id: String,
    /// What.
    pub service: Service,
    /// Whom the customer asks for.
    pub staff: Option<StaffId>,
    /// Where.
    pub branch: Option<BranchId>,
    /// When.
    pub when: When,
}

/// A time that was found and is held.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// For `book_appointment`.
    pub id: String,
    /// With the length at the chair, UTC.
    pub at: Interval,
    /// Who would do it; `None` where Cal.com chooses.
    pub staff: Option<StaffMember>,
    /// Until then it is held, UTC.
    pub held_until: OffsetDateTime,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// As asked for.
    Offers(Vec<Offer>),
    /// Nothing as asked for; perhaps something near it.
    Alternatives(Vec<Offer>),
    /// Whom the customer asks for does not do this.
    NotDoneBy(StaffId),
}

/// A free start with the way to book it.
#[derive(Clone, Debug)]
pub(super) struct Free {
    pub at: Interval,
    pub event: EventMapEntry,
}

impl Desk {
    /// Finds at most three times and holds them. `Unavailable` if Cal.com cannot be asked.
    pub fn find_offers(&self, ask: &Ask, deadline: Instant) -> Result<Found> {
        let (events, roster) = self.ways_to_book(&ask.service, ask.branch)?;
        let wished: Vec<EventMapEntry> = match &ask.staff {
            None => events.clone(),
            Some(id) => events.iter().filter(|e| e.staff.as_ref() == Some(id)).cloned().collect(),
        };
        if let (true, Some(id)) = (wished.is_empty(), &ask.staff) {
            return Ok(Found::NotDoneBy(id.clone()));
        }
        let free = self.free_starts(ask, &wished, &ask.when, deadline)?;
        let offers =
            self.hold(ask, &roster, choose(&free, ask.when.at, &self.salon.zone), deadline)?;
        if !offers.is_empty() {
            return Ok(Found::Offers(offers));
        }
        let free = self.free_near(ask, &events, &wished, deadline)?;
        let chosen = choose(&free, ask.when.at, &self.salon.zone);
        self.hold(ask, &roster, chosen, deadline).map(Found::Alternatives)
    }

    /// The way to book one start as it is: the wished person's event type, else the first whose person is not kept
    /// elsewhere, else a pool's. Cal.com has the last word.
    pub fn choose_at(
        &self,
        service: Service,
        staff: Option<StaffId>,
        branch: Option<BranchId>,
        start: OffsetDateTime,
    ) -> Result<Choice> {
        let length = Duration::minutes(service.duration_minutes.into());
        let at = Interval::new(start, start.saturating_add(length))?;
        let (events, _) = self.ways_to_book(&service, branch)?;
        let suited: Vec<EventMapEntry> = match &staff {
            None => events,
            Some(id) => events.into_iter().filter(|e| e.staff.as_ref() == Some(id)).collect(),
        };
        let now = self.now();
        let mut chosen = suited.first().cloned();
        for event in &suited {
            let Some(person) = &event.staff else { continue };
            let occupied = self.store.read(|connection| {
                let mut occupied = segment::occupied(connection, person, at)?;
                occupied.extend(hold::occupied(connection, person, at, "", now)?);
                Ok(occupied)
            })?;
            if calendar::is_free(at, &occupied) {
                chosen = Some(event.clone());
                break;
            }
        }
        let language = self.salon.language;
        let event = chosen.ok_or_else(|| {
            Error::Invalid(language.pick(
                format!(
                    "{} kann so nicht gebucht werden. Darf es jemand anderes sein?",
                    service.name
                ),
                format!("{} cannot be booked like that. May it be somebody else?", service.name),
            ))
        })?;
        Ok(Choice { service, event, preferred: staff, at, offer: None })
    }

    /// Other days with whom was asked for, and the same days with others.
    fn free_near(
        &self,
        ask: &Ask,
        events: &[EventMapEntry],
        wished: &[EventMapEntry],
        deadline: Instant,
    ) -> Result<Vec<Free>> {
        let later = When {
            from: ask.when.from,
            until: ask.when.until.saturating_add(Duration::days(ALTERNATIVE_DAYS)),
            earliest: None,
            latest: None,
            at: None,
        };
        let mut free = self.free_starts(ask, wished, &later, deadline)?;
        let others: Vec<EventMapEntry> =
            events.iter().filter(|event| !wished.contains(event)).cloned().collect();
        if !others.is_empty() {
            free.extend(self.free_starts(ask, &others, &ask.when, deadline)?);
        }
        Ok(free)
    }

    fn ways_to_book(
        &self,
        service: &Service,
        branch: Option<BranchId>,
    ) -> Result<(Vec<EventMapEntry>, Vec<StaffMember>)> {
        let company = self.salon.company;
        self.store.read(|connection| {
            let roster = staff::roster(connection, company)?;
            let works = |entry: &EventMapEntry| match &entry.staff {
                None => true,
                Some(id) => roster.iter().any(|person| person.id == *id && person.active),
            };
            let branch_of = |entry: &EventMapEntry| {
                let person =
                    entry.staff.as_ref().and_then(|id| roster.iter().find(|p| p.id == *id));
                entry.branch.or(person.and_then(|person| person.branch))
            };
            let here = |entry: &EventMapEntry| match (branch, branch_of(entry)) {
                (Some(wanted), Some(theirs)) => wanted == theirs,
                (None, _) | (_, None) => true,
            };
            let events = event_map::of_segment(
                connection,
                service.id,
                crate::frontdesk::record::SIMPLE_SEGMENT,
            )?;
            let events = events.into_iter().filter(|e| works(e) && here(e)).collect();
            Ok((events, roster))
        })
    }

    /// Cal.com's slots of these event types, asked for side by side, less what is kept here.
    fn free_starts(
        &self,
        ask: &Ask,
        events: &[EventMapEntry],
        when: &When,
        deadline: Instant,
    ) -> Result<Vec<Free>> {
        let now = self.now();
        let zone = &self.salon.zone;
        let (from, _) = zone.day_bounds(when.from);
        let (_, until) = zone.day_bounds(when.until);
        let notice = i64::try_from(self.salon.config.booking.notice_minutes).unwrap_or(i64::MAX);
        let from = from.max(now.saturating_add(Duration::minutes(notice)));
        if until <= from {
            return Ok(Vec::new());
        }
        let span = Interval::new(from, until)?;
        let mut free = Vec::new();
        let mut failures = Vec::new();
        let errand = errand::current();
        for some in events.chunks(ASKED_MAX) {
            let answers = thread::scope(|scope| {
                let asked: Vec<_> = some
                    .iter()
                    .map(|event| {
                        let errand = errand.clone();
                        let ask = || self.calcom.slots(event.event_type_id, from, until, deadline);
                        (event, scope.spawn(move || errand::carry(errand, ask)))
                    })
                    .collect();
                asked.into_iter().map(|(event, answer)| (event, answer.join())).collect::<Vec<_>>()
            });
            for (event, answer) in answers {
                match answer {
                    Ok(Ok(slots)) => free.extend(self.not_kept(ask, event, &slots, span, when)?),
                    Ok(Err(error)) => failures.push(error.to_string()),
                    Err(_) => failures.push("the question panicked".into()),
                }
            }
        }
        if let (true, Some(failure)) = (free.is_empty(), failures.first()) {
            log::warn!("no slots from Cal.com: {failure}");
            return Err(Error::Unavailable("the calendar".into()));
        }
        Ok(free)
    }

    /// The one overlap function over this person's appointments and holds.
    fn not_kept(
        &self,
        ask: &Ask,
        event: &EventMapEntry,
        slots: &[Slot],
        span: Interval,
        when: &When,
    ) -> Result<Vec<Free>> {
        let now = self.now();
        let (occupied, pool) = self.store.read(|connection| match &event.staff {
            Some(id) => {
                let mut occupied = segment::occupied(connection, id, span)?;
                occupied.extend(hold::occupied(connection, id, span, &ask.call_id, now)?);
                Ok((occupied, false))
            }
            None => {
                let id = event.event_type_id;
                Ok((hold::occupied_pool(connection, id, span, &ask.call_id, now)?, true))
            }
        })?;
        let length = Duration::minutes(ask.service.duration_minutes.into());
        let mut free = Vec::new();
        for slot in slots {
            let at = Interval::new(slot.start, slot.start.saturating_add(length))?;
            // In a pool others may still be free beside a held one; Cal.com's answer says that somebody is.
            let kept = !pool && !calendar::is_free(at, &occupied);
            if slot.start >= span.start() && !kept && self.suits(slot.start, when) {
                free.push(Free { at, event: event.clone() });
            }
        }
        Ok(free)
    }

    fn suits(&self, start: OffsetDateTime, when: &When) -> bool {
        let (_, time) = self.salon.zone.local(start);
        when.earliest.is_none_or(|earliest| time >= earliest)
            && when.latest.is_none_or(|latest| time <= latest)
    }
}

/// At most three: nearest to the wished time, else the earliest, well apart while there are enough.
fn choose(free: &[Free], at: Option<time::Time>, zone: &crate::domain::zone::Zone) -> Vec<Free> {
    let off = |one: &Free| -> (Date, i64) {
        let (day, time) = zone.local(one.at.start());
        (day, at.map_or(0, |at| (time - at).whole_minutes().abs()))
    };
    let mut sorted: Vec<&Free> = free.iter().collect();
    // The exact time on any day comes first, then day by day; of one start, the first event type of the list.
    sorted.sort_by_key(|one| {
        let (day, minutes) = off(one);
        (at.is_some() && minutes != 0, day, minutes, one.at.start())
    });
    let mut chosen: Vec<Free> = Vec::new();
    let apart = Duration::minutes(if at.is_some() { 1 } else { OFFERS_APART_MINUTES });
    for least in [apart, Duration::minutes(1)] {
        for one in &sorted {
            let near = |other: &Free| (other.at.start() - one.at.start()).abs() < least;
            if chosen.len() < OFFERS_MAX && !chosen.iter().any(near) {
                chosen.push((*one).clone());
            }
        }
    }
    chosen.sort_by_key(|one| (at.is_some(), off(one).1 * i64::from(at.is_some()), one.at.start()));
    chosen
}
