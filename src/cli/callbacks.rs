//! `callbacks`: whom the salon should call back, and about what.

use crate::cli::console::arguments::Common;
use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::print::Text;
use crate::cli::console::{desk, table};
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::frontdesk::visit::callback_view;
use crate::frontdesk::visit::callback_view::CallbackView;
use crate::store::messages::callback;
use clap::Subcommand;
use serde::Serialize;
use std::process::ExitCode;

/// The longest word about what came of it.
const NOTE_CHARS_MAX: usize = 500;

/// What is done with the notes.
#[derive(Subcommand)]
pub enum Command {
    /// Lists what is not done, oldest first.
    List {
        /// Also what is done.
        #[arg(long)]
        all: bool,
    },
    /// The customer has been called back.
    Done {
        /// Its number in the list.
        callback: i64,
        /// Who.
        #[arg(long)]
        by: String,
        /// What came of it.
        #[arg(long, default_value = "")]
        note: String,
    },
}

pub fn run(common: &Common, command: &Command) -> Outcome {
    match command {
        Command::List { all } => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&callback_view::list(&desk, *all).map_err(describe)?)?;
        }
        Command::Done { callback, by, note } => {
            let (desk, printer) = desk::change(common)?;
            done(&desk, *callback, by, note)?;
            printer.print(&Done { done: true, callback: *callback })?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn done(desk: &Desk, id: i64, by: &str, note: &str) -> Result<(), String> {
    let (by, note) = (by.trim().to_owned(), note.trim().to_owned());
    if by.is_empty() || by.chars().count() > NOTE_CHARS_MAX {
        return Err(format!("say who has called back, in 1 to {NOTE_CHARS_MAX} characters"));
    }
    if note.chars().count() > NOTE_CHARS_MAX {
        return Err(format!("the note may have {NOTE_CHARS_MAX} characters"));
    }
    let (company, now) = (desk.salon.company, desk.now());
    let is_done = desk
        .store
        .write(move |tx| callback::done(tx, company, id, &by, &note, now))
        .map_err(describe)?;
    if is_done { Ok(()) } else { Err(format!("there is no open note {id}")) }
}

#[derive(Serialize)]
struct Done {
    done: bool,
    callback: i64,
}

impl Text for Done {
    fn text(&self, _: Language) -> String {
        format!("note {} is done\n", self.callback)
    }
}

/// The wishes are in the salon's language, and so is the rest.
impl Text for Vec<CallbackView> {
    fn text(&self, language: Language) -> String {
        let filled = |text: &String| table::or_dash(Some(text).filter(|text| !text.is_empty()));
        let open = || language.pick("offen", "open").to_owned();
        let row = |one: &CallbackView| {
            vec![
                one.callback.to_string(),
                one.made_at.to_string(),
                filled(&one.customer_name),
                filled(&one.phone),
                one.wish.clone(),
                one.reason.clone(),
                one.count.to_string(),
                one.done.as_ref().map_or_else(open, |done| done.by.clone()),
            ]
        };
        let rows: Vec<Vec<String>> = self.iter().map(row).collect();
        let head = language.pick(
            ["Nr.", "seit", "wer", "Nummer", "Wunsch", "warum nicht", "mal", "erledigt von"],
            ["no.", "since", "who", "number", "wish", "why not", "times", "done by"],
        );
        table::render(&head, &rows)
    }
}
