//! What makes the memory of free times wrong, and what keeps it from being filled: never an offer that nothing backs, and
//! no silence.

use crate::support::harness::TestApp;
use crate::support::twelve;
use crate::support::twelve::event_type;
use crate::visit::from_memory::{
    ask, asked, assert_reserved, keeping, offers, question, slot_calls, starts, warm,
};
use chairside::sandbox::stand_in::{
    Fault, FaultKind, FaultOn, Operation, SandboxRequest, WebhookMode,
};
use chairside::work::free_times::PREFETCH_CALLS_PER_MINUTE_MAX;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use time::Duration;

const ONE: (&str, Option<&str>) = ("Pony", Some("Person3"));

fn fault(app: &TestApp, on: FaultOn, what: FaultKind, times: Option<u32>) {
    app.sandbox.fault(Fault { on, what, times });
}

/// A question in a call of its own, and how many slot questions it cost.
fn ask_one(app: &TestApp, call: &str) -> (Value, usize) {
    let (answer, calls) = asked(app, || ask(app, call, question(ONE.0, ONE.1)));
    (answer, slot_calls(&calls))
}

fn ticks(app: &TestApp, n: u32) {
    for _ in 0..n {
        app.appliance.work.tick();
    }
}

/// Offers that nobody was told of do not keep anybody's minutes.
fn holds_in_force(app: &TestApp) -> i64 {
    let now = app.clock.now();
    let now = now.format(&time::format_description::well_known::Rfc3339).unwrap();
    app.count(&format!("SELECT count(*) FROM holds WHERE is_let_go = 0 AND expires_at > '{now}'"))
}

/// Cal.com shows what is reserved for an offer as taken. That is known to nobody as "not free".
#[test]
fn what_was_offered_and_not_taken_is_free_for_the_next_caller() {
    let expires: fn(&TestApp, &Value) = |app, _| app.clock.forward(Duration::seconds(400));
    let booked: fn(&TestApp, &Value) = |app, answer| {
        let args =
            json!({ "offer_id": offers(answer)[0]["offer_id"], "customer_name": "Kim Muster" });
        assert_eq!(app.ask("call_1", "book_appointment", args)["status"], "booked");
    };
    for ends in [expires, booked] {
        let app = twelve::salon(keeping);
        warm(&app);
        let (answer, _) = ask_one(&app, "call_1");
        let last = starts(&answer).last().unwrap().0.to_owned();
        // Another booking of that day has it asked for again while the offers stand.
        let args = json!({ "service": ONE.0, "staff": ONE.1, "start": "2026-11-24T16:45",
            "customer_name": "Ada Anders" });
        let other = app.function("call_2", Some("+493023125102"), "book_appointment", args);
        assert_eq!(other["status"], "booked", "{other}");
        ticks(&app, 3);
        ends(&app, &answer);
        for _ in 0..40 {
            app.appliance.work.tick();
            app.clock.forward(Duration::seconds(3));
        }
        let args = json!({ "service": ONE.0, "staff": ONE.1, "date": "2026-11-24", "time": &last[11..16] });
        let next = app.function("call_3", Some("+493023125103"), "check_availability", args);
        assert!(starts(&next).iter().any(|one| one.0 == last), "{last}: {next}");
    }
}

#[test]
fn a_booking_of_ours_makes_the_persons_day_stale() {
    let app = twelve::salon(keeping);
    warm(&app);
    let (answer, _) = ask_one(&app, "call_1");
    let (start, offer) = (starts(&answer)[0].0.to_owned(), &offers(&answer)[0]["offer_id"]);
    let args = json!({ "offer_id": offer, "customer_name": "Kim Muster" });
    let booked = app.ask("call_1", "book_appointment", args);
    assert_eq!(booked["status"], "booked", "{booked}");
    let (answer, slots) = ask_one(&app, "call_2");
    assert_eq!((slots, offers(&answer).len()), (1, 3), "asked afresh: {answer}");
    assert!(!starts(&answer).iter().any(|one| one.0 == start), "{answer}");
    // Others are known as before.
    let args = question("Pony", Some("Person4"));
    assert_eq!(slot_calls(&asked(&app, || ask(&app, "call_3", args)).1), 0);
    // It is asked for before all others.
    let of_person = |calls: &[SandboxRequest]| {
        let ids = (0..5).map(|segment| format!("eventTypeId={}&", event_type(3, segment)));
        let ids: Vec<String> = ids.collect();
        calls.iter().filter(|one| ids.iter().any(|id| one.target.contains(id))).count()
    };
    let (_, calls) = asked(&app, || ticks(&app, 4));
    assert_eq!((slot_calls(&calls), of_person(&calls)), (4, 4), "{calls:?}");
    // A cancellation does the same.
    app.settle();
    warm(&app);
    assert_eq!(ask_one(&app, "call_4").1, 0);
    let off = app.ask("call_5", "cancel_appointment", json!({}));
    assert_eq!(off["status"], "cancelled", "{off}");
    let (answer, slots) = ask_one(&app, "call_6");
    assert_eq!((slots, offers(&answer).len()), (1, 3), "{answer}");
    app.settle();
}

#[test]
fn a_webhook_makes_the_persons_day_stale() {
    let app = twelve::salon(keeping);
    let args = json!({ "service": "Pony", "staff": "Person3", "start": "2026-11-24T10:00",
        "customer_name": "Kim Muster" });
    assert_eq!(app.ask("call_0", "book_appointment", args)["status"], "booked");
    app.settle();
    warm(&app);
    app.sandbox.take_webhooks();
    assert_eq!(ask_one(&app, "call_1").1, 0);
    let uid = app.sandbox.bookings()[0].uid.clone();
    assert!(app.sandbox.desk_cancel(&uid, WebhookMode::Hold));
    assert_eq!(ask_one(&app, "call_2").1, 0, "nobody has told of it");
    assert_eq!(app.deliver_webhooks(), 1);
    // The step that works the message off also asks for what is stale: it is known again at once.
    let (_, calls) = asked(&app, || app.appliance.work.tick());
    assert!(calls.iter().any(|one| one.target.starts_with("/v2/bookings")), "{calls:?}");
    let args =
        json!({ "service": "Pony", "staff": "Person3", "date": "2026-11-24", "time": "10:00" });
    let answer = ask(&app, "call_3", args);
    assert!(starts(&answer)[0].0.starts_with("2026-11-24T10:00"), "free again: {answer}");
    assert_reserved(&app, &answer);
    app.settle();
}

#[test]
fn while_cal_com_is_down_memory_alone_leads_to_no_offer() {
    for what in [
        FaultKind::NeverArrives,
        FaultKind::LostAnswer,
        FaultKind::Error503,
        FaultKind::Html502,
        FaultKind::TooManyRequests,
        FaultKind::Html200,
    ] {
        for (service, staff) in [ONE, ("Grosse Farbe", None)] {
            let app = twelve::salon(keeping);
            warm(&app);
            fault(&app, FaultOn::any(), what.clone(), None);
            let answer = ask(&app, "call_1", question(service, staff));
            assert_eq!(answer["status"], "unavailable", "{what:?}: {answer}");
            assert!(answer["say"].as_str().is_some_and(|say| say.len() > 10), "{answer}");
            assert_eq!(holds_in_force(&app), 0, "{what:?}");
        }
    }
}

#[test]
fn where_reservations_alone_fail_what_was_asked_afresh_is_offered() {
    for what in [FaultKind::Error503, FaultKind::NeverArrives] {
        let app = twelve::salon(keeping);
        warm(&app);
        fault(&app, FaultOn::operation(Operation::Reservations), what.clone(), None);
        let (answer, slots) = ask_one(&app, "call_1");
        assert_eq!((offers(&answer).len(), slots), (3, 1), "{what:?}: {answer}");
        assert_eq!(answer["known_seconds_ago"], 0, "{answer}");
    }
}

#[test]
fn a_reservation_that_is_refused_costs_its_offer_and_no_other() {
    for n in 1..=3 {
        let app = twelve::salon(keeping);
        warm(&app);
        let on = FaultOn::operation(Operation::Reservations).nth(n);
        fault(&app, on, FaultKind::SlotTaken, Some(1));
        let answer = ask(&app, "call_1", question("Grosse Farbe", None));
        assert_eq!(offers(&answer).len(), 3, "{answer}");
        assert_reserved(&app, &answer);
        assert_eq!(holds_in_force(&app), 3);
        // What was reserved of it is given back.
        app.sandbox.take_webhooks();
        let (_, calls) = asked(&app, || app.appliance.work.tick());
        assert!(calls.iter().any(|one| one.method == "DELETE"), "{calls:?}");
    }
}

#[test]
fn what_cal_com_refuses_always_is_not_offered() {
    let app = twelve::salon(keeping);
    warm(&app);
    fault(&app, FaultOn::operation(Operation::Reservations), FaultKind::SlotTaken, None);
    let answer = ask(&app, "call_1", question("Pony", None));
    assert!(offers(&answer).is_empty(), "{answer}");
    assert!(answer["say"].as_str().is_some_and(|say| say.len() > 10), "{answer}");
    assert_eq!(holds_in_force(&app), 0);
}

#[test]
fn a_prefetch_that_fails_half_way_is_gone_on_with() {
    for what in
        [FaultKind::Error503, FaultKind::NeverArrives, FaultKind::CutBody, FaultKind::Html200]
    {
        let app = twelve::salon(keeping);
        fault(&app, FaultOn::operation(Operation::Slots).nth(40), what.clone(), None);
        warm(&app);
        let known = |app: &TestApp| {
            let calls: BTreeSet<String> = (0..12)
                .map(|person| {
                    let who = format!("Person{person}");
                    let args = question("Pony", Some(&who));
                    let call = format!("call_{person}_{}", app.clock.now().unix_timestamp());
                    let (answer, calls) = asked(app, || ask(app, &call, args));
                    assert!(answer["say"].as_str().is_some_and(|say| !say.is_empty()), "{answer}");
                    assert_reserved(app, &answer);
                    format!("{} {}", slot_calls(&calls) > 0, answer["status"])
                })
                .collect();
            calls
        };
        let some: BTreeSet<String> =
            ["false \"ok\"".to_owned(), "true \"unavailable\"".to_owned()].into();
        assert_eq!(known(&app), some, "{what:?}");
        app.sandbox.clear_faults();
        warm(&app);
        assert_eq!(known(&app), ["false \"ok\"".to_owned()].into(), "{what:?}");
    }
}

#[test]
fn a_prefetch_stays_within_its_share_and_waits_when_it_is_told_to() {
    let app = twelve::salon(keeping);
    let (_, calls) = asked(&app, || ticks(&app, 100));
    assert_eq!(slot_calls(&calls), PREFETCH_CALLS_PER_MINUTE_MAX as usize);
    app.clock.forward(Duration::seconds(59));
    assert_eq!(slot_calls(&asked(&app, || ticks(&app, 10)).1), 0);
    app.clock.forward(Duration::seconds(1));
    let on = FaultOn::operation(Operation::Slots);
    fault(&app, on, FaultKind::RetryAfter("40".into()), Some(1));
    assert_eq!(slot_calls(&asked(&app, || ticks(&app, 10)).1), 1, "429");
    app.clock.forward(Duration::seconds(39));
    assert_eq!(slot_calls(&asked(&app, || ticks(&app, 10)).1), 0);
    app.clock.forward(Duration::seconds(2));
    assert!(slot_calls(&asked(&app, || ticks(&app, 10)).1) > 1);
}

#[test]
fn a_clock_that_jumps_makes_everything_unknown() {
    for jump in [Duration::minutes(10), Duration::minutes(-2), Duration::hours(2)] {
        let app = twelve::salon(keeping);
        warm(&app);
        assert_eq!(ask_one(&app, "call_1").1, 0);
        app.clock.forward(jump);
        let (answer, slots) = ask_one(&app, "call_2");
        assert_eq!((slots, offers(&answer).len()), (1, 3), "{jump}: {answer}");
        assert_eq!(answer["known_seconds_ago"], 0, "{answer}");
    }
}

#[test]
fn what_is_too_old_is_asked_afresh() {
    let app = twelve::salon(keeping);
    warm(&app);
    // Nothing is asked for beforehand meanwhile.
    for _ in 0..15 {
        app.clock.forward(Duration::seconds(59));
        ask_one(&app, "call_n");
    }
    let (answer, _) = ask_one(&app, "call_1");
    assert!(answer["known_seconds_ago"].as_u64().unwrap() < 900, "{answer}");
    let args = question("Pony", Some("Person5"));
    assert_eq!(slot_calls(&asked(&app, || ask(&app, "call_2", args)).1), 1);
}

#[test]
fn event_types_that_change_while_it_runs_are_asked_afresh() {
    let app = twelve::salon(keeping);
    warm(&app);
    // Longer at Cal.com than here; the look at the lengths finds it.
    app.sandbox.change_event_type(event_type(3, 4), |one| one.minutes = 60);
    let sql = format!(
        "UPDATE calcom_event_map SET written = json_set(written, '$.seen_minutes', 60) WHERE event_type_id = {}",
        event_type(3, 4)
    );
    rusqlite::Connection::open(app.database()).unwrap().execute(&sql, ()).unwrap();
    app.clock.forward(Duration::seconds(10));
    let (_, calls) = asked(&app, || app.appliance.work.tick());
    let id = format!("eventTypeId={}&", event_type(3, 4));
    assert!(calls.iter().any(|one| one.target.contains(&id)), "{calls:?}");
    let (answer, _) = ask_one(&app, "call_1");
    assert_eq!(offers(&answer).len(), 3, "{answer}");
    for offer in offers(&answer) {
        let at = |key: &str| offer[key].as_str().unwrap()[11..16].to_owned();
        assert!(at("start").as_str() <= "17:00", "not beyond the end of the day: {offer}");
    }
    // One that is gone is neither offered nor asked for again and again.
    app.sandbox.remove_event_type(event_type(4, 4));
    let answer = ask(&app, "call_2", question("Pony", Some("Person4")));
    assert!(offers(&answer).is_empty(), "{answer}");
    assert!(answer["say"].as_str().is_some_and(|say| say.len() > 10), "{answer}");
    let (_, calls) = asked(&app, || warm(&app));
    let id = format!("eventTypeId={}&", event_type(4, 4));
    let again = calls.iter().filter(|one| one.target.contains(&id)).count();
    assert!(again <= 6, "{again}");
}
