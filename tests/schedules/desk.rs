//! The schedules in which somebody at Cal.com moves or cancels a part of the visit meanwhile.

use crate::TOLD_EVERY;
use crate::meddling::{judge, kinds};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Instant;

/// How many there must be at least, if all are run.
const SCHEDULES_MIN: usize = 5_000;
/// After so many failures the rest is not looked at.
const FAILURES_MAX: usize = 400;
/// Little of one is waiting.
const THREADS_PER_CORE: usize = 2;

#[derive(Default)]
struct Seen {
    schedules: usize,
    failures: usize,
    ended: BTreeMap<String, usize>,
}

/// Runs every so manieth of those whose description begins so; whether all went well.
pub fn run(filter: &str, every: usize) -> bool {
    let begun = Instant::now();
    let mut queue: Vec<_> = kinds::all(filter).into_iter().step_by(every).collect();
    queue.reverse();
    let threads = std::thread::available_parallelism().map_or(2, usize::from) * THREADS_PER_CORE;
    println!("{} schedules with somebody at the desk, {threads} at a time", queue.len());
    let queue = Mutex::new(queue);
    let (seen, told_at) = (Mutex::new(Seen::default()), Mutex::new(begun));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap().pop();
                    let Some((schedule, meddling)) = next else { return };
                    let ran = judge::run(&schedule, &meddling);
                    let mut seen = seen.lock().unwrap();
                    seen.schedules += 1;
                    match ran {
                        Ok(ended) => *seen.ended.entry(ended).or_default() += 1,
                        Err(why) => {
                            println!("FAILED {why}\n");
                            seen.failures += 1;
                        }
                    }
                    if seen.failures >= FAILURES_MAX {
                        queue.lock().unwrap().clear();
                    }
                    let mut told_at = told_at.lock().unwrap();
                    if told_at.elapsed() > TOLD_EVERY {
                        *told_at = Instant::now();
                        println!("{} schedules, {} failures", seen.schedules, seen.failures);
                    }
                }
            });
        }
    });
    let seen = seen.into_inner().unwrap();
    for (ended, times) in &seen.ended {
        println!("{times:6} x {ended}");
    }
    println!(
        "{} schedules with somebody at the desk; {} failures; {:.0?}",
        seen.schedules,
        seen.failures,
        begun.elapsed()
    );
    let enough = !filter.is_empty() || every > 1 || seen.schedules >= SCHEDULES_MIN;
    seen.failures == 0 && enough
}
