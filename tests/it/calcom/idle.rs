//! An hour in which nobody calls: what the key's calls go to, by class, as the client itself tells.

use crate::support::harness::TestApp;
use crate::support::twelve::{PEOPLE, event_type, salon as salon_with};
use chairside::calcom::urgency::Urgency;
use chairside::config::BookingConfig;
use chairside::sandbox::stand_in::WebhookMode;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use time::format_description::well_known::Rfc3339;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

const BOOKINGS: i64 = 2_000;
const IN_A_MINUTE_MAX: usize = 30;
/// The program has run for so long when the hour begins.
const STARTING: Duration = Duration::minutes(15);
/// Of `Urgency::Prefetch` alone.
const PREFETCHED_IN_A_MINUTE_MAX: usize = 20;

/// When a call went, by the salon's clock, and of which class it was.
pub type Witness = Arc<Mutex<Vec<(OffsetDateTime, Urgency)>>>;

/// Hears of every call that is sent from now on.
pub fn witness(app: &TestApp) -> Witness {
    let (seen, clock) = (Witness::default(), app.clock.clone());
    let heard = seen.clone();
    app.appliance.desk.calcom.add_listener(Arc::new(move |exchange| {
        if exchange.took.is_some() {
            heard.lock().unwrap().push((clock.now(), exchange.urgency));
        }
    }));
    seen
}

/// How many of each class went within this span.
pub fn by_class(
    seen: &Witness,
    from: OffsetDateTime,
    until: OffsetDateTime,
) -> BTreeMap<Urgency, usize> {
    let mut counts = BTreeMap::new();
    let seen = seen.lock().unwrap();
    for (_, urgency) in seen.iter().filter(|(at, _)| (from..until).contains(at)) {
        *counts.entry(*urgency).or_default() += 1;
    }
    counts
}

/// Books the small service at Cal.com's own page: a quarter of an hour each, on Tuesdays.
fn book(app: &TestApp, n: i64) {
    let (person, k) = (n % PEOPLE, n / PEOPLE);
    let first = datetime!(2026-12-01 8:30 UTC);
    let start = first + Duration::weeks(k / 24) + Duration::minutes(15 * (k % 24));
    let body = json!({ "eventTypeId": event_type(person, 4), "start": start.format(&Rfc3339).unwrap(),
        "attendee": { "name": format!("Ada Beispiel {n}"), "email": format!("ada{n}@example.com"),
        "timeZone": "Europe/Berlin" } });
    app.at_calcom("/v2/bookings", &body);
}

/// Takes the ticker's steps for so long.
fn live(app: &TestApp, span: Duration) {
    let end = app.clock.now() + span;
    while app.clock.now() < end {
        app.appliance.work.tick();
        app.clock.forward(Duration::SECOND);
    }
}

/// The minute with the most calls.
fn worst_minute(
    seen: &Witness,
    from: OffsetDateTime,
    until: OffsetDateTime,
) -> BTreeMap<Urgency, usize> {
    let all: Vec<OffsetDateTime> = seen.lock().unwrap().iter().map(|(at, _)| *at).collect();
    let moments = all.into_iter().filter(|at| (from..until).contains(at));
    let minutes = moments.map(|at| by_class(seen, at, at + Duration::MINUTE));
    minutes.max_by_key(|counts| counts.values().sum::<usize>()).unwrap_or_default()
}

fn without_prefetch(counts: &BTreeMap<Urgency, usize>) -> usize {
    counts.iter().filter(|(class, _)| **class != Urgency::Prefetch).map(|(_, count)| count).sum()
}

#[test]
fn in_an_idle_hour_the_key_is_nearly_idle() {
    // The limit counts real time, and an hour passes in seconds here: what is asked for is counted, not what it lets
    // through.
    let app = salon_with(|config| {
        config.calcom.requests_per_minute = 0;
        config.poll.every_seconds = 60;
        config.booking.slots_kept_seconds = BookingConfig::default().slots_kept_seconds;
    });
    app.sandbox.set_webhooks(WebhookMode::Drop);
    let (seen, started) = (witness(&app), app.clock.now());
    // After a start all event types are looked at, which is over before the hour begins.
    live(&app, STARTING);
    let most = worst_minute(&seen, started, app.clock.now());
    println!("the start: {most:?}");
    assert!(without_prefetch(&most) <= IN_A_MINUTE_MAX, "{most:?}");
    // A desk's import: 2,000 bookings ahead, none of which any webhook tells of.
    (0..BOOKINGS).for_each(|n| book(&app, n));
    let begun = app.clock.now();
    live(&app, Duration::HOUR);
    let end = app.clock.now();
    assert_eq!(app.count("SELECT count(*) FROM calcom_bookings"), BOOKINGS, "none is missed");
    let most = worst_minute(&seen, begun, end);
    let whole = by_class(&seen, begun, end);
    println!("the worst minute: {most:?}; the whole hour: {whole:?}");
    assert!(most.values().sum::<usize>() <= IN_A_MINUTE_MAX, "{most:?}");
    // With or without what is fetched ahead.
    assert!(without_prefetch(&most) <= IN_A_MINUTE_MAX - PREFETCHED_IN_A_MINUTE_MAX, "{most:?}");
    let prefetched = most.get(&Urgency::Prefetch).copied().unwrap_or_default();
    assert!(prefetched <= PREFETCHED_IN_A_MINUTE_MAX, "{most:?}");
    let is_waited_for = |(class, _): (&Urgency, _)| class.is_waited_for();
    assert!(!whole.iter().any(is_waited_for), "nobody called: {whole:?}");
    // The 2,000 are read, looked at again when they are old enough, and then no more: a question a minute.
    let late = by_class(&seen, begun + Duration::minutes(40), end);
    assert!(late.get(&Urgency::Poll).is_some_and(|polls| *polls <= 21), "{late:?}");
}
