//! What people see and do: the list, a trial, sending again; and the visit's own link.

use crate::message::world;
use crate::message::world::{LANDLINE, Mail, book_by_mail, outbox};
use crate::support::harness::{TestApp, agent};
use crate::support::program;
use crate::support::smtp::SmtpFault;
use crate::visit::live::Live;
use serde_json::json;
use time::Duration;

fn deliver(app: &TestApp) -> usize {
    app.appliance.work.deliver()
}

/// A salon with links, and the secret in the text of its first message.
pub fn linked() -> (TestApp, String) {
    let setup = crate::support::harness::Setup {
        change: |config| config.server.public_url = "https://termine.salon.example".into(),
        ..Default::default()
    };
    let app = TestApp::start_with(&setup);
    world::book(&app, "call_1", Some(world::MOBILE), "10:00");
    assert_eq!(deliver(&app), 1);
    let text = world::folder(&app).remove(0).1;
    let (_, token) = text.trim().split_once("https://termine.salon.example/v/").unwrap();
    let token = token.to_owned();
    (app, token)
}

fn get(app: &TestApp, path: &str) -> (u16, String, String) {
    let mut answer = agent().get(format!("http://{}{path}", app.addr())).call().unwrap();
    let kind = answer.headers().get("content-type").map(|value| value.to_str().unwrap().to_owned());
    let body = answer.body_mut().read_to_string().unwrap();
    (answer.status().as_u16(), kind.unwrap_or_default(), body)
}

#[test]
fn the_link_opens_the_visit_until_it_is_over_and_nothing_else() {
    let (app, token) = linked();
    assert_eq!(token.len(), 22);
    let (status, kind, body) = get(&app, &format!("/v/{token}/calendar.ics"));
    assert_eq!((status, kind.as_str()), (200, "text/calendar; charset=utf-8"));
    assert!(
        body.contains("METHOD:PUBLISH")
            && body.contains("DTSTART;TZID=Europe/Berlin:20261201T100000")
    );
    let other = format!("{}{}", if token.starts_with('A') { 'B' } else { 'A' }, &token[1..]);
    for odd in ["", "x", other.as_str(), "../healthz", "%00", &"a".repeat(5_000), "' OR 1=1 --"] {
        let (status, _, body) = get(&app, &format!("/v/{}/calendar.ics", odd.replace(' ', "%20")));
        assert!(status == 404 || status == 414 || status == 431, "{odd}: {status} {body}");
        assert!(!body.contains("VCALENDAR"));
    }
    // Of the secret the database has the hash alone, once it is sent.
    assert_eq!(app.rows("SELECT coalesce(link_token, '-') FROM outbox"), ["-"]);
    let connection = rusqlite::Connection::open(app.database()).unwrap();
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let everything = std::fs::read(app.database()).unwrap();
    assert!(
        !everything.windows(22).any(|bytes| bytes == token.as_bytes()),
        "no byte of it is left"
    );
    // It follows the visit.
    world::move_to(&app, "call_2", world::MOBILE, "2026-12-02T11:00");
    assert!(get(&app, &format!("/v/{token}/calendar.ics")).2.contains("20261202T110000"));
    world::cancel(&app, "call_3", world::MOBILE);
    assert!(get(&app, &format!("/v/{token}/calendar.ics")).2.contains("STATUS:CANCELLED"));
    app.clock.forward(Duration::days(9) + Duration::hours(3));
    assert_eq!(get(&app, &format!("/v/{token}/calendar.ics")).0, 404);
}

#[test]
fn people_see_who_was_told_what_and_why_not() {
    let live = Live::start();
    let app = &live.app;
    live.book();
    assert_eq!(live.other("14:00"), "booked");
    deliver(app);
    let list = live.json(&["messages", "list"]);
    let rows = list.as_array().unwrap();
    assert_eq!(rows.len(), 2, "{list}");
    assert_eq!(rows[0]["reason"], "landline");
    assert_eq!(rows[0]["state"], "untold");
    assert_eq!(rows[0]["appointment_id"], 1);
    let said = live.cli(&["messages", "list"]);
    assert!(said.out.contains("Festnetz") && said.out.contains("nicht gesagt"), "{said:?}");
    assert_eq!(live.json(&["messages", "list", "--open"]), json!([]));
    live.refused(
        &["messages", "resend", "zzzz", "--by", "Nadine", "--reason", "x"],
        "message not found",
    );
    let id = rows[0]["message"].as_str().unwrap();
    live.refused(&["messages", "resend", id, "--by", "Nadine", "--reason", "x"], "--to");
    let landline = ["--to", LANDLINE, "--by", "Nadine", "--reason", "x"];
    live.refused(&[&["messages", "resend", id][..], &landline].concat(), "landline");
    let to = ["--to", "zoe@kundin.example", "--by", "Nadine", "--reason", "the customer said so"];
    let resent = live.json(&[&["messages", "resend", id][..], &to].concat());
    assert_eq!((&resent["state"], &resent["channel"]), (&json!("open"), &json!("mail")));
    // The command goes by a clock that has gone on.
    app.clock.forward(Duration::hours(1));
    assert_eq!(deliver(app), 1);
    let mail = std::fs::read_to_string(app.dir.path().join(format!("messages/{id}.eml"))).unwrap();
    assert!(mail.contains("zoe@kundin.example") && mail.contains(id));
    live.settle();
}

#[test]
fn a_message_that_was_given_up_is_sent_again_under_its_name() {
    let mail = Mail::tls();
    let section = mail.section("tls", "");
    let app = world::start_with(&section);
    mail.server.fault(SmtpFault::Rcpt550);
    book_by_mail(&app, "r1", "10:00");
    assert_eq!(deliver(&app), 1);
    let id = app.rows("SELECT id FROM outbox").remove(0);
    let config = app.dir.path().join("appliance.toml");
    let text =
        crate::support::harness::config_text(&app.sandbox.base_url(), &app.database(), &section);
    std::fs::write(&config, text).unwrap();
    // The command goes by the real clock, so the visit must be ahead of it.
    let connection = rusqlite::Connection::open(app.database()).unwrap();
    let later = "json_set(facts, '$.starts_at', '2099-12-01T09:00:00Z', '$.ends_at', '2099-12-01T10:00:00Z')";
    connection.execute(&format!("UPDATE outbox SET facts = {later}"), []).unwrap();
    drop(connection);
    let arguments = [
        "messages",
        "resend",
        &id,
        "--to",
        "neu@kundin.example",
        "--by",
        "Nadine",
        "--reason",
        "a slip",
    ];
    let said = program::run(&config, &arguments);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(app.count("SELECT count(*) FROM warnings WHERE cleared_at IS NULL"), 0);
    let connection = rusqlite::Connection::open(app.database()).unwrap();
    connection
        .execute("UPDATE outbox SET due_at = created_at, next_try_at = created_at", [])
        .unwrap();
    assert_eq!(deliver(&app), 1);
    let received = mail.server.received();
    assert_eq!(received[0].to, "neu@kundin.example");
    assert!(received[0].header("Message-ID").contains(&id));
    assert!(outbox(&app)[0].contains("sent"), "{:?}", outbox(&app));
}

#[test]
fn a_trial_says_where_it_went_or_what_was_wrong() {
    let mail = Mail::tls();
    let dir = tempfile::tempdir().unwrap();
    let clock = crate::support::harness::TestClock::at(time::OffsetDateTime::now_utc());
    let sandbox = crate::support::harness::sandbox(&clock);
    let database = dir.path().join("test.db");
    let text = |section: &str| {
        crate::support::harness::config_text(&sandbox.base_url(), &database, section)
    };
    let config = dir.path().join("appliance.toml");
    std::fs::write(&config, text(&mail.section("tls", ""))).unwrap();
    program::served(&config);
    let said = program::run(&config, &["messages", "test", "ich@salon.example"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("smtp localhost"), "{said:?}");
    assert_eq!(mail.server.received().len(), 1);
    mail.server.fault(SmtpFault::Auth535);
    let said = program::run(&config, &["messages", "test", "ich@salon.example"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains("535") && !said.err.contains("geheim"), "{said:?}");
    // Without a gateway text messages go into the folder.
    let said = program::run(&config, &["messages", "test", "0151 12345678", "--json"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(std::fs::read_dir(dir.path().join("messages")).unwrap().count(), 1);
    // Never to a landline: gateways charge for it.
    for nobody in ["nobody", "", LANDLINE, "a@b\r\nBcc: c@d.example"] {
        let said = program::run(&config, &["messages", "test", nobody]);
        assert_eq!(said.code, Some(1), "{said:?}");
    }
    assert_eq!(std::fs::read_dir(dir.path().join("messages")).unwrap().count(), 1);
}
