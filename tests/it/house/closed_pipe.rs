//! `chairside … | head`: whoever has seen enough closes the pipe, and nothing is said about it.

use std::process::{Command, Stdio};

/// What shells make of a program that SIGPIPE ended.
const EXIT_CODE: i32 = 141;

#[test]
fn a_command_that_nobody_reads_any_more_ends_in_silence() {
    for arguments in [
        ["understand", "--judge"].as_slice(),
        &["understand", "morgen um drei", "--json"],
        &["suggestions", "judge"],
        &["replay", "fixtures/october"],
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_chairside"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(EXIT_CODE), "{arguments:?}");
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(!told.contains("panicked"), "{arguments:?}: {told}");
    }
}

#[test]
fn output_that_cannot_be_written_is_an_error_in_one_sentence() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_chairside"))
        .args(["understand", "morgen um drei"])
        .stdout(full)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    let last = told.trim_end().lines().last().unwrap();
    assert!(last.starts_with("chairside: cannot print: "), "{told}");
    assert!(!told.contains("panicked"), "{told}");
}
