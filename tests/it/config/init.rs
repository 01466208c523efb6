//! A commented configuration for a new salon.

use crate::config::Place;
use chairside::config::Config;
use std::fs;
use std::os::unix::fs::PermissionsExt;

#[test]
fn a_new_salon_gets_a_file_that_lacks_its_key_alone() {
    let place = Place::new("");
    fs::remove_file(place.at("appliance.toml")).unwrap();
    let arguments = [
        "init",
        "--name",
        "Salon Haarscharf",
        "--branch",
        "Wien",
        "--time-zone",
        "Europe/Vienna",
        "--country-code",
        "+43",
    ];
    let said = place.run(&arguments, &[]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let mode = fs::metadata(place.at("appliance.toml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let said = place.run(&["check-config"], &[]);
    assert!(said.code == Some(1) && said.err.contains("1 fault\n"), "{said:?}");
    assert!(said.err.contains("calcom.api_key is not set"), "{said:?}");
    let said = place.run(&["check-config"], &[("CHAIRSIDE_CALCOM_API_KEY", "k")]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let config = Config::load_offline(&place.at("appliance.toml")).unwrap();
    assert_eq!(config.company.key, "salon-haarscharf");
    assert_eq!((config.branches.len(), config.branches[0].key.as_str()), (1, "wien"));
    // A second time nothing is written over, whatever is there.
    let before = fs::read(place.at("appliance.toml")).unwrap();
    let said = place.run(&arguments, &[]);
    assert!(said.code == Some(1) && said.err.contains("is there already"), "{said:?}");
    assert_eq!(fs::read(place.at("appliance.toml")).unwrap(), before);
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_written() {
    let place = Place::new("");
    fs::remove_file(place.at("appliance.toml")).unwrap();
    for (arguments, told) in [
        (&["init"][..], "--name"),
        (&["init", "--name", "Salon", "--time-zone", "Berlin"], "company.time_zone"),
        (&["init", "--name", "Salon", "--country-code", "Germany"], "company.country_code"),
        (&["init", "--name", "\u{1b}[2J"], "company"),
        (&["init", "--name", "Salon", "--key", "a b"], "company.key"),
        (&["init", "--name", "Salon", "--branch", "!!!"], "branches"),
    ] {
        let mut command = crate::support::program::command(&place.at("appliance.toml"), arguments);
        command.stdin(std::process::Stdio::null());
        let said = crate::support::program::said(command.output().unwrap());
        assert!(said.code == Some(1) && said.err.contains(told), "{arguments:?}: {said:?}");
        assert!(!place.at("appliance.toml").exists(), "{arguments:?}");
    }
    // A link that points nowhere is not followed.
    std::os::unix::fs::symlink("/nowhere/else", place.at("appliance.toml")).unwrap();
    let said = place.run(&["init", "--name", "Salon"], &[]);
    assert!(said.code == Some(1) && said.err.contains("is there already"), "{said:?}");
}
