//! What a pause is for: others (`free`), nobody (`blocked`), whoever the desk lets in (`flexible`).

use crate::support::harness::{Setup, TestApp};
use crate::visit::world;
use crate::visit::world::{
    AT_TEN, OTHER, agree, blocked, booked, colour, flexible, free, keys_made, other, salon, there,
    warnings, web, web_order,
};
use chairside::config::Config;
use chairside::domain::people::person::PersonName;
use chairside::domain::service::catalogue::PausePolicy;
use chairside::domain::visit::booking::Source;
use chairside::frontdesk::offer::ask::Ask;
use chairside::frontdesk::offer::choice::Chosen;
use chairside::frontdesk::offer::choose;
use chairside::frontdesk::offer::wanted::Wanted;
use chairside::frontdesk::visit::book;
use chairside::frontdesk::visit::book::Order;
use chairside::frontdesk::visit::outcome::Booked;
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation};
use chairside::store::service::{catalogue, salon as salon_rows, salon_keys};
use chairside::store::visit::call::CallKey;
use serde_json::json;
use std::time::{Duration, Instant};
use time::macros::{date, datetime, time as clock};

/// A visit with its pause held.
const HELD: [&str; 5] = [
    "A 10:00-10:30 emma",
    "A+ 10:30-11:15 emma",
    "B 11:15-11:30 emma",
    "C 11:30-12:00 emma",
    "D 12:00-12:30 emma",
];

fn refuse_the_hold(app: &TestApp) {
    let hold = FaultOn::operation(Operation::Book).containing("\"A+\"");
    app.sandbox.fault(Fault::once(hold, FaultKind::SlotTaken));
}

fn policy(app: &TestApp) -> Vec<String> {
    app.rows("SELECT pause_bookable_policy FROM appointments WHERE is_composite = 1")
}

#[test]
fn a_pause_that_is_held_is_booked_with_the_rest_and_is_nobody_elses() {
    for change in [blocked as fn(&mut Config), flexible] {
        let app = salon(change);
        booked(&app);
        assert_eq!(keys_made(&app), ["D", "C", "B", "A+", "A"]);
        assert_eq!(there(&app), HELD);
        assert_eq!(warnings(&app), 0);
        for at in ["10:30", "10:35", "10:45"] {
            assert_eq!(other(&app, "Spitzen", at), "taken", "{at}");
            let order = web_order(&format!("web-{at}"), "spitzen", &format!("2026-11-24T{at}"));
            assert_eq!(web(&app, &order).0, 409, "{at}");
        }
        let args = json!({ "service": "Spitzen", "date": "2026-11-24", "time": "10:35" });
        let free = app.function("call_2", Some(OTHER), "check_availability", args);
        for list in ["offers", "alternatives"] {
            for offer in free[list].as_array().into_iter().flatten() {
                let start = offer["start"].as_str().unwrap();
                assert!(
                    !(start > "2026-11-24T09:30:00+01:00" && start < "2026-11-24T12:30:00+01:00"),
                    "{start} is in the visit: {free}"
                );
            }
        }
        agree(&app, "a held pause");
    }
}

#[test]
fn without_its_hold_a_blocked_visit_is_rolled_back() {
    let app = salon(blocked);
    refuse_the_hold(&app);
    let answer = colour(&app, "2026-11-24T10:00");
    assert_eq!(answer["status"], "taken", "{answer}");
    assert!(there(&app).is_empty(), "{:?}", there(&app));
    app.deliver_webhooks();
    app.settle();
    agree(&app, "rolled back");
    assert_eq!(app.rows("SELECT status FROM appointments"), ["cancelled"]);
    assert_eq!(warnings(&app), 0);
    // What was refused is free to try again, and is a visit of its own.
    booked(&app);
    assert_eq!(there(&app), HELD);
}

#[test]
fn without_its_hold_a_flexible_visit_stands_and_the_pause_counts_as_released() {
    let app = salon(flexible);
    refuse_the_hold(&app);
    let id = booked(&app);
    assert_eq!(there(&app), AT_TEN);
    assert_eq!(world::status(&app, id), "confirmed");
    assert_eq!(warnings(&app), 1);
    let warning = app.rows("SELECT kind || ': ' || message FROM warnings");
    assert!(warning[0].starts_with("pause_not_held: Die Pause A+"), "{warning:?}");
    assert_eq!(colour(&app, "2026-11-24T10:00")["status"], "booked", "a repeat");
    assert_eq!(warnings(&app), 1, "a repeat warns nobody again");
    assert_eq!(other(&app, "Spitzen", "10:35"), "booked");
    app.deliver_webhooks();
    app.settle();
    agree(&app, "a released pause");
}

#[test]
fn in_a_free_pause_others_are_welcome_as_far_as_the_margins_allow() {
    let app = salon(free);
    booked(&app);
    assert_eq!(there(&app), AT_TEN);
    let other = |service: &str, at: &str| {
        // What was offered in place of an earlier wish has lapsed.
        app.clock.forward(time::Duration::seconds(301));
        other(&app, service, at)
    };
    // Cal.com would let both in; the stylist must be back five minutes before.
    assert_eq!(other("Haarschnitt", "10:30"), "taken");
    assert_eq!(other("Spitzen", "10:45"), "taken");
    assert_eq!(other("Spitzen", "10:35"), "booked");
    assert_eq!(other("Spitzen", "10:30"), "taken", "once");
    let listed = app.function("call_9", Some(OTHER), "list_appointments", json!({}));
    assert!(listed["appointments"][0].get("segments").is_none(), "a simple one: {listed}");
    assert_eq!(there(&app).len(), 5);
    agree(&app, "a used pause");
}

#[test]
fn an_offer_in_a_free_pause_says_so() {
    let app = salon(free);
    booked(&app);
    let args = json!({ "service": "Spitzen", "date": "2026-11-24", "time": "10:35" });
    let found = app.function("call_2", Some(OTHER), "check_availability", args);
    let offer = &found["offers"][0];
    assert_eq!(offer["start"], "2026-11-24T10:35:00+01:00", "{found}");
    assert_eq!(offer["pause_minutes"], 35, "{offer}");
    assert_eq!(offer["in_pause"], "35 Minuten frei bei Emma um 10:35", "{offer}");
}

#[test]
fn a_visit_keeps_its_policy_when_the_services_changes() {
    let app = salon(free);
    booked(&app);
    let desk = &app.appliance.desk;
    let mut config = Config::clone(&desk.salon.config);
    blocked(&mut config);
    let now = app.clock.now();
    desk.store.write(move |tx| salon_rows::apply(tx, &config, now)).unwrap();
    assert_eq!(policy(&app), ["free"]);
    assert_eq!(other(&app, "Spitzen", "10:35"), "booked", "its pause is as free as it was");
    let args = json!({ "start": "2026-11-25T10:00" });
    let moved = app.ask("call_move", "reschedule_appointment", args);
    assert_eq!(moved["status"], "rescheduled", "{moved}");
    assert_eq!(policy(&app), ["free"], "also where it is moved");
    assert!(!keys_made(&app).contains(&"A+".to_owned()));
    // A new visit is as the service is now.
    let again = colour(&app, "2026-11-26T10:00");
    assert_eq!(again["status"], "booked", "{again}");
    assert_eq!(policy(&app), ["free", "blocked"]);
    assert_eq!(keys_made(&app).iter().filter(|key| *key == "A+").count(), 1);
}

#[test]
fn a_visit_can_be_moved_by_an_offer_after_the_services_policy_changed() {
    let app = salon(free);
    let id = booked(&app);
    let desk = &app.appliance.desk;
    let mut config = Config::clone(&desk.salon.config);
    blocked(&mut config);
    let now = app.clock.now();
    desk.store.write(move |tx| salon_rows::apply(tx, &config, now)).unwrap();
    let args = json!({ "service": "Farbe", "staff": "Emma", "date": "2026-11-25" });
    let found = app.ask("call_move", "check_availability", args);
    let offer = json!({ "offer_id": found["offers"][0]["offer_id"] });
    let moved = app.ask("call_move", "reschedule_appointment", offer);
    assert_eq!(moved["status"], "rescheduled", "{moved}");
    assert_eq!(moved["appointment_id"], id);
    assert_eq!(policy(&app), ["free"]);
    assert_eq!(there(&app).len(), 4, "{:?}", there(&app));
    agree(&app, "moved by an offer");
}

fn emma_blocks(config: &mut Config) {
    free(config);
    let emma = config.staff.iter_mut().find(|person| person.key == "emma").unwrap();
    emma.pause_policy = Some("blocked".into());
}

#[test]
fn the_persons_policy_is_over_the_services_and_the_visits_over_both() {
    let app = world::furnish(TestApp::start_with(&Setup {
        extra: world::EXTRA.into(),
        change: emma_blocks,
    }));
    booked(&app);
    assert_eq!(there(&app), HELD);
    let args = json!({ "service": "Farbe", "staff": "Jürgen", "start": "2026-11-24T10:00", "customer_name": "Kim Muster" });
    let answer = app.function("call_j", Some(OTHER), "book_appointment", args);
    assert_eq!(answer["status"], "booked", "{answer}");
    assert_eq!(policy(&app), ["blocked", "free"]);
    let desk = &app.appliance.desk;
    let services = desk.store.read(|connection| catalogue::active(connection, desk.salon.company));
    let colour = services.unwrap().into_iter().find(|one| one.key == "ansatzfarbe").unwrap();
    let day = date!(2026 - 11 - 26);
    let ask = Ask {
        call_id: "call_v".into(),
        service: colour,
        staff: Some(chairside::domain::ids::StaffId(salon_keys::staff_uuid("probe", "emma"))),
        branch: None,
        wanted: Wanted::at(day, clock!(10:00)),
        policy: Some(PausePolicy::Free),
        moving: None,
        refused: None,
    };
    let deadline = Instant::now() + Duration::from_secs(10);
    let start = datetime!(2026-11-26 09:00 UTC);
    let Chosen::Way(choice) = choose::at(desk, &ask, start, &[], deadline).unwrap() else {
        panic!("it cannot be booked");
    };
    let order = Order {
        person: None,
        contact: Default::default(),
        key: CallKey {
            call_id: "call_v".into(),
            function: "book_appointment",
            args_key: "x".into(),
        },
        source: Source::RetellPhone,
        name: PersonName::parse("Ada Anders").unwrap(),
        phone: None,
        choice,
        is_told_apart: false,
        is_looked_at: true,
    };
    assert!(matches!(book::book(desk, &order, deadline).unwrap(), Booked::Yes(_)));
    assert_eq!(policy(&app), ["blocked", "free", "free"]);
    assert_eq!(keys_made(&app).iter().filter(|key| *key == "A+").count(), 1);
}
