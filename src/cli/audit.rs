//! `audit list` and `audit verify`.

use crate::cli::console::arguments::Common;
use crate::cli::console::outcome::{Outcome, describe, misconfigured};
use crate::cli::console::print::{Printer, Text};
use crate::cli::console::{desk, table};
use crate::config::Config;
use crate::domain::audit::verify::Verified;
use crate::domain::ids::HostId;
use crate::domain::language::Language;
use crate::frontdesk::host::audit_view::AuditView;
use crate::frontdesk::host::{audit, audit_view};
use crate::store::db::start;
use crate::store::file::recognise;
use crate::store::host::audit::Filter;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// How many rows are listed unless told otherwise.
const LISTED_DEFAULT: u32 = 100;

/// What is done with the audit trail.
#[derive(Subcommand)]
pub enum Command {
    /// Lists the changes of mappings, oldest first.
    List(ListArguments),
    /// Follows the whole chain: an edit, a removed row, a swapped pair, a cut tail are found.
    Verify {
        /// A copy of the head file that was kept elsewhere, of any age; may be given several times.
        #[arg(long)]
        head_file: Vec<PathBuf>,
    },
}

/// Which rows.
#[derive(Args)]
pub struct ListArguments {
    /// Only about this host.
    #[arg(long)]
    host: Option<i64>,
    /// Only this action: created, updated, deleted, auto_matched, manual_override.
    #[arg(long)]
    action: Option<String>,
    /// Only by this person.
    #[arg(long)]
    by: Option<String>,
    /// Only from this UTC time on, for example 2026-10-01 or 2026-10-01T08:00:00Z.
    #[arg(long)]
    since: Option<String>,
    /// At most so many, the newest.
    #[arg(long, default_value_t = LISTED_DEFAULT)]
    most: u32,
}

pub fn run(common: &Common, command: Command) -> Outcome {
    match command {
        Command::List(arguments) => {
            let (desk, printer) = desk::look(common)?;
            let filter = Filter {
                company: Some(desk.salon.company),
                host: arguments.host.map(HostId),
                action: arguments.action,
                changed_by: arguments.by,
                since: arguments.since,
                most: arguments.most,
            };
            printer.print(&audit_view::list(&desk, &filter).map_err(describe)?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Verify { head_file } => verify(common, &head_file),
    }
}

/// Of a trail that may be damaged no more is opened than is needed to follow it.
fn verify(common: &Common, copies: &[PathBuf]) -> Outcome {
    desk::log_warnings();
    let config = Config::load_offline(common).map_err(misconfigured)?;
    let database = &config.database.path;
    if !database.is_file() {
        return Err(describe(start::no_database(database)));
    }
    recognise::is_mine(database, &config.company.key).map_err(describe)?;
    let printer = Printer::of_file(database, desk::READ_ONLY, common.json);
    let verified = audit::verify_file(database, copies)
        .map_err(|error| format!("{}: {}", database.display(), describe(error)))?;
    let whole = verified.is_whole();
    printer.print(&Checked { whole, verified })?;
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[derive(Serialize)]
struct Checked {
    whole: bool,
    #[serde(flatten)]
    verified: Verified,
}

impl Text for Checked {
    fn text(&self, _: Language) -> String {
        let Verified { rows, last_hash, faults, faults_more, .. } = &self.verified;
        if self.whole {
            return format!("the audit trail is whole: {rows} rows, head {last_hash}\n");
        }
        let mut text = format!("the audit trail is NOT whole ({rows} rows):\n");
        for fault in faults {
            writeln!(text, "  {fault}").ok();
        }
        if *faults_more > 0 {
            writeln!(text, "  and {faults_more} more").ok();
        }
        text
    }
}

impl Text for Vec<AuditView> {
    fn text(&self, _: Language) -> String {
        let row = |row: &AuditView| {
            vec![
                row.seq.to_string(),
                row.changed_at.clone(),
                row.changed_by.clone(),
                row.action.clone(),
                table::or_dash(row.host),
                table::or_dash(row.staff.as_ref()),
                row.reason.clone(),
            ]
        };
        let rows: Vec<Vec<String>> = self.iter().map(row).collect();
        table::render(&["no.", "when", "who", "action", "host", "staff", "why"], &rows)
    }
}
