//! Schedules of whole visits with the real program: a few here, with every run of the tests; all of them by
//! `cargo test --test schedules`.

use crate::visit_schedule::Family;
use crate::visit_schedule::Schedule;
use crate::visit_schedule::ways;

/// Nobody dies: each call ends as it will.
#[test]
fn without_a_kill() {
    for family in [Family::Book, Family::Cancel, Family::MoveAway, Family::MoveNear] {
        for segments in 1..=4 {
            for bad in ways(family, segments, if segments == 2 { 1 } else { 0 }) {
                let schedule = Schedule { bad, ..Schedule::of(family, segments) };
                let begun = std::time::Instant::now();
                match schedule.run() {
                    Ok(_) => eprintln!("{} {:?}", schedule.told(), begun.elapsed()),
                    Err(why) => eprintln!("FAILED {why}"),
                }
            }
        }
    }
}
