//! Requests without the customers in them, door by door.

use crate::domain::language::Language;
use crate::domain::people::caller_number::CallerNumber;
use crate::domain::people::person::{Email, PersonName};
use crate::domain::speech::absent::is_absent;
use crate::domain::speech::customer_name::Called;
use crate::domain::speech::id;
use crate::domain::speech::placeholder::is_placeholder;
use crate::domain::speech::reading::Field;
use crate::frontdesk::functions::argument::Argument;
use crate::frontdesk::phone::args;
use crate::frontdesk::phone::args::SaidName;
use crate::recording::redact::calcom::{PLACEHOLDER, is_token, plain};
use crate::recording::redact::inbound::Redactor;
use crate::recording::redact::words::{UNKNOWN, Words};
use crate::retell::args::{Arguments, arguments};
use crate::retell::wire::base_name;
use serde_json::{Map, Value, json};

/// What a withheld number is called, whatever the network called it.
const WITHHELD: &str = "anonymous";
/// Stands for what is no name, and no word in the place of one either.
const ODD: &str = "@";
/// Appointments' numbers are shorter, telephone numbers longer.
const NUMBER_DIGITS_MAX: usize = 7;
/// The longest name of a web request, as `/api/v2` has it.
const REQUEST_ID_CHARS_MAX: usize = 100;

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
        let Some(sent) = fields.get("args") else { return kept };
        let name = fields.get("name").and_then(Value::as_str).unwrap_or_default();
        let args = match arguments(Some(sent), base_name(name.trim())) {
            Some(args) => Value::Object(self.arguments(words, &args)),
            None => json!(UNKNOWN),
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
            Some(text) => match CallerNumber::read(text, &self.country_code) {
                CallerNumber::Known(phone) => json!(self.names.phone(phone.as_str())),
                CallerNumber::Withheld => json!(WITHHELD),
                CallerNumber::Unreadable if text.trim().is_empty() => json!(""),
                CallerNumber::Unreadable => json!(UNKNOWN),
            },
            None => Value::Null,
        }
    }

    /// The arguments that are read, each under the first of its names.
    fn arguments(&mut self, words: Option<&Words>, args: &Arguments) -> Map<String, Value> {
        let branch = args::text(&args.values, Argument::Branch);
        let mut kept = Map::new();
        for argument in Argument::SINGLE {
            let said = match argument {
                Argument::Name => self.called(SaidName::read(&args.values).called()),
                _ => args::text(&args.values, argument)
                    .map(|text| self.said(words, argument, &text, branch.as_deref())),
            };
            if let Some(said) = said {
                kept.insert(argument.name().to_owned(), json!(said));
            }
            if args::is_split(&args.values, argument) {
                kept.insert(argument.name().to_owned(), refused());
            }
        }
        for (name, value) in &args.values {
            let Some(argument) = Argument::named(name) else { continue };
            let value = match value {
                value if args::is_odd(value) || args.contradicted.contains(name) => refused(),
                Value::String(text) if argument.is_time() && !is_absent(text) => {
                    json!(self.said(words, argument, text, None))
                }
                // Numbers are read as text.
                Value::Number(number) if argument.is_time() => {
                    json!(self.said(words, argument, &number.to_string(), None))
                }
                _ => continue,
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
            // Neither is kept in whatever form; of a wish not even that there was one.
            (Argument::Name | Argument::Wish, _) => UNKNOWN.to_owned(),
            (Argument::Offer, _) => {
                let offer = id::offer(text);
                if self.offers.contains(&offer) { offer } else { self.names.word(&offer) }
            }
            (Argument::Appointment, _) => match id::number(text).map(|number| number.to_string()) {
                Some(number) if number.len() <= NUMBER_DIGITS_MAX => number,
                Some(_) | None => self.names.word(text.trim()),
            },
            (Argument::Service, Some(words)) => words.service(text),
            (Argument::Branch, Some(words)) => words.branch(text),
            (Argument::Staff, Some(words)) => words.staff(text, branch),
            (
                Argument::Time(field) | Argument::OldTime(field) | Argument::NewTime(field),
                Some(words),
            ) => words.when(field, text),
            (_, None) => UNKNOWN.to_owned(),
        }
    }

    /// A stranger's name for a name. What is none stays none, for the same reason.
    fn called(&mut self, called: &Called) -> Option<String> {
        match called {
            Called::Name(name) => Some(match PersonName::parse(name) {
                Ok(name) => self.names.person(name.as_str()),
                Err(_) => ODD.to_owned(),
            }),
            Called::Absent => None,
            Called::Placeholder => Some(PLACEHOLDER.to_owned()),
            Called::Odd => Some(ODD.to_owned()),
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
                "start" => Argument::Time(Field::Start),
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
                ("service" | "branch", Value::String(text)) if is_absent(text) => json!(""),
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
                ("name", Value::String(text)) if is_placeholder(text) => json!(PLACEHOLDER),
                ("name", Value::String(text)) => match PersonName::parse(text) {
                    Ok(name) => json!(self.names.person(name.as_str())),
                    Err(_) => json!(UNKNOWN),
                },
                ("phone", Value::String(text)) => match self.calcom().phone(text) {
                    none if none.is_empty() => json!(UNKNOWN),
                    phone => json!(phone),
                },
                // One that is none must stay none.
                ("email", Value::String(text)) => match Email::parse(text) {
                    Ok(email) => json!(self.names.email(email.as_str())),
                    Err(_) if text.trim().is_empty() => json!(""),
                    Err(_) => json!(UNKNOWN),
                },
                ("language", Value::String(text)) => match Language::parse(text) {
                    Some(language) => json!(language.as_str()),
                    None if text.trim().is_empty() => json!(""),
                    None => json!(UNKNOWN),
                },
                ("name" | "phone" | "email" | "language", other) => plain(other),
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

/// What stands for an argument that was refused, and is refused again.
fn refused() -> Value {
    json!([UNKNOWN])
}
