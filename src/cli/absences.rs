//! `absences`: who is not there, and when.

use crate::cli::console::arguments::Common;
use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::print::Text;
use crate::cli::console::{desk, table};
use crate::domain::calendar::interval::Interval;
use crate::domain::calendar::read;
use crate::domain::ids::{AbsenceId, AppointmentId};
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::frontdesk::visit::absence_view::{AbsenceView, StillBooked};
use crate::frontdesk::visit::{absence, absence_view};
use crate::store::host::staff;
use clap::Subcommand;
use serde::Serialize;
use std::fmt::Write;
use std::process::ExitCode;
use time::{Date, OffsetDateTime};

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
                still_booked: booked.iter().map(|one| one.appointment).collect(),
                booked,
                is_active: person.person.active,
            })?;
        }
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

/// Both ends on the salon's clock. A reading that does not exist or comes twice is refused with a sentence.
fn span(desk: &Desk, from: &str, until: &str) -> Result<Interval, String> {
    let zone = &desk.salon.zone;
    let start = match day(from) {
        Some(day) => day.map(|day| zone.day_bounds(day).0),
        None => instant(desk, from),
    };
    let end = match day(until) {
        Some(day) => day.map(|day| zone.day_bounds(day).1),
        None => instant(desk, until),
    };
    let start = start.map_err(|why| format!("--from: {why}"))?;
    let end = end.map_err(|why| format!("--until: {why}"))?;
    Interval::new(start, end).map_err(|_| "an absence ends after it starts".to_owned())
}

/// A day alone, `2026-12-01`; `None` if it is not written like one.
fn day(said: &str) -> Option<Result<Date, String>> {
    let said = said.trim();
    let is_plain = said.len() == 10 && said.chars().all(|c| c.is_ascii_digit() || c == '-');
    // A day that is written in full does not depend on what day it is.
    let any = OffsetDateTime::UNIX_EPOCH.date();
    is_plain.then(|| read::parse_day(said, any, Language::En).map_err(describe))
}

fn instant(desk: &Desk, said: &str) -> Result<OffsetDateTime, String> {
    let zone = &desk.salon.zone;
    let wall = read::parse_instant(said, zone, Language::En).map_err(describe)?;
    read::settle(wall, zone, Language::En).map_err(describe)
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
    #[serde(skip)]
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
        for StillBooked { appointment, start } in self.booked.iter().take(BOOKED_TOLD_MAX) {
            let name = &self.added.name;
            writeln!(text, "appointment {appointment} ({start}) stays booked with {name}").ok();
        }
        let more = self.booked.len().saturating_sub(BOOKED_TOLD_MAX);
        if more > 0 {
            writeln!(text, "and {more} more").ok();
        }
        if !self.booked.is_empty() {
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
