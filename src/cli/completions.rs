//! `completions`: what a shell completes, from the commands themselves.

use crate::cli::console::outcome::Outcome;
use clap::Command;
use clap_complete::Shell;
use std::process::ExitCode;

/// Prints the completions of this shell.
pub(crate) fn run(shell: Shell, mut program: Command) -> Outcome {
    let name = program.get_name().to_owned();
    // Made first: the generator takes a closed pipe for a surprise.
    let mut made = Vec::new();
    clap_complete::generate(shell, &mut program, name, &mut made);
    print!("{}", String::from_utf8_lossy(&made));
    Ok(ExitCode::SUCCESS)
}
