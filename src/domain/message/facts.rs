//! What a message says, as it is fixed when it is decided: whenever it is written out, it is the same.

use crate::domain::calendar::zone::Zone;
use crate::domain::language::Language;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A visit as its customer is told of it. Stored with the message, so older programs' must be readable; what is empty is
/// left out there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitFacts {
    /// The visit's reference: its name in calendars. The message's row has it.
    #[serde(default, skip_serializing)]
    pub visit_ref: String,
    /// UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub starts_at: OffsetDateTime,
    /// UTC, exclusive.
    #[serde(with = "time::serde::rfc3339")]
    pub ends_at: OffsetDateTime,
    /// When it began as its customer was told last, UTC: of a visit that was moved.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "time::serde::rfc3339::option"
    )]
    pub before: Option<OffsetDateTime>,
    /// What is done; empty if nobody knows.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub service: String,
    /// Who does it: the name, of a simple visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<String>,
    /// The stretches of work of a composite visit, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepFacts>,
    /// For whom: the name; empty if it is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub customer: String,
    /// Where.
    pub salon: SalonFacts,
    /// `de` or `en`.
    pub language: String,
    /// IANA name.
    pub zone: String,
}

/// A stretch of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepFacts {
    /// As it is called; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub starts_at: OffsetDateTime,
    /// UTC, exclusive.
    #[serde(with = "time::serde::rfc3339")]
    pub ends_at: OffsetDateTime,
    /// The name of who does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<String>,
}

/// The salon, or the branch of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SalonFacts {
    pub name: String,
    /// One line; empty if nobody has said it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// As people write it; empty if nobody has said it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
}

impl VisitFacts {
    /// In which language its customer is told.
    pub fn language(&self) -> Language {
        Language::parse(&self.language).unwrap_or_default()
    }

    /// On whose clock its times are meant. `None` if this program does not know the zone.
    pub fn zone(&self) -> Option<Zone> {
        Zone::parse(&self.zone).ok()
    }

    /// Whether its customer would come at another time, or stay longer or shorter. Who does it is no such thing.
    pub fn is_at_other_times(&self, other: &VisitFacts) -> bool {
        let steps = |facts: &VisitFacts| {
            facts.steps.iter().map(|step| (step.starts_at, step.ends_at)).collect::<Vec<_>>()
        };
        (self.starts_at, self.ends_at) != (other.starts_at, other.ends_at)
            || steps(self) != steps(other)
    }
}
