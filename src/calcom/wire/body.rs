//! The bodies and queries Chairside sends. Cal.com refuses unknown fields, so nothing is sent that was not asked for.

use crate::calcom::wire::value::utc_text;
use crate::calcom::{BookingFilter, NewBooking};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use time::OffsetDateTime;

/// Everything but RFC 3986's unreserved characters becomes `%XX`: a `+` in an address too.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// Most bookings Cal.com gives in one page.
const TAKE_MAX: u32 = 100;

/// The body of `POST /v2/bookings`. Fails only for a start that cannot be written.
pub(crate) fn booking_body(new: &NewBooking) -> Result<Value, String> {
    let mut attendee = json!({
        "name": new.attendee_name,
        "email": new.attendee_email,
        "timeZone": new.attendee_time_zone,
        "language": new.attendee_language,
    });
    if let (Some(phone), Some(fields)) = (&new.attendee_phone, attendee.as_object_mut()) {
        fields.insert("phoneNumber".to_owned(), json!(phone));
    }
    let mut body = json!({
        "eventTypeId": new.event_type_id,
        "start": utc_text(new.start)?,
        "attendee": attendee,
        "metadata": new.metadata,
    });
    // Refused by an event type that has one length only, so it is left out unless it is meant.
    if let (Some(minutes), Some(fields)) = (new.length_minutes, body.as_object_mut()) {
        fields.insert("lengthInMinutes".to_owned(), json!(minutes));
    }
    Ok(body)
}

/// The body of `POST /v2/bookings/{uid}/cancel`. Cal.com wants a reason, so a blank one becomes a dash.
pub(crate) fn cancel_body(reason: &str) -> Value {
    json!({ "cancellationReason": reason_or_dash(reason) })
}

/// The body of `POST /v2/bookings/{uid}/reschedule`.
pub(crate) fn reschedule_body(start: OffsetDateTime, reason: &str) -> Result<Value, String> {
    Ok(json!({ "start": utc_text(start)?, "reschedulingReason": reason_or_dash(reason) }))
}

/// The body of `POST /v2/slots/reservations`.
pub(crate) fn reservation_body(
    event_type_id: i64,
    start: OffsetDateTime,
    minutes: u32,
) -> Result<Value, String> {
    Ok(json!({
        "eventTypeId": event_type_id,
        "slotStart": utc_text(start)?,
        "reservationDuration": minutes,
    }))
}

/// The path and query of `GET /v2/bookings`.
pub(crate) fn bookings_path(filter: &BookingFilter) -> Result<String, String> {
    let mut query = vec![
        ("take", filter.take.clamp(1, TAKE_MAX).to_string()),
        ("skip", filter.skip.to_string()),
    ];
    if let Some(email) = &filter.attendee_email {
        query.push(("attendeeEmail", email.clone()));
    }
    if let Some(event_type_id) = filter.event_type_id {
        query.push(("eventTypeIds", event_type_id.to_string()));
    }
    if let Some(after) = filter.after_start {
        query.push(("afterStart", utc_text(after)?));
    }
    if let Some(after) = filter.after_updated_at {
        query.push(("afterUpdatedAt", utc_text(after)?));
        query.push(("sortUpdatedAt", "asc".to_owned()));
    }
    Ok(with_query("/v2/bookings", &query))
}

/// The path and query of `GET /v2/slots`.
pub(crate) fn slots_path(
    event_type_id: i64,
    from: OffsetDateTime,
    until: OffsetDateTime,
) -> Result<String, String> {
    let query = [
        ("eventTypeId", event_type_id.to_string()),
        ("start", utc_text(from)?),
        ("end", utc_text(until)?),
        ("timeZone", "UTC".to_owned()),
        ("format", "range".to_owned()),
    ];
    Ok(with_query("/v2/slots", &query))
}

/// The path of one booking, or of something done to it (`cancel`).
pub(crate) fn booking_path(uid: &str, action: Option<&str>) -> String {
    let uid = encoded(uid);
    match action {
        None => format!("/v2/bookings/{uid}"),
        Some(action) => format!("/v2/bookings/{uid}/{action}"),
    }
}

/// The path of a reservation.
pub(crate) fn reservation_path(uid: &str) -> String {
    format!("/v2/slots/reservations/{}", encoded(uid))
}

fn with_query(path: &str, query: &[(&str, String)]) -> String {
    let pairs: Vec<String> =
        query.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    format!("{path}?{}", pairs.join("&"))
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

fn reason_or_dash(reason: &str) -> &str {
    if reason.trim().is_empty() { "-" } else { reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use time::macros::datetime;

    fn new() -> NewBooking {
        NewBooking {
            event_type_id: 42,
            start: datetime!(2026-12-01 10:00 +1),
            length_minutes: None,
            attendee_name: "Zoë Beispiel".to_owned(),
            attendee_email: "visit+abc@salon.example".to_owned(),
            attendee_phone: None,
            attendee_time_zone: "Europe/Berlin".to_owned(),
            attendee_language: "de".to_owned(),
            metadata: BTreeMap::from([("chairside_ref".to_owned(), "abc".to_owned())]),
        }
    }

    #[test]
    fn a_booking_is_asked_for_in_utc_and_without_surplus_fields() {
        let mut new = new();
        let body = booking_body(&new).expect("a body");
        let expected = json!({
            "eventTypeId": 42,
            "start": "2026-12-01T09:00:00Z",
            "attendee": {
                "name": "Zoë Beispiel", "email": "visit+abc@salon.example",
                "timeZone": "Europe/Berlin", "language": "de",
            },
            "metadata": { "chairside_ref": "abc" },
        });
        assert_eq!(body, expected);
        new.attendee_phone = Some("+491713920007".to_owned());
        let body = booking_body(&new).expect("a body");
        assert_eq!(body["attendee"]["phoneNumber"], "+491713920007");
        new.length_minutes = Some(20);
        assert_eq!(booking_body(&new).expect("a body")["lengthInMinutes"], 20);
        new.start = datetime!(-1-01-01 0:00 UTC);
        assert!(booking_body(&new).is_err());
    }

    #[test]
    fn the_other_bodies() {
        let start = datetime!(2026-12-01 09:00 UTC);
        assert_eq!(cancel_body("krank"), json!({ "cancellationReason": "krank" }));
        assert_eq!(cancel_body(" "), json!({ "cancellationReason": "-" }));
        assert_eq!(
            reschedule_body(start, "später").expect("a body"),
            json!({ "start": "2026-12-01T09:00:00Z", "reschedulingReason": "später" })
        );
        assert_eq!(
            reservation_body(42, start, 5).expect("a body"),
            json!({ "eventTypeId": 42, "slotStart": "2026-12-01T09:00:00Z", "reservationDuration": 5 })
        );
    }

    #[test]
    fn paths_and_queries_are_encoded() {
        assert_eq!(booking_path("a/b?c#ü%", None), "/v2/bookings/a%2Fb%3Fc%23%C3%BC%25");
        assert_eq!(booking_path("abc-_.~", Some("cancel")), "/v2/bookings/abc-_.~/cancel");
        let filter = BookingFilter {
            attendee_email: Some("visit+abc@salon.example".to_owned()),
            after_updated_at: Some(datetime!(2026-12-01 09:00:00.5 UTC)),
            take: 1_000,
            skip: 7,
            ..BookingFilter::default()
        };
        assert_eq!(
            bookings_path(&filter).as_deref(),
            Ok("/v2/bookings?take=100&skip=7&attendeeEmail=visit%2Babc%40salon.example\
                &afterUpdatedAt=2026-12-01T09%3A00%3A00.500Z&sortUpdatedAt=asc")
        );
        let of_one = BookingFilter {
            event_type_id: Some(42),
            after_start: Some(datetime!(2026-12-01 09:00 UTC)),
            take: 100,
            ..BookingFilter::default()
        };
        assert_eq!(
            bookings_path(&of_one).as_deref(),
            Ok("/v2/bookings?take=100&skip=0&eventTypeIds=42&afterStart=2026-12-01T09%3A00%3A00Z")
        );
        assert_eq!(
            bookings_path(&BookingFilter::default()).as_deref(),
            Ok("/v2/bookings?take=1&skip=0")
        );
        let (from, until) = (datetime!(2026-12-01 0:00 UTC), datetime!(2026-12-02 0:00 UTC));
        assert_eq!(
            slots_path(42, from, until).as_deref(),
            Ok("/v2/slots?eventTypeId=42&start=2026-12-01T00%3A00%3A00Z\
                &end=2026-12-02T00%3A00%3A00Z&timeZone=UTC&format=range")
        );
    }
}
