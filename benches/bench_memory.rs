//! Resident memory, idle and after many bookings.

use crate::bench_children::{Memory, Place};
use crate::bench_http::Client;
use crate::bench_table::Table;
use crate::{Amounts, Outcome, bench_children, bench_http, bench_load, bench_requests};
use std::thread;
use std::time::Duration;

const IDLE_MAX_MB: f64 = 16.0;
/// Callers at once while the bookings are made.
const CALLERS: usize = 16;
/// The program is left alone for so long before its memory is read: what it is when nothing happens.
const REST: Duration = Duration::from_millis(1500);

/// The program before and after, and a process that has the same database open.
pub fn measure(amounts: &Amounts, table: &mut Table) -> Outcome<()> {
    let place = Place::new()?;
    let (_sandbox, calcom) = bench_children::sandbox(Duration::ZERO)?;
    let (program, addr) = bench_children::program(&place.config(calcom, "program.db")?)?;
    let question = bench_http::request("GET", "/healthz", &[], b"");
    Client::new(addr).ask(&question)?;
    thread::sleep(REST);
    let idle = program.memory()?;
    let requests = (0..amounts.memory_bookings)
        .map(bench_requests::book)
        .collect::<Outcome<Vec<Vec<u8>>>>()?;
    bench_load::drive(addr, CALLERS, &requests, &bench_requests::is_booked)?;
    thread::sleep(REST);
    let after = program.memory()?;
    drop(program);
    let bare = bench_children::bare_sqlite(&place.file("program.db"))?;
    let floor = bare.memory()?;
    let floor_text = format!("{}, a process with the same database open", text(floor));
    let states = [("idle".to_owned(), idle), (format!("after {} bookings", requests.len()), after)];
    for (number, (when, memory)) in states.iter().enumerate() {
        let ratio = memory.resident as f64 / floor.resident.max(1) as f64;
        let mark = if number == 0 { format!("≤ {IDLE_MAX_MB} MB") } else { String::new() };
        let what = format!("resident memory, {when}");
        table.row(&what, &text(*memory), &floor_text, &format!("{ratio:.1}"), &mark);
    }
    let reached = megabytes(idle.resident) <= IDLE_MAX_MB;
    table.verdict("idle memory ≤ 16 MB", &text(idle), reached);
    table.note(format!(
        "the bookings before the second look at the memory: function calls of {CALLERS} callers at once, over HTTP, \
         through the sandbox without a delay; the poll runs as by default"
    ));
    Ok(())
}

fn megabytes(kib: u64) -> f64 {
    kib as f64 * 1024.0 / 1e6
}

fn text(memory: Memory) -> String {
    format!(
        "{:.1} MB ({:.1} without files)",
        megabytes(memory.resident),
        megabytes(memory.anonymous)
    )
}
