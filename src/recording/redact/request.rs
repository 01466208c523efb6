//! Requests without the customers in them, door by door.

use crate::domain::people::person::{PersonName, Phone};
use crate::domain::text::json::parse_json;
use crate::recording::redact::calcom::{is_token, plain};
use crate::recording::redact::inbound::Redactor;
use crate::recording::redact::words::{UNKNOWN, Words};
use serde_json::{Map, Value, json};

/// What a withheld number is called, whatever the network called it.
const WITHHELD: &str = "anonymous";
/// Appointments' numbers are shorter, telephone numbers longer.
const NUMBER_DIGITS_MAX: usize = 7;
/// The longest name of a web request, as `/api/v2` has it.
const REQUEST_ID_CHARS_MAX: usize = 100;

/// What an argument of a function may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Argument {
    Service,
    Branch,
    Staff,
    Id,
    Name,
    When,
}

impl Redactor {
    pub(crate) fn function(
        &mut self,
        words: Option<&Words>,
        fields: &Map<String, Value>,
    ) -> Map<String, Value> {
        let mut kept = Map::new();
        kept.insert("name".into(), fields.get("name").map_or(Value::Null, plain));
        if let Some(call) = fields.get("call") {
            kept.insert("call".into(), self.call(call));
        }
        if let Some(chat) = fields.get("chat") {
            kept.insert("chat".into(), self.call(chat));
        }
        let args = match fields.get("args") {
            None => return kept,
            Some(Value::Object(args)) => Value::Object(self.arguments(words, args)),
            // Some versions of the agent send the object as text.
            Some(Value::String(text)) => match parse_json(text.as_bytes()) {
                Ok(Value::Object(args)) => Value::Object(self.arguments(words, &args)),
                Ok(_) | Err(_) => json!(UNKNOWN),
            },
            Some(other) => plain(other),
        };
        kept.insert("args".into(), args);
        kept
    }

    /// What the call says about itself. Its name opens the transcript to everybody with the salon's key.
    fn call(&mut self, call: &Value) -> Value {
        let Some(fields) = call.as_object() else { return Value::Null };
        let mut kept = Map::new();
        for (name, value) in fields {
            let value = match name.as_str() {
                "call_id" | "chat_id" => match value.as_str().map(str::trim) {
                    Some(id) if is_token(id) => json!(format!("call_{}", self.names.word(id))),
                    Some(_) | None => json!(""),
                },
                "from_number" | "to_number" => self.caller(value),
                "call_type" | "chat_type" | "direction" | "agent_id" | "start_timestamp" => {
                    plain(value)
                }
                _ => continue,
            };
            kept.insert(name.clone(), value);
        }
        Value::Object(kept)
    }

    fn caller(&mut self, number: &Value) -> Value {
        match number.as_str() {
            Some(text) => match Phone::from_caller(text) {
                Some(phone) => json!(self.names.phone(phone.as_str())),
                None => json!(WITHHELD),
            },
            None => Value::Null,
        }
    }

    fn arguments(
        &mut self,
        words: Option<&Words>,
        args: &Map<String, Value>,
    ) -> Map<String, Value> {
        let branch = ["branch", "filiale"].iter().find_map(|name| args.get(*name)?.as_str());
        let mut kept = Map::new();
        for (name, value) in args {
            let Some(argument) = argument(name) else { continue };
            let value = match value {
                Value::String(text) if text.trim().is_empty() => json!(""),
                Value::String(text) => json!(self.said(words, argument, text, branch)),
                // No name, whatever the number.
                Value::Number(_) if argument == Argument::Name => json!(0),
                // Numbers are read as text.
                Value::Number(number) => {
                    let said = self.said(words, argument, &number.to_string(), branch);
                    if said == number.to_string() { value.clone() } else { json!(said) }
                }
                other => plain(other),
            };
            kept.insert(name.clone(), value);
        }
        kept
    }

    fn said(
        &mut self,
        words: Option<&Words>,
        argument: Argument,
        text: &str,
        branch: Option<&str>,
    ) -> String {
        match (argument, words) {
            (Argument::Name, _) => match PersonName::parse(text) {
                Ok(name) => self.names.person(name.as_str()),
                Err(_) => UNKNOWN.to_owned(),
            },
            (Argument::Id, _) => {
                let id = text.trim();
                let number =
                    id.len() <= NUMBER_DIGITS_MAX && id.bytes().all(|b| b.is_ascii_digit());
                let ours = number || self.offers.contains(id);
                if ours { id.to_owned() } else { self.names.word(id) }
            }
            (Argument::Service, Some(words)) => words.service(text),
            (Argument::Branch, Some(words)) => words.branch(text),
            (Argument::Staff, Some(words)) => words.staff(text, branch),
            (Argument::When, Some(words)) => words.when(text),
            (_, None) => UNKNOWN.to_owned(),
        }
    }

    pub(crate) fn web_booking(
        &mut self,
        words: Option<&Words>,
        fields: &Map<String, Value>,
    ) -> Map<String, Value> {
        let branch = fields.get("branch").and_then(Value::as_str);
        let mut kept = Map::new();
        for (name, value) in fields {
            let argument = match name.as_str() {
                "service" => Argument::Service,
                "branch" => Argument::Branch,
                "staff" => Argument::Staff,
                "start" => Argument::When,
                _ => Argument::Name,
            };
            let value = match (name.as_str(), value) {
                ("request_id", Value::String(id)) if id.trim().is_empty() => json!(""),
                // One that is too long must stay so.
                ("request_id", Value::String(id))
                    if id.trim().chars().count() > REQUEST_ID_CHARS_MAX =>
                {
                    json!(UNKNOWN.repeat(REQUEST_ID_CHARS_MAX + 1))
                }
                ("request_id", Value::String(id)) => json!(self.names.word(id.trim())),
                ("customer", Value::Object(customer)) => self.web_customer(customer),
                ("service" | "branch" | "staff" | "start", Value::String(text)) => {
                    json!(self.said(words, argument, text, branch))
                }
                ("request_id" | "customer" | "service" | "branch" | "staff" | "start", other) => {
                    plain(other)
                }
                // A field that nobody knows is an error, and must stay one.
                _ => {
                    kept.insert(UNKNOWN.to_owned(), Value::Null);
                    continue;
                }
            };
            kept.insert(name.clone(), value);
        }
        kept
    }

    fn web_customer(&mut self, fields: &Map<String, Value>) -> Value {
        let mut kept = Map::new();
        for (name, value) in fields {
            let value = match (name.as_str(), value) {
                ("name", Value::String(text)) => json!(self.said(None, Argument::Name, text, None)),
                ("phone", Value::String(text)) => match self.calcom().phone(text) {
                    none if none.is_empty() => json!(UNKNOWN),
                    phone => json!(phone),
                },
                ("name" | "phone", other) => plain(other),
                _ => {
                    kept.insert(UNKNOWN.to_owned(), Value::Null);
                    continue;
                }
            };
            kept.insert(name.clone(), value);
        }
        Value::Object(kept)
    }

    pub(crate) fn retell_event(&mut self, fields: &Map<String, Value>) -> Map<String, Value> {
        let mut kept = Map::new();
        for (name, value) in fields {
            let value = match name.as_str() {
                "event" => plain(value),
                "call" => self.call(value),
                "calcom_booking" => self.calcom_body(value),
                "data" => match value.get("calcom_booking") {
                    Some(booking) => json!({ "calcom_booking": self.calcom_body(booking) }),
                    None => continue,
                },
                _ => continue,
            };
            kept.insert(name.clone(), value);
        }
        kept
    }

    pub(crate) fn inbound(&mut self, fields: &Map<String, Value>) -> Map<String, Value> {
        let mut kept = Map::new();
        kept.insert("event".into(), fields.get("event").map_or(Value::Null, plain));
        if let Some(call) = fields.get("call_inbound") {
            kept.insert("call_inbound".into(), self.call(call));
        }
        kept
    }
}

/// What an argument holds; `None` for one that no function reads.
fn argument(name: &str) -> Option<Argument> {
    Some(match name {
        "service" | "service_name" => Argument::Service,
        "branch" | "filiale" => Argument::Branch,
        "staff" | "staff_name" | "stylist" | "preferred_staff" => Argument::Staff,
        "offer_id" | "offer" | "slot" | "slot_id" => Argument::Id,
        "appointment_id" | "booking_id" | "appointment" | "booking" => Argument::Id,
        "customer_name" | "name" => Argument::Name,
        "date" | "day" | "date_from" | "from" | "date_to" | "until" | "to" => Argument::When,
        "earliest" | "time_from" | "latest" | "time_to" | "time" => Argument::When,
        "start" | "start_time" | "datetime" | "starts_at" | "when" => Argument::When,
        "appointment_date" | "old_date" | "current_date" | "original_date" => Argument::When,
        "appointment_time" | "old_time" | "current_time" | "original_time" => Argument::When,
        "appointment_start" | "old_start" | "current_start" | "original_start" => Argument::When,
        "new_date" | "new_time" | "new_start" | "new_start_time" | "new_datetime" => Argument::When,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::argument;
    use crate::frontdesk::phone::args::READ;

    #[test]
    fn every_argument_that_is_read_is_recorded() {
        for name in READ {
            assert!(argument(name).is_some(), "{name} is read and would not be recorded");
        }
        assert_eq!(argument("execution_message"), None);
    }
}
