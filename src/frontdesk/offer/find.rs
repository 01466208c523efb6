//! Finding times: Cal.com's free slots, less what is kept here, laid out as whole visits and offered with an id and a
//! lifetime.
//!
//! The slot spoken on the phone is the slot booked: each offer is held here, and reserved at Cal.com where its
//! event type is one person's, so that a reservation is exact. A simple service is a visit of one segment.

use crate::domain::calendar::interval::Interval;
use crate::domain::ids::StaffId;
use crate::domain::visit::booking::BookingStatus;
use crate::domain::visit::offer::Offer;
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::visit::refusal::Reason;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::offer::ask::Ask;
use crate::frontdesk::offer::question::Budget;
use crate::frontdesk::offer::search::Search;
use crate::frontdesk::offer::ways::{Own, Ways};
use crate::frontdesk::offer::wish::When;
use crate::store::visit::{hold, segment};
use std::sync::Arc;
use std::time::Instant;
use time::{Duration, OffsetDateTime};

/// How much later alternatives may be; the second counts where the first finds nothing.
const ALTERNATIVE_DAYS: [i64; 2] = [7, 28];

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// As asked for.
    Offers(Vec<Offer>),
    /// Nothing as asked for; perhaps something near it.
    Alternatives(Vec<Offer>),
    /// Whom the customer asks for does not do this.
    NotDoneBy(StaffId),
    /// Nothing of this can be booked until somebody mends it: nothing is offered.
    Broken(Reason),
}

impl Desk {
    /// Finds at most three times and holds them. `Unavailable` if Cal.com cannot be asked.
    pub fn find_offers(&self, ask: &Ask, deadline: Instant) -> Result<Found> {
        let ways = self.ways_to_book(&ask.service, ask.branch)?;
        if let Some(id) = ask.staff.as_ref().filter(|id| !ways.can_lead(id)) {
            return Ok(Found::NotDoneBy(id.clone()));
        }
        let (ways, broken) = self.without_broken(ways)?;
        let can_lead = ask.staff.as_ref().is_none_or(|id| ways.can_lead(id));
        if let Some(reason) = broken.filter(|_| !ways.are_complete() || !can_lead) {
            return Ok(Found::Broken(reason));
        }
        let ways = Arc::new(ways);
        match self.find_with(ask, &ways, deadline) {
            // Cal.com has said why it does not answer: that is not the weather, somebody must mend it.
            Err(Error::Unavailable(_)) if self.broken_of(&ways)?.is_some() => {
                Ok(Found::Broken(self.broken_of(&ways)?.unwrap_or(Reason::Other)))
            }
            found => found,
        }
    }

    fn find_with(&self, ask: &Ask, ways: &Arc<Ways>, deadline: Instant) -> Result<Found> {
        let budget = Budget::of_a_question();
        let mut search =
            self.search(ask, ways, ask.staff.as_ref(), &ask.when, &budget, deadline)?;
        if let Some(search) = &mut search {
            search.unasked_is_unknown();
        }
        let offers = self.hold_found(search.as_slice(), &budget, deadline)?;
        if !offers.is_empty() {
            return Ok(Found::Offers(offers));
        }
        self.find_near(ask, ways, &budget, deadline).map(Found::Alternatives)
    }

    fn broken_of(&self, ways: &Ways) -> Result<Option<Reason>> {
        let broken = self.broken()?;
        Ok(ways.to_ask(None).into_iter().find_map(|id| broken.of_event_type(id)))
    }

    /// Other days with whom was asked for, and the same days with others; if there is nothing, further days. As far as
    /// the question's budget goes: what was asked for is answered already.
    fn find_near(
        &self,
        ask: &Ask,
        ways: &Arc<Ways>,
        budget: &Budget,
        deadline: Instant,
    ) -> Result<Vec<Offer>> {
        for days in ALTERNATIVE_DAYS {
            let later = When {
                from: ask.when.from,
                until: ask.when.until.saturating_add(Duration::days(days)),
                earliest: None,
                latest: None,
                at: None,
            };
            let mut searches = Vec::new();
            searches.extend(self.search(
                ask,
                ways,
                ask.staff.as_ref(),
                &later,
                budget,
                deadline,
            )?);
            if ask.staff.is_some() {
                searches.extend(self.search(ask, ways, None, &ask.when, budget, deadline)?);
            }
            let offers = self.hold_found(&searches, budget, deadline)?;
            if !offers.is_empty() {
                return Ok(offers);
            }
        }
        Ok(Vec::new())
    }

    /// A composite visit at one start, as Cal.com has it free now but for ourselves; `None` if it is not.
    pub(crate) fn visit_at(
        &self,
        ask: &Ask,
        ways: &Arc<Ways>,
        start: OffsetDateTime,
        deadline: Instant,
    ) -> Result<Option<Vec<PlannedBooking>>> {
        let own = self.own_minutes(ask)?;
        let budget = Budget::of_a_booking();
        let search = self.search(ask, ways, ask.staff.as_ref(), &ask.when, &budget, deadline)?;
        let Some(mut search) = search else { return Ok(None) };
        search.unasked_is_unknown();
        ways.add_own_starts(&mut search.starts, &own)?;
        self.store.read(|connection| search.at(connection, start))
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

    /// Asks Cal.com what is free on these days; `None` if they lie outside of what may be booked.
    fn search(
        &self,
        ask: &Ask,
        ways: &Arc<Ways>,
        wish: Option<&StaffId>,
        when: &When,
        budget: &Budget,
        deadline: Instant,
    ) -> Result<Option<Search>> {
        let Some(within) = self.span(when) else { return Ok(None) };
        // A visit that starts within may end later.
        let length = Duration::minutes(ways.composition.minutes().into());
        let asked = match ways.composition.is_composite() {
            true => Interval::new(within.start(), within.end().saturating_add(length))?,
            false => within,
        };
        let free = self.free_starts(&ways.to_ask(wish), asked, budget, deadline);
        Ok(Some(Search {
            ask: ask.clone(),
            ways: ways.clone(),
            wish: wish.cloned(),
            when: when.clone(),
            within,
            asked,
            starts: free.starts,
            failures: free.failures,
            unasked: free.unasked,
            margins: self.salon.config.pauses.margins(),
            asker: self.asker(&ask.call_id, ask.moving),
        }))
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
}
