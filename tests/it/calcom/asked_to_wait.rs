//! Cal.com asks us to wait: nothing at all is sent with that key before that time, whoever asks, and whoever cannot
//! wait so long hears it at once.

use crate::calcom::client_server::{Server, http, read_request};
use crate::support::harness::{TestApp, TestClock};
use chairside::calcom::client::http::HttpCalcom;
use chairside::calcom::client::options::ClientOptions;
use chairside::calcom::urgency::Urgency;
use chairside::calcom::{Calcom, CallError, urgency};
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation};
use serde_json::json;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use time::OffsetDateTime;
use time::macros::datetime;

const NOW: OffsetDateTime = datetime!(2026-10-21 07:28 UTC);
const GOOD: &str = r#"{"status":"success","data":{"id":1,"uid":"uid1","status":"accepted",
    "start":"2026-12-01T09:00:00.000Z","end":"2026-12-01T09:30:00.000Z","eventTypeId":42}}"#;
const NO: &str = r#"{"status":"error","error":{"code":"ThrottlerException","message":"slowly"}}"#;
/// What a call may take that sends nothing.
const AT_ONCE: Duration = Duration::from_millis(500);

/// Gives the first request this answer and every other one a good one.
fn server(status: &str, headers: &str, body: &str) -> Server {
    let first = http(status, &format!("connection: close\r\n{headers}"), body);
    let others = http("200 OK", "connection: close\r\n", GOOD);
    let answered = AtomicUsize::new(0);
    Server::start(move |stream, log| {
        read_request(stream, log);
        let is_first = answered.fetch_add(1, Ordering::SeqCst) == 0;
        stream.write_all(if is_first { &first } else { &others }).ok();
    })
}

fn client(server: &Server, clock: &TestClock) -> HttpCalcom {
    let options =
        ClientOptions { clock: clock.clock(), ..ClientOptions::new(server.url(), "cal_test_key") };
    HttpCalcom::new(options).unwrap()
}

fn get(client: &HttpCalcom, patience: Duration) -> Result<(), CallError> {
    client.booking("uid1", Instant::now() + patience).map(drop)
}

fn cancel(client: &HttpCalcom, patience: Duration) -> Result<(), CallError> {
    client.cancel("uid1", "-", Instant::now() + patience).map(drop)
}

/// For how long it was held back; `None` if it was not.
fn held_back(result: Result<(), CallError>) -> Option<u32> {
    match result {
        Ok(()) => None,
        Err(CallError::NotSent { retry_after_seconds, .. }) => retry_after_seconds.or(Some(0)),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn nothing_is_sent_before_the_time_that_cal_com_names() {
    let cases = [
        ("429 Too Many Requests", "retry-after: 30\r\n", NO, 30),
        ("429 Too Many Requests", "x-ratelimit-reset-default: 30\r\n", NO, 30),
        ("429 Too Many Requests", "retry-after: 5\r\nx-ratelimit-reset-default: 59\r\n", NO, 59),
        ("429 Too Many Requests", "retry-after: Wed, 21 Oct 2026 07:28:45 GMT\r\n", NO, 45),
        ("429 Too Many Requests", "retry-after: 99999999999999999999\r\n", NO, 3_600),
        ("503 Service Unavailable", "retry-after: 20\r\n", NO, 20),
        (
            "200 OK",
            "x-ratelimit-remaining-default: 0\r\nx-ratelimit-reset-default: 12\r\n",
            GOOD,
            12,
        ),
    ];
    for (status, headers, body, seconds) in cases {
        let clock = TestClock::at(NOW);
        let server = server(status, headers, body);
        let client = client(&server, &clock);
        cancel(&client, Duration::from_secs(8)).ok();
        let begun = Instant::now();
        for call in [cancel, get] {
            let held = held_back(call(&client, Duration::from_secs(8)));
            assert_eq!(held, Some(seconds), "{headers}");
        }
        clock.forward(time::Duration::seconds(i64::from(seconds)) - time::Duration::MILLISECOND);
        assert_eq!(
            held_back(urgency::of(Urgency::Poll, || get(&client, Duration::from_secs(60)))),
            Some(1)
        );
        assert!(
            begun.elapsed() < AT_ONCE,
            "{headers}: nobody sleeps for it: {:?}",
            begun.elapsed()
        );
        assert_eq!(server.requests().len(), 1, "{headers}");
        clock.forward(time::Duration::MILLISECOND);
        assert_eq!(held_back(cancel(&client, Duration::from_secs(8))), None, "{headers}");
        assert_eq!(server.requests().len(), 2, "{headers}");
    }
}

#[test]
fn what_names_no_time_closes_nothing() {
    for (status, headers) in [
        ("429 Too Many Requests", ""),
        ("429 Too Many Requests", "retry-after: soon\r\n"),
        ("429 Too Many Requests", "retry-after: -5\r\n"),
        ("429 Too Many Requests", "retry-after: Wed, 21 Oct 2015 07:28:00 GMT\r\n"),
        ("429 Too Many Requests", "x-ratelimit-reset-default: x\r\n"),
        ("400 Bad Request", "retry-after: 30\r\n"),
        ("200 OK", "x-ratelimit-remaining-default: 7\r\nx-ratelimit-reset-default: 12\r\n"),
    ] {
        let server = server(status, headers, NO);
        let client = client(&server, &TestClock::at(NOW));
        get(&client, Duration::from_secs(8)).ok();
        assert_eq!(held_back(get(&client, Duration::from_secs(8))), None, "{status} {headers}");
    }
}

#[test]
fn all_callers_of_a_key_share_the_wait() {
    let clock = TestClock::at(NOW);
    let server = server("429 Too Many Requests", "retry-after: 30\r\n", NO);
    let client = Arc::new(client(&server, &clock));
    cancel(&client, Duration::from_secs(8)).ok();
    thread::scope(|scope| {
        for n in 0..16 {
            let client = client.clone();
            scope.spawn(move || {
                let call = if n % 2 == 0 { get } else { cancel };
                assert_eq!(held_back(call(&client, Duration::from_secs(8))), Some(30), "{n}");
            });
        }
    });
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn who_has_the_time_waits_and_is_served() {
    let server = server("429 Too Many Requests", "retry-after: 1\r\n", NO);
    let client = HttpCalcom::new(ClientOptions::new(server.url(), "cal_test_key")).unwrap();
    cancel(&client, Duration::from_secs(8)).ok();
    let begun = Instant::now();
    assert_eq!(
        held_back(urgency::of(Urgency::Booking, || cancel(&client, Duration::from_secs(8)))),
        None
    );
    let waited = begun.elapsed();
    assert!((800..5_000).contains(&waited.as_millis()), "{waited:?}");
}

/// POSTs at Cal.com that book, move or cancel.
fn posts(app: &TestApp) -> usize {
    let all = app.sandbox.requests();
    let changes = all.iter().filter(|one| one.method == "POST");
    changes.filter(|one| one.target.starts_with("/v2/bookings")).count()
}

#[test]
fn a_booking_that_is_asked_to_wait_is_sent_once_and_then_not_before() {
    let ways = [
        FaultKind::RetryAfter("30".into()),
        FaultKind::RateReset("30".into()),
        FaultKind::RetryAfter("Mon, 23 Nov 2026 08:00:30 GMT".into()),
    ];
    for way in ways {
        let app = TestApp::start_with(&crate::visit::faults::impatient());
        let what = format!("{way:?}");
        app.sandbox.fault(Fault::once(FaultOn::operation(Operation::Book), way));
        let begun = Instant::now();
        let args = json!({ "service": "Haarschnitt", "staff": "Emma", "start": "2026-11-24T10:00",
            "customer_name": "Zoë Beispiel" });
        let answer = app.ask("call_1", "book_appointment", args.clone());
        assert_eq!(answer["status"], "unknown", "{what}: {answer}");
        assert!(answer["say"].as_str().is_some_and(|say| !say.is_empty()), "{what}: {answer}");
        let deadline = app.appliance.desk.salon.config.booking.answer_deadline_seconds;
        assert!(
            begun.elapsed() < Duration::from_secs(deadline + 2),
            "{what}: {:?}",
            begun.elapsed()
        );
        // Nor does anybody else's question reach Cal.com meanwhile.
        let asked = app.sandbox.requests().len();
        app.ask(
            "call_2",
            "check_availability",
            json!({ "service": "Bartpflege", "date": "2026-11-25" }),
        );
        assert!(app.appliance.work.poll_now().is_err(), "{what}");
        for _ in 0..29 {
            app.clock.forward(time::Duration::seconds(1));
            app.appliance.work.tick();
        }
        assert_eq!((posts(&app), app.sandbox.requests().len()), (1, asked), "{what}: 29 seconds");
        app.settle();
        assert_eq!(posts(&app), 2, "{what}: then once");
        crate::visit::faults::assert_agrees(&app, 1, &what);
        assert_eq!(app.ask("call_1", "book_appointment", args)["status"], "booked", "{what}");
    }
}
