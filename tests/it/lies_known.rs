//! An answer names as new what is known here already, or what nobody has: another caller's booking stays hers, and what
//! is told is her own.

use crate::faults::impatient;
use crate::harness::CALLER;
use crate::harness::TestApp;
use crate::lies::field;
use chairside::calcom::sandbox::Becomes;
use chairside::calcom::sandbox::Fault;
use chairside::calcom::sandbox::FaultOn;
use chairside::calcom::sandbox::Operation;
use serde_json::Value;
use serde_json::json;

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
