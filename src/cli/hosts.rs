//! `hosts list` and `hosts sync`.

use crate::cli::mappings::left;
use crate::cli::outcome::{Outcome, describe};
use crate::cli::{desk, table};
use crate::domain::host::identity::Host;
use crate::domain::host::sync::HostChange;
use crate::frontdesk::Desk;
use crate::frontdesk::host::{suggestion, sync, unassigned};
use crate::store::host::{identity, mapping};
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// How long one page of a member list may take.
const PAGE_PATIENCE_SECONDS: u64 = 30;

/// What is done with the hosts.
#[derive(Subcommand)]
pub enum Command {
    /// Lists every Cal.com user ever seen, and who of the staff she is.
    List,
    /// Reads Cal.com's member lists and refreshes what is known.
    Sync {
        /// Tells the differences and writes nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Runs the command.
pub fn run(config: &Path, command: Command, json: bool) -> Outcome {
    let desk = match &command {
        Command::List => desk::look(config)?,
        Command::Sync { dry_run: true } => desk::try_out_asking(config, u32::MAX)?,
        Command::Sync { dry_run: false } => desk::ask(config, u32::MAX)?,
    };
    match command {
        Command::List => list(&desk, json),
        Command::Sync { dry_run } => sync(&desk, dry_run, json),
    }
}

fn list(desk: &Desk, json: bool) -> Outcome {
    let company = desk.salon.company;
    let (hosts, mappings) = desk
        .store
        .read(|connection| {
            Ok((identity::all(connection, company)?, mapping::list(connection, company, None)?))
        })
        .map_err(|error| error.for_log())?;
    let roster = desk::roster(desk)?;
    let staff = |host: &Host| {
        let active = mappings.iter().find(|mapping| mapping.host == host.id && mapping.active);
        active.map(|mapping| desk::name_of(&roster, &mapping.staff.0))
    };
    if json {
        let one = |known: &identity::KnownHost| {
            json!({ "host": host_json(&known.host), "staff": staff(&known.host),
                "first_seen_at": known.first_seen_at, "is_listed": known.is_listed,
                "vanished_at": known.vanished_at })
        };
        println!("{}", Value::Array(hosts.iter().map(one).collect()));
        return Ok(ExitCode::SUCCESS);
    }
    let rows: Vec<Vec<String>> = hosts
        .iter()
        .map(|known| {
            vec![
                known.host.id.to_string(),
                table::or_dash(known.host.name.clone()),
                known.host.emails.join(", "),
                table::or_dash(staff(&known.host)),
                known.first_seen_at.clone(),
                known.vanished_at.as_ref().map_or_else(String::new, |at| format!("vanished {at}")),
            ]
        })
        .collect();
    table::print(&["host", "name", "e-mail", "staff member", "first seen", ""], &rows);
    Ok(ExitCode::SUCCESS)
}

fn sync(desk: &Desk, dry_run: bool, json: bool) -> Outcome {
    let patience = Duration::from_secs(PAGE_PATIENCE_SECONDS);
    let report = sync::hosts(desk, dry_run, patience).map_err(|error| error.for_log())?;
    let roster = desk::roster(desk)?;
    let mut left = Vec::new();
    for (id, _) in report.mapped.iter().filter(|_| !dry_run) {
        left.extend(unassigned::host_stands(desk, *id).map_err(describe)?.left);
    }
    let waiting = suggestion::queue(desk).map_err(describe)?.total;
    if json {
        let changes: Vec<Value> = report.changes.iter().map(change_json).collect();
        let mapped: Vec<Value> = report
            .mapped
            .iter()
            .map(|(host, staff)| {
                let name = desk::name_of(&roster, &staff.0);
                json!({ "host": host.0, "staff_id": staff.0, "staff": name })
            })
            .collect();
        println!(
            "{}",
            json!({ "dry_run": dry_run, "listed": report.listed, "unreadable": report.unreadable,
                "changes": changes, "mapped": mapped, "redecided": report.redecided,
                "unassigned": left::json(desk, &left), "waiting": waiting })
        );
        return Ok(ExitCode::SUCCESS);
    }
    for change in &report.changes {
        println!("{}", change_line(change));
    }
    for (host, staff) in &report.mapped {
        println!("= mapped    {host} is {}", desk::name_of(&roster, &staff.0));
    }
    if report.unreadable > 0 {
        println!("{} entries cannot be read: nobody counts as vanished", report.unreadable);
    }
    let would = if dry_run { " (dry run: nothing written)" } else { "" };
    println!(
        "{} listed, {} differences, {} mapped, {} appointments decided again{would}",
        report.listed,
        report.changes.len(),
        report.mapped.len(),
        report.redecided
    );
    for line in left::lines(desk, &left) {
        println!("{line}");
    }
    if !desk.salon.config.matching.enabled {
        println!("nobody is mapped by a rule while matching.enabled is false in appliance.toml");
    }
    if waiting > 0 {
        println!("{waiting} hosts are nobody of the staff yet: chairside suggestions list");
    }
    Ok(ExitCode::SUCCESS)
}

fn change_line(change: &HostChange) -> String {
    let who = |host: &Host| {
        let name = host.name.as_deref().unwrap_or("(no name)");
        format!("{} {name} <{}>", host.id, host.emails.join(", "))
    };
    match change {
        HostChange::New(host) => format!("+ new       {}", who(host)),
        HostChange::Changed { before, after, fields } => {
            format!("~ changed   {} -> {} ({})", who(before), who(after), fields.join(", "))
        }
        HostChange::Vanished(host) => format!("- vanished  {}", who(host)),
        HostChange::Returned(host) => format!("+ returned  {}", who(host)),
    }
}

fn change_json(change: &HostChange) -> Value {
    match change {
        HostChange::New(host) => json!({ "kind": "new", "host": host_json(host) }),
        HostChange::Changed { before, after, fields } => json!({ "kind": "changed",
            "before": host_json(before), "after": host_json(after), "fields": fields }),
        HostChange::Vanished(host) => json!({ "kind": "vanished", "host": host_json(host) }),
        HostChange::Returned(host) => json!({ "kind": "returned", "host": host_json(host) }),
    }
}

fn host_json(host: &Host) -> Value {
    json!({ "id": host.id.0, "name": host.name, "emails": host.emails, "username": host.username,
        "time_zone": host.time_zone })
}
