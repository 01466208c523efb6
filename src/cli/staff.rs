//! `staff list` and `staff import`.

use crate::cli::console::arguments::Common;
use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::print::Text;
use crate::cli::console::{desk, table};
use crate::domain::language::Language;
use crate::domain::people::staff_csv::FILE_MAX_BYTES;
use crate::frontdesk::Desk;
use crate::frontdesk::host::staff_view::{
    ADDED, CHANGED, ImportView, LEFT_TO_CONFIG, RowView, StaffView, UNCHANGED,
};
use crate::frontdesk::host::unassigned::Which;
use crate::frontdesk::host::{mapping_view, staff_import, staff_view, unassigned};
use clap::Subcommand;
use serde::Serialize;
use std::fmt::Write;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Told with every line that is left aside.
const CONFIG_WINS: &str =
    "appliance.toml describes this person and wins at each start: make the change there";

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

pub fn run(common: &Common, command: Command) -> Outcome {
    match command {
        Command::List => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&staff_view::list(&desk).map_err(describe)?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Import { file, dry_run } => {
            let bytes = read(&file)?;
            let (desk, printer) =
                if dry_run { desk::try_out(common)? } else { desk::change(common)? };
            let report = staff_import::import(&desk, &bytes, dry_run).map_err(describe)?;
            let report = staff_view::imported(report, dry_run);
            let follows = follows(&desk, &report)?;
            let imported = Imported { report, follows };
            printer.print(&imported)?;
            match imported.report.faults.len() {
                0 => Ok(ExitCode::SUCCESS),
                faults => Err(format!("{}: {faults} faults, nothing imported", file.display())),
            }
        }
    }
}

/// One byte more than allowed is read, so that a file that is too long shows.
fn read(path: &Path) -> Result<Vec<u8>, String> {
    let cannot = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let mut bytes = Vec::new();
    let most = u64::try_from(FILE_MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path).map_err(cannot)?.take(most).read_to_end(&mut bytes).map_err(cannot)?;
    Ok(bytes)
}

impl Text for Vec<StaffView> {
    fn text(&self, _: Language) -> String {
        let row = |one: &StaffView| {
            vec![
                one.key.clone(),
                one.name.clone(),
                table::or_dash(one.branch.as_ref()),
                if one.active { "active" } else { "inactive" }.to_owned(),
                if one.in_config { "appliance.toml" } else { "import" }.to_owned(),
                one.emails.join(", "),
            ]
        };
        let rows: Vec<Vec<String>> = self.iter().map(row).collect();
        table::render(&["key", "name", "branch", "", "from", "e-mail"], &rows)
    }
}

/// What an import did, and what it does not do by itself.
#[derive(Serialize)]
#[serde(transparent)]
struct Imported {
    report: ImportView,
    #[serde(skip)]
    follows: Vec<String>,
}

impl Text for Imported {
    fn text(&self, _: Language) -> String {
        let ImportView { dry_run, faults, rows } = &self.report;
        let mut text = String::new();
        for fault in faults {
            writeln!(text, "line {}: {}", fault.line, fault.sentence).ok();
        }
        if !faults.is_empty() {
            return text;
        }
        for row in rows.iter().filter(|row| row.taken != UNCHANGED) {
            writeln!(text, "line {}: {} ({}) {}", row.line, row.name, row.key, taken(row)).ok();
        }
        let count = |taken: &str| rows.iter().filter(|row| row.taken == taken).count();
        let would = if *dry_run { " (dry run: nothing written)" } else { "" };
        writeln!(
            text,
            "{} added, {} changed, {} unchanged, {} left to appliance.toml{would}",
            count(ADDED),
            count(CHANGED),
            count(UNCHANGED),
            count(LEFT_TO_CONFIG)
        )
        .ok();
        for line in &self.follows {
            writeln!(text, "{line}").ok();
        }
        text
    }
}

fn taken(row: &RowView) -> String {
    match row.taken {
        CHANGED => format!("changed: {}", row.fields.join(", ")),
        LEFT_TO_CONFIG => format!("left aside: {CONFIG_WINS}"),
        other => other.to_owned(),
    }
}

/// What an import does not do by itself.
fn follows(desk: &Desk, report: &ImportView) -> Result<Vec<String>, String> {
    let taken: Vec<&RowView> = report.rows.iter().filter(|row| row.is_taken()).collect();
    let mut lines = Vec::new();
    if taken.is_empty() && !report.rows.is_empty() {
        lines.push(
            "nothing changed: the people here are already as the file has them, or are appliance.toml's"
                .to_owned(),
        );
    }
    if taken.is_empty() || report.dry_run {
        return Ok(lines);
    }
    let people = staff_view::list(desk).map_err(describe)?;
    let mappings = mapping_view::list(desk).map_err(describe)?;
    for row in &taken {
        let Some(one) = people.iter().find(|one| one.key == row.key && !one.active) else {
            continue;
        };
        let own = mappings.iter().filter(|mapping| mapping.active && mapping.staff_id == one.id);
        lines.extend(own.map(|mapping| {
            format!(
                "{} is not active, and host {} is still mapped to this person: new bookings of that host will have \
                 no staff member; chairside mappings set {} --staff NAME --by YOU --reason WHY",
                one.name, mapping.host, mapping.host
            )
        }));
    }
    let which = Which { unassigned: true, past: true, ..Which::default() };
    let (upcoming, past) = unassigned::count(desk, &which).map_err(describe)?;
    if upcoming.saturating_add(past) > 0 {
        lines.push(format!(
            "{upcoming} upcoming and {past} past appointments have no staff member; chairside backfill decides them again, \
             chairside appointments list --unassigned tells why"
        ));
    }
    Ok(lines)
}
