//! Questions do not starve bookings: each has a budget of calls, and a part of the minute's allowance is kept.

use crate::support::harness::{CALLER, Setup, TestApp};
use chairside::calcom::client::options::REQUESTS_PER_MINUTE;
use chairside::config::Config;
use chairside::frontdesk::offer::question::{RESERVATION_CALLS_MAX, SLOT_CALLS_MAX};
use chairside::sandbox::stand_in::{SandboxEventType, SandboxTeam, SandboxUser, WorkingHours};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

pub const PEOPLE: i64 = 12;
const SEGMENTS: [&str; 4] = ["A", "B", "C", "D"];
const FIRST_HOST: i64 = 8_000;
const FIRST_EVENT_TYPE: i64 = 9_000;
/// A booking that need not wait for its turn takes a fraction of this.
const AT_ONCE: Duration = Duration::from_millis(2_500);

pub fn event_type(person: i64, segment: usize) -> i64 {
    FIRST_EVENT_TYPE + person * 10 + i64::try_from(segment).unwrap()
}

/// The key's limit as it is where nothing is said, and no answer is kept.
fn salon() -> TestApp {
    salon_with(|config| config.calcom.requests_per_minute = REQUESTS_PER_MINUTE)
}

/// A salon of twelve who all do a colour of four segments, and a simple service.
pub fn salon_with(change: fn(&mut Config)) -> TestApp {
    let mut text = "[booking]\nanswer_deadline_seconds = 8\n".to_owned();
    let (mut whole, mut simple) = (String::new(), String::new());
    for person in 0..PEOPLE {
        text += &format!(
            "[[staff]]\nkey = \"p{person}\"\nname = \"Person{person} Probe\"\nbranch = \"mitte\"\n\
             emails = [\"p{person}@salon.example\"]\n"
        );
        for (place, segment) in SEGMENTS.iter().enumerate() {
            let id = event_type(person, place);
            whole += &format!("{{ id = {id}, staff = \"p{person}\", segment = \"{segment}\" }},\n");
        }
        simple += &format!("{{ id = {}, staff = \"p{person}\" }},\n", event_type(person, 4));
    }
    text += &format!(
        "[[services]]\nkey = \"gross\"\nname = \"Grosse Farbe\"\npause_policy = \"free\"\nsegments = [\n\
         {{ name = \"Eins\", minutes = 30, pause_after = 30 }},\n{{ name = \"Zwei\", minutes = 15 }},\n\
         {{ name = \"Drei\", minutes = 15 }},\n{{ name = \"Vier\", minutes = 15 }},\n]\n\
         event_types = [\n{whole}]\n[[services]]\nkey = \"klein\"\nname = \"Pony\"\n\
         duration_minutes = 15\nevent_types = [\n{simple}]\n"
    );
    let app = TestApp::start_with(&Setup { extra: text, change });
    for person in 0..PEOPLE {
        let host = FIRST_HOST + person;
        let name = format!("Person{person} Probe");
        let email = format!("p{person}@salon.example");
        app.sandbox.add_user(SandboxUser::new(host, &name, &email, &format!("p{person}")));
        for (place, minutes) in [30, 15, 15, 15, 15].into_iter().enumerate() {
            let id = event_type(person, place);
            app.sandbox.add_event_type(SandboxEventType {
                id: Some(id),
                slot_interval_minutes: Some(15),
                ..SandboxEventType::personal("Teil", &format!("teil-{id}"), minutes, host)
            });
        }
    }
    app.sandbox.add_team(SandboxTeam {
        id: 91,
        name: "Zwölf".into(),
        slug: "zwoelf".into(),
        members: (0..PEOPLE).map(|person| FIRST_HOST + person).collect(),
    });
    app
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
    assert_eq!(slots, usize::try_from(SLOT_CALLS_MAX).unwrap(), "of {} event types", PEOPLE * 4);
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
