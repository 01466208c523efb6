//! Reads Cal.com's JSON leniently: a booking in any of its shapes becomes `BookingFacts`.
//!
//! The published schema is wrong in places, so nothing is required but what a booking cannot be without:
//! a uid, a start, and an end or a length.

use crate::calcom::BookingPage;
use crate::calcom::wire::value::{NAME_MAX_CHARS, cut, id, instant, text, uid};
use crate::domain::host::identity::{AnswerKind, extract};
use crate::domain::visit::booking::{Attendee, BookingFacts, BookingStatus};
use serde_json::Value;
use std::collections::BTreeMap;
use time::{Duration, OffsetDateTime};

/// Longest length in minutes that is believed when an answer has no end: a day.
const LENGTH_MAX_MINUTES: i64 = 24 * 60;

/// A booking from an answer of the API, an entry of a list, a recorded answer, or the `calcom_booking` in a
/// voice agent's event: with or without the envelope, in the present or the 2024-04-15 shape.
///
/// A booking without any status counts as accepted, because only shortened recordings leave it out; a
/// status nobody knows is an error. Errors are sentences without personal data.
pub(crate) fn facts(answer: &Value, kind: AnswerKind) -> Result<BookingFacts, String> {
    let booking = unwrapped(answer)?;
    let start = instant(booking, &["start", "startTime"]).ok_or("the booking has no start")?;
    Ok(BookingFacts {
        uid: uid(booking, &["uid", "bookingUid"]).ok_or("the booking has no uid")?,
        status: status(booking)?,
        start,
        end: end(booking, start)?,
        event_type_id: event_type_id(booking),
        updated_at: instant(booking, &["updatedAt"]),
        host: extract(answer, kind),
        attendee: attendee(booking),
        addresses: guests(booking).flat_map(addresses).collect(),
        metadata: metadata(booking),
        rescheduled_from: uid(booking, &["rescheduledFromUid", "fromReschedule"]),
        rescheduled_to: uid(booking, &["rescheduledToUid"]),
        is_read: matches!(kind, AnswerKind::Get | AnswerKind::List),
        is_absent: guests(booking).next().and_then(|guest| guest.get("absent")?.as_bool()),
    })
}

/// The same from the answer to a call that changed something, which must say how the booking stands: without a word
/// about that nothing is believed.
pub(crate) fn changed_facts(answer: &Value) -> Result<BookingFacts, String> {
    match text(unwrapped(answer)?, &["status"]).as_deref() {
        None | Some("success") => Err("the booking has no status".to_owned()),
        Some(_) => facts(answer, AnswerKind::Post),
    }
}

/// A page of bookings. Fails only if there is no list; an unreadable entry spoils no other.
pub(crate) fn bookings(answer: &Value) -> Result<BookingPage, String> {
    let data = answer.get("data").ok_or("the list has no data")?;
    let entries = data
        .as_array()
        .or_else(|| data.get("bookings")?.as_array())
        .ok_or("the list's data is no list")?;
    let mut page = BookingPage {
        bookings: Vec::with_capacity(entries.len()),
        unreadable: Vec::new(),
        has_more: has_more(answer),
    };
    for entry in entries {
        match facts(entry, AnswerKind::List) {
            Ok(facts) => page.bookings.push(facts),
            Err(why) => page.unreadable.push(why),
        }
    }
    Ok(page)
}

/// The booking itself, out of its envelope. A list (recurring bookings) is not one booking.
fn unwrapped(answer: &Value) -> Result<&Value, String> {
    if !answer.is_object() {
        return Err("the answer is no JSON object".to_owned());
    }
    match answer.get("data") {
        Some(Value::Array(_)) => Err("the answer holds a list, not one booking".to_owned()),
        Some(data @ Value::Object(_)) => Ok(data),
        _ => Ok(answer),
    }
}

fn status(booking: &Value) -> Result<BookingStatus, String> {
    match text(booking, &["status"]).as_deref() {
        // `success` is the envelope's word, where envelope and booking were recorded as one.
        None | Some("success") => Ok(BookingStatus::Accepted),
        Some(word) => BookingStatus::parse(word)
            .ok_or_else(|| format!("the booking has an unknown status {:?}", cut(word, 40))),
    }
}

fn end(booking: &Value, start: OffsetDateTime) -> Result<OffsetDateTime, String> {
    let end = instant(booking, &["end", "endTime"]).or_else(|| {
        let minutes = id(booking, &["duration", "length", "lengthInMinutes"])
            .filter(|minutes| *minutes <= LENGTH_MAX_MINUTES)?;
        start.checked_add(Duration::minutes(minutes))
    });
    match end {
        None => Err("the booking has no end".to_owned()),
        Some(end) if end <= start => Err("the booking ends before it starts".to_owned()),
        Some(end) => Ok(end),
    }
}

fn event_type_id(booking: &Value) -> Option<i64> {
    id(booking, &["eventTypeId"]).or_else(|| id(booking.get("eventType")?, &["id"]))
}

/// Texts as they are, numbers and booleans as text; anything else says nothing.
fn metadata(booking: &Value) -> BTreeMap<String, String> {
    let Some(entries) = booking.get("metadata").and_then(Value::as_object) else {
        return BTreeMap::new();
    };
    entries
        .iter()
        .filter_map(|(key, value)| {
            let value = match value {
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                Value::Bool(flag) => flag.to_string(),
                Value::Null | Value::Array(_) | Value::Object(_) => return None,
            };
            Some((key.clone(), value))
        })
        .collect()
}

/// The first attendee that is not one of the hosts, who also stand among the attendees of team events.
fn attendee(booking: &Value) -> Option<Attendee> {
    let guest = guests(booking).next()?;
    let phone = text(guest, &["phoneNumber", "phone"]).or_else(|| {
        text(booking.get("bookingFieldsResponses")?, &["attendeePhoneNumber", "phone"])
    });
    Some(Attendee {
        name: cut(&text(guest, &["name"]).unwrap_or_default(), NAME_MAX_CHARS),
        email: text(guest, &["email"]).filter(|email| email.contains('@')),
        phone,
    })
}

/// The attendees that are none of the hosts, in their order.
fn guests(booking: &Value) -> impl Iterator<Item = &Value> {
    let hosts = host_addresses(booking);
    let attendees = booking.get("attendees").and_then(Value::as_array).into_iter().flatten();
    attendees.filter(|entry| entry.is_object()).filter(move |entry| {
        let addresses = addresses(entry);
        !addresses.iter().any(|address| hosts.contains(address))
    })
}

fn host_addresses(booking: &Value) -> Vec<String> {
    let hosts = booking.get("hosts").and_then(Value::as_array).into_iter().flatten();
    let others = ["user", "organizer"].into_iter().filter_map(|field| booking.get(field));
    let mut all: Vec<String> = hosts.chain(others).flat_map(addresses).collect();
    all.extend(text(booking, &["userPrimaryEmail"]).map(|email| email.to_lowercase()));
    all
}

fn addresses(person: &Value) -> Vec<String> {
    ["email", "displayEmail"]
        .into_iter()
        .filter_map(|field| text(person, &[field]))
        .filter(|email| email.contains('@'))
        .map(|email| email.to_lowercase())
        .collect()
}

fn has_more(answer: &Value) -> bool {
    let Some(pagination) = answer.get("pagination") else { return false };
    ["hasNextPage", "hasMore"]
        .into_iter()
        .any(|field| pagination.get(field).and_then(Value::as_bool) == Some(true))
        || id(pagination, &["remainingItems"]).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::HostId;
    use serde_json::json;
    use time::macros::datetime;

    fn modern() -> Value {
        json!({
            "id": 501, "uid": "uid501", "title": "Cut", "status": "accepted",
            "hosts": [{ "id": 7, "name": "Mia", "email": "mia@salon.example",
                "displayEmail": "mia@salon.example", "username": "mia", "timeZone": "Europe/Berlin" }],
            "start": "2026-12-01T09:00:00.000Z", "end": "2026-12-01T09:30:00.000Z", "duration": 30,
            "eventTypeId": 42, "eventType": { "id": 42, "slug": "cut" },
            "updatedAt": "2026-11-20T10:00:00.176Z", "rescheduledByEmail": null, "rating": null,
            "rescheduledFromUid": "uid500", "rescheduledToUid": "",
            "metadata": { "chairside_ref": "abc", "n": 3, "b": true, "o": { "x": 1 }, "z": null },
            "attendees": [
                { "name": "Mia", "email": "MIA@salon.example" },
                { "name": "Zoë Beispiel", "email": "visit+abc@salon.example", "phoneNumber": "+491713920007" },
            ],
        })
    }

    #[test]
    fn the_present_shape_is_read_whole() {
        let read = facts(&json!({ "status": "success", "data": modern() }), AnswerKind::Post)
            .expect("facts");
        assert_eq!(read.uid, "uid501");
        assert_eq!(read.status, BookingStatus::Accepted);
        assert_eq!(read.start, datetime!(2026-12-01 09:00 UTC));
        assert_eq!(read.end, datetime!(2026-12-01 09:30 UTC));
        assert_eq!(read.event_type_id, Some(42));
        assert_eq!(read.updated_at, Some(datetime!(2026-11-20 10:00:00.176 UTC)));
        assert_eq!(read.host.host().map(|host| host.id), Some(HostId(7)));
        assert_eq!(read.host.source(), Some("post:data.hosts"));
        let attendee = read.attendee.as_ref().expect("an attendee");
        assert_eq!(attendee.name, "Zoë Beispiel");
        assert_eq!(attendee.email.as_deref(), Some("visit+abc@salon.example"));
        assert_eq!(attendee.phone.as_deref(), Some("+491713920007"));
        assert_eq!(read.visit_ref(), Some("abc"));
        let metadata: Vec<(&str, &str)> =
            read.metadata.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(metadata, [("b", "true"), ("chairside_ref", "abc"), ("n", "3")]);
        assert_eq!(read.rescheduled_from.as_deref(), Some("uid500"));
        assert_eq!(read.rescheduled_to, None);
        assert_eq!(read.is_absent, None, "who does not say so says nothing");
    }

    #[test]
    fn whether_the_customer_came_is_said_of_the_customer_and_not_of_a_host() {
        let absent = |host: Value, customer: Value| {
            let mut booking = modern();
            booking["attendees"][0]["absent"] = host;
            booking["attendees"][1]["absent"] = customer;
            facts(&booking, AnswerKind::Get).expect("facts").is_absent
        };
        assert_eq!(absent(json!(true), json!(false)), Some(false));
        assert_eq!(absent(json!(false), json!(true)), Some(true));
        assert_eq!(absent(json!(true), json!("yes")), None);
    }

    #[test]
    fn the_envelope_changes_nothing_but_the_place_of_the_host() {
        let bare = facts(&modern(), AnswerKind::Get).expect("facts");
        assert_eq!(bare.host.source(), Some("get:hosts"));
        let mut merged = modern();
        merged["status"] = json!("success");
        let mut wrapped = facts(&json!({ "data": modern() }), AnswerKind::Get).expect("facts");
        assert_eq!(wrapped.host.source(), Some("get:data.hosts"));
        wrapped.host = bare.host.clone();
        assert_eq!(wrapped, bare);
        assert_eq!(facts(&merged, AnswerKind::Get).expect("facts"), bare);
    }

    #[test]
    fn the_oldest_shape_is_read_too() {
        let raw = json!({ "status": "success", "data": {
            "id": 9, "uid": "old9", "userId": 7, "status": "CANCELLED", "eventTypeId": "42",
            "startTime": "2024-05-01T10:00:00Z", "endTime": "2024-05-01T10:30:00+00:00",
            "fromReschedule": "old8", "metadata": null,
            "user": { "id": "7", "email": "mia@salon.example", "name": null, "username": "mia" },
            "attendees": [{ "email": "ada@example.com", "name": "Ada", "phoneNumber": null }],
        } });
        let read = facts(&raw, AnswerKind::Post).expect("facts");
        assert_eq!(read.status, BookingStatus::Cancelled);
        assert_eq!(read.event_type_id, Some(42));
        assert_eq!(read.host.host().map(|host| host.id), Some(HostId(7)));
        assert_eq!(read.rescheduled_from.as_deref(), Some("old8"));
        let attendee = read.attendee.expect("an attendee");
        assert_eq!((attendee.name.as_str(), attendee.phone), ("Ada", None));
        assert_eq!(read.updated_at, None);
    }

    #[test]
    fn little_is_enough() {
        let least = json!({ "uid": 501, "start": "2026-12-01T09:00:00Z", "duration": "30" });
        let read = facts(&least, AnswerKind::Get).expect("facts");
        assert_eq!((read.uid.as_str(), read.end), ("501", datetime!(2026-12-01 09:30 UTC)));
        assert_eq!(read.host, crate::domain::host::identity::HostSighting::Absent);
        assert_eq!((read.attendee, read.event_type_id), (None, None));
        let attendees = json!([null, 5, {}, { "name": "Ada" }]);
        let mut odd = least.clone();
        odd["attendees"] = attendees;
        odd["eventType"] = json!({ "id": 3 });
        let read = facts(&odd, AnswerKind::Get).expect("facts");
        assert_eq!(read.attendee, Some(Attendee::default()));
        assert_eq!(read.event_type_id, Some(3));
    }

    #[test]
    fn what_is_no_booking_is_told_in_a_sentence() {
        let with = |field: &str, value: Value| {
            let mut booking = modern();
            booking[field] = value;
            booking
        };
        let cases = [
            (json!(null), "no JSON object"),
            (json!([modern()]), "no JSON object"),
            (json!({ "data": [modern()] }), "a list"),
            (json!({ "data": null }), "no start"),
            (json!({}), "no start"),
            (with("uid", json!("")), "no uid"),
            (with("uid", json!("..")), "no uid"),
            (with("start", json!("soon")), "no start"),
            (with("start", json!(1_795_000_000)), "no start"),
            (with("end", json!("2026-12-01T09:00:00Z")), "ends before"),
            (with("status", json!("awaiting_host")), "unknown status"),
            (json!({ "uid": "u", "start": "2026-12-01T09:00:00Z" }), "no end"),
            (
                json!({ "uid": "u", "start": "2026-12-01T09:00:00Z", "duration": 1_000_000 }),
                "no end",
            ),
            (json!({ "uid": "u", "start": "9999-12-31T23:59:00Z", "duration": 5 }), "no end"),
        ];
        for (answer, why) in cases {
            let error = facts(&answer, AnswerKind::Get).expect_err("no booking");
            assert!(error.contains(why), "{answer}: {error}");
        }
    }

    #[test]
    fn a_list_survives_a_bad_entry() {
        let answer = json!({
            "status": "success", "data": [modern(), { "uid": "x" }, 7],
            "pagination": { "hasNextPage": false, "remainingItems": 3 },
        });
        let page = bookings(&answer).expect("a page");
        assert_eq!((page.bookings.len(), page.unreadable.len(), page.has_more), (1, 2, true));
        assert_eq!(page.bookings[0].host.source(), Some("list:hosts"));
        let old = json!({ "data": { "bookings": [modern()] }, "pagination": { "hasMore": true } });
        assert!(bookings(&old).expect("a page").has_more);
        assert!(!bookings(&json!({ "data": [] })).expect("a page").has_more);
        for bad in [json!(null), json!([]), json!({}), json!({ "data": {} }), json!({ "data": 1 })]
        {
            assert!(bookings(&bad).is_err(), "{bad}");
        }
    }
}
