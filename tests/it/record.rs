//! Recording: a day in a file, replayed as it was.

use crate::harness::TestApp;
use crate::record_world::assert_replays;
use crate::record_world::recording;
use serde_json::json;

#[test]
fn a_day_is_replayed_as_it_was() {
    let mut app = TestApp::start_with(&recording(""));
    let free = app.ask(
        "call_1",
        "check_availability",
        json!({ "service": "Haarschnitt", "date": "2026-11-24", "staff": "Emma" }),
    );
    let args =
        json!({ "offer_id": free["offers"][0]["offer_id"], "customer_name": "Zoë Beispiel" });
    let booked = app.ask("call_1", "book_appointment", args);
    assert_eq!(booked["status"], "booked", "{booked}");
    app.deliver_webhooks();
    app.settle();
    let moved = app.ask("call_2", "reschedule_appointment", json!({ "start": "2026-11-25T11:30" }));
    assert_eq!(moved["status"], "rescheduled", "{moved}");
    app.deliver_webhooks();
    app.settle();
    let run = assert_replays(&mut app, "a day");
    assert_eq!(run.stderr, "");
}
