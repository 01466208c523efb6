//! The lines that only Chairside's own recorder writes: background work as it was done, and what was known before.

use crate::domain::host::kinds::MappingSource;
use crate::domain::visit::booking::Source;
use crate::recording::line::answer::RecordedAnswer;
use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;

/// A booking was looked at.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookLine {
    /// Cal.com's name for it.
    pub uid: String,
}

/// A saga was settled that no request waited for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleLine {
    /// As it was called then.
    pub saga: String,
}

/// One answer of Cal.com to the piece of work of that number.
#[derive(Clone, Debug)]
pub struct AnswerTo {
    /// `n` of the line that it belongs to.
    pub unit: String,
    /// The answer.
    pub answer: RecordedAnswer,
}

/// What a request was answered with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnsweredLine {
    /// `n` of the request.
    #[serde(rename = "for")]
    pub unit: String,
    /// HTTP status.
    pub status: u16,
    /// The JSON that was answered.
    #[serde(default)]
    pub answer: Value,
}

/// A booking that was known when the recording began.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownBooking {
    /// By which road it came; a `Source`.
    pub source: String,
    /// Its state, in the form of Cal.com's answers.
    pub body: Value,
}

/// Whose a host is from now on, however that came about.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownMapping {
    /// The host as Cal.com shows her.
    pub host: Value,
    /// Key of the staff member; `null` where the host is nobody now.
    #[serde(deserialize_with = "Option::deserialize")]
    pub staff: Option<String>,
    /// A `MappingSource`.
    pub source: String,
    /// 0 to 100.
    pub confidence: u8,
    /// Who said so.
    pub by: String,
}

/// A person said that a host is not this staff member.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RejectedPair {
    /// Cal.com's number.
    pub host: i64,
    /// Key of the staff member.
    pub staff: String,
    /// Who said so.
    pub by: String,
}

/// A person said who does one appointment.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecidedByPerson {
    /// Its booking in force.
    pub booking_uid: String,
    /// Key of the staff member.
    pub staff: String,
    /// Who said so.
    pub by: String,
}

/// A time in which somebody is not there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AbsenceField {
    /// Key of the staff member.
    pub staff: String,
    /// UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub starts_at: OffsetDateTime,
    /// UTC, exclusive.
    #[serde(with = "time::serde::rfc3339")]
    pub ends_at: OffsetDateTime,
}

/// Lines that the recorder could not write.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GapLine {
    /// How many.
    pub lost: u64,
}

impl KnownBooking {
    /// The road, if there is such a one.
    pub fn road(&self) -> Result<Source, String> {
        Source::parse(&self.source).ok_or_else(|| format!("there is no source {:?}", self.source))
    }
}

impl KnownMapping {
    /// How it came about, if there is such a way.
    pub fn made_by(&self) -> Result<MappingSource, String> {
        MappingSource::parse(&self.source)
            .ok_or_else(|| format!("there is no source of a mapping {:?}", self.source))
    }
}
