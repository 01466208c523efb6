//! Bookings and their lists as the API shows them.

use crate::sandbox::fault::faults::HostShape;
use crate::sandbox::instant::wire_time;
use crate::sandbox::salon::state::{Booking, State};
use crate::sandbox::types::SandboxUser;
use serde_json::{Map, Value, json};

/// How a booking is to be shown.
#[derive(Clone, Copy)]
pub(crate) struct View {
    /// The fallback version's shape, which has no `hosts`.
    pub(crate) raw: bool,
    /// The answer of a call that books.
    pub(crate) books: bool,
    /// Set by the call; else the event type decides.
    pub(crate) shape: Option<HostShape>,
}

/// A booking in an answer.
pub(crate) fn booking(state: &State, booking: &Booking, view: View) -> Value {
    if view.raw {
        return raw_booking(state, booking);
    }
    let mut fields = plain_fields(state, booking);
    let optional = [
        ("reschedulingReason", &booking.rescheduling_reason),
        ("rescheduledFromUid", &booking.rescheduled_from),
        ("rescheduledToUid", &booking.rescheduled_to),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            fields.insert(name.to_owned(), json!(value));
        }
    }
    if view.books {
        fields.insert("isPlatformManagedUserBooking".to_owned(), json!(false));
    }
    let shape = view.shape.or_else(|| state.host_shape(booking.event_type_id));
    let user = state.users.get(&booking.organizer);
    if let Some((name, value)) = host_field(user, shape, view.books) {
        fields.insert(name.to_owned(), value);
    }
    Value::Object(fields)
}

fn plain_fields(state: &State, booking: &Booking) -> Map<String, Value> {
    let event_type = state.event_types.get(&booking.event_type_id);
    // A deleted event type leaves its bookings behind, without it.
    let event_type_id = event_type.map(|event_type| event_type.id);
    let slug = event_type.map(|event_type| event_type.spec.slug.clone());
    let minutes = (booking.end - booking.start).whole_minutes();
    let location = state.location_of(booking);
    let fields = json!({
        "id": booking.id,
        "uid": booking.uid,
        "title": state.title(booking),
        "description": event_type.map(|e| e.spec.description.clone()).unwrap_or_default(),
        "status": booking.status.as_str(),
        "cancellationReason": booking.cancellation_reason.clone().unwrap_or_default(),
        "cancelledByEmail": "",
        "rescheduledByEmail": booking.rescheduled_by,
        "start": wire_time(booking.start),
        "end": wire_time(booking.end),
        "duration": minutes,
        "eventTypeId": event_type_id,
        "eventType": { "id": event_type_id, "slug": slug },
        "meetingUrl": location,
        "location": location,
        "absentHost": booking.absent_host,
        "createdAt": wire_time(booking.created_at),
        "updatedAt": wire_time(booking.updated_at),
        "metadata": booking.metadata,
        "rating": null,
        "icsUid": booking.ics_uid(),
        "attendees": attendees(state, booking),
        "guests": booking.guests,
        "bookingFieldsResponses": responses(booking, &location),
    });
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// The customer first; co-hosts follow, unmarked.
fn attendees(state: &State, booking: &Booking) -> Vec<Value> {
    let attendee = &booking.attendee;
    let mut customer = json!({
        "name": attendee.name,
        "email": attendee.email,
        "displayEmail": attendee.email,
        "timeZone": attendee.time_zone,
        "language": attendee.language,
        "absent": attendee.absent,
    });
    if let (Some(phone), Value::Object(fields)) = (&attendee.phone, &mut customer) {
        fields.insert("phoneNumber".to_owned(), json!(phone));
    }
    let co_hosts = booking.co_hosts.iter().filter_map(|id| state.users.get(id)).map(|user| {
        json!({
            "name": user.name.as_deref().unwrap_or_default(),
            "email": user.email,
            "displayEmail": user.email,
            "timeZone": user.time_zone,
            "language": "en",
            "absent": false,
        })
    });
    let (before, after) = &booking.added;
    let before = before.iter().map(|email| added(email));
    let after = after.iter().map(|email| added(email));
    before.chain([customer]).chain(co_hosts).chain(after).collect()
}

/// An attendee who was added at Cal.com.
fn added(email: &str) -> Value {
    json!({
        "name": email.split('@').next(),
        "email": email,
        "displayEmail": email,
        "timeZone": "Europe/Berlin",
        "language": "de",
        "absent": false,
    })
}

fn responses(booking: &Booking, location: &str) -> Value {
    let mut fields = booking.responses.clone();
    let own = json!({
        "email": booking.attendee.email,
        "name": booking.attendee.name,
        "guests": booking.guests,
        "location": { "value": location, "optionValue": "" },
        "displayEmail": booking.attendee.email,
        "displayGuests": booking.guests,
    });
    if let Value::Object(own) = own {
        fields.extend(own);
    }
    if let Some(phone) = &booking.attendee.phone {
        fields.insert("attendeePhoneNumber".to_owned(), json!(phone));
    }
    if let Some(reason) = &booking.rescheduling_reason {
        fields.insert("rescheduleReason".to_owned(), json!(reason));
    }
    Value::Object(fields)
}

/// The field that names the host, if the answer is to have one.
fn host_field(
    user: Option<&SandboxUser>,
    shape: Option<HostShape>,
    books: bool,
) -> Option<(&'static str, Value)> {
    let mut host = match user {
        Some(user) if shape != Some(HostShape::Unknown) => host(user),
        _ => unknown_host(),
    };
    let mut set = |name: &str, value: Value| {
        if let Some(field) = host.get_mut(name) {
            *field = value;
        }
    };
    match shape {
        Some(HostShape::MissingInPost) if books => return None,
        Some(HostShape::Empty) => return Some(("hosts", json!([]))),
        Some(HostShape::InUser) => return Some(("user", host)),
        Some(HostShape::InOrganizer) => return Some(("organizer", host)),
        Some(HostShape::TextId) => set("id", json!(user.map_or(0, |user| user.id).to_string())),
        Some(HostShape::NullName) => set("name", Value::Null),
        Some(HostShape::MissingInPost | HostShape::Unknown) | None => {}
    }
    Some(("hosts", json!([host])))
}

fn host(user: &SandboxUser) -> Value {
    json!({
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "displayEmail": user.email,
        "username": user.username.as_deref().unwrap_or("unknown"),
        "timeZone": user.time_zone,
    })
}

/// What Cal.com shows for a user whose row is gone: no time zone, and the id is text.
fn unknown_host() -> Value {
    json!({
        "id": "unknown",
        "name": "unknown",
        "email": "unknown",
        "displayEmail": "unknown",
        "username": "unknown",
    })
}

/// The database row, as the fallback version shows it.
fn raw_booking(state: &State, booking: &Booking) -> Value {
    let user = state.users.get(&booking.organizer);
    let shown_user = user.map(|user| {
        json!({
            "email": user.email,
            "name": user.name,
            "timeZone": user.time_zone,
            "username": user.username,
        })
    });
    let attendee = &booking.attendee;
    json!({
        "id": booking.id,
        "uid": booking.uid,
        "userId": user.map(|user| user.id),
        "userPrimaryEmail": user.map(|user| user.email.clone()),
        "user": shown_user,
        "eventTypeId": booking.event_type_id,
        "title": state.title(booking),
        "description": "",
        "startTime": wire_time(booking.start),
        "endTime": wire_time(booking.end),
        "createdAt": wire_time(booking.created_at),
        "updatedAt": wire_time(booking.updated_at),
        "status": booking.status.as_str().to_ascii_uppercase(),
        "location": state.location_of(booking),
        "metadata": booking.metadata,
        "cancellationReason": booking.cancellation_reason,
        "fromReschedule": booking.rescheduled_from,
        "iCalUID": booking.ics_uid(),
        "luckyUsers": [],
        "attendees": [{
            "email": attendee.email,
            "name": attendee.name,
            "timeZone": attendee.time_zone,
            "phoneNumber": attendee.phone,
            "locale": attendee.language,
            "bookingId": booking.id,
            "noShow": attendee.absent,
        }],
    })
}

/// The answer of a reassign: read from the organizer, whichever host was swapped.
pub(crate) fn reassigned(state: &State, booking: &Booking) -> Value {
    let to = match state.users.get(&booking.organizer) {
        Some(user) => json!({
            "id": user.id,
            "name": user.name.as_deref().unwrap_or("unknown"),
            "email": user.email,
            "displayEmail": user.email,
        }),
        None => {
            json!({ "id": 0, "name": "unknown", "email": "unknown", "displayEmail": "unknown" })
        }
    };
    json!({ "bookingUid": booking.uid, "reassignedTo": to })
}

/// The `pagination` of booking lists. An empty list's current page is 0.
pub(crate) fn pagination(total: usize, returned: usize, take: usize, skip: usize) -> Value {
    let take = take.max(1);
    let pages = total.div_ceil(take);
    let current = if total == 0 { 0 } else { (skip / take).saturating_add(1) };
    json!({
        "totalItems": total,
        "remainingItems": total.saturating_sub(skip.saturating_add(take)),
        "returnedItems": returned,
        "itemsPerPage": take,
        "currentPage": current,
        "totalPages": pages,
        "hasNextPage": skip.saturating_add(take) < total,
        "hasPreviousPage": skip > 0,
    })
}
