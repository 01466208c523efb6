//! A visit is booked, moved or cancelled while somebody at Cal.com moves or cancels a part of it: a few here, with
//! every run of the tests; all of them by `cargo test --test schedules -- desk`.

use crate::meddling::Word;
use crate::meddling::meddlings;
use crate::meddling_judge::run;
use crate::visit_schedule::Family;
use crate::visit_schedule::Schedule;

#[test]
fn somebody_meddles() {
    let families = [Family::Book, Family::Cancel, Family::MoveAway, Family::MoveNear];
    std::thread::scope(|scope| {
        for family in families {
            scope.spawn(move || {
                for segments in 1..=2 {
                    let schedule = Schedule::of(family, segments);
                    for meddling in meddlings(&schedule, &[Word::Early, Word::Never]) {
                        run(&schedule, &meddling).unwrap_or_else(|why| panic!("{why}"));
                    }
                }
            });
        }
    });
}
