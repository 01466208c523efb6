//! One customer with all that the desk asks about: visits, messages, notes to call back, calls.

use crate::domain::Result;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::ids::{AppointmentId, CustomerId};
use crate::domain::visit::booked::VisitStatus;
use crate::frontdesk::Desk;
use crate::frontdesk::customer::list::CustomerLine;
use crate::frontdesk::customer::{list, whom};
use crate::frontdesk::diary::view;
use crate::frontdesk::diary::view::AppointmentView;
use crate::frontdesk::telling::message_view;
use crate::frontdesk::telling::message_view::MessageView;
use crate::frontdesk::visit::callback_view;
use crate::frontdesk::visit::callback_view::CallbackView;
use crate::store::customer::calls as stored_calls;
use crate::store::customer::list as stored;
use crate::store::customer::list::Known;
use crate::store::customer::raw;
use crate::store::messages::{callback, outbox};
use crate::store::visit::appointment;
use rusqlite::Connection;
use serde::Serialize;
use std::cmp::Reverse;

/// How many visits are shown, the latest.
const SHOWN_VISITS_MAX: u32 = 200;
/// How many messages and notes, each, the newest.
const SHOWN_MESSAGES_MAX: u32 = 50;
/// How many calls from each number, the newest.
const SHOWN_CALLS_MAX: usize = 20;

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct CustomerCard {
    #[serde(flatten)]
    pub line: CustomerLine,
    pub since: LocalTime,
    /// The numbers of those who turned out to be this one.
    pub merged: Vec<i64>,
    /// Soonest first.
    pub coming: Vec<VisitLine>,
    /// What is over or off, the latest first.
    pub past: Vec<VisitLine>,
    pub messages: Vec<MessageView>,
    pub callbacks: Vec<CallbackView>,
    /// The newest first.
    pub calls: Vec<CallView>,
}

/// A visit in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct VisitLine {
    pub appointment_id: AppointmentId,
    pub start: LocalTime,
    pub end: LocalTime,
    pub service: Option<String>,
    /// Who does it: the name.
    pub staff: Option<String>,
    /// For whom it was booked, which may be the customer's child; empty where no name is known.
    pub name: String,
    pub status: &'static str,
    #[serde(skip)]
    pub stands: VisitStatus,
    pub source: &'static str,
    /// The customer did not come.
    pub no_show: bool,
}

/// A phone call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct CallView {
    /// Retell's name of it.
    pub call: String,
    pub began_at: LocalTime,
    pub asked: Vec<AnswerView>,
}

/// What was asked in it, and how it was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct AnswerView {
    pub function: String,
    pub status: String,
}

/// The customer of this number here or of this telephone number; see `whom::customer`.
pub(crate) fn show(desk: &Desk, said: &str) -> Result<CustomerCard> {
    desk.store.read(|connection| {
        let known = whom::customer(desk, connection, said)?;
        card(desk, connection, &known)
    })
}

/// The same of one who is known.
pub(crate) fn card(desk: &Desk, connection: &Connection, known: &Known) -> Result<CustomerCard> {
    let line = list::line(desk, connection, known)?;
    let (coming, past) = visits(desk, connection, known)?;
    let messages = outbox::of_customer(connection, known.id, SHOWN_MESSAGES_MAX)?;
    let phones = raw::list(&line.phones);
    let notes = callback::of_customer(connection, known.id, &phones, SHOWN_MESSAGES_MAX)?;
    Ok(CustomerCard {
        since: LocalTime::of(&desk.salon.zone, known.since),
        merged: stored::merged_into(connection, known.id)?,
        coming,
        past,
        messages: messages
            .into_iter()
            .map(|message| message_view::view(desk, connection, message))
            .collect::<Result<_>>()?,
        callbacks: notes.into_iter().map(|note| callback_view::view(desk, note)).collect(),
        calls: calls(desk, connection, known.id, &line.phones)?,
        line,
    })
}

/// What is to come, soonest first, and the rest, the latest first.
pub(crate) fn visits(
    desk: &Desk,
    connection: &Connection,
    known: &Known,
) -> Result<(Vec<VisitLine>, Vec<VisitLine>)> {
    let now = desk.now();
    let (mut coming, mut past) = (Vec::new(), Vec::new());
    for (id, row) in appointment::of_customer(connection, known.id, SHOWN_VISITS_MAX)? {
        let is_coming = row.status.stands() && row.ends_at > now;
        let visit = line_of(desk, view::read(connection, id, row)?);
        if is_coming { coming.push(visit) } else { past.push(visit) }
    }
    coming.reverse();
    Ok((coming, past))
}

fn line_of(desk: &Desk, visit: AppointmentView) -> VisitLine {
    let time = |at| LocalTime::of(&desk.salon.zone, at);
    VisitLine {
        appointment_id: visit.id,
        start: time(visit.start()),
        end: time(visit.row.ends_at),
        service: visit.service,
        staff: visit.staff,
        name: visit.name,
        status: visit.row.status.as_str(),
        stands: visit.row.status,
        source: visit.row.source.as_str(),
        no_show: visit.row.no_show.is_some(),
    }
}

fn calls(
    desk: &Desk,
    connection: &Connection,
    customer: CustomerId,
    phones: &[String],
) -> Result<Vec<CallView>> {
    let mut calls = Vec::new();
    for phone in phones {
        calls.extend(stored_calls::from(connection, customer, phone, SHOWN_CALLS_MAX)?);
    }
    calls.sort_by_key(|(_, at)| Reverse(*at));
    let view = |(call, at): (String, _)| {
        let asked = stored_calls::answers_in(connection, &call)?.into_iter();
        Ok(CallView {
            began_at: LocalTime::of(&desk.salon.zone, at),
            asked: asked.map(|(function, status)| AnswerView { function, status }).collect(),
            call,
        })
    };
    calls.into_iter().map(view).collect()
}
