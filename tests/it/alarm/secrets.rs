//! Whatever is wrong: in what is told of it stands no customer's name, no number, no secret and no address.

use crate::alarm::life::minutes;
use crate::alarm::listener::{Listener, Mood};
use crate::support::bare::Bare;
use rusqlite::Connection;

/// Each stands in the rows or in the configuration, and nowhere else.
const MARKS: [&str; 6] =
    ["Marlene", "Geheimrat", "4930231254711", "tk_GEHEIM", "topic-GEHEIM", "ping-GEHEIM"];

/// Everything that can be wrong in a database, with the customer in every text that has room for one.
const WRONG: &str = "
INSERT INTO customers (id, company_id, phone, name, created_at, updated_at)
VALUES (1, 1, '+4930231254711', 'Marlene Geheimrat', '2026-11-23T07:00:00Z', '2026-11-23T07:00:00Z');
INSERT INTO inbox (channel, event, subject, body, state, reason, received_at, finished_at)
VALUES ('retell_webhook', 'Marlene', 'Geheimrat', CAST('Marlene' AS BLOB), 'dead', 'Marlene Geheimrat', '2026-11-23T08:00:00.000Z',
    '2026-11-23T08:00:00.000Z');
INSERT INTO inbox (channel, event, subject, body, state, reason, next_try_at, received_at)
VALUES ('retell_webhook', 'Marlene', 'Geheimrat', CAST('Marlene' AS BLOB), 'open', 'Marlene', '2027-01-01T00:00:00.000Z',
    '2026-11-23T07:00:00.000Z');
INSERT INTO sagas (id, kind, params, state, last_error, created_at, updated_at)
VALUES ('Marlene', 'book', '{\"name\":\"Marlene Geheimrat\"}', 'stuck', 'Marlene', '2026-11-23T07:00:00.000Z',
    '2026-11-23T07:00:00.000Z');
INSERT INTO warnings (company_id, kind, subject, message, raised_at)
VALUES (1, 'key_refused', 'calcom', 'tk_GEHEIM wird nicht genommen', '2026-11-23T07:00:00Z'),
    (1, 'event_type_gone', '501', 'Marlene Geheimrat wollte einen Termin', '2026-11-23T07:00:00Z');
INSERT INTO poll_state (company_id, read_until, updated_at, untold, untold_polls, untold_since)
VALUES (1, '2026-11-23T07:00:00.000Z', '2026-11-23T07:00:00.000Z', 9, 9, '2026-11-23T06:00:00.000Z');
INSERT INTO chores (company_id, name, failing_since) VALUES (1, 'host_sync', '2026-11-20T07:00:00Z');
WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 30)
INSERT INTO appointments (company_id, customer_id, calcom_v2_booking_uid, status, source, starts_at, ends_at,
    assignment_state, metadata, created_at, updated_at)
SELECT 1, 1, 'Geheimrat' || x, 'confirmed', 'retell_phone', '2026-11-25T08:00:00Z', '2026-11-25T09:00:00Z', 'no_candidate',
    '{\"attendee_name\":\"Marlene Geheimrat\"}', '2026-11-23T07:30:00Z', '2026-11-23T07:30:00Z' FROM n;
";

#[test]
fn no_name_no_number_no_secret_is_told() {
    let listener = Listener::start();
    let (hook, ping) = (listener.url("/topic-GEHEIM"), listener.url("/ping-GEHEIM"));
    let dir = tempfile::tempdir().unwrap();
    let salon = Bare::open(&format!(
        "[alerts]\nhook_url = \"{hook}\"\nhook_token = \"tk_GEHEIM\"\nheartbeat_url = \"{ping}\"\nbackup_dir = {:?}\n",
        dir.path()
    ));
    Connection::open(salon.database()).unwrap().execute_batch(WRONG).unwrap();
    minutes(&salon, 7);
    let kinds = salon.rows("SELECT kind FROM alarms ORDER BY kind");
    let expected = [
        "backup_overdue",
        "calcom_data",
        "day_at_zero",
        "event_type_gone",
        "host_extraction",
        "inbox_dead",
        "inbox_late",
        "key_refused",
        "staff_assignment",
        "sync_overdue",
        "visit_stuck",
        "webhooks_silent",
        "without_host",
    ];
    assert_eq!(kinds, expected, "the test raises them");
    let mut told = salon.rows("SELECT message FROM alarms");
    let heard = listener.take();
    assert!(heard.len() > expected.len(), "each by the hook, and the heart");
    told.extend(heard.iter().map(|heard| {
        // The topic is where it goes to, and stands in its body because ntfy wants it there.
        let body = heard.body.replace("\"topic\":\"topic-GEHEIM\"", "");
        if heard.path.contains("ping") { body } else { format!("{}{body}", heard.path) }
    }));
    // And what does not arrive leaves no trace of where it should have gone.
    listener.mood(Mood::Close);
    salon.clock.forward(time::Duration::hours(25));
    minutes(&salon, 2);
    told.extend(salon.rows("SELECT title || body || coalesce(last_error, '') FROM alarm_notices"));
    let (_, out, err) = salon.run(&["alerts", "list", "--all"]);
    told.push(out + &err);
    let (_, out, err) = salon.run(&["alerts", "test"]);
    assert!(out.contains("NOT sent: http no connection"), "{out}");
    told.push(out + &err);
    for text in &told {
        for mark in MARKS {
            assert!(!text.contains(mark), "{mark} is told: {text}");
        }
    }
    let shown = format!("{:?}", salon.desk.salon.config.alerts);
    assert!(!shown.contains("GEHEIM"), "{shown}");
}

#[test]
fn a_host_that_is_not_there_is_told_without_its_name() {
    let salon =
        Bare::open("[alerts]\nhook_url = \"http://topic-GEHEIM.invalid/x\"\ntimeout_seconds = 2\n");
    let (code, out, err) = salon.run(&["alerts", "test"]);
    assert_eq!(code, 1);
    assert!(
        out.starts_with("hook: NOT sent: ") && !out.contains("GEHEIM") && !err.contains("GEHEIM"),
        "{out}{err}"
    );
}

#[test]
fn a_configuration_that_cannot_be_is_told_without_its_secrets() {
    for (section, word) in [
        ("hook_url = \"ftp://GEHEIM/x\"", "alerts.hook_url must be an address"),
        ("hook_url = \"https://\"", "alerts.hook_url must be an address"),
        ("heartbeat_url = \"https://GEHEIM x\"", "alerts.heartbeat_url must be an address"),
        ("hook_url = \"https://GEHEIM\"\nhook_shape = \"gotify\"", "alerts.hook_token is not set"),
        ("hook_url = \"https://GEHEIM\"", "alerts.hook_url must end with the topic"),
        ("hook_url = \"https://GEHEIM/\"", "alerts.hook_url must end with the topic"),
        ("hook_url = \"https://x.example/GEHEIM topic\"", "alerts.hook_url must"),
        ("hook_url = \"https://x.example/GEHEIM.ä\"", "alerts.hook_url must"),
        ("hook_shape = \"pigeon\"", "and is the text \"pigeon\""),
        ("least = \"loud\"", "alerts.least must be"),
        ("quiet_hours = \"22-7\"", "alerts.quiet_hours must be"),
        ("remind_hours = 0", "alerts.remind_hours must be 1 to 744"),
        ("mail = [\"nobody\"]", "alerts.mail"),
        ("color = 1", "alerts.color is not known"),
    ] {
        let text = crate::support::harness::config_text(
            "http://127.0.0.1:9",
            std::path::Path::new("x.db"),
            &format!("[alerts]\n{section}\n"),
        );
        let told = chairside::config::Config::parse(&text).unwrap_err();
        assert!(told.contains(word), "{section}: {told}");
        assert!(!told.contains("GEHEIM"), "{section}: {told}");
    }
}
