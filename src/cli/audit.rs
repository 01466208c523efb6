//! `audit list` and `audit verify`.

use crate::cli::outcome::{Outcome, describe};
use crate::cli::{desk, table};
use crate::config::Config;
use crate::domain::ids::HostId;
use crate::domain::people::staff::StaffMember;
use crate::frontdesk::host::audit;
use crate::store::db::start;
use crate::store::file::recognise;
use crate::store::host::audit::{AuditRow, Filter};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
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

/// Runs the command.
pub fn run(config: &Path, command: Command, json: bool) -> Outcome {
    match command {
        Command::List(arguments) => {
            let desk = desk::look(config)?;
            let filter = Filter {
                company: Some(desk.salon.company),
                host: arguments.host.map(HostId),
                action: arguments.action,
                changed_by: arguments.by,
                since: arguments.since,
                most: arguments.most,
            };
            let rows = audit::list(&desk.store, &filter).map_err(|error| error.for_log())?;
            if json {
                println!("{}", Value::Array(rows.iter().map(row_json).collect()));
            } else {
                let roster = desk::roster(&desk)?;
                let rows: Vec<Vec<String>> = rows.iter().map(|row| cells(row, &roster)).collect();
                table::print(&["no.", "when", "who", "action", "host", "staff", "why"], &rows);
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Verify { head_file } => verify(config, &head_file, json),
    }
}

/// Of a trail that may be damaged no more is opened than is needed to follow it.
fn verify(config: &Path, copies: &[PathBuf], json: bool) -> Outcome {
    desk::log_warnings();
    let config = Config::load_offline(config)?;
    let database = &config.database.path;
    if !database.is_file() {
        return Err(describe(start::no_database(database)));
    }
    recognise::is_mine(database, &config.company.key).map_err(describe)?;
    desk::say(&config, desk::READ_ONLY);
    let verified = audit::verify_file(database, copies)
        .map_err(|error| format!("{}: {}", database.display(), error.for_log()))?;
    let whole = verified.is_whole();
    if json {
        println!(
            "{}",
            json!({ "whole": whole, "rows": verified.rows, "last_seq": verified.last_seq,
                "last_hash": verified.last_hash, "faults": verified.faults,
                "faults_more": verified.faults_more })
        );
    } else if whole {
        println!("the audit trail is whole: {} rows, head {}", verified.rows, verified.last_hash);
    } else {
        println!("the audit trail is NOT whole ({} rows):", verified.rows);
        for fault in &verified.faults {
            println!("  {fault}");
        }
        if verified.faults_more > 0 {
            println!("  and {} more", verified.faults_more);
        }
    }
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A row as JSON, its values parsed where they can be.
pub fn row_json(row: &AuditRow) -> Value {
    let parsed = |text: &Option<String>| {
        text.as_deref().map(|text| serde_json::from_str(text).unwrap_or_else(|_| json!(text)))
    };
    json!({
        "seq": row.seq, "mapping_id": row.mapping_id, "action": row.action,
        "old_values": parsed(&row.old_values), "new_values": parsed(&row.new_values),
        "changed_by": row.changed_by, "changed_at": row.changed_at, "reason": row.reason, "hash": row.hash,
    })
}

fn cells(row: &AuditRow, roster: &[StaffMember]) -> Vec<String> {
    let values = row.new_values.as_deref().or(row.old_values.as_deref()).unwrap_or("{}");
    let values: Value = serde_json::from_str(values).unwrap_or_default();
    let staff = values.get("staff_id").and_then(Value::as_str);
    vec![
        row.seq.to_string(),
        row.changed_at.clone(),
        row.changed_by.clone(),
        row.action.clone(),
        table::or_dash(values.get("calcom_host_id").and_then(Value::as_i64)),
        table::or_dash(staff.map(|id| desk::name_of(roster, id))),
        row.reason.clone(),
    ]
}
