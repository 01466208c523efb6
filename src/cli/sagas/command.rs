//! `sagas`: visits that are not settled. The commands only write; `serve` goes on from there.

use crate::cli::arguments::{Deciding, person};
use crate::cli::desk;
use crate::cli::outcome::{Outcome, describe};
use crate::cli::sagas::print;
use crate::frontdesk::Desk;
use crate::frontdesk::visit::sagas;
use crate::frontdesk::visit::sagas::Case;
use clap::Subcommand;
use std::path::Path;
use std::process::ExitCode;

/// What is done with the sagas.
#[derive(Subcommand)]
pub enum Command {
    /// Lists those that are not at rest, stuck ones first.
    List,
    /// Shows one, at rest or not: its steps with what happened to each, and the visit's parts.
    Show {
        /// Its name, or the beginning of it.
        id: String,
    },
    /// Has a stuck one tried again, or one that waits go on at once.
    Retry {
        /// Its name, or the beginning of it.
        id: String,
    },
    /// Takes what stands of a stuck visit for the whole of it.
    Adopt {
        /// Its name, or the beginning of it.
        id: String,
        #[command(flatten)]
        deciding: Deciding,
    },
    /// Calls off everything of a stuck visit that still stands at Cal.com.
    Cancel {
        /// Its name, or the beginning of it.
        id: String,
        #[command(flatten)]
        deciding: Deciding,
    },
}

/// Runs the command.
pub fn run(config: &Path, command: Command, as_json: bool) -> Outcome {
    let desk = match &command {
        Command::List | Command::Show { .. } => desk::look(config)?,
        Command::Retry { .. } | Command::Adopt { .. } | Command::Cancel { .. } => {
            desk::change(config)?
        }
    };
    match command {
        Command::List => print::list(&desk, &sagas::unsettled(&desk).map_err(describe)?, as_json),
        Command::Show { id } => {
            print::show(&desk, &sagas::show(&desk, &id).map_err(describe)?, as_json)
        }
        Command::Retry { id } => {
            let case = sagas::retry(&desk, &id).map_err(describe)?;
            changed(&desk, &case, "is tried again: the running `serve` does it", as_json);
        }
        Command::Adopt { id, deciding } => {
            let who = person(&deciding)?;
            let case = sagas::adopt(&desk, &id, &who).map_err(describe)?;
            changed(&desk, &case, "is ended: what stands of the visit is the whole of it", as_json);
        }
        Command::Cancel { id, deciding } => {
            let who = person(&deciding)?;
            let case = sagas::cancel(&desk, &id, &who).map_err(describe)?;
            changed(&desk, &case, "is ended: the visit is called off", as_json);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn changed(desk: &Desk, case: &Case, what: &str, as_json: bool) {
    if as_json {
        println!("{}", print::case_json(desk, case));
        return;
    }
    println!("saga {} {what}", case.saga.id);
    if let Some(rest) = case.calls_off() {
        println!("saga {rest} cancels the rest at Cal.com: the running `serve` does it");
    }
}
