//! `events list`, `events show` and `events replay`.

use crate::cli::console::arguments::Common;
use crate::cli::console::desk;
use crate::cli::console::outcome::{Outcome, describe};
use crate::domain::calendar::read;
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::frontdesk::event::list::{PAGE_MESSAGES, Wanted};
use crate::frontdesk::event::replayed::ReplayedList;
use crate::frontdesk::event::{list, show};
use crate::work::again;
use clap::{Args, Subcommand};
use std::process::ExitCode;
use time::Date;

/// Whose name stands on the copy that a trial makes and forgets.
const TRIAL: &str = "trial";

/// What is done with what came in.
#[derive(Subcommand)]
pub enum Command {
    /// Lists what came in, the newest first, page by page.
    List(ListArguments),
    /// Shows one: what came, without the customers in it, the tries and their causes, and what it led to.
    Show {
        /// Its number.
        event: i64,
    },
    /// Works on some again, as the ticker does; the originals stay as they came.
    Replay(ReplayArguments),
}

/// Which.
#[derive(Args)]
pub struct ListArguments {
    /// Only by this door, for example calcom_webhook, or only this event, for example BOOKING_CREATED.
    #[arg(long)]
    kind: Option<String>,
    /// Only open, done or dead ones.
    #[arg(long)]
    state: Option<String>,
    /// Only of this day of the salon and later ones: today, 2026-12-01.
    #[arg(long)]
    since: Option<String>,
    /// Only with this in the booking's uid or the call's id, the event or the reason.
    #[arg(long)]
    find: Option<String>,
    /// The page behind this number: the `next` of the page before.
    #[arg(long)]
    before: Option<i64>,
    /// So many on a page.
    #[arg(long, default_value_t = PAGE_MESSAGES)]
    most: u32,
}

/// Which, and by whom.
#[derive(Args)]
pub struct ReplayArguments {
    /// Their numbers.
    #[arg(required_unless_present = "dead")]
    events: Vec<i64>,
    /// All that are dead still, oldest first, at most a hundred.
    #[arg(long, conflicts_with = "events")]
    dead: bool,
    /// Of these only those of this day of the salon and later ones.
    #[arg(long, requires = "dead")]
    since: Option<String>,
    /// Tries it on a copy of the database and tells what would be; Cal.com is only asked.
    #[arg(long)]
    dry_run: bool,
    /// Who has it done.
    #[arg(long, required_unless_present = "dry_run")]
    by: Option<String>,
    /// Why, where that is to be kept.
    #[arg(long, default_value = "")]
    reason: String,
}

pub fn run(common: &Common, command: Command) -> Outcome {
    match command {
        Command::List(arguments) => {
            let (desk, printer) = desk::look(common)?;
            let wanted = Wanted {
                since: since(&desk, arguments.since)?,
                kind: arguments.kind,
                state: arguments.state,
                find: arguments.find,
                before: arguments.before,
                most: Some(arguments.most),
            };
            printer.print(&list::list(&desk, &wanted).map_err(describe)?)?;
        }
        Command::Show { event } => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&show::show(&desk, event).map_err(describe)?)?;
        }
        Command::Replay(arguments) => replay(common, arguments)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn replay(common: &Common, arguments: ReplayArguments) -> Result<(), String> {
    let ReplayArguments { events, dead, since: day, dry_run, by, reason } = arguments;
    let by = by.as_deref().unwrap_or(TRIAL);
    let person = Person::without_need(by, &reason).map_err(describe)?;
    let (desk, printer) = if dry_run {
        desk::try_out_asking(common, u32::MAX)?
    } else {
        desk::ask(common, u32::MAX)?
    };
    let events = if dead {
        let most = u32::try_from(again::REPLAYED_MAX).unwrap_or(u32::MAX);
        list::left_dead(&desk, since(&desk, day)?, most).map_err(describe)?
    } else {
        events
    };
    let replayed = match events.as_slice() {
        [] => Vec::new(),
        events => again::replay(&desk, events, &person).map_err(describe)?,
    };
    printer.print(&ReplayedList { dry_run, replayed })
}

fn since(desk: &Desk, said: Option<String>) -> Result<Option<Date>, String> {
    let (today, _) = desk.salon.zone.local(desk.now());
    let read = |said: String| read::parse_day(&said, today, Language::En);
    said.map(read).transpose().map_err(|error| format!("--since: {}", describe(error)))
}
