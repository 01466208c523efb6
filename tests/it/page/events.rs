//! What came in, on the page.

use crate::support::harness::{CUT_POOL, TestApp};
use crate::support::visitor::{Visitor, page_app};
use serde_json::json;

/// Somebody books at Cal.com's own page, and the hint about it dies; its number.
pub fn lost(app: &TestApp) -> i64 {
    let body = json!({ "eventTypeId": CUT_POOL, "start": "2026-11-25T09:00:00Z", "attendee":
        { "name": "Olaf Fern", "email": "olaf@kunde.example", "timeZone": "Europe/Berlin" } });
    let uid = app.at_calcom("/v2/bookings", &body)["uid"].as_str().unwrap().to_owned();
    app.deliver_webhooks();
    let died = format!(
        "UPDATE inbox SET state = 'dead', reason = 'Cal.com has no such booking', next_try_at = NULL,
             finished_at = received_at, attempts = 4 WHERE subject = '{uid}' RETURNING id"
    );
    app.rows(&died).remove(0).parse().unwrap()
}

#[test]
fn an_event_is_shown_without_the_customer_and_worked_on_again() {
    let app = page_app();
    let args = json!({ "service": "Haarschnitt", "staff": "Emma", "customer_name": "Erika Muster",
        "start": "2026-11-24T10:00" });
    app.ask("call-1", "book_appointment", args);
    app.settle();
    app.deliver_webhooks();
    app.settle();
    let mut agency = Visitor::of(&app, "agency");
    let list = agency.open("/events");
    assert!(list.text().contains("Frage im Anruf book_appointment"), "{}", list.text());
    assert!(agency.open("/events?kind=calcom_webhook").text().contains("BOOKING_CREATED"));
    assert_eq!(agency.get("/events?state=odd").status, 400);
    let hint = app.rows("SELECT max(id) FROM inbox WHERE channel = 'calcom_webhook'").remove(0);
    for id in app.rows("SELECT id FROM inbox") {
        let page = agency.open(&format!("/events/{id}"));
        assert!(!page.html.contains("Erika") && !page.html.contains("23125101"), "{}", page.html);
    }
    let mut desk = Visitor::of(&app, "desk");
    let page = desk.open(&format!("/events/{hint}"));
    assert!(
        page.text().contains("Dienstag") || page.text().contains("24. November, 10:00"),
        "{}",
        page.text()
    );
    let before = app.count("SELECT count(*) FROM inbox");
    let tried = desk.send(&page.form(&format!("/events/{hint}/try")));
    assert_eq!(tried.status, 200, "{}", tried.html);
    assert_eq!(app.count("SELECT count(*) FROM inbox"), before, "a trial keeps nothing");
    let form = tried.form(&format!("/events/{hint}/replay"));
    let done = desk.send(&form);
    assert_eq!(done.status, 200, "{}", done.html);
    app.settle();
    let again = desk.send(&form);
    assert_eq!(again.status, 200);
    assert_eq!(app.count("SELECT count(*) FROM inbox"), before + 1, "a double click");
    let log = desk.open("/audit").text();
    assert!(log.contains(&format!("Ereignis {hint}: noch einmal verarbeitet, als ")), "{log}");
    let csv = desk.get("/events.csv?kind=calcom_webhook");
    assert!(csv.html.starts_with("Ereignis,kam,woher,was,Stand,Versuche,warum\n"), "{}", csv.html);
    assert!(!csv.html.contains("Frage im Anruf"), "the filter counts for the file too");
}
