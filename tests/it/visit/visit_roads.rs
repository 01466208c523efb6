//! A whole visit by every road, and its bookings' states in every order: the same rows.

use crate::door::orders::{all_720_orders_end_the_same, host, moved};
use crate::door::sources::ROADS;
use crate::support::dump;
use crate::support::harness::{HOST_JUERGEN, START, Setup, TestApp, TestClock};
use crate::visit::visit_main::{book_first_offer, wish};
use chairside::domain::host::identity::HostSighting;
use chairside::domain::visit::booking::{BookingStatus, Source, meta};
use chairside::frontdesk::door::look;
use chairside::frontdesk::door::rules::Seen;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Every row, without the road by which a host was learnt.
fn rows(app: &TestApp) -> Vec<String> {
    app.settle();
    let connection = rusqlite::Connection::open(app.database()).unwrap();
    dump::assert_chain_intact(&connection);
    let lines = dump::canonical(&connection);
    let is_kept =
        |field: &&str| !field.contains("\"host_source\"") && !field.contains("\"is_read\"");
    let kept = |line: &String| line.split(", ").filter(is_kept).collect::<Vec<_>>().join(", ");
    lines.iter().map(kept).collect()
}

/// What one program makes, each other road sees in a fresh database at the same Cal.com.
fn every_road_sees_the_same(bookings: usize, make: fn(&TestApp)) {
    let maker = TestApp::start();
    make(&maker);
    let made = rows(&maker);
    let uids: Vec<String> = maker.sandbox.bookings().into_iter().map(|b| b.uid).collect();
    assert_eq!(uids.len(), bookings);
    let webhooks = maker.sandbox.take_webhooks();
    let mut sandbox = maker.into_sandbox();
    for (name, _, road) in ROADS {
        let app = TestApp::start_at(&Setup::default(), TestClock::at(START), sandbox);
        road(&app, &uids, &webhooks);
        assert_eq!(rows(&app), made, "{name}");
        sandbox = app.into_sandbox();
    }
}

fn book(app: &TestApp) {
    let booked = book_first_offer(app, "call_1", wish());
    assert_eq!(booked["status"], "booked", "{booked}");
}

#[test]
fn a_whole_visit() {
    every_road_sees_the_same(4, book);
}

#[test]
fn a_whole_visit_that_is_called_off() {
    every_road_sees_the_same(4, |app| {
        book(app);
        let off = app.ask("call_2", "cancel_appointment", json!({}));
        assert_eq!(off["status"], "cancelled", "{off}");
    });
}

#[test]
fn a_whole_visit_that_is_moved() {
    every_road_sees_the_same(8, |app| {
        book(app);
        let args = json!({ "start": "2026-11-25T10:00" });
        let moved = app.ask("call_2", "reschedule_appointment", args);
        assert_eq!(moved["status"], "rescheduled", "{moved}");
        // The state of the old bookings is told by nobody but the poll and the webhooks.
        app.appliance.work.poll_now().unwrap();
    });
}

/// The four bookings of a visit as they were seen when they were made, first segment first.
fn booked() -> Vec<Seen> {
    let app = TestApp::start();
    book(&app);
    let uids = app.sandbox.bookings().into_iter().map(|booking| booking.uid);
    let deadline = Instant::now() + Duration::from_secs(10);
    let look = |uid: String| {
        let facts = app.appliance.desk.calcom.booking(&uid, deadline).unwrap();
        Seen::of(facts, Source::CalcomWebhook)
    };
    let mut parts: Vec<Seen> = uids.map(look).collect();
    parts.sort_by_key(|part| part.facts.start);
    assert_eq!(parts.len(), 4);
    parts
}

fn later(seen: &Seen, seconds: i64, status: BookingStatus) -> Seen {
    let mut seen = seen.clone();
    seen.facts.status = status;
    seen.facts.updated_at = seen.facts.updated_at.map(|at| at + time::Duration::seconds(seconds));
    seen
}

fn without_host(seen: &Seen) -> Seen {
    let mut seen = seen.clone();
    seen.facts.host = HostSighting::Absent;
    seen
}

#[test]
fn a_visit_whose_last_part_is_handed_on_in_720_orders() {
    let [a, b, c, d] = booked().try_into().unwrap_or_else(|_| unreachable!());
    let handed_on = host(later(&d, 5, BookingStatus::Accepted), HOST_JUERGEN, "list:hosts");
    let first = without_host(&a);
    let life = [first, a, b, c, d, handed_on];
    let shown = [("status", "confirmed"), ("starts_at", "2026-11-24T13:00:00Z")];
    all_720_orders_end_the_same(&life, &shown);
}

#[test]
fn a_visit_of_which_a_part_is_moved_at_cal_com_in_720_orders() {
    let [a, b, _, d] = booked().try_into().unwrap_or_else(|_| unreachable!());
    let old = d.facts.uid.clone();
    let mut new = moved(later(&d, 7, BookingStatus::Accepted), Some(&old), None, 30);
    new.facts.uid = "moved-on".into();
    let gone = moved(later(&d, 7, BookingStatus::Cancelled), None, Some("moved-on"), 0);
    let off = later(&b, 9, BookingStatus::Cancelled);
    let life = [a, b, off, d, new, gone];
    all_720_orders_end_the_same(&life, &[("starts_at", "2026-11-24T13:00:00Z")]);
}

#[test]
fn two_parts_of_a_visit_called_off_in_720_orders() {
    let [a, b, c, d] = booked().try_into().unwrap_or_else(|_| unreachable!());
    let off = |part: &Seen, at| later(part, at, BookingStatus::Cancelled);
    // What carries least comes from Cal.com's own page: only the reference says whose it is.
    let mut bare = off(&c, 4);
    bare.facts.attendee = None;
    bare.facts.metadata.retain(|key, _| key != meta::PREFERRED);
    let life = [off(&a, 3), bare, a, b, c, d];
    // What stands of it begins with the second part.
    all_720_orders_end_the_same(&life, &[("starts_at", "2026-11-24T14:15:00Z")]);
}

/// All four off is off, whatever was seen first.
#[test]
fn what_is_told_of_a_visit_is_what_was_seen_of_its_parts() {
    let app = TestApp::start();
    let parts = booked();
    let desk = &app.appliance.desk;
    for part in parts.iter().rev() {
        look::record_seen(desk, later(part, 3, BookingStatus::Cancelled)).unwrap();
    }
    for part in &parts {
        look::record_seen(desk, part.clone()).unwrap();
    }
    let told: Vec<String> = app.rows("SELECT status || ' ' || is_composite FROM appointments");
    assert_eq!(told, ["cancelled 1"]);
    let known: Value = app.ask("call_2", "list_appointments", json!({}));
    assert_eq!(known["status"], "none", "{known}");
}
