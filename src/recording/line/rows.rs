//! The lines that tell of rows: appointments without a booking, mappings made by hand, what the recorded system wrote.

use crate::domain::visit::booked::VisitStatus;
use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;

/// An appointment that Cal.com never heard of.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithoutBooking {
    /// The recorded system's number.
    pub id: i64,
    /// The road it noted; without one the kind is the road.
    #[serde(default)]
    pub source: Option<String>,
    /// `confirmed`, `pending`, `cancelled` or `rejected`.
    #[serde(default = "confirmed")]
    pub status: String,
    /// Key of the shop.
    #[serde(default)]
    pub branch: Option<String>,
    /// Key of the service.
    #[serde(default)]
    pub service: Option<String>,
    /// Key of whom a person put there.
    #[serde(default)]
    pub staff: Option<String>,
    /// For whom.
    #[serde(default)]
    pub customer: Option<CustomerField>,
    /// UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub starts_at: OffsetDateTime,
    /// UTC, exclusive.
    #[serde(with = "time::serde::rfc3339")]
    pub ends_at: OffsetDateTime,
}

/// For whom an appointment is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerField {
    /// First and last name.
    pub name: String,
    /// As people write it.
    #[serde(default)]
    pub phone: Option<String>,
}

/// A host mapping made by a person.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManualMapping {
    /// The host as Cal.com shows her.
    pub host: Value,
    /// Key of the staff member.
    pub staff: String,
    /// Who said so.
    pub by: String,
}

/// A row of the recorded system.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedRow {
    /// Its number there.
    pub id: i64,
    /// A `Source` as text.
    pub source: String,
    /// Whom it had assigned.
    #[serde(deserialize_with = "Option::deserialize")]
    pub staff: Option<String>,
    /// Which host it had noted.
    #[serde(deserialize_with = "Option::deserialize")]
    pub host: Option<i64>,
    /// Its booking at Cal.com.
    #[serde(deserialize_with = "Option::deserialize")]
    pub booking_uid: Option<String>,
    /// The decision behind it as it was kept, where the recorded system was a Chairside.
    #[serde(default)]
    pub decision: Option<Value>,
    /// Who took that decision.
    #[serde(default)]
    pub decided_by: Option<String>,
}

fn confirmed() -> String {
    VisitStatus::Confirmed.as_str().to_owned()
}
