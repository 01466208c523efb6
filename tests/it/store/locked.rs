//! A database that somebody else has locked: whoever waits too long hears so in time, all within one patience, and
//! nothing of what was refused is written later.

use crate::support::harness::{TestApp, WEB_TOKEN, agent, read};
use chairside::store::db::writer_thread::LOCK_PATIENCE;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// What else an answer may take, on a machine that is busy with other tests.
const SPARE: Duration = Duration::from_millis(2500);
/// Far more than the workers of a lane, and than one deadline would be enough for one after the other.
const CALLERS: usize = 24;

/// What a caller heard: status, when to come again, body, and after how long.
type Heard = (u16, Option<String>, Value, Duration);

fn send(app: &TestApp, path: &str, body: &Value) -> Heard {
    let begun = Instant::now();
    let body = body.to_string();
    let request = agent()
        .post(format!("http://{}{path}", app.addr()))
        .header("x-retell-signature", &app.retell_signature(body.as_bytes()))
        .header("authorization", &format!("Bearer {WEB_TOKEN}"));
    let answer = request.content_type("application/json").send(body.as_bytes()).unwrap();
    let retry = answer.headers().get("retry-after").map(|at| at.to_str().unwrap().to_owned());
    let (status, body) = read(answer);
    (status, retry, body, begun.elapsed())
}

fn webhook(app: &TestApp, call: &str) -> Heard {
    let event = json!({ "event": "call_started", "call": { "call_id": call } });
    send(app, "/api/retell/webhook", &event)
}

fn function(app: &TestApp, call: &str, name: &str, args: Value) -> Heard {
    let call = json!({ "call_id": call, "call_type": "phone_call", "direction": "inbound",
        "from_number": crate::support::harness::CALLER });
    send(app, "/api/retell/function", &json!({ "name": name, "args": args, "call": call }))
}

fn order(app: &TestApp, id: &str) -> Heard {
    let order = json!({ "request_id": id, "service": "schnitt", "start": "2026-11-24T10:00",
        "staff": "Emma", "customer": { "name": "Zoë Beispiel", "phone": "030 23125 103" } });
    send(app, "/api/v2/bookings", &order)
}

fn in_time(took: Duration) -> bool {
    took >= LOCK_PATIENCE - Duration::from_millis(100) && took < LOCK_PATIENCE + SPARE
}

#[test]
fn all_who_wait_hear_so_in_time_and_nothing_of_it_is_written_later() {
    let app = TestApp::start();
    let foreign = Connection::open(app.database()).unwrap();
    foreign.execute_batch("BEGIN IMMEDIATE").unwrap();
    thread::scope(|scope| {
        let app = &app;
        let webhooks: Vec<_> = (0..CALLERS)
            .map(|caller| scope.spawn(move || webhook(app, &format!("call_{caller}"))))
            .collect();
        let orders: Vec<_> =
            (0..3).map(|one| scope.spawn(move || order(app, &format!("web-{one}")))).collect();
        let books: Vec<_> = ["book_appointment", "check_availability"]
            .into_iter()
            .map(|name| {
                let args = json!({ "service": "Haarschnitt", "staff": "Emma",
                    "start": "2026-11-24T10:00", "customer_name": "Zoë Beispiel" });
                scope.spawn(move || function(app, "call_f", name, args))
            })
            .collect();
        let looks: Vec<_> = ["check_customer", "list_appointments"]
            .into_iter()
            .map(|name| scope.spawn(move || function(app, "call_l", name, json!({}))))
            .collect();
        // Later than the others: she has her own time, and does not wait for theirs to begin.
        thread::sleep(LOCK_PATIENCE / 4);
        let late = scope.spawn(move || webhook(app, "call_late"));
        for heard in webhooks.into_iter().chain(orders).chain([late]) {
            let (status, retry, body, took) = heard.join().unwrap();
            assert_eq!(status, 503, "{body}");
            assert!(retry.is_some_and(|at| at.parse::<u32>().unwrap() > 0), "{body}");
            assert!(in_time(took), "{took:?}");
        }
        for heard in books {
            let (status, _, body, took) = heard.join().unwrap();
            assert_eq!((status, &body["status"]), (200, &json!("unavailable")), "{body}");
            assert!(body["say"].is_string() && took < LOCK_PATIENCE + SPARE, "{took:?} {body}");
        }
        for heard in looks {
            let (status, _, body, took) = heard.join().unwrap();
            let known = ["new", "none"].contains(&body["status"].as_str().unwrap());
            assert!(status == 200 && known && took < LOCK_PATIENCE + SPARE, "{took:?} {body}");
        }
        let not_ready = (503, json!({ "status": "database locked" }));
        assert_eq!(app.get("/readyz", &[]), not_ready);
    });
    foreign.execute_batch("ROLLBACK").unwrap();
    let end = Instant::now() + Duration::from_secs(30);
    while app.get("/readyz", &[]).0 != 200 {
        assert!(Instant::now() < end, "ready again");
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(webhook(&app, "call_after").0, 204);
    assert_eq!(app.rows("SELECT subject FROM inbox"), ["call_after"], "what was promised alone");
    assert_eq!(app.count("SELECT count(*) FROM sagas"), 0);
    assert_eq!(app.sandbox.counts().created, 0);
    assert_eq!(order(&app, "web-1").0, 201, "and whoever asks again gets it");
}

#[test]
fn who_has_not_waited_too_long_when_it_ends_is_kept() {
    let locks = ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE", "BEGIN; DELETE FROM holds"];
    for lock in locks {
        let app = TestApp::start();
        let foreign = Connection::open(app.database()).unwrap();
        foreign.execute_batch(lock).unwrap();
        thread::scope(|scope| {
            let app = &app;
            let (begun, has_begun) = mpsc::channel();
            let waits: Vec<_> = (0..CALLERS)
                .map(|caller| {
                    let begun = begun.clone();
                    scope.spawn(move || {
                        begun.send(()).unwrap();
                        webhook(app, &format!("call_{caller}"))
                    })
                })
                .collect();
            for _ in 0..CALLERS {
                has_begun.recv().unwrap();
            }
            thread::sleep(LOCK_PATIENCE / 5);
            assert_eq!(app.get("/readyz", &[]).0, 200, "nobody has waited too long");
            foreign.execute_batch("ROLLBACK").unwrap();
            for heard in waits {
                let (status, _, body, took) = heard.join().unwrap();
                assert_eq!(status, 204, "{lock} {took:?} {body}");
            }
        });
        let kept = i64::try_from(CALLERS).unwrap();
        assert_eq!(app.count("SELECT count(*) FROM inbox"), kept, "{lock}");
    }
}

#[test]
fn a_lock_that_comes_and_goes_makes_nobody_fail() {
    let app = TestApp::start();
    let database = app.database();
    let (stop, stopped) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let locker = scope.spawn(move || {
            let foreign = Connection::open(database).unwrap();
            foreign.busy_timeout(Duration::from_secs(30)).unwrap();
            let mut locks = 0;
            while stopped.try_recv().is_err() {
                foreign.execute_batch("BEGIN IMMEDIATE").unwrap();
                thread::sleep(Duration::from_millis(100));
                foreign.execute_batch("ROLLBACK").unwrap();
                thread::sleep(Duration::from_millis(5));
                locks += 1;
            }
            locks
        });
        // Changes that are refused end their transaction, and the next one begins between two locks.
        for caller in 0..12 {
            assert_eq!(webhook(&app, &format!("call_{caller}")).0, 204);
            let refused: chairside::domain::Result<()> =
                app.appliance.desk.store.try_out(|_| Ok(()));
            refused.unwrap();
        }
        stop.send(()).unwrap();
        assert!(locker.join().unwrap() > 0);
    });
    assert_eq!(app.count("SELECT count(*) FROM inbox"), 12);
}
