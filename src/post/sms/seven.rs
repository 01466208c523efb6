//! seven.io: `POST /api/sms` with the key in `X-Api-Key`, fields as a form, JSON back (`success` is its return code; docs
//! of the SMS endpoint).

use crate::post::hook::{Answer, Request, refusal};
use crate::post::outcome::{Failure, Sent, taken};
use crate::post::sms::form::{FORM_TYPE, form};
use crate::post::sms::text_message::TextMessage;
use serde_json::Value;

/// The gateway as it is reached from the net.
pub const URL: &str = "https://gateway.seven.io/api/sms";
/// Taken.
const TAKEN: u64 = 100;
/// The same text to the same number within 180 seconds: it has been taken before.
const TAKEN_BEFORE: u64 = 402;
/// The number is none, or none that can be reached: wrong sender, wrong number, too long a text, too many a day.
const REFUSED: [u64; 4] = [201, 202, 401, 403];

pub struct Seven {
    pub url: String,
    pub api_key: String,
    /// Up to 11 letters and digits, or a number. Empty takes the account's own.
    pub from: String,
}

impl Seven {
    pub(crate) fn request(&self, message: &TextMessage) -> Request {
        let mut fields = vec![
            ("to", message.to.as_str()),
            ("text", message.text.as_str()),
            // Comes back in reports of delivery.
            ("foreign_id", message.id.as_str()),
        ];
        if !self.from.is_empty() {
            fields.push(("from", &self.from));
        }
        Request {
            url: self.url.clone(),
            headers: vec![
                ("x-api-key".into(), self.api_key.clone()),
                ("accept".into(), "application/json".into()),
            ],
            content_type: FORM_TYPE.into(),
            body: form(&fields),
        }
    }

    /// Where what is left is asked for, and with which headers: beside the address that takes messages.
    pub(crate) fn credit_request(&self) -> (String, Vec<(String, String)>) {
        let place = self.url.trim_end_matches('/').trim_end_matches("/sms");
        let headers = vec![
            ("x-api-key".into(), self.api_key.clone()),
            ("accept".into(), "application/json".into()),
        ];
        (format!("{place}/balance"), headers)
    }

    pub(crate) fn read(&self, answer: &Answer) -> Sent {
        if let Some(failure) = refusal(answer) {
            return Err(failure);
        }
        let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        // Older accounts answer with the bare number.
        let code = said.get("success").or(Some(&said)).and_then(number);
        let message = said.get("messages").and_then(|all| all.get(0));
        let own = message.and_then(|one| one.get("error")).and_then(number);
        let words = message.and_then(|one| one.get("error_text")).and_then(Value::as_str);
        let words = words.unwrap_or_default();
        match own.or(code) {
            Some(TAKEN | TAKEN_BEFORE) => {
                taken(message.and_then(|one| one.get("id")).and_then(text).as_deref())
            }
            Some(code) if REFUSED.contains(&code) => {
                Err(Failure::refused(format!("seven {code}"), words))
            }
            // The key, the money, a carrier: it is mended or passes.
            Some(code) => Err(Failure::not_sent(format!("seven {code}"), words)),
            None => Err(Failure::unknown("seven: the answer is not understood", "")),
        }
    }
}

fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|number| number.to_string()))
}

#[cfg(test)]
mod tests {
    use super::Seven;
    use crate::domain::people::person::Phone;
    use crate::post::hook::Answer;
    use crate::post::outcome::Kind;
    use crate::post::sms::text_message::TextMessage;

    fn seven() -> Seven {
        Seven { url: "https://x.example".into(), api_key: "k".into(), from: "Salon".into() }
    }

    #[test]
    fn a_message_is_a_form() {
        let message = TextMessage {
            id: "m1".into(),
            to: Phone::parse("+4915112345678", "+49").unwrap(),
            text: "Grüße & 1 + 1\n=2".into(),
        };
        let request = seven().request(&message);
        assert_eq!(
            request.body,
            "to=%2B4915112345678&text=Gr%C3%BC%C3%9Fe%20%26%201%20%2B%201%0A%3D2&foreign_id=m1&from=Salon"
        );
        assert!(request.headers.contains(&("x-api-key".into(), "k".into())));
    }

    #[test]
    fn its_code_says_how_it_ended() {
        let of = |success: &str, error: &str| {
            format!(
                r#"{{"success":{success},"messages":[{{"id":"77","success":false,"error":{error},"error_text":"no"}}]}}"#
            )
        };
        for (status, body, ended) in [
            (200, of("\"100\"", "null"), None),
            (200, of("\"402\"", "402"), None),
            (200, "100".into(), None),
            (200, of("\"101\"", "202"), Some(Kind::Refused)),
            (200, of("\"202\"", "null"), Some(Kind::Refused)),
            (200, of("\"500\"", "null"), Some(Kind::NotSent)),
            (200, "900".into(), Some(Kind::NotSent)),
            (200, "<html>".into(), Some(Kind::Unknown)),
            (200, String::new(), Some(Kind::Unknown)),
            (401, "900".into(), Some(Kind::NotSent)),
            (502, "<html>".into(), Some(Kind::Unknown)),
        ] {
            let sent = seven().read(&Answer { status, body: body.clone().into_bytes() });
            assert_eq!(sent.err().map(|failure| failure.kind), ended, "{status} {body}");
        }
        let taken = Answer { status: 200, body: of("\"100\"", "null").into_bytes() };
        assert_eq!(seven().read(&taken).unwrap().as_deref(), Some("77"));
    }
}
