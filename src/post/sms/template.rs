//! Any other gateway: address, headers and body as the operator writes them, with `{to}`, `{text}`, `{id}` and `{from}`
//! in the body, written as its content type wants it.

use crate::post::hook::{Answer, Request, refusal};
use crate::post::outcome::Sent;
use crate::post::sms::form::encoded;
use crate::post::sms::text_message::TextMessage;

pub struct Template {
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub content_type: String,
    pub body: String,
    pub from: String,
}

impl Template {
    pub(crate) fn request(&self, message: &TextMessage) -> Request {
        let fields = [
            ("{to}", message.to.as_str()),
            ("{text}", message.text.as_str()),
            ("{id}", message.id.as_str()),
            ("{from}", self.from.as_str()),
        ];
        let mut headers = self.headers.clone();
        // For gateways that know it: a second request of this key is the first one.
        headers.push(("idempotency-key".into(), message.id.clone()));
        Request {
            url: self.url.clone(),
            headers,
            content_type: self.content_type.clone(),
            body: filled(&self.body, &fields, |value| self.written(value)),
        }
    }

    /// A value cannot leave its place, whatever is in it.
    fn written(&self, value: &str) -> String {
        let kind = self.content_type.to_ascii_lowercase();
        if kind.contains("json") {
            let quoted = serde_json::Value::from(value).to_string();
            let inner = quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
            inner.unwrap_or_default().to_owned()
        } else if kind.contains("form") {
            encoded(value)
        } else if kind.contains("xml") {
            value
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;")
                .replace('"', "&quot;")
        } else {
            value.to_owned()
        }
    }

    pub(crate) fn read(&self, answer: &Answer) -> Sent {
        refusal(answer).map_or(Ok(None), Err)
    }
}

/// Puts the fields in, each place once: what a value holds is not read again.
fn filled(template: &str, fields: &[(&str, &str)], written: impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    let mut rest = template;
    loop {
        let next =
            fields.iter().filter_map(|(name, value)| Some((rest.find(name)?, *name, *value)));
        let Some((at, name, value)) = next.min_by_key(|(at, _, _)| *at) else { break };
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        text.push_str(before);
        text.push_str(&written(value));
        rest = from.strip_prefix(name).unwrap_or_default();
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::Template;
    use crate::domain::people::person::Phone;
    use crate::post::hook::Answer;
    use crate::post::sms::text_message::TextMessage;

    fn body(content_type: &str, body: &str, text: &str) -> String {
        let template = Template {
            url: "https://x.example".into(),
            headers: Vec::new(),
            content_type: content_type.into(),
            body: body.into(),
            from: "Salon".into(),
        };
        let to = Phone::parse("+4915112345678", "+49").unwrap();
        template.request(&TextMessage { id: "m1".into(), to, text: text.into() }).body
    }

    #[test]
    fn values_are_written_as_the_body_is() {
        let text = "a \"{to}\" & <b>\n\\ ü";
        let json = body("application/json", r#"{"to":"{to}","msg":"{text}","id":"{id}"}"#, text);
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(
            (read["msg"].as_str(), read["to"].as_str()),
            (Some(text), Some("+4915112345678"))
        );
        assert_eq!(
            body("application/x-www-form-urlencoded", "t={text}&f={from}", "=&{id}"),
            "t=%3D%26%7Bid%7D&f=Salon"
        );
        assert_eq!(body("text/xml", "<t>{text}</t>", "<&\">"), "<t>&lt;&amp;&quot;&gt;</t>");
        assert_eq!(body("text/plain", "{text}{odd}", "ü"), "ü{odd}");
    }

    #[test]
    fn a_quote_at_either_end_stays() {
        assert_eq!(body("application/json", "{text}", "\"\""), "\\\"\\\"");
    }

    #[test]
    fn only_a_2xx_has_taken_it() {
        let template = |status| {
            let answer = Answer { status, body: Vec::new() };
            let empty = String::new;
            Template {
                url: empty(),
                headers: vec![],
                content_type: empty(),
                body: empty(),
                from: empty(),
            }
            .read(&answer)
            .is_ok()
        };
        assert!(template(202));
        assert!(!template(400));
    }
}
