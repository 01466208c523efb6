//! The voice agent's three doors. Wire contract: Retell's webhooks, inbound question and custom functions.

use crate::calcom::wire::booking as calcom_wire;
use crate::domain::calendar::read::speak_day;
use crate::domain::host::identity::AnswerKind;
use crate::domain::people::person::Phone;
use crate::domain::{Error, Result};
use crate::frontdesk::diary::customer;
use crate::frontdesk::phone::answer;
use crate::frontdesk::phone::function::Function;
use crate::frontdesk::voice::callers::Voice;
use crate::http::routes::{App, Kept};
use crate::retell::wire;
use crate::retell::wire::{CallEvent, WireFault};
use crate::server::message::{Request, Response};
use crate::server::serve::Lane;
use crate::store::db::fault;
use crate::store::db::writer::Aside;
use crate::store::messages::inbox;
use crate::store::messages::inbox::{Channel, Message, State};
use serde::Deserialize;
use serde_json::json;
use std::borrow::Cow;
use std::time::{Duration, Instant};

/// The event that carries a Cal.com booking.
const APPOINTMENT_CREATED: &str = "appointment.created";

/// `POST /api/retell/webhook`: kept and answered with 204; an `appointment.created` is worked on afterwards.
pub fn webhook(request: &Request) -> Kept {
    let message = match wire::call_event(&request.body) {
        Ok(event) => sort(&event, &request.body),
        Err(fault) => Message::unreadable(Channel::RetellWebhook, &request.body, fault.to_string()),
    };
    let answer = match &message.reason {
        Some(fault) => Err(Error::Invalid(fault.clone())),
        None => Ok(Response::empty(204)),
    };
    Kept { message, answer }
}

/// Events about a call are kept; events nobody knows are kept and ignored.
fn sort(event: &CallEvent, body: &[u8]) -> Message {
    let call_id = event.call.as_ref().map(|call| call.call_id.clone());
    let (subject, state, reason) = if event.event == APPOINTMENT_CREATED {
        match event.calcom_booking.as_ref().map(|b| calcom_wire::facts(b, AnswerKind::Webhook)) {
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
        body: body.to_vec(),
        state,
        reason,
    }
}

/// `POST /api/retell/function`: the only door that answers with a result. Business results are always 200.
pub fn function(app: &App, request: &Request) -> Result<Response> {
    let patience = app.desk.salon.config.booking.answer_deadline_seconds;
    let deadline = Instant::now() + Duration::from_secs(patience);
    let read = wire::parse_json(&request.body).map_err(WireFault::NotJson);
    let read = read.and_then(|body| Ok((wire::function_call_in(&body)?, body)));
    let (call, body) = match read {
        Ok(read) => read,
        Err(fault) => {
            let unreadable =
                Message::unreadable(Channel::RetellFunction, &request.body, fault.to_string());
            told(keep(app, unreadable), request);
            let answer =
                json!({ "error": fault.to_string(), "say": Voice::of(&app.desk.salon).fault() });
            return Ok(Response::json(400, &answer));
        }
    };
    // Ten minutes of transcript come with every call of a function; they are not ours to keep.
    let slim = wire::slim(body);
    let kept = keep_aside(
        app,
        Message {
            channel: Channel::RetellFunction,
            event: call.sent_name.clone(),
            subject: Some(call.call.call_id.clone()),
            body: slim.to_string().into_bytes(),
            state: State::Done,
            reason: None,
        },
    );
    // What is written on its behalf is on disk no earlier: it is kept before anything comes of it.
    let answer = match Function::parse(&call.name) {
        Some(function) => answer::answer(&app.desk, function, &call, deadline),
        None => {
            log::warn!("the agent calls a function that does not exist");
            answer::no_such_function(&app.desk)
        }
    };
    // What was done was done, and what was found was found: the caller must hear it.
    told(kept.wait(), request);
    Ok(Response::json(200, &answer))
}

/// A message that could not be kept keeps nobody from an answer.
fn told(kept: Result<()>, request: &Request) {
    if let Err(error) = kept {
        fault::tell(&format!("{}: not kept", request.path), &error);
    }
}

/// Functions that ask Cal.com go to the waiting lane. Read from the name alone: nothing is trusted here.
pub fn lane(request: &Request) -> Lane {
    #[derive(Deserialize)]
    struct Named<'a> {
        #[serde(borrow)]
        name: Cow<'a, str>,
    }
    let named = serde_json::from_slice::<Named>(&request.body).ok();
    let function = named.and_then(|named| Function::parse(wire::base_name(named.name.trim())));
    if function.is_some_and(Function::waits_for_calcom) { Lane::Waits } else { Lane::Quick }
}

/// `POST /api/retell/inbound`: who is calling, in time for the greeting, from the local database alone.
///
/// Always 200 with every variable set: an unset one would be read out as `{{name}}`.
pub fn inbound(app: &App, request: &Request) -> Result<Response> {
    let inbound = match wire::inbound_call(&request.body) {
        Ok(inbound) => inbound,
        Err(fault) => {
            let unreadable =
                Message::unreadable(Channel::RetellInbound, &request.body, fault.to_string());
            told(keep(app, unreadable), request);
            return Err(Error::Invalid(fault.to_string()));
        }
    };
    let kept = keep_aside(
        app,
        Message {
            channel: Channel::RetellInbound,
            event: "call_inbound".into(),
            subject: inbound.call_id.clone(),
            body: request.body.clone(),
            state: State::Done,
            reason: None,
        },
    );
    let desk = &app.desk;
    let phone = inbound.from_number.as_deref().and_then(Phone::from_caller);
    let caller = customer::caller(&desk, phone.as_ref()).unwrap_or_else(|error| {
        // The phone is ringing: a fault of ours must not let it ring on, and a stranger is greeted too.
        fault::tell(&format!("{}: greeted as a stranger", request.path), &error);
        None
    });
    told(kept.wait(), request);
    let voice = Voice::of(&desk.salon);
    let next = caller.as_ref().and_then(|caller| caller.upcoming.first());
    let none = desk.salon.language.pick("keiner", "none").to_owned();
    let next = next.map_or(none, |diary| voice.slot(diary.row.starts_at, diary.staff.as_deref()));
    let (today, _) = desk.salon.zone.local(desk.now());
    let variables = json!({
        "salon_name": desk.salon.config.company.name,
        "customer_known": if caller.is_some() { "true" } else { "false" },
        "customer_name": caller.as_ref().map_or("", |caller| &caller.customer.name),
        "customer_ref": caller.as_ref().map_or(String::new(), |caller| caller.customer.id.to_string()),
        "next_appointment": next,
        "today_spoken": format!("{} {}", speak_day(today, desk.salon.language), today.year()),
    });
    Ok(Response::json(
        200,
        &json!({ "call_inbound": { "dynamic_variables": variables,
            "metadata": { "caller_lookup": if caller.is_some() { "hit" } else { "miss" } } } }),
    ))
}

fn keep(app: &App, message: Message) -> Result<()> {
    keep_aside(app, message).wait()
}

/// Keeps a message along with what comes of it. What is given waits until it is kept.
fn keep_aside(app: &App, message: Message) -> Aside<'_> {
    let now = app.desk.now();
    app.desk.store.append_aside(move |tx| inbox::insert(tx, &message, now).map(drop))
}
