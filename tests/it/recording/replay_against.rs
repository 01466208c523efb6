//! `replay … --against today`: what today's mappings, people and rules would decide otherwise. Nothing is written.

use crate::recording::replay::{Replayed, fixture, replay};
use crate::recording::world::{FOLDER, recording};
use crate::support::harness::{TestApp, config_text};
use crate::support::program;
use chairside::domain::ids::{AppointmentId, StaffId};
use chairside::frontdesk::decider::Person;
use chairside::frontdesk::expected::Expected;
use chairside::frontdesk::host::by_hand;
use chairside::store::service::salon_keys::staff_uuid;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A recorded day: Emma by her address, Jürgen by his name.
fn day(correct: impl Fn(&TestApp)) -> TestApp {
    let mut app = TestApp::start_with(&recording(""));
    for (service, staff, start) in
        [("Haarschnitt", "Emma", "2026-11-24T10:00"), ("bart", "Jürgen", "2026-11-24T11:00")]
    {
        let args = json!({ "service": service, "staff": staff, "start": start, "customer_name": "Zoë Beispiel" });
        let booked = app.ask("call_1", "book_appointment", args);
        assert_eq!(booked["status"], "booked", "{booked}");
    }
    correct(&app);
    app.appliance.stop();
    app
}

/// The salon's configuration as a file, on a database, changed.
fn config(app: &TestApp, database: &str, change: &[(&str, &str)]) -> PathBuf {
    let database = app.dir.path().join(database);
    let mut text = config_text(&app.sandbox.base_url(), &database, "");
    for (from, to) in change {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let path = app.dir.path().join("appliance.toml");
    fs::write(&path, text).unwrap();
    path
}

/// Every file of a folder and of its folders, but what the readers of an open database share.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => all.extend(contents(&path)),
            false => drop(all.insert(path.clone(), fs::read(&path).unwrap())),
        }
    }
    all.retain(|path, _| !path.to_string_lossy().ends_with("-shm"));
    all
}

/// Compares, and fails if anything beside the database, or in it, is another than before.
fn against(app: &TestApp, config: &Path, more: &[&str]) -> Replayed {
    let before = contents(app.dir.path());
    let config = config.to_str().unwrap();
    let mut arguments = vec!["--against", "today", "--config", config];
    arguments.extend(more);
    let run = replay(&app.dir.path().join(FOLDER), &arguments);
    assert!(contents(app.dir.path()) == before, "something was written");
    run
}

/// What differs, without when and which, and the summary.
fn lines(run: &Replayed) -> Vec<String> {
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let told = |line: &str| line.rsplit("  ").next().unwrap().to_owned();
    run.stdout.lines().map(told).collect()
}

#[test]
fn where_nothing_changed_everything_is_the_same() {
    let app = day(|_| {});
    let config = config(&app, "test.db", &[]);
    let run = against(&app, &config, &[]);
    assert_eq!(
        lines(&run),
        ["2 decisions: 2 same, 0 differ, 0 newly matched, 0 no longer matched"]
    );
    let json = against(&app, &config, &["--json"]).json();
    let summary =
        json!({ "total": 2, "same": 2, "differs": 0, "newly_matched": 0, "no_longer_matched": 0 });
    assert_eq!(json["summary"], summary);
    let first = &json["decisions"][0];
    assert_eq!((&first["change"], &first["host_id"]), (&json!("same"), &json!(7001)), "{json}");
    assert_eq!(
        (&first["then"]["staff"], &first["today"]["confidence"]),
        (&json!("Emma Vogel"), &json!(95))
    );
}

#[test]
fn another_mapping_is_told() {
    let app = day(|_| {});
    let config = config(&app, "test.db", &[]);
    let set = [
        "mappings",
        "set",
        "7001",
        "--staff",
        "Jürgen Weiß",
        "--by",
        "Nadine",
        "--reason",
        "it is his",
    ];
    assert_eq!(program::run(&config, &set).code, Some(0));
    let run = against(&app, &config, &[]);
    let expected = [
        "damals: Emma Vogel, E-Mail 95; heute: Jürgen Weiß, von Hand 100",
        "2 decisions: 1 same, 1 differ, 0 newly matched, 0 no longer matched",
    ];
    assert_eq!(lines(&run), expected);
    assert!(run.stdout.starts_with("2026-11-24T10:00:00+01:00  "), "{}", run.stdout);
    let json = against(&app, &config, &["--json"]).json();
    assert_eq!(json["decisions"][0]["change"], "differs");
    assert_eq!(json["decisions"][0]["today"]["staff"], "Jürgen Weiß");
    // While the program runs, too.
    let mut app = app;
    app.restart(|config| config.record.dir = None);
    let live = replay(
        &app.dir.path().join(FOLDER),
        &["--against", "today", "--config", config.to_str().unwrap()],
    );
    assert_eq!(lines(&live), expected);
}

#[test]
fn a_threshold_that_a_name_cannot_reach_is_told() {
    let app = day(|_| {});
    // A database that has not learnt anything yet: a mapping that is there decides whatever the threshold is.
    let config = config(&app, "fresh.db", &[("[poll]", "[matching]\nthreshold = 80\n[poll]")]);
    program::served(&config);
    let run = against(&app, &config, &[]);
    let expected = [
        "damals: Jürgen Weiß, Name 75; heute: niemand (Jürgen Weiß, Name 75, unter der Schwelle 80)",
        "2 decisions: 1 same, 0 differ, 0 newly matched, 1 no longer matched",
    ];
    assert_eq!(lines(&run), expected);
    // The rule that was recorded decides; what the database has learnt stands beside it.
    let learnt = config_with_threshold(&app);
    let summary = "2 decisions: 2 same, 0 differ, 0 newly matched, 0 no longer matched";
    assert_eq!(lines(&against(&app, &learnt, &[])), [summary]);
}

fn config_with_threshold(app: &TestApp) -> PathBuf {
    config(app, "test.db", &[("[poll]", "[matching]\nthreshold = 80\n[poll]")])
}

#[test]
fn somebody_who_left_gets_nothing_any_more() {
    let app = day(|_| {});
    let emma = "emails = [\"emma@salon.example\"]\n";
    let config =
        config(&app, "test.db", &[(emma, "emails = [\"emma@salon.example\"]\nactive = false\n")]);
    let expected = [
        "damals: Emma Vogel, E-Mail 95; heute: niemand, weil die zugeordnete Person nicht aktiv ist",
        "2 decisions: 1 same, 0 differ, 0 newly matched, 1 no longer matched",
    ];
    assert_eq!(lines(&against(&app, &config, &[])), expected);
}

#[test]
fn a_second_person_of_the_name_makes_it_ambiguous() {
    let app = day(|_| {});
    let config = config(
        &app,
        "fresh.db",
        &[("name = \"Salon Probe\"", "name = \"Salon Probe\"\nlanguage = \"en\"")],
    );
    let list = app.dir.path().join("staff.csv");
    fs::write(
        &list,
        "key,name,emails,branch,active\nzweiter,Jürgen Weiß,j2@salon.example,mitte,yes\n",
    )
    .unwrap();
    program::served(&config);
    let said = program::run(&config, &["staff", "import", list.to_str().unwrap()]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let run = against(&app, &config, &[]);
    let expected = [
        "then: Jürgen Weiß, name 75; today: ambiguous (Jürgen Weiß, Jürgen Weiß)",
        "2 decisions: 1 same, 0 differ, 0 newly matched, 1 no longer matched",
    ];
    assert_eq!(lines(&run), expected);
}

#[test]
fn what_a_person_decided_about_one_appointment_stays_hers() {
    let app = day(|app| {
        let nadine = Person::new("Nadine", "she asked for him").unwrap();
        let juergen = StaffId(staff_uuid("probe", "juergen"));
        by_hand::reassign(&app.appliance.desk, AppointmentId(1), &juergen, Expected::Any, &nadine)
            .unwrap();
    });
    let off = config(&app, "test.db", &[("[poll]", "[matching]\nenabled = false\n[poll]")]);
    let expected = [
        "damals: Jürgen Weiß, Name 75; heute: nicht geprüft",
        "2 decisions: 1 same, 0 differ, 0 newly matched, 1 no longer matched",
    ];
    assert_eq!(lines(&against(&app, &off, &[])), expected);
}

#[test]
fn days_of_another_system_are_compared_too() {
    let app = day(|_| {});
    let names = [
        ("key = \"probe\"", "key = \"salon-lindenhof\""),
        (
            "name = \"Emma Vogel\"\nemails = [\"emma@salon.example\"]",
            "name = \"Jörg Weiß\"\nemails = []",
        ),
    ];
    let config = config(&app, "other.db", &names);
    program::served(&config);
    let arguments = ["--against", "today", "--config", config.to_str().unwrap(), "--json"];
    let run = replay(&fixture("october"), &arguments);
    let compared = run.json();
    let of = |uid: &str| {
        let all = compared["decisions"].as_array().unwrap();
        all.iter()
            .find(|one| one["booking_uid"].as_str().unwrap().starts_with(uid))
            .unwrap()
            .clone()
    };
    // Recognised by name then; the salon of today knows the same name under another key.
    let joerg = of("b8NcRf2yWd");
    assert_eq!(joerg["then"]["staff"], "Jörg Weiß", "{joerg}");
    assert_eq!(joerg["today"]["staff"], "Jörg Weiß", "{joerg}");
    assert_eq!(compared["summary"]["total"], 9, "what has a booking");
    assert!(compared["summary"]["no_longer_matched"].as_u64().unwrap() >= 5, "{compared}");
    let again = replay(&fixture("october"), &arguments);
    assert_eq!((run.stdout, run.stderr), (again.stdout, again.stderr));
}

#[test]
fn no_secret_is_needed_and_no_database_is_made() {
    let app = day(|_| {});
    let secrets = [
        ("api_key = \"cal_sandbox_demo\"", "api_key = \"env:NOT_SET_ANYWHERE_1\""),
        ("tokens = [\"web-test-token\"]", "tokens = [\"file:/nowhere/at/all\"]"),
    ];
    let offline = config(&app, "test.db", &secrets);
    assert_eq!(lines(&against(&app, &offline, &[])).len(), 1);
    let missing = config(&app, "missing.db", &[]);
    let run = against(&app, &missing, &[]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("missing.db is unavailable"), "{}", run.stderr);
    let none = app.dir.path().join("none.toml");
    let run = against(&app, &none, &[]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("cannot read"), "{}", run.stderr);
}

#[test]
fn a_cut_day_is_compared_up_to_there() {
    let app = day(|_| {});
    let config = config(&app, "test.db", &[]);
    let file = fs::read_dir(app.dir.path().join(FOLDER)).unwrap().next().unwrap().unwrap().path();
    let mut bytes = fs::read(&file).unwrap();
    bytes.extend(b"{\"at\":\"2026-11-23T08:00:00Z\",\"kind\":\"f\xc3");
    fs::write(&file, bytes).unwrap();
    let run = against(&app, &config, &["--json"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("the file ends in the middle of a line"), "{}", run.stderr);
    let compared: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(compared["summary"]["same"], 2);
}
