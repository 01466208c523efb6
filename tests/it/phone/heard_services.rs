//! Services as people say them, found in the whole program.

use crate::phone::heard::{said, salon_with, with_hours};
use crate::support::harness::{HOST_EMMA, TestApp};
use chairside::sandbox::stand_in::SandboxEventType;
use serde_json::{Value, json};

/// More of what the salon sells: key, name, minutes, event type.
const MORE: [(&str, &str, u32, i64); 4] = [
    ("kinder", "Kinderhaarschnitt", 30, 901),
    ("faerben", "Färben", 60, 902),
    ("fuss", "Fußpflege", 30, 903),
    ("pony", "Pony schneiden", 15, 904),
];

fn salon() -> TestApp {
    let entry = |(key, name, minutes, id): &(&str, &str, u32, i64)| {
        format!(
            "[[services]]\nkey = \"{key}\"\nname = \"{name}\"\nduration_minutes = {minutes}\n\
             event_types = [{{ id = {id}, staff = \"emma\" }}]\n"
        )
    };
    let app = salon_with(&MORE.iter().map(entry).collect::<String>(), with_hours);
    for (key, name, minutes, id) in MORE {
        app.sandbox.add_event_type(SandboxEventType {
            id: Some(id),
            slot_interval_minutes: Some(15),
            ..SandboxEventType::personal(name, key, minutes, HOST_EMMA)
        });
    }
    app
}

fn ask(app: &TestApp, service: &str) -> Value {
    let args = json!({ "service": service, "date": "2026-12-10" });
    app.ask("call_1", "check_availability", args)
}

#[test]
fn the_service_that_is_meant_is_found() {
    let app = salon();
    for (service, key, name) in [
        ("Kinder-Haarschnitt", "kinder", "Kinderhaarschnitt"),
        ("Kinder Haarschnitt", "kinder", "Kinderhaarschnitt"),
        ("einen Haarschnitt für Kinder", "kinder", "Kinderhaarschnitt"),
        ("KINDERHAARSCHNITT bitte", "kinder", "Kinderhaarschnitt"),
        ("Haarschnitt", "schnitt", "Haarschnitt"),
        ("Haare schneiden", "schnitt", "Haarschnitt"),
        ("Ansatz färben", "ansatzfarbe", "Ansatzfärbung"),
        ("Ansatzfärbung", "ansatzfarbe", "Ansatzfärbung"),
        ("den Ansatz nachfärben", "ansatzfarbe", "Ansatzfärbung"),
        ("Färben", "faerben", "Färben"),
        ("Bart trimmen", "bart", "Bartpflege"),
        ("Pony", "pony", "Pony schneiden"),
    ] {
        let found = ask(&app, service);
        assert_eq!(
            (&found["status"], &found["service"]),
            (&json!("ok"), &json!(key)),
            "{service}: {found}"
        );
        assert!(said(&found).contains(name), "{service}: {found}");
    }
}

#[test]
fn what_is_not_certain_is_asked() {
    let app = salon();
    for service in [
        "Fußpflege und Haarschnitt",
        "Haarschnitt für zwei Personen",
        "und",
        "h",
        "Wimpern",
        "Haarschnitt und Wimpern",
        "ha",
        "Färben oder Schneiden",
        "Massage",
        "Haarschnitt für meinen Sohn",
        "Haarschnitt und Bart und Färben",
        "💇",
        "die",
    ] {
        let asked = ask(&app, service);
        assert_eq!(asked["status"], "invalid", "{service}: {asked}");
        let say = said(&asked);
        // Nobody keeps more than four in mind.
        let all =
            ["Haarschnitt", "Bartpflege", "Ansatzfärbung", "Färben", "Fußpflege", "Pony schneiden"];
        let read = all.iter().filter(|name| say.contains(*name)).count();
        assert!((1..=4).contains(&read), "{service}: {say}");
    }
}

#[test]
fn staff_as_it_is_said() {
    let app = salon();
    for (staff, name) in [
        ("die Emma", Some("Emma Vogel")),
        ("zum Jürgen", Some("Jürgen Weiß")),
        ("bei der Emma", Some("Emma Vogel")),
        ("Frau Vogel", Some("Emma Vogel")),
        ("beim Herrn Weiß", Some("Jürgen Weiß")),
        ("egal wer", None),
        ("keine Präferenz", None),
        ("wer gerade Zeit hat", None),
        ("no preference", None),
        ("null", None),
        ("irgendjemand", None),
    ] {
        let args = json!({ "service": "Haarschnitt", "date": "2026-12-10", "staff": staff });
        let found = app.ask("call_1", "check_availability", args);
        assert_eq!(
            (&found["status"], found["staff"].as_str()),
            (&json!("ok"), name),
            "{staff}: {found}"
        );
    }
    for staff in ["Emma oder Jürgen", "Ema", "Jurgn", "Roswitha"] {
        let args = json!({ "service": "Haarschnitt", "date": "2026-12-10", "staff": staff });
        let asked = app.ask("call_1", "check_availability", args);
        assert_eq!(asked["status"], "invalid", "{staff}: {asked}");
        said(&asked);
    }
}
