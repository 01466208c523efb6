//! Booking a start that a caller has named: with the staff member asked for, else with each who can, in turn.

use crate::domain::Result;
use crate::domain::people::person::{PersonName, Phone};
use crate::domain::visit::booking::Source;
use crate::domain::visit::refusal::{Class, Reason};
use crate::domain::visit::saga_plan::PlannedContact;
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::frontdesk::offer::ask::{Ask, Wished};
use crate::frontdesk::offer::choice::Chosen;
use crate::frontdesk::offer::choose;
use crate::frontdesk::visit::again::{Asking, Found};
use crate::frontdesk::visit::book::Order;
use crate::frontdesk::visit::outcome::Booked;
use crate::frontdesk::visit::{again, book, callback};
use crate::frontdesk::voice::callers::Voice;
use crate::store::host::staff;
use crate::store::messages::callback::NewCallback;
use crate::store::visit::call::CallKey;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// So many people are tried for one start before it counts as taken.
const TRIES_MAX: usize = 6;
/// With less time than this left no other is tried: the caller hears what is known.
const LEAST_LEFT_MS: u64 = 500;

#[derive(Clone, Debug)]
pub struct Booker {
    /// What makes a repeat the same order.
    pub key: CallKey,
    /// By which road.
    pub source: Source,
    pub name: PersonName,
    /// Where known.
    pub phone: Option<Phone>,
    /// How else the customer can be told, as it was said.
    pub contact: PlannedContact,
    /// The caller was asked for whom a second visit at that minute is, or wrote the name.
    pub is_told_apart: bool,
    /// Who at the desk ordered it.
    pub person: Option<Person>,
}

impl Booker {
    fn asking<'a>(&'a self, wished: &'a Wished, start: OffsetDateTime) -> Asking<'a> {
        Asking {
            call_id: &self.key.call_id,
            name: &self.name,
            phone: self.phone.as_ref(),
            service: &wished.service,
            start,
            wish: wished.staff.as_ref(),
            is_told_apart: self.is_told_apart,
        }
    }
}

/// Books this start, once per key. Without a wished person, if one turns out to be taken, the next who is free
/// is tried before it counts as taken.
pub(crate) fn book_at(
    desk: &Desk,
    wished: Wished,
    start: OffsetDateTime,
    who: &Booker,
    deadline: Instant,
) -> Result<Booked> {
    // Where Cal.com need not be asked before, it is looked once: in the transaction that takes the minutes.
    let is_looked_at =
        wished.staff.is_none() || wished.service.composite || choose::is_off_grid(start);
    if is_looked_at && let Some(answer) = look(desk, &who.asking(&wished, start), deadline)? {
        return Ok(answer);
    }
    let again = wished.clone();
    let ask = &Ask::at(&who.key.call_id, wished, start, &desk.salon.zone);
    let mut refused: Vec<i64> = Vec::new();
    let mut why = None;
    for _ in 0..TRIES_MAX {
        let chosen = choose::at(desk, ask, start, &refused, deadline);
        // What the caller has already is in its own way.
        if !is_looked_at
            && !matches!(chosen, Ok(Chosen::Way(_)))
            && let Some(answer) = look(desk, &who.asking(&again, start), deadline)?
        {
            return Ok(answer);
        }
        let choice = match chosen? {
            Chosen::Way(choice) => choice,
            Chosen::No(reason) => {
                let reason = why.unwrap_or(reason);
                note_what_was_not_tried(desk, reason, ask, start, who)?;
                return Ok(Booked::No(reason));
            }
        };
        let tried: Vec<i64> = choice.parts.iter().map(|part| part.event_type_id).collect();
        let order = Order {
            key: who.key.clone(),
            source: who.source,
            name: who.name.clone(),
            phone: who.phone.clone(),
            contact: who.contact.clone(),
            choice,
            is_told_apart: who.is_told_apart,
            is_looked_at,
            person: who.person.clone(),
        };
        let reason = match book::book(desk, &order, deadline)? {
            Booked::No(reason) if reason.class() == Class::Taken => reason,
            // One is not there: another may be.
            Booked::No(reason @ Reason::Absent) => reason,
            Booked::ForWhom if !is_looked_at => {
                let answer = look(desk, &who.asking(&again, start), deadline)?;
                return Ok(answer.unwrap_or(Booked::ForWhom));
            }
            booked => return Ok(booked),
        };
        let left = deadline.saturating_duration_since(Instant::now());
        if ask.staff.is_some() || left < Duration::from_millis(LEAST_LEFT_MS) {
            return Ok(Booked::No(reason));
        }
        why = Some(reason);
        refused.extend(tried);
    }
    Ok(Booked::No(why.unwrap_or(Reason::Taken)))
}

/// The answer to an order for what the caller has already, or of which it must be asked for whom it is.
fn look(desk: &Desk, asking: &Asking, deadline: Instant) -> Result<Option<Booked>> {
    let company = desk.salon.company;
    match desk.store.read(|connection| again::look(connection, company, asking, ""))? {
        Found::New => Ok(None),
        Found::Repeat(standing) => again::answer(desk, &standing, deadline).map(Some),
        Found::ForWhom => Ok(Some(Booked::ForWhom)),
    }
}

/// What cannot even be tried leaves no saga behind, and so no note: it is left here, if a person must see to it.
fn note_what_was_not_tried(
    desk: &Desk,
    reason: Reason,
    ask: &Ask,
    start: OffsetDateTime,
    who: &Booker,
) -> Result<()> {
    if reason.is_for_the_caller() {
        return Ok(());
    }
    let with = match &ask.staff {
        Some(id) => desk.store.read(|connection| staff::find(connection, id))?,
        None => None,
    };
    let with = with.as_ref().map(|person| person.name.as_str());
    let note = NewCallback {
        subject: who.key.call_id.clone(),
        reason,
        customer_name: who.name.as_str().to_owned(),
        phone: who.phone.as_ref().map(|phone| phone.as_str().to_owned()),
        wish: Voice::of(&desk.salon).wish_to_book(&ask.service.name, start, with),
        appointment: None,
    };
    callback::leave(desk, note)
}
