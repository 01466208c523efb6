//! The service manager: what it is told by a program that runs, and the unit that is shipped.

use crate::support::harness::{agent, furnish};
use crate::support::program::{command, write_config};
use chairside::sandbox::stand_in::{Sandbox, SandboxOptions};
use std::io::{BufRead, BufReader};
use std::os::unix::net::UnixDatagram;
use std::process::{Command, Stdio};
use std::time::Duration;

/// How long a sign may take to come.
const PATIENCE: Duration = Duration::from_secs(60);
/// Within such a time signs of life are asked for.
const WATCHDOG_MICROSECONDS: &str = "300000";
/// What the unit may score at most, in tenths: 0 is closed, 100 is open.
const EXPOSURE_TENTHS_MAX: &str = "15";

#[test]
fn it_is_told_ready_alive_and_stopping() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(SandboxOptions::default()).unwrap();
    furnish(&sandbox);
    let config = write_config(folder.path(), &sandbox, &folder.path().join("test.db"), "");
    let socket = folder.path().join("notify");
    let manager = UnixDatagram::bind(&socket).unwrap();
    manager.set_read_timeout(Some(PATIENCE)).unwrap();
    let told = || {
        let mut bytes = [0; 256];
        let length = manager.recv(&mut bytes).expect("the manager is told nothing");
        String::from_utf8_lossy(&bytes[..length]).trim().to_owned()
    };

    let mut child = command(&config, &["serve"])
        .env("NOTIFY_SOCKET", &socket)
        .env("WATCHDOG_USEC", WATCHDOG_MICROSECONDS)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    assert_eq!(told(), "READY=1");
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("chairside: listening on ").unwrap();
    assert_eq!(agent().get(format!("{url}/healthz")).call().unwrap().status(), 200);
    for _ in 0..3 {
        assert_eq!(told(), "WATCHDOG=1");
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    while told() != "STOPPING=1" {}
    assert!(child.wait().unwrap().success());
}

#[test]
fn the_unit_is_read_by_systemd_and_closed_to_what_is_not_needed() {
    let unit = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/chairside.service");
    let run = |arguments: &[&str]| {
        let output = Command::new("systemd-analyze").args(arguments).arg(unit).output();
        let output = output.expect("systemd-analyze is not installed: ./test.sh brings it");
        let text = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&text).into_owned())
    };
    let threshold = format!("--threshold={EXPOSURE_TENTHS_MAX}");
    let (is_closed, told) = run(&["security", "--offline=true", "--no-pager", &threshold]);
    assert!(is_closed, "{told}");
    let (_, told) = run(&["verify", "--man=no"]);
    // The program is not where a package would put it; nothing else is to be said of the unit.
    let faults: Vec<&str> = told
        .lines()
        .filter(|line| line.contains("chairside.service") && !line.contains("/usr/bin/chairside"))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}
