//! `replay`: recorded days through today's Chairside, offline. The same recording prints the same bytes.

use crate::cli::console::outcome::Outcome;
use crate::cli::replay::against;
use crate::domain::host::kinds::AssignmentState;
use crate::recording::line::reader;
use crate::replay::player;
use crate::replay::report::{Replayed, Report};
use clap::ValueEnum;
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

/// How much of a booking's uid a table shows.
const UID_SHOWN_CHARS: usize = 10;
/// What a table shows where there is nothing.
const NOTHING: &str = "-";

/// What a recorded day is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Against {
    /// The salon's mappings, people and rules as they are now.
    Today,
}

/// Replays and prints. Notes go to standard error; a recording that is cut off ends with exit code 1.
pub fn run(path: &Path, against: Option<(Against, &Path)>, as_json: bool) -> Outcome {
    let log = env_logger::Env::default().default_filter_or("off");
    env_logger::Builder::from_env(log).init();
    let recording = reader::read(path)?;
    let report = if recording.entries.is_empty() && recording.cut.is_some() {
        None
    } else {
        Some(player::replay(&recording)?)
    };
    if let Some(report) = &report {
        let text = match against {
            Some((Against::Today, config)) => against::render(report, config, as_json)?,
            None if as_json => format!("{}\n", as_value(report)),
            None => as_text(report),
        };
        print!("{text}");
        report.notes.iter().for_each(|note| eprintln!("chairside: note: {note}"));
    }
    match recording.cut {
        None => Ok(ExitCode::SUCCESS),
        Some(cut) => Err(format!("{cut}; everything before it was replayed, nothing after it")),
    }
}

fn as_value(report: &Report) -> Value {
    let (then, now) = (&report.recorded, &report.chairside);
    let appointments: Vec<Value> = report.appointments.iter().map(appointment).collect();
    let mappings: Vec<Value> = report
        .mappings
        .iter()
        .map(|one| {
            json!({ "host_id": one.host_id, "staff": one.staff, "mapping_source": one.source,
                "confidence": one.confidence, "active": one.active })
        })
        .collect();
    json!({
        "recorded": { "total": then.total, "with_staff": then.with_staff, "with_host": then.with_host },
        "chairside": {
            "total": now.total, "bookings": now.bookings, "with_staff": now.with_staff,
            "with_host": now.with_host, "not_evaluated": now.not_evaluated,
            "ambiguous": now.ambiguous, "no_candidate": now.no_candidate,
        },
        "appointments": appointments,
        "mappings": mappings,
    })
}

fn appointment(one: &Replayed) -> Value {
    let then = one.recorded.as_ref();
    json!({
        "id": then.map(|row| row.id),
        "source": one.source,
        "booking_uid": one.booking_uid,
        "host_id": one.host_id,
        "staff": one.staff,
        "preferred_staff": one.preferred_staff,
        "rule": one.rule,
        "confidence": one.confidence,
        "host_source": one.host_source,
        "assignment_state": one.assignment_state.map(AssignmentState::as_str),
        "status": one.status,
        "starts_at": one.starts_at,
        "recorded": then.map(|row| json!({ "source": row.source, "staff": row.staff,
            "host_id": row.host, "booking_uid": row.booking_uid })),
    })
}

fn as_text(report: &Report) -> String {
    let (then, now) = (&report.recorded, &report.chairside);
    let share = |part: usize, whole: usize| match whole {
        0 => part.to_string(),
        _ => format!("{part} ({:.1} %)", part as f64 * 100.0 / whole as f64),
    };
    let row = |what: &str, then: String, now: String| vec![what.to_owned(), then, now];
    let mut text = table(&[
        row("", "recorded".into(), "Chairside".into()),
        row("appointments", then.total.to_string(), now.total.to_string()),
        row("with a booking", then.bookings.to_string(), now.bookings.to_string()),
        row("with staff", share(then.with_staff, then.total), share(now.with_staff, now.total)),
        row("with host", share(then.with_host, then.total), share(now.with_host, now.total)),
        row("not evaluated", NOTHING.into(), now.not_evaluated.to_string()),
        row("ambiguous", NOTHING.into(), now.ambiguous.to_string()),
        row("no candidate", NOTHING.into(), now.no_candidate.to_string()),
        row("wishes met", NOTHING.into(), format!("{} of {}", now.wishes_met, now.wishes)),
    ]);
    let heads = ["id", "source", "booking", "host", "staff", "rule", "host from", "state", "wish"];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    rows.extend(report.appointments.iter().map(cells));
    text.push('\n');
    text.push_str(&table(&rows));
    let mut rows = vec![["host", "staff", "mapping", "active"].map(str::to_owned).to_vec()];
    rows.extend(report.mappings.iter().map(|one| {
        let active = if one.active { "yes" } else { "no" };
        let mapping = format!("{} {}", one.source, one.confidence);
        vec![one.host_id.to_string(), one.staff.clone(), mapping, active.to_owned()]
    }));
    text.push('\n');
    text.push_str(&table(&rows));
    text
}

fn cells(one: &Replayed) -> Vec<String> {
    let shown = |text: Option<String>| text.unwrap_or_else(|| NOTHING.to_owned());
    let rule = one.rule.as_ref().map(|rule| match one.confidence {
        Some(confidence) => format!("{rule} {confidence}"),
        None => rule.clone(),
    });
    let wish = one.preferred_staff.as_ref().map(|wish| match Some(wish) == one.staff.as_ref() {
        true => format!("{wish}: met"),
        false => format!("{wish}: not met"),
    });
    let state = one.assignment_state.map_or("not in the recording", AssignmentState::as_str);
    vec![
        shown(one.recorded.as_ref().map(|row| row.id.to_string())),
        one.source.clone(),
        shown(one.booking_uid.as_deref().map(|uid| uid.chars().take(UID_SHOWN_CHARS).collect())),
        shown(one.host_id.map(|id| id.to_string())),
        shown(one.staff.clone()),
        shown(rule),
        shown(one.host_source.clone()),
        state.to_owned(),
        shown(wish),
    ]
}

/// Columns as wide as their widest cell, two blanks between them, none at the end of a line.
fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&format!("{cell:width$}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
