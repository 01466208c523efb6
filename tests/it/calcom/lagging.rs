//! Cal.com shows late what it has: what a saga planned joins that saga's customer however late, and a visit that is not
//! whole is told as being arranged.

use crate::support::harness::{CALLER, COLOUR_EMMA, TestApp};
use crate::visit::faults::impatient;
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation};
use serde_json::{Value, json};
use std::time::Duration;

fn book(app: &TestApp, service: &str) -> Value {
    let args = json!({ "service": service, "start": "2026-11-24T10:00", "staff": "Emma",
        "customer_name": "Zoë Beispiel" });
    app.ask("call_1", "book_appointment", args)
}

fn raised(app: &TestApp) -> Vec<String> {
    app.rows("SELECT kind FROM warnings WHERE cleared_at IS NULL ORDER BY id")
}

#[test]
fn what_was_planned_joins_its_customer_however_late_it_shows() {
    for road in ["webhook", "poll"] {
        let app = TestApp::start_with(&impatient());
        app.sandbox.list_lag(Duration::from_secs(3600));
        let on = FaultOn::operation(Operation::Book);
        app.sandbox.fault(Fault::once(on, FaultKind::LostAnswer));
        assert_eq!(book(&app, "schnitt")["status"], "unknown", "{road}");
        app.settle();
        assert_eq!(
            app.rows("SELECT state FROM sagas"),
            ["unwound"],
            "{road}: the list shows nothing"
        );
        let notes = app.rows("SELECT phone FROM callbacks");
        assert_eq!(notes, [CALLER], "{road}: she was told that we see to it");
        app.sandbox.list_lag(Duration::ZERO);
        match road {
            "webhook" => drop(app.deliver_webhooks()),
            _ => drop(app.appliance.work.poll_now().unwrap()),
        }
        app.settle();
        let own = app.ask("call_2", "list_appointments", json!({}));
        assert_eq!(own["status"], "ok", "{road}: {own}");
        assert_eq!(own["appointments"].as_array().unwrap().len(), 1, "{road}: {own}");
        assert_eq!(raised(&app), ["stray_booking"], "{road}");
        let off = app.ask("call_3", "cancel_appointment", json!({}));
        assert_eq!(off["status"], "cancelled", "{road}: {off}");
        assert!(app.sandbox.bookings().iter().all(|one| !one.status.stands()), "{road}");
        assert!(raised(&app).is_empty(), "{road}: what is off is no matter any more");
    }
}

#[test]
fn what_is_written_after_she_called_off_is_seen_and_warned_of() {
    let app = TestApp::start_with(&impatient());
    let late = FaultKind::LateWrite(Duration::from_secs(600));
    app.sandbox.fault(Fault::once(FaultOn::operation(Operation::Book), late));
    assert_eq!(book(&app, "schnitt")["status"], "unknown");
    app.settle();
    let first = app.sandbox.counts().standing;
    assert_eq!(first, 1, "asked for again after the quiet time");
    assert_eq!(app.ask("call_1", "cancel_appointment", json!({}))["status"], "cancelled");
    app.clock.forward(time::Duration::seconds(700));
    app.sandbox.write_due();
    assert_eq!(app.sandbox.counts().standing, 1, "the first one is written now");
    app.appliance.work.poll_now().unwrap();
    app.settle();
    assert_eq!(raised(&app), ["stray_booking"]);
    let own = app.ask("call_2", "list_appointments", json!({}));
    assert_eq!(own["appointments"].as_array().unwrap().len(), 1, "{own}");
}

#[test]
fn a_visit_that_is_not_whole_is_told_as_being_arranged_for_its_own_time() {
    let app = TestApp::start_with(&impatient());
    // The last part is booked first; the second answer is lost, and nobody can look.
    let on = FaultOn::operation(Operation::Book).nth(2);
    app.sandbox.fault(Fault { on, what: FaultKind::LostAnswer, times: Some(1) });
    let list = FaultOn::operation(Operation::ListBookings);
    app.sandbox.fault(Fault::always(list, FaultKind::NeverArrives));
    assert_eq!(book(&app, "ansatzfarbe")["status"], "unknown");
    let own = app.ask("call_1", "list_appointments", json!({}));
    let own = app.ask("call_2", "list_appointments", json!({ "again": own["status"] }));
    let only = &own["appointments"][0];
    assert_eq!(only["status"], "pending", "{own}");
    assert!(only["start"].as_str().unwrap().starts_with("2026-11-24T10:00"), "{own}");
    let said = own["say"].as_str().unwrap();
    assert!(said.contains("10 Uhr") && said.contains("wird gerade noch eingetragen"), "{said}");
    app.sandbox.clear_faults();
    app.settle();
    let own = app.ask("call_3", "list_appointments", json!({}));
    assert_eq!(own["appointments"][0]["status"], "confirmed", "{own}");
    assert_eq!(
        app.sandbox.bookings().iter().filter(|one| one.event_type_id >= COLOUR_EMMA).count(),
        4
    );
}

/// "Not there" counts only so long after the answer was lost, however long that took.
#[test]
fn the_quiet_time_counts_from_the_lost_answer() {
    let app = TestApp::start_with(&impatient());
    let clock = app.clock.clone();
    let on = FaultOn::operation(Operation::Book);
    app.sandbox.fault(Fault::once(on, FaultKind::HoldBefore));
    std::thread::scope(|scope| {
        let booking = scope.spawn(|| book(&app, "schnitt"));
        assert!(app.sandbox.wait_for_held(1, Duration::from_secs(20)));
        // The call takes longer than the quiet time, and its answer is lost then.
        clock.forward(time::Duration::seconds(60));
        assert_eq!(booking.join().unwrap()["status"], "unknown");
    });
    let lost_at = app.rows("SELECT sent_at FROM sagas");
    assert!(lost_at[0].starts_with("2026-11-23T08:01:00"), "{lost_at:?}");
    app.sandbox.release();
    app.settle();
    assert_eq!(app.sandbox.counts().created, 1);
}
