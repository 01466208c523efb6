//! Booking a visit: every choice is made and written down before Cal.com hears of it.

use crate::config::AttendeeMode;
use crate::domain::people::person::{PersonName, Phone};
use crate::domain::visit::booking::{Source, meta};
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::visit::refusal::Reason;
use crate::domain::visit::saga_plan;
use crate::domain::visit::saga_plan::{PlannedAttendee, PlannedContact, VisitPlan};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::frontdesk::offer::choice::Choice;
use crate::frontdesk::offer::taken;
use crate::frontdesk::visit::again::{Asking, Found};
use crate::frontdesk::visit::ordered::{About, Deed};
use crate::frontdesk::visit::outcome::{Booked, Hindrance, Opening};
use crate::frontdesk::visit::{again, drive, ordered, outcome};
use crate::store::db::key;
use crate::store::db::tx::Tx;
use crate::store::visit::call::CallKey;
use crate::store::visit::saga_log::{Kind, New, State};
use crate::store::visit::same_minute::Standing;
use crate::store::visit::{call, hold, saga_log};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Instant;
use time::OffsetDateTime;

/// An order to book.
#[derive(Clone, Debug)]
pub struct Order {
    /// What makes a repeat the same order.
    pub key: CallKey,
    /// By which road.
    pub source: Source,
    /// For whom.
    pub name: PersonName,
    /// Where known.
    pub phone: Option<Phone>,
    /// How else the customer can be told, as it was said with the order.
    pub contact: PlannedContact,
    /// What.
    pub choice: Choice,
    /// The caller was asked for whom a second visit at that minute is, or wrote the name.
    pub is_told_apart: bool,
    /// Whether what the caller has already was looked for before; else whoever ordered looks for it on `ForWhom`.
    pub is_looked_at: bool,
    /// Who at the desk ordered it.
    pub person: Option<Person>,
}

impl Order {
    pub(crate) fn asking(&self) -> Result<Asking<'_>> {
        Ok(Asking {
            call_id: &self.key.call_id,
            name: &self.name,
            phone: self.phone.as_ref(),
            service: &self.choice.service,
            start: self.choice.at()?.start(),
            wish: self.choice.preferred.as_ref(),
            is_told_apart: self.is_told_apart,
        })
    }
}

/// The answer to an order that was made before under this key, if it was and was not refused. It tells how the
/// appointment stands now: it may have been moved or called off since.
pub fn answer_again(desk: &Desk, key: &CallKey, deadline: Instant) -> Result<Option<Booked>> {
    let earlier = desk.store.glance(|connection| call::saga_of(connection, key))?;
    let Some(earlier) = earlier else { return Ok(None) };
    match desk.store.glance(|connection| saga_log::load(connection, &earlier))? {
        Some((saga, _)) if saga.state != State::Unwound => {
            outcome::booked_before(desk, drive::settle(desk, &saga.id, deadline)?).map(Some)
        }
        // It was made, and the salon has called it off: the same words do not make it anew.
        Some((saga, _))
            if saga.result.as_ref().map(outcome::reason_of) == Some(Reason::CalledOff) =>
        {
            Ok(Some(Booked::Off))
        }
        Some(_) | None => Ok(None),
    }
}

/// Books, once per key. Answers by the deadline; what is not settled then is settled by the sweep.
pub fn book(desk: &Desk, order: &Order, deadline: Instant) -> Result<Booked> {
    let now = desk.now();
    let id = key::fresh();
    let plan = plan_booking(desk, order, &id)?;
    let asker = taken::asker(desk, &order.key.call_id, None);
    let (order, company) = (order.clone(), desk.salon.company);
    drive::open_and_settle(desk, id.clone(), deadline, move |tx| {
        // Of two requests of one name at once the first was not there yet when the second was checked.
        if order.source == Source::WebApi && call::used_otherwise(tx, &order.key)? {
            return Err(Error::Conflict("This request_id was used for another booking.".into()));
        }
        let (key, kind, is_sent) = (&order.key, Kind::Book, true);
        let kept = &order.choice.parts;
        let to_open = ToOpen { key, id: &id, kind, plan: &plan, kept, is_sent, now };
        let look = |tx: &Tx| {
            // Of two calls at once the first's was not there yet when the second looked.
            match again::look(tx, company, &order.asking()?, &id)? {
                Found::New => {}
                Found::Repeat(Standing { saga: Some(saga), .. }) if order.is_looked_at => {
                    return Ok(Some(Hindrance::Earlier(saga)));
                }
                Found::Repeat(_) | Found::ForWhom => return Ok(Some(Hindrance::ForWhom)),
            }
            Ok(asker.why_not(tx, &order.choice.parts)?.map(Hindrance::No))
        };
        let keep = |tx: &Tx| take_up(tx, &order.choice);
        let opening = open(tx, &to_open, look, keep)?;
        let about = About::New { visit: id.clone(), service: order.choice.service.name.clone() };
        ordered::note(tx, order.person.as_ref(), (Deed::Book, &about), &opening, now)?;
        Ok(opening)
    })
}

fn plan_booking(desk: &Desk, order: &Order, saga: &str) -> Result<Value> {
    let choice = &order.choice;
    let mut metadata = BTreeMap::from([
        // A new visit is named after the saga that makes it.
        (meta::REF.to_owned(), saga.to_owned()),
        (meta::SERVICE.to_owned(), choice.service.key.clone()),
        (meta::SOURCE.to_owned(), order.source.as_str().to_owned()),
    ]);
    if let Some(staff) = &choice.preferred {
        metadata.insert(meta::PREFERRED.to_owned(), staff.0.clone());
    }
    let plan = VisitPlan {
        saga: saga.to_owned(),
        source: order.source.as_str().to_owned(),
        attendee: attendee(desk, &order.name, order.phone.as_ref(), saga, &order.contact),
        phone: order.phone.as_ref().map(|phone| phone.as_str().to_owned()),
        contact: order.contact.clone(),
        metadata,
        actions: choice.actions(),
    };
    serde_json::to_value(plan).map_err(Error::internal)
}

/// Whom Cal.com is told: the customer's name, and an address of ours for the visit; the customer's own only where the
/// salon wants Cal.com to know its customers.
pub(crate) fn attendee(
    desk: &Desk,
    name: &PersonName,
    phone: Option<&Phone>,
    visit_ref: &str,
    contact: &PlannedContact,
) -> PlannedAttendee {
    let calcom = &desk.salon.config.calcom;
    let own = contact.email.clone().filter(|_| calcom.attendee == AttendeeMode::Customer);
    let artificial = || saga_plan::address_of(visit_ref, &calcom.attendee_domain);
    PlannedAttendee {
        name: name.as_str().to_owned(),
        email: own.unwrap_or_else(artificial),
        phone: phone.filter(|_| calcom.send_phone).map(|phone| phone.as_str().to_owned()),
        time_zone: desk.salon.zone.name().to_owned(),
        language: contact
            .language
            .clone()
            .unwrap_or_else(|| desk.salon.language.as_str().to_owned()),
    }
}

/// What is opened for a key.
pub(crate) struct ToOpen<'a> {
    pub key: &'a CallKey,
    /// Fresh.
    pub id: &'a str,
    pub kind: Kind,
    pub plan: &'a Value,
    /// Whose minutes are kept for it.
    pub kept: &'a [PlannedBooking],
    /// The opener sends its first step, which counts as sent from then on; else the driver of the sagas (`serve`) does.
    pub is_sent: bool,
    pub now: OffsetDateTime,
}

/// Opens a saga for a key, once: a repeat finds the one that is there, unless that was refused. `look` tells what stands in
/// its way; `keep` writes what belongs to it.
pub(crate) fn open(
    tx: &Tx,
    to_open: &ToOpen,
    look: impl FnOnce(&Tx) -> Result<Option<Hindrance>>,
    keep: impl FnOnce(&Tx) -> Result<()>,
) -> Result<Opening> {
    let ToOpen { key, id, kind, plan: params, kept, is_sent, now } = *to_open;
    let earlier = match call::saga_of(tx, key)? {
        Some(earlier) => saga_log::load(tx, &earlier)?.map(|(saga, _)| saga),
        None => None,
    };
    if let Some(saga) = &earlier
        && saga.state != State::Unwound
    {
        return Ok(Opening::Earlier(saga.id.clone()));
    }
    match look(tx)? {
        Some(Hindrance::No(reason)) => return Ok(Opening::Conflict(reason)),
        Some(Hindrance::Earlier(saga)) => return Ok(Opening::Earlier(saga)),
        Some(Hindrance::ForWhom) => return Ok(Opening::ForWhom),
        None => {}
    }
    saga_log::create(tx, &New { id, kind, params, call: Some(key), kept, is_sent }, now)?;
    keep(tx)?;
    Ok(Opening::New)
}

/// The saga keeps what was chosen: an offer of it need not any more.
pub(crate) fn take_up(tx: &Tx, choice: &Choice) -> Result<()> {
    choice.offer.iter().try_for_each(|offer| hold::take_up(tx, offer))
}
