//! The same through the program as a process: what it says, what a dry run leaves alone, and what is left of it when it
//! is killed in the middle.

use crate::event_type::world::{
    TEAM, by_hand, calls, changes, colour, describe, made, only, service, shown,
};
use crate::support::program;
use crate::support::program::Said;
use chairside::appliance::{Appliance, calcom_client};
use chairside::config::Config;
use chairside::domain::service::catalogue::PausePolicy;
use chairside::domain::service::description::Description;
use chairside::frontdesk::system_clock;
use chairside::sandbox::stand_in::{
    Fault, FaultKind, FaultOn, Operation, Sandbox, SandboxOptions, WebhookMode,
};
use chairside::server::serve::ServerOptions;
use rusqlite::Connection;
use serde_json::json;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

/// A Cal.com, a database and a configuration file; no program runs on them.
struct Place {
    sandbox: Sandbox,
    folder: tempfile::TempDir,
    config: PathBuf,
}

impl Place {
    fn new() -> Place {
        let options = SandboxOptions { webhooks: WebhookMode::Hold, ..SandboxOptions::default() };
        let sandbox = Sandbox::start(options).unwrap();
        crate::support::harness::furnish(&sandbox);
        let folder = tempfile::tempdir().unwrap();
        let team = format!("team_ids = [{TEAM}]");
        let database = folder.path().join("test.db");
        let config = program::write_config(folder.path(), &sandbox, &database, &team);
        program::served(&config);
        let place = Place { sandbox, folder, config };
        place.run(&["hosts", "sync"]);
        place
    }

    fn run(&self, arguments: &[&str]) -> Said {
        program::run(&self.config, arguments)
    }

    fn describe(&self, described: &Description) {
        let config = Config::load(&self.config).unwrap();
        let (calcom, options) = (calcom_client(&config).unwrap(), ServerOptions::default());
        let appliance =
            Appliance::start_with(config, calcom, system_clock(), options, false).unwrap();
        describe(&appliance.desk, described);
    }

    /// The whole event map.
    fn map(&self) -> Vec<String> {
        let connection = Connection::open(self.folder.path().join("test.db")).unwrap();
        let mut statement = connection
            .prepare("SELECT json_array(id, segment_key, event_type_id, sync_status, written, is_retired, last_error, updated_at)
                      FROM calcom_event_map ORDER BY id")
            .unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    /// Ours: segment, person, whether it has a number, state.
    fn rows(&self) -> Vec<String> {
        let connection = Connection::open(self.folder.path().join("test.db")).unwrap();
        let mut statement = connection
            .prepare("SELECT m.segment_key || ' ' || s.key || ' ' || (m.event_type_id IS NOT NULL) || ' ' || m.sync_status
                      FROM calcom_event_map m JOIN staff s ON s.id = m.staff_id WHERE m.made_by = 'chairside'
                      ORDER BY m.segment_key, s.key")
            .unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }
}

#[test]
fn the_program_says_what_it_does_and_what_differs() {
    let place = Place::new();
    place.describe(&only(colour(), &["emma"]));
    let said = place.run(&["event-types", "drift"]);
    assert_eq!(said.code, Some(1));
    assert!(
        said.out
            .contains("haircolour  A     Emma Vogel  -           not at Cal.com: not made yet\n"),
        "{said:?}"
    );
    assert!(said.out.ends_with("3 of our event types differ, 0 remarks\n"), "{said:?}");

    let said = place.run(&["event-types", "sync"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!(lines[0], "service     part  who         event type");
    let id = made(&place.sandbox)[0].id.unwrap();
    assert_eq!(lines[1], format!("haircolour  A     Emma Vogel  {id}        created"));
    assert_eq!(lines[4], "0 in step, 3 created, 0 updated, 0 deleted, 0 kept, 0 not done");
    let said = place.run(&["event-types", "sync"]);
    assert_eq!(said.out, "3 in step, 0 created, 0 updated, 0 deleted, 0 kept, 0 not done\n");
    let said = place.run(&["event-types", "drift"]);
    assert_eq!(
        (said.code, said.out.as_str()),
        (Some(0), "0 of our event types differ, 0 remarks\n")
    );
    assert_eq!(place.run(&["event-types", "drift", "--json"]).json(), json!([]));

    by_hand(&place.sandbox, "probe-mitte-haircolour-b-emma", |one| one.minutes = 25);
    by_hand(&place.sandbox, "probe-mitte-haircolour-c-emma", |one| {
        one.description = "Hallo".into()
    });
    let said = place.run(&["event-types", "drift"]);
    assert_eq!(said.code, Some(1));
    assert!(
        said.out.contains("lengthInMinutes: 25, should be 15 (ours: changed at Cal.com)\n"),
        "{said:?}"
    );
    assert!(
        said.out.contains("description: Hallo, was  (the salon's: left as it is)\n"),
        "{said:?}"
    );
    assert!(said.out.ends_with("1 of our event types differ, 1 remarks\n"), "{said:?}");
    let found = place.run(&["event-types", "drift", "--json"]).json();
    assert_eq!(
        found[0]["fields"],
        json!([{ "field": "lengthInMinutes", "owner": "chairside", "wanted": 15, "actual": 25, "not_sent": false }])
    );
    assert_eq!((&found[0]["counts"], &found[1]["counts"]), (&json!(true), &json!(false)));

    let listed = place.run(&["event-types", "list", "--json"]).json();
    let ours: Vec<_> =
        listed.as_array().unwrap().iter().filter(|row| row["made_by"] == "chairside").collect();
    assert_eq!(ours.len(), 3);
    assert_eq!(ours[0]["title"], "PROB-MIT-HAIRC-A (Färbung)");
    assert_eq!(ours[0]["slug"], "probe-mitte-haircolour-a-emma");
    let said = place.run(&["event-types", "list"]);
    assert!(said.out.starts_with("service"), "{said:?}");
    assert!(said.out.contains("chairside  synced  probe-mitte-haircolour-a-emma\n"), "{said:?}");
}

#[test]
fn a_row_that_cannot_be_made_is_exit_code_1_and_a_sentence() {
    let place = Place::new();
    let connection = Connection::open(place.folder.path().join("test.db")).unwrap();
    connection
        .execute("UPDATE calcom_host_mappings SET is_active = 0 WHERE calcom_host_id = 7002", [])
        .unwrap();
    drop(connection);
    place.describe(&colour());
    let said = place.run(&["event-types", "sync"]);
    assert_eq!(said.code, Some(1));
    assert!(
        said.out
            .contains("error    no Cal.com user is known to be Jürgen Weiß: map the host first"),
        "{said:?}"
    );
    assert!(
        said.out.ends_with("0 in step, 3 created, 0 updated, 0 deleted, 0 kept, 3 not done\n"),
        "{said:?}"
    );
    let report = place.run(&["event-types", "sync", "--json"]).json();
    assert_eq!((&report["clean"], report["rows"].as_array().unwrap().len()), (&json!(false), 6));
}

#[test]
fn a_dry_run_tells_what_would_come_and_changes_nothing_anywhere() {
    let place = Place::new();
    let segments = [("Färbung", 30, 30), ("Waschen", 15, 0)];
    place.describe(&only(service("haircolour", PausePolicy::Blocked, &segments), &["emma"]));
    assert_eq!(place.run(&["event-types", "sync"]).code, Some(0));
    place.describe(&service("haircolour", PausePolicy::Never, &[("Farbe", 35, 0)]));
    let (there, here) = (place.sandbox.event_types(), place.map());
    let writes = changes(&place.sandbox);
    let dry = place.run(&["event-types", "sync", "--dry-run"]);
    assert_eq!(dry.code, Some(0), "{dry:?}");
    let told = "0 in step, 1 created, 1 updated, 2 deleted, 0 kept, 0 not done (dry run: nothing changed)\n";
    assert!(dry.out.ends_with(told), "{dry:?}");
    let again = place.run(&["event-types", "sync", "--dry-run", "--json"]).json();
    assert_eq!(again["dry_run"], true);
    assert_eq!((place.sandbox.event_types(), place.map()), (there, here));
    assert_eq!(changes(&place.sandbox), writes);
    // And it told the truth.
    let real = place.run(&["event-types", "sync", "--json"]).json();
    let what = |report: &serde_json::Value| -> Vec<String> {
        let rows = report["rows"].as_array().unwrap().iter();
        rows.map(|row| format!("{} {} {} {}", row["slug"], row["segment"], row["who"], row["what"]))
            .collect()
    };
    assert_eq!(what(&real), what(&again));
}

/// Something of everything to do: to make, to change, to delete.
fn busy() -> Place {
    let place = Place::new();
    let segments = [("Färbung", 30, 30), ("Waschen", 15, 0)];
    place.describe(&only(service("haircolour", PausePolicy::Flexible, &segments), &["emma"]));
    assert_eq!(place.run(&["event-types", "sync"]).code, Some(0));
    place.describe(&service("haircolour", PausePolicy::Never, &[("Farbe", 35, 0)]));
    place
}

/// How it must end.
#[track_caller]
fn ends_well(place: &Place, told: &str) {
    let said = place.run(&["event-types", "sync"]);
    assert_eq!(said.code, Some(0), "{told}: {said:?}");
    assert_eq!(
        shown(&place.sandbox),
        [
            "probe-mitte-haircolour-a-emma | PROB-MIT-HAIRC-A (Farbe) | 35 [7001]",
            "probe-mitte-haircolour-a-juergen | PROB-MIT-HAIRC-A (Farbe) | 35 [7002]",
        ],
        "{told}"
    );
    assert_eq!(place.rows(), ["A emma 1 synced", "A juergen 1 synced"], "{told}");
    let said = place.run(&["event-types", "drift"]);
    assert_eq!(
        (said.code, said.out.as_str()),
        (Some(0), "0 of our event types differ, 0 remarks\n"),
        "{told}"
    );
}

#[test]
fn killed_at_any_commit_and_run_again_it_ends_the_same() {
    for side in ["before", "after"] {
        let mut survived = false;
        let mut deaths = 0;
        for at in 1..60 {
            let place = busy();
            let status = program::command(&place.config, &["event-types", "sync"])
                .env("CHAIRSIDE_CRASH_AT_COMMIT", format!("{side}:{at}"))
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .unwrap();
            if status.success() {
                ends_well(&place, &format!("{side} {at}"));
                survived = true;
                break;
            }
            assert_eq!(status.signal(), Some(9), "{side} {at}: it killed itself");
            deaths += 1;
            ends_well(&place, &format!("killed {side} commit {at}"));
        }
        assert!(survived && deaths >= 6, "{side}: {deaths} deaths");
    }
}

#[test]
fn killed_while_calcom_works_and_run_again_it_ends_the_same() {
    let place = busy();
    let before = calls(&place.sandbox, &["GET", "POST", "PATCH", "DELETE"]);
    ends_well(&place, "without a kill");
    let most = calls(&place.sandbox, &["GET", "POST", "PATCH", "DELETE"]) - before;
    assert!(most >= 5, "{most}");
    for what in [FaultKind::HoldBefore, FaultKind::HoldAfter] {
        // A list twice and nothing else belongs to the comparison.
        for nth in 1..=5 {
            for late in [false, true] {
                let place = busy();
                let on = FaultOn::operation(Operation::EventTypes).nth(nth);
                place.sandbox.fault(Fault::once(on, what.clone()));
                let mut child = program::command(&place.config, &["event-types", "sync"])
                    .stdout(Stdio::null())
                    .stderr(Stdio::null())
                    .spawn()
                    .unwrap();
                assert!(place.sandbox.wait_for_held(1, Duration::from_secs(60)), "{what:?} {nth}");
                child.kill().unwrap();
                assert_eq!(child.wait().unwrap().signal(), Some(9));
                let told = format!("{what:?} of call {nth}, late: {late}");
                if late {
                    // Cal.com does what it was asked for only when the next run is through.
                    place.run(&["event-types", "sync"]);
                    place.sandbox.release();
                } else {
                    place.sandbox.release();
                }
                while place.sandbox.wait_for_held(1, Duration::from_millis(1)) {
                    std::thread::yield_now();
                }
                ends_well(&place, &told);
            }
        }
    }
}
