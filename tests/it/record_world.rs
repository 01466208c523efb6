//! A program whose days are recorded, and the comparison of a day with its replay.

use crate::harness::Setup;
use crate::harness::TestApp;
use crate::replay::Replayed;
use crate::replay::replay;
use chairside::config::Config;
use std::fs;
use std::path::PathBuf;

/// Recordings lie in a folder of their own beside the database.
pub const FOLDER: &str = "recordings";

/// Switches recording on.
pub fn record(config: &mut Config) {
    let folder = config.database.path.parent().unwrap();
    config.record.dir = Some(folder.join(FOLDER));
}

/// With recording on, and further sections of the configuration.
pub fn recording(extra: &str) -> Setup {
    Setup { extra: extra.into(), change: record }
}

/// Where its recording is.
pub fn folder(app: &TestApp) -> PathBuf {
    app.dir.path().join(FOLDER)
}

/// Every file of the recording, in the order of their names.
pub fn files(app: &TestApp) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder(app)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The whole recording.
pub fn text(app: &TestApp) -> String {
    files(app).iter().map(|file| fs::read_to_string(file).unwrap()).collect()
}

/// Every appointment with a booking, as the day left it.
fn lived(app: &TestApp) -> Vec<String> {
    app.rows(
        "SELECT a.calcom_v2_booking_uid || ' ' || coalesce(s.name, '-') || ' ' || coalesce(a.calcom_host_id, '-')
             || ' ' || a.assignment_state || ' ' || coalesce(g.rule, '-') || ' ' || a.status || ' ' || a.starts_at
             || ' ' || a.source || ' ' || coalesce(p.name, '-')
         FROM appointments a JOIN appointment_segments g ON g.appointment_id = a.id AND g.position = 1
         LEFT JOIN staff s ON s.id = a.staff_id LEFT JOIN staff p ON p.id = a.preferred_staff_id
         WHERE a.calcom_v2_booking_uid IS NOT NULL ORDER BY 1",
    )
}

fn replayed(run: &Replayed) -> Vec<String> {
    let json = run.json();
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::Null => "-".to_owned(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let fields = [
        "booking_uid",
        "staff",
        "host_id",
        "assignment_state",
        "rule",
        "status",
        "starts_at",
        "source",
        "preferred_staff",
    ];
    let appointments = json["appointments"].as_array().unwrap().iter();
    let booked = appointments.filter(|one| !one["booking_uid"].is_null());
    let mut rows: Vec<String> =
        booked.map(|one| fields.map(|field| text(&one[field])).join(" ")).collect();
    rows.sort();
    rows
}

/// Ends the program and replays its recording, twice: it gives the same appointments, decisions and outcomes as the
/// day had, and the same bytes. Gives what the replay said.
pub fn assert_replays(app: &mut TestApp, what: &str) -> Replayed {
    app.appliance.stop();
    let run = replay(&folder(app), &["--json"]);
    assert_eq!(replayed(&run), lived(app), "{what}\n{}\n{}", run.stderr, text(app));
    let again = replay(&folder(app), &["--json"]);
    assert_eq!((&run.stdout, &run.stderr), (&again.stdout, &again.stderr), "{what}");
    run
}
