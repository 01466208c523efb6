//! A question about free times whose days were asked about before, with a Cal.com as slow as the real one. Chairside alone:
//! the peer answers no questions.

use crate::bench_children::{self, Calls, Place, Running};
use crate::bench_http::Client;
use crate::bench_table::{ms, percentile};
use crate::rates::SLOWLY;
use crate::sheet::Sheet;
use crate::{Amounts, Outcome, bench_requests, counts};
use std::net::SocketAddr;
use std::time::Duration;

/// How often everything is asked: the first time is the cold one.
const PASSES: usize = 3;
/// So far lie the numbers of two questions that are about the same person and day, by different callers.
const SAME_AGAIN: usize = 120;
const NONE: &str = "answers no questions";

/// Once with every call slow, once with reservations that are answered at once: what comes before them is left.
pub fn measure(amounts: &Amounts, sheet: &mut Sheet) -> Outcome<()> {
    eprintln!("peers: asking about free times");
    let slowly = SLOWLY.as_millis();
    let (cold, warm, calls) = asked(amounts, bench_children::sandbox(SLOWLY)?)?;
    let times = |times: &[Duration]| {
        format!("{}, p99 {}", ms(percentile(times, 50)), ms(percentile(times, 99)))
    };
    let what = format!("a question (one person, one day), 1 caller, Cal.com takes {slowly} ms");
    sheet.row(&format!("{what}: cold, p50"), &times(&cold), NONE, "");
    sheet.row(&format!("{what}: warm, p50"), &times(&warm), NONE, "");
    let (_, before, _) = asked(amounts, bench_children::sandbox_quick_to_reserve(SLOWLY)?)?;
    let what = format!("{what} but answers reservations at once: warm, p50");
    sheet.row(&what, &times(&before), NONE, "");
    let count = warm.len().max(1) as f64;
    let each = calls.values().sum::<u64>() as f64 / count;
    sheet.row("a warm question: calls at Cal.com", &format!("{each:.1}"), NONE, "");
    sheet.note(format!(
        "questions: {} of different persons or days, each asked {PASSES} times by different callers, the first time cold; the \
         calls at Cal.com meanwhile, those of the ticker among them: {}, for {} warm questions",
        amounts.questions,
        counts::told(&calls),
        warm.len()
    ));
    Ok(())
}

type Times = Vec<Duration>;

/// The cold questions' times, the warm ones', and the calls during the warm ones.
fn asked(amounts: &Amounts, sandbox: (Running, SocketAddr)) -> Outcome<(Times, Times, Calls)> {
    let (mut calcom, at) = sandbox;
    let place = Place::new()?;
    let (_program, addr) = bench_children::program(&place.config(at, "program.db")?)?;
    let mut client = Client::new(addr);
    let (mut cold, mut warm) = (Times::new(), Times::new());
    let mut before = Calls::new();
    for pass in 0..PASSES {
        if pass == 1 {
            before = calcom.calls()?;
        }
        for number in 0..amounts.questions {
            let request = bench_requests::question(number + pass * SAME_AGAIN)?;
            let (status, body, took) = client.ask(&request)?;
            if !bench_requests::is_offered(status, &body) {
                let body = String::from_utf8_lossy(&body);
                return Err(format!("the program answered {status}: {body}"));
            }
            if pass == 0 { cold.push(took) } else { warm.push(took) }
        }
    }
    Ok((cold, warm, counts::more(&calcom.calls()?, &before)))
}
