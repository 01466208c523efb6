//! Which of several appointments is meant, when it is cancelled or moved: by day, time, service, staff member, customer.

use crate::phone::heard::{said, salon, standing};
use crate::support::harness::TestApp;
use serde_json::{Value, json};

/// Four appointments of one caller: number, service, start, with whom, for whom.
const FOUR: [(&str, &str, &str, &str); 4] = [
    ("Haarschnitt", "2026-12-08T10:00", "Emma", "Kim Muster"),
    ("bart", "2026-12-08T15:30", "Jürgen", "Kim Muster"),
    ("Haarschnitt", "2026-12-10T10:00", "Jürgen", "Lena Muster"),
    ("Haarschnitt", "2026-12-11T16:00", "Emma", "Kim Muster"),
];

/// A salon in which the caller has the first few of them.
fn with(count: usize) -> TestApp {
    let app = salon();
    for (number, (service, start, staff, name)) in FOUR.iter().take(count).enumerate() {
        let args =
            json!({ "service": service, "start": start, "staff": staff, "customer_name": name });
        let booked = app.ask(&format!("call_b{number}"), "book_appointment", args);
        assert_eq!(booked["appointment_id"], number + 1, "{booked}");
    }
    app
}

fn listed(answer: &Value) -> Vec<i64> {
    let all = answer["appointments"].as_array().unwrap_or_else(|| panic!("{answer}"));
    all.iter().map(|one| one["appointment_id"].as_i64().unwrap()).collect()
}

#[test]
fn what_is_said_finds_the_one_to_cancel() {
    for (args, id) in [
        (json!({ "date": "2026-12-10" }), 3),
        (json!({ "date": "11.12.", "time": "16:00" }), 4),
        (json!({ "start": "2026-12-08T15:30" }), 2),
        (json!({ "time": "15:30" }), 2),
        (json!({ "earliest": "15:45" }), 4),
        (json!({ "service": "bart" }), 2),
        (json!({ "service": "Haarschnitt", "staff": "Jürgen" }), 3),
        (json!({ "service": "den Bart" }), 2),
        (json!({ "staff": "Emma", "date": "2026-12-08" }), 1),
        (json!({ "customer_name": "Lena" }), 3),
        (json!({ "customer_name": "Lena Mustr" }), 3),
        (json!({ "customer_name": "Kim Muster", "service": "bart" }), 2),
        (json!({ "appointment_date": "2026-12-10" }), 3),
        (json!({ "old_date": "2026-12-08", "old_time": "10:00" }), 1),
        // The number alone counts where it is said.
        (json!({ "appointment_id": 4, "date": "2026-12-08" }), 4),
    ] {
        let app = with(4);
        let off = app.ask("call_1", "cancel_appointment", args.clone());
        assert_eq!(
            (&off["status"], &off["appointment_id"]),
            (&json!("cancelled"), &json!(id)),
            "{args}: {off}"
        );
        assert!(said(&off).starts_with("Ihr Termin ist abgesagt: "), "{off}");
        // The same words again are the same cancellation.
        assert_eq!(app.ask("call_1", "cancel_appointment", args.clone()), off, "{args}");
        assert_eq!(standing(&app), 3, "{args}");
    }
}

#[test]
fn what_fits_several_is_asked_with_what_tells_them_apart() {
    let app = with(4);
    for (args, fitting) in [
        (json!({}), vec![1, 2, 3, 4]),
        (json!({ "date": "2026-12-08" }), vec![1, 2]),
        (json!({ "time": "10:00" }), vec![1, 3]),
        (json!({ "service": "Haarschnitt" }), vec![1, 3, 4]),
        (json!({ "staff": "Emma" }), vec![1, 4]),
        (json!({ "customer_name": "Kim Muster" }), vec![1, 2, 4]),
        (json!({ "customer_name": "Muster" }), vec![1, 2, 3, 4]),
        (json!({ "customer_name": "Unbekannt" }), vec![1, 2, 3, 4]),
    ] {
        let asked = app.ask("call_1", "cancel_appointment", args.clone());
        assert_eq!(asked["status"], "which", "{args}: {asked}");
        assert_eq!(listed(&asked), fitting, "{args}");
        let say = asked["say"].as_str().unwrap();
        assert!(say.starts_with("Welchen Termin meinen Sie: "), "{say}");
        let are_for_two = fitting.contains(&3) && fitting.len() > 1;
        assert_eq!(say.contains("für Kim Muster"), are_for_two, "{args}: {say}");
    }
    let asked = app.ask("call_1", "cancel_appointment", json!({ "time": "10:00" }));
    assert_eq!(
        said(&asked),
        "Welchen Termin meinen Sie: Haarschnitt, Dienstag, 8. Dezember, um 10 Uhr bei Emma, für Kim Muster; \
         Haarschnitt, Donnerstag, 10. Dezember, um 10 Uhr bei Jürgen, für Lena Muster?"
    );
    assert_eq!(standing(&app), 4);
}

#[test]
fn what_fits_none_cancels_none() {
    let app = with(1);
    for args in [
        json!({ "date": "2026-12-09" }),
        json!({ "time": "11:00" }),
        json!({ "service": "bart" }),
        json!({ "service": "Kuchen" }),
        json!({ "staff": "Jürgen" }),
        json!({ "staff": "Roswitha" }),
        json!({ "customer_name": "Ada Anders" }),
        json!({ "start": "2026-12-08T10:30" }),
    ] {
        let asked = app.ask("call_1", "cancel_appointment", args.clone());
        assert_eq!(asked["status"], "which", "{args}: {asked}");
        assert_eq!(listed(&asked), [1], "{args}");
        let say = said(&asked);
        assert!(say.starts_with("So einen Termin finde ich bei Ihnen nicht."), "{args}: {say}");
    }
    let odd = app.ask("call_1", "cancel_appointment", json!({ "date": "blubb" }));
    assert_eq!(odd["status"], "invalid", "{odd}");
    assert_eq!(standing(&app), 1);
    assert_eq!(app.ask("call_1", "cancel_appointment", json!({}))["status"], "cancelled");
}

#[test]
fn the_old_time_of_a_move_has_arguments_of_its_own() {
    let to = "2026-12-12T11:00";
    for (args, id) in [
        (json!({ "appointment_date": "2026-12-10" }), 3),
        (json!({ "appointment_date": "2026-12-08", "appointment_time": "15:30" }), 2),
        (json!({ "old_date": "11.12." }), 4),
        (json!({ "current_time": "16:00" }), 4),
        (json!({ "original_start": "2026-12-08T10:00" }), 1),
        (json!({ "service": "bart" }), 2),
        (json!({ "customer_name": "Lena" }), 3),
        (json!({ "service": "Haarschnitt", "appointment_date": "2026-12-08" }), 1),
        // Beside a new time of its own the plain arguments are the old.
        (json!({ "date": "2026-12-10", "new_start": to }), 3),
        (
            json!({ "date": "2026-12-11", "time": "16:00", "new_date": "2026-12-12", "new_time": "11:00" }),
            4,
        ),
    ] {
        let app = with(4);
        let mut asked = args.clone();
        if args.get("new_start").is_none() && args.get("new_date").is_none() {
            asked["start"] = json!(to);
        }
        let moved = app.ask("call_1", "reschedule_appointment", asked.clone());
        assert_eq!(
            (&moved["status"], &moved["appointment_id"]),
            (&json!("rescheduled"), &json!(id)),
            "{args}: {moved}"
        );
        assert_eq!(moved["start"], "2026-12-12T11:00:00+01:00", "{args}");
        assert_eq!(app.ask("call_1", "reschedule_appointment", asked), moved, "{args}: again");
        assert_eq!(standing(&app), 4);
    }
}

#[test]
fn a_move_to_somebody_else_is_no_word_about_the_old() {
    let app = with(1);
    let args = json!({ "start": "2026-12-12T11:00", "staff": "Jürgen" });
    let moved = app.ask("call_1", "reschedule_appointment", args);
    assert_eq!(
        (&moved["status"], &moved["staff"]),
        (&json!("rescheduled"), &json!("Jürgen Weiß")),
        "{moved}"
    );
    let app = with(4);
    let asked = app.ask("call_1", "reschedule_appointment", json!({ "start": "2026-12-12T11:00" }));
    assert_eq!((&asked["status"], listed(&asked)), (&json!("which"), vec![1, 2, 3, 4]), "{asked}");
    let args = json!({ "start": "2026-12-12T11:00", "appointment_date": "2026-12-09" });
    let none = app.ask("call_1", "reschedule_appointment", args);
    assert_eq!((&none["status"], listed(&none)), (&json!("which"), vec![1, 2, 3, 4]), "{none}");
    assert!(none["say"].as_str().unwrap().starts_with("So einen Termin"), "{none}");
}

#[test]
fn no_more_than_four_are_read_out() {
    let app = with(4);
    for (number, start) in ["2026-12-12T09:00", "2026-12-12T14:00"].iter().enumerate() {
        let args = json!({ "service": "bart", "start": start, "customer_name": "Kim Muster" });
        let booked = app.ask(&format!("call_m{number}"), "book_appointment", args);
        assert_eq!(booked["status"], "booked", "{booked}");
    }
    let all = app.ask("call_1", "list_appointments", json!({}));
    assert_eq!(listed(&all).len(), 6);
    let say = all["say"].as_str().unwrap();
    assert_eq!(say.matches(" bei ").count(), 4, "{say}");
    assert!(say.ends_with("; und noch 2."), "{say}");
}
