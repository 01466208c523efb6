//! `status`: whether everything works, on one screen.

use crate::cli::console::arguments::Common;
use crate::cli::console::desk;
use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::print::Text;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::language::Language;
use crate::frontdesk::running::status;
use crate::frontdesk::running::status::{BackupView, ProgramView, QueueView, StatusView};
use std::fmt::Write;
use std::process::ExitCode;

/// As wide as the longest word in front of a line.
const NAME_CHARS: usize = 16;

/// Tells; ends with 1 if somebody has to do something.
pub fn run(common: &Common) -> Outcome {
    let (desk, printer) = desk::look(common)?;
    let view = status::of(&desk).map_err(describe)?;
    printer.print(&view)?;
    Ok(if view.is_well() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Text for StatusView {
    fn text(&self, language: Language) -> String {
        let pick = |german, english| language.pick(german, english);
        let never = || pick("nie", "never").to_owned();
        let time = |at: &Option<LocalTime>| at.as_ref().map_or_else(never, ToString::to_string);
        let calcom = match &self.line.calcom_silent_since {
            None => {
                pick("antwortet", "answers").to_owned()
                    + ", "
                    + pick("zuletzt gefragt ", "last asked ")
                    + &time(&self.last_poll)
            }
            Some(since) => language.pick(
                format!("antwortet seit {since} nicht"),
                format!("has not answered since {since}"),
            ),
        };
        let mut text = format!("{}\n", self.line.told);
        let mut line = |name: &str, what: &str| {
            writeln!(text, "{name:NAME_CHARS$} {what}").ok();
        };
        line(pick("Programm", "program"), &program(self.program.as_ref(), language));
        line(pick("letzter Anruf", "last call"), &time(&self.line.last_call));
        line(pick("letzte Buchung", "last booking"), &time(&self.last_booking));
        line("Cal.com", &calcom);
        line(pick("Warteschlangen", "queues"), &queue(&self.queue, language));
        line(pick("Sicherung", "backup"), &backup(&self.backup, language));
        let alarms = match self.open_alarms.as_slice() {
            [] => pick("keine", "none").to_owned(),
            open => open.iter().map(|one| one.message.as_str()).collect::<Vec<_>>().join(" "),
        };
        line(pick("Alarme", "alarms"), &alarms);
        text
    }
}

fn program(program: Option<&ProgramView>, language: Language) -> String {
    let Some(program) = program else {
        return language.pick("läuft nicht", "does not run").to_owned();
    };
    let pid = program.pid.map_or_else(|| "?".to_owned(), |pid| pid.to_string());
    let unknown = || "?".to_owned();
    let version = program.version.clone().unwrap_or_else(unknown);
    let since = program.since.as_ref().map_or_else(unknown, ToString::to_string);
    let address = program.address.clone().unwrap_or_else(unknown);
    language.pick(
        format!("Prozess {pid}, Version {version}, seit {since}, auf {address}"),
        format!("process {pid}, version {version}, since {since}, at {address}"),
    )
}

fn queue(queue: &QueueView, language: Language) -> String {
    let QueueView { received, visits, stuck, to_send, dead } = queue;
    language.pick(
        format!("{received} empfangen, {visits} Besuche in Arbeit, {stuck} festgefahren, {to_send} zu senden, {dead} aufgegeben"),
        format!("{received} received, {visits} visits at work, {stuck} stuck, {to_send} to send, {dead} given up"),
    )
}

fn backup(backup: &BackupView, language: Language) -> String {
    match (&backup.newest, backup.is_watched) {
        (Some(newest), _) => newest.to_string(),
        (None, true) => language.pick("keine", "none").to_owned(),
        (None, false) => language
            .pick("niemand macht eine (backup.daily)", "nobody makes one (backup.daily)")
            .to_owned(),
    }
}
