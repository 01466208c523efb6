//! Sagas as they are shown: what a visit that is not settled was to become, and what happened to each step.

use crate::domain::Result;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::calendar::zone::Zone;
use crate::domain::ids::{AppointmentId, StaffId};
use crate::domain::saga::Event;
use crate::domain::visit::booking::BookingStatus;
use crate::domain::visit::saga_plan::Action;
use crate::frontdesk::Desk;
use crate::frontdesk::visit::sagas;
use crate::frontdesk::visit::sagas::{Case, why};
use crate::store::visit::saga_journal::JournalLine;
use crate::store::visit::segment::Segment;
use serde::Serialize;
use serde_json::Value;
use time::Duration;

/// A saga with what it is about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct SagaView {
    /// Its name.
    pub saga: String,
    pub kind: &'static str,
    pub state: &'static str,
    /// It ought to be at rest by now.
    pub overdue: bool,
    pub round: u32,
    /// Without an outcome.
    pub attempts: u32,
    pub opened_at: LocalTime,
    #[serde(skip)]
    pub age: Duration,
    pub next_try_at: Option<LocalTime>,
    pub why: Option<String>,
    pub last_error: Option<String>,
    /// Who ended it, and why.
    pub closed_by: Option<String>,
    pub closed_reason: Option<String>,
    /// The saga that cancels what a person has called off of this one.
    pub calls_off: Option<String>,
    pub appointment_id: Option<AppointmentId>,
    pub steps: Vec<StepView>,
    pub journal: Vec<JournalView>,
    pub parts: Vec<PartView>,
    /// Bookings that stand at Cal.com beside those of the parts.
    pub left_over: Vec<String>,
}

/// What it does, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct StepView {
    pub step: usize,
    pub what: String,
    pub came_to: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct JournalView {
    pub at: LocalTime,
    pub round: u32,
    pub step: usize,
    pub event: &'static str,
    pub with: Value,
    /// Of `with` what people want to know: a reason, or a booking's uid.
    #[serde(skip)]
    pub note: Option<String>,
}

/// A part of the visit, with its booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PartView {
    pub key: String,
    pub kind: &'static str,
    pub name: String,
    pub start: LocalTime,
    pub end: LocalTime,
    pub status: Option<&'static str>,
    pub booking_uid: Option<String>,
    pub staff_id: Option<StaffId>,
}

/// Those that are not at rest, stuck ones first.
pub(crate) fn unsettled(desk: &Desk) -> Result<Vec<SagaView>> {
    Ok(sagas::unsettled(desk)?.iter().map(|case| of(desk, case)).collect())
}

/// One, at rest or not, by its name or the beginning of it.
pub(crate) fn show(desk: &Desk, id: &str) -> Result<SagaView> {
    sagas::show(desk, id).map(|case| of(desk, &case))
}

pub(crate) fn of(desk: &Desk, case: &Case) -> SagaView {
    let (saga, zone) = (&case.saga, &desk.salon.zone);
    let time = |at| LocalTime::of(zone, at);
    let steps = case.plan.actions.iter().enumerate().map(|(step, action)| StepView {
        step,
        what: sentence(zone, action),
        came_to: fate(case, step),
    });
    SagaView {
        saga: saga.id.clone(),
        kind: saga.kind.as_str(),
        state: saga.state.as_str(),
        overdue: is_overdue(desk, case),
        round: saga.round,
        attempts: saga.attempts,
        opened_at: time(saga.created_at),
        age: desk.now() - saga.created_at,
        next_try_at: saga.next_try_at.map(time),
        why: why(saga),
        last_error: saga.last_error.clone(),
        closed_by: saga.closed.as_ref().map(|(by, _)| by.clone()),
        closed_reason: saga.closed.as_ref().map(|(_, reason)| reason.clone()),
        calls_off: case.calls_off().map(str::to_owned),
        appointment_id: case.appointment,
        steps: steps.collect(),
        journal: case.journal.iter().map(|line| entry(zone, line)).collect(),
        parts: case.parts.iter().map(|part| part_view(zone, part)).collect(),
        left_over: case.left_over.clone(),
    }
}

fn is_overdue(desk: &Desk, case: &Case) -> bool {
    let minutes = i64::try_from(desk.salon.config.booking.give_up_minutes).unwrap_or(i64::MAX);
    case.is_overdue(desk.now(), Duration::seconds(minutes.saturating_mul(60)))
}

fn sentence(zone: &Zone, action: &Action) -> String {
    match action {
        Action::Book { segment, event_type_id, start, optional, .. } => {
            let optional = if *optional { ", if it can be had" } else { "" };
            let start = LocalTime::of(zone, *start);
            format!("book {segment} at {start} (event type {event_type_id}{optional})")
        }
        Action::Reschedule { uid, start, .. } => {
            format!("move {uid} to {}", LocalTime::of(zone, *start))
        }
        Action::Cancel { uid, .. } => format!("cancel {uid}"),
    }
}

/// The last that happened to a step.
fn fate(case: &Case, step: usize) -> Option<String> {
    let line = case.journal.iter().rev().find(|line| line.entry.step == step)?;
    let came_to = match line.entry.event {
        Event::Started => "sent, no outcome yet",
        Event::Succeeded => "done",
        Event::Failed => "refused",
        Event::UndoStarted => "being taken back",
        Event::UndoFinished => "taken back",
        Event::UndoFailed => "cannot be taken back",
    };
    Some(match note(line) {
        Some(note) => format!("{came_to}: {note}"),
        None => came_to.to_owned(),
    })
}

fn note(line: &JournalLine) -> Option<&str> {
    let data = &line.entry.data;
    ["why", "without", "uid"].iter().find_map(|key| data.get(key).and_then(Value::as_str))
}

fn entry(zone: &Zone, line: &JournalLine) -> JournalView {
    JournalView {
        at: LocalTime::of(zone, line.at),
        round: line.round,
        step: line.entry.step,
        event: line.entry.event.as_str(),
        with: line.entry.data.clone(),
        note: note(line).map(str::to_owned),
    }
}

fn part_view(zone: &Zone, part: &Segment) -> PartView {
    PartView {
        key: part.key.clone(),
        kind: part.kind.as_str(),
        name: part.name.clone(),
        start: LocalTime::of(zone, part.starts_at),
        end: LocalTime::of(zone, part.ends_at),
        status: part.booking_status.map(BookingStatus::as_str),
        booking_uid: part.booking_uid.clone(),
        staff_id: part.staff.clone(),
    }
}
