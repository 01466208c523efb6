//! `events list` and `events show`, beside a salon that is open.

use crate::support::harness::CALLER;
use crate::visit::live::Live;
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation};
use serde_json::{Value, json};

/// A colour and a haircut booked on the phone, with Cal.com's webhooks about them.
fn salon() -> Live {
    let live = Live::start();
    assert_eq!(live.book()["status"], "booked");
    assert_eq!(live.other("16:00"), "booked");
    live.settle();
    live
}

fn list(live: &Live, more: &[&str]) -> Value {
    let arguments: Vec<&str> = ["events", "list"].iter().chain(more).copied().collect();
    live.json(&arguments)
}

fn events(list: &Value) -> Vec<String> {
    let line = |one: &Value| {
        format!("{} {}", one["channel"].as_str().unwrap(), one["state"].as_str().unwrap())
    };
    list["events"].as_array().unwrap().iter().map(line).collect()
}

fn ids(list: &Value) -> Vec<i64> {
    list["events"].as_array().unwrap().iter().map(|one| one["event_id"].as_i64().unwrap()).collect()
}

#[test]
fn everything_that_came_is_listed_page_by_page() {
    let live = salon();
    let all = list(&live, &[]);
    assert_eq!(all["next"], Value::Null);
    let count = usize::try_from(live.app.count("SELECT count(*) FROM inbox")).unwrap();
    assert!(count >= 7, "two calls and five webhooks at the least: {count}");
    assert_eq!(ids(&all).len(), count);
    let mut paged = Vec::new();
    let mut page = list(&live, &["--most", "3"]);
    loop {
        assert!(ids(&page).len() <= 3);
        paged.extend(ids(&page));
        let Some(next) = page["next"].as_i64() else { break };
        page = list(&live, &["--most", "3", "--before", &next.to_string()]);
    }
    assert_eq!(paged, ids(&all), "each once, the newest first");
    let calls = list(&live, &["--kind", "retell_function"]);
    assert_eq!(events(&calls), ["retell_function done", "retell_function done"]);
    assert_eq!(ids(&list(&live, &["--kind", "BOOK_appointment"])), ids(&calls));
    let call = list(&live, &["--find", "CALL_o16"]);
    assert_eq!((ids(&call).len(), &call["events"][0]["subject"]), (1, &json!("call_o16_00")));
    assert_eq!(ids(&list(&live, &["--state", "dead"])), [] as [i64; 0]);
    assert_eq!(ids(&list(&live, &["--since", &live.day])), [] as [i64; 0]);
    assert_eq!(ids(&list(&live, &["--since", "today", "--kind", "retell_function"])).len(), 2);
    let text = live.cli(&["events", "list", "--most", "2"]);
    assert!(text.out.starts_with("Nr.  wann"), "{text:?}");
    assert!(text.out.contains("\nweiter mit --before "), "{text:?}");
    for (more, sentence) in [
        (["--state", "lost"], "the state must be open, done or dead"),
        (["--most", "0"], "a page has 1 to 500 messages"),
        (["--most", "501"], "a page has 1 to 500 messages"),
        (["--since", "2026-02-30"], "--since: "),
    ] {
        live.refused(&["events", "list", more[0], more[1]], sentence);
    }
    live.refused(&["events", "show", "9999"], "event not found; `chairside events list`");
}

#[test]
fn a_call_is_shown_without_the_customer_and_with_what_it_led_to() {
    let live = salon();
    let calls = ids(&list(&live, &["--kind", "retell_function"]));
    let raw =
        live.app.rows("SELECT CAST(body AS TEXT) FROM inbox WHERE channel = 'retell_function'");
    assert!(raw[0].contains("Kim Muster") && raw[0].contains(CALLER), "the row has it: {raw:?}");
    let id = calls[1].to_string();
    let call = live.json(&["events", "show", &id]);
    for surface in [call.to_string(), live.cli(&["events", "show", &id]).out] {
        assert!(!surface.contains("Kim") && !surface.contains("Muster"), "{surface}");
        assert!(!surface.contains(&CALLER[3..]), "{surface}");
    }
    assert_eq!(call["body"]["name"], "book_appointment");
    assert_eq!(call["body"]["args"]["service"], "ansatzfarbe", "what the salon has is kept");
    let led = &call["led_to"];
    assert_eq!(led["answer"], "booked");
    assert_eq!(led["appointments"][0]["appointment_id"], 1);
    assert_eq!(led["decisions"].as_array().unwrap().len(), 4, "{led}");
    let saga = &led["sagas"][0];
    assert_eq!((&saga["kind"], &saga["state"]), (&json!("book"), &json!("done")));
    assert_eq!(led["warnings"], json!([]));
}

#[test]
fn a_webhook_is_shown_with_its_visit() {
    let live = salon();
    let hints = list(&live, &["--kind", "BOOKING_CREATED"]);
    let one = hints["events"].as_array().unwrap().last().unwrap().clone();
    let shown = live.json(&["events", "show", &one["event_id"].to_string()]);
    assert_eq!(shown["led_to"]["appointments"][0]["appointment_id"], 1);
    assert_eq!(shown["body"]["payload"]["uid"], one["subject"]);
    assert_eq!(shown["led_to"]["sagas"][0]["kind"], "book");
    assert!(!shown.to_string().contains("Muster"), "{shown}");
}

#[test]
fn each_try_is_shown_with_its_cause() {
    let live = salon();
    let uid = live.app.rows("SELECT uid FROM calcom_bookings ORDER BY uid").remove(0);
    live.app.sandbox.fault(Fault {
        times: Some(2),
        ..Fault::always(FaultOn::operation(Operation::GetBooking), FaultKind::Error503)
    });
    live.app.hint(&uid);
    live.app.settle();
    let hints = list(&live, &["--find", &uid]);
    let shown = live.json(&["events", "show", &hints["events"][0]["event_id"].to_string()]);
    let failed = shown["failed"].as_array().unwrap();
    assert_eq!((failed.len(), &shown["attempts"], &shown["state"]), (2, &json!(3), &json!("done")));
    for one in failed {
        assert!(one["cause"].as_str().unwrap().contains("503"), "{one}");
    }
    let text = live.cli(&["events", "show", &hints["events"][0]["event_id"].to_string()]).out;
    assert_eq!(text.matches("\nvergeblich versucht ").count(), 2, "{text}");
}
