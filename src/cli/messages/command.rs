//! `messages`: what customers were told, trying the ways it goes, sending one again.

use crate::appliance;
use crate::cli::console::arguments::{Common, Deciding};
use crate::cli::console::desk;
use crate::cli::console::outcome::{Outcome, describe, misconfigured};
use crate::cli::messages::print::{Messages, Resent, Tried};
use crate::config::Config;
use crate::frontdesk::expected::Expected;
use crate::frontdesk::telling::message_view;
use crate::frontdesk::telling::resend::{Recipient, resend};
use crate::frontdesk::telling::trial;
use crate::post::postbox::Postbox;
use crate::store::messages::outbox::Which;
use clap::Subcommand;
use std::process::ExitCode;

/// What is done with the messages.
#[derive(Subcommand)]
pub enum Command {
    /// Lists what customers were told, or why they were not; with --open what is not sent.
    List {
        /// Only what is to be sent, and what was given up.
        #[arg(long)]
        open: bool,
    },
    /// Sends a message about an invented visit, to see whether it arrives.
    Test {
        /// An address or a number.
        to: String,
    },
    /// Has a message sent again, under the same name; `serve` sends it.
    Resend {
        /// Its name, or the beginning or end of it.
        message: String,
        /// Where it is to go instead: an address or a number.
        #[arg(long)]
        to: Option<String>,
        #[command(flatten)]
        deciding: Deciding,
    },
}

pub fn run(common: &Common, command: Command) -> Outcome {
    match command {
        Command::List { open } => {
            let (desk, printer) = desk::look(common)?;
            let which = if open { Which::Unsent } else { Which::All };
            let messages = message_view::list(&desk, which).map_err(describe)?;
            printer.print(&Messages { messages })?;
        }
        Command::Test { to } => {
            desk::log_warnings();
            let config = Config::load_for_post(common).map_err(misconfigured)?;
            let postbox = Postbox::of(&config).map_err(describe)?;
            let (desk, printer) = desk::opened_to_look(appliance::look(config), common)?;
            let to = Recipient::parse(&desk, &to).map_err(describe)?;
            let (way, sent) = trial::send(&desk, &postbox, to).map_err(describe)?;
            match sent {
                Ok(id) => printer.print(&Tried { sent: true, way, id })?,
                Err(failure) => return Err(format!("{way}: {failure}")),
            }
        }
        Command::Resend { message, to, deciding } => {
            let who = deciding.person()?;
            let (desk, printer) = desk::change(common)?;
            let to = to.map(|to| Recipient::parse(&desk, &to)).transpose().map_err(describe)?;
            let resent = resend(&desk, &message, to, Expected::Any, &who).map_err(describe)?;
            printer.print(&Resent { done: true, message: resent })?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
