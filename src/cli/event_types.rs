//! `event-types list`, `event-types sync` and `event-types drift`.

use crate::cli::outcome::Outcome;
use crate::cli::{desk, event_types_length, table};
use crate::domain::event_type::fields::FieldDrift;
use crate::domain::event_type::length::{MadeBy, WrongLength};
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::difference::{Difference, RowDrift};
use crate::frontdesk::event_type::drift::Look;
use crate::frontdesk::event_type::run::{EventTypeReport, RowReport, What};
use crate::frontdesk::event_type::{drift, length, reconcile, sentences as tell};
use crate::store::db::stamp;
use crate::store::service::event_map_sync;
use crate::store::service::event_map_sync::ListedRow;
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

/// How long one row may take at Cal.com; it includes waiting for our own brake.
const ROW_PATIENCE_SECONDS: u64 = 90;
/// Requests a minute at most: about half of Cal.com's 120, so that a `serve` beside us never meets a blocked key
/// while somebody is on the phone.
const PER_MINUTE_MAX: u32 = 55;

/// What is done with the event types.
#[derive(Subcommand)]
pub enum Command {
    /// Lists every event type: what it books, whose it is, how it stands.
    List,
    /// Makes, changes and deletes event types at Cal.com until they are as the services want them. Only those that
    /// Chairside made, and of those only the fields that are its own. Exit code 1 if anything could not be done.
    Sync {
        /// Tells what would be done, and changes nothing, neither here nor at Cal.com.
        #[arg(long)]
        dry_run: bool,
        /// Deletes event types that nothing needs any more although bookings stand on them. The bookings stay, but
        /// can no longer be moved.
        #[arg(long)]
        delete_anyway: bool,
    },
    /// Compares with Cal.com field by field, and changes nothing. Exit code 1 if a field or an event type of
    /// Chairside's differs; what the salon changed of its own fields is told, and no more.
    Drift,
}

/// Runs the command.
pub fn run(config: &Path, command: Command, json: bool) -> Outcome {
    let desk = match &command {
        Command::List => desk::look(config)?,
        Command::Drift | Command::Sync { dry_run: true, .. } => {
            desk::try_out_asking(config, PER_MINUTE_MAX)?
        }
        Command::Sync { dry_run: false, .. } => desk::ask(config, PER_MINUTE_MAX)?,
    };
    match command {
        Command::List => list(&desk, json),
        Command::Sync { dry_run, delete_anyway } => sync(&desk, dry_run, delete_anyway, json),
        Command::Drift => drift(&desk, json),
    }
}

fn list(desk: &Desk, json: bool) -> Outcome {
    let rows = desk
        .store
        .read(|connection| event_map_sync::listed(connection, desk.salon.company))
        .map_err(|error| error.for_log())?;
    if json {
        println!("{}", Value::Array(rows.iter().map(listed_json).collect()));
        return Ok(ExitCode::SUCCESS);
    }
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let status = if row.is_retired { "to be deleted" } else { &row.status };
            vec![
                row.service.clone(),
                row.segment_key.clone(),
                table::or_dash(row.branch.as_ref()),
                row.staff.clone().unwrap_or_else(|| "pool".into()),
                table::or_dash(row.event_type_id),
                row.made_by.clone(),
                status.to_owned(),
                table::or_dash(row.slug.as_ref()),
                row.last_error.clone().unwrap_or_default(),
            ]
        })
        .collect();
    let head =
        ["service", "part", "branch", "who", "event type", "made by", "status", "address", ""];
    table::print(&head, &cells);
    Ok(ExitCode::SUCCESS)
}

fn sync(desk: &Desk, dry_run: bool, delete_anyway: bool, json: bool) -> Outcome {
    let patience = Duration::from_secs(ROW_PATIENCE_SECONDS);
    let report = reconcile::begin(desk, delete_anyway, dry_run)
        .and_then(|run| reconcile::to_end(desk, run, patience, &thread::sleep))
        .map_err(|error| error.for_log())?;
    let wrong = match dry_run {
        true => length::known_lengths(desk).map_err(|error| error.for_log())?.wrong,
        false => event_types_length::look(desk, None, patience)?,
    };
    // Of ours the rows tell.
    let wrong: Vec<WrongLength> =
        wrong.into_iter().filter(|one| one.made_by == MadeBy::Salon).collect();
    if json {
        println!("{}", report_json(&report, &wrong, dry_run));
    } else {
        print_report(desk, &report, &wrong, dry_run);
    }
    Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print_report(desk: &Desk, report: &EventTypeReport, wrong: &[WrongLength], dry_run: bool) {
    let told = report.rows.iter().filter(|row| row.what != What::Unchanged);
    let cells: Vec<Vec<String>> = told
        .map(|row| {
            vec![
                row.label.service.clone(),
                row.label.segment.clone(),
                row.label.who.clone(),
                table::or_dash(row.event_type_id),
                tell::word(&row.what).to_owned(),
                tell::remark(&row.what, &desk.salon.zone),
            ]
        })
        .collect();
    if !cells.is_empty() {
        table::print(&["service", "part", "who", "event type", "", ""], &cells);
    }
    event_types_length::print(wrong);
    if !report.is_clean() && !dry_run {
        println!(
            "what is not done is tried again by `serve` every quarter of an hour, and by this command; \
             chairside event-types list tells how each stands"
        );
    }
    let count = |test: fn(&What) -> bool| report.rows.iter().filter(|row| test(&row.what)).count();
    let would = if dry_run { " (dry run: nothing changed)" } else { "" };
    println!(
        "{} in step, {} created, {} updated, {} deleted, {} kept, {} not done{would}",
        count(|what| *what == What::Unchanged),
        count(|what| matches!(what, What::Created { .. })),
        count(|what| matches!(what, What::Updated(_))),
        count(|what| *what == What::Deleted),
        count(|what| matches!(what, What::Kept { .. })),
        count(|what| matches!(what, What::Failed(_) | What::Left(_) | What::Waits(_))),
    );
    if let Some(why) = &report.stopped {
        eprintln!("chairside: stopped: {why}");
    }
}

fn drift(desk: &Desk, json: bool) -> Outcome {
    let patience = Duration::from_secs(ROW_PATIENCE_SECONDS);
    let look = Look { patience, pause: &thread::sleep };
    let found = drift::find(desk, &look).map_err(|error| error.for_log())?;
    if json {
        println!("{}", Value::Array(found.iter().map(drift_json).collect()));
    } else {
        print_drift(&found);
    }
    let differs = found.iter().any(RowDrift::counts);
    Ok(if differs { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn print_drift(found: &[RowDrift]) {
    let mut cells = Vec::new();
    for row in found {
        for line in tell::lines(&row.what) {
            cells.push(vec![
                row.label.service.clone(),
                row.label.segment.clone(),
                row.label.who.clone(),
                table::or_dash(row.event_type_id),
                line,
            ]);
        }
    }
    if !cells.is_empty() {
        table::print(&["service", "part", "who", "event type", ""], &cells);
    }
    let differ = found.iter().filter(|row| row.counts()).count();
    println!("{differ} of our event types differ, {} remarks", found.len().saturating_sub(differ));
}

fn listed_json(row: &ListedRow) -> Value {
    json!({ "service": row.service, "segment": row.segment_key, "branch": row.branch, "staff": row.staff,
        "event_type_id": row.event_type_id, "status": row.status, "made_by": row.made_by, "slug": row.slug,
        "title": row.title, "is_retired": row.is_retired, "last_synced_at": row.last_synced_at,
        "last_error": row.last_error })
}

fn report_json(report: &EventTypeReport, wrong: &[WrongLength], dry_run: bool) -> Value {
    let one = |row: &RowReport| {
        let fields: Option<Vec<Value>> = if let What::Updated(fields) = &row.what {
            Some(fields.iter().map(field_json).collect())
        } else {
            None
        };
        let (bookings, until) = if let What::Kept { bookings, until } = row.what {
            (Some(bookings), until.map(stamp::seconds))
        } else {
            (None, None)
        };
        let why = if let What::Failed(why) | What::Left(why) | What::Waits(why) = &row.what {
            Some(why)
        } else {
            None
        };
        json!({ "service": row.label.service, "segment": row.label.segment, "who": row.label.who, "slug": row.slug,
            "event_type_id": row.event_type_id, "what": tell::word(&row.what), "fields": fields,
            "bookings": bookings, "until": until, "why": why })
    };
    let rows: Vec<Value> = report.rows.iter().map(one).collect();
    json!({ "rows": rows, "stopped": report.stopped, "dry_run": dry_run, "clean": report.is_clean(),
        "wrong_lengths": event_types_length::json(wrong) })
}

fn drift_json(row: &RowDrift) -> Value {
    let fields: Option<Vec<Value>> = if let Difference::Fields(fields) = &row.what {
        Some(fields.iter().map(field_json).collect())
    } else {
        None
    };
    json!({ "service": row.label.service, "segment": row.label.segment, "who": row.label.who,
        "event_type_id": row.event_type_id, "counts": row.counts(), "fields": fields,
        "told": tell::lines(&row.what) })
}

fn field_json(drift: &FieldDrift) -> Value {
    json!({ "field": drift.field, "owner": drift.owner.as_str(), "wanted": drift.wanted, "actual": drift.actual,
        "not_sent": drift.not_sent })
}
