//! `absences`: who is not there, and when.

use crate::cli::console::arguments::Common;
use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::print::Text;
use crate::cli::console::{desk, table};
use crate::cli::sick;
use crate::cli::span::span;
use crate::domain::ids::{AbsenceId, AppointmentId};
use crate::domain::language::Language;
use crate::frontdesk::visit::absence_view::{AbsenceView, StillBooked};
use crate::frontdesk::visit::{absence, absence_view};
use crate::store::host::staff;
use clap::Subcommand;
use serde::Serialize;
use std::fmt::Write;
use std::process::ExitCode;

/// Appointments told one by one that stand within an absence.
const BOOKED_TOLD_MAX: usize = 20;

/// What is done with the absences.
#[derive(Subcommand)]
pub enum Command {
    /// Lists those that are not over.
    List,
    /// Writes down that a staff member is not there. Visits that are booked stay booked.
    Add {
        /// Key, name or id.
        #[arg(long)]
        staff: String,
        /// On the salon's clock: 2026-12-01T09:00, or a day, from its beginning.
        #[arg(long)]
        from: String,
        /// On the salon's clock: 2026-12-01T12:00, or a day, to its end.
        #[arg(long)]
        until: String,
        /// Why, for people of the salon.
        #[arg(long, default_value = "")]
        reason: String,
        /// Who writes it down.
        #[arg(long)]
        by: String,
    },
    /// Somebody is not there: the visits that fall into it, who else could take them, and moving what is accepted.
    Sick(sick::Arguments),
    /// Takes an absence away.
    Remove {
        /// Its number.
        id: i64,
    },
}

pub fn run(common: &Common, command: Command) -> Outcome {
    match command {
        Command::List => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&absence_view::list(&desk).map_err(describe)?)?;
        }
        Command::Add { staff, from, until, reason, by } => {
            let (desk, printer) = desk::change(common)?;
            let key = desk::staff_key(&desk, &staff)?;
            let people =
                desk.store.read(|connection| staff::listed(connection, desk.salon.company));
            let people = people.map_err(describe)?;
            let person = people.iter().find(|one| one.key == key);
            let person = person.ok_or_else(|| format!("no staff member has the key {key}"))?;
            let span = span(&desk, &from, &until)?;
            let (id, absence) =
                absence::add(&desk, &person.person.id, span, &reason, &by).map_err(describe)?;
            let booked = absence_view::still_booked(&desk, &absence).map_err(describe)?;
            printer.print(&Added {
                done: true,
                added: absence_view::of(&desk, id, &absence).map_err(describe)?,
                still_booked: booked.iter().map(|one| one.appointment_id).collect(),
                booked,
                is_active: person.person.active,
            })?;
        }
        Command::Sick(arguments) => sick::run(common, arguments)?,
        Command::Remove { id } => {
            let (desk, printer) = desk::change(common)?;
            let id = AbsenceId(id);
            let gone = absence::remove(&desk, id).map_err(describe)?;
            let removed = absence_view::of(&desk, id, &gone).map_err(describe)?;
            printer.print(&Removed { done: true, removed })?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

impl Text for Vec<AbsenceView> {
    fn text(&self, _: Language) -> String {
        let row = |one: &AbsenceView| {
            let (from, until) = (one.from.to_string(), one.until.to_string());
            vec![
                one.id.to_string(),
                one.name.clone(),
                from,
                until,
                one.reason.clone(),
                one.by.clone(),
            ]
        };
        let rows: Vec<Vec<String>> = self.iter().map(row).collect();
        table::render(&["no.", "staff member", "from", "until", "reason", "by"], &rows)
    }
}

/// What was written down, and what it does not change.
#[derive(Serialize)]
struct Added {
    done: bool,
    added: AbsenceView,
    still_booked: Vec<AppointmentId>,
    /// The same, by name.
    booked: Vec<StillBooked>,
    #[serde(skip)]
    is_active: bool,
}

impl Text for Added {
    fn text(&self, _: Language) -> String {
        let mut text = line("added", &self.added);
        if !self.is_active {
            text.push_str("this staff member is not active, and is not offered anyway\n");
        }
        for one in self.booked.iter().take(BOOKED_TOLD_MAX) {
            let (id, start, name) = (one.appointment_id, &one.start, &self.added.name);
            let what = [one.service.as_deref().unwrap_or_default(), &one.customer];
            let what: String = what
                .iter()
                .filter(|told| !told.is_empty())
                .map(|told| format!(", {told}"))
                .collect();
            writeln!(text, "appointment {id} ({start}{what}) stays booked with {name}").ok();
        }
        let more = self.booked.len().saturating_sub(BOOKED_TOLD_MAX);
        if more > 0 {
            writeln!(text, "and {more} more").ok();
        }
        if !self.booked.is_empty() {
            let key = self.added.staff.as_deref().unwrap_or("NAME");
            writeln!(
                text,
                "chairside absences sick {key} --day {} --until {} proposes who else could take them, and when; or",
                self.added.from.day(),
                self.added.last_day()
            )
            .ok();
            text.push_str(
                "move or cancel them with the customers, or give them to another staff member at Cal.com, then: \
                 chairside mappings reassign NUMBER --staff NAME --by YOU --reason WHY\n",
            );
        }
        text
    }
}

#[derive(Serialize)]
struct Removed {
    done: bool,
    removed: AbsenceView,
}

impl Text for Removed {
    fn text(&self, _: Language) -> String {
        line("removed", &self.removed)
    }
}

fn line(word: &str, one: &AbsenceView) -> String {
    format!("{word} {}: {}, {} to {}\n", one.id, one.name, one.from, one.until)
}
