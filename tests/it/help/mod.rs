//! Help for what goes wrong, the manual, completions: what the program tells of itself.

mod codes;
mod manual;

use crate::support::program::{Said, said};
use std::process::Command;

/// Runs the program without a configuration.
pub fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chairside"));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "RUST_LOG"] {
        command.env_remove(name);
    }
    said(command.args(arguments).envs(variables.iter().copied()).output().unwrap())
}
