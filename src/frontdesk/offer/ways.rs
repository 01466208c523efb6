//! The ways in which a service can be booked: who does which segment, by which event type, and how long it takes.

use crate::domain::calendar::interval::Interval;
use crate::domain::ids::{BranchId, CompanyId, StaffId};
use crate::domain::people::staff::StaffMember;
use crate::domain::service::catalogue::{Composition, PausePolicy, Performer, SegmentKey};
use crate::domain::visit::note::PartNote;
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::visit::planner::Planned;
use crate::domain::visit::planner_question::Way;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::length;
use crate::frontdesk::offer::pool;
use crate::store::host::staff;
use crate::store::service::catalogue::Service;
use crate::store::service::event_map::EventMapEntry;
use crate::store::service::segments::PerformerRow;
use crate::store::service::{event_map, segments};
use std::collections::{BTreeMap, BTreeSet};
use time::OffsetDateTime;

/// What Cal.com's event types usually begin at.
pub(crate) const STARTS_EVERY_MINUTES: i64 = 5;
const HOUR_SECONDS: i64 = 3_600;

/// Minutes that Cal.com shows as taken because of ourselves: a visit that is being moved, an offer of this very call.
#[derive(Clone, Debug)]
pub(crate) struct Own {
    /// Whose they are; `None` where Cal.com chooses.
    pub staff: Option<StaffId>,
    /// By which event type they are taken.
    pub event_type_id: i64,
    /// UTC.
    pub at: Interval,
    /// They are booked, by the visit that is being moved; else reserved, for an offer.
    pub is_booked: bool,
}

/// On which starts our own minutes count as free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grid {
    /// On all that event types usually begin at: for one start that was named.
    Usual,
    /// At the minutes of the hour at which Cal.com shows any: for what is offered.
    AsShown,
}

/// How a service can be booked in a branch.
pub(crate) struct Ways {
    pub composition: Composition,
    /// Per segment, in order: the event types of people who work, and of pools.
    pub segments: Vec<Vec<EventMapEntry>>,
    /// Everybody.
    pub roster: Vec<StaffMember>,
    /// The event types of pauses that are held.
    pauses: Vec<EventMapEntry>,
    performers: Vec<PerformerRow>,
}

/// What a pool has free, as far as it is known here.
pub(crate) type Free<'a> = &'a dyn Fn(&StaffId, Interval) -> bool;

pub(crate) fn of_service(desk: &Desk, service: &Service, branch: Option<BranchId>) -> Result<Ways> {
    let company = desk.salon.company;
    desk.store.glance(|connection| read(connection, company, service, branch))
}

fn read(
    connection: &rusqlite::Connection,
    company: CompanyId,
    service: &Service,
    branch: Option<BranchId>,
) -> Result<Ways> {
    let composition = segments::composition(connection, service.id)?;
    let performers = segments::performers(connection, service.id)?;
    let roster = staff::roster(connection, company)?;
    let person = |id: &StaffId| roster.iter().find(|person| person.id == *id);
    let usable = |entry: &EventMapEntry| match &entry.staff {
        None => is_here(branch, entry.branch),
        Some(id) => person(id)
            .is_some_and(|person| person.active && is_here(branch, entry.branch.or(person.branch))),
    };
    let mut all = event_map::of_service(connection, service.id)?;
    // A part of another length would break the plan of the visit; the desk is warned of it.
    all.retain(|entry| length::fits(entry, &composition, &performers));
    let (pauses, work): (Vec<_>, Vec<_>) = all
        .into_iter()
        .filter(usable)
        .partition(|entry| SegmentKey::parse(&entry.segment_key).is_none());
    let segments = composition
        .segments
        .iter()
        .map(|segment| {
            let key = segment.key.to_string();
            work.iter().filter(|entry| entry.segment_key == key).cloned().collect()
        })
        .collect();
    Ok(Ways { composition, segments, roster, pauses, performers })
}

fn is_here(wanted: Option<BranchId>, theirs: Option<BranchId>) -> bool {
    match (wanted, theirs) {
        (Some(wanted), Some(theirs)) => wanted == theirs,
        (None, _) | (_, None) => true,
    }
}

impl Ways {
    /// Whether this person can do what the visit's person does.
    pub fn can_lead(&self, id: &StaffId) -> bool {
        let own = |entries: &Vec<EventMapEntry>| {
            entries.iter().any(|entry| entry.staff.as_ref() == Some(id))
        };
        let pooled = |entries: &Vec<EventMapEntry>| {
            !entries.is_empty() && entries.iter().all(|entry| entry.staff.is_none())
        };
        let segments = || self.composition.segments.iter().zip(&self.segments);
        let of_lead = |performer| performer == Performer::Same;
        if segments().any(|(segment, _)| of_lead(segment.performer)) {
            segments()
                .filter(|(segment, _)| of_lead(segment.performer))
                .all(|(_, entries)| own(entries) || pooled(entries))
                && self.segments.iter().any(own)
        } else {
            self.segments.first().is_some_and(own)
        }
    }

    /// The event types to ask Cal.com about: each once, whatever else is wanted. With a wish others' are left out
    /// where the visit's person does the segment.
    ///
    /// Person by person, not segment by segment: who takes only a part of them can still lay out whole visits.
    /// First pools, which stand for everybody, then whom the customer asks for, then the others.
    pub fn to_ask(&self, wish: Option<&StaffId>) -> Vec<i64> {
        let mut people: Vec<Option<&StaffId>> = vec![None, wish];
        let mut asked: Vec<(usize, i64)> = Vec::new();
        for (segment, entries) in self.composition.segments.iter().zip(&self.segments) {
            let wished = |entry: &&EventMapEntry| {
                wish.is_none()
                    || segment.performer == Performer::Any
                    || entry.staff.is_none()
                    || entry.staff.as_ref() == wish
            };
            for entry in entries.iter().filter(wished) {
                let person = entry.staff.as_ref();
                let place = people.iter().position(|known| *known == person);
                let place = place.unwrap_or_else(|| {
                    people.push(person);
                    people.len().saturating_sub(1)
                });
                asked.push((place, entry.event_type_id));
            }
        }
        asked.sort_by_key(|(place, _)| *place);
        asked.into_iter().map(|(_, id)| id).collect()
    }

    /// Whether of this event type Cal.com chooses who does it.
    pub fn is_pool(&self, event_type_id: i64) -> bool {
        let mut entries = self.segments.iter().flatten();
        entries.any(|entry| entry.event_type_id == event_type_id && entry.staff.is_none())
    }

    /// The event types by which any of these people works.
    pub fn event_types_of(&self, people: &BTreeSet<StaffId>) -> Vec<i64> {
        let theirs = |entry: &&EventMapEntry| {
            entry.staff.as_ref().is_some_and(|person| people.contains(person))
        };
        let entries = self.segments.iter().flatten().filter(theirs);
        entries.map(|entry| entry.event_type_id).collect()
    }

    /// The same without these event types: refused just now, or broken.
    pub fn without(mut self, event_types: &[i64]) -> Ways {
        for entries in self.segments.iter_mut().chain([&mut self.pauses]) {
            entries.retain(|entry| !event_types.contains(&entry.event_type_id));
        }
        self
    }

    pub fn are_complete(&self) -> bool {
        self.segments.iter().all(|entries| !entries.is_empty())
    }

    /// Who belongs to a pool.
    fn pool_people(&self, pool: &EventMapEntry) -> Vec<StaffId> {
        let entries: Vec<EventMapEntry> = self.segments.iter().flatten().cloned().collect();
        pool::of(pool, &entries, &self.performers, &self.roster)
    }

    /// Leaves out the starts of pools at which none of them can, as far as it is known here.
    pub fn keep_what_pools_can(
        &self,
        starts: &mut BTreeMap<i64, Vec<OffsetDateTime>>,
        is_free: Free,
    ) {
        for (segment, entries) in self.composition.segments.iter().zip(&self.segments) {
            for pool in entries.iter().filter(|entry| entry.staff.is_none()) {
                let Some(starts) = starts.get_mut(&pool.event_type_id) else { continue };
                let people = self.pool_people(pool);
                let minutes = self.minutes(segment.key, segment.minutes, pool);
                let length = time::Duration::minutes(minutes.into());
                starts.retain(|start| {
                    let at = Interval::new(*start, start.saturating_add(length));
                    people.is_empty() || at.is_ok_and(|at| people.iter().any(|id| is_free(id, at)))
                });
            }
        }
    }

    /// Where an event type of this service is done: in its own branch, else in its staff member's.
    pub fn branch_of(&self, event_type_id: i64) -> Option<BranchId> {
        let mut entries = self.segments.iter().flatten();
        let entry = entries.find(|entry| entry.event_type_id == event_type_id)?;
        let person = self.roster.iter().find(|one| Some(&one.id) == entry.staff.as_ref());
        entry.branch.or(person.and_then(|person| person.branch))
    }

    /// Everybody who may do any of it.
    pub fn people(&self) -> Vec<StaffId> {
        let entries = || self.segments.iter().flatten();
        let mut people: Vec<StaffId> = entries().filter_map(|entry| entry.staff.clone()).collect();
        for pool in entries().filter(|entry| entry.staff.is_none()) {
            people.extend(self.pool_people(pool));
        }
        people.sort();
        people.dedup();
        people
    }

    /// The planner's ways, with what Cal.com has free of each event type.
    pub fn with_starts(&self, free: &BTreeMap<i64, Vec<OffsetDateTime>>) -> Vec<Vec<Way>> {
        let segments = self.composition.segments.iter().zip(&self.segments);
        segments
            .map(|(segment, entries)| {
                let way = |entry: &EventMapEntry| Way {
                    staff: entry.staff.clone(),
                    event_type_id: entry.event_type_id,
                    minutes: self.minutes(segment.key, segment.minutes, entry),
                    starts: free.get(&entry.event_type_id).cloned().unwrap_or_default(),
                };
                entries.iter().map(way).collect()
            })
            .collect()
    }

    /// Adds the starts that Cal.com does not show because our own minutes are there. Cal.com has the last word all
    /// the same, when it is booked or moved.
    pub fn add_own_starts(
        &self,
        free: &mut BTreeMap<i64, Vec<OffsetDateTime>>,
        own: &[Own],
        grid: Grid,
    ) -> Result<()> {
        for way in self.with_starts(&BTreeMap::new()).into_iter().flatten() {
            // What Cal.com has not answered for is not known.
            let Some(starts) = free.get_mut(&way.event_type_id) else { continue };
            let is_of_way = |own: &&Own| match &way.staff {
                Some(_) => own.staff == way.staff,
                None => own.event_type_id == way.event_type_id,
            };
            let minute = |at: i64| at.rem_euclid(HOUR_SECONDS);
            let offered = own.iter().filter(is_of_way).map(|own| own.at.start());
            let shown = starts.iter().copied().chain(offered);
            let shown: BTreeSet<i64> = shown.map(|at| minute(at.unix_timestamp())).collect();
            for own in own.iter().filter(is_of_way) {
                let step = STARTS_EVERY_MINUTES.saturating_mul(60);
                let minutes = i64::from(way.minutes).saturating_mul(60);
                let first = own.at.start().unix_timestamp().saturating_sub(minutes);
                let mut at = first.div_euclid(step).saturating_add(1).saturating_mul(step);
                while at < own.at.end().unix_timestamp() {
                    if grid == Grid::Usual || shown.contains(&minute(at)) {
                        let at = OffsetDateTime::from_unix_timestamp(at);
                        starts.push(at.map_err(Error::internal)?);
                    }
                    at = at.saturating_add(step);
                }
            }
            starts.sort_unstable();
            starts.dedup();
        }
        Ok(())
    }

    /// How long it takes by this event type. A simple service takes what Cal.com will book, where that is known.
    fn minutes(&self, key: SegmentKey, usual: u32, entry: &EventMapEntry) -> u32 {
        if let (Some(there), false) = (entry.minutes_there, self.composition.is_composite()) {
            return there;
        }
        let own =
            |one: &&PerformerRow| one.segment == key && Some(&one.staff) == entry.staff.as_ref();
        self.performers.iter().find(own).and_then(|one| one.minutes).unwrap_or(usual)
    }

    /// The policy in force if this person does the visit.
    pub fn policy(&self, visit: Option<PausePolicy>, lead: Option<&StaffId>) -> PausePolicy {
        let person = self.roster.iter().find(|person| Some(&person.id) == lead);
        let own = person.and_then(|person| person.pause_bookable_policy);
        PausePolicy::in_force(visit, own, self.composition.policy)
    }

    /// What is booked for a planned visit. `Conflict` if a `blocked` pause has no event type to hold it with; the hold
    /// of a `flexible` one is left out then, and the pause counts as released.
    pub fn bookings(&self, planned: Planned) -> Result<Vec<PlannedBooking>> {
        let composite = self.composition.is_composite();
        let segments = u32::try_from(self.composition.segments.len()).map_err(Error::internal)?;
        let policy = composite.then_some(planned.policy);
        let mut bookings = Vec::new();
        for one in planned.parts {
            let part = one.part;
            let held = || self.pause_event(&part.key, one.staff.as_ref());
            let Some(event_type_id) = one.event_type_id.or_else(held) else {
                if planned.policy == PausePolicy::Blocked {
                    return Err(Error::Conflict(format!(
                        "there is no event type to hold the pause {} with",
                        part.key
                    )));
                }
                log::warn!("there is no event type to hold the pause {} with", part.key);
                continue;
            };
            bookings.push(PlannedBooking {
                note: PartNote {
                    segment: part.key,
                    position: part.position,
                    segments,
                    kind: part.kind,
                    policy,
                    name: if composite { part.name } else { String::new() },
                    settle_minutes: part.settle_minutes,
                    return_minutes: part.return_minutes,
                    buffer_minutes: part.buffer_minutes,
                },
                at: part.at,
                staff: one.staff,
                event_type_id,
            });
        }
        Ok(bookings)
    }

    fn pause_event(&self, key: &str, staff: Option<&StaffId>) -> Option<i64> {
        let found = self
            .pauses
            .iter()
            .find(|entry| entry.segment_key == key && entry.staff.as_ref() == staff);
        found.map(|entry| entry.event_type_id)
    }

    /// A simple service at a start that Cal.com was not asked about: one way as it is.
    pub fn simple_at(
        &self,
        entry: &EventMapEntry,
        start: OffsetDateTime,
    ) -> Result<PlannedBooking> {
        let segment = self.composition.segments.first();
        let segment = segment.ok_or_else(|| Error::internal("a service without segments"))?;
        let minutes = self.minutes(segment.key, segment.minutes, entry);
        let end = start.saturating_add(time::Duration::minutes(minutes.into()));
        let buffer_minutes = self.composition.buffer_minutes;
        Ok(PlannedBooking {
            note: PartNote { buffer_minutes, ..PartNote::simple() },
            at: Interval::new(start, end)?,
            staff: entry.staff.clone(),
            event_type_id: entry.event_type_id,
        })
    }
}
