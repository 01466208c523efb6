//! Arguments that several commands take.

use crate::cli::console::outcome::describe;
use crate::frontdesk::decider::Person;
use clap::Args;
use std::path::PathBuf;

/// What every command that looks or corrects takes.
#[derive(clap::Args)]
pub(crate) struct Common {
    /// The configuration.
    #[arg(long, global = true, default_value = "appliance.toml")]
    pub config: PathBuf,
    /// Sets a key of the configuration for this run, as with `serve`.
    #[arg(long, global = true, value_name = "SECTION.KEY=VALUE")]
    pub set: Vec<String>,
    /// Prints JSON instead of a table.
    #[arg(long, global = true)]
    pub json: bool,
}

/// Who decides, and why.
#[derive(Args)]
pub struct Deciding {
    /// Who decides.
    #[arg(long)]
    by: String,
    /// Why.
    #[arg(long)]
    reason: String,
}

impl Deciding {
    /// Both, checked.
    pub fn person(&self) -> Result<Person, String> {
        Person::new(&self.by, &self.reason).map_err(describe)
    }
}
