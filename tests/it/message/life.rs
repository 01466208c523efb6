//! The life of a visit, as its customer hears of it.

use crate::message::world;
use crate::message::world::{LANDLINE, MOBILE, book, folder, outbox};
use serde_json::json;

#[test]
fn a_booked_visit_is_told_once_by_text_message() {
    let app = world::start();
    book(&app, "call_1", Some(MOBILE), "10:00");
    assert_eq!(outbox(&app), ["confirmed sms 0 open"]);
    assert!(folder(&app).is_empty(), "nothing is sent while somebody waits");
    assert_eq!((app.appliance.work.deliver(), app.appliance.work.deliver()), (1, 0));
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
    assert_eq!(app.appliance.work.deliver(), 0);
    assert_eq!(outbox(&app).len(), 1);
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
    assert_eq!(app.appliance.work.deliver(), 0);
    assert_eq!(app.count("SELECT count(*) FROM warnings"), 0);
}

#[test]
fn an_address_gets_a_mail() {
    let app = world::start();
    let customer = json!({ "name": "Zoë Beispiel", "email": "Zoe@Kundin.example", "language": "en" });
    let (status, answer) = world::book_on_the_web(&app, "r1", customer, "10:00");
    assert_eq!(status, 201, "{answer}");
    assert_eq!(app.appliance.work.deliver(), 1);
    let files = folder(&app);
    assert_eq!(files.len(), 1);
    let mail = &files[0].1;
    for line in ["To: =?utf-8?", "From: Salon Probe <termine@visits.example>", "Message-ID: <", "method=REQUEST"] {
        assert!(mail.contains(line), "{line} is not in {mail}");
    }
    assert!(mail.contains("Your appointment"), "{mail}");
}
