//! The database's files deleted, moved or replaced under a running `serve`: nothing is answered as kept that will not be
//! there after a restart, and the right file put back is enough.

use crate::store::served::Served;
use rusqlite::Connection;
use serde_json::json;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

/// What somebody does to the files, and the name of that.
type Deed = (&'static str, fn(&Served));
/// The same, and how it is undone.
type ThereAndBack = (&'static str, fn(&Served), fn(&Served));

fn swap_in(served: &Served, with: &Path) {
    fs::rename(with, served.database()).unwrap();
}

/// After these the right database is not at its place.
const AWAY: [Deed; 7] = [
    ("deleted", |served| fs::remove_file(served.database()).unwrap()),
    ("moved", |served| fs::rename(served.database(), served.elsewhere("moved.db")).unwrap()),
    ("its folder renamed", |served| {
        fs::rename(served.folder(), served.elsewhere("renamed")).unwrap();
    }),
    ("a copy of itself over it", |served| {
        fs::copy(served.database(), served.elsewhere("copy.db")).unwrap();
        swap_in(served, &served.elsewhere("copy.db"));
    }),
    ("another file over it", |served| {
        fs::write(served.elsewhere("other.db"), "").unwrap();
        swap_in(served, &served.elsewhere("other.db"));
    }),
    ("another folder in its place", |served| {
        fs::rename(served.folder(), served.elsewhere("renamed")).unwrap();
        fs::create_dir(served.folder()).unwrap();
        fs::copy(served.elsewhere("renamed/test.db"), served.database()).unwrap();
    }),
    ("another log beside it", |served| {
        let log = served.folder().join("test.db-wal");
        fs::copy(&log, served.elsewhere("log")).unwrap();
        fs::rename(served.elsewhere("log"), log).unwrap();
    }),
];

/// Nothing is promised, everybody is answered, and the log has one line of it.
fn assert_nothing_is_promised(served: &Served, deed: &str) {
    let start = served.tuesday("14:00");
    for round in 0..3 {
        let (status, retry) = served.webhook(&format!("call_lost_{round}"), 10);
        assert_eq!(status, 503, "{deed}: {}", served.log());
        assert!(retry.is_some_and(|seconds| seconds.parse::<u32>().unwrap() > 0), "{deed}");
        for (name, args) in [
            ("check_customer", json!({})),
            ("list_appointments", json!({})),
            ("check_availability", json!({ "service": "Haarschnitt" })),
            ("cancel_appointment", json!({})),
            ("reschedule_appointment", json!({ "start": start })),
            (
                "book_appointment",
                json!({ "service": "Haarschnitt", "staff": "Emma",
                "start": start, "customer_name": "Ada Anders" }),
            ),
            ("no_such_function", json!({})),
        ] {
            let (status, answer) = served.function(name, args);
            assert_eq!(status, 200, "{deed} {name}: {answer}");
            assert!(answer["say"].as_str().is_some_and(|say| !say.is_empty()), "{deed} {name}");
            let known = ["unavailable", "invalid"].contains(&answer["status"].as_str().unwrap());
            assert!(known, "{deed} {name}: {answer}");
        }
        assert_eq!(served.order("web-lost").0, 503, "{deed}");
        assert_eq!(served.show("uid1").0, 503, "{deed}");
        let (status, greeting) = served.inbound();
        assert_eq!(status, 200, "{deed}: the phone is ringing");
        let variables = &greeting["call_inbound"]["dynamic_variables"];
        assert_eq!(variables["customer_known"], "false", "{deed}: {greeting}");
        assert_eq!(served.ready(), (503, json!({ "status": "database gone" })), "{deed}");
    }
    let mut told = served.told("ERROR");
    // What makes no sense to SQLite is told by whoever read it first.
    told.retain(|line| !line.contains("nothing can be read: database damaged"));
    assert_eq!(told.len(), 1, "{deed}: {told:?}");
    assert!(told[0].contains("database gone") && told[0].contains("test.db"), "{deed}: {told:?}");
}

#[test]
fn what_will_not_last_is_not_promised_whatever_is_done_to_the_files() {
    for (deed, does) in AWAY {
        let served = Served::start();
        assert_eq!(served.webhook("call_before", 10).0, 204);
        does(&served);
        // At once, and not only when somebody next looks.
        assert_nothing_is_promised(&served, deed);
        assert_eq!(served.sandbox.counts().created, 0, "{deed}");
    }
}

/// Written over in place it is the same file, by device, inode and name.
#[test]
fn what_is_written_over_the_file_is_noticed_within_seconds() {
    let overs: [Deed; 4] = [
        ("nothing", |served| fs::write(served.database(), "").unwrap()),
        ("a text", |served| fs::write(served.database(), "Termine\n".repeat(5000)).unwrap()),
        ("an older state", |served| {
            fs::copy(served.elsewhere("backup.db"), served.database()).unwrap();
        }),
        ("another salon's", |served| {
            let other = Served::start();
            assert_eq!(other.webhook("call_other", 10).0, 204);
            let sql = format!("VACUUM INTO '{}'", served.elsewhere("other.db").display());
            Connection::open(other.database()).unwrap().execute_batch(&sql).unwrap();
            fs::copy(served.elsewhere("other.db"), served.database()).unwrap();
        }),
    ];
    for (what, write) in overs {
        let served = Served::start();
        let here = Connection::open(served.database()).unwrap();
        let backup = format!("VACUUM INTO '{}'", served.elsewhere("backup.db").display());
        here.execute_batch(&backup).unwrap();
        assert_eq!(served.webhook("call_1", 10).0, 204);
        // While all of it is in the log as well, nothing is lost with the file.
        here.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        drop(here);
        assert_eq!(served.webhook("call_2", 10).0, 204);
        // It has been seen once as it is.
        std::thread::sleep(std::time::Duration::from_millis(2500));
        assert_eq!(served.ready().0, 200, "{what}: {}", served.log());
        write(&served);
        served.becomes("database gone");
        assert_nothing_is_promised(&served, what);
    }
}

#[test]
fn a_database_that_is_only_used_is_never_accused() {
    let mut served = Served::start();
    for round in 0..2 {
        // Checkpoints of ours and of others, a person who tidies up, and quiet times between them.
        for number in 0..70 {
            assert_eq!(served.webhook(&format!("call_{round}_{number}"), 10).0, 204);
        }
        let foreign = Connection::open(served.database()).unwrap();
        foreign.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        std::thread::sleep(std::time::Duration::from_millis(1500));
        foreign.execute_batch("DELETE FROM inbox WHERE id > 10; VACUUM").unwrap();
        foreign.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        drop(foreign);
        std::thread::sleep(std::time::Duration::from_millis(4500));
        assert_eq!(served.ready().0, 200, "{}", served.log());
        served.stop();
        served.serve("");
    }
    assert!(served.told("ERROR").is_empty(), "{}", served.log());
}

#[test]
fn it_is_noticed_though_nobody_writes() {
    let served = Served::start();
    assert_eq!(served.ready().0, 200);
    fs::remove_file(served.database()).unwrap();
    served.becomes("database gone");
    assert_eq!(served.told("ERROR").len(), 1, "{}", served.log());
}

#[test]
fn the_right_file_put_back_is_enough_and_nothing_is_missing() {
    let there_and_back: [ThereAndBack; 3] = [
        (
            "moved",
            |served| fs::rename(served.database(), served.elsewhere("away.db")).unwrap(),
            |served| fs::rename(served.elsewhere("away.db"), served.database()).unwrap(),
        ),
        (
            "its folder renamed",
            |served| fs::rename(served.folder(), served.elsewhere("away")).unwrap(),
            |served| fs::rename(served.elsewhere("away"), served.folder()).unwrap(),
        ),
        (
            "a link to another place, and back",
            |served| {
                fs::rename(served.database(), served.elsewhere("away.db")).unwrap();
                fs::write(served.elsewhere("empty.db"), "").unwrap();
                symlink(served.elsewhere("empty.db"), served.database()).unwrap();
            },
            |served| {
                fs::remove_file(served.database()).unwrap();
                fs::rename(served.elsewhere("away.db"), served.database()).unwrap();
            },
        ),
    ];
    for (deed, away, back) in there_and_back {
        let mut served = Served::start();
        assert_eq!(served.webhook("call_before", 10).0, 204);
        away(&served);
        assert_nothing_is_promised(&served, deed);
        back(&served);
        served.becomes("ready");
        assert_eq!(served.webhook("call_after", 10).0, 204, "{deed}");
        assert_eq!(served.function("check_customer", json!({})).1["status"], "new", "{deed}");
        served.kill();
        assert_eq!(served.kept(&served.database()), ["call_before", "call_after"], "{deed}");
        served.serve("");
        assert_eq!(served.ready().0, 200, "{deed}");
    }
}

#[test]
fn a_log_that_is_deleted_takes_nothing_along_and_is_made_anew() {
    let lost: [&[&str]; 3] = [&["-wal"], &["-shm"], &["-wal", "-shm"]];
    for suffixes in lost {
        let mut served = Served::start();
        for call in ["call_1", "call_2", "call_3"] {
            assert_eq!(served.webhook(call, 10).0, 204);
        }
        for suffix in suffixes {
            fs::remove_file(served.folder().join(format!("test.db{suffix}"))).unwrap();
        }
        assert_eq!(served.webhook("call_lost", 10).0, 503, "{suffixes:?}");
        served.becomes("ready");
        assert_eq!(served.webhook("call_4", 10).0, 204, "{suffixes:?}");
        assert_eq!(served.function("check_customer", json!({})).1["status"], "new");
        assert_eq!(served.told("ERROR").len(), 1, "{suffixes:?}: {}", served.log());
        // Killed, so that nothing is saved on the way out.
        served.kill();
        let kept = ["call_1", "call_2", "call_3", "call_4"];
        assert_eq!(served.kept(&served.database()), kept, "{suffixes:?}");
    }
}

#[test]
fn a_database_that_was_moved_away_is_whole_without_its_log() {
    let mut served = Served::start();
    assert_eq!(served.webhook("call_1", 10).0, 204);
    fs::rename(served.database(), served.elsewhere("moved.db")).unwrap();
    served.becomes("database gone");
    // What is in the log follows within a second of that.
    let end = std::time::Instant::now() + crate::store::served::PATIENCE;
    let copy = served.elsewhere("copy.db");
    loop {
        fs::copy(served.elsewhere("moved.db"), &copy).unwrap();
        let connection = rusqlite::Connection::open(&copy).unwrap();
        let count = connection.query_row("SELECT count(*) FROM inbox", [], |row| row.get(0));
        if count == Ok(1_i64) {
            break;
        }
        assert!(std::time::Instant::now() < end, "{count:?}");
        drop(connection);
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    served.kill();
    assert_eq!(served.kept(&copy), ["call_1"]);
}
