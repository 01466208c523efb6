//! Whole visits: one sentence on the phone, one appointment, a booking per segment at Cal.com.

use crate::support::harness::{
    COLOUR_EMMA, HOST_EMMA, START, Setup, TestApp, TestClock, WEB_TOKEN, sandbox,
};
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation, SandboxEventType};
use serde_json::{Value, json};

const FRINGE_EMMA: i64 = 530;

/// Tomorrow at two, with Emma.
pub fn wish() -> Value {
    json!({ "service": "Ansatzfärbung", "date": "2026-11-24", "time": "14:00", "staff": "Emma" })
}

pub fn book_first_offer(app: &TestApp, call: &str, wish: Value) -> Value {
    let free = app.ask(call, "check_availability", wish);
    assert_eq!(free["status"], "ok", "{free}");
    let args =
        json!({ "offer_id": free["offers"][0]["offer_id"], "customer_name": "Zoë Beispiel" });
    app.ask(call, "book_appointment", args)
}

fn booking_of(event_type: i64) -> FaultOn {
    FaultOn::operation(Operation::Book).containing(&format!("\"eventTypeId\":{event_type}"))
}

/// The test salon, where Emma also does fringes of half an hour.
fn with_fringes() -> TestApp {
    let clock = TestClock::at(START);
    let sandbox = sandbox(&clock);
    sandbox.add_event_type(SandboxEventType {
        id: Some(FRINGE_EMMA),
        slot_interval_minutes: Some(15),
        ..SandboxEventType::personal("Pony Emma", "pony-emma", 30, HOST_EMMA)
    });
    let extra = format!(
        "[[services]]\nkey = \"pony\"\nname = \"Pony\"\nduration_minutes = 30\n\
         event_types = [{{ id = {FRINGE_EMMA}, staff = \"emma\" }}]\n"
    );
    TestApp::start_at(&Setup { extra, ..Setup::default() }, clock, sandbox)
}

/// The segments as they are told: `1 von 4 Farbe auftragen 14:00–14:30 Emma`.
fn spoken(told: &Value) -> Vec<&str> {
    let segments = told["segments"].as_array().map(Vec::as_slice).unwrap_or_default();
    segments.iter().map(|one| one["spoken"].as_str().unwrap()).collect()
}

#[test]
fn root_colour_tomorrow_at_two_with_emma() {
    let app = with_fringes();
    let booked = book_first_offer(&app, "call_1", wish());
    assert_eq!(booked["status"], "booked", "{booked}");
    assert_eq!(
        spoken(&booked),
        [
            "1 von 4 Farbe auftragen 14:00–14:30 Emma",
            "2 von 4 Waschen 15:15–15:30 Emma",
            "3 von 4 Schneiden 15:30–16:00 Emma",
            "4 von 4 Föhnen 16:00–16:30 Emma",
        ]
    );
    assert_eq!(booked["start"], "2026-11-24T14:00:00+01:00");
    assert_eq!(booked["end"], "2026-11-24T16:30:00+01:00");
    // Four bookings, in the order D, C, B, A; nothing in the pause.
    let made: Vec<i64> = app.sandbox.bookings().iter().map(|b| b.event_type_id).collect();
    assert_eq!(made, [COLOUR_EMMA + 3, COLOUR_EMMA + 2, COLOUR_EMMA + 1, COLOUR_EMMA]);
    let sql = "SELECT a.status || ' ' || a.is_composite || ' ' || a.pause_bookable_policy || ' ' || s.name
               || ' ' || (a.composite_group_uid = a.visit_ref) || ' ' || a.assignment_state
               FROM appointments a JOIN staff s ON s.id = a.staff_id";
    assert_eq!(app.rows(sql), ["confirmed 1 free Emma Vogel 1 matched"]);
    let sql = "SELECT g.segment_key || ' ' || s.name || ' ' || g.rule || ' ' || g.booking_status
               FROM appointment_segments g JOIN staff s ON s.id = g.staff_id ORDER BY g.position";
    let each = |key: &str| format!("{key} Emma Vogel email accepted");
    assert_eq!(app.rows(sql), ["A", "B", "C", "D"].map(each));
    assert_eq!(app.count("SELECT count(*) FROM sagas WHERE kept IS NOT NULL"), 0);

    // What she did not take is free again, here and at Cal.com.
    app.settle();
    app.appliance.work.tick();
    // Another caller is booked into the pause, 14:30 to 15:15 less five minutes: not for 45 minutes' cutting …
    let cut = json!({ "service": "Haarschnitt", "start": "2026-11-24T14:30", "staff": "Emma",
        "customer_name": "Kim Muster" });
    let refused = app.function("call_2", Some("+493023125102"), "book_appointment", cut);
    assert_eq!(refused["status"], "taken", "{refused}");
    assert!(refused["alternatives"].as_array().is_some_and(|all| !all.is_empty()), "{refused}");
    // … but for half an hour's, which is offered with how much of the pause is free.
    let asked = json!({ "service": "Pony", "date": "2026-11-24", "earliest": "14:00", "latest": "16:00",
        "staff": "Emma" });
    let free = app.function("call_3", Some("+493023125103"), "check_availability", asked);
    assert_eq!(free["offers"][0]["start"], "2026-11-24T14:30:00+01:00", "{free}");
    assert_eq!(free["offers"][0]["in_pause"], "40 Minuten frei bei Emma um 14:30", "{free}");
    let args = json!({ "offer_id": free["offers"][0]["offer_id"], "customer_name": "Ada Anders" });
    let booked = app.function("call_3", Some("+493023125103"), "book_appointment", args);
    assert_eq!(booked["status"], "booked", "{booked}");
    assert_eq!(booked["staff"], "Emma Vogel");
    assert_eq!(booked["start"], "2026-11-24T14:30:00+01:00");
    assert_eq!(app.sandbox.bookings().len(), 5);
}

#[test]
fn the_web_api_books_a_whole_visit_by_its_service() {
    let app = TestApp::start();
    let body = json!({ "request_id": "form-1", "service": "ansatzfarbe", "start": "2026-11-24T10:00",
        "staff": "Jürgen", "customer": { "name": "Zoë Beispiel", "phone": "030 23125102" } });
    let bearer = format!("Bearer {WEB_TOKEN}");
    let send = || {
        let body = body.to_string();
        app.post("/api/v2/bookings", body.as_bytes(), &[("authorization", bearer.as_str())])
    };
    let (status, answer) = send();
    assert_eq!(status, 201, "{answer}");
    assert_eq!(spoken(&answer)[0], "1 von 4 Farbe auftragen 10:00–10:30 Jürgen");
    assert_eq!(spoken(&answer).len(), 4);
    assert_eq!(send(), (201, answer), "a repeat hears the same");
    assert_eq!(app.sandbox.bookings().len(), 4);
}

#[test]
fn a_refused_segment_takes_the_booked_ones_back() {
    for refused in 0..4 {
        let app = TestApp::start();
        let on = booking_of(COLOUR_EMMA + refused);
        app.sandbox.fault(Fault::always(on, FaultKind::SlotTaken));
        let answer = book_first_offer(&app, "call_1", wish());
        assert_eq!(answer["status"], "taken", "{refused}: {answer}");
        let standing = app.sandbox.bookings().into_iter().filter(|b| b.status.stands()).count();
        assert_eq!(standing, 0, "{refused}");
        app.deliver_webhooks();
        app.settle();
        let wanted = if refused == 3 { vec![] } else { vec!["cancelled".to_owned()] };
        assert_eq!(app.rows("SELECT status FROM appointments"), wanted, "{refused}");
        assert_eq!(app.count("SELECT count(*) FROM sagas WHERE kept IS NOT NULL"), 0);
    }
}

#[test]
fn a_lost_answer_is_looked_up_and_nothing_is_booked_twice() {
    for lost in 0..4 {
        for kind in [FaultKind::LostAnswer, FaultKind::NeverArrives] {
            let app = TestApp::start();
            let on = booking_of(COLOUR_EMMA + lost);
            app.sandbox.fault(Fault::once(on, kind.clone()));
            let answer = book_first_offer(&app, "call_1", wish());
            assert!(
                ["booked", "unknown"].iter().any(|good| answer["status"] == *good),
                "{lost} {kind:?}: {answer}"
            );
            app.settle();
            assert_eq!(
                app.rows("SELECT status FROM appointments"),
                ["confirmed"],
                "{lost} {kind:?}"
            );
            assert_eq!(app.sandbox.bookings().len(), 4, "{lost} {kind:?}");
        }
    }
}

#[test]
fn a_visit_that_nobody_can_look_over_is_looked_over_again_before_it_counts() {
    let list = || FaultOn::operation(Operation::ListBookings);
    let app = TestApp::start();
    app.sandbox.fault(Fault::once(list(), FaultKind::Error503));
    assert_eq!(book_first_offer(&app, "call_1", wish())["status"], "booked");

    let app = TestApp::start();
    app.sandbox.fault(Fault::always(list(), FaultKind::Error503));
    assert_eq!(book_first_offer(&app, "call_1", wish())["status"], "unknown");
    app.sandbox.clear_faults();
    app.settle();
    assert_eq!(app.rows("SELECT status FROM appointments"), ["confirmed"]);
    assert_eq!(app.sandbox.bookings().len(), 4);
}
