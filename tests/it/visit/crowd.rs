//! Many callers at once for the same minutes: one gets them, the others hear what else there is.

use crate::support::harness::{HOST_JUERGEN, Setup, TestApp};
use chairside::config::Config;
use chairside::sandbox::stand_in::SandboxBooking;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::thread;
use time::Duration;
use time::macros::datetime;

const CALLERS: usize = 200;
const FREE_SLOTS: usize = 10;
/// Of a beard.
const SLOT_MINUTES: i64 = 15;

/// As in life Cal.com's answers about free times are shared; a program built for tests on a busy machine takes longer.
fn patient() -> Setup {
    let change = |config: &mut Config| {
        config.booking.slots_kept_seconds = 3;
        config.booking.answer_deadline_seconds = 60;
    };
    Setup { change, ..Setup::default() }
}

/// Everybody at once, each with a number of her own.
fn all_call(app: &TestApp, callers: usize, args: impl Fn(usize) -> Value + Sync) -> Vec<Value> {
    thread::scope(|scope| {
        let calls: Vec<_> = (0..callers)
            .map(|caller| {
                let args = &args;
                scope.spawn(move || {
                    let from = format!("+4930231{:05}", 25_000 + caller);
                    let call = format!("call_{caller}");
                    ask_until_heard(app, &call, &from, &args(caller))
                })
            })
            .collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    })
}

/// A crowd may be more than the connections that a low file limit allows: then it is told to come back, and does.
fn ask_until_heard(app: &TestApp, call: &str, from: &str, args: &Value) -> Value {
    let call = json!({ "call_id": call, "call_type": "phone_call", "direction": "inbound",
        "from_number": from });
    let body = json!({ "name": "book_appointment", "args": args, "call": call });
    for _ in 0..100 {
        match app.post_retell("/api/retell/function", &body) {
            (200, answer) => return answer,
            (status, answer) => assert_eq!(status, 503, "{answer}"),
        }
        thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("never heard");
}

fn with_status<'a>(answers: &'a [Value], status: &str) -> Vec<&'a Value> {
    answers.iter().filter(|answer| answer["status"] == status).collect()
}

fn assert_nobody_is_doubled(mut standing: Vec<SandboxBooking>) {
    standing.retain(|booking| booking.status.stands());
    standing.sort_by_key(|booking| booking.start);
    for pair in standing.windows(2) {
        assert!(pair[0].host_id != pair[1].host_id || pair[0].end <= pair[1].start, "{pair:?}");
    }
}

#[test]
fn two_hundred_callers_for_ten_free_slots() {
    let app = TestApp::start_with(&patient());
    // Tuesday: Jürgen is busy but for ten quarters of an hour from ten o'clock on.
    let free_from = datetime!(2026-11-24 09:00 UTC);
    let free_until = free_from + Duration::minutes(SLOT_MINUTES * FREE_SLOTS as i64);
    app.sandbox.add_busy(HOST_JUERGEN, datetime!(2026-11-24 00:00 UTC), free_from);
    app.sandbox.add_busy(HOST_JUERGEN, free_until, datetime!(2026-11-25 00:00 UTC));
    let answers = all_call(&app, CALLERS, |caller| {
        let start = free_from + Duration::minutes(SLOT_MINUTES * (caller % FREE_SLOTS) as i64 + 60);
        let start = format!("2026-11-24T{:02}:{:02}", start.hour(), start.minute());
        json!({ "service": "bart", "start": start, "staff": "Jürgen", "customer_name": "Kim Muster" })
    });
    let booked = with_status(&answers, "booked");
    let mut starts: BTreeSet<&str> =
        booked.iter().map(|one| one["start"].as_str().unwrap()).collect();
    assert_eq!(booked.len(), starts.len(), "each of them once");
    let taken = with_status(&answers, "taken");
    assert_eq!(taken.len(), CALLERS - booked.len());
    for answer in taken {
        let alternatives = answer["alternatives"].as_array().unwrap();
        assert!(!alternatives.is_empty(), "{answer}");
        starts.extend(alternatives.iter().map(|one| one["start"].as_str().unwrap()));
    }
    // What nobody got is held for a caller who was told of it instead.
    let is_free = |start: &&str| *start >= "2026-11-24T10:00" && *start < "2026-11-24T12:30";
    assert_eq!(starts.into_iter().filter(is_free).count(), FREE_SLOTS);
    let made = app.sandbox.bookings();
    assert_eq!(made.len(), booked.len(), "nobody was tried twice at Cal.com");
    assert_nobody_is_doubled(made);
    let confirmed = app.count("SELECT count(*) FROM appointments WHERE status = 'confirmed'");
    assert_eq!(usize::try_from(confirmed).unwrap(), booked.len());
}

#[test]
fn forty_callers_for_one_visit() {
    let app = TestApp::start_with(&patient());
    let answers = all_call(&app, 40, |_| {
        json!({ "service": "ansatzfarbe", "start": "2026-11-24T10:00", "staff": "Emma",
            "customer_name": "Kim Muster" })
    });
    assert_eq!(with_status(&answers, "booked").len(), 1, "{answers:?}");
    assert_eq!(with_status(&answers, "taken").len(), 39);
    assert_eq!(app.sandbox.bookings().len(), 4);
    assert_nobody_is_doubled(app.sandbox.bookings());
}
