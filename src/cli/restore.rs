//! `restore`.

use crate::cli::console::arguments::Common;
use crate::cli::console::outcome::{Outcome, describe, misconfigured};
use crate::cli::console::print::{Printer, Text};
use crate::cli::console::{desk, table};
use crate::config::Config;
use crate::domain::language::Language;
use crate::frontdesk::system_clock;
use crate::ops::restore::restore;
use crate::ops::restore_view::RestoredView;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;

pub fn run(common: &Common, backup: &Path) -> Outcome {
    desk::log_warnings();
    let config = Config::load_offline(common).map_err(misconfigured)?;
    let printer = Printer::of_file(&config.database.path, desk::CHANGED, common.json);
    let restored = restore(&config, backup, system_clock()()).map_err(describe)?;
    let is_whole = restored.forgotten_later.is_empty();
    printer.print(&restored)?;
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Text for RestoredView {
    fn text(&self, _: Language) -> String {
        let none = Default::default();
        let before = self.before.as_ref().unwrap_or(&none);
        let names: BTreeSet<&String> =
            before.keys().chain(self.in_backup.keys()).chain(self.now.keys()).collect();
        let rows: Vec<Vec<String>> = names
            .into_iter()
            .map(|name| {
                let cells = [before.get(name), self.in_backup.get(name), self.now.get(name)];
                std::iter::once(name.clone()).chain(cells.map(table::or_dash)).collect()
            })
            .collect();
        let mut text = table::render(&["table", "before", "in the backup", "now"], &rows);
        writeln!(
            text,
            "restored from {}, made {} by Chairside {}; every count agrees with its manifest",
            self.backup.display(),
            self.made_at,
            self.program
        )
        .ok();
        match &self.aside {
            Some(aside) => writeln!(text, "the data from before is in {}", aside.display()).ok(),
            None => writeln!(text, "there was no data before").ok(),
        };
        if self.schema.0 != self.schema.1 {
            writeln!(text, "brought from version {} to {}", self.schema.0, self.schema.1).ok();
        }
        writeln!(
            text,
            "sessions ended: {}, links to choose a password: {}; forgotten again: {}",
            self.sessions_ended, self.setup_links_ended, self.forgotten_again
        )
        .ok();
        if !self.forgotten_later.is_empty() {
            writeln!(
                text,
                "NOT forgotten again, because a visit is not settled: customers {:?}. Settle it (`chairside sagas list`), then \
                 `chairside customers erase` them",
                self.forgotten_later
            )
            .ok();
        }
        for note in &self.notes {
            writeln!(text, "note: {note}").ok();
        }
        text.push_str("now start `chairside serve`: Cal.com tells it what was booked since\n");
        text
    }
}
