//! `backup`, and `backup list`.

use crate::cli::console::arguments::Common;
use crate::cli::console::outcome::{Outcome, describe, misconfigured};
use crate::cli::console::print::{Printer, Text};
use crate::cli::console::{desk, table};
use crate::config::Config;
use crate::domain::backup::keep::Why;
use crate::domain::language::Language;
use crate::frontdesk::system_clock;
use crate::ops::shelf;
use crate::ops::shelf::{ShelfView, ShelvedView};
use crate::ops::take::{BackupView, Wanted, back_up};
use clap::{Args, Subcommand};
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Where to.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    /// A file that is not there yet, or a folder; without it the folder that the configuration names.
    to: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What is done with the backups.
#[derive(Subcommand)]
pub enum Command {
    /// Lists the backups that there are, the newest first.
    List {
        /// In this folder instead of the one that the configuration names.
        folder: Option<PathBuf>,
    },
}

pub fn run(common: &Common, arguments: &Arguments) -> Outcome {
    desk::log_warnings();
    let config = Config::load_offline(common).map_err(misconfigured)?;
    let printer = Printer::of_file(&config.database.path, desk::READ_ONLY, common.json);
    match &arguments.command {
        Some(Command::List { folder }) => {
            printer.print(&shelf::list(&config, folder.as_deref()).map_err(describe)?)?;
        }
        None => {
            let now = system_clock()();
            let to = arguments.to.as_deref();
            let wanted = Wanted { config: &config, why: Why::ByHand, to, now };
            printer.print(&back_up(&wanted, &|| true).map_err(describe)?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// In megabytes, to one place.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10) / (1 << 20);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

impl Text for BackupView {
    fn text(&self, _: Language) -> String {
        let rows: u64 = self.tables.values().sum();
        let mut text = format!(
            "backed up to {}\n  {}, {} tables with {rows} rows, audit trail of {} rows, version {}\n  looked through and sound; SHA-256 {}\n",
            self.file.display(),
            megabytes(self.bytes),
            self.tables.len(),
            self.audit_rows,
            self.schema,
            self.sha256
        );
        if let Some(key) = &self.erasure_key {
            writeln!(text, "  the key of the erasures is in {}", key.display()).ok();
        }
        if let Some(fault) = &self.audit_fault {
            writeln!(text, "  its audit trail is NOT whole: {fault}").ok();
        }
        for file in &self.removed {
            writeln!(text, "  no longer kept: {}", file.display()).ok();
        }
        text
    }
}

impl Text for ShelfView {
    fn text(&self, _: Language) -> String {
        let why = |one: &ShelvedView| match one.why {
            Why::Scheduled => "by itself",
            Why::ByHand => "by hand",
            Why::BeforeUpgrade => "before an upgrade",
        };
        let name =
            |file: &PathBuf| file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let row = |one: &ShelvedView| {
            vec![
                one.made_at.to_string(),
                why(one).to_owned(),
                megabytes(one.bytes),
                one.program.clone(),
                one.schema.to_string(),
                one.fault.clone().unwrap_or_else(|| "whole".into()),
                name(&one.file),
            ]
        };
        let rows: Vec<Vec<String>> = self.backups.iter().map(row).collect();
        let head = ["made", "why", "size", "Chairside", "version", "state", "file"];
        let mut text = format!("{}\n{}", self.folder.display(), table::render(&head, &rows));
        for half in &self.unfinished {
            writeln!(text, "no backup, it was not finished: {}", name(half)).ok();
        }
        text
    }
}
