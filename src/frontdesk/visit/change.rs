//! Cancelling and moving a visit, with the same engine as booking one.

use crate::domain::ids::{AppointmentId, StaffId};
use crate::domain::people::person::{PersonName, Phone};
use crate::domain::visit::booked::VisitStatus;
use crate::domain::visit::booking::{BookingStatus, meta};
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::visit::refusal::Reason;
use crate::domain::visit::saga_plan::{Action, VisitPlan};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::door::record;
use crate::frontdesk::offer::choice::Choice;
use crate::frontdesk::offer::taken;
use crate::frontdesk::offer::taken::Asker;
use crate::frontdesk::visit::book::ToOpen;
use crate::frontdesk::visit::ordered::{About, Deed, Orderer};
use crate::frontdesk::visit::outcome::{Booked, Hindrance, Opening};
use crate::frontdesk::visit::{book, callback, change_plan, drive, ordered};
use crate::frontdesk::voice::callers::Voice;
use crate::store::db::key;
use crate::store::db::tx::Tx;
use crate::store::messages::callback::NewCallback;
use crate::store::service::catalogue;
use crate::store::visit::appointment::Appointment;
use crate::store::visit::call::CallKey;
use crate::store::visit::saga_log::{Kind, State};
use crate::store::visit::segment::Segment;
use crate::store::visit::{appointment, customer, saga_log, segment};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Instant;
use time::OffsetDateTime;

/// Who has no name we could say.
const NAMELESS: &str = "Gast";

#[derive(Clone, Debug, PartialEq)]
pub enum Cancelled {
    Yes,
    /// It was off before.
    Already,
    /// It was not done; why.
    No(Reason),
    /// Not known yet; it is settled later.
    Unknown,
}

/// Cancels an appointment, once per key: a visit as a whole.
pub fn cancel(
    desk: &Desk,
    key: &CallKey,
    (id, orderer): (AppointmentId, impl Into<Orderer>),
    deadline: Instant,
) -> Result<Cancelled> {
    let Orderer { by, person } = orderer.into();
    let row = row(desk, id)?;
    if let Some(answer) = book::answer_again(desk, key, deadline)? {
        return Ok(cancelled(&answer));
    }
    if matches!(row.status, VisitStatus::Cancelled | VisitStatus::Rejected) {
        return Ok(Cancelled::Already);
    }
    // The last first, as they were booked: what is left of a visit that goes wrong is its beginning.
    let parts = standing_parts(desk, id)?;
    let actions: Vec<Action> =
        parts.iter().rev().filter_map(|part| change_plan::cancel(part, by.to_cancel())).collect();
    if actions.is_empty() {
        note_what_cannot_be_cancelled(desk, key, id, &row)?;
        return Ok(Cancelled::No(Reason::BookingGone));
    }
    let saga = key::fresh();
    let plan = plan(desk, &saga, &row, None, actions)?;
    let (key, now) = (key.clone(), desk.now());
    let settled = drive::open_and_settle(desk, saga.clone(), deadline, move |tx| {
        let (kind, is_sent) = (Kind::Cancel, true);
        let to_open = ToOpen { key: &key, id: &saga, kind, plan: &plan, kept: &[], is_sent, now };
        let look = |tx: &Tx| {
            must_be_settled(tx, row.visit_ref.as_deref(), &saga)?;
            Ok(None)
        };
        let opening = book::open(tx, &to_open, look, |_| Ok(()))?;
        ordered::note(tx, person.as_ref(), (Deed::Cancel, &About::Known(id)), &opening, now)?;
        Ok(opening)
    })?;
    Ok(cancelled(&settled))
}

/// Without a booking there is nothing to cancel at Cal.com, and no saga that would leave the note.
fn note_what_cannot_be_cancelled(
    desk: &Desk,
    key: &CallKey,
    id: AppointmentId,
    row: &Appointment,
) -> Result<()> {
    let (service, customer) = desk.store.read(|connection| {
        let service = row.service.map(|id| catalogue::find(connection, id)).transpose()?;
        let customer = row.customer.map(|id| customer::find(connection, id)).transpose()?;
        Ok((service.flatten(), customer.flatten()))
    })?;
    let service = service.map(|service| service.name).unwrap_or_default();
    let note = NewCallback {
        subject: key.call_id.clone(),
        reason: Reason::BookingGone,
        customer_name: customer.as_ref().map(|one| one.name.clone()).unwrap_or_default(),
        phone: customer.and_then(|one| one.phone),
        wish: Voice::of(&desk.salon).wish_to_cancel(&service, Some(row.starts_at)),
        appointment: Some(id),
    };
    callback::leave(desk, note)
}

/// Moves an appointment, once per key. The new time is secured before the old one is given up.
pub fn reschedule(
    desk: &Desk,
    key: &CallKey,
    (id, orderer): (AppointmentId, impl Into<Orderer>),
    choice: &Choice,
    deadline: Instant,
) -> Result<Booked> {
    let Orderer { by, person } = orderer.into();
    if let Some(answer) = book::answer_again(desk, key, deadline)? {
        return Ok(answer);
    }
    let moving = Moving::of(desk, key, id, choice, by.to_move())?;
    let now = desk.now();
    drive::open_and_settle(desk, moving.saga.clone(), deadline, move |tx| {
        let opening = moving.open(tx, true)?;
        ordered::note(tx, person.as_ref(), (Deed::Move, &About::Known(id)), &opening, now)?;
        Ok(opening)
    })
}

/// A move that is ready to be opened: what it would do was read outside of the transaction that opens it.
pub(crate) struct Moving {
    /// The saga's name.
    pub saga: String,
    key: CallKey,
    id: AppointmentId,
    row: Appointment,
    choice: Choice,
    plan: Value,
    books: bool,
    /// The new minutes, and the old ones until the new are secured.
    kept: Vec<PlannedBooking>,
    asker: Asker,
    now: OffsetDateTime,
}

impl Moving {
    /// `Conflict` unless it is a confirmed appointment with a booking, and the choice is the same visit. `reason` is what
    /// Cal.com shows.
    pub fn of(
        desk: &Desk,
        key: &CallKey,
        id: AppointmentId,
        choice: &Choice,
        reason: &str,
    ) -> Result<Moving> {
        let row = row(desk, id)?;
        if row.booking_uid.is_none() || row.status != VisitStatus::Confirmed {
            return Err(Error::Conflict(
                "only a confirmed appointment with a booking can be moved".into(),
            ));
        }
        let old = standing_parts(desk, id)?;
        let moved = change_plan::plan(&row, &old, choice, reason)?;
        let saga = key::fresh();
        let plan = plan(desk, &saga, &row, choice.preferred.as_ref(), moved.actions)?;
        let now = desk.now();
        let kept = [choice.parts.clone(), moved.given_up].concat();
        let asker = taken::asker(desk, &key.call_id, Some(id));
        let (key, choice) = (key.clone(), choice.clone());
        Ok(Moving { saga, key, id, row, choice, plan, books: moved.books, kept, asker, now })
    }

    /// Opens it. Unless its first step is sent now, by whoever opens it, the driver of the sagas (`serve`) does.
    pub fn open(self, tx: &Tx, is_sent_now: bool) -> Result<Opening> {
        let Moving { saga, key, id, row, choice, plan, books, kept, asker, now } = self;
        let look = |tx: &Tx| {
            must_be_settled(tx, row.visit_ref.as_deref(), &saga)?;
            Ok(asker.why_not(tx, &choice.parts)?.map(Hindrance::No))
        };
        let keep = |tx: &Tx| {
            if books {
                // It is known by the visit's reference, which a visit that others made lacks.
                record::name_visit(tx, id, &saga, now)?;
            }
            book::take_up(tx, &choice)
        };
        let (key, kind, is_sent) = (&key, Kind::Move, is_sent_now);
        let (id, plan, kept) = (&*saga, &plan, &*kept);
        book::open(tx, &ToOpen { key, id, kind, plan, kept, is_sent, now }, look, keep)
    }
}

/// The parts of a visit that stand, in its order.
fn standing_parts(desk: &Desk, id: AppointmentId) -> Result<Vec<Segment>> {
    let all = desk.store.read(|connection| segment::of_appointment(connection, id))?;
    let parts = all.into_iter().map(|(_, part)| part);
    Ok(parts.filter(|part| part.booking_status.is_none_or(BookingStatus::stands)).collect())
}

pub(crate) fn row(desk: &Desk, id: AppointmentId) -> Result<Appointment> {
    let found = desk.store.read(|connection| appointment::find(connection, id))?;
    found.filter(|row| row.company == desk.salon.company).ok_or(Error::NotFound("appointment"))
}

/// `wish` is whom the customer asks for now; without one, whom the customer asked for before counts.
pub(crate) fn plan(
    desk: &Desk,
    saga: &str,
    row: &Appointment,
    wish: Option<&StaffId>,
    actions: Vec<Action>,
) -> Result<Value> {
    let visit_ref = row.visit_ref.clone().unwrap_or_else(|| saga.to_owned());
    let mut metadata = BTreeMap::from([
        (meta::REF.to_owned(), visit_ref.clone()),
        (meta::SOURCE.to_owned(), row.source.as_str().to_owned()),
    ]);
    if let Some(staff) = wish.or(row.preferred_staff.as_ref()) {
        metadata.insert(meta::PREFERRED.to_owned(), staff.0.clone());
    }
    let (service, customer, made) = desk.store.read(|connection| {
        let service = row.service.map(|id| catalogue::find(connection, id)).transpose()?.flatten();
        let customer = row.customer.map(|id| customer::find(connection, id)).transpose()?.flatten();
        Ok((service, customer, saga_log::made(connection, &visit_ref)?))
    })?;
    let contact = made.map(VisitPlan::contact_of).transpose()?.unwrap_or_default();
    if let Some(service) = service {
        metadata.insert(meta::SERVICE.to_owned(), service.key);
    }
    let for_whom = row.metadata.get("attendee_name").and_then(Value::as_str);
    let name = for_whom.map(str::to_owned).or_else(|| customer.as_ref().map(|c| c.name.clone()));
    let phone = customer.and_then(|customer| customer.phone);
    let own_phone = phone.clone();
    // A name from Cal.com's page may be none of ours; Cal.com wants one all the same.
    let name = name.as_deref().and_then(PersonName::salvaged);
    let name = name.map_or_else(|| PersonName::parse(NAMELESS), Ok)?;
    let country = &desk.salon.config.company.country_code;
    let phone = phone.and_then(|text| Phone::parse(&text, country).ok());
    let attendee = book::attendee(desk, &name, phone.as_ref(), &visit_ref, &contact);
    let plan = VisitPlan {
        saga: saga.to_owned(),
        source: row.source.as_str().to_owned(),
        attendee,
        phone: own_phone,
        contact,
        metadata,
        actions,
    };
    serde_json::to_value(plan).map_err(Error::internal)
}

/// A visit that is being booked or moved just now must come to rest before anything else is done with it.
pub(crate) fn must_be_settled(tx: &Tx, visit_ref: Option<&str>, own: &str) -> Result<()> {
    let Some(visit_ref) = visit_ref else { return Ok(()) };
    match saga_log::unsettled_of_visit(tx, visit_ref, own)? {
        None => Ok(()),
        Some(State::Stuck) => Err(Error::Conflict("the visit is stuck: somebody must look".into())),
        Some(State::Open | State::Done | State::Unwound) => {
            Err(Error::Unavailable("the visit is being settled".into()))
        }
    }
}

fn cancelled(answer: &Booked) -> Cancelled {
    match answer {
        Booked::Yes(_) | Booked::Off => Cancelled::Yes,
        Booked::No(reason) => Cancelled::No(*reason),
        Booked::Unknown | Booked::ForWhom => Cancelled::Unknown,
    }
}
