//! Who is calling: answered in time for the greeting, from the local database alone, with every variable set.

use crate::support::harness::{CALLER, TestApp};
use crate::support::sentence::check_sentence;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The phone keeps ringing until the answer comes.
const RINGING: Duration = Duration::from_secs(5);
/// An unset one would be read out as `{{name}}`.
const VARIABLES: [&str; 6] = [
    "customer_known",
    "customer_name",
    "customer_ref",
    "next_appointment",
    "salon_name",
    "today_spoken",
];

/// Asks as Retell does and gives the variables, all of which are texts.
fn ring(app: &TestApp, inbound: Value) -> Value {
    let body = json!({ "event": "call_inbound", "call_inbound": inbound });
    let begun = Instant::now();
    let (status, answer) = app.post_retell("/api/retell/inbound", &body);
    assert!(begun.elapsed() < RINGING, "answered after {:?}", begun.elapsed());
    assert_eq!(status, 200, "{answer}");
    let variables = answer["call_inbound"]["dynamic_variables"].clone();
    let names: Vec<&str> = variables.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, VARIABLES, "{answer}");
    assert!(variables.as_object().unwrap().values().all(Value::is_string), "{answer}");
    assert!(!answer.to_string().contains("{{"), "{answer}");
    assert!(answer["call_inbound"].get("reject").is_none(), "nobody is turned away: {answer}");
    let hit = if variables["customer_known"] == "true" { "hit" } else { "miss" };
    assert_eq!(answer["call_inbound"]["metadata"]["caller_lookup"], hit);
    variables
}

fn from(number: &str) -> Value {
    json!({ "call_id": "call_9", "agent_id": "agent_1", "from_number": number, "to_number": "+493023125100" })
}

fn book(app: &TestApp) {
    let args =
        json!({ "service": "bart", "start": "2026-11-24T10:00", "customer_name": "Zoë Beispiel" });
    assert_eq!(app.ask("call_1", "book_appointment", args)["status"], "booked");
}

#[test]
fn a_known_caller_is_greeted_by_name_and_with_her_next_appointment() {
    let app = TestApp::start();
    book(&app);
    let known = ring(&app, from(CALLER));
    assert_eq!(known["customer_known"], "true");
    assert_eq!(known["customer_name"], "Zoë Beispiel");
    assert_eq!(known["next_appointment"], "Dienstag, 24. November, um 10 Uhr bei Jürgen");
    assert_eq!(known["salon_name"], "Salon Probe");
    assert_eq!(known["today_spoken"], "Montag, 23. November 2026");
    let reference = app.rows("SELECT id FROM customers").remove(0);
    assert_eq!(known["customer_ref"], reference.as_str());
    // What is off or over is not her next one.
    app.ask("call_1", "cancel_appointment", json!({}));
    assert_eq!(ring(&app, from(CALLER))["next_appointment"], "keiner");
    let kept = app.rows("SELECT DISTINCT event || ' ' || state || ' ' || subject FROM inbox WHERE channel = 'retell_inbound'");
    assert_eq!(kept, ["call_inbound done call_9"]);
}

#[test]
fn whoever_is_not_known_is_greeted_all_the_same() {
    let app = TestApp::start();
    book(&app);
    for number in ["+493023125199", "anonymous", "0", "11111", "", "+266696687", "03023125199"] {
        let unknown = ring(&app, from(number));
        assert_eq!(unknown["customer_known"], "false", "{number}");
        assert_eq!(unknown["customer_name"], "", "{number}");
        assert_eq!(unknown["customer_ref"], "", "{number}");
        assert_eq!(unknown["next_appointment"], "keiner", "{number}");
    }
    // The older shape has no call_id, a dialled-in one no numbers.
    let older = ring(
        &app,
        json!({ "agent_id": "agent_1", "from_number": CALLER, "to_number": "+493023125100" }),
    );
    assert_eq!(older["customer_known"], "true");
    assert_eq!(ring(&app, json!({ "agent_id": "agent_1" }))["customer_known"], "false");
    assert_eq!(ring(&app, json!({}))["customer_known"], "false");
}

#[test]
fn calcom_is_not_asked_and_may_be_down() {
    let mut app = TestApp::start();
    book(&app);
    app.deliver_webhooks();
    app.settle();
    let asked = app.sandbox.requests().len();
    assert_eq!(ring(&app, from(CALLER))["customer_known"], "true");
    assert_eq!(app.sandbox.requests().len(), asked, "the greeting never waits for Cal.com");
    app.sandbox.stop();
    assert_eq!(ring(&app, from(CALLER))["customer_name"], "Zoë Beispiel");
    assert_eq!(ring(&app, from("anonymous"))["customer_known"], "false");
    let begun = Instant::now();
    let known = app.ask("call_2", "check_customer", json!({}));
    assert_eq!(known["status"], "known", "{known}");
    assert_eq!(known["usual_staff"], Value::Null, "nothing has taken place yet");
    assert_eq!(known["upcoming"][0]["staff"], "Jürgen Weiß", "{known}");
    let mine = app.ask("call_2", "list_appointments", json!({}));
    assert_eq!(mine["status"], "ok", "{mine}");
    assert!(begun.elapsed() < RINGING, "answered after {:?}", begun.elapsed());
    // What needs Cal.com says so, and soon: nobody is there to wait for.
    let down = app.ask("call_2", "check_availability", json!({ "service": "bart" }));
    assert_eq!(down["status"], "unavailable", "{down}");
    check_sentence("Cal.com is down", &down, false);
}

#[test]
fn a_name_from_calcoms_page_is_not_markup_and_no_placeholder() {
    let app = TestApp::start();
    let attendee = json!({ "name": "<b>{{salon_name}}</b>\r\nKim\u{202e}", "email": "kim@example.com",
        "phoneNumber": CALLER, "timeZone": "Europe/Berlin", "language": "de" });
    let booking = json!({ "eventTypeId": crate::support::harness::CUT_EMMA, "start": "2026-11-24T10:00:00Z", "attendee": attendee });
    app.at_calcom("/v2/bookings", &booking);
    app.deliver_webhooks();
    app.settle();
    let known = ring(&app, from(CALLER));
    assert_eq!(known["customer_name"], "b salon_name /b Kim");
    assert_eq!(known["next_appointment"], "Dienstag, 24. November, um 11 Uhr bei Emma");
    let answer = app.ask("call_1", "check_customer", json!({}));
    assert_eq!(answer["status"], "known", "{answer}");
    assert!(!answer.to_string().contains(['<', '>', '\u{202e}']), "{answer}");
}

#[test]
fn a_caller_whose_name_nobody_knows_is_welcomed_without_one() {
    let app = TestApp::start();
    let attendee = json!({ "name": "💇", "email": "kim@example.com", "phoneNumber": CALLER, "timeZone": "Europe/Berlin" });
    let booking = json!({ "eventTypeId": crate::support::harness::CUT_EMMA, "start": "2026-11-24T10:00:00Z", "attendee": attendee });
    app.at_calcom("/v2/bookings", &booking);
    app.deliver_webhooks();
    app.settle();
    let answer = app.ask("call_1", "check_customer", json!({}));
    assert_eq!(answer["say"], "Schön, dass Sie wieder anrufen.", "{answer}");
    assert_eq!(ring(&app, from(CALLER))["customer_known"], "true");
}

#[test]
fn even_a_broken_database_lets_the_phone_be_answered() {
    let app = TestApp::start();
    let foreign = rusqlite::Connection::open(app.database()).unwrap();
    foreign.execute_batch("ALTER TABLE customers RENAME TO customers_away").unwrap();
    assert_eq!(ring(&app, from(CALLER))["customer_known"], "false");
    foreign.execute_batch("ALTER TABLE customers_away RENAME TO customers; ALTER TABLE inbox RENAME TO inbox_away").unwrap();
    assert_eq!(ring(&app, from(CALLER))["today_spoken"], "Montag, 23. November 2026");
    foreign.execute_batch("ALTER TABLE inbox_away RENAME TO inbox").unwrap();
    assert_eq!(app.count("SELECT count(*) FROM inbox WHERE channel = 'retell_inbound'"), 1);
}
