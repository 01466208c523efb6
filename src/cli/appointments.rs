//! `appointments`: what is in the diary, and above all what nobody of the staff does, with the reason.

use crate::cli::outcome::{Outcome, describe};
use crate::cli::sagas::print::minute;
use crate::cli::{desk, table};
use crate::domain::calendar::zone::Zone;
use crate::frontdesk::host::unassigned;
use crate::frontdesk::host::unassigned::{LISTED_PARTS_MAX, Listed, Which};
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

/// What is done with the appointments.
#[derive(Subcommand)]
pub enum Command {
    /// Lists those that stand: upcoming ones, soonest first.
    List {
        /// Only those that nobody of the staff does, each with the reason and what to do.
        #[arg(long)]
        unassigned: bool,
        /// Past ones too, behind the upcoming ones.
        #[arg(long)]
        all: bool,
    },
}

/// Runs the command.
pub fn run(config: &Path, command: &Command, as_json: bool) -> Outcome {
    let desk = desk::look(config)?;
    let Command::List { unassigned, all } = *command;
    let which = Which { unassigned, past: all, host: None };
    let listed = unassigned::list(&desk, which).map_err(describe)?;
    let (upcoming, past) = unassigned::count(&desk, which).map_err(describe)?;
    let zone = &desk.salon.zone;
    if as_json {
        println!("{}", Value::Array(listed.iter().map(|one| listed_json(zone, one)).collect()));
    } else {
        print(zone, &listed, unassigned);
        let what = if unassigned { " without a staff member" } else { "" };
        let more = if all { "" } else { " (--all lists past ones too)" };
        println!("{upcoming} upcoming appointments{what}, {past} past ones{more}");
    }
    let most = upcoming.max(if all { past } else { 0 });
    if most > LISTED_PARTS_MAX {
        eprintln!("chairside: only the first {LISTED_PARTS_MAX} are listed");
    }
    Ok(ExitCode::SUCCESS)
}

fn print(zone: &Zone, listed: &[Listed], unassigned: bool) {
    if listed.is_empty() {
        return;
    }
    let cells: Vec<Vec<String>> = listed
        .iter()
        .map(|one| {
            let mut row = vec![
                one.appointment.to_string(),
                minute(zone, one.starts_at),
                service(one),
                table::or_dash(one.customer.as_ref()),
                host(one),
            ];
            if !unassigned {
                row.push(one.staff.clone().unwrap_or_else(|| "nobody".to_owned()));
            }
            let why = one.why.as_ref();
            row.push(why.map_or_else(String::new, |why| why.sentence.clone()));
            row.push(why.map_or_else(String::new, |why| why.what_to_do.clone()));
            row
        })
        .collect();
    let mut head = vec!["no.", "when", "service", "customer", "host"];
    if !unassigned {
        head.push("staff member");
    }
    head.extend(["why nobody", "what to do"]);
    table::print(&head, &cells);
    println!();
}

/// `Ansatzfärbung A, B`.
fn service(one: &Listed) -> String {
    let name = table::or_dash(one.service.as_ref());
    match one.parts.is_empty() {
        true => name,
        false => format!("{name} {}", one.parts.join(", ")),
    }
}

/// `7001 Emma Vogel`.
fn host(one: &Listed) -> String {
    let Some(host) = &one.host else { return table::or_dash(None::<String>) };
    match &host.name {
        Some(name) => format!("{} {name}", host.id),
        None => host.id.to_string(),
    }
}

/// An appointment for programs.
pub fn listed_json(zone: &Zone, one: &Listed) -> Value {
    let host = one.host.as_ref().map(|host| json!({ "id": host.id.0, "name": host.name }));
    let why = one.why.as_ref();
    json!({ "appointment_id": one.appointment.0, "parts": one.parts,
        "start": zone.rfc3339_local(one.starts_at), "end": zone.rfc3339_local(one.ends_at),
        "upcoming": one.is_upcoming, "status": one.status.as_str(), "service": one.service,
        "customer": one.customer, "host": host, "staff": one.staff,
        "reason": why.map(|why| why.reason.as_str()), "why": why.map(|why| &why.sentence),
        "what_to_do": why.map(|why| &why.what_to_do) })
}
