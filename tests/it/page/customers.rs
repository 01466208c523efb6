//! Customers on the page: found, corrected, merged, handed out, forgotten.

use crate::support::harness::TestApp;
use crate::support::visitor::{Visitor, page_app};
use serde_json::json;

fn booked(app: &TestApp, call: &str, from: &str, name: &str, start: &str) {
    let args =
        json!({ "service": "Haarschnitt", "staff": "Emma", "customer_name": name, "start": start });
    let answer = app.function(call, Some(from), "book_appointment", args);
    assert_eq!(answer["status"], "booked", "{answer}");
    app.settle();
}

#[test]
fn a_customer_is_found_corrected_merged_and_handed_out() {
    let app = page_app();
    booked(&app, "call-1", "+493023125101", "Erika Muster", "2026-11-24T10:00");
    booked(&app, "call-2", "+491713920011", "Erika Musster", "2026-11-25T10:00");
    let mut desk = Visitor::of(&app, "desk");
    let found = desk.open("/customers?find=erika").text();
    assert!(found.contains("Erika Muster") && found.contains("Erika Musster"), "{found}");
    assert!(desk.open("/customers?find=030+23125101").text().contains("Erika Muster"));
    assert!(desk.open("/customers?find=%27+OR+1%3D1+--").text().contains("Niemand gefunden."));

    let card = desk.open("/customers/2");
    let rename = card.form("/customers/2/rename");
    let odd = desk.send(&rename.clone().with("name", "Unbekannt"));
    assert_eq!(odd.status, 400);
    let renamed = desk.send_and_see(&rename.clone().with("name", "Erika Muster"));
    assert!(renamed.text().contains("Erika Muster"), "{}", renamed.text());
    assert_eq!(desk.send(&rename.with("name", "Erika Muster")).status, 303, "a double click");

    let merge = desk.open("/customers/1/merge?with=2");
    assert!(merge.text().contains("Zusammenführen"), "{}", merge.text());
    let form = merge.form("/customers/1/merge");
    let merged = desk.send_and_see(&form);
    for number in ["+493023125101", "+491713920011"] {
        assert!(merged.text().contains(number), "{}", merged.text());
    }
    assert_eq!(desk.send(&form).status, 303, "a double click");
    assert_eq!(app.rows("SELECT DISTINCT customer_id FROM appointments"), ["1"]);

    let csv = desk.get("/customers.csv?find=erika");
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert!(csv.html.contains("Erika Muster,+49"), "{}", csv.html);

    assert_eq!(desk.get("/customers/1/export.json").status, 403, "the owner's alone");
    let mut owner = Visitor::of(&app, "owner");
    let export = owner.get("/customers/1/export.json");
    let value: serde_json::Value = serde_json::from_str(&export.html).unwrap();
    assert!(value["kept"].as_array().is_some_and(|tables| tables.len() >= 3), "{value}");
}

#[test]
fn a_customer_is_forgotten_by_the_owner() {
    let app = page_app();
    booked(&app, "call-1", "+493023125101", "Erika Muster", "2026-11-24T10:00");
    let mut desk = Visitor::of(&app, "desk");
    assert_eq!(desk.get("/customers/1/erase").status, 403);
    let mut owner = Visitor::of(&app, "owner");
    let form =
        owner.open("/customers/1/erase").form("/customers/1/erase").with("reason", "asked for it");
    let mut plain = form.clone();
    plain.fields.remove("keep_visits");
    let refused = owner.send(&plain);
    assert_eq!(refused.status, 409, "she is to come");
    assert_eq!(app.rows("SELECT count(*) FROM customers WHERE name = 'Erika Muster'"), ["1"]);
    let done = owner.send(&form.with("keep_visits", "yes"));
    assert_eq!(done.status, 200, "{}", done.html);
    assert!(done.text().contains("Von ihr steht hier nichts mehr."), "{}", done.text());
    assert!(owner.open("/customers?find=erika").text().contains("Niemand gefunden."));
    assert!(!owner.open("/day/2026-11-24").text().contains("Erika"));
}
