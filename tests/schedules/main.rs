//! Every schedule of a visit: {1 to 4 segments} x {how each call ends} x {SIGKILL before and after each durable
//! write}, with the real program and the stand-in for Cal.com as judge.
//!
//! `cargo test --test schedules` runs them all. `cargo test --test schedules -- 'Book 2'` runs those whose description
//! begins so; `--threads 4` says how many at a time. Those that begin with `desk` are others: nobody dies, but somebody
//! at Cal.com moves or cancels a part of the visit meanwhile; `--every 10` runs each tenth of them.

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

mod all;
mod arguments;
mod desk;
#[path = "../it/meddling/mod.rs"]
mod meddling;
#[path = "../it/schedule/mod.rs"]
mod schedule;
#[path = "../it/support/mod.rs"]
mod support;

use crate::schedule::plan::Series;
use crate::schedule::run::Ran;
use std::collections::VecDeque;
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How many schedules there must be at least.
const SCHEDULES_MIN: usize = 5_000;
/// Most of a schedule is waiting, so several fit on one core.
const THREADS_PER_CORE: usize = 6;
/// After so many failures the rest is not looked at.
const FAILURES_MAX: usize = 20;
const TOLD_EVERY: Duration = Duration::from_secs(15);

/// What was seen until now.
struct Seen {
    schedules: usize,
    survivors: usize,
    slowest: Duration,
    late: usize,
    failures: Vec<String>,
    told_at: Instant,
    begun: Instant,
}

impl Seen {
    fn take(&mut self, ran: &Ran, left: usize) {
        self.schedules += 1;
        self.survivors += usize::from(ran.survived.is_some());
        self.late += usize::from(ran.was_late);
        self.slowest = self.slowest.max(ran.settled_after);
        if self.told_at.elapsed() > TOLD_EVERY {
            self.told_at = Instant::now();
            let (done, failed) = (self.schedules, self.failures.len());
            println!(
                "{done} schedules, {failed} failures, {left} series left, {:.0?}",
                self.begun.elapsed()
            );
        }
    }
}

fn main() -> ExitCode {
    let given = arguments::read(THREADS_PER_CORE);
    let (filter, threads) = (given.chosen.unwrap_or_default(), given.threads);
    if filter.starts_with("desk") || filter.is_empty() {
        let ended_well = desk::run(&filter, given.every);
        if !filter.is_empty() || !ended_well {
            return if ended_well { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        }
    }
    let chosen = |one: &Series| {
        format!("{} deaths: {}", one.deaths, one.schedule.told()).starts_with(&filter)
    };
    let series: VecDeque<Series> = all::all().into_iter().filter(chosen).collect();
    println!("{} series of schedules, {threads} at a time", series.len());
    let (queue, begun) = (Mutex::new(series), Instant::now());
    let seen = Mutex::new(Seen {
        schedules: 0,
        survivors: 0,
        slowest: Duration::ZERO,
        late: 0,
        failures: Vec::new(),
        told_at: begun,
        begun,
    });
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| work(&queue, &seen));
        }
    });
    let seen = seen.into_inner().unwrap();
    println!(
        "{} schedules ({} of them of a process that lived through its kill), the slowest settled {:.1?} after its \
         last start ({} were late beside others and in time alone); {} failures; {:.0?}",
        seen.schedules,
        seen.survivors,
        seen.slowest,
        seen.late,
        seen.failures.len(),
        begun.elapsed()
    );
    let enough = !filter.is_empty() || seen.schedules >= SCHEDULES_MIN;
    if !enough {
        println!("fewer than {SCHEDULES_MIN} schedules");
    }
    if seen.failures.is_empty() && enough { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn work(queue: &Mutex<VecDeque<Series>>, seen: &Mutex<Seen>) {
    loop {
        let next = {
            let mut queue = queue.lock().unwrap();
            if seen.lock().unwrap().failures.len() >= FAILURES_MAX {
                queue.clear();
            }
            queue.pop_front()
        };
        let Some(series) = next else { return };
        let count = |ran: &Ran| {
            let left = queue.lock().unwrap().len();
            seen.lock().unwrap().take(ran, left);
        };
        if let Err(why) = series.run(&count) {
            println!("FAILED {why}\n");
            seen.lock().unwrap().failures.push(why);
        }
    }
}
