//! Durable webhooks per second, against bare commits of the same row.

use crate::bench_children::Place;
use crate::bench_table::{Table, median, ms, per_second, percentile, share};
use crate::{
    Amounts, Outcome, bench_children, bench_floor, bench_http, bench_load, bench_requests,
};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

/// Keep-alive connections.
const CONNECTIONS: [usize; 3] = [1, 8, 64];
/// The mark at 1 and at 64 connections.
const MARK: f64 = 0.5;
/// With many connections so many times the webhooks of one are sent at most.
const MORE_MAX: usize = 8;

/// What one round found, per second.
struct Round {
    program: f64,
    one_by_one: f64,
    joined: f64,
    median_time: Duration,
}

/// Rounds of program, single commits, joined commits, one after the other.
pub fn measure(amounts: &Amounts, table: &mut Table) -> Outcome<()> {
    let place = Place::new()?;
    let (_sandbox, calcom) = bench_children::sandbox(Duration::ZERO)?;
    let (program, addr) = bench_children::program(&place.config(calcom, "program.db")?)?;
    let floor = place.file("floor.db");
    bench_floor::make(&floor)?;
    let responder = bench_load::trivial_responder()?;
    for connections in CONNECTIONS {
        let count = amounts.webhooks * connections.min(MORE_MAX);
        let bodies = bench_requests::webhook_bodies(count);
        let requests = bench_requests::webhooks(&bodies);
        let is_kept = |status: u16, _: &[u8]| status == 204;
        let ceiling = bench_load::drive(responder, connections, &requests, &is_kept)?;
        table.note(format!(
            "the load generator's own ceiling at {connections} connections, against a trivial responder: {:.0} a second",
            per_second(count, ceiling.elapsed)
        ));
        let question = bench_http::request("GET", "/healthz", &[], b"");
        let alone = bench_load::drive(addr, connections, &vec![question; count], &|status, _| {
            status == 200
        })?;
        table.note(format!(
            "HTTP alone at {connections} connections, `GET /healthz`, which keeps nothing: {:.0} a second",
            per_second(count, alone.elapsed)
        ));
        let mut rounds = Vec::new();
        let before = program.processor_time()?;
        for _ in 0..amounts.webhook_rounds {
            rounds.push(round(addr, &floor, connections, &bodies, &requests)?);
        }
        let used = program.processor_time()?.saturating_sub(before);
        tell(table, connections, &rounds, &share(used, rounds.len() * count));
    }
    table.note(
        "webhooks: signed `call_started` events of 1,024 bytes over HTTP to `chairside serve`, a process of its own; \
         floors in the benchmark's process on the same file system; the median of the rounds, ratios within a round",
    );
    Ok(())
}

fn round(
    addr: SocketAddr,
    floor: &Path,
    connections: usize,
    bodies: &[Vec<u8>],
    requests: &[Vec<u8>],
) -> Outcome<Round> {
    let run = bench_load::drive(addr, connections, requests, &|status, _| status == 204)?;
    let single = bodies.get(..bodies.len() / connections.min(MORE_MAX)).unwrap_or(bodies);
    Ok(Round {
        program: per_second(requests.len(), run.elapsed),
        one_by_one: per_second(single.len(), bench_floor::one_by_one(floor, single)?),
        joined: per_second(bodies.len(), bench_floor::joined(floor, connections, bodies)?),
        median_time: percentile(&run.latencies, 50),
    })
}

fn tell(table: &mut Table, connections: usize, rounds: &[Round], processor: &str) {
    let middle = |value: fn(&Round) -> f64| median(&rounds.iter().map(value).collect::<Vec<_>>());
    let times: Vec<Duration> = rounds.iter().map(|round| round.median_time).collect();
    let what = format!("webhooks a second, {connections} connections");
    let measured = format!(
        "{:.0} (each {}; processor {processor})",
        middle(|round| round.program),
        ms(percentile(&times, 50))
    );
    let (single, joined) =
        (middle(|round| round.program / round.one_by_one), middle(|r| r.program / r.joined));
    let marked = format!("≥ {MARK}");
    let floors = [
        (format!("{:.0}, one thread, one by one", middle(|r| r.one_by_one)), single, 1),
        (format!("{:.0}, {connections} threads, joined", middle(|r| r.joined)), joined, 64),
    ];
    for (floor, ratio, marked_at) in floors {
        let is_marked = connections == marked_at;
        let mark = if is_marked { marked.as_str() } else { "" };
        table.row(&what, &measured, &floor, &format!("{ratio:.2}"), mark);
        if is_marked {
            let name = format!("webhooks at {connections} connections: {marked} of the floor");
            table.verdict(&name, &format!("{ratio:.2}"), ratio >= MARK);
        }
    }
}
