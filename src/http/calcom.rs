//! `POST /api/calcom/webhook`: a hint that a booking changed. Stored, answered, worked on later.
//!
//! Wire contract: Cal.com's webhooks, `{triggerEvent, createdAt, payload}`, at most once and in no order.

use crate::calcom::wire;
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
    let (event, subject, state, reason) = match &hint {
        Ok(hint) if hint.is_ping() => (hint.trigger.clone(), None, State::Done, None),
        Ok(hint) => match &hint.uid {
            Some(uid) => (hint.trigger.clone(), Some(uid.clone()), State::Open, None),
            // About no booking: kept, and nothing to do.
            None => (hint.trigger.clone(), None, State::Done, None),
        },
        Err(fault) => ("unreadable".to_owned(), None, State::Dead, Some(fault.clone())),
    };
    let open = state == State::Open;
    let message = Message {
        channel: Channel::CalcomWebhook,
        event,
        subject,
        body: request.body.clone(),
        state,
        reason,
    };
    app.desk.store.write(move |tx| inbox::insert(tx, &message, now))?;
    if open {
        app.work.nudge();
    }
    match hint {
        Ok(_) => Ok(Response::empty(204)),
        Err(fault) => Err(Error::Invalid(fault)),
    }
}
