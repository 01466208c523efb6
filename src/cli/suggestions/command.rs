//! `suggestions`: whom the hosts without a mapping might be, and what a person makes of it.

use crate::cli::console::arguments::{Common, Deciding};
use crate::cli::console::desk;
use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::print::Printer;
use crate::cli::suggestions::judge;
use crate::cli::suggestions::print::Verdict;
use crate::domain::Result;
use crate::domain::ids::HostId;
use crate::domain::suggest::stored::Offer;
use crate::frontdesk::Desk;
use crate::frontdesk::expected::Expected;
use crate::frontdesk::host::suggestion_decide::Taken;
use crate::frontdesk::host::{correction_view, mapping_view, suggestion_decide, suggestion_view};
use crate::judge::damaged::{ROSTERS, ROSTERS_MAX, SEED};
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// What is done with the suggestions.
#[derive(Subcommand)]
pub enum Command {
    /// Lists every host whom no mapping names: what waits on it, and whom it might be.
    List,
    /// Shows one of them, with what each suggestion's score is made of.
    Show {
        /// Cal.com's number.
        host: i64,
    },
    /// Says that the host is the staff member suggested: a mapping by hand; the appointments follow.
    Accept {
        /// Cal.com's number.
        host: i64,
        /// Id, full name or first name; without it the first, if that is ahead of the next.
        #[arg(long)]
        staff: Option<String>,
        #[command(flatten)]
        seen: Seen,
        #[command(flatten)]
        deciding: Deciding,
    },
    /// Says that the host is not this staff member, for good.
    Reject {
        /// Cal.com's number.
        host: i64,
        /// Id, full name or first name.
        #[arg(long)]
        staff: String,
        #[command(flatten)]
        seen: Seen,
        #[command(flatten)]
        deciding: Deciding,
    },
    /// Says that the host is another staff member: a mapping by hand to the one you name.
    Pick {
        /// Cal.com's number.
        host: i64,
        /// Id, full name or first name.
        #[arg(long)]
        staff: String,
        /// Who it is not: remembered for good, like a rejection. May be said several times.
        #[arg(long)]
        not: Vec<String>,
        #[command(flatten)]
        seen: Seen,
        #[command(flatten)]
        deciding: Deciding,
    },
    /// Measures assigning and suggesting by name on labelled pairs and damaged names; ends with 1 if a target is missed.
    Judge {
        /// Pairs, one JSON object a line, instead of those that come with the program and of damaged names.
        file: Option<PathBuf>,
        /// Rosters of invented people whose names are damaged.
        #[arg(long, default_value_t = ROSTERS, value_parser = rosters, conflicts_with = "file")]
        rosters: usize,
        /// Another number gives other people and other damages; the same one the same.
        #[arg(long, default_value_t = SEED, conflicts_with = "file")]
        seed: u64,
    },
}

/// The error is for clap.
fn rosters(said: &str) -> std::result::Result<usize, String> {
    let rosters = said.parse().ok().filter(|rosters| (1..=ROSTERS_MAX).contains(rosters));
    rosters.ok_or_else(|| format!("a number from 1 to {ROSTERS_MAX}"))
}

/// What the person looked at before deciding.
#[derive(Args)]
pub struct Seen {
    /// The letters that `show` printed as seen: refused if it is another offer by now.
    #[arg(long)]
    seen: Option<String>,
}

impl Seen {
    fn expected(self) -> Expected<Offer> {
        self.seen.map_or(Expected::Any, |letters| Expected::This(Some(Offer(letters))))
    }
}

pub fn run(common: &Common, command: Command) -> Outcome {
    match command {
        // About names alone: needs neither a configuration nor a database.
        Command::Judge { file, rosters, seed } => {
            return judge::run(file.as_deref(), rosters, seed, common.json);
        }
        Command::List => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&suggestion_view::queue(&desk).map_err(describe)?)?;
        }
        Command::Show { host } => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&suggestion_view::entry(&desk, HostId(host)).map_err(describe)?)?;
        }
        Command::Accept { host, staff, seen, deciding } => {
            let (id, person) = (HostId(host), deciding.person()?);
            let (desk, printer) = desk::change(common)?;
            let staff = staff.map(|said| desk::staff_member(&desk, &said)).transpose()?;
            let taken =
                suggestion_decide::accept(&desk, id, staff.as_ref(), seen.expected(), &person);
            tell(&desk, &printer, (id, true), taken)?;
        }
        Command::Reject { host, staff, seen, deciding } => {
            let (id, person) = (HostId(host), deciding.person()?);
            let (desk, printer) = desk::change(common)?;
            let staff = desk::staff_member(&desk, &staff)?;
            let taken = suggestion_decide::reject(&desk, id, &staff, seen.expected(), &person);
            tell(&desk, &printer, (id, false), taken)?;
        }
        Command::Pick { host, staff, not, seen, deciding } => {
            let (id, person) = (HostId(host), deciding.person()?);
            let (desk, printer) = desk::change(common)?;
            let staff = desk::staff_member(&desk, &staff)?;
            let not = not.iter().map(|said| desk::staff_member(&desk, said));
            let not = not.collect::<std::result::Result<Vec<_>, String>>()?;
            let taken =
                suggestion_decide::pick_another(&desk, id, &staff, &not, seen.expected(), &person);
            tell(&desk, &printer, (id, true), taken)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Who a host is by now, or is not, and what followed.
fn tell(
    desk: &Desk,
    printer: &Printer,
    (host, is): (HostId, bool),
    taken: Result<Taken>,
) -> std::result::Result<(), String> {
    let taken = taken.map_err(describe)?;
    let name = mapping_view::name(desk, &taken.staff).map_err(describe)?;
    let correction = correction_view::of(desk, host, &taken.changed).map_err(describe)?;
    printer.print(&Verdict { correction, host, name, is })
}
