//! Cal.com gives an existing booking back with 201 where somebody of the same number has one at that start: a family has
//! one phone. Each is told what is hers, and calling one off leaves the other.

use crate::support::at_calcom::post_at_calcom;
use crate::support::harness::{CALLER, CUT_POOL, HOST_EMMA, HOST_JUERGEN, Setup, TestApp};
use crate::visit::faults::impatient;
use chairside::sandbox::stand_in::{SandboxEventType, SandboxKind};
use serde_json::{Value, json};

/// Of Emma's and of Jürgen's, each a round robin of one host, as Chairside makes them in a team.
const OWN: [(i64, i64); 2] = [(811, HOST_EMMA), (812, HOST_JUERGEN)];

fn salon() -> TestApp {
    let extra = format!(
        "{}\n[[services]]\nkey = \"waschen\"\nname = \"Waschen\"\nduration_minutes = 45\n\
         event_types = [{{ id = 810, branch = \"mitte\" }}]\n\
         [[services]]\nkey = \"locken\"\nname = \"Locken\"\nduration_minutes = 45\n\
         event_types = [{{ id = 811, staff = \"emma\" }}, {{ id = 812, staff = \"juergen\" }}]\n",
        impatient().extra
    );
    let app = TestApp::start_with(&Setup { extra, ..Setup::default() });
    let add = |id, slug: &str, hosts: &[i64]| {
        app.sandbox.add_event_type(SandboxEventType {
            id: Some(id),
            slot_interval_minutes: Some(15),
            ..SandboxEventType::team(slug, slug, 45, 90, SandboxKind::RoundRobin, hosts)
        });
    };
    add(810, "waschen", &[HOST_EMMA, HOST_JUERGEN]);
    for (id, host) in OWN {
        add(id, &format!("locken-{host}"), &[host]);
    }
    app
}

fn book(app: &TestApp, call: &str, service: &str, name: &str) -> Value {
    let args = json!({ "service": service, "start": "2026-11-24T10:00", "customer_name": name });
    app.ask(call, "book_appointment", args)
}

/// For somebody else at the same minute: asked about, and booked once the question has its answer.
fn book_a_second(app: &TestApp, call: &str, service: &str, name: &str) -> Value {
    let asked = book(app, call, service, name);
    assert_eq!(asked["status"], "for_whom", "{asked}");
    let heard = book(app, call, service, name);
    assert_eq!(heard["status"], "booked", "{heard}");
    heard
}

fn standing(app: &TestApp) -> Vec<(String, String)> {
    let all = app.sandbox.bookings().into_iter().filter(|one| one.status.stands());
    let mut names: Vec<(String, String)> = all.map(|one| (one.attendee_name, one.uid)).collect();
    names.sort();
    names
}

#[test]
fn two_of_one_number_are_two_bookings_of_a_pool() {
    let app = salon();
    assert_eq!(book(&app, "call_1", "waschen", "Mia Beispiel")["status"], "booked");
    let tom = book_a_second(&app, "call_2", "waschen", "Tom Beispiel");
    assert_eq!(standing(&app).len(), 2, "{:?}", standing(&app));
    let off =
        app.ask("call_2", "cancel_appointment", json!({ "appointment_id": tom["appointment_id"] }));
    assert_eq!(off["status"], "cancelled", "{off}");
    assert_eq!(standing(&app)[0].0, "Mia Beispiel");
    assert_eq!(standing(&app).len(), 1);
    // A third has nobody left, and hears so.
    book_a_second(&app, "call_3", "waschen", "Tom Beispiel");
    assert_eq!(book(&app, "call_4", "waschen", "Eva Beispiel")["status"], "for_whom");
    let eva = book(&app, "call_4", "waschen", "Eva Beispiel");
    assert_eq!(eva["status"], "taken", "{eva}");
    assert_eq!(standing(&app).len(), 2);
}

#[test]
fn somebody_elses_booking_that_comes_back_is_not_this_callers() {
    // Booked at Cal.com's page by her mother, from the same number; its webhook was lost.
    let app = salon();
    for (id, _) in OWN {
        let body = json!({ "eventTypeId": id, "start": "2026-11-24T09:00:00Z", "attendee": { "name": "Mutter Beispiel",
            "email": format!("m{id}@example.com"), "timeZone": "Europe/Berlin", "phoneNumber": CALLER } });
        post_at_calcom(&app.sandbox, "/v2/bookings", &body);
    }
    let before = standing(&app);
    let heard = book(&app, "call_1", "locken", "Mia Beispiel");
    assert_eq!(heard["status"], "taken", "{heard}");
    app.settle();
    assert_eq!(standing(&app), before);
    let own = "SELECT count(*) FROM appointments a WHERE a.metadata ->> 'attendee_name' = 'Mia Beispiel' AND status = 'confirmed'";
    assert_eq!(app.count(own), 0);
    assert_eq!(app.ask("call_1", "cancel_appointment", json!({}))["status"], "not_found");
    assert_eq!(standing(&app), before, "nothing of hers was called off");
}

#[test]
fn the_next_is_tried_where_one_gives_anothers_booking_back() {
    let app = salon();
    let body = json!({ "eventTypeId": 811, "start": "2026-11-24T09:00:00Z", "attendee": { "name": "Mutter Beispiel",
        "email": "m@example.com", "timeZone": "Europe/Berlin", "phoneNumber": CALLER } });
    post_at_calcom(&app.sandbox, "/v2/bookings", &body);
    let heard = book(&app, "call_1", "locken", "Mia Beispiel");
    assert_eq!(
        (&heard["status"], &heard["staff"]),
        (&json!("booked"), &json!("Jürgen Weiß")),
        "{heard}"
    );
    assert_eq!(standing(&app).len(), 2);
}

#[test]
fn the_number_is_told_where_one_person_does_it() {
    let app = salon();
    book(&app, "call_1", "locken", "Mia Beispiel");
    assert_eq!(app.sandbox.bookings()[0].attendee_phone.as_deref(), Some(CALLER));
    let app = salon();
    book(&app, "call_1", "waschen", "Mia Beispiel");
    assert_eq!(app.sandbox.bookings()[0].attendee_phone, None, "not where Cal.com chooses");
    assert_ne!(app.sandbox.bookings()[0].event_type_id, CUT_POOL);
    assert_eq!(app.rows("SELECT phone FROM customers"), [CALLER]);
}

/// Absences and the margins of pauses are ours to know; Cal.com chooses of a pool without them.
#[test]
fn a_pool_does_what_its_people_can() {
    let absent = |who: &str| {
        format!(
            "INSERT INTO absences (company_id, staff_id, starts_at, ends_at, created_by, created_at)
             SELECT company_id, id, '2026-11-24T08:00:00Z', '2026-11-24T12:00:00Z', 'test', '2026-11-01T00:00:00Z'
             FROM staff WHERE name = '{who}'"
        )
    };
    let write = |app: &TestApp, sql: &str| {
        rusqlite::Connection::open(app.database()).unwrap().execute(sql, []).unwrap();
    };
    let app = salon();
    write(&app, &absent("Emma Vogel"));
    write(&app, &absent("Jürgen Weiß"));
    let heard = book(&app, "call_1", "waschen", "Mia Beispiel");
    assert_eq!(
        (&heard["status"], &heard["reason"]),
        (&json!("not_possible"), &json!("absent")),
        "{heard}"
    );
    let args = json!({ "service": "waschen", "date": "2026-11-24", "latest": "12:00" });
    let offers = app.ask("call_1", "check_availability", args.clone());
    assert_eq!(offers["status"], "none", "{offers}");
    assert_eq!(app.sandbox.counts().created, 0);

    // One of two is there: offered, and if Cal.com chooses the other, given back and told as not free.
    let app = salon();
    write(&app, &absent("Emma Vogel"));
    let offers = app.ask("call_1", "check_availability", args);
    assert_eq!(offers["status"], "ok", "{offers}");
    let heard = book(&app, "call_2", "waschen", "Mia Beispiel");
    let there = app.sandbox.bookings();
    let hers = there.iter().filter(|one| one.status.stands() && one.host_id == HOST_EMMA).count();
    assert_eq!(hers, 0, "whoever is absent does nothing: {heard}");
    match heard["status"].as_str() {
        Some("booked") => assert_eq!(heard["staff"], "Jürgen Weiß"),
        other => assert_eq!(other, Some("taken"), "{heard}"),
    }
    app.settle();
    assert_eq!(app.count("SELECT count(*) FROM sagas WHERE kept IS NOT NULL"), 0);
}

/// What is bookable in somebody's pause keeps its margin, by a pool as by name.
#[test]
fn a_pool_keeps_the_margins_of_a_pause() {
    let app = salon();
    let colour = json!({ "service": "ansatzfarbe", "start": "2026-11-24T10:00", "staff": "Emma", "customer_name": "Zoë Beispiel" });
    let other = |call: &str, start: &str| {
        let args = json!({ "service": "waschen", "start": start, "customer_name": "Mia Beispiel" });
        app.function(call, Some("+493023125102"), "book_appointment", args)
    };
    assert_eq!(app.ask("call_1", "book_appointment", colour)["status"], "booked");
    let away = "INSERT INTO absences (company_id, staff_id, starts_at, ends_at, created_by, created_at)
        SELECT company_id, id, '2026-11-24T08:00:00Z', '2026-11-24T12:00:00Z', 'test', '2026-11-01T00:00:00Z'
        FROM staff WHERE name = 'Jürgen Weiß'";
    rusqlite::Connection::open(app.database()).unwrap().execute(away, []).unwrap();
    let before = app.sandbox.counts().created;
    // The pause is 10:30 to 11:15, and five minutes of it are hers to come back.
    for start in ["2026-11-24T10:30", "2026-11-24T10:45", "2026-11-24T10:15"] {
        let heard = other("call_2", start);
        assert_eq!(heard["status"], "taken", "{start}: {heard}");
    }
    assert_eq!(app.sandbox.counts().created, before, "none was even tried");
    let heard = other("call_3", "2026-11-24T13:30");
    assert_eq!(heard["status"], "booked", "{heard}");
}

#[test]
fn what_a_caller_was_offered_does_not_stand_in_her_own_way() {
    let app = salon();
    // The offers of her call hold both of them at ten.
    let cuts = json!({ "service": "schnitt", "date": "2026-11-24", "time": "10:00" });
    for staff in ["Emma", "Jürgen"] {
        let mut asked = cuts.clone();
        asked["staff"] = json!(staff);
        assert_eq!(app.ask("call_1", "check_availability", asked)["status"], "ok");
    }
    let heard = book(&app, "call_1", "waschen", "Mia Beispiel");
    assert_eq!(heard["status"], "booked", "{heard}");
    // For somebody else they are taken.
    let args = json!({ "service": "waschen", "start": "2026-11-24T10:00", "customer_name": "Ben Beispiel" });
    let other = app.function("call_2", Some("+493023125102"), "book_appointment", args);
    assert_eq!(other["status"], "taken", "{other}");
}
