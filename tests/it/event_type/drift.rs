//! What differs, field by field, after somebody changed something at Cal.com by hand; and what is left alone.

use crate::event_type::world::{
    app, at, by_hand, calls, changes, colour, describe, done, drift, made, only, rows, service,
    sync, sync_with, told,
};
use crate::support::harness::{CUT_EMMA, HOST_EMMA, HOST_JUERGEN, TestApp};
use chairside::domain::event_type::fields::Owner;
use chairside::domain::service::catalogue::PausePolicy;
use chairside::frontdesk::event_type::difference::Difference;
use chairside::sandbox::stand_in::{SandboxEventType, SandboxHost, SandboxKind};
use serde_json::json;

const A_EMMA: &str = "probe-mitte-haircolour-a-emma";

type Change = fn(&mut SandboxEventType);

#[test]
fn a_field_changed_by_hand_is_that_field_and_is_set_back_if_it_is_ours() {
    let app = app();
    let desk = &app.appliance.desk;
    let segments = [("Färbung", 30, 30), ("Schneiden", 30, 0)];
    describe(desk, &only(service("haircolour", PausePolicy::Blocked, &segments), &["emma"]));
    sync(desk);
    let hold = "probe-mitte-haircolour-a-pause-emma";
    let cases: [(&str, &str, Owner, Change); 16] = [
        ("title", A_EMMA, Owner::Chairside, |one| one.title = "Färben".into()),
        ("slug", A_EMMA, Owner::Chairside, |one| one.slug = "probe-other".into()),
        ("lengthInMinutes", A_EMMA, Owner::Chairside, |one| one.minutes = 45),
        ("hidden", A_EMMA, Owner::Chairside, |one| one.hidden = false),
        ("slotInterval", A_EMMA, Owner::Chairside, |one| one.slot_interval_minutes = None),
        ("minimumBookingNotice", A_EMMA, Owner::Chairside, |one| one.minimum_notice_minutes = 120),
        ("beforeEventBuffer", A_EMMA, Owner::Chairside, |one| one.before_buffer_minutes = 5),
        ("afterEventBuffer", A_EMMA, Owner::Chairside, |one| one.after_buffer_minutes = 5),
        ("schedulingType", A_EMMA, Owner::Chairside, |one| one.kind = SandboxKind::Collective),
        ("hosts", A_EMMA, Owner::Chairside, |one| one.hosts.push(SandboxHost::from(HOST_JUERGEN))),
        ("lengthInMinutesOptions", hold, Owner::Chairside, |one| one.options = vec![10, 30]),
        ("description", A_EMMA, Owner::Salon, |one| one.description = "Bitte klingeln".into()),
        ("locations", A_EMMA, Owner::Salon, |one| one.locations = vec![json!({ "type": "phone" })]),
        ("confirmationPolicy", A_EMMA, Owner::Salon, |one| one.requires_confirmation = true),
        ("rescheduleWithSameRoundRobinHost", A_EMMA, Owner::Salon, |one| {
            one.same_host_on_reschedule = true
        }),
        ("lengthInMinutesOptions", A_EMMA, Owner::Salon, |one| one.options = vec![15, 30]),
    ];
    for (field, slug, owner, change) in cases {
        let before = at(&app.sandbox, slug);
        by_hand(&app.sandbox, slug, change);
        let found = drift(desk);
        let found: Vec<_> = found.iter().filter(|row| row.event_type_id == before.id).collect();
        assert_eq!(told(&drift(desk)).len(), 1, "{field}");
        let Difference::Fields(fields) = &found[0].what else { panic!("{field}: {found:?}") };
        assert_eq!(fields.len(), 1, "{field}: {fields:?}");
        assert_eq!((fields[0].field.as_str(), fields[0].owner), (field, owner));
        assert_eq!(found[0].counts(), owner == Owner::Chairside, "{field}");
        assert!(!fields[0].not_sent, "{field}: it was changed there");
        let (writes, theirs) = (changes(&app.sandbox), made(&app.sandbox));
        let report = sync(desk);
        assert!(report.is_clean(), "{report:?}");
        match owner {
            Owner::Chairside => {
                assert_eq!(at(&app.sandbox, slug), before, "{field} is set back");
                assert_eq!(changes(&app.sandbox), writes + 1, "{field}");
            }
            Owner::Salon => {
                assert_eq!(made(&app.sandbox), theirs, "{field} is left as it is");
                assert_eq!(changes(&app.sandbox), writes, "{field}");
            }
        }
        assert_eq!(told(&drift(desk)), Vec::<String>::new(), "{field}: noted");
    }
    // What the salon set is still there, and a later change of ours does not touch it.
    let segments = [("Farbe", 35, 30), ("Schneiden", 30, 0)];
    by_hand(&app.sandbox, A_EMMA, |one| one.options = vec![15, 30, 35]);
    describe(desk, &only(service("haircolour", PausePolicy::Blocked, &segments), &["emma"]));
    sync(desk);
    let now = at(&app.sandbox, A_EMMA);
    assert_eq!((now.minutes, now.description.as_str()), (35, "Bitte klingeln"));
    assert!(now.requires_confirmation && now.same_host_on_reschedule);
    assert_eq!(now.options, [15, 30, 35]);
}

#[test]
fn several_fields_of_several_are_told_one_by_one() {
    let app = app();
    let desk = &app.appliance.desk;
    describe(desk, &colour());
    sync(desk);
    by_hand(&app.sandbox, A_EMMA, |one| {
        one.title = "x\u{1b}[2J".into();
        one.description = "Hallo".into();
    });
    by_hand(&app.sandbox, "probe-mitte-haircolour-c-juergen", |one| one.minutes = 50);
    let mut changed = colour();
    changed.composition.segments[1].minutes = 20;
    describe(desk, &changed);
    assert_eq!(
        told(&drift(desk)),
        [
            "A Emma Vogel: title: x·[2J, should be PROB-MIT-HAIRC-A (Färbung) (ours: changed at Cal.com)",
            "A Emma Vogel: description: Hallo, was  (the salon's: left as it is)",
            "B Emma Vogel: lengthInMinutes: 15, should be 20 (ours: not told yet)",
            "B Jürgen Weiß: lengthInMinutes: 15, should be 20 (ours: not told yet)",
            "C Jürgen Weiß: lengthInMinutes: 50, should be 30 (ours: changed at Cal.com)",
        ]
    );
    // Looking changes nothing, however often.
    assert_eq!(changes(&app.sandbox), 6);
    sync(desk);
    assert_eq!(told(&drift(desk)), Vec::<String>::new());
}

#[test]
fn what_was_deleted_at_calcom_is_made_again_and_once() {
    let app = app();
    let desk = &app.appliance.desk;
    describe(desk, &colour());
    sync(desk);
    let before = made(&app.sandbox);
    app.sandbox.remove_event_type(at(&app.sandbox, A_EMMA).id.unwrap());
    assert_eq!(told(&drift(desk)), ["A Emma Vogel: not at Cal.com: deleted at Cal.com"]);
    assert_eq!(done(&sync(desk)), ["A Emma Vogel created again"]);
    let after = made(&app.sandbox);
    assert_eq!(after.len(), before.len());
    assert_ne!(at(&app.sandbox, A_EMMA).id, before[0].id, "it has a new number");
    assert_eq!(
        SandboxEventType { id: None, ..after[0].clone() },
        SandboxEventType { id: None, ..before[0].clone() }
    );
    assert_eq!(told(&drift(desk)), Vec::<String>::new());
    // Deleted there and not wanted here any more: there is nothing to delete, and no row.
    app.sandbox.remove_event_type(at(&app.sandbox, A_EMMA).id.unwrap());
    describe(desk, &only(colour(), &["juergen"]));
    let report = sync(desk);
    assert!(report.is_clean() && rows(&app).len() == 3, "{report:?}");
}

#[test]
fn the_salons_own_event_types_are_told_and_never_touched() {
    let app = app();
    let desk = &app.appliance.desk;
    assert!(drift(desk).is_empty(), "all have the length of their segment");
    let file = "SELECT segment_key || event_type_id || written || sync_status || updated_at FROM calcom_event_map
                WHERE made_by = 'file' ORDER BY id";
    let files = app.rows(file);
    assert!(files.len() >= 4);
    let own = || -> Vec<SandboxEventType> {
        let all = app.sandbox.event_types();
        all.into_iter().filter(|one| !one.slug.starts_with("probe-")).collect()
    };
    // The cut becomes composite; Emma's first segment still has the salon's event type of 45 minutes.
    let segments = [("Waschen", 15, 0), ("Schneiden", 30, 0)];
    describe(desk, &service("schnitt", PausePolicy::Never, &segments));
    let before = own();
    assert_eq!(
        done(&sync(desk)),
        ["B Emma Vogel created", "B Jürgen Weiß created"],
        "where the salon has one of its own, none is made"
    );
    let warned = drift(desk);
    assert!(warned.iter().all(|one| !one.counts()), "{warned:?}");
    let emma = warned.iter().find(|one| one.event_type_id == Some(CUT_EMMA)).unwrap();
    assert_eq!(emma.what, Difference::OtherLength { segment: 15, there: 45 });
    assert_eq!(own(), before);
    app.sandbox.remove_event_type(CUT_EMMA);
    let gone = drift(desk);
    let gone = gone.iter().find(|one| one.event_type_id == Some(CUT_EMMA)).unwrap();
    assert_eq!(gone.what, Difference::Unseen("Cal.com does not have it".into()));
    assert!(sync(desk).is_clean());
    assert_eq!(app.rows(file), files);
}

#[test]
fn a_salons_own_event_types_are_only_looked_at() {
    let app = app();
    let day = |hours: u32| {
        for _ in 0..hours * 60 {
            app.appliance.work.tick();
            app.clock.forward(time::Duration::minutes(1));
        }
        calls(&app.sandbox, &["GET"])
    };
    let first = day(1);
    assert!((1..=15).contains(&first), "how long they are: {first}");
    assert_eq!(day(22), first, "once a day");
    assert_eq!(day(3), first * 2);
    assert!(sync(&app.appliance.desk).rows.is_empty());
    assert_eq!(calls(&app.sandbox, &["POST", "PATCH", "DELETE"]), 0);
}

fn book(app: &TestApp, event_type: i64, day: &str) -> String {
    let body = json!({ "eventTypeId": event_type, "start": format!("{day}T10:00:00Z"), "metadata": {},
        "attendee": { "name": "Kim Muster", "email": "kim@example.com", "timeZone": "Europe/Berlin" } });
    let booked = crate::support::at_calcom::post_at_calcom(&app.sandbox, "/v2/bookings", &body);
    booked["uid"].as_str().unwrap().to_owned()
}

#[test]
fn deleting_asks_while_people_are_booked() {
    let app = app();
    let desk = &app.appliance.desk;
    describe(desk, &only(colour(), &["emma"]));
    sync(desk);
    let c = at(&app.sandbox, "probe-mitte-haircolour-c-emma").id.unwrap();
    let b = at(&app.sandbox, "probe-mitte-haircolour-b-emma").id.unwrap();
    // One that nobody here has heard of, and one that we know.
    book(&app, c, "2026-11-30");
    book(&app, c, "2026-12-04");
    app.sandbox.take_webhooks();
    book(&app, b, "2026-11-25");
    app.deliver_webhooks();
    app.settle();
    describe(
        desk,
        &only(service("haircolour", PausePolicy::Never, &[("Farbe", 30, 0)]), &["emma"]),
    );
    let report = sync(desk);
    assert!(report.is_clean(), "waiting is no fault");
    assert_eq!(done(&report), ["A Emma Vogel updated", "B Emma Vogel kept", "C Emma Vogel kept"]);
    let why = "SELECT last_error FROM calcom_event_map WHERE is_retired = 1 ORDER BY segment_key";
    assert_eq!(
        app.rows(why),
        [
            "1 booking until 25 November 2026: --delete-anyway, or wait",
            "2 bookings until 4 December 2026: --delete-anyway, or wait",
        ]
    );
    assert_eq!(made(&app.sandbox).len(), 3);
    let waits = drift(desk);
    assert!(waits.iter().all(|one| !one.counts()) && told(&waits).len() == 2, "{waits:?}");
    // The segment comes back: the very event type that was kept is used again.
    describe(desk, &only(colour(), &["emma"]));
    assert_eq!(done(&sync(desk)), ["A Emma Vogel updated"]);
    assert_eq!(at(&app.sandbox, "probe-mitte-haircolour-c-emma").id, Some(c));
    assert_eq!(told(&drift(desk)), Vec::<String>::new());
    // It goes again, and the first booking passes by itself.
    describe(
        desk,
        &only(service("haircolour", PausePolicy::Never, &[("Farbe", 30, 0)]), &["emma"]),
    );
    app.clock.forward(time::Duration::days(3));
    assert_eq!(done(&sync(desk))[1..], ["B Emma Vogel deleted", "C Emma Vogel kept"]);
    let dry = sync_with(desk, true, true);
    assert_eq!(done(&dry), ["C Emma Vogel deleted"]);
    assert_eq!(made(&app.sandbox).len(), 2, "a dry run deletes nothing");
    assert_eq!(done(&sync_with(desk, true, false)), ["C Emma Vogel deleted"]);
    assert_eq!((made(&app.sandbox).len(), rows(&app).len()), (1, 1));
    assert_eq!(app.sandbox.counts().standing, 3, "nobody lost her booking");
}

#[test]
fn an_address_that_is_somebody_elses_is_told_and_never_taken() {
    let app = app();
    let desk = &app.appliance.desk;
    let theirs = |slug: &str, hidden| SandboxEventType {
        hidden,
        ..SandboxEventType::team("Von Hand", slug, 90, 90, SandboxKind::RoundRobin, &[HOST_EMMA])
    };
    // A public one of the salon's at Emma's address, and a hidden one at Jürgen's: that is ours from before.
    let public = app.sandbox.add_event_type(theirs(A_EMMA, false));
    let before = app.sandbox.add_event_type(theirs("probe-mitte-haircolour-a-juergen", true));
    describe(desk, &colour());
    let report = sync(desk);
    assert_eq!(done(&report)[..2], ["A Emma Vogel error", "A Jürgen Weiß updated"]);
    assert!(!report.is_clean());
    assert_eq!(
        at(&app.sandbox, A_EMMA),
        SandboxEventType { id: Some(public), ..theirs(A_EMMA, false) }
    );
    let found = at(&app.sandbox, "probe-mitte-haircolour-a-juergen");
    assert_eq!((found.id, found.minutes), (Some(before), 30));
    let why = app.rows("SELECT last_error FROM calcom_event_map WHERE sync_status = 'error'");
    assert_eq!(
        why,
        [format!(
            "its address {A_EMMA} is event type {public}, which is public and not ours: change its address there"
        )]
    );
    by_hand(&app.sandbox, A_EMMA, |one| one.slug = "von-hand".into());
    assert_eq!(done(&sync(desk)), ["A Emma Vogel created"]);
    assert_eq!(told(&drift(desk)), Vec::<String>::new());
}
