//! Webhooks: their bodies, their signatures, and to whom they go.

use crate::sandbox::tables::check;
use crate::sandbox::world::{BEN, CARO, OWNER, TEAM, World};
use chairside::sandbox::stand_in::{SandboxKind, SandboxOptions, WebhookDelivery, WebhookMode};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;
use time::macros::datetime;

const URL: &str = "http://127.0.0.1:9/hook";

const PAYLOAD: &[(&str, &str)] = &[
    ("bookerUrl", "string"),
    ("type", "string"),
    ("title", "string"),
    ("startTime", "time"),
    ("endTime", "time"),
    ("eventTypeId", "number"),
    ("eventTypeTitle", "string"),
    ("schedulingType", "string null"),
    ("requiresConfirmation", "bool"),
    ("organizer/id", "number"),
    ("organizer/name", "string"),
    ("organizer/email", "string"),
    ("organizer/username", "string"),
    ("organizer/timeZone", "string"),
    ("organizer/language/locale", "string"),
    ("organizer/timeFormat", "string"),
    ("organizer/utcOffset", "number"),
    ("attendees/0/name", "string"),
    ("attendees/0/email", "string"),
    ("attendees/0/timeZone", "string"),
    ("attendees/0/phoneNumber", "string null"),
    ("attendees/0/utcOffset", "number"),
    ("responses/name/value", "string"),
    ("responses/email/value", "string"),
    ("uid", "string"),
    ("bookingId", "number"),
    ("status", "string"),
    ("length", "number"),
    ("iCalUID", "string"),
    ("iCalSequence", "number"),
    ("cancellationReason", "string null"),
    ("rejectionReason", "string null"),
    ("destinationCalendar", "null"),
];

fn held() -> World {
    let secret = Some("s3cret".to_owned());
    let options = SandboxOptions { webhook_secret: secret, ..SandboxOptions::default() };
    let world = World::with(SandboxOptions { webhooks: WebhookMode::Hold, ..options });
    world.sandbox.subscribe(URL, None);
    world
}

/// The one webhook held back.
fn only(world: &World, trigger: &str) -> Value {
    let mut held = world.sandbox.take_webhooks();
    assert_eq!(held.len(), 1, "{held:?}");
    let delivery = held.pop().unwrap();
    assert_eq!(delivery.trigger, trigger);
    let mut mac = Hmac::<Sha256>::new_from_slice(b"s3cret").unwrap();
    mac.update(delivery.body.as_bytes());
    let hex: String = mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(delivery.signature, hex);
    let body: Value = serde_json::from_str(&delivery.body).unwrap();
    assert_eq!(body["triggerEvent"], trigger);
    check(&body, "", &[("createdAt", "time"), ("payload", "object")]);
    body
}

#[test]
fn every_change_is_told_in_its_own_shape() {
    let world = held();
    let first = world.book(world.pool, "10:00", "Uwe");
    let told = only(&world, "BOOKING_CREATED");
    check(&told, "/payload", PAYLOAD);
    assert_eq!(told["payload"]["uid"], first.uid());
    assert_eq!(told["payload"]["organizer"]["id"], BEN);
    assert_eq!(told["payload"]["organizer"]["utcOffset"], 60);
    assert_eq!(told["payload"]["status"], "ACCEPTED");
    assert_eq!(told["payload"]["metadata"]["ref"], "visit-Uwe");
    assert_eq!(told["payload"]["team"], json!({ "id": TEAM, "name": "Salon", "members": [] }));
    world.book(world.pool, "10:00", "Uwe");
    assert!(world.sandbox.take_webhooks().is_empty(), "an existing booking is no news");

    let path = |uid: &str, verb: &str| format!("/v2/bookings/{uid}/{verb}");
    let body = json!({ "start": "2030-01-07T12:00:00Z", "reschedulingReason": "later" });
    let second = world.post(&path(&first.uid(), "reschedule"), &body).uid();
    let told = only(&world, "BOOKING_RESCHEDULED");
    check(&told, "/payload", PAYLOAD);
    assert_eq!(told["payload"]["uid"], second.as_str());
    assert_eq!(told["payload"]["rescheduleUid"], first.uid());
    assert_eq!(&told["payload"]["rescheduleId"], first.at("/data/id"));
    assert_eq!(told["payload"]["rescheduleStartTime"], "2030-01-07T10:00:00.000Z");
    assert_eq!(told["payload"]["cancellationReason"], "later");
    assert_eq!(told["payload"]["iCalSequence"], 1);

    world.post(&path(&second, &format!("reassign/{CARO}")), &json!({}));
    let told = only(&world, "BOOKING_REASSIGNED");
    check(&told, "/payload", PAYLOAD);
    assert_eq!(told["payload"]["organizer"]["id"], CARO);
    assert_eq!(told["payload"]["addedHostUserIds"], json!([CARO]));
    assert_eq!(told["payload"]["removedHostUserIds"], json!([BEN]));

    world.set_clock(datetime!(2030-01-07 12:10 UTC));
    let absent = json!({ "attendees": [{ "email": "uwe@kunde.example", "absent": true }] });
    world.post(&path(&second, "mark-absent"), &absent);
    let told = only(&world, "BOOKING_NO_SHOW_UPDATED");
    assert_eq!(told["payload"]["bookingUid"], second.as_str());
    assert_eq!(
        told["payload"]["attendees"][0],
        json!({ "email": "uwe@kunde.example", "noShow": true })
    );

    world.post(&path(&second, "cancel"), &json!({ "cancellationReason": "ill" }));
    let told = only(&world, "BOOKING_CANCELLED");
    check(&told, "/payload", PAYLOAD);
    assert_eq!(told["payload"]["status"], "CANCELLED");
    assert_eq!(told["payload"]["cancellationReason"], "ill");
    assert_eq!(told["payload"]["requestReschedule"], false);

    world.sandbox.ping();
    let told = only(&world, "PING");
    assert_eq!(told["payload"]["title"], "Test trigger event");
    assert_eq!(told["payload"]["organizer"]["id"], Value::Null);
}

#[test]
fn requests_are_confirmed_or_rejected() {
    let world = held();
    let ask = world.event_type("ask", |spec| spec.requires_confirmation = true);
    let uid = world.book(ask, "10:00", "Uwe").uid();
    assert_eq!(only(&world, "BOOKING_REQUESTED")["payload"]["status"], "PENDING");
    world.post(&format!("/v2/bookings/{uid}/confirm"), &json!({}));
    assert_eq!(only(&world, "BOOKING_CREATED")["payload"]["requiresConfirmation"], true);
    let body = json!({ "start": "2030-01-07T11:00:00Z" });
    let uid = world.post(&format!("/v2/bookings/{uid}/reschedule"), &body).uid();
    assert_eq!(
        only(&world, "BOOKING_REQUESTED")["payload"]["uid"],
        uid.as_str(),
        "not RESCHEDULED"
    );
    world.post(&format!("/v2/bookings/{uid}/decline"), &json!({ "reason": "full" }));
    let told = only(&world, "BOOKING_REJECTED");
    assert_eq!(told["payload"]["rejectionReason"], "full");
    assert_eq!(told["payload"].get("metadata"), None);
}

#[test]
fn co_hosts_are_named_as_members_of_the_team() {
    let world = held();
    let all = world.event_type("all", |spec| {
        spec.kind = SandboxKind::Collective;
        spec.hosts = vec![OWNER.into(), CARO.into()];
    });
    world.book(all, "10:00", "Uwe");
    let told = only(&world, "BOOKING_CREATED");
    assert_eq!(told["payload"]["schedulingType"], "COLLECTIVE");
    assert_eq!(told["payload"]["team"]["members"][0]["id"], CARO);
    assert_eq!(told["payload"]["team"]["members"][0]["email"], "caro@salon.example");
}

#[test]
fn registrations_hear_of_what_they_are_for() {
    let world = World::with(SandboxOptions { webhooks: WebhookMode::Hold, ..Default::default() });
    let register = |path: &str, name: &str, trigger: &str| {
        let url = format!("http://127.0.0.1:9/{name}");
        let body = json!({ "active": true, "subscriberUrl": url, "triggers": [trigger] });
        assert_eq!(world.post(path, &body).status, 201, "{path}");
    };
    register("/v2/webhooks", "user", "BOOKING_CREATED");
    register("/v2/webhooks", "user-cancelled", "BOOKING_CANCELLED");
    register("/v2/organizations/1/webhooks", "organization", "BOOKING_CREATED");
    let team_path = format!("/v2/teams/{TEAM}/event-types/{}/webhooks", world.pool);
    register(&team_path, "pool", "BOOKING_CREATED");
    let wrong_path = format!("/v2/event-types/{}/webhooks", world.pool);
    let body = json!({ "active": true, "subscriberUrl": URL, "triggers": ["BOOKING_CREATED"] });
    assert_eq!(world.post(&wrong_path, &body).status, 403, "a team's event type");
    let unknown =
        json!({ "active": true, "subscriberUrl": URL, "triggers": ["BOOKING_CONFIRMED"] });
    assert_eq!(world.post("/v2/webhooks", &unknown).status, 400);

    let heard = || {
        let mut names: Vec<String> = world
            .sandbox
            .take_webhooks()
            .iter()
            .map(|delivery| delivery.url.rsplit('/').next().unwrap().to_owned())
            .collect();
        names.sort();
        names
    };
    let first = world.book(world.personal, "10:00", "Uwe");
    assert_eq!(heard(), ["organization", "user"]);
    world.book(world.pool, "10:00", "Eva");
    assert_eq!(heard(), ["organization", "pool"], "a user's registration is deaf to teams");
    let path = format!("/v2/bookings/{}/cancel", first.uid());
    world.post(&path, &json!({ "cancellationReason": "x" }));
    assert_eq!(heard(), ["user-cancelled"]);
    let hooks = world.get("/v2/webhooks");
    let id = hooks.at("/data/0/id").as_str().unwrap();
    let off = Some(&json!({ "active": false }));
    world.call("PATCH", &format!("/v2/webhooks/{id}"), off, &[]).unwrap();
    world.book(world.personal, "12:00", "Uwe");
    assert_eq!(heard(), ["organization"], "switched off");
    world.sandbox.set_webhooks(WebhookMode::Drop);
    world.book(world.personal, "11:00", "Uwe");
    assert!(heard().is_empty());
}

#[test]
fn the_newer_version_of_bodies_adds_calendar_entries() {
    let world = World::with(SandboxOptions { webhooks: WebhookMode::Hold, ..Default::default() });
    for version in ["2021-10-20", "2026-07-27"] {
        let body = json!({
            "active": true, "subscriberUrl": format!("{URL}/{version}"),
            "triggers": ["BOOKING_CREATED"], "version": version,
        });
        assert_eq!(world.post("/v2/webhooks", &body).at("/data/version"), version);
    }
    world.book(world.personal, "10:00", "Uwe");
    let with_entry = world
        .sandbox
        .take_webhooks()
        .iter()
        .map(|delivery| {
            let body: Value = serde_json::from_str(&delivery.body).unwrap();
            (delivery.version.clone(), body["payload"]["attendeeIcsContent"].is_string())
        })
        .collect::<Vec<_>>();
    assert_eq!(with_entry, [("2021-10-20".to_owned(), false), ("2026-07-27".to_owned(), true)]);
}

/// Takes so many requests, answers each with a 500, and gives back what was sent.
fn receiver(listener: TcpListener, requests: usize) -> thread::JoinHandle<Vec<String>> {
    thread::spawn(move || {
        let take = || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut text = String::new();
            let mut chunk = [0; 4096];
            loop {
                let read = stream.read(&mut chunk).unwrap();
                text.push_str(std::str::from_utf8(&chunk[..read]).unwrap());
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let head = head.to_lowercase();
                let length = head.split("content-length: ").nth(1).unwrap();
                if body.len() == length.lines().next().unwrap().parse::<usize>().unwrap() {
                    break;
                }
            }
            let answer = "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            stream.write_all(answer.as_bytes()).unwrap();
            text
        };
        (0..requests).map(|_| take()).collect()
    })
}

#[test]
fn a_delivery_is_made_once_and_can_be_repeated_by_hand() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let received = receiver(listener, 2);
    let world = World::start();
    world.sandbox.subscribe(&url, None);
    let mut body = crate::sandbox::world::booking(world.personal, "10:00", "Uwe");
    body["attendee"]["name"] = json!("Jane Plain");
    assert_eq!(world.post("/v2/bookings", &body).status, 201);
    assert!(world.sandbox.wait_for_webhooks(Duration::from_secs(5)));
    let sent = world.sandbox.sent_webhooks();
    assert_eq!(sent.len(), 1, "never repeated, whatever the answer");
    assert_eq!(sent[0].status, Some(500));
    let delivery: &WebhookDelivery = &sent[0].delivery;
    assert_eq!(delivery.send().unwrap(), 500);
    let texts = received.join().unwrap();
    for text in &texts {
        assert!(text.to_lowercase().contains("x-cal-signature-256: no-secret-provided"));
        assert!(text.ends_with(&delivery.body));
    }
}
