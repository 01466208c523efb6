//! Appointments as a lost host leaves them: booked at Cal.com, recorded without host, so without staff member.

use crate::support::harness::{HOST_EMMA, HOST_JUERGEN, TestClock};
use chairside::calcom::{Calcom, NewBooking};
use chairside::domain::host::identity::HostSighting;
use chairside::domain::visit::booking::{BookingFacts, Source};
use chairside::frontdesk::Desk;
use chairside::frontdesk::door::record;
use chairside::frontdesk::door::rules::{Rules, Seen};
use chairside::sandbox::stand_in::{Sandbox, SandboxEventType, SandboxUser};
use std::collections::BTreeMap;
use std::time::Instant;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

/// A host whom nobody of the staff is.
pub const HOST_STRANGER: i64 = 7003;
/// Her bookings' event type; the others' follow it.
const EVENT_TYPES: [(i64, i64); 3] = [(601, HOST_EMMA), (602, HOST_JUERGEN), (603, HOST_STRANGER)];
const MINUTES: i64 = 15;
/// From 9:00 to 18:00.
const PER_DAY: i64 = 36;
/// A Monday, 9:00 in Berlin.
const FIRST: OffsetDateTime = datetime!(2026-11-30 08:00 UTC);
/// Bookings made before the clock is put on, so that no rate limit is met.
const PER_MINUTE: i64 = 100;

/// Event types of 15 minutes for both stylists and a stranger.
pub fn furnish(sandbox: &Sandbox) {
    let stranger = SandboxUser::new(HOST_STRANGER, "Fremde Person", "fremd@example.com", "fremd");
    sandbox.add_user(stranger);
    for (id, host) in EVENT_TYPES {
        let slug = format!("kurz-{host}");
        let event_type = SandboxEventType::personal("Kurz", &slug, 15, host);
        sandbox.add_event_type(SandboxEventType { id: Some(id), ..event_type });
    }
}

/// The n-th start of a host: day by day, Sundays left out.
fn start(n: i64) -> OffsetDateTime {
    let day = n / PER_DAY;
    FIRST + Duration::days(day + day / 6) + Duration::minutes(MINUTES * (n % PER_DAY))
}

/// Books at Cal.com for a host and gives what her answer would have been without hosts in it.
pub fn book(calcom: &dyn Calcom, clock: &TestClock, hosts: &[i64]) -> Vec<BookingFacts> {
    let mut taken: BTreeMap<i64, i64> = BTreeMap::new();
    let mut booked = Vec::new();
    for (n, host) in (0_i64..).zip(hosts) {
        if n % PER_MINUTE == 0 {
            clock.forward(Duration::seconds(61));
        }
        let place = taken.entry(*host).or_default();
        let (event_type_id, _) = *EVENT_TYPES.iter().find(|(_, one)| one == host).unwrap();
        let new = NewBooking {
            event_type_id,
            start: start(*place),
            length_minutes: None,
            attendee_name: format!("Kundin {n}"),
            attendee_email: format!("visit+b{n}@visits.example"),
            attendee_phone: None,
            attendee_time_zone: "Europe/Berlin".into(),
            attendee_language: "de".into(),
            metadata: BTreeMap::new(),
        };
        *place += 1;
        let deadline = Instant::now() + std::time::Duration::from_secs(30);
        let facts = calcom.book(&new, deadline).unwrap();
        assert!(facts.host.host().is_some());
        booked.push(BookingFacts { host: HostSighting::Absent, ..facts });
    }
    booked
}

/// Records them in one write, as the phone's.
pub fn record(desk: &Desk, booked: Vec<BookingFacts>) {
    let (rules, now) = (Rules::of(&desk.salon), desk.now());
    let recorded = desk.store.write(move |tx| {
        for facts in booked {
            record::record(tx, &rules, &Seen::of(facts, Source::RetellPhone), now)?;
        }
        Ok(())
    });
    recorded.unwrap();
}

/// A booking that Cal.com does not have.
pub fn gone(like: &BookingFacts, n: usize) -> BookingFacts {
    BookingFacts { uid: format!("goneGoneGoneGone{n:06}"), ..like.clone() }
}

/// Books one event type at ten o'clock of so many days on end.
pub fn book_days(calcom: &dyn Calcom, event_type_id: i64, days: i64) -> Vec<BookingFacts> {
    let book = |day: i64| {
        let new = NewBooking {
            event_type_id,
            start: FIRST + Duration::days(day) + Duration::hours(1),
            length_minutes: None,
            attendee_name: format!("Kundin {day}"),
            attendee_email: format!("visit+d{event_type_id}-{day}@visits.example"),
            attendee_phone: None,
            attendee_time_zone: "Europe/Berlin".into(),
            attendee_language: "de".into(),
            metadata: BTreeMap::new(),
        };
        let deadline = Instant::now() + std::time::Duration::from_secs(30);
        BookingFacts { host: HostSighting::Absent, ..calcom.book(&new, deadline).unwrap() }
    };
    (0..days).map(book).collect()
}
