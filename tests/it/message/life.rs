//! The life of a visit, as its customer hears of it.

use crate::message::world;
use crate::message::world::{LANDLINE, MOBILE, book, cancel, folder, move_to, outbox};
use crate::support::harness::TestApp;
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation};
use serde_json::json;

fn deliver(app: &TestApp) -> usize {
    app.appliance.work.deliver()
}

#[test]
fn a_booked_visit_is_told_once_by_text_message() {
    let app = world::start();
    book(&app, "call_1", Some(MOBILE), "10:00");
    assert_eq!(outbox(&app), ["confirmed sms 0 open"]);
    assert!(folder(&app).is_empty(), "nothing is sent while somebody waits");
    assert_eq!((deliver(&app), deliver(&app)), (1, 0));
    assert_eq!(outbox(&app), ["confirmed sms 0 sent"]);
    let files = folder(&app);
    assert_eq!(files.len(), 1, "{files:?}");
    let (name, text) = &files[0];
    assert!(name.ends_with(".sms"));
    assert_eq!(
        text,
        "+4915112345678\nProbe Mitte: Ihr Termin: Di 01.12. 10:00, Haarschnitt bei Emma Vogel.\n"
    );
    // Whatever comes again, it is told.
    book(&app, "call_1", Some(MOBILE), "10:00");
    app.deliver_webhooks();
    app.settle();
    assert_eq!(deliver(&app), 0);
    assert_eq!(outbox(&app).len(), 1);
}

/// What a name holds is either none and asked for again, or it is nobody's affair but the salon's: no text message says it.
#[test]
fn whatever_a_caller_is_called_a_text_message_is_one_line() {
    let (long, quotes) = ("a".repeat(300), "Zoë \"Zozo\" O'Neil");
    let names = ["A\r\nBcc: x@x.example", quotes, long.as_str(), "Zoë \u{1f600}", "\u{1f600}"];
    for (hour, name) in (9..).zip(names) {
        let app = world::start();
        let args = json!({ "service": "Haarschnitt", "staff": "Emma", "customer_name": name,
            "start": format!("2026-12-01T{hour:02}:00") });
        let heard = app.function("call_1", Some(MOBILE), "book_appointment", args);
        let booked = usize::from(heard["status"] == "booked");
        assert_eq!((outbox(&app).len(), deliver(&app)), (booked, booked), "{name:?} {heard}");
        for (_, text) in folder(&app) {
            assert_eq!((text.lines().count(), text.contains("Bcc")), (2, false), "{text}");
        }
        assert!(
            booked == 1 || heard["say"].as_str().is_some_and(|said| !said.is_empty()),
            "{heard}"
        );
    }
}

#[test]
fn a_landline_and_a_withheld_number_are_told_nothing_and_that_is_no_error() {
    let app = world::start();
    book(&app, "call_1", Some(LANDLINE), "10:00");
    book(&app, "call_2", None, "11:00");
    assert_eq!(
        outbox(&app),
        ["confirmed nowhere 0 untold landline", "confirmed nowhere 0 untold no_contact"]
    );
    assert_eq!(deliver(&app), 0);
    assert_eq!(app.count("SELECT count(*) FROM warnings"), 0);
}

#[test]
fn an_address_gets_a_mail_in_the_customers_language() {
    let app = world::start();
    let customer =
        json!({ "name": "Zoë Beispiel", "email": "Zoe@Kündin.example", "language": "en" });
    let (status, answer) = world::on_the_web(&app, "r1", &customer, "10:00");
    assert_eq!(status, 201, "{answer}");
    assert_eq!(deliver(&app), 1);
    let files = folder(&app);
    assert_eq!(files.len(), 1);
    let mail = &files[0].1;
    for line in [
        "zoe@xn--kndin-kva.example",
        "From: \"Salon Probe\" <termine@visits.example>",
        "Message-ID: <",
        "method=REQUEST",
        "Auto-Submitted: auto-generated",
    ] {
        assert!(mail.contains(line), "{line} is not in {mail}");
    }
    assert!(mail.contains("Your appointment"), "{mail}");
    // Cal.com was not told the address of the web form's customer.
    let told: Vec<String> =
        app.sandbox.bookings().into_iter().map(|one| one.attendee_email).collect();
    assert!(told.iter().all(|address| address.ends_with("@visits.example")), "{told:?}");
    assert_eq!(told.len(), 1);
}

#[test]
fn what_the_form_says_wrongly_is_said_back_and_nothing_is_booked() {
    let app = world::start();
    for customer in [
        json!({ "name": "Zoë", "email": "zoe@" }),
        json!({ "name": "Zoë", "email": "zoe@x.example\r\nBcc: all@x.example" }),
        json!({ "name": "Zoë", "email": "zoe@x.example", "language": "fr" }),
    ] {
        let (status, answer) = world::on_the_web(&app, "r1", &customer, "10:00");
        assert_eq!(status, 400, "{answer}");
    }
    assert_eq!(app.count("SELECT count(*) FROM sagas"), 0);
}

#[test]
fn moved_and_cancelled_are_told_each_with_the_next_revision() {
    let app = world::start();
    book(&app, "call_1", Some(MOBILE), "10:00");
    deliver(&app);
    move_to(&app, "call_2", MOBILE, "2026-12-02T11:00");
    deliver(&app);
    cancel(&app, "call_3", MOBILE);
    deliver(&app);
    app.deliver_webhooks();
    app.settle();
    assert_eq!(deliver(&app), 0);
    assert_eq!(outbox(&app), ["confirmed sms 0 sent", "moved sms 1 sent", "cancelled sms 2 sent"]);
    let texts: Vec<String> = folder(&app).into_iter().map(|(_, text)| text).collect();
    assert!(texts[1].contains("verschoben auf Mi 02.12. 11:00"), "{texts:?}");
    assert!(
        texts[2].contains("Ihr Termin Mi 02.12. 11:00, Haarschnitt, ist abgesagt."),
        "{texts:?}"
    );
}

#[test]
fn moved_before_it_was_sent_it_is_one_message() {
    let app = world::start();
    book(&app, "call_1", Some(MOBILE), "10:00");
    let id = app.rows("SELECT id FROM outbox");
    move_to(&app, "call_2", MOBILE, "2026-12-02T11:00");
    assert_eq!(deliver(&app), 1);
    assert_eq!(outbox(&app), ["confirmed sms 0 sent"]);
    assert_eq!(app.rows("SELECT id FROM outbox"), id, "one name for life");
    assert!(folder(&app)[0].1.contains("Ihr Termin: Mi 02.12. 11:00"));
}

#[test]
fn cancelled_before_it_was_sent_only_that_is_told() {
    let app = world::start();
    book(&app, "call_1", Some(MOBILE), "10:00");
    cancel(&app, "call_2", MOBILE);
    assert_eq!(deliver(&app), 1);
    assert_eq!(outbox(&app), ["confirmed sms 0 replaced", "cancelled sms 1 sent"]);
}

#[test]
fn what_the_salon_does_at_calcom_is_told_too() {
    let app = world::start();
    let heard = book(&app, "call_1", Some(MOBILE), "10:00");
    deliver(&app);
    let uid = heard["booking_uid"].as_str().unwrap_or_default().to_owned();
    let uid = if uid.is_empty() {
        app.rows("SELECT calcom_v2_booking_uid FROM appointments").remove(0)
    } else {
        uid
    };
    let path = format!("/v2/bookings/{uid}/cancel");
    let body = json!({ "cancellationReason": "krank" });
    crate::support::at_calcom::post_at_calcom(&app.sandbox, &path, &body);
    app.deliver_webhooks();
    app.settle();
    assert_eq!(deliver(&app), 1);
    assert_eq!(outbox(&app), ["confirmed sms 0 sent", "cancelled sms 1 sent"]);
}

#[test]
fn a_visit_that_was_taken_back_sends_nothing() {
    let app = world::start();
    // The last of the visit's bookings is refused, so the others are cancelled.
    app.sandbox
        .fault(Fault::once(FaultOn::operation(Operation::Book).nth(4), FaultKind::SlotTaken));
    let args = json!({ "service": "Ansatzfärbung", "staff": "Emma", "customer_name": "Zoë Beispiel",
        "start": "2026-12-01T10:00" });
    let heard = app.function("call_1", Some(MOBILE), "book_appointment", args);
    assert_ne!(heard["status"], "booked", "{heard}");
    app.deliver_webhooks();
    app.settle();
    assert!(app.sandbox.counts().created > 1, "something was booked and taken back");
    assert_eq!(app.sandbox.counts().standing, 0);
    assert_eq!(outbox(&app), Vec::<String>::new());
    assert_eq!(deliver(&app), 0);
}

#[test]
fn who_booked_at_calcom_is_told_by_calcom() {
    let app = world::start();
    let body = json!({ "eventTypeId": crate::support::harness::CUT_EMMA, "start": "2026-12-01T09:00:00Z",
        "attendee": { "name": "Ada", "email": "ada@kundin.example", "timeZone": "Europe/Berlin",
            "phoneNumber": MOBILE } });
    crate::support::at_calcom::post_at_calcom(&app.sandbox, "/v2/bookings", &body);
    app.deliver_webhooks();
    app.settle();
    assert_eq!(app.count("SELECT count(*) FROM appointments"), 1);
    assert_eq!(outbox(&app), Vec::<String>::new());
}

#[test]
fn a_reminder_comes_so_many_hours_before_and_moves_along() {
    let app = world::start_with("[messages]\nreminder_hours = 24");
    book(&app, "call_1", Some(MOBILE), "10:00");
    assert_eq!(deliver(&app), 1);
    move_to(&app, "call_2", MOBILE, "2026-12-02T11:00");
    assert_eq!(deliver(&app), 1);
    assert_eq!(outbox(&app), ["confirmed sms 0 sent", "reminder sms 1 open", "moved sms 1 sent"]);
    let until = |hours| app.clock.forward(time::Duration::hours(hours));
    // From Monday, 9:00, to Tuesday of the next week, 10:00.
    until(8 * 24 + 1);
    assert_eq!(deliver(&app), 0);
    until(1);
    assert_eq!(deliver(&app), 1);
    assert!(
        folder(&app)
            .iter()
            .any(|(_, text)| text.contains("Erinnerung an Ihren Termin: Mi 02.12. 11:00"))
    );
}

#[test]
fn moved_to_sooner_than_the_reminder_it_has_none() {
    let app = world::start_with("[messages]\nreminder_hours = 24");
    book(&app, "call_1", Some(MOBILE), "10:00");
    assert_eq!(deliver(&app), 1);
    // The day before, half an hour before the reminder.
    app.clock.forward(time::Duration::days(7) + time::Duration::minutes(30));
    move_to(&app, "call_2", MOBILE, "2026-12-01T09:00");
    assert_eq!((deliver(&app), deliver(&app)), (1, 0), "one message a change");
    assert_eq!(
        outbox(&app),
        ["confirmed sms 0 sent", "reminder sms 0 replaced", "moved sms 1 sent"]
    );
}

#[test]
fn nobody_is_reminded_of_what_is_off() {
    let app = world::start_with("[messages]\nreminder_hours = 24");
    book(&app, "call_1", Some(MOBILE), "10:00");
    deliver(&app);
    cancel(&app, "call_2", MOBILE);
    assert_eq!(deliver(&app), 1);
    app.clock.forward(time::Duration::days(7) + time::Duration::hours(1));
    assert_eq!(deliver(&app), 0);
    assert_eq!(
        outbox(&app),
        ["confirmed sms 0 sent", "reminder sms 0 replaced", "cancelled sms 1 sent"]
    );
}

#[test]
fn a_composite_visit_is_one_message_with_its_steps() {
    let app = world::start();
    let body = json!({ "request_id": "r1", "service": "Ansatzfärbung", "staff": "Emma",
        "start": "2026-12-01T10:00",
        "customer": { "name": "Zoë Beispiel", "email": "zoe@kundin.example" } });
    let token = format!("Bearer {}", crate::support::harness::WEB_TOKEN);
    let (status, answer) =
        app.post("/api/v2/bookings", body.to_string().as_bytes(), &[("authorization", &token)]);
    assert_eq!(status, 201, "{answer}");
    app.deliver_webhooks();
    app.settle();
    assert_eq!(outbox(&app), ["confirmed mail 0 open"]);
    let facts = app.rows("SELECT facts FROM outbox").remove(0);
    assert!(facts.contains("Farbe auftragen") && facts.contains("Föhnen"), "{facts}");
}

#[test]
fn a_move_that_is_taken_back_before_it_was_told_tells_nothing() {
    let app = world::start();
    book(&app, "call_1", Some(MOBILE), "10:00");
    assert_eq!(deliver(&app), 1);
    move_to(&app, "call_2", MOBILE, "2026-12-01T12:00");
    assert_eq!(outbox(&app), ["confirmed sms 0 sent", "moved sms 1 open"]);
    move_to(&app, "call_3", MOBILE, "2026-12-01T10:00");
    assert_eq!(outbox(&app), ["confirmed sms 0 sent", "moved sms 1 replaced"]);
    assert_eq!((deliver(&app), folder(&app).len()), (0, 1));
}
