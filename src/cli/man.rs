//! `man`: the manual, from the commands themselves.

use crate::cli::console::outcome::Outcome;
use clap::Command;
use clap_mangen::Man;
use std::path::Path;
use std::process::ExitCode;

/// Writes a page for each command into the folder, or prints the first one.
pub(crate) fn run(folder: Option<&Path>, program: Command) -> Outcome {
    match folder {
        Some(folder) => clap_mangen::generate_to(program, folder).map_err(|error| {
            format!("the manual cannot be written into {}: {error}", folder.display())
        })?,
        None => {
            let mut page = Vec::new();
            Man::new(program).render(&mut page).map_err(|error| error.to_string())?;
            print!("{}", String::from_utf8_lossy(&page));
        }
    }
    Ok(ExitCode::SUCCESS)
}
