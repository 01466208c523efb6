//! Moving an appointment: with whom it was, with somebody else, and in a pool.

use crate::support::harness::{HOST_EMMA, HOST_JUERGEN, Setup, TestApp};
use chairside::sandbox::stand_in::{SandboxEventType, SandboxKind};
use serde_json::json;
use time::Duration;

const BLOW_DRY_POOL: i64 = 601;
const POOL: &str = r#"
[[services]]
key = "foehnen"
name = "Waschen und Föhnen"
duration_minutes = 30
event_types = [{ id = 601, branch = "mitte" }]
"#;

const WHO: &str = "SELECT s.name || ', wish ' || coalesce(w.name, '-') FROM appointments a
    JOIN staff s ON s.id = a.staff_id LEFT JOIN staff w ON w.id = a.preferred_staff_id";

#[test]
fn a_move_to_somebody_else_is_a_new_wish() {
    let app = TestApp::start();
    let booked = app.ask(
        "call_1",
        "book_appointment",
        json!({ "service": "Haarschnitt", "staff": "Jürgen", "start": "2026-11-24T10:00",
            "customer_name": "Kim Muster" }),
    );
    assert_eq!(booked["status"], "booked", "{booked}");
    app.clock.forward(Duration::minutes(5));
    let moved = app.ask(
        "call_2",
        "reschedule_appointment",
        json!({ "start": "2026-11-24T12:00", "staff": "Emma" }),
    );
    assert_eq!(moved["status"], "rescheduled", "{moved}");
    assert_eq!(moved["staff"], "Emma Vogel");
    assert_eq!(moved["appointment_id"], booked["appointment_id"]);
    app.clock.forward(Duration::minutes(5));
    let listed = app.ask(
        "call_3",
        "check_availability",
        json!({ "service": "Haarschnitt", "staff": "Jürgen", "date": "morgen", "time": "15:00" }),
    );
    let offer = json!({ "offer_id": listed["offers"][0]["offer_id"] });
    let back = app.ask("call_3", "reschedule_appointment", offer);
    assert_eq!(back["staff"], "Jürgen Weiß", "{back}");
    app.deliver_webhooks();
    app.settle();
    assert_eq!(app.rows(WHO), ["Jürgen Weiß, wish Jürgen Weiß"]);
    assert_eq!(app.sandbox.counts().standing, 1);
}

#[test]
fn a_move_without_a_wish_keeps_the_wish_there_was() {
    let app = TestApp::start();
    for (args, wish) in [
        (json!({ "start": "2026-11-24T10:00", "staff": "Emma" }), "Emma Vogel"),
        (json!({ "start": "2026-11-24T13:00" }), "-"),
    ] {
        let mut args = args;
        args["service"] = json!("Haarschnitt");
        args["customer_name"] = json!("Kim Muster");
        let call = format!("call_{wish}").replace(' ', "_");
        let booked = app.ask(&call, "book_appointment", args);
        assert_eq!(booked["status"], "booked", "{booked}");
        app.clock.forward(Duration::minutes(5));
        let id = &booked["appointment_id"];
        let moved = app.ask(
            &call,
            "reschedule_appointment",
            json!({ "appointment_id": id, "start": "2026-11-25T09:00" }),
        );
        assert_eq!(moved["status"], "rescheduled", "{moved}");
        let sql = format!("{WHO} WHERE a.id = {id}");
        assert_eq!(app.rows(&sql), [format!("Emma Vogel, wish {wish}")]);
        let off = app.ask(&call, "cancel_appointment", json!({ "appointment_id": id }));
        assert_eq!(off["status"], "cancelled", "{off}");
    }
}

#[test]
fn an_appointment_of_a_pool_can_be_moved_by_its_time() {
    let app = TestApp::start_with(&Setup { extra: POOL.into(), ..Setup::default() });
    app.sandbox.add_event_type(SandboxEventType {
        id: Some(BLOW_DRY_POOL),
        ..SandboxEventType::team(
            "Föhnen",
            "foehnen",
            30,
            90,
            SandboxKind::RoundRobin,
            &[HOST_JUERGEN, HOST_EMMA],
        )
    });
    let booked = app.ask(
        "call_1",
        "book_appointment",
        json!({ "service": "foehnen", "start": "2026-11-24T10:00", "customer_name": "Kim Muster" }),
    );
    assert_eq!(booked["staff"], "Jürgen Weiß", "{booked}");
    let moved = app.ask("call_1", "reschedule_appointment", json!({ "start": "2026-11-24T11:00" }));
    assert_eq!(moved["status"], "rescheduled", "{moved}");
    assert_eq!(moved["start"], "2026-11-24T11:00:00+01:00");
    assert_eq!(app.sandbox.counts().standing, 1);
}
