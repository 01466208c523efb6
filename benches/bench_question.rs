//! What a question about free times takes, beside the calls at Cal.com that it needs.

use crate::bench_children::Place;
use crate::bench_http::Client;
use crate::bench_table::{Table, ms, percentile};
use crate::{Amounts, Outcome, bench_children, bench_requests};
use std::time::Duration;

/// Questions before the clock starts: connections, caches, prepared statements.
const WARM_UP: usize = 5;

/// One staff member's free times of one day, each question about another day or person. Cal.com answers at once, so that
/// what is seen is the program's own work and that of four calls over loopback.
pub fn measure(amounts: &Amounts, table: &mut Table) -> Outcome<()> {
    let place = Place::new()?;
    let (_sandbox, calcom) = bench_children::sandbox(Duration::ZERO)?;
    let (_program, addr) = bench_children::program(&place.config(calcom, "program.db")?)?;
    let (mut program, mut straight) = (Client::new(addr), Client::new(calcom));
    let (mut whole, mut floor) = (Vec::new(), Vec::new());
    for number in 0..amounts.single_bookings + WARM_UP {
        let (status, body, took) = program.ask(&bench_requests::question(number)?)?;
        if !bench_requests::is_offered(status, &body) {
            let body = String::from_utf8_lossy(&body);
            return Err(format!("the program answered {status}: {body}"));
        }
        let (status, _, outside) = straight.ask(&bench_requests::question_at_calcom(number)?)?;
        if status != 200 {
            return Err(format!("the sandbox answered {status} to a question about slots"));
        }
        if number >= WARM_UP {
            whole.push(took);
            floor.push(outside);
        }
    }
    let usual = percentile(&floor, 50);
    for percent in [50, 99] {
        let value = percentile(&whole, percent);
        table.row(
            &format!("check_availability, one person, one day, p{percent}"),
            &ms(value),
            &format!("{}, one question about slots straight at the sandbox (p50)", ms(usual)),
            &format!("{:.1}", value.as_secs_f64() / usual.as_secs_f64().max(f64::MIN_POSITIVE)),
            "",
        );
    }
    Ok(())
}
