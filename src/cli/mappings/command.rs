//! `mappings`: which host is which staff member, why, and how to correct it.

use crate::cli::console::arguments::{Common, Deciding};
use crate::cli::console::desk;
use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::print::Printer;
use crate::cli::mappings::print::{Decided, Reassigned};
use crate::domain::Error;
use crate::domain::ids::{AppointmentId, HostId, MappingId, StaffId};
use crate::frontdesk::Desk;
use crate::frontdesk::expected::Expected;
use crate::frontdesk::host::{by_hand, correction_view, mapping_view};
use crate::store::host::mapping;
use crate::store::visit::appointment;
use clap::Subcommand;
use std::process::ExitCode;

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
        /// Whom you saw there, or none: refused if another has it by now.
        #[arg(long)]
        instead_of: Option<String>,
        #[command(flatten)]
        deciding: Deciding,
    },
}

pub fn run(common: &Common, command: Command) -> Outcome {
    match command {
        Command::List => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&mapping_view::list(&desk).map_err(describe)?)?;
        }
        Command::Show { host } => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&mapping_view::story(&desk, HostId(host)).map_err(describe)?)?;
        }
        Command::Set { host, staff, instead_of, deciding } => {
            let (expected, person) = (expected_mapping(instead_of.as_deref())?, deciding.person()?);
            let (desk, printer) = desk::change(common)?;
            let (host, staff) = (HostId(host), desk::staff_member(&desk, &staff)?);
            let changed = by_hand::map(&desk, host, &staff, expected, &person).map_err(describe)?;
            let view = correction_view::of(&desk, host, &changed).map_err(describe)?;
            printer.print(&view)?;
        }
        Command::Reactivate { mapping, deciding } => {
            let person = deciding.person()?;
            let (desk, printer) = desk::change(common)?;
            let id = MappingId(mapping);
            let changed = by_hand::reactivate(&desk, id, &person).map_err(describe)?;
            let host = host_of(&desk, id)?;
            printer.print(&correction_view::of(&desk, host, &changed).map_err(describe)?)?;
        }
        Command::Deactivate { mapping, deciding }
        | Command::Wrong { mapping, yes: true, deciding } => off(common, mapping, &deciding)?,
        Command::Wrong { mapping, yes: false, deciding } => {
            deciding.person()?;
            let (desk, printer) = desk::look(common)?;
            let decided = mapping_view::decided(&desk, MappingId(mapping)).map_err(describe)?;
            printer.print(&Decided::of(decided))?;
        }
        Command::Reassign { appointment, staff, instead_of, deciding } => {
            let person = deciding.person()?;
            let (desk, printer) = desk::change(common)?;
            let staff = desk::staff_member(&desk, &staff)?;
            let expected = expected_staff(&desk, instead_of.as_deref())?;
            let id = AppointmentId(appointment);
            by_hand::reassign(&desk, id, &staff, expected, &person).map_err(describe)?;
            reassigned(&desk, &printer, id, &staff)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn off(common: &Common, mapping: i64, deciding: &Deciding) -> Result<(), String> {
    let (id, person) = (MappingId(mapping), deciding.person()?);
    let (desk, printer) = desk::change(common)?;
    let changed = by_hand::deactivate(&desk, id, &person).map_err(describe)?;
    let host = host_of(&desk, id)?;
    printer.print(&correction_view::of(&desk, host, &changed).map_err(describe)?)
}

fn reassigned(
    desk: &Desk,
    printer: &Printer,
    id: AppointmentId,
    staff: &StaffId,
) -> Result<(), String> {
    let row = desk.store.read(|connection| appointment::find(connection, id)).map_err(describe)?;
    let name = mapping_view::name(desk, staff).map_err(describe)?;
    printer.print(&Reassigned::of(id, staff, name, row.as_ref(), desk.now()))
}

/// Whose mapping it is.
fn host_of(desk: &Desk, id: MappingId) -> Result<HostId, String> {
    let row = desk.store.read(|connection| mapping::find(connection, id)).map_err(describe)?;
    row.map(|row| row.host).ok_or_else(|| describe(Error::NotFound("mapping")))
}

fn expected_mapping(said: Option<&str>) -> Result<Expected<MappingId>, String> {
    match said {
        None => Ok(Expected::Any),
        Some(NOTHING) => Ok(Expected::This(None)),
        Some(number) => match number.parse() {
            Ok(id) => Ok(Expected::This(Some(MappingId(id)))),
            Err(_) => Err(format!("--instead-of {number}: say a mapping's number, or {NOTHING}")),
        },
    }
}

fn expected_staff(desk: &Desk, said: Option<&str>) -> Result<Expected<StaffId>, String> {
    match said {
        None => Ok(Expected::Any),
        Some(NOTHING) => Ok(Expected::This(None)),
        Some(name) => desk::staff_member(desk, name).map(|staff| Expected::This(Some(staff))),
    }
}
