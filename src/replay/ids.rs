//! Ids given to the agent when the recording was made, and the ones it is given today.
//!
//! The agent repeats an offer's or an appointment's id in a later call. Offers have random ids and appointments are
//! numbered anew, so the recorded words would mean nothing; both answers together tell which is which.

use crate::domain::speech::id;
use crate::frontdesk::functions::argument::Argument;
use crate::retell::args::arguments;
use crate::retell::wire::base_name;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The arguments and answers that hold such an id.
const FIELDS: [&str; 2] = [OFFER, APPOINTMENT];
const OFFER: &str = "offer_id";
const APPOINTMENT: &str = "appointment_id";
/// Deeper answers hold no ids of ours.
const DEPTH_MAX: usize = 8;

/// Recorded id to today's.
#[derive(Debug, Default)]
pub(crate) struct GivenIds(BTreeMap<String, Value>);

impl GivenIds {
    /// Compares the recorded answer with today's.
    pub(crate) fn learn(&mut self, recorded: &Value, today: &Value) {
        self.learn_within(recorded, today, DEPTH_MAX);
    }

    fn learn_within(&mut self, recorded: &Value, today: &Value, depth: usize) {
        let Some(deeper) = depth.checked_sub(1) else { return };
        match (recorded, today) {
            (Value::Object(then), Value::Object(now)) => {
                for field in FIELDS {
                    if let (Some(old), Some(new)) = (then.get(field), now.get(field)) {
                        self.0.insert(name(field, old), new.clone());
                    }
                }
                for (key, value) in then {
                    if let Some(other) = now.get(key) {
                        self.learn_within(value, other, deeper);
                    }
                }
            }
            (Value::Array(then), Value::Array(now)) => {
                for value in then {
                    // Of a list the entry for the same time with the same person is the same.
                    if let Some(other) = now.iter().find(|other| is_same_offer(value, other)) {
                        self.learn_within(value, other, deeper);
                    }
                }
            }
            _ => {}
        }
    }

    /// The body of a function call as the agent would say it today.
    pub(crate) fn todays(&self, body: &Value) -> Value {
        let mut body = body.clone();
        let function = body.get("name").and_then(Value::as_str).map(base_name).unwrap_or_default();
        let Some(mut args) = arguments(body.get("args"), function) else { return body };
        if args.contradicted.is_empty()
            && self.replace(&mut args.values)
            && let Some(body) = body.as_object_mut()
        {
            body.insert("args".to_owned(), Value::Object(args.values));
        }
        body
    }

    /// Whether an id was replaced.
    fn replace(&self, args: &mut Map<String, Value>) -> bool {
        let mut was_said = false;
        for (argument, said) in args.iter_mut() {
            let field = match Argument::named(argument) {
                Some(Argument::Offer) => OFFER,
                Some(Argument::Appointment) => APPOINTMENT,
                Some(_) | None => continue,
            };
            if let Some(today) = self.0.get(&name(field, said)) {
                *said = today.clone();
                was_said = true;
            }
        }
        was_said
    }
}

/// Models say ids in many ways.
fn name(field: &str, id: &Value) -> String {
    let text = match id {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    match field {
        OFFER => format!("{field} {}", id::offer(&text)),
        _ => match id::number(&text) {
            Some(number) => format!("{field} {number}"),
            None => format!("{field} {text}"),
        },
    }
}

fn is_same_offer(one: &Value, other: &Value) -> bool {
    one.get("start").is_some()
        && one.get("start") == other.get("start")
        && one.get("staff") == other.get("staff")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_id_said_again_is_todays() {
        let mut ids = GivenIds::default();
        let offer = |id: &str, start: &str| json!({ "offer_id": id, "start": start, "staff": "E" });
        ids.learn(
            &json!({ "offers": [offer("a", "10"), offer("b", "11"), offer("c", "12")] }),
            &json!({ "offers": [offer("y", "11"), offer("x", "10")] }),
        );
        ids.learn(&json!({ "appointment_id": 640 }), &json!({ "appointment_id": 3 }));
        let todays = |args: Value| ids.todays(&json!({ "args": args }))["args"].clone();
        assert_eq!(todays(json!({ "offer_id": "b" })), json!({ "offer_id": "y" }));
        assert_eq!(todays(json!({ "offer_id": " a " })), json!({ "offer_id": "x" }));
        assert_eq!(todays(json!({ "offer_id": "c" })), json!({ "offer_id": "c" }), "not offered");
        assert_eq!(todays(json!({ "appointment_id": "640" })), json!({ "appointment_id": 3 }));
        assert_eq!(todays(json!({ "booking_id": "Termin 640" })), json!({ "booking_id": 3 }));
        assert_eq!(todays(json!({ "args": { "offerId": "b" } })), json!({ "offer_id": "y" }));
        assert_eq!(ids.todays(&json!({ "args": "{}" })), json!({ "args": "{}" }));
    }
}
