//! Where a start cannot be had, what can is around it; a span that is asked for gets offers spread over it.

use crate::phone::heard::{OTHER, cut, said, salon, standing, starts};
use crate::support::harness::{HOST_EMMA, HOST_JUERGEN, TestApp};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::datetime;

/// Takes Emma's ten o'clock on Thursday, 10 December, for somebody else.
fn take_ten(app: &TestApp) {
    let taken = app.function("call_t", Some(OTHER), "book_appointment", cut("2026-12-10T10:00"));
    assert_eq!(taken["status"], "booked", "{taken}");
}

fn busy(app: &TestApp, from: OffsetDateTime, until: OffsetDateTime) {
    for host in [HOST_EMMA, HOST_JUERGEN] {
        app.sandbox.add_busy(host, from, until);
    }
}

#[test]
fn after_a_taken_start_alternatives_lie_around_it() {
    let app = salon();
    take_ten(&app);
    let heard = app.ask("call_1", "book_appointment", cut("2026-12-10T10:00"));
    assert_eq!(heard["status"], "taken", "{heard}");
    assert_eq!(starts(&heard, "alternatives"), ["12-10 09:15", "12-10 10:45", "12-10 09:00"]);
    assert!(heard["held_until"].is_string(), "{heard}");
    let say = said(&heard);
    assert!(
        say.starts_with("Donnerstag, 10. Dezember, um 10 Uhr: Dann ist leider nichts frei."),
        "{say}"
    );
    assert!(say.contains("Haarschnitt") && say.contains("um 9 Uhr 15 bei Emma"), "{say}");
    // One of them is booked.
    let offer =
        json!({ "offer_id": heard["alternatives"][1]["offer_id"], "customer_name": "Kim Muster" });
    let booked = app.ask("call_1", "book_appointment", offer);
    assert_eq!(booked["start"], "2026-12-10T10:45:00+01:00", "{booked}");
}

#[test]
fn where_the_day_is_full_the_days_around_it_come_at_that_time() {
    let app = salon();
    busy(&app, datetime!(2026-12-09 23:00 UTC), datetime!(2026-12-10 23:00 UTC));
    let heard = app.ask("call_1", "book_appointment", cut("2026-12-10T14:00"));
    assert_eq!(heard["status"], "taken", "{heard}");
    assert_eq!(starts(&heard, "alternatives"), ["12-11 14:00", "12-09 14:00", "12-11 13:45"]);
    // A question about that time finds the same.
    let args =
        json!({ "service": "Haarschnitt", "date": "2026-12-10", "time": "14:00", "staff": "Emma" });
    let heard = app.ask("call_2", "check_availability", args);
    assert_eq!(heard["status"], "none", "{heard}");
    let found = starts(&heard, "alternatives");
    assert!(
        found.iter().all(|start| start.starts_with("12-11") || start.starts_with("12-09")),
        "{found:?}"
    );
}

#[test]
fn a_start_off_every_grid_is_offered_on_it() {
    let app = salon();
    for (start, nearest) in [
        ("2026-12-10T14:07", ["12-10 14:00", "12-10 14:15", "12-10 13:45"]),
        ("2026-12-10T14:08", ["12-10 14:15", "12-10 14:00", "12-10 14:30"]),
        ("2026-12-10T09:01", ["12-10 09:00", "12-10 09:15", "12-10 09:30"]),
        ("2026-12-10T17:59", ["12-10 17:15", "12-10 17:00", "12-10 16:45"]),
    ] {
        let heard =
            app.ask(&format!("call_{start}").replace(':', ""), "book_appointment", cut(start));
        assert_eq!(starts(&heard, "alternatives"), nearest, "{start}: {heard}");
        assert!(["taken", "not_possible"].contains(&heard["status"].as_str().unwrap()), "{heard}");
        said(&heard);
        app.clock.forward(time::Duration::seconds(301));
    }
    let args =
        json!({ "service": "Haarschnitt", "date": "2026-12-10", "time": "14:07", "staff": "Emma" });
    let heard = app.ask("call_q", "check_availability", args);
    assert_eq!(starts(&heard, "offers"), ["12-10 14:00", "12-10 14:15", "12-10 13:45"], "{heard}");
    assert!(said(&heard).contains("14 Uhr 7: Dann ist leider nichts frei"), "{heard}");
    assert_eq!(standing(&app), 0);
}

#[test]
fn a_move_that_is_taken_has_alternatives_too() {
    let app = salon();
    take_ten(&app);
    assert_eq!(app.ask("call_1", "book_appointment", cut("2026-12-11T15:00"))["status"], "booked");
    for (call, args) in [
        ("call_2", json!({ "start": "2026-12-10T10:00" })),
        ("call_3", json!({ "date": "2026-12-10", "time": "10:00" })),
        ("call_4", json!({ "start": "2026-12-10T10:00", "staff": "Emma" })),
    ] {
        let heard = app.ask(call, "reschedule_appointment", args);
        assert_eq!(heard["status"], "taken", "{heard}");
        assert_eq!(starts(&heard, "alternatives")[0], "12-10 09:15", "{heard}");
        assert!(heard["held_until"].is_string(), "{heard}");
        let say = said(&heard);
        assert!(say.contains("Haarschnitt") && say.contains("10. Dezember, um 10 Uhr: "), "{say}");
        app.clock.forward(time::Duration::seconds(301));
    }
    let heard = app.ask("call_5", "reschedule_appointment", json!({ "start": "2026-12-10T10:00" }));
    let offer = json!({ "offer_id": heard["alternatives"][0]["offer_id"] });
    let moved = app.ask("call_5", "reschedule_appointment", offer);
    assert_eq!(
        (&moved["status"], &moved["start"]),
        (&json!("rescheduled"), &json!("2026-12-10T09:15:00+01:00")),
        "{moved}"
    );
    assert_eq!(standing(&app), 2);
}

#[test]
fn a_span_that_is_asked_for_gets_offers_spread_over_it() {
    let app = salon();
    let days = |answer: &Value| -> Vec<String> {
        let mut days: Vec<String> =
            starts(answer, "offers").iter().map(|one| one[..5].to_owned()).collect();
        days.dedup();
        days
    };
    for (args, expected) in [
        (
            json!({ "date_from": "2026-12-08", "date_to": "2026-12-12" }),
            vec!["12-08", "12-10", "12-12"],
        ),
        (
            json!({ "date_from": "2026-12-08", "date_to": "2026-12-10" }),
            vec!["12-08", "12-09", "12-10"],
        ),
        (json!({ "date_from": "2026-12-08", "date_to": "2026-12-09" }), vec!["12-08", "12-09"]),
        (
            json!({ "date_from": "2026-12-08", "date_to": "2026-12-22", "earliest": "16:00" }),
            vec!["12-08", "12-15", "12-22"],
        ),
        // One day, and no day at all, begin as early as they can.
        (json!({ "date": "2026-12-10" }), vec!["12-10"]),
        (json!({}), vec!["12-01"]),
    ] {
        let mut asked = args.clone();
        asked["service"] = json!("Haarschnitt");
        let heard = app.ask("call_1", "check_availability", asked);
        assert_eq!(heard["status"], "ok", "{args}: {heard}");
        assert_eq!(days(&heard), expected, "{args}: {heard}");
        said(&heard);
    }
}

/// What this call has been offered is hidden at Cal.com by our own reservations, whoever else has it by now.
#[test]
fn what_was_refused_just_now_is_not_offered_again() {
    let app = salon();
    let args =
        json!({ "service": "Haarschnitt", "date": "2026-12-10", "time": "10:00", "staff": "Emma" });
    let heard = app.ask("call_1", "check_availability", args);
    assert_eq!(starts(&heard, "offers")[0], "12-10 10:00", "{heard}");
    busy(&app, datetime!(2026-12-10 09:00 UTC), datetime!(2026-12-10 10:00 UTC));
    let first =
        json!({ "offer_id": heard["offers"][0]["offer_id"], "customer_name": "Kim Muster" });
    let heard = app.ask("call_1", "book_appointment", first);
    assert_eq!(heard["status"], "taken", "{heard}");
    let found = starts(&heard, "alternatives");
    let is_clear =
        |start: &String| start.as_str() <= "12-10 09:15" || start.as_str() >= "12-10 11:00";
    assert!(!found.is_empty() && found.iter().all(is_clear), "{found:?}");
}
