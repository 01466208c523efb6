//! The attack: right answers of Cal.com to book, move and cancel, each with one field made into something else; the
//! whole program and the stand-in for Cal.com, which says in the end what really stands.
//!
//! `cargo test --test attack` runs 20,000 cases. `-- 4711` runs that one alone, `-- 4700..4800` those in a row, as the
//! programs of the whole run do; `--threads 4` says how many programs at a time.

// Ends at the first thing that is not as it should be; what is shared with the other tests is not used whole.
#![allow(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

#[path = "../schedules/arguments.rs"]
mod arguments;
#[path = "../it/attack/mod.rs"]
mod attack;
#[path = "../it/support/mod.rs"]
mod support;

use crate::attack::tally;
use std::ops::Range;
use std::process::ExitCode;

/// How many answers lie.
const CASES: u64 = 20_000;
/// A program waits for its disk now and then.
const THREADS_PER_CORE: usize = 3;

fn main() -> ExitCode {
    let given = arguments::read(THREADS_PER_CORE);
    let cases = given.chosen.as_deref().map_or(0..CASES, range);
    let tally = tally::run(cases, given.threads, true);
    println!("{}", tally.summary());
    if tally.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// `4711`, or `4700..4800`.
fn range(text: &str) -> Range<u64> {
    let number = |text: &str| text.parse().expect("a case's number, or two with .. between");
    match text.split_once("..") {
        Some((from, to)) => number(from)..number(to),
        None => number(text)..number(text) + 1,
    }
}
