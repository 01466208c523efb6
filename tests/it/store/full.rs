//! A disk that takes nothing more, in the real program: its files may not grow beyond a limit, which is what a full disk
//! comes to. What needs no write is answered, all else says when to come again, and it goes on by itself.

use crate::store::served::{PATIENCE, Served};
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Files of 2 MiB at most: a new database and its log have room, and a little more.
const LIMIT: &str = "ulimit -S -f 4096";

/// Keeps webhooks until not even the smallest finds room. Gives the calls whose message was answered with 204.
fn fill(served: &Served) -> Vec<String> {
    let mut kept = Vec::new();
    for bytes in [300_000, 30_000, 10] {
        for number in 0.. {
            let call = format!("call_{bytes}_{number}");
            match served.webhook(&call, bytes) {
                (204, None) => kept.push(call),
                (503, Some(_)) => break,
                other => panic!("{other:?}: {}", served.log()),
            }
        }
    }
    kept
}

/// The log is where the limit is met; others may write it into the database, as they may write what they like.
fn make_room(served: &Served) {
    let connection = Connection::open(served.database()).unwrap();
    let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
    let busy: i64 = connection.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(busy, 0);
}

fn status(heard: &(u16, Value)) -> (u16, &str) {
    (heard.0, heard.1["status"].as_str().unwrap_or("none"))
}

#[test]
fn what_needs_no_write_is_answered_and_all_else_says_so() {
    let mut served = Served::start_with(LIMIT);
    let (code, made) = served.order("web-1");
    assert_eq!(code, 201, "{made}");
    let mut kept = fill(&served);
    assert!(kept.len() > 3, "{kept:?}");
    // Trouble is told as what the system calls it: an error of writing, not the end of the process.
    served.becomes("database faulty");
    let asked = served.sandbox.requests().len();
    let start = served.tuesday("14:00");
    for _ in 0..3 {
        let known = served.function("check_customer", json!({}));
        assert_eq!(status(&known), (200, "known"), "{known:?}");
        let listed = served.function("list_appointments", json!({}));
        assert_eq!(status(&listed), (200, "ok"), "{listed:?}");
        assert_eq!(listed.1["appointments"].as_array().unwrap().len(), 1);
        let (code, greeting) = served.inbound();
        let variables = &greeting["call_inbound"]["dynamic_variables"];
        assert_eq!((code, &variables["customer_known"]), (200, &json!("true")), "{greeting}");
        assert_eq!(served.show(made["booking_uid"].as_str().unwrap()).0, 200);
        for (name, args) in [
            ("cancel_appointment", json!({})),
            ("reschedule_appointment", json!({ "start": start })),
            (
                "book_appointment",
                json!({ "service": "Haarschnitt", "staff": "Emma",
                "start": start, "customer_name": "Ada Anders" }),
            ),
            ("check_availability", json!({ "service": "Haarschnitt", "staff": "Emma" })),
        ] {
            let heard = served.function(name, args);
            assert_eq!(status(&heard), (200, "unavailable"), "{name} {heard:?}");
            assert!(heard.1["say"].as_str().is_some_and(|say| !say.is_empty()), "{name}");
        }
        let unknown = served.function("make_coffee", json!({}));
        assert_eq!(status(&unknown), (200, "invalid"), "{unknown:?}");
        let nonsense = served.function("", json!({}));
        assert_eq!(nonsense.0, 400, "{nonsense:?}");
        assert!(nonsense.1["say"].is_string() && nonsense.1["error"].is_string());
        let heard = served.order("web-2");
        assert_eq!(heard.0, 503, "{heard:?}");
        assert_eq!(served.ready(), (503, json!({ "status": "database faulty" })));
    }
    let bookings = served.sandbox.requests();
    let changes = bookings.iter().skip(asked).filter(|request| request.target.contains("bookings"));
    assert_eq!(changes.count(), 0, "nothing was begun at Cal.com that cannot be written down");
    let told = served.told("ERROR");
    assert_eq!(told.len(), 1, "{told:?}");
    make_room(&served);
    served.becomes("ready");
    assert_eq!(served.webhook("call_after", 10).0, 204);
    kept.push("call_after".into());
    let cancelled = served.function("cancel_appointment", json!({}));
    assert_eq!(status(&cancelled), (200, "cancelled"), "{cancelled:?}");
    assert_eq!(served.told("ERROR").len(), 1, "{}", served.log());
    assert!(served.log().contains("takes writes again"), "{}", served.log());
    served.kill();
    assert_eq!(served.kept(&served.database()), kept, "what was promised, and nothing else");
}

#[test]
fn a_booking_that_finds_no_room_for_its_answer_is_settled_when_there_is_some() {
    let served = Served::start_with(LIMIT);
    served.sandbox.fault(Fault::once(FaultOn::operation(Operation::Book), FaultKind::HoldAfter));
    let heard = std::thread::scope(|scope| {
        let order = scope.spawn(|| served.order("web-1"));
        let end = Instant::now() + PATIENCE;
        while served.sandbox.counts().created == 0 {
            assert!(Instant::now() < end, "it is booked at Cal.com");
            std::thread::sleep(Duration::from_millis(10));
        }
        fill(&served);
        served.sandbox.release();
        order.join().unwrap()
    });
    assert_eq!(
        status(&heard),
        (202, "unknown"),
        "it may be booked, and nobody can know: {heard:?}"
    );
    make_room(&served);
    served.becomes("ready");
    let again = served.order("web-1");
    assert_eq!(status(&again), (201, "booked"), "{again:?}");
    assert_eq!(served.sandbox.counts().created, 1);
}

#[test]
fn a_disk_that_fills_while_nobody_writes_is_noticed_by_whoever_asks() {
    let served = Served::start_with(LIMIT);
    assert_eq!(served.ready().0, 200);
    // Somebody else's: the log is as long as it may be, and nothing of ours has failed yet.
    let foreign = Connection::open(served.database()).unwrap();
    let sql = "PRAGMA wal_autocheckpoint = 0; CREATE TABLE foreign_rows (filler BLOB)";
    foreign.execute_batch(sql).unwrap();
    let log = served.folder().join("test.db-wal");
    while std::fs::metadata(&log).unwrap().len() < 2 * 1024 * 1024 {
        foreign.execute("INSERT INTO foreign_rows VALUES (zeroblob(50000))", []).unwrap();
    }
    served.becomes("database faulty");
    assert_eq!(served.function("check_customer", json!({})).1["status"], "new");
    make_room(&served);
    served.becomes("ready");
}

#[test]
fn a_disk_that_is_full_at_the_start_is_one_sentence() {
    let mut served = Served::start();
    let refused = served.refused_start("rm -r \"${1%/*}/data\"/*; ulimit -f 8");
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1), "no signal: {said}");
    let told: Vec<&str> = said.lines().filter(|line| line.starts_with("chairside: ")).collect();
    assert_eq!(told.len(), 1, "{said}");
}
