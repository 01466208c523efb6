//! The answers of the functions as JSON, times in the salon's zone.

use crate::domain::Result;
use crate::domain::ids::StaffId;
use crate::domain::people::staff::StaffMember;
use crate::domain::visit::offer::Offer;
use crate::domain::visit::refusal::Reason;
use crate::frontdesk::Desk;
use crate::frontdesk::diary::summary::Summary;
use crate::frontdesk::diary::view::{AppointmentView, SegmentView};
use crate::frontdesk::visit::outcome::Booked;
use crate::frontdesk::voice::callers::Voice;
use crate::store::host::staff;
use serde_json::{Value, json};

/// An answer: `status`, `say`, and data.
pub(crate) type Answer = Value;

pub(crate) fn say(status: &str, sentence: &str) -> Answer {
    json!({ "status": status, "say": sentence })
}

pub(crate) fn merged(mut head: Answer, body: Answer) -> Answer {
    if let (Some(head), Value::Object(body)) = (head.as_object_mut(), body) {
        head.extend(body);
    }
    head
}

/// A no, as what it is.
pub fn refused_json(voice: &Voice, reason: Reason, offered: bool) -> Answer {
    json!({ "status": Voice::status_of(reason), "reason": reason.as_str(),
        "say": voice.refused(reason, offered) })
}

/// How a booking ended. `offered` says that its time had been offered.
pub(crate) fn booked_json(
    desk: &Desk,
    voice: &Voice,
    answer: Booked,
    offered: bool,
) -> Result<Answer> {
    Ok(match answer {
        Booked::Yes(told) if !told.stands() => say("cancelled_before", &voice.off_since()),
        Booked::Yes(told) if told.is_requested() => merged(
            json!({ "status": "requested",
                "say": voice.requested(told.starts_at, told.staff.as_deref()) }),
            told_json(voice, &told),
        ),
        Booked::Yes(told) => {
            let wish = match &told.preferred_staff_id {
                Some(_) if told.preferred_staff_id == told.staff_id => told.staff.clone(),
                Some(id) => staff_name(desk, &StaffId(id.clone()))?,
                None => None,
            };
            merged(
                json!({ "status": "booked", "say": voice.booked(&told, wish.as_deref()) }),
                told_json(voice, &told),
            )
        }
        Booked::No(reason) => refused_json(voice, reason, offered),
        Booked::Unknown => say("unknown", &voice.unknown()),
        Booked::Off => say("cancelled_before", &voice.off_since()),
    })
}

/// The data of an appointment, times in the salon's zone; of a composite visit its segments too.
pub fn told_json(voice: &Voice, told: &Summary) -> Value {
    let mut value = json!({
        "appointment_id": told.appointment.0,
        "start": voice.zone.rfc3339_local(told.starts_at),
        "end": voice.zone.rfc3339_local(told.ends_at),
        "staff": told.staff,
    });
    add_segments(&mut value, voice, &told.segments);
    value
}

/// Adds the segments of a composite visit to what is told of it; a simple one has none.
pub fn add_segments(value: &mut Value, voice: &Voice, segments: &[SegmentView]) {
    if let (false, Some(value)) = (segments.is_empty(), value.as_object_mut()) {
        let of = segments.len();
        let numbered = (1_usize..).zip(segments);
        let told = numbered.map(|(number, one)| segment_json(voice, number, of, one));
        value.insert("segments".to_owned(), told.collect());
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
            "spoken": voice.slot(start, staff),
        });
        if let (Some(minutes), Some(value)) = (offer.pause_minutes, value.as_object_mut()) {
            value.insert("pause_minutes".to_owned(), json!(minutes));
            value.insert("in_pause".to_owned(), json!(voice.in_pause(minutes, start, staff)));
        }
        value
    };
    Value::Array(offers.iter().map(one).collect())
}

pub(crate) fn held_until(voice: &Voice, offers: &[Offer]) -> Option<String> {
    offers.first().map(|offer| voice.zone.rfc3339_local(offer.held_until))
}

pub(crate) fn diaries(voice: &Voice, diaries: &[AppointmentView]) -> Value {
    let one = |diary: &AppointmentView| {
        let mut value = json!({
            "appointment_id": diary.id.0,
            "service": diary.service,
            "staff": diary.staff,
            "start": voice.zone.rfc3339_local(diary.start()),
            "status": diary.row.status.as_str(),
            "spoken": voice.diary(diary),
        });
        add_segments(&mut value, voice, &diary.segments);
        value
    };
    Value::Array(diaries.iter().map(one).collect())
}

pub(crate) fn staff_name(desk: &Desk, id: &StaffId) -> Result<Option<String>> {
    Ok(desk.store.read(|connection| staff::find(connection, id))?.map(|person| person.name))
}
