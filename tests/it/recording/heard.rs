//! What was said oddly is recorded so that it is understood as it was, without anybody's name or number in it.

use crate::recording::world::{assert_replays, recording, text};
use crate::support::harness::TestApp;
use serde_json::{Value, json};

#[test]
fn a_day_of_odd_words_is_replayed_as_it_was() {
    let mut app = TestApp::start_with(&recording(""));
    let order = |hour: u8, name: &str| json!({ "service": "Haarschnitt", "start": format!("2026-11-24T{hour}:00"), "customer_name": name });
    let call = |id: &str, from: &str, name: &str, args: Value| {
        let call = json!({ "call_id": id, "call_type": "phone_call", "from_number": from });
        let body = json!({ "name": name, "args": args, "call": call });
        let (status, answer) = app.post_retell("/api/retell/function", &body);
        assert_eq!(status, 200, "{answer}");
        answer["status"].as_str().unwrap().to_owned()
    };
    let trunk = "sip:03023125101;phone-context=+49@trunk.example";
    // Wrapped, encoded, in other letters: booked.
    let text_of_text = json!(order(9, "Mein Name ist Zoë Beispiel").to_string()).to_string();
    let first = [
        ("call_1", "book_appointment", json!(text_of_text)),
        ("call_2", "book_appointment", json!({ "args": order(10, "null") })),
        (
            "call_3",
            "book_appointment",
            json!({ "Service": "Haarschnitt", "startTime": "2026-11-24T11:00",
            "customerName": "Beispiel, Zoë", "staff": "die Emma", "branch": "null", "offer_id": "-" }),
        ),
        (
            "call_4",
            "book_appointment",
            json!({ "service": "Haarschnitt", "service_name": "haarschnitt",
            "start": "2026-11-24T12:00", "name": "Zoë", "customer_name": "Zoë Beispiel", "staff": "egal wer" }),
        ),
    ];
    for (id, name, args) in first {
        assert_eq!(call(id, trunk, name, args.clone()), "booked", "{args}");
    }
    // Asked about: nothing is booked, then or when it is replayed.
    for args in [
        order(13, "Unbekannter Kunde Zoë@beispiel.example"),
        order(13, "Kunde"),
        order(13, "0171 3920012"),
        json!({ "service": "Haarschnitt", "Service": "Bartpflege", "start": "2026-11-24T13:00", "name": "Zoë Beispiel" }),
        json!({ "service": "Haarschnitt", "start": "2026-11-24T13:00", "name": "Ada Anders", "customer_name": "Zoë Beispiel" }),
        json!({ "service": ["Haarschnitt"], "start": "2026-11-24T13:00", "customer_name": "Zoë Beispiel" }),
        json!({ "service": "Haarschnitt", "staff": "Ema", "start": "2026-11-24T13:00", "customer_name": "Zoë Beispiel" }),
    ] {
        assert_eq!(call("call_5", trunk, "book_appointment", args.clone()), "invalid", "{args}");
    }
    let unreadable = "+4930231251011234567";
    assert_eq!(call("call_6", unreadable, "book_appointment", order(14, "null")), "invalid");
    assert_eq!(call("call_7", "anonymous", "book_appointment", order(14, "Unbekannt")), "invalid");
    assert_eq!(
        call("call_8", trunk, "cancel_appointment", json!({ "appointment_id": "Termin 1.0" })),
        "cancelled"
    );
    app.settle();
    let run = assert_replays(&mut app, "odd words");
    assert_eq!(run.stderr, "");
    let kept = text(&app);
    for personal in ["Zoë", "Beispiel", "3920012", "23125101", "Anders", "trunk.example"] {
        assert!(!kept.contains(personal), "{personal} is in the recording: {kept}");
    }
}
