//! What the key's calls go to: a line that warns when more are asked for than the key has.

use crate::doctor::world::{Case, World, each_turns_its_own_line};
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn};
use std::time::{Duration, Instant};

#[test]
fn what_the_calls_of_the_key_go_to() {
    each_turns_its_own_line(&[
        Case {
            what: "more calls than the key has",
            break_it: |world| {
                let calcom = world.appliance.as_ref().unwrap().desk.calcom.clone();
                for n in 0..125 {
                    let deadline = Instant::now() + Duration::from_secs(20);
                    assert!(calcom.me(deadline).is_ok(), "{n}");
                }
            },
            turns: "calls",
            level: "warn",
            seen: "125 Anfragen an Cal.com gebraucht, der Schlüssel hat 120 (Abgleich 125)",
            todo: "every_seconds",
        },
        Case {
            what: "Cal.com asked us to wait",
            break_it: |world| {
                let calcom = world.appliance.as_ref().unwrap().desk.calcom.clone();
                let deadline = || Instant::now() + Duration::from_secs(20);
                let wait = FaultKind::RetryAfter("3".into());
                world.sandbox.fault(Fault::once(FaultOn::any(), wait));
                assert!(calcom.me(deadline()).is_err());
                assert!(calcom.me(deadline()).is_err(), "it is not even sent");
            },
            turns: "calls",
            level: "warn",
            seen: "bat um eine Pause: 1 Anfragen",
            todo: "mit keinem anderen Programm teilen",
        },
    ]);
}

#[test]
fn where_the_calls_are_enough_it_says_what_they_went_to() {
    let world = World::new();
    let calcom = world.appliance.as_ref().unwrap().desk.calcom.clone();
    for _ in 0..3 {
        assert!(calcom.me(Instant::now() + Duration::from_secs(20)).is_ok());
    }
    let (lines, code) = world.doctor(&[]);
    assert_eq!((lines["calls"].level.as_str(), code), ("ok", Some(0)));
    assert_eq!(lines["calls"].seen, "letzte Minute 3 von 120 (Abgleich 3)");
    // Who does not have the running program's key is told nothing.
    world.edit("key_test_retell", "key_of_another_workspace");
    let (lines, _) = world.doctor(&[]);
    assert_eq!(lines["calls"].level, "not_tried");
    assert!(lines["calls"].seen.contains("401"), "{:?}", lines["calls"]);
}
