//! How each kind of gateway is asked, and what it answers.

use crate::sandbox::message::{Ending, Request, Written};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

/// What was asked for.
pub(crate) struct Asked {
    pub(crate) to: String,
    pub(crate) text: String,
    pub(crate) key: String,
}

/// Whose manners it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Seven,
    Twilio,
    Plain,
}

/// Reads a request; `None` where there is nothing at this address, or nothing that could be sent.
pub(crate) fn read(request: &Request) -> Option<(Shape, Asked)> {
    if request.method != "POST" {
        return None;
    }
    let segments: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    let field = |name: &str| form(&request.body, name);
    match segments.as_slice() {
        ["api", "sms"] => {
            request.header("x-api-key").filter(|key| !key.is_empty())?;
            let key = field("foreign_id").unwrap_or_default();
            Some((Shape::Seven, Asked { to: field("to")?, text: field("text")?, key }))
        }
        ["2010-04-01", "Accounts", _, "Messages.json"] => {
            request.header("authorization").filter(|key| key.starts_with("Basic "))?;
            field("From").or_else(|| field("MessagingServiceSid"))?;
            let key = String::new();
            Some((Shape::Twilio, Asked { to: field("To")?, text: field("Body")?, key }))
        }
        ["send"] => {
            let body = request.json().ok()?;
            let said = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
            let key = request.header("idempotency-key").unwrap_or_default().to_owned();
            Some((Shape::Plain, Asked { to: said("to")?, text: said("text")?, key }))
        }
        _ => None,
    }
}

/// Whether it asks what is left, and in whose manners.
pub(crate) fn asks_for_credit(request: &Request) -> Option<Shape> {
    let segments: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    match (request.method.as_str(), segments.as_slice()) {
        ("GET", ["api", "balance"]) => Some(Shape::Seven),
        ("GET", ["2010-04-01", "Accounts", _, "Balance.json"]) => Some(Shape::Twilio),
        _ => None,
    }
}

/// A field of a form.
fn form(body: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let mut pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(key, _)| *key == name)?;
    Some(percent_decode_str(&value.replace('+', " ")).decode_utf8_lossy().into_owned())
}

impl Shape {
    pub(crate) fn credit(self, cents: i64) -> Written {
        let (whole, part) = (cents / 100, (cents % 100).abs());
        let amount = format!("{whole}.{part:02}");
        match self {
            Shape::Twilio => answer(200, &json!({ "balance": amount, "currency": "USD" })),
            Shape::Seven | Shape::Plain => {
                let amount: Value = amount.parse().unwrap_or_default();
                answer(200, &json!({ "amount": amount, "currency": "EUR" }))
            }
        }
    }

    pub(crate) fn taken(self, asked: &Asked) -> Written {
        match self {
            Shape::Seven => seven(asked, "100", Value::Null),
            Shape::Twilio => answer(
                201,
                &json!({ "sid": "SM00000000000000000000000000000001",
                "status": "queued", "error_code": null, "to": asked.to }),
            ),
            Shape::Plain => answer(202, &json!({ "status": "queued" })),
        }
    }

    /// Only seven.io says so; the others take it twice, or say nothing of it.
    pub(crate) fn taken_before(self, asked: &Asked) -> Written {
        match self {
            Shape::Seven => seven(asked, "402", json!(402)),
            Shape::Twilio | Shape::Plain => self.taken(asked),
        }
    }

    pub(crate) fn refused_number(self, asked: &Asked) -> Written {
        match self {
            Shape::Seven => seven(asked, "202", json!(202)),
            Shape::Twilio => {
                let message = format!("The 'To' number {} is not a valid phone number.", asked.to);
                answer(400, &json!({ "code": 21211, "message": message, "status": 400 }))
            }
            Shape::Plain => answer(422, &json!({ "error": "the number is refused" })),
        }
    }

    pub(crate) fn key_refused(self) -> Written {
        match self {
            Shape::Seven => answer(200, &json!("900")),
            Shape::Twilio => {
                answer(401, &json!({ "code": 20003, "message": "Authenticate", "status": 401 }))
            }
            Shape::Plain => answer(401, &json!({ "error": "unauthorized" })),
        }
    }

    pub(crate) fn too_many(self) -> Written {
        match self {
            Shape::Twilio => answer(
                429,
                &json!({ "code": 20429, "message": "Too Many Requests", "status": 429 }),
            ),
            Shape::Seven | Shape::Plain => answer(429, &json!({ "error": "too many" })),
        }
    }
}

fn seven(asked: &Asked, code: &str, error: Value) -> Written {
    let is_taken = code == "100";
    let words = if is_taken { Value::Null } else { json!("refused by the stand-in") };
    let message = json!({ "id": "77229135982", "recipient": asked.to, "text": asked.text,
        "success": is_taken, "error": error, "error_text": words });
    answer(200, &json!({ "success": code, "messages": [message] }))
}

pub(crate) fn not_found() -> Written {
    answer(404, &json!({ "error": "nothing is here" }))
}

pub(crate) fn error_503() -> Written {
    answer(503, &json!({ "error": "try again" }))
}

pub(crate) fn redirect() -> Written {
    let headers = vec![("Location", "https://elsewhere.example.com/".to_owned())];
    Written { headers, ..answer(302, &json!({})) }
}

pub(crate) fn html() -> Written {
    let body = b"<html><body>Welcome to this network</body></html>".to_vec();
    Written { body, content_type: "text/html".to_owned(), ..not_found_as(200) }
}

fn not_found_as(status: u16) -> Written {
    Written { status, ..not_found() }
}

fn answer(status: u16, body: &Value) -> Written {
    Written {
        status,
        headers: Vec::new(),
        content_type: "application/json".to_owned(),
        body: body.to_string().into_bytes(),
        ending: Ending::Whole,
    }
}
