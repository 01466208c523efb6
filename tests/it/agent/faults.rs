//! Retell's API refuses, is silent, breaks off, at every step of a push: a sentence, nothing twice, and the next push goes
//! on from there.

use crate::agent::world::{World, steps};
use chairside::sandbox::retell::fault::RetellFault;

/// A fault, and what its sentence holds.
fn faults() -> Vec<(RetellFault, &'static str)> {
    vec![
        (RetellFault::Status(401), "retell_agent.api_key"),
        (RetellFault::Status(402), "Billing"),
        (RetellFault::TooMany(7), "in 7 Sekunden"),
        (RetellFault::Status(500), "(500)"),
        (RetellFault::Error500After, "(500)"),
        (RetellFault::LostAnswer, "keine ganze Antwort"),
        (RetellFault::NeverArrives, "keine ganze Antwort"),
        (RetellFault::HalfAnAnswer, "keine ganze Antwort"),
        (RetellFault::Html200, "keine Antwort von Retell"),
        (RetellFault::Redirect, "keine Antwort von Retell"),
    ]
}

/// What can become of a call is tried at every one; that there are more words for it at every fourth.
fn step(fault: &RetellFault) -> usize {
    let kinds = matches!(
        fault,
        RetellFault::Status(401) | RetellFault::Error500After | RetellFault::LostAnswer
    );
    if kinds { 1 } else { 4 }
}

/// A push in whose call after `skip` others something goes wrong; whether there was such a call.
fn cut(world: &World, skip: usize, fault: &RetellFault, says: &str) -> bool {
    world.retell.fault(skip, fault.clone());
    let said = world.run(&["push", "--json"]);
    let view = said.json();
    if world.retell.faults_left() > 0 {
        assert_eq!(said.code, Some(0), "{said:?}");
        return false;
    }
    let why = view["stopped"].as_str().unwrap_or_else(|| panic!("{skip} {fault:?}: {view}"));
    assert_eq!(said.code, Some(1));
    assert!(why.contains(says), "{skip} {fault:?}: {why}");
    assert!(!why.contains("key_sandbox_demo"), "no key in a sentence: {why}");
    true
}

/// What was said to be done was done, and the push after it comes to the end with nothing there twice.
fn goes_on(world: &World, of: &str) {
    let seen = world.retell.requests().len();
    let view = world.push();
    assert!(view["stopped"].is_null(), "{of}: {view}");
    world.check_whole();
    let after = world.push();
    assert!(steps(&after).is_empty(), "{of}: {after}");
    assert!(world.changes_since(seen).iter().all(|one| one.status < 300), "{of}");
}

#[test]
fn a_first_push_that_is_cut_off_anywhere_goes_on() {
    for (fault, says) in faults() {
        let mut calls = 0;
        loop {
            let world = World::new();
            if !cut(&world, calls, &fault, says) {
                break;
            }
            goes_on(&world, &format!("call {calls}, {fault:?}"));
            calls += step(&fault);
        }
        assert!(calls >= 8, "a first push has more calls than {calls}");
    }
}

#[test]
fn a_later_push_that_is_cut_off_anywhere_goes_on() {
    for (fault, says) in faults() {
        let world = World::new();
        world.push();
        for calls in (0..).step_by(step(&fault)) {
            // Another voice each time, so that there is something to bring.
            let text = std::fs::read_to_string(&world.config).unwrap();
            let (before, after) = text.split_once("[retell_agent]\n").unwrap();
            let rest: String = after
                .lines()
                .filter(|line| !line.starts_with("voice_id"))
                .map(|line| format!("{line}\n"))
                .collect();
            std::fs::write(
                &world.config,
                format!("{before}[retell_agent]\nvoice_id = \"voice-{calls}\"\n{rest}"),
            )
            .unwrap();
            if !cut(&world, calls, &fault, says) {
                break;
            }
            goes_on(&world, &format!("call {calls}, {fault:?}"));
        }
    }
}

#[test]
fn a_refusal_says_what_retell_says() {
    let world = World::new();
    // The first two only look; the third makes the model.
    for skip in 0..3 {
        world.retell.fault(skip, RetellFault::Status(422));
        let (done, why) = world.push_stopped();
        let expected = "voice_id is not a voice of this workspace";
        assert!(done.is_empty(), "{done:?}");
        if why.contains(expected) {
            goes_on(&world, "422");
            return;
        }
    }
    panic!("no call of these makes anything");
}

#[test]
fn a_comparison_that_cannot_be_made_is_told_and_is_no_difference() {
    let world = World::new();
    world.push();
    for (fault, says) in faults() {
        world.retell.fault(0, fault.clone());
        let said = world.run(&["diff"]);
        assert_eq!(said.code, Some(1), "{fault:?}");
        assert!(said.err.contains(says) && said.out.is_empty(), "{fault:?}: {said:?}");
    }
    world.check_whole();
}
