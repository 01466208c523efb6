//! Questions do not starve bookings: each has a budget of calls, and a part of the minute's allowance is kept.

use crate::support::harness::{CALLER, TestApp};
use crate::support::twelve;
use crate::support::twelve::{FIRST_HOST, PEOPLE};
use chairside::calcom::client::options::REQUESTS_PER_MINUTE;
use chairside::frontdesk::offer::question::{
    RESERVATION_CALLS_MAX, SLOT_CALLS_FIRST, SLOT_CALLS_MAX,
};
use chairside::sandbox::stand_in::{SandboxUser, WorkingHours};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A booking that need not wait for its turn takes a fraction of this.
const AT_ONCE: Duration = Duration::from_millis(2_500);

/// With the limit that Cal.com has in life.
fn salon() -> TestApp {
    twelve::salon(|config| config.calcom.requests_per_minute = REQUESTS_PER_MINUTE)
}

fn check(app: &TestApp, call: &str, service: &str) -> Value {
    app.ask(call, "check_availability", json!({ "service": service, "date": "2026-11-24" }))
}

fn offers(answer: &Value) -> Vec<Value> {
    answer["offers"].as_array().cloned().unwrap_or_default()
}

/// Calls at Cal.com until now: questions for slots, reservations, bookings.
fn calls(app: &TestApp) -> (usize, usize, usize) {
    let all = app.sandbox.requests();
    let count = |method: &str, path: &str| {
        let those = all.iter().filter(|one| one.method == method);
        those.filter(|one| one.target.split('?').next() == Some(path)).count()
    };
    (
        count("GET", "/v2/slots"),
        count("POST", "/v2/slots/reservations"),
        count("POST", "/v2/bookings"),
    )
}

#[test]
fn a_question_takes_no_more_than_its_budget_and_says_what_it_found() {
    let app = salon();
    let answer = check(&app, "call_1", "Grosse Farbe");
    assert_eq!(offers(&answer).len(), 3, "{answer}");
    let (slots, reservations, _) = calls(&app);
    let first = usize::try_from(SLOT_CALLS_FIRST).unwrap();
    assert_eq!(slots, first, "whole visits of some people: of {} event types", PEOPLE * 4);
    assert!((1..=usize::try_from(RESERVATION_CALLS_MAX).unwrap()).contains(&reservations));
    // The simple one costs what it has people, and no other days are looked at.
    let answer = check(&app, "call_2", "Pony");
    assert_eq!(offers(&answer).len(), 3, "{answer}");
    assert_eq!(calls(&app).0 - slots, usize::try_from(PEOPLE).unwrap());
}

#[test]
fn after_questions_a_booking_is_sent_at_once() {
    for questions in [2, 3, 6] {
        let app = salon();
        let mut offer = Value::Null;
        for n in 0..questions {
            let answer = check(&app, &format!("call_{n}"), "Grosse Farbe");
            if n == 0 {
                offer = offers(&answer)[0]["offer_id"].clone();
            }
        }
        let begun = Instant::now();
        let args = json!({ "offer_id": offer, "customer_name": "Kim Muster" });
        let booked = app.ask("call_0", "book_appointment", args);
        assert_eq!(booked["status"], "booked", "after {questions}: {booked}");
        assert!(begun.elapsed() < AT_ONCE, "after {questions}: {:?}", begun.elapsed());
        assert_eq!(calls(&app).2, 4, "all four parts");
        // So is another caller's, who has asked nothing, and a cancellation.
        let begun = Instant::now();
        let args = json!({ "service": "Pony", "staff": "Person11", "start": "2026-11-25T10:00",
            "customer_name": "Ada Anders" });
        let other = app.function("call_o", Some("+493023125102"), "book_appointment", args);
        assert_eq!(other["status"], "booked", "after {questions}: {other}");
        let off = app.function("call_p", Some("+493023125102"), "cancel_appointment", json!({}));
        assert_eq!(off["status"], "cancelled", "after {questions}: {off}");
        assert!(begun.elapsed() < AT_ONCE, "after {questions}: {:?}", begun.elapsed());
        let answered = app.sandbox.requests().len();
        assert!(answered <= REQUESTS_PER_MINUTE as usize, "{answered}");
    }
}

#[test]
fn who_was_not_asked_is_neither_free_nor_taken() {
    let app = salon();
    // Of those that are asked nobody works; of those that are not somebody would.
    let asked = i64::from(SLOT_CALLS_MAX) / 4;
    for person in 0..asked {
        let host = FIRST_HOST + person;
        let mut user = SandboxUser::new(host, "Weg", &format!("p{person}@salon.example"), "weg");
        user.working_hours = Vec::<WorkingHours>::new();
        app.sandbox.add_user(user);
    }
    let answer = check(&app, "call_1", "Grosse Farbe");
    assert!(offers(&answer).is_empty(), "{answer}");
    assert_eq!(calls(&app).0, usize::try_from(SLOT_CALLS_MAX).unwrap());
    assert_eq!(answer["status"], "unavailable", "nobody knows that: {answer}");
    // Whoever is asked for by name is asked.
    let args = json!({ "service": "Grosse Farbe", "date": "2026-11-24", "staff": "Person11" });
    let answer = app.function("call_2", Some(CALLER), "check_availability", args);
    assert_eq!(offers(&answer).len(), 3, "{answer}");
}

#[test]
fn a_question_that_finds_nothing_looks_near_as_far_as_its_budget_goes() {
    let app = salon();
    // All twelve are away on the day asked for, and there the next.
    for person in 0..PEOPLE {
        let day = time::macros::datetime!(2026-11-24 0:00 UTC);
        app.sandbox.add_busy(FIRST_HOST + person, day, day + time::Duration::DAY);
    }
    let answer = check(&app, "call_1", "Pony");
    let first = answer["alternatives"][0]["start"].as_str().unwrap();
    assert!(first.starts_with("2026-11-25"), "{answer}");
    assert_eq!(calls(&app).0, usize::try_from(SLOT_CALLS_MAX).unwrap(), "twice twelve");
}
