//! `warnings`: what somebody of the salon should look at.

use crate::cli::outcome::{Outcome, describe};
use crate::cli::{desk, table};
use crate::domain::Result;
use crate::frontdesk::Desk;
use crate::store::messages::warning;
use crate::store::messages::warning::Warning;
use crate::store::visit::appointment;
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

/// How many are listed.
const LISTED_WARNINGS_MAX: u32 = 500;

/// What is done with the warnings.
#[derive(Subcommand)]
pub enum Command {
    /// Lists what is not cleared, oldest first.
    List {
        /// Also what was cleared.
        #[arg(long)]
        all: bool,
    },
    /// Somebody has looked: takes a warning off the list.
    Clear {
        /// Its number in the list.
        warning: i64,
    },
}

/// Runs the command.
pub fn run(config: &Path, command: &Command, as_json: bool) -> Outcome {
    let desk = match command {
        Command::List { .. } => desk::look(config)?,
        Command::Clear { .. } => desk::change(config)?,
    };
    match command {
        Command::List { all } => list(&desk, *all, as_json).map_err(describe)?,
        Command::Clear { warning: id } => {
            let (company, now, id) = (desk.salon.company, desk.now(), *id);
            let cleared = desk.store.write(move |tx| warning::clear_one(tx, company, id, now));
            if !cleared.map_err(describe)? {
                return Err(format!("there is no warning {id}"));
            }
            match as_json {
                true => println!("{}", json!({ "done": true, "cleared": id })),
                false => println!("warning {id} is cleared"),
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list(desk: &Desk, all: bool, as_json: bool) -> Result<()> {
    let zone = &desk.salon.zone;
    let raised = desk.store.read(|connection| {
        let raised = match all {
            true => warning::all(connection, desk.salon.company, LISTED_WARNINGS_MAX)?,
            false => warning::raised(connection, desk.salon.company, LISTED_WARNINGS_MAX)?,
        };
        let with_visit = |one: Warning| {
            let visit = appointment::find_by_ref(connection, &one.subject)?;
            Ok((one, visit.map(|(id, _)| id.0)))
        };
        raised.into_iter().map(with_visit).collect::<Result<Vec<_>>>()
    })?;
    if as_json {
        let one = |(one, visit): &(Warning, Option<i64>)| {
            json!({ "warning": one.id, "kind": one.kind, "appointment_id": visit, "subject": one.subject,
                "message": one.message, "count": one.count,
                "raised_at": zone.rfc3339_local(one.raised_at),
                "last_raised_at": zone.rfc3339_local(one.last_raised_at),
                "cleared_at": one.cleared_at.map(|at| zone.rfc3339_local(at)) })
        };
        println!("{}", Value::Array(raised.iter().map(one).collect()));
        return Ok(());
    }
    let rows: Vec<Vec<String>> = raised
        .iter()
        .map(|(one, visit)| {
            let (since, visit) = (zone.rfc3339_local(one.raised_at), table::or_dash(*visit));
            let cleared = table::or_dash(one.cleared_at.map(|at| zone.rfc3339_local(at)));
            let times = one.count.to_string();
            let mut row = vec![one.id.to_string(), since, one.kind.clone(), visit, times];
            row.extend(all.then_some(cleared));
            row.push(one.message.clone());
            row
        })
        .collect();
    let mut heads = vec!["no.", "since", "kind", "appointment", "times"];
    heads.extend(all.then_some("cleared"));
    heads.push("what");
    table::print(&heads, &rows);
    Ok(())
}
