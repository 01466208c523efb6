//! What booking costs over Cal.com's own time, alone and with many callers at once.

use crate::bench_children::Place;
use crate::bench_http::Client;
use crate::bench_table::{Table, ms, per_second, percentile, share};
use crate::{Amounts, Outcome, bench_children, bench_load, bench_requests};
use std::net::SocketAddr;
use std::time::Duration;

/// What each call takes at the sandbox while bookings are made one after the other.
const SINGLE_DELAY: Duration = Duration::from_millis(20);
/// What it takes with many callers.
const CROWD_DELAY: Duration = Duration::from_millis(150);
/// Callers at once.
const CALLERS: usize = 64;
/// Straight bookings that tell how long the sandbox takes.
const STRAIGHT: usize = 20;
/// Bookings before the clock starts: connections, caches, prepared statements.
const WARM_UP: usize = 5;
const ADDED_MAX: Duration = Duration::from_millis(10);
const CROWD_MARK: f64 = 0.9;

/// Whole time of `book_appointment` minus the time of the one call it needs, each measured as the caller sees it.
pub fn added_time(amounts: &Amounts, table: &mut Table) -> Outcome<()> {
    let place = Place::new()?;
    let (_sandbox, calcom) = bench_children::sandbox(SINGLE_DELAY)?;
    let (_program, addr) = bench_children::program(&place.config(calcom, "program.db")?)?;
    let (mut program, mut straight) = (Client::new(addr), Client::new(calcom));
    let (mut whole, mut floor) = (Vec::new(), Vec::new());
    for number in 0..amounts.single_bookings + WARM_UP {
        let took = booked(&mut program, &bench_requests::book(2 * number)?)?;
        let outside = made(&mut straight, &bench_requests::book_at_calcom(2 * number + 1)?)?;
        if number >= WARM_UP {
            whole.push(took);
            floor.push(outside);
        }
    }
    let usual = percentile(&floor, 50);
    let added: Vec<Duration> = whole.iter().map(|took| took.saturating_sub(usual)).collect();
    for percent in [50, 99] {
        let value = percentile(&added, percent);
        let mark = if percent == 99 { format!("≤ {}", ms(ADDED_MAX)) } else { String::new() };
        table.row(
            &format!("added by book_appointment, p{percent}"),
            &format!("{} (whole {})", ms(value), ms(percentile(&whole, percent))),
            &format!("{} at Cal.com (p50; p99 {})", ms(usual), ms(percentile(&floor, 99))),
            &format!("{:.2}", value.as_secs_f64() / usual.as_secs_f64().max(f64::MIN_POSITIVE)),
            &mark,
        );
    }
    let p99 = percentile(&added, 99);
    table.verdict("book_appointment adds ≤ 10 ms at p99", &ms(p99), p99 <= ADDED_MAX);
    table.note(format!(
        "book_appointment: a sandbox in its own process that takes {} a call; the floor is the same POST sent \
         straight to it, in turns with the bookings",
        ms(SINGLE_DELAY)
    ));
    Ok(())
}

/// Many callers, each booking one appointment after the other, and a slow Cal.com.
pub fn many_callers(amounts: &Amounts, table: &mut Table) -> Outcome<()> {
    let place = Place::new()?;
    let (_sandbox, calcom) = bench_children::sandbox(CROWD_DELAY)?;
    let (program, addr) = bench_children::program(&place.config(calcom, "program.db")?)?;
    let round_trip = round_trip(calcom)?;
    let count = amounts.bookings_each * CALLERS;
    let requests = (STRAIGHT..STRAIGHT + count)
        .map(bench_requests::book)
        .collect::<Outcome<Vec<Vec<u8>>>>()?;
    let before = program.processor_time()?;
    let run = bench_load::drive(addr, CALLERS, &requests, &bench_requests::is_booked)?;
    let used = program.processor_time()?.saturating_sub(before);
    drop(program);
    let straight = (STRAIGHT + count..STRAIGHT + 2 * count)
        .map(bench_requests::book_at_calcom)
        .collect::<Outcome<Vec<Vec<u8>>>>()?;
    let straight = bench_load::drive(calcom, CALLERS, &straight, &|status, _| status == 201)?;
    let (rate, limit) = (per_second(count, run.elapsed), CALLERS as f64 / round_trip.as_secs_f64());
    let ratio = rate / limit;
    let mark = format!("≥ {CROWD_MARK}");
    table.row(
        &format!("bookings a second, {CALLERS} callers"),
        &format!(
            "{rate:.0} (each {}; processor {})",
            ms(percentile(&run.latencies, 50)),
            share(used, count)
        ),
        &format!("{limit:.0} = {CALLERS} / {}", ms(round_trip)),
        &format!("{ratio:.2}"),
        &mark,
    );
    table.note(format!(
        "the same {CALLERS} callers straight at the sandbox: {:.0} bookings a second, each {}",
        per_second(count, straight.elapsed),
        ms(percentile(&straight.latencies, 50))
    ));
    let name = format!("{CALLERS} callers book at {mark} of the limit");
    table.verdict(&name, &format!("{ratio:.2}"), ratio >= CROWD_MARK);
    Ok(())
}

fn round_trip(calcom: SocketAddr) -> Outcome<Duration> {
    let mut client = Client::new(calcom);
    let times = (0..STRAIGHT)
        .map(|number| made(&mut client, &bench_requests::book_at_calcom(number)?))
        .collect::<Outcome<Vec<Duration>>>()?;
    Ok(percentile(&times, 50))
}

/// Books through the program; how long it took.
fn booked(client: &mut Client, request: &[u8]) -> Outcome<Duration> {
    let (status, body, took) = client.ask(request)?;
    if bench_requests::is_booked(status, &body) {
        return Ok(took);
    }
    Err(format!("the program answered {status}: {}", String::from_utf8_lossy(&body)))
}

/// Books straight at the sandbox; how long it took.
fn made(client: &mut Client, request: &[u8]) -> Outcome<Duration> {
    let (status, body, took) = client.ask(request)?;
    if status == 201 {
        return Ok(took);
    }
    Err(format!("the sandbox answered {status}: {}", String::from_utf8_lossy(&body)))
}
