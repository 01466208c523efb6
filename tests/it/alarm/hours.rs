//! When nobody is told: in quiet hours, also by what could not be said before them, and of what is muted.

use crate::alarm::life::{dead_message, minutes, salon, titles};
use crate::alarm::listener::{Listener, Mood};
use crate::support::bare::Bare;
use rusqlite::Connection;

/// What could not be said by day is tried again, and not at night.
#[test]
fn what_is_tried_again_waits_for_the_end_of_the_quiet_hours() {
    let listener = Listener::start();
    let salon = salon(&listener, "quiet_hours = \"09:20-12:00\"");
    listener.mood(Mood::Status(500));
    // It is nine in Berlin.
    dead_message(&salon);
    minutes(&salon, 19);
    assert!(!titles(&listener).is_empty(), "it is tried");
    listener.mood(Mood::Status(200));
    minutes(&salon, 160);
    assert_eq!(titles(&listener), [""; 0], "until noon nobody is told");
    minutes(&salon, 2);
    assert_eq!(titles(&listener), ["Salon Probe: Warnung (inbox_dead)"]);
}

/// Who mutes at night what would be told in the morning is not told in the morning.
#[test]
fn what_waits_when_it_is_muted_is_not_said_and_afterwards_told_anew() {
    let listener = Listener::start();
    let salon = salon(&listener, "quiet_hours = \"08:30-12:00\"");
    dead_message(&salon);
    minutes(&salon, 5);
    assert_eq!(salon.rows("SELECT state FROM alarm_notices"), ["open"]);
    let mute = ["alerts", "mute", "inbox_dead", "--for-good", "--by", "Nadine Roth"];
    assert_eq!(salon.run(&mute).0, 0);
    minutes(&salon, 240);
    assert_eq!(titles(&listener), [""; 0]);
    assert_eq!(salon.rows("SELECT state FROM alarm_notices"), ["dropped"]);
    assert_eq!(salon.run(&["alerts", "mute", "inbox_dead", "--off", "--by", "Nadine Roth"]).0, 0);
    minutes(&salon, 2);
    assert_eq!(titles(&listener), ["Salon Probe: Warnung (inbox_dead)"], "nobody had heard of it");
}

/// Muted for good is muted for the heart, too: else it would fail for good.
#[test]
fn what_is_muted_fails_no_heartbeat() {
    let listener = Listener::start();
    let url = listener.url("/ping/1");
    let salon = Bare::open(&format!("[alerts]\nheartbeat_url = \"{url}\"\n"));
    let sql = "INSERT INTO sagas (id, kind, params, state, created_at, updated_at)
        VALUES ('s', 'book', '{}', 'stuck', '2026-11-23T08:00:00.000Z', '2026-11-23T08:00:00.000Z')";
    Connection::open(salon.database()).unwrap().execute(sql, []).unwrap();
    minutes(&salon, 3);
    assert_eq!(listener.paths(), ["/ping/1/start", "/ping/1/fail"]);
    let mute = ["alerts", "mute", "visit_stuck", "--for-good", "--by", "Nadine Roth"];
    assert_eq!(salon.run(&mute).0, 0);
    minutes(&salon, 3);
    assert_eq!(listener.paths(), ["/ping/1"]);
}
