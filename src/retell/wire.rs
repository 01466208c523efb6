//! Reads what Retell sends, leniently: function calls, events, and the question who is calling.
//!
//! Unknown fields are left alone, as Retell adds some often. What must be there is checked here once, and
//! said in a sentence.

use crate::domain::text::json::{Parts, parse_json, parse_parts};
use crate::retell::args::{Arguments, arguments};
use crate::retell::context::{CallContext, call_context, conversation, is_plausible_call_id, text};
use serde_json::{Map, Value};
use std::fmt;

/// Longest function or event name, in bytes. Retell allows 64.
pub(crate) const NAME_MAX_BYTES: usize = 100;
/// Most digits of a version behind a function's name (`book_appointment_v2`).
const VERSION_MAX_DIGITS: usize = 4;

/// What is read of an event. The rest, ten minutes of transcript included, is kept as the bytes it came in.
const OF_AN_EVENT: Parts = Parts::Members(&[
    ("event", Parts::Whole),
    ("call", OF_A_CALL),
    ("calcom_booking", Parts::Whole),
    ("data", Parts::Members(&[("calcom_booking", Parts::Whole)])),
]);
const OF_A_CALL: Parts = Parts::Members(&[
    ("call_id", Parts::Whole),
    ("from_number", Parts::Whole),
    ("to_number", Parts::Whole),
    ("direction", Parts::Whole),
    ("agent_id", Parts::Whole),
    ("call_type", Parts::Whole),
    ("start_timestamp", Parts::Whole),
]);

/// Why a body cannot be worked on. The text may be shown to the caller: it quotes nothing of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WireFault {
    /// Not one JSON document.
    NotJson(String),
    /// JSON, but not an object.
    NotAnObject,
    /// A function call without a `call` that has its `call_id`, and without a `chat` that has its `chat_id`: the agent
    /// is set to "args only".
    MissingCall,
    /// Something else that must be there is missing or odd.
    Odd(&'static str),
}

impl fmt::Display for WireFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WireFault::NotJson(why) => f.write_str(why),
            WireFault::NotAnObject => f.write_str("The body must be a JSON object."),
            WireFault::MissingCall => f.write_str(
                "The body has no call with a call_id and no chat with a chat_id. Switch \"Payload: args only\" off \
                 in the agent.",
            ),
            WireFault::Odd(what) => f.write_str(what),
        }
    }
}

/// A function the agent calls.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionCall {
    /// The base name: `book_appointment` also for `book_appointment_v2`.
    pub(crate) name: String,
    /// The name as sent.
    pub(crate) sent_name: String,
    /// The arguments, the model's own additions (`execution_message`) included: flat, with `snake_case` names.
    pub(crate) args: Map<String, Value>,
    /// The names of arguments that came twice with different values.
    pub(crate) contradicted: Vec<String>,
    /// Which call it belongs to.
    pub(crate) call: CallContext,
}

/// An event of Retell's webhook.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CallEvent {
    /// `call_started`, `call_ended`, `call_analyzed`, `appointment.created`, …: an open set.
    pub(crate) event: String,
    /// The call. Chat events, and events of other makers, have none.
    pub(crate) call: Option<CallContext>,
    /// When the call began, in Unix milliseconds. Part of what makes transfer events different.
    pub(crate) start_timestamp_ms: Option<i64>,
    /// The Cal.com booking an `appointment.created` carries; read it with `calcom::wire::booking::facts`.
    pub(crate) calcom_booking: Option<Value>,
}

/// The question who is calling, asked while the phone still rings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct InboundCall {
    /// Sent by newer servers only.
    pub(crate) call_id: Option<String>,
    /// As sent; see `CallContext::from_number`.
    pub(crate) from_number: Option<String>,
    /// As sent.
    pub(crate) to_number: Option<String>,
    /// The agent that would answer.
    pub(crate) agent_id: Option<String>,
}

/// Reads a function call: `{name, args, call}`, of a chat agent `{name, args, chat}`.
pub(crate) fn function_call(value: &Value) -> Result<FunctionCall, WireFault> {
    if !value.is_object() {
        return Err(WireFault::NotAnObject);
    }
    let call = conversation(value).ok_or(WireFault::MissingCall)?;
    let sent_name = name(value, "name").ok_or(WireFault::Odd("The function has no name."))?;
    let name = base_name(&sent_name).to_owned();
    let args = arguments(value.get("args"), &name)
        .ok_or(WireFault::Odd("The function's args are no object."))?;
    let Arguments { values, contradicted } = args;
    Ok(FunctionCall { name, sent_name, args: values, contradicted, call })
}

/// Reads an event's body: `{event, call, calcom_booking?}`.
pub(crate) fn call_event(body: &[u8]) -> Result<CallEvent, WireFault> {
    let value = parse_parts(body, &OF_AN_EVENT).map_err(WireFault::NotJson)?;
    if !value.is_object() {
        return Err(WireFault::NotAnObject);
    }
    let event = name(&value, "event").ok_or(WireFault::Odd("The event has no name."))?;
    let call = value.get("call").filter(|call| call.is_object());
    let booking = value
        .get("calcom_booking")
        .or_else(|| value.get("data")?.get("calcom_booking"))
        .filter(|booking| booking.is_object());
    Ok(CallEvent {
        event,
        call: call.and_then(call_context),
        start_timestamp_ms: call.and_then(|call| call.get("start_timestamp")?.as_i64()),
        calcom_booking: booking.cloned(),
    })
}

/// Reads the question who is calling: `{event: "call_inbound", call_inbound: {…}}`.
pub(crate) fn inbound_call(body: &[u8]) -> Result<InboundCall, WireFault> {
    let value = object(body)?;
    let inbound = value
        .get("call_inbound")
        .filter(|inbound| inbound.is_object())
        .ok_or(WireFault::Odd("The body has no call_inbound."))?;
    Ok(InboundCall {
        call_id: text(inbound, "call_id").filter(|id| is_plausible_call_id(id)),
        from_number: text(inbound, "from_number"),
        to_number: text(inbound, "to_number"),
        agent_id: text(inbound, "agent_id"),
    })
}

/// A function's name without its version: `_v2`, `-v3`, `_V10` at the end.
pub(crate) fn base_name(name: &str) -> &str {
    let digits = name.bytes().rev().take_while(u8::is_ascii_digit).count();
    if !(1..=VERSION_MAX_DIGITS).contains(&digits) {
        return name;
    }
    let versionless = name.get(..name.len().saturating_sub(digits)).unwrap_or(name);
    ["_v", "-v", "_V", "-V"]
        .iter()
        .find_map(|mark| versionless.strip_suffix(mark))
        .filter(|base| !base.is_empty())
        .unwrap_or(name)
}

fn object(body: &[u8]) -> Result<Value, WireFault> {
    let value = parse_json(body).map_err(WireFault::NotJson)?;
    if value.is_object() { Ok(value) } else { Err(WireFault::NotAnObject) }
}

fn name(object: &Value, field: &str) -> Option<String> {
    text(object, field).filter(|name| name.len() <= NAME_MAX_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calcom::wire::facts;
    use crate::domain::host::identity::AnswerKind;
    use serde_json::json;

    fn call() -> Value {
        json!({
            "call_id": "call_a1", "call_type": "phone_call", "agent_id": "agent_1",
            "direction": "inbound", "from_number": "+491713920007", "to_number": "+493023125123",
            "start_timestamp": 1_795_446_000_000_i64, "transcript": "User: Hallo",
        })
    }

    fn read_call(body: &[u8]) -> Result<FunctionCall, WireFault> {
        function_call(&parse_json(body).map_err(WireFault::NotJson)?)
    }

    fn bytes(value: &Value) -> Vec<u8> {
        value.to_string().into_bytes()
    }

    #[test]
    fn a_function_call_is_read_with_its_call() {
        let body = json!({ "name": "book_appointment_v2", "call": call(),
            "args": { "offer_id": "A", "execution_message": "Moment" } });
        let read = read_call(&bytes(&body)).expect("a call");
        assert_eq!(
            (read.name.as_str(), read.sent_name.as_str()),
            ("book_appointment", "book_appointment_v2")
        );
        assert_eq!(read.args.get("execution_message"), Some(&json!("Moment")));
        let expected = CallContext {
            call_id: "call_a1".to_owned(),
            from_number: Some("+491713920007".to_owned()),
            to_number: Some("+493023125123".to_owned()),
            direction: Some("inbound".to_owned()),
            agent_id: Some("agent_1".to_owned()),
            call_type: Some("phone_call".to_owned()),
        };
        assert_eq!(read.call, expected);
    }

    #[test]
    fn arguments_may_be_missing_or_text_but_not_anything() {
        let with =
            |args: Value| read_call(&bytes(&json!({ "name": "f", "call": call(), "args": args })));
        let none = read_call(&bytes(&json!({ "name": "f", "call": call() })));
        assert!(none.expect("a call").args.is_empty());
        assert!(with(json!(null)).expect("a call").args.is_empty());
        assert_eq!(with(json!("{\"a\":1}")).expect("a call").args.get("a"), Some(&json!(1)));
        for nothing in [json!([]), json!("[]"), json!(""), json!("null")] {
            assert!(with(nothing).expect("a call").args.is_empty());
        }
        for odd in [json!([1]), json!(1), json!("x"), json!("[1]"), json!(true)] {
            assert!(matches!(with(odd), Err(WireFault::Odd(_))));
        }
    }

    #[test]
    fn a_missing_call_is_its_own_fault() {
        let cases = [
            (json!({ "offer_id": "A" }), WireFault::MissingCall),
            (json!({ "name": "f", "args": {} }), WireFault::MissingCall),
            (json!({ "name": "f", "call": null }), WireFault::MissingCall),
            (json!({ "name": "f", "call": [] }), WireFault::MissingCall),
            (json!({ "name": "f", "call": { "call_id": " " } }), WireFault::MissingCall),
            (json!({ "name": "f", "call": { "call_id": 7 } }), WireFault::MissingCall),
            (json!({ "name": "f", "call": { "call_id": "a b" } }), WireFault::MissingCall),
            (json!({ "call": call() }), WireFault::Odd("The function has no name.")),
            (
                json!({ "name": "x".repeat(101), "call": call() }),
                WireFault::Odd("The function has no name."),
            ),
            (json!([1]), WireFault::NotAnObject),
            (json!("x"), WireFault::NotAnObject),
        ];
        for (body, fault) in cases {
            assert_eq!(read_call(&bytes(&body)), Err(fault), "{body}");
        }
        assert!(matches!(read_call(b"nonsense"), Err(WireFault::NotJson(_))));
    }

    #[test]
    fn numbers_that_are_not_there_are_none() {
        for absent in [json!(null), json!(""), json!("  "), json!(49)] {
            let mut call = call();
            call["from_number"] = absent;
            let read = read_call(&bytes(&json!({ "name": "f", "call": call }))).expect("a call");
            assert_eq!(read.call.from_number, None);
        }
        let web = json!({ "name": "f", "call": { "call_id": "c", "call_type": "web_call" } });
        let read = read_call(&bytes(&web)).expect("a call").call;
        assert_eq!((read.from_number, read.direction), (None, None));
    }

    #[test]
    fn versions_of_a_name_are_recognised() {
        let cases = [
            ("book_appointment", "book_appointment"),
            ("book_appointment_v2", "book_appointment"),
            ("book_appointment-v3", "book_appointment"),
            ("book_appointment_V10", "book_appointment"),
            ("book_appointment_v", "book_appointment_v"),
            ("book_appointment_v2x", "book_appointment_v2x"),
            ("book_appointment2", "book_appointment2"),
            ("book_appointment_v12345", "book_appointment_v12345"),
            ("_v2", "_v2"),
            ("v2", "v2"),
            ("2", "2"),
            ("größe_v2", "größe"),
            ("", ""),
        ];
        for (name, base) in cases {
            assert_eq!(base_name(name), base);
        }
    }

    #[test]
    fn events_carry_a_call_and_perhaps_a_booking() {
        let read = call_event(&bytes(&json!({ "event": "call_ended", "call": call() })))
            .expect("an event");
        assert_eq!(read.event, "call_ended");
        assert_eq!(read.call.expect("a call").call_id, "call_a1");
        assert_eq!(read.start_timestamp_ms, Some(1_795_446_000_000));
        assert_eq!(read.calcom_booking, None);

        let booking = json!({ "status": "success", "data": {
            "uid": "u1", "status": "ACCEPTED", "startTime": "2026-12-01T09:00:00Z",
            "endTime": "2026-12-01T09:30:00Z", "user": { "id": 7 } } });
        let body = json!({ "event": "appointment.created", "calcom_booking": booking });
        let read = call_event(&bytes(&body)).expect("an event");
        assert_eq!(read.call, None);
        let booked = facts(&read.calcom_booking.expect("a booking"), AnswerKind::Webhook);
        assert_eq!(booked.expect("facts").uid, "u1");

        for body in [json!({ "call": call() }), json!({ "event": "" }), json!({ "event": 1 })] {
            assert!(matches!(call_event(&bytes(&body)), Err(WireFault::Odd(_))), "{body}");
        }
        let chat = call_event(&bytes(&json!({ "event": "chat_started", "chat": {} })));
        assert_eq!(chat.expect("an event").call, None);
    }

    #[test]
    fn who_is_calling_may_be_nobody() {
        let body = json!({ "event": "call_inbound", "call_inbound": {
            "agent_id": "agent_1", "from_number": "anonymous", "to_number": "+493023125123" } });
        let read = inbound_call(&bytes(&body)).expect("a question");
        assert_eq!((read.call_id, read.from_number.as_deref()), (None, Some("anonymous")));
        let newer = json!({ "call_inbound": { "call_id": "call_a1" } });
        let read = inbound_call(&bytes(&newer)).expect("a question");
        assert_eq!((read.call_id.as_deref(), read.from_number), (Some("call_a1"), None));
        assert!(matches!(inbound_call(b"{}"), Err(WireFault::Odd(_))));
        assert_eq!(inbound_call(b"[]"), Err(WireFault::NotAnObject));
    }
}
