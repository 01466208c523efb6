//! What changes under the program's feet between an offer and its booking, and what is done with a visit at Cal.com
//! by hand.

use crate::support::harness::{COLOUR_EMMA, HOST_EMMA, TestApp};
use crate::visit::world::{
    AT_TEN, DAY, agree, blocked, booked, colour, free, key_of, made, salon, status, there, web,
    web_order,
};
use serde_json::{Value, json};

fn offer(app: &TestApp) -> Value {
    let args = json!({ "service": "Farbe", "staff": "Emma", "date": DAY, "time": "10:00" });
    let found = app.ask("call_1", "check_availability", args);
    assert_eq!(found["offers"][0]["start"], "2026-11-24T10:00:00+01:00", "{found}");
    json!({ "offer_id": found["offers"][0]["offer_id"], "customer_name": "Kim Muster" })
}

fn nothing_is_left(app: &TestApp, what: &str) {
    app.deliver_webhooks();
    app.settle();
    agree(app, what);
    let standing = "SELECT count(*) FROM appointments WHERE status IN ('confirmed', 'pending') AND is_composite = 1";
    assert_eq!(app.count(standing), 0, "{what}");
}

#[test]
fn a_stylist_who_has_left_is_not_booked() {
    let app = salon(free);
    let wish = offer(&app);
    let connection = rusqlite::Connection::open(app.database()).unwrap();
    connection.execute("UPDATE staff SET is_active = 0 WHERE name = 'Emma Vogel'", []).unwrap();
    let heard = app.ask("call_1", "book_appointment", wish);
    assert_eq!(heard["status"], "offer_expired", "{heard}");
    let heard = colour(&app, "2026-11-24T10:00");
    assert!(["invalid", "taken"].contains(&heard["status"].as_str().unwrap()), "{heard}");
    assert_eq!(app.sandbox.counts().created, 0);
    nothing_is_left(&app, "she has left");
}

#[test]
fn an_event_type_that_is_gone_at_calcom_takes_the_visit_back() {
    for key in 0..4 {
        let app = salon(free);
        let wish = offer(&app);
        app.sandbox.remove_event_type(COLOUR_EMMA + key);
        let heard = app.ask("call_1", "book_appointment", wish);
        assert_eq!(heard["status"], "handed_over", "{key}: {heard}");
        assert_eq!(heard["reason"], "event_type_gone", "{key}: {heard}");
        assert!(there(&app).is_empty(), "{key}: {:?}", there(&app));
        nothing_is_left(&app, "an event type is gone");
        let heard = colour(&app, "2026-11-24T10:00");
        assert!(
            ["handed_over", "unavailable"].contains(&heard["status"].as_str().unwrap()),
            "{key}: {heard}"
        );
    }
    let app = salon(blocked);
    let wish = offer(&app);
    app.sandbox.remove_event_type(COLOUR_EMMA + 4);
    assert_eq!(app.ask("call_1", "book_appointment", wish)["status"], "handed_over");
    nothing_is_left(&app, "the hold's event type is gone");
}

#[test]
fn minutes_taken_at_calcom_in_between_take_the_visit_back() {
    // 10:00 is A's, 11:15 B's, 11:45 C's, 12:00 D's.
    for (hour, minute) in [(9, 0), (10, 15), (10, 45), (11, 0)] {
        let app = salon(free);
        let wish = offer(&app);
        let start = time::macros::datetime!(2026-11-24 00:00 UTC)
            + time::Duration::minutes(hour * 60 + minute);
        // Somebody at Cal.com, whom our courtesy does not stop.
        app.sandbox.add_busy(HOST_EMMA, start, start + time::Duration::minutes(15));
        let heard = app.ask("call_1", "book_appointment", wish);
        assert_eq!(heard["status"], "taken", "{hour}:{minute}: {heard}");
        assert!(there(&app).is_empty(), "{:?}", there(&app));
        nothing_is_left(&app, "taken in between");
    }
}

#[test]
fn the_phone_and_the_web_at_once_book_one_visit() {
    let app = salon(free);
    let order = web_order("web-1", "ansatzfarbe", "2026-11-24T10:00");
    let (phone, (code, answer)) = std::thread::scope(|scope| {
        let phone = scope.spawn(|| colour(&app, "2026-11-24T10:00"));
        let web = scope.spawn(|| web(&app, &order));
        (phone.join().unwrap(), web.join().unwrap())
    });
    let phone = phone["status"].as_str().unwrap().to_owned();
    match phone.as_str() {
        "booked" => assert_eq!(code, 409, "{answer}"),
        "taken" => assert_eq!(code, 201, "{answer}"),
        other => panic!("{other} {answer}"),
    }
    assert_eq!(there(&app), AT_TEN);
    app.deliver_webhooks();
    app.settle();
    agree(&app, "at once");
    assert_eq!(app.count("SELECT count(*) FROM appointments WHERE status = 'confirmed'"), 1);
}

#[test]
fn the_same_time_by_its_words_after_it_was_offered_is_the_offer() {
    let app = salon(free);
    offer(&app);
    let args = json!({ "service": "Farbe", "staff": "Emma", "start": "2026-11-24T10:00", "customer_name": "Kim Muster" });
    let heard = app.ask("call_1", "book_appointment", args);
    assert_eq!(heard["status"], "booked", "{heard}");
    assert_eq!(there(&app), AT_TEN);
    // A quarter of an hour later is as free, although Cal.com shows what we keep for her as taken.
    let app = salon(free);
    offer(&app);
    let args = json!({ "service": "Farbe", "staff": "Emma", "start": "2026-11-24T10:15", "customer_name": "Kim Muster" });
    let heard = app.ask("call_1", "book_appointment", args.clone());
    assert_eq!(heard["status"], "booked", "{heard}");
    // It is kept from everybody else.
    let app = salon(free);
    offer(&app);
    let heard = app.function("call_2", Some(crate::visit::world::OTHER), "book_appointment", args);
    assert_eq!(heard["status"], "taken", "{heard}");
}

fn uid_of(app: &TestApp, key: &str) -> String {
    let one = made(app).into_iter().find(|one| key_of(one) == key && one.status.stands());
    one.unwrap().uid
}

fn rows_follow(app: &TestApp, by_webhook: bool) {
    if by_webhook {
        app.deliver_webhooks();
    } else {
        app.sandbox.take_webhooks();
        app.clock.forward(time::Duration::minutes(1));
        app.appliance.work.poll_now().unwrap();
    }
    app.settle();
    agree(app, if by_webhook { "by webhook" } else { "by the poll" });
}

fn cancel_there(app: &TestApp, key: &str) {
    let reason = json!({ "cancellationReason": "-" });
    app.at_calcom(&format!("/v2/bookings/{}/cancel", uid_of(app, key)), &reason);
}

#[test]
fn what_is_cancelled_at_calcom_by_hand_is_followed() {
    for by_webhook in [true, false] {
        let app = salon(free);
        let visit = booked(&app);
        rows_follow(&app, true);
        app.clock.forward(time::Duration::minutes(1));
        cancel_there(&app, "B");
        rows_follow(&app, by_webhook);
        assert_eq!(status(&app, visit), "pending");
        cancel_there(&app, "A");
        rows_follow(&app, by_webhook);
        assert_eq!(status(&app, visit), "pending");
        let starts = app.rows("SELECT starts_at || ' ' || ends_at FROM appointments");
        assert_eq!(starts, ["2026-11-24T10:30:00Z 2026-11-24T11:30:00Z"], "what stands of it");
        cancel_there(&app, "C");
        cancel_there(&app, "D");
        rows_follow(&app, by_webhook);
        assert_eq!(status(&app, visit), "cancelled");
        assert_eq!(app.count("SELECT count(*) FROM appointments"), 1);
    }
}

#[test]
fn what_is_moved_at_calcom_by_hand_is_followed() {
    for by_webhook in [true, false] {
        let app = salon(free);
        let visit = booked(&app);
        rows_follow(&app, true);
        app.clock.forward(time::Duration::minutes(1));
        let path = format!("/v2/bookings/{}/reschedule", uid_of(&app, "D"));
        let body = json!({ "start": "2026-11-24T12:30:00Z", "reschedulingReason": "-" });
        app.at_calcom(&path, &body);
        rows_follow(&app, by_webhook);
        assert_eq!(status(&app, visit), "confirmed");
        assert_eq!(app.rows("SELECT ends_at FROM appointments"), ["2026-11-24T13:00:00Z"]);
        assert_eq!(there(&app)[3], "D 13:30-14:00 emma");
        assert_eq!(app.count("SELECT count(*) FROM appointments"), 1);
        let moved =
            app.ask("call_move", "reschedule_appointment", json!({ "start": "2026-11-25T10:00" }));
        assert_eq!(moved["status"], "rescheduled", "{moved}");
        assert_eq!(there(&app).len(), 4);
    }
}
