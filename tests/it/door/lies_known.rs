//! An answer names as new what is known here already, or what nobody has: another caller's booking stays hers, and what
//! is told is her own.

use crate::door::lies::field;
use crate::support::harness::{CALLER, CUT_EMMA, TestApp};
use crate::visit::faults::impatient;
use chairside::sandbox::stand_in::{Becomes, Fault, FaultKind, FaultOn, Operation};
use serde_json::{Value, json};

const OTHER: &str = "+493023125102";

fn book(app: &TestApp, from: &str, start: &str, staff: &str) -> Value {
    let args = json!({ "service": "schnitt", "start": start, "staff": staff,
        "customer_name": "Zoë Beispiel" });
    app.function(&format!("call_{from}"), Some(from), "book_appointment", args)
}

fn lie(app: &TestApp, operation: Operation, pointer: &str, value: &str) {
    let lie = field(pointer, Becomes::Value(json!(value)));
    app.sandbox.fault(Fault::once(FaultOn::operation(operation), lie));
}

/// What a caller is shown as standing: uid and start.
fn shown(app: &TestApp, phone: &str) -> Vec<String> {
    app.rows(&format!(
        "SELECT a.calcom_v2_booking_uid || ' ' || a.starts_at FROM appointments a
         JOIN customers c ON c.id = a.customer_id
         WHERE c.phone = '{phone}' AND a.status IN ('confirmed', 'requested', 'pending')"
    ))
}

fn uid_at(app: &TestApp, hour_utc: u8) -> String {
    let all = app.sandbox.bookings();
    let one = all.iter().find(|one| one.status.stands() && one.start.hour() == hour_utc);
    one.unwrap().uid.clone()
}

/// Another caller has 11:00, known from its own saga and, on request, from a webhook.
fn with_another(is_seen: bool) -> (TestApp, String) {
    let app = TestApp::start_with(&impatient());
    assert_eq!(book(&app, OTHER, "2026-11-24T11:00", "Emma")["status"], "booked");
    if is_seen {
        app.deliver_webhooks();
        app.settle();
    }
    let theirs = uid_at(&app, 10);
    (app, theirs)
}

#[test]
fn a_new_booking_replaces_none_and_is_none_that_is_known() {
    for is_seen in [false, true] {
        for pointer in ["/data/uid", "/data/rescheduledFromUid", "/data/rescheduledToUid"] {
            let (app, theirs) = with_another(is_seen);
            lie(&app, Operation::Book, pointer, &theirs);
            let heard = book(&app, CALLER, "2026-11-24T15:00", "Jürgen");
            let what = format!("{pointer}, seen {is_seen}: {heard}");
            if heard["status"] == "booked" {
                assert!(heard["start"].as_str().unwrap().starts_with("2026-11-24T15:00"), "{what}");
            } else {
                assert_eq!(heard["status"], "unknown", "{what}");
            }
            app.settle();
            app.deliver_webhooks();
            app.settle();
            assert_eq!(shown(&app, OTHER), [format!("{theirs} 2026-11-24T10:00:00Z")], "{what}");
            let own = uid_at(&app, 14);
            assert_eq!(shown(&app, CALLER), [format!("{own} 2026-11-24T14:00:00Z")], "{what}");
        }
    }
}

#[test]
fn a_moved_booking_is_none_that_is_known() {
    for is_seen in [false, true] {
        let (app, theirs) = with_another(is_seen);
        assert_eq!(book(&app, CALLER, "2026-11-24T15:00", "Jürgen")["status"], "booked");
        lie(&app, Operation::Reschedule, "/data/uid", &theirs);
        let args = json!({ "start": "2026-11-24T16:00" });
        let heard = app.ask("call_2", "reschedule_appointment", args);
        assert_eq!(heard["status"], "rescheduled", "{heard}");
        assert!(heard["start"].as_str().unwrap().starts_with("2026-11-24T16:00"), "{heard}");
        app.settle();
        app.deliver_webhooks();
        app.settle();
        assert_eq!(shown(&app, OTHER), [format!("{theirs} 2026-11-24T10:00:00Z")]);
        let own = uid_at(&app, 15);
        assert_eq!(shown(&app, CALLER), [format!("{own} 2026-11-24T15:00:00Z")]);
    }
}

#[test]
fn what_is_called_off_instead_of_a_uid_of_nobody_is_off_here_too() {
    for then in ["cancel", "move"] {
        let app = TestApp::start_with(&impatient());
        lie(&app, Operation::Book, "/data/uid", "neverSeenBefore0000001");
        assert_eq!(book(&app, CALLER, "2026-11-24T15:00", "Jürgen")["status"], "booked");
        // Before a webhook or the poll has told of the right uid.
        let expected = if then == "cancel" {
            let off = app.ask("call_2", "cancel_appointment", json!({}));
            assert_eq!(off["status"], "cancelled", "{off}");
            vec![]
        } else {
            let args = json!({ "start": "2026-11-24T16:00" });
            let moved = app.ask("call_2", "reschedule_appointment", args);
            assert_eq!(moved["status"], "rescheduled", "{moved}");
            vec![format!("{} 2026-11-24T15:00:00Z", uid_at(&app, 15))]
        };
        for _ in 0..2 {
            app.settle();
            assert_eq!(shown(&app, CALLER), expected, "{then}");
            assert_eq!(app.count("SELECT count(*) FROM appointments"), 1, "{then}");
            app.deliver_webhooks();
        }
    }
}

/// The answer names a stranger's booking; before the first look at it succeeds she calls hers off, and while that waits
/// the stranger's turns out to be the stranger's.
#[test]
fn what_turned_out_to_be_somebody_elses_is_not_called_off() {
    for blind in 0..4 {
        let app = TestApp::start_with(&impatient());
        let body = json!({ "eventTypeId": CUT_EMMA, "start": "2026-11-24T10:00:00Z",
            "attendee": { "name": "Fremde Person", "email": "fremd@example.com",
                "timeZone": "Europe/Berlin", "phoneNumber": OTHER } });
        let theirs = app.at_calcom("/v2/bookings", &body)["uid"].as_str().unwrap().to_owned();
        lie(&app, Operation::Book, "/data/uid", &theirs);
        for looking in [Operation::GetBooking, Operation::ListBookings] {
            let (on, what) = (FaultOn::operation(looking), FaultKind::Error500Before);
            app.sandbox.fault(Fault { on, what, times: Some(blind) });
        }
        let heard = book(&app, CALLER, "2026-11-24T15:00", "Jürgen");
        let off = app.ask("call_2", "cancel_appointment", json!({}));
        app.settle();
        app.deliver_webhooks();
        app.settle();
        let what = format!("blind {blind}: {heard} {off}");
        let all = app.sandbox.bookings();
        let stands = all.iter().any(|one| one.uid == theirs && one.status.stands());
        assert!(stands, "{what}");
        assert!(shown(&app, CALLER).iter().all(|one| !one.starts_with(&theirs)), "{what}");
        if off["status"] == "cancelled" {
            assert!(shown(&app, CALLER).is_empty(), "{what}");
        }
    }
}

/// Of an answer to a cancellation one thing is believed: that it is off.
#[test]
fn a_cancellation_says_nothing_of_whose_it_is() {
    for pointer in ["/data/rescheduledFromUid", "/data/metadata", "/data/updatedAt"] {
        let (app, theirs) = with_another(true);
        assert_eq!(book(&app, CALLER, "2026-11-24T15:00", "Jürgen")["status"], "booked");
        let value = match pointer {
            "/data/metadata" => {
                let all = app.sandbox.bookings();
                json!(all.iter().find(|one| one.uid == theirs).unwrap().metadata)
            }
            "/data/updatedAt" => json!("2026-01-01T00:00:00Z"),
            _ => json!(theirs),
        };
        let lie = field(pointer, Becomes::Value(value));
        app.sandbox.fault(Fault::once(FaultOn::operation(Operation::Cancel), lie));
        let off = app.ask("call_2", "cancel_appointment", json!({}));
        assert_eq!(off["status"], "cancelled", "{pointer}: {off}");
        assert!(shown(&app, CALLER).is_empty(), "{pointer}");
        for _ in 0..2 {
            app.settle();
            assert!(shown(&app, CALLER).is_empty(), "{pointer}");
            assert_eq!(shown(&app, OTHER), [format!("{theirs} 2026-11-24T10:00:00Z")], "{pointer}");
            app.deliver_webhooks();
        }
    }
}
