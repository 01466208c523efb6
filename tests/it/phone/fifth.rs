//! Four callers ask what costs most while a fifth books, with the limit that is on where nothing is said.

use crate::calcom::idle::{by_class, witness};
use crate::support::harness::{START, TestApp};
use crate::support::twelve::{event_type, salon as salon_with};
use chairside::calcom::client::options::REQUESTS_PER_MINUTE;
use chairside::calcom::urgency::Urgency;
use chairside::config::BookingConfig;
use serde_json::{Value, json};
use std::thread;
use std::time::{Duration, Instant};

const SILENT: &str = "antwortet gerade nicht";
/// Within this the fifth is booked.
const BOOKED_WITHIN: Duration = Duration::from_secs(1);
/// So many calls of the four are under way or over when the fifth begins.
const BUSY_FROM_CALLS: usize = 16;

fn salon() -> TestApp {
    salon_with(|config| {
        config.calcom.requests_per_minute = REQUESTS_PER_MINUTE;
        config.booking.slots_kept_seconds = BookingConfig::default().slots_kept_seconds;
    })
}

fn ask(app: &TestApp, n: usize, day: &str) -> Value {
    let args = json!({ "service": "Grosse Farbe", "date": day });
    app.function(&format!("call_{n}"), Some("+493023125101"), "check_availability", args)
}

/// Books by time with somebody: nothing is known, so Cal.com is asked whether that is free, too.
fn book(app: &TestApp, service: &str) -> (Value, Duration) {
    let begun = Instant::now();
    let args = json!({ "service": service, "staff": "Person11", "start": "2026-12-01T10:00",
        "customer_name": "Ada Anders" });
    let booked = app.function("call_5", Some("+493023125102"), "book_appointment", args);
    (booked, begun.elapsed())
}

/// The days that the four ask for, and what the fifth books.
fn four_ask_and_a_fifth_books(days: [&str; 4], service: &str) {
    let app = salon();
    let seen = witness(&app);
    let (answers, (booked, took)) = thread::scope(|scope| {
        let app = &app;
        let asking: Vec<_> = days
            .into_iter()
            .enumerate()
            .map(|(n, day)| scope.spawn(move || ask(app, n, day)))
            .collect();
        while seen.lock().unwrap().len() < BUSY_FROM_CALLS
            && !asking.iter().all(thread::ScopedJoinHandle::is_finished)
        {
            thread::yield_now();
        }
        let booked = book(app, service);
        let answers: Vec<Value> = asking.into_iter().map(|one| one.join().unwrap()).collect();
        (answers, booked)
    });
    let counts = by_class(&seen, START, START + time::Duration::HOUR);
    let usage = app.appliance.desk.calcom.usage().unwrap();
    let turned_away: Vec<_> = usage
        .classes
        .iter()
        .filter(|one| one.total.turned_away > 0)
        .map(|one| (one.class, one.total.turned_away))
        .collect();
    let offered: Vec<usize> =
        answers.iter().map(|one| one["offers"].as_array().map_or(0, Vec::len)).collect();
    let told = format!(
        "{days:?}, {service}: {counts:?}, turned away {turned_away:?}, offered {offered:?}, booked in {took:?}"
    );
    println!("{told}");
    assert_eq!(booked["status"], "booked", "{told}: {booked}");
    assert!(took < BOOKED_WITHIN, "{told}");
    for answer in &answers {
        assert!(!answer.to_string().contains(SILENT), "{told}: {answer}");
        assert_ne!(answer["status"], "unavailable", "{told}: {answer}");
    }
    assert!(offered.iter().all(|offers| *offers > 0), "{told}");
    let all: usize = counts.values().sum();
    assert!(all <= usize::try_from(REQUESTS_PER_MINUTE).unwrap(), "{told}");
    assert!(!turned_away.iter().any(|(class, _)| *class == Urgency::Booking), "{told}");
    // What was booked is there, with all its parts.
    let parts = if service == "Pony" { 1 } else { 4 };
    let bookings = app.sandbox.bookings();
    assert_eq!(bookings.len(), parts, "{told}");
    assert!(bookings.iter().all(|one| one.event_type_id >= event_type(11, 0)), "{told}");
}

#[test]
fn four_ask_about_the_same_day_while_a_fifth_books() {
    for service in ["Pony", "Grosse Farbe"] {
        four_ask_and_a_fifth_books(["2026-11-24"; 4], service);
    }
}

#[test]
fn four_ask_about_a_day_each_while_a_fifth_books() {
    let days = ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"];
    for service in ["Pony", "Grosse Farbe"] {
        four_ask_and_a_fifth_books(days, service);
    }
}
