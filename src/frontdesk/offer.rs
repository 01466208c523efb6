//! Finding times: Cal.com's free slots, less what is kept here, laid out as whole visits and offered with an id and a
//! lifetime.
//!
//! The slot spoken on the phone is the slot booked: each offer is held here, and reserved at Cal.com where its
//! event type is one person's, so that a reservation is exact. A simple service is a visit of one segment.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::booking::BookingStatus;
use crate::domain::calendar::Claim;
use crate::domain::calendar::Interval;
use crate::domain::ids::AppointmentId;
use crate::domain::ids::BranchId;
use crate::domain::ids::StaffId;
use crate::domain::planner;
use crate::domain::planner::Candidate;
use crate::domain::planner::Question;
use crate::domain::service::PausePolicy;
use crate::domain::staff::StaffMember;
use crate::domain::visit_plan::PlannedBooking;
use crate::domain::zone::Zone;
use crate::frontdesk::Desk;
use crate::frontdesk::visit_ways::Own;
use crate::frontdesk::visit_ways::Ways;
use crate::frontdesk::wish::When;
use crate::store::hold;
use crate::store::segment;
use crate::store::service::Service;
use std::collections::BTreeMap;
use std::time::Instant;
use time::Date;
use time::Duration;
use time::OffsetDateTime;
use time::Time;

/// More than three are not remembered on the phone.
pub const OFFERS_MAX: usize = 3;
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
    /// How she wants her pauses, over the person's and the service's policy.
    pub policy: Option<PausePolicy>,
    /// A visit that is being moved, and so does not stand in its own way.
    pub moving: Option<AppointmentId>,
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
    /// What would be booked, in the order of time.
    pub parts: Vec<PlannedBooking>,
    /// If it lies in the pause of somebody else's visit: how many minutes are free there from its start on.
    pub pause_minutes: Option<u32>,
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

/// Free times of a visit, and what it takes to lay one out.
struct FreeVisits {
    candidates: Vec<Candidate>,
    starts: BTreeMap<i64, Vec<OffsetDateTime>>,
    taken: BTreeMap<StaffId, Claim>,
    within: Interval,
    /// Why some event types were not answered for.
    failures: Vec<String>,
}

impl Desk {
    /// Finds at most three times and holds them. `Unavailable` if Cal.com cannot be asked.
    pub fn find_offers(&self, ask: &Ask, deadline: Instant) -> Result<Found> {
        let ways = self.ways_to_book(&ask.service, ask.branch)?;
        if let Some(id) = ask.staff.as_ref().filter(|id| !ways.can_lead(id)) {
            return Ok(Found::NotDoneBy(id.clone()));
        }
        let chosen = self.choose(ask, &ways, ask.staff.as_ref(), &ask.when, deadline)?;
        let offers = self.hold(ask, &ways.roster, chosen, deadline)?;
        if !offers.is_empty() {
            return Ok(Found::Offers(offers));
        }
        self.find_near(ask, &ways, deadline).map(Found::Alternatives)
    }

    /// Other days with whom was asked for, and the same days with others.
    fn find_near(&self, ask: &Ask, ways: &Ways, deadline: Instant) -> Result<Vec<Offer>> {
        let later = When {
            from: ask.when.from,
            until: ask.when.until.saturating_add(Duration::days(ALTERNATIVE_DAYS)),
            earliest: None,
            latest: None,
            at: None,
        };
        let mut chosen = self.choose(ask, ways, ask.staff.as_ref(), &later, deadline)?;
        if ask.staff.is_some() {
            chosen.extend(self.choose(ask, ways, None, &ask.when, deadline)?);
        }
        let chosen = choose(&chosen, ask.when.at, &self.salon.zone);
        self.hold(ask, &ways.roster, chosen, deadline)
    }

    /// What could be offered of a visit, laid out whole: at most three.
    fn choose(
        &self,
        ask: &Ask,
        ways: &Ways,
        wish: Option<&StaffId>,
        when: &When,
        deadline: Instant,
    ) -> Result<Vec<Visit>> {
        let Some(span) = self.span(when) else { return Ok(Vec::new()) };
        let free = self.free_visits(ask, ways, wish, span, &[], deadline)?;
        let suited: Vec<Candidate> =
            free.candidates.iter().filter(|one| self.suits(one.start, when)).cloned().collect();
        free.must_be_known(suited.is_empty())?;
        let mut visits = Vec::new();
        for candidate in choose(&suited, when.at, &self.salon.zone) {
            match free.lay_out(self, ask, ways, wish, &candidate) {
                Ok(parts) => visits.push(Visit { start: candidate.start, parts }),
                Err(error @ Error::Conflict(_)) => log::warn!("no offer: {error}"),
                Err(error) => return Err(error),
            }
        }
        Ok(visits)
    }

    /// A composite visit at one start, as Cal.com has it free now but for ourselves; `None` if it is not.
    pub(super) fn visit_at(
        &self,
        ask: &Ask,
        ways: &Ways,
        start: OffsetDateTime,
        deadline: Instant,
    ) -> Result<Option<Vec<PlannedBooking>>> {
        let (day, _) = self.salon.zone.local(start);
        let (from, until) = self.salon.zone.day_bounds(day);
        let (own, span) = (self.own_minutes(ask)?, Interval::new(from, until)?);
        let free = self.free_visits(ask, ways, ask.staff.as_ref(), span, &own, deadline)?;
        let found = free.candidates.iter().find(|candidate| candidate.start == start);
        free.must_be_known(found.is_none())?;
        found
            .map(|candidate| free.lay_out(self, ask, ways, ask.staff.as_ref(), candidate))
            .transpose()
    }

    /// What Cal.com shows as taken because of this caller: the visit she moves, and what she was offered in this call.
    fn own_minutes(&self, ask: &Ask) -> Result<Vec<Own>> {
        let now = self.now();
        self.store.read(|connection| {
            let mut own = Vec::new();
            if let Some(visit) = ask.moving {
                for (_, part) in segment::of_appointment(connection, visit)? {
                    let stands = part.booking_status.is_some_and(BookingStatus::stands);
                    if let (true, Some(event_type_id)) = (stands, part.event_type_id) {
                        let at = Interval::new(part.starts_at, part.ends_at)?;
                        own.push(Own { staff: part.staff, event_type_id, at });
                    }
                }
            }
            for PlannedBooking { at, staff, event_type_id, .. } in
                hold::offered(connection, &ask.call_id, now)?
            {
                own.push(Own { staff, event_type_id, at });
            }
            Ok(own)
        })
    }

    /// The days that are meant, as far as they may be booked. In whole minutes, so that the same question asked
    /// again within one is the same.
    fn span(&self, when: &When) -> Option<Interval> {
        let zone = &self.salon.zone;
        let (from, _) = zone.day_bounds(when.from);
        let (_, until) = zone.day_bounds(when.until);
        let notice = i64::try_from(self.salon.config.booking.notice_minutes).unwrap_or(i64::MAX);
        let soonest = self.now().saturating_add(Duration::minutes(notice));
        let whole = soonest.replace_second(0).and_then(|at| at.replace_nanosecond(0)).ok()?;
        let soonest = if whole < soonest { whole.saturating_add(Duration::MINUTE) } else { whole };
        Interval::new(from.max(soonest), until).ok()
    }

    /// Every free start of the visit within a span.
    fn free_visits(
        &self,
        ask: &Ask,
        ways: &Ways,
        wish: Option<&StaffId>,
        within: Interval,
        own: &[Own],
        deadline: Instant,
    ) -> Result<FreeVisits> {
        // A visit that starts within may end later.
        let length = Duration::minutes(ways.composition.minutes().into());
        let asked = match ways.composition.is_composite() {
            true => Interval::new(within.start(), within.end().saturating_add(length))?,
            false => within,
        };
        let mut free = self.free_starts(&ways.to_ask(wish), asked, deadline);
        ways.add_own_starts(&mut free.starts, own)?;
        let asker = self.asker(&ask.call_id, ask.moving);
        let taken = self.store.read(|connection| {
            ways.people()
                .into_iter()
                .map(|id| Ok((id.clone(), asker.taken(connection, &id, asked)?)))
                .collect::<Result<BTreeMap<_, _>>>()
        })?;
        let mut visits = FreeVisits {
            candidates: Vec::new(),
            starts: free.starts,
            taken,
            within,
            failures: free.failures,
        };
        visits.candidates = visits.ask(self, ask, ways, wish, planner::candidates);
        Ok(visits)
    }

    fn suits(&self, start: OffsetDateTime, when: &When) -> bool {
        let (_, time) = self.salon.zone.local(start);
        when.earliest.is_none_or(|earliest| time >= earliest)
            && when.latest.is_none_or(|latest| time <= latest)
    }
}

impl FreeVisits {
    /// Nothing free means something only if Cal.com has answered.
    fn must_be_known(&self, is_empty: bool) -> Result<()> {
        match self.failures.first() {
            Some(failure) if is_empty => {
                log::warn!("no slots from Cal.com: {failure}");
                Err(Error::Unavailable("the calendar".into()))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Puts a question about what is free.
    fn ask<T>(
        &self,
        desk: &Desk,
        ask: &Ask,
        ways: &Ways,
        wish: Option<&StaffId>,
        then: impl FnOnce(&Question) -> T,
    ) -> T {
        let policy_of = |lead: Option<&StaffId>| ways.policy(ask.policy, lead);
        then(&Question {
            composition: &ways.composition,
            policy_of: &policy_of,
            margins: desk.salon.config.pauses.margins(),
            ways: &ways.with_starts(&self.starts),
            taken: &self.taken,
            wish,
            within: self.within,
        })
    }

    fn lay_out(
        &self,
        desk: &Desk,
        ask: &Ask,
        ways: &Ways,
        wish: Option<&StaffId>,
        candidate: &Candidate,
    ) -> Result<Vec<PlannedBooking>> {
        let planned =
            self.ask(desk, ask, ways, wish, |question| planner::expand(question, candidate))?;
        ways.bookings(planned)
    }
}

/// A visit that could be had.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    /// UTC.
    pub start: OffsetDateTime,
    /// In the order of time.
    pub parts: Vec<PlannedBooking>,
}

/// What begins at a time.
trait Begins {
    fn start(&self) -> OffsetDateTime;
}

impl Begins for Candidate {
    fn start(&self) -> OffsetDateTime {
        self.start
    }
}

impl Begins for Visit {
    fn start(&self) -> OffsetDateTime {
        self.start
    }
}

/// At most three: nearest to the wished time, else the earliest, well apart while there are enough.
fn choose<T: Begins + Clone>(free: &[T], at: Option<Time>, zone: &Zone) -> Vec<T> {
    let off = |one: &T| -> (Date, i64) {
        let (day, time) = zone.local(one.start());
        (day, at.map_or(0, |at| (time - at).whole_minutes().abs()))
    };
    let mut sorted: Vec<&T> = free.iter().collect();
    // The exact time on any day comes first, then day by day; of one start, the first of the list.
    sorted.sort_by_key(|one| {
        let (day, minutes) = off(one);
        (at.is_some() && minutes != 0, day, minutes, one.start())
    });
    let mut chosen: Vec<T> = Vec::new();
    let apart = Duration::minutes(if at.is_some() { 1 } else { OFFERS_APART_MINUTES });
    for least in [apart, Duration::minutes(1)] {
        for one in &sorted {
            let near = |other: &T| (other.start() - one.start()).abs() < least;
            if chosen.len() < OFFERS_MAX && !chosen.iter().any(near) {
                chosen.push((*one).clone());
            }
        }
    }
    chosen.sort_by_key(|one| (at.is_some(), off(one).1 * i64::from(at.is_some()), one.start()));
    chosen
}
