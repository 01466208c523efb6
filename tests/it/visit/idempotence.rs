//! Once, however often it is asked for: the same call at once, again, later; and two who want the same minutes.

use crate::support::harness::{CALLER, TestApp, WEB_TOKEN};
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation};
use serde_json::{Value, json};
use std::sync::Barrier;
use std::time::Duration;

/// Long enough that calls made at once are at Cal.com at once.
const SLOW: FaultKind = FaultKind::DelayBefore(Duration::from_millis(200));

fn slow_bookings(app: &TestApp) {
    app.sandbox.fault(Fault::always(FaultOn::operation(Operation::Book), SLOW));
}

/// Does the same in several threads that start together; the answers in the order of the threads.
fn at_once<T: Send>(count: usize, act: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(count);
    let (act, barrier) = (&act, &barrier);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|number| {
                scope.spawn(move || {
                    barrier.wait();
                    act(number)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn standing(app: &TestApp) -> (usize, i64) {
    let rows = "SELECT count(*) FROM appointments WHERE status = 'confirmed'";
    (app.sandbox.counts().standing, app.count(rows))
}

fn haircut(start: &str) -> Value {
    json!({ "service": "Haarschnitt", "staff": "Emma", "start": start, "customer_name": "Zoë Beispiel" })
}

fn an_offer(app: &TestApp, call: &str) -> String {
    let args = json!({ "service": "Haarschnitt", "date": "2026-11-24", "staff": "Emma" });
    let free = app.ask(call, "check_availability", args);
    free["offers"][0]["offer_id"].as_str().unwrap().to_owned()
}

fn status(answer: &Value) -> &str {
    answer["status"].as_str().unwrap()
}

fn assert_three_times_once(app: &TestApp, args: &Value) {
    slow_bookings(app);
    let mut answers = at_once(3, |_| app.ask("call_1", "book_appointment", args.clone()));
    app.clock.forward(time::Duration::minutes(2));
    answers.push(app.ask("call_1", "book_appointment", args.clone()));
    assert_eq!(status(&answers[0]), "booked", "{answers:#?}");
    for answer in &answers {
        assert_eq!(answer.to_string(), answers[0].to_string());
    }
    assert_eq!(standing(app), (1, 1));
    assert_eq!(app.sandbox.counts().created, 1);
}

#[test]
fn a_time_booked_three_times_at_once_and_again_later_is_one_booking() {
    let app = TestApp::start();
    assert_three_times_once(&app, &haircut("2026-11-24T10:00"));
}

#[test]
fn an_offer_booked_three_times_at_once_and_again_later_is_one_booking() {
    // Several times: between looking for an earlier answer and for the offer is little time for another's booking.
    for _ in 0..6 {
        let app = TestApp::start();
        let offer = an_offer(&app, "call_1");
        let args = json!({ "offer_id": offer, "customer_name": "Zoë Beispiel" });
        assert_three_times_once(&app, &args);
    }
}

#[test]
fn a_repeat_hears_its_answer_even_when_the_time_has_come() {
    let app = TestApp::start();
    let args = haircut("2026-11-23T09:05");
    app.sandbox.add_event_type(chairside::sandbox::stand_in::SandboxEventType {
        id: Some(crate::support::harness::CUT_EMMA),
        ..chairside::sandbox::stand_in::SandboxEventType::personal(
            "x",
            "x",
            45,
            crate::support::harness::HOST_EMMA,
        )
    });
    let first = app.ask("call_1", "book_appointment", args.clone());
    assert_eq!(status(&first), "booked", "{first}");
    app.clock.forward(time::Duration::minutes(6));
    assert_eq!(app.ask("call_1", "book_appointment", args), first);
}

#[test]
fn two_wishes_in_one_call_are_two_bookings() {
    let app = TestApp::start();
    slow_bookings(&app);
    let starts = ["2026-11-24T10:00", "2026-11-24T14:00"];
    let answers = at_once(2, |n| app.ask("call_1", "book_appointment", haircut(starts[n])));
    assert!(answers.iter().all(|answer| status(answer) == "booked"), "{answers:#?}");
    assert_ne!(answers[0]["appointment_id"], answers[1]["appointment_id"]);
    assert_eq!(standing(&app), (2, 2));
}

#[test]
fn an_offer_is_one_booking_whatever_name_is_said_the_second_time() {
    let app = TestApp::start();
    let offer = an_offer(&app, "call_1");
    let book = |name: &str| {
        app.ask("call_1", "book_appointment", json!({ "offer_id": offer, "customer_name": name }))
    };
    let first = book("Zoe Beispil");
    assert_eq!(status(&first), "booked", "{first}");
    assert_eq!(book("Zoë Beispiel"), first);
    assert_eq!(standing(&app), (1, 1));
}

#[test]
fn an_offer_of_another_call_is_not_taken() {
    let app = TestApp::start();
    let offer = an_offer(&app, "call_1");
    let args = json!({ "offer_id": offer, "customer_name": "Kim Muster" });
    let answer = app.function("call_2", Some("+493023125102"), "book_appointment", args);
    assert_eq!(status(&answer), "offer_expired", "{answer}");
    assert_eq!(app.sandbox.counts().created, 0);
}

fn of_many_callers_one_gets_the_minutes(callers: usize) {
    let app = TestApp::start();
    slow_bookings(&app);
    let answers = at_once(callers, |n| {
        let (call, from) = (format!("call_{n}"), format!("+49302312{:04}", 5100 + n));
        app.function(&call, Some(&from), "book_appointment", haircut("2026-11-24T10:00"))
    });
    let count = |word: &str| answers.iter().filter(|answer| status(answer) == word).count();
    assert_eq!((count("booked"), count("taken")), (1, callers - 1), "{answers:#?}");
    assert_eq!(standing(&app), (1, 1));
    assert_eq!(app.sandbox.counts().created, 1);
}

#[test]
fn of_two_callers_one_gets_the_minutes() {
    of_many_callers_one_gets_the_minutes(2);
}

#[test]
fn of_fifty_callers_one_gets_the_minutes() {
    of_many_callers_one_gets_the_minutes(50);
}

/// Without a wish the second caller gets the same minutes with somebody else, or hears that they are taken.
#[test]
fn two_callers_without_a_wish_are_never_booked_over_each_other() {
    let app = TestApp::start();
    slow_bookings(&app);
    let mut args = haircut("2026-11-24T10:00");
    args.as_object_mut().unwrap().remove("staff");
    let answers = at_once(4, |n| {
        let (call, from) = (format!("call_{n}"), format!("+49302312{:04}", 5100 + n));
        app.function(&call, Some(&from), "book_appointment", args.clone())
    });
    let booked: Vec<&Value> = answers.iter().filter(|answer| status(answer) == "booked").collect();
    assert!((1..=2).contains(&booked.len()), "{answers:#?}");
    assert_eq!(standing(&app), (booked.len(), i64::try_from(booked.len()).unwrap()));
    let staff: std::collections::BTreeSet<_> =
        booked.iter().map(|b| b["staff"].to_string()).collect();
    assert_eq!(staff.len(), booked.len(), "nobody is booked twice");
}

fn web(app: &TestApp, id: &str, start: &str) -> (u16, Value) {
    let body = json!({ "request_id": id, "service": "schnitt", "start": start, "staff": "Emma",
        "customer": { "name": "Zoë Beispiel", "phone": CALLER } });
    let bearer = format!("Bearer {WEB_TOKEN}");
    app.post("/api/v2/bookings", body.to_string().as_bytes(), &[("authorization", &bearer)])
}

#[test]
fn a_web_request_sent_three_times_at_once_is_one_booking() {
    let app = TestApp::start();
    slow_bookings(&app);
    let mut answers = at_once(3, |_| web(&app, "form-1", "2026-11-24T10:00"));
    app.clock.forward(time::Duration::minutes(2));
    answers.push(web(&app, "form-1", "2026-11-24T10:00"));
    assert_eq!(answers[0].0, 201, "{answers:#?}");
    for answer in &answers {
        assert_eq!(answer.1.to_string(), answers[0].1.to_string());
        assert_eq!(answer.0, 201);
    }
    assert_eq!(standing(&app), (1, 1));
}

#[test]
fn one_request_id_with_two_contents_at_once_is_one_booking_and_a_conflict() {
    for _ in 0..5 {
        let app = TestApp::start();
        slow_bookings(&app);
        let starts = ["2026-11-24T10:00", "2026-11-24T14:00"];
        let mut answers = at_once(2, |n| web(&app, "form-1", starts[n]).0);
        answers.sort_unstable();
        assert_eq!(answers, [201, 409]);
        assert_eq!(standing(&app), (1, 1));
    }
}

#[test]
fn a_cancellation_repeated_at_once_and_later_is_one_and_says_the_same() {
    let app = TestApp::start();
    app.ask("call_1", "book_appointment", haircut("2026-11-24T10:00"));
    app.sandbox.fault(Fault::always(FaultOn::operation(Operation::Cancel), SLOW));
    let mut answers = at_once(3, |_| app.ask("call_2", "cancel_appointment", json!({})));
    app.clock.forward(time::Duration::minutes(2));
    answers.push(app.ask("call_2", "cancel_appointment", json!({})));
    assert_eq!(status(&answers[0]), "cancelled", "{answers:#?}");
    for answer in &answers {
        assert_eq!(answer.to_string(), answers[0].to_string());
    }
    assert_eq!(standing(&app), (0, 0));
    let cancels = app.sandbox.requests().iter().filter(|r| r.target.ends_with("/cancel")).count();
    assert_eq!(cancels, 1);
    let other = app.ask("call_3", "cancel_appointment", json!({}));
    assert_eq!(status(&other), "not_found", "another call has cancelled nothing: {other}");
}

#[test]
fn a_move_repeated_at_once_and_later_is_one_and_says_the_same() {
    let app = TestApp::start();
    app.ask("call_1", "book_appointment", haircut("2026-11-24T10:00"));
    app.sandbox.fault(Fault::always(FaultOn::operation(Operation::Reschedule), SLOW));
    let args = json!({ "start": "2026-11-24T15:00" });
    let mut answers = at_once(3, |_| app.ask("call_2", "reschedule_appointment", args.clone()));
    app.clock.forward(time::Duration::minutes(2));
    answers.push(app.ask("call_2", "reschedule_appointment", args));
    assert_eq!(status(&answers[0]), "rescheduled", "{answers:#?}");
    for answer in &answers {
        assert_eq!(answer.to_string(), answers[0].to_string());
    }
    assert_eq!((standing(&app), app.sandbox.counts().created), ((1, 1), 2));
}

/// In one call: booked, off again, and then booked after all. The first answer would be a lie.
#[test]
fn who_changes_her_mind_and_back_gets_what_she_wants_last() {
    let app = TestApp::start();
    let book = || app.ask("call_1", "book_appointment", haircut("2026-11-24T10:00"));
    let to = |start: &str| {
        let moved = app.ask("call_1", "reschedule_appointment", json!({ "start": start }));
        assert_eq!(status(&moved), "rescheduled", "{moved}");
        let start = moved["start"].as_str().unwrap()[..16].to_owned();
        assert_eq!(
            app.rows("SELECT starts_at FROM appointments WHERE status = 'confirmed'").len(),
            1
        );
        start
    };
    assert_eq!(status(&book()), "booked");
    assert_eq!(status(&app.ask("call_1", "cancel_appointment", json!({}))), "cancelled");
    assert_eq!(standing(&app), (0, 0));
    let again = book();
    assert_eq!(status(&again), "booked", "{again}");
    assert_eq!(standing(&app), (1, 1));
    assert_eq!(book(), again, "a repeat of the second time hears the second time");
    for start in ["2026-11-24T11:00", "2026-11-24T12:00", "2026-11-24T11:00"] {
        assert_eq!(to(start), start);
        assert_eq!(to(start), start, "a repeat");
    }
    let at: Vec<String> = app
        .sandbox
        .bookings()
        .iter()
        .filter(|b| b.status.stands())
        .map(|b| b.start.to_string())
        .collect();
    assert_eq!(at, ["2026-11-24 10:00:00.0 +00:00:00"]);
    assert_eq!(app.sandbox.counts().created, 5);
}

/// A cancellation and a move at once: whichever comes first, nobody is told something that is not so.
#[test]
fn a_cancellation_and_a_move_at_once_are_answered_as_they_ended() {
    for _ in 0..6 {
        let app = TestApp::start();
        app.ask("call_1", "book_appointment", haircut("2026-11-24T10:00"));
        let on = FaultOn::any().containing("/v2/bookings/");
        app.sandbox.fault(Fault::always(on, FaultKind::DelayBefore(Duration::from_millis(20))));
        let answers = at_once(2, |n| match n {
            0 => app.ask("call_2", "cancel_appointment", json!({})),
            _ => {
                app.ask("call_3", "reschedule_appointment", json!({ "start": "2026-11-24T15:00" }))
            }
        });
        app.sandbox.clear_faults();
        app.deliver_webhooks();
        app.settle();
        let said = (status(&answers[0]), status(&answers[1]));
        let is_off = standing(&app) == (0, 0);
        match said {
            ("cancelled", "rescheduled") => {
                assert!(is_off, "moved first, then cancelled: {answers:#?}")
            }
            ("cancelled", _) => assert!(is_off, "{answers:#?}"),
            (_, "rescheduled") => assert_eq!(standing(&app), (1, 1), "{answers:#?}"),
            _ => panic!("neither: {answers:#?}"),
        }
    }
}

/// Whoever has it already hears so, also where it could not be booked any more.
#[test]
fn what_the_caller_has_is_told_though_nobody_could_book_it_now() {
    let app = TestApp::start();
    let booked = app.ask("call_1", "book_appointment", haircut("2026-11-24T10:00"));
    assert_eq!(status(&booked), "booked");
    let retired = "UPDATE calcom_event_map SET is_retired = 1 WHERE staff_id = (SELECT id FROM staff WHERE key = 'emma')";
    rusqlite::Connection::open(app.database()).unwrap().execute(retired, []).unwrap();
    let again = app.ask("call_2", "book_appointment", haircut("2026-11-24T10:00"));
    assert_eq!((status(&again), &again["appointment_id"]), ("booked", &booked["appointment_id"]));
    let other = app.ask("call_3", "book_appointment", haircut("2026-11-24T12:00"));
    assert_ne!(status(&other), "booked", "{other}");
    assert_eq!(standing(&app), (1, 1));
}
