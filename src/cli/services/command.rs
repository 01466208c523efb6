//! `services`: what the salon sells, with segments and pauses; describing, changing and rehearsing it.

use crate::cli::console::arguments::Common;
use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::{desk, print};
use crate::cli::event_types::wrong_lengths;
use crate::cli::services::print::Described;
use crate::cli::services::{arguments, edit, rehearse};
use crate::config::ServiceEntry;
use crate::domain::language::Language;
use crate::domain::service::templates;
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::{length, read};
use crate::frontdesk::service::admin::Changed;
use crate::frontdesk::service::{admin, shown};
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// Commands speak English of services.
const LANGUAGE: Language = Language::En;
/// How long Cal.com may take to tell how long an event type is; `serve` asks again.
const LENGTH_PATIENCE_SECONDS: u64 = 5;

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

pub fn run(common: &Common, command: Command) -> Outcome {
    match command {
        // The templates are the same in every salon.
        Command::Template { name: None } => {
            let all: Vec<_> = templates::templates().iter().map(shown::template).collect();
            print::print(&all, common.json)?;
        }
        Command::Template { name: Some(name) } => {
            let found = templates::template(&name);
            let found = found.ok_or_else(|| arguments::no_template(&name))?;
            print::print(&shown::template(&found), common.json)?;
        }
        Command::List => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&shown::list(&desk, LANGUAGE).map_err(describe)?)?;
        }
        Command::Show { key } => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&shown::of(&desk, arguments::find(&desk, &key)?, LANGUAGE))?;
        }
        Command::Add(add) => {
            let (desk, printer) = desk::ask_if_possible(common)?;
            let by = add.by.clone();
            let added = admin::add(&desk, &entry(&desk, *add)?, &by).map_err(describe)?;
            printer.print(&described(&desk, added)?)?;
        }
        Command::Edit(edit) => {
            let (desk, printer) = desk::ask_if_possible(common)?;
            let changed = edit::run(&desk, *edit)?;
            printer.print(&described(&desk, changed)?)?;
        }
        Command::Rehearse { key, at, staff } => {
            let (desk, printer) = desk::look(common)?;
            let rehearsal = rehearse::run(&desk, &key, &at, staff.as_deref())?;
            printer.print(&rehearsal)?;
            if !rehearsal.bookable {
                let count = rehearsal.faults.len();
                return Err(format!("{count} faults: this visit cannot be booked"));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What a change made of a service, after a look at how long its event types are where that is not known.
fn described(desk: &Desk, mut changed: Changed) -> Result<Described, String> {
    let key = changed.service.row.key.clone();
    if length::has_unknown(desk, &key).map_err(describe)? {
        let patience = Duration::from_secs(LENGTH_PATIENCE_SECONDS);
        wrong_lengths::look(desk, Some(&key), patience)?;
        changed.service = admin::service(desk, &key).map_err(describe)?;
    }
    let not_bookable_yet = read::missing(desk, &key).map_err(describe)?;
    let service = shown::of(desk, changed.service, LANGUAGE);
    Ok(Described { done: true, changed: changed.changed, service, not_bookable_yet })
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
        entry.staff = desk::staff_keys(desk, &add.staff)?;
    }
    Ok(entry)
}
