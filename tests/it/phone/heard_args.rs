//! Arguments and numbers as models and telephone networks send them, through the whole program.

use crate::support::harness::{CALLER, TestApp};
use crate::support::sentence::check_sentence;
use serde_json::{Value, json};

fn order(extra: Value) -> Value {
    let mut args = json!({ "service": "Haarschnitt", "start": "2026-11-24T10:00", "customer_name": "Kim Muster" });
    args.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    args
}

/// Calls a function with arguments of any shape, also none.
fn call(app: &TestApp, from: Option<&str>, name: &str, args: &Value) -> Value {
    let call = json!({ "call_id": "call_1", "call_type": "phone_call", "from_number": from });
    let body = json!({ "name": name, "args": args, "call": call });
    let (status, answer) = app.post_retell("/api/retell/function", &body);
    assert_eq!(status, 200, "{args}: {answer}");
    check_sentence(&args.to_string(), &answer, false);
    answer
}

#[test]
fn an_absent_value_is_as_if_it_were_not_there() {
    let said = [
        "null",
        "none",
        "undefined",
        "n/a",
        "unbekannt",
        "",
        "-",
        "nicht angegeben",
        "[]",
        "{}",
        "\"null\"",
        "not provided",
    ];
    for absent in said {
        let app = TestApp::start();
        let args = order(
            json!({ "offer_id": absent, "branch": absent, "staff": absent, "date": absent, "time": absent,
            "latest": absent, "slot": absent, "appointment_id": absent, "name": absent }),
        );
        let booked = app.ask("call_1", "book_appointment", args);
        assert_eq!(booked["status"], "booked", "{absent:?}: {booked}");
        let free = json!({ "service": "bart", "service_name": absent, "date_from": absent, "date_to": absent,
            "earliest": absent, "staff": absent, "branch": absent });
        assert_eq!(app.ask("call_1", "check_availability", free)["status"], "ok", "{absent:?}");
        // The only appointment there is.
        let off = app.ask("call_1", "cancel_appointment", json!({ "appointment_id": absent }));
        assert_eq!(off["status"], "cancelled", "{absent:?}: {off}");
    }
}

#[test]
fn an_id_is_found_in_what_stands_around_it() {
    let app = TestApp::start();
    for said in [
        json!("{}"),
        json!("\"{}\""),
        json!("{}.0"),
        json!("Termin {}"),
        json!("appointment_id: {}"),
        json!("#{}"),
        json!("ID {}"),
        json!("Nr. {}"),
        json!("TERMIN-{}"),
        json!(0),
        json!(0.0),
    ] {
        // Another one stands too, so that the id alone tells.
        let booked = |hour: u8, name: &str| {
            let start = format!("2026-11-24T{hour}:00");
            let args = order(json!({ "service": "bart", "start": start, "customer_name": name }));
            let answer = app.ask("call_1", "book_appointment", args);
            assert_eq!(answer["status"], "booked", "{answer}");
            answer["appointment_id"].as_i64().unwrap()
        };
        let (id, other) = (booked(10, "Kim Muster"), booked(11, "Kim Muster"));
        let said = match &said {
            Value::String(said) => json!(said.replace("{}", &id.to_string())),
            Value::Number(number) if number.is_f64() => json!(id as f64),
            _ => json!(id),
        };
        for two in [format!("{id} oder {other}"), format!("{id}.5"), format!("der {id}.")] {
            let answer = app.ask("call_1", "cancel_appointment", json!({ "appointment_id": two }));
            assert_eq!(answer["status"], "not_found", "{two}: {answer}");
        }
        let answer = app.ask("call_1", "cancel_appointment", json!({ "appointment_id": said }));
        assert_eq!(answer["status"], "cancelled", "{said}: {answer}");
        assert_eq!(answer["appointment_id"], id, "{said}");
        let answer = app.ask("call_1", "cancel_appointment", json!({ "appointment_id": other }));
        assert_eq!(answer["status"], "cancelled", "{answer}");
    }
}

#[test]
fn an_offer_is_found_in_what_stands_around_it() {
    for shape in ["{}", "\"{}\"", "offer_{}", "Angebot {}", "offer_id: {}", "#{}", "ID {}"] {
        for upper in [false, true] {
            let app = TestApp::start();
            let free = app.ask(
                "call_1",
                "check_availability",
                json!({ "service": "bart", "date": "2026-11-24" }),
            );
            let offer = free["offers"][0]["offer_id"].as_str().unwrap().to_owned();
            let said = if upper { offer.to_uppercase() } else { offer };
            let args =
                json!({ "offer_id": shape.replace("{}", &said), "customer_name": "Kim Muster" });
            let booked = app.ask("call_1", "book_appointment", args.clone());
            assert_eq!(booked["status"], "booked", "{args}: {booked}");
            let again = app.ask("call_1", "book_appointment", args.clone());
            assert_eq!(again["appointment_id"], booked["appointment_id"], "{args}: a repeat");
        }
    }
}

#[test]
fn arguments_may_be_wrapped_in_any_way() {
    let plain = order(json!({}));
    let text = plain.to_string();
    for args in [
        plain.clone(),
        json!(text),
        json!(json!(text).to_string()),
        json!({ "args": plain }),
        json!({ "arguments": text }),
        json!({ "parameters": { "input": plain } }),
        json!({ "name": "book_appointment", "arguments": plain }),
        json!([plain]),
        json!({ "serviceName": "Haarschnitt", "startTime": "2026-11-24T10:00", "customerName": "Kim Muster" }),
        json!({ "ServiceName": "Haarschnitt", "StartsAt": "2026-11-24T10:00", "CustomerName": "Kim Muster" }),
        json!({ "service-name": "Haarschnitt", "start time": "2026-11-24T10:00", "customer.name": "Kim Muster" }),
        json!({ "service": "Haarschnitt", "args": { "start": "2026-11-24T10:00", "customerName": "Kim Muster" } }),
        json!({ "service": "Haarschnitt", "service_name": "null", "start": "2026-11-24T10:00",
            "customer_name": "Kim Muster", "customerName": "kim muster" }),
    ] {
        let app = TestApp::start();
        let booked = call(&app, Some(CALLER), "book_appointment", &args);
        assert_eq!(booked["status"], "booked", "{args}: {booked}");
        assert_eq!(app.rows("SELECT name FROM customers"), ["Kim Muster"], "{args}");
    }
}

#[test]
fn one_argument_with_two_values_is_not_guessed() {
    let app = TestApp::start();
    for extra in [
        json!({ "Service": "Bartpflege" }),
        json!({ "service_name": "Bartpflege" }),
        json!({ "customerName": "Ada Anders" }),
        json!({ "name": "Ada Anders" }),
        json!({ "args": { "customer_name": "Ada Anders" } }),
        json!({ "staff": "Emma", "stylist": "Jürgen" }),
        json!({ "offer_id": "0123456789", "offerId": "0123456788" }),
        json!({ "args": { "start": "2026-11-24T11:00" } }),
    ] {
        let answer = call(&app, Some(CALLER), "book_appointment", &order(extra.clone()));
        assert_eq!(answer["status"], "invalid", "{extra}: {answer}");
        assert_eq!(
            answer["say"], "Das habe ich nicht verstanden. Sagen Sie es bitte noch einmal.",
            "{extra}"
        );
    }
    for nothing in [json!(null), json!({}), json!([]), json!("[]"), json!("")] {
        let answer = call(&app, Some(CALLER), "cancel_appointment", &nothing);
        assert_eq!(answer["status"], "not_found", "{nothing}: {answer}");
    }
    assert_eq!(app.sandbox.counts().created, 0);
}

#[test]
fn a_caller_is_known_however_the_trunk_sends_the_number() {
    let app = TestApp::start();
    assert_eq!(app.ask("call_1", "book_appointment", order(json!({})))["status"], "booked");
    for from in [
        CALLER,
        "03023125101",
        "00493023125101",
        "0049 (0)30 23125-101",
        "493023125101",
        "+4903023125101",
        "+49 (0)30 23125101",
        "(030) 23125 101",
        "sip:+493023125101@trunk.example",
        "sips:03023125101@trunk.example:5061;user=phone",
        "sip:493023125101@10.0.0.1",
        "tel:+49-30-23125-101",
        "tel:23125101;phone-context=+4930",
        "\"Kim\" <sip:+493023125101@trunk.example>;tag=a",
    ] {
        let known = call(&app, Some(from), "check_customer", &json!({}));
        assert_eq!(known["status"], "known", "{from}: {known}");
        assert_eq!(known["customer_name"], "Kim Muster", "{from}");
    }
    for from in [
        "anonymous",
        "Restricted",
        "unknown",
        "private",
        "sip:anonymous@anonymous.invalid",
        "Unavailable",
    ] {
        assert_eq!(
            call(&app, Some(from), "check_customer", &json!({}))["status"],
            "withheld",
            "{from}"
        );
    }
    for from in [
        "0",
        "11111",
        "+49",
        "sip:desk@salon.example",
        "+493023125199",
        "null",
        "+4930231251012345",
    ] {
        assert_eq!(call(&app, Some(from), "check_customer", &json!({}))["status"], "new", "{from}");
    }
}

#[test]
fn a_number_that_was_kept_as_a_network_sent_it_is_still_known() {
    let app = TestApp::start();
    assert_eq!(app.ask("call_1", "book_appointment", order(json!({})))["status"], "booked");
    let foreign = rusqlite::Connection::open(app.database()).unwrap();
    foreign.execute("UPDATE customers SET phone = '+4903023125101'", []).unwrap();
    for from in [CALLER, "03023125101", "+4903023125101", "sip:+4903023125101@trunk.example"] {
        assert_eq!(
            call(&app, Some(from), "check_customer", &json!({}))["status"],
            "known",
            "{from}"
        );
    }
    let args = order(json!({ "start": "2026-11-25T10:00" }));
    assert_eq!(app.ask("call_2", "book_appointment", args)["status"], "booked");
    assert_eq!(app.count("SELECT count(*) FROM customers"), 1, "nobody is known twice");
}
