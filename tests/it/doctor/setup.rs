//! Where hardly anything is there yet, or everything hangs: a line, and an end.

use crate::doctor::world::World;
use crate::support::program;
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn};
use std::fs;
use std::time::{Duration, Instant};

/// How long `doctor` may take at most, as it says, and some for a slow machine.
const ENDS_WITHIN: Duration = Duration::from_secs(60 + 30);

#[test]
fn a_file_that_is_none_is_one_line_and_the_rest_waits_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("appliance.toml");
    for text in [None, Some("this is [no toml"), Some(""), Some("[company]\nkey = 5\n")] {
        match text {
            Some(text) => fs::write(&config, text).unwrap(),
            None => assert!(!config.exists()),
        }
        let said = program::run(&config, &["doctor"]);
        assert_eq!(said.code, Some(1), "{said:?}");
        let bad = said.out.lines().filter(|line| line.starts_with("FAIL")).count();
        assert_eq!((bad, said.out.lines().count()), (1, 32), "{text:?}: {said:?}");
        assert!(said.out.contains("not tried, because \"configuration\""), "{said:?}");
    }
}

#[test]
fn what_is_said_for_this_run_counts() {
    let world = World::new();
    let (lines, code) = world.doctor(&["--set", "calcom.base_url=https://calcom.invalid"]);
    assert_eq!((lines["name"].level.as_str(), code), ("fail", Some(1)), "{lines:?}");
    assert!(lines["name"].seen.contains("calcom.invalid"), "{lines:?}");
}

#[test]
fn whoever_hangs_is_given_up() {
    let world = World::new();
    world.sandbox.fault(Fault::always(FaultOn::any(), FaultKind::HoldBefore));
    let begun = Instant::now();
    let (lines, code) = world.doctor(&[]);
    assert!(begun.elapsed() < ENDS_WITHIN, "{:?}", begun.elapsed());
    world.sandbox.release();
    assert_eq!(code, Some(1));
    assert_eq!(lines["connection"].level, "fail", "{lines:?}");
    // What does not go there is told as always.
    for check in
        ["database", "writable", "audit", "program", "public_address", "signature", "mail", "sms"]
    {
        assert_eq!(lines[check].level, "ok", "{check}: {lines:?}");
    }
    for check in ["clock", "key", "rights", "event_types", "webhooks"] {
        assert_eq!(lines[check].level, "not_tried", "{check}: {lines:?}");
        assert!(lines[check].seen.contains("Verbindung zu Cal.com"), "{check}: {lines:?}");
    }
}
