//! `mappings`: which host is which staff member, why, and how to correct it.

use crate::cli::arguments::{Deciding, person};
use crate::cli::desk;
use crate::cli::mappings::print;
use crate::cli::outcome::{Outcome, describe};
use crate::domain::Error;
use crate::domain::ids::{AppointmentId, HostId, MappingId, StaffId};
use crate::frontdesk::Desk;
use crate::frontdesk::host::by_hand;

use crate::frontdesk::expected::Saw;
use crate::store::host::mapping;

use clap::Subcommand;
use std::path::Path;

/// What is said instead of a number or a name where there is none.
const NOTHING: &str = "none";

/// What is done with the mappings.
#[derive(Subcommand)]
pub enum Command {
    /// Lists every mapping.
    List,
    /// Tells the whole story of one host: every decision, change and reason, in order.
    Show {
        /// Cal.com's number.
        host: i64,
    },
    /// Maps a host to a staff member by hand, in another mapping's place if there is one.
    Set {
        /// Cal.com's number.
        host: i64,
        /// Id, full name or first name.
        #[arg(long)]
        staff: String,
        /// The number of the mapping you saw in force, or none: refused if another one is by now.
        #[arg(long)]
        instead_of: Option<String>,
        #[command(flatten)]
        deciding: Deciding,
    },
    /// Switches a mapping off; its row and its history stay, and no rule makes it again.
    Deactivate {
        /// The mapping's number.
        mapping: i64,
        #[command(flatten)]
        deciding: Deciding,
    },
    /// Switches a mapping on again; refused while another one of its host is on.
    Reactivate {
        /// The mapping's number.
        mapping: i64,
        #[command(flatten)]
        deciding: Deciding,
    },
    /// "Wrongly assigned": lists what a mapping decided; with --yes takes it back and decides again.
    Wrong {
        /// The mapping's number.
        mapping: i64,
        /// Does it.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        deciding: Deciding,
    },
    /// Says who does one appointment, whatever the host's mapping says.
    Reassign {
        /// The appointment's number.
        appointment: i64,
        /// Id, full name or first name.
        #[arg(long)]
        staff: String,
        /// Whom you saw there, or none: refused if somebody else has it by now.
        #[arg(long)]
        instead_of: Option<String>,
        #[command(flatten)]
        deciding: Deciding,
    },
}

/// Runs the command.
pub fn run(config: &Path, command: Command, as_json: bool) -> Outcome {
    let desk = match &command {
        Command::List | Command::Show { .. } | Command::Wrong { yes: false, .. } => {
            desk::look(config)?
        }
        _ => desk::change(config)?,
    };
    match command {
        Command::List => print::list(&desk, as_json),
        Command::Show { host } => print::show(&desk, HostId(host), as_json),
        Command::Set { host, staff, instead_of, deciding } => {
            let staff = desk::staff_member(&desk, &staff)?;
            let saw = saw_mapping(instead_of.as_deref())?;
            let person = person(&deciding)?;
            let host = HostId(host);
            let changed = by_hand::map(&desk, host, &staff, saw, &person).map_err(describe)?;
            print::changed(&desk, host, &changed, as_json)
        }
        Command::Deactivate { mapping, deciding } => off(&desk, mapping, &deciding, as_json),
        Command::Reactivate { mapping, deciding } => {
            let (id, person) = (MappingId(mapping), person(&deciding)?);
            let changed = by_hand::reactivate(&desk, id, &person).map_err(describe)?;
            print::changed(&desk, host_of(&desk, id)?, &changed, as_json)
        }
        Command::Wrong { mapping, yes: true, deciding } => off(&desk, mapping, &deciding, as_json),
        Command::Wrong { mapping, yes: false, deciding } => {
            person(&deciding)?;
            let decided = by_hand::decided_by(&desk, MappingId(mapping)).map_err(describe)?;
            print::decided(&desk, &decided, as_json)
        }
        Command::Reassign { appointment, staff, instead_of, deciding } => {
            let staff = desk::staff_member(&desk, &staff)?;
            let saw = saw_staff(&desk, instead_of.as_deref())?;
            let (id, person) = (AppointmentId(appointment), person(&deciding)?);
            by_hand::reassign(&desk, id, &staff, saw, &person).map_err(describe)?;
            print::reassigned(&desk, id, &staff, as_json)
        }
    }
}

fn off(desk: &Desk, mapping: i64, deciding: &Deciding, as_json: bool) -> Outcome {
    let (id, person) = (MappingId(mapping), person(deciding)?);
    let changed = by_hand::deactivate(desk, id, &person).map_err(describe)?;
    print::changed(desk, host_of(desk, id)?, &changed, as_json)
}

/// Whose mapping it is.
fn host_of(desk: &Desk, id: MappingId) -> Result<HostId, String> {
    let row = desk.store.read(|connection| mapping::find(connection, id)).map_err(describe)?;
    row.map(|row| row.host).ok_or_else(|| describe(Error::NotFound("mapping")))
}

fn saw_mapping(said: Option<&str>) -> Result<Saw<MappingId>, String> {
    match said {
        None => Ok(Saw::NotSaid),
        Some(NOTHING) => Ok(Saw::This(None)),
        Some(number) => match number.parse() {
            Ok(id) => Ok(Saw::This(Some(MappingId(id)))),
            Err(_) => Err(format!("--instead-of {number}: say a mapping's number, or {NOTHING}")),
        },
    }
}

fn saw_staff(desk: &Desk, said: Option<&str>) -> Result<Saw<StaffId>, String> {
    match said {
        None => Ok(Saw::NotSaid),
        Some(NOTHING) => Ok(Saw::This(None)),
        Some(name) => desk::staff_member(desk, name).map(|staff| Saw::This(Some(staff))),
    }
}
