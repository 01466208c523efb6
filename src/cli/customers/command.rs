//! `customers`: found, shown, renamed, merged, handed out, forgotten.

use crate::cli::console::arguments::{Common, Deciding};
use crate::cli::console::desk;
use crate::cli::console::outcome::{Outcome, describe};
use crate::domain::ids::CustomerId;
use crate::frontdesk::customer::erase::How;
use crate::frontdesk::customer::ledger::Ledger;
use crate::frontdesk::customer::list::{LISTED_CUSTOMERS, Part};
use crate::frontdesk::customer::replay_erasures::replay_erasures;
use crate::frontdesk::customer::{card, erase, export, list, merge, rename};
use crate::frontdesk::decider::Person;
use clap::{Args, Subcommand};
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

/// A ledger of erasures is not longer than this: a hundred bytes for each of a hundred thousand people, and more.
const LEDGER_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// What is done with the customers.
#[derive(Subcommand)]
pub enum Command {
    /// Lists them by name.
    List {
        /// Those with this in the name, the telephone number or the e-mail address.
        #[arg(long, default_value = "")]
        find: String,
        /// Goes on behind this customer: what the part before says is next.
        #[arg(long)]
        after: Option<i64>,
        /// At most so many.
        #[arg(long, default_value_t = LISTED_CUSTOMERS)]
        limit: usize,
    },
    /// Shows one: visits, messages, notes to call back, calls.
    Show {
        /// The customer's number here, or the telephone number.
        customer: String,
    },
    /// Corrects a customer's name.
    Rename {
        /// The customer's number here, or the telephone number.
        customer: String,
        /// As the customer is called.
        name: String,
        #[command(flatten)]
        deciding: Deciding,
    },
    /// Makes one customer of two. Without --yes it says what would move, and changes nothing.
    Merge {
        /// Who stays: the customer's number here, or the telephone number.
        keep: String,
        /// Who becomes that one.
        gone: String,
        #[command(flatten)]
        deed: Deed,
    },
    /// Gives everything that is kept about a person.
    Export {
        /// The customer's number here, or a telephone number.
        customer: String,
    },
    /// Forgets a person. Without --yes it says what would go, and changes nothing.
    Erase {
        /// The customer's number here, or a telephone number.
        customer: String,
        /// Visits to come stay in the diary without a name, and nobody is reminded.
        #[arg(long)]
        keep_visits: bool,
        #[command(flatten)]
        deed: Deed,
    },
    /// Lists who was forgotten, as hashes. With --json it can be kept elsewhere, for `replay-erasures`.
    Erasures,
    /// Forgets again whoever is in a ledger: after an older database was put back.
    ReplayErasures {
        /// What `erasures --json` gave.
        ledger: PathBuf,
        #[command(flatten)]
        deciding: Deciding,
    },
}

/// What is tried first and done then.
#[derive(Args)]
pub struct Deed {
    /// Does it.
    #[arg(long, requires = "by", requires = "reason")]
    yes: bool,
    /// Who decides.
    #[arg(long)]
    by: Option<String>,
    /// Why.
    #[arg(long)]
    reason: Option<String>,
}

impl Deed {
    /// Who does it and why; `None` if it is only tried.
    fn person(&self) -> Result<Option<Person>, String> {
        if !self.yes {
            return Ok(None);
        }
        let said = |text: &Option<String>| text.clone().unwrap_or_default();
        Person::new(&said(&self.by), &said(&self.reason)).map(Some).map_err(describe)
    }
}

pub fn run(common: &Common, command: Command) -> Outcome {
    match command {
        Command::List { find, after, limit } => {
            let (desk, printer) = desk::look(common)?;
            let part = Part { find: &find, after: after.map(CustomerId), most: limit };
            printer.print(&list::list(&desk, part).map_err(describe)?)?;
        }
        Command::Show { customer } => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&card::show(&desk, &customer).map_err(describe)?)?;
        }
        Command::Rename { customer, name, deciding } => {
            let person = deciding.person()?;
            let (desk, printer) = desk::change(common)?;
            let renamed = rename::rename(&desk, &customer, &name, &person).map_err(describe)?;
            printer.print(&renamed)?;
        }
        Command::Merge { keep, gone, deed } => merge_two(common, &keep, &gone, &deed)?,
        Command::Export { customer } => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&export::export(&desk, &customer).map_err(describe)?)?;
        }
        Command::Erase { customer, keep_visits, deed } => {
            let how = How { keep_visits, again: None };
            match deed.person()? {
                None => {
                    let (desk, printer) = desk::look(common)?;
                    printer.print(&erase::preview(&desk, &customer, how).map_err(describe)?)?;
                }
                Some(person) => {
                    let (desk, printer) = desk::change(common)?;
                    let done = erase::erase(&desk, &customer, how, &person).map_err(describe)?;
                    printer.print(&done)?;
                }
            }
        }
        Command::Erasures => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&Ledger::read(&desk).map_err(describe)?)?;
        }
        Command::ReplayErasures { ledger, deciding } => {
            let (person, ledger) = (deciding.person()?, read(&ledger)?);
            let (desk, printer) = desk::change(common)?;
            let replayed = replay_erasures(&desk, &ledger, &person).map_err(describe)?;
            let is_whole = replayed.waiting.is_empty();
            printer.print(&replayed)?;
            return Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn merge_two(common: &Common, keep: &str, gone: &str, deed: &Deed) -> Result<(), String> {
    match deed.person()? {
        None => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&merge::preview(&desk, keep, gone).map_err(describe)?)
        }
        Some(person) => {
            let (desk, printer) = desk::change(common)?;
            printer.print(&merge::merge(&desk, keep, gone, &person).map_err(describe)?)
        }
    }
}

fn read(file: &PathBuf) -> Result<Ledger, String> {
    let shown = file.display();
    let about = fs::metadata(file).map_err(|error| format!("{shown}: {error}"))?;
    if !about.is_file() || about.len() > LEDGER_BYTES_MAX {
        return Err(format!("{shown} is no ledger of erasures"));
    }
    let text = fs::read_to_string(file).map_err(|error| format!("{shown}: {error}"))?;
    Ledger::parse(&text).map_err(describe)
}
