//! `sagas`: visits that are not settled. The commands only write; `serve` goes on from there.

use crate::cli::console::arguments::{Common, Deciding};
use crate::cli::console::desk;
use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::print::Printer;
use crate::cli::sagas::print::Changed;
use crate::domain::Result;
use crate::frontdesk::Desk;
use crate::frontdesk::visit::sagas::Case;
use crate::frontdesk::visit::{saga_view, sagas};
use clap::Subcommand;
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

pub fn run(common: &Common, command: Command) -> Outcome {
    match command {
        Command::List => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&saga_view::unsettled(&desk).map_err(describe)?)?;
        }
        Command::Show { id } => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&saga_view::show(&desk, &id).map_err(describe)?)?;
        }
        Command::Retry { id } => {
            let (desk, printer) = desk::change(common)?;
            let what = "is tried again: the running `serve` does it";
            changed(&desk, &printer, sagas::retry(&desk, &id), what)?;
        }
        Command::Adopt { id, deciding } => {
            let person = deciding.person()?;
            let (desk, printer) = desk::change(common)?;
            let what = "is ended: what stands of the visit is the whole of it";
            changed(&desk, &printer, sagas::adopt(&desk, &id, &person), what)?;
        }
        Command::Cancel { id, deciding } => {
            let person = deciding.person()?;
            let (desk, printer) = desk::change(common)?;
            let what = "is ended: the visit is called off";
            changed(&desk, &printer, sagas::cancel(&desk, &id, &person), what)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn changed(
    desk: &Desk,
    printer: &Printer,
    case: Result<Case>,
    what: &'static str,
) -> std::result::Result<(), String> {
    let saga = saga_view::of(desk, &case.map_err(describe)?);
    printer.print(&Changed { saga, what })
}
