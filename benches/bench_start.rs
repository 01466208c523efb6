//! From spawning the program on a new database to its first 200.

use crate::bench_children::Place;
use crate::bench_http::Client;
use crate::bench_table::{Table, ms, percentile};
use crate::{Amounts, Outcome, bench_children, bench_http};
use std::time::{Duration, Instant};

const START_MAX: Duration = Duration::from_millis(50);

/// Starts and floors in turns.
pub fn measure(amounts: &Amounts, table: &mut Table) -> Outcome<()> {
    let place = Place::new()?;
    let (_sandbox, calcom) = bench_children::sandbox(Duration::ZERO)?;
    let question = bench_http::request("GET", "/healthz", &[], b"");
    let (mut starts, mut floors) = (Vec::new(), Vec::new());
    for number in 0..amounts.starts {
        let config = place.config(calcom, &format!("start{number}.db"))?;
        let begun = Instant::now();
        let (program, addr) = bench_children::program(&config)?;
        let (status, ..) = Client::new(addr).ask(&question)?;
        starts.push(begun.elapsed());
        drop(program);
        if status != 200 {
            return Err(format!("/healthz answered {status}"));
        }
        let begun = Instant::now();
        bench_children::version()?;
        floors.push(begun.elapsed());
    }
    let (start, floor) = (percentile(&starts, 50), percentile(&floors, 50));
    table.row(
        "cold start to the first 200, new database",
        &format!("{} (slowest {})", ms(start), ms(percentile(&starts, 100))),
        &format!("{}, `chairside --version`", ms(floor)),
        &format!("{:.1}", start.as_secs_f64() / floor.as_secs_f64().max(f64::MIN_POSITIVE)),
        &format!("≤ {}", ms(START_MAX)),
    );
    table.verdict("cold start ≤ 50 ms (median)", &ms(start), start <= START_MAX);
    Ok(())
}
