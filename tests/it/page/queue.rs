//! What needs a person.

use crate::page::events::lost;
use crate::page::services_calcom;
use crate::support::visitor::{Visitor, page_app};

#[test]
fn an_empty_queue_says_so() {
    let app = page_app();
    let mut desk = Visitor::of(&app, "desk");
    let page = desk.open("/needs");
    assert!(page.text().contains("Gerade nichts"), "{}", page.text());
}

#[test]
fn what_is_dead_leads_to_where_it_is_tried_again() {
    let app = page_app();
    let id = lost(&app);
    let mut desk = Visitor::of(&app, "desk");
    let page = desk.open("/needs");
    for text in
        ["Etwas kam an und wurde nicht verarbeitet.", "Hinweis von Cal.com: BOOKING_CREATED"]
    {
        assert!(page.text().contains(text), "{text}: {}", page.text());
    }
    assert!(page.text().contains("Cal.com has no such booking"), "{}", page.text());
    assert_eq!(page.links("/events/"), [format!("/events/{id}")]);
    let tried = desk.open(&format!("/events/{id}")).form(&format!("/events/{id}/try"));
    let done = desk.send(&tried).form(&format!("/events/{id}/replay"));
    assert_eq!(desk.send(&done).status, 200);
    app.settle();
    let page = desk.open("/needs");
    assert!(page.links("/events/").is_empty(), "done: {}", page.text());

    app.rows(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
         INSERT INTO inbox (channel, event, body, state, reason, received_at, finished_at, attempts)
         SELECT 'calcom_webhook', 'BOOKING_CANCELLED', x'7b7d', 'dead', 'odd', '2026-11-23T08:00:00.000Z',
             '2026-11-23T08:00:00.000Z', 4 FROM n RETURNING id",
    );
    let page = desk.open("/needs");
    assert_eq!(page.links("/events/").len(), 5);
    assert_eq!(page.links("/events?"), ["/events?state=dead"], "{}", page.text());
}

#[test]
fn a_service_that_cal_com_has_otherwise_leads_to_the_comparison() {
    let (app, mut owner) = services_calcom::salon();
    let form = owner.open("/services/welle").form("/services/welle/sync");
    owner.send_and_see(&form);
    let none = owner.open("/needs");
    assert!(none.links("/services/").is_empty(), "{}", none.text());
    for (state, told) in [
        ("drift", "Ein Termintyp ist dort anders als hier."),
        ("error", "Einer lässt sich dort nicht einrichten."),
    ] {
        app.rows(&format!(
            "UPDATE calcom_event_map SET sync_status = '{state}' WHERE id = (SELECT max(id) FROM calcom_event_map)
             RETURNING id"
        ));
        let page = owner.open("/needs");
        for text in ["Welle steht bei Cal.com nicht so, wie es sein soll.", told] {
            assert!(page.text().contains(text), "{state} {text}: {}", page.text());
        }
        assert_eq!(page.links("/services/"), ["/services/welle/drift"]);
    }
    owner.open("/services/welle/drift");
}
