//! Cal.com's odd answers, to every call: an answer in time, a sentence, no crash, and in the end the right rows.

use crate::calcom::client_server::Server;
use crate::support::harness::{Setup, TestApp};
use crate::support::raw::send;
use crate::support::sentence::check_sentence;
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, HostShape, Operation};
use serde_json::{Value, json};
use std::thread;
use std::time::{Duration, Instant};

/// Short, and long enough for a busy machine.
const PATIENCE_SECONDS: u64 = 2;
/// What a caller waits at most: that, and some for a busy machine.
const CALLER_WAITS: Duration = Duration::from_secs(15);
/// One byte in this time: an answer takes minutes.
const DRIP: Duration = Duration::from_millis(200);
/// After an odd answer so many workers at least must still be there.
const QUICK_REQUESTS: usize = 100;
/// How many of these are sent at a time.
const AT_A_TIME: usize = 10;

/// A server that must never hear of us: where redirects lead.
fn elsewhere() -> Server {
    Server::answering(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}".to_vec())
}

fn impatient() -> TestApp {
    TestApp::start_with(&Setup {
        change: |config| {
            config.booking.answer_deadline_seconds = PATIENCE_SECONDS;
            config.booking.quiet_seconds = 2;
            config.calcom.connect_timeout_seconds = 1;
            config.calcom.total_timeout_seconds = PATIENCE_SECONDS;
        },
        ..Setup::default()
    })
}

/// Every odd answer, with a name for the failure's message.
fn odd_answers(elsewhere: &Server) -> Vec<FaultKind> {
    vec![
        FaultKind::CutBody,
        FaultKind::Html200,
        FaultKind::Html502,
        FaultKind::DataArray,
        FaultKind::StatusError200,
        FaultKind::Redirect(format!("{}/v2/bookings", elsewhere.url())),
        FaultKind::Drip(DRIP),
        FaultKind::Huge,
        FaultKind::TooManyRequests,
        FaultKind::Error503,
        FaultKind::Error500Before,
        FaultKind::Error500After,
        FaultKind::LostAnswer,
        FaultKind::NeverArrives,
        FaultKind::DelayAfter(Duration::from_secs(2 * PATIENCE_SECONDS)),
        FaultKind::Host(HostShape::MissingInPost),
        FaultKind::Host(HostShape::Empty),
        FaultKind::Host(HostShape::Unknown),
        FaultKind::Host(HostShape::InUser),
        FaultKind::Host(HostShape::InOrganizer),
        FaultKind::Host(HostShape::TextId),
        FaultKind::Host(HostShape::NullName),
    ]
}

/// Asks while Cal.com is odd, and judges the answer as a caller would.
fn ask(app: &TestApp, what: &str, call: &str, name: &str, args: Value) -> Value {
    let begun = Instant::now();
    let answer = app.ask(call, name, args);
    assert!(begun.elapsed() < CALLER_WAITS, "{what}: answered after {:?}", begun.elapsed());
    check_sentence(what, &answer, false);
    assert_ne!(answer["status"], "error", "{what}: {answer}");
    answer
}

/// The program is as it was: it says so, and no worker is lost.
fn is_well(app: &TestApp, what: &str) {
    assert_eq!(send(app.addr(), "GET", "/healthz", &[], b"").status, 200, "{what}");
    for _ in 0..QUICK_REQUESTS / AT_A_TIME {
        thread::scope(|scope| {
            for _ in 0..AT_A_TIME {
                scope.spawn(|| {
                    let known = app.ask("call_quick", "check_customer", json!({}));
                    assert!(
                        ["known", "new"].contains(&known["status"].as_str().unwrap()),
                        "{known}"
                    );
                });
            }
        });
    }
}

pub fn is_host(kind: &FaultKind) -> bool {
    matches!(kind, FaultKind::Host(_))
}

/// Cal.com and the rows agree, and this many appointments stand.
pub fn agree(app: &TestApp, what: &str, standing: usize) {
    let ours = app.rows(
        "SELECT calcom_v2_booking_uid || ' ' || starts_at FROM appointments WHERE status = 'confirmed' ORDER BY 1",
    );
    let mut theirs: Vec<String> = app
        .sandbox
        .bookings()
        .iter()
        .filter(|booking| booking.status.stands())
        .map(|booking| format!("{} {}", booking.uid, booking.start))
        .collect();
    theirs.sort();
    assert_eq!(ours.len(), standing, "{what}: {ours:?}");
    let uid = |text: &String| text.split(' ').next().unwrap().to_owned();
    let uids = |rows: &[String]| rows.iter().map(uid).collect::<Vec<_>>();
    assert_eq!(uids(&ours), uids(&theirs), "{what}");
}

/// Runs one case per odd answer, each with a salon of its own, two at a time.
pub fn with_every_odd_answer(
    on: Operation,
    before: fn(&TestApp),
    during: fn(&TestApp, &str, &FaultKind),
    after: fn(&TestApp, &str, &FaultKind),
) {
    let elsewhere = elsewhere();
    for kinds in odd_answers(&elsewhere).chunks(4) {
        thread::scope(|scope| {
            for kind in kinds {
                scope.spawn(move || {
                    let what = format!("{on:?} {kind:?}");
                    let app = impatient();
                    before(&app);
                    app.sandbox.fault(Fault::always(FaultOn::operation(on), kind.clone()));
                    during(&app, &what, kind);
                    is_well(&app, &what);
                    app.sandbox.clear_faults();
                    app.deliver_webhooks();
                    app.settle();
                    after(&app, &what, kind);
                });
            }
        });
    }
    assert_eq!(elsewhere.connections(), 0, "a redirect was followed");
}

fn book(app: &TestApp) -> Value {
    let args =
        json!({ "service": "bart", "start": "2026-11-24T10:00", "customer_name": "Kim Muster" });
    app.ask("call_1", "book_appointment", args)
}

pub fn book_well(app: &TestApp) {
    assert_eq!(book(app)["status"], "booked");
    app.deliver_webhooks();
    app.settle();
}

pub fn only_one_appointment(app: &TestApp, what: &str) {
    assert_eq!(app.count("SELECT count(*) FROM appointments"), 1, "{what}");
    assert_eq!(
        app.rows("SELECT DISTINCT state FROM sagas WHERE state = 'stuck'"),
        [""; 0],
        "{what}"
    );
}

#[test]
fn booking() {
    with_every_odd_answer(
        Operation::Book,
        |_| {},
        |app, what, kind| {
            let args = json!({ "service": "bart", "start": "2026-11-24T10:00", "customer_name": "Kim Muster" });
            let answer = ask(app, what, "call_1", "book_appointment", args);
            let expected: &[&str] = match kind {
                kind if is_host(kind) => &["booked"],
                _ => &["booked", "unknown"],
            };
            assert!(expected.contains(&answer["status"].as_str().unwrap()), "{what}: {answer}");
        },
        |app, what, _| {
            agree(app, what, 1);
            only_one_appointment(app, what);
            assert_eq!(app.sandbox.counts().created, 1, "{what}: booked more than once");
            // Where Cal.com named the host, or names her when asked again, the staff member is known.
            let staff =
                app.rows("SELECT s.name FROM appointments a JOIN staff s ON s.id = a.staff_id");
            assert_eq!(staff, ["Jürgen Weiß"], "{what}");
            assert_eq!(book(app)["status"], "booked", "{what}: the same order once more");
            assert_eq!(app.sandbox.counts().created, 1, "{what}");
        },
    );
}

#[test]
fn cancelling() {
    with_every_odd_answer(
        Operation::Cancel,
        book_well,
        |app, what, kind| {
            let answer = ask(app, what, "call_2", "cancel_appointment", json!({}));
            let expected: &[&str] = match kind {
                kind if is_host(kind) => &["cancelled"],
                _ => &["cancelled", "unknown"],
            };
            assert!(expected.contains(&answer["status"].as_str().unwrap()), "{what}: {answer}");
        },
        |app, what, _| {
            only_one_appointment(app, what);
            agree(app, what, 0);
        },
    );
}

#[test]
fn moving() {
    with_every_odd_answer(
        Operation::Reschedule,
        book_well,
        |app, what, kind| {
            let args = json!({ "start": "2026-11-24T11:00" });
            let answer = ask(app, what, "call_2", "reschedule_appointment", args);
            let expected: &[&str] = match kind {
                kind if is_host(kind) => &["rescheduled"],
                _ => &["rescheduled", "unknown"],
            };
            assert!(expected.contains(&answer["status"].as_str().unwrap()), "{what}: {answer}");
        },
        |app, what, _| {
            only_one_appointment(app, what);
            agree(app, what, 1);
            let start = ["2026-11-24T10:00:00Z"];
            assert_eq!(app.rows("SELECT starts_at FROM appointments"), start, "{what}");
            assert_eq!(app.sandbox.counts().standing, 1, "{what}");
        },
    );
}

#[test]
fn looking_for_free_times() {
    with_every_odd_answer(
        Operation::Slots,
        |_| {},
        |app, what, kind| {
            let args = json!({ "service": "Haarschnitt", "date": "2026-11-24" });
            let answer = ask(app, what, "call_1", "check_availability", args);
            let expected = if is_host(kind) { "ok" } else { "unavailable" };
            assert_eq!(answer["status"], expected, "{what}: {answer}");
        },
        |app, what, _| {
            let args = json!({ "service": "Haarschnitt", "date": "2026-11-24" });
            assert_eq!(app.ask("call_2", "check_availability", args)["status"], "ok", "{what}");
            agree(app, what, 0);
        },
    );
}

#[test]
fn reserving_what_is_offered() {
    with_every_odd_answer(
        Operation::Reservations,
        |_| {},
        |app, what, _| {
            let args = json!({ "service": "bart", "date": "2026-11-24" });
            // A courtesy: without it the offers stand all the same.
            let answer = ask(app, what, "call_1", "check_availability", args);
            assert_eq!(answer["status"], "ok", "{what}: {answer}");
        },
        |app, what, _| {
            let holds = app.count("SELECT count(*) FROM holds");
            assert!(holds <= 3, "{what}: {holds} holds");
            agree(app, what, 0);
        },
    );
}
