//! One call of a function by the voice agent, from its bytes to the answer: read, kept, answered.

use crate::domain::text::json::parse_json;
use crate::frontdesk::Desk;
use crate::frontdesk::functions::function::Function;
use crate::frontdesk::messages::keep;
use crate::frontdesk::phone::json::Answer;
use crate::frontdesk::phone::{answer, args};
use crate::logging::fact::Fact;
use crate::logging::request;
use crate::retell::slim::slim;
use crate::retell::wire;
use crate::retell::wire::{FunctionCall, WireFault};
use crate::store::db::kept;
use crate::store::messages::inbox::{Channel, Message, State};
use crate::store::quality::answers::Answered;
use serde_json::Value;
use std::time::{Duration, Instant};

const WHAT: &str = "/api/retell/function";
/// What a function is called that does not exist, whatever the agent called it.
const NO_SUCH_FUNCTION: &str = "unknown";

/// What was called, and what it is answered.
pub(crate) struct Spoken {
    /// The function's name; `unknown` for one that does not exist.
    pub function: &'static str,
    pub answer: Answer,
}

/// Answers a call, within the patience that is configured. The error says why the body cannot be read; that is kept too.
pub(crate) fn answer(desk: &Desk, body: &[u8]) -> Result<Spoken, WireFault> {
    let patience = Duration::from_secs(desk.salon.config.booking.answer_deadline_seconds);
    let deadline = Instant::now() + patience;
    let (call, value) = read(body).inspect_err(|fault| {
        let unreadable = Message::unreadable(Channel::RetellFunction, body, fault.to_string());
        keep::wait(keep::aside(desk, unreadable), WHAT);
    })?;
    request::rename(request::named(&call.call.call_id));
    // What is written on its behalf is on disk no earlier: it is kept before anything comes of it.
    let kept = keep::aside(desk, message(desk, &call, value));
    let function = Function::parse(&call.name);
    let answer = match function {
        Some(function) => kept::at_one_moment(|| answer::answer(desk, function, &call, deadline)),
        None => {
            log::warn!("the agent calls a function that does not exist");
            answer::no_such_function(desk)
        }
    };
    let function = function.map_or(NO_SUCH_FUNCTION, Function::as_str);
    Fact::new("answered").with("function", function).with("status", status_of(&answer)).tell();
    desk.answers.add(answered(desk, &call, function, &answer));
    keep::wait(kept, WHAT);
    Ok(Spoken { function, answer })
}

/// What is kept of an answer.
fn answered(desk: &Desk, call: &FunctionCall, function: &'static str, answer: &Answer) -> Answered {
    Answered {
        call_id: call.call.call_id.clone(),
        function,
        status: status_of(answer).to_owned(),
        at: desk.now(),
    }
}

/// How a call was answered, in a word.
pub(crate) fn status_of(answer: &Answer) -> &str {
    answer.get("status").and_then(Value::as_str).unwrap_or_default()
}

fn read(body: &[u8]) -> Result<(FunctionCall, Value), WireFault> {
    let value = parse_json(body).map_err(WireFault::NotJson)?;
    Ok((wire::function_call(&value)?, value))
}

fn message(desk: &Desk, call: &FunctionCall, value: Value) -> Message {
    // Ten minutes of transcript come with every call of a function; they are not ours to keep.
    let slim = slim(value);
    Message {
        channel: Channel::RetellFunction,
        event: call.sent_name.clone(),
        subject: Some(call.call.call_id.clone()),
        caller: args::caller_phone(desk, call).map(|phone| phone.as_str().to_owned()),
        body: slim.to_string().into_bytes(),
        state: State::Done,
        reason: None,
    }
}
