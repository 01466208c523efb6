//! Services with segments: as the file describes them, as people of the salon change them, and what follows for what
//! is booked and for the event types.

use crate::support::harness::{Setup, TestApp};
use chairside::config::{Config, ServiceEntry};
use chairside::domain::Error;
use chairside::domain::service::catalogue::{PausePolicy, SegmentKey};
use chairside::domain::service::edit::{Edit, SegmentEdit};
use chairside::frontdesk::expected::Expected;
use chairside::frontdesk::service::admin;
use chairside::store::service::{salon, segments};
use serde_json::json;
use std::path::Path;
use time::Duration;

fn key(letter: &str) -> SegmentKey {
    SegmentKey::parse(letter).unwrap()
}

/// `A Farbe auftragen 30+45 same staff`.
fn segments(app: &TestApp, service: &str) -> Vec<String> {
    app.rows(&format!(
        "SELECT segment_key || ' ' || g.name || ' ' || g.duration_minutes || '+' || pause_after_minutes || ' '
             || performer || ' ' || booked_as
         FROM service_segments g JOIN services s ON s.id = g.service_id WHERE s.key = '{service}' ORDER BY position"
    ))
}

/// `A emma`, `A emma=40`.
fn staff(app: &TestApp, service: &str) -> Vec<String> {
    app.rows(&format!(
        "SELECT d.segment_key || ' ' || p.key || coalesce('=' || d.duration_minutes, '')
         FROM service_staff d JOIN services s ON s.id = d.service_id JOIN staff p ON p.id = d.staff_id
         WHERE s.key = '{service}' ORDER BY d.segment_key, p.key"
    ))
}

/// `A emma 511`; what was made by us with a `+`, what is to be given back with a `-` before it.
fn event_types(app: &TestApp, service: &str) -> Vec<String> {
    app.rows(&format!(
        "SELECT iif(is_retired, '-', iif(made_by = 'chairside', '+', '')) || segment_key || ' '
             || coalesce(p.key, 'pool') || ' ' || coalesce(event_type_id, 'new') || ' ' || sync_status
         FROM calcom_event_map m JOIN services s ON s.id = m.service_id LEFT JOIN staff p ON p.id = m.staff_id
         WHERE s.key = '{service}' ORDER BY is_retired, segment_key, p.key, event_type_id"
    ))
}

fn row(app: &TestApp, service: &str) -> Vec<String> {
    app.rows(&format!(
        "SELECT name || ' ' || duration_minutes || ' ' || composite || ' ' || pause_bookable_policy || ' '
             || buffer_minutes || ' ' || booking_order || ' ' || described_by || ' r' || revision || ' ' || updated_at
         FROM services WHERE key = '{service}'"
    ))
}

/// Writes the salon anew as a restart with this configuration would.
fn restart(app: &TestApp, change: impl FnOnce(&mut Config)) {
    let mut config = (*app.appliance.desk.salon.config).clone();
    change(&mut config);
    let config = config.checked().unwrap();
    let now = app.clock.now();
    app.appliance.desk.store.write(move |tx| salon::apply(tx, &config, now)).unwrap();
}

fn colour(config: &mut Config) -> &mut ServiceEntry {
    config.services.iter_mut().find(|service| service.key == "ansatzfarbe").unwrap()
}

#[test]
fn the_file_describes_a_service_and_a_restart_writes_nothing() {
    let app = TestApp::start();
    let first = "Ansatzfärbung 150 1 free 0 last_first file r1 2026-11-23T08:00:00Z";
    assert_eq!(row(&app, "ansatzfarbe"), [first]);
    assert_eq!(
        segments(&app, "ansatzfarbe"),
        [
            "A Farbe auftragen 30+45 same staff",
            "B Waschen 15+0 same staff",
            "C Schneiden 30+0 same staff",
            "D Föhnen 30+0 same staff",
        ]
    );
    let who = [
        "A emma",
        "A juergen",
        "B emma",
        "B juergen",
        "C emma",
        "C juergen",
        "D emma",
        "D juergen",
    ];
    assert_eq!(staff(&app, "ansatzfarbe"), who);
    assert_eq!(
        (segments(&app, "schnitt"), staff(&app, "schnitt")),
        (
            vec!["A Haarschnitt 45+0 same staff".to_owned()],
            vec!["A emma".into(), "A juergen".into()]
        )
    );
    let map =
        "SELECT id || ' ' || event_type_id || ' ' || created_at FROM calcom_event_map ORDER BY id";
    let before = app.rows(map);
    app.clock.forward(Duration::hours(1));
    restart(&app, |_| {});
    assert_eq!((row(&app, "ansatzfarbe"), app.rows(map)), (vec![first.to_owned()], before.clone()));
    restart(&app, |config| {
        let colour = colour(config);
        colour.segments[0].pause_after = 30;
        colour.segments[1].staff_minutes.insert("emma".into(), 20);
        colour.buffer_minutes = 10;
    });
    let second = "Ansatzfärbung 135 1 free 10 last_first file r2 2026-11-23T09:00:00Z";
    assert_eq!(row(&app, "ansatzfarbe"), [second]);
    assert_eq!(segments(&app, "ansatzfarbe")[0], "A Farbe auftragen 30+30 same staff");
    assert!(staff(&app, "ansatzfarbe").contains(&"B emma=20".to_owned()));
    assert_eq!(app.rows(map), before, "its event types are the same");
    // What the file names no longer stays as it is.
    restart(&app, |config| config.services.clear());
    assert_eq!(row(&app, "ansatzfarbe"), [second]);
    let read = |id| {
        let desk = &app.appliance.desk;
        desk.store.read(|connection| segments::composition(connection, id)).unwrap()
    };
    let service = admin::service(&app.appliance.desk, "ansatzfarbe").unwrap();
    assert_eq!(read(service.row.id), service.described.composition);
    assert_eq!(service.described.composition.policy, PausePolicy::Free);
}

#[test]
fn event_types_of_the_file_follow_the_file_and_ours_follow_their_segments() {
    let app = TestApp::start();
    // What the sync has made for a pause of Emma's and for Jürgen, who is to get an event type of the salon's own.
    let sql = "INSERT INTO calcom_event_map (company_id, service_id, segment_key, staff_id, event_type_id, sync_status,
            made_by, created_at, updated_at)
        SELECT 1, s.id, 'A', p.id, 900, 'synced', 'chairside', '2026-11-23T08:00:00Z', '2026-11-23T08:00:00Z'
        FROM services s, staff p WHERE s.key = 'bart' AND p.key = 'emma'";
    write(&app, sql);
    restart(&app, |config| {
        let beard = config.services.iter_mut().find(|service| service.key == "bart").unwrap();
        beard.staff = vec!["emma".into(), "juergen".into()];
        beard.duration_minutes = Some(20);
    });
    assert_eq!(event_types(&app, "bart"), ["+A emma 900 pending", "A juergen 504 synced"]);
    restart(&app, |config| {
        let beard = config.services.iter_mut().find(|service| service.key == "bart").unwrap();
        let mut own = beard.event_types[0].clone();
        own.staff = Some("emma".into());
        own.id = 905;
        beard.event_types.push(own);
        beard.duration_minutes = Some(20);
    });
    let told = ["A emma 905 synced", "A juergen 504 synced", "-A emma 900 pending"];
    assert_eq!(event_types(&app, "bart"), told, "the salon's own is booked, ours is given back");
    // An event type that changes hands within the file, in whichever order the services stand.
    restart(&app, |config| {
        let id = config.services.iter().position(|service| service.key == "bart").unwrap();
        config.services[id].event_types.clear();
        let cut = config.services.iter_mut().find(|service| service.key == "schnitt").unwrap();
        cut.event_types[1].id = 504;
    });
    assert_eq!(event_types(&app, "bart"), ["-A emma 900 pending"]);
    assert_eq!(
        event_types(&app, "schnitt"),
        ["A pool 503 synced", "A emma 501 synced", "A juergen 504 synced"]
    );
}

fn write(app: &TestApp, sql: &str) {
    let connection = rusqlite::Connection::open(app.database()).unwrap();
    assert_eq!(connection.execute(sql, []).unwrap(), 1, "{sql}");
}

#[test]
fn hours_closures_and_wishes_of_the_staff_are_the_files() {
    let app = TestApp::start();
    let hours =
        "SELECT weekday || ' ' || opens || '-' || closes FROM branch_hours ORDER BY weekday, opens";
    let closed = "SELECT day || ' ' || name FROM branch_closures ORDER BY day";
    let wishes = "SELECT key || ' ' || pause_bookable_policy FROM staff WHERE pause_bookable_policy IS NOT NULL";
    assert_eq!((app.rows(hours), app.rows(closed)), (vec![], vec![]));
    let text = r#"
        key = "mitte"
        name = "Probe Mitte"
        hours = { tuesday = ["13:00-18:30", "09:00-12:00"], sunday = [] }
        closed = [{ day = "2026-12-25", name = "1. Weihnachtstag" }, { day = "2026-12-24" }]
    "#;
    restart(&app, |config| {
        config.branches = vec![toml::from_str(text).unwrap()];
        config.staff[1].pause_policy = Some("blocked".into());
    });
    assert_eq!(app.rows(hours), ["2 09:00-12:00", "2 13:00-18:30"]);
    assert_eq!(app.rows(closed), ["2026-12-24 ", "2026-12-25 1. Weihnachtstag"]);
    assert_eq!(app.rows(wishes), ["juergen blocked"]);
    restart(&app, |_| {});
    assert_eq!(
        (app.rows(hours), app.rows(closed), app.rows(wishes)),
        (vec![], vec![], vec![]),
        "what the file takes back is taken back"
    );
}

/// The composite service of the test salon, described by a person instead of the file.
fn described_by_the_desk() -> TestApp {
    let app = TestApp::start_with(&Setup {
        change: |config| config.services.retain(|service| service.key != "ansatzfarbe"),
        ..Setup::default()
    });
    let config = crate::support::harness::config_text("http://127.0.0.1:9", Path::new("none"), "");
    let mut config = Config::parse(&config).unwrap();
    let added = admin::add(&app.appliance.desk, colour(&mut config), "Nadine").unwrap();
    assert!(added.changed);
    app
}

#[test]
fn what_is_booked_stays_as_it_is_booked_whatever_becomes_of_the_service() {
    let app = described_by_the_desk();
    let booked = app.ask(
        "call-1",
        "book_appointment",
        json!({ "service": "Ansatzfärbung", "start": "2026-11-24T10:00", "staff": "Emma", "customer_name": "Zoë Beispiel" }),
    );
    assert_eq!(booked["status"], "booked", "{booked}");
    let visits = |app: &TestApp| {
        let mut rows = app.rows(
            "SELECT starts_at || ends_at || segments_planned || pause_bookable_policy || updated_at FROM appointments",
        );
        rows.extend(app.rows(
            "SELECT segment_key || position || event_type_id || starts_at || ends_at || settle_minutes
                 || return_minutes || booking_uid FROM appointment_segments ORDER BY position",
        ));
        rows
    };
    let before = visits(&app);
    assert_eq!(before.len(), 5, "{before:?}");
    let desk = &app.appliance.desk;
    app.clock.forward(Duration::minutes(5));
    let edits = vec![
        Edit::Remove(key("C")),
        Edit::Policy(PausePolicy::Blocked),
        Edit::Segment(
            key("A"),
            SegmentEdit {
                minutes: Some(40),
                staff: Some(vec!["emma".into()]),
                ..SegmentEdit::default()
            },
        ),
    ];
    let changed =
        admin::edit(desk, "ansatzfarbe", Expected::This(Some(1)), edits, "Nadine").unwrap();
    assert!(changed.changed);
    let second = "Ansatzfärbung 130 1 blocked 0 last_first desk r2 2026-11-23T08:05:00Z";
    assert_eq!(row(&app, "ansatzfarbe"), [second]);
    assert_eq!(
        event_types(&app, "ansatzfarbe"),
        [
            "A emma 511 synced",
            "A+ emma 515 synced",
            "B emma 512 synced",
            "B juergen 522 synced",
            "C emma 514 synced",
            "C juergen 524 synced",
        ],
        "they went with their segments, and Jürgen is not booked for what he does not do"
    );
    assert_eq!(visits(&app), before);
    // Cal.com tells of the visit again, and it is still the visit it was.
    app.deliver_webhooks();
    app.settle();
    assert_eq!(visits(&app), before);
    // A restart leaves the desk's service alone.
    restart(&app, |_| {});
    assert_eq!(row(&app, "ansatzfarbe"), [second]);
    let simple = vec![Edit::Simple(120)];
    admin::edit(desk, "ansatzfarbe", Expected::Any, simple, "Nadine").unwrap();
    assert_eq!(segments(&app, "ansatzfarbe"), ["A Ansatzfärbung 120+0 same staff"]);
    assert_eq!(staff(&app, "ansatzfarbe"), ["A emma"]);
    assert_eq!(event_types(&app, "ansatzfarbe"), [""; 0], "the parts are not booked any more");
    assert_eq!(visits(&app), before);
    let cancelled = app.ask("call-2", "cancel_appointment", json!({}));
    assert_eq!(cancelled["status"], "cancelled", "{cancelled}");
    assert_eq!(app.sandbox.counts().standing, 0, "all of it, though the service has one part now");
}

#[test]
fn what_we_made_for_a_segment_goes_with_it_or_is_given_back() {
    let app = described_by_the_desk();
    write_all(
        &app,
        "UPDATE calcom_event_map SET made_by = 'chairside'
         WHERE service_id = (SELECT id FROM services WHERE key = 'ansatzfarbe')",
    );
    let desk = &app.appliance.desk;
    let edits = vec![
        Edit::Reorder(vec![key("B"), key("A"), key("C"), key("D")]),
        Edit::Remove(key("C")),
        Edit::Staff(vec!["emma".into()]),
    ];
    admin::edit(desk, "ansatzfarbe", Expected::Any, edits, "Nadine").unwrap();
    assert_eq!(
        segments(&app, "ansatzfarbe"),
        [
            "A Waschen 15+0 same staff",
            "B Farbe auftragen 30+45 same staff",
            "C Föhnen 30+0 same staff"
        ]
    );
    assert_eq!(
        event_types(&app, "ansatzfarbe"),
        [
            "+A emma 512 pending",
            "+B emma 511 pending",
            "+B+ emma 515 pending",
            "+C emma 514 pending",
            "-A juergen 522 pending",
            "-B juergen 521 pending",
            "-B+ juergen 525 pending",
            "-C emma 513 pending",
            "-C juergen 523 pending",
            "-C juergen 524 pending",
        ]
    );
}

fn write_all(app: &TestApp, sql: &str) {
    rusqlite::Connection::open(app.database()).unwrap().execute(sql, []).unwrap();
}

#[test]
fn of_two_people_at_once_one_is_told_to_look_again() {
    let app = described_by_the_desk();
    let desk = &app.appliance.desk;
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let edit = |by: &'static str, minutes| {
            scope.spawn(move || {
                let edits = vec![Edit::Buffer(minutes)];
                admin::edit(desk, "ansatzfarbe", Expected::This(Some(1)), edits, by)
            })
        };
        [edit("Nadine", 10), edit("Jürgen", 20)].map(|thread| thread.join().unwrap()).into()
    });
    let refused: Vec<String> = outcomes
        .iter()
        .filter_map(|outcome| match outcome {
            Err(Error::Conflict(why)) => Some(why.clone()),
            Err(other) => panic!("{other:?}"),
            Ok(_) => None,
        })
        .collect();
    assert_eq!(
        refused,
        ["changed meanwhile: service ansatzfarbe is at revision 2 now; look again"]
    );
    assert_eq!(admin::service(desk, "ansatzfarbe").unwrap().row.revision, 2);
    // What is so already is no change.
    let buffer = admin::service(desk, "ansatzfarbe").unwrap().row.buffer_minutes;
    let same = admin::edit(
        desk,
        "ansatzfarbe",
        Expected::This(Some(2)),
        vec![Edit::Buffer(buffer)],
        "Kim",
    );
    assert!(!same.unwrap().changed);
    assert_eq!(admin::service(desk, "ansatzfarbe").unwrap().row.revision, 2);
}

#[test]
fn who_fell_ill_keeps_nobody_from_mending_a_name() {
    let app = described_by_the_desk();
    let desk = &app.appliance.desk;
    write_all(&app, "UPDATE staff SET is_active = 0 WHERE key IN ('emma', 'juergen')");
    let unable = admin::service(desk, "ansatzfarbe").unwrap().unable;
    assert_eq!(unable.len(), 4, "{unable:?}");
    let renamed = vec![Edit::Name("Ansatz".into())];
    assert!(admin::edit(desk, "ansatzfarbe", Expected::Any, renamed, "Nadine").unwrap().changed);
    let inactive = vec![Edit::Staff(vec!["paula".into()])];
    let refused = admin::edit(desk, "ansatzfarbe", Expected::Any, inactive, "Nadine").unwrap_err();
    assert_eq!(refused.to_string(), "Paula Ehemals is not active");
}
