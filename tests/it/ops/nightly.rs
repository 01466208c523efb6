//! The backup of the night: made once, a failure is an alarm, and how many are kept.

use crate::alarm::listener::{Listener, Mood};
use crate::support::bare::Bare;
use crate::support::harness::TestApp;
use crate::support::visitor::{Visitor, page_app};
use std::fs;
use time::Duration;

fn backups(app: &TestApp) -> Vec<String> {
    let Ok(entries) = fs::read_dir(app.dir.path().join("backups")) else { return Vec::new() };
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".db")).collect();
    names.sort();
    names
}

#[test]
fn each_night_has_one_and_old_ones_go() {
    let app = TestApp::start();
    let work = &app.appliance.work;
    assert_eq!(work.back_up(), 0, "a new salon has missed nothing");
    // It is nine in the morning; half past three is due.
    app.clock.forward(Duration::minutes(18 * 60 + 29));
    assert_eq!(work.back_up(), 0);
    app.clock.forward(Duration::MINUTE);
    assert_eq!((work.back_up(), work.back_up()), (1, 0));
    assert_eq!(backups(&app), ["chairside-probe-20261124T023000Z.db"]);
    for night in 2..=30 {
        app.clock.forward(Duration::days(1));
        assert_eq!((work.back_up(), work.back_up()), (1, 0), "{night}");
    }
    let kept = backups(&app);
    // Seven days, and the Sundays of the four weeks before this one's; the seven days reach into the last of these.
    assert_eq!(kept.len(), 7 + 3, "{kept:?}");
    assert!(kept.contains(&"chairside-probe-20261223T023000Z.db".to_owned()), "{kept:?}");
    assert_eq!(fs::read_dir(app.dir.path().join("backups")).unwrap().count(), kept.len() * 2);
    // It was switched off for three nights.
    app.clock.forward(Duration::hours(80));
    assert_eq!((work.back_up(), work.back_up()), (1, 0));
}

#[test]
fn somebody_outside_hears_when_it_begins_and_how_it_ended() {
    let listener = Listener::start();
    let url = listener.url("/ping/1?secret=geheim");
    let salon = Bare::open(&format!("[alerts]\nbackup_ping_url = \"{url}\"\n"));
    assert_eq!(salon.work.back_up(), 0);
    assert_eq!(listener.paths(), [""; 0], "none was due");
    salon.clock.forward(Duration::days(1));
    assert_eq!(salon.work.back_up(), 1);
    assert_eq!(listener.paths(), ["/ping/1/start?secret=geheim", "/ping/1?secret=geheim"]);
    let folder = salon.database().parent().unwrap().join("backups");
    fs::remove_dir_all(&folder).unwrap();
    fs::write(&folder, "in the way").unwrap();
    salon.clock.forward(Duration::days(1));
    assert_eq!(salon.work.back_up(), 0);
    assert_eq!(listener.paths(), ["/ping/1/start?secret=geheim", "/ping/1/fail?secret=geheim"]);
    // Who does not answer rightly keeps no backup from being made.
    listener.mood(Mood::Status(500));
    fs::remove_file(&folder).unwrap();
    salon.clock.forward(Duration::days(1));
    assert_eq!(salon.work.back_up(), 1);
}

#[test]
fn one_that_fails_is_an_alarm_and_is_tried_again() {
    let app = TestApp::start();
    let work = &app.appliance.work;
    let folder = app.dir.path().join("backups");
    fs::write(&folder, "in the way").unwrap();
    app.clock.forward(Duration::hours(20));
    assert_eq!(work.back_up(), 0);
    app.clock.forward(Duration::MINUTE);
    work.tick();
    let on = "SELECT message FROM alarms WHERE kind = 'backup_overdue' AND cleared_at IS NULL";
    let told = app.rows(on);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("Die Sicherung misslingt seit"), "{told:?}");
    fs::remove_file(&folder).unwrap();
    assert_eq!(work.back_up(), 0, "not again and again");
    app.clock.forward(Duration::hours(1));
    assert_eq!(work.back_up(), 1);
    for _ in 0..30 {
        app.clock.forward(Duration::MINUTE);
        work.tick();
    }
    assert_eq!(app.rows(on), [""; 0]);
    app.clock.forward(Duration::hours(27));
    work.tick();
    assert_eq!(app.rows(on).len(), 1, "nobody makes any more");
}

#[test]
fn the_owner_makes_one_at_the_page_and_nobody_else() {
    let app = page_app();
    let mut owner = Visitor::of(&app, "owner");
    let page = owner.open("/backups");
    assert!(page.text().contains("Es gibt noch keine."), "{}", page.text());
    let before = backups(&app).len();
    owner.send(&page.form("/backups"));
    let page = owner.open("/backups");
    assert!(page.text().contains("von Hand"), "{}", page.text());
    assert_eq!(backups(&app).len(), before + 1);
    for role in ["desk", "agency"] {
        assert_eq!(Visitor::of(&app, role).get("/backups").status, 403);
    }
}
