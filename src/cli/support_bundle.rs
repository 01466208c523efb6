//! `support-bundle`: what somebody who helps needs to see, in one file.

use crate::appliance;
use crate::cli::console::arguments::Common;
use crate::cli::console::desk;
use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::print::{Printer, Text};
use crate::cli::doctor;
use crate::config::Config;
use crate::domain::language::Language;
use crate::frontdesk::system_clock;
use crate::ops::bundle::gather::{Sources, gather};
use crate::ops::bundle::write;
use crate::ops::bundle::write::BundleView;
use std::path::PathBuf;
use std::process::ExitCode;

/// Where to, and what of.
#[derive(clap::Args)]
pub struct Arguments {
    /// A file that is not there yet; without it one named by the time, in this folder.
    file: Option<PathBuf>,
    /// Where the log is: its end is put in.
    #[arg(long)]
    log: Option<PathBuf>,
    /// Asks nobody outside: without what `doctor` finds.
    #[arg(long)]
    offline: bool,
}

pub fn run(common: &Common, arguments: &Arguments) -> Outcome {
    desk::log_warnings();
    // With its secrets, if they can be looked up: so that none of them is put in.
    let config = Config::load(common).or_else(|_| Config::load_offline(common))?;
    let printer = Printer::of_file(&config.database.path, desk::READ_ONLY, common.json);
    let doctor = (!arguments.offline).then(|| doctor::looked(common)).flatten();
    let opened = appliance::look(config.clone()).map_err(|error| error.for_log());
    let now = system_clock()();
    let sources = Sources {
        config: &config,
        desk: opened.as_ref().map_err(Clone::clone),
        doctor: doctor.as_ref(),
        log: arguments.log.as_deref(),
        now,
    };
    let parts = gather(&sources).map_err(describe)?;
    let file = arguments.file.clone().unwrap_or_else(|| write::name(now));
    printer.print(&write::write(&file, &parts).map_err(describe)?)?;
    Ok(ExitCode::SUCCESS)
}

impl Text for BundleView {
    fn text(&self, _: Language) -> String {
        format!(
            "{}: {} files, {} kB; without customers and keys. Look it through before you pass it on.\n",
            self.file.display(),
            self.parts.len(),
            self.bytes.div_ceil(1024)
        )
    }
}
