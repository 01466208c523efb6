//! Dates and times as machines write them, and offsets that a model has guessed.

use crate::phone::heard::{said, salon, starts};
use crate::support::harness::{TestApp, WEB_TOKEN};
use serde_json::{Value, json};

fn book(app: &TestApp, call: &str, more: &Value) -> Value {
    let mut args =
        json!({ "service": "Haarschnitt", "staff": "Emma", "customer_name": "Kim Muster" });
    args.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.ask(call, "book_appointment", args)
}

/// Books, checks the start, and calls it off again.
fn books_at(app: &TestApp, number: usize, args: &Value, start: &str) {
    let booked = book(app, &format!("call_{number}"), args);
    assert_eq!(booked["status"], "booked", "{args}: {booked}");
    assert!(booked["start"].as_str().unwrap().starts_with(start), "{args}: {booked}");
    let off = json!({ "appointment_id": booked["appointment_id"] });
    assert_eq!(app.ask("call_o", "cancel_appointment", off)["status"], "cancelled");
}

#[test]
fn a_date_is_read_however_it_is_written() {
    let app = salon();
    for date in [
        json!("2026-12-04T00:00:00"),
        json!("2026-12-4"),
        json!("2026/12/04"),
        json!("20261204"),
        json!("04.12.2026"),
        json!("4.12.26"),
        json!("4.12."),
        json!("2026-12-04T00:00:00+01:00"),
        json!("2026-12-04T00:00:00[Europe/Berlin]"),
        json!("2026-12-04T00:00:00.000Z"),
        json!("Fri, 4 Dec 2026"),
        json!("December 4, 2026"),
        json!("Freitag, 04.12.2026"),
    ] {
        let args = json!({ "service": "Haarschnitt", "date": date });
        let found = app.ask("call_1", "check_availability", args);
        assert_eq!(found["status"], "ok", "{date}: {found}");
        assert!(
            starts(&found, "offers").iter().all(|one| one.starts_with("12-04")),
            "{date}: {found}"
        );
    }
}

#[test]
fn a_start_is_read_however_it_is_written() {
    let app = salon();
    let all = [
        json!({ "start": "10.12.2026 14:00" }),
        json!({ "date": "2026-12-10", "start": "14:00" }),
        json!({ "start": "2026-12-10T14:00" }),
        json!({ "start": "2026-12-10 14:00:00" }),
        json!({ "start": "20261210T1400" }),
        json!({ "start": "2026-12-10T14:00:00.000" }),
        json!({ "start": "2026-12-10T14:00:00+01:00" }),
        json!({ "start": "2026-12-10T14:00+01:00[Europe/Berlin]" }),
        json!({ "start": "10.12. um 14 Uhr" }),
        json!({ "date": "2026-12-10T14:00:00" }),
        json!({ "date": "2026-12-10", "time": "14:00:00" }),
        json!({ "datetime": "10/12/2026 2 pm" }),
        json!({ "start": "2026-12-10T14:00", "date": "2026-12-10", "time": "14:00" }),
    ];
    for (number, args) in all.iter().enumerate().filter(|(_, args)| args.get("datetime").is_none())
    {
        books_at(&app, number, args, "2026-12-10T14:00:00");
    }
    // Day and month in slashes may be either: that is asked, or it is the only one there is.
    let asked = book(&app, "call_s", &json!({ "start": "10/12/2026 14:00" }));
    if asked["status"] != "invalid" {
        assert_eq!(asked["start"], "2026-12-10T14:00:00+01:00", "{asked}");
    }
}

#[test]
fn an_offset_the_zone_has_not_is_the_wall_clock() {
    let app = salon();
    for (number, start) in [
        "2026-12-15T14:00:00+02:00",
        "2026-12-15T14:00:00Z",
        "2026-12-15T14:00:00+00:00",
        "2026-12-15T14:00:00-05:00",
        "2026-12-15T14:00:00+05:30",
        "2027-06-15T14:00:00+01:00",
        "2026-12-15T14:00:00.000Z",
    ]
    .iter()
    .enumerate()
    {
        let args = json!({ "start": start });
        books_at(&app, number, &args, &start[..19]);
    }
    let booked = book(&app, "call_9", &json!({ "start": "2026-12-15T14:00:00+02:00" }));
    assert!(said(&booked).contains("Dienstag, 15. Dezember, um 14 Uhr"), "{booked}");
}

/// Of a program that writes an offset it is known that it means it; words are read as on the phone.
#[test]
fn on_the_web_an_offset_counts() {
    let app = salon();
    for (number, (start, expected)) in [
        ("2026-12-15T13:00:00Z", "2026-12-15T14:00:00+01:00"),
        ("2026-12-15T13:00:00.000Z", "2026-12-15T14:00:00+01:00"),
        ("2026-12-15T14:00:00+02:00", "2026-12-15T13:00:00+01:00"),
        ("2026-12-15T14:00:00+01:00", "2026-12-15T14:00:00+01:00"),
        ("2026-12-15T14:00", "2026-12-15T14:00:00+01:00"),
        ("15.12.2026 14:00", "2026-12-15T14:00:00+01:00"),
        ("am 15. Dezember um halb drei", "2026-12-15T14:30:00+01:00"),
    ]
    .iter()
    .enumerate()
    {
        let body = json!({ "request_id": format!("w{number}"), "service": "schnitt", "staff": "Emma", "start": start,
            "customer": { "name": "Ada Anders", "phone": "030 23125 104" } });
        let token = format!("Bearer {WEB_TOKEN}");
        let (status, made) =
            app.post("/api/v2/bookings", body.to_string().as_bytes(), &[("Authorization", &token)]);
        assert_eq!((status, &made["start"]), (201, &json!(expected)), "{start}: {made}");
        let off = json!({ "appointment_id": made["appointment_id"] });
        let other = Some("+493023125104");
        assert_eq!(app.function("call_w", other, "cancel_appointment", off)["status"], "cancelled");
    }
}

#[test]
fn what_contradicts_itself_is_asked() {
    let app = salon();
    for args in [
        json!({ "date": "2026-12-10", "start": "2026-12-11T14:00" }),
        json!({ "date": "2026-12-10", "time": "14:00", "start": "2026-12-10T15:00" }),
        json!({ "date": "Montag, 10.12.2026", "time": "14:00" }),
        json!({ "when": "Freitag um zehn", "date": "2026-12-10" }),
        json!({ "date": "2026-12-10", "day": "2026-12-11", "time": "14:00" }),
        json!({ "time": "14:00", "when": "am 10.12. um 15 Uhr" }),
    ] {
        let asked = book(&app, "call_1", &args);
        assert_eq!(asked["status"], "invalid", "{args}: {asked}");
        said(&asked);
    }
    assert_eq!(app.sandbox.counts().created, 0);
}
