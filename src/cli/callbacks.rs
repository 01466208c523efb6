//! `callbacks`: whom somebody of the salon should call back, and about what.

use crate::cli::outcome::{Outcome, describe};
use crate::cli::{desk, table};
use crate::domain::Result;
use crate::frontdesk::Desk;
use crate::store::messages::callback;
use crate::store::messages::callback::Callback;
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

/// How many are listed.
const LISTED_CALLBACKS_MAX: u32 = 500;
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
    /// Somebody has called back.
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

/// Runs the command.
pub fn run(config: &Path, command: &Command, as_json: bool) -> Outcome {
    let desk = match command {
        Command::List { .. } => desk::look(config)?,
        Command::Done { .. } => desk::change(config)?,
    };
    match command {
        Command::List { all } => list(&desk, *all, as_json).map_err(describe)?,
        Command::Done { callback, by, note } => done(&desk, *callback, by, note, as_json)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn done(
    desk: &Desk,
    id: i64,
    by: &str,
    note: &str,
    as_json: bool,
) -> std::result::Result<(), String> {
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
    if !is_done {
        return Err(format!("there is no open note {id}"));
    }
    match as_json {
        true => println!("{}", json!({ "done": true, "callback": id })),
        false => println!("note {id} is done"),
    }
    Ok(())
}

fn list(desk: &Desk, all: bool, as_json: bool) -> Result<()> {
    let zone = &desk.salon.zone;
    let notes = desk.store.read(|connection| {
        callback::list(connection, desk.salon.company, all, LISTED_CALLBACKS_MAX)
    })?;
    if as_json {
        let one = |one: &Callback| {
            let done = one.done.as_ref().map(
                |(at, by, note)| json!({ "at": zone.rfc3339_local(*at), "by": by, "note": note }),
            );
            json!({ "callback": one.id, "made_at": zone.rfc3339_local(one.made_at),
                "last_at": zone.rfc3339_local(one.last_at), "count": one.count, "reason": one.reason,
                "customer_name": one.customer_name, "phone": one.phone, "wish": one.wish,
                "appointment_id": one.appointment.map(|id| id.0), "done": done })
        };
        println!("{}", Value::Array(notes.iter().map(one).collect()));
        return Ok(());
    }
    let rows: Vec<Vec<String>> = notes
        .iter()
        .map(|one| {
            vec![
                one.id.to_string(),
                zone.rfc3339_local(one.made_at),
                table::or_dash(Some(&one.customer_name).filter(|name| !name.is_empty())),
                table::or_dash(Some(&one.phone).filter(|phone| !phone.is_empty())),
                one.wish.clone(),
                one.reason.clone(),
                one.count.to_string(),
                one.done.as_ref().map_or_else(|| "open".to_owned(), |(_, by, _)| by.clone()),
            ]
        })
        .collect();
    let heads = ["no.", "since", "who", "number", "wish", "why not", "times", "done by"];
    table::print(&heads, &rows);
    Ok(())
}
