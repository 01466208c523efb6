//! The messages to customers, for people.

use crate::domain::calendar::local_time::LocalTime;
use crate::domain::ids::AppointmentId;
use crate::domain::message::kind::{Channel, Kind, State};
use crate::domain::message::way::Why;
use crate::domain::message::{letter, sms};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::telling::again;
use crate::store::db::slice::{Place, Slice};
use crate::store::messages::outbox::{Message, Which};
use crate::store::messages::{outbox, outbox_list};
use crate::store::visit::appointment;
use rusqlite::Connection;
use serde::Serialize;

/// How many are listed.
const LISTED_MESSAGES_MAX: u32 = 200;
/// Letters of a filter that are looked at.
const TEXT_CHARS_MAX: usize = 80;

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
    /// For whom the visit is: the name; empty if it is not known.
    #[serde(skip)]
    pub customer: String,
    /// What is done.
    #[serde(skip)]
    pub service: String,
    /// Names how it stands, for `resend`: when it was sent or given up.
    #[serde(skip)]
    pub seen: String,
}

/// Which messages are listed. Unset means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub state: Option<State>,
    pub channel: Option<Channel>,
    /// In the recipient's address or the customer's name.
    pub text: String,
}

/// A message with what it says, and the others about the same visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MessageStory {
    pub message: MessageView,
    /// The text as its customer reads it, without the link to her own page: who has that is let in.
    pub text: String,
    /// Why it cannot be sent again, in the desk's language.
    pub refused: Option<&'static str>,
    /// Oldest first, this one among them.
    pub all: Vec<MessageView>,
}

/// A page of the messages, the newest first.
pub(crate) fn page(
    desk: &Desk,
    wanted: &Wanted,
    place: Place,
    most: u32,
) -> Result<Slice<MessageView>> {
    let text: String = wanted.text.trim().chars().take(TEXT_CHARS_MAX).collect();
    let filter = outbox_list::Filter {
        state: wanted.state,
        channel: wanted.channel,
        text: Some(text).filter(|text| !text.is_empty()),
    };
    desk.store.read(|connection| {
        let found = outbox_list::page(connection, desk.salon.company, &filter, place, most)?;
        found.try_map(|(_, message)| view(desk, connection, message))
    })
}

/// One message. `NotFound` if there is none of this name.
pub(crate) fn story(desk: &Desk, id: &str) -> Result<MessageStory> {
    let (company, language) = (desk.salon.company, desk.salon.language);
    desk.store.read(|connection| {
        let found = outbox::find(connection, company, id)?;
        let message = found.ok_or(Error::NotFound("message"))?;
        let all = outbox::of_visit(connection, company, &message.visit_ref, LISTED_MESSAGES_MAX)?;
        let refused = again::refusal(connection, &message, desk.now())?;
        let zone = message.facts.zone().unwrap_or_else(|| desk.salon.zone.clone());
        let text = match message.channel {
            Channel::Sms => sms::write(message.kind, &message.facts, &zone, None),
            Channel::Mail | Channel::Nowhere => {
                letter::write(message.kind, &message.facts, &zone, None).text
            }
        };
        let all: Result<Vec<MessageView>> =
            all.into_iter().map(|one| view(desk, connection, one)).collect();
        Ok(MessageStory {
            text,
            refused: refused.map(|why| why.told(language)),
            all: all?,
            message: view(desk, connection, message)?,
        })
    })
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
        customer: message.facts.customer.clone(),
        service: message.facts.service.clone(),
        seen: again::seen(&message),
        reason_told: why.unwrap_or_else(|| message.reason.clone()),
        reason: message.reason,
        recipient: message.recipient,
        message: message.id,
    })
}
