//! The host sync: differences told and written, mappings that stay where they are, lists that break off.

use crate::support::harness::{
    CUT_EMMA, HOST_EMMA, HOST_JUERGEN, START, Setup, TestApp, TestClock, sandbox,
};
use crate::support::program;
use chairside::frontdesk::host::sync::SyncReport;
use chairside::frontdesk::host::{staff_import, sync};
use chairside::sandbox::stand_in::{
    Fault, FaultKind, FaultOn, Operation, Sandbox, SandboxTeam, SandboxUser,
};
use serde_json::json;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(10);
const TEAM: i64 = 90;

fn team(sandbox: &Sandbox, members: Vec<i64>) {
    let (name, slug) = ("Salon Probe".into(), "salon-probe".into());
    sandbox.add_team(SandboxTeam { id: TEAM, name, slug, members });
}

fn app() -> TestApp {
    let change = |config: &mut chairside::config::Config| config.calcom.team_ids = vec![TEAM];
    TestApp::start_with(&Setup { change, ..Setup::default() })
}

fn sync(app: &TestApp) -> SyncReport {
    sync::hosts(&app.appliance.desk, false, PATIENCE).unwrap()
}

/// Everything that a sync may write.
fn written(app: &TestApp) -> Vec<String> {
    let mut rows = app.rows(
        "SELECT host_id || ' ' || coalesce(name, '-') || ' ' || emails || ' ' || coalesce(time_zone, '-') || ' '
             || is_listed || ' ' || coalesce(vanished_at, '-') || ' ' || updated_at FROM calcom_hosts ORDER BY host_id",
    );
    rows.extend(app.rows(
        "SELECT id || ' ' || calcom_host_id || ' ' || staff_id || ' ' || is_active || ' ' || metadata || ' '
             || coalesce(calcom_name, '-') || ' ' || last_synced_at FROM calcom_host_mappings ORDER BY id",
    ));
    rows.extend(app.rows("SELECT hash FROM calcom_host_mapping_audits ORDER BY seq"));
    rows
}

fn reasons(app: &TestApp) -> Vec<String> {
    app.rows("SELECT action || ': ' || reason FROM calcom_host_mapping_audits ORDER BY seq")
}

fn who(app: &TestApp, host: i64) -> Vec<String> {
    app.rows(&format!(
        "SELECT s.key || ' ' || m.mapping_source || ' ' || m.is_active FROM calcom_host_mappings m
         JOIN staff s ON s.id = m.staff_id WHERE m.calcom_host_id = {host} ORDER BY m.id"
    ))
}

#[test]
fn the_command_tells_the_differences_and_a_dry_run_writes_nothing() {
    let clock = TestClock::at(START);
    let sandbox = sandbox(&clock);
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("test.db");
    let config = program::write_config(folder.path(), &sandbox, &database, "team_ids = [90]");
    program::served(&config);
    let dry = program::run(&config, &["hosts", "sync", "--dry-run", "--json"]);
    assert_eq!((dry.code, dry.err.as_str()), (Some(0), ""), "{dry:?}");
    let told = dry.json();
    assert_eq!(told["dry_run"], true);
    let kinds: Vec<_> = told["changes"].as_array().unwrap().iter().map(|c| &c["kind"]).collect();
    assert_eq!(kinds, ["new", "new"]);
    assert_eq!(told["changes"][0]["host"]["id"], HOST_EMMA);
    let mapped: Vec<_> = told["mapped"].as_array().unwrap().iter().map(|m| &m["staff"]).collect();
    assert_eq!(mapped, ["Emma Vogel", "Jürgen Weiß"]);
    let listed = program::run(&config, &["hosts", "list", "--json"]);
    assert_eq!(listed.json(), json!([]), "nothing was written");
    let wet = program::run(&config, &["hosts", "sync"]);
    assert_eq!(wet.code, Some(0), "{wet:?}");
    for line in [
        "+ neu          7001 Emma Vogel <emma@salon.example>",
        "= zugeordnet   7002 ist Jürgen Weiß",
        "2 in den Listen, 2 Unterschiede, 2 zugeordnet, 0 Termine neu entschieden\n",
    ] {
        assert!(wet.out.contains(line), "{line} in {}", wet.out);
    }
    let again = program::run(&config, &["hosts", "sync", "--json"]).json();
    assert_eq!((&again["changes"], &again["mapped"]), (&json!([]), &json!([])));
    let hosts = program::run(&config, &["hosts", "list", "--json"]).json();
    assert_eq!(hosts[1]["staff"], "Jürgen Weiß");
    sandbox.fault(Fault::always(FaultOn::operation(Operation::People), FaultKind::Error500Before));
    let refused = program::run(&config, &["hosts", "sync", "--json"]);
    assert_eq!((refused.code, refused.out.as_str()), (Some(1), ""));
    assert!(refused.err.starts_with("chairside: Cal.com's list of members ("), "{refused:?}");
    let nowhere = program::write_config(folder.path(), &sandbox, &database, "");
    let refused = program::run(&nowhere, &["hosts", "sync"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("set calcom.team_ids or calcom.organization_id"), "{refused:?}");
}

#[test]
fn hosts_change_vanish_and_return_and_their_mappings_stay_where_they_are() {
    let app = app();
    assert_eq!(sync(&app).mapped.len(), 2);
    assert_eq!(who(&app, HOST_EMMA), ["emma auto_email 1"]);
    // She marries, and gets an address that is a colleague's in our list.
    let renamed = SandboxUser::new(HOST_EMMA, "Emma Adler", "juergen@salon.example", "adler");
    app.sandbox.add_user(renamed);
    let stranger = SandboxUser::new(7003, "Fremde Person", "fremd@example.com", "fremd");
    app.sandbox.add_user(stranger);
    team(&app.sandbox, vec![HOST_EMMA, 7003]);
    let told: Vec<String> = sync(&app).changes.iter().map(|change| format!("{change:?}")).collect();
    assert!(
        told[0].starts_with("Changed") && told[0].contains("[\"name\", \"e-mail\", \"username\"]")
    );
    assert!(told[1].starts_with("Vanished") && told[2].starts_with("New"), "{told:?}");
    assert_eq!(who(&app, HOST_EMMA), ["emma auto_email 1"], "a mapping never moves by itself");
    assert_eq!(who(&app, HOST_JUERGEN), ["juergen auto_name 1"], "kept");
    assert_eq!(who(&app, 7003), Vec::<String>::new());
    let shown = "SELECT calcom_name || ' ' || calcom_email || ' ' || calcom_username FROM calcom_host_mappings";
    assert_eq!(app.rows(shown)[0], "Emma Adler juergen@salon.example adler");
    let flag = "SELECT metadata ->> '$.host_vanished_at' FROM calcom_host_mappings ORDER BY id";
    assert_eq!(app.rows(flag), ["NULL", "2026-11-23T08:00:00Z"]);
    assert_eq!(
        reasons(&app)[2..],
        [
            "updated: Cal.com has another name, e-mail, username",
            "updated: the host is no longer in Cal.com's lists"
        ]
    );
    // A booking of hers is still hers, although her new address is another one's.
    let booked = app.ask(
        "call_1",
        "book_appointment",
        json!({ "service": "Haarschnitt", "staff": "Emma", "start": "2026-11-24T10:00", "customer_name": "Kim Muster" }),
    );
    assert_eq!((&booked["status"], &booked["staff"]), (&json!("booked"), &json!("Emma Vogel")));
    assert_eq!(app.sandbox.bookings()[0].event_type_id, CUT_EMMA);
    let before = written(&app);
    assert!(sync(&app).changes.is_empty(), "told once");
    assert_eq!(written(&app), before);
    team(&app.sandbox, vec![HOST_EMMA, HOST_JUERGEN, 7003]);
    let back = sync(&app);
    assert_eq!((back.changes.len(), back.mapped.len()), (1, 0), "{back:?}");
    assert_eq!(app.rows(flag), ["NULL", "NULL"]);
    assert_eq!(reasons(&app)[4..], ["updated: the host is in Cal.com's lists again"]);
    assert_eq!(who(&app, HOST_JUERGEN), ["juergen auto_name 1"]);
}

#[test]
fn an_organisation_tells_time_zones_and_both_lists_are_one() {
    let change = |config: &mut chairside::config::Config| {
        config.calcom.team_ids = vec![TEAM];
        config.calcom.organization_id = Some(1);
    };
    let app = TestApp::start_with(&Setup { change, ..Setup::default() });
    assert_eq!(sync(&app).listed, 2, "each once");
    let zones = "SELECT coalesce(time_zone, '-') FROM calcom_hosts ORDER BY host_id";
    assert_eq!(app.rows(zones), ["Europe/Berlin", "Europe/Berlin"]);
    let mut moved = SandboxUser::new(HOST_EMMA, "Emma Vogel", "emma@salon.example", "emma");
    moved.time_zone = "Europe/London".into();
    app.sandbox.add_user(moved);
    assert_eq!(sync(&app).changes.len(), 1);
    assert_eq!(reasons(&app)[2..], ["updated: Cal.com has another time zone"]);
    let zone = "SELECT calcom_timezone FROM calcom_host_mappings WHERE calcom_host_id = 7001";
    assert_eq!(app.rows(zone), ["Europe/London"]);
}

#[test]
fn a_host_without_a_mapping_is_recognised_once_the_staff_list_knows_her() {
    let app = app();
    team(&app.sandbox, vec![HOST_EMMA, HOST_JUERGEN, 7003]);
    app.sandbox.add_user(SandboxUser::new(7003, "Nora Neu", "nora@example.com", "nora"));
    assert_eq!(sync(&app).mapped.len(), 2);
    let list = "key,name,emails\nnora,Nora Neumann,nora@example.com\n";
    staff_import::import(&app.appliance.desk, list.as_bytes(), false).unwrap();
    let report = sync(&app);
    assert_eq!((report.changes.len(), report.mapped.len()), (0, 1), "{report:?}");
    assert_eq!(who(&app, 7003), ["nora auto_email 1"]);
}

#[test]
fn lists_longer_than_a_page_are_read_to_their_end() {
    let app = app();
    let many: Vec<i64> = (10_000..10_620).collect();
    for id in &many {
        let (name, email) = (format!("Mitglied {id}"), format!("m{id}@example.com"));
        app.sandbox.add_user(SandboxUser::new(*id, &name, &email, &format!("m{id}")));
    }
    team(&app.sandbox, many.clone());
    assert_eq!(sync(&app).changes.len(), many.len());
    let asked: Vec<String> =
        app.sandbox.requests().iter().map(|request| request.target.clone()).collect();
    let path = format!("/v2/teams/{TEAM}/memberships?take=250");
    let skips = [0, 250, 500, 620].map(|skip| format!("{path}&skip={skip}"));
    assert_eq!(asked, skips, "the end is an empty page");
    assert!(sync(&app).changes.is_empty());
    assert_eq!(app.count("SELECT count(*) FROM calcom_hosts WHERE vanished_at IS NULL"), 620);
}

#[test]
fn a_list_that_cannot_be_read_to_its_end_changes_nothing() {
    let app = app();
    let many: Vec<i64> = (10_000..10_300).collect();
    for id in &many {
        app.sandbox.add_user(SandboxUser::new(*id, "Mitglied", &format!("m{id}@example.com"), "m"));
    }
    team(&app.sandbox, many.clone());
    sync(&app);
    let before = written(&app);
    // Most have gone meanwhile; none of it may be believed while the list breaks off.
    team(&app.sandbox, (10_020..10_300).collect());
    for what in [
        FaultKind::Error500Before,
        FaultKind::Error503,
        FaultKind::TooManyRequests,
        FaultKind::CutBody,
        FaultKind::LostAnswer,
        FaultKind::Html200,
        FaultKind::StatusError200,
        FaultKind::DataArray,
    ] {
        for page in ["skip=0", "skip=250", "skip=280"] {
            let on = FaultOn::operation(Operation::People).containing(page);
            app.sandbox.fault(Fault::always(on, what.clone()));
            let outcome = sync::hosts(&app.appliance.desk, false, PATIENCE);
            app.sandbox.clear_faults();
            // An array around the list is a list of one entry that is nobody: unreadable, so nobody vanishes.
            match outcome {
                Ok(report) => {
                    assert_eq!(what, FaultKind::DataArray, "{page}: {report:?}");
                    assert!(report.unreadable > 0 && report.changes.is_empty(), "{report:?}");
                }
                Err(error) => {
                    let told = error.to_string();
                    assert!(told.contains("list of members"), "{what:?} {page}: {told}");
                }
            }
            assert_eq!(written(&app), before, "{what:?} on {page}");
        }
    }
    team(&app.sandbox, Vec::new());
    let empty = sync::hosts(&app.appliance.desk, false, PATIENCE).unwrap_err().to_string();
    assert!(empty.contains("has no member in it"), "{empty}");
    assert_eq!(written(&app), before, "an empty list is not believed either");
    team(&app.sandbox, (10_020..10_300).collect());
    assert_eq!(sync(&app).changes.len(), 20, "the whole list is");
}

#[test]
fn the_periodic_sync_takes_a_page_a_step_and_its_own_time() {
    let app = app();
    let many: Vec<i64> = (10_000..10_600).collect();
    for id in &many {
        app.sandbox.add_user(SandboxUser::new(*id, "Mitglied", &format!("m{id}@example.com"), "m"));
    }
    team(&app.sandbox, many);
    let asked = || {
        let requests = app.sandbox.requests();
        requests.iter().filter(|request| request.target.contains("/memberships")).count()
    };
    let tick = || app.appliance.work.tick();
    tick();
    assert_eq!(asked(), 1, "the first sync is due at the start, one page of it a step");
    let booked = app.ask(
        "call_1",
        "book_appointment",
        json!({ "service": "bart", "start": "2026-11-24T10:00", "customer_name": "Kim Muster" }),
    );
    assert_eq!(booked["status"], "booked");
    assert_eq!(app.deliver_webhooks(), 1);
    assert_eq!(tick().messages, 1, "a message does not wait for the rest of the list");
    assert_eq!((asked(), app.count("SELECT count(*) FROM calcom_hosts")), (2, 1));
    tick();
    tick();
    assert_eq!((asked(), app.count("SELECT count(*) FROM calcom_hosts")), (4, 601));
    tick();
    assert_eq!(asked(), 4, "not due");
    app.clock.forward(time::Duration::hours(23));
    tick();
    assert_eq!(asked(), 4, "still not");
    app.clock.forward(time::Duration::hours(1));
    app.sandbox.fault(Fault::once(
        FaultOn::operation(Operation::People).containing("skip=250"),
        FaultKind::Error500Before,
    ));
    tick();
    tick();
    assert_eq!(asked(), 6, "it broke off");
    tick();
    assert_eq!(asked(), 6, "and is not tried again at once");
    app.clock.forward(time::Duration::minutes(15));
    for _ in 0..4 {
        tick();
    }
    assert_eq!(asked(), 10, "but before the next day");
    let synced = "SELECT count(*) FROM calcom_hosts WHERE is_listed = 1";
    assert_eq!(app.count(synced), 600);
}
