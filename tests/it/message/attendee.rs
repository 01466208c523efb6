//! As whom Cal.com knows a customer: by an address of the visit's own, or by the customer's.

use crate::message::world::{MOBILE, book, on_the_web, outbox};
use crate::support::harness::{Setup, TestApp};
use chairside::config::AttendeeMode;
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation};
use serde_json::{Value, json};

fn salon(mode: AttendeeMode) -> TestApp {
    let change = match mode {
        AttendeeMode::Artificial => |_: &mut chairside::config::Config| {},
        AttendeeMode::Customer => {
            |config: &mut chairside::config::Config| config.calcom.attendee = AttendeeMode::Customer
        }
    };
    TestApp::start_with(&Setup { change, ..Setup::default() })
}

fn zoe() -> Value {
    json!({ "name": "Zoë Beispiel", "email": "zoe@kundin.example", "phone": MOBILE })
}

fn addresses(app: &TestApp) -> Vec<String> {
    app.sandbox.bookings().into_iter().map(|one| one.attendee_email).collect()
}

#[test]
fn calcom_hears_no_address_unless_it_is_to_know_its_customers() {
    let app = salon(AttendeeMode::Artificial);
    assert_eq!(on_the_web(&app, "r1", &zoe(), "10:00").0, 201);
    let own = addresses(&app).remove(0);
    assert!(own.starts_with("visit+") && own.ends_with("@visits.example"), "{own}");
    assert_eq!(outbox(&app), ["confirmed mail 0 open"]);
}

#[test]
fn where_calcom_knows_the_address_it_writes_itself() {
    let app = salon(AttendeeMode::Customer);
    assert_eq!(on_the_web(&app, "r1", &zoe(), "10:00").0, 201);
    // Who gave none is known by the visit's own.
    book(&app, "call_1", Some("+4915112345679"), "11:00");
    let addresses = addresses(&app);
    assert_eq!(addresses[0], "zoe@kundin.example");
    assert!(addresses[1].starts_with("visit+"));
    assert_eq!(outbox(&app), ["confirmed nowhere 0 untold calcom_tells", "confirmed sms 0 open"]);
}

/// The address says nothing of the visit then: what was lost is found by what its booking says of itself.
#[test]
fn a_lost_answer_is_found_among_the_other_visits_of_its_customer() {
    let app = salon(AttendeeMode::Customer);
    assert_eq!(on_the_web(&app, "r1", &zoe(), "10:00").0, 201);
    app.sandbox.fault(Fault::once(FaultOn::operation(Operation::Book), FaultKind::LostAnswer));
    let (status, answer) = on_the_web(&app, "r2", &zoe(), "12:00");
    assert!(status == 201 || status == 202, "{answer}");
    app.settle();
    assert_eq!(app.sandbox.counts().created, 2);
    assert_eq!(app.count("SELECT count(*) FROM appointments WHERE status = 'confirmed'"), 2);
    // Without any trace of ours, another's booking of that address is nobody's visit of ours.
    let body = json!({ "eventTypeId": crate::support::harness::CUT_EMMA, "start": "2026-12-02T09:00:00Z",
        "attendee": { "name": "Zoë Beispiel", "email": "zoe@kundin.example", "timeZone": "Europe/Berlin" } });
    app.at_calcom("/v2/bookings", &body);
    app.deliver_webhooks();
    app.settle();
    assert_eq!(app.count("SELECT count(*) FROM appointments"), 3);
    assert_eq!(app.count("SELECT count(*) FROM appointments WHERE visit_ref IS NULL"), 1);
}
