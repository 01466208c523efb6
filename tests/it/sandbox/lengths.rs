//! Event types with several lengths: what can be asked for, and what of it a booking gets.

use crate::sandbox::world::{NOW, OWNER, TEAM, World, booking};
use serde_json::{Value, json};

fn with_length(event_type: i64, start: &str, name: &str, minutes: u32) -> Value {
    let mut body = booking(event_type, start, name);
    body["lengthInMinutes"] = json!(minutes);
    body
}

#[test]
fn a_booking_may_ask_for_one_of_several_lengths_and_for_no_other() {
    let world = World::start();
    let hold = world.event_type("hold", |spec| spec.options = vec![10, 20, 30]);
    let asked = world.post("/v2/bookings", &with_length(hold, "10:00", "Uwe", 20));
    assert_eq!((asked.status, asked.at("/data/duration")), (201, &json!(20)), "{asked:?}");
    assert_eq!(asked.at("/data/end"), "2030-01-07T10:20:00.000Z");
    let usual = world.book(hold, "10:20", "Ina");
    assert_eq!((usual.status, usual.at("/data/duration")), (201, &json!(30)), "the rest is free");
    for (event_type, minutes) in [(hold, 15), (world.personal, 30), (world.pool, 15)] {
        let body = with_length(event_type, "12:00", "Ute", minutes);
        let refused = world.post("/v2/bookings", &body);
        assert_eq!(refused.status, 400, "{minutes} of {event_type}");
        assert!(refused.message().contains("lengthInMinutes"), "{refused:?}");
    }
    assert_eq!(world.sandbox.counts().created, 2);
}

#[test]
fn slots_of_a_length_are_asked_for_by_duration() {
    let world = World::start();
    let hold = world.event_type("hold", |spec| {
        spec.options = vec![10, 60];
        spec.minutes = 60;
        spec.slot_interval_minutes = Some(30);
    });
    world.sandbox.add_busy(
        OWNER,
        NOW + time::Duration::minutes(90),
        NOW + time::Duration::hours(10),
    );
    let slots = |more: &str| {
        let day = "start=2030-01-07T00:00:00Z&end=2030-01-08T00:00:00Z";
        let path = format!("/v2/slots?eventTypeId={hold}&{day}&format=range{more}");
        world.call("GET", &path, None, &[("cal-api-version", "2024-09-04")]).unwrap()
    };
    let short = slots("&duration=10");
    assert_eq!(short.at("/data/2030-01-07/0/end"), "2030-01-07T08:10:00.000Z");
    assert_eq!(slots("").at("/data"), &json!({}), "an hour is not free");
    assert_eq!(slots("&duration=45").status, 400);
}

#[test]
fn several_lengths_are_kept_as_the_document_says() {
    let world = World::start();
    let path = format!("/v2/teams/{TEAM}/event-types");
    let body = |options: Value| {
        json!({ "title": "Pause", "slug": "pause", "lengthInMinutes": 12, "schedulingType": "roundRobin",
            "hosts": [{ "userId": OWNER }], "lengthInMinutesOptions": options })
    };
    for wrong in [json!([]), json!([5, 5, 12]), json!([5, 10]), json!([0, 12]), json!(12)] {
        assert_eq!(world.post(&path, &body(wrong.clone())).status, 400, "{wrong}");
    }
    let made = world.post(&path, &body(json!([5, 10, 12])));
    assert_eq!((made.status, made.at("/data/lengthInMinutesOptions")), (201, &json!([5, 10, 12])));
    let one = format!("{path}/{}", made.at("/data/id"));
    let patch = |body: Value| world.call("PATCH", &one, Some(&body), &[]).unwrap().status;
    assert_eq!(patch(json!({ "lengthInMinutes": 20 })), 400, "20 is none of them");
    let both = json!({ "lengthInMinutes": 20, "lengthInMinutesOptions": [5, 10, 15, 20] });
    assert_eq!(patch(both), 200);
    assert!(
        world
            .get(&format!("/v2/event-types/{}", world.personal))
            .at("/data/lengthInMinutesOptions")
            .is_null()
    );
}
