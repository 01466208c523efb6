//! The day, and what is done from a visit.

use crate::support::visitor::{Visitor, page_app};
use serde_json::json;

#[test]
fn a_booked_visit_stands_in_its_day_with_its_story() {
    let app = page_app();
    let args = json!({ "service": "Haarschnitt", "staff": "Emma", "customer_name": "Erika Muster",
        "start": "2026-11-24T10:00" });
    let answer = app.ask("call-1", "book_appointment", args);
    assert_eq!(answer["status"], "booked", "{answer}");
    app.settle();
    let mut desk = Visitor::of(&app, "desk");
    let day = desk.open("/day/2026-11-24");
    assert!(day.text().contains("Erika Muster Haarschnitt 10:00–"), "{}", day.text());
    let story = desk.open("/visits/1");
    for sentence in ["Warum Emma", "Erika Muster"] {
        assert!(story.text().contains(sentence), "{sentence}: {}", story.text());
    }
    let form = story.form("/visits/1/rename").with("name", "Erika Mustermann");
    let after = desk.send_and_see(&form);
    assert!(after.text().contains("Erika Mustermann"), "{}", after.text());
    assert_eq!(app.rows("SELECT name FROM customers"), ["Erika Mustermann"]);
}
