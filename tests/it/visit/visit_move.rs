//! A whole visit is moved or called off: as one, or not at all.

use crate::support::harness::TestApp;
use crate::visit::world::{
    AT_TEN, DAY, agree, blocked, booked, flexible, free, keys_made, lose, other, refuse, salon,
    status, there, uids_there,
};
use chairside::config::Config;
use chairside::domain::calendar::interval::Interval;
use chairside::domain::ids::AppointmentId;
use chairside::frontdesk::visit::release;
use chairside::frontdesk::visit::release::Release;
use chairside::sandbox::stand_in::Operation;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn move_to(app: &TestApp, start: &str, staff: Option<&str>) -> Value {
    let mut args = json!({ "start": start });
    if let Some(staff) = staff {
        args["staff"] = json!(staff);
    }
    app.ask("call_move", "reschedule_appointment", args)
}

fn cancel(app: &TestApp) -> Value {
    app.ask("call_off", "cancel_appointment", json!({}))
}

/// The keys in the order in which their bookings were moved or cancelled at Cal.com.
fn sent(app: &TestApp, verb: &str) -> Vec<String> {
    let end = format!("/{verb}");
    let targets = app.sandbox.requests().into_iter().filter(|one| one.target.ends_with(&end));
    targets
        .map(|one| {
            let uid = one.target.rsplit('/').nth(1).unwrap().to_owned();
            let all = app.sandbox.bookings();
            crate::visit::world::key_of(all.iter().find(|booking| booking.uid == uid).unwrap())
        })
        .collect()
}

fn at_rest(app: &TestApp, visit: i64, what: &str) {
    app.deliver_webhooks();
    app.appliance.work.poll_now().unwrap();
    app.settle();
    agree(app, what);
    assert_eq!(status(app, visit), "confirmed", "{what}");
    assert_eq!(app.count("SELECT count(*) FROM appointments"), 1, "{what}");
}

#[test]
fn to_a_time_that_overlaps_its_own_it_is_moved_in_place_the_farthest_first() {
    let cases = [
        ("10:30", ["D", "C", "B", "A"], "A 10:30-11:00 emma", "D 12:30-13:00 emma"),
        ("09:30", ["A", "B", "C", "D"], "A 09:30-10:00 emma", "D 11:30-12:00 emma"),
        ("11:15", ["D", "C", "B", "A"], "A 11:15-11:45 emma", "D 13:15-13:45 emma"),
    ];
    for (to, order, first, last) in cases {
        let app = salon(free);
        let visit = booked(&app);
        let moved = move_to(&app, &format!("{DAY}T{to}"), None);
        assert_eq!(moved["status"], "rescheduled", "{to}: {moved}");
        assert_eq!(moved["appointment_id"], visit);
        assert_eq!(moved["segments"].as_array().unwrap().len(), 4);
        assert_eq!(sent(&app, "reschedule"), order, "{to}");
        assert!(sent(&app, "cancel").is_empty());
        let now = there(&app);
        assert_eq!((now[0].as_str(), now[3].as_str()), (first, last));
        at_rest(&app, visit, to);
        assert_eq!(move_to(&app, &format!("{DAY}T{to}"), None)["status"], "rescheduled", "again");
        assert_eq!(app.sandbox.counts().created, 8, "a repeat moves nothing");
    }
}

#[test]
fn with_its_held_pause() {
    for change in [blocked as fn(&mut Config), flexible] {
        let app = salon(change);
        let visit = booked(&app);
        let moved = move_to(&app, &format!("{DAY}T10:30"), None);
        assert_eq!(moved["status"], "rescheduled", "{moved}");
        assert_eq!(sent(&app, "reschedule"), ["D", "C", "B", "A+", "A"]);
        assert_eq!(there(&app)[1], "A+ 11:00-11:45 emma");
        at_rest(&app, visit, "in place");
        let moved = app.ask(
            "call_move_2",
            "reschedule_appointment",
            json!({ "start": "2026-11-25T10:00" }),
        );
        assert_eq!(moved["status"], "rescheduled", "{moved}");
        assert_eq!(there(&app).len(), 5);
        at_rest(&app, visit, "another day");
    }
}

#[test]
fn to_another_day_it_is_booked_first_and_then_called_off() {
    let app = salon(free);
    let visit = booked(&app);
    let moved = move_to(&app, "2026-11-25T10:00", None);
    assert_eq!(moved["status"], "rescheduled", "{moved}");
    assert_eq!(moved["appointment_id"], visit);
    assert_eq!(keys_made(&app), ["D", "C", "B", "A", "D", "C", "B", "A"]);
    assert_eq!(sent(&app, "cancel"), ["D", "C", "B", "A"]);
    assert!(sent(&app, "reschedule").is_empty());
    at_rest(&app, visit, "another day");
    assert_eq!(move_to(&app, "2026-11-25T10:00", None)["status"], "rescheduled", "a repeat");
    assert_eq!(app.sandbox.counts().created, 8);
    assert_eq!(other(&app, "Haarschnitt", "10:00"), "booked", "the old minutes are free");
}

#[test]
fn to_another_person_by_time_and_by_offer() {
    let app = salon(free);
    let visit = booked(&app);
    let moved = move_to(&app, &format!("{DAY}T10:00"), Some("Jürgen"));
    assert_eq!(moved["status"], "rescheduled", "{moved}");
    assert!(there(&app).iter().all(|line| line.ends_with("juergen")), "{:?}", there(&app));
    at_rest(&app, visit, "by time");
    let args = json!({ "service": "Farbe", "staff": "Emma", "date": DAY, "time": "10:00" });
    let found = app.ask("call_back", "check_availability", args);
    let offer = json!({ "offer_id": found["offers"][0]["offer_id"] });
    let back = app.ask("call_back", "reschedule_appointment", offer.clone());
    assert_eq!(back["status"], "rescheduled", "{back}");
    assert_eq!(back["staff"], "Emma Vogel");
    assert_eq!(there(&app), AT_TEN);
    at_rest(&app, visit, "by offer");
    let again = app.ask("call_back", "reschedule_appointment", offer);
    assert_eq!(again["status"], "rescheduled", "{again}");
    assert_eq!(app.sandbox.counts().created, 12);
}

#[test]
fn a_pause_that_was_released_whole_is_held_anew_and_pieces_go_along() {
    let held = [
        (None, vec!["A+ 10:45-11:30 emma"]),
        (Some((40, 60)), vec!["A+ 10:45-10:55 emma", "A+2 11:15-11:30 emma"]),
    ];
    for (part, stays) in held {
        let app = salon(flexible);
        let visit = booked(&app);
        let ten = time::macros::datetime!(2026-11-24 09:00 UTC);
        let at = |minutes| ten + time::Duration::minutes(minutes);
        let part = part.map(|(from, until)| Interval::new(at(from), at(until)).unwrap());
        let order = Release { visit: AppointmentId(visit), pause: None, part, by: "N".into() };
        let deadline = Instant::now() + Duration::from_secs(10);
        release::release(&app.appliance.desk, &order, deadline).unwrap();
        let moved = move_to(&app, &format!("{DAY}T10:15"), None);
        assert_eq!(moved["status"], "rescheduled", "{part:?}: {moved}");
        at_rest(&app, visit, "moved in place");
        let now = there(&app);
        assert_eq!(now[0], "A 10:15-10:45 emma");
        let held: Vec<&String> = now.iter().filter(|line| line.contains('+')).collect();
        assert_eq!(held, stays.iter().collect::<Vec<_>>());
        let away =
            app.ask("call_away", "reschedule_appointment", json!({ "start": "2026-11-25T10:00" }));
        assert_eq!(away["status"], "rescheduled", "{part:?}: {away}");
        at_rest(&app, visit, "another day");
        assert_eq!(there(&app)[1], "A+ 2026-11-25 10:30-11:15 emma");
        assert_eq!(there(&app).len(), 5, "{:?}", there(&app));
    }
}

#[test]
fn by_offer_to_a_time_that_overlaps_its_own() {
    let app = salon(free);
    let visit = booked(&app);
    let args = json!({ "service": "Farbe", "staff": "Emma", "date": DAY, "time": "14:00" });
    let found = app.ask("call_move", "check_availability", args);
    let offer = json!({ "offer_id": found["offers"][0]["offer_id"] });
    let moved = app.ask("call_move", "reschedule_appointment", offer);
    assert_eq!(moved["status"], "rescheduled", "{moved}");
    assert_eq!(there(&app)[0], "A 14:00-14:30 emma");
    at_rest(&app, visit, "by offer");
}

#[test]
fn if_a_part_is_refused_the_old_visit_stands_as_it_was() {
    for nth in 1..=4 {
        let app = salon(free);
        let visit = booked(&app);
        let old = uids_there(&app);
        refuse(&app, Operation::Book, nth);
        let heard = move_to(&app, "2026-11-25T10:00", None);
        assert_eq!(heard["status"], "taken", "{nth}: {heard}");
        assert_eq!(uids_there(&app), old, "{nth}");
        at_rest(&app, visit, "another day");
        assert_eq!(there(&app), AT_TEN);
        assert_eq!(move_to(&app, "2026-11-25T10:00", None)["status"], "rescheduled");
        at_rest(&app, visit, "and then moved");
    }
    for nth in 1..=4 {
        let app = salon(free);
        let visit = booked(&app);
        refuse(&app, Operation::Reschedule, nth);
        let heard = move_to(&app, &format!("{DAY}T10:30"), None);
        assert_eq!(heard["status"], "taken", "{nth}: {heard}");
        assert_eq!(there(&app), AT_TEN, "{nth}: what was moved is moved back");
        at_rest(&app, visit, "in place");
    }
}

#[test]
fn if_the_old_one_cannot_be_called_off_at_all_it_stands_as_it_was() {
    let app = salon(free);
    let visit = booked(&app);
    let old = uids_there(&app);
    refuse(&app, Operation::Cancel, 1);
    let heard = move_to(&app, "2026-11-25T10:00", None);
    assert_eq!(heard["status"], "handed_over", "{heard}");
    assert_eq!(uids_there(&app), old);
    at_rest(&app, visit, "the first cancellation was refused");
}

#[test]
fn lost_answers_move_it_once() {
    let cases = [
        ("2026-11-25T10:00", Operation::Book),
        ("2026-11-25T10:00", Operation::Cancel),
        ("2026-11-24T10:30", Operation::Reschedule),
    ];
    for (to, operation) in cases {
        for nth in 1..=4 {
            let app = salon(free);
            let visit = booked(&app);
            lose(&app, operation, nth);
            let heard = move_to(&app, to, None);
            let what = format!("{operation:?} {nth}");
            assert_eq!(heard["status"], "rescheduled", "{what}: {heard}");
            at_rest(&app, visit, &what);
            assert_eq!(app.sandbox.counts().created, 8, "{what}");
            assert_eq!(there(&app).len(), 4, "{what}");
        }
    }
}

#[test]
fn called_off_as_a_whole_and_nobody_elses() {
    let app = salon(free);
    let visit = booked(&app);
    assert_eq!(other(&app, "Spitzen", "10:35"), "booked");
    let theirs = there(&app).into_iter().find(|line| line.contains("10:35")).unwrap();
    assert_eq!(cancel(&app)["status"], "cancelled");
    assert_eq!(sent(&app, "cancel"), ["D", "C", "B", "A"]);
    assert_eq!(there(&app), std::slice::from_ref(&theirs));
    assert_eq!(status(&app, visit), "cancelled");
    let again = cancel(&app);
    assert_eq!(again["status"], "cancelled", "a repeat: {again}");
    assert_eq!(sent(&app, "cancel").len(), 4);
    app.deliver_webhooks();
    app.settle();
    agree(&app, "called off");
    assert_eq!(there(&app), [theirs]);
}

#[test]
fn lost_answers_call_it_off_once() {
    for nth in 1..=5 {
        let app = salon(blocked);
        let visit = booked(&app);
        lose(&app, Operation::Cancel, nth);
        assert_eq!(cancel(&app)["status"], "cancelled", "{nth}");
        assert!(there(&app).is_empty(), "{nth}");
        app.deliver_webhooks();
        app.settle();
        agree(&app, "called off");
        assert_eq!(status(&app, visit), "cancelled");
    }
}

#[test]
fn a_cancellation_refused_at_once_leaves_everything() {
    let app = salon(free);
    let visit = booked(&app);
    refuse(&app, Operation::Cancel, 1);
    assert_eq!(cancel(&app)["status"], "handed_over");
    assert_eq!(there(&app), AT_TEN);
    at_rest(&app, visit, "refused");
    assert_eq!(cancel(&app)["status"], "cancelled");
}
