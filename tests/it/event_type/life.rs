//! The life of event types: made, renamed, changed, given back; after each step nothing differs.

use crate::event_type::world::{
    TEAM, app, at, by_hand, calls, changes, colour, describe, done, drift, made, only, rows,
    service, shown, sync, told,
};
use crate::support::harness::{HOST_EMMA, HOST_JUERGEN, TestApp};
use chairside::calcom::NewBooking;
use chairside::domain::service::catalogue::{BookedAs, PausePolicy};
use chairside::frontdesk::event_type::reconcile;
use chairside::sandbox::stand_in::{SandboxEventType, SandboxKind};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use time::macros::datetime;

/// Nothing differs, and a second sync changes nothing.
#[track_caller]
fn in_step(app: &TestApp) {
    let desk = &app.appliance.desk;
    assert_eq!(told(&drift(desk)), Vec::<String>::new());
    assert!(reconcile::look(desk).unwrap().open.is_empty());
    let before = changes(&app.sandbox);
    assert_eq!(done(&sync(desk)), Vec::<String>::new());
    assert_eq!(changes(&app.sandbox), before, "nothing to do, nothing done");
}

#[test]
fn the_whole_life_of_a_service_at_calcom() {
    let app = app();
    let desk = &app.appliance.desk;
    describe(desk, &colour());
    let report = sync(desk);
    assert_eq!(report.rows.len(), 6, "{report:?}");
    assert!(report.is_clean());
    assert_eq!(done(&report)[..2], ["A Emma Vogel created", "A Jürgen Weiß created"]);
    let a = |who: &str| format!("probe-mitte-haircolour-a-{who}");
    assert_eq!(
        shown(&app.sandbox)[..3],
        [
            format!("{} | PROB-MIT-HAIRC-A (Färbung) | 30 [{HOST_EMMA}]", a("emma")),
            format!("{} | PROB-MIT-HAIRC-A (Färbung) | 30 [{HOST_JUERGEN}]", a("juergen")),
            format!(
                "probe-mitte-haircolour-b-emma | PROB-MIT-HAIRC-B (Waschen) | 15 [{HOST_EMMA}]"
            ),
        ]
    );
    let one = at(&app.sandbox, &a("emma"));
    assert!(one.hidden && one.team_id == Some(TEAM) && one.kind == SandboxKind::RoundRobin);
    assert_eq!((one.slot_interval_minutes, one.minimum_notice_minutes), (Some(5), 0));
    assert_eq!((one.before_buffer_minutes, one.after_buffer_minutes), (0, 0));
    assert_eq!(one.options, Vec::<u32>::new());
    assert_eq!(
        one.locations,
        [json!({ "type": "address", "address": "Probe Mitte", "public": true })]
    );
    in_step(&app);
    let ids: Vec<Option<i64>> = made(&app.sandbox).iter().map(|one| one.id).collect();
    let slugs: Vec<String> = made(&app.sandbox).into_iter().map(|one| one.slug).collect();

    // The service is called otherwise, and so is a segment: titles follow, addresses and numbers stay.
    let mut described = colour();
    described.name = "Farbe und Schnitt".into();
    described.composition.segments[0].name = "Ansatz färben".into();
    describe(desk, &described);
    assert_eq!(done(&sync(desk)), ["A Emma Vogel updated", "A Jürgen Weiß updated"]);
    assert_eq!(at(&app.sandbox, &a("emma")).title, "PROB-MIT-HAIRC-A (Ansatz färben)");
    in_step(&app);
    assert_eq!(made(&app.sandbox).iter().map(|one| one.id).collect::<Vec<_>>(), ids);
    assert_eq!(made(&app.sandbox).into_iter().map(|one| one.slug).collect::<Vec<_>>(), slugs);

    // Another length, for one of them another still.
    described.composition.segments[1].minutes = 20;
    described.performers[0].minutes = Some(35);
    describe(desk, &described);
    let report = sync(desk);
    assert_eq!(
        done(&report),
        ["A Emma Vogel updated", "B Emma Vogel updated", "B Jürgen Weiß updated"]
    );
    assert_eq!(
        (at(&app.sandbox, &a("emma")).minutes, at(&app.sandbox, &a("juergen")).minutes),
        (35, 30)
    );
    in_step(&app);

    // One more segment.
    let segments =
        [("Ansatz färben", 30, 30), ("Waschen", 20, 0), ("Schneiden", 30, 15), ("Föhnen", 30, 0)];
    describe(desk, &service("haircolour", PausePolicy::Free, &segments));
    assert_eq!(done(&sync(desk))[1..], ["D Emma Vogel created", "D Jürgen Weiß created"]);
    assert_eq!(made(&app.sandbox).len(), 8);
    in_step(&app);

    // One less, out of the middle: the others' event types go with their segments to other letters.
    let cut = at(&app.sandbox, "probe-mitte-haircolour-c-emma");
    let segments = [("Ansatz färben", 30, 30), ("Schneiden", 30, 15), ("Föhnen", 30, 0)];
    describe(desk, &service("haircolour", PausePolicy::Free, &segments));
    let mut expected = Vec::new();
    for (letter, what) in [("B", "deleted"), ("B", "updated"), ("C", "updated")] {
        expected.extend(["Emma Vogel", "Jürgen Weiß"].map(|who| format!("{letter} {who} {what}")));
    }
    expected.sort();
    assert_eq!(done(&sync(desk)), expected);
    let title = "PROB-MIT-HAIRC-B (Schneiden)".into();
    let still = at(&app.sandbox, "probe-mitte-haircolour-c-emma");
    assert_eq!(still, SandboxEventType { title, ..cut }, "the same one, called otherwise");
    assert_eq!((made(&app.sandbox).len(), rows(&app).len()), (6, 6));
    in_step(&app);

    // No longer composite: what was the segments' is given back, and what is left is booked as before.
    describe(desk, &service("haircolour", PausePolicy::Never, &[("Ansatzfarbe", 60, 0)]));
    let deleted = done(&sync(desk)).into_iter().filter(|line| line.ends_with("deleted")).count();
    assert_eq!(deleted, 4);
    assert_eq!(
        shown(&app.sandbox),
        [
            format!("{} | PROB-MIT-HAIRC-A (Ansatzfarbe) | 60 [{HOST_EMMA}]", a("emma")),
            format!("{} | PROB-MIT-HAIRC-A (Ansatzfarbe) | 60 [{HOST_JUERGEN}]", a("juergen")),
        ]
    );
    in_step(&app);

    // Nobody but Emma does it; then it is not sold any more.
    describe(
        desk,
        &only(service("haircolour", PausePolicy::Never, &[("Ansatzfarbe", 60, 0)]), &["emma"]),
    );
    assert_eq!(done(&sync(desk)), ["A Jürgen Weiß deleted"]);
    in_step(&app);
    desk.store
        .write(|tx| {
            tx.execute("UPDATE services SET is_active = 0 WHERE key = 'haircolour'", [])?;
            Ok(())
        })
        .unwrap();
    assert_eq!(done(&sync(desk)), ["A Emma Vogel deleted"]);
    assert_eq!((made(&app.sandbox).len(), rows(&app).len()), (0, 0));
    in_step(&app);
}

#[test]
fn a_pause_that_is_held_has_event_types_of_its_own_with_every_rest() {
    let app = app();
    let desk = &app.appliance.desk;
    let segments = [("Färbung", 30, 32), ("Waschen", 15, 0), ("Föhnen", 30, 0)];
    describe(desk, &service("haircolour", PausePolicy::Flexible, &segments));
    assert_eq!(sync(desk).rows.len(), 8);
    let hold = at(&app.sandbox, "probe-mitte-haircolour-a-pause-emma");
    assert_eq!(hold.title, "PROB-MIT-HAIRC-A+ (Pause nach Färbung)");
    assert_eq!((hold.minutes, hold.options), (32, vec![5, 10, 15, 20, 25, 30, 32]));
    in_step(&app);
    // What is left of a released pause is booked with its own length.
    let new = NewBooking {
        event_type_id: hold.id.unwrap(),
        start: datetime!(2026-11-24 10:12 UTC),
        length_minutes: Some(20),
        attendee_name: "Zoë Beispiel".into(),
        attendee_email: "visit+a@visits.example".into(),
        attendee_phone: None,
        attendee_time_zone: "Europe/Berlin".into(),
        attendee_language: "de".into(),
        metadata: BTreeMap::new(),
    };
    let deadline = Instant::now() + Duration::from_secs(10);
    let booked = desk.calcom.book(&new, deadline).unwrap();
    assert_eq!(booked.end, datetime!(2026-11-24 10:32 UTC));

    // Shorter: length and rests together. Emma wants hers free, so hers is given back once nobody is booked on it.
    let segments = [("Färbung", 30, 20), ("Waschen", 15, 0), ("Föhnen", 30, 0)];
    describe(desk, &service("haircolour", PausePolicy::Flexible, &segments));
    desk.store
        .write(|tx| {
            tx.execute("UPDATE staff SET pause_bookable_policy = 'free' WHERE key = 'emma'", [])?;
            Ok(())
        })
        .unwrap();
    assert_eq!(done(&sync(desk)), ["A+ Emma Vogel kept", "A+ Jürgen Weiß updated"]);
    assert_eq!(at(&app.sandbox, "probe-mitte-haircolour-a-pause-juergen").options, [5, 10, 15, 20]);
    desk.calcom.cancel(&booked.uid, "no", deadline).unwrap();
    assert_eq!(done(&sync(desk)), ["A+ Emma Vogel deleted"]);
    in_step(&app);
    describe(desk, &service("haircolour", PausePolicy::Free, &segments));
    assert_eq!(done(&sync(desk)), ["A+ Jürgen Weiß deleted"]);
    in_step(&app);
}

#[test]
fn a_pool_has_one_event_type_with_everybody_in_it() {
    let app = app();
    let desk = &app.appliance.desk;
    let mut described = colour();
    described.composition.segments[1].booked_as = BookedAs::Pool;
    describe(desk, &described);
    assert_eq!(sync(desk).rows.len(), 5);
    let slug = "probe-mitte-haircolour-b-pool";
    let hosts = |app: &TestApp| at(&app.sandbox, slug).hosts;
    assert_eq!(
        hosts(&app).iter().map(|host| host.user_id).collect::<Vec<_>>(),
        [HOST_EMMA, HOST_JUERGEN]
    );
    in_step(&app);
    // The salon makes Jürgen its first choice there; that stays when Emma leaves the pool.
    by_hand(&app.sandbox, slug, |one| one.hosts[1].priority = 4);
    in_step(&app);
    described.performers.retain(|one| one.staff == "juergen" || one.segment.to_string() != "B");
    describe(desk, &described);
    assert_eq!(done(&sync(desk)), ["B pool updated"]);
    assert_eq!(
        hosts(&app).iter().map(|host| (host.user_id, host.priority)).collect::<Vec<_>>(),
        [(HOST_JUERGEN, 4)]
    );
    in_step(&app);
    // Back to an event type per person.
    describe(desk, &colour());
    assert_eq!(
        done(&sync(desk)),
        ["B Emma Vogel created", "B Jürgen Weiß created", "B pool deleted"]
    );
    in_step(&app);
}

#[test]
fn a_person_moves_to_another_branch_and_her_addresses_stay() {
    let app = app();
    let desk = &app.appliance.desk;
    describe(desk, &only(colour(), &["emma"]));
    sync(desk);
    desk.store
        .write(|tx| {
            tx.execute(
                "INSERT INTO branches (company_id, key, name, created_at)
                 SELECT id, 'hamburg', 'Probe Hamburg', created_at FROM companies",
                [],
            )?;
            tx.execute(
                "UPDATE staff SET branch_id = (SELECT id FROM branches WHERE key = 'hamburg') WHERE key = 'emma'",
                [],
            )?;
            Ok(())
        })
        .unwrap();
    let before: Vec<Option<i64>> = made(&app.sandbox).iter().map(|one| one.id).collect();
    assert_eq!(done(&sync(desk)).len(), 3);
    assert_eq!(
        shown(&app.sandbox)[0],
        format!("probe-mitte-haircolour-a-emma | PROB-HAM-HAIRC-A (Färbung) | 30 [{HOST_EMMA}]")
    );
    assert_eq!(made(&app.sandbox).iter().map(|one| one.id).collect::<Vec<_>>(), before);
    in_step(&app);
}

#[test]
fn without_a_team_only_the_owner_of_the_key_has_event_types() {
    let app = TestApp::start();
    let desk = &app.appliance.desk;
    // The bookings tell who is who, as there is no list to read.
    for (call, staff, time) in [("call_1", "Emma", "10:00"), ("call_2", "Jürgen", "11:00")] {
        let args = json!({ "service": "Haarschnitt", "staff": staff, "date": "2026-11-24", "time": time, "customer_name": "Kim" });
        assert_eq!(app.ask(call, "book_appointment", args)["status"], "booked");
    }
    app.deliver_webhooks();
    app.settle();
    describe(desk, &colour());
    let report = sync(desk);
    assert_eq!(done(&report)[..2], ["A Emma Vogel created", "A Jürgen Weiß error"]);
    let own = at(&app.sandbox, "probe-mitte-haircolour-a-emma");
    assert_eq!((own.team_id, own.kind, own.hidden), (None, SandboxKind::Personal, true));
    let errors =
        app.rows("SELECT DISTINCT last_error FROM calcom_event_map WHERE sync_status = 'error'");
    assert_eq!(
        errors,
        [
            "Jürgen Weiß is not the owner of the API key: set calcom.event_type_team_id to a team Jürgen Weiß is in"
        ]
    );
    assert_eq!(calls(&app.sandbox, &["POST"]), 3);
    // Nothing is asked for again and again.
    assert_eq!(done(&sync(desk)).len(), 3);
    assert_eq!(changes(&app.sandbox), 3);
    let differs = told(&drift(desk));
    assert_eq!(differs.len(), 3);
    assert!(
        differs[0].starts_with("A Jürgen Weiß: not at Cal.com: Jürgen Weiß is not the owner"),
        "{differs:?}"
    );
}
