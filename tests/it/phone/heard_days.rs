//! Days as people say them, on Tuesday, the first of December 2026.

use crate::phone::heard::{said, salon, starts};
use crate::support::harness::TestApp;
use serde_json::{Value, json};

fn ask(app: &TestApp, more: Value) -> Value {
    let mut args = json!({ "service": "Haarschnitt", "staff": "Emma" });
    args.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.ask("call_1", "check_availability", args)
}

#[test]
fn a_part_of_a_day_is_not_a_day() {
    let app = salon();
    for (date, day, least, most) in [
        ("Freitag Morgen", "12-04", "09:00", "12:00"),
        ("Freitag Vormittag", "12-04", "09:00", "12:00"),
        ("morgen früh", "12-02", "09:00", "12:00"),
        ("am Freitagnachmittag", "12-04", "12:00", "17:15"),
        ("übermorgen vormittags", "12-03", "09:00", "12:00"),
        ("morgen Abend", "12-02", "17:00", "17:15"),
        ("Samstag Mittag", "12-05", "12:00", "14:00"),
        ("heute Nachmittag", "12-01", "12:00", "17:15"),
        ("Friday morning", "12-04", "09:00", "12:00"),
    ] {
        let found = ask(&app, json!({ "date": date }));
        assert_eq!(found["status"], "ok", "{date}: {found}");
        for start in starts(&found, "offers") {
            let (on, at) = start.split_once(' ').unwrap();
            assert_eq!(on, day, "{date}: {found}");
            assert!(least <= at && at <= most, "{date}: {found}");
        }
    }
    for (date, start) in [
        ("morgen um 14 Uhr", "12-02 14:00"),
        ("Donnerstag um halb elf", "12-03 10:30"),
        ("übermorgen 15:15", "12-03 15:15"),
    ] {
        let found = ask(&app, json!({ "date": date }));
        assert_eq!(starts(&found, "offers")[0], start, "{date}: {found}");
    }
    // A part of the day alone is no day: which one must be asked.
    for date in ["am Morgen", "morgens", "am Vormittag", "nachmittags", "in the morning"] {
        let asked = ask(&app, json!({ "date": date }));
        assert_eq!(asked["status"], "invalid", "{date}: {asked}");
        assert!(said(&asked).contains("Tag"), "{date}: {asked}");
    }
}

#[test]
fn a_day_is_that_day() {
    let app = salon();
    for (date, day) in [
        ("nächste Woche Dienstag", "12-08"),
        ("Dienstag nächster Woche", "12-08"),
        ("in zwei Wochen", "12-15"),
        ("heute in 14 Tagen", "12-15"),
        ("in einer Woche", "12-08"),
        ("übernächsten Freitag", "12-11"),
        ("am 3.", "12-03"),
        ("am dritten Zwölften", "12-03"),
        ("kommenden Samstag", "12-05"),
        ("Sonnabend", "12-05"),
        ("diesen Freitag", "12-04"),
        ("am 5. Jänner", "01-05"),
        ("the 10th of December", "12-10"),
        ("a week from today", "12-08"),
    ] {
        let found = ask(&app, json!({ "date": date }));
        assert_eq!(found["status"], "ok", "{date}: {found}");
        let days = starts(&found, "offers");
        assert!(days.iter().all(|start| start.starts_with(day)), "{date}: {found}");
        said(&found);
    }
}

#[test]
fn a_span_is_all_its_days() {
    let app = salon();
    for (date, first, last) in [
        ("vom 3. bis 5. Dezember", "12-03", "12-05"),
        ("3. bis 5. Dezember", "12-03", "12-05"),
        ("zwischen dem 8. und dem 10. Dezember", "12-08", "12-10"),
        ("von Dienstag bis Donnerstag nächster Woche", "12-08", "12-10"),
        ("nächste Woche", "12-08", "12-12"),
        ("Anfang nächster Woche", "12-08", "12-09"),
        ("from 8 to 10 December", "12-08", "12-10"),
    ] {
        let found = ask(&app, json!({ "date": date }));
        assert_eq!(found["status"], "ok", "{date}: {found}");
        let all = starts(&found, "offers");
        assert!(all[0].starts_with(first), "{date}: {found}");
        assert!(
            all.iter().all(|start| first <= start.as_str() && &start[..5] <= last),
            "{date}: {found}"
        );
    }
    let found = ask(&app, json!({ "date": "vom 3. bis 5. Dezember" }));
    let mut days: Vec<String> =
        starts(&found, "offers").iter().map(|one| one[..5].to_owned()).collect();
    days.dedup();
    assert_eq!(days, ["12-03", "12-04", "12-05"], "{found}");
    // One of two days, a wish within a week, and bounds in several fields.
    let found = ask(&app, json!({ "date": "Donnerstag oder Samstag" }));
    let days: Vec<String> =
        starts(&found, "offers").iter().map(|one| one[..5].to_owned()).collect();
    assert!(days.iter().all(|day| day == "12-03" || day == "12-05"), "{found}");
    assert!(days.contains(&"12-05".to_owned()), "spread over both: {found}");
    let found = ask(&app, json!({ "when": "nächste Woche, am liebsten Donnerstag" }));
    assert!(starts(&found, "offers")[0].starts_with("12-10"), "{found}");
    let found = ask(
        &app,
        json!({ "date_from": "Dienstag nächster Woche", "date_to": "12.12.", "earliest": "16 Uhr" }),
    );
    let all = starts(&found, "offers");
    assert!(all.iter().all(|start| &start[6..] >= "16:00"), "{found}");
    assert!(all[0].starts_with("12-08") && all[2].starts_with("12-12"), "{found}");
}

#[test]
fn a_sentence_about_when_may_hold_the_rest_too() {
    let app = salon();
    let when = "nächste Woche Dienstag so gegen halb drei bei der Emma, Ansatz färben";
    let found = app.ask("call_1", "check_availability", json!({ "when": when }));
    assert_eq!(
        (&found["status"], &found["service"]),
        (&json!("ok"), &json!("ansatzfarbe")),
        "{found}"
    );
    assert_eq!(found["staff"], "Emma Vogel", "{found}");
    assert_eq!(starts(&found, "offers")[0], "12-08 14:30", "{found}");
    for (when, start, service, staff) in [
        ("morgen um halb drei Haarschnitt bei Jürgen", "12-02T14:30", "Haarschnitt", "Jürgen Weiß"),
        ("am 10. Dezember um 14 Uhr, Bartpflege bitte", "12-10T14:00", "Bartpflege", "Jürgen Weiß"),
        (
            "übermorgen um elf zum Haare schneiden bei der Emma",
            "12-03T11:00",
            "Haarschnitt",
            "Emma Vogel",
        ),
    ] {
        let args = json!({ "when": when, "customer_name": "Kim Muster" });
        let booked = app.ask(&format!("call_{}", &start[..5]), "book_appointment", args);
        assert_eq!(booked["status"], "booked", "{when}: {booked}");
        assert_eq!(booked["start"], format!("2026-{start}:00+01:00"), "{when}: {booked}");
        assert_eq!(
            (&booked["service"], &booked["staff"]),
            (&json!(service), &json!(staff)),
            "{when}"
        );
    }
    // An argument of its own counts more than the sentence.
    let args = json!({ "service": "bart", "when": "Freitag Vormittag" });
    let found = app.ask("call_2", "check_availability", args);
    assert_eq!(found["service"], "bart", "{found}");
    // What is moved is told by its own arguments, where to by the sentence.
    let args =
        json!({ "appointment_date": "2026-12-10", "when": "Freitag nächster Woche um 15 Uhr" });
    let moved = app.ask("call_3", "reschedule_appointment", args);
    assert_eq!(moved["start"], "2026-12-11T15:00:00+01:00", "{moved}");
}

#[test]
fn a_booking_needs_one_day_and_one_time() {
    let app = salon();
    for (args, told) in [
        (json!({ "date": "morgen" }), "Mittwoch, 2. Dezember: Um wie viel Uhr"),
        (json!({ "start": "morgen" }), "Mittwoch, 2. Dezember: Um wie viel Uhr"),
        (json!({ "when": "Freitag Vormittag" }), "Freitag, 4. Dezember: Um wie viel Uhr"),
        (json!({ "when": "Freitag so gegen vier" }), "Freitag, 4. Dezember: Um wie viel Uhr"),
        (json!({ "time": "14:30" }), "An welchem Tag möchten Sie um 14 Uhr 30 kommen?"),
        (json!({ "when": "um halb drei" }), "An welchem Tag möchten Sie um 14 Uhr 30 kommen?"),
        (json!({}), "An welchem Tag und um wie viel Uhr"),
        (
            json!({ "when": "nächste Woche um zehn" }),
            "An welchem Tag möchten Sie um 10 Uhr kommen?",
        ),
    ] {
        let mut order = args.clone();
        order["service"] = json!("Haarschnitt");
        order["customer_name"] = json!("Kim Muster");
        let asked = app.ask("call_1", "book_appointment", order);
        assert_eq!(asked["status"], "invalid", "{args}: {asked}");
        assert!(said(&asked).contains(told), "{args}: {asked}");
    }
    assert_eq!(app.sandbox.counts().created, 0);
}
