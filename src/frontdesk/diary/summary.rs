//! What is said of an appointment that was booked, moved or cancelled: by the saga that did it, and in every repeat.

use crate::domain::ids::AppointmentId;
use crate::domain::visit::booked::VisitStatus;
use crate::domain::{Error, Result};
use crate::frontdesk::diary::view;
use crate::frontdesk::diary::view::{AppointmentView, SegmentView};
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use crate::store::visit::appointment;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

/// The fields that are kept with the saga.
const KEPT: [&str; 4] = ["appointment_id", "starts_at", "ends_at", "status"];

/// An appointment that was booked, moved or cancelled, as its saga tells it. As stored with the saga it has the fields in
/// `KEPT` alone; of older programs others may be missing, never the number and the times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    #[serde(rename = "appointment_id")]
    /// Its number.
    pub appointment: AppointmentId,
    /// Of its booking at Cal.com.
    #[serde(default)]
    pub booking_uid: Option<String>,
    /// UTC.
    #[serde(with = "stamp::as_text")]
    pub starts_at: OffsetDateTime,
    /// UTC, exclusive.
    #[serde(with = "stamp::as_text")]
    pub ends_at: OffsetDateTime,
    /// `confirmed`, …
    #[serde(default)]
    pub status: String,
    /// As it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Where, if there is more than one branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The name of who does it.
    #[serde(default)]
    pub staff: Option<String>,
    #[serde(default)]
    pub staff_id: Option<String>,
    #[serde(default)]
    pub preferred_staff_id: Option<String>,
    /// `matched`, …
    #[serde(default)]
    pub assignment_state: String,
    /// The segments of a composite visit, in order; empty for a simple one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<SegmentView>,
}

impl Summary {
    pub fn of(view: AppointmentView) -> Summary {
        let row = view.row;
        Summary {
            appointment: view.id,
            booking_uid: row.booking_uid,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            status: row.status.as_str().to_owned(),
            service: view.service,
            branch: view.branch,
            staff: view.staff,
            staff_id: row.staff.map(|staff| staff.0),
            preferred_staff_id: row.preferred_staff.map(|staff| staff.0),
            assignment_state: row.state.as_str().to_owned(),
            segments: view.segments,
        }
    }

    /// From a saga's result.
    pub(crate) fn from_json(result: Value) -> Result<Summary> {
        serde_json::from_value(result)
            .map_err(|error| Error::internal(format!("a settled saga's result: {error}")))
    }

    /// Whether it will take place. A booking that was found again may have been cancelled in between.
    pub fn stands(&self) -> bool {
        VisitStatus::parse(&self.status).is_some_and(VisitStatus::stands)
    }

    /// Whether it waits for the salon's confirmation.
    pub fn is_requested(&self) -> bool {
        VisitStatus::parse(&self.status) == Some(VisitStatus::Requested)
    }
}

/// What of a summary is kept with its saga: which appointment, and how it was then. The rest stands with the appointment,
/// and is read there where it is told again.
pub(crate) fn kept(told: &Value) -> Value {
    let Value::Object(told) = told else { return told.clone() };
    let kept = told.iter().filter(|(name, _)| KEPT.contains(&name.as_str()));
    Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// What a settled saga answers.
pub(crate) fn summarise(tx: &Tx, id: AppointmentId) -> Result<Value> {
    let row = appointment::find(tx, id)?
        .ok_or_else(|| Error::internal("a saga's appointment lost its row"))?;
    let view = AppointmentView { asked_start: None, ..view::read(tx, id, row)? };
    let summary = Summary::of(view);
    serde_json::to_value(summary).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_summary_is_the_json_that_older_programs_wrote_and_is_read_back() {
        let stored = json!({
            "appointment_id": 7, "booking_uid": "uid7", "starts_at": "2026-12-01T09:00:00Z",
            "ends_at": "2026-12-01T10:30:00Z", "status": "confirmed", "staff_id": "anna", "staff": "Anna",
            "preferred_staff_id": null, "assignment_state": "matched",
            "segments": [{ "key": "A", "name": "Färben", "staff": null,
                "starts_at": "2026-12-01T09:00:00Z", "ends_at": "2026-12-01T09:30:00Z" }],
        });
        let summary = Summary::from_json(stored.clone()).unwrap();
        assert!(summary.stands() && !summary.is_requested());
        assert_eq!(serde_json::to_value(&summary).unwrap(), stored);

        let simple = Summary { segments: Vec::new(), ..summary };
        assert_eq!(serde_json::to_value(&simple).unwrap().get("segments"), None);

        let stored = json!({ "appointment_id": 7, "starts_at": "2026-12-01T09:00:00Z",
            "ends_at": "2026-12-01T10:30:00Z", "status": "confirmed" });
        assert_eq!(kept(&serde_json::to_value(&simple).unwrap()), stored);
        assert!(Summary::from_json(stored).unwrap().stands());
        assert_eq!(kept(&Value::Null), Value::Null);

        // What a person's decision adds to a result is no part of the summary.
        let short = json!({ "appointment_id": 7, "starts_at": "2026-12-01T09:00:00Z",
            "ends_at": "2026-12-01T10:30:00Z", "saga": "another" });
        assert!(!Summary::from_json(short).unwrap().stands());
        assert!(Summary::from_json(json!({ "why": "no" })).is_err());
    }
}
