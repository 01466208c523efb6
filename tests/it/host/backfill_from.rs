//! From where a backfill takes its facts, what it leaves alone, and when it stops.

use crate::host::backfill_world as world;
use crate::support::harness::{HOST_EMMA, TestApp, config_text};
use crate::support::program;
use chairside::appliance::calcom_client_at;
use chairside::config::Config;
use chairside::domain::ids::{AppointmentId, StaffId};
use chairside::domain::visit::booked::VisitStatus;
use chairside::domain::visit::booking::Source;
use chairside::frontdesk::Desk;
use chairside::frontdesk::door::import::record_imported;
use chairside::frontdesk::door::rules::Rules;
use chairside::frontdesk::door::walk_in::Unbooked;
use chairside::frontdesk::host::staff_import;
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, SandboxUser};
use chairside::store::Store;
use chairside::store::service::salon_keys::staff_uuid;
use chairside::work::backfill;
use chairside::work::backfill::{Ended, From, Options, Summary};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;
use time::macros::datetime;

fn options(from: From) -> Options {
    let patience = Duration::from_secs(10);
    Options { from, dry_run: false, limit: None, since: None, patience }
}

fn run(app: &TestApp, options: &Options) -> Summary {
    let ended = backfill::run(&app.appliance.desk, options, &mut |_, _| {}, &|_| {}).unwrap();
    assert_eq!(ended.stopped, None);
    ended.summary
}

fn summary(updated: u64, no_match: u64) -> Summary {
    Summary { updated, no_match, total: updated + no_match, ..Summary::default() }
}

/// So many bookings of Emma, recorded without host.
fn without_host(hosts: &[i64]) -> TestApp {
    let app = TestApp::start();
    world::furnish(&app.sandbox);
    let desk = &app.appliance.desk;
    let booked = world::book(desk.calcom.as_ref(), &app.clock, hosts);
    world::record(desk, booked);
    app
}

/// Takes an appointment over that has a booking.
fn import(
    app: &TestApp,
    visit_ref: &str,
    uid: &str,
    staff: Option<&str>,
    answer: Option<Value>,
) -> AppointmentId {
    let diary = Unbooked {
        visit_ref: visit_ref.into(),
        source: Source::Import,
        status: VisitStatus::Confirmed,
        branch: None,
        service: None,
        staff: staff.map(|key| StaffId(staff_uuid("probe", key))),
        customer: None,
        starts_at: datetime!(2026-12-01 09:00 UTC),
        ends_at: datetime!(2026-12-01 09:45 UTC),
    };
    let desk = &app.appliance.desk;
    let (rules, now, uid) = (Rules::of(&desk.salon), desk.now(), uid.to_owned());
    desk.store
        .write(move |tx| record_imported(tx, &rules, &diary, &uid, answer.as_ref(), now))
        .unwrap()
}

fn answer(uid: &str, host: i64, email: &str) -> Value {
    json!({ "status": "success", "data": { "uid": uid, "status": "accepted",
        "start": "2026-12-01T09:00:00Z", "end": "2026-12-01T09:45:00Z", "eventTypeId": 501,
        "hosts": [{ "id": host, "name": "Irgendwer", "email": email }] } })
}

fn asked(app: &TestApp) -> usize {
    let requests = app.sandbox.requests();
    requests.iter().filter(|r| r.method == "GET" && r.target.starts_with("/v2/bookings/")).count()
}

fn shown(app: &TestApp) -> Vec<String> {
    app.rows(
        "SELECT coalesce(s.key, '-') || ' ' || coalesce(a.calcom_host_id, '-') || ' ' || a.assignment_state || ' '
             || coalesce(g.rule, '-') || ' ' || coalesce(g.host_source, '-')
         FROM appointments a LEFT JOIN staff s ON s.id = a.staff_id
         JOIN appointment_segments g ON g.appointment_id = a.id ORDER BY a.id",
    )
}

#[test]
fn stored_metadata_is_enough_and_nobody_is_asked() {
    let app = TestApp::start();
    let emma = answer("importedOne00000000001", HOST_EMMA, "emma@salon.example");
    let first = import(&app, "old-1", "importedOne00000000001", None, Some(emma.clone()));
    let other = answer("anotherBooking00000009", HOST_EMMA, "emma@salon.example");
    import(&app, "old-2", "importedTwo00000000002", None, Some(other));
    import(&app, "old-3", "importedThree000000003", None, Some(json!({ "data": [] })));
    import(&app, "old-4", "importedFour0000000004", None, None);
    let nobody = answer("importedFive0000000005", 8888, "wer@example.com");
    import(&app, "old-5", "importedFive0000000005", None, Some(nobody));
    let again = import(&app, "old-1", "importedOne00000000001", None, Some(emma));
    assert_eq!((again, app.count("SELECT count(*) FROM appointments")), (first, 5));
    assert_eq!(run(&app, &options(From::Metadata)), summary(1, 4));
    assert_eq!(asked(&app), 0);
    assert_eq!(
        shown(&app),
        [
            "emma 7001 matched email metadata:data.hosts",
            "- - not_evaluated - -",
            "- - not_evaluated - -",
            "- - not_evaluated - -",
            "- 8888 no_candidate - metadata:data.hosts",
        ]
    );
    assert_eq!(app.count("SELECT count(*) FROM appointments"), 5, "no booking makes a second one");
    assert_eq!(run(&app, &options(From::Metadata)), summary(0, 4));
    let all = Summary { no_match: 1, api_errors: 3, total: 4, ..Summary::default() };
    assert_eq!(run(&app, &options(From::Auto)), all, "only where no host is known is asked");
    assert_eq!(asked(&app), 3);
}

#[test]
fn an_imported_staff_member_stays_unless_the_host_is_somebody_for_certain() {
    let app = TestApp::start();
    for (n, host, email) in [(1, HOST_EMMA, "emma@salon.example"), (2, 8888, "wer@example.com")] {
        let uid = format!("importedStaff0000000{n:02}");
        import(&app, &format!("old-{n}"), &uid, Some("juergen"), Some(answer(&uid, host, email)));
    }
    assert_eq!(run(&app, &options(From::Metadata)), summary(2, 0), "both have a host now");
    assert_eq!(
        shown(&app),
        [
            "emma 7001 matched email metadata:data.hosts",
            "juergen 8888 matched manual metadata:data.hosts"
        ]
    );
    assert_eq!(run(&app, &options(From::Auto)).total, 0);
}

#[test]
fn a_dry_run_tells_the_same_and_writes_nothing() {
    let app = without_host(&[HOST_EMMA, world::HOST_STRANGER, HOST_EMMA]);
    let before = (shown(&app), app.count("SELECT count(*) FROM decisions"));
    let dry = Options { dry_run: true, ..options(From::Auto) };
    assert_eq!(run(&app, &dry), summary(2, 1));
    assert_eq!((shown(&app), app.count("SELECT count(*) FROM decisions")), before);
    for table in ["calcom_hosts", "calcom_host_mappings", "calcom_host_mapping_audits"] {
        assert_eq!(app.count(&format!("SELECT count(*) FROM {table}")), 0, "{table}");
    }
    assert_eq!(run(&app, &options(From::Auto)), summary(2, 1));
}

#[test]
fn limit_and_since_choose_and_calcom_asks_for_what_is_known_too() {
    // Half past nine and so on, a quarter of an hour each, all of Emma's.
    let app = without_host(&[HOST_EMMA; 40]);
    let limited = Options { limit: Some(3), ..options(From::Auto) };
    assert_eq!(run(&app, &limited), summary(3, 0));
    // 36 are on the first day, so four on the second.
    let since = Some(datetime!(2026-12-01 00:00 UTC));
    assert_eq!(run(&app, &Options { since, ..options(From::Auto) }), summary(4, 0));
    assert_eq!(run(&app, &options(From::Metadata)), summary(0, 33));
    assert_eq!(run(&app, &options(From::Calcom)), summary(33, 0));
    let stranger = without_host(&[world::HOST_STRANGER]);
    assert_eq!(run(&stranger, &options(From::Calcom)), summary(0, 1));
    assert_eq!(run(&stranger, &options(From::Calcom)), summary(0, 1));
    assert_eq!(asked(&stranger), 2);
}

#[test]
fn decisions_that_the_staff_list_changes_are_taken_again() {
    let app = without_host(&[world::HOST_STRANGER, world::HOST_STRANGER, HOST_EMMA]);
    assert_eq!(run(&app, &options(From::Auto)), summary(1, 2));
    let list = "key;name;emails\nfremd;Frieda Fremd;fremd@example.com\n";
    staff_import::import(&app.appliance.desk, list.as_bytes(), false).unwrap();
    let before = asked(&app);
    assert_eq!(run(&app, &options(From::Auto)), summary(2, 0));
    assert_eq!(asked(&app), before, "the hosts were known");
    let who = "SELECT s.key || ' ' || m.mapping_source FROM calcom_host_mappings m
               JOIN staff s ON s.id = m.staff_id WHERE m.calcom_host_id = 7003";
    assert_eq!(app.rows(who), ["fremd auto_email"]);
    let why = "SELECT DISTINCT decided_by || ': ' || reason FROM decisions WHERE host_id = 7003
               AND state = 'matched'";
    assert_eq!(app.rows(why), ["system: backfill"]);
    assert_eq!(run(&app, &options(From::Auto)).total, 0);
}

#[test]
fn it_stops_when_calcom_is_away_or_does_not_take_the_key() {
    let app = without_host(&[HOST_EMMA; 12]);
    let pauses = RefCell::new(Vec::new());
    let pause = |pause: Duration| pauses.borrow_mut().push(pause);
    let go = |desk: &Desk| -> Ended {
        backfill::run(desk, &options(From::Auto), &mut |_, _| {}, &pause).unwrap()
    };
    app.sandbox.fault(Fault::always(FaultOn::any(), FaultKind::Error503));
    let away = go(&app.appliance.desk);
    let wanted = Summary { api_errors: 5, total: 5, ..Summary::default() };
    assert_eq!(away.summary, wanted, "after five without an answer");
    assert!(away.stopped.unwrap().contains("does not answer"));
    assert_eq!(pauses.borrow().len(), 5 * 5);
    let longest = pauses.borrow().iter().max().copied();
    assert_eq!(longest, Some(Duration::from_millis(3_200)));
    app.sandbox.clear_faults();

    pauses.borrow_mut().clear();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let desk_at = |base_url: &str, key: &str| {
        let text = config_text(base_url, &app.database(), "");
        let config = Config::parse(&text.replace("cal_sandbox_demo", key)).unwrap();
        let calcom = calcom_client_at(&config, app.clock.clock()).unwrap();
        let store = Arc::new(Store::open(&app.database()).unwrap());
        Desk::serve(Arc::new(config), store, calcom, app.clock.clock()).unwrap()
    };
    let unreachable = go(&desk_at(&format!("http://{closed}"), "cal_sandbox_demo"));
    assert_eq!(unreachable.summary, wanted);
    let waited: Duration = pauses.borrow().iter().take(6).sum();
    assert!(waited > Duration::from_secs(60), "longer than Cal.com blocks a key: {waited:?}");

    let refused = go(&desk_at(&app.sandbox.base_url(), "cal_another_key"));
    assert_eq!(refused.summary, Summary { api_errors: 1, total: 1, ..Summary::default() });
    assert!(refused.stopped.unwrap().contains("calcom.api_key"));
    assert_eq!(run(&app, &options(From::Auto)), summary(12, 0), "nothing was spoilt");
}

#[test]
fn the_command_refuses_what_it_cannot_mean() {
    let app = without_host(&[HOST_EMMA]);
    app.sandbox.add_user(SandboxUser::new(1, "Eigner", "eigner@example.com", "eigner"));
    let config = program::write_config(app.dir.path(), &app.sandbox, &app.database(), "");
    let odd = program::run(&config, &["backfill", "--since", "gestern"]);
    assert_eq!((odd.code, odd.out.as_str()), (Some(1), ""));
    assert!(odd.err.contains("--since gestern: say a day like"), "{odd:?}");
    for arguments in [&["backfill", "--limit", "0"][..], &["backfill", "--from", "dreams"]] {
        assert_eq!(program::run(&config, arguments).code, Some(2), "{arguments:?}");
    }
    let dry = program::run(&config, &["backfill", "--dry-run", "--since", "2026-11-01"]);
    let told =
        "1 updated, 0 no match, 0 API errors, 0 failed, 1 total (dry run: nothing written)\n";
    assert_eq!((dry.code, dry.out.as_str(), dry.err.as_str()), (Some(0), told, ""));
    let wet = program::run(&config, &["backfill", "--limit", "5", "--json"]);
    assert_eq!((wet.code, &wet.json()["updated"]), (Some(0), &json!(1)));
    let later = program::run(&config, &["backfill", "--since", "2027-06-01", "--json"]);
    assert_eq!(later.json()["total"], 0);
}
