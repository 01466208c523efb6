//! `absences`: who is not there, and when.

use crate::cli::outcome::{Outcome, describe};
use crate::cli::services::arguments;
use crate::cli::{desk, table};
use crate::domain::calendar::interval::Interval;
use crate::domain::calendar::read;
use crate::domain::ids::{AbsenceId, AppointmentId};
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::frontdesk::visit::absence;
use crate::store::host::staff;
use crate::store::host::staff::Listed;
use crate::store::visit::absence::Absence;
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;
use time::{Date, OffsetDateTime};

/// Appointments told one by one that stand within an absence.
const BOOKED_TOLD_MAX: usize = 20;

/// What is done with the absences.
#[derive(Subcommand)]
pub enum Command {
    /// Lists those that are not over.
    List,
    /// Writes down that somebody is not there. Visits that are booked stay booked.
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

/// Runs the command.
pub fn run(config: &Path, command: Command, as_json: bool) -> Outcome {
    let desk = match &command {
        Command::List => desk::look(config)?,
        Command::Add { .. } | Command::Remove { .. } => desk::change(config)?,
    };
    match command {
        Command::List => list(&desk, as_json),
        Command::Add { staff, from, until, reason, by } => {
            let key = arguments::staff_key(&desk, &staff)?;
            let people = people(&desk)?;
            let person = people.iter().find(|one| one.key == key);
            let person = person.ok_or_else(|| format!("nobody has the key {key}"))?;
            let span = span(&desk, &from, &until)?;
            let (id, absence) =
                absence::add(&desk, &person.person.id, span, &reason, &by).map_err(describe)?;
            let booked = absence::booked_while_away(&desk, &absence).map_err(describe)?;
            if as_json {
                let added = absence_json(&desk, &people, id, &absence);
                let booked: Vec<i64> = booked.iter().map(|(id, _)| id.0).collect();
                println!("{}", json!({ "done": true, "added": added, "still_booked": booked }));
                return Ok(ExitCode::SUCCESS);
            }
            tell_one(&desk, "added", id, &absence, as_json)?;
            if !person.person.active {
                println!("she is not active, so nobody is offered her anyway");
            }
            tell_booked(&desk, &booked);
            Ok(ExitCode::SUCCESS)
        }
        Command::Remove { id } => {
            let id = AbsenceId(id);
            let gone = absence::remove(&desk, id).map_err(describe)?;
            tell_one(&desk, "removed", id, &gone, as_json)
        }
    }
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

fn list(desk: &Desk, as_json: bool) -> Outcome {
    let absences = absence::list(desk).map_err(describe)?;
    let people = people(desk)?;
    if as_json {
        let all = absences.iter().map(|(id, one)| absence_json(desk, &people, *id, one));
        println!("{}", Value::Array(all.collect()));
        return Ok(ExitCode::SUCCESS);
    }
    let cells: Vec<Vec<String>> = absences
        .iter()
        .map(|(id, one)| {
            vec![
                id.to_string(),
                name(&people, one),
                wall(desk, one.span.start()),
                wall(desk, one.span.end()),
                one.reason.clone(),
                one.created_by.clone(),
            ]
        })
        .collect();
    table::print(&["no.", "staff member", "from", "until", "reason", "by"], &cells);
    Ok(ExitCode::SUCCESS)
}

fn tell_one(desk: &Desk, word: &str, id: AbsenceId, one: &Absence, as_json: bool) -> Outcome {
    let people = people(desk)?;
    if as_json {
        println!("{}", json!({ "done": true, word: absence_json(desk, &people, id, one) }));
        return Ok(ExitCode::SUCCESS);
    }
    let name = name(&people, one);
    let (from, until) = (wall(desk, one.span.start()), wall(desk, one.span.end()));
    println!("{word} {id}: {name}, {from} to {until}");
    Ok(ExitCode::SUCCESS)
}

/// What the absence does not change: a person has to.
fn tell_booked(desk: &Desk, booked: &[(AppointmentId, OffsetDateTime)]) {
    for (id, starts_at) in booked.iter().take(BOOKED_TOLD_MAX) {
        println!("appointment {id} ({}) stays booked with her", wall(desk, *starts_at));
    }
    let more = booked.len().saturating_sub(BOOKED_TOLD_MAX);
    if more > 0 {
        println!("and {more} more");
    }
    if !booked.is_empty() {
        println!(
            "move or cancel them with the customers, or give them to somebody else at Cal.com, then: \
             chairside mappings reassign NUMBER --staff NAME --by YOU --reason WHY"
        );
    }
}

fn absence_json(desk: &Desk, people: &[Listed], id: AbsenceId, one: &Absence) -> Value {
    let key = people.iter().find(|listed| listed.person.id == one.staff).map(|listed| &listed.key);
    let time = |at| desk.salon.zone.rfc3339_local(at);
    json!({ "id": id.0, "staff": key, "staff_id": one.staff.0, "from": time(one.span.start()),
        "until": time(one.span.end()), "reason": one.reason, "by": one.created_by })
}

/// `2026-12-01 09:00` on the salon's clock.
fn wall(desk: &Desk, at: OffsetDateTime) -> String {
    let (day, time) = desk.salon.zone.local(at);
    format!("{day} {:02}:{:02}", time.hour(), time.minute())
}

fn people(desk: &Desk) -> Result<Vec<Listed>, String> {
    let company = desk.salon.company;
    desk.store.read(|connection| staff::listed(connection, company)).map_err(describe)
}

fn name(people: &[Listed], absence: &Absence) -> String {
    let found = people.iter().find(|one| one.person.id == absence.staff);
    found.map_or_else(|| absence.staff.0.clone(), |one| one.person.name.clone())
}
