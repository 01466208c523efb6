//! What Cal.com could say to stop the poll for good: dates ahead, in the past, missing or unreadable, pages longer than
//! any answer may be, lists without an end. Lost webhooks heal all the same.

use crate::support::harness::{CUT_EMMA, TestApp};
use crate::visit::faults::assert_agrees;
use chairside::domain::calendar::foreign_clock::AHEAD_MAX_SECONDS;
use chairside::sandbox::stand_in::{
    Becomes, EndlessLists, Fault, FaultKind, FaultOn, Operation, WebhookMode,
};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

/// A page is at most so long; a booking with notes of 25 kB has about 26.
const NOTES: usize = 25_000;

/// The program after its first poll; nobody hears a webhook.
fn polled() -> TestApp {
    let app = TestApp::start();
    app.sandbox.set_webhooks(WebhookMode::Drop);
    app.appliance.work.poll_now().unwrap();
    app
}

/// Books at Cal.com's own page: the `n`th quarter of an hour that Emma has, a week ahead.
fn book(app: &TestApp, n: i64) -> String {
    let first = datetime!(2026-12-01 8:00 UTC);
    let start = first + Duration::days(7 * (n / 12)) + Duration::minutes(45 * (n % 12));
    let body = json!({ "eventTypeId": CUT_EMMA, "start": start.format(&Rfc3339).unwrap(), "attendee": {
        "name": format!("Ada Beispiel {n}"), "email": format!("ada{n}@example.com"),
        "timeZone": "Europe/Berlin" } });
    app.at_calcom("/v2/bookings", &body)["uid"].as_str().unwrap().to_owned()
}

fn poll(app: &TestApp) -> usize {
    app.appliance.work.poll_now().unwrap()
}

fn mark(app: &TestApp) -> OffsetDateTime {
    OffsetDateTime::parse(&app.rows("SELECT read_until FROM poll_state")[0], &Rfc3339).unwrap()
}

fn status_of(app: &TestApp, uid: &str) -> String {
    let sql = format!("SELECT status FROM calcom_bookings WHERE uid = '{uid}'");
    app.rows(&sql).first().cloned().unwrap_or_default()
}

/// Questions for the list since the last time this was asked.
fn questions(app: &TestApp, before: &mut usize) -> usize {
    let all = app.sandbox.requests();
    let lists = all.iter().filter(|one| one.target.starts_with("/v2/bookings?")).count();
    let since = lists - *before;
    *before = lists;
    since
}

#[test]
fn a_change_dated_ahead_does_not_move_the_mark() {
    for dated in [
        datetime!(2099-01-01 0:00 UTC),
        datetime!(2027-03-01 0:00 UTC),
        datetime!(8999-12-31 0:00 UTC),
        datetime!(2026-11-23 9:00 UTC),
    ] {
        let app = polled();
        let odd = book(&app, 0);
        assert!(app.sandbox.misdate(&odd, dated));
        assert_eq!(poll(&app), 1, "{dated}: it is taken");
        let horizon = app.clock.now() + Duration::seconds(AHEAD_MAX_SECONDS);
        assert!(mark(&app) <= horizon, "{dated}: {}", mark(&app));
        app.clock.forward(Duration::minutes(30));
        let later = book(&app, 1);
        assert_eq!(poll(&app), 1, "{dated}: the next lost webhook heals");
        assert_eq!(status_of(&app, &later), "accepted", "{dated}");
        // The odd one itself: its later changes are not older than 2099.
        app.clock.forward(Duration::minutes(90));
        assert!(app.sandbox.desk_cancel(&odd, WebhookMode::Drop));
        app.sandbox.misdate(&odd, app.clock.now());
        assert_eq!(poll(&app), 1, "{dated}");
        assert_eq!(status_of(&app, &odd), "cancelled", "{dated}");
        assert_eq!(poll(&app), 0, "{dated}");
        assert_agrees(&app, 1, "after the odd date");
    }
}

#[test]
fn a_change_dated_ahead_is_taken_once_and_when_it_changes() {
    let app = polled();
    let odd = book(&app, 0);
    app.sandbox.misdate(&odd, datetime!(2099-01-01 0:00 UTC));
    assert_eq!([poll(&app), poll(&app), poll(&app)], [1, 0, 0]);
    app.sandbox.desk_cancel(&odd, WebhookMode::Drop);
    app.clock.forward(Duration::minutes(1));
    assert_eq!([poll(&app), poll(&app)], [1, 0], "still dated 2099, and cancelled");
    assert_eq!(status_of(&app, &odd), "cancelled");
    assert_agrees(&app, 0, "off");
}

#[test]
fn dates_that_say_nothing_do_not_stop_the_poll() {
    let value = |value: Value| Becomes::Value(value);
    let lies = [
        value(json!("1971-01-01T00:00:00Z")),
        value(json!("0001-01-01T00:00:00Z")),
        value(json!("soon")),
        value(json!(1_795_000_000)),
        value(Value::Null),
        value(json!("9999-12-31T23:59:59.999Z")),
        value(json!("2099-02-30T00:00:00Z")),
        Becomes::Removed,
        Becomes::Doubled,
    ];
    for lie in lies {
        let app = polled();
        book(&app, 0);
        let before = mark(&app);
        let kind = FaultKind::Field { pointer: "/data/0/updatedAt".into(), becomes: lie.clone() };
        let on = FaultOn::operation(Operation::ListBookings);
        app.sandbox.fault(Fault::always(on, kind));
        assert_eq!(poll(&app), 1, "{lie:?}: it is taken");
        assert!(mark(&app) >= before - Duration::minutes(10), "{lie:?}: {}", mark(&app));
        assert!(mark(&app) <= app.clock.now() + Duration::seconds(AHEAD_MAX_SECONDS), "{lie:?}");
        app.clock.forward(Duration::minutes(30));
        let later = book(&app, 1);
        assert!(poll(&app) >= 1, "{lie:?}: the next one, too");
        assert_eq!(status_of(&app, &later), "accepted", "{lie:?}");
        assert_agrees(&app, 2, "both");
    }
}

#[test]
fn a_mark_that_ran_ahead_in_an_earlier_version_begins_again_where_it_was_noted() {
    let app = polled();
    let lost = book(&app, 0);
    let sql = "UPDATE poll_state SET read_until = '2098-12-31T23:58:00.000Z'";
    rusqlite::Connection::open(app.database()).unwrap().execute(sql, []).unwrap();
    app.clock.forward(Duration::days(3));
    assert_eq!(poll(&app), 1, "what was lost since then is found");
    assert_eq!(status_of(&app, &lost), "accepted");
    assert!(mark(&app) <= app.clock.now());
}

#[test]
fn a_page_that_is_too_long_is_asked_for_in_smaller_ones() {
    let app = polled();
    let uids: Vec<String> = (0..100).map(|n| book(&app, n)).collect();
    for uid in &uids {
        assert!(app.sandbox.write_notes(uid, &"n".repeat(NOTES)));
        app.clock.forward(Duration::milliseconds(10));
    }
    assert_eq!(poll(&app), 100, "100 bookings with 25 kB of notes each");
    assert_eq!(poll(&app), 0);
    assert_agrees(&app, 100, "all of them");
}

#[test]
fn a_booking_that_is_too_long_alone_is_passed_over() {
    // First, in the middle, last; alone.
    for (odd, all) in [(0, 5), (2, 5), (4, 5), (0, 1)] {
        let app = polled();
        let uids: Vec<String> = (0..all).map(|n| book(&app, n)).collect();
        for (n, uid) in uids.iter().enumerate() {
            app.clock.forward(Duration::seconds(1));
            let notes = if n == odd { 3 << 20 } else { 10 };
            assert!(app.sandbox.write_notes(uid, &"n".repeat(notes)));
        }
        assert_eq!(poll(&app), all as usize - 1, "{odd} of {all}: the others");
        let mut before = 0;
        questions(&app, &mut before);
        assert_eq!(poll(&app), 0);
        assert!(questions(&app, &mut before) <= 12, "{odd} of {all}");
        app.clock.forward(Duration::minutes(30));
        let later = book(&app, 20);
        assert_eq!(poll(&app), 1, "{odd} of {all}: what comes later");
        assert_eq!(status_of(&app, &later), "accepted");
        app.sandbox.write_notes(&uids[odd], "short again");
        assert_eq!(poll(&app), 1, "{odd} of {all}: shortened");
        assert_agrees(&app, all as usize + 1, "all");
    }
}

#[test]
fn a_list_without_an_end_ends_by_budget() {
    for how in [EndlessLists::MorePages, EndlessLists::SamePage] {
        let app = polled();
        let mut before = 0;
        app.sandbox.endless_lists(Some(how));
        for n in 0..3 {
            book(&app, n);
            app.clock.forward(Duration::seconds(1));
        }
        questions(&app, &mut before);
        assert_eq!(poll(&app), 3, "{how:?}");
        assert!(questions(&app, &mut before) <= 6, "{how:?}: it is seen at once");
        app.clock.forward(Duration::minutes(30));
        book(&app, 3);
        assert_eq!(poll(&app), 1, "{how:?}: the next poll goes on");
        assert_agrees(&app, 4, "all");
    }
}

/// More changes than one poll asks for, all within one overlap: the next poll goes on behind them, not before them.
#[test]
fn what_is_more_than_one_poll_reads_is_read_by_the_next() {
    let app = polled();
    // Each alone on its page, as two of them are too long together.
    let uids: Vec<String> = (0..30).map(|n| book(&app, n)).collect();
    for uid in &uids {
        app.clock.forward(Duration::milliseconds(10));
        assert!(app.sandbox.write_notes(uid, &"n".repeat(1_200_000)));
    }
    let mut before = 0;
    let mut read = Vec::new();
    for _ in 0..6 {
        questions(&app, &mut before);
        read.push(poll(&app));
        assert!(questions(&app, &mut before) <= 50, "within the budget");
    }
    assert!(read[0] < 30, "not all at once: {read:?}");
    assert_eq!(read.iter().sum::<usize>(), 30, "in the end all of them: {read:?}");
    assert_agrees(&app, 30, "all");
}

#[test]
fn what_was_read_before_a_failure_counts_as_read() {
    let app = polled();
    for n in 0..101 {
        book(&app, n);
        app.clock.forward(Duration::seconds(10));
    }
    // The second page fails, again and again.
    let on = FaultOn::operation(Operation::ListBookings).nth(2);
    app.sandbox.fault(Fault::always(on, FaultKind::Error500Before));
    assert!(app.appliance.work.poll_now().is_err());
    assert_eq!(app.count("SELECT count(*) FROM calcom_bookings"), 100);
    let noted = mark(&app);
    assert!(noted > datetime!(2026-11-23 8:10 UTC), "{noted}");
    app.sandbox.clear_faults();
    assert_eq!(poll(&app), 1);
}
