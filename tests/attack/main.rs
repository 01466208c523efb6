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

#[path = "../it/attack/mod.rs"]
mod attack;
#[path = "../it/support/mod.rs"]
mod support;
use std::ops::Range;
use std::process::ExitCode;

/// How many answers lie.
const CASES: u64 = 20_000;
/// A program waits for its disk now and then.
const THREADS_PER_CORE: usize = 3;

fn main() -> ExitCode {
    let (cases, threads) = arguments();
    let tally = attack_tally::run(cases, threads, true);
    println!("{}", tally.summary());
    if tally.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn arguments() -> (Range<u64>, usize) {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let (mut cases, mut threads) = (0..CASES, cores * THREADS_PER_CORE);
    let mut given = std::env::args().skip(1);
    while let Some(one) = given.next() {
        if one == "--threads" {
            threads = given.next().and_then(|number| number.parse().ok()).expect("a number");
        } else if let Some((from, to)) = one.split_once("..") {
            cases = from.parse().expect("a number")..to.parse().expect("a number");
        } else {
            let number = one.parse().expect("a case's number, or two with .. between");
            cases = number..number + 1;
        }
    }
    (cases, threads)
}
