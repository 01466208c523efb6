//! What a visit's saga does, fixed before its first call: so that a repeat, also one after a crash, asks for the same.

use crate::domain::error::Error;
use crate::domain::visit::booking::meta;
use crate::domain::visit::layout::PartKind;
use crate::domain::visit::note::PartNote;
use crate::domain::visit::plan::PlannedBooking;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use time::OffsetDateTime;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitPlan {
    /// The saga's own id, as the bookings' metadata carries it.
    pub saga: String,
    /// Where the visit came from.
    pub source: String,
    /// For whom; unused where nothing is booked.
    pub attendee: PlannedAttendee,
    /// The customer's number, E.164: kept here where Cal.com is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// How the customer is told of it: Cal.com hears nothing of this, unless it is to know its customers.
    #[serde(default, skip_serializing_if = "PlannedContact::is_empty")]
    pub contact: PlannedContact,
    /// What each booking's metadata says beside the segment.
    pub metadata: BTreeMap<String, String>,
    /// In this order.
    pub actions: Vec<Action>,
}

/// Whom Cal.com is told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlannedAttendee {
    pub name: String,
    /// The visit's artificial address, or the customer's own where Cal.com is to know its customers.
    pub email: String,
    /// E.164.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// IANA name.
    pub time_zone: String,
    /// `de` or `en`.
    pub language: String,
}

/// How a customer is told, as far as it was said with the visit itself. Of the number see `VisitPlan::phone`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedContact {
    /// The customer's own address, checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// `de` or `en`; without it the salon's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl PlannedContact {
    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.email.is_none() && self.language.is_none()
    }
}

/// How a visit's own address begins; its reference follows.
pub const ADDRESS_BEGINS: &str = "visit+";

/// The artificial address of a visit: Cal.com never learns the customer's, and a lost booking is found by it.
pub fn address_of(visit_ref: &str, domain: &str) -> String {
    format!("{ADDRESS_BEGINS}{visit_ref}@{domain}")
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    Book {
        /// `A`, `B`, …
        segment: String,
        event_type_id: i64,
        /// UTC.
        #[serde(with = "time::serde::rfc3339")]
        start: OffsetDateTime,
        /// When it ends if the event type is as long as the service says, UTC. Absent in plans of older programs.
        #[serde(default, with = "time::serde::rfc3339::option")]
        end: Option<OffsetDateTime>,
        /// What it is of the visit, as the booking's metadata will say.
        #[serde(default)]
        note: BTreeMap<String, String>,
        /// Asked for where the event type has several lengths.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        minutes: Option<u32>,
        /// Whether the visit stands without it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        optional: bool,
        /// Whether Cal.com chooses who does it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pool: bool,
    },
    /// Moves a booking to another start, same event type.
    Reschedule {
        uid: String,
        /// UTC.
        #[serde(with = "time::serde::rfc3339")]
        start: OffsetDateTime,
        /// For Cal.com's page.
        reason: String,
        /// Where it was, UTC: where it goes if the visit cannot be moved as a whole.
        #[serde(default, with = "time::serde::rfc3339::option")]
        back: Option<OffsetDateTime>,
        /// As what it is booked; it stays that. Absent in plans of older programs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        event_type_id: Option<i64>,
    },
    Cancel {
        uid: String,
        /// Cal.com wants one.
        reason: String,
        /// A person has called it off: refused, it is for a person again.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        owed: bool,
    },
}

impl VisitPlan {
    /// The reference of the visit it is about; empty only in a damaged plan.
    pub fn visit_ref(&self) -> &str {
        self.metadata.get(meta::REF).map(String::as_str).unwrap_or_default()
    }

    /// The address that no other visit has; `None` where Cal.com was told the customer's own, which other visits have too.
    pub fn own_address(&self) -> Option<&str> {
        let email = self.attendee.email.as_str();
        let rest = email.strip_prefix(ADDRESS_BEGINS)?.strip_prefix(self.visit_ref())?;
        rest.starts_with('@').then_some(email)
    }

    /// How the customer is told, of a plan as stored.
    pub fn contact_of(stored: Value) -> Result<PlannedContact, Error> {
        let plan: VisitPlan = serde_json::from_value(stored).map_err(Error::internal)?;
        Ok(plan.contact)
    }

    /// When the visit begins once all is done, UTC: what the caller asked for. `None` where nothing is booked or moved.
    pub fn asked_start(&self) -> Option<OffsetDateTime> {
        let starts = self.actions.iter().filter_map(|action| match action {
            Action::Book { start, note, .. } if PartNote::read(note).kind == PartKind::Work => {
                Some(*start)
            }
            Action::Reschedule { start, .. } => Some(*start),
            Action::Book { .. } | Action::Cancel { .. } => None,
        });
        starts.min()
    }

    /// The service's key, where the visit has one.
    pub fn service(&self) -> Option<&str> {
        self.metadata.get(meta::SERVICE).map(String::as_str)
    }
}

impl Action {
    pub fn book(part: &PlannedBooking) -> Action {
        let mut note = BTreeMap::new();
        part.note.write(&mut note);
        Action::Book {
            segment: part.note.segment.clone(),
            event_type_id: part.event_type_id,
            start: part.at.start(),
            end: Some(part.at.end()),
            note,
            minutes: None,
            optional: part.is_optional(),
            pool: part.staff.is_none(),
        }
    }

    /// The same, where the event type has several lengths.
    pub fn of_length(mut self, length: i64) -> Action {
        if let Action::Book { minutes, .. } = &mut self {
            *minutes = u32::try_from(length).ok();
        }
        self
    }
}
