//! Finding times: Cal.com's free slots, less what is kept here, laid out as whole visits and offered with an id and a
//! lifetime.
//!
//! The slot spoken on the phone is the slot booked: each offer is held here, and reserved at Cal.com where its
//! event type is one person's, so that a reservation is exact. A simple service is a visit of one segment.

use crate::domain::ids::StaffId;
use crate::domain::visit::offer::Offer;
use crate::domain::visit::refusal::Reason;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::offer::ask::Ask;
use crate::frontdesk::offer::question::Budget;
use crate::frontdesk::offer::ways::Ways;
use crate::frontdesk::offer::{broken, free_starts, holding, search, ways};
use std::sync::Arc;
use std::time::Instant;

/// How many days before and after what was asked for alternatives may be; the second pair counts where the first finds
/// nothing.
const ALTERNATIVE_DAYS: [(i64, i64); 2] = [(3, 7), (7, 28)];

#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    Offers(Vec<Offer>),
    /// Nothing as asked for; perhaps something near it.
    Alternatives(Vec<Offer>),
    /// Whom the customer asks for does not do this.
    NotDoneBy(StaffId),
    /// Nothing of this can be booked until a person mends it: nothing is offered.
    Broken(Reason),
}

/// Finds at most three times and holds them. `Unavailable` if Cal.com cannot be asked.
pub fn offers(desk: &Desk, ask: &Ask, deadline: Instant) -> Result<Found> {
    let ways = ways::of_service(desk, &ask.service, ask.branch)?;
    if let Some(id) = ask.staff.as_ref().filter(|id| !ways.can_lead(id)) {
        return Ok(Found::NotDoneBy(id.clone()));
    }
    let (ways, broken) = broken::without_broken(desk, ways)?;
    let can_lead = ask.staff.as_ref().is_none_or(|id| ways.can_lead(id));
    if let Some(reason) = broken.filter(|_| !ways.are_complete() || !can_lead) {
        return Ok(Found::Broken(reason));
    }
    let ways = Arc::new(ways);
    match offers_by(desk, ask, &ways, deadline) {
        // Cal.com has said why it does not answer: that is not the weather, a person must mend it.
        Err(Error::Unavailable(_)) if broken_of(desk, &ways)?.is_some() => {
            Ok(Found::Broken(broken_of(desk, &ways)?.unwrap_or(Reason::Other)))
        }
        found => found,
    }
}

fn offers_by(desk: &Desk, ask: &Ask, ways: &Arc<Ways>, deadline: Instant) -> Result<Found> {
    let budget = Budget::of_a_question(free_starts::kept(desk));
    let mut search =
        search::begin(desk, ask, ways, ask.staff.as_ref(), &ask.wanted, &budget, deadline)?;
    if let Some(search) = &mut search {
        if !search.unasked.is_empty() && is_nothing_known(desk, search)? {
            budget.ask_further();
            search.ask_further(desk, &budget, deadline)?;
        }
        search.unasked_is_unknown();
    }
    let offers = holding::hold_found(desk, search.as_mut_slice(), &budget, deadline)?;
    if !offers.is_empty() {
        return Ok(Found::Offers(offers));
    }
    budget.ask_further();
    find_near(desk, ask, ways, &budget, deadline).map(Found::Alternatives)
}

/// Whether nothing that is known yet can be offered.
fn is_nothing_known(desk: &Desk, search: &search::Search) -> Result<bool> {
    match desk.store.read(|connection| search.visits(connection)) {
        Ok(visits) => Ok(visits.is_empty()),
        Err(Error::Unavailable(_)) => Ok(true),
        Err(error) => Err(error),
    }
}

fn broken_of(desk: &Desk, ways: &Ways) -> Result<Option<Reason>> {
    let broken = broken::read(desk)?;
    Ok(ways.to_ask(None).into_iter().find_map(|id| broken.of_event_type(id)))
}

/// Other times and days with whom was asked for, and what was asked for with others, the nearest first; if there is
/// nothing, further days. As far as the question's budget goes: what was asked for is answered already.
fn find_near(
    desk: &Desk,
    ask: &Ask,
    ways: &Arc<Ways>,
    budget: &Budget,
    deadline: Instant,
) -> Result<Vec<Offer>> {
    for (before, after) in ALTERNATIVE_DAYS {
        let wider = ask.wanted.wider(before, after);
        let mut searches = Vec::new();
        searches.extend(search::begin(
            desk,
            ask,
            ways,
            ask.staff.as_ref(),
            &wider,
            budget,
            deadline,
        )?);
        if ask.staff.is_some() {
            searches.extend(search::begin(desk, ask, ways, None, &ask.wanted, budget, deadline)?);
        }
        let offers = holding::hold_found(desk, &mut searches, budget, deadline)?;
        if !offers.is_empty() {
            return Ok(offers);
        }
    }
    Ok(Vec::new())
}
