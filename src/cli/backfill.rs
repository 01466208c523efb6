//! `backfill`: fills in staff member and host where they are missing.

use crate::cli::Outcome;
use crate::cli::desk;
use crate::work::backfill;
use crate::work::backfill::From;
use crate::work::backfill::Options;
use crate::work::backfill::Summary;
use clap::Args;
use clap::ValueEnum;
use indicatif::ProgressBar;
use indicatif::ProgressDrawTarget;
use indicatif::ProgressStyle;
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

/// How long one question to Cal.com may take; it includes waiting for our own brake.
const CALL_PATIENCE_SECONDS: u64 = 90;

/// From where.
#[derive(Clone, Copy, ValueEnum)]
enum Source {
    /// What is stored.
    Metadata,
    /// Cal.com's API.
    Calcom,
    /// The first, then the second.
    Auto,
}

/// What is filled in, and from where.
#[derive(Args)]
pub struct Arguments {
    /// Where the missing facts are taken from.
    #[arg(long, value_enum, default_value_t = Source::Auto)]
    from: Source,
    /// Says what it would do, and writes nothing.
    #[arg(long)]
    dry_run: bool,
    /// At most so many appointments.
    #[arg(long)]
    limit: Option<u32>,
    /// Only appointments from this UTC day or time on, for example 2026-10-01.
    #[arg(long)]
    since: Option<String>,
}

/// Runs the command. Exit code 1 if anything failed or could not be asked.
pub fn run(config: &Path, arguments: &Arguments, json: bool) -> Outcome {
    let desk = desk::open(config)?;
    let options = Options {
        from: match arguments.from {
            Source::Metadata => From::Metadata,
            Source::Calcom => From::Calcom,
            Source::Auto => From::Auto,
        },
        dry_run: arguments.dry_run,
        limit: arguments.limit,
        since: arguments.since.clone(),
        patience: Duration::from_secs(CALL_PATIENCE_SECONDS),
    };
    // The bar draws on standard error and on a terminal only.
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    let mut progress = |summary: &Summary, total: usize| {
        bar.set_length(total as u64);
        bar.set_position(summary.total);
        bar.set_message(format!("{} updated", summary.updated));
    };
    let summary = backfill::run(&desk, &options, &mut progress, &thread::sleep)
        .map_err(|error| error.for_log())?;
    bar.finish_and_clear();
    if json {
        println!("{}", summary_json(&summary, arguments.dry_run));
    } else {
        let would = if arguments.dry_run { " (dry run: nothing written)" } else { "" };
        println!(
            "{} updated, {} no match, {} API errors, {} failed, {} total{would}",
            summary.updated, summary.no_match, summary.api_errors, summary.failed, summary.total
        );
    }
    let clean = summary.api_errors == 0 && summary.failed == 0;
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn summary_json(summary: &Summary, dry_run: bool) -> serde_json::Value {
    json!({ "updated": summary.updated, "no_match": summary.no_match, "api_errors": summary.api_errors,
        "failed": summary.failed, "total": summary.total, "dry_run": dry_run })
}
