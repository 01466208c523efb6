//! A phone call ends as an appointment whose staff member is known.

use crate::support::harness::{CALLER, TestApp};
use serde_json::json;

#[test]
fn a_call_becomes_an_appointment_with_its_staff_member() {
    let app = TestApp::start();
    let free = app.ask(
        "call_1",
        "check_availability",
        json!({ "service": "Haarschnitt", "date": "2026-11-24", "staff": "Emma" }),
    );
    assert_eq!(free["status"], "ok", "{free}");
    let offer = free["offers"][0].clone();
    assert_eq!(offer["staff"], "Emma Vogel");
    let args = json!({ "offer_id": offer["offer_id"], "customer_name": "Zoë Beispiel", "execution_message": "Moment" });
    let booked = app.ask("call_1", "book_appointment", args);
    assert_eq!(booked["status"], "booked", "{booked}");
    assert_eq!(booked["staff"], "Emma Vogel");
    assert_eq!(booked["start"], offer["start"]);
    let at_calcom = app.sandbox.bookings();
    assert_eq!(at_calcom.len(), 1);
    assert!(
        at_calcom[0].attendee_email.ends_with("@visits.example"),
        "the customer's address stays here"
    );
    let sql = "SELECT a.status || ' ' || s.name || ' ' || a.assignment_state || ' ' || a.source || ' ' || g.rule
               || ' ' || g.host_source || ' ' || c.phone
               FROM appointments a JOIN staff s ON s.id = a.staff_id JOIN customers c ON c.id = a.customer_id
               JOIN appointment_segments g ON g.appointment_id = a.id";
    assert_eq!(
        app.rows(sql),
        [format!("confirmed Emma Vogel matched retell_phone email post:data.hosts {CALLER}")]
    );
}

#[test]
fn a_booking_can_be_moved_and_cancelled() {
    let app = TestApp::start();
    let booked = app.ask(
        "call_1",
        "book_appointment",
        json!({ "service": "bart", "start": "2026-11-24T10:00", "customer_name": "Kim Muster" }),
    );
    assert_eq!(booked["status"], "booked", "{booked}");
    assert_eq!(booked["staff"], "Jürgen Weiß", "known by name: his Cal.com address is another one");
    let moved = app.ask("call_2", "reschedule_appointment", json!({ "start": "2026-11-24T11:30" }));
    assert_eq!(moved["status"], "rescheduled", "{moved}");
    assert_eq!(moved["appointment_id"], booked["appointment_id"]);
    assert_eq!(app.count("SELECT count(*) FROM appointments"), 1);
    let listed = app.ask("call_2", "list_appointments", json!({}));
    assert_eq!(listed["appointments"][0]["start"], "2026-11-24T11:30:00+01:00", "{listed}");
    let off = app.ask("call_2", "cancel_appointment", json!({}));
    assert_eq!(off["status"], "cancelled", "{off}");
    let again = app.ask(
        "call_3",
        "cancel_appointment",
        json!({ "appointment_id": booked["appointment_id"] }),
    );
    assert_eq!(again["status"], "cancelled_before", "{again}");
    assert_eq!(app.sandbox.counts().standing, 0);
    app.deliver_webhooks();
    app.settle();
    assert_eq!(app.rows("SELECT status FROM appointments"), ["cancelled"]);
}

#[test]
fn a_booking_costs_three_commits_at_most_one_call_and_leaves_no_minutes_held() {
    let app = TestApp::start();
    let (commits, calls) = (app.appliance.desk.store.commits(), app.sandbox.requests().len());
    let args =
        json!({ "service": "bart", "start": "2026-11-24T10:00", "customer_name": "Kim Muster" });
    assert_eq!(app.ask("call_1", "book_appointment", args)["status"], "booked");
    // What was asked and what will be sent, which may share a commit; what came back.
    let commits = app.appliance.desk.store.commits() - commits;
    assert!((2..=3).contains(&commits), "{commits}");
    assert_eq!(app.sandbox.requests().len() - calls, 1);
    assert_eq!(app.count("SELECT count(*) FROM holds"), 0);
}
