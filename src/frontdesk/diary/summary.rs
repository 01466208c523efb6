//! What is told of an appointment that was booked, moved or cancelled: by the saga that did it, and in every repeat.

use crate::domain::ids::AppointmentId;
use crate::domain::visit::booked::VisitStatus;
use crate::domain::visit::layout::PartKind;
use crate::domain::{Error, Result};
use crate::frontdesk::diary::customer::Diary;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use crate::store::host::staff;
use crate::store::visit::appointment::Appointment;
use crate::store::visit::segment::Segment;
use crate::store::visit::{appointment, segment};
use rusqlite::Connection;
use serde_json::{Value, json};
use time::OffsetDateTime;

/// What is told of an appointment that was booked, moved or cancelled.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The appointment.
    pub appointment: AppointmentId,
    /// Its booking.
    pub booking_uid: Option<String>,
    /// UTC.
    pub starts_at: OffsetDateTime,
    /// UTC, exclusive.
    pub ends_at: OffsetDateTime,
    /// `confirmed`, …
    pub status: String,
    /// Who does it: the name.
    pub staff: Option<String>,
    /// Who does it.
    pub staff_id: Option<String>,
    /// Whom the customer asked for.
    pub preferred_staff_id: Option<String>,
    /// The segments of a composite visit, in order; empty for a simple one.
    pub segments: Vec<ToldSegment>,
}

/// One segment of a composite visit, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldSegment {
    /// `A`, `B`, …
    pub key: String,
    /// As it was called when it was booked.
    pub name: String,
    /// UTC.
    pub starts_at: OffsetDateTime,
    /// UTC, exclusive.
    pub ends_at: OffsetDateTime,
    /// Who does it: the name.
    pub staff: Option<String>,
}

impl Told {
    /// As it stands now.
    pub fn of(diary: Diary) -> Told {
        let row = diary.row;
        Told {
            appointment: diary.id,
            booking_uid: row.booking_uid,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            status: row.status.as_str().to_owned(),
            staff: diary.staff,
            staff_id: row.staff.map(|staff| staff.0),
            preferred_staff_id: row.preferred_staff.map(|staff| staff.0),
            segments: diary.segments,
        }
    }

    /// Whether it will take place. A booking that was found again may have been cancelled in between.
    pub fn stands(&self) -> bool {
        VisitStatus::parse(&self.status).is_some_and(VisitStatus::stands)
    }

    /// Whether it waits for the salon's confirmation.
    pub fn is_requested(&self) -> bool {
        VisitStatus::parse(&self.status) == Some(VisitStatus::Requested)
    }

    pub(crate) fn from_json(told: &Value) -> Result<Told> {
        let missing = || Error::internal("a settled saga tells nothing of its appointment");
        let segments = told.get("segments").and_then(Value::as_array);
        Ok(Told {
            appointment: AppointmentId(
                told.get("appointment_id").and_then(Value::as_i64).ok_or_else(missing)?,
            ),
            booking_uid: text(told, "booking_uid"),
            starts_at: instant(told, "starts_at")?,
            ends_at: instant(told, "ends_at")?,
            status: text(told, "status").unwrap_or_default(),
            staff: text(told, "staff"),
            staff_id: text(told, "staff_id"),
            preferred_staff_id: text(told, "preferred_staff_id"),
            segments: segments
                .into_iter()
                .flatten()
                .map(segment_from_json)
                .collect::<Result<_>>()?,
        })
    }
}

/// The segments of work of a composite visit, in order; those that are off only if none stands.
pub(crate) fn segments(
    connection: &Connection,
    id: AppointmentId,
    row: &Appointment,
) -> Result<Vec<ToldSegment>> {
    if !row.plan.is_composite() {
        return Ok(Vec::new());
    }
    let mut work: Vec<Segment> =
        segment::of_appointment(connection, id)?.into_iter().map(|(_, part)| part).collect();
    work.retain(|part| part.kind == PartKind::Work);
    let stands = |part: &Segment| part.booking_status.is_none_or(|status| status.stands());
    if work.iter().any(stands) {
        work.retain(stands);
    }
    work.into_iter()
        .map(|part| {
            let person = match &part.staff {
                Some(id) => staff::find(connection, id)?,
                None => None,
            };
            Ok(ToldSegment {
                key: part.key,
                name: part.name,
                starts_at: part.starts_at,
                ends_at: part.ends_at,
                staff: person.map(|person| person.name),
            })
        })
        .collect()
}

/// What a settled saga tells whoever asks, now or in a repeat: fixed with the booking.
pub(crate) fn tell(tx: &Tx, id: AppointmentId) -> Result<Value> {
    let row = appointment::find(tx, id)?.ok_or(Error::NotFound("appointment"))?;
    let state = row.state;
    let person = match &row.staff {
        Some(id) => staff::find(tx, id)?,
        None => None,
    };
    let segments = segments(tx, id, &row)?;
    let staff = person.map(|person| person.name);
    let told = Told::of(Diary { id, row, asked_start: None, service: None, staff, segments });
    let mut value = json!({
        "appointment_id": id.0,
        "booking_uid": told.booking_uid,
        "starts_at": stamp::seconds(told.starts_at),
        "ends_at": stamp::seconds(told.ends_at),
        "status": told.status,
        "staff_id": told.staff_id,
        "staff": told.staff,
        "preferred_staff_id": told.preferred_staff_id,
        "assignment_state": state.as_str(),
    });
    if let (false, Some(value)) = (told.segments.is_empty(), value.as_object_mut()) {
        let segments = told.segments.iter().map(segment_json).collect();
        value.insert("segments".to_owned(), Value::Array(segments));
    }
    Ok(value)
}

fn segment_json(one: &ToldSegment) -> Value {
    json!({
        "key": one.key, "name": one.name, "staff": one.staff,
        "starts_at": stamp::seconds(one.starts_at), "ends_at": stamp::seconds(one.ends_at),
    })
}

fn segment_from_json(told: &Value) -> Result<ToldSegment> {
    Ok(ToldSegment {
        key: text(told, "key").unwrap_or_default(),
        name: text(told, "name").unwrap_or_default(),
        starts_at: instant(told, "starts_at")?,
        ends_at: instant(told, "ends_at")?,
        staff: text(told, "staff"),
    })
}

fn text(told: &Value, key: &str) -> Option<String> {
    told.get(key).and_then(Value::as_str).map(str::to_owned)
}

fn instant(told: &Value, key: &str) -> Result<OffsetDateTime> {
    let text = text(told, key);
    stamp::parse(&text.ok_or_else(|| Error::internal(format!("a settled saga tells no {key}")))?)
}
