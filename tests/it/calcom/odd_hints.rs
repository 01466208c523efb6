//! Cal.com's odd answers to what nobody waits for: a hint looked at, and the poll. What cannot be read stays to be done.

use crate::calcom::odd_calcom::{
    agree, book_well, is_host, only_one_appointment, with_every_odd_answer,
};
use crate::support::harness::TestApp;
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation};
use serde_json::json;
use std::time::{Duration, Instant};

/// One call of background work: the configured time, and some for a busy machine.
const STEP_TAKES: Duration = Duration::from_secs(20);

fn cancelled_at_calcom(app: &TestApp) {
    book_well(app);
    let uid = app.sandbox.bookings()[0].uid.clone();
    app.at_calcom(&format!("/v2/bookings/{uid}/cancel"), &json!({ "cancellationReason": "krank" }));
}

/// Whether the fault leaves an answer that can be read.
fn is_readable(kind: &FaultKind) -> bool {
    is_host(kind)
}

fn in_time(what: &str, step: impl FnOnce()) {
    let begun = Instant::now();
    step();
    assert!(begun.elapsed() < STEP_TAKES, "{what}: took {:?}", begun.elapsed());
}

#[test]
fn looking_at_a_hint() {
    with_every_odd_answer(
        Operation::GetBooking,
        cancelled_at_calcom,
        |app, what, kind| {
            assert_eq!(app.deliver_webhooks(), 1);
            in_time(what, || {
                app.appliance.work.tick();
            });
            let states = app.rows(
                "SELECT state FROM inbox WHERE channel = 'calcom_webhook' AND state <> 'done'",
            );
            let status = app.rows("SELECT status FROM appointments");
            if is_readable(kind) {
                assert_eq!((states, status), (vec![], vec!["cancelled".to_owned()]), "{what}");
            } else {
                assert_eq!(
                    status,
                    ["confirmed"],
                    "{what}: nothing is believed of an answer nobody can read"
                );
                assert_eq!(states, ["open"], "{what}: the hint is looked at again");
                let reason = app.rows("SELECT reason FROM inbox WHERE state = 'open'").remove(0);
                assert!(!reason.is_empty() && reason.len() < 500, "{what}: {reason}");
            }
        },
        |app, what, _| {
            only_one_appointment(app, what);
            agree(app, what, 0);
            assert_eq!(app.count("SELECT count(*) FROM inbox WHERE state = 'dead'"), 0, "{what}");
        },
    );
}

#[test]
fn polling() {
    with_every_odd_answer(
        Operation::ListBookings,
        |app| {
            cancelled_at_calcom(app);
            assert_eq!(app.sandbox.take_webhooks().len(), 1, "the webhook is lost");
        },
        |app, what, kind| {
            in_time(what, || {
                let polled = app.appliance.work.poll_now();
                let read = is_readable(kind) || *kind == FaultKind::DataArray;
                assert_eq!(polled.is_ok(), read, "{what}: {polled:?}");
            });
            let expected = if is_readable(kind) { "cancelled" } else { "confirmed" };
            assert_eq!(app.rows("SELECT status FROM appointments"), [expected], "{what}");
        },
        |app, what, _| {
            assert!(app.appliance.work.poll_now().is_ok(), "{what}");
            only_one_appointment(app, what);
            agree(app, what, 0);
        },
    );
}

#[test]
fn a_hint_about_what_cannot_be_read_is_given_up_in_the_end_and_says_so() {
    let app = TestApp::start();
    // As at every start.
    app.appliance.work.poll_now().unwrap();
    cancelled_at_calcom(&app);
    app.sandbox.fault(Fault::always(FaultOn::operation(Operation::GetBooking), FaultKind::Html502));
    app.deliver_webhooks();
    for _ in 0..30 {
        app.appliance.work.tick();
        app.clock.forward(time::Duration::minutes(11));
    }
    assert_eq!(app.rows("SELECT status FROM appointments"), ["confirmed"]);
    let dead = app.rows("SELECT reason FROM inbox WHERE state = 'dead'");
    assert_eq!(dead.len(), 1, "{dead:?}");
    assert!(dead[0].contains("502"), "{dead:?}");
    // The poll, which is part of correctness, finds it all the same.
    app.sandbox.clear_faults();
    app.appliance.work.poll_now().unwrap();
    assert_eq!(app.rows("SELECT status FROM appointments"), ["cancelled"]);
}
