//! Cal.com's words without the customers in them. Only fields that are known to hold nothing personal are kept, at
//! whatever depth: what Cal.com adds tomorrow is left out until it is listed here as harmless.
//!
//! Hosts are kept as they are, names and addresses: they are the salon's own people, and what matching works on.

use crate::calcom::{refused, wire};
use crate::domain::people::person::{PersonName, Phone};
use crate::domain::speech::placeholder::is_placeholder;
use crate::recording::redact::names::Names;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

/// Envelopes and lists: what is in them is looked at field by field.
const CONTAINERS: [&str; 6] = ["data", "payload", "bookings", "eventType", "pagination", "error"];
/// The salon's own people.
const STAFF: [&str; 3] = ["hosts", "organizer", "user"];
const STAFF_FIELDS: [&str; 6] = ["id", "name", "email", "displayEmail", "username", "timeZone"];
/// Numbers, marks and times.
const KEPT: [&str; 32] = [
    "absentHost",
    "bookingId",
    "bookingUid",
    "code",
    "createdAt",
    "duration",
    "end",
    "endTime",
    "eventTypeId",
    "fromReschedule",
    "hasMore",
    "hasNextPage",
    "id",
    "length",
    "lengthInMinutes",
    "remainingItems",
    "rescheduleId",
    "rescheduleUid",
    "rescheduledFromUid",
    "rescheduledToUid",
    "reservationDuration",
    "reservationUid",
    "reservationUntil",
    "slotEnd",
    "slotStart",
    "start",
    "startTime",
    "status",
    "statusCode",
    "triggerEvent",
    "uid",
    "updatedAt",
];
/// Our own keys in a booking's metadata begin so.
const OUR_METADATA: &str = "chairside_";
/// How the address of a visit begins.
const VISIT_ADDRESS: &str = "visit+";
/// How Cal.com's router says that a path does not exist, which says nothing about a booking.
const NO_SUCH_PATH: &str = "Cannot ";
/// Where an attendee's number may be besides with the attendee.
const PHONE_FIELDS: [&str; 3] = ["attendeePhoneNumber", "phone", "phoneNumber"];
/// Stands for a word in the place of a name.
pub(crate) const PLACEHOLDER: &str = "Kunde";
/// The longest word that is kept.
const TOKEN_BYTES_MAX: usize = 200;

/// Takes the customers out of one answer or webhook.
pub(crate) struct CalcomRedactor<'a> {
    pub(crate) names: &'a mut Names,
    /// Addresses of visits are ours and tell nothing.
    pub(crate) attendee_domain: &'a str,
    /// For numbers without one.
    pub(crate) country_code: &'a str,
}

impl CalcomRedactor<'_> {
    /// The same answer about strangers.
    pub(crate) fn body(&mut self, value: &Value) -> Value {
        match value {
            Value::Object(fields) => Value::Object(self.fields(fields)),
            Value::Array(entries) => {
                Value::Array(entries.iter().map(|entry| self.body(entry)).collect())
            }
            Value::String(_) => json!(""),
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    /// The path of a question: an attendee's address in it is a stranger's unless it is a visit's.
    pub(crate) fn path(&mut self, path: &str) -> String {
        let Some((place, query)) = path.split_once('?') else { return path.to_owned() };
        let pairs: Vec<String> = query
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((name @ "attendeeEmail", value)) => {
                    let address = percent_decode_str(value).decode_utf8_lossy();
                    match self.is_visit(&address) {
                        true => pair.to_owned(),
                        false => format!("{name}={}", self.names.email(&address)),
                    }
                }
                Some(_) | None => pair.to_owned(),
            })
            .collect();
        format!("{place}?{}", pairs.join("&"))
    }

    fn fields(&mut self, fields: &Map<String, Value>) -> Map<String, Value> {
        let staff = addresses_of_staff(fields);
        let mut kept = Map::new();
        for (name, value) in fields {
            if let Some(value) = self.field(name, value, &staff) {
                kept.insert(name.clone(), value);
            }
        }
        kept
    }

    fn field(&mut self, name: &str, value: &Value, staff: &[String]) -> Option<Value> {
        match name {
            "attendees" => Some(self.attendees(value, staff)),
            "bookingFieldsResponses" => Some(self.numbers(value)),
            "metadata" => Some(our_metadata(value)),
            "userPrimaryEmail" => Some(value.clone()).filter(Value::is_string),
            "message" => Some(json!(message(value))),
            _ if STAFF.contains(&name) => Some(only(value, &STAFF_FIELDS)),
            _ if CONTAINERS.contains(&name) || is_day(name) => Some(self.body(value)),
            _ if KEPT.contains(&name) => Some(plain(value)),
            _ => None,
        }
    }

    fn attendees(&mut self, value: &Value, staff: &[String]) -> Value {
        let Some(entries) = value.as_array() else { return Value::Null };
        let one = |entry: &Value| match entry.as_object() {
            // The hosts of a team's booking stand among its attendees too.
            Some(_) if addresses(entry).iter().any(|address| staff.contains(address)) => {
                only(entry, &STAFF_FIELDS)
            }
            Some(fields) => self.attendee(fields),
            None => Value::Null,
        };
        Value::Array(entries.iter().map(one).collect())
    }

    fn attendee(&mut self, fields: &Map<String, Value>) -> Value {
        let mut kept = Map::new();
        for (name, value) in fields {
            let value = match (name.as_str(), value.as_str()) {
                ("name", Some(text)) => json!(self.person(text)),
                ("email" | "displayEmail", Some(text)) if self.is_visit(text) => value.clone(),
                ("email" | "displayEmail", Some(text)) if text.contains('@') => {
                    json!(self.names.email(text))
                }
                ("phoneNumber" | "phone", Some(text)) => json!(self.phone(text)),
                ("timeZone" | "language", Some(_)) | ("absent" | "noShow", None) => plain(value),
                _ => continue,
            };
            kept.insert(name.clone(), value);
        }
        Value::Object(kept)
    }

    fn numbers(&mut self, value: &Value) -> Value {
        let mut kept = Map::new();
        for name in PHONE_FIELDS {
            if let Some(text) = value.get(name).and_then(Value::as_str) {
                kept.insert(name.to_owned(), json!(self.phone(text)));
            }
        }
        Value::Object(kept)
    }

    /// A name that could be said is a stranger's; what is none stays none.
    pub(crate) fn person(&mut self, text: &str) -> String {
        match PersonName::salvaged(text) {
            // A word in the place of a name is nobody's, and is asked about when it is replayed as it was then.
            Some(name) if is_placeholder(name.as_str()) => PLACEHOLDER.to_owned(),
            Some(name) => self.names.person(name.as_str()),
            None => String::new(),
        }
    }

    /// A number that could be called is a fictional one; what is none stays none.
    pub(crate) fn phone(&mut self, text: &str) -> String {
        Phone::parse(text, self.country_code)
            .map_or_else(|_| String::new(), |phone| self.names.phone(phone.as_str()))
    }

    fn is_visit(&self, address: &str) -> bool {
        let address = address.trim().to_lowercase();
        let name = address.strip_suffix(&self.attendee_domain.to_lowercase());
        let name = name.and_then(|name| name.strip_suffix('@'));
        name.and_then(|name| name.strip_prefix(VISIT_ADDRESS)).is_some_and(is_token)
    }
}

/// One word of visible ASCII that is no address: a mark, a number, a time.
pub(crate) fn is_token(text: &str) -> bool {
    let length = (1..=TOKEN_BYTES_MAX).contains(&text.len());
    length && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'@')
}

/// A value that cannot be a sentence: else it is empty.
pub(crate) fn plain(value: &Value) -> Value {
    match value {
        Value::String(text) if is_token(text.trim()) || wire::parse_instant(text).is_some() => {
            value.clone()
        }
        Value::String(_) => json!(""),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        Value::Array(_) => json!([]),
        Value::Object(_) => json!({}),
    }
}

/// What an error's message decides: whether it is worded as an unknown path, else what it means. The rest may quote
/// anybody.
fn message(value: &Value) -> &'static str {
    let text = match value {
        Value::Array(texts) => texts.first(),
        other => Some(other),
    };
    match text.and_then(Value::as_str) {
        Some(text) if text.starts_with(NO_SUCH_PATH) => NO_SUCH_PATH,
        Some(text) => refused::meaning(text),
        None => "",
    }
}

fn our_metadata(value: &Value) -> Value {
    let Some(entries) = value.as_object() else { return Value::Null };
    let ours = entries.iter().filter(|(name, _)| name.starts_with(OUR_METADATA));
    Value::Object(ours.map(|(name, value)| (name.clone(), plain(value))).collect())
}

/// These fields of an object, or of each object of a list.
fn only(value: &Value, names: &[&str]) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(name, value)| {
                names.contains(&name.as_str()) && !value.is_object() && !value.is_array()
            });
            Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
        }
        Value::Array(entries) => {
            Value::Array(entries.iter().map(|entry| only(entry, names)).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Value::Null,
    }
}

fn addresses_of_staff(booking: &Map<String, Value>) -> Vec<String> {
    let mut all = Vec::new();
    for field in STAFF {
        match booking.get(field) {
            Some(Value::Array(people)) => all.extend(people.iter().flat_map(addresses)),
            Some(person) => all.extend(addresses(person)),
            None => {}
        }
    }
    let primary = booking.get("userPrimaryEmail").and_then(Value::as_str);
    all.extend(primary.map(|email| email.trim().to_lowercase()));
    all
}

fn addresses(person: &Value) -> Vec<String> {
    let texts = ["email", "displayEmail"].into_iter().filter_map(|name| person.get(name)?.as_str());
    texts.filter(|text| text.contains('@')).map(|text| text.trim().to_lowercase()).collect()
}

/// `2026-12-01`, as the slots of a day are found under.
fn is_day(name: &str) -> bool {
    let shape = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    name.len() == 10 && name.bytes().enumerate().all(shape)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::host::identity::AnswerKind;

    fn redacted(value: &Value) -> Value {
        let mut names = Names::with_key(b"k".to_vec());
        let mut redactor = CalcomRedactor {
            names: &mut names,
            attendee_domain: "visits.example",
            country_code: "+49",
        };
        redactor.body(value)
    }

    #[test]
    fn a_booking_says_the_same_about_a_stranger() {
        let answer = json!({ "status": "success", "data": {
            "id": 501, "uid": "uid501", "status": "accepted", "title": "Schnitt für Zoë Beispiel",
            "description": "Zoë mag es kurz", "location": "+49 171 3920007", "meetingUrl": "https://x.example/zoe",
            "hosts": [{ "id": 7, "name": "Mia Vogel", "email": "mia@salon.example", "timeZone": "Europe/Berlin" }],
            "start": "2026-12-01T09:00:00.000Z", "end": "2026-12-01T09:30:00.000Z", "eventTypeId": 42,
            "updatedAt": "2026-11-20T10:00:00.176Z", "rescheduledFromUid": "uid500",
            "metadata": { "chairside_ref": "abc", "note": "Zoë", "chairside_service": "für Zoë Beispiel" },
            "cancellationReason": "Zoë ist krank",
            "attendees": [
                { "name": "Mia Vogel", "email": "MIA@salon.example" },
                { "name": "Zoë Beispiel", "email": "zoe@beispiel.example", "phoneNumber": "0171 3920007",
                  "language": "de", "timeZone": "Europe/Berlin", "note": "Zoë" },
            ],
            "bookingFieldsResponses": { "name": "Zoë Beispiel", "attendeePhoneNumber": "+491713920007" },
        } });
        let kept = redacted(&answer);
        let text = kept.to_string();
        for personal in ["Zoë", "zoe", "Beispiel", "3920007", "krank", "kurz"] {
            assert!(!text.contains(personal), "{personal}: {text}");
        }
        let (before, after) = (
            wire::facts(&answer, AnswerKind::Get).unwrap(),
            wire::facts(&kept, AnswerKind::Get).unwrap(),
        );
        assert_eq!(
            (&after.uid, &after.host, after.start),
            (&before.uid, &before.host, before.start)
        );
        assert_eq!(
            (after.updated_at, &after.rescheduled_from),
            (before.updated_at, &before.rescheduled_from)
        );
        assert_eq!(after.visit_ref(), Some("abc"));
        let guest = after.attendee.unwrap();
        assert!(guest.name.starts_with("Kundin "), "the host among the attendees is not the guest");
        assert!(guest.phone.unwrap().starts_with("+493023125"));
    }

    #[test]
    fn errors_slots_and_visits_keep_what_decides() {
        let missing = json!({ "status": "error", "error": { "code": "NotFoundException",
            "message": "Booking of zoe@beispiel.example was not found", "details": { "name": "Zoë" } } });
        let kept =
            json!({ "status": "error", "error": { "code": "NotFoundException", "message": "" } });
        assert_eq!(redacted(&missing), kept);
        let path =
            json!({ "error": { "code": "NotFoundException", "message": "Cannot GET /v2/x" } });
        assert_eq!(redacted(&path)["error"]["message"], "Cannot ");
        let slots = json!({ "data": { "2026-12-01": [{ "start": "2026-12-01T08:00:00Z", "end": "2026-12-01T08:30:00Z" }],
            "zoe": [{ "start": "x" }] } });
        assert_eq!(redacted(&slots)["data"].as_object().unwrap().len(), 1);
        let visit = json!({ "attendees": [{ "name": "", "email": "visit+a1@visits.example" }] });
        assert_eq!(redacted(&visit), visit);
        let mut names = Names::with_key(b"k".to_vec());
        let mut redactor = CalcomRedactor {
            names: &mut names,
            attendee_domain: "visits.example",
            country_code: "+49",
        };
        let own = "/v2/bookings?take=1&attendeeEmail=visit%2Ba1%40visits.example";
        assert_eq!(redactor.path(own), own);
        let hers = redactor.path("/v2/bookings?attendeeEmail=zoe%40beispiel.example&take=1");
        assert!(!hers.contains("zoe") && hers.ends_with("@kunden.example&take=1"), "{hers}");
    }
}
