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
pub(crate) struct LookLine {
    /// Cal.com's name for it.
    pub(crate) uid: String,
}

/// A saga was settled that no request waited for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettleLine {
    /// As it was called then.
    pub(crate) saga: String,
}

/// One answer of Cal.com to the piece of work of that number.
#[derive(Clone, Debug)]
pub(crate) struct AnswerTo {
    /// `n` of the line that it belongs to.
    pub(crate) unit: String,
    pub(crate) answer: RecordedAnswer,
}

/// What a request was answered with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnsweredLine {
    /// `n` of the request.
    #[serde(rename = "for")]
    pub(crate) unit: String,
    pub(crate) status: u16,
    /// The JSON that was answered.
    #[serde(default)]
    pub(crate) answer: Value,
}

/// A booking that was known when the recording began.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KnownBooking {
    /// By which road it came; a `Source`.
    pub(crate) source: String,
    /// Its state, in the form of Cal.com's answers.
    pub(crate) body: Value,
}

/// Whose a host is from now on, however that came about.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KnownMapping {
    /// The host as Cal.com shows it.
    pub(crate) host: Value,
    /// Key of the staff member; `null` where the host has no mapping now.
    #[serde(deserialize_with = "Option::deserialize")]
    pub(crate) staff: Option<String>,
    /// A `MappingSource`.
    pub(crate) source: String,
    /// 0 to 100.
    pub(crate) confidence: u8,
    pub(crate) by: String,
}

/// A person said that a host is not this staff member.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RejectedPair {
    /// Cal.com's number.
    pub(crate) host: i64,
    /// Key of the staff member.
    pub(crate) staff: String,
    pub(crate) by: String,
}

/// A person said who does one appointment.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecidedByPerson {
    /// Its booking in force.
    pub(crate) booking_uid: String,
    /// Key of the staff member.
    pub(crate) staff: String,
    pub(crate) by: String,
}

/// A time in which a staff member is not there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AbsenceField {
    /// Key of the staff member.
    pub(crate) staff: String,
    /// UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) starts_at: OffsetDateTime,
    /// UTC, exclusive.
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) ends_at: OffsetDateTime,
}

/// Lines that the recorder could not write.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GapLine {
    pub(crate) lost: u64,
}

impl KnownBooking {
    /// The road, if there is such a one.
    pub(crate) fn road(&self) -> Result<Source, String> {
        Source::parse(&self.source).ok_or_else(|| format!("there is no source {:?}", self.source))
    }
}

impl KnownMapping {
    /// How it came about, if there is such a way.
    pub(crate) fn made_by(&self) -> Result<MappingSource, String> {
        MappingSource::parse(&self.source)
            .ok_or_else(|| format!("there is no source of a mapping {:?}", self.source))
    }
}
