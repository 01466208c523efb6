//! Event types that ask for confirmation: what is booked is only a request, and is told as one.

use crate::support::harness::{CALLER, COLOUR_EMMA, CUT_EMMA, TestApp, WEB_TOKEN};
use crate::visit::faults::impatient;
use chairside::sandbox::stand_in::WebhookMode;
use serde_json::{Value, json};

fn salon(event_types: &[i64]) -> TestApp {
    let app = TestApp::start_with(&impatient());
    for id in event_types {
        assert!(app.sandbox.change_event_type(*id, |one| one.requires_confirmation = true));
    }
    app
}

fn book(app: &TestApp, service: &str) -> Value {
    let args = json!({ "service": service, "start": "2026-11-24T10:00", "staff": "Emma",
        "customer_name": "Zoë Beispiel" });
    app.ask("call_1", "book_appointment", args)
}

fn status(app: &TestApp) -> Vec<String> {
    app.rows("SELECT status FROM appointments")
}

fn raised(app: &TestApp) -> Vec<String> {
    app.rows("SELECT kind || ' ' || subject || ' ' || count FROM warnings WHERE cleared_at IS NULL ORDER BY id")
}

#[test]
fn a_request_is_told_and_kept_as_one() {
    let app = salon(&[CUT_EMMA]);
    let heard = book(&app, "schnitt");
    assert_eq!(heard["status"], "requested", "{heard}");
    assert!(heard["say"].as_str().unwrap().contains("angefragt"), "{heard}");
    assert_eq!(status(&app), ["requested"]);
    assert_eq!(raised(&app), [format!("needs_confirmation {CUT_EMMA} 1")]);
    let own = app.ask("call_2", "list_appointments", json!({}));
    assert_eq!(own["appointments"][0]["status"], "requested", "{own}");
    assert!(own["say"].as_str().unwrap().contains("angefragt"), "{own}");
    // A repeat says the same, and the second request of somebody else is counted.
    assert_eq!(book(&app, "schnitt")["status"], "requested");
    let args = json!({ "service": "schnitt", "start": "2026-11-24T14:00", "staff": "Emma",
        "customer_name": "Ada Anders" });
    let other = app.function("call_3", Some("+493023125102"), "book_appointment", args);
    assert_eq!(other["status"], "requested", "{other}");
    assert_eq!(raised(&app), [format!("needs_confirmation {CUT_EMMA} 2")]);
}

#[test]
fn the_web_form_hears_the_same() {
    let app = salon(&[CUT_EMMA]);
    let bearer = format!("Bearer {WEB_TOKEN}");
    let body = json!({ "request_id": "r1", "service": "schnitt", "start": "2026-11-24T10:00",
        "staff": "Emma", "customer": { "name": "Zoë Beispiel", "phone": CALLER } });
    let (code, answer) =
        app.post("/api/v2/bookings", body.to_string().as_bytes(), &[("authorization", &bearer)]);
    assert_eq!((code, &answer["status"]), (202, &json!("requested")), "{answer}");
}

#[test]
fn a_confirmation_makes_it_an_appointment() {
    let app = salon(&[CUT_EMMA]);
    book(&app, "schnitt");
    let uid = app.sandbox.bookings()[0].uid.clone();
    assert!(app.sandbox.desk_confirm(&uid, WebhookMode::Hold));
    app.deliver_webhooks();
    app.settle();
    assert_eq!(status(&app), ["confirmed"]);
    assert_eq!(app.count("SELECT count(*) FROM callbacks"), 0);
}

#[test]
fn a_rejection_reaches_a_person() {
    for webhook in [WebhookMode::Hold, WebhookMode::Drop] {
        let app = salon(&[CUT_EMMA]);
        book(&app, "schnitt");
        let uid = app.sandbox.bookings()[0].uid.clone();
        assert!(app.sandbox.desk_decline(&uid, webhook));
        app.deliver_webhooks();
        app.settle();
        app.appliance.work.poll_now().unwrap();
        assert_eq!(status(&app), ["rejected"]);
        let kinds = "SELECT kind FROM warnings WHERE cleared_at IS NULL ORDER BY id";
        assert_eq!(app.rows(kinds), ["needs_confirmation", "declined"]);
        let note = app.rows("SELECT customer_name || ' ' || phone || ' ' || wish FROM callbacks");
        assert_eq!(note.len(), 1, "once, though seen twice");
        assert!(
            note[0].starts_with(&format!("Zoë Beispiel {CALLER} Haarschnitt buchen:")),
            "{note:?}"
        );
        let own = app.ask("call_2", "list_appointments", json!({}));
        assert_eq!(own["status"], "none", "{own}");
    }
}

#[test]
fn a_visit_of_which_one_part_waits_is_a_request() {
    let app = salon(&[COLOUR_EMMA + 2]);
    let heard = book(&app, "ansatzfarbe");
    assert_eq!(heard["status"], "requested", "{heard}");
    assert_eq!(status(&app), ["requested"]);
    let waiting =
        app.sandbox.bookings().into_iter().find(|one| one.event_type_id == COLOUR_EMMA + 2);
    assert!(app.sandbox.desk_confirm(&waiting.unwrap().uid, WebhookMode::Hold));
    app.deliver_webhooks();
    app.settle();
    assert_eq!(status(&app), ["confirmed"]);
}

#[test]
fn a_request_is_called_off_like_an_appointment() {
    let app = salon(&[CUT_EMMA]);
    book(&app, "schnitt");
    let off = app.ask("call_2", "cancel_appointment", json!({}));
    assert_eq!(off["status"], "cancelled", "{off}");
    assert_eq!(status(&app), ["cancelled"]);
    assert_eq!(app.count("SELECT count(*) FROM callbacks"), 0, "nobody declined it");
}
