//! The tables as people read them: with the `sqlite3` program, which knows nothing of us and sets none of our pragmas.

use crate::support::harness::TestApp;
use serde_json::json;
use std::path::Path;
use std::process::Command;

/// A whole number of seconds or milliseconds, in UTC.
const RFC3339_Z: [&str; 2] = [
    "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z",
    "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z",
];

/// Runs SQL in the foreign program: its lines, or what it complains about.
fn sqlite3(database: &Path, sql: &str) -> Result<Vec<String>, String> {
    let output = Command::new("sqlite3")
        .args(["-batch", "-bail", "-init", "/dev/null", "-cmd", ".timeout 5000"])
        .arg(database)
        .arg(sql)
        .output()
        .unwrap_or_else(|error| {
            panic!(
                "the program sqlite3 cannot be run ({error}); install it: apt-get install sqlite3"
            )
        });
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() && output.stderr.is_empty() {
        Ok(text(&output.stdout).lines().map(str::to_owned).collect())
    } else {
        Err(text(&output.stderr))
    }
}

/// A salon with two bookings of two people and one that is off, all of today.
fn salon() -> TestApp {
    let app = TestApp::start();
    for (call, service, start, name) in [
        ("call_1", "schnitt", "2026-11-24T10:00", "Kim Muster"),
        ("call_2", "bart", "2026-11-24T12:00", "Zoë Beispiel"),
        ("call_3", "bart", "2026-11-24T15:00", "Zoë Beispiel"),
    ] {
        let args = json!({ "service": service, "start": start, "customer_name": name });
        assert_eq!(app.ask(call, "book_appointment", args)["status"], "booked");
    }
    assert_eq!(
        app.ask("call_3", "cancel_appointment", json!({ "appointment_id": 3 }))["status"],
        "cancelled"
    );
    app.deliver_webhooks();
    app.settle();
    app
}

/// The program reads, and what it reads is this.
#[track_caller]
fn reads(app: &TestApp, sql: &str, expected: &[&str]) {
    let rows = sqlite3(&app.database(), sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    assert_eq!(rows, expected, "{sql}");
}

/// The program may not do this, and the complaint names the reason.
#[track_caller]
fn refused(app: &TestApp, sql: &str, reason: &str) {
    let complaint = sqlite3(&app.database(), sql).expect_err(sql);
    assert!(complaint.contains(reason), "{sql}: {complaint}");
}

#[test]
fn the_tables_have_the_columns_that_are_promised() {
    let app = TestApp::start();
    for (table, columns) in [
        (
            "calcom_host_mappings",
            "id company_id staff_id calcom_host_id calcom_name calcom_email calcom_username calcom_timezone \
             mapping_source confidence_score last_synced_at is_active metadata created_at updated_at",
        ),
        (
            "calcom_host_mapping_audits",
            "id mapping_id action old_values new_values changed_by changed_at reason",
        ),
        (
            "appointments",
            "id company_id branch_id customer_id service_id staff_id preferred_staff_id calcom_v2_booking_uid \
             calcom_host_id status source starts_at ends_at is_composite composite_group_uid assignment_state \
             metadata created_at updated_at",
        ),
        ("services", "id company_id name composite pause_bookable_policy"),
        ("calcom_event_map", "service_id segment_key staff_id event_type_id sync_status"),
        ("staff_assignment_quality", "date total success_rate"),
    ] {
        let there =
            sqlite3(&app.database(), &format!("SELECT name FROM pragma_table_info('{table}')"))
                .unwrap();
        for column in columns.split_whitespace() {
            assert!(there.iter().any(|own| own == column), "{table} has no {column}: {there:?}");
        }
    }
    reads(
        &app,
        "SELECT name FROM pragma_table_info('staff_assignment_quality')",
        &["date", "total", "with_staff", "with_host", "success_rate"],
    );
    reads(
        &app,
        "SELECT type FROM sqlite_schema WHERE name = 'staff_assignment_quality'",
        &["view"],
    );
    // Refinery keeps its own table; every one of ours is strict.
    reads(
        &app,
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict
         AND name NOT LIKE 'sqlite_%'",
        &["refinery_schema_history"],
    );
    reads(&app, "PRAGMA integrity_check", &["ok"]);
    reads(&app, "PRAGMA foreign_key_check", &[]);
}

#[test]
fn the_indexes_that_are_promised_are_there() {
    let app = TestApp::start();
    let index = |table: &str, columns: &str| {
        let sql = format!(
            "SELECT count(*) > 0 FROM (SELECT group_concat(i.name, ',') AS columns
             FROM pragma_index_list('{table}') l, pragma_index_info(l.name) i GROUP BY l.name)
             WHERE columns = '{columns}' OR columns LIKE '{columns},%'"
        );
        reads(&app, &sql, &["1"]);
    };
    index("calcom_host_mappings", "staff_id");
    index("calcom_host_mappings", "calcom_email");
    index("calcom_host_mappings", "is_active,calcom_host_id");
    index("calcom_host_mapping_audits", "mapping_id");
    index("appointments", "calcom_host_id");
}

#[test]
fn rows_read_as_described() {
    let app = salon();
    reads(
        &app,
        "SELECT a.status, s.name, a.source, a.is_composite, a.assignment_state, a.starts_at, a.ends_at
         FROM appointments a JOIN staff s ON s.id = a.staff_id ORDER BY a.id",
        &[
            "confirmed|Emma Vogel|retell_phone|0|matched|2026-11-24T09:00:00Z|2026-11-24T09:45:00Z",
            "confirmed|Jürgen Weiß|retell_phone|0|matched|2026-11-24T11:00:00Z|2026-11-24T11:15:00Z",
            "cancelled|Jürgen Weiß|retell_phone|0|matched|2026-11-24T14:00:00Z|2026-11-24T14:15:00Z",
        ],
    );
    reads(
        &app,
        "SELECT calcom_host_id, calcom_name, calcom_email, calcom_username, calcom_timezone, mapping_source,
         confidence_score, is_active FROM calcom_host_mappings ORDER BY calcom_host_id",
        &[
            "7001|Emma Vogel|emma@salon.example|emma|Europe/Berlin|auto_email|95|1",
            "7002|Juergen Weiss|jw@privat.example|jw|Europe/Berlin|auto_name|75|1",
        ],
    );
    reads(
        &app,
        "SELECT m.calcom_host_id, a.action, a.changed_by, a.old_values IS NULL, json_valid(a.new_values)
         FROM calcom_host_mapping_audits a JOIN calcom_host_mappings m ON m.id = a.mapping_id ORDER BY a.seq",
        &["7001|auto_matched|system|1|1", "7002|auto_matched|system|1|1"],
    );
    reads(&app, "SELECT * FROM staff_assignment_quality", &["2026-11-23|3|3|3|100.0"]);
    reads(
        &app,
        "SELECT key, composite, pause_bookable_policy FROM services ORDER BY key",
        &["ansatzfarbe|1|free", "bart|0|never", "schnitt|0|never"],
    );
    reads(
        &app,
        "SELECT event_type_id, segment_key, staff_id IS NULL, sync_status FROM calcom_event_map
         WHERE event_type_id < 511 OR segment_key = 'A+' ORDER BY 1",
        &[
            "501|A|0|synced",
            "502|A|0|synced",
            "503|A|1|synced",
            "504|A|0|synced",
            "515|A+|0|synced",
            "525|A+|0|synced",
        ],
    );
    reads(
        &app,
        "SELECT DISTINCT length(staff_id), lower(staff_id) = staff_id FROM appointments",
        &["36|1"],
    );
}

#[test]
fn the_quality_view_counts_what_is_missing() {
    let app = salon();
    // A day of the past as the predecessor left it: somebody walked in, and one booking nobody was found for.
    let insert = "INSERT INTO appointments (company_id, staff_id, calcom_host_id, status, source, starts_at, ends_at,
        assignment_state, created_at, updated_at) VALUES ";
    let row = |staff: &str, host: &str| {
        format!(
            "(1, {staff}, {host}, 'confirmed', 'walk_in', '2026-10-01T08:00:00Z', '2026-10-01T08:30:00Z',
             'not_evaluated', '2026-10-01T07:00:00Z', '2026-10-01T07:00:00Z')"
        )
    };
    let rows =
        [row("(SELECT min(id) FROM staff)", "NULL"), row("NULL", "7009"), row("NULL", "NULL")];
    sqlite3(&app.database(), &format!("{insert}{}", rows.join(","))).unwrap();
    reads(
        &app,
        "SELECT * FROM staff_assignment_quality",
        &["2026-10-01|3|1|1|33.3", "2026-11-23|3|3|3|100.0"],
    );
}

#[test]
fn every_time_is_utc_in_rfc_3339() {
    let app = salon();
    let columns = sqlite3(
        &app.database(),
        "SELECT t.name || '.' || c.name FROM pragma_table_list t, pragma_table_info(t.name) c
         WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'refinery%'
         AND (c.name LIKE '%\\_at' ESCAPE '\\' OR c.name IN ('at', 'read_until'))",
    )
    .unwrap();
    assert!(columns.len() > 25, "{columns:?}");
    for column in columns {
        let (table, name) = column.split_once('.').unwrap();
        let [seconds, millis] = RFC3339_Z;
        let sql = format!(
            "SELECT {name} FROM {table} WHERE {name} <> '' AND NOT ({name} GLOB '{seconds}' OR {name} GLOB '{millis}')"
        );
        reads(&app, &sql, &[]);
        // SQLite itself can read them.
        reads(
            &app,
            &format!(
                "SELECT count(*) FROM {table} WHERE {name} <> '' AND julianday({name}) IS NULL"
            ),
            &["0"],
        );
    }
}

#[test]
fn the_audit_trail_is_append_only_for_everybody() {
    let app = salon();
    reads(&app, "PRAGMA recursive_triggers", &["0"]);
    let before = sqlite3(&app.database(), "SELECT * FROM calcom_host_mapping_audits").unwrap();
    let copy = "seq, mapping_id, action, new_values, changed_by, changed_at, reason, prev_hash";
    for sql in [
        "UPDATE calcom_host_mapping_audits SET changed_by = 'nobody' WHERE seq = 1".to_owned(),
        "UPDATE OR REPLACE calcom_host_mapping_audits SET seq = 2 WHERE seq = 1".to_owned(),
        "DELETE FROM calcom_host_mapping_audits".to_owned(),
        "DELETE FROM calcom_host_mapping_audits WHERE seq = 2".to_owned(),
        // Without recursive_triggers REPLACE deletes silently: by id, by seq, by hash, and in the upsert's way.
        "REPLACE INTO calcom_host_mapping_audits SELECT * FROM calcom_host_mapping_audits WHERE seq = 1".to_owned(),
        "REPLACE INTO calcom_host_mapping_audits SELECT * FROM calcom_host_mapping_audits WHERE seq = 2".to_owned(),
        format!(
            "INSERT OR REPLACE INTO calcom_host_mapping_audits (id, {copy}, hash)
             SELECT 99, {copy}, 'forged' FROM calcom_host_mapping_audits WHERE seq = 1"
        ),
        format!(
            "INSERT OR REPLACE INTO calcom_host_mapping_audits (id, {copy}, hash)
             SELECT 1, 3, mapping_id, action, new_values, changed_by, changed_at, reason, prev_hash, 'forged'
             FROM calcom_host_mapping_audits WHERE seq = 1"
        ),
        format!(
            "INSERT OR REPLACE INTO calcom_host_mapping_audits (id, {copy}, hash)
             SELECT 99, 3, mapping_id, action, new_values, changed_by, changed_at, reason, prev_hash, hash
             FROM calcom_host_mapping_audits WHERE seq = 1"
        ),
        format!(
            "INSERT INTO calcom_host_mapping_audits (id, {copy}, hash)
             SELECT id, {copy}, hash FROM calcom_host_mapping_audits WHERE seq = 1
             ON CONFLICT DO UPDATE SET reason = 'forged'"
        ),
        format!(
            "INSERT INTO calcom_host_mapping_audits ({copy}, hash)
             SELECT 9, mapping_id, action, new_values, changed_by, changed_at, reason, prev_hash, 'gap'
             FROM calcom_host_mapping_audits WHERE seq = 1"
        ),
    ] {
        refused(&app, &sql, "append-only");
        let now = sqlite3(&app.database(), "SELECT * FROM calcom_host_mapping_audits").unwrap();
        assert_eq!(now, before, "{sql}");
    }
}

#[test]
fn a_mapping_is_switched_off_and_never_deleted() {
    let app = salon();
    let mappings =
        "SELECT id, staff_id, calcom_host_id, is_active FROM calcom_host_mappings ORDER BY id";
    let before = sqlite3(&app.database(), mappings).unwrap();
    let columns = "company_id, staff_id, calcom_host_id, mapping_source, confidence_score, created_at, updated_at";
    let times = "'2026-11-23T08:00:00Z', '2026-11-23T08:00:00Z'";
    let other = "(SELECT id FROM staff WHERE key = 'juergen')";
    for (sql, reason) in [
        ("DELETE FROM calcom_host_mappings".to_owned(), "never deleted"),
        ("DELETE FROM calcom_host_mappings WHERE calcom_host_id = 7001".to_owned(), "never deleted"),
        (
            format!("INSERT INTO calcom_host_mappings ({columns}) VALUES (1, {other}, 7001, 'manual', 100, {times})"),
            "there already",
        ),
        // Whoever replaces by the unique key of the active one, or by the row's own id, deletes it.
        (
            format!("REPLACE INTO calcom_host_mappings ({columns}) VALUES (1, {other}, 7001, 'manual', 100, {times})"),
            "never deleted",
        ),
        (
            format!("REPLACE INTO calcom_host_mappings (id, {columns}) VALUES (1, 1, {other}, 7003, 'manual', 100, {times})"),
            "never deleted",
        ),
        (
            "UPDATE OR REPLACE calcom_host_mappings SET calcom_host_id = 7001 WHERE calcom_host_id = 7002".to_owned(),
            "never deleted",
        ),
        ("UPDATE OR REPLACE calcom_host_mappings SET id = 1 WHERE id = 2".to_owned(), "never deleted"),
    ] {
        refused(&app, &sql, reason);
        assert_eq!(sqlite3(&app.database(), mappings).unwrap(), before, "{sql}");
    }
    // Switched off it makes room for another, and both are kept.
    sqlite3(
        &app.database(),
        "UPDATE calcom_host_mappings SET is_active = 0 WHERE calcom_host_id = 7001",
    )
    .unwrap();
    let sql = format!(
        "INSERT INTO calcom_host_mappings ({columns}) VALUES (1, {other}, 7001, 'manual', 100, {times})"
    );
    sqlite3(&app.database(), &sql).unwrap();
    reads(
        &app,
        "SELECT calcom_host_id, is_active, mapping_source FROM calcom_host_mappings ORDER BY id",
        &["7001|0|auto_email", "7002|1|auto_name", "7001|1|manual"],
    );
    refused(
        &app,
        "UPDATE calcom_host_mappings SET is_active = 1 WHERE id = 1",
        "another one is there",
    );
}

#[test]
fn wrong_words_and_numbers_are_refused() {
    let app = salon();
    for (table, assignments) in [
        (
            "appointments",
            &[
                "status = 'booked'",
                "status = 'Confirmed'",
                "source = 'phone'",
                "source = ''",
                "assignment_state = 'unknown'",
                "starts_at = '2026-11-24 09:00:00'",
                "starts_at = '2026-11-24T09:00:00+01:00'",
                "ends_at = starts_at",
                "ends_at = '2020-01-01T00:00:00Z'",
                "is_composite = 2",
                "metadata = '{'",
                "calcom_host_id = 'unknown'",
            ][..],
        ),
        (
            "calcom_host_mappings",
            &[
                "mapping_source = 'auto'",
                "confidence_score = 101",
                "confidence_score = -1",
                "is_active = 'yes'",
                "calcom_host_id = 0",
                "metadata = 'x'",
                "last_synced_at = 'yesterday'",
            ],
        ),
        (
            "services",
            &["pause_bookable_policy = 'sometimes'", "composite = 7", "duration_minutes = 0"],
        ),
        ("calcom_event_map", &["sync_status = 'ok'", "event_type_id = -1"]),
        ("inbox", &["state = 'lost'", "channel = 'mail'"]),
        ("staff", &["id = '7'", "is_active = 3"]),
        ("sagas", &["state = 'paused'", "kind = 'dance'", "params = '['"]),
    ] {
        for assignment in assignments {
            let complaint = sqlite3(&app.database(), &format!("UPDATE {table} SET {assignment}"))
                .expect_err(assignment);
            let reason =
                ["CHECK", "cannot store", "UNIQUE"].iter().any(|word| complaint.contains(word));
            assert!(reason, "{table}: {assignment}: {complaint}");
        }
    }
    reads(
        &app,
        "SELECT count(*) FROM appointments WHERE status IN ('confirmed', 'cancelled')",
        &["3"],
    );
}
