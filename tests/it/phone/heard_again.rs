//! The same caller, service and minute once more: a repeat, or a question, never the next staff member. And what a
//! customer is called.

use crate::phone::heard::{OTHER, said, salon, standing};
use crate::support::harness::{CALLER, TestApp, WEB_TOKEN};
use serde_json::{Value, json};
use std::sync::Barrier;

const START: &str = "2026-12-10T10:00";

fn order(name: &str) -> Value {
    json!({ "service": "Haarschnitt", "start": START, "customer_name": name })
}

fn book(app: &TestApp, call: &str, name: &str) -> Value {
    app.ask(call, "book_appointment", order(name))
}

fn names(app: &TestApp) -> Vec<String> {
    app.rows("SELECT name FROM customers ORDER BY id")
}

#[test]
fn a_name_heard_otherwise_is_a_repeat() {
    let app = salon();
    let first = book(&app, "call_1", "Kim Muster");
    assert_eq!(first["status"], "booked", "{first}");
    for (call, name) in [
        ("call_1", "Kim Mustr"),
        ("call_1", "Kimm Muster"),
        ("call_1", "Muster, Kim"),
        ("call_1", "Frau Muster"),
        ("call_2", "Kim Muster"),
        ("call_2", "Kim Mustr"),
        ("call_3", "Kim"),
        ("call_4", "Herr Kim Muhster"),
    ] {
        let heard = book(&app, call, name);
        assert_eq!(heard["status"], "booked", "{call} {name}: {heard}");
        assert_eq!(heard["appointment_id"], first["appointment_id"], "{call} {name}: {heard}");
        assert_eq!(heard["staff"], first["staff"], "{call} {name}");
    }
    // Who is known need not say the name again.
    let nameless = json!({ "service": "Haarschnitt", "start": START });
    let heard = app.ask("call_5", "book_appointment", nameless);
    assert_eq!(heard["appointment_id"], first["appointment_id"], "{heard}");
    assert_eq!((standing(&app), app.sandbox.counts().created), (1, 1));
    assert_eq!(names(&app), ["Kim Muster"]);
}

#[test]
fn somebody_else_at_the_same_minute_is_asked_about_and_then_booked() {
    let app = salon();
    let first = book(&app, "call_1", "Kim Muster");
    let asked = book(&app, "call_1", "Lena Muster");
    assert_eq!(asked["status"], "for_whom", "{asked}");
    assert_eq!(said(&asked), "Sie haben um diese Zeit schon einen Termin. Für wen ist der zweite?");
    assert_eq!((standing(&app), app.sandbox.counts().created), (1, 1));
    // It was the same after all.
    assert_eq!(book(&app, "call_1", "Kim Muster")["appointment_id"], first["appointment_id"]);
    // It is her daughter's: both stand, with two staff members.
    let daughters = book(&app, "call_1", "Lena Muster");
    assert_eq!(daughters["status"], "booked", "{daughters}");
    assert_ne!(daughters["appointment_id"], first["appointment_id"]);
    assert_ne!(daughters["staff"], first["staff"]);
    assert_eq!(standing(&app), 2);
    // The mother does not become the daughter, and each is a repeat of her own.
    assert_eq!(names(&app), ["Kim Muster"]);
    assert_eq!(book(&app, "call_2", "Lena Mustr")["appointment_id"], daughters["appointment_id"]);
    assert_eq!(book(&app, "call_2", "Kim Mustr")["appointment_id"], first["appointment_id"]);
    let third = book(&app, "call_2", "Ada Anders");
    assert_eq!(third["status"], "for_whom", "another call is asked anew: {third}");
    assert_eq!(standing(&app), 2);
}

#[test]
fn another_staff_member_at_the_same_minute_is_no_second_visit() {
    let app = salon();
    let with = |staff: &str| {
        let mut args = order("Kim Muster");
        args["staff"] = json!(staff);
        args
    };
    let first = app.ask("call_1", "book_appointment", with("Emma"));
    for _ in 0..2 {
        let asked = app.ask("call_1", "book_appointment", with("Jürgen"));
        assert_eq!(asked["status"], "for_whom", "{asked}");
    }
    assert_eq!(standing(&app), 1);
    // Another service, another minute, another caller are other visits.
    let beard = json!({ "service": "bart", "start": START, "customer_name": "Kim Muster" });
    assert_eq!(app.ask("call_2", "book_appointment", beard)["status"], "booked");
    let later = json!({ "service": "Haarschnitt", "start": "2026-12-10T11:00", "customer_name": "Kim Muster" });
    assert_eq!(app.ask("call_2", "book_appointment", later)["status"], "booked");
    assert_eq!(standing(&app), 3);
    // Off again, it is booked anew.
    let off = json!({ "appointment_id": first["appointment_id"] });
    assert_eq!(app.ask("call_3", "cancel_appointment", off)["status"], "cancelled");
    let again = app.ask("call_3", "book_appointment", with("Emma"));
    assert_eq!(again["status"], "booked", "{again}");
    assert_ne!(again["appointment_id"], first["appointment_id"]);
}

#[test]
fn an_offer_at_the_minute_of_a_visit_is_the_same() {
    let app = salon();
    let first = book(&app, "call_1", "Kim Muster");
    let args = json!({ "service": "Haarschnitt", "date": "2026-12-10", "time": "10:00" });
    let found = app.ask("call_2", "check_availability", args);
    let offer =
        found["offers"].as_array().unwrap().iter().find(|one| one["start"] == first["start"]);
    let offer = offer.unwrap_or_else(|| panic!("{found}"))["offer_id"].clone();
    let take = |name: &str| {
        let args = json!({ "offer_id": offer, "customer_name": name });
        app.ask("call_2", "book_appointment", args)
    };
    assert_eq!(take("Kim Mustr")["appointment_id"], first["appointment_id"]);
    assert_eq!(take("Lena Muster")["status"], "for_whom");
    assert_eq!(standing(&app), 1);
}

#[test]
fn two_calls_at_once_are_one_booking() {
    for _ in 0..4 {
        let app = salon();
        let barrier = Barrier::new(2);
        let answers = std::thread::scope(|scope| {
            let threads =
                [("call_1", "Kim Muster"), ("call_2", "Kim Mustr")].map(|(call, name)| {
                    let (app, barrier) = (&app, &barrier);
                    scope.spawn(move || {
                        barrier.wait();
                        book(app, call, name)
                    })
                });
            threads.map(|thread| thread.join().unwrap())
        });
        assert_eq!(answers[0]["appointment_id"], answers[1]["appointment_id"], "{answers:#?}");
        assert_eq!((standing(&app), app.sandbox.counts().created), (1, 1), "{answers:#?}");
    }
}

#[test]
fn on_the_web_a_name_is_written_and_needs_no_question() {
    let app = salon();
    let web = |id: &str, name: &str| {
        let body = json!({ "request_id": id, "service": "schnitt", "start": START,
            "customer": { "name": name, "phone": CALLER } });
        let token = format!("Bearer {WEB_TOKEN}");
        app.post("/api/v2/bookings", body.to_string().as_bytes(), &[("Authorization", &token)])
    };
    let first = book(&app, "call_1", "Kim Muster");
    let (status, again) = web("w1", "Kim Mustr");
    assert_eq!((status, &again["appointment_id"]), (201, &first["appointment_id"]), "{again}");
    let (status, daughters) = web("w2", "Lena Muster");
    assert_eq!(status, 201, "{daughters}");
    assert_ne!(daughters["appointment_id"], first["appointment_id"]);
    assert_eq!(standing(&app), 2);
}

#[test]
fn a_withheld_number_is_told_apart_by_its_call() {
    let app = salon();
    let book = |call: &str, name: &str| app.function(call, None, "book_appointment", order(name));
    let first = book("call_1", "Kim Muster");
    assert_eq!(book("call_1", "Kim Mustr")["appointment_id"], first["appointment_id"]);
    assert_eq!(book("call_1", "Lena Muster")["status"], "for_whom");
    // Another call without a number is somebody else, as far as anybody knows.
    let other = book("call_2", "Kim Muster");
    assert_eq!(other["status"], "booked", "{other}");
    assert_ne!(other["appointment_id"], first["appointment_id"]);
}

#[test]
fn a_known_name_is_corrected_by_a_better_one() {
    for (known, word, expected) in [
        ("Kim Mustr", "Kim Muster", "Kim Muster"),
        ("Muster", "Kim Muster", "Kim Muster"),
        ("Kim Maier", "Kim Meier", "Kim Meier"),
        ("Kim Muster", "Kim Mustr", "Kim Muster"),
        ("Kim Muster", "Muster", "Kim Muster"),
        ("Kim Muster", "Lena Muster", "Kim Muster"),
        ("Kim Muster", "Ada Anders", "Kim Muster"),
    ] {
        let app = salon();
        assert_eq!(book(&app, "call_1", known)["status"], "booked");
        let later =
            json!({ "service": "bart", "start": "2026-12-11T10:00", "customer_name": word });
        assert_eq!(app.ask("call_2", "book_appointment", later)["status"], "booked");
        assert_eq!(names(&app), [expected], "{known} {word}");
        let caller = app.ask("call_3", "check_customer", json!({}));
        assert_eq!(caller["customer_name"], expected, "{caller}");
    }
}

#[test]
fn a_placeholder_that_is_known_is_replaced_and_never_said() {
    let app = salon();
    let write = |sql: &str| {
        rusqlite::Connection::open(app.database()).unwrap().execute(sql, []).unwrap();
    };
    assert_eq!(book(&app, "call_1", "Kim Muster")["status"], "booked");
    write("UPDATE customers SET name = 'Unbekannt'");
    let known = app.ask("call_2", "check_customer", json!({}));
    assert_eq!(
        (&known["status"], &known["customer_name"]),
        (&json!("known"), &json!("")),
        "{known}"
    );
    assert_eq!(said(&known), "Schön, dass Sie wieder anrufen.");
    let ring = json!({ "event": "call_inbound", "call_inbound": { "from_number": CALLER } });
    let (_, inbound) = app.post_retell("/api/retell/inbound", &ring);
    assert_eq!(inbound["call_inbound"]["dynamic_variables"]["customer_name"], "", "{inbound}");
    // Without a name it must be asked for, and then it is kept.
    let beard = |name: Value| json!({ "service": "bart", "start": "2026-12-11T10:00", "customer_name": name });
    let asked = app.ask("call_2", "book_appointment", beard(Value::Null));
    assert_eq!(said(&asked), "Auf welchen Namen darf ich den Termin eintragen?");
    assert_eq!(
        app.ask("call_2", "book_appointment", beard(json!("Kim Muster")))["status"],
        "booked"
    );
    assert_eq!(names(&app), ["Kim Muster"]);
    assert_eq!(app.function("call_3", Some(OTHER), "check_customer", json!({}))["status"], "new");
}
