//! `services`: what the salon sells, with segments and pauses; describing, changing and rehearsing it.

use crate::cli::desk;
use crate::cli::outcome::{Outcome, describe};
use crate::cli::services::{arguments, edit, print, rehearse};
use crate::config::ServiceEntry;
use crate::domain::service::templates;
use crate::frontdesk::Desk;
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

/// What is done with the services.
#[derive(Subcommand)]
pub enum Command {
    /// Lists what the salon sells.
    List,
    /// Shows one service: its segments and pauses on a time line, and who does what.
    Show {
        /// The service's key.
        key: String,
    },
    /// Describes a new service: from segments, from a template, or from a file as `services template NAME` prints it.
    Add(Box<Add>),
    /// Changes a service that was described with a command. Visits that are booked stay as they are.
    Edit(Box<edit::Edit>),
    /// Lists the visits to start from; with a name prints one for `services add --file`.
    Template {
        /// Which one.
        name: Option<String>,
    },
    /// Lays a visit out without booking it: what would be when, with whom, booked as what, and what is missing.
    Rehearse {
        /// The service's key.
        key: String,
        /// Its start on the salon's clock: 2026-12-01T10:00.
        #[arg(long)]
        at: String,
        /// Key, name or id of whose visit it is.
        #[arg(long)]
        staff: Option<String>,
    },
}

/// A new service.
#[derive(Args)]
pub struct Add {
    /// Short, stable name; with --file the file's own if it is left out.
    #[arg(required_unless_present = "file")]
    key: Option<String>,
    /// As spoken.
    #[arg(long)]
    name: Option<String>,
    /// What callers say as well; may be repeated.
    #[arg(long)]
    alias: Vec<String>,
    /// Letter, name, minutes, and what else there is, parted by colons; repeated in order. Behind the minutes may
    /// follow "pause 30", "any" (handed over), "pool" (Cal.com chooses), "staff emma,mia", "takes emma=40".
    #[arg(long, value_name = "A:NAME:30:pause 30", conflicts_with_all = ["file", "template"])]
    segment: Vec<String>,
    /// Length of a service of one segment.
    #[arg(long, allow_negative_numbers = true, conflicts_with_all = ["file", "template", "segment"])]
    minutes: Option<i64>,
    /// What the pauses are for: free, blocked, flexible or never.
    #[arg(long)]
    policy: Option<String>,
    /// Kept free behind the visit, minutes.
    #[arg(long, allow_negative_numbers = true)]
    buffer: Option<i64>,
    /// last_first or first_first: in which order a visit is booked at Cal.com.
    #[arg(long)]
    order: Option<String>,
    /// Who does it: keys or names, parted by commas.
    #[arg(long, value_delimiter = ',')]
    staff: Vec<String>,
    /// Starts from this template.
    #[arg(long, conflicts_with = "file")]
    template: Option<String>,
    /// Reads the description from a TOML or JSON file.
    #[arg(long)]
    file: Option<PathBuf>,
    /// Who describes it.
    #[arg(long)]
    by: String,
}

/// Runs the command.
pub fn run(config: &Path, command: Command, as_json: bool) -> Outcome {
    // The templates are the same in every salon.
    if let Command::Template { name } = &command {
        return print::template(name.as_deref(), as_json);
    }
    let desk = match &command {
        Command::Add(_) | Command::Edit(_) => desk::ask_if_possible(config)?,
        _ => desk::look(config)?,
    };
    match command {
        Command::List => print::list(&desk, as_json),
        Command::Show { key } => print::show(&desk, &arguments::find(&desk, &key)?, as_json),
        Command::Add(add) => {
            let by = add.by.clone();
            let added = desk.add_service(&entry(&desk, *add)?, &by).map_err(describe)?;
            print::changed(&desk, added, as_json)
        }
        Command::Edit(edit) => edit::run(&desk, *edit, as_json),
        Command::Template { name } => print::template(name.as_deref(), as_json),
        Command::Rehearse { key, at, staff } => {
            rehearse::run(&desk, &key, &at, staff.as_deref(), as_json)
        }
    }
}

/// What was said, in the shape of the configuration; what is said beside a file or template wins over it.
fn entry(desk: &Desk, add: Add) -> Result<ServiceEntry, String> {
    let mut entry = match (&add.file, &add.template) {
        (Some(path), _) => arguments::read_file(path)?,
        (None, Some(name)) => {
            let template = templates::template(name);
            let template = template.ok_or_else(|| arguments::no_template(name))?;
            arguments::template_entry(&template)
        }
        (None, None) => ServiceEntry::default(),
    };
    entry.key = add.key.unwrap_or(entry.key);
    match add.name {
        Some(name) => entry.name = name,
        None if entry.name.is_empty() => return Err("say how it is called with --name".into()),
        None => {}
    }
    if !add.alias.is_empty() {
        entry.aliases = add.alias;
    }
    if !add.segment.is_empty() {
        entry.segments = arguments::segments(desk, &add.segment)?;
    }
    entry.duration_minutes = add.minutes.or(entry.duration_minutes);
    entry.pause_policy = add.policy.or(entry.pause_policy);
    entry.buffer_minutes = add.buffer.unwrap_or(entry.buffer_minutes);
    entry.booking_order = add.order.or(entry.booking_order);
    if !add.staff.is_empty() {
        entry.staff = arguments::staff_keys(desk, &add.staff)?;
    }
    Ok(entry)
}
