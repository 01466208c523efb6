//! `doctor`: everything that has to work, looked at; and what can be mended at Cal.com, mended.

use crate::appliance;
use crate::calcom::Calcom;
use crate::calcom::offline::Offline;
use crate::cli::console::arguments::Common;
use crate::cli::console::outcome::{Outcome, describe, misconfigured};
use crate::cli::console::print::{Text, print_in};
use crate::cli::console::{desk, print};
use crate::config::Config;
use crate::domain::doctor::files::DISK_LITTLE_MB;
use crate::domain::doctor::finding::Level;
use crate::domain::language::Language;
use crate::frontdesk::{Desk, system_clock};
use crate::ops::doctor::database;
use crate::ops::doctor::examine::examine;
use crate::ops::doctor::fix;
use crate::ops::doctor::fix::{Repair, Repaired};
use crate::ops::doctor::patient::Patient;
use crate::ops::doctor::view::{CheckView, DoctorView};
use serde::Serialize;
use std::fmt::Write;
use std::io;
use std::io::{BufRead, IsTerminal, Write as _};
use std::process::ExitCode;
use std::sync::Arc;

/// Requests a minute at most: about half of Cal.com's 120, so that a `serve` beside us is never held up.
const PER_MINUTE_MAX: u32 = 55;
/// As wide as the longest word in front of a line.
const LEVEL_CHARS: usize = 7;
/// What counts as yes.
const YES: [&str; 4] = ["y", "yes", "j", "ja"];

/// What `doctor` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// Offers to make what is missing at Cal.com: event types and webhooks. Asks before each.
    #[arg(long)]
    fix: bool,
    /// Does so without asking.
    #[arg(long, requires = "fix")]
    yes: bool,
    /// Warns below so much room on the disk, in megabytes.
    #[arg(long, default_value_t = DISK_LITTLE_MB)]
    disk_mb: u64,
}

/// Looks, tells, and mends what may be mended. Exit code 1 if anything has to be mended; warnings leave it at 0.
pub fn run(common: &Common, arguments: &Arguments) -> Outcome {
    desk::log_warnings();
    let loaded = match load(common) {
        Ok(loaded) => loaded,
        Err(faults) => {
            let todo = "mend the file, or name another with --config";
            let view = DoctorView::without_configuration(&faults, todo, Language::En);
            print_in(&view, common.json, Language::En)?;
            return Ok(ExitCode::FAILURE);
        }
    };
    let language = Language::parse(&loaded.config.company.language).unwrap_or_default();
    if !common.json {
        let database = loaded.config.database.path.display().to_string();
        print::say_database(&database, desk::READ_ONLY);
    }
    let view = look(&loaded, common, arguments);
    if !arguments.fix {
        print_in(&view, common.json, language)?;
        return Ok(code(&view));
    }
    if !common.json {
        print_in(&view, false, language)?;
    }
    let repaired = mend(&loaded, common, arguments, language)?;
    // What was mended may have kept other things from being looked at.
    let view =
        if repaired.iter().any(|one| one.done) { look(&loaded, common, arguments) } else { view };
    let code = code(&view);
    print_in(&Fixed { doctor: view, repaired }, common.json, language)?;
    Ok(code)
}

fn code(view: &DoctorView) -> ExitCode {
    if view.is_well() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A configuration as far as it is good, and what is wrong with it.
struct Loaded {
    config: Arc<Config>,
    faults: Option<String>,
    has_key: bool,
}

/// With all its secrets, or else with Cal.com's key, or else without any. The error is of a file that says nothing.
fn load(common: &Common) -> Result<Loaded, String> {
    let faults = match Config::load(common) {
        Ok(config) => {
            let has_key = !config.calcom.api_key.is_empty();
            return Ok(Loaded { config: Arc::new(config), faults: None, has_key });
        }
        Err(faults) => faults,
    };
    let found = match Config::load_for_calcom(common) {
        Ok(config) => Some((config, true)),
        Err(_) => Config::load_offline(common).ok().map(|config| (config, false)),
    };
    match found {
        Some((config, has_key)) => {
            Ok(Loaded { config: Arc::new(config), faults: Some(faults), has_key })
        }
        None => Err(misconfigured(faults)),
    }
}

/// What is found, for whom it is put together with other things; `None` where the configuration says nothing.
pub(crate) fn looked(common: &Common) -> Option<DoctorView> {
    let arguments = Arguments { fix: false, yes: false, disk_mb: DISK_LITTLE_MB };
    load(common).ok().map(|loaded| look(&loaded, common, &arguments))
}

fn calcom(loaded: &Loaded) -> Option<Arc<dyn Calcom>> {
    if !loaded.has_key {
        return None;
    }
    appliance::calcom_client_of_command(&loaded.config, PER_MINUTE_MAX).ok()
}

fn look(loaded: &Loaded, common: &Common, arguments: &Arguments) -> DoctorView {
    let written = database::tried(&loaded.config);
    let calcom = calcom(loaded);
    let asked = calcom.clone().unwrap_or_else(|| Arc::new(Offline));
    let desk = desk_for(loaded, asked, arguments.fix);
    let desk = desk.map(Arc::new).map_err(|error| error.for_log());
    let patient = Patient {
        config_path: Some(common.config.clone()),
        config_fault: loaded.faults.clone(),
        disk_little_mb: arguments.disk_mb,
        written,
        ..Patient::new(loaded.config.clone(), desk, calcom, system_clock())
    };
    let language = patient.language;
    DoctorView::of(examine(&Arc::new(patient)), language)
}

/// Where something is to be mended afterwards, the desk may write from the beginning: SQLite shares the index of the log
/// among all connections of a process, and whoever opens it first only to read leaves it read-only for those that follow.
fn desk_for(
    loaded: &Loaded,
    asked: Arc<dyn Calcom>,
    may_mend: bool,
) -> crate::domain::Result<Desk> {
    let config = || loaded.config.as_ref().clone();
    let writing = may_mend.then(|| appliance::change(config(), asked.clone()).ok()).flatten();
    writing.map_or_else(|| appliance::look_asking(config(), asked), Ok)
}

fn mend(
    loaded: &Loaded,
    common: &Common,
    arguments: &Arguments,
    language: Language,
) -> Result<Vec<Repaired>, String> {
    let Some(calcom) = calcom(loaded) else { return Ok(Vec::new()) };
    let desk = match appliance::change(loaded.config.as_ref().clone(), calcom) {
        Ok(desk) => desk,
        // The line about the database has told it.
        Err(_) => return Ok(Vec::new()),
    };
    let repairs = match fix::repairs(&desk) {
        Ok(repairs) => repairs,
        Err(error) => {
            eprintln!("chairside: {}", describe(error));
            return Ok(Vec::new());
        }
    };
    let mut repaired = Vec::new();
    for repair in repairs {
        if arguments.yes || is_wanted(&repair, common, language)? {
            let outcome = fix::mend(&desk, &repair);
            let is_done = outcome.done;
            repaired.push(outcome);
            // A webhook hangs on what has just been made: it is looked for again.
            if is_done && matches!(repair, Repair::EventTypes(_)) {
                repaired.extend(mend(loaded, common, arguments, language)?);
                break;
            }
        }
    }
    Ok(repaired)
}

/// Asks on the terminal. Where nobody can be asked nothing is done.
fn is_wanted(repair: &Repair, common: &Common, language: Language) -> Result<bool, String> {
    let what = repair.told(language);
    if common.json || !io::stdin().is_terminal() {
        eprintln!(
            "chairside: {}",
            language.pick(
                format!("{what}: nicht getan, ohne Terminal braucht es --yes"),
                format!("{what}: not done, without a terminal it takes --yes"),
            )
        );
        return Ok(false);
    }
    eprint!("{what}? {} ", language.pick("[j/N]", "[y/N]"));
    io::stderr().flush().ok();
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).map_err(|error| error.to_string())?;
    Ok(YES.contains(&answer.trim().to_lowercase().as_str()))
}

/// What was mended, and how it is then.
#[derive(Serialize)]
struct Fixed {
    #[serde(flatten)]
    doctor: DoctorView,
    repaired: Vec<Repaired>,
}

impl Text for Fixed {
    fn text(&self, language: Language) -> String {
        let mut text = String::new();
        for one in &self.repaired {
            let (what, done) = (&one.what, language.pick("getan", "done"));
            match &one.error {
                None => writeln!(text, "{done}: {what}").ok(),
                Some(why) => {
                    let not = language.pick("NICHT getan", "NOT done");
                    writeln!(text, "{not}: {what}: {why}").ok()
                }
            };
        }
        if self.repaired.is_empty() {
            return language.pick("nichts zu beheben\n", "nothing to mend\n").to_owned();
        }
        text + &self.doctor.text(language)
    }
}

impl Text for DoctorView {
    fn text(&self, language: Language) -> String {
        let mut text: String = self.checks.iter().map(|one| line(one, language)).collect();
        let DoctorView { ok, warn, fail, not_tried, .. } = self;
        text.push_str(&language.pick(
            format!("{ok} in Ordnung, {warn} Hinweise, {fail} Fehler, {not_tried} nicht geprüft\n"),
            format!("{ok} ok, {warn} warnings, {fail} to mend, {not_tried} not tried\n"),
        ));
        text
    }
}

fn line(one: &CheckView, language: Language) -> String {
    let word = one.level.word(language);
    let todo = one.todo.as_ref().filter(|_| one.level != Level::Ok);
    let todo = todo.map_or_else(String::new, |todo| format!(" → {todo}"));
    format!("{word:LEVEL_CHARS$} {}: {}{todo}\n", one.name, one.seen)
}
