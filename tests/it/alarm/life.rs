//! One alarm from its beginning to its end, as it is kept and as people handle it.

use crate::alarm::listener::Listener;
use crate::support::bare::{Bare, host};
use serde_json::json;
use time::{Duration, OffsetDateTime};

/// A salon whose hook goes to a listener.
pub fn salon(listener: &Listener, alerts: &str) -> Bare {
    let hook = listener.url("/salon-a7");
    with_members(Bare::open(&format!(
        "[alerts]\nhook_url = \"{hook}\"\ntimeout_seconds = 1\n{alerts}\n"
    )))
}

/// Cal.com's list has those in it who can be booked, so that the host sync goes well and finds them.
pub fn with_members(salon: Bare) -> Bare {
    *salon.lists.members.lock().unwrap() = vec![
        host(7001, "Emma Vogel", "emma@salon.example"),
        host(7002, "Jürgen Weiß", "juergen@salon.example"),
    ];
    salon
}

/// A message that nobody can work on comes in, now.
pub fn dead_message(salon: &Bare) {
    let at = crate::quality::world::stamp(salon.clock.now()).replace('Z', ".000Z");
    let sql = format!(
        "INSERT INTO inbox (channel, event, body, state, reason, received_at, finished_at)
         VALUES ('calcom_webhook', 'unreadable', x'00', 'dead', 'nonsense', '{at}', '{at}')"
    );
    rusqlite::Connection::open(salon.database()).unwrap().execute(&sql, []).unwrap();
}

/// Time goes on, with a step of the work and one of the lane each minute.
pub fn minutes(salon: &Bare, count: u32) {
    for _ in 0..count {
        salon.clock.forward(Duration::MINUTE);
        salon.work.tick();
        salon.work.tell_alarms();
    }
}

/// When the dead message is too old to count.
pub fn let_it_be_well(salon: &Bare) {
    salon.clock.forward(Duration::hours(25));
}

pub fn titles(listener: &Listener) -> Vec<String> {
    listener.take().iter().map(|heard| heard.json()["title"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn it_is_told_once_then_after_a_day_then_that_it_is_over() {
    let listener = Listener::start();
    let salon = salon(&listener, "");
    minutes(&salon, 30);
    assert_eq!(titles(&listener), [""; 0], "nothing is wrong");
    dead_message(&salon);
    minutes(&salon, 60);
    assert_eq!(titles(&listener), ["Salon Probe: Warnung (inbox_dead)"]);
    let before = salon.clock.now();
    while salon.clock.now() < before + Duration::hours(22) {
        minutes(&salon, 1);
        salon.clock.forward(Duration::minutes(9));
    }
    assert_eq!(titles(&listener), [""; 0]);
    dead_message(&salon);
    minutes(&salon, 120);
    assert_eq!(titles(&listener), ["Salon Probe: Warnung, noch immer (inbox_dead)"]);
    let_it_be_well(&salon);
    minutes(&salon, 5);
    assert_eq!(titles(&listener), [""; 0], "not before it was well for a while");
    minutes(&salon, 10);
    assert_eq!(titles(&listener), ["Salon Probe: Entwarnung (inbox_dead)"]);
    minutes(&salon, 60);
    assert_eq!(titles(&listener), [""; 0]);
    let states = salon.rows("SELECT tells || ' ' || state FROM alarm_notices ORDER BY id");
    assert_eq!(states, ["fired sent", "still sent", "clear sent"]);
    assert_eq!(salon.rows("SELECT count(*) || '' FROM alarms WHERE cleared_at IS NOT NULL"), ["1"]);
}

#[test]
fn a_restart_tells_nothing_twice() {
    let listener = Listener::start();
    let mut salon = salon(&listener, "");
    dead_message(&salon);
    for _ in 0..5 {
        minutes(&salon, 3);
        salon.work = chairside::work::Work::new(salon.desk.clone());
    }
    assert_eq!(titles(&listener), ["Salon Probe: Warnung (inbox_dead)"]);
}

/// What came in while the program was away waits for its start, and is worked off a moment later.
#[test]
fn a_backlog_at_the_start_is_no_alarm() {
    let listener = Listener::start();
    let salon = salon(&listener, "");
    let sql = "INSERT INTO inbox (channel, event, subject, body, state, next_try_at, received_at)
        VALUES ('calcom_webhook', 'BOOKING_CREATED', 'x', x'00', 'open', '2026-11-23T05:00:00.000Z', '2026-11-23T05:00:00.000Z')";
    rusqlite::Connection::open(salon.database()).unwrap().execute(sql, []).unwrap();
    minutes(&salon, 5);
    assert_eq!(salon.rows("SELECT count(*) || '' FROM inbox WHERE state = 'open'"), ["0"]);
    assert_eq!(salon.rows("SELECT kind FROM alarms WHERE kind = 'inbox_late'"), [""; 0]);
}

#[test]
fn who_has_seen_it_is_not_reminded() {
    let listener = Listener::start();
    let salon = salon(&listener, "remind_hours = 1");
    dead_message(&salon);
    minutes(&salon, 70);
    assert_eq!(titles(&listener).len(), 2, "told, and once more after an hour");
    let (code, out, err) = salon.run(&["alerts", "ack", "inbox_dead", "--by", "Nadine Roth"]);
    assert_eq!((code, out.as_str()), (0, "inbox_dead: erledigt\n"), "{err}");
    minutes(&salon, 200);
    assert_eq!(titles(&listener), [""; 0]);
    let listed = salon.json(&["alerts", "list"]);
    assert_eq!(listed["alarms"][0]["acked_by"], "Nadine Roth");
    let_it_be_well(&salon);
    minutes(&salon, 15);
    assert_eq!(titles(&listener), ["Salon Probe: Entwarnung (inbox_dead)"]);
    for (arguments, word) in [
        (&["alerts", "ack", "inbox_dead", "--by", "x"][..], "there is no alarm inbox_dead now"),
        (
            &["alerts", "ack", "nonsense", "--by", "x"],
            "there is no alarm nonsense; there are staff_assignment",
        ),
        (&["alerts", "ack", "inbox_dead", "--by", "system"], "name"),
        (&["alerts", "mute", "inbox_dead", "--by", "x"], "say for how long"),
        (&["alerts", "mute", "inbox_dead", "--off", "--by", "x"], "inbox_dead is not muted"),
    ] {
        let (code, _, err) = salon.run(arguments);
        assert!(code == 1 && err.contains(word), "{arguments:?}: {err}");
    }
}

#[test]
fn muted_it_is_listed_and_told_to_nobody_until_the_time_is_over() {
    let listener = Listener::start();
    let salon = salon(&listener, "");
    // The command goes by the system's clock: for good, and taken back.
    let (code, _, err) =
        salon.run(&["alerts", "mute", "inbox_dead", "--for-good", "--by", "Nadine Roth"]);
    assert_eq!(code, 0, "{err}");
    dead_message(&salon);
    minutes(&salon, 60);
    assert_eq!(titles(&listener), [""; 0]);
    let listed = salon.json(&["alerts", "list"]);
    assert_eq!(listed["alarms"][0]["kind"], "inbox_dead");
    assert_eq!(
        listed["muted"],
        json!([{ "kind": "inbox_dead", "until": null, "by": "Nadine Roth" }])
    );
    assert_eq!(salon.run(&["alerts", "mute", "inbox_dead", "--off", "--by", "Nadine Roth"]).0, 0);
    minutes(&salon, 2);
    assert_eq!(titles(&listener), ["Salon Probe: Warnung (inbox_dead)"], "it still is");
}

#[test]
fn in_quiet_hours_nobody_is_told_and_what_passes_by_never() {
    let listener = Listener::start();
    let salon = salon(&listener, "quiet_hours = \"08:30-12:00\"");
    // It is nine in Berlin.
    dead_message(&salon);
    minutes(&salon, 60);
    assert_eq!(titles(&listener), [""; 0]);
    let due = salon.rows("SELECT next_try_at FROM alarm_notices");
    assert_eq!(due, ["2026-11-23T11:00:00Z"]);
    minutes(&salon, 125);
    assert_eq!(titles(&listener), ["Salon Probe: Warnung (inbox_dead)"], "afterwards");
    let_it_be_well(&salon);
    minutes(&salon, 60);
    assert_eq!(titles(&listener), ["Salon Probe: Entwarnung (inbox_dead)"]);
    // The next night something comes and goes.
    let next: OffsetDateTime = time::macros::datetime!(2026-11-26 7:40 UTC);
    salon.clock.forward(next - salon.clock.now());
    dead_message(&salon);
    minutes(&salon, 5);
    rusqlite::Connection::open(salon.database()).unwrap().execute("DELETE FROM inbox", []).unwrap();
    minutes(&salon, 300);
    assert_eq!(titles(&listener), [""; 0]);
    let states = salon.rows("SELECT tells || ' ' || state FROM alarm_notices ORDER BY id");
    assert_eq!(states, ["fired sent", "clear sent", "fired dropped"]);
}

#[test]
fn below_the_level_only_the_log_is_told() {
    let listener = Listener::start();
    let salon = salon(&listener, "least = \"alarm\"");
    dead_message(&salon);
    minutes(&salon, 30);
    assert_eq!(titles(&listener), [""; 0], "a warning");
    assert_eq!(salon.rows("SELECT kind || ' ' || level FROM alarms"), ["inbox_dead warn"]);
    let old = crate::quality::world::stamp(salon.clock.now()).replace('Z', ".000Z");
    let sql = format!(
        "INSERT INTO inbox (channel, event, subject, body, state, next_try_at, received_at)
         VALUES ('calcom_webhook', 'BOOKING_CREATED', 'x', x'00', 'open', '2027-01-01T00:00:00.000Z', '{old}')"
    );
    rusqlite::Connection::open(salon.database()).unwrap().execute(&sql, []).unwrap();
    minutes(&salon, 20);
    assert_eq!(titles(&listener), ["Salon Probe: Alarm (inbox_late)"]);
}
