//! What was understood is said aloud: the service, the day with its year where it is far, a day that is past.

use crate::phone::heard::{cut, said, salon, starts};
use crate::support::harness::CALLER;
use serde_json::{Value, json};

#[test]
fn the_year_is_said_where_it_is_far() {
    let app = salon();
    for (start, told) in [
        ("2027-11-26T10:00", "Freitag, 26. November 2027, um 10 Uhr"),
        ("2027-06-04T10:00", "Freitag, 4. Juni 2027, um 10 Uhr"),
        ("2027-07-01T16:00", "Donnerstag, 1. Juli 2027, um 16 Uhr"),
        ("2027-06-01T10:00", "Dienstag, 1. Juni, um 10 Uhr"),
        ("2027-01-05T10:00", "Dienstag, 5. Januar, um 10 Uhr"),
        ("2026-12-10T10:00", "Donnerstag, 10. Dezember, um 10 Uhr"),
    ] {
        let call = format!("call_{start}").replace(':', "");
        let booked = app.ask(&call, "book_appointment", cut(start));
        assert_eq!(booked["status"], "booked", "{start}: {booked}");
        assert_eq!(
            said(&booked),
            format!("Der Termin ist eingetragen: Haarschnitt, {told} bei Emma.")
        );
        let date = json!({ "service": "Haarschnitt", "date": start[..10] });
        let found = app.ask(&call, "check_availability", date);
        let day = told.split(", um ").next().unwrap();
        assert!(said(&found).contains(day), "{start}: {found}");
        assert!(found["offers"][0]["spoken"].as_str().unwrap().starts_with(day), "{found}");
    }
    let far = app.ask("call_x", "list_appointments", json!({}));
    assert!(far["say"].as_str().unwrap().contains("10. Dezember, um"), "{far}");
}

#[test]
fn what_is_past_too_soon_or_too_far_is_named() {
    let app = salon();
    for (start, told) in [
        ("2026-11-30T10:00", "Montag, 30. November"),
        ("2026-12-01T09:30", "9 Uhr 30"),
        ("2025-12-10T10:00", "Mittwoch, 10. Dezember 2025"),
        ("2026-01-05T10:00", "Montag, 5. Januar 2026"),
        ("2028-12-12T10:00", "Dienstag, 12. Dezember 2028"),
    ] {
        for function in ["book_appointment", "reschedule_appointment"] {
            let app_call = app.ask("call_1", function, cut(start));
            if function == "reschedule_appointment" {
                assert_eq!(app_call["status"], "not_found", "{app_call}");
                continue;
            }
            assert_eq!(app_call["status"], "invalid", "{start}: {app_call}");
            let say = said(&app_call);
            assert!(say.contains(told), "{start}: {say}");
            let why = if start.starts_with("2028") { "im Voraus" } else { "schon vorbei" };
            assert!(say.contains(why), "{start}: {say}");
        }
        let asked = app.ask(
            "call_2",
            "check_availability",
            json!({ "service": "bart", "date": start[..10] }),
        );
        let is_today = start.starts_with("2026-12-01");
        assert_eq!(asked["status"], if is_today { "ok" } else { "invalid" }, "{start}: {asked}");
        let day = if is_today { "Dienstag, 1. Dezember" } else { told };
        assert!(said(&asked).contains(day), "{start}: {asked}");
    }
}

#[test]
fn every_offer_and_confirmation_names_the_service() {
    let app = salon();
    let named = |answer: &Value, service: &str| {
        assert!(answer["say"].as_str().unwrap().contains(service), "{answer}");
    };
    let found =
        app.ask("call_1", "check_availability", json!({ "service": "bart", "date": "2026-12-10" }));
    named(&found, "Bartpflege");
    let args = json!({ "offer_id": found["offers"][0]["offer_id"], "customer_name": "Kim Muster" });
    let booked = app.ask("call_1", "book_appointment", args);
    named(&booked, "Bartpflege");
    assert_eq!(booked["service"], "Bartpflege", "{booked}");
    let moved = app.ask("call_1", "reschedule_appointment", json!({ "start": "2026-12-11T10:00" }));
    named(&moved, "Bartpflege");
    let unchanged =
        app.ask("call_1", "reschedule_appointment", json!({ "start": "2026-12-11T10:00" }));
    named(&unchanged, "Bartpflege");
    named(&app.ask("call_1", "list_appointments", json!({})), "Bartpflege");
    let taken =
        json!({ "service": "bart", "start": "2026-12-11T10:00", "customer_name": "Ada Anders" });
    named(&app.function("call_2", Some("+493023125102"), "book_appointment", taken), "Bartpflege");
    named(&app.ask("call_1", "cancel_appointment", json!({})), "Bartpflege");
    let none = json!({ "service": "Haarschnitt", "date": "2026-12-06" });
    named(&app.ask("call_3", "check_availability", none), "Haarschnitt");
}

#[test]
fn a_span_or_a_part_of_a_day_is_said_back() {
    let app = salon();
    for (args, told) in [
        (json!({ "date": "2026-12-10", "earliest": "16:00" }), "ab 16 Uhr"),
        (json!({ "date": "2026-12-10", "latest": "10:00" }), "10 Uhr"),
        (json!({ "date_from": "2026-12-08", "date_to": "2026-12-12" }), "12. Dezember"),
    ] {
        let mut asked = args.clone();
        asked["service"] = json!("Haarschnitt");
        let found = app.ask("call_1", "check_availability", asked);
        let say = said(&found);
        let (heard, _) =
            say.split_once(": Für Haarschnitt").unwrap_or_else(|| panic!("{args}: {say}"));
        assert!(heard.contains(told), "{args}: {say}");
        assert_eq!(found["understood"].as_str().unwrap().to_lowercase(), heard.to_lowercase());
    }
    // What the offers say themselves is not said twice.
    let plain = json!({ "service": "Haarschnitt", "date": "2026-12-10", "time": "14:00" });
    let found = app.ask("call_1", "check_availability", plain);
    assert_eq!(starts(&found, "offers")[0], "12-10 14:00");
    assert!(
        said(&found).starts_with("Für Haarschnitt hätte ich Donnerstag, 10. Dezember, um 14 Uhr"),
        "{found}"
    );
}

#[test]
fn a_withheld_number_is_told_that_nothing_can_be_looked_up() {
    let app = salon();
    assert_eq!(app.ask("call_1", "book_appointment", cut("2026-12-10T10:00"))["status"], "booked");
    for from in [None, Some("anonymous"), Some("Anonymous"), Some("")] {
        for (function, status) in [
            ("list_appointments", "withheld"),
            ("cancel_appointment", "not_found"),
            ("reschedule_appointment", "not_found"),
        ] {
            let heard = app.function("call_2", from, function, json!({}));
            assert_eq!(heard["status"], status, "{from:?} {function}: {heard}");
            let say = said(&heard);
            assert!(
                say.contains("Ihre Nummer sehe ich leider nicht"),
                "{from:?} {function}: {say}"
            );
            assert!(!say.contains("keinen Termin"), "{say}");
        }
    }
    // What was booked in the call itself is known.
    let booked = app.function("call_3", None, "book_appointment", cut("2026-12-11T10:00"));
    assert_eq!(booked["status"], "booked", "{booked}");
    assert_eq!(app.function("call_3", None, "list_appointments", json!({}))["status"], "ok");
    assert_eq!(
        app.function("call_3", None, "cancel_appointment", json!({}))["status"],
        "cancelled"
    );
    let none = app.function("call_4", Some("+493023125109"), "list_appointments", json!({}));
    assert_eq!(
        (&none["status"], said(&none)),
        (&json!("none"), "Sie haben zurzeit keinen Termin.".to_owned())
    );
    assert_eq!(
        app.function("call_5", Some(CALLER), "list_appointments", json!({}))["status"],
        "ok"
    );
}
