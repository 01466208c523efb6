//! What raises an alarm in the whole program, with Cal.com beside it.

use crate::support::harness::{CUT_EMMA, Setup, TestApp};
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, WebhookMode};
use serde_json::json;
use time::Duration;

/// The alarms that are on, and which level.
fn on(app: &TestApp) -> Vec<String> {
    app.rows("SELECT kind || ' ' || level FROM alarms WHERE cleared_at IS NULL ORDER BY kind")
}

fn minutes(app: &TestApp, count: u32) {
    for _ in 0..count {
        app.clock.forward(Duration::MINUTE);
        app.appliance.work.tick();
    }
}

fn polling() -> TestApp {
    TestApp::start_with(&Setup {
        change: |config| config.poll.every_seconds = 60,
        ..Setup::default()
    })
}

fn book(app: &TestApp, call: &str, start: &str) -> String {
    let args = json!({ "service": "schnitt", "start": start, "customer_name": "Kim Muster" });
    app.ask(call, "book_appointment", args)["status"].as_str().unwrap().to_owned()
}

#[test]
fn an_ordinary_day_raises_nothing() {
    let app = polling();
    for (call, start) in [
        ("call_1", "2026-11-24T10:00"),
        ("call_2", "2026-11-24T12:00"),
        ("call_3", "2026-11-24T14:00"),
    ] {
        assert_eq!(book(&app, call, start), "booked");
        app.deliver_webhooks();
        minutes(&app, 20);
    }
    app.settle();
    assert_eq!(on(&app), [""; 0]);
    assert_eq!(app.count("SELECT count(*) FROM alarms"), 0);
}

#[test]
fn a_refused_key_is_told_and_over_when_it_is_mended() {
    let app = polling();
    app.sandbox.revoke_key();
    minutes(&app, 3);
    assert_eq!(on(&app), ["key_refused alarm"]);
    let told = app.rows("SELECT message FROM alarms");
    assert_eq!(
        told,
        [
            "Cal.com lehnt alles ab (key_refused): es wird nichts gebucht; `chairside warnings list`."
        ]
    );
    app.sandbox.restore_key();
    minutes(&app, 15);
    assert_eq!(on(&app), [""; 0]);
    assert_eq!(app.count("SELECT count(*) FROM alarms"), 1);
}

#[test]
fn a_calcom_that_does_not_answer_is_told_after_a_while() {
    let app = polling();
    minutes(&app, 2);
    let sandbox = &app.sandbox;
    sandbox.fault(silence());
    minutes(&app, 2);
    assert_eq!(on(&app), [""; 0], "once is nothing");
    minutes(&app, 4);
    assert_eq!(on(&app), ["calcom_unreachable alarm"]);
    sandbox.clear_faults();
    minutes(&app, 15);
    assert_eq!(on(&app), [""; 0]);
}

/// Whatever is asked, a gateway answers.
fn silence() -> Fault {
    Fault::always(FaultOn::default(), FaultKind::Error503)
}

#[test]
fn an_event_type_that_is_gone_is_told() {
    let app = TestApp::start();
    app.sandbox.remove_event_type(CUT_EMMA);
    let args = json!({ "service": "schnitt", "date": "2026-11-24" });
    app.ask("call_1", "check_availability", args);
    minutes(&app, 1);
    assert_eq!(on(&app), ["event_type_gone alarm"]);
    let told = app.rows("SELECT message FROM alarms");
    assert_eq!(
        told,
        ["Ereignistypen, die es bei Cal.com nicht mehr gibt: 1; `chairside warnings list`."]
    );
    // A person takes it out of the list of what is wrong.
    let clear = "UPDATE warnings SET cleared_at = '2026-11-23T09:00:00Z'";
    rusqlite::Connection::open(app.database()).unwrap().execute(clear, []).unwrap();
    minutes(&app, 12);
    assert_eq!(on(&app), [""; 0]);
}

/// The key is taken, and may not book: nothing is wrong but that every booking fails.
#[test]
fn a_right_that_is_missing_is_told() {
    let app = polling();
    app.sandbox.forbid_booking();
    assert_eq!(book(&app, "call_1", "2026-11-24T10:00"), "handed_over");
    minutes(&app, 1);
    assert_eq!(on(&app), ["key_refused alarm"]);
    let told = app.rows("SELECT message FROM alarms");
    assert_eq!(
        told,
        [
            "Ereignistypen, die unser Schlüssel bei Cal.com nicht buchen darf: 1; `chairside warnings list`."
        ]
    );
}

/// The webhooks stay away, and only the poll finds what people do at Cal.com.
#[test]
fn silent_webhooks_are_told_while_bookings_change() {
    let app = polling();
    for (call, start) in [
        ("call_1", "2026-11-24T10:00"),
        ("call_2", "2026-11-24T12:00"),
        ("call_3", "2026-11-24T14:00"),
    ] {
        assert_eq!(book(&app, call, start), "booked");
    }
    app.deliver_webhooks();
    app.settle();
    minutes(&app, 2);
    let uids = app.rows("SELECT calcom_v2_booking_uid FROM appointments ORDER BY id");
    for uid in &uids {
        assert!(app.sandbox.desk_cancel(uid, WebhookMode::Drop));
        minutes(&app, 3);
    }
    assert_eq!(on(&app), [""; 0], "nine minutes are no silence");
    minutes(&app, 12);
    assert_eq!(on(&app), ["webhooks_silent alarm"]);
    // One that comes ends it.
    assert_eq!(book(&app, "call_4", "2026-11-25T10:00"), "booked");
    assert!(app.deliver_webhooks() > 0);
    app.settle();
    minutes(&app, 15);
    assert_eq!(on(&app), [""; 0]);
}

#[test]
fn a_clock_that_is_off_by_more_than_a_minute_is_told() {
    let app = polling();
    app.sandbox.put_clock_ahead(Duration::seconds(50));
    minutes(&app, 4);
    assert_eq!(on(&app), [""; 0]);
    app.sandbox.put_clock_ahead(Duration::seconds(-300));
    minutes(&app, 4);
    assert_eq!(on(&app), ["clock_off alarm"]);
    let told = app.rows("SELECT message FROM alarms");
    assert!(told[0].starts_with("Unsere Uhr geht gegenüber Cal.com 29"), "{told:?}");
    assert!(told[0].ends_with(" Sekunden vor."), "{told:?}");
    app.sandbox.put_clock_ahead(Duration::ZERO);
    minutes(&app, 15);
    assert_eq!(on(&app), [""; 0]);
}

#[test]
fn a_poll_that_fails_for_an_hour_is_told_and_so_is_a_missing_backup() {
    let dir = tempfile::tempdir().unwrap();
    let extra = format!("[alerts]\nbackup_dir = {:?}\n", dir.path());
    let app =
        TestApp::start_with(&Setup { extra, change: |config| config.poll.every_seconds = 60 });
    minutes(&app, 1);
    assert_eq!(on(&app), ["backup_overdue alarm"]);
    let file = dir.path().join("chairside-backup.db");
    std::fs::write(&file, "x").unwrap();
    // Tests live in a November of their own.
    let file = std::fs::File::options().write(true).open(&file).unwrap();
    file.set_modified((app.clock.now() - Duration::hours(25)).into()).unwrap();
    minutes(&app, 12);
    assert_eq!(on(&app), [""; 0]);
    app.sandbox.fault(silence());
    minutes(&app, 62);
    file.set_modified(app.clock.now().into()).unwrap();
    minutes(&app, 12);
    assert_eq!(on(&app), ["calcom_unreachable alarm", "sync_overdue alarm"]);
    let told = app.rows("SELECT message FROM alarms WHERE kind = 'sync_overdue'");
    assert!(
        told[0].starts_with("Überfällig, ohne Erfolg: Nachfragen bei Cal.com (seit 7"),
        "{told:?}"
    );
    app.sandbox.clear_faults();
    minutes(&app, 15);
    assert_eq!(on(&app), [""; 0]);
}
