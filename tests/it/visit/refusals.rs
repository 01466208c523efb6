//! Cal.com refuses: each refusal is told as what it is, on the phone and to the web form alike; the desk has a note whom
//! to call back and a warning what to mend, from the first one on.

use crate::support::harness::{CALLER, CUT_EMMA, CUT_JUERGEN, CUT_POOL, Setup, TestApp, WEB_TOKEN};
use crate::visit::faults::impatient;
use chairside::sandbox::stand_in::{BookingRule, Fault, FaultKind, FaultOn, Operation, Saying};
use serde_json::{Value, json};

fn args(start: &str) -> Value {
    json!({ "service": "schnitt", "start": start, "staff": "Emma", "customer_name": "Zoë Beispiel" })
}

fn book(app: &TestApp, call: &str, start: &str) -> Value {
    app.ask(call, "book_appointment", args(start))
}

fn book_on_the_web(app: &TestApp, request: &str, start: &str) -> (u16, Value) {
    let bearer = format!("Bearer {WEB_TOKEN}");
    let body = json!({ "request_id": request, "service": "schnitt", "start": start, "staff": "Emma",
        "customer": { "name": "Zoë Beispiel", "phone": CALLER } });
    app.post("/api/v2/bookings", body.to_string().as_bytes(), &[("authorization", &bearer)])
}

fn raised(app: &TestApp) -> Vec<String> {
    app.rows("SELECT kind || ' ' || subject || ' ' || count FROM warnings WHERE cleared_at IS NULL ORDER BY id")
}

fn refuse(app: &TestApp, saying: Saying) {
    let on = FaultOn::operation(Operation::Book);
    app.sandbox.fault(Fault::always(on, FaultKind::Refuse(saying)));
}

/// What is arranged, the reason that is told, whether it is for the desk, and the warning's subject.
type Case = (&'static str, fn(&TestApp), &'static str, bool, Option<String>);

fn cases() -> Vec<Case> {
    let own = || Some(CUT_EMMA.to_string());
    let calcom = || Some("calcom".to_owned());
    vec![
        (
            "a field",
            |app| app.sandbox.rule(CUT_EMMA, BookingRule::RequiredField("hairLength".into())),
            "field_required",
            true,
            own(),
        ),
        (
            "an e-mail address",
            |app| app.sandbox.rule(CUT_EMMA, BookingRule::NoEmail),
            "email_refused",
            true,
            own(),
        ),
        (
            "too far ahead",
            |app| app.sandbox.rule(CUT_EMMA, BookingRule::DaysAhead(0)),
            "out_of_bounds",
            false,
            None,
        ),
        (
            "notice",
            |app| {
                app.sandbox.change_event_type(CUT_EMMA, |one| one.minimum_notice_minutes = 60 * 48);
            },
            "too_soon",
            false,
            None,
        ),
        (
            "a limit",
            |app| {
                refuse(
                    app,
                    Saying::new(
                        400,
                        "BadRequestException",
                        "Attendee has reached the booking limit",
                    ),
                )
            },
            "limit_reached",
            true,
            None,
        ),
        (
            "anything else",
            |app| refuse(app, Saying::new(400, "BadRequestException", "foo property is wrong")),
            "refused",
            true,
            None,
        ),
        ("the key", |app| app.sandbox.revoke_key(), "key_refused", true, calcom()),
        ("the right", |app| app.sandbox.forbid_booking(), "no_right", true, own()),
        (
            "the version",
            |app| refuse(app, Saying::new(404, "NotFoundException", "Cannot POST /v2/bookings")),
            "wrong_version",
            true,
            calcom(),
        ),
        (
            "an event type",
            |app| app.sandbox.remove_event_type(CUT_EMMA),
            "event_type_gone",
            true,
            own(),
        ),
        ("seats", |app| app.sandbox.rule(CUT_EMMA, BookingRule::SeatsFull), "taken", false, None),
        (
            "a busy host",
            |app| {
                app.sandbox
                    .fault(Fault::always(FaultOn::operation(Operation::Book), FaultKind::SlotTaken))
            },
            "taken",
            false,
            None,
        ),
        (
            "a lost race",
            |app| {
                app.sandbox.fault(Fault::always(
                    FaultOn::operation(Operation::Book),
                    FaultKind::Conflict409,
                ))
            },
            "taken",
            false,
            None,
        ),
    ]
}

#[test]
fn every_refusal_is_told_as_what_it_is_on_both_roads() {
    for (what, arrange, reason, is_for_the_desk, subject) in cases() {
        let app = TestApp::start_with(&impatient());
        arrange(&app);
        let heard = book(&app, "call_1", "2026-11-24T10:00");
        assert_eq!(heard["reason"], reason, "{what}: {heard}");
        let said = heard["say"].as_str().unwrap();
        assert!(!said.contains("gerade vergeben"), "{what}: {said}");
        assert_eq!(said.contains("an das Team weiter"), is_for_the_desk, "{what}: {said}");
        assert_eq!(heard["status"] == "handed_over", is_for_the_desk, "{what}: {heard}");
        let notes =
            app.rows("SELECT reason || ' ' || customer_name || ' ' || phone FROM callbacks");
        let expected = format!("{reason} Zoë Beispiel {CALLER}");
        assert_eq!(notes, if is_for_the_desk { vec![expected] } else { vec![] }, "{what}");
        let first: Vec<String> = subject.iter().map(|of| format!("{reason} {of} 1")).collect();
        assert_eq!(raised(&app), first, "{what}");
        // The other road says the same kind; the warning is counted, not repeated.
        let (code, answer) = book_on_the_web(&app, "r1", "2026-11-24T15:00");
        assert_eq!(answer["reason"], reason, "{what}: {answer}");
        assert_eq!(answer["status"], heard["status"], "{what}: {answer}");
        assert_eq!(code, if is_for_the_desk { 503 } else { 409 }, "{what}: {answer}");
        assert_eq!(raised(&app).len(), first.len(), "{what}: {:?}", raised(&app));
        assert_eq!(app.sandbox.counts().created, 0, "{what}");
        app.settle();
    }
}

#[test]
fn a_number_that_is_refused_is_left_out() {
    let app = TestApp::start_with(&impatient());
    app.sandbox.rule(CUT_EMMA, BookingRule::NoPhone);
    assert_eq!(book(&app, "call_1", "2026-11-24T10:00")["status"], "booked");
    assert_eq!(app.sandbox.bookings()[0].attendee_phone, None);
    assert_eq!(app.rows("SELECT phone FROM customers"), [CALLER], "we know it all the same");
    assert_eq!(app.rows("SELECT reason || ' ' || wish FROM callbacks"), Vec::<String>::new());
}

#[test]
fn what_is_broken_is_not_offered_until_it_is_mended() {
    let app = TestApp::start_with(&impatient());
    app.sandbox.revoke_key();
    let ask = |call: &str| {
        let args = json!({ "service": "schnitt", "date": "2026-11-24", "staff": "Emma" });
        app.ask(call, "check_availability", args)
    };
    let heard = ask("call_1");
    assert_eq!(
        (&heard["status"], &heard["reason"]),
        (&json!("handed_over"), &json!("key_refused")),
        "{heard}"
    );
    let note = app.rows("SELECT phone || ' ' || wish FROM callbacks");
    assert_eq!(note, [format!("{CALLER} freie Zeit für Haarschnitt bei Emma Vogel")]);
    // The next one is not sent from offer to offer, nor is Cal.com asked again for each of them.
    let asked = app.sandbox.requests().len();
    assert_eq!(ask("call_2")["status"], "handed_over");
    assert_eq!(app.sandbox.requests().len(), asked);
    assert_eq!(app.get("/readyz", &[]).1["status"], "degraded");
    // Somebody puts a new key in; nobody need tell us.
    app.sandbox.restore_key();
    app.clock.forward(time::Duration::seconds(61));
    app.appliance.work.tick();
    assert_eq!(ask("call_3")["status"], "ok");
    assert!(raised(&app).is_empty());
    assert_eq!(app.get("/readyz", &[]).1["status"], "ready");
}

#[test]
fn the_poll_notices_a_refused_key_before_anybody_calls() {
    let app = TestApp::start_with(&impatient());
    app.sandbox.revoke_key();
    for _ in 0..3 {
        app.appliance.work.poll_now().unwrap_err();
    }
    assert_eq!(raised(&app), ["key_refused calcom 3"]);
    app.sandbox.restore_key();
    app.clock.forward(time::Duration::seconds(61));
    app.appliance.work.tick();
    assert!(raised(&app).is_empty());
}

#[test]
fn an_event_type_that_is_gone_is_not_offered_and_others_are() {
    let app = TestApp::start_with(&impatient());
    app.sandbox.remove_event_type(CUT_EMMA);
    assert_eq!(book(&app, "call_1", "2026-11-24T10:00")["reason"], "event_type_gone");
    let args = json!({ "service": "schnitt", "date": "2026-11-24" });
    let heard = app.ask("call_2", "check_availability", args);
    assert_eq!(heard["status"], "ok", "{heard}");
    let offers = heard["offers"].as_array().unwrap();
    assert!(offers.iter().all(|offer| offer["staff"] != "Emma Vogel"), "{heard}");
    let hers = json!({ "service": "schnitt", "date": "2026-11-24", "staff": "Emma" });
    assert_eq!(app.ask("call_3", "check_availability", hers)["status"], "handed_over");
    assert_eq!(raised(&app)[0].split(' ').next(), Some("event_type_gone"));
}

#[test]
fn moving_that_is_switched_off_is_for_the_desk() {
    let app = TestApp::start_with(&impatient());
    assert_eq!(book(&app, "call_1", "2026-11-24T10:00")["status"], "booked");
    app.sandbox.rule(CUT_EMMA, BookingRule::NoReschedule);
    let heard = app.ask("call_2", "reschedule_appointment", json!({ "start": "2026-11-24T14:00" }));
    assert_eq!(
        (&heard["status"], &heard["reason"]),
        (&json!("handed_over"), &json!("move_disabled")),
        "{heard}"
    );
    let wish = app.rows("SELECT wish FROM callbacks");
    assert!(wish[0].contains("verlegen") && wish[0].contains("14 Uhr"), "{wish:?}");
    assert_eq!(raised(&app), [format!("move_disabled {CUT_EMMA} 1")]);
    assert_eq!(app.rows("SELECT starts_at FROM appointments"), ["2026-11-24T09:00:00Z"]);
}

/// Nobody in particular is wished for: whoever is refused, the next who can is tried.
#[test]
fn without_a_wish_the_next_who_can_is_tried() {
    let anybody = json!({ "service": "schnitt", "start": "2026-11-24T10:00", "customer_name": "Zoë Beispiel" });
    let busy = |app: &TestApp, id: i64| {
        app.sandbox.fault(Fault::always(
            FaultOn::operation(Operation::Book).containing(&format!("\"eventTypeId\":{id}")),
            FaultKind::SlotTaken,
        ));
    };
    let app = TestApp::start_with(&impatient());
    busy(&app, CUT_EMMA);
    let heard = app.ask("call_1", "book_appointment", anybody.clone());
    assert_eq!(
        (&heard["status"], &heard["staff"]),
        (&json!("booked"), &json!("Jürgen Weiß")),
        "{heard}"
    );
    let app = TestApp::start_with(&impatient());
    busy(&app, CUT_EMMA);
    busy(&app, CUT_JUERGEN);
    let heard = app.ask("call_1", "book_appointment", anybody.clone());
    assert_eq!(heard["status"], "booked", "the pool is left: {heard}");
    assert_eq!(app.sandbox.bookings()[0].event_type_id, CUT_POOL);
    let app = TestApp::start_with(&impatient());
    busy(&app, CUT_EMMA);
    busy(&app, CUT_JUERGEN);
    busy(&app, CUT_POOL);
    let heard = app.ask("call_1", "book_appointment", anybody.clone());
    assert_eq!((&heard["status"], &heard["reason"]), (&json!("taken"), &json!("taken")), "{heard}");
    assert_eq!(app.sandbox.counts().created, 0);
    // Who is wished for is not exchanged.
    let app = TestApp::start_with(&impatient());
    busy(&app, CUT_EMMA);
    assert_eq!(book(&app, "call_1", "2026-11-24T10:00")["status"], "taken");
    assert_eq!(app.sandbox.counts().created, 0);
}

#[test]
fn a_time_that_cannot_be_is_told_as_what_it_is() {
    let app = TestApp::start_with(&Setup {
        change: |config| {
            let branch = "key = \"mitte\"\nname = \"Probe Mitte\"\n\
                hours = { tuesday = [\"09:00-18:00\"], thursday = [\"09:00-18:00\"] }";
            config.branches = vec![toml::from_str(branch).unwrap()];
            config.booking.notice_minutes = 36 * 60;
        },
        ..impatient()
    });
    let absent = "INSERT INTO absences (company_id, staff_id, starts_at, ends_at, created_by, created_at)
        SELECT company_id, id, '2026-11-26T08:00:00Z', '2026-11-26T12:00:00Z', 'test', '2026-11-01T00:00:00Z'
        FROM staff WHERE name = 'Emma Vogel'";
    rusqlite::Connection::open(app.database()).unwrap().execute(absent, []).unwrap();
    for (start, reason, word) in [
        ("2026-12-01T03:00", "closed", "geschlossen"),
        ("2026-12-01T17:30", "closed", "geschlossen"),
        ("2026-12-02T10:00", "closed", "geschlossen"),
        ("2026-12-06T10:00", "closed", "geschlossen"),
        ("2026-11-26T10:00", "absent", "niemand"),
        ("2026-11-26T12:30", "absent", "niemand"),
    ] {
        let heard = book(&app, "call_1", start);
        assert_eq!(heard["reason"], reason, "{start}: {heard}");
        let said = heard["say"].as_str().unwrap();
        assert!(said.contains(word) && !said.contains("vergeben"), "{start}: {said}");
        let (code, answer) = book_on_the_web(&app, start, start);
        assert_eq!((code, &answer["reason"]), (409, &json!(reason)), "{start}: {answer}");
    }
    let heard = book(&app, "call_1", "2026-11-24T10:00");
    assert!(!heard["say"].as_str().unwrap().contains("vergeben"), "too soon: {heard}");
    let beard = json!({ "service": "bart", "start": "2026-12-01T10:00", "staff": "Emma", "customer_name": "Zoë Beispiel" });
    let heard = app.ask("call_2", "book_appointment", beard);
    assert!(!heard["say"].as_str().unwrap().contains("vergeben"), "she does not do it: {heard}");
    assert_eq!(app.rows("SELECT reason || wish FROM callbacks"), [""; 0]);
    assert_eq!(app.sandbox.counts().created, 0);
}
