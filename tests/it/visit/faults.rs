//! Cal.com goes wrong in every way it can: in the end there is one booking, or none where it refused, no person is
//! needed, the appointment agrees with Cal.com, and what the caller heard was not a lie.

use crate::support::harness::{HOST_EMMA, Setup, TestApp, sandbox_at};
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, HostShape, Operation};
use serde_json::{Value, json};
use std::time::Duration;

/// Beyond what a caller waits.
const LONG: Duration = Duration::from_millis(3500);

pub fn impatient() -> Setup {
    let extra = "[booking]\nanswer_deadline_seconds = 2\nquiet_seconds = 5\ngive_up_minutes = 2";
    Setup { extra: extra.into(), ..Setup::default() }
}

/// What goes wrong, and what the caller may hear: the good word, `taken` or `refused`, or `unknown`.
fn every_fault() -> Vec<(FaultKind, &'static str)> {
    vec![
        (FaultKind::LostAnswer, "done"),
        (FaultKind::Error500After, "done"),
        (FaultKind::Html502, "done"),
        (FaultKind::CutBody, "done"),
        (FaultKind::DataArray, "done"),
        (FaultKind::Huge, "done"),
        (FaultKind::TooManyRequests, "done"),
        (FaultKind::NeverArrives, "unknown"),
        (FaultKind::Error500Before, "unknown"),
        (FaultKind::Error503, "unknown"),
        (FaultKind::Html200, "unknown"),
        (FaultKind::Redirect("https://elsewhere.example.com/".into()), "unknown"),
        (FaultKind::Drip(Duration::from_millis(20)), "unknown"),
        (FaultKind::DelayAfter(LONG), "unknown"),
        (FaultKind::DelayBefore(LONG), "unknown"),
        (FaultKind::SlotTaken, "refused"),
        (FaultKind::Conflict409, "refused"),
        (FaultKind::StatusError200, "unknown"),
    ]
}

/// Each fault in a program and at a Cal.com of its own, several at a time: most of it is waiting.
fn with_every_fault(operation: Operation, act: impl Fn(&TestApp, &FaultKind, &str) + Sync) {
    let act = &act;
    for some in every_fault().chunks(6) {
        std::thread::scope(|scope| {
            for (kind, expected) in some {
                scope.spawn(move || {
                    let app = TestApp::start_with(&impatient());
                    let arm = || {
                        app.sandbox.fault(Fault::once(FaultOn::operation(operation), kind.clone()))
                    };
                    prepare(&app, operation);
                    arm();
                    act(&app, kind, expected);
                });
            }
        });
    }
}

/// What is cancelled or moved must be there before.
fn prepare(app: &TestApp, operation: Operation) {
    if operation != Operation::Book {
        let booked = book(app);
        assert_eq!(status(&booked), "booked", "{booked}");
    }
}

fn book(app: &TestApp) -> Value {
    let args = json!({ "service": "Haarschnitt", "staff": "Emma", "start": "2026-11-24T10:00",
        "customer_name": "Zoë Beispiel" });
    app.ask("call_1", "book_appointment", args)
}

fn cancel(app: &TestApp) -> Value {
    app.ask("call_2", "cancel_appointment", json!({}))
}

fn postpone(app: &TestApp) -> Value {
    app.ask("call_2", "reschedule_appointment", json!({ "start": "2026-11-24T15:00" }))
}

fn status(answer: &Value) -> &str {
    answer["status"].as_str().unwrap()
}

/// The appointments agree with Cal.com: as many standing as expected, the same uids, start and staff member.
pub fn assert_agrees(app: &TestApp, standing: usize, what: &str) {
    let mut there: Vec<String> = app
        .sandbox
        .bookings()
        .iter()
        .filter(|b| b.status.stands())
        .map(|b| {
            format!("{} {} {}", b.uid, chairside::store::db::stamp::seconds(b.start), b.host_id)
        })
        .collect();
    let mut here = app.rows(
        "SELECT calcom_v2_booking_uid || ' ' || starts_at || ' ' || coalesce(calcom_host_id, '-')
         FROM appointments WHERE status IN ('confirmed', 'requested', 'pending')",
    );
    there.sort();
    here.sort();
    assert_eq!(here, there, "{what}");
    assert_eq!(there.len(), standing, "{what}");
    assert_eq!(
        app.count("SELECT count(*) FROM sagas WHERE state IN ('open', 'stuck')"),
        0,
        "{what}"
    );
}

#[test]
fn booking() {
    with_every_fault(Operation::Book, |app, kind, expected| {
        let heard = book(app);
        let word = match expected {
            "done" => "booked",
            "refused" => "taken",
            other => other,
        };
        assert_eq!(status(&heard), word, "{kind:?} {heard}");
        app.settle();
        assert_agrees(app, usize::from(expected != "refused"), &format!("{kind:?}"));
        // Later it is known, and asking again says so and books nothing more, but what was refused is free to try.
        let again = book(app);
        assert_eq!(status(&again), "booked", "{kind:?} {again}");
        if expected == "done" {
            assert_eq!(again, heard, "{kind:?}");
        }
        app.deliver_webhooks();
        app.appliance.work.poll_now().unwrap();
        app.settle();
        assert_agrees(app, 1, &format!("{kind:?}, asked again"));
        assert_eq!(app.count("SELECT count(*) FROM appointments"), 1, "{kind:?}");
    });
}

#[test]
fn cancelling() {
    with_every_fault(Operation::Cancel, |app, kind, expected| {
        let heard = cancel(app);
        // Cancelling twice is cancelling once, so what is not known is sent again at once, while there is time.
        let slow = matches!(
            kind,
            FaultKind::Drip(_) | FaultKind::DelayAfter(_) | FaultKind::DelayBefore(_)
        );
        let word = match expected {
            "refused" => "handed_over",
            _ if slow => "unknown",
            _ => "cancelled",
        };
        assert_eq!(status(&heard), word, "{kind:?} {heard}");
        app.settle();
        assert_agrees(app, usize::from(expected == "refused"), &format!("{kind:?}"));
        let again = cancel(app);
        assert_eq!(status(&again), "cancelled", "{kind:?} {again}");
        assert_agrees(app, 0, &format!("{kind:?}, asked again"));
    });
}

#[test]
fn moving() {
    with_every_fault(Operation::Reschedule, |app, kind, expected| {
        let heard = postpone(app);
        let word = match expected {
            "done" => "rescheduled",
            "refused" => "taken",
            other => other,
        };
        assert_eq!(status(&heard), word, "{kind:?} {heard}");
        app.settle();
        assert_agrees(app, 1, &format!("{kind:?}"));
        let again = postpone(app);
        assert_eq!(status(&again), "rescheduled", "{kind:?} {again}");
        if expected == "done" {
            assert_eq!(again, heard, "{kind:?}");
        }
        app.deliver_webhooks();
        app.settle();
        assert_agrees(app, 1, &format!("{kind:?}, asked again"));
        let starts = app.rows("SELECT starts_at FROM appointments");
        assert_eq!(starts, ["2026-11-24T14:00:00Z"], "{kind:?}");
        assert_eq!(app.sandbox.counts().created, 2, "{kind:?}: moved once");
    });
}

/// Moves the caller's appointment to the other staff member, by an offer of this call.
fn hand_over(app: &TestApp) -> Value {
    let args = json!({ "service": "Haarschnitt", "date": "2026-11-25", "staff": "Jürgen" });
    let free = app.ask("call_2", "check_availability", args);
    let offer = free["offers"][0]["offer_id"].clone();
    app.ask("call_2", "reschedule_appointment", json!({ "offer_id": offer }))
}

fn assert_handed_over(app: &TestApp, handed_over: bool, what: &str) {
    assert_agrees(app, 1, what);
    let staff = "SELECT s.name FROM appointments a JOIN staff s ON s.id = a.staff_id";
    let expected = if handed_over { "Jürgen Weiß" } else { "Emma Vogel" };
    assert_eq!(app.rows(staff), [expected], "{what}");
}

#[test]
fn moving_to_somebody_else_with_a_fault_in_the_booking() {
    // `Operation::Book` would also meet the first booking; this one is the second.
    for some in every_fault().chunks(6) {
        std::thread::scope(|scope| {
            for (kind, expected) in some {
                scope.spawn(move || {
                    let app = TestApp::start_with(&impatient());
                    assert_eq!(status(&book(&app)), "booked");
                    app.sandbox
                        .fault(Fault::once(FaultOn::operation(Operation::Book), kind.clone()));
                    let heard = hand_over(&app);
                    let word = match *expected {
                        "done" => "rescheduled",
                        "refused" => "taken",
                        other => other,
                    };
                    assert_eq!(status(&heard), word, "{kind:?} {heard}");
                    app.deliver_webhooks();
                    app.settle();
                    assert_handed_over(&app, *expected != "refused", &format!("{kind:?}"));
                });
            }
        });
    }
}

#[test]
fn moving_to_somebody_else_with_a_fault_in_the_cancelling() {
    with_every_fault(Operation::Cancel, |app, kind, expected| {
        let heard = hand_over(app);
        let honest = match expected {
            // The old one would not go, so the new one was taken back.
            "refused" => status(&heard) == "handed_over",
            _ => ["rescheduled", "unknown"].contains(&status(&heard)),
        };
        assert!(honest, "{kind:?} {heard}");
        app.deliver_webhooks();
        app.settle();
        assert_handed_over(app, expected != "refused", &format!("{kind:?}"));
    });
}

#[test]
fn the_look_for_the_host_fails_and_the_host_is_found_later() {
    for get in [
        FaultKind::Error500Before,
        FaultKind::LostAnswer,
        FaultKind::Html200,
        FaultKind::DelayAfter(LONG),
    ] {
        let app = TestApp::start_with(&impatient());
        let no_host = FaultKind::Host(HostShape::MissingInPost);
        app.sandbox.fault(Fault::once(FaultOn::operation(Operation::Book), no_host));
        app.sandbox.fault(Fault::once(FaultOn::operation(Operation::GetBooking), get));
        let heard = book(&app);
        assert_eq!(status(&heard), "booked", "{heard}");
        assert_eq!(heard["staff"], Value::Null, "nobody is named who is not known");
        assert_eq!(app.rows("SELECT assignment_state FROM appointments"), ["not_evaluated"]);
        app.settle();
        assert_agrees(&app, 1, "the host is known");
        assert_eq!(app.rows("SELECT assignment_state FROM appointments"), ["matched"]);
    }
}

#[test]
fn a_host_that_is_never_named_holds_nothing_up() {
    let app = TestApp::start_with(&impatient());
    app.sandbox.fault(Fault::always(FaultOn::any(), FaultKind::Host(HostShape::Empty)));
    assert_eq!(status(&book(&app)), "booked");
    app.settle();
    assert_eq!(
        app.rows("SELECT status || ' ' || assignment_state FROM appointments"),
        ["confirmed not_evaluated"]
    );
    assert_eq!(app.sandbox.counts().standing, 1);
    app.sandbox.clear_faults();
    app.appliance.work.poll_now().unwrap();
    assert_agrees(&app, 1, "once it is named, it is known");
}

#[test]
fn cal_com_cannot_be_reached_and_comes_back() {
    let mut app = TestApp::start_with(&impatient());
    let address = app.sandbox.addr().to_string();
    app.sandbox.stop();
    let heard = book(&app);
    assert_eq!(status(&heard), "unknown", "{heard}");
    app.sandbox = sandbox_at(&app.clock, &address);
    app.settle();
    assert_agrees(&app, 1, "it is back");
    assert_eq!(status(&book(&app)), "booked");
}

#[test]
fn cal_com_cannot_be_reached_for_too_long() {
    let mut app = TestApp::start_with(&impatient());
    let address = app.sandbox.addr().to_string();
    app.sandbox.stop();
    assert_eq!(status(&book(&app)), "unknown");
    app.settle();
    app.sandbox = sandbox_at(&app.clock, &address);
    app.settle();
    assert_agrees(&app, 0, "given up");
    assert_eq!(status(&book(&app)), "booked", "and free to be tried again");
    assert_eq!(app.sandbox.bookings()[0].host_id, HOST_EMMA);
}
