//! Each answer has the fields and the kinds of values that Cal.com's have.

use crate::sandbox::tables::{
    BOOKING, EVENT_TYPE, ME, MEMBERSHIP, OF_TEAM, ORGANIZATION_USER, PAGINATION, PERSONAL,
    RAW_BOOKING, RESERVATION, Row, WEBHOOK, check,
};
use crate::sandbox::world::{Answer, BEN, CARO, OWNER, TEAM, World, booking};
use chairside::sandbox::stand_in::SandboxOptions;
use serde_json::{Value, json};

fn ok(answer: &Answer, status: u16) {
    assert_eq!((answer.status, answer.at("/status")), (status, &json!("success")), "{answer:?}");
    assert_eq!(answer.header("x-request-id").map(str::len), Some(36));
}

#[test]
fn bookings_look_the_same_in_every_answer() {
    let world = World::start();
    let posted = world.book(world.personal, "10:00", "Uwe");
    ok(&posted, 201);
    check(&posted.body, "/data", BOOKING);
    assert_eq!(posted.at("/data/hosts").as_array().map(Vec::len), Some(1));
    assert_eq!(posted.at("/data/hosts/0/id"), OWNER);
    assert_eq!(posted.at("/data/isPlatformManagedUserBooking"), false);
    assert_eq!(posted.at("/data/end"), "2030-01-07T10:30:00.000Z");
    let uid = posted.uid();
    assert_eq!(uid.len(), 22);

    let mut got = world.get(&format!("/v2/bookings/{uid}"));
    ok(&got, 200);
    assert_eq!(got.at("/data/isPlatformManagedUserBooking"), &Value::Null);
    got.body["data"]["isPlatformManagedUserBooking"] = json!(false);
    assert_eq!(got.body, posted.body);

    let listed = world.get("/v2/bookings?attendeeEmail=uwe%40kunde.example&take=5");
    ok(&listed, 200);
    check(&listed.body, "/data/0", BOOKING);
    check(&listed.body, "/pagination", PAGINATION);

    let body = json!({ "start": "2030-01-07T11:00:00Z", "reschedulingReason": "later" });
    let moved = world.post(&format!("/v2/bookings/{uid}/reschedule"), &body);
    ok(&moved, 201);
    check(&moved.body, "/data", BOOKING);
    check(&moved.body, "/data", &[("rescheduledFromUid", "string")]);
    for place in
        ["reschedulingReason", "cancellationReason", "bookingFieldsResponses/rescheduleReason"]
    {
        assert_eq!(moved.at(&format!("/data/{place}")), "later", "{place}");
    }

    let path = format!("/v2/bookings/{}/cancel", moved.uid());
    let cancelled = world.post(&path, &json!({ "cancellationReason": "ill" }));
    ok(&cancelled, 200);
    check(&cancelled.body, "/data", BOOKING);
    assert_eq!(cancelled.at("/data/status"), "cancelled");
    assert_eq!(cancelled.at("/data/cancellationReason"), "ill");
}

#[test]
fn the_version_trap_answers_without_hosts() {
    let world = World::start();
    let call = |version: &str, start: &str| {
        let body = booking(world.personal, start, "Uwe");
        let headers = [("cal-api-version", version)];
        world.call("POST", "/v2/bookings", Some(&body), &headers).unwrap()
    };
    for (version, start) in [("", "08:00"), ("2024-8-13", "09:00"), ("2024-04-15", "10:00")] {
        let answer = call(version, start);
        ok(&answer, 201);
        check(&answer.body, "/data", RAW_BOOKING);
        assert_eq!(answer.at("/data/hosts"), &Value::Null, "{version}");
        assert_eq!(answer.at("/data/status"), "ACCEPTED");
    }
    for version in ["2024-09-04", "2024-06-14", "2024-06-11"] {
        let answer = call(version, "11:00");
        assert_eq!(
            (answer.status, answer.message()),
            (404, "Cannot POST /v2/bookings"),
            "{version}"
        );
    }
    for (version, start) in [("2024-08-13", "12:00"), ("2026-02-25", "13:00")] {
        check(&call(version, start).body, "/data", BOOKING);
    }
    assert_eq!(world.sandbox.counts().created, 5);
    let old = world.call("GET", "/v2/slots", None, &[("cal-api-version", "")]).unwrap();
    assert_eq!((old.status, old.message()), (404, "Cannot GET /v2/slots"));
}

#[test]
fn slots_and_reservations() {
    let world = World::start();
    let path = format!(
        "/v2/slots?eventTypeId={}&start=2030-01-07&end=2030-01-08&timeZone=Europe/Berlin",
        world.personal
    );
    let slots = world.get(&format!("{path}&format=range"));
    ok(&slots, 200);
    let days: Vec<&String> = slots.at("/data").as_object().unwrap().keys().collect();
    assert_eq!(days, ["2030-01-07", "2030-01-08"]);
    check(&slots.body, "/data/2030-01-07/0", &[("start", "time"), ("end", "time")]);
    assert_eq!(slots.at("/data/2030-01-07").as_array().unwrap().len(), 18);
    assert_eq!(world.get(&path).at("/data/2030-01-07/0/end"), &Value::Null, "without format=range");

    let body = json!({ "eventTypeId": world.personal, "slotStart": "2030-01-07T10:00:00Z" });
    let reserved = world.post("/v2/slots/reservations", &body);
    ok(&reserved, 201);
    check(&reserved.body, "/data", RESERVATION);
    assert_eq!(reserved.at("/data/reservationUntil"), "2030-01-07T07:05:00.000Z");
    let uid = reserved.at("/data/reservationUid").as_str().unwrap();
    let path = format!("/v2/slots/reservations/{uid}");
    check(&world.get(&path).body, "/data", RESERVATION);
    ok(&world.call("DELETE", &path, None, &[]).unwrap(), 200);
    assert_eq!(world.get(&path).status, 404);
}

#[test]
fn event_types_people_and_registrations() {
    let world = World::start();
    let body =
        json!({ "title": "Föhnen", "slug": "foehnen", "lengthInMinutes": 20, "hidden": true });
    let personal = world.post("/v2/event-types", &body);
    ok(&personal, 201);
    check(&personal.body, "/data", EVENT_TYPE);
    check(&personal.body, "/data", PERSONAL);
    assert_eq!(personal.at("/data/minimumBookingNotice"), 120);

    let hosts =
        json!([{ "userId": BEN, "priority": "lowest" }, { "userId": CARO, "mandatory": true }]);
    let body = json!({
        "title": "Farbe", "slug": "farbe", "lengthInMinutes": 60,
        "schedulingType": "roundRobin", "hosts": hosts,
    });
    let team = world.post(&format!("/v2/teams/{TEAM}/event-types"), &body);
    ok(&team, 201);
    check(&team.body, "/data", EVENT_TYPE);
    check(&team.body, "/data", OF_TEAM);
    assert_eq!(team.at("/data/hosts/0/priority"), "medium", "lowest reads back as medium");
    assert_eq!(team.at("/data/hosts/1/mandatory"), true);
    let listed = world.get(&format!("/v2/teams/{TEAM}/event-types?eventSlug=farbe"));
    check(&listed.body, "/data/0", OF_TEAM);

    check(&world.get("/v2/me").body, "/data", ME);
    let members = world.get(&format!("/v2/teams/{TEAM}/memberships?take=2&skip=1"));
    check(&members.body, "/data/1", MEMBERSHIP);
    assert_eq!(members.at("/pagination"), &Value::Null);
    assert_eq!([members.at("/data/0/userId"), members.at("/data/1/userId")], [BEN, CARO]);
    let users = world.get("/v2/organizations/9/users?take=1");
    check(&users.body, "/data/0", ORGANIZATION_USER);
    assert_eq!(users.at("/data").as_array().unwrap().len(), 1);

    let body = json!({
        "active": true, "subscriberUrl": "https://hooks.example.com/a",
        "triggers": ["BOOKING_CREATED"], "secret": "geheim",
    });
    for (path, owner) in [
        ("/v2/webhooks".to_owned(), "userId"),
        (format!("/v2/event-types/{}/webhooks", world.personal), "eventTypeId"),
        (format!("/v2/teams/{TEAM}/event-types/{}/webhooks", world.pool), "eventTypeId"),
    ] {
        let answer = world.post(&path, &body);
        ok(&answer, 201);
        check(&answer.body, "/data", WEBHOOK);
        check(&answer.body, "/data", &[(owner, "number")]);
        assert_eq!(world.post(&path, &body).status, 409, "the same address twice");
        let id = answer.at("/data/id").as_str().unwrap();
        assert_eq!(world.get(&path).at("/data/0/id"), id);
        let one = format!("{path}/{id}");
        let off = world.call("PATCH", &one, Some(&json!({ "active": false })), &[]).unwrap();
        assert_eq!(off.at("/data/active"), false);
        ok(&world.call("DELETE", &one, None, &[]).unwrap(), 200);
        assert_eq!(world.get(&one).status, 404);
    }
}

#[test]
fn errors_come_in_their_shapes() {
    let world =
        World::with(SandboxOptions { rate_limit_per_minute: Some(5), ..Default::default() });
    let envelope: &[Row] = &[
        ("status", "string"),
        ("timestamp", "time"),
        ("path", "string"),
        ("error/code", "string"),
        ("error/message", "string"),
        ("error/details/message", "string"),
        ("error/details/statusCode", "number"),
    ];
    let missing = world.get("/v2/bookings/none?x=1");
    assert_eq!((missing.status, missing.at("/error/code")), (404, &json!("NotFoundException")));
    assert_eq!(missing.at("/path"), "/v2/bookings/none?x=1");
    assert_eq!(missing.header("x-ratelimit-remaining-default"), Some("4"));
    let invalid = world.get("/v2/bookings?take=251");
    assert_eq!((invalid.status, invalid.at("/error/code")), (400, &json!("BadRequestException")));
    check(&invalid.body, "/error/details", &[("errors/0", "object")]);
    let headers = [("authorization", "Bearer wrong")];
    let stranger = world.call("GET", "/v2/me", None, &headers).unwrap();
    assert_eq!(
        (stranger.status, stranger.at("/error/code")),
        (401, &json!("UnauthorizedException"))
    );
    for answer in [&missing, &invalid, &stranger] {
        check(&answer.body, "", envelope);
    }
    let fault = [("x-sandbox-fault", "conflict-409")];
    let bare = world.call("POST", "/v2/bookings", Some(&json!({})), &fault).unwrap();
    assert_eq!(bare.body, json!({ "statusCode": 409, "message": "booking_conflict_error" }));
    while world.get("/v2/me").status == 200 {}
    let slow_down = world.get("/v2/me");
    assert_eq!(
        (slow_down.status, slow_down.at("/error/code")),
        (429, &json!("ThrottlerException"))
    );
    check(&slow_down.body, "/error", &[("details", "string")]);
    assert_eq!(slow_down.header("x-ratelimit-reset-default"), Some("60"));
    world.set_clock(crate::sandbox::world::NOW + time::Duration::MINUTE);
    assert_eq!(world.get("/v2/me").status, 200);
}
