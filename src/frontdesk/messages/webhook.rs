//! Webhooks: hints that something changed. Read as far as it takes to know whether there is work; worked on later.
//!
//! Wire contracts: Retell's webhooks; Cal.com's, `{triggerEvent, createdAt, payload}`, at most once and in no order.

use crate::calcom::wire as calcom_wire;
use crate::calcom::wire::{WebhookHint, booking as calcom_booking};
use crate::domain::host::identity::AnswerKind;
use crate::domain::people::caller_number::CallerNumber;
use crate::domain::text::json::parse_json;
use crate::retell::wire;
use crate::retell::wire::CallEvent;
use crate::store::messages::inbox::{Channel, Message, State};

/// Retell's event that carries a Cal.com booking.
const APPOINTMENT_CREATED: &str = "appointment.created";

/// What is kept of a webhook of Cal.com's. An unreadable one is dead.
pub(crate) fn of_calcom(body: &[u8]) -> Message {
    match parse_json(body).and_then(|value| calcom_wire::webhook(&value)) {
        Ok(hint) => calcom_message(&hint, body),
        Err(fault) => Message::unreadable(Channel::CalcomWebhook, body, fault),
    }
}

/// A ping, and what is about no booking, is only kept.
fn calcom_message(hint: &WebhookHint, body: &[u8]) -> Message {
    let subject = hint.uid.clone().filter(|_| !hint.is_ping());
    Message {
        channel: Channel::CalcomWebhook,
        event: hint.trigger.clone(),
        state: if subject.is_some() { State::Open } else { State::Done },
        subject,
        // Of a booking its visit says whose it is.
        caller: None,
        body: body.to_vec(),
        reason: None,
    }
}

/// What is kept of a webhook of Retell's: an `appointment.created` is worked on. An unreadable one is dead.
pub(crate) fn of_retell(body: &[u8]) -> Message {
    match wire::call_event(body) {
        Ok(event) => {
            let sent = event.call.as_ref().and_then(|call| call.from_number.as_deref());
            // One without its country is known by the functions that were called in the same call.
            let sent = sent.filter(|sent| sent.starts_with('+'));
            let caller = sent.and_then(|sent| CallerNumber::read(sent, "").phone());
            let caller = caller.map(|phone| phone.as_str().to_owned());
            Message { caller, ..retell_message(&event, body) }
        }
        Err(fault) => Message::unreadable(Channel::RetellWebhook, body, fault.to_string()),
    }
}

/// Events about a call are kept; unknown events are kept and ignored.
fn retell_message(event: &CallEvent, body: &[u8]) -> Message {
    let call_id = event.call.as_ref().map(|call| call.call_id.clone());
    let (subject, state, reason) = if event.event == APPOINTMENT_CREATED {
        let booking = event.calcom_booking.as_ref();
        match booking.map(|booking| calcom_booking::facts(booking, AnswerKind::Webhook)) {
            Some(Ok(facts)) => (Some(facts.uid), State::Open, None),
            Some(Err(fault)) => {
                (call_id, State::Dead, Some(format!("The calcom_booking cannot be used: {fault}.")))
            }
            None => (call_id, State::Dead, Some("The event carries no calcom_booking.".to_owned())),
        }
    } else if event.event.starts_with("call_") && call_id.is_none() {
        (None, State::Dead, Some("The event has no call with a call_id.".to_owned()))
    } else {
        (call_id, State::Done, None)
    };
    Message {
        channel: Channel::RetellWebhook,
        event: event.event.clone(),
        subject,
        caller: None,
        body: body.to_vec(),
        state,
        reason,
    }
}
