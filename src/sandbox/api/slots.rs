//! `/v2/slots`: free starts, and reservations that keep them out of other people's sight.

use crate::sandbox::answer::{Answer, Reply};
use crate::sandbox::api::call::Call;
use crate::sandbox::instant::{
    Span, local_day, parse_date, parse_time, span_of, whole_millisecond, wire_time, zone,
};
use crate::sandbox::salon::calendar::{Availability, SLOT_RANGE_DAYS_MAX};
use crate::sandbox::salon::state::{Booking, EventType, Reservation, State};
use crate::sandbox::salon::{bookings as change, input, rules};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use time::{Duration, OffsetDateTime};

const RESERVATION_MINUTES_DEFAULT: u32 = 5;
const RESERVATION_MINUTES_MAX: u64 = 24 * 60;

/// `GET /v2/slots`: by local day of `timeZone`; past, booked and reserved ones are not there.
pub(crate) fn list(call: &Call<'_>) -> Reply {
    let request = call.request;
    let range = range(call)?;
    let zone_name = request.param("timeZone").unwrap_or("UTC");
    let zone = zone(zone_name);
    let zone = zone.ok_or_else(|| Answer::invalid("timeZone", "must be a valid IANA time-zone"))?;
    let with_end = request.param("format") == Some("range");
    let now = call.core.now();
    let state = call.core.state();
    let event_type = event_type(call, &state)?;
    let subset: Vec<i64> = request
        .query
        .iter()
        .filter(|(name, _)| name.starts_with("rrHostSubsetIds"))
        .filter_map(|(_, id)| id.parse().ok())
        .collect();
    let except = request.param("bookingUidToReschedule");
    let minutes = length(call, event_type)?;
    let availability = Availability::of(&state, event_type, range, &subset, except);
    let hidden = reserved(&state, event_type, now);
    let notice = Duration::minutes(event_type.spec.minimum_notice_minutes.into());
    let earliest = now.checked_add(notice).unwrap_or(now);
    let mut days: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for start in availability.starts(range, earliest, minutes) {
        let slot = span_of(start, minutes);
        let far = rules::too_far(&state, event_type.id, start, now);
        if far || hidden.iter().any(|span| span.overlaps(slot)) {
            continue;
        }
        let mut entry = json!({ "start": wire_time(slot.start) });
        if with_end {
            entry = json!({ "start": wire_time(slot.start), "end": wire_time(slot.end) });
        }
        days.entry(local_day(&zone, start).unwrap_or_default()).or_default().push(entry);
    }
    Ok(Answer::json(200, json!({ "data": days, "status": "success" })))
}

fn range(call: &Call<'_>) -> Result<Span, Answer> {
    let read = |name: &str, add: Duration| {
        let text = call.request.param(name).unwrap_or_default();
        let day = parse_date(text).and_then(|day| day.checked_add(add));
        parse_time(text)
            .or(day)
            .ok_or_else(|| Answer::invalid(name, "must be a valid ISO 8601 date string"))
    };
    // A date without a time means the whole day.
    let span = Span { start: read("start", Duration::ZERO)?, end: read("end", Duration::DAY)? };
    if span.end - span.start > Duration::days(SLOT_RANGE_DAYS_MAX) {
        return Err(Answer::invalid("end", "must be at most a year after start"));
    }
    Ok(span)
}

fn event_type<'a>(call: &Call<'_>, state: &'a State) -> Result<&'a EventType, Answer> {
    let request = call.request;
    let id = match request.param("eventTypeId") {
        Some(text) => {
            let id = text.parse();
            Some(id.map_err(|_| Answer::invalid("eventTypeId", "must be a number"))?)
        }
        None => None,
    };
    let slug = request.param("eventTypeSlug");
    input::event_type(state, id, slug, request.param("username"), request.param("teamSlug"))
}

/// `duration`: the slots of one of several lengths.
fn length(call: &Call<'_>, event_type: &EventType) -> Result<u32, Answer> {
    let asked = call.request.param("duration").map(|text| {
        text.parse::<u64>().map_err(|_| Answer::invalid("duration", "must be a number"))
    });
    change::length(event_type, asked.transpose()?)
}

/// What is reserved for the hosts of an event type, by whichever event type.
fn reserved(state: &State, event_type: &EventType, now: OffsetDateTime) -> Vec<Span> {
    let shares_host = |other: &EventType| {
        let mut hosts = other.spec.hosts.iter();
        hosts.any(|host| event_type.spec.hosts.iter().any(|own| own.user_id == host.user_id))
    };
    let valid = state.reservations.values().filter(|reservation| reservation.until > now);
    valid
        .filter(|reservation| {
            state.event_types.get(&reservation.event_type_id).is_some_and(shares_host)
        })
        .map(|reservation| reservation.slot)
        .collect()
}

/// `POST /v2/slots/reservations`
pub(crate) fn reserve(call: &Call<'_>) -> Reply {
    let body = call.body()?;
    let id = body.get("eventTypeId").and_then(Value::as_i64);
    let id = id.ok_or_else(|| Answer::invalid("eventTypeId", "must be an integer number"))?;
    let start = body.get("slotStart").and_then(Value::as_str).and_then(parse_time);
    let start = start
        .ok_or_else(|| Answer::invalid("slotStart", "must be a valid ISO 8601 date string"))?;
    let minutes = match body.get("reservationDuration") {
        None => RESERVATION_MINUTES_DEFAULT,
        Some(_) if !call.has_key() => {
            return Err(Answer::refused(401, "reservationDuration can only be used with a key"));
        }
        Some(value) => {
            let minutes = value.as_u64().filter(|m| (1..=RESERVATION_MINUTES_MAX).contains(m));
            let minutes = minutes.and_then(|minutes| u32::try_from(minutes).ok());
            minutes.ok_or_else(|| Answer::invalid("reservationDuration", "must be minutes"))?
        }
    };
    let now = call.core.now();
    let mut state = call.core.state();
    let event_type = input::event_type(&state, Some(id), None, None, None)?;
    let slot = span_of(start, event_type.spec.minutes);
    // Bookings and reservations of this event type alone: those of its host's other ones are in nobody's way here.
    let booked = |booking: &&Booking| {
        let taken = Span { start: booking.start, end: booking.end };
        booking.status.stands() && booking.event_type_id == id && taken.overlaps(slot)
    };
    if state.bookings.iter().any(|booking| booked(&booking)) {
        let message = "Can't reserve a slot if the event is already booked.";
        return Err(Answer::refused(422, message));
    }
    let in_the_way = |other: &Reservation| {
        other.event_type_id == id && other.until > now && other.slot.overlaps(slot)
    };
    if state.reservations.values().any(in_the_way) {
        return Err(Answer::refused(422, "The slot is already reserved"));
    }
    let until = whole_millisecond(now).checked_add(Duration::minutes(minutes.into()));
    let until = until.unwrap_or(now);
    let uid = state.new_uuid();
    let reservation = Reservation { event_type_id: id, slot, minutes, until };
    let shown = show_reservation(&uid, &reservation);
    state.reservations.retain(|_, reservation| reservation.until > now);
    state.reservations.insert(uid, reservation);
    Ok(Answer::success(201, shown))
}

fn show_reservation(uid: &str, reservation: &Reservation) -> Value {
    json!({
        "eventTypeId": reservation.event_type_id,
        "slotStart": wire_time(reservation.slot.start),
        "slotEnd": wire_time(reservation.slot.end),
        "slotDuration": (reservation.slot.end - reservation.slot.start).whole_minutes(),
        "reservationUid": uid,
        "reservationDuration": reservation.minutes,
        "reservationUntil": wire_time(reservation.until),
    })
}

/// `GET /v2/slots/reservations/{uid}`
pub(crate) fn show(call: &Call<'_>) -> Reply {
    let uid = call.param("uid").unwrap_or_default();
    let now = call.core.now();
    let state = call.core.state();
    let reservation = state.reservations.get(uid).filter(|reservation| reservation.until > now);
    match reservation {
        Some(reservation) => Ok(Answer::success(200, show_reservation(uid, reservation))),
        None => Err(Answer::refused(404, format!("Slot reservation with uid={uid} not found"))),
    }
}

/// `DELETE /v2/slots/reservations/{uid}`
pub(crate) fn delete(call: &Call<'_>) -> Reply {
    let uid = call.param("uid").unwrap_or_default();
    match call.core.state().reservations.remove(uid) {
        Some(_) => Ok(Answer::json(200, json!({ "status": "success" }))),
        None => Err(Answer::refused(404, format!("Slot reservation with uid={uid} not found"))),
    }
}
