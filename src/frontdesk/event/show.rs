//! One message: what came, without the customers in it, the tries and their causes, and what it led to.

use crate::domain::calendar::local_time::LocalTime;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::event::led_to;
use crate::frontdesk::event::led_to::LedTo;
use crate::frontdesk::event::list;
use crate::frontdesk::event::list::EventLine;
use crate::recording::redact::inbound::Redactor;
use crate::store::messages::inbox::Channel;
use crate::store::messages::inbox_list;
use serde::Serialize;
use serde_json::Value;

/// More tries than a message is ever given.
const ATTEMPTS_SHOWN_MAX: u32 = 100;

/// A message with all that is known of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct EventView {
    #[serde(flatten)]
    pub line: EventLine,
    /// What came, with strangers in the customers' place; only fields that are known to be harmless. `null` for a hint
    /// of our own, which says nothing more.
    pub body: Value,
    /// The tries that came to nothing, oldest first.
    pub failed: Vec<AttemptView>,
    pub led_to: LedTo,
}

/// A try that came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct AttemptView {
    pub at: LocalTime,
    pub cause: String,
}

/// One message. `NotFound` if there is none of this number.
pub(crate) fn show(desk: &Desk, id: i64) -> Result<EventView> {
    let (found, body, attempts) = desk.store.read(|connection| {
        let found = inbox_list::find(connection, id)?.ok_or(Error::NotFound("event"))?;
        let body = inbox_list::body(connection, id)?.unwrap_or_default();
        Ok((found, body, inbox_list::attempts(connection, id, ATTEMPTS_SHOWN_MAX)?))
    })?;
    let led_to = desk.store.read(|connection| led_to::of(desk, connection, &found))?;
    let body = match body.is_empty() {
        true => Value::Null,
        false => {
            let mut redactor = Redactor::strict(&desk.salon.config);
            redactor.request(desk, recorded_as(found.channel), found.received_at, &body)
        }
    };
    let failed = attempts.into_iter().map(|one| AttemptView {
        at: LocalTime::of(&desk.salon.zone, one.at),
        cause: list::discreet(&one.cause),
    });
    Ok(EventView { failed: failed.collect(), line: list::line(desk, found), body, led_to })
}

/// What a recording calls what comes by this door.
fn recorded_as(channel: Channel) -> &'static str {
    match channel {
        Channel::RetellFunction => "function",
        Channel::WebApi => "web_booking",
        Channel::RetellWebhook => "retell_webhook",
        Channel::RetellInbound => "retell_inbound",
        Channel::CalcomWebhook => "calcom_webhook",
    }
}
