//! Who knows first, and what comes too late: webhooks and the poll before the saga's own success, bookings that
//! Cal.com writes after we gave up, changes that others made at Cal.com meanwhile.

use crate::support::harness::{CALLER, CUT_EMMA, TestApp};
use crate::visit::faults::{assert_agrees, impatient};
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation};
use serde_json::{Value, json};

fn status(answer: &Value) -> &str {
    answer["status"].as_str().unwrap()
}

fn book(app: &TestApp) -> Value {
    let args = json!({ "service": "Haarschnitt", "staff": "Emma", "start": "2026-11-24T10:00",
        "customer_name": "Zoë Beispiel" });
    app.ask("call_1", "book_appointment", args)
}

fn hand_over(app: &TestApp) -> Value {
    let args = json!({ "service": "Haarschnitt", "date": "2026-11-25", "staff": "Jürgen" });
    let free = app.ask("call_2", "check_availability", args);
    let offer = free["offers"][0]["offer_id"].clone();
    app.ask("call_2", "reschedule_appointment", json!({ "offer_id": offer }))
}

/// From now on every call of this kind fails, and is not done.
fn break_down(app: &TestApp, operation: Operation) {
    app.sandbox.fault(Fault::always(FaultOn::operation(operation), FaultKind::Error500Before));
}

/// The answer is lost and looking fails: nobody but the other roads can tell of the booking.
fn lose_the_booking(app: &TestApp) {
    app.sandbox.fault(Fault::once(FaultOn::operation(Operation::Book), FaultKind::LostAnswer));
    break_down(app, Operation::ListBookings);
}

#[test]
fn our_own_webhook_comes_before_the_sagas_success() {
    let app = TestApp::start_with(&impatient());
    lose_the_booking(&app);
    assert_eq!(status(&book(&app)), "unknown");
    assert_eq!(app.deliver_webhooks(), 1);
    app.appliance.work.tick();
    let known = app.rows("SELECT id || ' ' || source || ' ' || visit_ref FROM appointments");
    assert_eq!(known.len(), 1, "the webhook tells of it");
    app.sandbox.clear_faults();
    app.settle();
    assert_agrees(&app, 1, "both know it");
    assert_eq!(app.rows("SELECT id || ' ' || source || ' ' || visit_ref FROM appointments"), known);
    let again = book(&app);
    assert_eq!((status(&again), again["appointment_id"].to_string()), ("booked", "1".to_owned()));
    assert_eq!(app.count("SELECT count(*) FROM customers"), 1);
}

#[test]
fn the_poll_finds_a_lost_booking_before_its_saga_does() {
    let app = TestApp::start_with(&impatient());
    app.appliance.work.poll_now().unwrap();
    app.sandbox.fault(Fault::once(FaultOn::operation(Operation::Book), FaultKind::LostAnswer));
    // The saga looks by the attendee's address; the poll asks otherwise.
    let looking = FaultOn::operation(Operation::ListBookings).containing("attendeeEmail");
    app.sandbox.fault(Fault::always(looking, FaultKind::Error500Before));
    assert_eq!(status(&book(&app)), "unknown");
    assert_eq!(app.appliance.work.poll_now().unwrap(), 1);
    assert_eq!(app.count("SELECT count(*) FROM appointments"), 1);
    app.sandbox.clear_faults();
    app.settle();
    assert_agrees(&app, 1, "one booking, one appointment");
    assert_eq!(app.count("SELECT count(*) FROM appointments"), 1);
    assert_eq!(app.rows("SELECT host_source FROM appointment_segments"), ["list:hosts"]);
}

/// What the saga would have sent: written by Cal.com after all, when nobody waits for it any more.
fn write_late(app: &TestApp, kind: &str) -> String {
    let params = app.rows(&format!("SELECT params FROM sagas WHERE kind = '{kind}'"));
    let plan: Value = serde_json::from_str(&params[0]).unwrap();
    let mut metadata = plan["metadata"].clone();
    metadata["chairside_saga"] = plan["saga"].clone();
    metadata["chairside_segment"] = json!("A");
    let (action, attendee) = (&plan["actions"][0], &plan["attendee"]);
    let body = json!({ "eventTypeId": action["event_type_id"], "start": action["start"], "metadata": metadata,
        "attendee": { "name": attendee["name"], "email": attendee["email"],
            "phoneNumber": attendee["phone"], "timeZone": attendee["time_zone"] } });
    app.at_calcom("/v2/bookings", &body)["uid"].as_str().unwrap().to_owned()
}

#[test]
fn a_booking_written_after_we_gave_up_is_seen_by_everybody() {
    for by_poll in [false, true] {
        let app = TestApp::start_with(&impatient());
        app.appliance.work.poll_now().unwrap();
        break_down(&app, Operation::Book);
        assert_eq!(status(&book(&app)), "unknown");
        app.settle();
        assert_eq!(app.rows("SELECT state FROM sagas"), ["unwound"]);
        assert_agrees(&app, 0, "given up");
        app.sandbox.clear_faults();
        write_late(&app, "book");
        if by_poll {
            app.appliance.work.poll_now().unwrap()
        } else {
            app.deliver_webhooks()
        };
        app.settle();
        assert_agrees(&app, 1, "not silently orphaned");
        let row = "SELECT a.source || ' ' || c.phone FROM appointments a JOIN customers c ON c.id = a.customer_id";
        assert_eq!(app.rows(row), [format!("retell_phone {CALLER}")]);
        let listed = app.ask("call_3", "list_appointments", json!({}));
        assert_eq!(listed["appointments"].as_array().unwrap().len(), 1, "{listed}");
    }
}

#[test]
fn a_move_written_after_we_gave_up_does_not_hide_the_booking_that_stands() {
    let app = TestApp::start_with(&impatient());
    assert_eq!(status(&book(&app)), "booked");
    break_down(&app, Operation::Book);
    assert_eq!(status(&hand_over(&app)), "unknown");
    app.settle();
    assert_agrees(&app, 1, "given up");
    app.sandbox.clear_faults();
    let stray = write_late(&app, "move");
    app.deliver_webhooks();
    app.settle();
    assert_agrees(&app, 2, "both stand, and both are seen");
    // Whoever sees it can cancel it, and the other stays.
    let sql = format!("SELECT id FROM appointments WHERE calcom_v2_booking_uid = '{stray}'");
    let id = app.rows(&sql)[0].clone();
    let off = app.ask("call_3", "cancel_appointment", json!({ "appointment_id": id }));
    assert_eq!(status(&off), "cancelled", "{off}");
    assert_agrees(&app, 1, "one is off");
}

#[test]
fn a_booking_written_twice_is_seen_twice() {
    let app = TestApp::start_with(&impatient());
    assert_eq!(status(&book(&app)), "booked");
    // The same again at another time, as a proxy that repeats a POST could: same saga, another uid.
    let params = app.rows("SELECT params FROM sagas")[0].replace("T09:00:00Z", "T12:00:00Z");
    let sql = "UPDATE sagas SET params = ?1";
    rusqlite::Connection::open(app.database()).unwrap().execute(sql, [params]).unwrap();
    write_late(&app, "book");
    app.deliver_webhooks();
    app.settle();
    assert_agrees(&app, 2, "both are seen");
}

#[test]
fn a_lost_booking_that_was_moved_before_we_looked_is_found() {
    let app = TestApp::start_with(&impatient());
    lose_the_booking(&app);
    assert_eq!(status(&book(&app)), "unknown");
    let uid = app.sandbox.bookings()[0].uid.clone();
    let body = json!({ "start": "2026-11-26T10:00:00Z", "reschedulingReason": "-" });
    app.at_calcom(&format!("/v2/bookings/{uid}/reschedule"), &body);
    app.sandbox.clear_faults();
    app.settle();
    assert_agrees(&app, 1, "found under its new uid");
}

#[test]
fn a_lost_booking_that_was_cancelled_before_we_looked_is_not_told_as_booked() {
    let app = TestApp::start_with(&impatient());
    lose_the_booking(&app);
    assert_eq!(status(&book(&app)), "unknown");
    let uid = app.sandbox.bookings()[0].uid.clone();
    let reason = json!({ "cancellationReason": "-" });
    app.at_calcom(&format!("/v2/bookings/{uid}/cancel"), &reason);
    app.sandbox.clear_faults();
    app.settle();
    assert_agrees(&app, 0, "it is off");
    let again = book(&app);
    assert_eq!(status(&again), "cancelled_before", "{again}");
    let note = "SELECT reason || ' ' || customer_name || ' ' || phone FROM callbacks";
    assert_eq!(app.rows(note), [format!("called_off Zoë Beispiel {CALLER}")]);
}

#[test]
fn a_booking_that_was_moved_at_cal_com_is_followed_and_cancelled() {
    let app = TestApp::start_with(&impatient());
    assert_eq!(status(&book(&app)), "booked");
    let uid = app.sandbox.bookings()[0].uid.clone();
    let body = json!({ "start": "2026-11-26T10:00:00Z", "reschedulingReason": "-" });
    app.at_calcom(&format!("/v2/bookings/{uid}/reschedule"), &body);
    // The webhook that tells of it is late.
    let off = app.ask("call_2", "cancel_appointment", json!({}));
    assert_eq!(status(&off), "cancelled", "{off}");
    assert_agrees(&app, 0, "off at its new time too");
    app.deliver_webhooks();
    app.settle();
    assert_agrees(&app, 0, "and it stays off");
}

/// Booked at Cal.com's own page, moved on the phone to somebody else's event type: one appointment all the way.
#[test]
fn a_visit_of_cal_coms_page_is_moved_to_somebody_else() {
    let app = TestApp::start_with(&impatient());
    let body = json!({ "eventTypeId": CUT_EMMA, "start": "2026-11-24T09:00:00Z", "attendee": {
        "name": "Zoë Beispiel", "email": "zoe@example.com", "timeZone": "Europe/Berlin", "phoneNumber": CALLER } });
    app.at_calcom("/v2/bookings", &body);
    app.deliver_webhooks();
    app.settle();
    let moved = hand_over(&app);
    assert_eq!(status(&moved), "rescheduled", "{moved}");
    assert_eq!((&moved["appointment_id"], &moved["staff"]), (&json!(1), &json!("Jürgen Weiß")));
    assert!(moved["start"].as_str().unwrap().starts_with("2026-11-25"), "{moved}");
    app.deliver_webhooks();
    app.settle();
    assert_agrees(&app, 1, "one visit");
    assert_eq!(app.count("SELECT count(*) FROM appointments"), 1);
}

/// With `send_phone = false` Cal.com does not know the number, and neither does whoever learns of it from there.
#[test]
fn a_caller_is_known_again_though_cal_com_is_not_told_her_number() {
    for webhook_first in [false, true] {
        let change = |config: &mut chairside::config::Config| config.calcom.send_phone = false;
        let app = TestApp::start_with(&crate::support::harness::Setup { change, ..impatient() });
        if webhook_first {
            lose_the_booking(&app);
        }
        book(&app);
        app.deliver_webhooks();
        app.appliance.work.tick();
        app.sandbox.clear_faults();
        app.settle();
        assert_eq!(app.sandbox.bookings()[0].attendee_phone, None);
        assert_eq!(
            app.rows("SELECT name || ' ' || phone FROM customers"),
            [format!("Zoë Beispiel {CALLER}")]
        );
        let moved =
            app.ask("call_2", "reschedule_appointment", json!({ "start": "2026-11-24T15:00" }));
        assert_eq!(status(&moved), "rescheduled", "{moved}");
        assert_eq!(status(&hand_over(&app)), "rescheduled");
        assert_eq!(status(&app.ask("call_3", "cancel_appointment", json!({}))), "cancelled");
        assert_eq!(app.count("SELECT count(*) FROM customers"), 1);
        assert_agrees(&app, 0, "off");
    }
}

/// A booking that Cal.com does not know any more holds no saga up for ever.
#[test]
fn what_cal_com_has_forgotten_comes_to_rest() {
    let app = TestApp::start_with(&impatient());
    assert_eq!(status(&book(&app)), "booked");
    let sql = "UPDATE appointments SET calcom_v2_booking_uid = 'nobodyknowsthis0000000', source = 'import';
               UPDATE appointment_segments SET booking_uid = 'nobodyknowsthis0000000';";
    rusqlite::Connection::open(app.database()).unwrap().execute_batch(sql).unwrap();
    let off = app.ask("call_2", "cancel_appointment", json!({}));
    assert_eq!(status(&off), "handed_over", "{off}");
    let moved = app.ask("call_2", "reschedule_appointment", json!({ "start": "2026-11-24T15:00" }));
    assert_eq!(status(&moved), "handed_over", "{moved}");
    assert_eq!(app.count("SELECT count(*) FROM callbacks WHERE done_at IS NULL"), 2);
    assert_eq!(app.count("SELECT count(*) FROM sagas WHERE state NOT IN ('done', 'unwound')"), 0);
}
