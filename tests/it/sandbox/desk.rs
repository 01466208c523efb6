//! What people do at Cal.com while nobody asks them to, with the webhook sent, held or dropped.

use crate::sandbox::world::{BEN, CARO, NOW, World};
use chairside::domain::visit::booking::BookingStatus;
use chairside::sandbox::stand_in::{DeskEdit, WebhookMode};
use serde_json::json;
use time::Duration;
use time::macros::datetime;

#[test]
fn the_desk_moves_cancels_and_hands_over() {
    let world = World::start();
    world.sandbox.subscribe("http://127.0.0.1:9/hook", None);
    world.sandbox.set_webhooks(WebhookMode::Drop);
    let uid = world.book(world.pool, "10:00", "Uwe").uid();
    let start = datetime!(2030-01-07 10:15 UTC);
    let moved = world.sandbox.desk_move(&uid, start, WebhookMode::Hold).unwrap();
    let old = world.get(&format!("/v2/bookings/{uid}"));
    assert_eq!(old.at("/data/rescheduledToUid"), &json!(moved));
    assert_eq!(old.at("/data/status"), "cancelled");
    let new = world.get(&format!("/v2/bookings/{moved}"));
    assert_eq!(new.at("/data/start"), "2030-01-07T10:15:00.000Z");
    assert_eq!(new.at("/data/rescheduledFromUid"), &json!(uid));
    assert_eq!(world.sandbox.desk_move(&uid, start, WebhookMode::Hold), None, "it is off");
    assert!(world.sandbox.desk_reassign(&moved, CARO, WebhookMode::Hold));
    assert_eq!(world.get(&format!("/v2/bookings/{moved}")).at("/data/hosts/0/id"), CARO);
    assert!(world.sandbox.desk_reassign(&moved, BEN, WebhookMode::Drop));
    assert!(world.sandbox.desk_cancel(&moved, WebhookMode::Hold));
    assert!(!world.sandbox.desk_cancel(&moved, WebhookMode::Hold), "once");
    assert!(!world.sandbox.desk_cancel("nobody", WebhookMode::Hold));
    let held = world.sandbox.take_webhooks();
    let triggers: Vec<&str> = held.iter().map(|one| one.trigger.as_str()).collect();
    assert_eq!(triggers, ["BOOKING_RESCHEDULED", "BOOKING_REASSIGNED", "BOOKING_CANCELLED"]);
    assert_eq!(world.sandbox.counts().standing, 0);
}

#[test]
fn a_pending_booking_is_confirmed_or_declined() {
    let world = World::start();
    world.sandbox.change_event_type(world.pool, |spec| spec.requires_confirmation = true);
    let [first, second] = ["10:00", "11:00"].map(|at| world.book(world.pool, at, "Uwe").uid());
    assert!(world.sandbox.desk_confirm(&first, WebhookMode::Drop));
    assert!(world.sandbox.desk_decline(&second, WebhookMode::Drop));
    let states: Vec<BookingStatus> = world.sandbox.bookings().iter().map(|b| b.status).collect();
    assert_eq!(states, [BookingStatus::Accepted, BookingStatus::Rejected]);
}

#[test]
fn an_edited_booking_is_still_the_same() {
    let world = World::start();
    let uid = world.book(world.personal, "10:00", "Uwe").uid();
    let edit = DeskEdit {
        title: Some("Umzug".into()),
        attendee_name: Some("Uwe B.".into()),
        guests_before: vec!["first@gast.example".into()],
        guests_after: vec!["last@gast.example".into()],
        ..DeskEdit::default()
    };
    assert!(world.sandbox.desk_edit(&uid, edit));
    let got = world.get(&format!("/v2/bookings/{uid}"));
    assert_eq!(got.at("/data/title"), "Umzug");
    let names: Vec<&str> = (0..3)
        .map(|place| got.at(&format!("/data/attendees/{place}/email")).as_str().unwrap())
        .collect();
    assert_eq!(names, ["first@gast.example", "uwe@kunde.example", "last@gast.example"]);
    assert_eq!(got.at("/data/attendees/1/name"), "Uwe B.");
    assert_eq!(got.at("/data/metadata/ref"), "visit-Uwe");
    let nothing = DeskEdit { metadata: Some(serde_json::Map::new()), ..DeskEdit::default() };
    assert!(world.sandbox.desk_edit(&uid, nothing));
    let got = world.get(&format!("/v2/bookings/{uid}"));
    assert_eq!((got.at("/data/metadata"), got.at("/data/title")), (&json!({}), &json!("Umzug")));
}

#[test]
fn a_change_can_be_dated_wrongly() {
    let world = World::start();
    let uid = world.book(world.personal, "10:00", "Uwe").uid();
    assert!(world.sandbox.misdate(&uid, datetime!(2099-01-01 0:00 UTC)));
    world.set_clock(NOW + Duration::days(1));
    let found = world.get("/v2/bookings?afterUpdatedAt=2098-01-01T00:00:00Z");
    assert_eq!(found.at("/data/0/updatedAt"), "2099-01-01T00:00:00.000Z");
}
