//! One answer of Cal.com as a recording holds it, and the question it answers.

use crate::calcom::client::outcome::Effect;
use crate::calcom::wire;
use crate::domain::host::identity::AnswerKind;
use crate::domain::visit::booking::BookingFacts;
use serde::Deserialize;
use serde_json::Value;
use std::fmt;
use time::OffsetDateTime;

/// An answer of Cal.com: to what, and what it said.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordedAnswer {
    /// `GET` or `POST`.
    pub(crate) method: String,
    /// With the query, as it was asked: `/v2/bookings/abc`.
    pub(crate) path: String,
    /// HTTP status. `null` where the answer was lost: nobody knows whether anything happened.
    #[serde(deserialize_with = "Option::deserialize")]
    pub(crate) status: Option<u16>,
    /// `false` where surely nothing was sent; `status` is `null` then too.
    #[serde(default = "sent")]
    pub(crate) sent: bool,
    /// When it came, where the recording tells: time goes on until then.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub(crate) at: Option<OffsetDateTime>,
    /// The saga that asked, by the name it had when it was recorded.
    #[serde(default)]
    pub(crate) saga: Option<String>,
    /// The JSON body; a text stands for a body that was no JSON.
    #[serde(default)]
    pub(crate) body: Value,
}

/// What is asked of Cal.com, as far as it decides which recorded answer is the one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Question {
    Book,
    /// The state of a booking, by its path.
    Booking(String),
    Poll,
    /// The bookings of one attendee address.
    Look,
    /// Cancelling or moving a booking.
    Change {
        /// The booking's own path.
        uid_path: String,
        /// `cancel` or `reschedule`.
        action: String,
    },
    /// The free starts of an event type.
    Slots(i64),
    /// Keeping a slot for some minutes.
    Reserve,
}

impl Question {
    /// Something done to a booking.
    pub(crate) fn change(uid: &str, action: &str) -> Question {
        Question::Change { uid_path: wire::booking_path(uid, None), action: action.to_owned() }
    }

    /// Whether it can leave anything behind.
    pub(crate) fn effect(&self) -> Effect {
        match self {
            Question::Booking(_) | Question::Poll | Question::Look | Question::Slots(_) => {
                Effect::Reads
            }
            Question::Book | Question::Change { .. } | Question::Reserve => Effect::Changes,
        }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Question::Book => f.write_str("POST /v2/bookings"),
            Question::Booking(path) => write!(f, "GET {path}"),
            Question::Poll => f.write_str("GET /v2/bookings?afterUpdatedAt=…"),
            Question::Look => f.write_str("GET /v2/bookings?attendeeEmail=…"),
            Question::Change { uid_path, action } => write!(f, "POST {uid_path}/{action}"),
            Question::Slots(id) => write!(f, "GET /v2/slots?eventTypeId={id}"),
            Question::Reserve => f.write_str("POST /v2/slots/reservations"),
        }
    }
}

fn sent() -> bool {
    true
}

impl RecordedAnswer {
    /// What it answers. The error is a sentence for the author of the recording.
    pub(crate) fn question(&self) -> Result<Question, String> {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let parameter = |name: &str| {
            query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)
        };
        let rest = path.strip_prefix("/v2/").unwrap_or_default();
        let parts: Vec<&str> = rest.split('/').collect();
        let found = match (self.method.as_str(), parts.as_slice()) {
            ("POST", ["bookings"]) => Some(Question::Book),
            ("GET", ["bookings"]) if parameter("attendeeEmail").is_some() => Some(Question::Look),
            ("GET", ["bookings"]) => Some(Question::Poll),
            ("GET", ["bookings", uid]) if !uid.is_empty() => {
                Some(Question::Booking(path.to_owned()))
            }
            ("POST", ["bookings", uid, action @ ("cancel" | "reschedule")]) if !uid.is_empty() => {
                Some(Question::Change {
                    uid_path: format!("/v2/bookings/{uid}"),
                    action: (*action).to_owned(),
                })
            }
            ("GET", ["slots"]) => {
                parameter("eventTypeId").and_then(|(_, id)| id.parse().ok()).map(Question::Slots)
            }
            ("POST", ["slots", "reservations"]) => Some(Question::Reserve),
            _ => None,
        };
        found.ok_or_else(|| {
            format!("{:?} {:?} is nothing that is asked of Cal.com", self.method, self.path)
        })
    }

    /// The bookings that it shows, as far as they can be read; of a refusal, or of anything else, none.
    pub(crate) fn facts(&self) -> Vec<BookingFacts> {
        if !self.status.is_some_and(|status| (200..300).contains(&status)) {
            return Vec::new();
        }
        let one = |kind| wire::facts(&self.body, kind).into_iter().collect();
        match self.question() {
            Ok(Question::Book | Question::Change { .. }) => one(AnswerKind::Post),
            Ok(Question::Booking(_)) => one(AnswerKind::Get),
            Ok(Question::Poll | Question::Look) => {
                wire::bookings(&self.body).map(|page| page.bookings).unwrap_or_default()
            }
            Ok(Question::Slots(_) | Question::Reserve) | Err(_) => Vec::new(),
        }
    }

    /// Whether it is the answer to reserving this start of this event type.
    pub(crate) fn reserves(&self, event_type_id: i64, start: OffsetDateTime) -> bool {
        let data = self.body.get("data").unwrap_or(&self.body);
        let its_type = data.get("eventTypeId").and_then(Value::as_i64);
        let its_start = data.get("slotStart").and_then(Value::as_str).and_then(wire::parse_instant);
        its_type.is_none_or(|id| id == event_type_id) && its_start.is_none_or(|at| at == start)
    }
}
