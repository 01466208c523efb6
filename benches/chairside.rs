//! Eight figures, each beside a floor measured in the same run: machines differ, ratios less so.
//!
//! `cargo bench` measures all of them in a few minutes, `cargo bench -- --quick` does the same with few requests
//! in some seconds, to see that everything still runs. The program is measured as what it is, a process of its
//! own: `chairside serve` in the bench profile, asked over loopback. Cal.com's stand-in is another process of its
//! own. A mark that is not reached is printed; the exit code is 1 only if something could not be measured.

mod bench_booking;
#[allow(dead_code, reason = "shared with benches/peers")]
mod bench_children;
mod bench_floor;
mod bench_greeting;
mod bench_http;
mod bench_load;
mod bench_memory;
mod bench_page;
mod bench_page_salon;
mod bench_question;
mod bench_requests;
#[allow(dead_code, reason = "shared with benches/peers")]
mod bench_salon;
mod bench_start;
mod bench_table;
mod bench_webhooks;

use bench_table::Table;
use std::process::ExitCode;

/// What a measurement ends with. Anything but a figure is a sentence.
type Outcome<T> = Result<T, String>;

/// How much is measured.
struct Amounts {
    /// Rounds of program and floors, one after the other; the median round counts.
    webhook_rounds: usize,
    /// Webhooks in a round with one connection; with more, up to eight times as many.
    webhooks: usize,
    /// Appointments booked one after the other.
    single_bookings: usize,
    /// Appointments that each of the callers at once books.
    bookings_each: usize,
    /// Starts on a new database.
    starts: usize,
    /// Appointments booked before the memory is looked at again.
    memory_bookings: usize,
}

const FULL: Amounts = Amounts {
    webhook_rounds: 25,
    webhooks: 500,
    single_bookings: 400,
    bookings_each: 50,
    starts: 25,
    memory_bookings: 10_000,
};

const QUICK: Amounts = Amounts {
    webhook_rounds: 1,
    webhooks: 200,
    single_bookings: 20,
    bookings_each: 3,
    starts: 3,
    memory_bookings: 200,
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().position(|argument| argument == bench_children::ROLE) {
        Some(at) => bench_children::play(arguments.get(at + 1..).unwrap_or_default()),
        None => measure(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("bench: {sentence}");
            ExitCode::FAILURE
        }
    }
}

/// A figure: the word that asks for it, and what measures it.
type Figure = (&'static str, fn(&Amounts, &mut Table) -> Outcome<()>);

/// Without a word on the command line all of them are measured.
const FIGURES: [Figure; 8] = [
    ("webhooks", bench_webhooks::measure),
    ("question", bench_question::measure),
    ("added", bench_booking::added_time),
    ("page", bench_page::measure),
    ("greeting", bench_greeting::measure),
    ("start", bench_start::measure),
    ("memory", bench_memory::measure),
    ("callers", bench_booking::many_callers),
];

fn measure(arguments: &[String]) -> Outcome<()> {
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let amounts = if quick { QUICK } else { FULL };
    let words: Vec<&String> = arguments.iter().filter(|word| !word.starts_with('-')).collect();
    let mut table = Table::default();
    for (name, figure) in FIGURES {
        if words.is_empty() || words.iter().any(|word| *word == name) {
            eprintln!("bench: measuring {name}");
            figure(&amounts, &mut table)?;
        }
    }
    table.print();
    if quick {
        println!("\nThis was the quick form: it shows that everything runs, not how fast.");
    }
    Ok(())
}
