//! Cal.com goes wrong in the middle of a sync: nothing is made twice, nothing is lost, and the next sync ends it.

use crate::event_type::world::{
    PATIENCE, TEAM, app, by_hand, calls, colour, describe, done, drift, made, only, rows, service,
    shown, sync, told,
};
use crate::support::harness::{HOST_EMMA, HOST_JUERGEN, TestApp};
use chairside::domain::service::catalogue::PausePolicy;
use chairside::frontdesk::event_type::reconcile;
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation, SandboxTeam};
use std::cell::Cell;
use std::time::Duration;

/// A sync that may fail, wait or stop; a rest puts the clock forward.
fn try_sync(app: &TestApp) -> Option<bool> {
    let desk = &app.appliance.desk;
    let rested = Cell::new(0_u64);
    let rest = |pause: Duration| rested.set(rested.get() + pause.as_secs());
    let run = reconcile::begin(desk, false, false).unwrap();
    let report = reconcile::to_end(desk, run, PATIENCE, &rest).ok()?;
    app.clock.forward(time::Duration::seconds(rested.get().try_into().unwrap()));
    Some(report.is_clean())
}

/// A salon in which there is something of everything to do: to make, to change, to delete.
fn busy() -> TestApp {
    let app = app();
    let desk = &app.appliance.desk;
    let segments = [("Färbung", 30, 30), ("Waschen", 15, 0)];
    describe(desk, &only(service("haircolour", PausePolicy::Flexible, &segments), &["emma"]));
    sync(desk);
    let segments = [("Farbe", 35, 0)];
    describe(desk, &service("haircolour", PausePolicy::Never, &segments));
    app
}

/// How it must end, whatever goes wrong.
const END: [&str; 2] = [
    "probe-mitte-haircolour-a-emma | PROB-MIT-HAIRC-A (Farbe) | 35 [7001]",
    "probe-mitte-haircolour-a-juergen | PROB-MIT-HAIRC-A (Farbe) | 35 [7002]",
];

#[test]
fn whatever_goes_wrong_at_whichever_call_the_next_sync_ends_it() {
    let kinds = [
        FaultKind::LostAnswer,
        FaultKind::NeverArrives,
        FaultKind::Error500Before,
        FaultKind::Error500After,
        FaultKind::Error503,
        FaultKind::Html502,
        FaultKind::TooManyRequests,
        FaultKind::CutBody,
        FaultKind::Html200,
        FaultKind::DataArray,
        FaultKind::StatusError200,
        FaultKind::Conflict409,
    ];
    let app = busy();
    // list, then an update, a deletion, another, a creation
    sync(&app.appliance.desk);
    let most = calls(&app.sandbox, &["GET", "POST", "PATCH", "DELETE"]) - 4;
    assert_eq!(shown(&app.sandbox), END);
    assert!(most >= 5, "{most}");
    drop(app);
    for kind in kinds {
        for nth in 1..=u32::try_from(most).unwrap() {
            let app = busy();
            let on = FaultOn::operation(Operation::EventTypes).nth(nth);
            app.sandbox.fault(Fault::once(on, kind.clone()));
            let clean = try_sync(&app);
            app.sandbox.clear_faults();
            if clean != Some(true) {
                // What was asked for and never answered may be under way for a while.
                app.clock.forward(time::Duration::seconds(150));
                assert_eq!(try_sync(&app), Some(true), "{kind:?} at call {nth}: {:?}", rows(&app));
            }
            assert_eq!(shown(&app.sandbox), END, "{kind:?} at call {nth}");
            assert_eq!(rows(&app), ["A emma 1 synced", "A juergen 1 synced"], "{kind:?} at {nth}");
            assert_eq!(told(&drift(&app.appliance.desk)), Vec::<String>::new(), "{kind:?} {nth}");
        }
    }
}

#[test]
fn a_creation_whose_answer_was_lost_is_found_by_its_address() {
    for kind in
        [FaultKind::LostAnswer, FaultKind::Error500After, FaultKind::Html502, FaultKind::CutBody]
    {
        let app = app();
        let desk = &app.appliance.desk;
        describe(desk, &only(colour(), &["emma"]));
        // Its body, not the question for its address.
        let on = FaultOn::operation(Operation::EventTypes)
            .containing("\"slug\":\"probe-mitte-haircolour-b-emma\"");
        app.sandbox.fault(Fault::once(on, kind.clone()));
        let report = sync(desk);
        assert!(report.is_clean(), "{kind:?}: found at once: {report:?}");
        assert_eq!(calls(&app.sandbox, &["POST"]), 3, "{kind:?}: asked for once each");
        assert_eq!(made(&app.sandbox).len(), 3, "{kind:?}");
        assert_eq!(told(&drift(desk)), Vec::<String>::new(), "{kind:?}");
    }
    // Nobody answers for a while, not even the question: the next sync finds it.
    let app = app();
    let desk = &app.appliance.desk;
    describe(desk, &only(colour(), &["emma"]));
    let on = FaultOn::operation(Operation::EventTypes).containing("haircolour-b-emma");
    app.sandbox.fault(Fault::always(on, FaultKind::LostAnswer));
    assert_eq!(
        done(&sync(desk)),
        ["A Emma Vogel created", "B Emma Vogel no answer", "C Emma Vogel created"]
    );
    assert_eq!(rows(&app)[1], "B emma 0 pending");
    app.sandbox.clear_faults();
    let posts = calls(&app.sandbox, &["POST"]);
    assert!(sync(desk).is_clean());
    assert_eq!((calls(&app.sandbox, &["POST"]), made(&app.sandbox).len()), (posts, 3));
    // It was lost, and meanwhile nobody wants it: it is deleted, not forgotten.
    let on = FaultOn::operation(Operation::EventTypes).containing("haircolour-a-juergen");
    app.sandbox.fault(Fault::always(on, FaultKind::LostAnswer));
    describe(desk, &colour());
    assert!(!sync(desk).is_clean());
    app.sandbox.clear_faults();
    assert_eq!(rows(&app)[1], "A juergen 0 pending");
    assert!(made(&app.sandbox).iter().any(|one| one.slug.ends_with("a-juergen")));
    describe(desk, &only(colour(), &["emma"]));
    assert!(sync(desk).is_clean());
    assert_eq!((made(&app.sandbox).len(), rows(&app).len()), (3, 3));
}

#[test]
fn a_creation_that_may_still_be_under_way_is_not_forgotten_too_soon() {
    let app = app();
    let desk = &app.appliance.desk;
    let on = FaultOn::operation(Operation::EventTypes).containing("haircolour-a-juergen");
    app.sandbox.fault(Fault::always(on, FaultKind::NeverArrives));
    describe(desk, &colour());
    assert!(!sync(desk).is_clean());
    app.sandbox.clear_faults();
    describe(desk, &only(colour(), &["emma"]));
    assert!(done(&sync(desk)).contains(&"A Jürgen Weiß waits".to_owned()));
    app.clock.forward(time::Duration::seconds(121));
    assert_eq!(done(&sync(desk)), ["A Jürgen Weiß deleted"]);
    assert_eq!((made(&app.sandbox).len(), rows(&app).len()), (3, 3));
}

#[test]
fn one_that_vanishes_between_the_list_and_the_change_is_made_again() {
    let app = app();
    let desk = &app.appliance.desk;
    describe(desk, &only(colour(), &["emma"]));
    sync(desk);
    let mut described = only(colour(), &["emma"]);
    described.composition.segments[0].minutes = 40;
    describe(desk, &described);
    let mut run = reconcile::begin(desk, false, false).unwrap();
    let deadline = || std::time::Instant::now() + PATIENCE;
    reconcile::step(desk, &mut run, deadline()).unwrap();
    // The list is read; now it goes.
    let first = made(&app.sandbox)[0].id.unwrap();
    app.sandbox.remove_event_type(first);
    let report = reconcile::to_end(desk, run, PATIENCE, &|_| panic!("no rest")).unwrap();
    assert_eq!(done(&report), ["A Emma Vogel created"]);
    assert_eq!((made(&app.sandbox).len(), made(&app.sandbox)[0].minutes), (3, 40));
    assert_eq!(told(&drift(desk)), Vec::<String>::new());
}

#[test]
fn a_host_whom_nobody_knows_is_told_and_the_others_go_on() {
    let app = app();
    let desk = &app.appliance.desk;
    // Jürgen has left the team at Cal.com.
    let team =
        |members| SandboxTeam { id: TEAM, name: "Salon".into(), slug: "salon".into(), members };
    app.sandbox.add_team(team(vec![HOST_EMMA]));
    describe(desk, &colour());
    let report = sync(desk);
    assert_eq!(
        done(&report),
        [
            "A Emma Vogel created",
            "A Jürgen Weiß error",
            "B Emma Vogel created",
            "B Jürgen Weiß error",
            "C Emma Vogel created",
            "C Jürgen Weiß error",
        ]
    );
    let why = "SELECT DISTINCT last_error FROM calcom_event_map WHERE sync_status = 'error'";
    assert_eq!(app.rows(why), [format!("Cal.com refused it (404): Invalid hosts: {HOST_JUERGEN}")]);
    app.sandbox.add_team(team(vec![HOST_EMMA, HOST_JUERGEN]));
    assert_eq!(done(&sync(desk)).len(), 3);
    assert_eq!(told(&drift(desk)), Vec::<String>::new());
    // Later he leaves again, and something of his has to change: his stays as it was, with the reason.
    app.sandbox.add_team(team(vec![HOST_EMMA]));
    by_hand(&app.sandbox, "probe-mitte-haircolour-a-juergen", |one| {
        one.hosts = vec![HOST_EMMA.into()]
    });
    assert_eq!(done(&sync(desk)), ["A Jürgen Weiß error"]);
    assert_eq!(made(&app.sandbox).len(), 6);
}

#[test]
fn somebody_without_a_host_is_told_in_a_sentence_and_the_others_go_on() {
    let app = app();
    let desk = &app.appliance.desk;
    desk.store
        .write(|tx| {
            tx.execute(
                "UPDATE calcom_host_mappings SET is_active = 0 WHERE calcom_host_id = 7002",
                [],
            )?;
            Ok(())
        })
        .unwrap();
    describe(desk, &colour());
    let report = sync(desk);
    assert_eq!(done(&report).iter().filter(|line| line.ends_with("created")).count(), 3);
    let why = "SELECT DISTINCT last_error FROM calcom_event_map WHERE sync_status = 'error'";
    assert_eq!(
        app.rows(why),
        ["no Cal.com user is known to be Jürgen Weiß: map the host first (chairside mappings set)"]
    );
    assert!(
        reconcile::look(desk).unwrap().open.is_empty(),
        "nothing to try again until he is mapped"
    );
    assert_eq!(calls(&app.sandbox, &["POST"]), 3, "Cal.com was not asked for his");
    desk.store
        .write(|tx| {
            tx.execute(
                "UPDATE calcom_host_mappings SET is_active = 1 WHERE calcom_host_id = 7002",
                [],
            )?;
            Ok(())
        })
        .unwrap();
    assert_eq!(reconcile::look(desk).unwrap().open.len(), 3);
    assert!(sync(desk).is_clean());
    assert_eq!(told(&drift(desk)), Vec::<String>::new());
}

#[test]
fn a_calcom_that_is_not_there_is_not_asked_for_each_row() {
    let app = app();
    let desk = &app.appliance.desk;
    describe(desk, &colour());
    // The list comes, and then nothing any more.
    let on = FaultOn::operation(Operation::EventTypes).nth(2);
    app.sandbox.fault(Fault::always(on, FaultKind::NeverArrives));
    let report = sync(desk);
    assert_eq!(report.stopped.as_deref(), Some("Cal.com gives no answer; run it again later"));
    assert_eq!(report.rows.len(), 3);
    app.sandbox.clear_faults();
    assert!(sync(desk).is_clean());
    assert_eq!(made(&app.sandbox).len(), 6);
}
