//! Twilio: `POST /2010-04-01/Accounts/{sid}/Messages.json` with basic authentication, fields as a form; 201 with a `sid`,
//! or an error with a `code` (docs of the Message resource and of the error codes).

use crate::post::hook::{Answer, Request, refusal};
use crate::post::outcome::{Failure, Sent, taken};
use crate::post::sms::form::{FORM_TYPE, form};
use crate::post::sms::text_message::TextMessage;
use serde_json::Value;

/// The API as it is reached from the net.
pub const URL: &str = "https://api.twilio.com";
/// How the name of a messaging service begins, which stands in place of a sender.
const SERVICE_BEGINS: &str = "MG";
/// Codes about the account, the sender or the load: it is mended or passes. Every other 4xx is about this number.
const NOT_THE_NUMBER: [u64; 8] = [20003, 20005, 20429, 21212, 21603, 21606, 21611, 21612];

pub struct Twilio {
    /// Without the path.
    pub url: String,
    /// `AC…`
    pub account: String,
    pub auth_token: String,
    /// A number of the account, letters, or a messaging service (`MG…`).
    pub from: String,
}

impl Twilio {
    pub(crate) fn request(&self, message: &TextMessage) -> Request {
        let sender = match self.from.starts_with(SERVICE_BEGINS) {
            true => "MessagingServiceSid",
            false => "From",
        };
        let fields =
            [("To", message.to.as_str()), (sender, &self.from), ("Body", message.text.as_str())];
        let login = base64(format!("{}:{}", self.account, self.auth_token).as_bytes());
        Request {
            url: format!("{}/2010-04-01/Accounts/{}/Messages.json", self.url, self.account),
            headers: vec![("authorization".into(), format!("Basic {login}"))],
            content_type: FORM_TYPE.into(),
            body: form(&fields),
        }
    }

    /// Where what is left is asked for, and with which headers.
    pub(crate) fn credit_request(&self) -> (String, Vec<(String, String)>) {
        let login = base64(format!("{}:{}", self.account, self.auth_token).as_bytes());
        let url = format!("{}/2010-04-01/Accounts/{}/Balance.json", self.url, self.account);
        (url, vec![("authorization".into(), format!("Basic {login}"))])
    }

    pub(crate) fn read(&self, answer: &Answer) -> Sent {
        let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let code = said.get("code").and_then(Value::as_u64);
        let words = said.get("message").and_then(Value::as_str).unwrap_or_default();
        match (answer.status, code) {
            (400..=499, Some(code)) if NOT_THE_NUMBER.contains(&code) => {
                Err(Failure::not_sent(format!("twilio {code}"), words))
            }
            (400, Some(code)) => Err(Failure::refused(format!("twilio {code}"), words)),
            _ => match refusal(answer) {
                Some(failure) => Err(failure),
                None => match said.get("sid").and_then(Value::as_str) {
                    Some(sid) => taken(Some(sid)),
                    None => Err(Failure::unknown("twilio: the answer is not understood", "")),
                },
            },
        }
    }
}

/// As RFC 4648 has it.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter =
        |bits: u32| LETTERS.get((bits & 63) as usize).map_or('A', |byte| char::from(*byte));
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let at = |place: usize| u32::from(three.get(place).copied().unwrap_or_default());
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for (place, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            text.push(if place <= three.len() { letter(bits >> shift) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Twilio, base64};
    use crate::domain::people::person::Phone;
    use crate::post::hook::Answer;
    use crate::post::outcome::Kind;
    use crate::post::sms::text_message::TextMessage;

    fn twilio(from: &str) -> Twilio {
        Twilio {
            url: "https://x.example".into(),
            account: "AC1".into(),
            auth_token: "t".into(),
            from: from.into(),
        }
    }

    #[test]
    fn base64_is_as_the_standard_has_it() {
        for (text, expected) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(text.as_bytes()), expected);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
    }

    #[test]
    fn a_message_is_a_form_from_a_number_or_a_service() {
        let message = TextMessage {
            id: "m1".into(),
            to: Phone::parse("+4915112345678", "+49").unwrap(),
            text: "Grüße".into(),
        };
        let request = twilio("+4930").request(&message);
        assert_eq!(request.url, "https://x.example/2010-04-01/Accounts/AC1/Messages.json");
        assert_eq!(request.body, "To=%2B4915112345678&From=%2B4930&Body=Gr%C3%BC%C3%9Fe");
        assert!(twilio("MG7").request(&message).body.contains("&MessagingServiceSid=MG7&"));
    }

    #[test]
    fn its_code_says_how_it_ended() {
        for (status, body, ended) in [
            (201, r#"{"sid":"SM1","status":"queued"}"#, None),
            (201, "{}", Some(Kind::Unknown)),
            (400, r#"{"code":21211,"message":"Invalid 'To'"}"#, Some(Kind::Refused)),
            (400, r#"{"code":21614,"message":"not a mobile number"}"#, Some(Kind::Refused)),
            (400, r#"{"code":21635,"message":"landline"}"#, Some(Kind::Refused)),
            (400, r#"{"code":21606,"message":"From"}"#, Some(Kind::NotSent)),
            (401, r#"{"code":20003,"message":"Authenticate"}"#, Some(Kind::NotSent)),
            (429, r#"{"code":20429,"message":"Too Many Requests"}"#, Some(Kind::NotSent)),
            (400, "<html>", Some(Kind::Refused)),
            (500, "", Some(Kind::Unknown)),
        ] {
            let sent = twilio("x").read(&Answer { status, body: body.as_bytes().to_vec() });
            assert_eq!(sent.err().map(|failure| failure.kind), ended, "{status} {body}");
        }
    }
}
