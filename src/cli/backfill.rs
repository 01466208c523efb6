//! `backfill`: fills in staff member and host where they are missing.

use crate::cli::desk;
use crate::cli::outcome::Outcome;
use crate::domain::calendar::zone::Zone;
use crate::recording::recorder::Recorder;
use crate::work::backfill;
use crate::work::backfill::{Ended, From, Options, Summary};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

/// How long one question to Cal.com may take; it includes waiting for our own brake.
const CALL_PATIENCE_SECONDS: u64 = 90;
/// Requests a minute at most: about half of Cal.com's 120, so that a `serve` beside us never meets a blocked key
/// while somebody is on the phone.
const PER_MINUTE_MAX: u32 = 55;

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
    /// At most so many appointments, oldest first.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    /// Only appointments that start on this day of the salon or later, or from a time on: 2026-10-01, or
    /// 2026-10-01T09:00:00+02:00.
    #[arg(long)]
    since: Option<String>,
}

/// Runs the command. Exit code 1 if anything failed, could not be asked, or was not looked at.
pub fn run(config: &Path, arguments: &Arguments, json: bool) -> Outcome {
    let desk = Arc::new(match (arguments.from, arguments.dry_run) {
        (Source::Metadata, true) => desk::try_out(config)?,
        (Source::Metadata, false) => desk::change(config)?,
        (Source::Calcom | Source::Auto, true) => desk::try_out_asking(config, PER_MINUTE_MAX)?,
        (Source::Calcom | Source::Auto, false) => desk::ask(config, PER_MINUTE_MAX)?,
    });
    let since = arguments.since.as_deref().map(|said| since(said, &desk.salon.zone));
    let options = Options {
        from: match arguments.from {
            Source::Metadata => From::Metadata,
            Source::Calcom => From::Calcom,
            Source::Auto => From::Auto,
        },
        dry_run: arguments.dry_run,
        limit: arguments.limit,
        since: since.transpose()?,
        patience: Duration::from_secs(CALL_PATIENCE_SECONDS),
    };
    // The bar draws on standard error, and only on a terminal.
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    let mut progress = |summary: &Summary, count: u64| {
        bar.set_length(count);
        bar.set_position(summary.total);
        bar.set_message(format!("{} updated", summary.updated));
    };
    // What a dry run sees is not written down, so it must not be recorded as if it were.
    let _recorder = match arguments.dry_run {
        true => None,
        false => Recorder::start_beside(&desk).map_err(|error| error.for_log())?,
    };
    let ended = backfill::run(&desk, &options, &mut progress, &thread::sleep)
        .map_err(|error| error.for_log())?;
    bar.finish_and_clear();
    let summary = ended.summary;
    if json {
        println!("{}", ended_json(&ended, arguments.dry_run));
    } else {
        for line in left(&ended, desk.salon.config.matching.enabled) {
            println!("{line}");
        }
        let would = if arguments.dry_run { " (dry run: nothing written)" } else { "" };
        println!(
            "{} updated, {} no match, {} API errors, {} failed, {} total{would}",
            summary.updated, summary.no_match, summary.api_errors, summary.failed, summary.total
        );
        if let Some(why) = &ended.stopped {
            eprintln!("chairside: stopped: {why}");
        }
    }
    let clean = summary.api_errors == 0 && summary.failed == 0 && ended.stopped.is_none();
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What it could not bring, and what a person can do about it.
fn left(ended: &Ended, matching_enabled: bool) -> Vec<&'static str> {
    let summary = &ended.summary;
    let mut lines = Vec::new();
    if summary.total == 0 && ended.stopped.is_none() {
        lines.push(
            "no appointment with a booking lacks its staff member or host; for those without a booking: \
             chairside appointments list --unassigned --all",
        );
    }
    if summary.no_match > 0 && !matching_enabled {
        lines.push(
            "the assignment of staff is switched off: set matching.enabled to true in appliance.toml, and run it again",
        );
    }
    if summary.no_match > 0 {
        lines.push(
            "why nobody is it, and what to do: chairside appointments list --unassigned --all",
        );
    }
    if summary.api_errors > 0 {
        lines
            .push("what Cal.com did not tell is asked again by running it again; the log says why");
    }
    lines
}

/// A day begins at the salon's midnight.
fn since(said: &str, zone: &Zone) -> Result<OffsetDateTime, String> {
    if let Ok(date) = Date::parse(said, format_description!("[year]-[month]-[day]")) {
        return Ok(zone.day_bounds(date).0);
    }
    OffsetDateTime::parse(said, &Rfc3339).map_err(|_| {
        format!("--since {said}: say a day like 2026-10-01 or a time like 2026-10-01T09:00:00Z")
    })
}

fn ended_json(ended: &Ended, dry_run: bool) -> serde_json::Value {
    let summary = &ended.summary;
    json!({ "updated": summary.updated, "no_match": summary.no_match, "api_errors": summary.api_errors,
        "failed": summary.failed, "total": summary.total, "dry_run": dry_run, "stopped": ended.stopped })
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn since_is_a_day_of_the_salon_or_an_instant() {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        for (said, instant) in [
            ("2026-10-01", datetime!(2026-09-30 22:00 UTC)),
            ("2026-11-19", datetime!(2026-11-18 23:00 UTC)),
            ("2026-10-01T09:00:00+02:00", datetime!(2026-10-01 07:00 UTC)),
        ] {
            assert_eq!(since(said, &zone), Ok(instant), "{said}");
        }
        for said in ["", "yesterday", "2026-13-01", "01.10.2026", "2026-10-01 "] {
            assert!(since(said, &zone).unwrap_err().contains("--since"), "{said}");
        }
    }
}
