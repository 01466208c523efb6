//! `customers`: how a customer is called, corrected.

use crate::cli::console::arguments::{Common, Deciding};
use crate::cli::console::desk;
use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::print::Text;
use crate::domain::language::Language;
use crate::frontdesk::customer::rename;
use crate::frontdesk::customer::rename::RenamedView;
use clap::Subcommand;
use std::process::ExitCode;

/// What is done with the customers.
#[derive(Subcommand)]
pub enum Command {
    /// Corrects a customer's name.
    Rename {
        /// The customer's number here, or the telephone number.
        customer: String,
        /// As the customer is called.
        name: String,
        #[command(flatten)]
        deciding: Deciding,
    },
}

pub fn run(common: &Common, command: Command) -> Outcome {
    match command {
        Command::Rename { customer, name, deciding } => {
            let person = deciding.person()?;
            let (desk, printer) = desk::change(common)?;
            let renamed = rename::rename(&desk, &customer, &name, &person).map_err(describe)?;
            printer.print(&renamed)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

impl Text for RenamedView {
    fn text(&self, language: Language) -> String {
        let customer = language.pick("Kundennummer", "customer");
        format!("{customer} {}: {} -> {}\n", self.customer_id, self.before, self.name)
    }
}
