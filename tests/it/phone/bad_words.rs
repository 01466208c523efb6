//! Odd arguments of the voice agent's functions: each gets a status and a sentence, and changes nothing.

use crate::support::harness::{CALLER, Setup, TestApp};
use crate::support::raw::{Photograph, inbox_after, inbox_end, send};
use crate::support::sentence::check_sentence;
use serde_json::{Value, json};

/// A second Emma, so that the name alone is not enough.
const SECOND_EMMA: &str = "[[staff]]\nkey = \"emma2\"\nname = \"Emma Roth\"\nbranch = \"mitte\"\n";

fn two_emmas() -> TestApp {
    TestApp::start_with(&Setup { extra: SECOND_EMMA.into(), ..Setup::default() })
}

/// Asks as this caller, and checks that the answer has this status and a sentence, and that nothing changed.
pub fn harmless(
    app: &TestApp,
    from: Option<&str>,
    name: &str,
    args: &Value,
    status: &str,
) -> String {
    let what = format!("{name} {args:.200}");
    let before = Photograph::of(app);
    let (end, sent) = (inbox_end(app), app.sandbox.counts());
    let answer = app.function("call_odd", from, name, args.clone());
    assert_eq!(answer["status"], status, "{what}: {answer}");
    let say = check_sentence(&what, &answer, false);
    assert_eq!(inbox_after(app, end), ["retell_function done "], "{what}");
    before.assert_unchanged(app, &what);
    assert_eq!(app.sandbox.counts(), sent, "{what}: Cal.com has other bookings");
    say
}

fn book(extra: Value) -> Value {
    let mut args = json!({ "service": "Haarschnitt", "start": "2026-11-24T10:00", "customer_name": "Kim Muster" });
    args.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    args
}

#[test]
fn an_odd_number_is_nobody_and_no_fault() {
    let app = TestApp::start();
    let long = "+49".repeat(4_000);
    for from in [
        None,
        Some("0"),
        Some("anonymous"),
        Some("11111"),
        Some(""),
        Some("+0"),
        Some("+49"),
        Some("null"),
        Some("+266696687"),
        Some("03023125101"),
        Some("+493023125101<script>"),
        Some("+493023125101\r\n"),
        Some(long.as_str()),
    ] {
        // Whoever sends nonsense has not withheld anything, and is as unknown as a new caller.
        let withheld = matches!(from, None | Some("" | "anonymous" | "+266696687"));
        let status = if withheld { "withheld" } else { "new" };
        harmless(&app, from, "check_customer", &json!({}), status);
        // Without a number nobody can say that there is none.
        let is_number = matches!(from, Some("03023125101" | "+493023125101\r\n"));
        let none = if is_number { "none" } else { "withheld" };
        harmless(&app, from, "list_appointments", &json!({ "phone": CALLER }), none);
        harmless(&app, from, "cancel_appointment", &json!({ "phone_number": CALLER }), "not_found");
    }
    // Who calls is never an argument.
    let args = book(json!({ "start": "2026-11-24T12:00", "phone": "0", "customer_phone": CALLER }));
    let booked = app.function("call_2", Some("anonymous"), "book_appointment", args);
    assert_eq!(booked["status"], "booked", "{booked}");
    assert_eq!(
        app.rows("SELECT name || ' ' || coalesce(phone, '-') FROM customers"),
        ["Kim Muster -"]
    );
    harmless(&app, Some(CALLER), "list_appointments", &json!({}), "none");
}

#[test]
fn a_name_that_is_none_is_asked_for_again() {
    let app = TestApp::start();
    let long = "Kim ".repeat(2_500);
    for name in [
        json!("Kim\r\nBcc: eve@example.com"),
        json!("Kim\u{0}Muster"),
        json!("<script>alert(1)</script>"),
        json!("Kim <b>Muster</b>"),
        json!(long),
        json!("k".repeat(10_240)),
        json!("💇💇💇"),
        json!("Kim \u{202e}retsuM"),
        json!("\u{200f}Kim"),
        json!("{{customer_name}}"),
        json!("..."),
        json!("0"),
        json!(""),
        json!(" \u{a0}\t "),
        json!(null),
        json!(7),
        json!(["Kim", "Muster"]),
        json!({ "first": "Kim" }),
        json!(true),
    ] {
        harmless(
            &app,
            Some(CALLER),
            "book_appointment",
            &book(json!({ "customer_name": name })),
            "invalid",
        );
    }
    let mut nameless = book(json!({}));
    nameless.as_object_mut().unwrap().remove("customer_name");
    let say = harmless(&app, Some(CALLER), "book_appointment", &nameless, "invalid");
    assert_eq!(say, "Auf welchen Namen darf ich den Termin eintragen?");
    assert_eq!(app.count("SELECT count(*) FROM customers"), 0);
}

#[test]
fn a_time_that_is_none_is_told_apart() {
    let app = TestApp::start();
    let cases: [(Value, &str); 27] = [
        (json!("2027-03-28T02:30"), "Möglich sind 1 Uhr 30 oder 3 Uhr 30."),
        (json!("2027-10-31T02:30"), "zweimal"),
        (json!("2027-02-29T10:00"), "Den 29. Februar gibt es im Jahr 2027 nicht."),
        (json!("2026-11-31T10:00"), "Den 31. November"),
        (json!("2026-13-01T10:00"), "gibt es nicht"),
        (json!("2026-11-24T24:00"), "gibt es nicht"),
        (json!("2026-11-24T25:00"), "gibt es nicht"),
        (json!("2026-11-24T10:60"), "gibt es nicht"),
        (json!("2026-11-22T10:00"), "schon vorbei"),
        (json!("2026-11-23T09:00"), "schon vorbei"),
        (json!("2026-11-23T08:00:00Z"), "schon vorbei"),
        (json!("1970-01-01T00:00:00Z"), "1970"),
        (json!("2031-11-24T10:00"), "im Voraus"),
        (json!("2199-12-31T23:59"), "im Voraus"),
        (json!("9999-12-31T23:59:59Z"), "im Voraus"),
        (json!("irgendwann"), "An welchem Tag"),
        (json!("morgen"), "Dienstag, 24. November: Um wie viel Uhr"),
        (json!("2026-11-24"), "Dienstag, 24. November: Um wie viel Uhr"),
        (json!("2026-11-24T"), "Um wie viel Uhr"),
        (json!("1e309"), "verstanden"),
        (json!("'; DROP TABLE appointments;--"), "verstanden"),
        (json!("2".repeat(10_000)), "zu lang"),
        (json!(1_795_500), "Sagen Sie zum Beispiel"),
        (json!(-1e300), "verstanden"),
        (json!(["2026-11-24T10:00"]), "verstanden"),
        (json!({ "date": "2026-11-24" }), "verstanden"),
        (json!(false), "verstanden"),
    ];
    for (start, words) in cases {
        let args = book(json!({ "start": start }));
        let say = harmless(&app, Some(CALLER), "book_appointment", &args, "invalid");
        assert!(say.contains(words), "{start}: {say}");
    }
    for (date, time, words) in [
        ("29.02.2027", "10:00", "Den 29. Februar gibt es im Jahr 2027 nicht."),
        ("24.11.", "24:00", "Mitternacht"),
        ("24.11.", "25 Uhr", "gibt es nicht"),
        ("24.11.", "irgendwann", "Um wie viel Uhr"),
        ("Montag, 24.11.2026", "10:00", "ist ein Dienstag, kein Montag"),
        ("gestern", "10:00", "Sonntag, 22. November 2026 ist schon vorbei"),
        ("22.11.2026", "10:00", "schon vorbei"),
        ("heute", "8:59", "schon vorbei"),
        ("24.11.2031", "10:00", "im Voraus"),
        ("", "10:00", "An welchem Tag"),
    ] {
        let args =
            json!({ "service": "bart", "date": date, "time": time, "customer_name": "Kim Muster" });
        let say = harmless(&app, Some(CALLER), "book_appointment", &args, "invalid");
        assert!(say.contains(words), "{date} {time}: {say}");
    }
}

#[test]
fn a_span_of_days_that_is_none_is_told_apart() {
    let app = TestApp::start();
    for (args, words) in [
        (json!({ "date": "29.02.2027" }), "29. Februar"),
        (json!({ "date": "blubb" }), "verstanden"),
        (json!({ "date": "gestern" }), "Sonntag, 22. November 2026 ist schon vorbei"),
        (json!({ "date": "2026-11-22" }), "schon vorbei"),
        (json!({ "date": "2031-11-24" }), "im Voraus"),
        (json!({ "date": ["2026-11-24"] }), "verstanden"),
        (json!({ "date_from": { "day": 24 } }), "verstanden"),
        (json!({ "date_from": "2026-11-25", "date_to": "2026-11-24" }), "vor dem Anfang"),
        (json!({ "date_to": "2026-11-01" }), "schon vorbei"),
        (json!({ "date": "2026-11-24", "time": "24:00" }), "Mitternacht"),
        (json!({ "date": "2026-11-24", "earliest": "25:00" }), "gibt es nicht"),
        (json!({ "date": "2026-11-24", "latest": [18] }), "verstanden"),
    ] {
        let mut args = args;
        args["service"] = json!("bart");
        let say = harmless(&app, Some(CALLER), "check_availability", &args, "invalid");
        assert!(say.contains(words), "{args}: {say}");
    }
}

#[test]
fn an_unknown_service_or_person_is_answered_with_those_there_are() {
    let app = two_emmas();
    let long = "Kuchen ".repeat(2_000);
    for service in [
        json!("Kuchen"),
        json!("💇"),
        json!("<script>alert(1)</script>"),
        json!("{{service}}"),
        json!(long),
        json!("\u{202e}ttinhcs"),
        json!("a"),
        json!(12),
        json!(""),
        json!(null),
        json!(["Haarschnitt"]),
    ] {
        for function in ["check_availability", "book_appointment"] {
            let args = book(json!({ "service": service }));
            let say = harmless(&app, Some(CALLER), function, &args, "invalid");
            let names = ["Haarschnitt", "Bartpflege"].iter().all(|name| say.contains(name));
            assert!(names || service.is_array(), "{service}: {say}");
        }
    }
    let ambiguous = harmless(
        &app,
        Some(CALLER),
        "book_appointment",
        &book(json!({ "service": "a" })),
        "invalid",
    );
    let all = "Welche Leistung darf es sein? Wir haben: Ansatzfärbung, Bartpflege und Haarschnitt.";
    assert_eq!(ambiguous, all, "one letter names none");
    for staff in
        ["Roswitha", "Paula", "Paula Ehemals", "💇", "<b>Emma</b>", "{{x}}", "0", "Emma Weiß"]
    {
        let say = harmless(
            &app,
            Some(CALLER),
            "book_appointment",
            &book(json!({ "staff": staff })),
            "invalid",
        );
        assert!(say.contains("Emma Vogel") && say.contains("Jürgen Weiß"), "{staff}: {say}");
        assert!(!say.contains("Ehemals, "), "who left is not offered: {say}");
    }
    let say = harmless(
        &app,
        Some(CALLER),
        "check_availability",
        &book(json!({ "staff": "Emma" })),
        "invalid",
    );
    assert_eq!(say, "Wen meinen Sie: Emma Roth oder Emma Vogel?");
    for staff in [json!(["Emma Vogel"]), json!({ "name": "Emma Vogel" }), json!(true)] {
        harmless(
            &app,
            Some(CALLER),
            "book_appointment",
            &book(json!({ "staff": staff })),
            "invalid",
        );
    }
    let wrong = book(json!({ "service": "bart", "staff": "Emma Vogel" }));
    harmless(&app, Some(CALLER), "book_appointment", &wrong, "invalid");
    let say = harmless(&app, Some(CALLER), "check_availability", &wrong, "none");
    assert_eq!(say, "Emma bietet Bartpflege nicht an. Darf es jemand anderes sein?");
    for branch in ["Nord", "Ost oder West"] {
        harmless(
            &app,
            Some(CALLER),
            "check_availability",
            &book(json!({ "branch": branch })),
            "invalid",
        );
    }
}

#[test]
fn an_unknown_function_is_no_fault_and_a_version_is_ignored() {
    let app = TestApp::start();
    for name in ["", " "] {
        let body = json!({ "name": name, "args": {}, "call": { "call_id": "call_1" } });
        assert_eq!(app.post_retell("/api/retell/function", &body).0, 400);
    }
    for name in [
        "delete_everything",
        "book",
        "Book_Appointment",
        "check_customer_v12345",
        "check_customer_x2",
        "_v2",
        "check_customer; drop table staff",
        "<script>",
        "böök",
    ] {
        let say = harmless(&app, Some(CALLER), name, &book(json!({})), "invalid");
        assert_eq!(say, "Das kann ich leider nicht.", "{name}");
    }
    for name in ["check_customer", "check_customer_v2", "check_customer-V99", " check_customer_v7 "]
    {
        harmless(
            &app,
            Some(CALLER),
            name,
            &json!({ "execution_message": { "x": ["Moment"] } }),
            "new",
        );
    }
    assert_eq!(send(app.addr(), "GET", "/healthz", &[], b"").status, 200);
}

#[test]
fn an_english_salon_speaks_english() {
    let setup =
        Setup { change: |config| config.company.language = "en".into(), ..Setup::default() };
    let app = TestApp::start_with(&setup);
    let cases = [
        ("check_customer", json!({}), "new"),
        ("list_appointments", json!({}), "none"),
        ("cancel_appointment", json!({ "appointment_id": 7 }), "not_found"),
        ("reschedule_appointment", json!({}), "not_found"),
        ("book_appointment", json!({}), "invalid"),
        ("book_appointment", json!({ "service": "bart", "start": "2026-11-22T10:00" }), "invalid"),
        ("book_appointment", json!({ "service": "bart", "start": "2027-03-28T02:30" }), "invalid"),
        ("book_appointment", json!({ "service": "bart", "start": "2027-10-31T02:30" }), "invalid"),
        ("book_appointment", json!({ "service": "bart", "start": "2026-11-24T24:00" }), "invalid"),
        ("book_appointment", json!({ "service": "bart", "start": "2031-11-24T10:00" }), "invalid"),
        ("book_appointment", json!({ "service": "bart", "start": [1] }), "invalid"),
        ("book_appointment", json!({ "service": "bart", "start": "2026-11-24T10:00" }), "invalid"),
        (
            "book_appointment",
            json!({ "service": "bart", "start": "2026-11-24T10:00", "name": "<x>" }),
            "invalid",
        ),
        ("book_appointment", json!({ "offer_id": "0123456789" }), "offer_expired"),
        ("check_availability", json!({ "service": "Kuchen" }), "invalid"),
        ("check_availability", json!({ "service": "💇" }), "invalid"),
        ("check_availability", json!({ "service": "bart", "staff": "Roswitha" }), "invalid"),
        ("check_availability", json!({ "service": "bart", "staff": "💇" }), "invalid"),
        ("check_availability", json!({ "service": "bart", "branch": "Nord" }), "invalid"),
        ("check_availability", json!({ "service": "bart", "date": "29.02.2027" }), "invalid"),
        ("fly", json!({}), "invalid"),
    ];
    for (name, args, status) in cases {
        let answer = app.ask("call_1", name, args.clone());
        assert_eq!(answer["status"], status, "{name} {args}: {answer}");
        check_sentence(&format!("{name} {args}"), &answer, true);
    }
    assert_eq!(app.count("SELECT count(*) FROM appointments"), 0);
}
