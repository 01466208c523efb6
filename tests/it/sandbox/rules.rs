//! Who gets a booking, when one is refused, and what the judge sees.

use crate::sandbox::world::{BEN, CARO, OWNER, World, booking};
use chairside::sandbox::stand_in::{SandboxCounts, SandboxKind, SandboxOptions};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;
use time::macros::datetime;

#[test]
fn bodies_that_are_wrong_book_nothing() {
    let world = World::start();
    let with = |pointer: &str, value: Value| {
        let mut body = booking(world.personal, "10:00", "Uwe");
        let (place, field) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(place).unwrap()[field] = value;
        body
    };
    let long = "x".repeat(501);
    let many: Value =
        (0..51).map(|n| (format!("k{n}"), json!(n))).collect::<serde_json::Map<_, _>>().into();
    let cases = [
        (
            with("/colour", json!("red")),
            400,
            "colour property is wrong,property colour should not exist ",
        ),
        (with("/end", json!("2030-01-07T10:30:00Z")), 400, "end property is wrong"),
        (with("/attendee/age", json!(3)), 400, "age property is wrong"),
        (with("/attendee/name", json!(" ")), 400, "attendee.name"),
        (with("/attendee/timeZone", json!("Hamburg")), 400, "attendee.timeZone"),
        (with("/attendee/email", Value::Null), 400, "email or a phone"),
        (with("/attendee/phoneNumber", json!("040 1")), 400, "phoneNumber"),
        (with("/attendee/language", json!("xx")), 400, "language"),
        (with("/metadata/x", json!(long)), 400, "500"),
        (with("/metadata/x", Value::Null), 400, "strings, numbers"),
        (with(&format!("/metadata/{}", "k".repeat(41)), json!(1)), 400, "40"),
        (with("/metadata", many), 400, "50 keys"),
        (with("/start", json!("soon")), 400, "start"),
        (with("/start", json!("2030-01-07T06:59:59Z")), 400, "in the past"),
        (with("/start", json!("2030-01-07T07:30:00Z")), 400, "not available"),
        (with("/start", json!("2030-01-07T16:45:00Z")), 400, "not available"),
        (with("/start", json!("2030-01-13T10:00:00Z")), 400, "not available"),
        (with("/lengthInMinutes", json!(45)), 400, "lengthInMinutes"),
        (with("/eventTypeId", json!(1)), 404, "Event type with id 1"),
        (with("/eventTypeId", Value::Null), 400, "eventTypeId"),
    ];
    for (body, status, message) in cases {
        let answer = world.post("/v2/bookings", &body);
        assert_eq!(answer.status, status, "{body}");
        assert!(answer.message().contains(message), "{message}: {answer:?}");
    }
    assert_eq!(world.post("/v2/bookings", &json!([])).status, 400);
    assert_eq!(world.sandbox.counts().created, 0);
    let mut by_phone = with("/attendee/email", Value::Null);
    by_phone["attendee"]["phoneNumber"] = json!("+4917139200 11".replace(' ', ""));
    let answer = world.post("/v2/bookings", &by_phone);
    assert_eq!(answer.at("/data/attendees/0/email"), "491713920011@sms.cal.com");
    assert_eq!(answer.at("/data/attendees/0/phoneNumber"), "+491713920011");
}

#[test]
fn a_taken_slot_is_refused_in_the_words_of_its_kind() {
    let world = World::start();
    assert_eq!(world.book(world.personal, "10:00", "Uwe").status, 201);
    let again = world.book(world.personal, "10:15", "Eva");
    assert_eq!(again.message(), "User either already has booking at this time or is not available");
    let same = world.book(world.personal, "10:00", "Uwe");
    assert_eq!(same.status, 400, "a personal event type does not know its own booking again");
    for name in ["Ida", "Ole"] {
        assert_eq!(world.book(world.pool, "10:00", name).status, 201);
    }
    let third = world.book(world.pool, "10:00", "Eva");
    let words = "One of the hosts either already has booking at this time or is not available";
    assert_eq!((third.status, third.message()), (400, words));
    let none = world.event_type("nobody", |spec| spec.hosts.clear());
    assert_eq!(world.book(none, "10:00", "Eva").status, 422);
}

#[test]
fn a_round_robin_shares_fairly_and_knows_its_bookings_again() {
    let world = World::start();
    let first = world.book(world.pool, "10:00", "Uwe");
    let again = world.book(world.pool, "10:00", "Uwe");
    assert_eq!((again.status, again.uid()), (201, first.uid()));
    let hosts: Vec<i64> = [("11:00", "Eva"), ("12:00", "Ida"), ("13:00", "Ole")]
        .map(|(start, name)| {
            world.book(world.pool, start, name).at("/data/hosts/0/id").as_i64().unwrap()
        })
        .to_vec();
    assert_eq!(first.at("/data/hosts/0/id"), BEN);
    assert_eq!(hosts, [CARO, BEN, CARO]);
    assert_eq!(world.sandbox.counts().created, 4);
    let subset = world.event_type("subset", |spec| {
        spec.host_subset_enabled = true;
        spec.hosts = vec![OWNER.into(), BEN.into()];
    });
    let mut body = booking(subset, "14:00", "Uwe");
    body["rrHostSubsetIds"] = json!([BEN]);
    assert_eq!(world.post("/v2/bookings", &body).at("/data/hosts/0/id"), BEN);
}

#[test]
fn fixed_hosts_and_collectives_hide_the_others_among_the_attendees() {
    let world = World::start();
    let fixed = world.event_type("fixed", |spec| {
        spec.hosts = vec![BEN.into(), OWNER.into(), CARO.into()];
        spec.hosts[1].fixed = true;
    });
    let booked = world.book(fixed, "10:00", "Uwe");
    assert_eq!(booked.at("/data/hosts/0/id"), OWNER, "the fixed host is the organizer");
    assert_eq!(booked.at("/data/attendees/1/email"), "ben@salon.example");
    let path = format!("/v2/bookings/{}/reassign/{CARO}", booked.uid());
    let reassigned = world.post(&path, &json!({}));
    assert_eq!(reassigned.at("/data/reassignedTo/id"), OWNER, "the organizer stays");
    let after = world.get(&format!("/v2/bookings/{}", booked.uid()));
    assert_eq!(after.at("/data/attendees/1/email"), "caro@salon.example");
    let busy = world.book(fixed, "10:00", "Eva");
    assert_eq!(busy.body, json!({ "statusCode": 500, "message": "Internal server error" }));

    let all = world.event_type("all", |spec| {
        spec.kind = SandboxKind::Collective;
        spec.hosts = vec![CARO.into(), BEN.into()];
    });
    let booked = world.book(all, "11:00", "Uwe");
    assert_eq!(booked.at("/data/hosts").as_array().unwrap().len(), 1);
    assert_eq!(booked.at("/data/hosts/0/id"), CARO);
    assert_eq!(booked.at("/data/attendees/1/email"), "ben@salon.example");
    assert_eq!(world.book(world.pool, "11:00", "Eva").status, 400, "both are busy");
}

#[test]
fn a_reschedule_makes_a_new_booking_and_a_chain() {
    let world = World::start();
    let first = world.book(world.personal, "10:00", "Uwe").uid();
    let at = |hour: u32| json!({ "start": format!("2030-01-07T{hour}:15:00Z") });
    let path = format!("/v2/bookings/{first}/reschedule");
    let second = world.post(&path, &at(10)).uid();
    assert_ne!(first, second);
    let old = world.get(&format!("/v2/bookings/{first}"));
    assert_eq!(old.at("/data/status"), "cancelled");
    assert_eq!(old.at("/data/rescheduledToUid"), second.as_str());
    assert_ne!(
        old.at("/data/updatedAt"),
        old.at("/data/createdAt"),
        "though the clock stands still"
    );
    let stale = world.post(&path, &at(12));
    assert!(stale.status == 400 && stale.message().contains(&second), "{stale:?}");
    let third = world.post(&format!("/v2/bookings/{second}/reschedule"), &at(15));
    assert_eq!(third.at("/data/rescheduledFromUid"), second.as_str());
    let standing = world.sandbox.orphans(&BTreeSet::new());
    assert_eq!(standing.iter().map(|b| &b.uid).collect::<Vec<_>>(), [&third.uid()]);
    assert!(world.sandbox.orphans(&BTreeSet::from([third.uid()])).is_empty());
    let counts = SandboxCounts { created: 3, cancelled: 2, standing: 1 };
    assert_eq!(world.sandbox.counts(), counts);
}

#[test]
fn a_cancelled_booking_frees_its_slot_and_stays_cancelled() {
    let world = World::start();
    let uid = world.book(world.personal, "10:00", "Uwe").uid();
    let path = format!("/v2/bookings/{uid}/cancel");
    assert_eq!(world.post(&path, &json!({})).status, 400, "a reason is demanded");
    let reason = json!({ "cancellationReason": "ill" });
    assert_eq!(world.post(&path, &reason).status, 200);
    let again = world.post(&path, &reason);
    assert!(again.status == 400 && again.message().contains("cancelled already"));
    assert_eq!(world.book(world.personal, "10:00", "Eva").status, 201);
    assert_eq!(world.post("/v2/bookings/none/cancel", &reason).status, 404);
}

#[test]
fn pending_bookings_wait_for_an_answer() {
    let world = World::start();
    let pending = world.event_type("ask", |spec| spec.requires_confirmation = true);
    let first = world.book(pending, "10:00", "Uwe");
    assert_eq!(first.at("/data/status"), "pending");
    assert_eq!(world.book(pending, "10:00", "Uwe").uid(), first.uid());
    assert_eq!(world.book(pending, "10:00", "Eva").status, 400, "it holds its slot");
    let act = |uid: &str, verb: &str| world.post(&format!("/v2/bookings/{uid}/{verb}"), &json!({}));
    assert_eq!(act(&first.uid(), "confirm").at("/data/status"), "accepted");
    assert_eq!(act(&first.uid(), "confirm").status, 400);
    let second = world.book(pending, "11:00", "Uwe").uid();
    assert_eq!(act(&second, "decline").at("/data/status"), "rejected");
    assert_eq!(world.book(pending, "11:00", "Eva").status, 201);
}

#[test]
fn absences_are_marked_after_the_start() {
    let world = World::start();
    let uid = world.book(world.personal, "10:00", "Uwe").uid();
    let path = format!("/v2/bookings/{uid}/mark-absent");
    let body = json!({ "attendees": [{ "email": "uwe@kunde.example", "absent": true }] });
    assert_eq!(world.post(&path, &body).status, 400);
    world.set_clock(datetime!(2030-01-07 10:20 UTC));
    let marked = world.post(&path, &body);
    assert_eq!(marked.at("/data/attendees/0/absent"), true);
    assert_eq!(marked.at("/data/absentHost"), false);
}

#[test]
fn a_reassign_keeps_the_uid_and_changes_the_host() {
    let world = World::start();
    let uid = world.book(world.pool, "10:00", "Uwe").uid();
    let auto = world.post(&format!("/v2/bookings/{uid}/reassign"), &json!({}));
    assert_eq!((auto.status, auto.at("/data/reassignedTo/id")), (200, &json!(CARO)));
    assert_eq!(auto.at("/data/bookingUid"), uid.as_str());
    let back = world.post(&format!("/v2/bookings/{uid}/reassign/{BEN}"), &json!({ "reason": "x" }));
    assert_eq!(back.at("/data/reassignedTo/email"), "ben@salon.example");
    let after = world.get(&format!("/v2/bookings/{uid}"));
    assert_eq!(after.at("/data/hosts/0/id"), BEN);
    assert_eq!(world.post(&format!("/v2/bookings/{uid}/reassign/{OWNER}"), &json!({})).status, 400);
    world.sandbox.remove_user(BEN);
    let orphan = world.get(&format!("/v2/bookings/{uid}"));
    assert_eq!(orphan.at("/data/hosts/0/id"), "unknown");
    assert_eq!(orphan.at("/data/hosts/0/timeZone"), &Value::Null);
}

#[test]
fn a_race_for_one_slot_has_one_winner() {
    let delay = Duration::from_millis(100);
    let world = World::with(SandboxOptions { delay, ..SandboxOptions::default() });
    let mut statuses: Vec<u16> = thread::scope(|scope| {
        let callers: Vec<_> = ["Uwe", "Eva"]
            .map(|name| scope.spawn(|| world.book(world.personal, "10:00", name).status))
            .into_iter()
            .collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    });
    statuses.sort();
    assert!(statuses == [201, 409] || statuses == [201, 400], "{statuses:?}");
    assert_eq!(world.sandbox.counts().standing, 1);
}
