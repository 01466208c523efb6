//! Every fault, and whether the booking was made in spite of it.

use crate::sandbox::world::{OWNER, World, booking};
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation};
use serde_json::{Value, json};
use std::io::Read;
use std::time::{Duration, Instant};

/// Books at ten with a fault asked for in the header.
fn book_with(world: &World, fault: &str) -> Result<crate::sandbox::world::Answer, ureq::Error> {
    let body = booking(world.personal, "10:00", "Uwe");
    world.call("POST", "/v2/bookings", Some(&body), &[("x-sandbox-fault", fault)])
}

#[test]
fn answers_that_lie_or_refuse() {
    let cases: [(&str, u16, usize, &str); 13] = [
        ("error-500-before", 500, 0, "{\"message\":\"Internal server error\",\"statusCode\":500}"),
        ("error-500-after", 500, 1, "{\"message\":\"Internal server error\",\"statusCode\":500}"),
        ("error-503", 503, 0, "\"status\":\"error\""),
        ("html-502", 502, 1, "<html>"),
        ("html-200", 200, 0, "<html>"),
        ("429", 429, 0, "ThrottlerException"),
        ("status-error-200", 200, 0, "\"status\":\"error\""),
        ("data-array", 201, 1, "\"data\":[{"),
        ("slot-taken", 400, 0, "already has booking"),
        ("conflict-409", 409, 0, "booking_conflict_error"),
        ("redirect=http://other.example/x", 302, 0, "Found"),
        ("drip-ms=0", 201, 1, "\"status\":\"success\""),
        ("delay-ms=1,delay-after-ms=1", 201, 1, "\"status\":\"success\""),
    ];
    for (fault, status, made, text) in cases {
        let world = World::start();
        let answer = book_with(&world, fault).expect(fault);
        assert_eq!(answer.status, status, "{fault}");
        assert!(answer.text.contains(text), "{fault}: {}", answer.text);
        assert_eq!(world.sandbox.counts().created, made, "{fault}");
        if status == 302 {
            assert_eq!(answer.header("location"), Some("http://other.example/x"));
        }
    }
}

#[test]
fn answers_that_never_come_whole() {
    for (fault, made) in [("lost-answer", 1), ("never-arrives", 0), ("cut-body", 1)] {
        let world = World::start();
        assert!(book_with(&world, fault).is_err(), "{fault}");
        assert_eq!(world.sandbox.counts().created, made, "{fault}");
        let found = world.get("/v2/bookings?attendeeEmail=uwe@kunde.example");
        assert_eq!(found.at("/pagination/totalItems"), made, "{fault}: it can be looked up");
        let statuses: Vec<u16> =
            world.sandbox.requests().iter().map(|entry| entry.status).collect();
        let logged = if fault == "cut-body" { 201 } else { 0 };
        assert_eq!(statuses, [logged, 200], "{fault}");
    }
}

#[test]
fn a_huge_answer_goes_on_until_the_client_has_enough() {
    let mut world = World::start();
    let url = format!("{}/v2/me", world.sandbox.base_url());
    let request = world.agent.get(url).header("authorization", "Bearer cal_sandbox_demo");
    let mut answer = request.header("x-sandbox-fault", "huge").call().unwrap();
    let mut read = 0;
    let mut chunk = vec![0; 1 << 16];
    let mut body = answer.body_mut().as_reader();
    while read < 8 << 20 {
        let more = body.read(&mut chunk).unwrap();
        assert!(more > 0);
        read += more;
    }
    // Neither the client that stops reading nor the thread that still writes may hold up the end.
    let started = Instant::now();
    world.sandbox.stop();
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
}

#[test]
fn a_drip_takes_its_time_and_ends_with_the_sandbox() {
    let mut world = World::start();
    let url = format!("{}/v2/me", world.sandbox.base_url());
    let request = world.agent.get(url).header("authorization", "Bearer cal_sandbox_demo");
    let mut answer = request.header("x-sandbox-fault", "drip-ms=60000").call().unwrap();
    let started = Instant::now();
    world.sandbox.stop();
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
    assert!(answer.body_mut().read_to_string().is_err(), "the body never came whole");
}

#[test]
fn hosts_in_other_places() {
    let cases: [(&str, &str, Value); 6] = [
        ("hosts-empty", "/data/hosts", json!([])),
        ("unknown-host", "/data/hosts/0/id", json!("unknown")),
        ("host-in-user", "/data/user/id", json!(OWNER)),
        ("host-in-organizer", "/data/organizer/id", json!(OWNER)),
        ("host-id-text", "/data/hosts/0/id", json!(OWNER.to_string())),
        ("host-name-null", "/data/hosts/0/name", Value::Null),
    ];
    for (fault, place, value) in cases {
        let world = World::start();
        let id = world.event_type(&format!("fault-{fault}"), |_| {});
        let booked = world.book(id, "10:00", "Uwe");
        assert_eq!(booked.at(place), &value, "{fault}");
        let got = world.get(&format!("/v2/bookings/{}", booked.uid()));
        assert_eq!(got.at(place), &value, "{fault}");
        let listed = world.get("/v2/bookings");
        assert_eq!(listed.at(&place.replace("/data", "/data/0")), &value, "{fault}");
        let plain = book_with(&world, "").unwrap();
        assert_eq!(plain.status, 400, "the slug's fault is for its own bookings only");
        let other = world.book(world.personal, "12:00", "Eva");
        assert_eq!(other.at("/data/hosts/0/id"), OWNER, "{fault}");
    }
    let world = World::start();
    let silent = world.event_type("silent", |spec| {
        spec.metadata.insert("sandboxFault".into(), json!("no-hosts"));
    });
    let booked = world.book(silent, "10:00", "Uwe");
    assert_eq!((booked.status, booked.at("/data/hosts")), (201, &Value::Null));
    let got = world.get(&format!("/v2/bookings/{}", booked.uid()));
    assert_eq!(got.at("/data/hosts/0/id"), OWNER, "the GET has them");
}

#[test]
fn the_host_program_chooses_call_attendee_and_number() {
    let world = World::start();
    let second = FaultOn::operation(Operation::Book).containing("uwe@").nth(2);
    world.sandbox.fault(Fault::once(second, FaultKind::Error500After));
    let statuses = [("10:00", "Uwe"), ("11:00", "Eva"), ("12:00", "Uwe"), ("13:00", "Uwe")]
        .map(|(start, name)| world.book(world.personal, start, name).status);
    assert_eq!(statuses, [201, 201, 500, 201]);
    assert_eq!(world.sandbox.counts().created, 4);

    let his = FaultOn::any().containing("eva@kunde.example");
    world.sandbox.fault(Fault::always(his, FaultKind::Error503));
    let uid = world.sandbox.bookings()[1].uid.clone();
    let path = format!("/v2/bookings/{uid}");
    assert_eq!(
        [world.get(&path).status, world.get(&path).status],
        [503, 503],
        "found by its attendee"
    );
    world.sandbox.clear_faults();
    assert_eq!(world.get(&path).status, 200);
}

#[test]
fn an_event_types_fault_spoils_changes_and_lets_one_look() {
    let world = World::start();
    let id = world.event_type("schnitt-fault-lost-answer", |_| {});
    let body = booking(id, "10:00", "Uwe");
    assert!(world.call("POST", "/v2/bookings", Some(&body), &[]).is_err());
    let found = world.get("/v2/bookings?attendeeEmail=uwe@kunde.example");
    let uid = found.at("/data/0/uid").as_str().unwrap();
    assert_eq!(world.get(&format!("/v2/bookings/{uid}")).status, 200);
    let path = format!("/v2/bookings/{uid}/cancel");
    let reason = json!({ "cancellationReason": "x" });
    assert!(world.call("POST", &path, Some(&reason), &[]).is_err());
    assert_eq!(world.sandbox.counts().cancelled, 1);
}

#[test]
fn who_commits_second_gets_the_bare_409() {
    let world = World::start();
    let slow = FaultOn::operation(Operation::Book).containing("uwe@");
    world.sandbox.fault(Fault::once(slow, FaultKind::HoldBefore));
    std::thread::scope(|scope| {
        let slow = scope.spawn(|| world.book(world.personal, "10:00", "Uwe"));
        assert!(world.sandbox.wait_for_held(1, Duration::from_secs(10)), "checked, not committed");
        assert_eq!(world.book(world.personal, "10:00", "Eva").status, 201);
        world.sandbox.release();
        let slow = slow.join().unwrap();
        let bare = json!({ "statusCode": 409, "message": "booking_conflict_error" });
        assert_eq!((slow.status, slow.body), (409, bare));
    });
    assert_eq!(world.sandbox.counts().created, 1);
}

#[test]
fn a_move_can_lose_its_race_and_leaves_the_old_booking() {
    let world = World::start();
    let uid = world.book(world.personal, "10:00", "Uwe").uid();
    let slow = FaultOn::operation(Operation::Reschedule);
    world.sandbox.fault(Fault::once(slow, FaultKind::HoldBefore));
    std::thread::scope(|scope| {
        let path = format!("/v2/bookings/{uid}/reschedule");
        let body = json!({ "start": "2030-01-07T12:00:00Z" });
        let world = &world;
        let slow = scope.spawn(move || world.post(&path, &body));
        assert!(world.sandbox.wait_for_held(1, Duration::from_secs(10)));
        assert_eq!(world.book(world.personal, "12:00", "Eva").status, 201);
        world.sandbox.release();
        assert_eq!(slow.join().unwrap().status, 409);
    });
    let old = world.get(&format!("/v2/bookings/{uid}"));
    assert_eq!(old.at("/data/status"), "accepted");
    assert_eq!(world.sandbox.counts().standing, 2);
}

#[test]
fn a_held_answer_belongs_to_a_booking_that_is_made() {
    let world = World::start();
    world.sandbox.fault(Fault::once(FaultOn::any(), FaultKind::HoldAfter));
    std::thread::scope(|scope| {
        let held = scope.spawn(|| world.book(world.personal, "10:00", "Uwe"));
        assert!(world.sandbox.wait_for_held(1, Duration::from_secs(10)));
        assert_eq!(world.sandbox.counts().standing, 1);
        world.sandbox.release();
        assert_eq!(held.join().unwrap().status, 201);
    });
}
