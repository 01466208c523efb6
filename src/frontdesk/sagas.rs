//! Visits that cannot be settled by themselves, for people: look, try again, take what stands, call it off.
//!
//! Nothing here calls Cal.com: what a person decides is written down, and whoever drives the sagas (`serve`) goes on
//! from there. So a command may run beside `serve`, and neither drives the other's saga.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::booking::BookingStatus;
use crate::domain::booking::meta;
use crate::domain::ids::AppointmentId;
use crate::domain::layout::PartKind;
use crate::domain::saga::Event;
use crate::frontdesk::Desk;
use crate::frontdesk::change_plan;
use crate::frontdesk::record;
use crate::frontdesk::steps::Action;
use crate::frontdesk::steps::VisitPlan;
use crate::frontdesk::told;
use crate::store::Tx;
use crate::store::appointment;
use crate::store::saga_log;
use crate::store::saga_log::Closed;
use crate::store::saga_log::JournalLine;
use crate::store::saga_log::Kind;
use crate::store::saga_log::Saga;
use crate::store::saga_log::State;
use crate::store::segment;
use crate::store::segment::Segment;
use serde_json::Value;
use serde_json::json;
use time::OffsetDateTime;
use uuid::Uuid;

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
    /// Everything that happened, oldest first.
    pub journal: Vec<JournalLine>,
}

impl Case {
    /// Whether it ought to be at rest by now: a person may want to look.
    pub fn is_overdue(&self, now: OffsetDateTime, patience: time::Duration) -> bool {
        self.saga.state == State::Open && now - self.saga.created_at > patience
    }

    /// The step that failed, as far as it counts.
    fn failed_step(&self) -> Option<&Action> {
        let since = self.saga.round;
        let failed = self
            .journal
            .iter()
            .rev()
            .find(|line| line.entry.event == Event::Failed && line.round <= since)?;
        self.plan.actions.get(failed.entry.step)
    }

    fn standing(&self) -> impl Iterator<Item = &Segment> {
        self.parts.iter().filter(|part| part.booking_status.is_some_and(BookingStatus::stands))
    }
}

impl Desk {
    /// The cases that are not at rest: stuck ones first.
    pub fn unsettled_cases(&self) -> Result<Vec<Case>> {
        self.store.read(|connection| {
            let sagas = saga_log::unsettled(connection, LISTED_SAGAS_MAX)?;
            sagas.into_iter().map(|saga| case(connection, saga)).collect()
        })
    }

    /// One case, at rest or not.
    pub fn case(&self, id: &str) -> Result<Case> {
        self.store.read(|connection| find(connection, id))
    }

    /// Has a stuck saga tried again, or one that waits go on at once.
    pub fn retry_saga(&self, id: &str) -> Result<Case> {
        let (id, now) = (id.to_owned(), self.now());
        self.store.write(move |tx| {
            let case = find(tx, &id)?;
            must_be_unsettled(&case)?;
            // A cancellation that was refused cannot be taken back: it goes on. A booking is taken back.
            let forward = matches!(case.failed_step(), Some(Action::Cancel { .. }));
            saga_log::try_again(tx, &id, forward, now)?;
            find(tx, &id)
        })
    }

    /// Takes what stands of a stuck visit for the whole of it.
    pub fn adopt_saga(&self, id: &str, by: &str, reason: &str) -> Result<Case> {
        let (id, now) = (id.to_owned(), self.now());
        let (by, reason) = (by.to_owned(), reason.to_owned());
        self.store.write(move |tx| {
            let case = find(tx, &id)?;
            must_be_stuck(&case)?;
            let visit = case.appointment.ok_or(Error::NotFound("appointment"))?;
            if !case.standing().any(|part| part.kind == PartKind::Work) {
                return Err(Error::Conflict("nothing of this visit stands: cancel it".into()));
            }
            record::adopt(tx, visit, now)?;
            let result = told::tell(tx, visit)?;
            saga_log::close(tx, &id, &Closed { state: State::Done, result, by, reason }, now)?;
            find(tx, &id)
        })
    }

    /// Calls off everything of a stuck visit that still stands at Cal.com, with a saga of its own.
    pub fn cancel_saga(&self, id: &str, by: &str, reason: &str) -> Result<Case> {
        let (id, now) = (id.to_owned(), self.now());
        let (by, reason) = (by.to_owned(), reason.to_owned());
        self.store.write(move |tx| {
            let case = find(tx, &id)?;
            must_be_stuck(&case)?;
            let actions: Vec<Action> = case
                .standing()
                .filter_map(|part| change_plan::cancel(part, CALLED_OFF_REASON))
                .collect();
            let mut result = json!({ "why": "called off by hand" });
            if !actions.is_empty() {
                let rest = call_off(tx, &case.plan, actions, now)?;
                result = json!({ "why": "called off by hand", "saga": rest });
            }
            saga_log::close(tx, &id, &Closed { state: State::Unwound, result, by, reason }, now)?;
            find(tx, &id)
        })
    }
}

/// A saga that cancels the rest of a visit. Not sent: whoever drives the sagas sends it.
fn call_off(
    tx: &Tx,
    like: &VisitPlan,
    mut actions: Vec<Action>,
    now: OffsetDateTime,
) -> Result<String> {
    actions.reverse();
    let id = Uuid::new_v4().simple().to_string();
    let plan = VisitPlan { saga: id.clone(), actions, ..like.clone() };
    let plan = serde_json::to_value(plan).map_err(Error::internal)?;
    saga_log::create(tx, &id, Kind::Cancel, &plan, now)?;
    Ok(id)
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

fn find(connection: &rusqlite::Connection, id: &str) -> Result<Case> {
    let found = saga_log::load(connection, id)?;
    let (saga, _) = found.ok_or(Error::NotFound("saga"))?;
    case(connection, saga)
}

fn case(connection: &rusqlite::Connection, saga: Saga) -> Result<Case> {
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
    let journal = saga_log::journal(connection, &saga.id)?;
    Ok(Case {
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
