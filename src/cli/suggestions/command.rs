//! `suggestions`: whom the hosts without a mapping might be, and what a person makes of it.

use crate::cli::arguments::{Deciding, person};
use crate::cli::desk;
use crate::cli::outcome::{Outcome, describe};
use crate::cli::suggestions::{judge, print};
use crate::domain::ids::HostId;
use crate::domain::suggest::stored::Offer;
use crate::frontdesk::expected::Saw;
use crate::judge::damaged::{ROSTERS, ROSTERS_MAX, SEED};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

/// What is done with the suggestions.
#[derive(Subcommand)]
pub enum Command {
    /// Lists every host whom no mapping names: what waits on her, and whom she might be.
    List,
    /// Shows one of them, with what each suggestion's score is made of.
    Show {
        /// Cal.com's number.
        host: i64,
    },
    /// Says that the host is the staff member suggested: a mapping by hand; her appointments follow.
    Accept {
        /// Cal.com's number.
        host: i64,
        /// Id, full name or first name; without it the first, if she is ahead of the next.
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
    /// Says that the host is somebody else: a mapping by hand to whomever you name.
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
fn rosters(said: &str) -> Result<usize, String> {
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
    fn saw(self) -> Saw<Offer> {
        self.seen.map_or(Saw::NotSaid, |letters| Saw::This(Some(Offer(letters))))
    }
}

/// Runs the command.
pub fn run(config: &Path, command: Command, as_json: bool) -> Outcome {
    match command {
        // About names alone: needs neither a configuration nor a database.
        Command::Judge { file, rosters, seed } => {
            judge::run(file.as_deref(), rosters, seed, as_json)
        }
        Command::List => print::list(&desk::look(config)?, as_json),
        Command::Show { host } => print::show(&desk::look(config)?, HostId(host), as_json),
        Command::Accept { host, staff, seen, deciding } => {
            let (desk, id, person) = (desk::change(config)?, HostId(host), person(&deciding)?);
            let staff = staff.map(|said| desk::staff_member(&desk, &said)).transpose()?;
            let taken = desk.accept_suggestion(id, staff.as_ref(), seen.saw(), &person);
            print::taken(&desk, id, &taken.map_err(describe)?, as_json)
        }
        Command::Reject { host, staff, seen, deciding } => {
            let (desk, id, person) = (desk::change(config)?, HostId(host), person(&deciding)?);
            let staff = desk::staff_member(&desk, &staff)?;
            let taken = desk.reject_suggestion(id, &staff, seen.saw(), &person);
            print::rejected(&desk, id, &taken.map_err(describe)?, as_json)
        }
        Command::Pick { host, staff, not, seen, deciding } => {
            let (desk, id, person) = (desk::change(config)?, HostId(host), person(&deciding)?);
            let staff = desk::staff_member(&desk, &staff)?;
            let not = not.iter().map(|said| desk::staff_member(&desk, said));
            let not = not.collect::<Result<Vec<_>, String>>()?;
            let taken = desk.pick_another(id, &staff, &not, seen.saw(), &person);
            print::taken(&desk, id, &taken.map_err(describe)?, as_json)
        }
    }
}
