//! Whole visits in a recording: booked, refused halfway, lost halfway, moved and called off, and replayed as they were.

use crate::recording::world::{assert_replays, recording};
use crate::support::harness::{CALLER, COLOUR_EMMA, TestApp};
use crate::visit::visit_main::{book_first_offer, wish};
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation};
use serde_json::{Value, json};
use time::Duration;

const SECOND: Option<&str> = Some("+493023125102");

fn at(start: &str) -> Value {
    json!({ "service": "Ansatzfärbung", "start": start, "staff": "Emma", "customer_name": "Kim Muster" })
}

/// Cal.com does this to the booking of the visit's segment, once.
fn once(app: &TestApp, segment: i64, kind: FaultKind) {
    let on = FaultOn::operation(Operation::Book)
        .containing(&format!("\"eventTypeId\":{}", COLOUR_EMMA + segment));
    app.sandbox.fault(Fault::once(on, kind));
}

#[test]
fn whole_visits_are_replayed_as_they_were() {
    let mut app = TestApp::start_with(&recording(""));
    let booked = book_first_offer(&app, "call_1", wish());
    assert_eq!(booked["status"], "booked", "{booked}");
    app.deliver_webhooks();
    app.settle();

    // Refused when two of it stand: taken back.
    once(&app, 1, FaultKind::SlotTaken);
    let taken = app.function("call_2", SECOND, "book_appointment", at("2026-11-25T10:00"));
    assert_eq!(taken["status"], "taken", "{taken}");
    app.settle();

    // An answer lost in the middle: found again.
    once(&app, 2, FaultKind::LostAnswer);
    let booked = app.function("call_3", SECOND, "book_appointment", at("2026-11-26T10:00"));
    assert!(["booked", "unknown"].contains(&booked["status"].as_str().unwrap()), "{booked}");
    app.settle();
    app.clock.forward(Duration::minutes(1));
    app.settle();
    let stands =
        "SELECT count(*) FROM appointments WHERE status = 'confirmed' AND is_composite = 1";
    assert_eq!(app.count(stands), 2);

    let moved = json!({ "start": "2026-11-27T11:00" });
    let moved = app.function("call_4", Some(CALLER), "reschedule_appointment", moved);
    assert_eq!(moved["status"], "rescheduled", "{moved}");
    let off = app.function("call_5", SECOND, "cancel_appointment", json!({}));
    assert_eq!(off["status"], "cancelled", "{off}");
    app.deliver_webhooks();
    app.settle();

    let run = assert_replays(&mut app, "whole visits");
    assert_eq!(run.stderr, "", "nothing happened otherwise than it had");
}
