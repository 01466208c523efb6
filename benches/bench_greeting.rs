//! What a caller waits for before she hears the first word: `call_inbound`, twenty a second, while backups are made.

use crate::bench_children::Place;
use crate::bench_http::Client;
use crate::bench_table::{Table, ms, percentile};
use crate::{Amounts, Outcome, bench_children, bench_http, bench_requests};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The mark: 99 of 100 greetings.
const MARK: Duration = Duration::from_millis(50);
/// Twenty calls a second.
const EVERY: Duration = Duration::from_millis(50);
/// Visits of customers who call again.
const BOOKED: usize = 100;
/// What came in over the years, so that a backup takes a while: messages, and bytes of each.
const KEPT: i64 = 60_000;
const KEPT_BYTES: i64 = 1500;
/// Greetings for each single booking of the other figures.
const GREETINGS: usize = 3;

/// Greetings in a steady beat, first alone, then while one backup follows the other. The time counts from the beat, so
/// that one that is late makes the next ones late, too. The floor is `/healthz` between them.
pub fn measure(amounts: &Amounts, table: &mut Table) -> Outcome<()> {
    let place = Place::new()?;
    let (_sandbox, calcom) = bench_children::sandbox(Duration::ZERO)?;
    let config = place.config(calcom, "greeting.db")?;
    let (_program, addr) = bench_children::program(&config)?;
    let mut client = Client::new(addr);
    let visits = BOOKED.min(amounts.single_bookings);
    for number in 0..visits {
        let (status, body, _) = client.ask(&bench_requests::book(number)?)?;
        if !bench_requests::is_booked(status, &body) {
            return Err(format!(
                "a booking was answered {status}: {}",
                String::from_utf8_lossy(&body)
            ));
        }
    }
    fill(&place.file("greeting.db"))?;
    let count = amounts.single_bookings * GREETINGS;
    let alone = greet(&mut client, count, visits)?;
    told(table, "a greeting, 20 a second", &alone);

    let over = AtomicBool::new(false);
    let (greeted, backups) = thread::scope(|scope| {
        let backups = scope.spawn(|| back_up(&config, &place.file("copy.db"), &over));
        let greeted = greet(&mut client, count, visits);
        over.store(true, Ordering::Relaxed);
        (greeted, backups.join())
    });
    let beside = greeted?;
    let backups = backups.map_err(|_| "the backups stumbled".to_owned())??;
    let slowest = backups.iter().max().copied().unwrap_or_default();
    let bytes = std::fs::metadata(place.file("greeting.db")).map_or(0, |file| file.len());
    told(table, "a greeting, 20 a second, while backups run", &beside);
    table.note(format!(
        "greetings: {} backups of {} MB were made meanwhile, one after the other, each checked (slowest {:.1} s)",
        backups.len(),
        bytes / 1_000_000,
        slowest.as_secs_f64()
    ));
    let value = percentile(&beside.greetings, 99);
    table.verdict(
        "a greeting within 50 ms at 20 a second while backups run, 99 of 100",
        &ms(value),
        value <= MARK,
    );
    Ok(())
}

struct Greeted {
    greetings: Vec<Duration>,
    floor: Vec<Duration>,
}

fn greet(client: &mut Client, count: usize, known: usize) -> Outcome<Greeted> {
    let question = bench_http::request("GET", "/healthz", &[], b"");
    let mut greeted = Greeted { greetings: Vec::new(), floor: Vec::new() };
    let begun = Instant::now();
    for (beat, number) in (0u32..).zip(0..count) {
        let due = begun + EVERY * beat;
        thread::sleep(due.saturating_duration_since(Instant::now()));
        let request = bench_requests::greeting(number % known.max(1));
        let (status, body, _) = client.ask(&request)?;
        greeted.greetings.push(due.elapsed());
        if !bench_requests::is_greeted(status, &body) {
            return Err(format!(
                "a greeting was answered {status}: {}",
                String::from_utf8_lossy(&body)
            ));
        }
        let (status, _, took) = client.ask(&question)?;
        if status != 200 {
            return Err(format!("/healthz answered {status}"));
        }
        greeted.floor.push(took);
    }
    Ok(greeted)
}

/// One backup after the other until it is over; how long each took. At least one is made.
fn back_up(config: &Path, copy: &Path, over: &AtomicBool) -> Outcome<Vec<Duration>> {
    let mut taken = Vec::new();
    loop {
        let begun = Instant::now();
        bench_children::backup(config, copy)?;
        taken.push(begun.elapsed());
        if over.load(Ordering::Relaxed) {
            return Ok(taken);
        }
    }
}

/// Messages of the past, done long ago.
fn fill(database: &Path) -> Outcome<()> {
    let filled = || -> rusqlite::Result<()> {
        let connection = rusqlite::Connection::open(database)?;
        connection.busy_timeout(Duration::from_secs(10))?;
        let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
             INSERT INTO inbox (channel, event, body, state, received_at, finished_at)
             SELECT 'retell_webhook', 'call_ended', randomblob(?2), 'done', '2025-11-01T10:00:00Z', '2025-11-01T10:00:00Z'
             FROM n";
        connection.execute(sql, (KEPT, KEPT_BYTES)).map(drop)
    };
    filled().map_err(|error| format!("messages of the past: {error}"))
}

fn told(table: &mut Table, what: &str, greeted: &Greeted) {
    for percent in [50, 99] {
        let value = percentile(&greeted.greetings, percent);
        let least = percentile(&greeted.floor, percent);
        table.row(
            &format!("{what}, p{percent}"),
            &ms(value),
            &format!("{}, `/healthz` (p{percent})", ms(least)),
            &format!("{:.1}", value.as_secs_f64() / least.as_secs_f64().max(f64::MIN_POSITIVE)),
            if percent == 99 { "≤ 50.00 ms" } else { "" },
        );
    }
}
