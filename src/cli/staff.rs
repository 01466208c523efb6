//! `staff list` and `staff import`.

use crate::cli::outcome::{Outcome, describe};
use crate::cli::{desk, table};
use crate::domain::people::staff_csv::FILE_MAX_BYTES;
use crate::frontdesk::Desk;
use crate::frontdesk::host::staff_import::{ImportReport, Taken, TakenRow};
use crate::frontdesk::host::unassigned::Which;
use crate::frontdesk::host::{staff_import, unassigned};
use crate::store::host::{mapping, staff};
use clap::Subcommand;
use serde_json::{Value, json};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Told with every line that is left aside.
const CONFIG_WINS: &str = "appliance.toml describes her and wins at each start: change her there";

/// What is done with the staff.
#[derive(Subcommand)]
pub enum Command {
    /// Lists everybody, active or not.
    List,
    /// Takes a staff list over from a CSV file with the columns key, name, emails, branch, active. People whom
    /// appliance.toml names are left as they are there, people whom the file does not name as they are here.
    Import {
        /// UTF-8, parted by comma, semicolon or tab, several e-mail addresses by blanks or |.
        file: PathBuf,
        /// Tells what would change and writes nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Runs the command.
pub fn run(config: &Path, command: Command, json: bool) -> Outcome {
    let desk = match &command {
        Command::List => desk::look(config)?,
        Command::Import { dry_run: true, .. } => desk::try_out(config)?,
        Command::Import { dry_run: false, .. } => desk::change(config)?,
    };
    match command {
        Command::List => list(&desk, json),
        Command::Import { file, dry_run } => import(&desk, &file, dry_run, json),
    }
}

fn list(desk: &Desk, as_json: bool) -> Outcome {
    let listed = desk
        .store
        .read(|connection| staff::listed(connection, desk.salon.company))
        .map_err(|error| error.for_log())?;
    let in_config = |key: &str| desk.salon.config.staff.iter().any(|person| person.key == key);
    if as_json {
        let one = |one: &staff::Listed| {
            json!({ "key": one.key, "id": one.person.id.0, "name": one.person.name,
                "emails": one.person.emails, "branch": one.branch_key, "active": one.person.active,
                "in_config": in_config(&one.key) })
        };
        println!("{}", Value::Array(listed.iter().map(one).collect()));
        return Ok(ExitCode::SUCCESS);
    }
    let rows: Vec<Vec<String>> = listed
        .iter()
        .map(|one| {
            vec![
                one.key.clone(),
                one.person.name.clone(),
                table::or_dash(one.branch_key.clone()),
                if one.person.active { "active" } else { "inactive" }.to_owned(),
                if in_config(&one.key) { "appliance.toml" } else { "import" }.to_owned(),
                one.person.emails.join(", "),
            ]
        })
        .collect();
    table::print(&["key", "name", "branch", "", "from", "e-mail"], &rows);
    Ok(ExitCode::SUCCESS)
}

fn import(desk: &Desk, path: &Path, dry_run: bool, as_json: bool) -> Outcome {
    let bytes = read(path)?;
    let report = staff_import::import(desk, &bytes, dry_run).map_err(|error| error.for_log())?;
    let is_whole = report.faults.is_empty();
    if as_json {
        println!("{}", report_json(&report, dry_run));
    } else if is_whole {
        tell(&report, dry_run);
        tell_what_follows(desk, &report, dry_run)?;
    } else {
        for fault in &report.faults {
            println!("line {}: {}", fault.line, fault.sentence);
        }
    }
    if is_whole {
        return Ok(ExitCode::SUCCESS);
    }
    Err(format!("{}: {} faults, nothing imported", path.display(), report.faults.len()))
}

/// One byte more than allowed is read, so that a file that is too long shows.
fn read(path: &Path) -> Result<Vec<u8>, String> {
    let cannot = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let mut bytes = Vec::new();
    let most = u64::try_from(FILE_MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path).map_err(cannot)?.take(most).read_to_end(&mut bytes).map_err(cannot)?;
    Ok(bytes)
}

fn tell(report: &ImportReport, dry_run: bool) {
    let mut counts = [0_u32; 4];
    for row in &report.rows {
        let (place, word) = match &row.taken {
            Taken::Added => (0, "added".to_owned()),
            Taken::Changed(fields) => (1, format!("changed: {}", fields.join(", "))),
            Taken::Unchanged => (2, String::new()),
            Taken::LeftToConfig => (3, format!("left aside: {CONFIG_WINS}")),
        };
        if let Some(count) = counts.get_mut(place) {
            *count = count.saturating_add(1);
        }
        if !word.is_empty() {
            println!("line {}: {} ({}) {word}", row.line, row.name, row.key);
        }
    }
    let [added, changed, unchanged, left] = counts;
    let would = if dry_run { " (dry run: nothing written)" } else { "" };
    println!(
        "{added} added, {changed} changed, {unchanged} unchanged, {left} left to appliance.toml{would}"
    );
}

/// What an import does not do by itself.
fn tell_what_follows(desk: &Desk, report: &ImportReport, dry_run: bool) -> Result<(), String> {
    let is_taken = |row: &&TakenRow| matches!(row.taken, Taken::Added | Taken::Changed(_));
    let taken: Vec<&TakenRow> = report.rows.iter().filter(is_taken).collect();
    if taken.is_empty() && !report.rows.is_empty() {
        println!(
            "nothing changed: the people here are already as the file has them, or are appliance.toml's"
        );
    }
    if taken.is_empty() || dry_run {
        return Ok(());
    }
    let company = desk.salon.company;
    let (people, mappings) = desk
        .store
        .read(|connection| {
            Ok((staff::listed(connection, company)?, mapping::list(connection, company, None)?))
        })
        .map_err(describe)?;
    for row in &taken {
        let Some(one) = people.iter().find(|one| one.key == row.key && !one.person.active) else {
            continue;
        };
        let hers = mappings.iter().filter(|mapping| mapping.active);
        for mapping in hers.filter(|mapping| mapping.staff == one.person.id) {
            println!(
                "{} is not active, and host {} is still mapped to her: new bookings of that host will have nobody; \
                 chairside mappings set {} --staff NAME --by YOU --reason WHY",
                one.person.name, mapping.host, mapping.host
            );
        }
    }
    let which = Which { unassigned: true, past: true, host: None };
    let (upcoming, past) = unassigned::count(desk, which).map_err(describe)?;
    if upcoming.saturating_add(past) > 0 {
        println!(
            "{upcoming} upcoming and {past} past appointments have nobody; chairside backfill decides them again, \
             chairside appointments list --unassigned tells why"
        );
    }
    Ok(())
}

fn report_json(report: &ImportReport, dry_run: bool) -> Value {
    let faults: Vec<Value> = report
        .faults
        .iter()
        .map(|fault| json!({ "line": fault.line, "sentence": fault.sentence }))
        .collect();
    let rows: Vec<Value> = report
        .rows
        .iter()
        .map(|row| {
            let (taken, fields) = match &row.taken {
                Taken::Added => ("added", Vec::new()),
                Taken::Changed(fields) => ("changed", fields.clone()),
                Taken::Unchanged => ("unchanged", Vec::new()),
                Taken::LeftToConfig => ("left_to_config", Vec::new()),
            };
            json!({ "line": row.line, "key": row.key, "name": row.name, "taken": taken, "fields": fields })
        })
        .collect();
    json!({ "dry_run": dry_run, "faults": faults, "rows": rows })
}
