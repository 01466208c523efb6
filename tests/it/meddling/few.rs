//! A visit is booked, moved or cancelled while somebody at Cal.com moves or cancels a part of it: a few here, with
//! every run of the tests; all of them by `cargo test --test schedules -- desk`.

use crate::meddling::judge::run;
use crate::meddling::kinds::{Deed, Meddling, When, Word, all};
use crate::schedule::plan::{Family, Policy, Schedule};

/// How many of each kind of visit.
const OF_EACH: usize = 12;

#[test]
fn somebody_moves_or_cancels_a_part_meanwhile() {
    let visits = [
        "desk: Book 1 Free",
        "desk: Book 2 Blocked",
        "desk: Cancel 1 Free",
        "desk: Cancel 2 Flexible",
        "desk: MoveNear 1 Free",
        "desk: MoveNear 2 Free",
        "desk: MoveAway 2 Free",
        "desk: MoveAway 2 Blocked",
    ];
    std::thread::scope(|scope| {
        for visit in visits {
            scope.spawn(move || {
                let all = all(visit);
                assert!(all.len() >= OF_EACH, "{visit}: {}", all.len());
                // Spread over all calls; an odd step goes through all webhooks and deeds.
                for (schedule, meddling) in all.iter().step_by((all.len() / OF_EACH) | 1) {
                    run(schedule, meddling).unwrap_or_else(|why| panic!("{why}"));
                }
            });
        }
    });
}

fn at(family: Family, policy: Policy, meddling: Meddling) {
    let schedule = Schedule { policy, ..Schedule::of(family, 2) };
    run(&schedule, &meddling).unwrap_or_else(|why| panic!("{why}"));
}

/// All steps had succeeded, and the caller was told the new times.
#[test]
fn a_part_of_a_move_that_was_called_off_or_moved_meanwhile_is_not_told_as_moved() {
    let of =
        |deed, part, call| Meddling { deed, part, when: When::Before, call, word: Word::Never };
    // A new part, after it was booked.
    at(Family::MoveAway, Policy::Free, of(Deed::Cancel, 1, 5));
    at(Family::MoveAway, Policy::Free, of(Deed::MoveAway, 1, 5));
    // A part that Cal.com had moved, before the other one was.
    at(Family::MoveNear, Policy::Blocked, of(Deed::Cancel, 1, 6));
    at(Family::MoveNear, Policy::Blocked, of(Deed::MoveAway, 1, 6));
    at(Family::MoveNear, Policy::Blocked, of(Deed::Cancel, 2, 7));
}

/// While the saga was on its way the missing part was its affair; when it had given up, it was nobody's.
#[test]
fn a_visit_that_lost_a_part_while_it_was_not_moved_is_told_as_torn() {
    for (part, call) in [(0, 3), (0, 4), (1, 3)] {
        let (deed, when, word) = (Deed::Cancel, When::Before, Word::Early);
        at(Family::MoveNear, Policy::Blocked, Meddling { deed, part, when, call, word });
    }
}
