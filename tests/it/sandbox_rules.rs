//! Who gets a booking, when one is refused, and what the judge sees.

use crate::sandbox::BEN;
use crate::sandbox::CARO;
use crate::sandbox::NOW;
use crate::sandbox::OWNER;
use crate::sandbox::TEAM;
use crate::sandbox::World;
use crate::sandbox::booking;
use chairside::calcom::sandbox::Sandbox;
use chairside::calcom::sandbox::SandboxCounts;
use chairside::calcom::sandbox::SandboxEventType;
use chairside::calcom::sandbox::SandboxKind;
use chairside::calcom::sandbox::SandboxOptions;
use chairside::cli::sandbox::furnish;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;
use std::time::Instant;
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

#[test]
fn sixty_four_callers_wait_side_by_side() {
    let delay = Duration::from_millis(150);
    let world = World::with(SandboxOptions { delay, ..SandboxOptions::default() });
    let event_types: Vec<i64> = (0..64)
        .map(|n| {
            let id = 1000 + n;
            let user =
                chairside::calcom::sandbox::SandboxUser::new(id, "U", "u@salon.example", "u");
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
