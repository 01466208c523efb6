//! A host: a Cal.com user as seen in an answer, and how to find one in any answer's shape.
//!
//! Cal.com says in `hosts` who got a booking: an array of exactly one, the organizer. Its webhooks say
//! `organizer`, its oldest API version `user`; each may sit at the top or under `data` or `payload`.

use crate::domain::ids::HostId;
use serde_json::Value;

/// A Cal.com user as one answer showed it. Everything but the id may be missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Host {
    /// `hosts[].id`, equal to `organizer.id` and to the memberships' `userId`.
    pub id: HostId,
    /// May be missing: the database column behind it is nullable.
    pub name: Option<String>,
    /// Lower case. Every address the answer gave, `email` before `displayEmail`.
    pub emails: Vec<String>,
    /// Missing when the user has none.
    pub username: Option<String>,
    /// IANA name.
    pub time_zone: Option<String>,
}

/// Which call brought the answer a host was found in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerKind {
    /// The answer of `POST /v2/bookings` (or reschedule, cancel).
    Post,
    /// The answer of `GET /v2/bookings/{uid}`.
    Get,
    /// An entry of `GET /v2/bookings`.
    List,
    /// The body of a webhook.
    Webhook,
}

impl AnswerKind {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            AnswerKind::Post => "post",
            AnswerKind::Get => "get",
            AnswerKind::List => "list",
            AnswerKind::Webhook => "webhook",
        }
    }
}

/// What an answer says about who got the booking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostSighting {
    /// A host, and where it stood, for example `post:data.hosts`.
    Seen {
        /// The host.
        host: Host,
        /// Answer and place.
        source: String,
    },
    /// Cal.com's placeholder for a user it no longer has (`"id": "unknown"`). Never learnt from.
    Unknown {
        /// Answer and place.
        source: String,
    },
    /// The answer names no host.
    Absent,
}

impl HostSighting {
    /// The host, if there is one to learn from.
    pub fn host(&self) -> Option<&Host> {
        match self {
            HostSighting::Seen { host, .. } => Some(host),
            HostSighting::Unknown { .. } | HostSighting::Absent => None,
        }
    }

    /// Where the host's data came from, for example `get:data.hosts`.
    pub fn source(&self) -> Option<&str> {
        match self {
            HostSighting::Seen { source, .. } | HostSighting::Unknown { source } => Some(source),
            HostSighting::Absent => None,
        }
    }
}

/// Finds the host in an answer: `hosts[0]`, else `organizer`, else `user`; at the top, under `data`,
/// or under `payload`. A usable host anywhere wins over a placeholder found earlier.
pub fn extract(answer: &Value, kind: AnswerKind) -> HostSighting {
    let mut placeholder = None;
    for envelope in ["", "data", "payload"] {
        let body = if envelope.is_empty() { Some(answer) } else { answer.get(envelope) };
        let Some(body) = body else { continue };
        for field in ["hosts", "organizer", "user"] {
            let Some(found) = body.get(field) else { continue };
            let entry = if field == "hosts" { found.get(0) } else { Some(found) };
            let Some(entry) = entry.filter(|entry| entry.is_object()) else { continue };
            let dot = if envelope.is_empty() { "" } else { "." };
            let source = format!("{}:{envelope}{dot}{field}", kind.as_str());
            match parse(entry) {
                Some(host) => return HostSighting::Seen { host, source },
                None => placeholder = placeholder.or(Some(source)),
            }
        }
    }
    match placeholder {
        Some(source) => HostSighting::Unknown { source },
        None => HostSighting::Absent,
    }
}

/// A host from one JSON object; `None` if its id is no positive number (in digits or as text).
pub fn parse(entry: &Value) -> Option<Host> {
    let id = match entry.get("id")? {
        Value::Number(number) => number.as_i64()?,
        Value::String(digits) => digits.trim().parse().ok()?,
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    if id <= 0 {
        return None;
    }
    let mut emails = Vec::new();
    for field in ["email", "displayEmail"] {
        if let Some(email) = text(entry, field).filter(|email| email.contains('@')) {
            let email = email.to_lowercase();
            if !emails.contains(&email) {
                emails.push(email);
            }
        }
    }
    Some(Host {
        id: HostId(id),
        name: text(entry, "name"),
        emails,
        username: text(entry, "username"),
        time_zone: text(entry, "timeZone"),
    })
}

/// A text field that says something: not empty, not Cal.com's `unknown` or `Nameless`.
fn text(entry: &Value, field: &str) -> Option<String> {
    let text = entry.get(field)?.as_str()?.trim();
    let says_nothing = text.is_empty() || text == "unknown" || text == "Nameless";
    (!says_nothing).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_host_is_found_in_every_shape() {
        let host = json!({ "id": 7, "name": "Ada", "email": "ADA@salon.example" });
        let cases = [
            (json!({ "hosts": [host] }), "get:hosts"),
            (json!({ "data": { "hosts": [host] } }), "get:data.hosts"),
            (json!({ "organizer": host }), "get:organizer"),
            (json!({ "payload": { "organizer": host } }), "get:payload.organizer"),
            (json!({ "user": host, "hosts": [] }), "get:user"),
            (json!({ "hosts": [{ "id": "unknown" }], "data": { "user": host } }), "get:data.user"),
            (
                json!({ "hosts": [{ "id": "7", "email": "ada@salon.example", "name": "Ada" }] }),
                "get:hosts",
            ),
        ];
        for (answer, place) in cases {
            let seen = extract(&answer, AnswerKind::Get);
            assert_eq!(seen.source(), Some(place), "{answer}");
            let found = seen.host().expect("a host");
            assert_eq!(
                (found.id, found.emails.as_slice()),
                (HostId(7), ["ada@salon.example".to_owned()].as_slice())
            );
        }
    }

    #[test]
    fn placeholders_and_nonsense_are_nobody() {
        let unknown =
            json!({ "hosts": [{ "id": "unknown", "name": "unknown", "email": "unknown" }] });
        assert_eq!(
            extract(&unknown, AnswerKind::Post),
            HostSighting::Unknown { source: "post:hosts".into() }
        );
        for answer in [
            json!(null),
            json!([]),
            json!({ "hosts": {} }),
            json!({ "hosts": [null] }),
            json!({ "data": [] }),
        ] {
            assert_eq!(extract(&answer, AnswerKind::Post), HostSighting::Absent, "{answer}");
        }
        for id in [json!(0), json!(-3), json!(1.5), json!(1e300), json!(null), json!([7])] {
            let answer = json!({ "hosts": [{ "id": id }] });
            assert_eq!(extract(&answer, AnswerKind::Post).host(), None, "{answer}");
        }
    }
}
