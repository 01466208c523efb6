//! How long somebody is in, where else, and going out.

use crate::page::people::{PASSWORD, first_owner, is_in, log_in};
use crate::support::harness::TestApp;
use crate::support::visitor::Visitor;
use std::time::{Duration as Real, Instant};
use time::Duration;

/// Waits until it is written down that the session was used now.
fn noted(app: &TestApp) {
    let now = chairside::store::db::stamp::seconds(app.clock.now());
    let until = Instant::now() + Real::from_secs(20);
    while app.rows("SELECT max(seen_at) FROM sessions") != [now.clone()] {
        assert!(Instant::now() < until, "that it is used is not noted");
        std::thread::yield_now();
    }
}

#[test]
fn eight_hours_without_anything_asked_end_it() {
    let app = TestApp::start();
    let mut owner = first_owner(&app);
    app.clock.forward(Duration::hours(8) - Duration::seconds(1));
    assert!(is_in(&mut owner));
    noted(&app);
    app.clock.forward(Duration::hours(8) - Duration::seconds(1));
    assert!(is_in(&mut owner));
    noted(&app);
    app.clock.forward(Duration::hours(8));
    assert!(!is_in(&mut owner));
    app.clock.forward(Duration::hours(-1));
    assert!(is_in(&mut owner), "it was the time alone");
}

#[test]
fn a_page_that_loads_itself_anew_keeps_nobody_in() {
    let app = TestApp::start();
    let mut owner = first_owner(&app);
    let mut left_open = owner.clone();
    left_open.headers.push(("x-by-itself".into(), "1".into()));
    let seen = app.rows("SELECT max(seen_at) FROM sessions");
    app.clock.forward(Duration::hours(8) - Duration::seconds(1));
    assert!(is_in(&mut left_open));
    app.settle();
    assert_eq!(app.rows("SELECT max(seen_at) FROM sessions"), seen);
    app.clock.forward(Duration::seconds(1));
    assert!(!is_in(&mut left_open) && !is_in(&mut owner));
}

#[test]
fn seven_days_end_it_however_much_is_asked() {
    let app = TestApp::start();
    let mut owner = first_owner(&app);
    for _ in 0..7 * 4 - 1 {
        app.clock.forward(Duration::hours(6));
        assert!(is_in(&mut owner));
        noted(&app);
    }
    app.clock.forward(Duration::hours(6) - Duration::seconds(1));
    assert!(is_in(&mut owner));
    app.clock.forward(Duration::seconds(1));
    assert!(!is_in(&mut owner));
}

#[test]
fn sessions_are_listed_and_ended() {
    let app = TestApp::start();
    let mut here = first_owner(&app);
    let mut there = Visitor::stranger(&app);
    log_in(&mut there, "/login", "nadine", PASSWORD);
    let page = here.open("/account");
    assert_eq!(page.forms("/sessions/").len(), 1, "the other one alone: {}", page.html);
    let after = here.send_and_see(&page.form("/sessions/"));
    assert_eq!(after.forms("/sessions/").len(), 0);
    assert!(is_in(&mut here) && !is_in(&mut there));
    // A second click has nothing left to do.
    assert_eq!(here.send(&page.form("/sessions/")).status, 303);
    assert!(is_in(&mut here));
}

#[test]
fn nobody_ends_somebody_elses() {
    let app = crate::support::visitor::page_app();
    let (mut owner, mut desk) = (Visitor::of(&app, "owner"), Visitor::of(&app, "desk"));
    let token = owner.open("/account").form("/logout").fields["token"].clone();
    for id in app
        .rows("SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.role = 'desk'")
    {
        owner.post(&format!("/sessions/{id}/end"), &[("token", &token)]);
    }
    assert!(is_in(&mut desk) && is_in(&mut owner));
}

#[test]
fn who_goes_out_is_out_with_the_cookie_too() {
    let app = TestApp::start();
    let mut owner = first_owner(&app);
    let kept = owner.cookies.clone();
    let form = owner.open("/account").form("/logout");
    let seen = owner.send(&form);
    assert_eq!((seen.status, seen.location.as_str()), (303, "/login"));
    assert!(owner.cookies.is_empty(), "{:?}", owner.cookies);
    owner.cookies = kept;
    assert!(!is_in(&mut owner), "what is left in another window is worth nothing");
    assert_eq!(app.count("SELECT count(*) FROM sessions"), 0);
}

#[test]
fn of_one_user_so_many_are_kept_that_the_list_is_short() {
    let app = crate::support::visitor::page_app();
    let mut first = Visitor::of(&app, "desk");
    for _ in 0..20 {
        app.clock.forward(Duration::seconds(1));
        Visitor::of(&app, "desk");
    }
    assert_eq!(app.count("SELECT count(*) FROM sessions"), 20);
    assert!(!is_in(&mut first), "the one used longest ago");
}

#[test]
fn only_hashes_of_secrets_are_kept() {
    let app = TestApp::start();
    let owner = first_owner(&app);
    let secret = &owner.cookies["chairside"];
    for file in ["test.db", "test.db-wal"] {
        let bytes = std::fs::read(app.dir.path().join(file)).unwrap();
        for text in [secret.as_str(), PASSWORD] {
            let found = bytes.windows(text.len()).any(|part| part == text.as_bytes());
            assert!(!found, "{file} holds {text}");
        }
    }
}
