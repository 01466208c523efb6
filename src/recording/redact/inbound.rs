//! What came in, without the customers in it: fit to be kept and passed on, and decided the same when it is replayed.
//!
//! Names, numbers and addresses become pseudonyms; free text, transcripts, and every field that is not known to be
//! harmless are left out. Whatever could not be understood when it came in cannot be understood afterwards either.

use crate::config::Config;
use crate::domain::text::json::parse_json;
use crate::frontdesk::Desk;
use crate::recording::redact::calcom::CalcomRedactor;
use crate::recording::redact::names::Names;
use crate::recording::redact::words::{UNKNOWN, Words};
use crate::retell::slim::slim;
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use time::OffsetDateTime;

/// A shorter secret would be found everywhere.
const SECRET_BYTES_MIN: usize = 6;
/// How many spoken offers are remembered as ours.
const OFFERS_KEPT_MAX: usize = 10_000;
/// What of an answer of ours is kept: the ids that are said again, and what tells which is which.
const ANSWER_FIELDS: [&str; 16] = [
    "alternatives",
    "appointment_id",
    "appointments",
    "booking_uid",
    "duration_min",
    "end",
    "held_until",
    "last_service",
    "offer_id",
    "offers",
    "service",
    "staff",
    "staff_id",
    "start",
    "status",
    "upcoming",
];

/// Takes the customers out of what is recorded, or leaves them in where the salon says so.
pub(crate) struct Redactor {
    pub(crate) names: Names,
    /// Customers stay as they are. Secrets and transcripts go all the same.
    keeps_personal: bool,
    attendee_domain: String,
    pub(crate) country_code: String,
    secrets: Vec<String>,
    /// Offers' ids that we gave ourselves.
    pub(crate) offers: HashSet<String>,
}

impl Redactor {
    pub(crate) fn new(config: &Config, names: Names) -> Redactor {
        let keys = config.calcom.webhook_secrets.iter().chain(&config.retell.api_keys);
        let all = keys.chain(&config.web_api.tokens).chain([&config.calcom.api_key]);
        let secrets = all.map(|secret| secret.reveal().to_owned());
        Redactor {
            names,
            keeps_personal: config.record.personal,
            attendee_domain: config.calcom.attendee_domain.clone(),
            country_code: config.company.country_code.clone(),
            secrets: secrets.filter(|secret| secret.len() >= SECRET_BYTES_MIN).collect(),
            offers: HashSet::new(),
        }
    }

    /// One that takes them out whatever the salon says: what it shows may be seen by who may not know the customers.
    pub(crate) fn strict(config: &Config) -> Redactor {
        Redactor { keeps_personal: false, ..Redactor::new(config, Names::passing()) }
    }

    /// Whether a line holds none of the salon's secrets, wherever they may have come from.
    pub(crate) fn is_safe(&self, line: &str) -> bool {
        !self.secrets.iter().any(|secret| line.contains(secret.as_str()))
    }

    /// The body of a request of this kind.
    pub(crate) fn request(
        &mut self,
        desk: &Desk,
        kind: &str,
        at: OffsetDateTime,
        body: &[u8],
    ) -> Value {
        let Ok(value) = parse_json(body) else {
            return match self.keeps_personal {
                true => json!(String::from_utf8_lossy(body)),
                false => json!(UNKNOWN),
            };
        };
        if self.keeps_personal {
            return slim(value);
        }
        let Some(fields) = value.as_object() else { return json!([]) };
        // Without the database nothing that was said can be told to be the salon's own words.
        let words = Words::read(desk, at).ok();
        let kept = match kind {
            "function" => self.function(words.as_ref(), fields),
            "web_booking" => self.web_booking(words.as_ref(), fields),
            "retell_webhook" => self.retell_event(fields),
            "retell_inbound" => self.inbound(fields),
            "calcom_webhook" => return self.calcom_body(&value),
            _ => Map::new(),
        };
        Value::Object(kept)
    }

    /// The path of a question to Cal.com.
    pub(crate) fn path(&mut self, path: &str) -> String {
        if self.keeps_personal { path.to_owned() } else { self.calcom().path(path) }
    }

    /// The body of an answer of Cal.com.
    pub(crate) fn answer_of_calcom(&mut self, body: &[u8]) -> Value {
        match (parse_json(body), self.keeps_personal) {
            (Ok(value), true) => value,
            (Ok(value), false) => self.calcom_body(&value),
            (Err(_), true) => json!(String::from_utf8_lossy(body)),
            (Err(_), false) => json!(UNKNOWN),
        }
    }

    /// The state of a booking in the form of Cal.com's answers.
    pub(crate) fn calcom_body(&mut self, value: &Value) -> Value {
        if self.keeps_personal { value.clone() } else { self.calcom().body(value) }
    }

    /// What a request was answered with.
    pub(crate) fn answer(&mut self, body: &[u8]) -> Value {
        let value = parse_json(body).unwrap_or(Value::Null);
        self.learn_offers(&value);
        if self.keeps_personal { value } else { answer_fields(&value) }
    }

    /// A customer's name and number, as the customer's row has them.
    pub(crate) fn customer(&mut self, name: &str, phone: Option<&str>) -> Value {
        if self.keeps_personal {
            return json!({ "name": name, "phone": phone });
        }
        let phone = phone.map(|phone| self.calcom().phone(phone)).filter(|text| !text.is_empty());
        json!({ "name": self.calcom().person(name), "phone": phone })
    }

    pub(crate) fn calcom(&mut self) -> CalcomRedactor<'_> {
        CalcomRedactor {
            names: &mut self.names,
            attendee_domain: &self.attendee_domain,
            country_code: &self.country_code,
        }
    }

    fn learn_offers(&mut self, answer: &Value) {
        let lists = ["offers", "alternatives"].into_iter().filter_map(|name| answer.get(name));
        for offer in lists.filter_map(Value::as_array).flatten() {
            if let Some(id) = offer.get("offer_id").and_then(Value::as_str) {
                if self.offers.len() >= OFFERS_KEPT_MAX {
                    self.offers.clear();
                }
                self.offers.insert(id.to_owned());
            }
        }
    }
}

fn answer_fields(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(name, _)| ANSWER_FIELDS.contains(&name.as_str()));
            let kept = kept.map(|(name, value)| (name.clone(), answer_fields(value)));
            Value::Object(kept.collect())
        }
        Value::Array(entries) => Value::Array(entries.iter().map(answer_fields).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}
