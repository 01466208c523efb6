//! Offers and appointments that are not this caller's, or not any more.

use crate::phone::bad_words::harmless;
use crate::support::harness::{CALLER, TestApp};
use crate::support::raw::Photograph;
use crate::support::sentence::check_sentence;
use serde_json::{Value, json};
use time::Duration;

/// Somebody else.
const OTHER: &str = "+493023125102";

fn offers(app: &TestApp, call: &str) -> Vec<String> {
    let args = json!({ "service": "bart", "date": "2026-11-24" });
    let free = app.ask(call, "check_availability", args);
    assert_eq!(free["status"], "ok", "{free}");
    let id = |offer: &Value| offer["offer_id"].as_str().unwrap().to_owned();
    free["offers"].as_array().unwrap().iter().map(id).collect()
}

fn book_offer(app: &TestApp, call: &str, offer: &str) -> Value {
    app.ask(call, "book_appointment", json!({ "offer_id": offer, "customer_name": "Kim Muster" }))
}

fn booked(app: &TestApp, call: &str, start: &str) -> i64 {
    let args = json!({ "service": "bart", "start": start, "customer_name": "Kim Muster" });
    let answer = app.ask(call, "book_appointment", args);
    assert_eq!(answer["status"], "booked", "{answer}");
    answer["appointment_id"].as_i64().unwrap()
}

#[test]
fn an_offer_is_good_in_its_own_call_while_it_lasts() {
    let app = TestApp::start();
    let theirs = offers(&app, "call_1");
    let long = "x".repeat(10_000);
    for id in ["0123456789", "invented", "<script>", "1", "' OR 1=1 --", &long, &theirs[0]] {
        for function in ["book_appointment", "reschedule_appointment"] {
            let args = json!({ "offer_id": id, "customer_name": "Kim Muster" });
            let status = if function == "book_appointment" { "offer_expired" } else { "not_found" };
            harmless(&app, Some(CALLER), function, &args, status);
        }
    }
    for id in [json!(["x"]), json!({ "id": theirs[0] }), json!(true)] {
        let args = json!({ "offer_id": id, "service": "bart", "start": "2026-11-24T10:00", "customer_name": "Kim" });
        harmless(&app, Some(CALLER), "book_appointment", &args, "invalid");
    }
    app.clock.forward(Duration::seconds(301));
    let before = Photograph::of(&app);
    let late = book_offer(&app, "call_1", &theirs[0]);
    assert_eq!(late["status"], "offer_expired", "{late}");
    check_sentence("an expired offer", &late, false);
    before.assert_unchanged(&app, "an expired offer");
    assert_eq!(app.sandbox.counts().created, 0);
}

#[test]
fn a_used_offer_does_not_bring_a_cancelled_booking_back() {
    let app = TestApp::start();
    let offer = offers(&app, "call_1").remove(0);
    assert_eq!(book_offer(&app, "call_1", &offer)["status"], "booked");
    assert_eq!(
        book_offer(&app, "call_1", &offer)["status"],
        "booked",
        "a repeat is the same booking"
    );
    assert_eq!(app.ask("call_1", "cancel_appointment", json!({}))["status"], "cancelled");
    let before = Photograph::of(&app);
    let again = book_offer(&app, "call_1", &offer);
    assert_eq!(
        again["status"], "offer_expired",
        "it would be a lie to say that it stands: {again}"
    );
    check_sentence("a used offer", &again, false);
    assert_eq!(book_offer(&app, "call_2", &offer)["status"], "offer_expired");
    before.assert_unchanged(&app, "a used offer");
    assert_eq!(app.sandbox.counts().standing, 0);
    // Who changes her mind gets a new offer, and that one books.
    let next = offers(&app, "call_1").remove(0);
    assert_eq!(book_offer(&app, "call_1", &next)["status"], "booked");
    assert_eq!(app.sandbox.counts().standing, 1);
}

#[test]
fn a_repeated_order_tells_where_the_appointment_is_now() {
    let app = TestApp::start();
    let offer = offers(&app, "call_1").remove(0);
    let first = book_offer(&app, "call_1", &offer);
    let later = json!({ "start": "2026-11-26T15:00" });
    assert_eq!(app.ask("call_2", "reschedule_appointment", later)["status"], "rescheduled");
    let before = Photograph::of(&app);
    let again = book_offer(&app, "call_1", &offer);
    assert_eq!(again["status"], "booked", "{again}");
    assert_eq!(again["appointment_id"], first["appointment_id"]);
    assert_eq!(again["start"], "2026-11-26T15:00:00+01:00", "not the old time: {again}");
    assert!(
        check_sentence("a moved one", &again, false).contains("Donnerstag, 26. November"),
        "{again}"
    );
    let used = json!({ "offer_id": offer });
    assert_eq!(app.ask("call_1", "reschedule_appointment", used)["status"], "offer_expired");
    before.assert_unchanged(&app, "a used offer");
    assert_eq!(app.ask("call_3", "cancel_appointment", json!({}))["status"], "cancelled");
    let again = book_offer(&app, "call_1", &offer);
    assert_eq!(again["status"], "cancelled_before", "{again}");
    check_sentence("a cancelled one", &again, false);
    assert_eq!(app.sandbox.counts().standing, 0);
}

#[test]
fn an_appointment_of_somebody_else_is_not_there() {
    let app = TestApp::start();
    let theirs = booked(&app, "call_1", "2026-11-24T10:00");
    let reference = |name: &str, id: Value| {
        let args = json!({ "appointment_id": id, "start": "2026-11-25T10:00" });
        harmless(&app, Some(OTHER), name, &args, "not_found")
    };
    for function in ["cancel_appointment", "reschedule_appointment"] {
        // Whether it exists must not be told: the answer to any other number is the same.
        let nobodys = reference(function, json!(4_711));
        for id in [
            json!(theirs),
            json!(theirs.to_string()),
            json!(format!(" {theirs} ")),
            json!(0),
            json!(-1),
            json!(-theirs),
            json!(1.5),
            json!(i64::MAX),
            json!(u64::MAX),
            json!(1e300),
            json!("99999999999999999999"),
            json!("abc"),
            json!("1 OR 1=1"),
            json!("<script>"),
            json!("x".repeat(10_000)),
        ] {
            assert_eq!(reference(function, id.clone()), nobodys, "{id}");
        }
    }
    for from in [Some(OTHER), Some("anonymous"), None] {
        let none = if from == Some(OTHER) { "none" } else { "withheld" };
        harmless(&app, from, "list_appointments", &json!({ "appointment_id": theirs }), none);
        harmless(
            &app,
            from,
            "cancel_appointment",
            &json!({ "appointment_id": theirs }),
            "not_found",
        );
        harmless(&app, from, "cancel_appointment", &json!({}), "not_found");
    }
    // Nonsense in place of the number is not taken for "the only one".
    for id in [json!([theirs]), json!({ "id": theirs }), json!(true)] {
        for function in ["cancel_appointment", "reschedule_appointment"] {
            let args = json!({ "appointment_id": id, "start": "2026-11-25T10:00" });
            harmless(&app, Some(CALLER), function, &args, "invalid");
        }
    }
    assert_eq!(app.rows("SELECT status FROM appointments"), ["confirmed"]);
}

#[test]
fn what_is_off_stays_off() {
    let app = TestApp::start();
    let id = booked(&app, "call_1", "2026-11-24T10:00");
    let args = json!({ "appointment_id": id });
    assert_eq!(app.ask("call_2", "cancel_appointment", args.clone())["status"], "cancelled");
    for _ in 0..2 {
        harmless(&app, Some(CALLER), "cancel_appointment", &args, "cancelled_before");
    }
    harmless(&app, Some(CALLER), "cancel_appointment", &json!({}), "not_found");
    let later = json!({ "appointment_id": id, "start": "2026-11-25T10:00" });
    harmless(&app, Some(CALLER), "reschedule_appointment", &later, "refused");
    harmless(
        &app,
        Some(CALLER),
        "reschedule_appointment",
        &json!({ "start": "2026-11-25T10:00" }),
        "not_found",
    );
    let before = Photograph::of(&app);
    // The very call that booked it, asking once more: its order was carried out, and is off since.
    let order =
        json!({ "service": "bart", "start": "2026-11-24T10:00", "customer_name": "Kim Muster" });
    let again = app.ask("call_1", "book_appointment", order);
    assert_eq!(again["status"], "cancelled_before", "{again}");
    before.assert_unchanged(&app, "a repeated order");
    assert_eq!(app.sandbox.counts().standing, 0);
}

#[test]
fn a_move_to_nowhere_moves_nothing() {
    let app = TestApp::start();
    let id = booked(&app, "call_1", "2026-11-24T10:00");
    for (start, words) in [
        (json!("2026-11-22T10:00"), "schon vorbei"),
        (json!("2026-11-23T09:00"), "schon vorbei"),
        (json!("2027-03-28T02:30"), "vorgestellt"),
        (json!("2027-02-29T10:00"), "29. Februar"),
        (json!("2031-11-24T10:00"), "im Voraus"),
        (json!("2026-11-24T24:00"), "gibt es nicht"),
        (json!("irgendwann"), "An welchem Tag"),
        (json!(["2026-11-25T10:00"]), "verstanden"),
        (json!(null), "An welchem Tag"),
    ] {
        let args = json!({ "appointment_id": id, "start": start });
        let say = harmless(&app, Some(CALLER), "reschedule_appointment", &args, "invalid");
        assert!(say.contains(words), "{start}: {say}");
    }
    for start in ["2026-11-24T10:00", "2026-11-24T10:00:00+01:00"] {
        let args = json!({ "appointment_id": id, "start": start });
        let say = harmless(&app, Some(CALLER), "reschedule_appointment", &args, "unchanged");
        assert_eq!(
            say,
            "Ihr Termin ist schon dann: Bartpflege, Dienstag, 24. November, um 10 Uhr bei Jürgen."
        );
    }
    // Nobody works at three in the morning: Cal.com refuses, and the old time stands.
    let night = json!({ "appointment_id": id, "start": "2026-11-25T03:00" });
    let refused = app.ask("call_2", "reschedule_appointment", night);
    assert_eq!(refused["status"], "taken", "{refused}");
    check_sentence("at night", &refused, false);
    app.settle();
    let sql = "SELECT starts_at || ' ' || status FROM appointments";
    assert_eq!(app.rows(sql), ["2026-11-24T09:00:00Z confirmed"]);
    assert_eq!(app.sandbox.counts().standing, 1);
}
