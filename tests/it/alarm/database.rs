//! A database that takes nothing cannot keep the alarm about itself: it is told past it, by the same rules.

use crate::alarm::life;
use crate::alarm::life::{minutes, titles};
use crate::alarm::listener::{Listener, Mood};
use crate::support::bare::Bare;
use std::fs;

const FIRED: &str = "Salon Probe: Alarm (database)";

/// A salon whose database can be taken away and put back.
struct Losable {
    salon: Bare,
    listener: Listener,
}

impl Losable {
    fn open(alerts: &str) -> Losable {
        let listener = Listener::start();
        let hook = listener.url("/salon-a7");
        let salon = Bare::open(&format!("[alerts]\nhook_url = \"{hook}\"\n{alerts}\n"));
        minutes(&salon, 2);
        assert_eq!(titles(&listener), [""; 0]);
        Losable { salon, listener }
    }

    fn lose(&self) {
        fs::rename(self.salon.database(), self.salon.dir.path().join("parked.db")).unwrap();
        self.salon.desk.store.write(|_| Ok(())).unwrap_err();
    }

    fn put_back(&self) {
        fs::rename(self.salon.dir.path().join("parked.db"), self.salon.database()).unwrap();
        // The trial that finds it well again comes by itself, within seconds.
        let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while self.salon.desk.store.trouble().is_some() {
            assert!(std::time::Instant::now() < end, "it is not noticed to be back");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
}

#[test]
fn it_is_told_again_while_it_lasts_and_when_it_was_well_for_a_while() {
    let losable = Losable::open("remind_hours = 1");
    losable.lose();
    minutes(&losable.salon, 1);
    assert_eq!(titles(&losable.listener), [""; 0], "a moment is nothing");
    minutes(&losable.salon, 30);
    let heard = losable.listener.take();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].json()["title"], FIRED);
    assert_eq!(
        heard[0].json()["message"],
        "Die Datenbank nimmt nichts an (database gone): es wird nichts gebucht, das Protokoll sagt mehr."
    );
    minutes(&losable.salon, 40);
    assert_eq!(titles(&losable.listener), ["Salon Probe: Alarm, noch immer (database)"]);
    losable.put_back();
    minutes(&losable.salon, 5);
    assert_eq!(titles(&losable.listener), [""; 0], "not before it was well for a while");
    minutes(&losable.salon, 8);
    assert_eq!(titles(&losable.listener), ["Salon Probe: Entwarnung (database)"]);
    minutes(&losable.salon, 90);
    assert_eq!(titles(&losable.listener), [""; 0]);
}

#[test]
fn a_hook_that_fails_meanwhile_is_tried_again() {
    let losable = Losable::open("");
    losable.listener.mood(Mood::Status(502));
    losable.lose();
    minutes(&losable.salon, 10);
    let tries = titles(&losable.listener);
    assert!(tries.len() > 1 && tries.iter().all(|title| title == FIRED), "{tries:?}");
    losable.listener.mood(Mood::Status(200));
    minutes(&losable.salon, 61);
    assert_eq!(titles(&losable.listener), [FIRED], "told at last, and once");
    losable.put_back();
}

#[test]
fn in_quiet_hours_it_waits_and_what_passes_by_is_never_told() {
    // It is nine in Berlin.
    let losable = Losable::open("quiet_hours = \"08:30-11:00\"");
    losable.lose();
    minutes(&losable.salon, 30);
    losable.put_back();
    minutes(&losable.salon, 180);
    assert_eq!(titles(&losable.listener), [""; 0]);
    let losable = Losable::open("quiet_hours = \"08:30-11:00\"");
    losable.lose();
    minutes(&losable.salon, 100);
    assert_eq!(titles(&losable.listener), [""; 0]);
    minutes(&losable.salon, 30);
    assert_eq!(titles(&losable.listener), [FIRED]);
    losable.put_back();
}

/// A database that another process keeps to itself.
fn lock(salon: &Bare) -> rusqlite::Connection {
    let other = rusqlite::Connection::open(salon.database()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    other
}

/// What was said could not be written down: it would be said again at every step.
#[test]
fn what_is_due_is_not_said_again_and_again_while_nothing_can_be_written() {
    let listener = Listener::start();
    // It is nine in Berlin.
    let salon = life::salon(&listener, "quiet_hours = \"08:30-11:00\"");
    life::dead_message(&salon);
    minutes(&salon, 5);
    assert_eq!(salon.rows("SELECT state FROM alarm_notices"), ["open"]);
    let other = lock(&salon);
    salon.clock.forward(time::Duration::hours(2));
    for _ in 0..4 {
        salon.work.tell_alarms();
    }
    assert_eq!(titles(&listener), ["Salon Probe: Warnung (inbox_dead)"], "once");
    drop(other);
}

#[test]
fn a_database_that_takes_nothing_fails_the_heartbeat() {
    let listener = Listener::start();
    let url = listener.url("/ping/1");
    let salon = life::with_members(Bare::open(&format!("[alerts]\nheartbeat_url = \"{url}\"\n")));
    minutes(&salon, 3);
    assert_eq!(listener.paths(), ["/ping/1/start", "/ping/1"]);
    let other = lock(&salon);
    salon.desk.store.write(|_| Ok(())).unwrap_err();
    salon.clock.forward(time::Duration::minutes(6));
    salon.work.tell_alarms();
    assert_eq!(listener.paths(), ["/ping/1/fail"]);
    drop(other);
}
