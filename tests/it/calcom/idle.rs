//! An hour in which nobody calls: what the key's calls go to, by class, as the client itself tells.

use crate::phone::questions::{PEOPLE, event_type, salon_with};
use crate::support::harness::TestApp;
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
    (0..BOOKINGS).for_each(|n| book(&app, n));
    let (seen, begun) = (witness(&app), app.clock.now());
    let end = begun + Duration::HOUR;
    while app.clock.now() < end {
        app.appliance.work.tick();
        app.clock.forward(Duration::SECOND);
    }
    assert_eq!(app.count("SELECT count(*) FROM calcom_bookings"), BOOKINGS, "none is missed");
    let moments: Vec<OffsetDateTime> = seen.lock().unwrap().iter().map(|(at, _)| *at).collect();
    let mut worst = (0, BTreeMap::new());
    for from in moments {
        let counts = by_class(&seen, from, from + Duration::MINUTE);
        let all: usize = counts.values().sum();
        if all > worst.0 {
            worst = (all, counts.clone());
        }
        let prefetched = counts.get(&Urgency::Prefetch).copied().unwrap_or_default();
        assert!(prefetched <= PREFETCHED_IN_A_MINUTE_MAX, "from {from}: {counts:?}");
        // With or without what is fetched ahead.
        let rest = all - prefetched;
        assert!(rest <= IN_A_MINUTE_MAX - PREFETCHED_IN_A_MINUTE_MAX, "from {from}: {counts:?}");
    }
    let whole = by_class(&seen, begun, end);
    println!("the worst minute: {} calls {:?}; the whole hour: {whole:?}", worst.0, worst.1);
    assert!(worst.0 <= IN_A_MINUTE_MAX, "{worst:?}");
    let is_waited_for = |(class, _): (&Urgency, _)| class.is_waited_for();
    assert!(!whole.iter().any(is_waited_for), "nobody called: {whole:?}");
    // The 2,000 are read, looked at again when they are old enough, and then no more: a question a minute.
    let late = by_class(&seen, begun + Duration::minutes(40), end);
    assert!(late.get(&Urgency::Poll).is_some_and(|polls| *polls <= 21), "{late:?}");
}
