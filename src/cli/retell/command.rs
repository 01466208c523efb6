//! What is done with the voice agent at Retell.

use crate::appliance;
use crate::cli::console::arguments::Common;
use crate::cli::console::desk;
use crate::cli::console::desk::Opened;
use crate::cli::console::outcome::{Outcome, describe, misconfigured};
use crate::cli::retell::print::Printed;
use crate::config::Config;
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::frontdesk::agent::{definition, look, push, reach};
use crate::retell::client::api::Retell;
use clap::{Subcommand, ValueEnum};
use std::process::ExitCode;

/// What is done with the voice agent.
#[derive(Subcommand)]
pub enum Command {
    /// Shows the agent as it is written down here: what it says, its functions, its number. Asks nobody.
    Print {
        /// In which language; without it the salon's.
        #[arg(long, value_enum)]
        language: Option<Said>,
    },
    /// Brings it to Retell: makes or changes model and agent, publishes, binds the number. What is right already is left
    /// alone. Exit code 1 if it could not be brought to the end; the next push goes on from there.
    Push {
        /// Tells what would be done, and changes nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Compares the agent at Retell with the one written down here: field by field, the prompt sentence by sentence. Exit
    /// code 1 if anything differs.
    Diff,
}

/// A language of the agent.
#[derive(Clone, Copy, ValueEnum)]
pub enum Said {
    De,
    En,
}

impl From<Said> for Language {
    fn from(said: Said) -> Language {
        match said {
            Said::De => Language::De,
            Said::En => Language::En,
        }
    }
}

pub fn run(common: &Common, command: &Command) -> Outcome {
    match command {
        Command::Print { language } => {
            let (desk, printer) = desk::look(common)?;
            let language = language.map_or(desk.salon.language, Language::from);
            let definition = definition::of(&desk, language).map_err(describe)?;
            if desk.salon.config.server.public_url.is_empty() {
                eprintln!(
                    "chairside: server.public_url is not set: the addresses of the functions are made up"
                );
            }
            printer.print(&Printed(definition))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Push { dry_run } => {
            let (desk, retell, printer) = asking(common, *dry_run)?;
            let view = push::push(&desk, &retell, *dry_run).map_err(describe)?;
            printer.print(&view)?;
            if let Some(why) = view.stopped.as_ref().filter(|_| !common.json) {
                eprintln!("chairside: stopped: {why}");
            }
            Ok(if view.stopped.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::Diff => {
            let (desk, retell, printer) = asking(common, true)?;
            let view = look::of(&desk, &retell).map_err(describe)?;
            printer.print(&view)?;
            Ok(if view.is_equal() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}

type Asking = Result<(Desk, Retell, crate::cli::console::print::Printer), String>;

/// A desk that only looks or also notes, and the way to Retell.
fn asking(common: &Common, only_looks: bool) -> Asking {
    desk::log_warnings();
    let config = Config::load_for_retell(common).map_err(misconfigured)?;
    let retell = reach::retell(&config).map_err(describe)?;
    let opened: Opened = if only_looks {
        desk::opened_to_look(appliance::look(config), common)
    } else {
        desk::opened_to_change(appliance::change_offline(config), common)
    };
    let (desk, printer) = opened?;
    Ok((desk, retell, printer))
}
