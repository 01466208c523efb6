//! Visits that cannot be settled by themselves, for people: look, try again, take what stands, call it off.
//!
//! Nothing here calls Cal.com: what a person decides is written down, and the driver of the sagas (`serve`) goes on
//! from there. So a command may run beside `serve`, and neither drives the other's saga.

use crate::domain::ids::AppointmentId;
use crate::domain::saga::Event;
use crate::domain::visit::booked;
use crate::domain::visit::booking::{BookingStatus, meta};
use crate::domain::visit::layout::PartKind;
use crate::domain::visit::saga_plan::{Action, VisitPlan};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::frontdesk::diary::summary;
use crate::frontdesk::door::record;
use crate::frontdesk::how_told::HowTold;
use crate::frontdesk::telling::tell;
use crate::frontdesk::visit::steps::ledger;
use crate::store::db::key;
use crate::store::db::tx::Tx;
use crate::store::host::decider::Decider;
use crate::store::visit::saga_journal::JournalLine;
use crate::store::visit::saga_log::{Closed, Kind, New, Saga, State};
use crate::store::visit::segment::Segment;
use crate::store::visit::{appointment, booking, saga_journal, saga_log, segment};
use serde_json::{Value, json};
use time::OffsetDateTime;

/// How many are listed; a salon has a handful.
const LISTED_SAGAS_MAX: u32 = 200;
/// What Cal.com shows as the reason.
const CALLED_OFF_REASON: &str = "the visit could not be booked as a whole";

/// A saga with what it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// As stored.
    pub saga: Saga,
    /// What it does, in order.
    pub plan: VisitPlan,
    /// The visit it is about, where anything of it is known.
    pub appointment: Option<AppointmentId>,
    /// The parts of that visit, in order.
    pub parts: Vec<Segment>,
    /// Bookings that stand at Cal.com beside those of the parts: a move that was not settled has left them over.
    pub left_over: Vec<String>,
    /// Everything that happened, oldest first.
    pub journal: Vec<JournalLine>,
}

impl Case {
    /// Whether it ought to be at rest by now: a person may want to look.
    pub fn is_overdue(&self, now: OffsetDateTime, patience: time::Duration) -> bool {
        self.saga.state == State::Open && now - self.saga.created_at > patience
    }

    /// Whether it only goes on: what is stuck is a cancellation (or a move without a way back), which cannot be taken
    /// back. A booking can.
    fn goes_forward(&self) -> bool {
        let last = |event| {
            let line = self.journal.iter().rev().find(|line| line.entry.event == event)?;
            self.plan.actions.get(line.entry.step)
        };
        let stuck_at = last(Event::UndoFailed).or_else(|| last(Event::Failed));
        match stuck_at {
            Some(Action::Cancel { .. } | Action::Reschedule { back: None, .. }) => true,
            Some(Action::Book { .. } | Action::Reschedule { .. }) | None => false,
        }
    }

    /// What a move has not yet cancelled of the old time; the others cancel nothing beside the visit.
    fn still_to_cancel(&self) -> impl Iterator<Item = &str> {
        let is_done = |step| {
            let mut lines = self.journal.iter().filter(|line| line.entry.step == step);
            lines.any(|line| line.entry.event == Event::Succeeded)
        };
        let actions = self.plan.actions.iter().enumerate();
        actions.filter(|_| self.saga.kind == Kind::Move).filter_map(move |(step, action)| {
            match action {
                Action::Cancel { uid, .. } if !is_done(step) => Some(uid.as_str()),
                Action::Cancel { .. } | Action::Book { .. } | Action::Reschedule { .. } => None,
            }
        })
    }

    /// The saga that cancels what a person has called off of this one.
    pub fn calls_off(&self) -> Option<&str> {
        self.saga.result.as_ref()?.get(REST)?.as_str()
    }

    fn standing(&self) -> impl Iterator<Item = &Segment> {
        self.parts.iter().filter(|part| part.booking_status.is_some_and(BookingStatus::stands))
    }
}

/// The cases that are not at rest: stuck ones first.
pub fn unsettled(desk: &Desk) -> Result<Vec<Case>> {
    desk.store.read(|connection| {
        let sagas = saga_log::unsettled(connection, LISTED_SAGAS_MAX)?;
        sagas.into_iter().map(|saga| read(connection, saga)).collect()
    })
}

pub fn show(desk: &Desk, id: &str) -> Result<Case> {
    desk.store.read(|connection| named(connection, id))
}

/// Has a stuck saga tried again, or one that waits go on at once.
pub fn retry(desk: &Desk, id: &str) -> Result<Case> {
    let (id, company, now) = (id.to_owned(), desk.salon.company, desk.now());
    desk.store.write(move |tx| {
        let case = named(tx, &id)?;
        must_be_unsettled(&case)?;
        let id = &case.saga.id;
        saga_log::try_again(tx, id, case.goes_forward(), now)?;
        ledger::no_longer_stuck(tx, company, id, now)?;
        named(tx, id)
    })
}

/// Takes what stands of a stuck visit for the whole of it. What a move has left over beside it is called off.
///
/// `Conflict` if nothing stands, or where bookings of the old and of the new time stand side by side.
pub fn adopt(desk: &Desk, id: &str, who: &Person) -> Result<Case> {
    let (id, who, now) = (id.to_owned(), who.clone(), desk.now());
    let telling = desk.salon.telling.clone();
    desk.store.write(move |tx| {
        let case = named(tx, &id)?;
        must_be_stuck(&case)?;
        let visit = case.appointment.ok_or(Error::NotFound("appointment"))?;
        if !case.standing().any(|part| part.kind == PartKind::Work) {
            return Err(Error::Conflict("nothing of this visit stands: cancel it".into()));
        }
        if !case.left_over.is_empty() && !case.goes_forward() {
            return Err(Error::Conflict(
                "the visit stands at its old time, and some of it at the new one too: retry, or cancel all".into(),
            ));
        }
        record::adopt(tx, visit, now)?;
        let mut result = summary::summarise(tx, visit)?;
        let actions = case.still_to_cancel().map(call_off_one).collect();
        if let Some(rest) = call_off(tx, &case.plan, actions, now)?
            && let Some(result) = result.as_object_mut()
        {
            result.insert(REST.to_owned(), rest.into());
        }
        // A visit that was to be cancelled and was not is no answer to the one who asked for that.
        let state = match case.saga.kind {
            Kind::Cancel => State::Unwound,
            Kind::Book | Kind::Move | Kind::Release => State::Done,
        };
        close(tx, &case, state, result, &who, &telling, now)
    })
}

/// Calls off everything of a stuck visit that still stands at Cal.com, with a saga of its own.
pub fn cancel(desk: &Desk, id: &str, who: &Person) -> Result<Case> {
    let (id, who, now) = (id.to_owned(), who.clone(), desk.now());
    let telling = desk.salon.telling.clone();
    desk.store.write(move |tx| {
        let case = named(tx, &id)?;
        must_be_stuck(&case)?;
        let uids = case.standing().filter_map(|part| part.booking_uid.as_ref());
        // The last first, as they were booked.
        let uids: Vec<&String> = uids.chain(&case.left_over).collect();
        let actions = uids.into_iter().rev().map(|uid| call_off_one(uid)).collect();
        let mut result = json!({ "why": "called off by hand" });
        if let Some(rest) = call_off(tx, &case.plan, actions, now)?
            && let Some(result) = result.as_object_mut()
        {
            result.insert(REST.to_owned(), rest.into());
        }
        close(tx, &case, State::Unwound, result, &who, &telling, now)
    })
}

/// In the result of a saga that a person ended: the saga that cancels what is to go.
const REST: &str = "saga";

fn close(
    tx: &Tx,
    case: &Case,
    state: State,
    result: Value,
    who: &Person,
    telling: &HowTold,
    now: OffsetDateTime,
) -> Result<Case> {
    let Decider { by, reason } = who.decider();
    let closed = Closed { state, result, by: by.to_owned(), reason: reason.to_owned() };
    saga_log::close(tx, &case.saga.id, &closed, now)?;
    ledger::no_longer_stuck(tx, telling.company, &case.saga.id, now)?;
    if let Some(visit) = case.appointment {
        tell::tell_unless_unsettled(tx, telling, visit, now)?;
    }
    named(tx, &case.saga.id)
}

fn call_off_one(uid: &str) -> Action {
    Action::Cancel { uid: uid.to_owned(), reason: CALLED_OFF_REASON.to_owned(), owed: true }
}

/// A saga that cancels the rest of a visit, if there is any. Not sent: the driver of the sagas sends it.
fn call_off(
    tx: &Tx,
    like: &VisitPlan,
    actions: Vec<Action>,
    now: OffsetDateTime,
) -> Result<Option<String>> {
    if actions.is_empty() {
        return Ok(None);
    }
    let id = key::fresh();
    let plan = VisitPlan { saga: id.clone(), actions, ..like.clone() };
    let plan = serde_json::to_value(plan).map_err(Error::internal)?;
    let (kind, params, call) = (Kind::Cancel, &plan, None);
    let new = New { id: &id, kind, params, call, kept: &[], is_sent: false };
    saga_log::create(tx, &new, now)?;
    Ok(Some(id))
}

fn must_be_unsettled(case: &Case) -> Result<()> {
    match case.saga.state {
        State::Open | State::Stuck => Ok(()),
        State::Done | State::Unwound => Err(at_rest(&case.saga)),
    }
}

fn must_be_stuck(case: &Case) -> Result<()> {
    match case.saga.state {
        State::Stuck => Ok(()),
        State::Open => Err(Error::Conflict(format!(
            "saga {} is not stuck: it is being settled, wait or retry it",
            case.saga.id
        ))),
        State::Done | State::Unwound => Err(at_rest(&case.saga)),
    }
}

fn at_rest(saga: &Saga) -> Error {
    Error::Conflict(format!("saga {} is at rest ({})", saga.id, saga.state.as_str()))
}

/// By its name or an unambiguous beginning of it.
fn named(connection: &rusqlite::Connection, said: &str) -> Result<Case> {
    let said = said.trim();
    let not_found = || Error::NotFound("saga");
    if said.is_empty() {
        return Err(not_found());
    }
    let id = match saga_log::named(connection, said, 2)?.as_slice() {
        [] => return Err(not_found()),
        [one] => one.clone(),
        [first, ..] if first == said => first.clone(),
        _ => {
            return Err(Error::Invalid(format!("several sagas begin with {said}: say more of it")));
        }
    };
    let (saga, _) = saga_log::load(connection, &id)?.ok_or_else(not_found)?;
    read(connection, saga)
}

fn read(connection: &rusqlite::Connection, saga: Saga) -> Result<Case> {
    let plan: VisitPlan = serde_json::from_value(saga.params.clone())
        .map_err(|error| Error::internal(format!("saga {}: {error}", saga.id)))?;
    let appointment = match plan.metadata.get(meta::REF) {
        Some(visit_ref) => appointment::find_by_ref(connection, visit_ref)?.map(|(id, _)| id),
        None => None,
    };
    let parts = match appointment {
        Some(id) => segment::of_appointment(connection, id)?,
        None => Vec::new(),
    };
    let mut left_over = Vec::new();
    for (segment, _) in &parts {
        let chain = booking::chain(connection, *segment)?;
        left_over.extend(booked::left_over(&chain).into_iter().map(|one| one.uid.clone()));
    }
    let journal = saga_journal::journal(connection, &saga.id)?;
    Ok(Case {
        left_over,
        plan,
        appointment,
        parts: parts.into_iter().map(|(_, part)| part).collect(),
        journal,
        saga,
    })
}

/// A saga's result as a sentence for the log and for lists.
pub fn why(saga: &Saga) -> Option<String> {
    let told = saga.result.as_ref().and_then(|result| result.get("why")).and_then(Value::as_str);
    told.map(str::to_owned).or_else(|| saga.last_error.clone())
}
