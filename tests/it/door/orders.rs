//! In whatever order the states of a booking arrive, and however often: the same rows. All 720 orders of six
//! deliveries of several lives, random choices of them, and real webhooks.

use crate::support::dump;
use crate::support::harness::{
    BEARD_JUERGEN, CUT_EMMA, CUT_JUERGEN, CUT_POOL, HOST_EMMA, HOST_JUERGEN, NOT_FOUND_BY_HOST,
    START, TestApp,
};
use chairside::domain::Error;
use chairside::domain::host::identity::{Host, HostSighting};
use chairside::domain::ids::HostId;
use chairside::domain::visit::booking::{Attendee, BookingFacts, BookingStatus, Source, meta};
use chairside::frontdesk::door::record;
use chairside::frontdesk::door::rules::{Rules, Seen};
use proptest::prelude::*;
use serde_json::json;
use std::sync::mpsc;
use time::Duration;
use time::macros::datetime;

/// A delivery: one state of one booking, by one road.
fn state(uid: &str, event_type: i64, second: i64, status: BookingStatus) -> Seen {
    let start = datetime!(2026-11-24 09:00 UTC);
    let metadata = [
        (meta::REF, "ref-1"),
        (meta::SEGMENT, "A"),
        (meta::SERVICE, "schnitt"),
        (meta::SOURCE, "retell_phone"),
    ];
    let facts = BookingFacts {
        uid: uid.into(),
        status,
        start,
        end: start + Duration::minutes(45),
        event_type_id: Some(event_type),
        updated_at: Some(START + Duration::seconds(second)),
        host: HostSighting::Absent,
        attendee: Some(Attendee {
            name: "Zoë Beispiel".into(),
            email: Some("visit+ref-1@visits.example".into()),
            phone: Some("+493023125101".into()),
        }),
        addresses: vec!["visit+ref-1@visits.example".into()],
        metadata: metadata.into_iter().map(|(key, value)| (key.into(), value.into())).collect(),
        rescheduled_from: None,
        rescheduled_to: None,
        is_read: true,
        is_absent: None,
    };
    Seen::of(facts, Source::CalcomWebhook)
}

pub fn host(mut seen: Seen, id: i64, source: &str) -> Seen {
    let (name, email) = match id {
        HOST_EMMA => ("Emma Vogel", "emma@salon.example"),
        HOST_JUERGEN => ("Juergen Weiss", "jw@privat.example"),
        _ => ("Nobody Known", "nobody@example.com"),
    };
    let host = Host {
        id: HostId(id),
        name: Some(name.into()),
        emails: vec![email.into()],
        username: None,
        time_zone: Some("Europe/Berlin".into()),
    };
    seen.facts.host = HostSighting::Seen { host, source: source.into() };
    seen
}

pub fn moved(mut seen: Seen, from: Option<&str>, to: Option<&str>, minutes: i64) -> Seen {
    seen.facts.rescheduled_from = from.map(str::to_owned);
    seen.facts.rescheduled_to = to.map(str::to_owned);
    seen.facts.start += Duration::minutes(minutes);
    seen.facts.end += Duration::minutes(minutes);
    seen
}

/// Booked at Cal.com's own page: nothing of ours is in it.
fn foreign(mut seen: Seen) -> Seen {
    seen.facts.metadata.clear();
    seen
}

use BookingStatus::{Accepted, Cancelled, Pending};

/// Booked without a host, seen with one, handed on, moved; the old one and then the new one off, naming nobody.
fn a_full_life() -> Vec<Seen> {
    let gone = |mut seen: Seen| {
        seen.facts.host = HostSighting::Unknown { source: "get:data.hosts".into() };
        seen
    };
    let mut posted = state("u1", CUT_POOL, 1, Accepted);
    posted.facts.attendee = None;
    vec![
        posted,
        host(state("u1", CUT_POOL, 1, Accepted), HOST_EMMA, "get:data.hosts"),
        host(state("u1", CUT_POOL, 2, Accepted), HOST_JUERGEN, "list:hosts"),
        moved(
            host(state("u2", CUT_POOL, 3, Accepted), HOST_EMMA, "post:data.hosts"),
            Some("u1"),
            None,
            60,
        ),
        moved(gone(state("u1", CUT_POOL, 3, Cancelled)), None, Some("u2"), 0),
        moved(gone(state("u2", CUT_POOL, 4, Cancelled)), Some("u1"), None, 60),
    ]
}

/// Three bookings in a chain, none of them ours: nothing but the chain says that they are one visit.
fn a_foreign_chain() -> Vec<Seen> {
    let of = |uid, second, status, host_id| {
        foreign(host(state(uid, CUT_POOL, second, status), host_id, "list:hosts"))
    };
    vec![
        of("a", 1, Accepted, HOST_EMMA),
        moved(of("a", 2, Cancelled, HOST_EMMA), None, Some("b"), 0),
        moved(of("b", 2, Accepted, HOST_JUERGEN), Some("a"), None, 30),
        moved(of("b", 3, Cancelled, HOST_JUERGEN), Some("a"), Some("c"), 30),
        moved(of("c", 3, Pending, 4711), Some("b"), None, 90),
        moved(of("c", 4, Accepted, HOST_EMMA), Some("b"), None, 90),
    ]
}

/// Moved to another staff member: booked anew there, then cancelled here. Nothing links the two but our reference.
fn a_move_to_somebody_else() -> Vec<Seen> {
    let wish = |mut seen: Seen, key: &str| {
        let staff = chairside::store::service::salon_keys::staff_uuid("probe", key);
        seen.facts.metadata.insert(meta::PREFERRED.into(), staff);
        seen
    };
    let emma = |second, status| wish(state("e", CUT_EMMA, second, status), "emma");
    let juergen = |second, status| {
        let there = state("j", CUT_JUERGEN, second, status);
        wish(moved(there, None, None, 120), "juergen")
    };
    vec![
        emma(1, Accepted),
        host(emma(1, Accepted), HOST_EMMA, "post:data.hosts"),
        host(juergen(2, Accepted), HOST_JUERGEN, "post:data.hosts"),
        host(emma(3, Cancelled), HOST_EMMA, "post:data.hosts"),
        host(juergen(4, Accepted), HOST_JUERGEN, "list:hosts"),
        host(juergen(4, Accepted), HOST_JUERGEN, "get:data.hosts"),
    ]
}

/// The order of the deliveries as indices, each one to three times: `variant` chooses how often.
fn with_repeats(order: &[usize], variant: usize) -> Vec<usize> {
    let mut all = Vec::new();
    for (place, index) in order.iter().enumerate() {
        let times = 1 + (variant + place * 7 + index * 5) % 3;
        // The first time now; the others behind what has come until then.
        all.push(*index);
        for again in 1..times {
            all.insert((variant + again * 3) % (all.len() + 1), *index);
        }
    }
    all
}

fn permutations(count: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for next in 0..count {
        let longer = |shorter: Vec<usize>| {
            (0..=shorter.len()).map(move |place| {
                let mut one = shorter.clone();
                one.insert(place, next);
                one
            })
        };
        all = all.into_iter().flat_map(longer).collect();
    }
    all
}

/// Records the deliveries in this order in a database with nothing in it, and gives what is left, canonically.
/// The transaction is taken back, so the database stays as it was.
fn left_by(app: &TestApp, deliveries: &[Seen]) -> Vec<String> {
    let desk = &app.appliance.desk;
    let (rules, deliveries) = (Rules::of(&desk.salon), deliveries.to_vec());
    let (tell, told) = mpsc::channel();
    let outcome: Result<(), Error> = desk.store.write(move |tx| {
        for seen in &deliveries {
            record::record(tx, &rules, seen, START)?;
        }
        dump::assert_chain_intact(tx);
        assert!(
            !tx.prepare_cached(NOT_FOUND_BY_HOST)?.exists([])?,
            "a host's segment is not found"
        );
        tell.send(dump::canonical(tx)).unwrap();
        Err(Error::invalid("taken back"))
    });
    assert!(matches!(&outcome, Err(Error::Invalid(why)) if why == "taken back"), "{outcome:?}");
    told.recv().unwrap()
}

fn differences(one: &[String], other: &[String]) -> String {
    let only = |a: &[String], b: &[String]| {
        a.iter().filter(|line| !b.contains(line)).cloned().collect::<Vec<_>>()
    };
    format!("only here: {:#?}\nonly there: {:#?}", only(one, other), only(other, one))
}

pub fn all_720_orders_end_the_same(life: &[Seen], shown: &[(&str, &str)]) {
    let app = TestApp::start();
    let expected = left_by(&app, life);
    for (column, value) in shown {
        let pair = format!("{column:?}: {value:?}");
        let appointments: Vec<&String> =
            expected.iter().filter(|line| line.starts_with("appointments ")).collect();
        assert_eq!(appointments.len(), 1, "one visit: {appointments:#?}");
        assert!(appointments[0].contains(&pair), "{pair} is not in {}", appointments[0]);
    }
    let orders = permutations(life.len());
    assert_eq!(orders.len(), 720);
    for (variant, order) in orders.iter().enumerate() {
        let order = with_repeats(order, variant);
        let deliveries: Vec<Seen> = order.iter().map(|index| life[*index].clone()).collect();
        let left = left_by(&app, &deliveries);
        assert_eq!(left, expected, "order {order:?}: {}", differences(&left, &expected));
    }
}

#[test]
fn a_full_life_in_720_orders() {
    let shown = [
        ("status", "cancelled"),
        ("calcom_v2_booking_uid", "u2"),
        ("calcom_host_id", "7001"),
        ("starts_at", "2026-11-24T10:00:00Z"),
        ("metadata", r#"{"attendee_name":"Zoë Beispiel"}"#),
    ];
    all_720_orders_end_the_same(&a_full_life(), &shown);
}

#[test]
fn a_foreign_chain_in_720_orders() {
    let shown = [
        ("status", "confirmed"),
        ("calcom_v2_booking_uid", "c"),
        ("starts_at", "2026-11-24T10:30:00Z"),
    ];
    all_720_orders_end_the_same(&a_foreign_chain(), &shown);
}

#[test]
fn a_move_to_somebody_else_in_720_orders() {
    let shown =
        [("status", "confirmed"), ("calcom_v2_booking_uid", "j"), ("calcom_host_id", "7002")];
    all_720_orders_end_the_same(&a_move_to_somebody_else(), &shown);
}

/// What nobody has planned: a choice of states of every life above and some more, some missing, some repeated.
fn any_life() -> impl Strategy<Value = Vec<Seen>> {
    let spread =
        prop_oneof![Just(a_full_life()), Just(a_foreign_chain()), Just(a_move_to_somebody_else())];
    let more = (0..5_i64, 0..4_usize, 0..4_usize, any::<bool>()).prop_map(
        |(second, status, who, is_old)| {
            let status = [Accepted, Pending, Cancelled, BookingStatus::Rejected][status];
            let seen =
                state("u1", [CUT_POOL, CUT_EMMA, BEARD_JUERGEN, CUT_JUERGEN][who], second, status);
            let mut seen = match who {
                0 => seen,
                1 => host(seen, HOST_EMMA, "list:hosts"),
                2 => host(seen, HOST_JUERGEN, "get:data.hosts"),
                _ => host(seen, 4711, "post:data.hosts"),
            };
            seen.facts.event_type_id = Some(CUT_POOL);
            seen.facts.updated_at = seen.facts.updated_at.filter(|_| !is_old);
            if let Some(attendee) = seen.facts.attendee.as_mut().filter(|_| second == 0) {
                attendee.phone = None;
            }
            seen
        },
    );
    let lives = (spread, proptest::collection::vec(more, 0..4));
    lives.prop_map(|(mut life, more)| {
        // Only a life of u1 can go on as u1's.
        if life[0].facts.uid == "u1" {
            life.extend(more);
        }
        life
    })
}

fn two_orders() -> impl Strategy<Value = (Vec<Seen>, Vec<Seen>)> {
    any_life()
        .prop_flat_map(|life| {
            let count = life.len();
            let chosen = proptest::sample::subsequence((0..count).collect::<Vec<_>>(), 1..=count);
            (Just(life), chosen).prop_flat_map(|(life, chosen)| {
                let twice: Vec<usize> = chosen.iter().chain(&chosen).copied().collect();
                (Just(life), Just(chosen).prop_shuffle(), Just(twice).prop_shuffle())
            })
        })
        .prop_map(|(life, one, other)| {
            let pick =
                |order: Vec<usize>| order.into_iter().map(|index| life[index].clone()).collect();
            (pick(one), pick(other))
        })
}

#[test]
fn the_rows_follow_from_the_set_of_states_seen() {
    let app = TestApp::start();
    let config =
        ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    runner
        .run(&two_orders(), |(one, other)| {
            let (left, right) = (left_by(&app, &one), left_by(&app, &other));
            prop_assert_eq!(&left, &right, "{}", differences(&left, &right));
            Ok(())
        })
        .unwrap();
}

/// A life at Cal.com, whose webhooks come late, out of order and twice, while the program works.
fn lived(variant: usize) -> Vec<String> {
    let app = TestApp::start();
    let mut late = Vec::new();
    let mut deliver = |app: &TestApp, step: usize, all: bool| {
        late.extend(app.sandbox.take_webhooks());
        let mut choice = variant * 31 + step * 17;
        while !late.is_empty() && (all || !choice.is_multiple_of(3)) {
            let webhook = late.swap_remove(choice % late.len());
            for _ in 0..=choice % 2 {
                assert_eq!(app.deliver(webhook.body.as_bytes(), &webhook.signature), 204);
            }
            if choice % 5 < 2 {
                app.appliance.work.tick();
            }
            choice = choice / 2 + 13 * choice % 101;
        }
    };
    let body = json!({ "eventTypeId": CUT_POOL, "start": "2026-11-24T09:00:00Z", "attendee":
        { "name": "Ada Anders", "email": "ada@example.com", "timeZone": "Europe/Berlin" } });
    let mut uid = app.at_calcom("/v2/bookings", &body)["uid"].as_str().unwrap().to_owned();
    deliver(&app, 0, false);
    app.at_calcom(&format!("/v2/bookings/{uid}/reassign/{HOST_JUERGEN}"), &json!({}));
    deliver(&app, 1, false);
    for (step, start) in [(2, "2026-11-24T11:00:00Z"), (3, "2026-11-25T09:00:00Z")] {
        let body = json!({ "start": start, "reschedulingReason": "-" });
        let next = app.at_calcom(&format!("/v2/bookings/{uid}/reschedule"), &body);
        uid = next["uid"].as_str().unwrap().to_owned();
        deliver(&app, step, false);
    }
    if variant.is_multiple_of(2) {
        let reason = json!({ "cancellationReason": "-" });
        app.at_calcom(&format!("/v2/bookings/{uid}/cancel"), &reason);
    }
    deliver(&app, 4, true);
    app.settle();
    assert_eq!(app.rows("SELECT calcom_v2_booking_uid FROM appointments"), [uid]);
    let connection = rusqlite::Connection::open(app.database()).unwrap();
    dump::assert_chain_intact(&connection);
    // Which hosts were seen on the way, and when a row was last written, is the way's; what is so now is not.
    let mut lines = dump::canonical(&connection);
    lines.retain(|line| {
        !line.starts_with("calcom_host_mapping") && !line.starts_with("calcom_bookings")
    });
    lines.iter().map(|line| without_times_of_record(line)).collect()
}

fn without_times_of_record(line: &str) -> String {
    let kept = line.split(", ").filter(|field| {
        !["\"created_at\"", "\"updated_at\"", "\"host_source\""]
            .iter()
            .any(|column| field.contains(column))
    });
    kept.collect::<Vec<_>>().join(", ")
}

#[test]
fn real_webhooks_in_many_orders() {
    let expected = [lived(0), lived(1)];
    for variant in 2..40 {
        assert_eq!(lived(variant), expected[variant % 2], "variant {variant}");
    }
}
