//! How a call of Retell's management API ends that did not go well. Pure, so that the table of cases needs no network.

use crate::domain::help::code::Code;
use serde_json::Value;

/// So much of what Retell says is told on.
const SAID_CHARS_MAX: usize = 300;
/// Under which names its answers hold a sentence.
const SENTENCES: [&str; 4] = ["message", "error_message", "error", "detail"];

/// Why a call brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 401 or 403: the key is not taken, or may not do this.
    KeyRefused,
    /// 402: nothing is paid.
    Unpaid,
    /// It is not there, or not for this key.
    NotFound,
    /// The body is refused, with what Retell says of it.
    Refused(String),
    /// Too many requests; when it may go on, in seconds, if that is said.
    TooMany(Option<u32>),
    /// Retell has a fault of its own; whether it was done is not known.
    Broken(u16),
    /// No whole answer; whether it was done is not known if anything was sent.
    NoAnswer(String),
    /// An answer that is none of this API's.
    Odd(String),
}

impl From<&Fault> for Code {
    fn from(fault: &Fault) -> Code {
        Code::of(match fault {
            Fault::KeyRefused => 711,
            Fault::Unpaid => 712,
            Fault::NotFound => 713,
            Fault::Refused(_) => 714,
            Fault::TooMany(_) => 715,
            Fault::Broken(_) => 716,
            Fault::NoAnswer(_) => 717,
            Fault::Odd(_) => 718,
        })
    }
}

/// An answer as far as it came.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after_seconds: Option<u32>,
    /// The whole body, or why it could not be read whole.
    pub(crate) body: Result<Vec<u8>, String>,
}

/// Whether a call asks for a thing by its name: then a 422 says that there is none, as there is nothing else to refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Asks,
    Changes,
}

/// The JSON of a successful answer (`Null` where there is no body), or how else the call ended.
pub(crate) fn outcome(kind: Kind, answer: &Answer) -> Result<Value, Fault> {
    let body = answer.body.as_deref();
    match (answer.status, kind) {
        (200..=299, _) => {
            let body = body.map_err(|why| Fault::NoAnswer(why.clone()))?;
            if body.iter().all(u8::is_ascii_whitespace) {
                return Ok(Value::Null);
            }
            serde_json::from_slice(body).map_err(|_| {
                Fault::Odd(format!("{} with {} bytes that are no JSON", answer.status, body.len()))
            })
        }
        (300..=399, _) => Err(Fault::Odd(format!("a redirect ({})", answer.status))),
        (401 | 403, _) => Err(Fault::KeyRefused),
        (402, _) => Err(Fault::Unpaid),
        (404, _) | (422, Kind::Asks) => Err(Fault::NotFound),
        (429, _) => Err(Fault::TooMany(answer.retry_after_seconds)),
        (408 | 425 | 460 | 499, _) => Err(Fault::Broken(answer.status)),
        (400..=499, _) => Err(Fault::Refused(said(body.unwrap_or_default()))),
        (status, _) => Err(Fault::Broken(status)),
    }
}

/// What an answer says for people, short and without what steers a terminal.
fn said(body: &[u8]) -> String {
    let value: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let sentence = SENTENCES.iter().find_map(|name| match value.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Array(all) => {
            Some(all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; "))
        }
        _ => None,
    });
    let sentence = sentence.unwrap_or_default();
    let plain = sentence.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(SAID_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status, retry_after_seconds: Some(7), body: Ok(body.as_bytes().to_vec()) }
    }

    #[test]
    fn every_status_is_a_result_or_a_fault() {
        let says = |text: &str| Fault::Refused(text.to_owned());
        let message = r#"{"status":"error","message":"voice_id is unknown\n"}"#;
        for (status, body, kind, expected) in [
            (200, r#"{"a":1}"#, Kind::Asks, Ok(json!({ "a": 1 }))),
            (201, r#"{"a":1}"#, Kind::Changes, Ok(json!({ "a": 1 }))),
            (204, "", Kind::Changes, Ok(Value::Null)),
            (200, " ", Kind::Changes, Ok(Value::Null)),
            (
                200,
                "<html>",
                Kind::Asks,
                Err(Fault::Odd("200 with 6 bytes that are no JSON".into())),
            ),
            (
                200,
                r#"{"a":"#,
                Kind::Asks,
                Err(Fault::Odd("200 with 5 bytes that are no JSON".into())),
            ),
            (302, "", Kind::Changes, Err(Fault::Odd("a redirect (302)".into()))),
            (400, message, Kind::Changes, Err(says("voice_id is unknown "))),
            (401, message, Kind::Asks, Err(Fault::KeyRefused)),
            (403, "", Kind::Changes, Err(Fault::KeyRefused)),
            (402, "", Kind::Changes, Err(Fault::Unpaid)),
            (404, "", Kind::Changes, Err(Fault::NotFound)),
            (422, message, Kind::Asks, Err(Fault::NotFound)),
            (422, message, Kind::Changes, Err(says("voice_id is unknown "))),
            (422, r#"{"error_message":["a","b"]}"#, Kind::Changes, Err(says("a; b"))),
            (409, "nonsense", Kind::Changes, Err(says(""))),
            (429, "", Kind::Asks, Err(Fault::TooMany(Some(7)))),
            (408, "", Kind::Asks, Err(Fault::Broken(408))),
            (500, message, Kind::Changes, Err(Fault::Broken(500))),
            (503, "", Kind::Changes, Err(Fault::Broken(503))),
        ] {
            assert_eq!(outcome(kind, &answer(status, body)), expected, "{status} {body}");
        }
        let cut = Answer { body: Err("it broke off".into()), ..answer(200, "") };
        assert_eq!(outcome(Kind::Asks, &cut), Err(Fault::NoAnswer("it broke off".into())));
        let long = json!({ "message": "x".repeat(1_000) }).to_string();
        let Err(Fault::Refused(said)) = outcome(Kind::Changes, &answer(400, &long)) else {
            panic!("a refusal");
        };
        assert_eq!(said.len(), SAID_CHARS_MAX);
    }
}
