//! Event types kept in step by `serve` alone: soon after a change, slowly, beside everything else; and the key's limit.

use crate::event_type::world::{
    PATIENCE, TEAM, app, at, by_hand, calls, changes, colour, describe, drift, made, only, rows,
    sync, told,
};
use crate::support::harness::{START, Setup, TestApp, TestClock, WEBHOOK_SECRET, furnish};
use chairside::config::Config;
use chairside::frontdesk::event_type::reconcile;
use chairside::frontdesk::event_type::run::Step;
use chairside::frontdesk::host::{staff_import, sync};
use chairside::sandbox::stand_in::{
    Fault, FaultKind, FaultOn, Operation, Sandbox, SandboxOptions, SandboxTeam, SandboxUser,
    WebhookMode,
};
use serde_json::json;
use std::cell::RefCell;
use std::time::{Duration, Instant};

const ALL: [&str; 4] = ["GET", "POST", "PATCH", "DELETE"];

/// Half a second of the program's life.
fn tick(app: &TestApp) {
    app.appliance.work.tick();
    app.clock.forward(time::Duration::milliseconds(500));
}

fn seconds(app: &TestApp, seconds: u32) {
    (0..seconds * 2).for_each(|_| tick(app));
}

#[test]
fn a_change_reaches_calcom_by_itself_soon_and_slowly() {
    let app = app();
    // First the salon's own are looked at.
    seconds(&app, 60);
    let looked = calls(&app.sandbox, &ALL);
    seconds(&app, 20);
    assert_eq!(calls(&app.sandbox, &ALL), looked);
    describe(&app.appliance.desk, &colour());
    seconds(&app, 30);
    assert_eq!(made(&app.sandbox).len(), 6, "{:?}", rows(&app));
    assert_eq!(told(&drift(&app.appliance.desk)), Vec::<String>::new());
    let before = calls(&app.sandbox, &ALL);
    seconds(&app, 300);
    assert_eq!(calls(&app.sandbox, &ALL), before, "all is in step");
    // Never more than a call every two seconds or so.
    let mut described = colour();
    described.composition.segments.iter_mut().for_each(|segment| segment.minutes += 5);
    describe(&app.appliance.desk, &described);
    let mut most = 0;
    for _ in 0..30 {
        let before = calls(&app.sandbox, &ALL);
        seconds(&app, 2);
        most = most.max(calls(&app.sandbox, &ALL) - before);
    }
    assert!((1..=2).contains(&most), "{most}");
    assert_eq!(at(&app.sandbox, "probe-mitte-haircolour-a-emma").minutes, 35);
    assert_eq!(changes(&app.sandbox), 12);
}

#[test]
fn messages_do_not_wait_for_event_types() {
    let app = app();
    describe(&app.appliance.desk, &colour());
    for n in 0..4 {
        let booked = app.ask(
            &format!("call_{n}"),
            "book_appointment",
            json!({ "service": "bart", "start": format!("2026-11-24T1{n}:00"), "customer_name": "Kim Muster" }),
        );
        assert_eq!(booked["status"], "booked");
        assert_eq!(app.deliver_webhooks(), 1);
        assert_eq!(app.appliance.work.tick().messages, 1, "in the very next step");
        app.clock.forward(time::Duration::seconds(3));
    }
    assert!((1..6).contains(&made(&app.sandbox).len()), "the sync is under way");
    seconds(&app, 30);
    assert_eq!(made(&app.sandbox).len(), 6);
}

#[test]
fn once_a_day_what_was_changed_by_hand_is_set_back() {
    let app = app();
    let slug = "probe-mitte-haircolour-a-emma";
    describe(&app.appliance.desk, &colour());
    seconds(&app, 60);
    by_hand(&app.sandbox, slug, |one| one.minutes = 90);
    app.clock.forward(time::Duration::hours(23));
    seconds(&app, 20);
    assert_eq!(at(&app.sandbox, slug).minutes, 90, "not yet");
    app.clock.forward(time::Duration::hours(1));
    seconds(&app, 30);
    assert_eq!(at(&app.sandbox, slug).minutes, 30);
    let synced =
        "SELECT count(DISTINCT last_synced_at) FROM calcom_event_map WHERE made_by = 'chairside'
                  AND last_synced_at > '2026-11-24T07'";
    assert!(app.count(synced) >= 1, "the others were confirmed");
}

#[test]
fn what_cannot_be_done_is_tried_again_after_a_while_or_when_something_changes() {
    let app = app();
    app.sandbox.fault(Fault::always(
        FaultOn::operation(Operation::EventTypes).containing("\"slug\":\"probe-mitte-haircolour-b"),
        FaultKind::Error500Before,
    ));
    describe(&app.appliance.desk, &only(colour(), &["emma"]));
    seconds(&app, 40);
    assert_eq!(rows(&app), ["A emma 1 synced", "B emma 0 pending", "C emma 1 synced"]);
    let before = calls(&app.sandbox, &ALL);
    seconds(&app, 600);
    assert_eq!(calls(&app.sandbox, &ALL), before, "it is not asked again and again");
    describe(&app.appliance.desk, &colour());
    seconds(&app, 60);
    assert_eq!(made(&app.sandbox).len(), 4, "a change is another matter");
    app.sandbox.clear_faults();
    app.clock.forward(time::Duration::minutes(16));
    seconds(&app, 60);
    assert_eq!(made(&app.sandbox).len(), 6);
    assert_eq!(told(&drift(&app.appliance.desk)), Vec::<String>::new());
}

/// A salon of many people, all of whom do a service, at a Cal.com that counts.
fn many(people: i64, change: fn(&mut Config)) -> TestApp {
    let clock = TestClock::at(START);
    let sandbox = Sandbox::start(SandboxOptions {
        clock: clock.clock(),
        webhook_secret: Some(WEBHOOK_SECRET.into()),
        webhooks: WebhookMode::Hold,
        rate_limit_per_minute: Some(120),
        ..SandboxOptions::default()
    })
    .unwrap();
    furnish(&sandbox);
    let ids: Vec<i64> = (1..=people).map(|n| 10_000 + n).collect();
    for id in &ids {
        let email = format!("m{id}@example.com");
        sandbox.add_user(SandboxUser::new(
            *id,
            &format!("Mitglied {id}"),
            &email,
            &format!("m{id}"),
        ));
    }
    sandbox.add_team(SandboxTeam {
        id: TEAM,
        name: "Salon".into(),
        slug: "salon".into(),
        members: ids.clone(),
    });
    let app = TestApp::start_at(&Setup { change, ..Setup::default() }, clock, sandbox);
    let mut list = "key,name,emails\n".to_owned();
    ids.iter().for_each(|id| list.push_str(&format!("m{id},Mitglied {id},m{id}@example.com\n")));
    let desk = &app.appliance.desk;
    staff_import::import(&desk, list.as_bytes(), false).unwrap();
    sync::hosts(&desk, false, PATIENCE).unwrap();
    let mut described = colour();
    let first = described.performers.iter().filter(|one| one.staff == "emma").cloned();
    let first: Vec<_> = first.collect();
    described.performers.clear();
    for id in &ids {
        described.performers.extend(first.iter().cloned().map(|mut one| {
            one.staff = format!("m{id}");
            one
        }));
    }
    describe(desk, &described);
    app.clock.forward(time::Duration::minutes(2));
    app
}

#[test]
fn a_large_salon_rests_when_calcoms_limit_is_reached_and_goes_on() {
    let app = many(50, |config| config.calcom.team_ids = vec![TEAM]);
    let desk = &app.appliance.desk;
    let rests = RefCell::new(Vec::new());
    let rest = |pause: Duration| {
        rests.borrow_mut().push(pause.as_secs());
        app.clock.forward(time::Duration::seconds(pause.as_secs().try_into().unwrap()));
    };
    let asked = app.sandbox.requests().len();
    let run = reconcile::begin(&desk, false, false).unwrap();
    let report = reconcile::to_end(&desk, run, PATIENCE, &rest).unwrap();
    assert!(report.is_clean(), "{:?}", report.stopped);
    assert_eq!(made(&app.sandbox).len(), 150);
    let requests = app.sandbox.requests();
    let refused = requests[asked..].iter().filter(|request| request.status == 429).count();
    // Cal.com says when its allowance is used up, so that nothing need be refused.
    assert_eq!(refused, 0);
    assert!((1..=2).contains(&rests.borrow().len()), "{:?}", rests.borrow());
    assert_eq!(changes(&app.sandbox), 150, "nothing was made twice");
    app.clock.forward(time::Duration::minutes(2));
    assert_eq!(told(&drift(desk)), Vec::<String>::new());
}

#[test]
fn our_own_brake_holds_before_calcoms_limit_does() {
    let app = many(10, |config| {
        config.calcom.team_ids = vec![TEAM];
        config.calcom.requests_per_minute = 12;
    });
    let desk = &app.appliance.desk;
    let asked = app.sandbox.requests().len();
    let mut run = reconcile::begin(&desk, false, false).unwrap();
    // Without the patience to wait for its turn it stops where the brake holds it, and says for how long.
    let wait = loop {
        match reconcile::step(&desk, &mut run, Instant::now() + Duration::from_millis(900)).unwrap()
        {
            Step::Going => {}
            Step::Wait(seconds) => break seconds,
            Step::Done => panic!("30 rows need more than 12 calls"),
        }
    };
    assert!((1..=61).contains(&wait), "{wait}");
    let requests = app.sandbox.requests();
    // The host sync took some of the twelve.
    assert_eq!(requests.len(), 12, "{asked} before");
    assert!(requests.iter().all(|request| request.status != 429));
    assert!(made(&app.sandbox).len() < 12);
}

#[test]
fn in_the_background_a_rest_that_calcom_wants_is_kept() {
    let app = app();
    let on =
        FaultOn::operation(Operation::EventTypes).containing("\"slug\":\"probe-mitte-haircolour-b");
    app.sandbox.fault(Fault::once(on, FaultKind::TooManyRequests));
    describe(&app.appliance.desk, &only(colour(), &["emma"]));
    seconds(&app, 20);
    let before = calls(&app.sandbox, &ALL);
    assert_eq!(made(&app.sandbox).len(), 1);
    seconds(&app, 30);
    assert_eq!(calls(&app.sandbox, &ALL), before, "it rests");
    seconds(&app, 60);
    assert_eq!(made(&app.sandbox).len(), 3);
    assert!(sync(&app.appliance.desk).is_clean());
}
