//! SIGKILL before and after every durable write of a booking, a cancellation and a move, with the real program; the
//! stand-in for Cal.com lives on in this process and is the judge.

use crate::support::harness::{CUT_EMMA, CUT_POOL};
use crate::visit::crash_run::{Family, Run, Side};
use chairside::sandbox::stand_in::Operation;

/// No run of a family has so many commits before its saga is at rest.
const COMMITS_MAX: u32 = 60;

/// Kills the program at its 1st, 2nd, … commit until it survives; each with and without the agent asking again.
fn killed_at_every_commit(family: &Family) {
    std::thread::scope(|scope| {
        for side in [Side::Before, Side::After] {
            for asks_again in [false, true] {
                scope.spawn(move || {
                    let survives = |at: &u32| Run { family, side, at: *at, asks_again }.survives();
                    let survived = (1..COMMITS_MAX).find(survives).expect("it survives some day");
                    // Writing the salon down, the request (perhaps with the saga), the saga, its outcome.
                    assert!(
                        survived > 3,
                        "{}: survived {side:?} commit {survived}: was the program built without debug assertions?",
                        family.name
                    );
                });
            }
        }
    });
}

#[test]
fn booking() {
    let family = Family { name: "book", prepared_as: None, loses: None };
    killed_at_every_commit(&family);
}

#[test]
fn booking_with_a_lost_answer() {
    let family = Family { name: "book", prepared_as: None, loses: Some(Operation::Book) };
    killed_at_every_commit(&family);
}

#[test]
fn cancelling() {
    let family = Family { name: "cancel", prepared_as: Some(CUT_EMMA), loses: None };
    killed_at_every_commit(&family);
}

#[test]
fn cancelling_with_a_lost_answer() {
    let family =
        Family { name: "cancel", prepared_as: Some(CUT_EMMA), loses: Some(Operation::Cancel) };
    killed_at_every_commit(&family);
}

#[test]
fn moving() {
    let family = Family { name: "move", prepared_as: Some(CUT_EMMA), loses: None };
    killed_at_every_commit(&family);
}

#[test]
fn moving_with_a_lost_answer() {
    let family =
        Family { name: "move", prepared_as: Some(CUT_EMMA), loses: Some(Operation::Reschedule) };
    killed_at_every_commit(&family);
}

/// Booked in the pool, so it cannot be moved as it is: the person's own event type is booked, then the old one
/// cancelled.
#[test]
fn moving_by_booking_anew() {
    let family = Family { name: "move", prepared_as: Some(CUT_POOL), loses: None };
    killed_at_every_commit(&family);
}

#[test]
fn moving_by_booking_anew_with_a_lost_answer() {
    let family = Family { name: "move", prepared_as: Some(CUT_POOL), loses: Some(Operation::Book) };
    killed_at_every_commit(&family);
}
