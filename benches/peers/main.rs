//! Chairside beside what a small agency would write for the same job: one table, both in turns, on the same machine.
//!
//! `benches/peers/run` installs the peer and calls this. Counts first, which no machine's mood moves; then times, of which
//! only the ratios are worth reading. Both are processes of their own, each with a stand-in of Cal.com of its own, and both
//! are asked the same requests by the same load generator.

#[path = "../bench_children.rs"]
#[allow(dead_code, reason = "shared with the other benchmarks")]
mod bench_children;
#[path = "../bench_floor.rs"]
#[allow(dead_code, reason = "shared with the other benchmarks")]
mod bench_floor;
#[path = "../bench_http.rs"]
mod bench_http;
#[path = "../bench_load.rs"]
#[allow(dead_code, reason = "shared with the other benchmarks")]
mod bench_load;
#[path = "../bench_requests.rs"]
#[allow(dead_code, reason = "shared with the other benchmarks")]
mod bench_requests;
#[path = "../bench_salon.rs"]
#[allow(dead_code, reason = "shared with the other benchmarks")]
mod bench_salon;
#[path = "../bench_table.rs"]
#[allow(dead_code, reason = "shared with the other benchmarks")]
mod bench_table;

mod counts;
mod express;
mod lacks;
mod others;
mod question;
mod rates;
mod same_work;
mod sheet;
mod side;
mod trace;

use crate::sheet::Sheet;
use std::process::ExitCode;

/// What a measurement ends with. Anything but a figure is a sentence.
type Outcome<T> = Result<T, String>;

/// How much is measured.
struct Amounts {
    /// Bookings over which a count is spread.
    counted: usize,
    /// Bookings made under `strace`, which slows each of them.
    traced: usize,
    /// Rounds of both sides, the first one in turns; the median counts.
    rounds: usize,
    /// Bookings of a round by one caller.
    single: usize,
    /// Bookings of a round by each of many callers.
    each: usize,
    /// The same when each call at Cal.com takes long.
    each_slowly: usize,
    /// Webhooks of a round over one connection; with many, `MORE_WEBHOOKS` times as many.
    webhooks: usize,
    /// Different questions about free times, each asked as often as `question::PASSES` says.
    questions: usize,
}

const FULL: Amounts = Amounts {
    counted: 400,
    traced: 200,
    rounds: 5,
    single: 400,
    each: 25,
    each_slowly: 12,
    webhooks: 1000,
    questions: 24,
};

const QUICK: Amounts = Amounts {
    counted: 20,
    traced: 20,
    rounds: 1,
    single: 20,
    each: 2,
    each_slowly: 1,
    webhooks: 100,
    questions: 4,
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().position(|argument| argument == bench_children::ROLE) {
        Some(at) => bench_children::play(arguments.get(at + 1..).unwrap_or_default()),
        None => compare(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("peers: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn compare(arguments: &[String]) -> Outcome<()> {
    // `cargo bench` without a name runs this, too, and needs no Node.
    let Some(peer) = express::installed() else {
        println!("peers: not measured, as the peer is not installed; benches/peers/run does both");
        return Ok(());
    };
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let amounts = if quick { QUICK } else { FULL };
    let mut sheet = Sheet::default();
    sheet.note(express::machine(&peer));
    same_work::check(&peer)?;
    counts::measure(&peer, &amounts, &mut sheet)?;
    rates::measure(&peer, &amounts, &mut sheet)?;
    question::measure(&amounts, &mut sheet)?;
    sheet.print();
    lacks::print();
    if quick {
        println!("\nThis was the quick form: it shows that everything runs, not how fast.");
    }
    Ok(())
}
