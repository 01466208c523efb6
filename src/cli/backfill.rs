//! `backfill`: fills in staff member and host where they are missing.

use crate::cli::console::arguments::Common;
use crate::cli::console::desk;
use crate::cli::console::desk::Opened;
use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::print::Text;
use crate::domain::calendar::zone::Zone;
use crate::domain::language::Language;
use crate::recording::recorder::Recorder;
use crate::work::backfill;
use crate::work::backfill::{Ended, From, Options, Summary};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
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
/// while a caller is on the phone.
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
pub fn run(common: &Common, arguments: &Arguments) -> Outcome {
    let (desk, printer) = open(common, arguments)?;
    let desk = Arc::new(desk);
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
        false => Recorder::start_beside(&desk).map_err(describe)?,
    };
    let ended = backfill::run(&desk, &options, &mut progress, &thread::sleep).map_err(describe)?;
    bar.finish_and_clear();
    printer.print(&Filled::of(&ended, arguments.dry_run, desk.salon.config.matching.enabled))?;
    if let Some(why) = ended.stopped.as_ref().filter(|_| !common.json) {
        eprintln!("chairside: stopped: {why}");
    }
    let summary = ended.summary;
    let clean = summary.api_errors == 0 && summary.failed == 0 && ended.stopped.is_none();
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Cal.com's key is needed only where Cal.com is asked.
fn open(common: &Common, arguments: &Arguments) -> Opened {
    match (arguments.from, arguments.dry_run) {
        (Source::Metadata, true) => desk::try_out(common),
        (Source::Metadata, false) => desk::change(common),
        (Source::Calcom | Source::Auto, true) => desk::try_out_asking(common, PER_MINUTE_MAX),
        (Source::Calcom | Source::Auto, false) => desk::ask(common, PER_MINUTE_MAX),
    }
}

/// What was filled in, or would be.
#[derive(Serialize)]
struct Filled {
    updated: u64,
    no_match: u64,
    api_errors: u64,
    failed: u64,
    total: u64,
    dry_run: bool,
    stopped: Option<String>,
    #[serde(skip)]
    left: Vec<&'static str>,
}

impl Filled {
    fn of(ended: &Ended, dry_run: bool, matching_enabled: bool) -> Filled {
        let Summary { updated, no_match, api_errors, failed, total } = ended.summary;
        let (stopped, left) = (ended.stopped.clone(), left(ended, matching_enabled));
        Filled { updated, no_match, api_errors, failed, total, dry_run, stopped, left }
    }
}

impl Text for Filled {
    fn text(&self, _: Language) -> String {
        let would = if self.dry_run { " (dry run: nothing written)" } else { "" };
        let mut lines: Vec<String> = self.left.iter().map(|line| (*line).to_owned()).collect();
        lines.push(format!(
            "{} updated, {} no match, {} API errors, {} failed, {} total{would}",
            self.updated, self.no_match, self.api_errors, self.failed, self.total
        ));
        lines.join("\n") + "\n"
    }
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
            "why no staff member does it, and what to do: chairside appointments list --unassigned --all",
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
