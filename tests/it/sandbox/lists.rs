//! Slots, lists, event types, keys; many callers at once; starting and stopping.

use crate::sandbox::world::{CARO, NOW, OWNER, TEAM, World, booking};
use chairside::cli::sandbox::furnish;
use chairside::sandbox::stand_in::{Sandbox, SandboxEventType, SandboxOptions};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::thread;
use std::time::{Duration, Instant};
use time::macros::datetime;

#[test]
fn slots_hide_what_is_past_booked_or_reserved() {
    let world = World::start();
    let starts = |event_type: i64| {
        let path = format!(
            "/v2/slots?eventTypeId={event_type}&start=2030-01-07T00:00:00Z&end=2030-01-07T10:00:00Z"
        );
        let answer = world.get(&path);
        let day = answer.at("/data/2030-01-07").as_array().cloned().unwrap_or_default();
        let hours = day.iter().map(|slot| slot["start"].as_str().unwrap()[11..16].to_owned());
        hours.collect::<Vec<_>>()
    };
    assert_eq!(starts(world.personal), ["08:00", "08:30", "09:00", "09:30"]);
    world.book(world.personal, "08:30", "Uwe");
    let body = json!({ "eventTypeId": world.personal, "slotStart": "2030-01-07T09:00:00Z" });
    assert_eq!(world.post("/v2/slots/reservations", &body).status, 201);
    assert_eq!(world.post("/v2/slots/reservations", &body).status, 422);
    assert_eq!(starts(world.personal), ["08:00", "09:30"]);
    assert_eq!(starts(world.pool).len(), 4, "others are not concerned");
    assert_eq!(
        world.book(world.personal, "09:00", "Eva").status,
        201,
        "a reservation keeps nobody out"
    );
    world.set_clock(datetime!(2030-01-07 08:10 UTC));
    assert_eq!(
        starts(world.personal),
        ["09:30"],
        "the past, and an expired reservation that is booked"
    );
    let strict = world.event_type("strict", |spec| {
        spec.minimum_notice_minutes = 100;
        spec.slot_interval_minutes = Some(10);
        spec.before_buffer_minutes = 10;
    });
    assert_eq!(starts(strict), ["09:50"], "notice to 09:50, buffer to 09:40");
    assert!(world.book(strict, "09:40", "Ida").message().contains("minimum booking notice"));
    world.sandbox.add_busy(OWNER, NOW, NOW + time::Duration::DAY);
    assert_eq!(
        world
            .get(&format!("/v2/slots?eventTypeId={strict}&start=2030-01-07&end=2030-01-07"))
            .at("/data"),
        &json!({})
    );
}

#[test]
fn lists_are_filtered_sorted_and_paged() {
    let world = World::start();
    let times = ["08:00", "09:00", "10:00", "11:00", "12:00"];
    let uids: Vec<String> =
        times.iter().map(|start| world.book(world.personal, start, "Uwe").uid()).collect();
    world.set_clock(NOW + time::Duration::minutes(5));
    world.post(&format!("/v2/bookings/{}/cancel", uids[1]), &json!({ "cancellationReason": "x" }));
    world.book(world.pool, "08:00", "Eva");
    let found = |query: &str| {
        let answer = world.get(&format!("/v2/bookings?{query}"));
        let entries = answer.at("/data").as_array().cloned().unwrap_or_default();
        let starts =
            entries.iter().map(|entry| entry["start"].as_str().unwrap()[11..16].to_owned());
        starts.collect::<Vec<_>>()
    };
    assert_eq!(
        found("attendeeEmail=uwe@kunde.example&sortStart=desc&take=2&skip=1"),
        ["11:00", "10:00"]
    );
    assert_eq!(
        found("afterUpdatedAt=2030-01-07T07:05:00.000Z&sortUpdatedAt=asc"),
        ["09:00", "08:00"]
    );
    assert_eq!(
        found("afterStart=2030-01-07T10:00:00Z&beforeEnd=2030-01-07T11:30:00Z"),
        ["10:00", "11:00"]
    );
    assert_eq!(found("status=cancelled"), ["09:00"]);
    assert_eq!(found(&format!("eventTypeIds=1,{}", world.pool)), ["08:00"]);
    assert_eq!(found(&format!("teamId={TEAM}")), ["08:00"]);
    let page = world.get("/v2/bookings?take=4&skip=4");
    let expected = json!({
        "totalItems": 6, "remainingItems": 0, "returnedItems": 2, "itemsPerPage": 4, "currentPage": 2,
        "totalPages": 2, "hasNextPage": false, "hasPreviousPage": true,
    });
    assert_eq!(page.at("/pagination"), &expected);
    assert_eq!(
        world.get("/v2/bookings?attendeeEmail=x@y.example").at("/pagination/currentPage"),
        0
    );
    for wrong in ["take=0", "take=251", "skip=-1", "sortStart=up", "afterStart=x", "eventTypeIds=a"]
    {
        assert_eq!(world.get(&format!("/v2/bookings?{wrong}")).status, 400, "{wrong}");
    }
}

#[test]
fn event_types_are_kept_and_slugs_are_unique_per_owner() {
    let world = World::start();
    let body = json!({ "title": "X", "slug": "schnitt", "lengthInMinutes": 20 });
    assert_eq!(world.post("/v2/event-types", &body).status, 400, "the owner has that slug");
    let path = format!("/v2/teams/{TEAM}/event-types");
    let mut body = json!({
        "title": "X", "slug": "schnitt", "lengthInMinutes": 20, "schedulingType": "ROUND_ROBIN",
        "hosts": [{ "userId": 99 }],
    });
    let stranger = world.post(&path, &body);
    assert_eq!((stranger.status, stranger.message()), (404, "Invalid hosts: 99"));
    body["hosts"] = json!([{ "userId": CARO }]);
    let made = world.post(&path, &body);
    assert_eq!(made.status, 201, "the team has not");
    let id = made.at("/data/id").as_i64().unwrap();
    let one = format!("{path}/{id}");
    let patch = |body: Value| world.call("PATCH", &one, Some(&body), &[]).unwrap();
    assert_eq!(patch(json!({ "slug": "faerben" })).status, 400);
    let changed = patch(json!({ "lengthInMinutes": 25, "assignAllTeamMembers": true }));
    assert_eq!(changed.at("/data/lengthInMinutes"), 25);
    assert_eq!(changed.at("/data/hosts").as_array().unwrap().len(), 3);
    let personal_path = format!("/v2/event-types/{id}");
    assert_eq!(world.call("DELETE", &personal_path, None, &[]).unwrap().status, 403);
    let uid = world.book(id, "12:00", "Uwe").uid();
    assert_eq!(world.call("DELETE", &one, None, &[]).unwrap().at("/data/id"), id);
    assert_eq!(world.get(&one).status, 404);
    assert_eq!(world.get(&format!("/v2/bookings/{uid}")).at("/data/eventTypeId"), &Value::Null);
}

#[test]
fn keys_are_asked_for_where_cal_com_asks() {
    let world = World::start();
    let without = |method: &str, path: &str, body: Option<&Value>| {
        world.call(method, path, body, &[("authorization", "")]).unwrap().status
    };
    let body = booking(world.personal, "10:00", "Uwe");
    assert_eq!(without("POST", "/v2/bookings", Some(&body)), 201, "the public page books, too");
    assert_eq!(without("GET", "/v2/bookings", None), 401);
    assert_eq!(without("GET", "/v2/me", None), 401);
    let reservation = json!({
        "eventTypeId": world.personal, "slotStart": "2030-01-07T12:00:00Z", "reservationDuration": 9,
    });
    assert_eq!(without("POST", "/v2/slots/reservations", Some(&reservation)), 401);
    let wrong = [("authorization", "Bearer nope")];
    assert_eq!(world.call("POST", "/v2/bookings", Some(&body), &wrong).unwrap().status, 401);
}

#[test]
fn sixty_four_callers_wait_side_by_side() {
    let delay = Duration::from_millis(150);
    let world = World::with(SandboxOptions { delay, ..SandboxOptions::default() });
    let event_types: Vec<i64> = (0..64)
        .map(|n| {
            let id = 1000 + n;
            let user =
                chairside::sandbox::stand_in::SandboxUser::new(id, "U", "u@salon.example", "u");
            world.sandbox.add_user(user);
            world.sandbox.add_event_type(SandboxEventType::personal("T", &format!("t{n}"), 30, id))
        })
        .collect();
    let started = Instant::now();
    thread::scope(|scope| {
        for id in &event_types {
            let world = &world;
            scope.spawn(move || {
                for start in ["10:00", "11:00", "12:00"] {
                    assert_eq!(world.book(*id, start, "Uwe").status, 201);
                }
            });
        }
    });
    assert_eq!(world.sandbox.counts().standing, 192);
    // One after the other they would take 29 seconds.
    assert!(started.elapsed() < Duration::from_secs(6), "{:?}", started.elapsed());
}

#[test]
fn the_same_seed_makes_the_same_uids_and_stopping_frees_the_port() {
    let uids = |seed| {
        let world = World::with(SandboxOptions { seed, ..SandboxOptions::default() });
        let pair = [
            world.book(world.pool, "10:00", "Uwe").uid(),
            world.book(world.pool, "11:00", "Eva").uid(),
        ];
        let addr = world.sandbox.addr();
        drop(world);
        std::net::TcpListener::bind(addr).expect("the port is free again");
        pair
    };
    assert_eq!(uids(5), uids(5));
    assert_ne!(uids(5), uids(6));
    let open = SandboxOptions { listen: "0.0.0.0:0".into(), ..SandboxOptions::default() };
    assert!(Sandbox::start(open).is_err(), "loopback only unless told otherwise");
}

#[test]
fn the_started_command_furnishes_a_salon_that_can_be_booked() {
    let world = World::start();
    let made = furnish(&world.sandbox);
    assert!(made.iter().any(|(_, slug)| slug == "faerben-a-ayse"));
    for (hour, (id, slug)) in (8..).zip(&made).take(9) {
        let answer = world.book(*id, &format!("{hour:02}:00"), "Uwe");
        assert_eq!(answer.status, 201, "{slug}: {answer:?}");
        assert!(slug.ends_with(answer.at("/data/hosts/0/username").as_str().unwrap()));
    }
    let log = world.sandbox.requests();
    assert!(
        log.len() == 9 && log.iter().all(|entry| entry.method == "POST" && entry.status == 201)
    );
}

#[test]
fn requests_that_cannot_be_read_are_refused_and_pipelines_are_served() {
    let world = World::start();
    let statuses = |text: &str| {
        let mut stream = std::net::TcpStream::connect(world.sandbox.addr()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        let mut answer = Vec::new();
        // What was not read makes the end a reset; what came before it counts.
        stream.read_to_end(&mut answer).ok();
        let answer = String::from_utf8(answer).unwrap();
        let answers = answer.split("HTTP/1.1 ").skip(1);
        answers.map(|answer| answer[..3].parse().unwrap()).collect::<Vec<u16>>()
    };
    let long = format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "a".repeat(17_000));
    for (text, status) in [
        ("nonsense\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n", 413),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
        (long.as_str(), 431),
        ("GET /v2/nothing HTTP/1.0\r\n\r\n", 404),
    ] {
        assert_eq!(statuses(text), [status], "{text}");
    }
    let get = |close: &str| {
        format!("GET /v2/me HTTP/1.1\r\nauthorization: Bearer cal_sandbox_demo\r\n{close}\r\n")
    };
    assert_eq!(statuses(&(get("") + &get("Connection: close\r\n"))), [200, 200]);
}

#[test]
fn a_connection_too_many_is_closed_and_others_are_served() {
    let world = World::with(SandboxOptions { connections_max: 4, ..SandboxOptions::default() });
    assert_eq!(world.get("/v2/me").status, 200, "its connection stays open");
    let connect = || std::net::TcpStream::connect(world.sandbox.addr()).unwrap();
    let _idle: Vec<_> = (1..4).map(|_| connect()).collect();
    let mut surplus = connect();
    surplus.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    assert_eq!(surplus.read(&mut [0]).unwrap(), 0, "closed without an answer");
    assert_eq!(world.get("/v2/me").status, 200);
}

#[test]
fn reservations_expire_and_buffers_count_on_both_sides() {
    let world = World::start();
    let starts = |event_type: i64| {
        let path = format!(
            "/v2/slots?eventTypeId={event_type}&start=2030-01-07T00:00:00Z&end=2030-01-07T10:00:00Z"
        );
        let answer = world.get(&path);
        let day = answer.at("/data/2030-01-07").as_array().cloned().unwrap_or_default();
        let hours = day.iter().map(|slot| slot["start"].as_str().unwrap()[11..16].to_owned());
        hours.collect::<Vec<_>>()
    };
    let body = json!({ "eventTypeId": world.personal, "slotStart": "2030-01-07T09:00:00Z" });
    world.post("/v2/slots/reservations", &body);
    assert_eq!(starts(world.personal), ["08:00", "08:30", "09:30"]);
    world.set_clock(NOW + time::Duration::minutes(5));
    assert_eq!(starts(world.personal), ["08:00", "08:30", "09:00", "09:30"]);

    let padded = world.event_type("padded", |spec| {
        spec.before_buffer_minutes = 30;
        spec.after_buffer_minutes = 30;
    });
    assert_eq!(world.book(padded, "09:00", "Uwe").status, 201);
    assert_eq!(starts(world.personal), ["08:00"], "the booked one's buffers");
    assert_eq!(world.book(world.personal, "12:00", "Eva").status, 201);
    assert_eq!(world.book(padded, "11:30", "Ida").status, 400, "the new one's buffers");
    assert_eq!(world.book(padded, "11:00", "Ida").status, 201);
}
