//! A sentence tried out: what is understood, what would be asked, what would be offered, and what booking it would be.

use crate::domain::ids::StaffId;
use crate::domain::speech::reading::Field;
use crate::domain::visit::offer::Offer;
use crate::domain::visit::plan;
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::offer::ask::Ask;
use crate::frontdesk::offer::known::Known;
use crate::frontdesk::offer::question::Budget;
use crate::frontdesk::offer::search;
use crate::frontdesk::offer::search::Visit;
use crate::frontdesk::offer::ways;
use crate::frontdesk::offer::ways::Ways;
use crate::frontdesk::offer::when::SaidTime;
use crate::frontdesk::phone::args::SaidWish;
use crate::frontdesk::phone::wished;
use crate::frontdesk::understand::salon::WordsSalon;
use crate::frontdesk::understand::view;
use crate::frontdesk::understand::view::{Now, UnderstoodView};
use crate::frontdesk::voice::callers::Voice;
use serde::Serialize;
use std::sync::Arc;
use std::time::Instant;
use uuid::Uuid;

/// A sentence may be so long, in characters; the rest is left out.
const SAID_CHARS_MAX: usize = 2_000;

/// What a sentence would come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct RehearsedView {
    pub understood: UnderstoodView,
    /// What the caller would hear: a question, or times.
    pub say: String,
    /// The function that would say so, and with which status.
    pub function: &'static str,
    pub status: &'static str,
    /// What would be booked, if the first time was taken.
    pub would_book: Vec<WouldBook>,
}

/// A booking that would be made at Cal.com.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct WouldBook {
    pub event_type_id: i64,
    /// `10:00`.
    pub at: String,
    pub minutes: i64,
    pub staff: Option<String>,
}

/// Tries a sentence as the voice agent passes it on. Asks Cal.com what is free; holds, reserves and books nothing.
///
/// `Unavailable` if Cal.com cannot be asked.
pub(crate) fn of(desk: &Desk, said: &str, deadline: Instant) -> Result<RehearsedView> {
    let said: String = said.chars().take(SAID_CHARS_MAX).collect();
    let known = Known::read(desk)?;
    let (today, now) = desk.salon.zone.local(desk.now());
    let salon = WordsSalon::of_desk(&desk.salon, &known);
    let words = [(Field::When, said.as_str())];
    let understood = view::of(&salon, &words, Now { today, now }, desk.salon.language);
    if let Some(question) = understood.ask.clone() {
        return Ok(asked(understood, question));
    }
    let wish = SaidWish::of_form(
        understood.service_key.clone().unwrap_or_default(),
        understood.staff.clone(),
        understood.branch.clone(),
    );
    let time = SaidTime::of(vec![(Field::When, said)]);
    let heard = wished::hear(desk, None, &wish, &time);
    let call_id = format!("rehearsal:{}", Uuid::new_v4());
    let ask = heard.and_then(|heard| Ok((wished::ask(desk, &call_id, &heard)?, heard.time.said)));
    match ask {
        Err(Error::Invalid(question)) => Ok(asked(understood, question)),
        Err(error) => Err(error),
        Ok((ask, said)) => offered(desk, understood, &ask, said.as_deref(), deadline),
    }
}

fn asked(understood: UnderstoodView, say: String) -> RehearsedView {
    RehearsedView {
        understood,
        say,
        function: "check_availability",
        status: "invalid",
        would_book: Vec::new(),
    }
}

fn offered(
    desk: &Desk,
    understood: UnderstoodView,
    ask: &Ask,
    said: Option<&str>,
    deadline: Instant,
) -> Result<RehearsedView> {
    let ways = Arc::new(ways::of_service(desk, &ask.service, ask.branch)?);
    let budget = Budget::of_a_look();
    let search =
        search::begin(desk, ask, &ways, ask.staff.as_ref(), &ask.wanted, &budget, deadline)?;
    let visits = match &search {
        Some(search) => desk.store.read(|connection| search.visits(connection))?,
        None => Vec::new(),
    };
    let offers = visits.iter().map(|visit| offer(desk, &ways, visit));
    let offers: Vec<Offer> = offers.collect::<Result<_>>()?;
    let voice = Voice::at(desk);
    let (status, say) = match offers.is_empty() {
        true => ("none", voice.nothing_free(said)),
        false => ("ok", voice.offers(&ask.service.name, said, &offers)),
    };
    let first = visits.first().map(|visit| visit.parts.as_slice()).unwrap_or_default();
    let would_book = first.iter().map(|part| would_book(desk, &ways, part)).collect();
    Ok(RehearsedView { understood, say, function: "check_availability", status, would_book })
}

/// As it would be spoken: an offer that nobody holds.
fn offer(desk: &Desk, ways: &Ways, visit: &Visit) -> Result<Offer> {
    let first = visit.parts.first();
    let lead = first.and_then(|part| part.staff.as_ref());
    Ok(Offer {
        id: String::new(),
        at: plan::span(&visit.parts)?,
        staff: ways.roster.iter().find(|person| Some(&person.id) == lead).cloned(),
        branch: None,
        parts: visit.parts.clone(),
        pause_minutes: None,
        held_until: desk.now(),
        known_seconds_ago: 0,
    })
}

fn would_book(desk: &Desk, ways: &Ways, part: &PlannedBooking) -> WouldBook {
    let called = |id: &StaffId| {
        let known = ways.roster.iter().find(|person| person.id == *id);
        known.map(|person| person.name.clone())
    };
    WouldBook {
        event_type_id: part.event_type_id,
        at: desk.salon.zone.clock(part.at.start()),
        minutes: part.at.duration().whole_minutes(),
        staff: part.staff.as_ref().and_then(called),
    }
}
