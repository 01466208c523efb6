//! What is told of a whole visit: its segments, in every answer.

use crate::support::harness::WEB_TOKEN;
use crate::visit::world::{agree, blocked, booked, colour, free, made, salon, web, web_order};
use serde_json::{Value, json};

const SPOKEN: [&str; 4] = [
    "1 von 4 Farbe auftragen 10:00–10:30 Emma",
    "2 von 4 Waschen 11:15–11:30 Emma",
    "3 von 4 Schneiden 11:30–12:00 Emma",
    "4 von 4 Föhnen 12:00–12:30 Emma",
];

fn spoken(answer: &Value) -> Vec<&str> {
    let segments = answer["segments"].as_array().unwrap_or_else(|| panic!("{answer}"));
    segments.iter().map(|one| one["spoken"].as_str().unwrap()).collect()
}

#[test]
fn on_the_phone_and_in_the_list() {
    let app = salon(blocked);
    let answer = colour(&app, "2026-11-24T10:00");
    assert_eq!(spoken(&answer), SPOKEN, "a held pause is no segment");
    let first = &answer["segments"][0];
    for (key, value) in [
        ("number", json!(1)),
        ("of", json!(4)),
        ("key", json!("A")),
        ("name", json!("Farbe auftragen")),
        ("start", json!("2026-11-24T10:00:00+01:00")),
        ("end", json!("2026-11-24T10:30:00+01:00")),
        ("staff", json!("Emma Vogel")),
    ] {
        assert_eq!(first[key], value, "{key}: {first}");
    }
    assert_eq!(answer["end"], "2026-11-24T12:30:00+01:00");
    assert_eq!(colour(&app, "2026-11-24T10:00"), answer, "a repeat hears the same");
    let listed = app.ask("call_2", "list_appointments", json!({}));
    assert_eq!(spoken(&listed["appointments"][0]), SPOKEN);
    let known = app.ask("call_3", "check_customer", json!({}));
    assert_eq!(spoken(&known["upcoming"][0]), SPOKEN);
    let moved = app.ask("call_4", "reschedule_appointment", json!({ "start": "2026-11-24T10:30" }));
    assert_eq!(spoken(&moved)[3], "4 von 4 Föhnen 12:30–13:00 Emma");
}

#[test]
fn on_the_web_by_the_uid_of_any_part() {
    let app = salon(free);
    let (code, answer) = web(&app, &web_order("web-1", "ansatzfarbe", "2026-11-24T10:00"));
    assert_eq!(code, 201, "{answer}");
    assert_eq!(spoken(&answer), SPOKEN);
    let token = format!("Bearer {WEB_TOKEN}");
    let show = |uid: &str| {
        app.get(&format!("/api/v2/bookings/{uid}"), &[("Authorization", token.as_str())])
    };
    let uids: Vec<String> = made(&app).into_iter().map(|one| one.uid).collect();
    assert_eq!(uids.len(), 4);
    let (_, first) = show(answer["booking_uid"].as_str().unwrap());
    for uid in &uids {
        let (code, shown) = show(uid);
        assert_eq!((code, &shown), (200, &first), "{uid}");
    }
    assert_eq!(spoken(&first), SPOKEN);
    assert_eq!(first["status"], "confirmed");
    assert!(!first.to_string().contains("Anders"), "the customer is nobody's business: {first}");
    for uid in ["nobodys", "%", "' OR 1=1 --"] {
        let path = uid.replace('%', "%25").replace(' ', "%20").replace('\'', "%27");
        assert_eq!(show(&path).0, 404, "{uid}");
    }
    agree(&app, "web");
}

#[test]
fn a_simple_appointment_has_no_segments() {
    let app = salon(free);
    booked(&app);
    let (code, answer) = web(&app, &web_order("web-1", "bart", "2026-11-24T10:00"));
    // By Emma nobody's beard is done.
    assert_eq!(code, 400, "{answer}");
    let (_, answer) = web(&app, &web_order("web-2", "schnitt", "2026-11-24T15:00"));
    assert!(answer.get("segments").is_none(), "{answer}");
}
