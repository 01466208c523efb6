//! The ways out: hook and heartbeat, and that one which hangs, refuses or sends elsewhere holds up nothing.

use crate::alarm::life::{dead_message, minutes, salon};
use crate::alarm::listener::{Listener, Mood};
use crate::support::bare::Bare;
use crate::support::harness::Setup;
use crate::support::harness::TestApp;
use serde_json::json;
use std::time::{Duration, Instant};

#[test]
fn ntfy_and_gotify_get_what_they_read() {
    let listener = Listener::start();
    let ntfy = salon(&listener, "hook_token = \"tk_geheim\"");
    dead_message(&ntfy);
    minutes(&ntfy, 1);
    let heard = listener.take();
    assert_eq!(heard.len(), 1);
    assert_eq!(
        (heard[0].path.as_str(), heard[0].header("authorization")),
        ("/", Some("Bearer tk_geheim"))
    );
    let message =
        "Empfangene Nachrichten, die sich in den letzten 24 Stunden nicht verarbeiten ließen: 1.";
    assert_eq!(
        heard[0].json(),
        json!({ "topic": "salon-a7", "title": "Salon Probe: Warnung (inbox_dead)", "message": message,
            "priority": 3, "tags": ["warning"] })
    );
    let url = listener.url("");
    let gotify = Bare::open(&format!(
        "[alerts]\nhook_url = \"{url}\"\nhook_shape = \"gotify\"\nhook_token = \"A.geheim\"\n"
    ));
    dead_message(&gotify);
    minutes(&gotify, 1);
    let heard = listener.take();
    assert_eq!(
        (heard[0].path.as_str(), heard[0].header("x-gotify-key")),
        ("/message", Some("A.geheim"))
    );
    assert_eq!(heard[0].json()["message"], message);
}

#[test]
fn a_hook_that_refuses_or_sends_elsewhere_is_tried_again_and_never_followed() {
    let listener = Listener::start();
    let salon = salon(&listener, "");
    dead_message(&salon);
    for (mood, why) in [
        (Mood::Status(500), "answered 500"),
        (Mood::Status(403), "answered 403"),
        (Mood::Elsewhere(301), "answered 301: a redirect is never followed; is the address right?"),
        (Mood::Elsewhere(302), "answered 302: a redirect is never followed; is the address right?"),
        (Mood::Elsewhere(307), "answered 307: a redirect is never followed; is the address right?"),
        (Mood::Elsewhere(308), "answered 308: a redirect is never followed; is the address right?"),
        (Mood::Nonsense, "http "),
        (Mood::Drip, "http time-out"),
        (Mood::Close, "http no connection"),
    ] {
        listener.mood(mood);
        // The pauses grow, but within an hour it is tried.
        minutes(&salon, 61);
        let error = salon.rows("SELECT last_error FROM alarm_notices").remove(0);
        assert!(error.starts_with(why), "{mood:?}: {error}");
        let paths = listener.paths();
        assert!(paths.iter().all(|path| path == "/"), "{mood:?}: {paths:?}");
    }
    let (_, out, _) = salon.run(&["alerts", "list"]);
    assert!(out.contains("Kanal hook: 1 warten, 0 aufgegeben (http no connection"), "{out}");
    listener.mood(Mood::Status(200));
    minutes(&salon, 61);
    assert_eq!(listener.take().len(), 1, "told at last, and once");
    assert_eq!(salon.rows("SELECT state FROM alarm_notices"), ["sent"]);
}

#[test]
fn what_cannot_be_said_for_a_day_is_given_up_and_said_anew() {
    let listener = Listener::start();
    let salon = salon(&listener, "remind_hours = 30");
    listener.mood(Mood::Status(500));
    dead_message(&salon);
    for _ in 0..26 {
        minutes(&salon, 1);
        salon.clock.forward(time::Duration::minutes(59));
        if salon.rows("SELECT tells FROM alarm_notices WHERE state = 'dead'").is_empty() {
            dead_message(&salon);
        }
    }
    assert_eq!(
        salon.rows("SELECT tells || ' ' || state FROM alarm_notices ORDER BY id")[0],
        "fired dead"
    );
    listener.mood(Mood::Status(200));
    listener.take();
    dead_message(&salon);
    for _ in 0..6 {
        salon.clock.forward(time::Duration::hours(1));
        minutes(&salon, 1);
    }
    assert_eq!(listener.take().len(), 1, "the reminder");
}

/// Taken is taken, however long its answer goes on.
#[test]
fn an_answer_without_an_end_is_an_answer() {
    let listener = Listener::start();
    listener.mood(Mood::Endless);
    let salon = salon(&listener, "");
    dead_message(&salon);
    let begun = Instant::now();
    minutes(&salon, 3);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert_eq!(salon.rows("SELECT tells || ' ' || state FROM alarm_notices"), ["fired sent"]);
    assert_eq!(listener.take().len(), 1);
}

/// The lane hangs, and a caller books all the same.
#[test]
fn a_hook_that_hangs_blocks_no_booking_and_no_work() {
    let listener = Listener::start();
    listener.mood(Mood::Hang);
    let hook = listener.url("/salon");
    let extra = format!(
        "[alerts]\nhook_url = \"{hook}\"\nheartbeat_url = \"{hook}\"\ntimeout_seconds = 5\n"
    );
    let app = TestApp::start_with(&Setup { extra, ..Setup::default() });
    let sql = "INSERT INTO inbox (channel, event, body, state, received_at, finished_at)
        VALUES ('calcom_webhook', 'x', x'00', 'dead', '2026-11-23T08:00:00.000Z', '2026-11-23T08:00:00.000Z')";
    rusqlite::Connection::open(app.database()).unwrap().execute(sql, []).unwrap();
    app.appliance.work.tick();
    assert_eq!(app.count("SELECT count(*) FROM alarm_notices WHERE state = 'open'"), 1);
    std::thread::scope(|scope| {
        let begun = Instant::now();
        let lane = scope.spawn(|| app.appliance.work.tell_alarms());
        let mut heard = Vec::new();
        while heard.is_empty() {
            assert!(!lane.is_finished(), "it is being told");
            heard = listener.take();
            std::thread::yield_now();
        }
        let args = json!({ "service": "schnitt", "start": "2026-11-24T10:00", "customer_name": "Kim Muster" });
        assert_eq!(app.ask("call_1", "book_appointment", args)["status"], "booked");
        app.appliance.work.tick();
        assert!(!lane.is_finished(), "the booking did not wait for it");
        assert_eq!(lane.join().unwrap(), 0);
        assert!(begun.elapsed() < Duration::from_secs(30), "it ends by itself");
    });
    let error = app.rows("SELECT last_error FROM alarm_notices");
    assert_eq!(error, ["http time-out"]);
    app.settle();
}

#[test]
fn the_heart_beats_as_long_as_the_work_goes_on_and_fails_with_an_alarm() {
    let listener = Listener::start();
    let url = listener.url("/ping/1?secret=geheim");
    let salon = Bare::open(&format!("[alerts]\nheartbeat_url = \"{url}\"\n"));
    salon.work.tell_alarms();
    assert_eq!(
        listener.paths(),
        [""; 0],
        "before the work has taken a step nobody is told that it goes on"
    );
    salon.work.tick();
    salon.work.tell_alarms();
    salon.work.tell_alarms();
    assert_eq!(
        listener.paths(),
        ["/ping/1/start?secret=geheim"],
        "who has just begun is not well yet"
    );
    minutes(&salon, 2);
    assert_eq!(listener.paths(), ["/ping/1?secret=geheim"]);
    // A warning is no failure, an alarm is.
    dead_message(&salon);
    minutes(&salon, 2);
    assert_eq!(listener.paths(), [""; 0]);
    let sql = "INSERT INTO sagas (id, kind, params, state, created_at, updated_at)
        VALUES ('s', 'book', '{}', 'stuck', '2026-11-23T08:00:00.000Z', '2026-11-23T08:00:00.000Z')";
    rusqlite::Connection::open(salon.database()).unwrap().execute(sql, []).unwrap();
    minutes(&salon, 3);
    let heard = listener.take();
    assert_eq!(heard.len(), 1, "told at once, and once");
    assert_eq!(
        (heard[0].path.as_str(), heard[0].body.as_str()),
        ("/ping/1/fail?secret=geheim", "visit_stuck")
    );
    rusqlite::Connection::open(salon.database()).unwrap().execute("DELETE FROM sagas", []).unwrap();
    minutes(&salon, 3);
    assert_eq!(listener.paths(), ["/ping/1?secret=geheim"], "well again, also before it is over");
}

#[test]
fn a_trial_says_at_once_how_it_went() {
    let listener = Listener::start();
    let url = listener.url("/ping/1");
    let salon = salon(&listener, &format!("heartbeat_url = \"{url}\""));
    let (code, out, err) = salon.run(&["alerts", "test"]);
    assert_eq!((code, out.as_str()), (0, "hook: sent\nheartbeat: sent\n"), "{err}");
    let heard = listener.take();
    assert_eq!(heard[0].json()["title"], "Salon Probe: Probealarm");
    assert_eq!(heard[1].path, "/ping/1");
    listener.mood(Mood::Status(401));
    let (code, out, _) = salon.run(&["alerts", "test"]);
    assert_eq!(
        (code, out.as_str()),
        (1, "hook: NOT sent: answered 401\nheartbeat: NOT sent: answered 401\n")
    );
    let bare = Bare::open("");
    let (code, out, _) = bare.run(&["alerts", "test"]);
    assert_eq!(
        (code, out.as_str()),
        (0, "no channel is configured in [alerts]: only the log is told\n")
    );
}

#[test]
fn messages_that_do_not_go_out_raise_an_alarm() {
    let app = TestApp::start();
    let row = |id: &str, state: &str, due: &str| {
        let (next, finished) = match state {
            "open" => (format!("'{due}'"), "NULL".to_owned()),
            _ => ("NULL".to_owned(), format!("'{due}'")),
        };
        format!(
            "INSERT INTO outbox (number, id, company_id, visit_ref, kind, revision, channel, recipient, facts, state, due_at,
                 next_try_at, created_at, written_at, finished_at, attempts)
             VALUES (1, '000000000001{id}', 1, 'v', 'confirmed', 0, 'mail', 'kim@privat.example', '{{}}', '{state}', '{due}', {next},
                 '{due}', '{due}', {finished}, 3)"
        )
    };
    let connection = rusqlite::Connection::open(app.database()).unwrap();
    connection.execute(&row("a", "open", "2026-11-23T07:46:00.000Z"), []).unwrap();
    app.appliance.work.tick();
    assert_eq!(app.count("SELECT count(*) FROM alarms"), 0, "fourteen minutes");
    app.clock.forward(time::Duration::minutes(6));
    app.appliance.work.tick();
    let told = app.rows("SELECT kind || ': ' || message FROM alarms");
    assert_eq!(
        told,
        [
            "outbox_failing: Nachrichten an Kunden gehen seit 20 Min. nicht hinaus: `chairside messages list`."
        ]
    );
    connection.execute("DELETE FROM outbox", []).unwrap();
    connection.execute(&row("b", "given_up", "2026-11-23T08:00:00.000Z"), []).unwrap();
    app.clock.forward(time::Duration::minutes(1));
    app.appliance.work.tick();
    let told = app.rows("SELECT message FROM alarms");
    assert_eq!(
        told,
        [
            "In den letzten 24 Stunden aufgegebene Nachrichten an Kunden: 1; `chairside messages list`."
        ]
    );
}
