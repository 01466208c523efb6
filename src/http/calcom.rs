//! `POST /api/calcom/webhook`: a hint that a booking changed. Stored, answered, worked on later.
//!
//! Wire contract: Cal.com's webhooks, `{triggerEvent, createdAt, payload}`, at most once and in no order.

use crate::calcom::wire;
use crate::calcom::wire::WebhookHint;
use crate::domain::Error;
use crate::domain::Result;
use crate::http::Request;
use crate::http::Response;
use crate::http::app::App;
use crate::retell::wire::parse_json;
use crate::store::inbox;
use crate::store::inbox::Channel;
use crate::store::inbox::Message;
use crate::store::inbox::State;

/// Keeps the hint and answers 204. A body nobody can read is kept too, and refused with 400.
pub fn webhook(app: &App, request: &Request) -> Result<Response> {
    let now = app.desk.now();
    let hint = parse_json(&request.body).and_then(|body| wire::webhook(&body));
    let message = match &hint {
        Ok(hint) => kept(hint, &request.body),
        Err(fault) => Message::unreadable(Channel::CalcomWebhook, &request.body, fault.as_str()),
    };
    let open = message.state == State::Open;
    app.desk.store.write(move |tx| inbox::insert(tx, &message, now))?;
    if open {
        app.work.nudge();
    }
    match hint {
        Ok(_) => Ok(Response::empty(204)),
        Err(fault) => Err(Error::Invalid(fault)),
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
