//! `event-types list`, `event-types sync` and `event-types drift`.

use crate::cli::console::arguments::Common;
use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::print::Text;
use crate::cli::console::{desk, table};
use crate::cli::event_types::wrong_lengths;
use crate::domain::event_type::length::{MadeBy, WrongLength};
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::drift::Look;
use crate::frontdesk::event_type::view::{DriftView, EventTypeView, SyncView, SyncedRow};
use crate::frontdesk::event_type::{drift, length, reconcile, view};
use clap::Subcommand;
use std::fmt::Write;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

/// How long one row may take at Cal.com; it includes waiting for our own brake.
const ROW_PATIENCE_SECONDS: u64 = 90;
/// Requests a minute at most: about half of Cal.com's 120, so that a `serve` beside us never meets a blocked key
/// while a caller is on the phone.
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

pub fn run(common: &Common, command: Command) -> Outcome {
    match command {
        Command::List => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&view::list(&desk).map_err(describe)?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Sync { dry_run, delete_anyway } => {
            let (desk, printer) = if dry_run {
                desk::try_out_asking(common, PER_MINUTE_MAX)?
            } else {
                desk::ask(common, PER_MINUTE_MAX)?
            };
            let report = sync(&desk, dry_run, delete_anyway)?;
            printer.print(&report)?;
            if let Some(why) = report.stopped.as_ref().filter(|_| !common.json) {
                eprintln!("chairside: stopped: {why}");
            }
            Ok(if report.clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::Drift => {
            let (desk, printer) = desk::try_out_asking(common, PER_MINUTE_MAX)?;
            let patience = Duration::from_secs(ROW_PATIENCE_SECONDS);
            let look = Look { patience, pause: &thread::sleep };
            let found = drift::find(&desk, &look).map_err(describe)?;
            let found = view::drift(&found);
            printer.print(&found)?;
            let differs = found.iter().any(|row| row.counts);
            Ok(if differs { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
    }
}

fn sync(desk: &Desk, dry_run: bool, delete_anyway: bool) -> Result<SyncView, String> {
    let patience = Duration::from_secs(ROW_PATIENCE_SECONDS);
    let report = reconcile::begin(desk, delete_anyway, dry_run)
        .and_then(|run| reconcile::to_end(desk, run, patience, &thread::sleep))
        .map_err(describe)?;
    let wrong = if dry_run {
        length::known_lengths(desk).map_err(describe)?.wrong
    } else {
        wrong_lengths::look(desk, None, patience)?
    };
    // Of ours the rows tell.
    let wrong: Vec<WrongLength> =
        wrong.into_iter().filter(|one| one.made_by == MadeBy::Salon).collect();
    Ok(view::synced(desk, &report, &wrong, dry_run))
}

impl Text for Vec<EventTypeView> {
    fn text(&self, _: Language) -> String {
        let row = |row: &EventTypeView| {
            let status = if row.is_retired { "to be deleted" } else { &row.status };
            vec![
                row.service.clone(),
                row.segment.clone(),
                table::or_dash(row.branch.as_ref()),
                row.staff.clone().unwrap_or_else(|| "pool".into()),
                table::or_dash(row.event_type_id),
                row.made_by.clone(),
                status.to_owned(),
                table::or_dash(row.slug.as_ref()),
                row.last_error.clone().unwrap_or_default(),
            ]
        };
        let rows: Vec<Vec<String>> = self.iter().map(row).collect();
        let head =
            ["service", "part", "branch", "who", "event type", "made by", "status", "address", ""];
        table::render(&head, &rows)
    }
}

impl Text for SyncView {
    fn text(&self, _: Language) -> String {
        let mut text = String::new();
        let row = |row: &SyncedRow| {
            vec![
                row.service.clone(),
                row.segment.clone(),
                row.who.clone(),
                table::or_dash(row.event_type_id),
                row.what.to_owned(),
                row.remark.clone(),
            ]
        };
        let rows: Vec<Vec<String>> =
            self.rows.iter().filter(|row| !row.is_unchanged).map(row).collect();
        if !rows.is_empty() {
            let head = ["service", "part", "who", "event type", "", ""];
            text.push_str(&table::render(&head, &rows));
        }
        for one in &self.wrong_lengths {
            writeln!(text, "warning: {}", one.told).ok();
        }
        if !self.clean && !self.dry_run {
            text.push_str(
                "what is not done is tried again by `serve` every quarter of an hour, and by this command; \
                 chairside event-types list tells how each stands\n",
            );
        }
        let would = if self.dry_run { " (dry run: nothing changed)" } else { "" };
        let counts = &self.counts;
        writeln!(
            text,
            "{} in step, {} created, {} updated, {} deleted, {} kept, {} not done{would}",
            counts.unchanged,
            counts.created,
            counts.updated,
            counts.deleted,
            counts.kept,
            counts.not_done
        )
        .ok();
        text
    }
}

impl Text for Vec<DriftView> {
    fn text(&self, _: Language) -> String {
        let rows = self.iter().flat_map(|row| {
            row.told.iter().map(|line| {
                vec![
                    row.service.clone(),
                    row.segment.clone(),
                    row.who.clone(),
                    table::or_dash(row.event_type_id),
                    line.clone(),
                ]
            })
        });
        let rows: Vec<Vec<String>> = rows.collect();
        let mut text = String::new();
        if !rows.is_empty() {
            text = table::render(&["service", "part", "who", "event type", ""], &rows);
        }
        let differ = self.iter().filter(|row| row.counts).count();
        let remarks = self.len().saturating_sub(differ);
        writeln!(text, "{differ} of our event types differ, {remarks} remarks").ok();
        text
    }
}
