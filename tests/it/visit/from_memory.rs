//! Questions are answered from memory: what they cost, and that what is told is reserved.

use crate::support::harness::{TestApp, agent, read};
use crate::support::twelve;
use crate::support::twelve::{FIRST_HOST, event_type};
use chairside::config::Config;
use chairside::sandbox::stand_in::SandboxRequest;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime, UtcOffset};

/// As in life: what is told is kept, and asked for beforehand.
pub fn keeping(config: &mut Config) {
    config.booking.slots_kept_seconds = 900;
}

/// Takes steps of the background work until all event types have been asked for.
pub fn warm(app: &TestApp) {
    let mut quiet = 0;
    for _ in 0..200 {
        let (_, calls) = asked(app, || app.appliance.work.tick());
        quiet = if slot_calls(&calls) == 0 { quiet + 1 } else { 0 };
        app.clock.forward(Duration::seconds(3));
        if quiet == 15 {
            return;
        }
    }
}

/// What the sandbox was asked while this was done.
pub fn asked<T>(app: &TestApp, work: impl FnOnce() -> T) -> (T, Vec<SandboxRequest>) {
    let before = app.sandbox.requests().len();
    let done = work();
    (done, app.sandbox.requests().split_off(before))
}

/// How many of them were about slots.
pub fn slot_calls(asked: &[SandboxRequest]) -> usize {
    asked.iter().filter(|one| one.target.starts_with("/v2/slots?")).count()
}

pub fn question(service: &str, staff: Option<&str>) -> Value {
    let mut args = json!({ "service": service, "date": "2026-11-24" });
    if let Some(staff) = staff {
        args["staff"] = json!(staff);
    }
    args
}

pub fn ask(app: &TestApp, call: &str, args: Value) -> Value {
    app.ask(call, "check_availability", args)
}

pub fn offers(answer: &Value) -> &[Value] {
    answer["offers"].as_array().map(Vec::as_slice).unwrap_or_default()
}

pub fn starts(answer: &Value) -> Vec<(&str, &str)> {
    offers(answer)
        .iter()
        .map(|offer| {
            (offer["start"].as_str().unwrap(), offer["staff"].as_str().unwrap_or_default())
        })
        .collect()
}

/// Every part of every offer has a reservation that stands at the sandbox.
pub fn assert_reserved(app: &TestApp, answer: &Value) {
    for offer in offers(answer) {
        let id = offer["offer_id"].as_str().unwrap();
        let uids = app.rows(&format!(
            "SELECT coalesce(p.value ->> 'reservation_uid', 'none')
             FROM holds h, json_each(h.parts) p WHERE h.id = '{id}'"
        ));
        assert!(!uids.is_empty(), "{answer}");
        for uid in uids {
            let url = format!("{}/v2/slots/reservations/{uid}", app.sandbox.base_url());
            let request = agent().get(url);
            let (status, _) = read(request.header("cal-api-version", "2024-09-04").call().unwrap());
            assert_eq!(status, 200, "{uid} of {offer}");
        }
    }
}

/// Books at Cal.com, past the program and without a webhook.
pub fn book_behind_our_back(app: &TestApp, event_type: i64, start: &str) {
    let start = OffsetDateTime::parse(start, &Rfc3339).unwrap().to_offset(UtcOffset::UTC);
    let start = start.format(&Rfc3339).unwrap();
    let body = json!({ "eventTypeId": event_type, "start": start, "attendee": {
        "name": "Rosa Fremd", "email": "rosa@example.com", "timeZone": "Europe/Berlin" } });
    let request = agent()
        .post(format!("{}/v2/bookings", app.sandbox.base_url()))
        .header("cal-api-version", "2024-08-13")
        .header("authorization", "Bearer cal_sandbox_demo")
        .content_type("application/json");
    let (status, answer) = read(request.send(body.to_string().as_bytes()).unwrap());
    assert_eq!(status, 201, "{answer}");
    app.sandbox.take_webhooks();
}

const QUESTIONS: [(&str, Option<&str>); 3] =
    [("Pony", Some("Person3")), ("Pony", None), ("Grosse Farbe", None)];

#[test]
fn a_warm_question_costs_its_reservations_and_no_more() {
    let app = twelve::salon(keeping);
    warm(&app);
    for (place, ((service, staff), most)) in QUESTIONS.into_iter().zip([3, 3, 12]).enumerate() {
        let call = format!("call_{place}");
        let (answer, calls) = asked(&app, || ask(&app, &call, question(service, staff)));
        assert_eq!(offers(&answer).len(), 3, "{answer}");
        assert_eq!(slot_calls(&calls), 0, "{service} {staff:?}: {calls:?}");
        assert!(calls.len() <= most, "{service} {staff:?}: {calls:?}");
        assert_reserved(&app, &answer);
        let ago = answer["known_seconds_ago"].as_u64().unwrap();
        assert!((4..450).contains(&ago), "{answer}");
    }
}

#[test]
fn a_cold_question_stays_within_its_budget() {
    for ((service, staff), most) in QUESTIONS.into_iter().zip([4, 15, 24]) {
        let app = twelve::salon(keeping);
        let (answer, calls) = asked(&app, || ask(&app, "call_1", question(service, staff)));
        assert_eq!(offers(&answer).len(), 3, "{answer}");
        assert!(calls.len() <= most, "{service} {staff:?}: {} {calls:?}", calls.len());
        assert_reserved(&app, &answer);
        assert_eq!(answer["known_seconds_ago"], 0, "{answer}");
    }
}

#[test]
fn a_warm_answer_is_the_cold_one() {
    let cold = twelve::salon(|_| {});
    let warmed = twelve::salon(keeping);
    for app in [&cold, &warmed] {
        // Of one's own: a long notice, buffers, and a calendar full of bookings.
        app.sandbox.change_event_type(event_type(1, 4), |one| one.minimum_notice_minutes = 28 * 60);
        app.sandbox.change_event_type(event_type(2, 4), |one| one.before_buffer_minutes = 45);
        let from = time::macros::datetime!(2026-11-23 08:00 UTC);
        for n in 0..400 {
            let start = from + Duration::minutes(n * 105);
            app.sandbox.add_busy(FIRST_HOST + 2, start, start + Duration::minutes(15));
        }
    }
    warm(&warmed);
    cold.clock.forward(warmed.clock.now() - cold.clock.now());
    for (place, (service, staff)) in [
        ("Pony", Some("Person1")),
        ("Pony", Some("Person2")),
        ("Pony", None),
        ("Grosse Farbe", Some("Person2")),
        ("Grosse Farbe", Some("Person7")),
    ]
    .into_iter()
    .enumerate()
    {
        let call = format!("call_{place}");
        let [one, other] = [&cold, &warmed].map(|app| ask(app, &call, question(service, staff)));
        assert!(!offers(&one).is_empty(), "{one}");
        assert_eq!(starts(&one), starts(&other), "{service} {staff:?}");
        assert_reserved(&warmed, &other);
    }
}

#[test]
fn what_was_booked_behind_our_back_is_replaced_in_the_same_answer() {
    for (service, staff) in QUESTIONS {
        let other = twelve::salon(keeping);
        warm(&other);
        let would = ask(&other, "call_1", question(service, staff));
        for place in [0, 2] {
            let app = twelve::salon(keeping);
            warm(&app);
            // One second before the question, the first part of what would be offered is booked.
            let (start, who) = starts(&would)[place];
            let person: i64 = who.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap();
            let segment = if service == "Pony" { 4 } else { 0 };
            book_behind_our_back(&app, event_type(person, segment), start);
            app.clock.forward(Duration::seconds(1));
            let answer = ask(&app, "call_1", question(service, staff));
            assert_eq!(offers(&answer).len(), 3, "{service} {staff:?} {place}: {answer}");
            assert!(!starts(&answer).contains(&(start, who)), "{place}: {answer}");
            assert_reserved(&app, &answer);
            // Each can be booked.
            let offer = &offers(&answer)[place]["offer_id"];
            let args = json!({ "offer_id": offer, "customer_name": "Kim Muster" });
            let booked = app.ask("call_1", "book_appointment", args);
            assert_eq!(booked["status"], "booked", "{service} {place}: {booked}");
            app.settle();
        }
    }
}

#[test]
fn who_asks_once_more_is_told_the_same() {
    let app = twelve::salon(keeping);
    warm(&app);
    for (place, (service, staff)) in QUESTIONS.into_iter().enumerate() {
        let call = format!("call_{place}");
        let first = ask(&app, &call, question(service, staff));
        let again = ask(&app, &call, question(service, staff));
        assert_eq!(starts(&first), starts(&again), "{service} {staff:?}");
    }
}
