//! `warnings`: what a person of the salon should look at.

use crate::cli::console::arguments::Common;
use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::print::Text;
use crate::cli::console::{desk, table};
use crate::domain::language::Language;
use crate::frontdesk::visit::warning_view;
use crate::frontdesk::visit::warning_view::WarningView;
use crate::store::messages::warning;
use clap::Subcommand;
use serde::Serialize;
use std::process::ExitCode;

/// What is done with the warnings.
#[derive(Subcommand)]
pub enum Command {
    /// Lists what is not cleared, oldest first.
    List {
        /// Also what was cleared.
        #[arg(long)]
        all: bool,
    },
    /// A person has looked: takes a warning off the list.
    Clear {
        /// Its number in the list.
        warning: i64,
    },
}

pub fn run(common: &Common, command: &Command) -> Outcome {
    match command {
        Command::List { all } => {
            let (desk, printer) = desk::look(common)?;
            let warnings = warning_view::list(&desk, *all).map_err(describe)?;
            printer.print(&Warnings { warnings, with_cleared: *all })?;
        }
        Command::Clear { warning: id } => {
            let (desk, printer) = desk::change(common)?;
            let (company, now, id) = (desk.salon.company, desk.now(), *id);
            let cleared = desk.store.write(move |tx| warning::clear_one(tx, company, id, now));
            if !cleared.map_err(describe)? {
                return Err(format!("there is no warning {id}"));
            }
            printer.print(&Cleared { done: true, cleared: id })?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A warning that is off the list.
#[derive(Serialize)]
struct Cleared {
    done: bool,
    cleared: i64,
}

impl Text for Cleared {
    fn text(&self, _: Language) -> String {
        format!("warning {} is cleared\n", self.cleared)
    }
}

/// The list, with a column more where some are cleared.
#[derive(Serialize)]
#[serde(transparent)]
struct Warnings {
    warnings: Vec<WarningView>,
    #[serde(skip)]
    with_cleared: bool,
}

/// The messages are in the salon's language, and so is the rest.
impl Text for Warnings {
    fn text(&self, language: Language) -> String {
        let row = |one: &WarningView| {
            let mut row = vec![
                one.warning.to_string(),
                one.raised_at.to_string(),
                one.kind.clone(),
                table::or_dash(one.appointment_id),
                one.count.to_string(),
            ];
            row.extend(self.with_cleared.then(|| table::or_dash(one.cleared_at.as_ref())));
            row.push(one.message.clone());
            row
        };
        let rows: Vec<Vec<String>> = self.warnings.iter().map(row).collect();
        let [number, since, kind, appointment, times, cleared, what] = language.pick(
            ["Nr.", "seit", "Art", "Termin", "mal", "erledigt", "was"],
            ["no.", "since", "kind", "appointment", "times", "cleared", "what"],
        );
        let mut head = vec![number, since, kind, appointment, times];
        head.extend(self.with_cleared.then_some(cleared));
        head.push(what);
        table::render(&head, &rows)
    }
}
