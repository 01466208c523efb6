//! The answers of the functions as JSON, times in the salon's zone.

use crate::domain::Result;
use crate::domain::ids::StaffId;
use crate::domain::people::staff::StaffMember;
use crate::domain::visit::offer::Offer;
use crate::domain::visit::refusal::Reason;
use crate::frontdesk::Desk;
use crate::frontdesk::diary::summary::Summary;
use crate::frontdesk::diary::view;
use crate::frontdesk::diary::view::{AppointmentView, SegmentView};
use crate::frontdesk::functions::status::Status;
use crate::frontdesk::voice::callers::Voice;
use crate::store::host::staff;
use serde_json::{Value, json};

/// An answer: `status`, `say`, and data.
pub(crate) type Answer = Value;

pub(crate) fn say(status: Status, sentence: &str) -> Answer {
    json!({ "status": status.as_str(), "say": sentence })
}

pub(crate) fn merged(mut head: Answer, body: Answer) -> Answer {
    if let (Some(head), Value::Object(body)) = (head.as_object_mut(), body) {
        head.extend(body);
    }
    head
}

/// A no, as what it is. `asked` is what was asked for, as it is said.
pub(crate) fn refused_json(
    voice: &Voice,
    reason: Reason,
    offered: bool,
    asked: Option<&str>,
) -> Answer {
    let say = voice.after(asked, &voice.refused(reason, offered));
    json!({ "status": Voice::status_of(reason), "reason": reason.as_str(), "say": say })
}

/// The data of an appointment, times in the salon's zone; of a composite visit its segments too.
pub(crate) fn summary_json(voice: &Voice, summary: &Summary) -> Value {
    let mut value = json!({
        "appointment_id": summary.appointment.0,
        "start": voice.zone.rfc3339_local(summary.starts_at),
        "end": voice.zone.rfc3339_local(summary.ends_at),
        "staff": summary.staff,
        "service": summary.service,
    });
    add_branch(&mut value, summary.branch.as_deref());
    add_segments(&mut value, voice, &summary.segments);
    value
}

/// Adds where it is, if there is more than one branch.
fn add_branch(value: &mut Value, branch: Option<&str>) {
    if let (Some(branch), Some(value)) = (branch, value.as_object_mut()) {
        value.insert("branch".to_owned(), json!(branch));
    }
}

/// Adds the segments of a composite visit to what is shown of it; a simple one has none.
fn add_segments(value: &mut Value, voice: &Voice, segments: &[SegmentView]) {
    if let (false, Some(value)) = (segments.is_empty(), value.as_object_mut()) {
        let of = segments.len();
        let numbered = (1_usize..).zip(segments);
        let shown = numbered.map(|(number, one)| segment_json(voice, number, of, one));
        value.insert("segments".to_owned(), shown.collect());
    }
}

fn segment_json(voice: &Voice, number: usize, of: usize, one: &SegmentView) -> Value {
    json!({
        "number": number,
        "of": of,
        "key": one.key,
        "name": one.name,
        "start": voice.zone.rfc3339_local(one.starts_at),
        "end": voice.zone.rfc3339_local(one.ends_at),
        "staff": one.staff,
        "spoken": voice.segment(number, of, one),
    })
}

pub(crate) fn offers_json(voice: &Voice, offers: &[Offer]) -> Value {
    let one = |offer: &Offer| {
        let staff = offer.staff.as_ref().map(|person: &StaffMember| person.name.as_str());
        let start = offer.at.start();
        let mut value = json!({
            "offer_id": offer.id,
            "start": voice.zone.rfc3339_local(start),
            "end": voice.zone.rfc3339_local(offer.at.end()),
            "staff": staff,
            "spoken": voice.offer(offer),
        });
        add_branch(&mut value, offer.branch.as_deref());
        if let (Some(minutes), Some(value)) = (offer.pause_minutes, value.as_object_mut()) {
            value.insert("pause_minutes".to_owned(), json!(minutes));
            value.insert("in_pause".to_owned(), json!(voice.in_pause(minutes, start, staff)));
        }
        value
    };
    Value::Array(offers.iter().map(one).collect())
}

/// The times that can be had instead of what was refused, if there are any.
pub(crate) fn with_alternatives(
    no: Answer,
    voice: &Voice,
    offers: &[Offer],
    say: String,
) -> Answer {
    let body = json!({ "alternatives": offers_json(voice, offers),
        "held_until": held_until(voice, offers), "say": say });
    merged(no, body)
}

pub(crate) fn held_until(voice: &Voice, offers: &[Offer]) -> Option<String> {
    offers.first().map(|offer| voice.zone.rfc3339_local(offer.held_until))
}

pub(crate) fn appointments_json(voice: &Voice, views: &[AppointmentView]) -> Value {
    let one = |view: &AppointmentView| {
        let mut value = json!({
            "appointment_id": view.id.0,
            "service": view.service,
            "staff": view.staff,
            "start": voice.zone.rfc3339_local(view.start()),
            "status": view.row.status.as_str(),
            "spoken": voice.appointment(view),
        });
        add_branch(&mut value, view.branch.as_deref());
        add_segments(&mut value, voice, &view.segments);
        value
    };
    Value::Array(views.iter().map(one).collect())
}

/// An appointment for the web API, by the uid of its booking in force; of a composite visit, with its segments, by that
/// of any of its parts.
pub fn booking_json(desk: &Desk, uid: &str) -> Result<Option<Value>> {
    let Some(view) = view::of_booking(desk, uid)? else { return Ok(None) };
    let (zone, row) = (&desk.salon.zone, &view.row);
    let mut value = json!({
        "appointment_id": view.id.0,
        "booking_uid": row.booking_uid,
        "status": row.status.as_str(),
        "service": view.service,
        "start": zone.rfc3339_local(row.starts_at),
        "end": zone.rfc3339_local(row.ends_at),
        "staff": view.staff,
        "staff_id": row.staff.as_ref().map(|staff| &staff.0),
        "preferred_staff_id": row.preferred_staff.as_ref().map(|staff| &staff.0),
        "host_id": row.host.map(|host| host.0),
        "assignment_state": row.state.as_str(),
        "source": row.source.as_str(),
    });
    add_branch(&mut value, view.branch.as_deref());
    add_segments(&mut value, &Voice::at(desk), &view.segments);
    Ok(Some(value))
}

pub(crate) fn staff_name(desk: &Desk, id: &StaffId) -> Result<Option<String>> {
    Ok(desk.store.read(|connection| staff::find(connection, id))?.map(|person| person.name))
}
