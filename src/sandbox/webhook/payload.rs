//! The bodies of webhooks.

use crate::sandbox::fault::faults::HostShape;
use crate::sandbox::instant::{utc_offset_minutes, wire_time};
use crate::sandbox::salon::state::{Booking, State};
use crate::sandbox::types::{SandboxKind, SandboxUser};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trigger {
    Created,
    Requested,
    Rejected,
    Rescheduled,
    Cancelled,
    Reassigned { added: i64, removed: i64 },
    NoShowUpdated,
    Ping,
}

impl Trigger {
    /// As the wire has it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Trigger::Created => "BOOKING_CREATED",
            Trigger::Requested => "BOOKING_REQUESTED",
            Trigger::Rejected => "BOOKING_REJECTED",
            Trigger::Rescheduled => "BOOKING_RESCHEDULED",
            Trigger::Cancelled => "BOOKING_CANCELLED",
            Trigger::Reassigned { .. } => "BOOKING_REASSIGNED",
            Trigger::NoShowUpdated => "BOOKING_NO_SHOW_UPDATED",
            Trigger::Ping => "PING",
        }
    }
}

/// The version of the bodies that adds calendar entries.
pub(crate) const VERSION_WITH_ICS: &str = "2026-07-27";

/// `triggerEvent`, `createdAt`, `payload`, as a registration of this version gets them.
pub(crate) fn envelope(
    trigger: Trigger,
    payload: &Value,
    version: &str,
    now: OffsetDateTime,
) -> String {
    let mut body = json!({
        "triggerEvent": trigger.name(),
        "createdAt": wire_time(now),
        "payload": payload,
    });
    let has_ics = version == VERSION_WITH_ICS && payload.get("iCalUID").is_some();
    if let Some(Value::Object(payload)) = body.get_mut("payload").filter(|_| has_ics) {
        for field in ["attendeeIcsContent", "organizerIcsContent"] {
            payload.insert(field.to_owned(), json!("sandbox"));
        }
    }
    body.to_string()
}

/// The payload of the test button.
pub(crate) fn ping(now: OffsetDateTime) -> Value {
    let person = |name: &str, email: &str| {
        json!({
            "name": name,
            "email": email,
            "timeZone": "Europe/Berlin",
            "language": { "locale": "en" },
        })
    };
    json!({
        "type": "Test",
        "title": "Test trigger event",
        "description": "",
        "startTime": wire_time(now),
        "endTime": wire_time(now),
        "attendees": [person("Test Attendee", "attendee@example.com")],
        "organizer": person("Cal", "no-reply@cal.com"),
    })
}

/// The payload of anything that happened to a booking.
pub(crate) fn of_booking(state: &State, booking: &Booking, trigger: Trigger) -> Value {
    if trigger == Trigger::NoShowUpdated {
        return no_show(booking);
    }
    let mut fields = Map::new();
    for part in [
        settings(state, booking),
        people(state, booking),
        what(state, booking),
        team(state, booking),
        extras(state, booking, trigger),
    ] {
        if let Value::Object(part) = part {
            fields.extend(part);
        }
    }
    Value::Object(fields)
}

fn no_show(booking: &Booking) -> Value {
    let attendee = &booking.attendee;
    let message = match attendee.absent {
        true => format!("{} marked as no-show", attendee.email),
        false => format!("{} unmarked as no-show", attendee.email),
    };
    json!({
        "message": message,
        "attendees": [{ "email": attendee.email, "noShow": attendee.absent }],
        "bookingUid": booking.uid,
        "bookingId": booking.id,
    })
}

/// Fields about the event type's settings; those the sandbox has no use for are constant.
fn settings(state: &State, booking: &Booking) -> Value {
    let event_type = state.event_types.get(&booking.event_type_id);
    let spec = event_type.map(|event_type| &event_type.spec);
    let title = spec.map(|spec| spec.title.as_str());
    json!({
        "bookerUrl": "https://cal.example.com",
        "type": spec.map(|spec| spec.slug.as_str()),
        "eventTypeTitle": title,
        "eventTitle": title,
        "description": spec.map_or("", |spec| spec.description.as_str()),
        "eventDescription": null,
        "eventTypeId": event_type.map(|event_type| event_type.id),
        "schedulingType": spec.and_then(|spec| scheduling_constant(spec.kind)),
        "requiresConfirmation": spec.is_some_and(|spec| spec.requires_confirmation),
        "hideCalendarNotes": false,
        "hideCalendarEventDetails": false,
        "privateNoteEnabled": false,
        "privateNoteMode": null,
        "privateNoteTemplate": null,
        "hideOrganizerEmail": false,
        "seatsPerTimeSlot": null,
        "seatsShowAttendees": true,
        "seatsShowAvailabilityCount": true,
        "customReplyToEmail": null,
        "disableRescheduling": false,
        "disableReschedulingScope": "HOST_AND_ATTENDEE",
        "disableCancelling": false,
        "disableCancellingScope": "HOST_AND_ATTENDEE",
        "oneTimePassword": null,
        "platformClientId": "",
        "platformRescheduleUrl": "",
        "platformCancelUrl": "",
        "platformBookingUrl": "",
        "organizationId": null,
        "hashedLink": null,
        "hideBranding": false,
        "price": 0,
        "currency": "eur",
        "assignmentReason": [],
        "destinationCalendar": null,
    })
}

/// Webhooks use the database's words.
fn scheduling_constant(kind: SandboxKind) -> Option<&'static str> {
    match kind {
        SandboxKind::Personal => None,
        SandboxKind::RoundRobin => Some("ROUND_ROBIN"),
        SandboxKind::Collective => Some("COLLECTIVE"),
    }
}

fn people(state: &State, booking: &Booking) -> Value {
    let attendee = &booking.attendee;
    let (first, last) = attendee.name.split_once(' ').unwrap_or((attendee.name.as_str(), ""));
    let customer = json!({
        "name": attendee.name,
        "email": attendee.email,
        "timeZone": attendee.time_zone,
        "language": { "locale": attendee.language },
        "phoneNumber": attendee.phone,
        "bookingSeat": null,
        "utcOffset": utc_offset_minutes(&attendee.time_zone, booking.start),
        "firstName": first,
        "lastName": last,
    });
    let added = |email: &String| {
        let name = email.split('@').next();
        json!({ "name": name, "email": email, "timeZone": "Europe/Berlin", "language": { "locale": "de" } })
    };
    let (before, after) = &booking.added;
    let all = before.iter().map(added).chain([customer]).chain(after.iter().map(added));
    let attendees: Vec<Value> = all.collect();
    json!({ "organizer": organizer(state, booking), "attendees": attendees })
}

fn organizer(state: &State, booking: &Booking) -> Value {
    let gone = state.host_shape(booking.event_type_id) == Some(HostShape::Unknown);
    let Some(user) = state.users.get(&booking.organizer).filter(|_| !gone) else {
        return json!({
            "id": "unknown",
            "name": "unknown",
            "email": "unknown",
            "username": "unknown",
            "language": { "locale": "en" },
        });
    };
    json!({
        "id": user.id,
        "name": user.name.as_deref().unwrap_or("Nameless"),
        "email": user.email,
        "username": user.username,
        "timeZone": user.time_zone,
        "language": { "locale": "en" },
        "timeFormat": "HH:mm",
        "utcOffset": utc_offset_minutes(&user.time_zone, booking.start),
    })
}

fn what(state: &State, booking: &Booking) -> Value {
    json!({
        "title": state.title(booking),
        "uid": booking.uid,
        "bookingId": booking.id,
        "status": booking.status.as_str().to_ascii_uppercase(),
        "startTime": wire_time(booking.start),
        "endTime": wire_time(booking.end),
        "length": (booking.end - booking.start).whole_minutes(),
        "location": state.location_of(booking),
        "additionalNotes": "",
        "customInputs": {},
        "responses": responses(state, booking),
        "userFieldsResponses": {},
        "iCalUID": booking.ics_uid(),
        "iCalSequence": booking.sequence,
        "cancellationReason": booking.cancellation_reason,
        "rejectionReason": booking.rejection_reason,
    })
}

fn responses(state: &State, booking: &Booking) -> Value {
    let shown =
        |label: &str, value: Value| json!({ "label": label, "value": value, "isHidden": false });
    let bare = |label: &str, hidden: bool| json!({ "label": label, "isHidden": hidden });
    let phone = booking.attendee.phone.as_ref();
    let reason = booking.rescheduling_reason.as_ref();
    let place = json!({ "value": state.location_of(booking), "optionValue": "" });
    json!({
        "name": shown("your_name", json!(booking.attendee.name)),
        "email": shown("email_address", json!(booking.attendee.email)),
        "attendeePhoneNumber":
            phone.map_or_else(|| bare("phone_number", true), |p| shown("phone_number", json!(p))),
        "location": shown("location", place),
        "title": bare("what_is_this_meeting_about", true),
        "notes": bare("additional_notes", false),
        "guests": shown("additional_guests", json!(booking.guests)),
        "rescheduleReason": reason.map_or_else(
            || bare("reason_for_reschedule", false),
            |reason| shown("reason_for_reschedule", json!(reason)),
        ),
    })
}

/// The team of a team's event type; its members are the hosts beside the organizer.
fn team(state: &State, booking: &Booking) -> Value {
    let event_type = state.event_types.get(&booking.event_type_id);
    let team = event_type.and_then(|e| e.spec.team_id).and_then(|id| state.teams.get(&id));
    let Some(team) = team else { return Value::Null };
    let members = booking.co_hosts.iter().filter_map(|id| state.users.get(id)).map(member);
    let members: Vec<Value> = members.collect();
    json!({ "team": { "id": team.id, "name": team.name, "members": members } })
}

fn member(user: &SandboxUser) -> Value {
    json!({
        "id": user.id,
        "email": user.email,
        "name": user.name.as_deref().unwrap_or_default(),
        "timeZone": user.time_zone,
        "language": { "locale": "en" },
    })
}

/// What only some triggers have.
fn extras(state: &State, booking: &Booking, trigger: Trigger) -> Value {
    // The real one adds the room's address here and takes it out of the API's answers.
    let mut metadata = booking.metadata.clone();
    metadata.insert("videoCallUrl".to_owned(), json!(state.location_of(booking)));
    let mut extras = json!({ "metadata": metadata });
    let more = match trigger {
        Trigger::Rejected => return Value::Null,
        Trigger::Reassigned { added, removed } => {
            return json!({ "addedHostUserIds": [added], "removedHostUserIds": [removed] });
        }
        Trigger::Cancelled => json!({ "requestReschedule": false }),
        Trigger::Rescheduled | Trigger::Requested => moved_from(state, booking),
        Trigger::Created | Trigger::NoShowUpdated | Trigger::Ping => Value::Null,
    };
    if let (Value::Object(fields), Value::Object(more)) = (&mut extras, more) {
        fields.extend(more);
    }
    extras
}

fn moved_from(state: &State, booking: &Booking) -> Value {
    let old = booking.rescheduled_from.as_deref().and_then(|uid| state.booking(uid));
    let Some(old) = old else { return Value::Null };
    json!({
        "rescheduleId": old.id,
        "rescheduleUid": old.uid,
        "rescheduleStartTime": wire_time(old.start),
        "rescheduleEndTime": wire_time(old.end),
    })
}
