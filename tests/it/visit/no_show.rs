//! A customer who did not come: Cal.com says so or the desk does, both can be taken back, and the customer's count
//! follows.

use crate::visit::live::Live;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

/// A colour at ten of one customer and a haircut at four of another, both over by now.
fn two() -> Live {
    let live = Live::two_weeks_ago();
    assert_eq!(live.book()["status"], "booked");
    assert_eq!(live.other("16:00"), "booked");
    live.settle();
    live
}

/// The salon's clock reaches a time at which both visits are over.
fn after_both(live: &Live) {
    live.app.clock.forward(Duration::days(9));
    assert!(live.app.clock.now() < OffsetDateTime::now_utc());
}

fn shown(live: &Live, id: &str) -> Value {
    live.json(&["appointments", "show", id])
}

/// Somebody marks the customer of a visit's part at Cal.com.
fn at_calcom(live: &Live, id: &str, part: usize, absent: bool) {
    let booking = shown(live, id)["parts"][part]["bookings"][0].clone();
    let uid = booking["uid"].as_str().unwrap();
    let known = live.app.rows(&format!("SELECT visit_ref FROM appointments WHERE id = {id}"));
    let body = json!({ "attendees": [
        { "email": format!("visit+{}@visits.example", known[0]), "absent": absent },
    ] });
    live.app.clock.forward(Duration::minutes(1));
    live.app.at_calcom(&format!("/v2/bookings/{uid}/mark-absent"), &body);
    assert_eq!(live.app.deliver_webhooks(), 1, "BOOKING_NO_SHOW_UPDATED");
    live.app.settle();
}

fn audits(live: &Live) -> Vec<String> {
    live.app.rows(
        "SELECT changed_by || ': ' || (new_values ->> 'no_show') || ' ' || reason FROM calcom_host_mapping_audits
         WHERE new_values ->> 'no_show' IS NOT NULL ORDER BY seq",
    )
}

#[test]
fn the_desk_marks_a_no_show_and_takes_it_back() {
    let live = two();
    let before = shown(&live, "1");
    assert_eq!((&before["no_show"], &before["customer_no_shows"]), (&Value::Null, &json!(0)));
    let marked =
        live.json(&["appointments", "no-show", "1", "--by", "Nadine", "--reason", "waited"]);
    assert_eq!((&marked["no_show"], &marked["customer_no_shows"]), (&json!(true), &json!(1)));
    let after = shown(&live, "1");
    assert_eq!(
        (&after["no_show"]["by"], &after["customer_no_shows"]),
        (&json!("Nadine"), &json!(1))
    );
    assert_eq!(after["status"], "confirmed", "how it was booked stays");
    assert_eq!(shown(&live, "2")["customer_no_shows"], 0, "another customer's");
    let text = live.cli(&["appointments", "show", "1"]).out;
    assert!(text.contains("\nnicht gekommen, sagt Nadine (20"), "{text}");
    assert!(text.contains("; 1-mal insgesamt nicht gekommen\n"), "{text}");
    let list = live.json(&["appointments", "list", "--day", &live.day]);
    let told: Vec<(&Value, &Value)> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["no_show"], &one["customer_no_shows"]))
        .collect();
    assert_eq!(told, [(&json!(true), &json!(1)), (&json!(false), &json!(0))]);
    let text = live.cli(&["appointments", "list", "--day", &live.day]).out;
    assert!(text.contains(" (nicht gekommen)"), "{text}");
    live.refused(&["appointments", "no-show", "1", "--by", "Nora"], "already, by Nadine");
    let back = live.json(&["appointments", "no-show", "1", "--undo", "--by", "Nora"]);
    assert_eq!((&back["no_show"], &back["customer_no_shows"]), (&json!(false), &json!(0)));
    let undo = ["appointments", "no-show", "1", "--undo", "--by", "Nora"];
    live.refused(&undo, "is not marked as a no-show");
    assert_eq!(audits(&live), ["Nadine: 1 waited", "Nora: 0 "]);
    assert_eq!(live.cli(&["audit", "verify"]).code, Some(0));
}

#[test]
fn what_cannot_be_a_no_show_is_refused_and_nothing_changes() {
    let live = Live::start();
    assert_eq!(live.book()["status"], "booked");
    live.settle();
    let no_show = |id| ["appointments", "no-show", id, "--by", "Nadine"];
    live.refused(&no_show("1"), &format!("begins {} 10:00", live.day));
    live.refused(&no_show("99"), "appointment not found");
    live.refused(&["appointments", "no-show", "1", "--by", "system"], "who decides");
    live.app.ask("call_off", "cancel_appointment", json!({}));
    live.settle();
    assert_eq!(live.status(), "cancelled");
    live.refused(&no_show("1"), "is off");
    assert!(audits(&live).is_empty());
}

#[test]
fn cal_com_marks_it_and_takes_it_back() {
    let live = two();
    after_both(&live);
    at_calcom(&live, "1", 2, true);
    let marked = shown(&live, "1");
    assert_eq!(
        (&marked["no_show"]["by"], &marked["customer_no_shows"]),
        (&json!("Cal.com"), &json!(1))
    );
    // Of the same visit nothing more is to be said.
    at_calcom(&live, "1", 0, true);
    at_calcom(&live, "1", 2, false);
    assert_eq!(shown(&live, "1")["customer_no_shows"], 1, "its first part is marked still");
    at_calcom(&live, "1", 0, false);
    assert_eq!(shown(&live, "1")["no_show"], Value::Null);
    let told = ["system: 1 Cal.com says so", "system: 0 Cal.com says so"];
    assert_eq!(audits(&live), told);
}

#[test]
fn what_the_desk_said_stands_until_cal_com_says_something_new() {
    let live = two();
    after_both(&live);
    at_calcom(&live, "2", 0, true);
    live.json(&["appointments", "no-show", "2", "--undo", "--by", "Nadine"]);
    // The poll and any webhook read the same word again.
    let look = |live: &Live| {
        live.app.hint(shown(live, "2")["parts"][0]["bookings"][0]["uid"].as_str().unwrap());
        live.app.settle();
    };
    look(&live);
    assert_eq!(shown(&live, "2")["no_show"], Value::Null, "the desk knows better");
    at_calcom(&live, "2", 0, false);
    live.json(&["appointments", "no-show", "2", "--by", "Nadine"]);
    look(&live);
    assert_eq!(
        shown(&live, "2")["no_show"]["by"],
        "Nadine",
        "Cal.com was not told, and need not be"
    );
    assert_eq!(audits(&live).len(), 3);
}

#[test]
fn a_visit_that_was_moved_ahead_is_no_no_show() {
    let live = two();
    after_both(&live);
    at_calcom(&live, "2", 0, true);
    let uid = shown(&live, "2")["parts"][0]["bookings"][0]["uid"].as_str().unwrap().to_owned();
    let ahead = (live.app.clock.now() + Duration::days(1)).date();
    let start = format!("{ahead}T13:00:00Z");
    live.app.clock.forward(Duration::minutes(1));
    live.app.at_calcom(&format!("/v2/bookings/{uid}/reschedule"), &json!({ "start": start }));
    live.settle();
    assert_eq!(shown(&live, "2")["customer_no_shows"], 0, "it is to come");
    assert_eq!(audits(&live).last().unwrap(), "system: 0 the visit was moved ahead");
}
