//! Which recorded answer is given to what is asked.

use crate::calcom::origin::Why;
use crate::calcom::{BookingFilter, Calcom, CallError, NewBooking, origin};
use crate::domain::visit::booking::{BookingFacts, meta};
use crate::recording::line::answer::RecordedAnswer;
use crate::replay::calcom::RecordedCalcom;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use time::OffsetDateTime;
use time::macros::datetime;

const START: OffsetDateTime = datetime!(2026-10-05 08:00 UTC);

fn answer(method: &str, path: &str, status: Option<u16>, body: Value) -> RecordedAnswer {
    let (method, path) = (method.to_owned(), path.to_owned());
    RecordedAnswer { method, path, status, sent: true, at: None, saga: None, body }
}

fn booking(uid: &str, status: &str) -> Value {
    json!({ "data": { "uid": uid, "status": status, "start": "2026-10-05T08:00:00Z", "duration": 45,
        "eventTypeId": 501, "metadata": { "chairside_ref": "of another day" } } })
}

fn new(start: OffsetDateTime, visit_ref: &str) -> NewBooking {
    NewBooking {
        event_type_id: 501,
        start,
        length_minutes: None,
        attendee_name: "Zoë Beispiel".to_owned(),
        attendee_email: "visit+a@visits.example".to_owned(),
        attendee_phone: None,
        attendee_time_zone: "Europe/Berlin".to_owned(),
        attendee_language: "de".to_owned(),
        metadata: BTreeMap::from([(meta::REF.to_owned(), visit_ref.to_owned())]),
    }
}

#[test]
fn answers_are_given_in_order_and_the_last_state_again() {
    let calcom = RecordedCalcom::default();
    let now = Instant::now();
    for status in ["pending", "accepted"] {
        calcom.add(answer("GET", "/v2/bookings/u", Some(200), booking("u", status)));
    }
    let seen: Vec<String> = (0..3)
        .map(|_| calcom.booking("u", now).expect("a booking").status.as_str().to_owned())
        .collect();
    assert_eq!(seen, ["pending", "accepted", "accepted"]);
    calcom.add(answer("POST", "/v2/bookings/u/cancel", Some(200), booking("u", "cancelled")));
    assert!(calcom.cancel("u", "", now).is_ok());
    assert!(matches!(calcom.booking("u", now), Err(CallError::Unknown(_))), "it changed");
    let odd = answer("GET", "/v2/bookings/u", Some(200), booking("other", "accepted"));
    calcom.add(odd);
    assert!(calcom.booking("u", now).is_err(), "another booking is no answer");
    calcom.add(answer("GET", "/v2/bookings/u", Some(502), json!("<html>")));
    assert!(matches!(calcom.booking("u", now), Err(CallError::Unknown(_))));
}

#[test]
fn what_a_line_does_not_ask_for_is_not_left_to_the_next() {
    let calcom = RecordedCalcom::default();
    let now = Instant::now();
    calcom.attach(&[
        answer("POST", "/v2/bookings", Some(201), booking("u", "accepted")),
        answer("GET", "/v2/bookings/u", Some(200), booking("u", "accepted")),
    ]);
    calcom.detach();
    assert!(
        matches!(calcom.book(&new(START, "a"), now), Err(CallError::Refused(no)) if no.status == 404)
    );
    assert!(calcom.booking("u", now).is_ok(), "the last known state");
    assert!(matches!(calcom.bookings(&BookingFilter::default(), now), Err(CallError::Unknown(_))));
    assert!(calcom.reserve(501, START, 5, now).is_err());
    assert!(calcom.slots(501, START, START, now).is_err());
    let told =
        ["GET /v2/bookings?afterUpdatedAt=…", "GET /v2/slots?eventTypeId=501", "POST /v2/bookings"];
    assert_eq!(calcom.take_unanswered(), told);
    assert!(calcom.take_unanswered().is_empty());
}

#[test]
fn a_booking_has_the_metadata_it_was_booked_with() {
    let calcom = RecordedCalcom::default();
    let now = Instant::now();
    let later = START + time::Duration::hours(1);
    calcom.add(answer("POST", "/v2/bookings", Some(201), booking("u", "accepted")));
    assert!(calcom.book(&new(later, "x"), now).is_err(), "recorded for another start");
    let booked = calcom.book(&new(START, "today"), now).expect("booked");
    assert_eq!(booked.visit_ref(), Some("today"));
    calcom.add(answer("GET", "/v2/bookings/u", Some(200), booking("u", "accepted")));
    assert_eq!(calcom.booking("u", now).expect("a booking").visit_ref(), Some("today"));
    calcom.add(answer("GET", "/v2/bookings/v", Some(200), booking("v", "accepted")));
    let other = calcom.booking("v", now).expect("a booking");
    assert_eq!(other.visit_ref(), Some("of another day"));
}

#[test]
fn a_booking_whose_answer_was_lost_is_recognised_in_the_list() {
    let calcom = RecordedCalcom::default();
    let now = Instant::now();
    calcom.add(answer("POST", "/v2/bookings", None, Value::Null));
    assert!(matches!(calcom.book(&new(START, "today"), now), Err(CallError::Unknown(_))));
    let entry = booking("u", "accepted")["data"].clone();
    let path = "/v2/bookings?take=100&attendeeEmail=a";
    calcom.add(answer("GET", path, Some(200), json!({ "data": [entry] })));
    let filter = BookingFilter { attendee_email: Some("b".to_owned()), ..BookingFilter::default() };
    let page = calcom.bookings(&filter, now).expect("a page");
    assert_eq!(page.bookings.first().and_then(BookingFacts::visit_ref), Some("today"));
}

#[test]
fn what_belongs_to_the_line_goes_first_and_time_goes_on_until_it_came() {
    let clock = Arc::new(Mutex::new(START));
    let set = clock.clone();
    let calcom = RecordedCalcom::on_clock(Arc::new(move |at| *set.lock().unwrap() = at));
    let now = Instant::now();
    let later = START + time::Duration::seconds(3);
    calcom.add(answer("GET", "/v2/bookings/u", Some(200), booking("u", "pending")));
    let own = answer("GET", "/v2/bookings/u", Some(200), booking("u", "accepted"));
    calcom.attach(&[RecordedAnswer { at: Some(later), ..own }]);
    assert!(calcom.has_attached());
    assert_eq!(calcom.booking("u", now).unwrap().status.as_str(), "accepted");
    assert_eq!(*clock.lock().unwrap(), later);
    assert!(!calcom.has_attached());
    assert!(calcom.detach().is_empty());
    assert_eq!(calcom.booking("u", now).unwrap().status.as_str(), "pending");
}

#[test]
fn what_was_surely_not_sent_is_not_in_doubt() {
    let calcom = RecordedCalcom::default();
    let unsent = answer("POST", "/v2/bookings", None, Value::Null);
    calcom.add(RecordedAnswer { sent: false, ..unsent });
    let booked = calcom.book(&new(START, "today"), Instant::now());
    assert!(matches!(booked, Err(CallError::NotSent { .. })), "{booked:?}");
}

#[test]
fn a_saga_goes_by_the_name_it_has_today() {
    let calcom = RecordedCalcom::default();
    let booked = answer("POST", "/v2/bookings", Some(201), booking("u", "accepted"));
    calcom.attach(&[RecordedAnswer { saga: Some("then".into()), ..booked }]);
    assert_eq!(calcom.saga_today("then"), None);
    let book = || calcom.book(&new(START, "today"), Instant::now());
    assert!(origin::on(Why::Settle("now".into()), START, book).is_ok());
    assert_eq!(calcom.saga_today("then").as_deref(), Some("now"));
}
