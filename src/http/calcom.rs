//! `POST /api/calcom/webhook`: a hint that a booking changed. Stored, answered, worked on later.
//!
//! Wire contract: Cal.com's webhooks, `{triggerEvent, createdAt, payload}`, at most once and in no order.

use crate::calcom::wire;
use crate::calcom::wire::WebhookHint;
use crate::domain::Error;
use crate::domain::text::json::parse_json;
use crate::http::routes::Kept;
use crate::server::message::{Request, Response};
use crate::store::messages::inbox::{Channel, Message, State};

/// The hint is kept and answered with 204. A body nobody can read is kept too, and refused with 400.
pub fn webhook(request: &Request) -> Kept {
    let hint = parse_json(&request.body).and_then(|body| wire::webhook(&body));
    match hint {
        Ok(hint) => Kept { message: kept(&hint, &request.body), answer: Ok(Response::empty(204)) },
        Err(fault) => Kept {
            message: Message::unreadable(Channel::CalcomWebhook, &request.body, fault.as_str()),
            answer: Err(Error::Invalid(fault)),
        },
    }
}

/// What there is to do: a ping, and what is about no booking, is only kept.
fn kept(hint: &WebhookHint, body: &[u8]) -> Message {
    let subject = hint.uid.clone().filter(|_| !hint.is_ping());
    Message {
        channel: Channel::CalcomWebhook,
        event: hint.trigger.clone(),
        state: if subject.is_some() { State::Open } else { State::Done },
        subject,
        body: body.to_vec(),
        reason: None,
    }
}
