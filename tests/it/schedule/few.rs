//! Schedules of whole visits with the real program: a few here, with every run of the tests; all of them by
//! `cargo test --test schedules`.

use crate::schedule::plan::{Bad, Ending, Family, Schedule, families, some, ways};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Nobody dies, and at most one call ends badly.
#[test]
fn a_visit_of_two_segments_without_a_kill() {
    std::thread::scope(|scope| {
        for family in families(2) {
            scope.spawn(move || {
                for bad in ways(family, 2, 1) {
                    let schedule = Schedule { bad, ..Schedule::of(family, 2) };
                    schedule.run().unwrap_or_else(|why| panic!("{why}"));
                }
            });
        }
    });
}

/// Each call is lost on its way, and still all is settled in time: the pauses begin anew with each step.
#[test]
fn four_calls_without_an_outcome() {
    let lost = |step| Bad { step, undo: false, ending: Ending::UnknownAndNot };
    let bad = (0..4).map(lost).collect();
    let schedule = Schedule { bad, ..Schedule::of(Family::Book, 4) };
    schedule.run().unwrap_or_else(|why| panic!("{why}"));
}

#[test]
fn killed_at_every_commit() {
    let ran = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for series in some() {
            let ran = &ran;
            scope.spawn(move || {
                let count = |_: &_| {
                    ran.fetch_add(1, Ordering::Relaxed);
                };
                series.run(&count).unwrap_or_else(|why| panic!("{why}"));
            });
        }
    });
    // The request, the saga, an event before and one after each call.
    let ran = ran.into_inner();
    assert!(ran > 40, "{ran} schedules: was the program built without debug assertions?");
}
