//! `retention`: what was kept long enough, shown and let go.

use crate::cli::console::arguments::{Common, Deciding};
use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::print::Text;
use crate::cli::console::{desk, table};
use crate::domain::language::Language;
use crate::domain::retention::kind::Kind;
use crate::frontdesk::retention;
use crate::frontdesk::retention::run::RemovedView;
use crate::frontdesk::retention::{KindView, RetentionView};
use clap::Subcommand;
use std::fmt::Write;
use std::process::ExitCode;

/// What is done with it.
#[derive(Subcommand)]
pub enum Command {
    /// Lets it go now, whenever the night would.
    Run {
        #[command(flatten)]
        deciding: Deciding,
    },
}

/// Without a command it is shown, and nothing is changed.
pub fn run(common: &Common, command: Option<&Command>) -> Outcome {
    match command {
        None => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&retention::preview(&desk).map_err(describe)?)?;
        }
        Some(Command::Run { deciding }) => {
            let person = deciding.person()?;
            let (desk, printer) = desk::change(common)?;
            printer.print(&retention::run::all(&desk, &person).map_err(describe)?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

impl Text for RetentionView {
    fn text(&self, language: Language) -> String {
        let pick = |german: &'static str, english: &'static str| language.pick(german, english);
        let row = |one: &KindView| {
            vec![
                one.days.map_or_else(
                    || pick("für immer", "for good").to_owned(),
                    |days| days.to_string(),
                ),
                one.count.to_string(),
                table::or_dash(one.oldest.as_ref()),
                one.told.to_owned(),
            ]
        };
        let rows: Vec<Vec<String>> = self.kinds.iter().map(row).collect();
        let head = [
            pick("Tage", "days"),
            pick("älter", "older"),
            pick("von", "from"),
            pick("was", "what"),
        ];
        let mut text = table::render(&head, &rows);
        let when = match &self.next {
            Some(next) => {
                format!("{} {next}", pick("Das geht von selbst am", "That goes by itself on"))
            }
            None => pick(
                "Von selbst geht nichts (retention.nightly)",
                "Nothing goes by itself (retention.nightly)",
            )
            .to_owned(),
        };
        writeln!(text, "{when}").ok();
        text
    }
}

impl Text for RemovedView {
    fn text(&self, language: Language) -> String {
        let pick = |german: &'static str, english: &'static str| language.pick(german, english);
        if self.removed.is_empty() && self.customers_left == 0 {
            return format!(
                "{}\n",
                pick("Es war nichts lange genug behalten.", "Nothing was kept long enough.")
            );
        }
        let mut text = String::new();
        for (kind, count) in &self.removed {
            let told = Kind::parse(kind).map_or(*kind, |kind| kind.told(language));
            writeln!(text, "{count:>7}  {told}").ok();
        }
        if self.customers_left > 0 {
            let left = pick(
                "Kunden bleiben vorerst: es hat sich etwas geändert",
                "customers stay for now: something has changed",
            );
            writeln!(text, "{:>7}  {left}", self.customers_left).ok();
        }
        if self.rewritten == Some(false) {
            let told = pick(
                "Die Datei ließ sich nicht neu schreiben: sie wird gerade gelesen. Noch einmal versuchen.",
                "The file could not be written anew: it is being read. Try again.",
            );
            writeln!(text, "{told}").ok();
        }
        text
    }
}
