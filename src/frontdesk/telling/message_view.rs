//! The messages to customers, for people.

use crate::domain::Result;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::ids::AppointmentId;
use crate::domain::message::kind::{Channel, Kind, State};
use crate::domain::message::way::Why;
use crate::frontdesk::Desk;
use crate::store::messages::outbox;
use crate::store::messages::outbox::{Message, Which};
use crate::store::visit::appointment;
use rusqlite::Connection;
use serde::Serialize;

/// How many are listed.
const LISTED_MESSAGES_MAX: u32 = 200;

/// A message to a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct MessageView {
    pub message: String,
    pub appointment_id: Option<AppointmentId>,
    /// `confirmed`, …
    pub kind: &'static str,
    #[serde(skip)]
    pub kind_told: Kind,
    /// `mail`, `sms`, `nowhere`.
    pub channel: &'static str,
    #[serde(skip)]
    pub channel_told: Channel,
    /// Empty where it goes nowhere.
    pub recipient: String,
    pub state: &'static str,
    #[serde(skip)]
    pub state_told: State,
    /// When the visit begins, as it is told.
    pub start: LocalTime,
    pub decided_at: LocalTime,
    /// When it is sent next.
    pub next_try_at: Option<LocalTime>,
    /// When it was sent, or given up.
    pub finished_at: Option<LocalTime>,
    pub attempts: u32,
    /// A word for why it goes nowhere, or how the last try ended.
    pub reason: String,
    /// The same for people.
    #[serde(skip)]
    pub reason_told: String,
}

/// The newest messages, oldest first.
pub(crate) fn list(desk: &Desk, which: Which) -> Result<Vec<MessageView>> {
    desk.store.read(|connection| {
        let found = outbox::list(connection, desk.salon.company, which, LISTED_MESSAGES_MAX)?;
        found.into_iter().map(|message| view(desk, connection, message)).collect()
    })
}

pub(crate) fn view(desk: &Desk, connection: &Connection, message: Message) -> Result<MessageView> {
    let time = |at| LocalTime::of(&desk.salon.zone, at);
    let visit = appointment::find_by_ref(connection, &message.visit_ref)?;
    let why = Why::parse(&message.reason).map(|why| why.told(desk.salon.language).to_owned());
    Ok(MessageView {
        appointment_id: visit.map(|(id, _)| id),
        kind: message.kind.as_str(),
        kind_told: message.kind,
        channel: message.channel.as_str(),
        channel_told: message.channel,
        state: message.state.as_str(),
        state_told: message.state,
        start: time(message.facts.starts_at),
        decided_at: time(message.created_at),
        next_try_at: message.next_try_at.map(time),
        finished_at: message.finished_at.map(time),
        attempts: message.attempts,
        reason_told: why.unwrap_or_else(|| message.reason.clone()),
        reason: message.reason,
        recipient: message.recipient,
        message: message.id,
    })
}
