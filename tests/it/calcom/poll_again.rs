//! What the poll has read it does not fetch again minute after minute, however much of it there is and however it is dated;
//! and nothing is missed for it: not what changes, not what shows late, not what a start interrupts.

use crate::support::harness::{CUT_EMMA, Setup, TestApp};
use chairside::sandbox::stand_in::WebhookMode;
use chairside::work::Work;
use serde_json::json;
use time::format_description::well_known::Rfc3339;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

/// More than the pages that a poll looks at again.
const MANY: i64 = 450;
/// Questions for the list that one poll may ask where nothing is new: what is new, and two pages.
const QUESTIONS_OLD_MAX: usize = 3;
/// After so many minutes all was read, and looked at again when it was old enough.
const SETTLED_AFTER_MINUTES: usize = 20;

fn book(app: &TestApp, n: i64) -> String {
    let first = datetime!(2026-12-01 8:00 UTC);
    // Eight a day, Tuesday to Friday.
    let (day, place) = (n / 8, n % 8);
    let start = first + Duration::days(7 * (day / 4) + day % 4) + Duration::minutes(45 * place);
    let body = json!({ "eventTypeId": CUT_EMMA, "start": start.format(&Rfc3339).unwrap(), "attendee": {
        "name": format!("Ada Beispiel {n}"), "email": format!("ada{n}@example.com"),
        "timeZone": "Europe/Berlin" } });
    app.at_calcom("/v2/bookings", &body)["uid"].as_str().unwrap().to_owned()
}

fn known(app: &TestApp) -> i64 {
    app.count("SELECT count(*) FROM calcom_bookings")
}

fn lists(app: &TestApp) -> usize {
    let all = app.sandbox.requests();
    all.iter().filter(|one| one.target.starts_with("/v2/bookings?")).count()
}

/// A poll a minute later; gives the questions that it asked.
fn poll(app: &TestApp) -> usize {
    let before = lists(app);
    app.clock.forward(Duration::MINUTE);
    app.appliance.work.poll_now().unwrap();
    lists(app) - before
}

fn start() -> TestApp {
    let app = TestApp::start_with(&Setup {
        change: |config| config.poll.every_seconds = 60,
        ..Setup::default()
    });
    app.sandbox.set_webhooks(WebhookMode::Drop);
    app
}

/// How the many are dated.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Dated {
    /// One after the other, by the second.
    Apart,
    /// All at one instant.
    Together,
    /// Years ahead, all of them.
    Ahead,
}

fn many(app: &TestApp, dated: Dated) {
    let now = app.clock.now();
    for n in 0..MANY {
        let uid = book(app, n);
        let at = match dated {
            Dated::Apart => now + Duration::milliseconds(100 * n),
            Dated::Together => now,
            Dated::Ahead => datetime!(2099-01-01 0:00 UTC) + Duration::milliseconds(n % 7),
        };
        assert!(app.sandbox.misdate(&uid, at));
    }
}

#[test]
fn many_unchanged_bookings_are_not_fetched_each_minute_and_what_changes_is_seen_in_the_next() {
    for dated in [Dated::Apart, Dated::Together, Dated::Ahead] {
        // Before the program ever ran, or while it does.
        for is_first in [true, false] {
            let app = start();
            if !is_first {
                poll(&app);
            }
            many(&app, dated);
            let first: Vec<usize> = (0..3).map(|_| poll(&app)).collect();
            let mut minutes = 0;
            while known(&app) < MANY {
                minutes += 1;
                assert!(minutes < 10, "{dated:?} {is_first}: {} after {first:?}", known(&app));
                poll(&app);
            }
            let mut asked = Vec::new();
            for n in 0..SETTLED_AFTER_MINUTES {
                let uid = book(&app, MANY + i64::try_from(n).unwrap());
                assert!(app.sandbox.misdate(&uid, app.clock.now()));
                asked.push(poll(&app));
                let sql = format!("SELECT count(*) FROM calcom_bookings WHERE uid = '{uid}'");
                assert_eq!(app.count(&sql), 1, "{dated:?} {is_first}: seen in the next minute");
            }
            println!("{dated:?}, first {is_first}: {first:?}, then {minutes} more, then {asked:?}");
            let most = asked.iter().max().copied().unwrap();
            assert!(most <= QUESTIONS_OLD_MAX + 1, "{dated:?} {is_first}: {asked:?}");
            // Nothing but a few of the last minutes is left to be looked at. Dates ahead stay: a page of them.
            let last: Vec<usize> = (0..5).map(|_| poll(&app)).collect();
            let least = if dated == Dated::Ahead { QUESTIONS_OLD_MAX } else { 1 };
            assert!(last.iter().all(|asked| *asked <= least), "{dated:?} {is_first}: {last:?}");
        }
    }
}

#[test]
fn what_shows_late_is_seen_also_where_much_lies_within_the_overlap() {
    for crowd in [0, MANY] {
        for late_seconds in [90, 200] {
            let app = start();
            poll(&app);
            (0..crowd).for_each(|n| drop(book(&app, n)));
            (0..3).for_each(|_| assert!(poll(&app) > 0));
            assert_eq!(known(&app), crowd);
            // It is written now and does not show yet; others that are written later do.
            app.sandbox.list_lag(std::time::Duration::from_secs(late_seconds));
            let late = book(&app, 500);
            let mut minutes = 0;
            let sql = format!("SELECT count(*) FROM calcom_bookings WHERE uid = '{late}'");
            while app.count(&sql) == 0 {
                poll(&app);
                minutes += 1;
                assert!(minutes <= 20, "{crowd} {late_seconds}: it is missed");
            }
            println!("{crowd} around, {late_seconds} s late: seen after {minutes} minutes");
            app.sandbox.list_lag(std::time::Duration::ZERO);
        }
    }
}

#[test]
fn a_start_in_the_middle_of_a_long_look_misses_nothing() {
    for polls_before in [1, 2, 3, 4, 7] {
        let app = start();
        poll(&app);
        many(&app, Dated::Apart);
        (0..polls_before).for_each(|_| assert!(poll(&app) > 0));
        // Nobody runs for ten minutes, and something happens.
        let lost = book(&app, 500);
        app.clock.forward(Duration::minutes(10));
        let again = Work::new(app.appliance.desk.clone());
        let mut polls = 0;
        while known(&app) <= MANY {
            app.clock.forward(Duration::MINUTE);
            again.poll_now().unwrap();
            polls += 1;
            assert!(polls < 10, "{polls_before}: {} of them", known(&app));
        }
        let sql = format!("SELECT count(*) FROM calcom_bookings WHERE uid = '{lost}'");
        assert_eq!(app.count(&sql), 1, "{polls_before}");
    }
}

#[test]
fn a_clock_that_jumps_hides_no_change() {
    for jump in [Duration::hours(1), Duration::hours(-1), Duration::days(3)] {
        let app = start();
        poll(&app);
        book(&app, 0);
        poll(&app);
        // Ours jumps, Cal.com's does not: what is changed there now is dated by its own.
        let theirs = app.clock.now();
        app.clock.forward(jump);
        (0..3).for_each(|_| assert!(poll(&app) > 0));
        for minute in 1..4 {
            let uid = book(&app, minute);
            let dated: OffsetDateTime = theirs + Duration::minutes(3 + minute);
            assert!(app.sandbox.misdate(&uid, dated));
            poll(&app);
            let sql = format!("SELECT count(*) FROM calcom_bookings WHERE uid = '{uid}'");
            assert_eq!(app.count(&sql), 1, "{jump}, minute {minute}");
        }
    }
}
