//! What one booking asks of the database and of Cal.com, counted by SQLite's own trace, by the log and by who stands in for
//! Cal.com: a change that adds ten statements is seen here.

use crate::support::harness::TestApp;
use rusqlite::Connection;
use serde_json::json;
use std::fs;

/// The head of the log, and of each page in it (<https://sqlite.org/fileformat2.html#walformat>).
const LOG_HEAD_BYTES: usize = 32;
const PAGE_HEAD_BYTES: usize = 24;
const PAGE_BYTES: usize = 4096;
/// SQL statements of one booking by telephone, of a simple service, `BEGIN` and `COMMIT` among them. On the average: now
/// and then a commit carries the mark that goes with a checkpoint.
const STATEMENTS_MAX: usize = 33;
/// Rows and entries of indexes that it writes, on the average.
const INSERTS_MAX: usize = 49;
/// Pages that it writes into the log, on the average.
const PAGES_MAX: u64 = 28;
/// Durable before the call of Cal.com, and after it.
const COMMITS: u64 = 2;
/// How many are made before it is counted, and while it is.
const BEFORE: u32 = 8;
const COUNTED: u32 = 10;

/// Which log it is, and how many pages are in it: a log that was brought in is begun anew in the same file, with another salt.
fn log(app: &TestApp) -> (Vec<u8>, u64) {
    let log = fs::read(app.database().with_extension("db-wal")).unwrap();
    let salt = log[16..24].to_vec();
    let pages = log[LOG_HEAD_BYTES..].chunks_exact(PAGE_HEAD_BYTES + PAGE_BYTES);
    let own = pages.take_while(|page| page[8..16] == salt);
    let count = u64::try_from(own.count()).unwrap();
    (salt, count)
}

fn book(app: &TestApp, number: u32) {
    let start = format!("2026-12-{:02}T{:02}:00", 1 + number / 6, 10 + number % 6);
    let args = json!({ "service": "Haarschnitt", "staff": "Emma", "start": start,
        "customer_name": "Ada Beispiel" });
    let from = format!("+49302312{number:04}");
    let answer = app.function(&format!("call_{number}"), Some(&from), "book_appointment", args);
    assert_eq!(answer["status"], "booked", "{answer}");
}

/// How many rows and entries of indexes these statements write, as SQLite would run them: each place of its program that
/// writes one, also those of the branches that are not taken.
fn inserts(app: &TestApp, statements: &[String]) -> usize {
    let connection = Connection::open(app.database()).unwrap();
    let of_one = |sql: &String| {
        // Each booking is a new one: what stands for one that is known already does not run.
        let sql = sql.split("ON CONFLICT").next().unwrap();
        let mut program = connection.prepare(&format!("EXPLAIN {sql}")).unwrap();
        let count = program.parameter_count();
        let nothing = rusqlite::params_from_iter((0..count).map(|_| rusqlite::types::Null));
        let codes = program.query_map(nothing, |row| row.get::<_, String>("opcode")).unwrap();
        codes.filter(|code| matches!(code.as_deref(), Ok("Insert" | "IdxInsert"))).count()
    };
    statements.iter().map(of_one).sum()
}

#[test]
fn a_booking_is_light() {
    let app = TestApp::start();
    (0..BEFORE).for_each(|number| book(&app, number));
    let store = &app.appliance.desk.store;
    let commits = store.commits();
    let calls = app.sandbox.requests().len();
    let (mut statements, mut inserted) = (Vec::new(), 0);
    let (mut pages, mut counted_pages_of) = (0, 0);
    for number in BEFORE..BEFORE + COUNTED {
        let (salt, before) = log(&app);
        store.witness().listen();
        book(&app, number);
        let heard = store.witness().heard_until_now();
        inserted += inserts(&app, &heard);
        statements.extend(heard);
        let (same, after) = log(&app);
        if same == salt {
            pages += after - before;
            counted_pages_of += 1;
        }
    }
    let many = usize::try_from(COUNTED).unwrap();
    assert!(statements.len() <= STATEMENTS_MAX * many, "{}: {statements:#?}", statements.len());
    assert!(inserted <= INSERTS_MAX * many, "{inserted} rows and entries: {statements:#?}");
    let counted = u64::from(COUNTED);
    assert_eq!(store.commits() - commits, COMMITS * counted, "before the call, and after it");
    assert_eq!(app.sandbox.requests().len() - calls, many, "one call of Cal.com each");
    assert!(counted_pages_of >= COUNTED / 2, "the log is begun anew now and then, not always");
    let most = PAGES_MAX * u64::from(counted_pages_of);
    assert!(pages > 0 && pages <= most, "{pages} pages by {counted_pages_of} bookings");
    let each = |all: f64| all / f64::from(COUNTED);
    println!(
        "a booking: {:.1} statements, {:.1} rows and entries, {:.1} pages, {COMMITS} commits",
        each(statements.len() as f64),
        each(inserted as f64),
        pages as f64 / f64::from(counted_pages_of)
    );
}
