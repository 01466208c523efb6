//! The lines that tell of rows: appointments without a booking, mappings made by hand, what the recorded system wrote.

use crate::domain::visit::booked::VisitStatus;
use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;

/// An appointment that Cal.com never heard of.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WithoutBooking {
    /// The recorded system's number.
    pub(crate) id: i64,
    /// The road it noted; without one the kind is the road.
    #[serde(default)]
    pub(crate) source: Option<String>,
    /// `confirmed`, `pending`, `cancelled` or `rejected`.
    #[serde(default = "confirmed")]
    pub(crate) status: String,
    /// Key of the branch.
    #[serde(default)]
    pub(crate) branch: Option<String>,
    /// Key of the service.
    #[serde(default)]
    pub(crate) service: Option<String>,
    /// Key of whom a person put there.
    #[serde(default)]
    pub(crate) staff: Option<String>,
    #[serde(default)]
    pub(crate) customer: Option<CustomerField>,
    /// UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) starts_at: OffsetDateTime,
    /// UTC, exclusive.
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) ends_at: OffsetDateTime,
}

/// For whom an appointment is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomerField {
    /// First and last name.
    pub(crate) name: String,
    /// As people write it.
    #[serde(default)]
    pub(crate) phone: Option<String>,
}

/// A host mapping made by a person.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ManualMapping {
    /// The host as Cal.com shows it.
    pub(crate) host: Value,
    /// Key of the staff member.
    pub(crate) staff: String,
    pub(crate) by: String,
}

/// A row of the recorded system.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordedRow {
    pub(crate) id: i64,
    /// A `Source` as text.
    pub(crate) source: String,
    /// Whom it had assigned.
    #[serde(deserialize_with = "Option::deserialize")]
    pub(crate) staff: Option<String>,
    /// Which host it had noted.
    #[serde(deserialize_with = "Option::deserialize")]
    pub(crate) host: Option<i64>,
    /// Its booking at Cal.com.
    #[serde(deserialize_with = "Option::deserialize")]
    pub(crate) booking_uid: Option<String>,
    /// The decision behind it as it was kept, where the recorded system was a Chairside.
    #[serde(default)]
    pub(crate) decision: Option<Value>,
    /// Who took that decision.
    #[serde(default)]
    pub(crate) decided_by: Option<String>,
}

fn confirmed() -> String {
    VisitStatus::Confirmed.as_str().to_owned()
}
